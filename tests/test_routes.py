"""Shortest routes and alternatives."""

from __future__ import annotations

import dataclasses
import math

import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from isthmus import geo
from isthmus.geo._networks.routes import GoalSearch
from small_networks import NODES, all_paths, as_networkx, check_route, fewest, joined, networks

LINE = geo.Network(
    [(0, 0), (1, 0), (2, 0), (3, 0)],
    [0, 1, 1, 2],
    [1, 2, 2, 3],
    modes=["sea", "rail", "road", "road"],
    hours=[10, 4, 3, 0.1],
    costs=[1, 2, 5, 0.2],
    gates={"strait": [0], "border": [2, 3], "bridge": [2]},
)


def test_a_route_tells_what_it_passes() -> None:
    route = LINE.shortest_route(0, 3)
    assert route.nodes == (0, 1, 2, 3)
    assert route.edges == (0, 2, 3)
    assert route.modes == ("sea", "road", "road")
    assert route.gates == ("strait", "border", "bridge")
    assert (route.hours, route.cost) == (13.1, 6.2)
    assert route.length_m == pytest.approx(geo.length(route.geometry), rel=1e-12)


def test_of_parallel_edges_the_best_is_taken() -> None:
    assert LINE.shortest_route(1, 2, by="time").edges == (2,)
    assert LINE.shortest_route(1, 2, by="cost").edges == (1,)
    assert LINE.shortest_route(2, 1, by="distance").edges == (1,)


def test_parallel_edges_do_not_add_up() -> None:
    """A sparse matrix built from duplicate entries sums them: two edges of 1 h would look like 2 h."""
    twins = geo.Network([(0, 0), (1, 0)], [0, 1], [1, 0], modes=["rail"] * 2, hours=[1, 1])
    assert twins.distances([0])[0, 1] == 1


def test_sums_are_exact() -> None:
    many = geo.Network(
        [(i / 10, 0) for i in range(11)], range(10), range(1, 11), modes=["sea"] * 10, hours=[0.1] * 10
    )
    assert np.cumsum([0.1] * 10)[-1] != 1
    assert many.shortest_route(0, 10).hours == 1


def test_what_is_unknown_is_nan() -> None:
    bare = geo.Network([(0, 0), (1, 0)], [0], [1], modes=["sea"])
    route = bare.shortest_route(0, 1, by="distance")
    assert math.isnan(route.hours)
    assert math.isnan(route.cost)
    with pytest.raises(geo.ArgumentError, match="knows no hours; give hours="):
        bare.shortest_route(0, 1)


def test_from_a_node_to_itself_no_edge_is_needed() -> None:
    loop = geo.Network([(0, 0), (1, 0)], [0, 0], [0, 1], modes=["sea"] * 2, hours=[0, 1])
    route = loop.shortest_route(0, 0)
    assert (route.nodes, route.edges, route.hours, route.length_m) == ((0,), (), 0, 0)
    assert route.geometry.is_empty
    assert loop.alternatives(0, 0, 3) == [route]


def test_edges_that_take_no_time_are_passed() -> None:
    free = geo.Network([(0, 0), (0, 0), (1, 0)], [0, 1], [1, 2], modes=["transfer", "sea"], hours=[0, 0])
    route = free.shortest_route(0, 2)
    assert (route.edges, route.hours) == ((0, 1), 0)


def test_geometry_is_continuous_over_the_antimeridian() -> None:
    pacific = geo.Network([(170, 30), (-175, 40), (-130, 50)], [0, 1], [1, 2], modes=["sea"] * 2)
    route = pacific.shortest_route(0, 2, by="distance")
    assert route.geometry.equals(shapely.LineString([(170, 30), (185, 40), (230, 50)]))
    assert geo.length(route.geometry) == pytest.approx(route.length_m, rel=1e-12)


def test_routes_are_values() -> None:
    one, other = LINE.shortest_route(0, 3), LINE.without().shortest_route(0, 3)
    assert one == other
    assert len({one, other}) == 1
    assert one != LINE.shortest_route(0, 2)
    with pytest.raises(AttributeError):
        one.hours = 0.0  # type: ignore[misc]


def test_no_route_names_the_gates_to_reopen() -> None:
    closed = LINE.without(gates=["border", "strait"])
    with pytest.raises(
        geo.NoRouteError, match=r"node 1 to node 3: closed between them: edge 3 of border"
    ) as caught:
        closed.shortest_route(1, 3)
    assert caught.value.cut == geo.Cut(1, edges=(3,), gates=("border",))


