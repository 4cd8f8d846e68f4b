"""Shortest routes, alternatives that really differ, and the best routes of many pairs of ends.

Alternatives are searched among weights that rise. Dijkstra's algorithm finds the ways to all nodes that are
nearer before it finds the one looked for. If every arc is weighted by what it adds to the way to the goal,
arcs straight to the goal are free, and the search strays no further than the path it looks for: A* with the
exact distance as its estimate (Hart, Nilsson and Raphael 1968, "A formal basis for the heuristic
determination of minimum cost paths", IEEE Transactions on Systems Science and Cybernetics 4, 100-107),
written as Dijkstra's algorithm on reduced weights.

An end of many pairs may be several nodes, such as the ports of a country: a route starts at whichever is
best. A closure changes only the routes that pass what it closes, so only these are searched again, from
whichever side has fewer ends.
"""

from __future__ import annotations

import math
from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from isthmus._arguments import as_number, as_whole, check_kind
from isthmus.geo._answers import BestRoutes
from isthmus.geo.errors import NoRouteError

from .checks import Checks
from .flows import cut_to_reopen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import ArrayLike

    from isthmus._choices import Weight
    from isthmus.geo._answers import Cut, EdgesOfPairs, Ends, Route
    from isthmus.geo._ellipsoid import BoolArray, FloatArray, IntArray

    from .graphs import Path
    from .multigraph import Multigraph

# Every time a route takes an edge, the edge becomes this many times dearer.
_PENALTY: Final = 1.5
# How many routes in a row may be too alike before the search ends: by then their edges are 650 times dearer.
_PATIENCE: Final = 16
# Sums of the same numbers in another order differ by less than this factor.
ROUNDING: Final = 1 + 1e-9
# How many edges a message lists.
_LISTED: Final = 5


def shortest_route(graph: Multigraph, a: int, b: int, *, by: Weight) -> Route:
    """Return the route of the least cost, time or distance."""
    return graph.route(_shortest_path(graph, graph.node(a, "a"), graph.node(b, "b"), by))


def distances(
    graph: Multigraph, origins: ArrayLike, destinations: ArrayLike | None, *, by: Weight
) -> FloatArray:
    """Return distances from origins to destinations, searched from the side that has fewer nodes."""
    checks, count = Checks("question"), len(graph.lonlat)
    starts = checks.indices("origins", origins, count=count, of="node")
    ends = np.arange(count)
    if destinations is not None:
        ends = checks.indices("destinations", destinations, count=count, of="node")
    checks.settle()
    weighted, least = graph.weigh(by), graph.stages.least
    if len(ends) < len(starts):  # routes lead both ways
        return least(weighted.distances(ends))[:, starts].T
    found = least(weighted.distances(starts))
    return found if destinations is None else found[:, ends]


def alternatives(graph: Multigraph, a: int, b: int, k: int, *, by: Weight, max_shared: float) -> list[Route]:
    """Return up to k routes no two of which share more than a part of the shorter one's length.

    The penalty method; `Network.alternatives` names its sources.
    """
    k = as_whole("k", k, low=1)
    max_shared = as_number("max_shared", max_shared, expected="a share from 0 to 1", low=0, high=1)
    a, b = graph.node(a, "a"), graph.node(b, "b")
    chosen: list[Route] = []
    too_alike = 0
    for route in _raise_and_search(graph, a, b, by):
        if all(_differ(graph, route, other, max_shared) for other in chosen):
            chosen.append(route)
            too_alike = 0
        else:
            too_alike += 1
        if len(chosen) == k or too_alike == _PATIENCE or a == b:
            break
    while len(chosen) < k and a != b and (apart := _find_disjoint(graph, a, b, by, chosen)):
        chosen.append(apart)
    return best_first(chosen, by)


def best_first(routes: Iterable[Route], by: Weight) -> list[Route]:
    """Return routes by their cost, their hours or their metres."""
    total = attrgetter({"cost": "cost", "time": "hours", "distance": "length_m"}[by])
    return sorted(routes, key=lambda route: (total(route), route.edges))


