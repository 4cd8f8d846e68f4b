"""Demand assigned to routes whose gates take only so much, against networkx and over every path there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from isthmus import geo
from proof_size import proof_size
from small_networks import NODES, POINTS, all_paths, networks, of_pairs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def two_ways() -> geo.Network:
    """Return a way of 5 hours past north, one of 9 past south, and a way to node 2 past north alone."""
    return of_pairs(
        [(0, 1), (0, 1), (1, 2)], hours=[5, 9, 1], gates={"north": [0], "south": [1], "last": [2]}
    )


def gate_loads(flow: geo.RouteFlow) -> dict[str, float]:
    return dict(zip(flow.gates, flow.loads.round(6).tolist(), strict=True))


def test_what_the_best_way_does_not_take_goes_by_the_next_and_the_rest_is_left() -> None:
    found = two_ways().assign([0], [1], [[20]], capacities={"north": (12, 14), "south": (3, 5)})
    assert gate_loads(found.least) == {"north": 12, "south": 3}
    assert gate_loads(found.most) == {"north": 14, "south": 5}
    bounds = found.unserved_low, found.unserved_high
    assert [end.round(4).tolist() for end in bounds] == [[[1.0]], [[5.0]]]
    assert (found.least.amounts @ found.least.taken).round(6) == 12 * 5 + 3 * 9


def test_a_pair_that_has_another_way_makes_room_for_one_that_has_none() -> None:
    # A from 0 to 1 has two ways, B from 3 to 1 but one, past north: the quick one of A's
    network = of_pairs(
        [(0, 2), (3, 2), (2, 1), (0, 1)], hours=[1, 1, 1, 9], gates={"north": [2], "south": [3]}
    )
    found = network.assign([0, 3], [1], [[10], [10]], capacities={"north": (10, 10)})
    assert found.least.unserved.tolist() == [[0.0], [0.0]]
    assert [edges.tolist() for edges in found.least.edges] == [[1, 2], [3]]
    assert found.unserved_high.sum() == 0


def test_which_of_two_pairs_is_left_is_not_told_where_it_does_not_follow() -> None:
    network = of_pairs([(0, 2), (3, 2), (2, 1)], hours=[1, 1, 1], gates={"north": [2]})
    found = network.assign([0, 3], [1], [[10], [10]], capacities={"north": (15, 15)})
    assert found.least.unserved.sum() == pytest.approx(5)
    assert found.unserved_low.ravel().tolist() == [0.0, 0.0]
    assert found.unserved_high.ravel().round(4).tolist() == [5.0, 5.0]


def test_a_gate_that_takes_nothing_is_shut_and_one_without_limit_takes_everything() -> None:
    found = two_ways().assign([0], [1], [[20]], capacities={"north": (0, 0), "south": (0, np.inf)})
    assert found.least.unserved.tolist() == [[20.0]]
    assert found.most.unserved.tolist() == [[0.0]]
    assert (found.unserved_low.tolist(), found.unserved_high.tolist()) == ([[0.0]], [[20.0]])


def test_a_pair_that_nothing_joins_is_left_and_one_without_demand_is_not() -> None:
    found = two_ways().assign([0], [1, 5, 2], [[3, 4, 0]], capacities={})
    assert found.unserved_low.tolist() == found.unserved_high.tolist() == [[0.0, 4.0, 0.0]]
    assert found.least.pairs.tolist() == [[0, 0]]


def test_an_end_of_several_nodes_starts_at_whichever_is_best_and_goes_on_from_the_next() -> None:
    network = of_pairs([(0, 2), (1, 2)], hours=[1, 5], gates={"near": [0]})
    found = network.assign([[0, 1]], [2], [[10]], capacities={"near": (6, 6)})
    assert dict(zip((tuple(e.tolist()) for e in found.least.edges), found.least.amounts, strict=True)) == {
        (0,): pytest.approx(6),
        (1,): pytest.approx(4),
    }


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"demand": [[1, 2]]}, "demand: expected numbers from 0, a row for each of the origins"),
        ({"demand": [[-1]]}, "demand: expected numbers from 0"),
        ({"demand": [[0]]}, "demand: expected some above 0, got none"),
        ({"capacities": {"east": (1, 2)}}, "capacities: expected the least and the most by names of gates"),
        ({"capacities": {"north": (2, 1)}}, r"capacities\['north'\]: expected two numbers from 0, the least"),
        ({"capacities": {"north": 5}}, r"capacities\['north'\]: expected two numbers"),
        ({"capacities": [3]}, "capacities: expected the least and the most"),
        ({"destinations": [77]}, "expected one of the 6 nodes"),
        ({"by": "cost"}, "this network knows no costs"),
    ],
)
def test_what_is_wrong_is_told(changed: dict[str, Any], said: str) -> None:
    asked: dict[str, Any] = {
        "origins": [0],
        "destinations": [1],
        "demand": [[1]],
        "capacities": {},
        "by": "time",
    }
    with pytest.raises(geo.ArgumentError, match=said):
        two_ways().assign(**(asked | changed))


@st.composite
def roads(draw: st.DrawFn) -> tuple[geo.Network, list[int]]:
    """Draw a network whose every edge is a gate, and what each takes."""
    count = draw(st.integers(1, 10))
    edges = st.lists(st.integers(0, NODES - 1), min_size=count, max_size=count)
    network = geo.Network(
        POINTS,
        draw(edges),
        draw(edges),
        modes=["rail"] * count,
        hours=draw(st.lists(st.integers(1, 6), min_size=count, max_size=count)),
        gates={f"g{edge:02d}": [edge] for edge in range(count)},
    )
    return network, draw(st.lists(st.integers(0, 5), min_size=count, max_size=count))


def as_directed(network: geo.Network, takes: list[int]) -> nx.DiGraph[Any]:
    """Return a graph with a node in the middle of every arc, since networkx knows no parallel ones here."""
    graph: nx.DiGraph[Any] = nx.DiGraph()
    graph.add_nodes_from(range(NODES))
    for edge, most in enumerate(takes):
        one, other, hours = int(network.tails[edge]), int(network.heads[edge]), int(network.hours[edge])  # type: ignore[index]
        for a, b, way in ((one, other, "there"), (other, one, "back")):
            graph.add_edge(a, (edge, way), capacity=most, weight=hours)
            graph.add_edge((edge, way), b, capacity=most, weight=0)
    return graph


@settings(max_examples=proof_size(15, 300))
@given(roads(), st.integers(1, 12))
def test_one_pair_is_served_as_networkx_serves_it(drawn: tuple[geo.Network, list[int]], demand: int) -> None:
    network, takes = drawn
    capacities = {name: (float(most), float(most)) for name, most in zip(network.gates, takes, strict=True)}
    found = network.assign([0], [1], [[demand]], capacities=capacities).least
    graph = as_directed(network, takes)
    served = min(demand, nx.maximum_flow_value(graph, 0, 1))
    graph.nodes[0]["demand"], graph.nodes[1]["demand"] = -served, served
    assert found.amounts.sum() == pytest.approx(served, abs=1e-6)
    assert found.amounts @ found.taken == pytest.approx(nx.min_cost_flow_cost(graph), abs=1e-6)
    assert np.allclose(found.amounts, found.amounts.round(), atol=1e-6)  # whole, as what is asked


def over_all_paths(
    network: geo.Network, ends: list[tuple[int, int]], demand: Floats, capacities: dict[str, float]
) -> tuple[float, float]:
    """Return how much is left unserved and what the rest takes, by a linear program over every path."""
    paths = [(pair, edges) for pair, (a, b) in enumerate(ends) for edges in all_paths(network, a, b)]
    hours = np.array([sum(float(network.hours[e]) for e in edges) for _, edges in paths])  # type: ignore[index]
    of_pair = np.array([[float(pair == k) for pair, _ in paths] for k in range(len(ends))]).reshape(
        len(ends), -1
    )
    rows = [
        [sum(edge in network.gates[name] for edge in edges) for _, edges in paths] + [0] * len(ends)
        for name in capacities
    ]
    left = linprog(
        np.append(np.zeros(len(paths)), np.ones(len(ends))),
        A_ub=np.array(rows, float).reshape(len(capacities), -1) if rows else None,
        b_ub=[*capacities.values()] if rows else None,
        A_eq=np.hstack([of_pair, np.eye(len(ends))]),
        b_eq=demand,
    ).fun
    whole = linprog(
        np.append(hours, np.full(len(ends), 1e5)),
        A_ub=np.array(rows, float).reshape(len(capacities), -1) if rows else None,
        b_ub=[*capacities.values()] if rows else None,
        A_eq=np.hstack([of_pair, np.eye(len(ends))]),
        b_eq=demand,
    )
    return float(left), float(hours @ whole.x[: len(paths)])


ENDS = [(0, 1), (0, 2), (3, 1), (3, 2)]
TAKES = st.tuples(st.integers(0, 6), st.integers(0, 6)).map(sorted)


@settings(max_examples=proof_size(15, 300))
@given(networks(once=True), st.lists(st.integers(0, 5), min_size=4, max_size=4), st.data())
def test_pairs_that_share_gates_are_served_as_over_every_path(
    network: geo.Network, demand: list[int], data: st.DataObject
) -> None:
    if not sum(demand):
        return
    takes = {name: data.draw(TAKES) for name in network.gates}
    limits = {name: (float(low), float(high)) for name, (low, high) in takes.items()}
    amounts = np.array(demand, float).reshape(2, 2)
    found = network.assign([0, 3], [1, 2], amounts, capacities=limits)
    for flow, end in ((found.least, 0), (found.most, 1)):
        left, hours = over_all_paths(network, ENDS, amounts.ravel(), {k: v[end] for k, v in limits.items()})
        assert flow.unserved.sum() == pytest.approx(left, abs=1e-5)
        assert flow.amounts @ flow.taken == pytest.approx(hours, abs=1e-3)
    assert found.most.unserved.sum() <= found.least.unserved.sum() + 1e-6  # more room never serves less
    between = {name: tuple([data.draw(st.floats(*ends))] * 2) for name, ends in limits.items()}
    inner = network.assign([0, 3], [1, 2], amounts, capacities=between).least  # type: ignore[arg-type]
    assert (found.unserved_low <= inner.unserved + 1e-5).all()
    assert (inner.unserved <= found.unserved_high + 1e-5).all()
    assert found.most.unserved.sum() - 1e-5 <= inner.unserved.sum() <= found.least.unserved.sum() + 1e-5
    names = sorted(network.gates)[:1]
    shut = network.without(gates=names).assign([0, 3], [1, 2], amounts, capacities=limits)
    assert shut.least.unserved.sum() >= found.least.unserved.sum() - 1e-5  # more closures never serve more
    assert shut.most.unserved.sum() >= found.most.unserved.sum() - 1e-5
