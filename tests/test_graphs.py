"""Shortest paths in multigraphs and over their stages, against all paths there are."""

from __future__ import annotations

import itertools
import math
import pickle
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from isthmus import geo
from isthmus.geo._networks.graphs import Adjacency, Path, WeightedGraph
from small_networks import NODES, all_paths, check_route, joined, networks, of_pairs

FEW = 4
WEIGHTS = [0.0, 1.0, 2.5, math.inf]
ARCS = st.lists(
    st.tuples(st.integers(0, FEW - 1), st.integers(0, FEW - 1), st.sampled_from(WEIGHTS)), max_size=9
)


def graph_of(arcs: list[tuple[int, int, float]]) -> WeightedGraph:
    tails, heads, weights = (np.array([arc[place] for arc in arcs]) for place in range(3))
    adjacency = Adjacency(FEW, tails.astype(np.int64), heads.astype(np.int64))
    return WeightedGraph(adjacency, weights.astype(float))


def test_no_tree_follows_what_is_closed() -> None:
    graph = graph_of([(0, 1, 1.0), (1, 2, math.inf)])
    for distance, before in (graph.forest(np.array([0])), graph.tree(0)):
        assert distance.tolist() == [0, 1, math.inf, math.inf]
        assert before.tolist()[1:] == [0, -9999, -9999]


def least(arcs: list[tuple[int, int, float]], a: int, b: int) -> float:
    """Return the least that any way without a repeated node takes."""
    if a == b:
        return 0
    step = {
        (tail, head): min(weight for one, other, weight in arcs if (one, other) == (tail, head))
        for tail, head, _ in arcs
    }
    others = [node for node in range(FEW) if node not in (a, b)]
    ways = [
        [a, *between, b]
        for count in range(len(others) + 1)
        for between in itertools.permutations(others, count)
    ]
    return min(sum(step.get(leg, math.inf) for leg in itertools.pairwise(way)) for way in ways)


@given(ARCS)
def test_distances_and_paths_are_the_least_of_all(arcs: list[tuple[int, int, float]]) -> None:
    graph = graph_of(arcs)
    distances = graph.distances(np.arange(FEW))
    for a, b in itertools.product(range(FEW), repeat=2):
        assert distances[a, b] == least(arcs, a, b)
        path = graph.path(a, np.array([b]))
        if math.isinf(distances[a, b]):
            assert path is None
            continue
        assert path is not None
        assert (path.nodes[0], path.nodes[-1]) == (a, b)
        steps = [(arcs[arc][0], arcs[arc][1]) for arc in path.arcs]
        assert steps == list(itertools.pairwise(path.nodes.tolist()))
        assert sum(arcs[arc][2] for arc in path.arcs) == distances[a, b]


@given(ARCS, st.sets(st.integers(0, FEW - 1), min_size=1))
def test_a_forest_grows_from_the_nearest_root(arcs: list[tuple[int, int, float]], roots: set[int]) -> None:
    graph = graph_of(arcs)
    distance, before = graph.forest(np.array(sorted(roots)))
    assert distance.tolist() == graph.distances(np.array(sorted(roots))).min(axis=0).tolist()
    for node in np.flatnonzero(np.isfinite(distance)):
        path = graph.path_from_root(before, int(node))
        assert path.nodes[0] in roots
        assert graph.weights[path.arcs].sum() == distance[node]


def test_nothing_is_reached_beyond_a_distance() -> None:
    graph = graph_of([(0, 1, 1.0), (1, 2, 2.5)])
    assert graph.forest(np.array([0]), within=3.4)[0].tolist() == [0, 1, math.inf, math.inf]
    assert graph.tree(0, within=3.5)[0].tolist() == [0, 1, 3.5, math.inf]


def test_of_equally_cheap_arcs_the_lowest_is_taken_and_of_others_the_cheapest() -> None:
    graph = graph_of([(0, 1, 2.5), (0, 1, 1.0), (0, 1, 1.0), (1, 0, 0.0), (1, 1, 0.0)])
    path = graph.path(0, np.array([1]))
    assert path is not None
    assert path.arcs.tolist() == [1]
    assert graph.matrix.toarray()[:2, :2].tolist() == [[0, 1], [0, 0]]
    assert graph.matrix.nnz == 2


def test_edges_are_arcs_both_ways() -> None:
    both = Adjacency.both_ways(3, np.array([0, 1]), np.array([1, 2]))
    assert list(zip(both.tails, both.heads, strict=True)) == [(0, 1), (1, 2), (1, 0), (2, 1)]
    assert both.entries.indptr.tolist() == [0, 1, 3, 4]
    assert both.entries.indices.tolist() == [1, 0, 2, 1]


@pytest.mark.parametrize("arcs", [[], [(1, 1, 1.0)]])
def test_a_graph_without_a_way_has_no_paths(arcs: list[tuple[int, int, float]]) -> None:
    graph = graph_of(arcs)
    assert graph.path(0, np.array([1])) is None
    assert np.isinf(graph.distances(np.array([0]))[0, 1:]).all()


# From 0 to 5 by sea through a strait (edge 0), or by sea, land and sea again (1, 2, 3); then by land.
STRAIT = of_pairs(
    [(0, 3), (0, 1), (1, 2), (2, 3), (3, 5)],
    modes=["sea", "sea", "rail", "sea", "road"],
    hours=[100, 1, 1, 1, 1],
    gates={"strait": [0]},
    once=[0, 1, 3],
)


