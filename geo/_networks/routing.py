"""Shortest routes, and alternatives that really differ."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from isthmus.geo.errors import ArgumentError, NoRouteError

from .cuts import closed_cut
from .goals import GoalSearch
from .network_checks import Checks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import ArrayLike

    from isthmus.geo._answers import Cut, Route, Weight
    from isthmus.geo._ellipsoid import FloatArray

    from .adjacency import Path
    from .multigraph import Multigraph

# Every time a route takes an edge, the edge becomes this many times dearer.
_PENALTY: Final = 1.5
# How many routes in a row may be too alike before the search ends: by then their edges are 650 times dearer.
_PATIENCE: Final = 16
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
    weighted = graph.weighted(by)
    if len(ends) < len(starts):  # edges lead both ways
        return weighted.distances(ends)[:, starts].T
    return weighted.distances(starts) if destinations is None else weighted.distances(starts)[:, ends]


def alternatives(graph: Multigraph, a: int, b: int, k: int, *, by: Weight, max_shared: float) -> list[Route]:
    """Return up to k routes no two of which share more than a part of the shorter one's length.

    The penalty method; `Network.alternatives` names its sources.
    """
    if isinstance(k, bool) or not isinstance(k, int | np.integer) or k < 1:
        raise ArgumentError(f"k: expected a whole number of at least 1, got {k!r}")
    if not 0 <= max_shared <= 1:
        raise ArgumentError(f"max_shared: expected a share from 0 to 1, got {max_shared!r}")
    a, b = graph.node(a, "a"), graph.node(b, "b")
    chosen: list[Route] = []
    too_alike = 0
    for route in _ever_dearer(graph, a, b, by):
        if all(_differ(graph, route, other, max_shared) for other in chosen):
            chosen.append(route)
            too_alike = 0
        else:
            too_alike += 1
        if len(chosen) == k or too_alike == _PATIENCE or a == b:
            break
    while len(chosen) < k and a != b and (apart := _apart(graph, a, b, by, chosen)):
        chosen.append(apart)
    return sorted(chosen, key=lambda route: (total(route, by), route.edges))


def total(route: Route, by: Weight) -> float:
    """Return the cost, the hours or the metres of a route."""
    return {"cost": route.cost, "time": route.hours, "distance": route.length_m}[by]


def _ever_dearer(graph: Multigraph, a: int, b: int, by: Weight) -> Iterator[Route]:
    """Yield the shortest route, then without end the shortest after the last one's edges became dearer."""
    weights, edges = graph.weighted(by).weights, len(graph.tails)
    search = GoalSearch(graph.weighted(by), b)
    path = search.shortest(a)
    if path is None:
        raise _no_route(graph, a, b)
    # an edge that costs nothing is penalised as the average one: a multiple of nothing changes nothing
    average = weights[path.arcs].mean() if len(path.arcs) else 0.0
    factor, known = np.ones(edges), []
    while path is not None:
        yield graph.route(path)
        known.append(path.arcs)
        passed = path.arcs % edges
        factor[passed] *= _PENALTY
        basis = np.where(weights[passed] > 0, weights[passed], average or 1.0)
        dearer = weights[passed] + basis * (factor[passed] - 1)
        search.raise_weights(np.concatenate([passed, passed + edges]), np.tile(dearer, 2))
        path = search.path(a, within=min(map(search.total, known)))


def _apart(graph: Multigraph, a: int, b: int, by: Weight, chosen: Sequence[Route]) -> Route | None:
    """Return the shortest route without an edge of those chosen, however much longer it is."""
    closed = np.zeros(len(graph.tails), bool)
    closed[[edge for route in chosen for edge in route.edges]] = True
    rest = graph.close(closed)
    path = rest.weighted(by).path(a, b)
    return None if path is None else graph.route(path)


def _differ(graph: Multigraph, route: Route, other: Route, max_shared: float) -> bool:
    """Tell whether two routes are not the same and share little enough of the shorter one's length."""
    shared = sorted(set(route.edges) & set(other.edges))
    shared_m = math.fsum(graph.lengths_m[shared].tolist())
    return route != other and shared_m <= max_shared * min(route.length_m, other.length_m)


def _shortest_path(graph: Multigraph, a: int, b: int, by: Weight) -> Path:
    path = graph.weighted(by).path(a, b)
    if path is None:
        raise _no_route(graph, a, b)
    return path


def _no_route(graph: Multigraph, a: int, b: int) -> NoRouteError:
    cut = closed_cut(graph, a, b)
    return NoRouteError(f"no route from node {a} to node {b}: {_reason(cut)}", cut=cut)


def _reason(cut: Cut) -> str:
    if cut.size == 0:
        return "nothing joins them, even with everything open"
    listed = ", ".join(map(str, cut.edges[:_LISTED])) + (", ..." if cut.size > _LISTED else "")
    edges = f"edge {listed}" if cut.size == 1 else f"{cut.size} edges ({listed})"
    gates = f" of {', '.join(cut.gates)}" if cut.gates else ""
    return f"closed between them: {edges}{gates}"
