"""Where a file says its rows are: lon and lat columns, a WKT column, or the geometries of its format."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from .parse import number, quoted

if TYPE_CHECKING:
    from isthmus.geo import Problem

    from .schema import Schema
    from .table import RawTable

LIMITS = {"lon": 180.0, "lat": 90.0}
TYPES = {
    "point": {"Point", "MultiPoint"},
    "line": {"LineString", "MultiLineString"},
    "polygon": {"Polygon", "MultiPolygon"},
}

_CRS_REMEDY = "metres of a projection without its CRS? convert them to degrees (EPSG:4326)"
_TURN = 360.0  # Beyond a full turn a number is no angle that somebody forgot to wrap.


def stated_geometry(table: RawTable, schema: Schema) -> tuple[np.ndarray, list[Problem]]:
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
        One geometry or None a row. ``lon`` and ``lat`` make points in a layer of points only: elsewhere they are the
        centre from which a rule draws.
    problems : list of Problem
        What was found wrong.
    """
    geometry, problems = _from_format(table)
    if schema.geometry == "point":
        points, found = centres(table)
        geometry = np.where(geometry == np.array(None), points, geometry)
        problems += found
    return geometry, problems + _wrong(geometry, table, schema)


def centres(table: RawTable) -> tuple[np.ndarray, list[Problem]]:
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
    points = np.full(len(table.cells), None, dtype=object)
    if table.geometry is not None:
        return points, []
    problems: list[Problem] = []
    degrees = {}
    for axis in LIMITS:
        degrees[axis], found = _degrees(table, axis)
        problems += found
    known = ~np.isnan(degrees["lon"]) & ~np.isnan(degrees["lat"])
    points[known] = shapely.points(degrees["lon"][known], degrees["lat"][known])
    return points, problems


def _degrees(table: RawTable, axis: str) -> tuple[np.ndarray, list[Problem]]:
    other = "lat" if axis == "lon" else "lon"
    blank = pd.Series("", index=table.cells.index, dtype="str")
    cells, partner = table.cells.get(axis, blank), table.cells.get(other, blank)
    values = np.full(len(cells), np.nan)
    problems = []
    for place, (row, text) in enumerate(cells.items()):
        value = number(text)
        if value is not None and abs(value) <= LIMITS[axis]:
            values[place] = value
        elif text.strip() or partner.iloc[place].strip():
            problems.append(_not_degrees(table, row, axis, partner.iloc[place]))
    return values, problems


def _not_degrees(table: RawTable, row: int, axis: str, partner: str) -> Problem:
    text = table.cells.at[row, axis] if axis in table.cells else ""
    limit = LIMITS[axis]
    expected = f"degrees from {-limit:g} to {limit:g}"
    value, other = number(text), number(partner)
    if not text.strip():
        return table.problem(row, axis, expected, "an empty cell", "give both lon and lat, or neither")
    if value is None:
        remedy = "write the decimal sign as a point" if number(text.replace(",", ".")) is not None else ""
        return table.problem(row, axis, expected, quoted(text), remedy)
    if abs(value) > _TURN:
        return table.problem(row, axis, expected, text, _CRS_REMEDY)
    if axis == "lat" and other is not None and abs(other) <= LIMITS["lat"] and abs(value) <= LIMITS["lon"]:
        return table.problem(row, axis, expected, text, "lon and lat look swapped")
    remedy = "take 360 off, or add it" if axis == "lon" else ""
    return table.problem(row, axis, expected, text, remedy)


def _from_format(table: RawTable) -> tuple[np.ndarray, list[Problem]]:
    if table.geometry is not None:
        return table.geometry.copy(), []
    geometry = np.full(len(table.cells), None, dtype=object)
    problems = []
    for name in ("wkt", "geometry"):
        if name not in table.cells:
            continue
        for place, (row, text) in enumerate(table.cells[name].items()):
            if not text.strip():
                continue
            geometry[place] = shapely.from_wkt(text, on_invalid="ignore")
            if geometry[place] is None:
                problems.append(table.problem(row, name, "well-known text (WKT)", quoted(text)))
    return geometry, problems


def _wrong(geometry: np.ndarray, table: RawTable, schema: Schema) -> list[Problem]:
    """Return what is wrong with the geometries: kind, emptiness, degrees, validity."""
    problems = []
    bounds = shapely.bounds(geometry)
    checks = shapely.is_missing(geometry) | (_within(bounds) & shapely.is_valid(geometry))
    kinds = TYPES[schema.geometry]
    for place in range(len(geometry)):
        shape = geometry[place]
        if shape is None:
            continue
        row = int(table.cells.index[place])
        if shape.geom_type not in kinds or shape.is_empty:
            got = f"an empty {shape.geom_type}" if shape.is_empty else f"a {shape.geom_type}"
            problems.append(table.problem(row, "geometry", f"a {schema.geometry}", got))
            geometry[place] = None
        elif not checks[place]:
            problems.append(_wrong_shape(table, row, shape, bounds[place]))
            geometry[place] = None
    return problems


def _within(bounds: np.ndarray) -> np.ndarray:
    west, south, east, north = bounds.T
    return (
        (west >= -LIMITS["lon"])
        & (east <= LIMITS["lon"])
        & (south >= -LIMITS["lat"])
        & (north <= LIMITS["lat"])
    )


def _wrong_shape(table: RawTable, row: int, shape: shapely.Geometry, bounds: np.ndarray) -> Problem:
    expected = "lon from -180 to 180 and lat from -90 to 90"
    got = "bounds " + ", ".join(f"{value:g}" for value in bounds)
    if not _within(bounds[np.newaxis])[0]:
        remedy = "split it at 180 degrees" if np.abs(bounds).max() <= _TURN else _CRS_REMEDY
        return table.problem(row, "geometry", expected, got, remedy)
    return table.problem(
        row, "geometry", "a valid shape", shapely.is_valid_reason(shape), "shapely.make_valid mends it"
    )