class GoalSearch:
    """Paths to a goal in a graph whose edges become dearer.

    Parameters
    ----------
    graph : Multigraph
        It stays as it is.
    goal : int
    by : {"cost", "time", "distance"}
    """

    def __init__(self, graph: Multigraph, goal: int, by: Weight) -> None:
        weighted, self._stages = graph.weigh(by), graph.stages
        self._adjacency, self._ends = self._stages.adjacency, self._stages.copies(goal)
        self._weights = weighted.weights.copy()
        distance = self._stages.ahead(weighted.tree(goal)[0])
        self._to_goal = np.where(np.isfinite(distance), distance, 0.0)
        self._reaches = np.isfinite(distance)
        _, _, _, indptr, indices = self._adjacency.entries
        nearer = np.repeat(self._to_goal, np.diff(indptr)) - self._to_goal[indices]
        self._added = np.maximum(weighted.matrix.data - nearer, 0.0)

    def shortest(self, a: int) -> Path | None:
        """Return the shortest path from node a, if any leads to the goal."""
        return self.path(a, within=float(self._to_goal[a])) if self._reaches[a] else None

    def path(self, a: int, *, within: float) -> Path | None:
        """Return the shortest path from node a, if one is no longer than `within`."""
        nodes, (_, _, _, indptr, indices) = self._adjacency.nodes, self._adjacency.entries
        added = csr_array((self._added, indices, indptr), shape=(nodes, nodes))
        most = max(within * ROUNDING - self._to_goal[a], 0.0)
        distance, before = dijkstra(added, indices=a, return_predecessors=True, limit=most)
        end = int(self._ends[np.argmin(distance[self._ends])])
        if not np.isfinite(distance[end]):
            return None
        return self._adjacency.path_from_root(before, end, self._weights)

    def raise_weights(self, edges: IntArray, weights: FloatArray) -> None:
        """Make edges dearer."""
        arcs, edge = self._stages.arcs_along(edges)
        self._weights[arcs] = weights[edge]
        rows, columns = self._adjacency.tails[arcs], self._adjacency.heads[arcs]
        entry, cheapest = self._adjacency.cheapest(rows, columns, self._weights)
        nearer = self._to_goal[rows] - self._to_goal[columns]
        self._added[entry] = np.maximum(self._weights[cheapest] - nearer, 0.0)

    def total(self, arcs: IntArray) -> float:
        """Return the weight of arcs as it is now."""
        return float(self._weights[arcs].sum())


def _raise_and_search(graph: Multigraph, a: int, b: int, by: Weight) -> Iterator[Route]:
    """Yield the shortest route, then without end the shortest after the last one's edges became dearer."""
    weights, search = graph.quantity(by), GoalSearch(graph, b, by)
    path = search.shortest(a)
    if path is None:
        raise _no_route(graph, a, b)
    # an edge that costs nothing is penalised as the average one: a multiple of nothing changes nothing
    average = weights[graph.stages.walk(path).arcs].mean() if len(path.arcs) else 0.0
    factor, known = np.ones(len(weights)), []
    while path is not None:
        yield graph.route(path)
        known.append(path.arcs)
        passed = graph.stages.walk(path).arcs
        factor[passed] *= _PENALTY
        basis = np.where(weights[passed] > 0, weights[passed], average or 1.0)
        search.raise_weights(passed, weights[passed] + basis * (factor[passed] - 1))
        path = search.path(a, within=min(map(search.total, known)))


def _find_disjoint(graph: Multigraph, a: int, b: int, by: Weight, chosen: Sequence[Route]) -> Route | None:
    """Return the shortest route without an edge of those chosen, however much longer it is."""
    closed = np.zeros(len(graph.tails), bool)
    closed[[edge for route in chosen for edge in route.edges]] = True
    rest = graph.close(closed)
    path = rest.best_path(a, b, by=by)
    return None if path is None else graph.route(path)


def _differ(graph: Multigraph, route: Route, other: Route, max_shared: float) -> bool:
    """Tell whether two routes are not the same and share little enough of the shorter one's length."""
    shared = sorted(set(route.edges) & set(other.edges))
    shared_m = math.fsum(graph.lengths_m[shared].tolist())
    return route != other and shared_m <= max_shared * min(route.length_m, other.length_m)


def _shortest_path(graph: Multigraph, a: int, b: int, by: Weight) -> Path:
    path = graph.best_path(a, b, by=by)
    if path is None:
        raise _no_route(graph, a, b)
    return path


def _no_route(graph: Multigraph, a: int, b: int) -> NoRouteError:
    cut = cut_to_reopen(graph, a, b)
    return NoRouteError(f"no route from node {a} to node {b}: {_reason(cut)}", cut=cut)


def _reason(cut: Cut) -> str:
    if cut.size == 0:
        return "nothing joins them, even with everything open"
    listed = ", ".join(map(str, cut.edges[:_LISTED])) + (", ..." if cut.size > _LISTED else "")
    edges = f"edge {listed}" if cut.size == 1 else f"{cut.size} edges ({listed})"
    gates = f" of {', '.join(cut.gates)}" if cut.gates else ""
    return f"closed between them: {edges}{gates}"


