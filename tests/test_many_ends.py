"""Distances and best routes of many ends at once, before and after closures."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from isthmus import geo
from small_networks import NODES, networks, suez_and_cape

ENDS = ([[0, 1], [2]], [[3], [4, 5]])


@given(networks(once=True), st.sampled_from(["time", "distance"]))
def test_each_is_the_best_of_all_pairs_of_nodes(network: geo.Network, by: str) -> None:
    found = network.best_routes(*ENDS, by=by)
    for i, starts in enumerate(ENDS[0]):
        for j, ends in enumerate(ENDS[1]):
            assert found.least[i, j] == pytest.approx(network.distances(starts, ends, by=by).min())
            check_edges(network, found, (i, j), starts, ends)


def check_edges(
    network: geo.Network, found: geo.BestRoutes, pair: tuple[int, int], starts: list[int], ends: list[int]
) -> None:
    """Assert that a route leads over open edges from one end to the other, and adds up."""
    edges = found.edges[pair[0]][pair[1]]
    if edges is None:
        assert np.isinf([found.hours[pair], found.lengths_m[pair]]).all()
        return
    assert network.hours is not None
    assert network.is_open[edges].all()
    assert found.hours[pair] == pytest.approx(network.hours[edges].sum())
    assert found.lengths_m[pair] == pytest.approx(network.lengths_m[edges].sum())
    assert np.isnan(found.costs[pair])
    places = set(starts)
    for edge in edges.tolist():
        places = {int(network.heads[edge]), int(network.tails[edge])} - places or places
    assert places & set(ends)


@given(networks(once=True), st.data())
def test_rerouting_is_the_same_as_searching_anew(network: geo.Network, data: st.DataObject) -> None:
    before = network.best_routes(*ENDS)
    closed = data.draw(st.sets(st.sampled_from(sorted(network.gates)))) if network.gates else set()
    after = network.without(gates=sorted(closed))
    again, anew = after.reroute(before), after.best_routes(*ENDS)
    assert again.hours == pytest.approx(anew.hours)
    for i, j in np.ndindex(2, 2):
        check_edges(after, again, (i, j), ENDS[0][i], ENDS[1][j])


def test_what_a_closure_does_not_touch_is_kept() -> None:
    network = geo.Network([(0, 0), (1, 0)], [0, 0], [1, 1], modes=["road", "rail"], hours=[2, 3])
    before = network.best_routes([0], [1])
    assert network.without(modes=["rail"]).reroute(before) is before
    assert before.all_edges().tolist() == [0]


def test_nodes_near_any_of_the_ends() -> None:
    line = geo.Network([(i, 0) for i in range(4)], [0, 1], [1, 2], modes=["sea"] * 2, hours=[1, 5])
    assert line.distances_from_any([0, 2]).tolist() == [0, 1, 0, np.inf]


def test_routes_beyond_a_limit_are_left_out() -> None:
    line = geo.Network([(i, 0) for i in range(4)], [0, 1], [1, 2], modes=["sea"] * 2, hours=[1, 5])
    assert line.best_routes([0], [1, 2, 3]).hours.tolist() == [[1, 6, np.inf]]
    assert line.best_routes([0], [1, 2, 3], within=5.9).hours.tolist() == [[1, np.inf, np.inf]]
    assert line.best_routes([0], [1, 2, 3], within=6).hours.tolist() == [[1, 6, np.inf]]


def test_an_end_needs_a_node() -> None:
    line = geo.Network([(0, 0), (1, 0)], [0], [1], modes=["sea"], hours=[1])
    with pytest.raises(geo.ArgumentError, match="at least one node an end, got none for end 0"):
        line.best_routes([[]], [1])


@pytest.mark.parametrize("origins", [[NODES], [0.5], [[0]]])
def test_distances_refuse_unknown_origins(origins: list[Any]) -> None:
    with pytest.raises(geo.ArgumentError, match="1 problem in the question:\norigins"):
        suez_and_cape().distances(origins)
