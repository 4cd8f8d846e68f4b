"""Largest flows, the smallest cuts of edges and of nodes, and paths that share no edge or no node.

Ford and Fulkerson (1956), "Maximal flow through a network", Canadian Journal of Mathematics 8, 399-404: the
largest flow equals the smallest cut, and the nodes that its residual graph still reaches are the near side of
one. Menger (1927), "Zur allgemeinen Kurventheorie", Fundamenta Mathematicae 10, 96-115: the smallest cut has
as many edges (or nodes) as there are paths without a common edge (or inner node). Parallel edges count each.

Suurballe (1974), "Disjoint paths in a network", Networks 4, 125-145, and Bhandari (1999), "Survivable
networks": disjoint paths of the least total weight are found one at a time, by a shortest path that may undo
parts of those before it. That is a flow of least cost, kept fast by node potentials (Edmonds and Karp 1972,
Journal of the ACM 19, 248-264).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import scipy
from scipy.sparse import csgraph, csr_array

from isthmus.geo._answers import Cut
from isthmus.geo.errors import ArgumentError, NoCutError

from .checks import LARGEST_CAPACITY, Checks
from .graphs import Adjacency, Path, WeightedGraph

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import ArrayLike

    from isthmus._choices import Weight
    from isthmus.geo._answers import Route
    from isthmus.geo._ellipsoid import BoolArray, FloatArray, IntArray

    from .multigraph import Multigraph

HALF: Final = 0.5
"""Variables of an integer program are 0 or 1, to within the solver's tolerance."""


def maximum_flow(graph: Multigraph, a: int, b: int) -> int:
    """Return how much can go from one node to another at once."""
    _refuse_stages(graph, "how much can go at once")
    a, b = graph.ends(a, b)
    if graph.capacities is None:
        raise ArgumentError("capacities: this network knows none; give capacities=... to Network")
    is_open = graph.is_open
    arcs = Arcs.both_ways(graph.tails[is_open], graph.heads[is_open], graph.capacities[is_open])
    return largest_flow(len(graph.lonlat), arcs, a, b).value


def edge_cut(graph: Multigraph, a: int, b: int) -> Cut:
    """Return the fewest open edges that part two nodes."""
    _refuse_stages(graph, "cuts of edges")
    near = _flow_of_edges(graph, a, b).near
    return _cut_of_edges(graph, graph.is_open & (near[graph.tails] != near[graph.heads]))


def cut_to_reopen(graph: Multigraph, a: int, b: int) -> Cut:
    """Return the fewest closed edges that keep two nodes apart, which no open edges join.

    What open edges join becomes one node; between those the closed edges are left.
    """
    region, count = regions(graph, graph.is_open, end=b)
    one, other, edge = graph.stages.ways
    closed = (graph.usable & ~graph.is_open)[edge]
    one, other, edge = region[one[closed]], region[other[closed]], edge[closed]
    before, after = (region[end] for end in graph.stages.steps)
    arcs = Arcs.both_ways(one, other, np.ones_like(edge)).with_steps(before, after)
    near = largest_flow(count, arcs, region[a], region[b]).near
    return _cut_of_edges(graph, np.isin(np.arange(len(graph.tails)), edge[near[one] != near[other]]))


def node_cut(graph: Multigraph, a: int, b: int) -> Cut:
    """Return the fewest nodes that part two others; a route without inner nodes proves there are none.

    Each node is split into an entrance and an exit with one arc between them, which only one route can use.
    """
    _refuse_stages(graph, "cuts of nodes")
    _refuse_neighbours(graph, a, b)
    count = len(graph.lonlat)
    node, one, other = np.arange(count), graph.tails[graph.is_open], graph.heads[graph.is_open]
    tails = np.concatenate([node, one + count, other + count])
    heads = np.concatenate([node + count, other, one])
    # two is more than ever passes an edge, so that edges never limit the flow
    capacities = np.concatenate([np.ones_like(node), np.full(2 * len(one), 2)])
    near = largest_flow(2 * count, Arcs(tails, heads, capacities), a + count, b).near
    cut = near[:count] & ~near[count:]
    edges = np.flatnonzero(graph.is_open & (cut[graph.tails] | cut[graph.heads]))
    nodes = np.flatnonzero(cut)
    return Cut(len(nodes), edges=tuple(edges.tolist()), nodes=tuple(nodes.tolist()))


