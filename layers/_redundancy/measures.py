"""Measures that widen the network: links that could be added, and which to take together under a budget."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd
import shapely
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from isthmus import geo
from isthmus._arguments import as_number, as_numbers, as_whole
from isthmus._modes import RAIL, TRANSFER
from isthmus.geo import ArgumentError
from isthmus.layers._bundled.countries import country_at
from isthmus.layers._tables.table import check_columns
from isthmus.layers._transport.cost_models import CostModel, speeds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from isthmus.layers._transport.case import Case

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

DIRECT: Final = "direct railway"
"""The kind of a link between two cities."""

#: Links to add are at most this long; direct railways between cities may be longer.
_LONGEST_KM: Final = 50.0
_DIRECT_KM: Final = 500.0
#: A direct railway is looked at to this many of the nearest cities.
_NEIGHBOURS: Final = 8
#: In how many places it is looked at which country it crosses.
_STEPS: Final = 21

_RANGES: Final = ("cost_low", "cost_high", "saved_low", "saved_high")
_MOST_DRAWS: Final = 10_000
# Variables of an integer program are 0 or 1, to within the solver's tolerance.
_HALF: Final = 0.5


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
    - *port to rail*: between a port without a railway and the nearest one within 50 km.
    """
    found = [*_railways(case), *_border_links(case), *_port_links(case)]
    ends = np.array([(link.tail, link.head) for link in found], np.int64).reshape(-1, 2)
    points = np.asarray(shapely.points(case.network.lonlat[ends])).reshape(-1, 2)
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
    cities = _Region.of(hubs["node"].to_numpy(np.int64), case.network.lonlat)
    reach = 2 * np.sin(_DIRECT_KM * 1000 / geo.MEAN_RADIUS_M / 2)
    gaps, near = cities.tree.query(cities.tree.data, k=_NEIGHBOURS + 1, distance_upper_bound=reach)
    one, place = np.nonzero(np.isfinite(gaps))
    names, countries = hubs["name"].to_list(), hubs["country"].to_list()
    wait, land = _rail(case, "border_h"), _landmasses(case)[cities.nodes]
    pairs = {(min(pair), max(pair)) for pair in zip(one.tolist(), near[one, place].tolist(), strict=True)}
    abroad = [(a, b) for a, b in sorted(pairs) if countries[a] != countries[b] and land[a] == land[b]]
    passed = _countries_between(case.network.lonlat[cities.nodes], abroad)
    for (a, b), between in zip(abroad, passed, strict=True):
        if between <= {countries[a], countries[b]}:
            title = f"{names[a]} ({countries[a]}) - {names[b]} ({countries[b]})"
            yield _Link(DIRECT, title, int(cities.nodes[a]), int(cities.nodes[b]), wait)


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


def _border_links(case: Case) -> Iterator[_Link]:
    """Yield, of every two countries whose railways no edge joins, where these come closest."""
    network, countries = case.network, case.countries
    rail = network.modes == RAIL
    one, other = countries[network.tails[rail]], countries[network.heads[rail]]
    joined = set(zip(one.tolist(), other.tolist(), strict=True))
    nodes = np.unique([network.tails[rail], network.heads[rail]])
    regions = {
        str(code): _Region.of(nodes[countries[nodes] == code], network.lonlat)
        for code in np.unique(countries[nodes])
        if code
    }
    wait = _rail(case, "border_h")
    for (a, near), (b, far) in combinations(regions.items(), 2):
        if not {(a, b), (b, a)} & joined and (closest := near.closest(far)) is not None:
            yield _Link("border by rail", f"{a} - {b}", *closest, wait)


class _Region(NamedTuple):
    """The railway nodes of a country, as points on the unit sphere."""

    nodes: Ints
    tree: KDTree

    @classmethod
    def of(cls, nodes: Ints, lonlat: Floats) -> _Region:
        return cls(nodes, KDTree(geo.unit_vectors(*lonlat[nodes].T).T))

    def closest(self, other: _Region) -> tuple[int, int] | None:
        """Return the nodes of two regions that are closest to each other, if they are close at all."""
        reach = 2 * np.sin(_LONGEST_KM * 1000 / geo.MEAN_RADIUS_M / 2)
        apart = np.maximum(self.tree.mins - other.tree.maxes, other.tree.mins - self.tree.maxes)
        if np.linalg.norm(np.maximum(apart, 0)) > reach:
            return None
        gaps, place = self.tree.query(other.tree.data, distance_upper_bound=reach)
        best = int(np.argmin(gaps))
        return (int(self.nodes[place[best]]), int(other.nodes[best])) if np.isfinite(gaps[best]) else None


def _port_links(case: Case) -> Iterator[_Link]:
    """Yield a link from every port without a railway to the nearest one."""
    network = case.network
    rail = network.modes == RAIL
    nodes = np.unique([network.tails[rail], network.heads[rail]])
    if not len(nodes):
        return
    railways = _Region.of(nodes, network.lonlat)
    ports = case.hubs[(case.hubs["kind"] == "port") & case.hubs[f"{RAIL}_km"].isna()]
    for port in ports.itertuples():
        closest = railways.closest(_Region.of(np.array([port.node]), network.lonlat))
        if closest is not None:
            yield _Link("port to rail", str(port.name), int(port.node), closest[0], _rail(case, "terminal_h"))


