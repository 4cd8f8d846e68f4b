"""Shapes by rules: risk zones from circles, boxes and countries, lines from the places they join.

- A leg of a corridor follows the network of its mode, where that leads, unless it asks for the geodesic,
- a partnership joins its two organisations, a flow the marks of its countries.

Where a rule has no place to go to (the group EU, two organisations at one point), the geometry is missing:
never a guess. Shapes are dense enough to look the same as geodesics and as straight lines on a map, and split
where they cross 180 degrees.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from isthmus import geo
from isthmus.geo import GeometryError
from isthmus.layers._bundled.countries import countries
from isthmus.layers._tables.cells import as_number, quote
from isthmus.layers._tables.crs import LIMITS
from isthmus.layers._tables.modes import MODES
from isthmus.layers._tables.schemas import GEODESIC, GIVEN, NETWORK
from isthmus.layers._transport.lines import Along, along_network

from .coordinates import centres

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from isthmus.geo import Problem
    from isthmus.layers._tables.table import Draft, GeometryArray

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
            lines[row] = _geodesics_between(start.split("+"), end.split("+"), points)
    return geo.split_antimeridian(geo.densify(lines))


def _geodesics_between(
    starts: list[str], ends: list[str], points: Mapping[str, shapely.Point]
) -> shapely.LineString | shapely.MultiLineString | None:
    if not points.keys() >= {*starts, *ends}:
        return None
    pairs = [(points[start], points[end]) for start in starts for end in ends]
    if any(start == end for start, end in pairs):
        return None
    lines = [shapely.LineString(pair) for pair in pairs]
    return lines[0] if len(lines) == 1 else shapely.MultiLineString(lines)


def connect(draft: Draft, start: str, end: str, points: Mapping[str, shapely.Point]) -> list[Problem]:
    """Draw the rows without a line from start to end."""
    starts, ends = draft.values(start), draft.values(end)
    lines, problems = np.full(len(starts), None, dtype=object), []
    try:
        lines = between(starts, ends, points)
    except GeometryError:  # some ends are opposite on the Earth: one by one, to report each
        for row in range(len(starts)):
            try:
                lines[row] = between(starts[row : row + 1], ends[row : row + 1], points)[0]
            except GeometryError as error:
                problems.append(draft.table.problem("two ends with one way", str(error), row=row, column=end))
    draft.fill(lines)
    return problems


def draw_legs(legs: Draft, points: Mapping[str, shapely.Point]) -> list[Problem]:
    """Draw the legs without a line, say how each is drawn, and fill in missing lengths over networks.

    A leg that asks for the geodesic gets it; any other follows the network of its mode, where that leads.
    """
    given = legs.layer.geometry.notna().to_numpy()
    lines, km = _over_networks(legs, points)
    legs.fill(lines)
    problems = connect(legs, "from_id", "to_id", points)
    drawn = legs.layer.geometry.notna().to_numpy()
    how = np.select([given, ~np.isnan(km), drawn], [GIVEN, NETWORK, GEODESIC], "")
    said = legs.layer["geometry_rule"].where(given)
    legs.layer["geometry_rule"] = said.fillna(pd.Series(how, index=said.index, dtype="str").replace("", None))
    legs.layer["length_km"] = legs.layer["length_km"].fillna(pd.Series(km.round(1), index=said.index))
    return problems


def _over_networks(legs: Draft, points: Mapping[str, shapely.Point]) -> Along:
    """Return the ways over the networks of the legs that have no line and ask for no geodesic."""
    along = Along(np.full(len(legs.layer), None, dtype=object), np.full(len(legs.layer), np.nan))
    starts, ends = (
        np.array([points.get(name) for name in legs.values(column)], dtype=object)
        for column in ("from_id", "to_id")
    )
    free = legs.layer.geometry.isna() & (legs.layer["geometry_rule"] != GEODESIC)
    free &= ~(shapely.is_missing(starts) | shapely.is_missing(ends) | (starts == ends))
    for mode in MODES:
        rows = np.flatnonzero(free & (legs.layer["mode"] == mode))
        along.lines[rows], along.km[rows] = along_network(mode, starts[rows], ends[rows])
    return along


def measure_legs(legs: Draft, points: Mapping[str, shapely.Point]) -> None:
    """Fill in lengths still missing; a leg between two places at one point has no line, and is 0 km long."""
    lengths = geo.length(legs.layer.geometry.to_numpy()) / 1000
    ends = zip(legs.values("from_id"), legs.values("to_id"), strict=True)
    same = [start in points and points[start] == points.get(end) for start, end in ends]
    lengths[np.isnan(lengths) & np.array(same, dtype=bool)] = 0.0
    given = legs.layer["length_km"].to_numpy()
    legs.layer["length_km"] = np.where(np.isnan(given), lengths.round(1), given)


def legs_without_ends(legs: Draft) -> list[Problem]:
    """Report legs without a line that name no ends."""
    missing = shapely.is_missing(legs.layer.geometry.to_numpy())
    return [
        legs.table.problem("the place of an end, or a line", "an empty cell", row=row, column=column)
        for column in ("from_id", "to_id")
        for row, name in enumerate(legs.values(column))
        if missing[row] and name is None
    ]
