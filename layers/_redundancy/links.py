"""Links that could be added to the network, and the projects that are under way or planned."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import scipy
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from isthmus import geo
from isthmus._modes import MODES, RAIL, TRANSFER
from isthmus.layers._bundled.countries import country_at
from isthmus.layers._bundled.network_files import gap_table, ground, rule_table
from isthmus.layers._bundled.place_names import find_country
from isthmus.layers._tables.crs import DEGREES
from isthmus.layers._transport.cost_models import CostModel, speeds
from isthmus.layers._transport.world_network import first_nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from isthmus.layers._transport.barriers import Shut
    from isthmus.layers._transport.case import Case
    from isthmus.layers._transport.cost_models import Effort
    from isthmus.layers._transport.gates import Passages

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

DIRECT: Final = "direct railway"
"""The kind of a link between two cities."""

#: Numbers of projects.
_FIGURES: Final = tuple(
    f"{name}_{end}" for name in ("cost", "year", "adds", "t_day") for end in ("low", "high")
)
#: A link over a gap between railways, or between a port and one, and what trains wait for at it.
_WAITS: Final = {"border by rail": "border_h", "port to rail": "terminal_h"}
#: Direct railways between cities are at most this long.
_DIRECT_KM: Final = 500.0
#: A direct railway is looked at to this many of the nearest cities.
_NEIGHBOURS: Final = 8
#: A city on the course of a project joins a network that comes as near.
_STATION_KM: Final = 50.0
#: In how many places it is looked at which country it crosses.
_STEPS: Final = 21


@dataclass(frozen=True, eq=False)
class Links:
    """Links that could be added.

    Parameters
    ----------
    kinds, titles : tuple of str
    tails, heads : array of int, shape (links,)
        Nodes they would join.
    km, hours : array of float, shape (links,)
    """

    kinds: tuple[str, ...]
    titles: tuple[str, ...]
    tails: Ints
    heads: Ints
    km: Floats
    hours: Floats


def candidates(case: Case) -> Links:
    """Return the links that could be added, each along the geodesic: the most that it can buy.

    - *direct railway*: between a city and those of its 8 nearest within 500 km that lie in another country,
      can be reached by rail alone (no railway is proposed across a sea), and are not beyond a third country;
    - *border by rail*: between the railways of two countries that no railway joins, where they come within
      50 km of each other;
    - *port to rail*: between a port without a railway and the nearest one of its country within 50 km.
    """
    found = [*_railways(case), *_links_over_gaps(case)]
    ends = np.array([(link.tail, link.head) for link in found], np.int64).reshape(-1, 2)
    points = np.asarray(shapely.points(case.whole.lonlat[ends])).reshape(-1, 2)
    km = np.asarray(geo.distance(points[:, 0], points[:, 1])) / 1000 if found else np.zeros(0)
    waits = np.array([link.wait_h for link in found], np.float64)
    return Links(
        tuple(link.kind for link in found),
        tuple(link.title for link in found),
        ends[:, 0],
        ends[:, 1],
        km,
        waits + km / speeds(case.question.costs)[RAIL],
    )


class _Link(NamedTuple):
    kind: str
    title: str
    tail: int
    head: int
    wait_h: float


def _railways(case: Case) -> Iterator[_Link]:
    """Yield a railway between every two neighbouring cities of different countries."""
    if RAIL not in case.question.modes:
        return
    hubs = case.hubs[(case.hubs["kind"] == "city") & case.hubs[f"{RAIL}_km"].notna()]
    cities = hubs["node"].to_numpy(np.int64)
    lonlat = case.whole.lonlat[cities]
    tree = scipy.spatial.KDTree(geo.unit_vectors(*lonlat.T).T)
    reach = 2 * np.sin(_DIRECT_KM * 1000 / geo.MEAN_RADIUS_M / 2)
    gaps, near = tree.query(tree.data, k=_NEIGHBOURS + 1, distance_upper_bound=reach)
    one, place = np.nonzero(np.isfinite(gaps))
    names, countries = hubs["name"].to_list(), hubs["country"].to_list()
    wait, land = _rail(case, "border_h"), _landmasses(case)[cities]
    pairs = {(min(pair), max(pair)) for pair in zip(one.tolist(), near[one, place].tolist(), strict=True)}
    abroad = [(a, b) for a, b in sorted(pairs) if countries[a] != countries[b] and land[a] == land[b]]
    passed = _countries_between(lonlat, abroad)
    for (a, b), between in zip(abroad, passed, strict=True):
        if between <= {countries[a], countries[b]}:
            title = f"{names[a]} ({countries[a]}) - {names[b]} ({countries[b]})"
            yield _Link(DIRECT, title, int(cities[a]), int(cities[b]), wait)


def _countries_between(lonlat: Floats, pairs: list[tuple[int, int]]) -> list[set[str]]:
    """Return the countries on the straight ways between places."""
    if not pairs:
        return []
    ends = lonlat[np.array(pairs)]
    steps = np.linspace(0, 1, _STEPS)[:, None, None]
    points = ends[:, 0] + steps * (ends[:, 1] - ends[:, 0])
    found = country_at(np.asarray(shapely.points(points.reshape(-1, 2)))).reshape(_STEPS, -1)
    return [{code for code in column if code is not None} for column in found.T]


def _landmasses(case: Case) -> Ints:
    """Return a number for each node that is the same for all that railways join."""
    network = case.whole
    land = np.isin(network.modes, [RAIL, TRANSFER]) & (
        case.at_sea[network.tails] == case.at_sea[network.heads]
    )
    ends = network.tails[land], network.heads[land]
    count = len(network.lonlat)
    joined = csr_array((np.ones(int(land.sum())), ends), shape=(count, count))
    found: Ints = connected_components(joined, directed=False)[1]
    return found


def _links_over_gaps(case: Case) -> Iterator[_Link]:
    """Yield a link over each gap between railways, and between a port and one."""
    if RAIL not in case.question.modes:
        return
    node = ground(RAIL, is_skeleton=case.is_skeleton).node
    railway = first_nodes(case.question.modes, is_skeleton=case.is_skeleton)[RAIL] + node
    hub = dict(zip(case.hubs["id"], case.hubs["node"], strict=True))
    wait = {kind: _rail(case, quantity) for kind, quantity in _WAITS.items()}
    for kind, between, a, b in gap_table().to_numpy().tolist():
        one = hub[a] if kind.startswith("port") else railway[int(a)]
        yield _Link(kind, between, int(one), int(railway[int(b)]), wait[kind])


def _rail(case: Case, quantity: str) -> float:
    """Return what the cost model says of rail."""
    return CostModel.find(case.question.costs)[quantity, RAIL]


def projects() -> gpd.GeoDataFrame:
    """Return researched projects that add a link or capacity to the network, as published.

    Returns
    -------
    geopandas.GeoDataFrame
        One row a project: ``id``; ``name``; its ``modes`` and ``countries``, joined by ``+``; what it
        ``adds``, ``link`` or ``capacity``; its ``status``, planned, building or open, and ``status_note``;
        ``cost_low`` and ``cost_high``, to build it, in millions of ``currency``, missing where none was
        published; ``year_low`` and ``year_high``, when it is to open, or did; ``adds_low`` and ``adds_high``
        in ``adds_unit``; the ``target`` that it widens, a gate or port, and by how much it does each way,
        ``t_day_low`` and ``t_day_high`` in tonnes a day, missing where that does not follow, and
        ``t_day_by``, what a train or TEU was taken to hold; ``what`` it is; ``source``, ``source_url``,
        ``as_of``, ``confidence``, ``precision``, ``verified`` (whether the source was seen), ``note`` and
        ``attribution`` (whom to name); and its course by the cities on it, or the place, EPSG:4326.

    Examples
    --------
    >>> table = projects().set_index("id")
    >>> table.loc[["rail_baltica"], ["adds", "status", "cost_low", "cost_high", "currency"]].values.tolist()
    [['link', 'building', 19000.0, 24000.0, 'EUR']]
    """
    table = rule_table("projects")
    table[list(_FIGURES)] = table[list(_FIGURES)].apply(pd.to_numeric)
    shapes = gpd.GeoSeries.from_wkt(table.pop("geometry"))
    return gpd.GeoDataFrame(table, geometry=shapes, crs=DEGREES)


def add_project(case: Case, modes: tuple[str, ...], course: Floats) -> Case | None:
    """Return a case whose network has the links of a project besides, None where they join nothing in it.

    They lead from city to city along the geodesic, at the speed of their mode and without a wait at borders:
    the most that they can buy. Between countries of different gauge trains change it somewhere on the way.
    They close with the borders that they cross and with whatever is shut there.

    Parameters
    ----------
    case : Case
    modes : tuple of str
        Of the project; those count that the question is about.
    course : array of float, shape (cities, 2)
    """
    found = [link for mode in modes if mode in case.question.modes for link in _stretches(case, mode, course)]
    if not found:
        return None
    whole, first = case.whole, len(case.whole.tails)
    model = case.cost_model(case.question.costs)
    efforts = [_effort(case, model, link) for link in found]
    gates = dict(whole.gates)
    for edge, link in enumerate(found, first):
        for name in link.gates:
            gates[name] = np.append(case.passages.edges.get(name, np.empty(0, np.int64)), edge)
    more = geo.Network(
        whole.lonlat,
        np.append(whole.tails, [link.tail for link in found]),
        np.append(whole.heads, [link.head for link in found]),
        modes=np.append(whole.modes, [link.mode for link in found]),
        lengths_m=np.append(whole.lengths_m, [1000 * link.km for link in found]),
        hours=np.append(np.asarray(whole.hours), [effort.hours[0] for effort in efforts]),
        costs=np.append(np.asarray(whole.costs), [effort.usd_t[0] for effort in efforts]),
        gates=gates,
        once=whole.once,
    ).without(edges=np.flatnonzero(~whole.is_open))
    passages = replace(case.passages, network=more, edges={**case.passages.edges, **gates})
    new = np.arange(first, len(more.tails))
    shut, barred = (
        {name: _hold_new(passages, name, held, new) for name, held in places.items()}
        for places in (case.shut, case.barred)
    )
    return replace(case, whole=more, passages=passages, shut=shut, barred=barred)


def _effort(case: Case, model: CostModel, link: _NewLink) -> Effort:
    """Return what a link takes, with a change of gauge where its ends differ in it."""
    way = model.travel(link.mode, np.array([link.km]))
    gauges = dict(rule_table("gauges")[["country", "gauge_mm"]].to_numpy().tolist())
    meet = {gauges.get(case.countries[node]) for node in (link.tail, link.head)} - {None}
    if not MODES[link.mode].has_gauge or len(meet) <= 1:
        return way
    handling, usd_t = model["break_h", link.mode], model["break", link.mode]
    return way.plus(model.stand(link.mode, np.zeros(1), 0.0, handling, usd_t))


class _NewLink(NamedTuple):
    mode: str
    tail: int
    head: int
    km: float
    gates: list[str]


def _stretches(case: Case, mode: str, course: Floats) -> Iterator[_NewLink]:
    """Yield the links of a course between those of its cities that a network of a mode comes near."""
    own = case.whole.modes == mode
    nodes = np.unique([case.whole.tails[own], case.whole.heads[own]])
    if not len(nodes):
        return
    tree = scipy.spatial.KDTree(geo.unit_vectors(*case.whole.lonlat[nodes].T).T)
    reach = 2 * np.sin(_STATION_KM * 1000 / geo.MEAN_RADIUS_M / 2)
    gaps, place = tree.query(geo.unit_vectors(*course.T).T, distance_upper_bound=reach)
    stations = np.flatnonzero(np.isfinite(gaps)).tolist()
    points = np.asarray(shapely.points(course))
    for one, other in pairwise(stations):
        tail, head = int(nodes[place[one]]), int(nodes[place[other]])
        if tail != head:
            km = float(np.sum(geo.distance(points[one:other], points[one + 1 : other + 1]))) / 1000
            yield _NewLink(mode, tail, head, km, _borders_on(case, course[one : other + 1]))


def _borders_on(case: Case, course: Floats) -> list[str]:
    """Return the borders that a way over land crosses, in its order."""
    line = shapely.segmentize(shapely.LineString(course), 0.2)
    codes = country_at(np.asarray(shapely.points(shapely.get_coordinates(line)))).tolist()
    passed = [code for code in codes if code]
    crossed = {f"border_{'_'.join(sorted(pair)).lower()}" for pair in pairwise(passed) if pair[0] != pair[1]}
    return sorted(crossed & {*case.passages.titles})


def _hold_new(passages: Passages, name: str, held: Shut, new: Ints) -> Shut:
    """Return what is shut with those of some new edges that it holds."""
    if name not in passages.titles and find_country(name) is None:
        return held
    more = np.intersect1d(passages.find("closed", name)[1], new)
    return held.spread(more)