def test_no_route_says_so_if_nothing_was_closed() -> None:
    apart = geo.Network([(0, 0), (1, 0), (2, 0)], [0], [1], modes=["sea"], hours=[1])
    with pytest.raises(geo.NoRouteError, match="nothing joins them, even with everything open") as caught:
        apart.without(edges=[0]).shortest_route(1, 2)
    assert caught.value.cut == geo.Cut(0)


@pytest.mark.parametrize("node", [-1, 4, 1.0, "0", True, None])
def test_an_unknown_node_is_refused(node: object) -> None:
    with pytest.raises(geo.ArgumentError, match="b: expected a node from 0 to 3"):
        LINE.shortest_route(0, node)  # type: ignore[arg-type]


def test_an_unknown_quantity_is_refused() -> None:
    with pytest.raises(geo.ArgumentError, match=r'expected "cost", "time" or "distance", got \'hours\''):
        LINE.shortest_route(0, 3, by="hours")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("k", "max_shared", "message"),
    [
        (0, 0.5, "k: "),
        (1.5, 0.5, "k: "),
        (True, 0.5, "k: "),
        (2, -0.1, "max_shared: "),
        (2, math.nan, "max_shared: "),
    ],
)
def test_alternatives_refuse_odd_wishes(k: int, max_shared: float, message: str) -> None:
    with pytest.raises(geo.ArgumentError, match=message):
        LINE.alternatives(0, 3, k, max_shared=max_shared)


def test_alternatives_differ_from_every_other() -> None:
    """Three ways of 1, 2 and 3 h share an approach of half an hour, which is short in metres."""
    fan = geo.Network(
        [(0, 0), (0.1, 0), (2, 1), (2, 0), (2, -1), (4, 0)],
        [0, 1, 1, 1, 2, 3, 4],
        [1, 2, 3, 4, 5, 5, 5],
        modes=["sea"] * 7,
        hours=[0.5, 1, 2, 3, 0, 0, 0],
    )
    routes = fan.alternatives(0, 5, 10, max_shared=0.1)
    assert [route.hours for route in routes] == [1.5, 2.5, 3.5]
    assert fan.alternatives(0, 5, 2, max_shared=0.1) == routes[:2]
    assert fan.alternatives(0, 5, 10, max_shared=0) == routes[:1]


def test_alternatives_find_the_way_around_a_continent() -> None:
    """A detour of thirty times the hours is found if it is the only other way."""
    ring = geo.Network([(0, 0), (1, 0), (1, 1)], [0, 0, 2], [1, 2, 1], modes=["sea"] * 3, hours=[1, 15, 15])
    assert [route.hours for route in ring.alternatives(0, 1, 2)] == [1, 30]


@given(networks(), st.sampled_from(["time", "distance"]))
def test_the_shortest_route_is_networkx_s(small: geo.Network, by: geo.Weight) -> None:
    values = {"time": small.hours, "distance": small.lengths_m}[by]
    assert values is not None
    lengths = nx.single_source_dijkstra_path_length(
        as_networkx(small), 0, weight=lambda _u, _v, keyed: min(values[key] for key in keyed)
    )
    expected = [lengths.get(node, math.inf) for node in range(NODES)]
    np.testing.assert_allclose(small.distances([0], by=by)[0], expected, rtol=1e-12)
    for node in lengths:
        route = small.shortest_route(0, node, by=by)
        check_route(small, route, 0, node)
        assert math.fsum(values[list(route.edges)]) == pytest.approx(lengths[node], rel=1e-12)


@given(networks())
def test_the_cut_of_no_route_is_what_keeps_apart(small: geo.Network) -> None:
    if joined(small, 0, NODES - 1):
        return
    with pytest.raises(geo.NoRouteError) as caught:
        small.shortest_route(0, NODES - 1)
    cut = caught.value.cut
    assert small.capacities is not None
    closed = np.flatnonzero(~small.is_open & (small.capacities > 0))
    everything = reopened(small, closed)
    assert set(cut.edges) <= set(closed.tolist())
    assert not joined(everything.without(edges=cut.edges), 0, NODES - 1)
    ways = [set(path) & set(closed.tolist()) for path in all_paths(everything, 0, NODES - 1)]
    assert (
        cut.size
        == len(cut.edges)
        == fewest(closed.tolist(), lambda chosen: all(way & set(chosen) for way in ways))
    )


