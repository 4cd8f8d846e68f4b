"""Ways of one mode, as lines: the shortest over its network, and the straight ones from a place to it.

A line over a network is the shortest way between the nodes nearest to its two ends, and ends at these points
themselves. A ship takes the straight course to the farthest node of its way that it can reach without
crossing land, so that a point off the lanes makes no kink. There is no line where

- the mode follows no network (air),
- an end lies farther from the network than the table of modes says, or
- the way is longer than it says, as no goods would take it.

Railways and roads are simplified to `TOLERANCE_DEG`. Sea lanes are not: their few vertices keep them clear of
land.

A straight way stands for streets that the network lacks. It is no crossing of its own: on land it stays in
one country, at sea between the same shores, and it meets no line of contact and no strait that can be closed.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import numpy as np
import shapely

from isthmus import geo
from isthmus._modes import MODES
from isthmus.layers._bundled.countries import OFF_COAST_KM, countries, country_at, lies_in
from isthmus.layers._bundled.network_files import gate_table, mode_graph

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from isthmus.layers._tables.table import GeometryArray

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]
    Lines = NDArray[np.object_]

TOLERANCE_DEG: Final = 0.01
"""How far a drawn railway or road may lie from the network's, in degrees: at most 1.1 km."""

_NEAR_NODES: Final = 6  # how many nodes a ship may make for from its port
_OVER_LAND: Final = 5
_IN_SIGHT: Final = 12  # how many nodes along its way a ship looks for a straight course to

Way: TypeAlias = "NDArray[np.float64]"
"""Longitude and latitude of the points on a way."""

Leg: TypeAlias = tuple[float, float, float, float]
"""Longitude and latitude of the start and of the end of a leg."""

#: Between the points at which a way is asked for the country it lies in.
_LOOK_KM: Final = 1.0
#: How far outside its country a way may lie, and near its ends anywhere: marks and outlines are this coarse.
_COARSE_KM: Final = 8.0
_KM_A_DEGREE: Final = 110.5  # of latitude at least
#: How many more ways are looked at, each time that none of the nearer ones may be taken.
_GROWTH: Final = 16


class Along(NamedTuple):
    """Lines over a network, and how long the ways are.

    Parameters
    ----------
    lines : numpy.ndarray
        A line or multi-line for each leg, dense enough to look the same as geodesics and as straight lines,
        and split at 180 degrees; None where no way is near, or only an absurd one.
    km : numpy.ndarray
        Length of each way, which bends more than its line; NaN where there is none.
    """

    lines: GeometryArray
    km: NDArray[np.float64]


class _Ends(NamedTuple):
    """The nodes nearest to the ends of legs, and the metres from both ends to them."""

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    metres: NDArray[np.float64]
    reached: NDArray[np.bool_]


def along_network(mode: str, starts: GeometryArray, ends: GeometryArray) -> Along:
    """Return the shortest ways over a mode's network from each start to each end.

    Parameters
    ----------
    mode : str
        Mode of a leg, such as ``rail``.
    starts, ends : array of shapely.Point
        Ends of the legs, in degrees.

    Examples
    --------
    >>> warsaw, gdansk = np.array([shapely.Point(21.01, 52.23)]), np.array([shapely.Point(18.65, 54.35)])
    >>> along_network("rail", warsaw, gdansk).km.round(-1)
    array([320.])
    >>> along_network("air", warsaw, gdansk)
    Along(lines=array([None], dtype=object), km=array([nan]))
    """
    lines, km = np.full(len(starts), None, dtype=object), np.full(len(starts), np.nan)
    own = MODES.get(mode)
    if own is not None and own.follows_km and len(starts):
        legs = np.column_stack([shapely.get_coordinates(starts), shapely.get_coordinates(ends)])
        lines[:], km[:] = _along(own.network, tuple(map(tuple, legs.tolist())))
    return Along(lines, km)


def draw_lines(lines: Sequence[shapely.LineString] | NDArray[np.object_]) -> NDArray[np.object_]:
    """Return lines with vertices enough to lie where their geodesics do, split at 180 degrees."""
    return geo.split_antimeridian(geo.densify(np.asarray(lines, dtype=object)))


@lru_cache(maxsize=16)
def _along(
    network: str, legs: tuple[Leg, ...]
) -> tuple[tuple[shapely.Geometry | None, ...], tuple[float, ...]]:
    """Return the lines and kilometres of some legs; those of the bundled atlas are asked for often."""
    lines, metres = np.full(len(legs), None, dtype=object), np.full(len(legs), np.nan)
    longest = MODES[network].detour * _metres(*np.hsplit(np.array(legs), 2))
    found = _ways(network, np.array(legs), longest)
    ways = [way for way, _ in found.values()]
    if MODES[network].medium == "water" and ways:
        ways = _straighten(ways)
    lines[list(found)] = [shapely.LineString(way) for way in ways]
    metres[list(found)] = [along for _, along in found.values()]
    if MODES[network].medium == "water":
        metres = geo.length(lines)
    else:
        lines = shapely.simplify(lines, TOLERANCE_DEG)
    absurd = ~(metres <= longest)
    lines[absurd], metres[absurd] = None, np.nan
    return tuple(draw_lines(lines)), tuple((metres / 1000).tolist())


