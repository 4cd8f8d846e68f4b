"""Files of GIS as text cells and geometries."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd

from isthmus.geo import ReadError, ValidationError
from isthmus.layers._tables.table import RawTable, as_cells

from .config import UNSAID
from .formats import layer_names, read_format, read_geoparquet

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from .config import FileOptions


_UNFILLED = {"tessellate": "-1", "extrude": "0", "visibility": "-1"}
"""What GDAL gives for elements of KML that a file does not have."""


def geopackage_layers(path: Path) -> list[str]:
    """Return the names of the layers in a GeoPackage.

    Raises
    ------
    ReadError
        If the file is no GeoPackage.
    """
    try:
        return layer_names(path)
    except ValidationError as error:
        raise ReadError(str(error.problems[0])) from None


def read_vector(path: Path, layer: str, options: FileOptions = UNSAID) -> RawTable:
    """Read a layer of a file of GIS: GeoPackage, FlatGeobuf, Shapefile, KML or GPX.

    Parameters
    ----------
    path : Path
        The file.
    layer : str
        Layer it is to become.
    options : FileOptions, optional
        The layer of the file to read, if somebody said; else it is the one of the same name, or the only one
        with rows.

    Raises
    ------
    ValidationError
        If the file is not of the format that its ending says, or has no such layer.
    """
    named = layer if layer in layer_names(path) else None
    table = _raw(path, layer, read_format(path, options.sheet or named, dates_as_text=True))
    return _without_unfilled(table) if path.suffix.lower() in {".kml", ".gpx"} else table


def read_parquet(path: Path, layer: str, _options: FileOptions = UNSAID) -> RawTable:
    """Read a GeoParquet file; needs the extra ``parquet``.

    Raises
    ------
    ReadError
        If pyarrow is missing.
    ValidationError
        If the file is no GeoParquet.
    """
    return _raw(path, layer, read_geoparquet(path))


def _raw(path: Path, layer: str, frame: pd.DataFrame) -> RawTable:
    rows = range(1, len(frame) + 1)
    if not isinstance(frame, gpd.GeoDataFrame):
        return RawTable(layer, path.name, _cells(frame), rows)
    cells = _cells(frame.drop(columns=frame.geometry.name))
    return RawTable(layer, path.name, cells, rows, frame.geometry.to_numpy())


def _without_unfilled(table: RawTable) -> RawTable:
    """Leave out columns that KML and GPX give to every table, and that nobody filled."""
    left = [name for name, texts in table.cells.items() if not {*texts} - {"", _UNFILLED.get(name, "")}]
    if not left:
        return table
    note = table.note("columns of the layer", f"empty ones of the format, left out: {', '.join(left)}")
    kept = {name: texts for name, texts in table.cells.items() if name not in left}
    return replace(table, cells=kept, notes=(*table.notes, note))


def _cells(frame: pd.DataFrame) -> dict[str, list[str]]:
    return as_cells({str(name): frame[name] for name in frame})
