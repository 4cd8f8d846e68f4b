"""What a network is made of, and the networks made from it."""

from __future__ import annotations

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


def test_a_closure_shares_memory() -> None:
    network = suez_and_cape()
    closed = network.without(gates=["suez"])
    assert np.shares_memory(network.lonlat, closed.lonlat)
    assert np.shares_memory(network.lengths_m, closed.lengths_m)
    assert network._graph.stages is closed._graph.stages
    assert closed.modes is closed.modes


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


def test_the_name_says_what_is_closed() -> None:
    assert repr(suez_and_cape().without(gates=["cape"])) == (
        "<Network of 4 nodes and 4 edges (sea), 2 gates, 2 edges closed>"
    )


def test_merged_nodes_are_one_end() -> None:
    network = geo.Network(
        [(0, 0), (0, 1), (1, 0), (2, 0)], [0, 1, 0, 2], [2, 2, 1, 3], modes=["sea"] * 4, hours=[1, 2, 3, 4]
    )
    one = network.merge([[0, 1]])
    assert one.minimum_cut(0, 2).edges == (0, 1)  # the edge within the group has become a loop
    assert network.minimum_cut(0, 3).edges == one.minimum_cut(0, 3).edges == (3,)
    with pytest.raises(geo.ArgumentError, match="groups"):
        network.merge([[7]])


def test_other_gates_take_the_place_of_those_there_were() -> None:
    network = geo.Network([(0, 0), (1, 0)], [0], [1], modes=["sea"], gates={"strait": [0]})
    assert list(network.with_gates({"country": [0]}).gates) == ["country"]
    with pytest.raises(geo.ArgumentError, match="gates"):
        network.with_gates({"country": [5]})


def test_a_delay_is_for_some_edges_and_leaves_the_network_as_it_was() -> None:
    network = suez_and_cape()
    later = network.with_delay([1, 2], 12.5)
    assert later.hours is not None
    assert later.hours.tolist() == [380, 192.5, 412.5, 350]
    assert network.hours is not None
    assert network.hours.tolist() == [380, 180, 400, 350]
    assert network.with_delay([0], 0).shortest_route(0, 3) == network.shortest_route(0, 3)


@pytest.mark.parametrize("hours", [-0.1, np.inf, np.nan, "1"])
def test_a_delay_is_a_number_from_0(hours: float) -> None:
    with pytest.raises(geo.ArgumentError, match="hours: expected a number from 0, got"):
        suez_and_cape().with_delay([0], hours)
    with pytest.raises(
        geo.ArgumentError, match="1 problem in the delay:\nnetwork: expected one that knows hours"
    ):
        build().with_delay([0], 1)


def test_edges_lead_on_from_a_start_or_from_the_node_that_the_second_does_not_share() -> None:
    ring = build(tails=[0, 2, 2], heads=[1, 1, 0], modes=["rail"] * 3)
    assert ring.nodes_along([0, 1, 2]).tolist() == [0, 1, 2, 0]
    assert ring.nodes_along([2, 0]).tolist() == [2, 0, 1]
    assert ring.nodes_along([1]).tolist() == [2, 1]
    assert ring.nodes_along([1], start=1).tolist() == [1, 2]


def test_a_notebook_shows_what_there_is_and_what_is_closed() -> None:
    shown = suez_and_cape().without(gates="cape")._repr_html_()
    for fact in ("<td>4 sea</td>", "<td>2</td>", "<td>cape, suez</td>", "<td>lengths, hours</td>"):
        assert fact in shown
