"""Routes that take some edges in one stretch alone, as goods take to the sea once.

Such a route has three stages: before the stretch, on it, and after it. A node has a copy for every stage in
which a route may be there; edges lead between copies of one stage, and steps from one stage into the next. A
route is a path over these copies. That is how paths are found that obey a regular language (Barrett, Jacob
and Marathe 2000, "Formal-language-constrained path problems", SIAM Journal on Computing 30, 809-837); here it
is "others, once, others".

Read backwards, a route has the same stages. And from a node one may go on in an earlier stage in every way
that is open in a later one. So what it takes from a copy to a goal is known from the way back, and a path
that comes to a node twice may leave out what lies between.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from isthmus.geo._chains import unravel_rows

from .adjacency import Adjacency, Path, sort_by_counting

if TYPE_CHECKING:
    from isthmus.geo._ellipsoid import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class Stages:
    """Copies of the nodes of a network, one for each stage of a route, and the arcs between them.

    A network without edges to be taken once has one stage, and its nodes are their own copies.

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
        edges = self.edge[path.arcs].tolist()
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