def best_routes(
    graph: Multigraph,
    origins: Sequence[ArrayLike],
    destinations: Sequence[ArrayLike],
    *,
    by: Weight,
    within: float = np.inf,
) -> BestRoutes:
    """Return the best route of every pair of ends that takes no more than some limit."""
    within = as_number("within", within, expected="a number from 0", low=0, high=np.inf)
    count = len(graph.lonlat)
    starts, ends = _check_ends("origins", origins, count), _check_ends("destinations", destinations, count)
    everything = np.ones((len(starts), len(ends)), bool)
    none: EdgesOfPairs = tuple((None,) * len(ends) for _ in starts)
    found = _search_pairs(graph, by, Pairs(starts, ends, everything), none, within=within)
    return _add_up(graph, starts, ends, by, found)


def reroute(graph: Multigraph, before: BestRoutes, *, longer: ArrayLike) -> BestRoutes:
    """Return the best routes after more was closed and some edges take longer."""
    checks = Checks("question")
    changed = ~graph.is_open
    changed[checks.indices("longer", longer, count=len(changed), of="edge")] = True
    checks.settle()
    check_kind("before", before, BestRoutes, "a BestRoutes of this network")
    broken = before.passes(changed)
    if not broken.any():
        return before
    pairs = Pairs(before.origins, before.destinations, broken)
    found = _search_pairs(graph, before.by, pairs, before.edges)
    return _add_up(graph, before.origins, before.destinations, before.by, found)


def distances_from_any(graph: Multigraph, ends: ArrayLike, *, by: Weight) -> FloatArray:
    """Return what it takes from every node to the best of some others."""
    (nodes,) = _check_ends("ends", [ends], len(graph.lonlat))
    return graph.stages.least(graph.weigh(by).forest(nodes)[0])


def stage_distances(graph: Multigraph, ends: ArrayLike, *, by: Weight) -> FloatArray:
    """Return what it takes from the best of some nodes to every node, within each number of stages."""
    (nodes,) = _check_ends("ends", [ends], len(graph.lonlat))
    return np.array(graph.stages.within_stages(graph.weigh(by).forest(nodes)[0]))


def _check_ends(name: str, ends: Sequence[ArrayLike], count: int) -> Ends:
    checks = Checks("question")
    listed = checks.items(name, ends, "nodes, or lists of nodes")
    found = tuple(checks.indices(name, end, count=count, of="node", single=True) for end in listed)
    for number, nodes in enumerate(found):
        if not len(nodes):
            checks.note(name, "at least one node an end", f"none for end {number}")
    checks.settle()
    return found


class Pairs(NamedTuple):
    """Which pairs of ends are searched."""

    origins: Ends
    destinations: Ends
    wanted: BoolArray


def _search_pairs(
    graph: Multigraph, by: Weight, pairs: Pairs, known: EdgesOfPairs, *, within: float = np.inf
) -> EdgesOfPairs:
    """Return the routes of the wanted pairs, and those already known of the others."""
    roots, leaves, wanted = pairs
    backwards = wanted.any(axis=0).sum() < wanted.any(axis=1).sum()
    if backwards:
        roots, leaves, wanted = leaves, roots, wanted.T
    weighted, found = graph.weigh(by), [list(row) for row in known]
    goals = [np.concatenate([graph.stages.copies(node) for node in nodes.tolist()]) for nodes in leaves]
    for root in np.flatnonzero(wanted.any(axis=1)).tolist():
        distance, before = weighted.forest(roots[root], within=within)
        for leaf in np.flatnonzero(wanted[root]).tolist():
            end = goals[leaf][np.argmin(distance[goals[leaf]])]
            path = None
            if np.isfinite(distance[end]):
                path = graph.stages.walk(weighted.path_from_root(before, int(end))).arcs
            if backwards:
                found[leaf][root] = None if path is None else path[::-1]
            else:
                found[root][leaf] = path
    return tuple(tuple(row) for row in found)


def _add_up(
    graph: Multigraph, origins: Ends, destinations: Ends, by: Weight, edges: EdgesOfPairs
) -> BestRoutes:
    """Add up what routes take."""
    shape = (len(origins), len(destinations))
    known = (graph.lengths_m, graph.hours, graph.costs)
    sums = [np.full(shape, np.inf) for _ in known]
    for pair in np.ndindex(shape):
        route = edges[pair[0]][pair[1]]
        for values, total in zip(known, sums, strict=True):
            if route is not None:
                total[pair] = np.nan if values is None else values[route].sum()
    return BestRoutes(origins, destinations, by, edges, *sums)
