"""An atlas that an algorithm is asked about: layers of the project, a folder or a GeoPackage."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingException,
    QgsProcessingParameterFile,
    QgsProcessingParameterMultipleLayers,
)

from .exported import file_of, write_source
from .layer_names import ATLAS_LAYERS, layer_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .algorithm import IsthmusAlgorithm


def atlas_parameters() -> Iterator[Any]:
    """Yield the two ways to name an atlas."""
    yield QgsProcessingParameterMultipleLayers(
        "LAYERS", "Layers of an atlas", QgsProcessing.SourceType.TypeVector, optional=True
    )
    yield QgsProcessingParameterFile(
        "ATLAS", "Atlas in a folder", QgsProcessingParameterFile.Behavior.Folder, optional=True
    )


def atlas_words(
    algorithm: IsthmusAlgorithm, parameters: Any, folder: str, context: Any, feedback: Any
) -> list[str]:
    """Return the path of the atlas for the command; nothing if none was named.

    Raises
    ------
    QgsProcessingException
        If it was named in both ways, or a layer is none of an atlas.
    """
    layers = algorithm.parameterAsLayerList(parameters, "LAYERS", context) or []
    path = algorithm.parameterAsString(parameters, "ATLAS", context).strip()
    if layers and path:
        raise QgsProcessingException("Expected layers of an atlas or a folder, got both: leave one empty.")
    if not layers:
        return [path] if path else []
    file = Path(folder, "atlas.gpkg")
    written: dict[str, str] = {}
    for layer in layers:
        name = layer_name((*file_of(layer)[::-1], layer.name()))
        if not name or name in written:
            raise QgsProcessingException(_why_not(layer.name(), name, written))
        written[name] = layer.name()
        feedback.pushInfo(f"Handing over {layer.name()} as {name}: {layer.featureCount()} rows")
        write_source(layer, file, name, context, feedback)
    return [str(file)]


def _why_not(title: str, name: str, written: dict[str, str]) -> str:
    """Return why a layer can't be part of an atlas."""
    if name:
        return f"{title} and {written[name]} are both called {name}: an atlas has one such layer."
    return f"{title} is no layer of an atlas: give it the name of one, {', '.join(ATLAS_LAYERS)}."
