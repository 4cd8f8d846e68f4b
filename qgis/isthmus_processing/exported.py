"""Layers of a project as files for the command, and its files as layers with their styles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsFeature,
    QgsFeatureSink,
    QgsField,
    QgsFields,
    QgsProcessingException,
    QgsProcessingLayerPostProcessorInterface,
    QgsProviderRegistry,
    QgsVectorFileWriter,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtXml import QDomDocument

from .messages import free_names

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

#: Names that no column may have: those of the shapes and of the rows' numbers in the file.
_SHAPE, _NUMBER = "isthmus_shape", "isthmus_fid"
_TAKEN = (_SHAPE, _NUMBER, "geometry")

#: How GeoPackages call the numbers that they give to rows, which are nobody's data.
_ROW_NUMBER = "fid"


class Styled(QgsProcessingLayerPostProcessorInterface):
    """Gives a layer its style once it is in the project: that of its file, or one that was read before."""

    def __init__(self, style: QDomDocument | None = None) -> None:
        super().__init__()
        self._style = style

    def postProcessLayer(self, layer: Any, _context: Any, _feedback: Any) -> None:
        """Style the layer: QGIS calls this by name."""
        if self._style is None:
            layer.loadDefaultStyle()
        else:
            layer.importNamedStyle(self._style)
        layer.triggerRepaint()


def write_source(
    source: Any, path: Path, layer: str, context: Any, feedback: Any, *, taken: Sequence[str] = ()
) -> None:
    """Write what an algorithm was given (of a layer the selected features, if so asked) in its own CRS.

    Raises
    ------
    QgsProcessingException
        If it has no CRS, or a row can't be written.
    """
    title, crs, kind = source.sourceName(), source.sourceCrs(), source.wkbType()
    placed = kind != QgsWkbTypes.Type.NoGeometry
    if placed and not crs.isValid():
        message = f"{title} has no CRS: set it in the properties of the layer, under Source."
        raise QgsProcessingException(message)
    kept = _kept(source.fields())
    columns = _columns([source.fields()[number] for number in kept], taken)
    plain = QgsWkbTypes.dropM(QgsWkbTypes.linearType(kind))
    writer = _open_file(path, layer, columns, plain, crs, context)
    for feature in source.getFeatures():
        if feedback.isCanceled():
            break
        if not writer.addFeature(_row(feature, columns, kept), QgsFeatureSink.Flag.FastInsert):
            raise QgsProcessingException(f"{title}, row {feature.id()}: {writer.errorMessage()}")
    del writer  # which writes what is left


def _kept(fields: Any) -> list[int]:
    """Return the places of the columns that a layer's owner gave it, without the number that its file has."""
    return [
        place
        for place, field in enumerate(fields)
        if not (field.name().casefold() == _ROW_NUMBER and field.isNumeric())
    ]


def _columns(fields: Sequence[Any], taken: Sequence[str]) -> QgsFields:
    """Return columns under names that a GeoPackage can hold, and the result leaves free."""
    columns = QgsFields()
    for field, name in zip(fields, free_names((field.name() for field in fields), (*_TAKEN, *taken))):
        column = QgsField(field)
        column.setName(name)
        columns.append(column)
    return columns


def _row(feature: Any, columns: QgsFields, kept: Sequence[int]) -> QgsFeature:
    """Return a feature as isthmus knows it: arcs as straight segments, and no measures beside coordinates."""
    row, values = QgsFeature(columns), feature.attributes()
    row.setAttributes([values[place] for place in kept])
    if feature.hasGeometry():
        shape = feature.geometry()
        if QgsWkbTypes.isCurvedType(shape.wkbType()):
            shape.convertToStraightSegment()
        if QgsWkbTypes.hasM(shape.wkbType()):
            shape.get().dropMValue()
        row.setGeometry(shape)
    return row


def _open_file(
    path: Path,
    layer: str,
    columns: QgsFields,
    kind: Any,
    crs: Any,
    context: Any,
) -> QgsVectorFileWriter:
    """Return what writes a layer to a GeoPackage, beside those that are in it."""
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName, options.layerName, options.fileEncoding = "GPKG", layer, "UTF-8"
    options.layerOptions = [f"GEOMETRY_NAME={_SHAPE}", f"FID={_NUMBER}"]
    if path.exists():
        options.actionOnExistingFile = QgsVectorFileWriter.ActionOnExistingFile.CreateOrOverwriteLayer
    writer = QgsVectorFileWriter.create(str(path), columns, kind, crs, context.transformContext(), options)
    if writer.hasError() != QgsVectorFileWriter.WriterError.NoError:
        raise QgsProcessingException(f"{layer}: {writer.errorMessage()}")
    return writer


def file_of(layer: Any) -> tuple[str, str]:
    """Return the file that a layer of a project is in, and its name there; both empty if it is in none."""
    if layer is None:
        return "", ""
    said = QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source())
    return str(said.get("path") or ""), str(said.get("layerName") or "")


def hand_over(made: Path, target: Path, context: Any) -> QDomDocument | None:
    """Write a GeoPackage of the command as the file that was asked for, and return its style.

    Returns
    -------
    QDomDocument or None
        None if the file is the GeoPackage itself, which holds its style.

    Raises
    ------
    QgsProcessingException
        If QGIS can't write the file.
    """
    if made == target:
        return None
    layer = QgsVectorLayer(str(made), target.stem, "ogr")
    layer.loadDefaultStyle()
    style = QDomDocument()
    layer.exportNamedStyle(style)
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = QgsVectorFileWriter.driverForExtension(target.suffix)
    options.layerName, options.fileEncoding = target.stem, "UTF-8"
    found = QgsVectorFileWriter.writeAsVectorFormatV3(layer, str(target), context.transformContext(), options)
    if found[0] != QgsVectorFileWriter.WriterError.NoError:
        raise QgsProcessingException(f"{target}: {found[1]}")
    return style
