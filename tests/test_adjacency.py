"""Shortest paths in multigraphs, against all paths there are."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from isthmus.geo._networks.adjacency import Adjacency, WeightedGraph

NODES = 4
WEIGHTS = [0.0, 1.0, 2.5, math.inf]
ARCS = st.lists(
    st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1), st.sampled_from(WEIGHTS)), max_size=9
)


def graph_of(arcs: list[tuple[int, int, float]]) -> WeightedGraph:
    tails, heads, weights = (np.array([arc[place] for arc in arcs]) for place in range(3))
    adjacency = Adjacency(NODES, tails.astype(np.int64), heads.astype(np.int64))
    return WeightedGraph(adjacency, weights.astype(float))


def least(arcs: list[tuple[int, int, float]], a: int, b: int) -> float:
    """Return the least that any way without a repeated node takes."""
    if a == b:
        return 0
    step = {
        (tail, head): min(weight for one, other, weight in arcs if (one, other) == (tail, head))
        for tail, head, _ in arcs
    }
    others = [node for node in range(NODES) if node not in (a, b)]
    ways = [
        [a, *between, b]
        for count in range(len(others) + 1)
        for between in itertools.permutations(others, count)
    ]
    return min(sum(step.get(leg, math.inf) for leg in itertools.pairwise(way)) for way in ways)


@given(ARCS)
def test_distances_and_paths_are_the_least_of_all(arcs: list[tuple[int, int, float]]) -> None:
    graph = graph_of(arcs)
    distances = graph.distances(np.arange(NODES))
    for a, b in itertools.product(range(NODES), repeat=2):
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


@given(ARCS, st.sets(st.integers(0, NODES - 1), min_size=1))
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
