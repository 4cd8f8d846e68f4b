"""What a network is, that it never changes, and what it answers of itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from isthmus import geo
from small_networks import NODES, PORTS, build, networks, suez_and_cape


def test_lengths_are_geodesic_unless_given() -> None:
    legs = [shapely.LineString([PORTS[0], PORTS[1]]), shapely.LineString([PORTS[1], PORTS[2]])]
    np.testing.assert_allclose(build().lengths_m, geo.length(legs), rtol=1e-14)
    np.testing.assert_array_equal(build(lengths_m=[7, 8]).lengths_m, [7, 8])


def test_no_array_can_be_written_to() -> None:
    network = build(hours=[1, 2], costs=[1, 2], capacities=[1, 2], gates={"g": [0]})
    arrays = [
        network.lonlat, network.tails, network.heads, network.modes, network.lengths_m, network.hours,
        network.costs, network.capacities, network.gates["g"], network.is_open,
        network.without(edges=[0]).is_open,
    ]  # fmt: skip
    for array in arrays:
        with pytest.raises(ValueError, match="read-only"):
            array[0] = array[1 % len(array)]
    with pytest.raises(TypeError):
        network.gates["new"] = np.array([0])  # type: ignore[index]
    with pytest.raises(AttributeError):
        network.hours = None  # type: ignore[misc]


def test_the_arrays_given_stay_the_caller_s() -> None:
    hours, held = np.array([1.0, 2.0]), np.array([0])
    network = build(hours=hours, gates={"g": held})
    hours[0] = held[0] = 1
    assert network.shortest_route(0, 1).hours == 1
    assert network.gates["g"].tolist() == [0]


def test_an_empty_network_is_a_network() -> None:
    nothing = geo.Network(np.zeros((0, 2)), [], [], modes=[])
    assert nothing.distances([], by="distance").shape == (0, 0)
    lonely = geo.Network([(0, 0), (1, 1)], [], [], modes=[], hours=[])
    assert lonely.minimum_cut(0, 1) == geo.Cut(0)
    with pytest.raises(geo.NoRouteError):
        lonely.shortest_route(0, 1)


def test_a_closure_leaks_nothing() -> None:
    """searoute 1.6 marks its one cached graph: after a closure every later call avoids Suez."""
    network = suez_and_cape()
    before = network.shortest_route(0, 3)
    closed = network.without(gates=["suez"])
    assert closed.shortest_route(0, 3).gates == ("cape",)
    assert network.shortest_route(0, 3) == before
    assert suez_and_cape().shortest_route(0, 3) == before


def test_a_closure_shares_memory() -> None:
    network = suez_and_cape()
    closed = network.without(gates=["suez"])
    assert np.shares_memory(network.lonlat, closed.lonlat)
    assert np.shares_memory(network.lengths_m, closed.lengths_m)
    assert network._graph.adjacency is closed._graph.adjacency


def test_closures_add_up() -> None:
    closed = suez_and_cape().without(gates=["suez"]).without(edges=[2])
    assert closed.is_open.tolist() == [True, False, False, True]
    with pytest.raises(geo.NoRouteError) as caught:
        closed.shortest_route(0, 3)
    assert caught.value.cut.gates == ("cape", "suez")


def test_a_mode_out_of_service() -> None:
    assert build().without(modes=["rail"]).is_open.tolist() == [True, False]


@given(networks(), st.integers(0, NODES - 1), st.integers(0, NODES - 1))
def test_nodes_lead_along_the_edges_of_a_route(small: geo.Network, a: int, b: int) -> None:
    try:
        route = small.shortest_route(a, b)
    except geo.NoRouteError:
        return
    assert small.nodes_along(route.edges, start=a).tolist() == list(route.nodes)
    if len(route.edges) > 1:
        assert small.nodes_along(route.edges).tolist() == list(route.nodes)
    assert small.nodes_along([]).tolist() == []


@given(networks())
def test_closing_everything_leaves_nothing_open(small: geo.Network) -> None:
    assert not small.without(modes=sorted(set(small.modes.tolist()))).is_open.any()
    for name, held in small.gates.items():
        assert not small.without(gates=[name]).is_open[held].any()


@pytest.mark.parametrize("origins", [[NODES], [0.5], [[0]]])
def test_distances_refuse_unknown_origins(origins: list[Any]) -> None:
    with pytest.raises(geo.ArgumentError, match="1 problem in the question:\norigins"):
        suez_and_cape().distances(origins)


def test_the_name_says_what_is_closed() -> None:
    assert repr(suez_and_cape().without(gates=["cape"])) == (
        "<Network of 4 nodes and 4 edges (sea), 2 gates, 2 edges closed>"
    )
