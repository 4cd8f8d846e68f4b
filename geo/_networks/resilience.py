"""How many independent routes join two nodes, what parts them, and what a closure does to many pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from isthmus.geo.errors import ArgumentError

from .cuts import edge_cut, node_cut
from .flow import Arcs, largest_flow
from .gate_groups import gate_cut, gate_independent
from .independence import edge_independent, node_independent
from .routing import total

if TYPE_CHECKING:
    from isthmus.geo._answers import Cut, Route

    from .multigraph import Multigraph, Weight

Part = Literal["edge", "node", "gate"]


def independent_routes(graph: Multigraph, a: int, b: int, *, by: Part, weight: Weight) -> list[Route]:
    """Return as many routes as possible that have no edge, inner node or gate in common; shortest first."""
    _check_part(by)
    a, b = graph.ends(a, b)
    if by == "gate":
        routes = gate_independent(graph, a, b, by=weight)
    else:
        find = edge_independent if by == "edge" else node_independent
        routes = [graph.route(path) for path in find(graph, a, b, by=weight)]
    return sorted(routes, key=lambda route: (total(route, weight), route.edges))


def minimum_cut(graph: Multigraph, a: int, b: int, *, by: Part) -> Cut:
    """Return the fewest edges, nodes or gates that part two nodes."""
    _check_part(by)
    a, b = graph.ends(a, b)
    return {"edge": edge_cut, "node": node_cut, "gate": gate_cut}[by](graph, a, b)


def maximum_flow(graph: Multigraph, a: int, b: int) -> int:
    """Return how much can go from one node to another at once."""
    a, b = graph.ends(a, b)
    if graph.capacities is None:
        raise ArgumentError("capacities: this network knows none; give capacities=... to Network")
    is_open = graph.is_open
    arcs = Arcs.both_ways(graph.tails[is_open], graph.heads[is_open], graph.capacities[is_open])
    return largest_flow(len(graph.lonlat), arcs, a, b).value


def _check_part(by: str) -> None:
    if by not in get_args(Part):
        raise ArgumentError(f'by: expected "edge", "node" or "gate", got {by!r}')
