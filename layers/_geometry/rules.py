"""Lines and zones by the rules that rows name, and by the places that they join.

- A leg of a corridor follows the network of its mode, where that leads, unless it asks for the geodesic,
- a partnership joins its two organisations, a flow the marks of its countries,
- a risk zone is what its rule names: what has an outline is drawn by it, all else needs a radius.

Where a rule has no place to go to (the group EU, two organisations at one point), the geometry is missing:
never a guess. Shapes are dense enough to look the same as geodesics and as straight lines on a map, and split
where they cross 180 degrees.
"""

from __future__ import annotations

import re
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd
import shapely

from isthmus import geo
from isthmus._modes import MODES
from isthmus.layers._bundled.countries import countries
from isthmus.layers._bundled.files import credit, credit_ends, join_credits
from isthmus.layers._bundled.network_files import gate_table
from isthmus.layers._tables.cells import as_number, quote
from isthmus.layers._tables.crs import LIMITS
from isthmus.layers._tables.schemas import ATTRIBUTION, GEODESIC, GIVEN, NETWORK
from isthmus.layers._transport.ways import Along, along_network

from .coordinates import centres

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from isthmus.geo import Problem
    from isthmus.layers._tables.table import Draft, GeometryArray

#: What a rule may be, for whoever writes one.
RULES: Final = (
    "point, strait:NAME, canal:NAME, line:LON LAT,..., gate:NAME, area:LON LAT,..., waters:LON LAT,..., "
    "airspace:CODE, country:CODE or bbox:W,S,E,N"
)
_RULE = re.compile(r"point|(?P<kind>[a-z]+):(?P<what>.+)")
_CIRCLE_VERTICES = 180
_LARGEST_RADIUS_KM = 10_000  # a quarter of the Earth: beyond, the circle has no clear inside
_TERRITORIAL_SEA_M = 12 * 1852  # United Nations Convention on the Law of the Sea, articles 2 and 3
_TOLERANCE = 0.02  # of the distance to a coast whose outline is itself simplified


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


def connect(
    draft: Draft, start: str, end: str, points: Mapping[str, shapely.Point], owed: Mapping[str, str]
) -> list[Problem]:
    """Draw the rows without a line from start to end, and name whom the ends owe their points to."""
    starts, ends = draft.values(start), draft.values(end)
    lines, problems = np.full(len(starts), None, dtype=object), []
    try:
        lines = between(starts, ends, points)
    except geo.GeometryError:  # some ends are opposite on the Earth: one by one, to report each
        for row in range(len(starts)):
            try:
                lines[row] = between(starts[row : row + 1], ends[row : row + 1], points)[0]
            except geo.GeometryError as error:
                problems.append(draft.table.problem("two ends with one way", str(error), row=row, column=end))
    made = draft.layer.geometry.isna().to_numpy() & ~shapely.is_missing(lines)
    draft.fill(lines)
    _name_owners(draft, made, credit_ends(starts, ends, owed))
    return problems


def _name_owners(draft: Draft, made: NDArray[np.bool_], owners: Sequence[str | None]) -> None:
    """Say in the rows whose lines were made whom to name for them."""
    name = ATTRIBUTION.name
    if name in draft.layer:
        rows = zip(draft.layer[name], made.tolist(), owners, strict=True)
        said = [join_credits([text, owner]) or None if drawn else text for text, drawn, owner in rows]
        draft.layer[name] = pd.Series(said, index=draft.layer.index, dtype="str")


def draw_legs(legs: Draft, points: Mapping[str, shapely.Point], owed: Mapping[str, str]) -> list[Problem]:
    """Draw the legs without a line, say how each is drawn, and fill in missing lengths over networks.

    A leg that asks for the geodesic gets it; any other follows the network of its mode, where that leads.
    """
    given = legs.layer.geometry.notna().to_numpy()
    lines, km = _over_networks(legs, points)
    legs.fill(lines)
    ends = credit_ends(legs.values("from_id"), legs.values("to_id"), owed)
    behind = [credit(MODES[mode].source) if mode in MODES else "" for mode in legs.values("mode")]
    _name_owners(legs, ~np.isnan(km), [join_credits(pair) for pair in zip(behind, ends, strict=True)])
    problems = connect(legs, "from_id", "to_id", points, owed)
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


class Outlines(NamedTuple):
    """What rules name.

    Parameters
    ----------
    countries, gates : mapping of str to shapely.Geometry
        Countries by ISO code; gates by name, which may be points and lines.
    """

    countries: Mapping[str, BaseGeometry]
    gates: Mapping[str, BaseGeometry]


def draw_zones(zones: Draft) -> list[Problem]:
    """Draw the zones without a shape by their rules."""
    middle, problems = centres(zones.table)
    shapes = zones.layer.geometry.to_numpy().copy()
    outlines = _bundled_outlines()
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


@cache
def _bundled_outlines() -> Outlines:
    lands, gates = countries(), gate_table()
    return Outlines(
        MappingProxyType(dict(zip(lands["iso"], lands.geometry, strict=True))),
        MappingProxyType(dict(zip(gates["id"], shapely.from_wkt(gates["geometry"]), strict=True))),
    )


