"""Tables as FlatGeobuf, GeoParquet and Parquet, and as layers of any format of GDAL."""

from __future__ import annotations

import importlib.util
import json
from io import BytesIO
from types import MappingProxyType
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio.raw
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError

from isthmus.geo import WriteError
from isthmus.layers._bundled.files import file_credits
from isthmus.layers._tables.columns import for_gdal, is_missing
from isthmus.layers._tables.crs import DEGREES, in_degrees
from isthmus.layers._tables.date_columns import with_days

from .atomic import replacement

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    import pyarrow as pa
    from numpy.typing import NDArray

    from isthmus.layers._tables.atlas_schemas import About
    from isthmus.layers._tables.table import GeometryArray

_LONGEST_REASON = 300
_UTC = 100  # as GDAL writes it
_DESCRIBING = (3, 9)  # from this version of GDAL on, a FlatGeobuf describes itself
_NO_OPTIONS: Mapping[str, str] = MappingProxyType({})
_PLAIN = {"Int64": "int64", "boolean": "bool"}  # for types of pandas, those of numpy
_ONE_KIND = "expected columns of one kind of values each"
_NO_FORM = (TypeError, ValueError, OverflowError, NotImplementedError)  # pyarrow's own errors are of these
_ERRORS = (DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError, ValueError)


def write_flatgeobuf(table: gpd.GeoDataFrame, path: Path, about: About | None = None) -> Path:
    """Write a table as FlatGeobuf, whose layer has the name of the file.

    It has no spatial index: one would reorder the rows, and refuse those without a place. Lists become JSON
    text, days their midnights.

    Raises
    ------
    WriteError
        If the table has no CRS, or its columns have no form there.
    """
    content = BytesIO()  # GDAL's own writing to a full disk ends half-way without a word
    owners = "; ".join(file_credits(table, about))
    described = {"DESCRIPTION": owners} if owners and pyogrio.__gdal_version__ >= _DESCRIBING else {}
    write_layer(table, content, path.stem, "FlatGeobuf", options=described)
    with replacement(path) as temporary:
        temporary.write_bytes(content.getvalue())
    return path


def write_geoparquet(table: gpd.GeoDataFrame, path: Path, about: About | None = None) -> Path:
    """Write a table as GeoParquet 1.1 with a bbox column.

    Raises
    ------
    WriteError
        If pyarrow is missing (the extra ``parquet``), the table has no CRS, or a column mixes kinds of
        values.
    """
    _check_pyarrow(path)
    degrees, days = with_days(in_degrees(table, error=WriteError).reset_index(drop=True))
    content = BytesIO()
    try:
        degrees.to_parquet(content, index=False, schema_version="1.1.0", write_covering_bbox=True)
    except _NO_FORM as error:
        raise WriteError(f"{path}: {_ONE_KIND}: {error}") from None
    whole = _finish_geoparquet(content, shapely.is_missing(degrees.geometry.to_numpy()), days)
    _write_arrow(whole, path, file_credits(table, about))
    return path


def write_parquet(table: pd.DataFrame, path: Path, about: About | None = None) -> Path:
    """Write a table without places as Parquet.

    Raises
    ------
    WriteError
        If pyarrow is missing, or a column mixes kinds of values.
    """
    _check_pyarrow(path)
    import pyarrow as pa  # noqa: PLC0415 - optional: only those who write Parquet need it

    frame, _ = with_days(table)
    try:
        whole = pa.Table.from_pandas(frame, preserve_index=False)
    except _NO_FORM as error:
        raise WriteError(f"{path}: {_ONE_KIND}: {error}") from None
    _write_arrow(whole, path, file_credits(table, about))
    return path


def _check_pyarrow(path: Path) -> None:
    if importlib.util.find_spec("pyarrow") is None:
        raise WriteError(f"{path.name}: writing Parquet needs pyarrow: pip install pyarrow")


