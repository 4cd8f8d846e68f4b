"""Run the algorithms of the plugin in QGIS itself; by the Python that has QGIS, in a process of its own.

Takes the folder that the plugin lies in, the command, an atlas in a GeoPackage and a folder to write to, and
prints what came of it as JSON. Expressions of layers are read from standard input.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsFeature,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingFeedback,
    QgsProcessingOutputLayerDefinition,
    QgsProject,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QDateTime, Qt

PLUGIN, COMMAND, ATLAS, OUT = sys.argv[1:5]
os.chdir(OUT)
sys.path[:0] = ["/usr/share/qgis/python/plugins", PLUGIN]


class Log(QgsProcessingFeedback):
    """Keeps what an algorithm says; is cancelled once it has called the command, if so asked."""

    def __init__(self, *, cancels: bool = False) -> None:
        super().__init__(False)  # noqa: FBT003 - a signature of QGIS
        self.told: list[str] = []
        self._cancels = cancels

    def pushInfo(self, text: str) -> None:
        self.told.append(text)

    def pushWarning(self, text: str) -> None:
        self.told.append(f"warning: {text}")

    def pushCommandInfo(self, text: str) -> None:
        self.told.append(text)
        if self._cancels:
            self.cancel()


def layer_of(name: str) -> QgsVectorLayer:
    """Return a layer of the atlas, in the project."""
    layer = QgsVectorLayer(f"{ATLAS}|layername={name}", f"atlas \N{EM DASH} {name}", "ogr")
    QgsProject.instance().addMapLayer(layer)
    return layer


def odd_layer() -> QgsVectorLayer:
    """Return points in EPSG:2180, with columns that a GeoPackage does not hold as they are."""
    columns = "&".join(
        f"field={name}" for name in ("fid:string", "Name:string", "name:string", "geometry:string")
    )
    layer = QgsVectorLayer(f"Point?crs=EPSG:2180&{columns}", "Łódź / ż; -o x", "memory")
    for number, (x, y) in enumerate([(530_000, 432_000), (637_000, 487_000)]):
        row = QgsFeature(layer.fields())
        row.setAttributes([f"same {number % 1}", "A", "b", "POINT (0 0)"])
        row.setGeometry(QgsGeometry.fromWkt(f"POINT ({x} {y})"))
        layer.dataProvider().addFeature(row)
    QgsProject.instance().addMapLayer(layer)
    return layer


def wrong_layer() -> QgsVectorLayer:
    """Return a layer of an atlas, of which one row is in no country."""
    columns = "&".join(f"field={name}:string" for name in ("id", "name", "kind", "country"))
    layer = QgsVectorLayer(f"Point?crs=EPSG:3857&{columns}", "Factories", "memory")
    for id_, country in (("a", "PL"), ("b", "PX")):
        row = QgsFeature(layer.fields())
        row.setAttributes([id_, "A", "factory", country])
        row.setGeometry(QgsGeometry.fromWkt("POINT (2334000 6842000)"))
        layer.dataProvider().addFeature(row)
    QgsProject.instance().addMapLayer(layer)
    return layer


def crossed_layer() -> QgsVectorLayer:
    """Return a polygon that crosses itself."""
    layer = QgsVectorLayer("Polygon?crs=EPSG:4326", "crossed", "memory")
    row = QgsFeature()
    row.setGeometry(QgsGeometry.fromWkt("POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))"))
    layer.dataProvider().addFeature(row)
    QgsProject.instance().addMapLayer(layer)
    return layer


def run(name: str, *, cancels: bool = False, **parameters: object) -> dict[str, Any]:
    """Run an algorithm, and return its outputs, what it said, and its error."""
    import processing

    sink = parameters["OUTPUT"]
    if name in {"buffer", "exposure", "route"}:
        parameters["OUTPUT"] = QgsProcessingOutputLayerDefinition(sink, QgsProject.instance())
    log, context = Log(cancels=cancels), QgsProcessingContext()
    context.setProject(QgsProject.instance())
    try:
        found = processing.run(f"isthmus:{name}", parameters, feedback=log, context=context)
    except QgsProcessingException as error:
        return {"error": str(error), "log": log.told}
    outputs = {
        key: look(value) if isinstance(value, QgsVectorLayer) else value for key, value in found.items()
    }
    loaded = {details.name: place for place, details in context.layersToLoadOnCompletion().items()}
    return {
        "outputs": outputs,
        "log": log.told,
        "loaded": {name: styled(context, place) for name, place in loaded.items()},
    }


def styled(context: QgsProcessingContext, place: str) -> list[str]:
    """Return the classes of a layer once it is in the project as QGIS puts it there."""
    layer = QgsVectorLayer(place, "", "ogr", QgsVectorLayer.LayerOptions(False))  # noqa: FBT003
    context.layerToLoadOnCompletionDetails(place).postProcessor().postProcessLayer(layer, context, None)
    return classes(layer)


def classes(layer: QgsVectorLayer) -> list[str]:
    renderer = layer.renderer()
    return [category.label() for category in renderer.categories()] if hasattr(renderer, "categories") else []


def look(layer: QgsVectorLayer) -> dict[str, Any]:
    """Return what is to be told of a layer."""
    rows = [feature.attributes() for feature in layer.getFeatures()]
    return {
        "source": layer.source(),
        "valid": layer.isValid(),
        "crs": layer.crs().authid(),
        "columns": [field.name() for field in layer.fields()],
        "rows": [[value if isinstance(value, (str, int, float)) else None for value in row] for row in rows],
        "classes": classes(layer) if layer.isSpatial() else [],
    }


def ask() -> dict[str, Any]:
    """Run each algorithm, well and badly."""
    corridors, zones = layer_of("corridors"), layer_of("risk_zones")
    corridors.selectByExpression("\"mode\" = 'rail'")
    odd = odd_layer()
    chosen = QgsProcessingFeatureSourceDefinition(corridors.id(), selectedFeaturesOnly=True)
    points = {"FROM_POINT": "2334000,6842000 [EPSG:3857]", "TO": "Prague", "MODES": ["rail"]}
    return {
        "buffer": run("buffer", INPUT=odd, RADII="10km,18.52km", OUTPUT="my bands ż.gpkg"),
        "geojson": run("buffer", INPUT=odd, RADII="5km", DISSOLVE=True, OUTPUT=f"{OUT}/bands.geojson"),
        "bands of bands": run("buffer", INPUT="my bands ż.gpkg", RADII="1km", OUTPUT=f"{OUT}/again.gpkg"),
        "crossed": run("buffer", INPUT=crossed_layer(), RADII="1km", OUTPUT="TEMPORARY_OUTPUT"),
        "wrong": run("buffer", INPUT=odd, RADII="far", OUTPUT="TEMPORARY_OUTPUT"),
        "own file": run("buffer", INPUT=corridors, RADII="1km", OUTPUT=ATLAS),
        "cancelled": run("buffer", INPUT=chosen, RADII="9km", OUTPUT=f"{OUT}/none.gpkg", cancels=True),
        "exposure": run(
            "exposure", LINES=chosen, ZONES=zones, ON="2025-09-15", OUTPUT=f"{OUT}/exposure.gpkg"
        ),
        "route": run("route", **points, ALTERNATIVES=2, OUTPUT=f"{OUT}/route.gpkg"),
        "no end": run("route", FROM="Warsaw", OUTPUT="TEMPORARY_OUTPUT"),
        "no atlas": run("check", LAYERS=[odd], OUTPUT="TEMPORARY_OUTPUT"),
        "nowhere": run("route", FROM="Taich", TO="Prague", OUTPUT="TEMPORARY_OUTPUT"),
        "check": run("check", LAYERS=[corridors, zones, wrong_layer()], OUTPUT="TEMPORARY_OUTPUT"),
        "resilience": run("resilience", FROM="TW", TO="PL", MODES=["sea"], OUTPUT=f"{OUT}/resilience"),
    }


def evaluate(layer: str, text: str) -> list[str]:
    """Return what an expression gives for the rows of a layer, or what is wrong with it."""
    if layer == "route":
        rows = QgsVectorLayer(f"{OUT}/route.gpkg", layer, "ogr")
    else:
        [rows] = [one for one in QgsProject.instance().mapLayers().values() if one.name().endswith(layer)]
        rows.setName(layer)
    expression = QgsExpression(text)
    context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(rows))
    context.lastScope().setVariable(
        "map_start_time", QDateTime.fromString("2025-09-15T00:00:00", Qt.DateFormat.ISODate)
    )
    found = []
    for row in rows.getFeatures():
        context.setFeature(row)
        found.append(str(expression.evaluate(context)))
    wrong = expression.parserErrorString() or expression.evalErrorString()
    return [f"wrong: {wrong}"] if wrong else found


def main() -> None:
    """Start QGIS with Processing and the plugin, and ask."""
    application = QgsApplication([], False)  # noqa: FBT003 - a signature of Qt
    application.initQgis()
    from processing.core.Processing import Processing
    from processing.core.ProcessingConfig import ProcessingConfig

    Processing.initialize()
    import isthmus_processing

    plugin = isthmus_processing.classFactory(None)
    plugin.initProcessing()
    provider = QgsApplication.processingRegistry().providerById("isthmus")
    found = {
        "algorithms": {one.name(): one.shortHelpString() for one in provider.algorithms()},
        "icons": [one.icon().isNull() for one in (provider, *provider.algorithms())],
    }
    ProcessingConfig.setSettingValue("ISTHMUS_COMMAND", OUT)
    found["no command"] = provider.algorithm("route").canExecute()
    ProcessingConfig.setSettingValue("ISTHMUS_COMMAND", COMMAND)
    found |= ask()
    found["expressions"] = [evaluate(*asked) for asked in json.load(sys.stdin)]
    plugin.unload()
    found["left"] = QgsApplication.processingRegistry().providerById("isthmus") is None
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