def _ways(
    network: str, legs: NDArray[np.float64], longest: NDArray[np.float64]
) -> dict[int, tuple[Way, float]]:
    """Return the points that legs pass, their ends included, and the metres, by the leg if it has a way."""
    graph = mode_network(network)
    near = _nearest(network, legs)
    ways: dict[int, tuple[Way, float]] = {}
    for start in np.unique(near.start[near.reached]):
        own = np.flatnonzero(near.reached & (near.start == start))
        found = graph.best_routes([start], near.end[own].tolist(), by="distance", within=longest[own].max())
        for leg, edges, metres in zip(own.tolist(), found.edges[0], found.lengths_m[0], strict=True):
            if edges is not None:
                points = graph.lonlat[graph.nodes_along(edges, start=start)]
                way = np.vstack([legs[leg, :2], points, legs[leg, 2:]])
                ways[leg] = way, metres + near.metres[leg]
    return ways


def _nearest(network: str, legs: NDArray[np.float64]) -> _Ends:
    """Return the nodes nearest to both ends of each leg, and whether both are within reach."""
    points, leg_of = np.unique(legs.reshape(-1, 2), axis=0, return_inverse=True)
    lonlat = mode_graph(network).lonlat
    nearness = geo.unit_vectors(*points.T).T @ geo.unit_vectors(*lonlat.T)
    node = (
        _by_water(network, points, nearness)
        if MODES[network].medium == "water"
        else np.argmax(nearness, axis=1)
    )
    metres = _metres(points, lonlat[node])
    reached = metres <= 1000 * MODES[network].follows_km
    start, end = leg_of.reshape(-1, 2).T
    return _Ends(node[start], node[end], metres[start] + metres[end], reached[start] & reached[end])