def zone(rule: str, centre: shapely.Point | None, radius_km: float, outlines: Outlines) -> BaseGeometry:
    """Draw one risk zone.

    Parameters
    ----------
    rule : str
        - ``point``, ``strait:NAME`` or ``canal:NAME``: a geodesic circle;
        - ``line:LON LAT,...`` or ``gate:NAME``: all within the radius of a line, or of gates;
        - ``area:LON LAT,...``: a polygon as it was published, several separated by ``;``;
        - ``waters:LON LAT,...``: the same, less the land in it;
        - ``country:CODE``: a country;
        - ``airspace:CODE``: a country with its sea, which ends at 12 nautical miles or at another's land;
        - ``bbox:W,S,E,N``: a box; W > E crosses 180 degrees.

        Several codes and names are joined by ``+``.
    centre : shapely.Point or None
        Centre of the circle.
    radius_km : float
        Radius in kilometres; NaN if there is none.
    outlines : Outlines
        The countries and gates that a rule may name.

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
    >>> outlines = Outlines({"XA": shapely.box(28, 42, 29, 43)}, {})
    >>> zone("area:27.5 41,41.8 41,33 46.8", None, float("nan"), outlines).bounds
    (27.5, 41.0, 41.8, 46.8)
    >>> zone("waters:27 41,30 41,30 44,27 44", None, float("nan"), outlines).area
    8.0
    """
    found = _RULE.fullmatch(rule)
    kind, what = (found["kind"] or "point", found["what"]) if found else ("", "")
    match kind:
        case "point" | "strait" | "canal":
            return _draw_circle(centre, radius_km)
        case "line":
            return _draw_near([shapely.LineString(_points_of(what, least=2))], radius_km)
        case "gate":
            return _draw_near(_pick(what, outlines.gates, "names of gates"), radius_km)
        case "area" | "waters":
            return _draw_corners(what, () if kind == "area" else outlines.countries.values())
        case "country" | "airspace":
            return _draw_countries(what, outlines.countries, with_sea=kind == "airspace")
        case "bbox":
            return _draw_box(what)
    raise ValueError(RULES)


def _draw_circle(centre: shapely.Point | None, radius_km: float) -> BaseGeometry:
    if centre is None or not 0 < radius_km < _LARGEST_RADIUS_KM:
        raise ValueError(f"lon, lat and a radius_km above 0 and below {_LARGEST_RADIUS_KM}")
    azimuths = np.linspace(0, -360, _CIRCLE_VERTICES, endpoint=False)
    same = np.ones_like(azimuths)
    lon, lat, _ = geo.direct(centre.x * same, centre.y * same, azimuths, radius_km * 1000 * same)
    return geo.split_antimeridian(shapely.Polygon(np.column_stack([lon, lat])), path="geodesic")


def _draw_near(places: list[BaseGeometry], radius_km: float) -> BaseGeometry:
    if not 0 < radius_km < _LARGEST_RADIUS_KM:
        raise ValueError(f"a radius_km above 0 and below {_LARGEST_RADIUS_KM}")
    return shapely.union_all(geo.buffer(places, radius_km * 1000))


def _draw_corners(what: str, land: Iterable[BaseGeometry]) -> BaseGeometry:
    """Draw polygons, less the land in them."""
    rings = [shapely.Polygon(_points_of(part, least=3)) for part in what.split(";")]
    if not all(ring.is_valid for ring in rings):
        raise ValueError("corners in order, so that no edge crosses another")
    area = shapely.union_all(rings)
    shores = [shape for shape in land if shapely.intersects(shape, area)]
    return geo.split_antimeridian(shapely.difference(area, shapely.coverage_union_all(shores)))


def _points_of(what: str, *, least: int) -> list[tuple[float, float]]:
    points = [place for text in what.split(",") if (place := _place_of(text))]
    if not least <= len(points) == what.count(",") + 1:
        raise ValueError(f"{least} or more points LON LAT in degrees, joined by commas")
    return points


def _place_of(text: str) -> tuple[float, float] | None:
    """Return longitude and latitude of a text, None if it says none."""
    match [as_number(number) for number in text.split()]:
        case [float(lon), float(lat)] if abs(lon) <= LIMITS["lon"] and abs(lat) <= LIMITS["lat"]:
            return lon, lat
    return None


def _draw_countries(what: str, lands: Mapping[str, BaseGeometry], *, with_sea: bool) -> BaseGeometry:
    """Draw countries together, with the sea that is theirs."""
    whole = shapely.union_all(_pick(what, lands, "codes of countries"))
    if with_sea:
        (near,) = geo.buffer([whole], _TERRITORIAL_SEA_M, tolerance=_TOLERANCE)
        others = [land for code, land in lands.items() if code not in what.split("+")]
        near_others = [land for land in others if shapely.intersects(land, near)]
        whole = shapely.difference(near, shapely.coverage_union_all(near_others))
    return geo.split_antimeridian(whole)


def _pick(what: str, shapes: Mapping[str, BaseGeometry], expected: str) -> list[BaseGeometry]:
    names = what.split("+")
    if not shapes.keys() >= {*names}:
        raise ValueError(expected)
    return [shapes[name] for name in names]


def _draw_box(what: str) -> BaseGeometry:
    """Draw a box whose upper and lower edges follow their parallels."""
    numbers = [number for text in what.split(",") if (number := as_number(text)) is not None]
    if not len(numbers) == what.count(",") + 1 == 4:  # noqa: PLR2004
        raise ValueError("four numbers after bbox:, W,S,E,N")
    west, south, east, north = numbers
    in_range = max(abs(west), abs(east)) <= LIMITS["lon"] and max(abs(south), abs(north)) <= LIMITS["lat"]
    if not in_range or west == east or south >= north:
        raise ValueError("bbox:W,S,E,N in degrees with S < N")
    box = shapely.box(west, south, east if east > west else east + 360, north)
    return geo.split_antimeridian(shapely.segmentize(box, 0.5))
