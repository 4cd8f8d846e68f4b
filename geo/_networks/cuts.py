"""The smallest sets of edges or nodes that part two nodes.

Menger (1927), "Zur allgemeinen Kurventheorie", Fundamenta Mathematicae 10, 96-115: the smallest cut has as
many edges (or nodes) as there are routes without a common edge (or inner node). Both are a maximum flow, in
which parallel edges count each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from isthmus.geo._answers import Cut
from isthmus.geo.errors import NoCutError

from .adjacency import Path
from .flow import Arcs, largest_flow

if TYPE_CHECKING:
    from isthmus.geo._ellipsoid import BoolArray, IntArray

    from .multigraph import Multigraph


def edge_cut(graph: Multigraph, a: int, b: int) -> Cut:
    """Return the fewest open edges that part two nodes."""
    one, other = graph.tails[graph.is_open], graph.heads[graph.is_open]
    arcs = Arcs.both_ways(one, other, np.ones_like(one))
    near = largest_flow(len(graph.lonlat), arcs, a, b).near
    return _of_edges(graph, graph.is_open & (near[graph.tails] != near[graph.heads]))


def cut_sides(graph: Multigraph, a: int, b: int) -> tuple[BoolArray, BoolArray]:
    """Return which nodes lie before every smallest cut of edges, seen from either node.

    An edge added between the two sides makes one more independent route, and no other edge does: only there
    the residual graph of the largest flow gets a way from a to b.
    """
    one, other = graph.tails[graph.is_open], graph.heads[graph.is_open]
    arcs = Arcs.both_ways(one, other, np.ones_like(one))
    nodes = len(graph.lonlat)
    return largest_flow(nodes, arcs, a, b).near, largest_flow(nodes, arcs, b, a).near


def closed_cut(graph: Multigraph, a: int, b: int) -> Cut:
    """Return the fewest closed edges that keep two nodes apart, which no open edges join.

    What open edges join becomes one node; between those the closed edges are left.
    """
    region, count = regions(graph, graph.is_open)
    one, other = region[graph.tails], region[graph.heads]
    closed = graph.usable & ~graph.is_open
    arcs = Arcs.both_ways(one[closed], other[closed], np.ones(closed.sum(), np.int64))
    near = largest_flow(count, arcs, region[a], region[b]).near
    return _of_edges(graph, closed & (near[one] != near[other]))


def node_cut(graph: Multigraph, a: int, b: int) -> Cut:
    """Return the fewest nodes that part two others; a route without inner nodes proves there are none.

    Each node is split into an entrance and an exit with one arc between them, which only one route can use.
    """
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


def regions(graph: Multigraph, joining: BoolArray) -> tuple[IntArray, int]:
    """Return the region of each node, and how many there are, where some edges join nodes to regions."""
    count = len(graph.lonlat)
    ones = np.ones(int(joining.sum()), np.int8)
    matrix = csr_array((ones, (graph.tails[joining], graph.heads[joining])), shape=(count, count))
    found, region = connected_components(matrix, directed=False)
    return region.astype(np.int64), int(found)


def _of_edges(graph: Multigraph, cut: BoolArray) -> Cut:
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