def adds_route(graph: Multigraph, a: int, b: int, tails: ArrayLike, heads: ArrayLike) -> BoolArray:
    """Return which edges, if each alone were added, make one more route without a common edge.

    Those that lead from before every smallest cut to behind every one: only there the residual graph of the
    largest flow gets a way from a to b.
    """
    _refuse_stages(graph, "what adds a route")
    checks, count = Checks("question"), len(graph.lonlat)
    one = checks.indices("tails", tails, count=count, of="node")
    other = checks.indices("heads", heads, count=count, of="node")
    checks.settle()
    flow = _flow_of_edges(graph, *graph.ends(a, b))
    return (flow.near[one] & flow.far[other]) | (flow.near[other] & flow.far[one])


def _flow_of_edges(graph: Multigraph, a: int, b: int) -> MaximumFlow:
    """Return the largest flow over open edges that take one each."""
    one, other = graph.tails[graph.is_open], graph.heads[graph.is_open]
    return largest_flow(len(graph.lonlat), Arcs.both_ways(one, other, np.ones_like(one)), a, b)


def edge_disjoint_routes(graph: Multigraph, a: int, b: int, *, by: Weight) -> list[Route]:
    """Return as many routes as possible without a common edge; parallel edges are edges of their own."""
    _refuse_stages(graph, "routes that share no edge")
    edges, nodes = np.flatnonzero(graph.is_open), len(graph.lonlat)
    one, other, weights = graph.tails[edges], graph.heads[edges], graph.weigh(by).weights[edges]
    flow = _cheapest_flow(UnitLinks(nodes, one, other, weights, both_ways=True), a, b)
    start, end = np.where(flow > 0, one, other), np.where(flow > 0, other, one)
    used = flow != 0
    return [graph.route(path) for path in _split_into_paths(start[used], end[used], edges[used], a, b)]


def node_disjoint_routes(graph: Multigraph, a: int, b: int, *, by: Weight) -> list[Route]:
    """Return as many routes as possible that have no node in common but their ends.

    Each node is split into an entrance and an exit, and only one route fits between them.
    """
    _refuse_stages(graph, "routes that share no node")
    edges, nodes = np.flatnonzero(graph.is_open), len(graph.lonlat)
    one, other, weights = graph.tails[edges], graph.heads[edges], graph.weigh(by).weights[edges]
    entrance = np.arange(nodes)
    way_out = entrance + nodes
    links = UnitLinks(
        2 * nodes,
        np.concatenate([way_out[one], way_out[other], entrance]),
        np.concatenate([other, one, way_out]),
        np.concatenate([weights, weights, np.zeros(nodes)]),
        both_ways=False,
    )
    flow = _cheapest_flow(links, way_out[a], b)[: 2 * len(edges)]
    used = np.flatnonzero(flow)
    start, end = np.concatenate([one, other])[used], np.concatenate([other, one])[used]
    return [graph.route(path) for path in _split_into_paths(start, end, np.tile(edges, 2)[used], a, b)]


def _refuse_stages(graph: Multigraph, what: str) -> None:
    """Refuse what no flow tells where some edges are taken once: an edge counts in several stages there."""
    if graph.once.any():
        raise ArgumentError(
            f"network: expected one without edges to be taken once, got {int(graph.once.sum())} of them; "
            f'flows do not tell {what} there: make gates of what counts, and ask for apart="gate"'
        )


class MaximumFlow(NamedTuple):
    """The largest flow, and the nodes on either side of a smallest cut.

    Parameters
    ----------
    value : int
    near, far : array of bool, shape (nodes,)
        What lies before every smallest cut, seen from the source, and what lies behind every one.
    """

    value: int
    near: BoolArray
    far: BoolArray


