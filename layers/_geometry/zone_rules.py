"""Risk zones drawn by their rules: circles, boxes and countries.

Shapes are dense enough to look the same as geodesics and as straight lines on a map, and split where they
cross 180 degrees.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import shapely

from isthmus import geo
from isthmus.layers._bundled.countries import countries
from isthmus.layers._tables.cells import as_number, quote
from isthmus.layers._tables.crs import LIMITS

from .coordinates import centres

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely.geometry.base import BaseGeometry

    from isthmus.geo import Problem
    from isthmus.layers._tables.table import Draft

_CIRCLE = re.compile(r"point|(?:strait|canal):.+")
_BOX = re.compile(r"bbox:([^,]+),([^,]+),([^,]+),([^,]+)")
_COUNTRY = re.compile(r"country:([A-Z]{2}(?:\+[A-Z]{2})*)")
_CIRCLE_VERTICES = 180
_LARGEST_RADIUS_KM = 10_000  # a quarter of the Earth: beyond, the circle has no clear inside


def draw_zones(zones: Draft) -> list[Problem]:
    """Draw the zones without a shape by their rules."""
    middle, problems = centres(zones.table)
    shapes = zones.layer.geometry.to_numpy().copy()
    outlines = dict(zip(countries()["iso"], countries().geometry, strict=True))
    reported = {problem.row for problem in problems}
    rows = zip(zones.values("geometry_rule"), middle, zones.values("radius_km"), strict=True)
    for row, (rule, centre, radius) in enumerate(rows):
        if shapes[row] is not None or zones.table.rows[row] in reported:
            continue
        try:
            shapes[row] = zone(rule or "", centre, radius or 0.0, outlines)
        except ValueError as error:
            problems.append(
                zones.table.problem(str(error), quote(rule or ""), row=row, column="geometry_rule")
            )
    zones.fill(shapes)
    return problems


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
        return _draw_circle(centre, radius_km)
    if box := _BOX.fullmatch(rule):
        return _draw_box(*map(as_number, box.groups()))
    if country := _COUNTRY.fullmatch(rule):
        return _unite_countries(country[1].split("+"), outlines)
    raise ValueError("point, strait:NAME, canal:NAME, bbox:W,S,E,N or country:CODE")


def _draw_circle(centre: shapely.Point | None, radius_km: float) -> BaseGeometry:
    if centre is None or not 0 < radius_km < _LARGEST_RADIUS_KM:
        raise ValueError(f"lon, lat and a radius_km above 0 and below {_LARGEST_RADIUS_KM}")
    azimuths = np.linspace(0, -360, _CIRCLE_VERTICES, endpoint=False)
    same = np.ones_like(azimuths)
    lon, lat, _ = geo.direct(centre.x * same, centre.y * same, azimuths, radius_km * 1000 * same)
    return geo.split_antimeridian(shapely.Polygon(np.column_stack([lon, lat])), path="geodesic")


def _draw_box(
    west: float | None, south: float | None, east: float | None, north: float | None
) -> BaseGeometry:
    """Draw a box whose upper and lower edges follow their parallels."""
    if west is None or south is None or east is None or north is None:
        raise ValueError("four numbers after bbox:")
    in_range = max(abs(west), abs(east)) <= LIMITS["lon"] and max(abs(south), abs(north)) <= LIMITS["lat"]
    if not in_range or west == east or south >= north:
        raise ValueError("bbox:W,S,E,N in degrees with S < N")
    box = shapely.box(west, south, east if east > west else east + 360, north)
    return geo.split_antimeridian(shapely.segmentize(box, 0.5))


def _unite_countries(codes: list[str], outlines: Mapping[str, BaseGeometry]) -> BaseGeometry:
    if not all(code in outlines for code in codes):
        raise ValueError("codes of countries")
    return geo.split_antimeridian(shapely.union_all([outlines[code] for code in codes]))
