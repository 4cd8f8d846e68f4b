"""Tables as GeoPackage, FlatGeobuf and GeoParquet: what GIS open natively."""

from __future__ import annotations

import importlib.util
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError

from isthmus.geo import WriteError

from .columns import for_gdal
from .draft import DEGREES
from .files import replacing
from .projection import in_degrees

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .table import GeometryArray

_NO_MOMENT = "2000-01-01T00:00:00.000Z"
"""When every GeoPackage says that it was last changed: the same table gives the same bytes."""

_ERRORS = (DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError, ValueError)


def write_geopackage(table: gpd.GeoDataFrame, path: str | Path) -> Path:
    """Write a table as the one layer of a GeoPackage; the file is replaced as a whole or not at all.

    Parameters
    ----------
    table : geopandas.GeoDataFrame
        Any table with a coordinate reference system. Lists become JSON text, days ISO text, moments UTC.
    path : str or Path
        The file; its name, less the ending, names the layer.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    WriteError
        If the table has no CRS, or its columns have no form in SQLite.
    """
    path = Path(path)
    return write_geopackages([(path.stem, table)], path)


def write_geopackages(layers: Iterable[tuple[str, gpd.GeoDataFrame]], path: Path) -> Path:
    """Write tables as the layers of one GeoPackage; see `write_geopackage`."""
    with replacing(path) as temporary:
        for name, table in layers:
            _write(table, temporary, name, "GPKG")
        with closing(sqlite3.connect(temporary)) as database, database:
            database.execute("UPDATE gpkg_contents SET last_change = ?", [_NO_MOMENT])
    return path


def write_flatgeobuf(table: gpd.GeoDataFrame, path: str | Path) -> Path:
    """Write a table as FlatGeobuf; the file is replaced as a whole or not at all.

    It has no spatial index: one would reorder the rows, and refuse those without a place.

    Parameters
    ----------
    table : geopandas.GeoDataFrame
        Any table with a coordinate reference system. Lists become JSON text, days ISO text.
    path : str or Path
        The file; its name, less the ending, names the layer.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    WriteError
        If the table has no CRS, or its columns have no form there.
    """
    path = Path(path)
    with replacing(path) as temporary:
        _write(table, temporary, path.stem, "FlatGeobuf")
    return path


def write_geoparquet(table: gpd.GeoDataFrame, path: str | Path) -> Path:
    """Write a table as GeoParquet 1.1 with a bbox column; the file is replaced as a whole or not at all.

    Parameters
    ----------
    table : geopandas.GeoDataFrame
        Any table with a coordinate reference system.
    path : str or Path
        The file.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    WriteError
        If pyarrow is missing (the extra ``parquet``), the table has no CRS, or a column mixes kinds of
        values.
    """
    path = Path(path)
    if importlib.util.find_spec("pyarrow") is None:
        raise WriteError(f"{path.name}: writing Parquet needs pyarrow: pip install 'isthmus[parquet]'")
    degrees = in_degrees(table).reset_index(drop=True)
    with replacing(path) as temporary:
        try:
            degrees.to_parquet(temporary, index=False, schema_version="1.1.0", write_covering_bbox=True)
        except (TypeError, ValueError) as error:  # pyarrow's own errors are of these two
            raise WriteError(f"{path}: expected columns of one kind of values each: {error}") from None
    return path


def _write(table: gpd.GeoDataFrame, path: Path, layer: str, driver: str) -> None:
    """Write one layer through GDAL, with room for the names of all columns."""
    frame = _plain(in_degrees(table))
    taken = {name.casefold() for name in frame}
    options = {"FID": _free("fid", taken), "GEOMETRY_NAME": _free("geom", taken)} if driver == "GPKG" else {}
    if driver == "FlatGeobuf":
        options = {"SPATIAL_INDEX": "NO"}
    kind = _geometry_type(frame.geometry.to_numpy())
    try:
        pyogrio.write_dataframe(
            frame,
            path,
            layer=layer,
            driver=driver,
            geometry_type=kind,
            promote_to_multi=kind.startswith("Multi"),
            layer_options=options,
        )
    except _ERRORS as error:
        raise WriteError(f"{path.name}, {layer}: can't be written as {driver}: {error}") from None


def _plain(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a table whose cells are text, numbers, truths or moments: what GDAL knows."""
    places = table.geometry.name
    columns = {str(name): for_gdal(table[name]) for name in table if name != places}
    names = [name.casefold() for name in columns]
    if len(set(names)) < len(names) or "geometry" in columns:
        raise WriteError(
            "expected each column once, whatever its capitals, and none besides the shapes named geometry"
        )
    return gpd.GeoDataFrame(columns, geometry=table.geometry.to_numpy(), crs=DEGREES, index=table.index)


def _free(name: str, taken: set[str]) -> str:
    """Return a name for a column of SQLite's own that no column of the table has."""
    while name in taken:
        name += "_"
    return name


def _geometry_type(shapes: GeometryArray) -> str:
    """Return the one type that a layer declares: QGIS would split a layer of several, and drop its style."""
    kinds = {shape.geom_type for shape in shapes if shape is not None}
    solid = " Z" if shapely.has_z(shapes).any() else ""
    if len(kinds) <= 1:
        return (kinds.pop() if kinds else "Unknown") + solid
    single = {kind.removeprefix("Multi") for kind in kinds}
    return (f"Multi{single.pop()}" if len(single) == 1 else "Unknown") + solid