def _rail(case: Case, quantity: str) -> float:
    """Return what the cost model says of rail."""
    return CostModel.find(case.question.costs)[quantity, RAIL]


def portfolio(measures: pd.DataFrame, budget: float, *, draws: int = 200, seed: int = 0) -> pd.DataFrame:
    """Return which measures together save most within a budget, and how often each is among the best.

    What measures save is added up: those that save the same thing twice are to share a ``group``, of which
    one at most is taken. Costs and savings are drawn from their ranges, evenly and independently of each
    other, and the best set is found for each draw.

    Parameters
    ----------
    measures : pandas.DataFrame
        A row a measure: ``name``; ``cost_low`` and ``cost_high``, in one currency; ``saved_low`` and
        ``saved_high``, what it saves, in any one unit, such as the hours of `savings`; and ``group``, if
        only one of several can be taken. A measure whose cost or saving is missing is not chosen.
    budget : float
        In the currency of the costs.
    draws : int
        How many times costs and savings are drawn.
    seed : int
        Start of the random numbers.

    Returns
    -------
    pandas.DataFrame
        The measures with ``chosen``, whether it is in the best set at the middle of all ranges, missing where
        its cost or saving is; and ``often``, in which share of the draws it is in the best set.

    Raises
    ------
    ArgumentError
        If a column is missing, a name stands twice, a range is out of order, or a cost is negative.

    Notes
    -----
    The sets are exact: an integer program for each draw, by HiGHS (Huangfu and Hall 2018, "Parallelizing the
    dual revised simplex method", Mathematical Programming Computation 10, 119-142). How often a measure is
    chosen tells how much the choice hangs on what is not known (Liesio, Mild and Salo 2007, "Preference
    programming for robust portfolio modeling", European Journal of Operational Research 181, 1488-1505).

    Examples
    --------
    >>> import pandas as pd
    >>> costs = {
    ...     "cost_low": [2, 3, 4],
    ...     "cost_high": [2, 3, 4],
    ...     "saved_low": [3, 4, 2],
    ...     "saved_high": [3, 4, 9],
    ... }
    >>> table = portfolio(pd.DataFrame({"name": ["port", "stock", "line"]} | costs), budget=5)
    >>> table["chosen"].tolist()
    [True, True, False]
    """
    ranges = _check_measures(measures)
    budget = as_number("budget", budget, expected="a number from 0", low=0, high=np.inf)
    draws, seed = as_whole("draws", draws, low=1, high=_MOST_DRAWS), as_whole("seed", seed)
    known: Bools = np.isfinite(ranges.sum(axis=1))
    groups = _group_rows(measures, known)
    low, high = ranges[known][:, [0, 2]], ranges[known][:, [1, 3]]
    best = _best_set((low + high) / 2, groups, budget)
    random = np.random.default_rng(seed).random((draws, *low.shape))
    often = np.mean([_best_set(low + part * (high - low), groups, budget) for part in random], axis=0)
    chosen = pd.array([pd.NA] * len(measures), dtype="boolean")
    chosen[known] = best
    share = np.full(len(measures), np.nan)
    share[known] = often
    return measures.assign(chosen=chosen, often=share)


def _check_measures(measures: pd.DataFrame) -> Floats:
    """Return the ranges of costs and savings, in the order of their columns."""
    check_columns(measures, "measures", needs=["name", *_RANGES])
    twice = measures["name"][measures["name"].duplicated()].unique().tolist()
    problems = [f"measures: expected each name once, got {name!r} more than once" for name in twice]
    ranges = np.column_stack([as_numbers(f"measures, {name}", measures[name]) for name in _RANGES])
    wrong = (ranges[:, 0] > ranges[:, 1]) | (ranges[:, 2] > ranges[:, 3])
    wrong |= (ranges[:, 0] < 0) | np.isinf(ranges).any(axis=1)
    expected = "expected finite ranges from low to high and costs from 0"
    problems += [f"measures, {name}: {expected}" for name in measures["name"][wrong].tolist()]
    if problems:
        raise ArgumentError("\n".join(problems))
    return ranges


def _group_rows(measures: pd.DataFrame, known: Bools) -> sparse.csr_array:
    """Return a row for each group of which one at most is taken, over the measures that are known."""
    named = measures.get("group", pd.Series(None, index=measures.index, dtype=object))[known]
    codes, names = pd.factorize(named.mask(named == ""))  # -1 where there is none
    place = np.flatnonzero(codes >= 0)
    shape = (len(names), len(codes))
    return sparse.csr_array((np.ones(len(place)), (codes[place], place)), shape=shape)


def _best_set(values: Floats, groups: sparse.csr_array, budget: float) -> Bools:
    """Return which measures save most within a budget; `values` are the cost and the saving of each."""
    cost, saved = values.T
    if not len(cost):
        return np.zeros(0, bool)
    within = [LinearConstraint(cost[np.newaxis], ub=min(budget, float(cost.sum())))]
    within += [LinearConstraint(groups, ub=1.0)] if groups.shape[0] else []
    found = milp(
        -saved,
        integrality=np.ones(len(cost)),
        bounds=Bounds(0.0, np.where(saved > 0, 1.0, 0.0)),
        constraints=within,
        options={"mip_rel_gap": 0.0},
    )
    return np.asarray(found.x > _HALF)