def _by_water(network: str, points: NDArray[np.float64], nearness: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the node a ship at each point makes for, when a metre over land counts as `_OVER_LAND`.

    A port stands in its city: the nearest lane may lie behind a peninsula.
    """
    lonlat = mode_graph(network).lonlat
    near = np.sort(np.argpartition(nearness, -_NEAR_NODES, axis=1)[:, -_NEAR_NODES:], axis=1)
    starts, ends = np.repeat(points, _NEAR_NODES, axis=0), lonlat[near.ravel()]
    cost = _metres(starts, ends) * (1 + (_OVER_LAND - 1) * _share_ashore(starts, ends))
    best = np.argmin(cost.reshape(near.shape), axis=1)
    return np.asarray(near[np.arange(len(points)), best])


def _share_ashore(starts: NDArray[np.float64], ends: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the share of each short straight line that lies over land."""
    courses = np.asarray(shapely.linestrings(np.stack([starts, ends], axis=1)))
    course, part = _land().query(courses, predicate="intersects")
    ashore = shapely.length(shapely.intersection(courses[course], _land().geometries[part]))
    return np.bincount(course, ashore, minlength=len(courses)) / np.maximum(shapely.length(courses), 1e-9)


def _metres(some: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the geodesic distance of each point from the other of its row."""
    return geo.inverse(*some.T, *others.T)[2]


@cache
def mode_network(mode: str) -> geo.Network:
    """Return the network of a mode."""
    graph = mode_graph(mode)
    modes = np.full(len(graph.tails), mode)
    return geo.Network(graph.lonlat, graph.tails, graph.heads, modes=modes, lengths_m=graph.metres)


def _straighten(ways: list[Way]) -> list[Way]:
    """Return the ways of ships without what a straight course at either end leaves out.

    What is left out at one end may hide a better course at the other: both orders are tried.
    """
    back = [way[::-1] for way in ways]
    one = [way[::-1] for way in _straighten_start([way[::-1] for way in _straighten_start(ways)])]
    other = _straighten_start([way[::-1] for way in _straighten_start(back)])
    metres = [geo.length(np.array([shapely.LineString(way) for way in found])) for found in (one, other)]
    return [b if shorter else a for a, b, shorter in zip(one, other, metres[1] < metres[0], strict=True)]


def _straighten_start(ways: list[Way]) -> list[Way]:
    """Return ways without the nodes between their start and the farthest one in sight."""
    ahead = [way[2:_IN_SIGHT] for way in ways]
    counts = [len(points) for points in ahead]
    starts = np.repeat([way[0] for way in ways], counts, axis=0)
    courses = shapely.linestrings(np.stack([starts, np.concatenate(ahead)], axis=1))
    clear = np.split(_clear(np.asarray(courses)), np.cumsum(counts)[:-1])
    skipped = [np.max(np.flatnonzero(seen) + 1, initial=0) for seen in clear]
    return [np.vstack([way[:1], way[1 + skip :]]) for way, skip in zip(ways, skipped, strict=True)]


def _clear(courses: GeometryArray) -> NDArray[np.bool_]:
    """Tell which geodesics cross no land."""
    clear = np.ones(len(courses), dtype=bool)
    drawn = draw_lines(courses)
    clear[_land().query(drawn, predicate="intersects")[0]] = False
    return clear


@cache
def _land() -> shapely.STRtree:
    return shapely.STRtree(shapely.get_parts(countries().geometry.to_numpy()))


def nearest_way(
    place: tuple[float, float], country: str, lonlat: Floats, *, reach_km: float, lines: Lines
) -> tuple[int, float] | None:
    """Return the nearest of some points to which a way leads from a place, and the kilometres.

    Parameters
    ----------
    place : (float, float)
        Longitude and latitude.
    country : str
        That both ends lie in; "" at sea.
    lonlat : array of float, shape (points, 2)
    reach_km : float
        How far the way may lead.
    lines : array of LineString
        What it must not cross.

    Returns
    -------
    (int, float) or None
        None if every way in reach leads out of the country, over land or over a line.

    Examples
    --------
    >>> here, points = (37.4, 48.0), np.array([[37.6, 48.0], [36.9, 48.0]])
    >>> node, km = nearest_way(here, "UA", points, reach_km=50, lines=gate_lines("front_line"))
    >>> node, round(km, 1)
    (1, 37.3)
    """
    near = np.flatnonzero(_within_box(place, lonlat, reach_km))
    metres = geo.inverse(*np.tile(np.array(place)[:, None], len(near)), *lonlat[near].T)[2]
    order = np.argsort(metres, kind="stable")
    for some in _in_growing_parts(order[metres[order] <= 1000 * reach_km]):
        ways = np.asarray(shapely.linestrings([[place, there] for there in lonlat[near[some]].tolist()]))
        found = some[_stay_in(ways, country) & ~_meet_lines(ways, lines)]
        if len(found):
            return int(near[found[0]]), float(metres[found[0]]) / 1000
    return None


def _within_box(place: tuple[float, float], lonlat: Floats, reach_km: float) -> Bools:
    """Tell which points lie in a box that holds all that is in reach of a place."""
    up = reach_km / _KM_A_DEGREE
    across = up / np.cos(np.radians(min(abs(place[1]) + up, 89.9)))
    east, north = (lonlat - place).T
    return np.asarray((np.abs(north) <= up) & (np.abs((east + 180) % 360 - 180) <= across))


def lies_open(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Tell whether the way between two places stays in one country, or at sea, and crosses no gate."""
    way = shapely.LineString([one, other])
    here = country_at(_look(np.array([way]))[0], within_km=OFF_COAST_KM)
    return len({*here}) == 1 and not _meet_lines(np.array([way]), gate_lines()).any()


@cache
def gate_lines(*kinds: str) -> Lines:
    """Return the lines of the gates that have one, such as borders, or of some kinds of gates."""
    table = gate_table()
    shapes = np.asarray(shapely.from_wkt(table["geometry"]))
    lines: Lines = shapes[
        (shapely.get_dimensions(shapes) == 1) & np.isin(table["kind"], kinds or table["kind"])
    ]
    return lines


def _in_growing_parts(order: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    start, size = 0, 1
    while start < len(order):
        yield order[start : start + size]
        start, size = start + size, size * _GROWTH


def _stay_in(ways: Lines, country: str) -> Bools:
    """Tell which ways stay in a country, or at sea, but for what is as near to an end as marks are coarse."""
    points, way = _look(ways)
    place = np.arange(len(way))
    from_ends = np.minimum(place - np.searchsorted(way, way), np.searchsorted(way, way, "right") - 1 - place)
    held = from_ends * _LOOK_KM > _COARSE_KM
    points, way = points[held], way[held]
    inside = (
        lies_in(points, np.full(len(points), country), within_km=_COARSE_KM)
        if country
        else country_at(points) == None  # noqa: E711 - elementwise
    )
    return ~np.isin(np.arange(len(ways)), way[~inside])


def _look(ways: Lines) -> tuple[Lines, NDArray[np.int64]]:
    """Return points along ways, and which way each is on."""
    lonlat, way = shapely.get_coordinates(geo.densify(ways, 1000 * _LOOK_KM), return_index=True)
    return np.asarray(shapely.points(lonlat)), way


def _meet_lines(ways: Lines, lines: Lines) -> Bools:
    """Tell which ways meet one of some lines."""
    drawn = geo.split_antimeridian(geo.densify(ways, 1000 * _LOOK_KM))
    return np.asarray(shapely.intersects(drawn[:, None], lines).any(axis=1))
