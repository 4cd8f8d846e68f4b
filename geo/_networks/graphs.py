"""Graphs that are searched: sparse matrices of multigraphs, and their copies in the stages of a route.

A sparse matrix has one entry from a node to a neighbour; a multigraph may have several arcs there. Here every
entry knows its arcs, has the weight of the cheapest, and a path tells which arcs it takes. Graphs of the same
arcs share their structure whatever their weights; an arc that is closed has an infinite one.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from isthmus.geo._chains import unravel_rows

if TYPE_CHECKING:
    from isthmus.geo._ellipsoid import BoolArray, FloatArray, IntArray

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

    def path(self, a: int, ends: IntArray, *, within: float = _REACH) -> Path | None:
        """Return the shortest path from a node to the nearest of some others, None if none is so short."""
        distance, before = self.tree(a, within=within)
        b = int(ends[np.argmin(distance[ends])])
        return self.path_from_root(before, b) if np.isfinite(distance[b]) else None

    def path_from_root(self, before: Int32Array, b: int) -> Path:
        """Return the path from the root of a tree to node b."""
        return self.adjacency.path_from_root(before, b, self.weights)


@dataclass(frozen=True, eq=False)
class Stages:
    """Copies of the nodes of a network, one for each stage of a route, and the arcs between them.

    A route that takes some edges in one stretch alone, as goods take to the sea once, has three stages:
    before the stretch, on it, and after it. A node has a copy for every stage in which a route may be there;
    edges lead between copies of one stage, and steps from one stage into the next. A route is a path over
    these copies. A network without edges to be taken once has one stage, and its nodes are their own copies.

    Read backwards, a route has the same stages. And from a node one may go on in an earlier stage in every
    way that is open in a later one. So what it takes from a copy to a goal is known from the way back, and a
    path that comes to a node twice may leave out what lies between.

    Parameters
    ----------
    place : tuple of array of int, shape (nodes,)
        The copy of each node in every stage, -1 where it has none. Those of the first stage are the nodes.
    edges : int
        How many the network has.
    edge : array of int, shape (arcs,)
        The edge that each arc leads along; `edges` for a step into the next stage. Arcs one way along every
        edge of every stage come first, then those back, then the steps.
    adjacency : Adjacency
        The arcs, whose nodes are copies.

    Notes
    -----
    That is how paths are found that obey a regular language (Barrett, Jacob and Marathe 2000,
    "Formal-language-constrained path problems", SIAM Journal on Computing 30, 809-837); here it is "others,
    once, others".
    """

    place: tuple[IntArray, ...]
    edges: int
    edge: IntArray
    adjacency: Adjacency

    @classmethod
    def of(cls, nodes: int, tails: IntArray, heads: IntArray, once: BoolArray) -> Stages:
        """Return the stages of the routes through a network.

        Parameters
        ----------
        nodes : int
            How many there are.
        tails, heads : array of int, shape (edges,)
        once : array of bool, shape (edges,)
            Whether each edge is taken in one stretch alone.
        """
        edges, place = len(tails), [np.arange(nodes)]
        if not once.any():
            both = Adjacency.both_ways(nodes, tails, heads)
            return cls((*place,), edges, np.tile(np.arange(edges), 2), both)
        taken = [np.flatnonzero(kind) for kind in (~once, once, ~once)]
        for held in taken[1:]:
            place.append(_copy(nodes, np.concatenate([tails[held], heads[held]]), first=_count(place)))
        ways = [(copy[tails[held]], copy[heads[held]], held) for copy, held in zip(place, taken, strict=True)]
        arcs = [*ways, *((head, tail, held) for tail, head, held in ways)]
        for before, after in pairwise(place):
            steps = np.flatnonzero((before >= 0) & (after >= 0))
            arcs.append((before[steps], after[steps], np.full(len(steps), edges)))
        one, other, edge = map(np.concatenate, zip(*arcs, strict=True))
        return cls((*place,), edges, edge, Adjacency(_count(place), one, other))

    @property
    def ways(self) -> tuple[IntArray, IntArray, IntArray]:
        """Both ends of every edge in every stage in which it is taken, and the edge."""
        count = int((self.edge < self.edges).sum()) // 2
        return self.adjacency.tails[:count], self.adjacency.heads[:count], self.edge[:count]

    @property
    def steps(self) -> tuple[IntArray, IntArray]:
        """The copies from and to which the steps lead, which no edge takes."""
        first = 2 * len(self.ways[0])
        return self.adjacency.tails[first:], self.adjacency.heads[first:]

    def weigh(self, values: FloatArray, is_open: BoolArray) -> FloatArray:
        """Return the weight of each arc: that of its edge, infinite if closed, or nothing for a step."""
        return np.append(np.where(is_open, values, np.inf), 0.0)[self.edge]

    def copies(self, node: int) -> IntArray:
        """Return the copies of a node, at any of which a route that ends there may arrive."""
        copies = np.array([copy[node] for copy in self.place])
        return copies[copies >= 0]

    def least(self, distance: FloatArray) -> FloatArray:
        """Return the distance of the nearest copy of each node; copies are the last axis."""
        return self.within_stages(distance)[-1]

    def within_stages(self, distance: FloatArray) -> list[FloatArray]:
        """Return what it takes to come to each node in the first stage, in the first two, and so on."""
        found = [distance[..., self.place[0]]]
        for copy in self.place[1:]:
            there = np.where(copy >= 0, distance[..., copy], np.inf)
            found.append(np.minimum(found[-1], there))
        return found

    def ahead(self, distance: FloatArray) -> FloatArray:
        """Return what it takes from each copy to a node, given what it takes from the node to each."""
        if len(self.place) == 1:
            return distance
        found = np.empty_like(distance)
        for copy, least in zip(self.place, reversed(self.within_stages(distance)), strict=True):
            there = np.flatnonzero(copy >= 0)
            found[copy[there]] = least[there]
        return found

    def arcs_along(self, edges: IntArray) -> tuple[IntArray, IntArray]:
        """Return every arc along some edges, and of which of these it is one."""
        arcs, first = self._arcs_by_edge
        which, place = unravel_rows(first[edges + 1] - first[edges])
        return arcs[first[edges][which] + place], which

    @cached_property
    def _arcs_by_edge(self) -> tuple[IntArray, IntArray]:
        counts = np.bincount(self.edge, minlength=self.edges + 1)
        return sort_by_counting(self.edge, self.edges + 1), np.concatenate([[0], np.cumsum(counts)])

    def walk(self, path: Path) -> Path:
        """Return the nodes and edges of a path over copies, without loops."""
        if len(self.place) == 1:
            return Path(path.nodes, self.edge[path.arcs])
        node, edge = self._node[path.nodes], self.edge[path.arcs]
        led = edge < self.edges
        once = node[np.append(True, led)]
        if len(np.unique(once)) == len(once):
            return Path(once, edge[led])
        edges = edge.tolist()
        reached: dict[int, int] = {}  # each node in the order of travel, and the edge that led there
        for node, edge in zip(self._node[path.nodes].tolist(), [self.edges, *edges], strict=True):
            if node in reached:
                while next(reversed(reached)) != node:
                    reached.popitem()
            else:
                reached[node] = edge
        return Path(np.array([*reached]), np.array([*reached.values()][1:], np.int64))

    @cached_property
    def _node(self) -> IntArray:
        """The node that each is a copy of."""
        node = np.empty(self.adjacency.nodes, np.int64)
        for copy in self.place:
            there = np.flatnonzero(copy >= 0)
            node[copy[there]] = there
        return node


def _copy(nodes: int, ends: IntArray, *, first: int) -> IntArray:
    """Return copies of the nodes at some ends, numbered from the first on; -1 for other nodes."""
    there = np.zeros(nodes, bool)
    there[ends] = True
    return np.where(there, first + np.cumsum(there) - 1, -1)


def _count(place: list[IntArray]) -> int:
    """Return how many copies there are."""
    return sum(int((copy >= 0).sum()) for copy in place)