def test_goods_do_not_leave_a_ship_to_take_another() -> None:
    assert STRAIT.shortest_route(0, 5).edges == (0, 4)
    assert [route.edges for route in STRAIT.alternatives(0, 5, 5, max_shared=1)] == [(0, 4)]
    assert STRAIT.replacement_routes(0, 5, depth=1, by="time").best("strait") is None
    assert STRAIT.minimum_cut(0, 5, apart="gate").gates == ("strait",)
    assert [route.edges for route in STRAIT.independent_routes(0, 5, apart="gate", by="time")] == [(0, 4)]
    with pytest.raises(geo.NoRouteError, match="edge 0 of strait"):
        STRAIT.without(gates="strait").shortest_route(0, 5)


def test_a_land_bridge_is_one_of_the_edges_taken_once() -> None:
    bridge = of_pairs([(0, 1), (1, 2), (2, 3)], modes=["sea", "rail", "sea"], hours=[1, 1, 1], once=[0, 1, 2])
    assert bridge.shortest_route(0, 3).edges == (0, 1, 2)


def test_a_route_around_every_gate_may_take_some_edges_once() -> None:
    around = of_pairs([(0, 1), (1, 5), (0, 2), (2, 5)], once=[1], gates={"strait": [2]})
    with pytest.raises(geo.NoCutError, match="passes none") as caught:
        around.minimum_cut(0, 5, apart="gate")
    assert caught.value.route.edges == (0, 1)


def test_a_path_leaves_out_what_lies_between_two_visits_of_a_node() -> None:
    """Rounding alone could lead to one: whatever is open later is open before."""
    stages = of_pairs([(0, 1), (1, 3), (3, 1), (1, 2)], once=[1, 2])._graph.stages
    first, second, third = (copy[:4].tolist() for copy in stages.place)
    nodes = [first[0], first[1], second[1], second[3], second[1], third[1], third[2]]
    ends = zip(stages.adjacency.tails.tolist(), stages.adjacency.heads.tolist(), strict=True)
    arc_between = {pair: arc for arc, pair in enumerate(ends)}
    arcs = [arc_between[pair] for pair in pairwise(nodes)]
    walk = stages.walk(Path(np.array(nodes), np.array(arcs)))
    assert (walk.nodes.tolist(), walk.arcs.tolist()) == ([0, 1, 2], [0, 3])


def test_over_land_alone_nothing_is_taken_once() -> None:
    assert STRAIT.shortest_route(1, 2).edges == (2,)
    assert STRAIT.shortest_route(5, 3).edges == (4,)


def test_a_route_may_start_and_end_on_the_stretch() -> None:
    chain = of_pairs([(0, 1), (1, 2), (2, 3)], hours=[1, 1, 1], once=[0, 2])
    assert not joined(chain, 0, 3)
    assert chain.distances([0])[0].tolist() == [0, 1, 2, math.inf, math.inf, math.inf]
    assert chain.distances([3])[0].tolist() == [math.inf, 2, 1, 0, math.inf, math.inf]


@given(networks(once=True))
def test_every_route_is_the_least_of_all_paths(network: geo.Network) -> None:
    assert network.hours is not None
    for goal in range(1, NODES):
        ways = [network.hours[list(path)].sum() for path in all_paths(network, 0, goal)]
        least = min(ways, default=math.inf)
        assert network.distances([0])[0, goal] == network.distances([goal])[0, 0] == least
        assert network.distances_from_any([0])[goal] == network.best_routes([goal], [0]).hours[0, 0] == least
        if ways:
            route = network.shortest_route(0, goal)
            check_route(network, route, 0, goal)
            assert route.hours == least


@given(networks(once=True))
def test_what_keeps_apart_is_enough(network: geo.Network) -> None:
    closed = np.flatnonzero(~network.is_open)
    if joined(network, 0, NODES - 1):
        return
    with pytest.raises(geo.NoRouteError) as caught:
        network.shortest_route(0, NODES - 1)
    assert {*caught.value.cut.edges} <= {*closed.tolist()}
    everything = geo.Network(
        network.lonlat,
        network.tails,
        network.heads,
        modes=network.modes,
        capacities=network.capacities,
        once=network.once,
    )
    assert not joined(everything.without(edges=caught.value.cut.edges), 0, NODES - 1)


@pytest.mark.parametrize(
    "ask",
    [
        lambda network: network.minimum_cut(0, 5),
        lambda network: network.minimum_cut(0, 5, apart="node"),
        lambda network: network.independent_routes(0, 5),
        lambda network: network.independent_routes(0, 5, apart="node"),
        lambda network: network.adds_route(0, 5, [0], [5]),
        lambda network: network.maximum_flow(0, 5),
    ],
)
def test_flows_say_that_they_know_no_stages(ask: object) -> None:
    with pytest.raises(geo.ArgumentError, match=r"to be taken once.*make gates of what counts"):
        ask(STRAIT)  # type: ignore[operator]


def test_it_stays_so_whatever_becomes_of_the_network() -> None:
    again = pickle.loads(pickle.dumps(STRAIT))  # noqa: S301 - our own
    made = [STRAIT.without(), STRAIT.merge([[4, 5]]), STRAIT.with_gates({}), STRAIT.with_delay([0], 0), again]
    for network in made:
        assert network.once.tolist() == [0, 1, 3]
        assert network.shortest_route(0, 3).edges == (0,)


def test_an_unknown_edge_is_refused() -> None:
    with pytest.raises(geo.ArgumentError, match=r"once\[0\]: expected one of the 1 edges, from 0, got 1"):
        of_pairs([(0, 1)], once=[1])
