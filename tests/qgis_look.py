"""Print how QGIS itself draws the layers of a GeoPackage; run by the Python that has QGIS."""

from __future__ import annotations

import json
import sys
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsDateTimeRange,
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsFeatureRequest,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsRendererCategory,
    QgsSymbol,
    QgsVectorLayer,
    QgsVectorLayerTemporalContext,
    QgsVectorLayerTemporalProperties,
)
from qgis.PyQt.QtCore import QDate, QDateTime, QSize, QTime

MARKER, LINE = 0, 1
DAYS = ("2021-03-23", "2021-03-29", "2024-02-29", "2024-07-31", "2024-08-01", "2026-02-28")


def look(path: str, name: str) -> dict[str, Any]:
    """Return the looks of one layer after QGIS has applied its default style."""
    layer = QgsVectorLayer(f"{path}|layername={name}", name, "ogr")
    _, applied = layer.loadDefaultStyle()
    layer.loadDefaultMetadata()
    renderer = layer.renderer()
    categories = renderer.categories()
    return {
        "applied": applied,
        "column": renderer.classAttribute(),
        "rows": layer.featureCount(),
        "title": layer.metadata().title(),
        "licence": layer.metadata().licenses(),
        "aliases": {field.name(): field.alias() for field in layer.fields()},
        "classes": {category.value(): of_class(category) for category in categories},
        "widths": widths(layer, categories[0].symbol()),
        "colors": colors_on_a_picture(layer),
        "fields": {field.name(): field.typeName() for field in layer.fields()},
        "seen_on": {day: seen_on(layer, day) for day in DAYS},
        "seen_by_fields": {day: seen_on(by_fields(layer), day) for day in DAYS},
    }


def seen_on(layer: QgsVectorLayer, day: str) -> list[str] | None:
    """Return the ids of what the temporal controller shows on a day, None for a timeless layer."""
    times = layer.temporalProperties()
    if not times.isActive():
        return None
    context = QgsVectorLayerTemporalContext()
    context.setLayer(layer)
    moment = QDateTime(QDate.fromString(day, "yyyy-MM-dd"), QTime(0, 0))
    words = times.createFilterString(
        context, QgsDateTimeRange(moment, moment.addDays(1), includeBeginning=True, includeEnd=False)
    )
    return sorted(
        feature["id"] for feature in layer.getFeatures(QgsFeatureRequest().setFilterExpression(words))
    )


def by_fields(layer: QgsVectorLayer) -> QgsVectorLayer:
    """Let a layer's time be that of its two fields, as a user sets it in the layer's properties."""
    fields = QgsVectorLayerTemporalProperties.ModeFeatureDateTimeStartAndEndFromFields
    layer.temporalProperties().setMode(fields)
    return layer


def of_class(category: QgsRendererCategory) -> dict[str, Any]:
    """Return how one class is drawn."""
    symbol = category.symbol()
    layer = symbol.symbolLayer(0)
    kind = int(symbol.type())
    color = layer.color() if kind == LINE else layer.fillColor()
    sizes = [layer.size()] if kind == MARKER else [layer.width()] if kind == LINE else [layer.strokeWidth()]
    dash = layer.customDashVector() if kind == LINE and layer.useCustomDashPattern() else []
    return {
        "label": category.label(),
        "shown": category.renderState(),
        "color": color.name(),
        "opacity": symbol.opacity() * color.alphaF(),
        "size": sizes[0],
        "dash": list(dash),
    }


def widths(layer: QgsVectorLayer, symbol: QgsSymbol) -> list[float]:
    """Return the widths that QGIS computes for the lines of a layer, none if they are fixed."""
    properties = symbol.symbolLayer(0).dataDefinedProperties()
    keys = list(properties.propertyKeys())
    if not keys:
        return []
    expression = QgsExpression(properties.property(keys[0]).expressionString())
    context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    found = []
    for feature in layer.getFeatures():
        context.setFeature(feature)
        found.append(expression.evaluate(context))
        if expression.hasEvalError():
            raise ValueError(expression.evalErrorString())
    return found


def colors_on_a_picture(layer: QgsVectorLayer) -> list[str]:
    """Return the colours of the pixels of a picture of a layer."""
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setExtent(layer.extent())
    settings.setOutputSize(QSize(400, 400))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    picture = job.renderedImage()
    return sorted({picture.pixelColor(x, y).name() for x in range(400) for y in range(400)})


if __name__ == "__main__":
    application = QgsApplication([], False)  # noqa: FBT003 - a signature of Qt
    application.initQgis()
    json.dump({name: look(sys.argv[1], name) for name in sys.argv[2:]}, sys.stdout)
