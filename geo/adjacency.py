"""Sparse matrices of multigraphs, and shortest paths in them.

A sparse matrix has one entry from a node to a neighbour; a multigraph may have several arcs there. Here every
entry knows its arcs, has the weight of the cheapest, and a path tells which arcs it takes. Graphs of the same
arcs share their structure whatever their weights; an arc that is closed has an infinite one.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from .chains import ragged

if TYPE_CHECKING:
    from .ellipsoid import FloatArray, IntArray

Int32Array = NDArray[np.int32]

# What scipy gives as the predecessor of a node that has none.
_NO_NODE: Final = -9999
# Arcs of infinite weight must stay unused: without this limit scipy follows them.
_REACH: Final = sys.float_info.max


@dataclass(frozen=True, eq=False, slots=True)
class Adjacency:
    """The entries of a multigraph's matrix, and the arcs of each.

    Parameters
    ----------
    nodes : int
        How many nodes there are.
    keys : array of int, shape (entries,)
        Each entry as ``row * nodes + column``, ascending.
    arcs : array of int
        Arcs ordered by their entry; loops, which no path takes, are left out.
    first : array of int, shape (entries + 1,)
        The arcs of entry k are ``arcs[first[k]:first[k + 1]]``.
    indptr, indices : array of int
        The entries in compressed sparse rows.
    """

    nodes: int
    keys: IntArray
    arcs: IntArray
    first: IntArray
    indptr: Int32Array
    indices: Int32Array

    @classmethod
    def of(cls, nodes: int, tails: IntArray, heads: IntArray) -> Adjacency:
        """Sort arcs, given by the nodes they lead from and to, into entries."""
        arcs = np.flatnonzero(tails != heads)
        key = tails[arcs] * nodes + heads[arcs]
        order = np.argsort(key)
        arcs, key = arcs[order], key[order]
        starts = np.flatnonzero(np.diff(key, prepend=-1))
        keys = key[starts]
        rows, columns = np.divmod(keys, max(nodes, 1))
        indptr = np.searchsorted(rows, np.arange(nodes + 1)).astype(np.int32)
        return cls(nodes, keys, arcs, np.append(starts, len(arcs)), indptr, columns.astype(np.int32))

    def matrix(self, weights: FloatArray) -> csr_array:
        """Return the matrix of the cheapest weights; `weights` are those of the arcs."""
        values = weights[self.arcs]
        cheapest = np.minimum.reduceat(values, self.first[:-1]) if len(self.keys) else values
        return csr_array((cheapest, self.indices, self.indptr), shape=(self.nodes, self.nodes))

    def cheapest_arcs(self, path: IntArray, weights: FloatArray) -> IntArray:
        """Return the cheapest arc from each node of a path to the next; of equals the lowest."""
        entry = np.searchsorted(self.keys, path[:-1] * self.nodes + path[1:])
        step, place = ragged(self.first[entry + 1] - self.first[entry])
        arcs = self.arcs[self.first[entry][step] + place]
        best = np.lexsort((arcs, weights[arcs], step))[np.searchsorted(step, np.arange(len(entry)))]
        chosen: IntArray = arcs[best]
        return chosen


class Path(NamedTuple):
    """Nodes in the order of travel, and the arcs between them."""

    nodes: IntArray
    arcs: IntArray


@dataclass(frozen=True, eq=False)
class WeightedGraph:
    """A multigraph with weights.

    Parameters
    ----------
    adjacency : Adjacency
    weights : array of float, shape (arcs,)
        At least 0; infinite where closed.
    """

    adjacency: Adjacency
    weights: FloatArray

    @cached_property
    def matrix(self) -> csr_array:
        """The matrix of the cheapest weights."""
        return self.adjacency.matrix(self.weights)

    def distances(self, origins: IntArray) -> FloatArray:
        """Return the distance from each origin to every node; infinite where out of reach."""
        distance: FloatArray = dijkstra(self.matrix, indices=origins, limit=_REACH)
        return distance

    def tree(self, origin: int) -> tuple[FloatArray, Int32Array]:
        """Return the distance to every node, and the node before it on the way."""
        distance, before = dijkstra(self.matrix, indices=origin, return_predecessors=True, limit=_REACH)
        return distance, before

    def path(self, a: int, b: int) -> Path | None:
        """Return the shortest path between two nodes, or None if there is none."""
        distance, before = self.tree(a)
        return self.traced(before, b) if np.isfinite(distance[b]) else None

    def traced(self, before: Int32Array, b: int) -> Path:
        """Return the path from the root of a tree to node b."""
        nodes = [b]
        while (previous := int(before[nodes[-1]])) != _NO_NODE:
            nodes.append(previous)
        path = np.array(nodes[::-1], np.int64)
        return Path(path, self.adjacency.cheapest_arcs(path, self.weights))