class Arcs(NamedTuple):
    """Arcs with a capacity; those of parallel arcs add up.

    Parameters
    ----------
    tails, heads, capacities : array of int, shape (arcs,)
    """

    tails: IntArray
    heads: IntArray
    capacities: IntArray

    @classmethod
    def both_ways(cls, one: IntArray, other: IntArray, capacities: IntArray) -> Arcs:
        """Return two arcs for each edge."""
        tails, heads = np.concatenate([one, other]), np.concatenate([other, one])
        return cls(tails, heads, np.tile(capacities, 2))

    def with_steps(self, before: IntArray, after: IntArray) -> Arcs:
        """Return the arcs with others one way, wide enough for everything."""
        before, after = np.unique([before, after], axis=1)
        wide = np.full(len(before), self.capacities.sum() + 1)
        pairs = ((self.tails, before), (self.heads, after), (self.capacities, wide))
        return Arcs(*map(np.concatenate, pairs))


def largest_flow(nodes: int, arcs: Arcs, a: int, b: int) -> MaximumFlow:
    """Return the largest flow from node a to node b, two different ones of `nodes`."""
    capacity = csr_array((arcs.capacities, (arcs.tails, arcs.heads)), shape=(nodes, nodes))
    if capacity.nnz and capacity.data.max() > LARGEST_CAPACITY:
        raise ArgumentError(
            f"capacities: expected parallel edges to add up to {LARGEST_CAPACITY:,} at most, "
            f"got {capacity.data.max():,}; choose a larger unit"
        )
    capacity = capacity.astype(np.int32)
    flow = csgraph.maximum_flow(capacity, a, b).flow
    left = capacity - flow
    return MaximumFlow(int(flow[[a]].sum(dtype=np.int64)), _reached(left, a), _reached(left.T.tocsr(), b))


def _reached(residual: csr_array, start: int) -> BoolArray:
    reached = np.zeros(residual.shape[0], bool)
    reached[csgraph.breadth_first_order(residual, start, return_predecessors=False)] = True
    return reached


def regions(graph: Multigraph, joining: BoolArray, *, end: int) -> tuple[IntArray, int]:
    """Return the region of each copy of a node, and how many there are, where some edges join them.

    The copies of the node at which routes end are one: it does not matter in which stage they come there.
    """
    one, other, edge = graph.stages.ways
    held, copies, count = joining[edge], graph.stages.copies(end), graph.stages.adjacency.nodes
    one, other = (np.concatenate([x, y]) for x, y in ((one[held], copies[:-1]), (other[held], copies[1:])))
    matrix = csr_array((np.ones(len(one), np.int8), (one, other)), shape=(count, count))
    found, region = csgraph.connected_components(matrix, directed=False)
    return region.astype(np.int64), int(found)


def reached_from(count: int, before: IntArray, after: IntArray, start: int) -> BoolArray:
    """Tell which regions arcs lead to from one of them."""
    return _reached(csr_array((np.ones(len(before), np.int8), (before, after)), shape=(count, count)), start)


def _cut_of_edges(graph: Multigraph, cut: BoolArray) -> Cut:
    edges = np.flatnonzero(cut)
    return Cut(len(edges), edges=tuple(edges.tolist()), gates=tuple(sorted(graph.gates_on(edges))))


def _refuse_neighbours(graph: Multigraph, a: int, b: int) -> None:
    joining = graph.is_open & (
        ((graph.tails == a) & (graph.heads == b)) | ((graph.tails == b) & (graph.heads == a))
    )
    if joining.any():
        edge = np.flatnonzero(joining)[:1]
        raise NoCutError(
            f"no set of nodes parts node {a} from node {b}: edge {edge[0]} joins them directly",
            route=graph.route(Path(np.array([a, b]), edge)),
        )


@dataclass(frozen=True, eq=False, slots=True)
class UnitLinks:
    """UnitLinks between nodes, each wide enough for one path.

    Parameters
    ----------
    nodes : int
        How many nodes there are.
    tails, heads : array of int, shape (links,)
    weights : array of float, shape (links,)
    both_ways : bool
        Whether links may be passed from head to tail as well.
    """

    nodes: int
    tails: IntArray
    heads: IntArray
    weights: FloatArray
    both_ways: bool


