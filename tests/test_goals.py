"""Searches towards a goal find what Dijkstra's algorithm finds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from isthmus.geo._networks.adjacency import Adjacency, WeightedGraph
from isthmus.geo._networks.goals import GoalSearch

NODES, EDGES = 12, 24


def random_graph(seed: int) -> WeightedGraph:
    """Return a graph with parallel edges, edges that cost nothing and closed ones; the same both ways."""
    rng = np.random.default_rng(seed)
    tails, heads = rng.integers(0, NODES, (2, EDGES))
    weights = rng.choice([0.0, 1.0, 2.5, 7.0, np.inf], EDGES)
    adjacency = Adjacency(NODES, np.concatenate([tails, heads]), np.concatenate([heads, tails]))
    return WeightedGraph(adjacency, np.tile(weights, 2))


@given(st.integers(0, 10_000))
def test_the_first_path_is_the_shortest(seed: int) -> None:
    graph = random_graph(seed)
    distance = graph.distances(np.array([0]))[0]
    for goal in range(1, NODES):
        path = GoalSearch(graph, goal).shortest(0)
        if path is None:
            assert np.isinf(distance[goal])
        else:
            assert graph.weights[path.arcs].sum() == pytest.approx(distance[goal])
            assert (path.nodes[0], path.nodes[-1]) == (0, goal)


@given(st.integers(0, 10_000))
def test_after_weights_have_risen_it_is_the_shortest_still(seed: int) -> None:
    graph, goal = random_graph(seed), NODES - 1
    search, weights = GoalSearch(graph, goal), graph.weights.copy()
    path = search.shortest(0)
    for _ in range(4):
        if path is None:
            return
        edges = path.arcs % EDGES
        arcs = np.concatenate([edges, edges + EDGES])
        weights[arcs] = 2 * weights[arcs] + 1
        search.raise_weights(arcs, weights[arcs])
        bound = weights[path.arcs].sum()
        assert search.total(path.arcs) == bound
        expected = WeightedGraph(graph.adjacency, weights).path(0, goal)
        path = search.path(0, within=bound)
        assert path is not None
        assert expected is not None
        assert weights[path.arcs].sum() == pytest.approx(weights[expected.arcs].sum())


def test_nothing_is_found_beyond_the_bound() -> None:
    adjacency = Adjacency(3, np.array([0, 1, 1, 2]), np.array([1, 2, 0, 1]))
    graph = WeightedGraph(adjacency, np.array([1.0, 1.0, 1.0, 1.0]))
    search = GoalSearch(graph, 2)
    search.raise_weights(np.array([0, 2]), np.array([5.0, 5.0]))
    assert search.path(0, within=5.0) is None
    path = search.path(0, within=6.0)
    assert path is not None
    assert path.nodes.tolist() == [0, 1, 2]
