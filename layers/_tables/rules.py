"""Geometry that follows from a rule: rows without coordinates take their shape from the places they name.

- a leg of a corridor that follows no network runs along the geodesic between its two places,
- a partnership joins its two organisations, a flow the marks of its countries,
- a risk zone is the circle, box or country that its ``geometry_rule`` names.

Where a rule has no place to go to (the group EU, two organisations at one point), the geometry is missing:
never a guess. All shapes are dense enough to look the same as geodesics and as straight lines on a map, and
split where they cross 180 degrees.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import shapely

from isthmus import geo
from isthmus.geo._ellipsoid import GEOD

from .coordinates import LIMITS
from .parse import number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from .table import GeometryArray

MAX_GAP_M = 50_000
"""Longest step of a drawn line: at 45 degrees north, a straight one strays from its geodesic by 50 m."""

_CIRCLE = re.compile(r"point|(?:strait|canal):.+")
_BOX = re.compile(r"bbox:(.+),(.+),(.+),(.+)")
_COUNTRY = re.compile(r"country:([A-Z]{2}(?:\+[A-Z]{2})*)")
_CIRCLE_VERTICES = 180
_LARGEST_RADIUS_KM = 10_000  # a quarter of the Earth: beyond, the circle has no clear inside


def between(
    starts: Sequence[str | None], ends: Sequence[str | None], points: Mapping[str, shapely.Point]
) -> GeometryArray:
    """Return the geodesic from each start to each end.

    Parameters
    ----------
    starts, ends : sequence of str or None
        Names of points; several joined by ``+`` give one line each.
    points : mapping of str to shapely.Point
        The points by name.

    Returns
    -------
    numpy.ndarray
        One line or multi-line a row; None where a name has no point, or both ends are one point.

    Raises
    ------
    GeometryError
        If two ends lie so far apart that several geodesics join them.

    Examples
    --------
    >>> points = {"a": shapely.Point(20, 50), "b": shapely.Point(20.5, 50), "c": shapely.Point(20, 50.4)}
    >>> for line in between(["a", "a", "a"], ["b", "b+c", "EU"], points):
    ...     print(line)
    LINESTRING (20 50, 20.5 50)
    MULTILINESTRING ((20 50, 20.5 50), (20 50, 20 50.4))
    None
    """
    lines = np.full(len(starts), None, dtype=object)
    for row, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if start is not None and end is not None:
            lines[row] = _joined(start.split("+"), end.split("+"), points)
    return geo.split_antimeridian(geo.densify(lines, MAX_GAP_M))


def zone(
    rule: str, centre: shapely.Point | None, radius_km: float, outlines: Mapping[str, BaseGeometry]
) -> BaseGeometry:
    """Draw one risk zone.

    Parameters
    ----------
    rule : str
        ``point``, ``strait:NAME`` or ``canal:NAME`` (a geodesic circle), ``bbox:W,S,E,N`` (W > E crosses 180
        degrees) or ``country:CODE`` (several codes joined by ``+``).
    centre : shapely.Point or None
        Centre of the circle.
    radius_km : float
        Radius of the circle in kilometres; NaN if there is none.
    outlines : mapping of str to shapely.Geometry
        Countries by ISO code.

    Returns
    -------
    shapely.Geometry
        A polygon or multi-polygon.

    Raises
    ------
    ValueError
        If the rule can't be followed; the message says what it needs.

    Examples
    --------
    >>> zone("bbox:27.5,41,41.8,46.8", None, float("nan"), {}).bounds
    (27.5, 41.0, 41.8, 46.8)
    """
    if _CIRCLE.fullmatch(rule):
        return _circle(centre, radius_km)
    if box := _BOX.fullmatch(rule):
        return _box(*map(number, box.groups()))
    if country := _COUNTRY.fullmatch(rule):
        return _country(country[1].split("+"), outlines)
    raise ValueError("point, strait:NAME, canal:NAME, bbox:W,S,E,N or country:CODE")


def _joined(
    starts: list[str], ends: list[str], points: Mapping[str, shapely.Point]
) -> shapely.LineString | shapely.MultiLineString | None:
    if not points.keys() >= {*starts, *ends}:
        return None
    pairs = [(points[start], points[end]) for start in starts for end in ends]
    if any(start == end for start, end in pairs):
        return None
    lines = [shapely.LineString(pair) for pair in pairs]
    return lines[0] if len(lines) == 1 else shapely.MultiLineString(lines)


def _circle(centre: shapely.Point | None, radius_km: float) -> BaseGeometry:
    if centre is None or not 0 < radius_km < _LARGEST_RADIUS_KM:
        raise ValueError(f"lon, lat and a radius_km above 0 and below {_LARGEST_RADIUS_KM}")
    azimuths = np.linspace(0, -360, _CIRCLE_VERTICES, endpoint=False)
    same = np.ones_like(azimuths)
    lon, lat, _ = GEOD.fwd(centre.x * same, centre.y * same, azimuths, radius_km * 1000 * same)
    return geo.split_antimeridian(shapely.Polygon(np.column_stack([lon, lat])))


def _box(west: float | None, south: float | None, east: float | None, north: float | None) -> BaseGeometry:
    """Draw a box whose upper and lower edges follow their parallels."""
    if west is None or south is None or east is None or north is None:
        raise ValueError("four numbers after bbox:")
    in_range = max(abs(west), abs(east)) <= LIMITS["lon"] and max(abs(south), abs(north)) <= LIMITS["lat"]
    if not in_range or west == east or south >= north:
        raise ValueError("bbox:W,S,E,N in degrees with S < N")
    box = shapely.box(west, south, east if east > west else east + 360, north)
    return geo.split_antimeridian(shapely.segmentize(box, 0.5), path="straight")


def _country(codes: list[str], outlines: Mapping[str, BaseGeometry]) -> BaseGeometry:
    if not all(code in outlines for code in codes):
        raise ValueError("codes of countries")
    return geo.split_antimeridian(shapely.union_all([outlines[code] for code in codes]), path="straight")