def _cheapest_flow(links: UnitLinks, a: int, b: int) -> IntArray:
    """Return the largest flow of the least weight: 1 where it follows a link, -1 where it goes against it."""
    tails, heads, weights = links.tails, links.heads, links.weights
    adjacency = Adjacency.both_ways(links.nodes, tails, heads)
    unused_backwards = weights if links.both_ways else np.full_like(weights, np.inf)
    flow, potential = np.zeros(len(tails), np.int64), np.zeros(links.nodes)
    while True:
        rise = potential[heads] - potential[tails]
        forwards = np.select([flow == 0, flow < 0], [weights, -weights], np.inf) - rise
        backwards = np.select([flow == 0, flow > 0], [unused_backwards, -weights], np.inf) + rise
        # no reduced weight is negative but by rounding
        graph = WeightedGraph(adjacency, np.maximum(np.concatenate([forwards, backwards]), 0.0))
        distance, before = graph.tree(a)
        if np.isinf(distance[b]):
            return flow
        back, link = np.divmod(graph.path_from_root(before, b).arcs, len(tails))
        flow[link] += 1 - 2 * back
        potential += np.minimum(distance, distance[b])


def _split_into_paths(starts: IntArray, ends: IntArray, edges: IntArray, a: int, b: int) -> Iterator[Path]:
    """Take a flow from a to b apart into paths that visit no node twice."""
    steps: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for start, end, edge in zip(starts.tolist(), ends.tolist(), edges.tolist(), strict=True):
        steps[start].append((end, edge))
    while steps[a]:
        reached = {a: -1}  # each node of the path in the order of travel, and the edge that led there
        node = a
        while node != b:
            node, edge = steps[node].pop()
            if node in reached:
                while next(reversed(reached)) != node:
                    reached.popitem()
            else:
                reached[node] = edge
        yield Path(np.array(list(reached)), np.array(list(reached.values())[1:]))


def hang_together(tails: IntArray, heads: IntArray) -> tuple[IntArray, IntArray]:
    """Return every region that some edges touch, and which of them hang together there, as a number."""
    touched, place = np.unique(np.concatenate([tails, heads]), return_inverse=True)
    one, other = np.split(place, 2)
    matrix = csr_array((np.ones(len(one)), (one, other)), shape=(len(touched), len(touched)))
    return touched, csgraph.connected_components(matrix, directed=False)[1].astype(np.int64)


def hit_all(sets: Sequence[IntArray], weights: FloatArray) -> IntArray:
    """Return the members of the least weight of which each set has one."""
    row = np.repeat(np.arange(len(sets)), [len(members) for members in sets])
    has = csr_array((np.ones(len(row)), (row, np.concatenate(sets))), shape=(len(sets), len(weights)))
    solution = scipy.optimize.milp(
        weights,
        integrality=np.ones(len(weights)),
        bounds=scipy.optimize.Bounds(0.0, 1.0),
        constraints=scipy.optimize.LinearConstraint(has, lb=1.0),
        options={"mip_rel_gap": 0.0},
    )
    return np.flatnonzero(solution.x > HALF)


def most_disjoint(sets: Sequence[IntArray], members: int) -> list[IntArray]:
    """Return as many of some sets as possible of which no two share a member."""
    column = np.repeat(np.arange(len(sets)), [len(held) for held in sets])
    has = csr_array((np.ones(len(column)), (np.concatenate(sets), column)), (members, len(sets)))
    solution = scipy.optimize.milp(
        np.full(len(sets), -1.0),
        integrality=np.ones(len(sets)),
        bounds=scipy.optimize.Bounds(0.0, 1.0),
        constraints=scipy.optimize.LinearConstraint(has, ub=1.0),
    )
    return [sets[place] for place in np.flatnonzero(solution.x > HALF).tolist()]