def _write_arrow(table: pa.Table, path: Path, owners: Sequence[str]) -> None:
    """Write a table of Arrow as Parquet; whom it owes stands in the schema's metadata, as JSON."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - optional: only those who write Parquet need it

    if owners:
        said = {b"attribution": json.dumps(owners, ensure_ascii=False).encode()}
        table = table.replace_schema_metadata({**(table.schema.metadata or {}), **said})
    with replacement(path) as temporary:
        pq.write_table(table, temporary, compression="zstd")


def _finish_geoparquet(content: BytesIO, missing: NDArray[np.bool_], days: Collection[str]) -> pa.Table:
    """Read a GeoParquet file anew; a row without a shape has no bbox, where GeoPandas writes one of NaN.

    Days are of their type even where a column has none.
    """
    import pyarrow as pa  # noqa: PLC0415 - optional: only those who write Parquet need it
    import pyarrow.parquet as pq  # noqa: PLC0415

    table = pq.read_table(content)
    place = table.schema.get_field_index("bbox")
    boxes = table.column(place).combine_chunks()
    boxes = pa.StructArray.from_arrays(boxes.flatten(), fields=list(boxes.type), mask=pa.array(missing))
    table = table.set_column(place, "bbox", boxes)
    for name in days:
        place = table.schema.get_field_index(name)
        table = table.set_column(place, name, table.column(place).cast(pa.date32()))
    return table


def write_layer(
    table: pd.DataFrame,
    target: Path | BytesIO,
    layer: str,
    driver: str,
    *,
    geometry: str = "Unknown",
    options: Mapping[str, str] = _NO_OPTIONS,
) -> None:
    """Write one layer through GDAL, with room for the names of all columns.

    ``geometry`` is the type of a layer in which no row has one. A table without places is one of attributes.
    ``options`` are those of the driver for a layer.

    Raises
    ------
    WriteError
        If the table has no CRS, or its columns have no form there.
    """
    is_placed = isinstance(table, gpd.GeoDataFrame)
    frame, days = with_days(in_degrees(table, error=WriteError) if is_placed else table)
    shapes, columns = frame.geometry.to_numpy() if is_placed else None, _gdal_columns(frame)
    taken = {name.casefold() for name in columns}
    if driver == "GPKG":
        own = {"FID": _free_name("fid", taken), "GEOMETRY_NAME": _free_name("geom", taken)}
        whole = {"VERSION": "1.3"}  # as new as every QGIS in use knows
    else:
        own, whole = {"SPATIAL_INDEX": "NO"}, {}
    kind = None if shapes is None else _geometry_type(shapes, geometry)
    moments = [name for name, cells in columns.items() if isinstance(cells.dtype, pd.DatetimeTZDtype)]
    try:
        pyogrio.raw.write(
            target,
            geometry=None if shapes is None else shapely.to_wkb(shapes),
            field_data=[_field_values(cells, is_day=name in days) for name, cells in columns.items()],
            field_mask=[cells.isna().to_numpy() for cells in columns.values()],
            fields=list(columns),
            gdal_tz_offsets={name: np.full(len(frame), _UTC) for name in moments},
            crs=DEGREES if is_placed else None,
            layer=layer,
            driver=driver,
            geometry_type=kind,
            promote_to_multi=kind is not None and kind.startswith("Multi"),
            layer_options=own | dict(options),
            dataset_options=whole,
        )
    except _ERRORS as error:
        reason = f"{error}"[-_LONGEST_REASON:]  # the end: SQLite says the whole statement first
        raise WriteError(f"{layer}: can't be written as {driver}: {reason}") from None


def _gdal_columns(table: pd.DataFrame) -> dict[str, pd.Series[Any]]:
    """Return columns whose cells are text, numbers, truths, days or moments: what GDAL knows."""
    places = table.geometry.name if isinstance(table, gpd.GeoDataFrame) else None
    columns = {str(name): for_gdal(table[name]) for name in table if name != places}
    names = [name.casefold() for name in columns]
    if len(set(names)) < len(names) or "geometry" in columns:
        raise WriteError(
            "expected each column once, whatever its capitals, and none besides the shapes named geometry"
        )
    return columns


def _field_values(cells: pd.Series[Any], *, is_day: bool) -> NDArray[np.generic]:
    """Return a column as GDAL takes it: pandas has no type for days."""
    if is_day:
        return np.array([None if is_missing(day) else day for day in cells], dtype="datetime64[D]")
    if isinstance(cells.dtype, pd.DatetimeTZDtype):
        return np.asarray(cells.dt.tz_localize(None))
    if cells.dtype.name in _PLAIN:
        return cells.to_numpy(_PLAIN[cells.dtype.name], na_value=0)
    return np.asarray(cells)


def _free_name(name: str, taken: set[str]) -> str:
    """Return a name for a column of SQLite's own that no column of the table has."""
    while name in taken:
        name += "_"
    return name


def _geometry_type(shapes: GeometryArray, default: str) -> str:
    """Return the one type that a layer declares: QGIS would split a layer of several, and drop its style."""
    kinds = {shape.geom_type for shape in shapes if shape is not None}
    solid = " Z" if shapely.has_z(shapes).any() else ""
    if len(kinds) <= 1:
        return (kinds.pop() if kinds else default) + solid
    single = {kind.removeprefix("Multi") for kind in kinds}
    return (f"Multi{single.pop()}" if len(single) == 1 else "Unknown") + solid
