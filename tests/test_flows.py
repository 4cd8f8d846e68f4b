"""Flows, cuts of edges and nodes, and routes without a common one: arguments, brute force and networkx."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given

from isthmus import geo
from small_networks import (
    NODES,
    POINTS,
    all_paths,
    as_networkx,
    check_route,
    fewest,
    joined,
    networks,
    of_pairs,
)

# the graphs whose answers follow from looking at them
BRIDGE = of_pairs([(0, 1), (0, 2), (1, 3), (2, 3), (3, 4), (4, 5)])
DIAMOND = of_pairs([(0, 1), (0, 2), (1, 3), (2, 3)])
TWO_RAILS = of_pairs([(0, 1), (0, 1), (1, 3)], gates={"strait": [0, 1]})
ROAD_AND_RAIL = of_pairs([(0, 1), (0, 1)], modes=["road", "rail"])


def test_a_bridge_is_the_cut() -> None:
    cut = BRIDGE.minimum_cut(0, 4)
    assert (cut.size, cut.edges) == (1, (4,))
    assert BRIDGE.minimum_cut(0, 4, apart="node").nodes == (3,)
    assert len(BRIDGE.independent_routes(0, 4, by="distance")) == 1


def test_a_diamond_has_two_ways() -> None:
    assert {route.nodes for route in DIAMOND.independent_routes(0, 3, by="distance")} == {
        (0, 1, 3),
        (0, 2, 3),
    }
    assert DIAMOND.minimum_cut(0, 3).size == 2
    assert DIAMOND.minimum_cut(0, 3, apart="node").nodes == (1, 2)


def test_parallel_road_and_rail_count_as_two() -> None:
    """networkx counts one: edge_connectivity of a MultiGraph ignores parallel edges."""
    assert ROAD_AND_RAIL.minimum_cut(0, 1).size == 2
    assert {route.modes for route in ROAD_AND_RAIL.independent_routes(0, 1, apart="node", by="distance")} == {
        ("road",),
        ("rail",),
    }


def test_nothing_parts_what_is_not_joined() -> None:
    parts: tuple[geo.Part, ...] = ("edge", "node", "gate")
    for apart in parts:
        assert TWO_RAILS.minimum_cut(0, 5, apart=apart) == geo.Cut(0)
        assert TWO_RAILS.independent_routes(0, 5, apart=apart, by="distance") == []


def test_an_edge_of_capacity_0_is_no_way() -> None:
    narrow = of_pairs([(0, 1), (0, 1)], capacities=[0, 7])
    assert narrow.minimum_cut(0, 1).edges == (1,)
    assert narrow.maximum_flow(0, 1) == 7
    assert len(narrow.independent_routes(0, 1, by="distance")) == 1
    assert not narrow.is_open[0]


def test_neighbours_have_no_cut_of_nodes() -> None:
    with pytest.raises(geo.NoCutError, match=r"node 0 from node 1: edge 0 joins them") as caught:
        DIAMOND.minimum_cut(0, 1, apart="node")
    assert caught.value.route.edges == (0,)


def test_independent_routes_are_the_shortest_together() -> None:
    """The trap: the shortest route of all, 0-1-3-4, leaves only one way; two ways avoid edge 1-3."""
    trap = geo.Network(
        POINTS[:5],
        [0, 1, 3, 0, 3, 1],
        [1, 3, 4, 3, 2, 4],
        modes=["rail"] * 6,
        hours=[1, 1, 1, 5, 1, 5],
    )
    routes = trap.independent_routes(0, 4, by="time")
    assert [route.hours for route in routes] == [6, 6]
    assert trap.shortest_route(0, 4).hours == 3


@pytest.mark.parametrize("apart", ["edges", "", None])
def test_an_unknown_kind_is_refused(apart: str) -> None:
    with pytest.raises(geo.ArgumentError, match='apart: expected "edge", "node" or "gate"'):
        DIAMOND.minimum_cut(0, 3, apart=apart)  # type: ignore[arg-type]


def test_a_node_is_not_parted_from_itself() -> None:
    with pytest.raises(geo.ArgumentError, match="expected two different nodes"):
        DIAMOND.minimum_cut(1, 1)


def test_an_edge_adds_a_route_in_whichever_direction_it_is_told() -> None:
    chain = geo.Network([(0, 0), (1, 0), (2, 0)], [0, 0, 1], [1, 1, 2], modes=["rail"] * 3)
    one, other = [0, 1, 0], [1, 2, 2]
    assert chain.adds_route(0, 2, one, other).tolist() == [False, True, True]
    assert chain.adds_route(0, 2, other, one).tolist() == [False, True, True]


def test_flow_needs_capacities() -> None:
    with pytest.raises(geo.ArgumentError, match="give capacities"):
        DIAMOND.maximum_flow(0, 3)


def test_flow_is_refused_before_it_overflows() -> None:
    most = 2**30 - 1
    assert of_pairs([(0, 1)], capacities=[most]).maximum_flow(0, 1) == most
    wide = [of_pairs([(0, 1), (1, 3)] * 3, capacities=[most // 3] * 6).maximum_flow(0, 3)]
    assert wide == [3 * (most // 3)]
    with pytest.raises(geo.ArgumentError, match="choose a larger unit"):
        of_pairs([(0, 1), (0, 1)], capacities=[most, most]).maximum_flow(0, 1)


def test_flow_over_several_neighbours_may_pass_32_bits() -> None:
    most = 2**30 - 1
    pairs = [(0, i) for i in (1, 2, 3, 4)] + [(i, 5) for i in (1, 2, 3, 4)]
    assert of_pairs(pairs, capacities=[most] * 8).maximum_flow(0, 5) == 4 * most


@given(networks())
def test_edge_cuts_and_routes_are_menger_s(small: geo.Network) -> None:
    cut = small.minimum_cut(0, NODES - 1)
    paths = [set(path) for path in all_paths(small, 0, NODES - 1)]
    open_edges = np.flatnonzero(small.is_open).tolist()
    assert cut.size == len(cut.edges)
    assert cut.size == fewest(open_edges, lambda chosen: all(path & set(chosen) for path in paths))
    assert not joined(small.without(edges=cut.edges), 0, NODES - 1)
    routes = small.independent_routes(0, NODES - 1, by="time")
    assert len(routes) == cut.size
    edges = [edge for route in routes for edge in route.edges]
    assert len(set(edges)) == len(edges)
    for route in routes:
        check_route(small, route, 0, NODES - 1)


@given(networks())
def test_independent_routes_have_the_least_total(small: geo.Network) -> None:
    """networkx's minimum cost flow, with each edge as two arcs through nodes of their own."""
    graph = nx.DiGraph()
    graph.add_nodes_from(range(NODES))
    assert small.hours is not None
    for edge in np.flatnonzero(small.is_open & (small.tails != small.heads)).tolist():
        hours = int(small.hours[edge])
        for one, other in ((small.tails, small.heads), (small.heads, small.tails)):
            middle = (edge, int(one[edge]))
            graph.add_edge(int(one[edge]), middle, capacity=1, weight=hours)
            graph.add_edge(middle, int(other[edge]), capacity=1, weight=0)
    flow = nx.max_flow_min_cost(graph, 0, NODES - 1)
    routes = small.independent_routes(0, NODES - 1, by="time")
    assert sum(route.hours for route in routes) == nx.cost_of_flow(graph, flow)


