"""The best route of many pairs of ends at once, which of them a closure sends another way, and how far.

An end may be several nodes, such as the ports of a country: a route starts at whichever is best. A closure
changes only the routes that pass what it closes, so only these are searched again, from whichever side has
fewer ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from isthmus._arguments import as_number, check_kind
from isthmus.geo._answers import BestRoutes

from .checks import Checks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from isthmus.geo._answers import EdgesOfPairs, Ends, Weight
    from isthmus.geo._ellipsoid import BoolArray, FloatArray

    from .adjacency import WeightedGraph
    from .multigraph import Multigraph


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
    found = _search(graph.weigh(by), Pairs(starts, ends, everything), none, within=within)
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
    found = _search(graph.weigh(before.by), pairs, before.edges)
    return _add_up(graph, before.origins, before.destinations, before.by, found)


def distances_from_any(graph: Multigraph, ends: ArrayLike, *, by: Weight) -> FloatArray:
    """Return what it takes from every node to the best of some others."""
    (nodes,) = _check_ends("ends", [ends], len(graph.lonlat))
    return graph.weigh(by).forest(nodes)[0]


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


def _search(
    graph: WeightedGraph, pairs: Pairs, known: EdgesOfPairs, *, within: float = np.inf
) -> EdgesOfPairs:
    """Return the routes of the wanted pairs, and those already known of the others."""
    roots, leaves, wanted = pairs
    backwards = wanted.any(axis=0).sum() < wanted.any(axis=1).sum()
    if backwards:
        roots, leaves, wanted = leaves, roots, wanted.T
    edges = len(graph.weights) // 2
    found = [list(row) for row in known]
    for root in np.flatnonzero(wanted.any(axis=1)).tolist():
        distance, before = graph.forest(roots[root], within=within)
        for leaf in np.flatnonzero(wanted[root]).tolist():
            end = leaves[leaf][np.argmin(distance[leaves[leaf]])]
            path = None
            if np.isfinite(distance[end]):
                path = graph.path_from_root(before, int(end)).arcs % edges
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
