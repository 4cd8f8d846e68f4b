"""The graph behind a network: what is open in it, what it weighs, and the routes that lead through it."""

from __future__ import annotations

import copy
import math
import pickle

import numpy as np
import pytest
import shapely
from hypothesis import given

from isthmus import geo
from isthmus.geo._networks.graphs import Path
from small_networks import build, networks, suez_and_cape

GRAPH = suez_and_cape()._graph


@given(networks())
def test_gates_are_told_once_in_the_order_of_the_edges(network: geo.Network) -> None:
    edges = np.arange(len(network.tails))[::-1]
    told = network._graph.gates_on(edges)
    expected = [name for edge in edges for name, held in network.gates.items() if edge in held]
    assert told == tuple(dict.fromkeys(expected))


def test_what_is_closed_stays_closed() -> None:
    closed = GRAPH.close(np.array([True, False, False, False])).close_gates(["suez"])
    assert closed.is_open.tolist() == [False, False, True, True]
    assert closed.usable.tolist() == [True] * 4
    assert GRAPH.is_open.all()


def test_closed_edges_are_infinitely_far_both_ways() -> None:
    weights = GRAPH.close_gates(["suez"]).weigh("time").weights
    assert weights.tolist() == [380, math.inf, 400, 350] * 2
    assert GRAPH.weigh("distance").weights.tolist() == [*GRAPH.lengths_m, *GRAPH.lengths_m]


@pytest.mark.parametrize(("by", "given_"), [("time", "hours"), ("cost", "costs")])
def test_a_quantity_that_was_not_given_is_asked_for_by_its_name(by: str, given_: str) -> None:
    told = rf'by: this network knows no {given_}; give {given_}=... to Network or ask by="distance"'
    with pytest.raises(geo.ArgumentError, match=told):
        build()._graph.weigh(by)


def test_a_group_of_nodes_is_its_first() -> None:
    merged = GRAPH.merge([np.array([2, 1])])
    assert (merged.tails.tolist(), merged.heads.tolist()) == ([0, 2, 0, 2], [2, 3, 2, 3])
    assert len(merged.lonlat) == 4
    assert (GRAPH.tails.tolist(), GRAPH.heads.tolist()) == ([0, 1, 0, 2], [1, 3, 2, 3])


@pytest.mark.parametrize("node", [4, -1, 1.5, True, "1"])
def test_a_node_is_one_of_those_there_are(node: object) -> None:
    assert GRAPH.node(3, "b") == 3
    with pytest.raises(geo.ArgumentError, match="b: expected a node from 0 to 3, got"):
        GRAPH.node(node, "b")  # type: ignore[arg-type]


def test_two_ends_differ() -> None:
    assert GRAPH.ends(0, 3) == (0, 3)
    with pytest.raises(geo.ArgumentError, match="expected two different nodes, got 2 twice"):
        GRAPH.ends(2, 2)


def test_a_route_tells_the_edges_of_its_arcs_whichever_way_they_are_passed() -> None:
    route = GRAPH.route(Path(np.array([3, 1, 0]), np.array([5, 4])))  # the arcs back of edges 1 and 0
    assert (route.nodes, route.edges, route.gates) == ((3, 1, 0), (1, 0), ("suez",))
    assert (route.hours, route.modes) == (560, ("sea", "sea"))
    assert math.isnan(route.cost)
    assert route.geometry.equals(shapely.LineString(GRAPH.lonlat[[3, 1, 0]]))


def test_a_route_over_the_antimeridian_goes_on() -> None:
    pacific = geo.Network([(170, 0), (-170, 0)], [0], [1], modes=["sea"])._graph
    assert pacific.route(Path(np.array([0, 1]), np.array([0]))).geometry.bounds == (170, 0, 190, 0)
    assert pacific.route(Path(np.array([0]), np.array([], np.int64))).geometry.is_empty


def test_a_graph_is_what_it_was_after_a_pickle_and_a_copy() -> None:
    closed = GRAPH.close_gates(["suez"])
    for again in (pickle.loads(pickle.dumps(closed)), copy.deepcopy(closed)):  # noqa: S301 - our own
        assert again.is_open.tolist() == closed.is_open.tolist()
        assert {name: held.tolist() for name, held in again.gates.items()} == {"cape": [2, 3], "suez": [1]}
        assert again.best_path(0, 3, by="time").arcs.tolist() == [2, 3]
        for array in (again.lonlat, again.is_open, again.gates["suez"]):
            assert not array.flags.writeable
