"""Routes that share no edge, or no node between their ends: as many as there are, of the least total weight.

Suurballe (1974), "Disjoint paths in a network", Networks 4, 125-145, and Bhandari (1999), "Survivable
networks": routes are added one at a time, by a shortest path that may undo parts of those before it. That is
a flow of least cost, kept fast by node potentials (Edmonds and Karp 1972, Journal of the ACM 19, 248-264).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .adjacency import Adjacency, Path, WeightedGraph

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isthmus.geo._answers import Weight
    from isthmus.geo._ellipsoid import FloatArray, IntArray

    from .multigraph import Multigraph


def edge_independent(graph: Multigraph, a: int, b: int, *, by: Weight) -> list[Path]:
    """Return as many paths as possible that have no edge in common; parallel edges are edges of their own."""
    edges, nodes = np.flatnonzero(graph.is_open), len(graph.lonlat)
    one, other, weights = graph.tails[edges], graph.heads[edges], graph.weighted(by).weights[edges]
    flow = _cheapest_flow(Links(nodes, one, other, weights, both_ways=True), a, b)
    start, end = np.where(flow > 0, one, other), np.where(flow > 0, other, one)
    used = flow != 0
    return list(_paths(start[used], end[used], edges[used], a, b))


def node_independent(graph: Multigraph, a: int, b: int, *, by: Weight) -> list[Path]:
    """Return as many paths as possible that have no node in common but their ends.

    Each node is split into an entrance and an exit, and only one path fits between them.
    """
    edges, nodes = np.flatnonzero(graph.is_open), len(graph.lonlat)
    one, other, weights = graph.tails[edges], graph.heads[edges], graph.weighted(by).weights[edges]
    entrance = np.arange(nodes)
    way_out = entrance + nodes
    links = Links(
        2 * nodes,
        np.concatenate([way_out[one], way_out[other], entrance]),
        np.concatenate([other, one, way_out]),
        np.concatenate([weights, weights, np.zeros(nodes)]),
        both_ways=False,
    )
    flow = _cheapest_flow(links, way_out[a], b)[: 2 * len(edges)]
    used = np.flatnonzero(flow)
    start, end = np.concatenate([one, other])[used], np.concatenate([other, one])[used]
    return list(_paths(start, end, np.tile(edges, 2)[used], a, b))


@dataclass(frozen=True, eq=False, slots=True)
class Links:
    """Links between nodes, each wide enough for one path.

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


def _cheapest_flow(links: Links, a: int, b: int) -> IntArray:
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


def _paths(starts: IntArray, ends: IntArray, edges: IntArray, a: int, b: int) -> Iterator[Path]:
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
