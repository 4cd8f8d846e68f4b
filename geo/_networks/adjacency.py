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

from isthmus.geo._chains import unravel_rows

if TYPE_CHECKING:
    from isthmus.geo._ellipsoid import FloatArray, IntArray

Int32Array = NDArray[np.int32]

# What scipy gives as the predecessor of a node that has none.
_NO_NODE: Final = -9999
# Arcs of infinite weight must stay unused: without this limit scipy follows them.
_REACH: Final = sys.float_info.max


class Entries(NamedTuple):
    """The entries of a matrix in compressed sparse rows, and the arcs of each.

    Parameters
    ----------
    keys : array of int, shape (entries,)
        Each entry as ``row * nodes + column``, ascending.
    arcs : array of int
        Arcs ordered by their entry, loops left out.
    first : array of int, shape (entries + 1,)
        The arcs of entry k are ``arcs[first[k]:first[k + 1]]``.
    indptr, indices : array of int
        Where each row starts, and the column of each entry.
    """

    keys: IntArray
    arcs: IntArray
    first: IntArray
    indptr: Int32Array
    indices: Int32Array


@dataclass(frozen=True, eq=False)
class Adjacency:
    """The arcs of a multigraph, sorted into the entries of its matrix when first needed.

    Parameters
    ----------
    nodes : int
        How many nodes there are.
    tails, heads : array of int, shape (arcs,)
        The nodes that each arc leads from and to. Loops are welcome; no path takes them.
    """

    nodes: int
    tails: IntArray
    heads: IntArray

    @classmethod
    def both_ways(cls, nodes: int, tails: IntArray, heads: IntArray) -> Adjacency:
        """Return two arcs for each edge: arc e from its tail to its head, arc ``edges + e`` back."""
        return cls(nodes, np.concatenate([tails, heads]), np.concatenate([heads, tails]))

    @cached_property
    def entries(self) -> Entries:
        """Entries of the matrix, each once."""
        arcs = np.flatnonzero(self.tails != self.heads)
        arcs = arcs[sort_by_counting(self.heads[arcs], self.nodes)]
        arcs = arcs[sort_by_counting(self.tails[arcs], self.nodes)]
        key = self.tails[arcs] * self.nodes + self.heads[arcs]
        starts = np.flatnonzero(np.diff(key, prepend=-1))
        counts = np.bincount(self.tails[arcs[starts]], minlength=self.nodes)
        indptr = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
        columns = self.heads[arcs[starts]].astype(np.int32)
        return Entries(key[starts], arcs, np.append(starts, len(arcs)), indptr, columns)

    def matrix(self, weights: FloatArray) -> csr_array:
        """Return the matrix of the cheapest weights; `weights` are those of the arcs."""
        _, arcs, first, indptr, indices = self.entries
        values = weights[arcs]
        cheapest = np.minimum.reduceat(values, first[:-1]) if len(values) else values
        return csr_array((cheapest, indices, indptr), shape=(self.nodes, self.nodes))

    def cheapest(self, rows: IntArray, columns: IntArray, weights: FloatArray) -> tuple[IntArray, IntArray]:
        """Return entries of the matrix and the cheapest arc of each; of equals the lowest."""
        keys, arcs, first, _, _ = self.entries
        entry = np.searchsorted(keys, rows * self.nodes + columns)
        step, place = unravel_rows(first[entry + 1] - first[entry])
        candidates = arcs[first[entry][step] + place]
        order = np.lexsort((candidates, weights[candidates], step))
        return entry, candidates[order[np.searchsorted(step, np.arange(len(entry)))]]

    def path_from_root(self, before: Int32Array, b: int, weights: FloatArray) -> Path:
        """Return the path from the root of a tree to node b, over the cheapest arcs."""
        nodes = [b]
        while (previous := int(before[nodes[-1]])) != _NO_NODE:
            nodes.append(previous)
        path = np.array(nodes[::-1], np.int64)
        return Path(path, self.cheapest(path[:-1], path[1:], weights)[1])


def sort_by_counting(numbers: IntArray, below: int) -> IntArray:
    """Return the stable order of numbers from 0 to `below`.

    scipy turns rows into columns by counting, which takes a third of the time of sorting.
    """
    count = np.arange(len(numbers) + 1)
    one_in_each_row = csr_array((count[:-1], numbers, count), shape=(len(numbers), below))
    order: IntArray = one_in_each_row.tocsc().data
    return order


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

    def tree(self, origin: int, *, within: float = _REACH) -> tuple[FloatArray, Int32Array]:
        """Return the distance to every node within a distance, and the node before it on the way."""
        distance, before = dijkstra(self.matrix, indices=origin, return_predecessors=True, limit=within)
        return distance, before

    def forest(self, roots: IntArray, *, within: float = np.inf) -> tuple[FloatArray, Int32Array]:
        """Return the distance of every node from the nearest of some, and the node before it on the way."""
        distance, before, _ = dijkstra(
            self.matrix, indices=roots, return_predecessors=True, limit=min(within, _REACH), min_only=True
        )
        return distance, before

    def path(self, a: int, ends: IntArray) -> Path | None:
        """Return the shortest path from a node to the nearest of some others, or None if there is none."""
        distance, before = self.tree(a)
        b = int(ends[np.argmin(distance[ends])])
        return self.path_from_root(before, b) if np.isfinite(distance[b]) else None

    def path_from_root(self, before: Int32Array, b: int) -> Path:
        """Return the path from the root of a tree to node b."""
        return self.adjacency.path_from_root(before, b, self.weights)
