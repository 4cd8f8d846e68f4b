"""Graphs from which nodes are taken out, against searches in the whole ones under every closure."""

from __future__ import annotations

from itertools import chain, combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from isthmus.geo._networks.contraction import Contraction, GatedArcs, contract

NODES, GATES = 7, 3


@st.composite
def graphs(draw: st.DrawFn) -> tuple[GatedArcs, np.ndarray]:
    """Draw arcs of seven nodes, some of them parallel, and the sets of three gates that they may pass."""
    ends = draw(st.lists(st.tuples(*[st.integers(0, NODES - 1)] * 2), min_size=1, max_size=25))
    tail, head = np.array([(a, b) for a, b in ends if a != b], np.int64).reshape(-1, 2).T
    numbers = st.lists(st.integers(0, 2**GATES - 1), min_size=len(tail), max_size=len(tail))
    kind, weight = (np.array(draw(numbers), np.int64) for _ in range(2))
    sets = np.arange(2**GATES, dtype=np.uint64).reshape(-1, 1)
    return GatedArcs(tail, head, weight.astype(float), kind, np.arange(len(tail))), sets


def least(nodes: int, arcs: GatedArcs, sets: np.ndarray, closed: int, ends: tuple[int, int]) -> float:
    """Return what it takes from one node to another over arcs that pass none of some gates."""
    weights = np.full((nodes, nodes), np.inf)
    is_open = (sets[arcs.kind, 0] & np.uint64(closed)) == 0
    np.minimum.at(weights, (arcs.tail[is_open], arcs.head[is_open]), arcs.weight[is_open])
    there = np.nonzero(np.isfinite(weights))
    matrix = csr_array((weights[there], there), shape=(nodes, nodes))
    return float(dijkstra(matrix, indices=ends[0])[ends[1]])


@given(graphs())
def test_every_closure_leaves_the_ways_that_it_left_in_the_whole_graph(
    drawn: tuple[GatedArcs, np.ndarray],
) -> None:
    arcs, sets = drawn
    small = contract(NODES, arcs, sets, np.array([0, 1]))
    ends = (int(small.number[0]), int(small.number[1]))
    for closed in range(2**GATES):
        left = least(small.nodes, small.arcs, small.sets, closed, ends)
        assert left == pytest.approx(least(NODES, arcs, sets, closed, (0, 1)))


@given(graphs())
def test_an_arc_unfolds_into_those_that_it_stands_for(drawn: tuple[GatedArcs, np.ndarray]) -> None:
    arcs, sets = drawn
    small = contract(NODES, arcs, sets, np.array([0, 1]))
    numbers, row = small.unfold(small.arcs.number, np.arange(len(small.arcs.tail)))
    for place, (tail, head, weight, kind) in enumerate(zip(*small.arcs[:4], strict=True)):
        passed = arcs.choose(numbers[row == place])
        walked = [*passed.tail.tolist(), int(passed.head[-1])]
        assert walked[1:-1] == passed.head[:-1].tolist()
        assert small.number[[walked[0], walked[-1]]].tolist() == [tail, head]
        assert passed.weight.sum() == weight
        assert np.bitwise_or.reduce(sets[passed.kind]).tolist() == small.sets[kind].tolist()


def chained(count: int) -> Contraction:
    """Take the nodes out of a chain whose arcs all pass one gate."""
    steps = np.arange(count)
    arcs = GatedArcs(steps, steps + 1, np.ones(count), np.zeros(count, np.int64), steps)
    return contract(count + 1, arcs, np.ones((1, 1), np.uint64), np.array([0, count]))


def test_of_a_chain_one_arc_is_left() -> None:
    small = chained(40)
    assert (small.nodes, small.arcs.weight.tolist()) == (2, [40.0])


def test_other_arcs_than_those_that_are_needed_are_left_out() -> None:
    """The first serves for the second, which takes as much and passes a gate more; not for the third."""
    arcs = GatedArcs(
        np.zeros(3, np.int64), np.ones(3, np.int64), np.array([2.0, 2.0, 1.0]), np.arange(3), np.arange(3)
    )
    sets = np.array([[0], [1], [2]], np.uint64)
    assert contract(2, arcs, sets, np.array([0, 1])).arcs.kind.tolist() == [2, 0]


def test_no_arcs_are_left_of_none() -> None:
    nothing = np.empty(0, np.int64)
    arcs = GatedArcs(nothing, nothing, np.empty(0), nothing, nothing)
    small = contract(3, arcs, np.zeros((1, 1), np.uint64), np.array([0, 2]))
    assert (small.nodes, len(small.arcs.tail)) == (2, 0)
    assert [*chain.from_iterable(combinations(small.number.tolist(), 1))] == [0, -1, 1]
