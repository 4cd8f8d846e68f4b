"""What would widen the network: the one link to add, or gate to open, that buys most.

An added link changes the best route between two ends only if the way over it is shorter, which two searches
tell of all candidates at once; and it adds an independent route only if it leads from what the origin still
reaches in the residual graph of the largest flow to what still reaches the destination (Ford and Fulkerson
1956, Canadian Journal of Mathematics 8, 399-404). So the candidates are judged exactly, and none is searched
by itself.

What best routes take is the same on the skeleton of the network. Of routes without a common edge it has at
most as many as the entire network, and a network in which each region without borders and gates is one node
has at least as many: where the two agree, what lies between them is known, and else the entire one is asked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from isthmus._modes import ROUTED
from isthmus.layers._bundled.files import credit_modes
from isthmus.layers._bundled.place_names import find_country
from isthmus.layers._tables.crs import DEGREES
from isthmus.layers._transport.ways import draw_lines

from .comparison import scope_of
from .links import DIRECT, Links, candidates

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from isthmus.geo import Network
    from isthmus.layers._transport.case import Case
    from isthmus.layers._transport.pair_networks import PairNetworks

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]


def widening(case: Case) -> gpd.GeoDataFrame:
    """Return what each candidate would buy, if it alone were added or opened.

    The candidates are everything that the question closes by name or by a zone (what the rules of its day
    close is not for the reader to open), and the links of `candidates`: direct railways between cities of
    neighbouring countries, borders that no railway crosses, and ports without a railway
    where all routes pass one. No link is advised in a country through which some goods may not pass between
    the ends, by a law in force or by a policy of the question, and what its policies bar stays barred.

    Returns
    -------
    geopandas.GeoDataFrame
        One row a candidate that buys something, the best first, and of direct railways between the same two
        countries the best alone: ``kind``, ``title``, ``km``;
        ``served_share`` of the demand that it joins anew; ``more_routes``, the independent routes by edge
        that it adds; ``gain_h``, the hours that the quickest routes become shorter; and
        ``served_closed_share`` and ``gain_closed_h``, the same on the average over the closure, each alone,
        of every gate on a best route. Routes and hours are weighted by the demand. ``attribution`` says whom
        to name for the network. Lines, EPSG:4326.
    """
    states = _states(case)
    rows = [*_open_again(case, states), *_add_links(case, states)]
    table = pd.DataFrame(rows, columns=["kind", "title", "km", *_BOUGHT, "geometry"])
    table = table.assign(**table[list(_BOUGHT)].astype(float).round(_DIGITS))
    useful = table[(table[list(_BOUGHT)] > 0).any(axis=1)]
    best = useful.sort_values(list(_BOUGHT), ascending=False, kind="stable")
    apart = best[~(best["kind"].eq(DIRECT) & best["title"].map(_countries_in).duplicated())]
    named = apart.reset_index(drop=True).assign(attribution=credit_modes(case.question.modes))
    return gpd.GeoDataFrame(named, geometry="geometry", crs=DEGREES)


def tell_nothing(case: Case) -> str:
    """Return in a sentence that no candidate buys anything, what was tried, and what tells of more."""
    return (
        f"{scope_of(case)}, no link alone, and nothing shut that may open, joins an end anew, adds an "
        "independent route or makes a way quicker, as things stand or while a gate on a best route is shut. "
        "What helps against all that may shut, layers.measures tells: stocks, other modes, sources, projects."
    )


#: What a candidate may buy; what comes first counts first.
_BOUGHT: Final = ("served_share", "served_closed_share", "more_routes", "gain_closed_h", "gain_h")
#: More digits of a gain are rounding: shares of the demand that add up to 1 may fall short by the last bit.
_DIGITS: Final = 6


def _countries_in(title: str) -> tuple[str, ...]:
    """Return the codes of countries in the title of a link."""
    return tuple(sorted(re.findall(r"\(([A-Z]{2})\)", title)))


class State(NamedTuple):
    """The network as the question leaves it, or with one more gate closed.

    Parameters
    ----------
    network : Network
        Without what is closed to every pair.
    gates : tuple of str
        The gates that are closed besides.
    closed : tuple of str
        The gates and gateways that are closed.
    reached : mapping of (int, int) to (array of float, array of float), shape (stages, nodes)
        Hours of each pair from its origin, and to its destination, within each number of stages of a route.
    """

    network: Network
    gates: tuple[str, ...]
    closed: tuple[str, ...]
    reached: Mapping[tuple[int, int], tuple[Floats, Floats]]

    @classmethod
    def of(cls, case: Case, networks: PairNetworks, gates: tuple[str, ...] = ()) -> State:
        """Return the networks with some gates closed besides, searched from all ends of a case."""
        reached: dict[tuple[int, int], tuple[Floats, Floats]] = {}
        for pairs, network in networks.without(gates=gates).parts():
            starts, goals = (
                {place: network.stage_distances(ends[place].nodes) for place in np.flatnonzero(own).tolist()}
                for ends, own in ((case.origins, pairs.any(axis=1)), (case.destinations, pairs.any(axis=0)))
            )
            reached |= {(i, j): (starts[i], goals[j]) for i, j in np.argwhere(pairs).tolist()}
        return cls(networks.network, gates, (*case.shut, *gates), reached)

    def hours(self, case: Case) -> Floats:
        """Return the hours between each origin and each destination."""
        hours = np.empty(case.demand.shares.shape)
        for (i, j), (start, _) in self.reached.items():
            hours[i, j] = start[-1, list(case.destinations[j].nodes)].min()
        return hours

    def hours_over(self, pair: tuple[int, int], tails: Ints, heads: Ints) -> Floats:
        """Return the hours of a pair over ways between nodes, but for those on the ways themselves.

        Goods take to the sea once: before or after a way over land, or both before and after one of a voyage.
        """
        start, goal = self.reached[pair]
        by_land = np.minimum(start[0, tails] + goal[-1, heads], start[-1, tails] + goal[0, heads])
        taken = np.zeros(len(self.network.lonlat), bool)
        for ends in (self.network.tails, self.network.heads):
            taken[ends[self.network.once]] = True
        by_sea = start[len(start) // 2, tails] + goal[len(goal) // 2, heads]
        hours: Floats = np.where(taken[tails] & taken[heads], by_sea, by_land)
        return hours


def _states(case: Case) -> list[State]:
    """Return the network as it is, then with each gate on a best route closed."""
    gates = case.gates_on(case.after.all_edges())
    return [State.of(case, case.networks, more) for more in ((), *((gate,) for gate in gates))]


def _add_links(case: Case, states: list[State]) -> list[dict[str, object]]:
    """Return what each link would buy."""
    links = _lawful_links(case)
    gained = np.array([_gain(case, state.hours(case), hours_with(case, state, links)) for state in states])
    bought = _benefits(gained, _routes_by_link(case, links))
    lines = _link_lines(case, links.tails, links.heads)
    names = ("kind", "title", "km", *_BOUGHT, "geometry")
    rows = zip(links.kinds, links.titles, links.km, *bought, lines, strict=True)
    return [dict(zip(names, row, strict=True)) for row in rows]


def _lawful_links(case: Case) -> Links:
    """Return the links that lead nowhere that a policy in force forbids."""
    links = candidates(case)
    kept = np.flatnonzero(~_touches(case, links.tails, links.heads))
    texts = [tuple(names[row] for row in kept.tolist()) for names in (links.kinds, links.titles)]
    return Links(texts[0], texts[1], links.tails[kept], links.heads[kept], links.km[kept], links.hours[kept])


def _touches(case: Case, tails: Ints, heads: Ints) -> NDArray[np.bool_]:
    """Tell which ways begin or end in a country through which no advice may lead."""
    unlawful = sorted(case.unlawful)
    return np.isin(case.countries[tails], unlawful) | np.isin(case.countries[heads], unlawful)


def hours_with(case: Case, state: State, links: Links) -> Floats:
    """Return the hours of each pair with each link added, shape (links, origins, destinations)."""
    hours = np.empty((len(links.km), *case.demand.shares.shape))
    for i, j in case.pairs:
        there = state.hours_over((i, j), links.tails, links.heads)
        back = state.hours_over((i, j), links.heads, links.tails)
        hours[:, i, j] = np.minimum(there, back) + links.hours
    hours[_bar(case, state.closed, links)] = np.inf
    return np.minimum(hours, state.hours(case))


def _bar(case: Case, closed: tuple[str, ...], links: Links) -> NDArray[np.bool_]:
    """Tell which links lead over a closed border: it would be closed to them, too."""
    network, countries = case.whole, case.countries
    barred = np.zeros(len(links.km), bool)
    for name in closed:
        if case.passages.kinds.get(name) == "border":
            edge = case.passages.edges[name][0]
            sides = {countries[network.tails[edge]], countries[network.heads[edge]]}
            one, other = (np.isin(countries[ends], list(sides)) for ends in (links.tails, links.heads))
            barred |= one & other & (countries[links.tails] != countries[links.heads])
    return barred


def _gain(case: Case, before: Floats, after: Floats) -> tuple[Floats, Floats]:
    """Return the demand joined anew and the hours saved; the last two axes are those of the pairs."""
    joined = np.isfinite(before)
    anew = ~joined & np.isfinite(after)
    saved = np.subtract(before, after, out=np.zeros_like(after), where=joined)
    return (case.demand.shares * anew).sum(axis=(-2, -1)), (case.demand.shares * saved).sum(axis=(-2, -1))


def _benefits(gained: Floats, routes: Floats) -> tuple[Floats, ...]:
    """Return the columns of what is bought; `gained` is of each state the demand and the hours."""
    (served, hours), closed = gained[0], gained[1:]
    means = closed.mean(axis=0) if len(closed) else np.zeros_like(gained[0])
    return served, means[0], routes, means[1], hours


def _routes_by_link(case: Case, links: Links) -> Floats:
    """Return the independent routes by edge that each link adds."""
    more = np.zeros(len(links.km))
    for pair in case.pairs:
        more += case.demand.shares[pair] * _count_routes(case, pair, links).added
    return more


class _Apart(NamedTuple):
    """How many routes of a pair share no edge, and which links make them one more."""

    size: int
    added: NDArray[np.bool_]


def _count_routes(
    case: Case, pair: tuple[int, int], links: Links | None = None, *, but: str | None = None
) -> _Apart:
    """Return how many routes of a pair share no edge, with one thing shut opened again if it is named."""
    origin, destination = case.origins[pair[0]], case.destinations[pair[1]]
    network = case.between(origin, destination, but=but).with_once([])
    ends = [np.array(end.nodes) for end in (origin, destination)]
    fewest = _count_apart(network, ends, links)
    if not case.is_skeleton:
        return fewest
    most = _count_apart(network, [*ends, *_plain_regions(case, network)], links)
    if fewest.size == most.size and np.array_equal(fewest.added, most.added):
        return fewest
    return _count_routes(case.entire, pair, links and _lawful_links(case.entire), but=but)


def _count_apart(network: Network, groups: Sequence[Ints], links: Links | None) -> _Apart:
    """Return the same of a network in which some groups of nodes are one each, the first two the ends."""
    number = np.arange(len(network.lonlat))
    for group in groups:
        number[group] = group[0]
    merged, ends = network.merge(groups), (int(groups[0][0]), int(groups[1][0]))
    size, added = merged.minimum_cut(*ends).size, np.zeros(0, bool)
    if links is not None:
        added = merged.adds_route(*ends, number[links.tails], number[links.heads])
    return _Apart(size, added)


def _plain_regions(case: Case, network: Network) -> list[Ints]:
    """Return the nodes of every region in which ways of one mode pass neither border nor gate."""
    plain = network.is_open & np.isin(network.modes, ROUTED)
    plain &= case.countries[network.tails] == case.countries[network.heads]
    for held in network.gates.values():
        plain[held] = False
    ends, count = (network.tails[plain], network.heads[plain]), len(network.lonlat)
    joined = csr_array((np.ones(len(ends[0]), np.int8), ends), shape=(count, count))
    region = connected_components(joined, directed=False)[1]
    order = np.argsort(region, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(region[order])) + 1)
    return [group for group in groups if len(group) > 1]


def _open_again(case: Case, states: list[State]) -> list[dict[str, object]]:
    """Return what the opening of each closed gate or gateway would buy."""
    shortest = [case.whole.stage_distances(end.nodes) for end in case.destinations]
    rows = []
    for name, held in case.shut.items():
        if held.closures or held.size:
            continue
        networks = case.without_shut(case.whole, but=name)
        edges = case.networks.opened_by(networks)
        if not len(edges):
            continue
        hours = [_hours_after(case, state, networks, edges, shortest) for state in states]
        gained = np.array(
            [_gain(case, state.hours(case), after) for state, after in zip(states, hours, strict=True)]
        )
        more = sum(case.demand.shares[pair] * _routes_opened(case, pair, name) for pair in case.pairs)
        rows.append(
            {
                "kind": "open again",
                "title": case.passages.titles.get(name, held.title),
                "km": 0.0,
                "geometry": _line_opened(case, name),
            }
            | dict(zip(_BOUGHT, map(float, _benefits(gained, np.asarray(more))), strict=True))
        )
    return rows


def _hours_after(
    case: Case, state: State, networks: PairNetworks, edges: Ints, shortest: Sequence[Floats]
) -> Floats:
    """Return the hours of each pair after some edges are opened.

    Only what could be better is searched: a route over the edges takes at least as long as the way to the
    first of them as things stand, and from there the shortest way with nothing closed.
    """
    network, before = case.whole, state.hours(case)
    one, other = network.tails[edges], network.heads[edges]
    for i, j in case.pairs:
        start, _ = state.reached[i, j]
        there = start[-1, one] + shortest[j][-1, other]
        back = start[-1, other] + shortest[j][-1, one]
        if min(there.min(), back.min()) < before[i, j]:
            return State.of(case, networks, state.gates).hours(case)
    return before


def _routes_opened(case: Case, pair: tuple[int, int], name: str) -> int:
    """Return how many independent routes by edge a pair has more once one thing shut is open."""
    return _count_routes(case, pair, but=name).size - _count_routes(case, pair).size


def _line_opened(case: Case, name: str) -> shapely.Geometry:
    """Return the lines of what is opened; those of a country are of the entire network."""
    own = case.entire if find_country(name) else case
    edges = own.networks.opened_by(own.without_shut(own.whole, but=name))
    return shapely.union_all(_link_lines(own, own.whole.tails[edges], own.whole.heads[edges]))


def _link_lines(case: Case, tails: Ints, heads: Ints) -> NDArray[np.object_]:
    ends = case.whole.lonlat[np.column_stack([tails, heads])]
    return draw_lines(np.asarray(shapely.linestrings(ends)))
