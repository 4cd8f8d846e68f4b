"""GeoPackage and GeoParquet files as text cells and geometries."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

import geopandas as gpd
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError

from isthmus.geo import ReadError

from .projection import to_degrees
from .table import RawTable, as_cells, unreadable

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


def geopackage_layers(path: Path) -> list[str]:
    """Return the names of the layers in a GeoPackage; an unreadable one has none.

    Raises
    ------
    ReadError
        If the file is no GeoPackage.
    """
    try:
        return [str(name) for name in pyogrio.list_layers(path)[:, 0]]
    except DataSourceError as error:
        raise ReadError(
            f"{path.name}: expected a GeoPackage, got a file that GDAL refuses: {error}"
        ) from None


def read_geopackage(path: Path, layer: str) -> RawTable:
    """Read the layer of this name, or the only one, of a GeoPackage.

    Raises
    ------
    ValidationError
        If the file is no GeoPackage, or holds several layers and none of this name.
    """
    try:
        names = [str(name) for name in pyogrio.list_layers(path)[:, 0]]
        chosen = layer if layer in names or len(names) != 1 else names[0]
        frame = pyogrio.read_dataframe(path, layer=chosen, datetime_as_string=True)
    except DataLayerError:
        got = ", ".join(names) or "none"
        raise unreadable(path, f'one layer, or one named "{layer}"', got) from None
    except DataSourceError as error:
        raise unreadable(path, "a GeoPackage", f"a file that GDAL refuses: {error}") from None
    return _table(path, layer, frame)


def read_parquet(path: Path, layer: str) -> RawTable:
    """Read a GeoParquet file; needs the extra ``parquet``.

    Raises
    ------
    ReadError
        If pyarrow is missing.
    ValidationError
        If the file is no GeoParquet.
    """
    if importlib.util.find_spec("pyarrow") is None:
        raise ReadError(f"{path.name}: reading Parquet needs pyarrow: pip install 'isthmus[parquet]'")
    try:
        frame = gpd.read_parquet(path)
    except (ValueError, OSError) as error:  # pyarrow's own errors are of these two
        raise unreadable(path, "a GeoParquet file", str(error)) from None
    return _table(path, layer, frame)


def _table(path: Path, layer: str, frame: pd.DataFrame) -> RawTable:
    rows = range(1, len(frame) + 1)
    if not isinstance(frame, gpd.GeoDataFrame):
        return RawTable(layer, path.name, _cells(frame), rows)
    cells = _cells(frame.drop(columns=frame.geometry.name))
    geometry = frame.geometry.to_numpy()
    if frame.crs is not None:
        geometry = to_degrees(path, geometry, frame.crs)
    return RawTable(layer, path.name, cells, rows, geometry)


def _cells(frame: pd.DataFrame) -> dict[str, list[str]]:
    return as_cells({str(name): frame[name] for name in frame})
