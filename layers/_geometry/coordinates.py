"""Where a file says its rows are: lon and lat columns, a WKT column, or the geometries of its format."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

import numpy as np
import shapely

from isthmus import geo
from isthmus.layers._tables.cells import as_degrees, as_number, quote
from isthmus.layers._tables.crs import LIMITS, are_sound, likely_crs
from isthmus.layers._tables.limits import is_nested, nesting_problem

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from isthmus.geo import Problem
    from isthmus.layers._tables.schema import Schema
    from isthmus.layers._tables.table import GeometryArray, RawTable

MAX_PARTS = 100_000
"""Largest number of parts of one geometry: telling whether it is valid takes the square of it at worst."""

TYPES = {
    "point": ("Point",),
    "line": ("LineString", "MultiLineString"),
    "polygon": ("Polygon", "MultiPolygon"),
}

_NO_ANGLE = 1000.0  # Numbers beyond are metres, not degrees that somebody forgot to wrap.
_HEX = re.compile(r"0[01](?:[0-9a-fA-F]{2}){8,}")
_CURVE = re.compile("CURVE|CIRCULAR|SURFACE", re.IGNORECASE)
_SRID = re.compile(r"\s*SRID=([1-9]\d{0,8});", re.ASCII | re.IGNORECASE)
_DEGREES_SRID = (-1, 0, 4326)  # none for a missing shape, none said, WGS 84
_SAME_PLACE = 1e-6  # degrees: what is left when a file rounds to six decimals
_MAP_CRS = likely_crs([1e6, 1e6, 1e6, 1e6])  # those of metres
_CRS_REMEDY = (
    "metres of a projection without its CRS? say it by crs in isthmus.toml, or convert them to degrees"
)


def own_geometry(table: RawTable, schema: Schema) -> tuple[GeometryArray, list[Problem]]:
    """Return the geometries that a table itself holds.

    Parameters
    ----------
    table : RawTable
        The cells as text, and the geometries of the file's format.
    schema : Schema
        The layer: tells which kind of geometry is expected.

    Returns
    -------
    geometry : numpy.ndarray
        One geometry or None a row. ``lon`` and ``lat`` make points in a layer of points only: elsewhere they
        are the centre from which a rule draws.
    problems : list of Problem
        What was found wrong.
    """
    if table.geometry is None:
        geometry, problems = _from_wkt(table)
    else:
        geometry, problems = table.geometry.copy(), []
    if schema.geometry == "none":
        return np.full(len(table.rows), None, dtype=object), problems + _refuse_places(geometry, table)
    if schema.geometry == "point":
        points, found = centres(table)
        problems += found + _contradictions(geometry, points, table)
        geometry = np.where(shapely.is_missing(geometry), points, geometry)
    problems += refuse_crowds(geometry, table) + _refuse_faulty(geometry, table, schema)
    if schema.geometry == "point":
        problems += _problems_of_nowhere(geometry, table, problems)
    return geometry, problems


def centres(table: RawTable) -> tuple[GeometryArray, list[Problem]]:
    """Return the points that the ``lon`` and ``lat`` columns give.

    Parameters
    ----------
    table : RawTable
        The cells as text.

    Returns
    -------
    points : numpy.ndarray
        One point or None a row.
    problems : list of Problem
        Cells that hold no degrees, and rows with one of the two empty.
    """
    points = np.full(len(table.rows), None, dtype=object)
    if table.geometry is not None:
        return points, []
    lon, problems = _axis_degrees(table, "lon", "lat")
    lat, more = _axis_degrees(table, "lat", "lon")
    known = ~np.isnan(lon) & ~np.isnan(lat)
    points[known] = shapely.points(lon[known], lat[known])
    return points, problems + more


def table_geometry(table: RawTable) -> tuple[GeometryArray, list[Problem]]:
    """Return the geometries of a table of text without a schema: points, or whatever its WKT says.

    Parameters
    ----------
    table : RawTable
        The cells as text.

    Returns
    -------
    geometry : numpy.ndarray
        One geometry or None a row.
    problems : list of Problem
        What was found wrong.
    """
    shapes, problems = _from_wkt(table)
    points, more = centres(table)
    geometry = np.where(shapely.is_missing(shapes), points, shapes)
    return geometry, [*problems, *more, *_contradictions(shapes, points, table)]


def refuse_crowds(geometry: GeometryArray, table: RawTable) -> list[Problem]:
    """Report geometries of more parts than any check ends on, and take them out."""
    crowded = np.flatnonzero(shapely.get_num_geometries(geometry) > MAX_PARTS).tolist()
    counts = shapely.get_num_geometries(geometry)[crowded].tolist()
    geometry[crowded] = None
    return [
        table.problem(
            f"at most {MAX_PARTS:,} parts", f"{count:,}", "make rows of them", row=row, column="geometry"
        )
        for row, count in zip(crowded, counts, strict=True)
    ]


def out_of_range(table: RawTable) -> list[Problem]:
    """Report the geometries of a table that leave the range of degrees."""
    if table.geometry is None:
        return []
    bounds = shapely.bounds(table.geometry)
    placed = ~shapely.is_missing(table.geometry) & ~shapely.is_empty(table.geometry)
    return [
        table.problem(*_out_of_range(bounds[row]), row=row, column="geometry")
        for row in np.flatnonzero(placed & ~_in_range(bounds)).tolist()
    ]


def _axis_degrees(table: RawTable, axis: str, other: str) -> tuple[NDArray[np.float64], list[Problem]]:
    values = np.full(len(table.rows), np.nan)
    problems = []
    for row, (text, partner) in enumerate(zip(table.column(axis), table.column(other), strict=True)):
        value = as_degrees(text, axis)
        if value is not None and abs(value) <= LIMITS[axis]:
            values[row] = value
        elif text.strip() or partner.strip():
            got = quote(text) if text.strip() else "an empty cell"
            expected = f"degrees from {-LIMITS[axis]:g} to {LIMITS[axis]:g}"
            remedy = _degrees_remedy(axis, text, partner)
            lines = _MAP_CRS if remedy == _CRS_REMEDY else ()
            problems.append(table.problem(expected, got, remedy, row=row, column=axis, settings=lines))
    return values, problems


def _degrees_remedy(axis: str, text: str, partner: str) -> str:
    """Return what may mend a cell that holds no degrees."""
    value, other = as_number(text), as_number(partner)
    if not text.strip():
        return "give both lon and lat, or neither"
    if as_degrees(text, "lat" if axis == "lon" else "lon") is not None and value is None:
        return "lon and lat look swapped"
    if value is None:
        return _text_remedy(axis, text)
    if abs(value) > _NO_ANGLE:
        return _CRS_REMEDY
    if axis == "lat" and abs(value) <= LIMITS["lon"] and other is not None and abs(other) <= LIMITS["lat"]:
        return "lon and lat look swapped"
    return "take a full turn of 360 degrees off or add it" if axis == "lon" else ""


def _text_remedy(axis: str, text: str) -> str:
    """Return what may mend a cell that holds no number."""
    if as_number(text.replace(",", ".")) is not None:
        return "write the decimal sign as a point"
    if axis == "lon" and as_degrees(text.upper().replace("O", "E"), axis) is not None:
        return "O may be E (Ost) or W (Ouest, Oeste)"
    return ""


def _from_wkt(table: RawTable) -> tuple[GeometryArray, list[Problem]]:
    geometry = np.full(len(table.rows), None, dtype=object)
    problems = []
    for name in ("wkt", "geometry"):
        texts = table.column(name)
        given = np.flatnonzero([text.strip() != "" for text in texts])
        twice = given[~shapely.is_missing(geometry[given])].tolist()
        problems += [
            table.problem("one geometry a row", "wkt and geometry", row=row, column=name) for row in twice
        ]
        nested = [row for row in given.tolist() if is_nested(_wkb_or_text(texts[row]))]
        problems += [
            table.problem(*nesting_problem(_wkb_or_text(texts[row])), row=row, column=name) for row in nested
        ]
        given = np.setdiff1d(given, nested)
        with np.errstate(invalid="ignore"):  # NaN among the coordinates is reported later, like any fault
            shapes = parse_shapes(np.array(texts, dtype=object)[given])
            shapes[~np.isin(shapely.get_srid(shapes), _DEGREES_SRID)] = None
            geometry[given] = shapes
        broken = given[shapely.is_missing(geometry[given])].tolist()
        expected = "well-known text or hexadecimal binary (WKT, WKB) in degrees"
        problems += [
            table.problem(expected, quote(texts[row]), _shape_remedy(texts[row]), row=row, column=name)
            for row in broken
        ]
    return geometry, problems


def _shape_remedy(text: str) -> str:
    return "make straight lines of its curves" if _CURVE.search(text) else ""


def _is_hex(text: str) -> bool:
    return _HEX.fullmatch(text.strip()) is not None


def _wkb_or_text(text: str) -> str | bytes:
    """Return a text, or the bytes that it says in hexadecimal."""
    return bytes.fromhex(text) if _is_hex(text) else text


def parse_shapes(texts: NDArray[np.object_]) -> GeometryArray:
    """Return the shapes that texts say as WKT, GeoJSON or hexadecimal WKB, None for the others.

    A reference system that a text says (SRID) is kept with the shape.
    """
    binary = np.array([_is_hex(text) for text in texts], dtype=bool)
    shapes = np.full(len(texts), None, dtype=object)
    braced = np.array([text.lstrip().startswith("{") for text in texts], dtype=bool)
    parts = [_SRID.match(text) for text in texts]
    words = np.array([text[part.end() if part else 0 :] for text, part in zip(texts, parts, strict=True)])
    plain = ~binary & ~braced
    shapes[plain] = _read_shapes(shapely.from_wkt, words[plain])
    shapes[braced] = _read_shapes(shapely.from_geojson, words[braced])
    shapes[binary] = _read_shapes(shapely.from_wkb, texts[binary])
    said = np.array([int(part[1]) if part else 0 for part in parts])
    shapes[said > 0] = shapely.set_srid(shapes[said > 0], said[said > 0])
    return shapes


def _read_shapes(read: Callable[..., GeometryArray], texts: NDArray[Any]) -> GeometryArray:
    """Return what texts say in one form; None for curves, of which shapely knows none and refuses all."""
    try:
        return read(texts, on_invalid="ignore")
    except NotImplementedError:
        halves = np.array_split(texts, 2) if len(texts) > 1 else []
        return np.concatenate(
            [_read_shapes(read, half) for half in halves] or [np.array([None], dtype=object)]
        )


def _refuse_faulty(geometry: GeometryArray, table: RawTable, schema: Schema) -> list[Problem]:
    """Report geometries of the wrong kind, out of range or broken, and take them out."""
    bounds = shapely.bounds(geometry)
    kinds = np.isin([shape and shape.geom_type for shape in geometry], TYPES[schema.geometry])
    sound = kinds & ~shapely.is_empty(geometry) & _in_range(bounds) & are_sound(geometry)
    problems = []
    for row in np.flatnonzero(~shapely.is_missing(geometry) & ~sound).tolist():
        expected, got, remedy = _name_fault(geometry[row], bounds[row], schema)
        problems.append(table.problem(expected, got, remedy, row=row, column="geometry"))
        geometry[row] = None
    over = sound & ~shapely.is_valid(geometry)
    geometry[over] = geo.split_antimeridian(geometry[over])
    return problems


def _name_fault(shape: BaseGeometry, bounds: NDArray[np.float64], schema: Schema) -> tuple[str, str, str]:
    """Return what was expected of a geometry, what came, and the remedy."""
    if shape.is_empty:
        return f"a {schema.geometry}", f"an empty {shape.geom_type}", ""
    if shape.geom_type not in TYPES[schema.geometry]:
        return f"a {schema.geometry}", f"a {shape.geom_type}", ""
    if not _in_range(bounds):
        return _out_of_range(bounds)
    if shape.is_valid:
        got = "one whose long edges may be as written or turn over 180 degrees"
        return (
            "a polygon that can be read in one way",
            got,
            "cut these edges in two, or split it at 180 degrees",
        )
    return "a valid shape", shapely.is_valid_reason(shape), "shapely.make_valid may mend it"


def _out_of_range(bounds: NDArray[np.float64]) -> tuple[str, str, str]:
    got = "bounds " + ", ".join(f"{value:g}" for value in bounds)
    return "lon from -180 to 180 and lat from -90 to 90", got, _range_remedy(*bounds.tolist())


def _range_remedy(west: float, south: float, east: float, north: float) -> str:
    """Return what may mend a shape that leaves the range of degrees."""
    lon, lat = max(-west, east), max(-south, north)
    if not math.isfinite(lon + lat):
        return ""
    if max(lon, lat) > _NO_ANGLE:
        return _CRS_REMEDY
    if lat > LIMITS["lat"]:
        return "lon and lat look swapped" if lat <= LIMITS["lon"] and lon <= LIMITS["lat"] else ""
    beyond = west > LIMITS["lon"] or east < -LIMITS["lon"]
    return "take a full turn of 360 degrees off or add it" if beyond else "split it at 180 degrees"


def _in_range(bounds: NDArray[np.float64]) -> NDArray[np.bool_]:
    limits = np.array([LIMITS["lon"], LIMITS["lat"]] * 2)
    inside: NDArray[np.bool_] = np.all(np.abs(bounds) <= limits, axis=-1)
    return inside


def _contradictions(shapes: GeometryArray, points: GeometryArray, table: RawTable) -> list[Problem]:
    """Report rows whose lon and lat give another point than their shape."""
    both = ~shapely.is_missing(shapes) & ~shapely.is_missing(points)
    apart = both & ~shapely.dwithin(shapes, points, _SAME_PLACE)
    remedy = "take out lon and lat, or the WKT"
    return [
        table.problem(f"one place, {shapes[row].wkt}", points[row].wkt, remedy, row=row, column="lon")
        for row in np.flatnonzero(apart).tolist()
    ]


def _refuse_places(shapes: GeometryArray, table: RawTable) -> list[Problem]:
    """Report rows that have a shape in a table without places."""
    return [
        table.problem("a row without a place", f"a {shapes[row].geom_type}", row=row, column="geometry")
        for row in np.flatnonzero(~shapely.is_missing(shapes)).tolist()
    ]


def _problems_of_nowhere(geometry: GeometryArray, table: RawTable, problems: list[Problem]) -> list[Problem]:
    """Report points that are nowhere and not yet reported."""
    reported = {problem.row for problem in problems}
    column = "geometry" if table.geometry is not None else "lon"
    return [
        table.problem("a place", "none", "give lon and lat", row=row, column=column)
        for row in np.flatnonzero(shapely.is_missing(geometry)).tolist()
        if table.rows[row] not in reported
    ]
