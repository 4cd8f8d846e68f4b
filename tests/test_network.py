"""What a network accepts, that it never changes, and what a closure stops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from isthmus import geo
from small_networks import NODES, networks

if TYPE_CHECKING:
    from collections.abc import Collection

POINTS = [(120.3, 22.6), (32.6, 29.9), (18.4, -33.9), (18.7, 54.4)]


def suez_and_cape() -> geo.Network:
    return geo.Network(
        POINTS,
        [0, 1, 0, 2],
        [1, 3, 2, 3],
        modes=["sea", "sea", "sea", "sea"],
        hours=[380, 180, 400, 350],
        gates={"suez": [1], "cape": [2, 3]},
    )


def built(**changed: Any) -> geo.Network:
    given_: dict[str, Any] = {"lonlat": POINTS, "tails": [0, 1], "heads": [1, 2], "modes": ["sea", "rail"]}
    return geo.Network(**{**given_, **changed})


def test_lengths_are_geodesic_unless_given() -> None:
    legs = [shapely.LineString([POINTS[0], POINTS[1]]), shapely.LineString([POINTS[1], POINTS[2]])]
    np.testing.assert_allclose(built().lengths_m, geo.length(legs), rtol=1e-14)
    np.testing.assert_array_equal(built(lengths_m=[7, 8]).lengths_m, [7, 8])


def test_no_array_can_be_written_to() -> None:
    network = built(hours=[1, 2], costs=[1, 2], capacities=[1, 2], gates={"g": [0]})
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
    network = built(hours=hours, gates={"g": held})
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


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"lonlat": [1, 2, 3, 4]}, r"lonlat: expected shape \(nodes, 2\), got \(4,\)"),
        ({"lonlat": [(0, 0), (91, 91), (1, 1)]}, r"lonlat\[1\]: expected a latitude of -90 to 90"),
        ({"lonlat": [(0, 0), (1, 1), (np.nan, 1)]}, r"lonlat\[2\]: expected finite degrees"),
        ({"lonlat": [(0, 0), (1, 1), (500_000, 1)]}, r"not in metres, got \[500000.0, 1.0\]"),
        ({"lonlat": [("a", "b")]}, "lonlat: expected numbers"),
        ({"tails": [0, 4]}, r"tails\[1\]: expected one of the 4 nodes, from 0, got 4"),
        ({"tails": [0, -1]}, r"tails\[1\]: .*, got -1"),
        ({"heads": [0.0, 1.0]}, "heads: expected a list of node indices, got float64"),
        ({"heads": [1]}, "heads: expected 2 values, one for each edge, got 1"),
        ({"modes": ["sea"]}, "modes: expected 2 values, one for each edge, got 1"),
        ({"modes": "sea"}, r"give \['sea'\] \* 2"),
        ({"modes": ["sea", ""]}, r"modes\[1\]: expected a name, got ''"),
        ({"modes": ["sea", None]}, r"modes\[1\]: expected a name, got None"),
        ({"hours": [1, np.nan]}, r"hours\[1\]: expected a finite number >= 0, got nan"),
        ({"costs": [-1, -2]}, r"costs\[0\]: expected a finite number >= 0, got -1.0 \(and 1 more\)"),
        ({"lengths_m": [1, np.inf]}, r"lengths_m\[1\]: .* got inf"),
        ({"lengths_m": [[1, 2]]}, r"lengths_m: expected a number for each edge, got shape \(1, 2\)"),
        ({"hours": 3}, r"hours: expected a number for each edge"),
        ({"capacities": [1, 2.5]}, r"capacities\[1\]: expected a whole number"),
        ({"capacities": [1, 2**31]}, r"capacities\[1\]: expected a whole number"),
        ({"gates": {"suez": []}}, r"gates\['suez'\]: expected at least one edge, got none"),
        ({"gates": {"suez": [2]}}, r"gates\['suez'\]\[0\]: expected one of the 2 edges, from 0, got 2"),
        ({"gates": {"suez": [True, False]}}, "np.flatnonzero turns a mask into indices"),
        ({"gates": {3: [0]}}, "gates: expected names, got 3"),
        (
            {"lonlat": [(0, 0), (180, 0), (1, 1)]},
            r"tails, heads\[0\]: expected ends that are not nearly opposite",
        ),
    ],
)
def test_bad_input_is_refused(changed: dict[str, object], message: str) -> None:
    with pytest.raises(geo.ArgumentError, match=message):
        built(**changed)


@given(st.lists(st.sampled_from(["rail", "road", "sea", ""]), max_size=12))
def test_modes_may_be_a_list_or_an_array_of_text(modes: list[str]) -> None:
    def told(given_modes: object) -> object:
        ends = np.zeros(len(modes), np.int64)
        try:
            return geo.Network([(0, 0)], ends, ends, modes=given_modes).modes.tolist()  # type: ignore[arg-type]
        except geo.ArgumentError as error:
            return str(error)

    assert told(np.array(modes, "U5")) == told(modes)


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(geo.ArgumentError) as caught:
        built(tails=[0, 9], hours=[-1, 0], gates={"suez": []})
    first, *rest = str(caught.value).splitlines()
    assert first == "3 problems in the network:"
    assert [line.split(":")[0] for line in rest] == ["tails[1]", "hours[0]", "gates['suez']"]


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
    assert built().without(modes=["rail"]).is_open.tolist() == [True, False]


@pytest.mark.parametrize("gates", ["suez,cape", " suez , cape, ", ["suez", "cape"], {"suez", "cape"}])
def test_a_text_is_a_list_of_names(gates: Collection[str]) -> None:
    assert suez_and_cape().without(gates=gates).is_open.tolist() == [True, False, False, False]
    assert not suez_and_cape().without(modes="sea").is_open.any()
    assert suez_and_cape().without(gates="", modes=" ").is_open.all()


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


def test_an_area_stops_edges_without_length() -> None:
    network = geo.Network([(1, 1), (1, 1), (5, 5)], [0, 2], [1, 2], modes=["transfer"] * 2)
    assert network.without(area=shapely.box(0, 0, 2, 2)).is_open.tolist() == [False, True]


@settings(deadline=None)
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