@given(networks())
def test_node_cuts_and_routes_are_menger_s(small: geo.Network) -> None:
    direct = as_networkx(small).number_of_edges(0, NODES - 1)
    routes = small.independent_routes(0, NODES - 1, apart="node", by="distance")
    inner = [node for route in routes for node in route.nodes[1:-1]]
    assert len(set(inner)) == len(inner)
    for route in routes:
        check_route(small, route, 0, NODES - 1)
    if direct:
        with pytest.raises(geo.NoCutError) as caught:
            small.minimum_cut(0, NODES - 1, apart="node")
        check_route(small, caught.value.route, 0, NODES - 1)
        small = small.without(edges=[route.edges[0] for route in routes if len(route.edges) == 1])
    cut = small.minimum_cut(0, NODES - 1, apart="node")
    assert cut.size == len(cut.nodes) == len(routes) - direct
    graph = as_networkx(small)
    assert cut.size == fewest(
        list(range(1, NODES - 1)),
        lambda chosen: not nx.has_path(nx.restricted_view(graph, chosen, []), 0, NODES - 1),
    )
    assert not nx.has_path(nx.restricted_view(graph, cut.nodes, []), 0, NODES - 1)
    assert not joined(small.without(edges=cut.edges), 0, NODES - 1)


@given(networks())
def test_flow_is_networkx_s(small: geo.Network) -> None:
    graph = nx.Graph()
    graph.add_nodes_from(range(NODES))
    assert small.capacities is not None
    for edge in np.flatnonzero(small.is_open).tolist():
        one, other, capacity = int(small.tails[edge]), int(small.heads[edge]), int(small.capacities[edge])
        known = graph.get_edge_data(one, other, {"capacity": 0})["capacity"]
        graph.add_edge(one, other, capacity=known + capacity)
    assert small.maximum_flow(0, NODES - 1) == nx.maximum_flow_value(graph, 0, NODES - 1)


@given(networks())
def test_answers_are_the_same_each_time(small: geo.Network) -> None:
    again = small.without()
    assert small.minimum_cut(0, NODES - 1) == again.minimum_cut(0, NODES - 1)
    assert small.independent_routes(0, NODES - 1, by="distance") == again.independent_routes(
        0, NODES - 1, by="distance"
    )
