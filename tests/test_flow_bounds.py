"""The most that may run through a net is its maximum flow, the least what nothing else can replace."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isthmus.layers import Range
from isthmus.layers._supply.flow_bounds import Division, Flows, Transit
from proof_size import proof_size

COUNTRIES = 5
PAIRS = [(one, other) for one in range(COUNTRIES - 1) for other in range(1, COUNTRIES) if one != other]


def made(*flows: tuple[int, int, float]) -> Flows:
    tails, heads, sizes = (np.array(part) for part in zip(*flows, strict=True))
    return Flows(COUNTRIES, tails, heads, sizes.astype(float), sizes.astype(float))


def every(flows: Flows, end: int) -> Transit:
    return Transit(flows.heads == end, np.zeros(len(flows.heads), bool))


@settings(max_examples=proof_size(15, whole=500), deadline=None)
@given(st.lists(st.integers(0, 9), min_size=len(PAIRS), max_size=len(PAIRS)))
def test_the_most_is_the_maximum_flow(sizes: list[int]) -> None:
    """Of what leaves the origin nothing else is asked than that it is that much."""
    chosen = [(*pair, size) for pair, size in zip(PAIRS, sizes, strict=True) if size]
    if not any(tail == 0 for tail, *_ in chosen) or not any(head == 4 for _, head, _ in chosen):
        return
    flows = made(*chosen)
    graph = nx.DiGraph()
    graph.add_nodes_from(range(COUNTRIES))
    graph.add_weighted_edges_from(chosen, weight="capacity")
    found = Division(flows, 0, 4).bounds(every(flows, 4), as_share=False)
    assert found.high == pytest.approx(nx.maximum_flow_value(graph, 0, 4))


def test_countries_between_are_on_a_way_from_one_end_to_the_other() -> None:
    flows = made((0, 1, 1), (1, 4, 1), (0, 2, 1), (3, 4, 1))
    assert flows.between(0, 4) == [1]


def test_a_share_is_of_what_leaves_the_origin() -> None:
    flows = Flows(COUNTRIES, np.array([0, 0]), np.array([4, 1]), np.array([2.0, 6.0]), np.array([4.0, 8.0]))
    division = Division(flows, 0, 4)
    assert division.bounds(every(flows, 4), as_share=True) == Range(0.2, 0.4)  # 2 of 10, 4 of 10
    assert division.bounds(every(flows, 4), as_share=False) == Range(2, 4)


def test_of_nothing_there_is_no_share_and_without_an_end_no_bound() -> None:
    nothing = Flows(COUNTRIES, np.array([0]), np.array([4]), np.array([0.0]), np.array([0.0]))
    assert np.isnan(Division(nothing, 0, 4).bounds(every(nothing, 4), as_share=True).high)
    endless = nothing._replace(high=np.array([np.inf]))
    assert Division(endless, 0, 4).bounds(every(endless, 4), as_share=False) == Range(0, np.inf)
