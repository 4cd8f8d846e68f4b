"""Cuts of gates and routes without a common gate, against arguments and brute force."""

from __future__ import annotations

import math
from itertools import combinations

import pytest
from hypothesis import given

from isthmus import geo
from isthmus.geo._networks.gate_cuts import RegionGraph
from small_networks import NODES, all_paths, check_route, fewest, joined, most_disjoint, networks, of_pairs


def test_two_rails_over_one_strait_are_two_edges_and_one_gate() -> None:
    two_rails = of_pairs([(0, 1), (0, 1), (1, 3)], gates={"strait": [0, 1]})
    assert two_rails.minimum_cut(0, 1).size == len(two_rails.independent_routes(0, 1, by="distance")) == 2
    cut = two_rails.minimum_cut(0, 1, apart="gate")
    assert (cut.size, cut.gates, cut.edges) == (1, ("strait",), (0, 1))
    assert len(two_rails.independent_routes(0, 1, apart="gate", by="distance")) == 1


@pytest.mark.parametrize("ask", [geo.Network.minimum_cut, geo.Network.independent_routes])
def test_a_route_around_every_gate_proves_that_no_gates_part(ask: object) -> None:
    around = of_pairs([(0, 1), (0, 2), (2, 1)], gates={"strait": [0]})
    with pytest.raises(geo.NoCutError, match="passes none") as caught:
        ask(around, 0, 1, apart="gate")  # type: ignore[operator]
    assert caught.value.route.edges == (1, 2)
    assert caught.value.route.gates == ()


def test_a_gate_is_no_shortcut_between_its_edges() -> None:
    """One node for the whole gate would lead from 0 to 5 through edges that never meet."""
    scattered = of_pairs([(0, 1), (2, 3), (4, 5)], gates={"airspace": [0, 2]})
    assert scattered.minimum_cut(0, 5, apart="gate").size == 0


def test_a_route_may_pass_a_gate_twice() -> None:
    chain = of_pairs([(0, 1), (1, 3), (0, 2), (2, 3)], gates={"lane": [0, 1], "detour": [2], "end": [3]})
    assert [route.gates for route in chain.independent_routes(0, 3, apart="gate", by="distance")] == [
        ("lane",),
        ("detour", "end"),
    ]


def test_overlapping_gates_need_not_have_as_many_routes_as_cuts() -> None:
    """Three routes any two of which share a gate: two gates must close, yet no two routes are independent."""
    middle = of_pairs([(0, 3)] * 3, gates={"p": [0, 1], "q": [1, 2], "r": [0, 2]})
    assert middle.minimum_cut(0, 3, apart="gate").size == 2
    assert len(middle.independent_routes(0, 3, apart="gate", by="distance")) == 1


def test_routes_that_share_no_gate_are_found_where_the_shortest_hides_them() -> None:
    """The shortest route passes both gates of the cut; ways through one gate each leave it aside."""
    zigzag = of_pairs(
        [(0, 1), (1, 3), (0, 2), (2, 3), (1, 2)],
        hours=[1, 9, 9, 1, 0],
        gates={"a": [0], "b": [1], "c": [2], "d": [3], "middle": [4]},
    )
    assert zigzag.shortest_route(0, 3).gates == ("a", "middle", "d")
    assert [route.gates for route in zigzag.independent_routes(0, 3, apart="gate", by="distance")] == [
        ("a", "b"),
        ("c", "d"),
    ]


@given(networks(once=True))
def test_gate_cuts_and_routes_are_exact(small: geo.Network) -> None:
    passed = [
        frozenset(name for name, held in small.gates.items() if set(path) & set(held.tolist()))
        for path in all_paths(small, 0, NODES - 1)
    ]
    if frozenset() in passed:
        with pytest.raises(geo.NoCutError) as caught:
            small.minimum_cut(0, NODES - 1, apart="gate")
        check_route(small, caught.value.route, 0, NODES - 1)
        assert caught.value.route.gates == ()
        return
    cut = small.minimum_cut(0, NODES - 1, apart="gate")
    assert cut.size == len(cut.gates)
    cuts = [
        chosen for chosen in combinations(small.gates, cut.size) if all(gates & {*chosen} for gates in passed)
    ]
    assert cut.size == fewest(list(small.gates), lambda chosen: all(gates & set(chosen) for gates in passed))
    assert cut.is_only == (len(cuts) == 1 if cut.size else None)
    assert not joined(small.without(gates=cut.gates), 0, NODES - 1)
    assert not joined(small.without(edges=cut.edges), 0, NODES - 1)
    routes = small.independent_routes(0, NODES - 1, apart="gate", by="distance")
    assert len(routes) == most_disjoint(passed)
    gates = [name for route in routes for name in route.gates]
    assert len(set(gates)) == len(gates)
    for route in routes:
        check_route(small, route, 0, NODES - 1)
    region_graph = RegionGraph.of(small._graph, 0, NODES - 1)
    if routes and region_graph is not None:  # the integer program agrees, even where it was not needed
        shares = region_graph.disjoint_gates([list(small.gates).index(name) for name in cut.gates])
        assert len(shares) == len(routes)


@given(networks())
def test_the_cut_of_the_least_weight_is_exact(small: geo.Network) -> None:
    passed = [
        frozenset(name for name, held in small.gates.items() if set(path) & set(held.tolist()))
        for path in all_paths(small, 0, NODES - 1)
    ]
    if frozenset() in passed:
        return
    weights = {name: 1.0 + 0.3 * place for place, name in enumerate(small.gates)}
    sums = [
        math.fsum(weights[name] for name in chosen)
        for size in range(len(weights) + 1)
        for chosen in combinations(weights, size)
        if all(gates & {*chosen} for gates in passed)
    ]
    cut = small.minimum_cut(0, NODES - 1, apart="gate", weights=weights)
    assert not joined(small.without(edges=cut.edges), 0, NODES - 1)
    assert math.fsum(weights[name] for name in cut.gates) == pytest.approx(min(sums))


def test_of_two_smallest_cuts_the_lighter_is_told() -> None:
    chain = of_pairs([(0, 1), (1, 2)], gates={"a": [0], "b": [1]})
    for light in ("a", "b"):
        weights = {name: 1.0 if name == light else 1.01 for name in ("a", "b")}
        assert chain.minimum_cut(0, 2, apart="gate", weights=weights).gates == (light,)


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ({"c": 1.0}, "weights: expected numbers above 0 by the names of gates of this network, got 'c'"),
        ({"a": 0.0}, r"weights\['a'\]: expected a number above 0, got 0.0"),
        ({"a": float("inf")}, "expected a number above 0"),
        ([1.0], "expected numbers above 0 by the names of gates"),
    ],
)
def test_weights_are_checked(weights: object, message: str) -> None:
    chain = of_pairs([(0, 1), (1, 2)], gates={"a": [0], "b": [1]})
    with pytest.raises(geo.ArgumentError, match=message):
        chain.minimum_cut(0, 2, apart="gate", weights=weights)  # type: ignore[arg-type]
    with pytest.raises(geo.ArgumentError, match='expected none but for apart="gate"'):
        chain.minimum_cut(0, 2, apart="edge", weights={"a": 1.0})
