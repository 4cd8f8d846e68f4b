"""How many independent routes join two nodes, what parts them, and what a closure does to many pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from isthmus.geo._answers import Part
from isthmus.geo.errors import ArgumentError

from .cuts import cut_sides, edge_cut, node_cut
from .flow import Arcs, largest_flow
from .gate_groups import gate_cut, gate_independent
from .independence import edge_independent, node_independent
from .network_checks import Checks
from .routing import total

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from isthmus.geo._answers import Cut, Route, Weight
    from isthmus.geo._ellipsoid import BoolArray

    from .multigraph import Multigraph


def independent_routes(graph: Multigraph, a: int, b: int, *, apart: Part, by: Weight) -> list[Route]:
    """Return as many routes as possible that have no edge, inner node or gate in common; shortest first."""
    _check_part(apart)
    a, b = graph.ends(a, b)
    if apart == "gate":
        routes = gate_independent(graph, a, b, by=by)
    else:
        find = edge_independent if apart == "edge" else node_independent
        routes = [graph.route(path) for path in find(graph, a, b, by=by)]
    return sorted(routes, key=lambda route: (total(route, by), route.edges))


def minimum_cut(graph: Multigraph, a: int, b: int, *, apart: Part) -> Cut:
    """Return the fewest edges, nodes or gates that part two nodes."""
    _check_part(apart)
    a, b = graph.ends(a, b)
    return {"edge": edge_cut, "node": node_cut, "gate": gate_cut}[apart](graph, a, b)


def adds_route(graph: Multigraph, a: int, b: int, tails: ArrayLike, heads: ArrayLike) -> BoolArray:
    """Return which edges, if each alone were added, make one more route without a common edge."""
    checks, count = Checks("question"), len(graph.lonlat)
    one = checks.indices("tails", tails, count=count, of="node")
    other = checks.indices("heads", heads, count=count, of="node")
    checks.settle()
    near_a, near_b = cut_sides(graph, *graph.ends(a, b))
    return (near_a[one] & near_b[other]) | (near_a[other] & near_b[one])


def maximum_flow(graph: Multigraph, a: int, b: int) -> int:
    """Return how much can go from one node to another at once."""
    a, b = graph.ends(a, b)
    if graph.capacities is None:
        raise ArgumentError("capacities: this network knows none; give capacities=... to Network")
    is_open = graph.is_open
    arcs = Arcs.both_ways(graph.tails[is_open], graph.heads[is_open], graph.capacities[is_open])
    return largest_flow(len(graph.lonlat), arcs, a, b).value


def _check_part(apart: str) -> None:
    if apart not in get_args(Part):
        raise ArgumentError(f'apart: expected "edge", "node" or "gate", got {apart!r}')
