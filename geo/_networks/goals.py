"""Search for paths to one goal among weights that rise.

Dijkstra's algorithm finds the ways to all nodes that are nearer before it finds the one looked for. If every
arc is weighted by what it adds to the way to the goal, arcs straight to the goal are free, and the search
strays no further than the path it looks for: A* with the exact distance as its estimate (Hart, Nilsson and
Raphael 1968, "A formal basis for the heuristic determination of minimum cost paths", IEEE Transactions on
Systems Science and Cybernetics 4, 100-107), written as Dijkstra's algorithm on reduced weights.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

if TYPE_CHECKING:
    from isthmus.geo._ellipsoid import FloatArray, IntArray

    from .adjacency import Path, WeightedGraph

# Sums of the same numbers in another order differ by less than this factor.
ROUNDING: Final = 1 + 1e-9


class GoalSearch:
    """Paths to a goal in a graph whose arcs become dearer.

    Parameters
    ----------
    graph : WeightedGraph
        The same weights both ways. It stays as it is.
    goal : int
    """

    def __init__(self, graph: WeightedGraph, goal: int) -> None:
        self._adjacency, self._goal = graph.adjacency, goal
        self._weights = graph.weights.copy()
        distance, _ = graph.tree(goal)
        self._to_goal = np.where(np.isfinite(distance), distance, 0.0)
        self._reaches = np.isfinite(distance)
        _, _, _, indptr, indices = self._adjacency.entries
        nearer = np.repeat(self._to_goal, np.diff(indptr)) - self._to_goal[indices]
        self._added = np.maximum(graph.matrix.data - nearer, 0.0)

    def shortest(self, a: int) -> Path | None:
        """Return the shortest path from node a, if any leads to the goal."""
        return self.path(a, within=float(self._to_goal[a])) if self._reaches[a] else None

    def path(self, a: int, *, within: float) -> Path | None:
        """Return the shortest path from node a, if one is no longer than `within`."""
        nodes, (_, _, _, indptr, indices) = self._adjacency.nodes, self._adjacency.entries
        added = csr_array((self._added, indices, indptr), shape=(nodes, nodes))
        most = max(within * ROUNDING - self._to_goal[a], 0.0)
        distance, before = dijkstra(added, indices=a, return_predecessors=True, limit=most)
        if not np.isfinite(distance[self._goal]):
            return None
        return self._adjacency.path_from_root(before, self._goal, self._weights)

    def raise_weights(self, arcs: IntArray, weights: FloatArray) -> None:
        """Make arcs dearer."""
        self._weights[arcs] = weights
        rows, columns = self._adjacency.tails[arcs], self._adjacency.heads[arcs]
        entry, cheapest = self._adjacency.cheapest(rows, columns, self._weights)
        nearer = self._to_goal[rows] - self._to_goal[columns]
        self._added[entry] = np.maximum(self._weights[cheapest] - nearer, 0.0)

    def total(self, arcs: IntArray) -> float:
        """Return the weight of arcs as it is now."""
        return float(self._weights[arcs].sum())
