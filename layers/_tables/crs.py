"""Degrees on WGS 84, and coordinates of any other reference system brought to them."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from isthmus.geo import (
    ArgumentError,
    GeometryError,
    IsthmusError,
    Problem,
    ValidationError,
    split_antimeridian,
)

from .table import check_table, unreadable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from .table import GeometryArray

DEGREES = "EPSG:4326"
"""Longitude and latitude in degrees on WGS 84: the coordinates of every layer."""

_USUAL_CRS = (
    *("EPSG:3857", "EPSG:3035", "EPSG:2180", "EPSG:5513", "EPSG:5514", "EPSG:3826", "EPSG:25832"),
    "EPSG:32634",
)

LIMITS: Mapping[str, float] = MappingProxyType({"lon": 180.0, "lat": 90.0})
"""How far degrees reach either way."""

# How PROJ's strings, well-known text and JSON name a file: only what begins with @null is none.
_OLD: Final = re.compile(r"\s*\+init=([a-z]+:\w+)\s*", re.ASCII | re.IGNORECASE)
_FILES: Final = re.compile(
    r"""(?:grids|file|model|init)\s*=\s*(?!@null(?![^\s"])|epsg:\d) | PARAMETERFILE | PROJ4_GRIDS
        | \bvalue"\s*:\s*" | ^\s*\{.*\\u""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)


def to_degrees(path: Path, geometry: GeometryArray, crs: str | CRS) -> GeometryArray:
    """Return geometries in degrees.

    Parameters
    ----------
    path : Path
        File they come from, for messages.
    geometry : numpy.ndarray
        The geometries.
    crs : str or pyproj.CRS
        Reference system of their coordinates.

    Raises
    ------
    ValidationError
        If there is no such CRS, or the coordinates lie outside it.
    """
    if isinstance(crs, str):
        refuse_files(path, crs)
    try:
        crs = _read_crs(crs)
        fault = _fault_of(crs)
    except ProjError as error:
        fault = f"{crs}: {error}"
    if fault:
        raise ValidationError([Problem(path.name, "a coordinate reference system of the Earth", fault)])
    shapes: GeometryArray = gpd.GeoSeries(geometry, crs=crs).to_crs(DEGREES).to_numpy()
    return shapes


def _read_crs(crs: str | CRS) -> CRS:
    """Return a reference system; PROJ's old way to write one is read as the code in it."""
    old = _OLD.fullmatch(crs) if isinstance(crs, str) else None
    return CRS.from_user_input(old[1] if old else crs)


def refuse_files(path: Path, definition: str) -> None:
    """Refuse the definition of a reference system that names a file, such as a grid: PROJ would open it.

    Raises
    ------
    ValidationError
        If it names one.
    """
    if _FILES.search(definition):
        expected = "a coordinate reference system that needs no other file"
        got = f"one that names a file: {definition[:60]}"
        wrong = Problem(path.name, expected, got, remedy="save it in one of EPSG, such as EPSG:4326")
        raise ValidationError([wrong])


def crs_of(path: Path, text: str) -> CRS:
    """Return the reference system that a text names.

    Raises
    ------
    ValidationError
        If it names none, or one that needs another file.
    """
    refuse_files(path, text)
    try:
        return _read_crs(text)
    except CRSError:
        raise unreadable(path, "a coordinate reference system such as EPSG:2180", f'"{text}"') from None


def has_x_north(crs: CRS) -> bool:
    """Tell whether X is the name of the axis that points north, as in systems of Central Europe and Japan.

    Examples
    --------
    >>> [has_x_north(CRS(code)) for code in (2180, 31467, 6677, 3857, 25832)]
    [True, True, True, False, False]
    """
    return any(axis.abbrev.upper() == "X" and axis.direction == "north" for axis in crs.axis_info)


def is_used_at(crs: CRS, points: GeometryArray, margin: float) -> NDArray[np.bool_]:
    """Tell which points, in degrees, lie in the area that a reference system is made for, or near it.

    Parameters
    ----------
    crs : pyproj.CRS
        The reference system; one that names no area is used everywhere.
    points : numpy.ndarray of shapely.Point
        The points.
    margin : float
        How far beyond still counts, in degrees.

    Examples
    --------
    >>> points = np.array([shapely.Point(18.6, 54.4), shapely.Point(46.5, 65.2)])
    >>> is_used_at(CRS(2180), points, 1.0).tolist(), is_used_at(CRS(2193), points, 1.0).tolist()
    ([True, False], [False, False])
    """
    lon, lat = shapely.get_x(points), shapely.get_y(points)
    area = crs.area_of_use
    if area is None:
        return np.full(len(points), fill_value=True)
    width = (area.east - area.west) % 360.0 or 360.0
    wide = (lon - area.west + margin) % 360.0 <= width + 2 * margin
    inside: NDArray[np.bool_] = wide & (area.south - margin <= lat) & (lat <= area.north + margin)
    return inside


def likely_crs(bounds: Sequence[float]) -> tuple[str, ...]:
    """Return the lines of isthmus.toml that would say the usual reference systems of some bounds.

    Examples
    --------
    >>> likely_crs([14.1, 49.0, 24.1, 54.8])
    ('crs = "EPSG:4326"',)
    >>> likely_crs([2076000, 7231000, 2076100, 7231100])[0]
    'crs = "EPSG:3857"'
    """
    west, south, east, north = bounds
    if max(abs(west), abs(east)) <= LIMITS["lon"] and max(abs(south), abs(north)) <= LIMITS["lat"]:
        return (f'crs = "{DEGREES}"',)
    return tuple(f'crs = "{code}"' for code in _USUAL_CRS)


def in_degrees(
    table: gpd.GeoDataFrame, argument: str = "table", *, error: type[IsthmusError] = ArgumentError
) -> gpd.GeoDataFrame:
    """Return a table in degrees; one that does not say what its coordinates are is never taken for it.

    Parameters
    ----------
    table : geopandas.GeoDataFrame
        The table; it stays as it is.
    argument : str
        What a message calls it.
    error : type of IsthmusError
        What to raise.

    Raises
    ------
    IsthmusError
        If it is none, has no CRS, or one of no place on the Earth.
    """
    check_crs(table, argument, error=error)
    return table if table.crs == DEGREES else table.to_crs(DEGREES)


def check_crs(
    table: gpd.GeoDataFrame, argument: str = "table", *, error: type[IsthmusError] = ArgumentError
) -> None:
    """Refuse what is no table of places, and one that does not say where on the Earth its coordinates are.

    Parameters
    ----------
    table, argument, error
        As for `in_degrees`.

    Raises
    ------
    IsthmusError
        If so.
    """
    check_table(table, argument, error=error)
    if table.crs is None:
        remedy = "if it is in degrees, use table.set_crs(4326)"
        raise error(f"{argument}: expected a table with a CRS, got one without; {remedy}")
    if fault := _fault_of(table.crs):
        raise error(f"{argument}: expected a CRS of the Earth, got {fault}")


def _fault_of(crs: CRS) -> str:
    """Return why coordinates of a reference system are no places on the Earth; "" if they are."""
    if not (crs.is_geographic or crs.is_projected):
        return f"{crs.name}, of the kind {crs.type_name}"
    try:
        Transformer.from_crs(crs, DEGREES)
    except ProjError as reason:
        return f"{crs.name}: {reason}"
    return ""


def are_sound(shapes: GeometryArray) -> NDArray[np.bool_]:
    """Tell which shapes are valid: as drawn, or as what runs over 180 degrees or around a pole, not as both.

    Examples
    --------
    >>> over_180 = shapely.Polygon([(170, 10), (180, 10), (-180, 20), (170, 20)])
    >>> bow_tie = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    >>> either = shapely.Polygon([(170, 10), (-170, 10), (-170, 20), (170, 20)])
    >>> are_sound(np.array([over_180, bow_tie, either])).tolist()
    [True, False, False]
    """
    sound = shapely.is_valid(shapes)
    west, _, east, _ = shapely.bounds(shapes).T
    for row in np.flatnonzero(east - west > LIMITS["lon"]):
        try:
            sound[row] = split_antimeridian(shapes[row]).is_valid
        except GeometryError:
            sound[row] = False
    return sound