def reopened(network: geo.Network, edges: np.ndarray) -> geo.Network:
    """Return the network with closed edges open again."""
    is_open = network.is_open.copy()
    is_open[edges] = True
    everything = geo.Network(
        network.lonlat, network.tails, network.heads, modes=network.modes, hours=network.hours
    )
    return everything.without(edges=np.flatnonzero(~is_open))


@given(networks(once=True), st.sampled_from([0.0, 0.3, 0.5, 1.0]))
def test_alternatives_are_sorted_and_differ(small: geo.Network, max_shared: float) -> None:
    if not joined(small, 0, NODES - 1):
        return
    routes = small.alternatives(0, NODES - 1, 4, max_shared=max_shared)
    assert routes[0].hours == small.shortest_route(0, NODES - 1).hours
    assert [route.hours for route in routes] == sorted(route.hours for route in routes)
    for i, route in enumerate(routes):
        check_route(small, route, 0, NODES - 1)
        for other in routes[:i]:
            shared = small.lengths_m[sorted(set(route.edges) & set(other.edges))].sum()
            assert route != other
            assert shared <= max_shared * min(route.length_m, other.length_m) * (1 + 1e-12)


@given(networks(once=True))
def test_with_nothing_shared_alternatives_are_found_while_there_are_any(small: geo.Network) -> None:
    """A route without an edge of the shortest one is always found if there is one."""
    if not joined(small, 0, NODES - 1):
        return
    routes = small.alternatives(0, NODES - 1, 2, max_shared=0)
    shortest = small.shortest_route(0, NODES - 1)
    another = joined(small.without(edges=shortest.edges), 0, NODES - 1)
    assert len(routes) == 1 + another


MANY_NODES, MANY_EDGES = 12, 24


def random_network(seed: int) -> geo.Network:
    """Return a network with parallel edges, free edges, closed ones and some to be taken once."""
    rng = np.random.default_rng(seed)
    tails, heads = rng.integers(0, MANY_NODES, (2, MANY_EDGES))
    lonlat = [(5 * node, 0) for node in range(MANY_NODES)]
    hours = rng.choice([0.0, 1.0, 2.5, 7.0], MANY_EDGES)
    once = np.flatnonzero(rng.random(MANY_EDGES) < rng.choice([0, 0.4]))
    network = geo.Network(lonlat, tails, heads, modes=["sea"] * MANY_EDGES, hours=hours, once=once)
    return network.without(edges=np.flatnonzero(rng.random(MANY_EDGES) < 0.2))


@given(st.integers(0, 10_000))
def test_the_first_path_is_the_shortest(seed: int) -> None:
    network = random_network(seed)
    distance = network.distances([0])[0]
    for goal in range(1, MANY_NODES):
        path = GoalSearch(network._graph, goal, "time").shortest(0)
        if path is None:
            assert np.isinf(distance[goal])
        else:
            route = network._graph.route(path)
            assert route.hours == pytest.approx(distance[goal])
            assert (route.nodes[0], route.nodes[-1]) == (0, goal)


@given(st.integers(0, 10_000))
def test_after_weights_have_risen_it_is_the_shortest_still(seed: int) -> None:
    network, goal = random_network(seed), MANY_NODES - 1
    graph = network._graph
    assert network.hours is not None
    search, hours = GoalSearch(graph, goal, "time"), network.hours.copy()
    path = search.shortest(0)
    for _ in range(4):
        if path is None:
            return
        edges = np.array(graph.route(path).edges, int)
        hours[edges] = 2 * hours[edges] + 1
        search.raise_weights(edges, hours[edges])
        bound = hours[edges].sum()
        assert search.total(path.arcs) == pytest.approx(bound)
        slower = dataclasses.replace(graph, hours=hours.copy())
        path = search.path(0, within=bound)
        assert path is not None
        expected = slower.best_path(0, goal, by="time")
        assert expected is not None
        assert slower.route(path).hours == pytest.approx(slower.route(expected).hours)


def test_nothing_is_found_beyond_the_bound() -> None:
    line = geo.Network([(0, 0), (1, 0), (2, 0)], [0, 1], [1, 2], modes=["sea"] * 2, hours=[1, 1])
    search = GoalSearch(line._graph, 2, "time")
    search.raise_weights(np.array([0]), np.array([5.0]))
    assert search.path(0, within=5.0) is None
    path = search.path(0, within=6.0)
    assert path is not None
    assert path.nodes.tolist() == [0, 1, 2]
