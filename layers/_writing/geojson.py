"""Layers as GeoJSON (RFC 7946): what any map, on the web or on a desk, opens.

Coordinates are longitude and latitude on WGS 84 (CRS84) with six decimals. Shells run counter-clockwise,
shapes are split at 180 degrees, the file and each feature bear a bounding box. A feature is one line: two
versions of a file can be compared, and the same table gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import json
from types import NoneType
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from isthmus import geo
from isthmus._arguments import as_path, check_kind, describe
from isthmus.geo import WriteError
from isthmus.layers._bundled.files import file_credits
from isthmus.layers._tables.atlas_schemas import About
from isthmus.layers._tables.crs import in_degrees
from isthmus.layers._tables.table import check_columns

from .atomic import replacement

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from isthmus.layers._tables.table import GeometryArray

DECIMALS = 6
"""RFC 7946, section 11.2: six decimals, about 0.1 m, are precise enough."""

_HALF_TURN, _TURN = 180.0, 360.0


def write_geojson(table: gpd.GeoDataFrame, path: str | Path, about: About | None = None) -> Path:
    """Write a table as GeoJSON; the file is replaced as a whole or not at all.

    Parameters
    ----------
    table : geopandas.GeoDataFrame
        Any table with a coordinate reference system. Its ``id`` column names the features; without one they
        are numbered from 1. The other columns become properties: dates as ISO text, missing values as null.
    path : str or Path
        The file; its name, less the ending, names the collection.
    about : About, optional
        What its owner says of it; the file names whom it and the rows owe.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    WriteError
        If the table has no CRS, ids are missing or not unique, or a value has no JSON form.

    Examples
    --------
    >>> import tempfile
    >>> from isthmus import layers
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = layers.write_geojson(layers.example().factories, f"{folder}/sites.geojson")
    ...     print(file.read_text("utf-8")[:44])
    {"type":"FeatureCollection","name":"sites","
    """
    path = as_path("path", path)
    check_kind("about", about, (About, NoneType), "an About")
    with replacement(path) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as file:
        try:
            file.writelines(geojson_lines(table, name=path.stem, about=about))
        except UnicodeEncodeError as error:
            raise WriteError(f"{path}: expected text, got half a character: {error.reason}") from None
    return path


def geojson_lines(table: gpd.GeoDataFrame, *, name: str, about: About | None = None) -> Iterator[str]:
    """Yield the lines of a GeoJSON FeatureCollection.

    Parameters
    ----------
    table : geopandas.GeoDataFrame
        Any table with a coordinate reference system.
    name : str
        Name of the collection.
    about : About, optional
        What its owner says of it. Whom the file owes is its member ``attribution``.

    Examples
    --------
    >>> import geopandas as gpd
    >>> ports = gpd.GeoDataFrame(
    ...     {"id": ["port_kao"]}, geometry=gpd.points_from_xy([120.31], [22.62]), crs="EPSG:4326"
    ... )
    >>> print("".join(geojson_lines(ports, name="ports")), end="")
    {"type":"FeatureCollection","name":"ports","bbox":[120.31,22.62,120.31,22.62],"features":[
    {"type":"Feature","id":"port_kao","bbox":[120.31,22.62,120.31,22.62],"geometry":...,"properties":{}}
    ]}
    """
    check_columns(table, error=WriteError)
    shapes, boxes = _shapes_and_boxes(table)
    ids, properties = _feature_ids(table), _feature_properties(table)
    placed = ~np.isnan(boxes[:, 0])
    whole = f'"bbox":{_bbox_text(_box_around(boxes[placed]))},' if placed.any() else ""
    owners = file_credits(table, about)
    named = f'"attribution":{_json_text(owners)},' if owners else ""
    yield f'{{"type":"FeatureCollection","name":{_json_text(name)},{named}{whole}"features":['
    rows = zip(ids, boxes.tolist(), placed.tolist(), shapely.to_geojson(shapes), properties, strict=True)
    separator = "\n"
    for row_id, box, has_place, shape, values in rows:
        bbox = f'"bbox":{_bbox_text(box)},' if has_place else ""
        geometry = shape if shape is not None else "null"
        yield (
            f'{separator}{{"type":"Feature","id":{_json_text(row_id)},{bbox}'
            f'"geometry":{geometry},"properties":{_json_text(values)}}}'
        )
        separator = ",\n"
    yield "\n]}\n"


def _shapes_and_boxes(table: gpd.GeoDataFrame) -> tuple[GeometryArray, NDArray[np.float64]]:
    """Return the shapes as RFC 7946 wants them, and their boxes; west above east means across 180 degrees."""
    shapes: GeometryArray = in_degrees(table, error=WriteError).geometry.to_numpy().copy()
    crossing = _crosses(shapes)
    shapes[crossing] = geo.split_antimeridian(shapes[crossing], path="straight")
    shapes = shapely.transform(shapes, _round_coordinates, include_z=bool(shapely.has_z(shapes).any()))
    shapes = shapely.orient_polygons(shapely.remove_repeated_points(shapes), exterior_cw=False)
    boxes = shapely.bounds(shapes)
    split = (boxes[:, 0] <= -_HALF_TURN) & (boxes[:, 2] >= _HALF_TURN)
    boxes[split] = geo.bounds(shapes[split], path="straight")
    return shapes, np.round(boxes, DECIMALS)


def _crosses(shapes: GeometryArray) -> NDArray[np.bool_]:
    """Tell which shapes leave [-180, 180], or have a leg that jumps from one end to the other."""
    lon, shape = shapely.get_coordinates(shapes, return_index=True)
    lon = lon[:, 0]
    jump = np.abs(np.diff(lon, append=np.nan))
    jumps = (jump > _HALF_TURN) & (jump < _TURN) & (np.diff(shape, append=-1) == 0)
    crossing = np.zeros(len(shapes), dtype=bool)
    crossing[shape[jumps | (np.abs(lon) > _HALF_TURN)]] = True
    return crossing


def _round_coordinates(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.round(coordinates, DECIMALS) + 0.0  # -0.0 becomes 0.0


def _box_around(boxes: NDArray[np.float64]) -> list[float]:
    """Return the box around all boxes; around some that cross 180 degrees, the narrowest."""
    west, south, east, north = boxes.T
    if not (west > east).any():
        return [west.min(), south.min(), east.max(), north.max()]
    # As lines from corner to corner, in steps of a quarter turn at most, they keep their way around.
    east = np.where(west > east, east + _TURN, east)
    corners = np.linspace(np.column_stack([west, south]), np.column_stack([east, north]), 5, axis=1)
    lines = shapely.MultiLineString(list(corners))
    around: list[float] = geo.bounds(lines, path="straight").tolist()
    return around


def _bbox_text(box: list[float]) -> str:
    return "[" + ",".join(f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".") for value in box) + "]"


def _is_plain(cell: object) -> bool:
    return not isinstance(cell, list | dict | set | np.ndarray)


def _feature_ids(table: gpd.GeoDataFrame) -> list[Any]:
    if "id" not in table:
        return list(range(1, len(table) + 1))
    ids = table["id"]
    if ids.isna().any() or not all(map(_is_plain, ids)) or not ids.is_unique:
        raise WriteError("id: expected one for every row and each once, got missing or equal ones")
    return _json_values(ids)


def _feature_properties(table: gpd.GeoDataFrame) -> Iterator[dict[str, Any]]:
    columns = {
        str(name): _json_values(table[name]) for name in table if name not in {"id", table.geometry.name}
    }
    return ({name: values[row] for name, values in columns.items()} for row in range(len(table)))


def _json_values(cells: pd.Series[Any]) -> list[Any]:
    """Return values that JSON has: missing ones as None, dates as ISO text, spans of time as text."""
    plain = cells.astype(object).where(cells.notna(), None).tolist()
    plain = [value.item() if isinstance(value, np.generic) else value for value in plain]
    plain = [str(value) if isinstance(value, dt.timedelta) else value for value in plain]
    return [_iso_text(value) if isinstance(value, dt.date) else value for value in plain]


def _iso_text(moment: dt.date) -> str:
    """Return a day, or a moment that is more than a day, as ISO 8601 text."""
    return moment.isoformat().removesuffix("T00:00:00")


def _json_text(value: object) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError) as error:
        raise WriteError(
            f"expected text, numbers, dates or lists of them, got {describe(value)}: {error}"
        ) from None
