"""Geometry that follows from a rule: rows without coordinates take their shape from the places they name.

- a leg of a corridor runs along the geodesic between its two places,
- a partnership joins its two organisations, a flow the marks of its countries,
- a risk zone is the circle, box or country that its ``geometry_rule`` names.

A row with a geometry of its own keeps it. Where a rule has no place to go to (the group EU, two organisations at
one point), the geometry is missing: never a guess.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

import numpy as np
import shapely
from pyproj import Geod

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

GEOD = Geod(ellps="WGS84")

MAX_GAP_M = 50_000
"""Longest step of a drawn geodesic: a straight line on a map then strays less than 60 m, at 45 degrees, from it."""

_CIRCLE = re.compile(r"point|(?:strait|canal):.+")
_BOX = re.compile(r"bbox:([-\d.]+),([-\d.]+),([-\d.]+),([-\d.]+)", re.ASCII)
_COUNTRY = re.compile(r"country:([A-Z]{2}(?:\+[A-Z]{2})*)")
_CIRCLE_VERTICES = 180


def between(starts: pd.Series[str], ends: pd.Series[str], points: Mapping[str, shapely.Point]) -> np.ndarray:
    """Return the geodesic from each start to each end.

    Parameters
    ----------
    starts, ends : pandas.Series
        Names of points; several joined by ``+`` give one line each.
    points : mapping of str to shapely.Point
        The points by name.

    Returns
    -------
    numpy.ndarray
        One line or multi-line a row; None where a name has no point, or both ends are one point.
    """
    return np.array(
        [_joined(a, b, points) for a, b in zip(starts, ends, strict=True)] + [None], dtype=object
    )[:-1]


def zone(
    rule: str, centre: shapely.Point | None, radius_km: float, outlines: Mapping[str, shapely.Geometry]
) -> shapely.Geometry:
    """Draw one risk zone.

    Parameters
    ----------
    rule : str
        ``point``, ``strait:NAME`` or ``canal:NAME`` (a geodesic circle), ``bbox:W,S,E,N`` or ``country:CODE``
        (several codes joined by ``+``).
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
        If the rule can't be followed; the message says why.

    Examples
    --------
    >>> zone("bbox:27.5,41,41.8,46.8", None, float("nan"), {}).bounds
    (27.5, 41.0, 41.8, 46.8)
    """
    if _CIRCLE.fullmatch(rule):
        return _circle(centre, radius_km)
    if box := _BOX.fullmatch(rule):
        return _box(*map(float, box.groups()))
    if country := _COUNTRY.fullmatch(rule):
        return _country(country[1].split("+"), outlines)
    raise ValueError("point, strait:NAME, canal:NAME, bbox:W,S,E,N or country:CODE")


def _joined(start: object, end: object, points: Mapping[str, shapely.Point]) -> shapely.Geometry | None:
    if not isinstance(start, str) or not isinstance(end, str):
        return None
    pairs = [(a, b) for a in start.split("+") for b in end.split("+")]
    if any(a not in points or b not in points or points[a].equals(points[b]) for a, b in pairs):
        return None
    lines = [_geodesic(points[a], points[b]) for a, b in pairs]
    return lines[0] if len(lines) == 1 else shapely.MultiLineString(lines)


def _geodesic(start: shapely.Point, end: shapely.Point) -> shapely.LineString:
    azimuth, _, length = GEOD.inv(start.x, start.y, end.x, end.y)
    distances = np.linspace(0, length, math.ceil(length / MAX_GAP_M) + 1)
    same = np.ones_like(distances)
    lon, lat, _ = GEOD.fwd(start.x * same, start.y * same, azimuth * same, distances)
    path = np.column_stack([lon, lat])
    path[0], path[-1] = (start.x, start.y), (end.x, end.y)
    return shapely.LineString(path)


def _circle(centre: shapely.Point | None, radius_km: float) -> shapely.Polygon:
    if centre is None or np.isnan(radius_km):
        raise ValueError("lon, lat and radius_km of a circle")
    # Clockwise azimuths reversed, so that the ring runs counter-clockwise.
    azimuths = np.linspace(360, 0, _CIRCLE_VERTICES, endpoint=False)
    count = np.full(_CIRCLE_VERTICES, 1.0)
    lon, lat, _ = GEOD.fwd(centre.x * count, centre.y * count, azimuths, radius_km * 1000 * count)
    return shapely.Polygon(np.column_stack([lon, lat]))


def _box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    """Draw a box whose upper and lower edge follow their parallels."""
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise ValueError("bbox:W,S,E,N with -180 <= W < E <= 180 and -90 <= S < N <= 90")
    return shapely.segmentize(shapely.box(west, south, east, north), 1.0)


def _country(codes: list[str], outlines: Mapping[str, shapely.Geometry]) -> shapely.Geometry:
    unknown = [code for code in codes if code not in outlines]
    if unknown:
        raise ValueError("codes of countries")
    return shapely.union_all([outlines[code] for code in codes])
