"""GeoPackage and GeoParquet files as text cells and geometries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd

from isthmus.geo import ReadError, ValidationError

from .formats import layer_names, read_format, read_geoparquet
from .table import RawTable, as_cells

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


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


def read_geopackage(path: Path, layer: str) -> RawTable:
    """Read the layer of this name, or the only one, of a GeoPackage.

    Raises
    ------
    ValidationError
        If the file is no GeoPackage, or holds several layers and none of this name.
    """
    names = layer_names(path)
    chosen = names[0] if len(names) == 1 else layer
    return _raw(path, layer, read_format(path, chosen, dates_as_text=True))


def read_flatgeobuf(path: Path, layer: str) -> RawTable:
    """Read a FlatGeobuf file.

    Raises
    ------
    ValidationError
        If the file is no FlatGeobuf.
    """
    return _raw(path, layer, read_format(path, None, dates_as_text=True))


def read_parquet(path: Path, layer: str) -> RawTable:
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


def _cells(frame: pd.DataFrame) -> dict[str, list[str]]:
    return as_cells({str(name): frame[name] for name in frame})
