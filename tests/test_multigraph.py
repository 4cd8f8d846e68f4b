"""The multigraph behind a network: what it tells, and what closures stop, beside dense sampling."""

from __future__ import annotations

import copy
import math
import pickle
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from isthmus import geo
from isthmus.geo._networks.graphs import Path
from small_networks import build, networks, suez_and_cape

if TYPE_CHECKING:
    from collections.abc import Collection

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


@pytest.mark.parametrize(
    ("closure", "message"),
    [
        ({"gates": ["suze"]}, "one of the 2 of this network, got 'suze'; the nearest is 'suez'"),
        ({"gates": "suez, panama"}, "one of the 2 of this network, got 'panama'"),
        ({"modes": ["seaa"]}, "the nearest is 'sea'"),
        ({"edges": [4]}, r"edges\[0\]: expected one of the 4 edges, from 0, got 4"),
        ({"edges": [True, False, False, False]}, "np.flatnonzero"),
        ({"area": shapely.Point(0, 0)}, "area: expected a Polygon or MultiPolygon, got Point"),
        ({"area": "suez"}, "area: expected a Polygon or MultiPolygon, got 'suez'"),
        ({"area": shapely.Polygon()}, "area: .* got an empty one"),
    ],
)
def test_an_unknown_closure_is_refused(closure: dict[str, Any], message: str) -> None:
    with pytest.raises(geo.ArgumentError, match=message):
        suez_and_cape().without(**closure)


def test_an_area_that_crosses_itself_is_refused() -> None:
    with pytest.raises(geo.GeometryError, match="expected a valid polygon"):
        suez_and_cape().without(area=shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]))


def test_every_problem_of_a_closure_is_told_at_once() -> None:
    with pytest.raises(geo.ArgumentError, match="3 problems in the closure"):
        suez_and_cape().without(edges=[-1], gates=["x"], modes=["y"])


@pytest.mark.parametrize("gates", ["suez,cape", " suez , cape ", ["suez", "cape"], {"suez", "cape"}])
def test_a_text_is_a_list_of_names(gates: Collection[str]) -> None:
    assert suez_and_cape().without(gates=gates).is_open.tolist() == [True, False, False, False]
    assert not suez_and_cape().without(modes="sea").is_open.any()
    assert suez_and_cape().without(gates="", modes=" ").is_open.all()


def over(*lonlat: tuple[float, float]) -> geo.Network:
    return geo.Network(
        lonlat, range(len(lonlat) - 1), range(1, len(lonlat)), modes=["sea"] * (len(lonlat) - 1)
    )


def test_an_area_stops_what_passes_through_it() -> None:
    network = over((0, 0), (10, 0), (20, 0), (30, 0))
    closed = network.without(area=shapely.box(12, -1, 13, 1))
    assert closed.is_open.tolist() == [True, False, True]


def test_an_area_sees_geodesics_not_straight_lines() -> None:
    """From 50 N to 50 N over 60 degrees the geodesic climbs to 54 N; the straight line stays."""
    network = over((0, 50), (60, 50))
    assert not network.without(area=shapely.box(29, 53, 31, 55)).is_open[0]
    assert network.without(area=shapely.box(29, 49.5, 31, 50.5)).is_open[0]


@pytest.mark.parametrize("west", [-190, 170, 530])
def test_an_area_may_cross_the_antimeridian(west: float) -> None:
    network = over((160, 0), (179, 0), (-179, 0), (-160, 0), (0, 0))
    closed = network.without(area=shapely.box(west + 9.5, -1, west + 10.5, 1))
    assert closed.is_open.tolist() == [True, False, True, True]


def test_an_area_around_the_pole_stops_polar_flights() -> None:
    network = over((-100, 70), (80, 70), (80, 60))
    cap = shapely.Polygon([(lon, 85) for lon in range(-180, 180, 30)])
    assert network.without(area=cap).is_open.tolist() == [False, True]


def test_several_areas_stop_what_each_stops() -> None:
    network = over((0, 0), (10, 0), (20, 0), (30, 0), (40, 0))
    areas = [shapely.box(2, -1, 5, 1), shapely.box(4, -2, 6, 2), shapely.box(22, -1, 23, 1)]
    assert network.without(area=areas).is_open.tolist() == [False, True, False, True]
    assert network.without(area=[]).is_open.all()
    with pytest.raises(geo.ArgumentError, match="area: expected a Polygon or MultiPolygon, got Point"):
        network.without(area=[areas[0], shapely.Point(0, 0)])


def test_an_area_stops_edges_without_length() -> None:
    network = geo.Network([(1, 1), (1, 1), (5, 5)], [0, 2], [1, 2], modes=["transfer"] * 2)
    assert network.without(area=shapely.box(0, 0, 2, 2)).is_open.tolist() == [False, True]


@given(
    st.lists(st.tuples(st.floats(-180, 180), st.floats(-80, 80)), min_size=2, max_size=4),
    st.tuples(st.floats(-180, 170), st.floats(-80, 60), st.floats(0.5, 10), st.floats(0.5, 20)),
)
def test_an_area_agrees_with_dense_sampling(
    lonlat: list[tuple[float, float]], box: tuple[float, ...]
) -> None:
    west, south, width, height = box
    try:
        network = over(*lonlat)
    except geo.ArgumentError:
        return
    area = shapely.box(west, south, west + width, south + height)
    closed = ~network.without(area=area).is_open
    dense = geo.split_antimeridian(geo.densify(area, 10_000))
    for edge in range(len(lonlat) - 1):
        leg = geo.densify(shapely.LineString(lonlat[edge : edge + 2]), 20_000)
        points = geo.split_antimeridian(shapely.MultiPoint(leg.coords[:]))
        assert not (points.intersects(dense.buffer(-1e-3)) and not closed[edge])
        assert not (closed[edge] and points.distance(dense) > 20_000 / 111_000 / np.cos(np.radians(80)))
