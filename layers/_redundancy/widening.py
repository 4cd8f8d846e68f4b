"""What would widen the network: the one link to add, or gate to open, that buys most.

An added link changes the best route between two ends only if the way over it is shorter, which two searches
tell of all candidates at once; and it adds an independent route only if it leads from what the origin still
reaches in the residual graph of the largest flow to what still reaches the destination (Ford and Fulkerson
1956, Canadian Journal of Mathematics 8, 399-404). So the candidates are judged exactly, and none is searched
by itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from isthmus.layers._bundled.files import credit_modes
from isthmus.layers._tables.crs import DEGREES
from isthmus.layers._transport.ways import draw_lines

from .cuts import scope_of
from .links import DIRECT, Links, candidates

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from isthmus.geo import Network
    from isthmus.layers._transport.case import Case

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
    closed : tuple of str
        The gates and gateways that are closed.
    from_origin, to_goal : tuple of array of float, shape (stages, nodes)
        Hours from each origin, and to each destination, within each number of stages of a route.
    """

    network: Network
    closed: tuple[str, ...]
    from_origin: tuple[Floats, ...]
    to_goal: tuple[Floats, ...]

    @classmethod
    def of(cls, case: Case, network: Network, closed: tuple[str, ...] = ()) -> State:
        reached = [
            tuple(network.stage_distances(end.nodes) for end in ends)
            for ends in (case.origins, case.destinations)
        ]
        return cls(network, closed, reached[0], reached[1])

    def hours(self, case: Case) -> Floats:
        """Return the hours between each origin and each destination."""
        goals = [list(end.nodes) for end in case.destinations]
        return np.array([[reached[-1, goal].min() for goal in goals] for reached in self.from_origin])

    def hours_over(self, pair: tuple[int, int], tails: Ints, heads: Ints) -> Floats:
        """Return the hours of a pair over ways between nodes, but for those on the ways themselves.

        Goods take to the sea once: before or after a way over land, or both before and after one of a voyage.
        """
        start, goal = self.from_origin[pair[0]], self.to_goal[pair[1]]
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
    return [
        State.of(case, case.network.without(gates=more), (*case.shut, *more))
        for more in ([], *([gate] for gate in gates))
    ]


def _add_links(case: Case, states: list[State]) -> list[dict[str, object]]:
    """Return what each link would buy."""
    links = _lawful(case, candidates(case))
    gained = np.array([_gain(case, state.hours(case), hours_with(case, state, links)) for state in states])
    bought = _benefits(gained, _routes_by_link(case, links))
    lines = _link_lines(case, links.tails, links.heads)
    names = ("kind", "title", "km", *_BOUGHT, "geometry")
    rows = zip(links.kinds, links.titles, links.km, *bought, lines, strict=True)
    return [dict(zip(names, row, strict=True)) for row in rows]


def _lawful(case: Case, links: Links) -> Links:
    """Return those of some links that lead nowhere that a policy in force forbids."""
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
    network, countries = case.network, case.countries
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
    for i, j in case.pairs:
        origin, destination = case.origins[i], case.destinations[j]
        number = np.arange(len(case.network.lonlat))
        for end in (origin, destination):
            number[list(end.nodes)] = end.nodes[0]
        network, ends = (
            case.between(origin, destination).with_once([]),
            (origin.nodes[0], destination.nodes[0]),
        )
        adds = network.adds_route(*ends, number[links.tails], number[links.heads])
        more += case.demand.shares[i, j] * adds
    return more


def _open_again(case: Case, states: list[State]) -> list[dict[str, object]]:
    """Return what the opening of each closed gate or gateway would buy."""
    shortest = State.of(case, case.whole).to_goal
    rows = []
    for name, held in case.shut.items():
        if held.closures or held.size:
            continue
        network = case.without_shut(case.whole, but=name)
        edges = np.flatnonzero(network.is_open & ~case.network.is_open)
        if not len(edges):
            continue
        hours = [_hours_after(case, state, edges, shortest) for state in states]
        gained = np.array(
            [_gain(case, state.hours(case), after) for state, after in zip(states, hours, strict=True)]
        )
        more = (case.demand.shares * _routes_by_gate(case, network, edges)).sum()
        line = shapely.union_all(_link_lines(case, network.tails[edges], network.heads[edges]))
        rows.append(
            {
                "kind": "open again",
                "title": case.passages.titles.get(name, held.title),
                "km": 0.0,
                "geometry": line,
            }
            | dict(zip(_BOUGHT, map(float, _benefits(gained, np.asarray(more))), strict=True))
        )
    return rows


def _hours_after(case: Case, state: State, edges: Ints, shortest: tuple[Floats, ...]) -> Floats:
    """Return the hours of each pair after some edges are opened.

    Only what could be better is searched: a route over the edges takes at least as long as the way to the
    first of them as things stand, and from there the shortest way with nothing closed.
    """
    network, before = case.network, state.hours(case)
    one, other = network.tails[edges], network.heads[edges]
    for i, j in case.pairs:
        there = state.from_origin[i][-1, one] + shortest[j][-1, other]
        back = state.from_origin[i][-1, other] + shortest[j][-1, one]
        if min(there.min(), back.min()) < before[i, j]:
            closed = np.flatnonzero(~state.network.is_open)
            opened = case.whole.without(edges=np.setdiff1d(closed, edges))
            return State.of(case, opened).hours(case)
    return before


def _routes_by_gate(case: Case, network: Network, edges: Ints) -> Floats:
    """Return how many independent routes by edge a network with some edges opened has more.

    There are no more where none of the edges leads over the smallest cut.
    """
    more = np.zeros(case.demand.shares.shape)
    for i, j in case.pairs:
        nodes = [case.origins[i].nodes, case.destinations[j].nodes]
        ends = nodes[0][0], nodes[1][0]
        cut = case.network.with_once([]).merge(nodes).minimum_cut(*ends)
        reached = np.isfinite(case.network.without(edges=cut.edges).distances_from_any(nodes[0]))
        if (reached[network.tails[edges]] != reached[network.heads[edges]]).any():
            more[i, j] = network.with_once([]).merge(nodes).minimum_cut(*ends).size - cut.size
    return more


def _link_lines(case: Case, tails: Ints, heads: Ints) -> NDArray[np.object_]:
    ends = case.network.lonlat[np.column_stack([tails, heads])]
    return draw_lines(np.asarray(shapely.linestrings(ends)))
