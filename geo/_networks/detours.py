"""The best way between two nodes under closures, read off two trees of shortest ways.

With nothing closed, one tree holds the best ways from the start to every node, and another those from every
node to the end. Under a closure some nodes are still reached as before, and from some the end is. The best
way leaves the first for the last time over some arc. Where this leads straight to one of the others, it is
the arc of these over which the best way takes least. Or it leads to nodes that are neither, and from
these on: only they are searched, and only where the way may be a better one.

That is how replacement paths are found when an edge fails (Malik, Mittal and Gupta 1989, "The k most vital
arcs in the shortest path problem", Operations Research Letters 8, 223-227); here a closure holds many edges.
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from .graphs import Path
from .routes import ROUNDING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from numpy.typing import NDArray

    from isthmus._choices import Weight
    from isthmus.geo._answers import Route
    from isthmus.geo._ellipsoid import BoolArray, FloatArray, IntArray

    from .multigraph import Multigraph

    Bits = NDArray[np.uint64]

# How many times as far as the best route of all the best under a closure is looked for, before anywhere.
_RISES: Final = (1.1, 1.5)
_REACH: Final = sys.float_info.max
_WORD: Final = 64  # bits


class Detours:
    """Ways between the ends of a route under closures, looked for in no more of a graph than may matter.

    Whatever is closed, a way over an arc is no shorter than the best one with nothing closed. So no arc over
    which even that takes more than some limit is on a way within the limit, and what is found among the
    others is the best of all. Where nothing is, the limit rises.

    Parameters
    ----------
    graph : Multigraph
    first : Route
        The best with nothing closed.
    by : {"cost", "time", "distance"}
    """

    def __init__(self, graph: Multigraph, first: Route, by: Weight) -> None:
        self._graph = graph
        self._places = {gate: place for place, gate in enumerate(graph.gates)}
        nodes, weights = graph.stages.adjacency.nodes, graph.weigh(by).weights
        number = graph.stages.adjacency.entries.arcs
        number = number[np.isfinite(weights[number])]
        tail, head = graph.stages.adjacency.tails[number], graph.stages.adjacency.heads[number]
        held = _gate_bits(graph)[graph.stages.edge[number]]
        matrix = _matrix(nodes, tail, head, weights[number])
        ends = graph.stages.copies(first.nodes[-1])
        self._behind = _Tree.of(matrix, np.array(first.nodes[:1]), (tail, head), weights[number], held)
        self._ahead = _Tree.of(matrix.T.tocsr(), ends, (head, tail), weights[number], held)
        total = self._behind.distance[tail] + weights[number] + self._ahead.distance[head]
        self._arcs = _Arcs(number, tail, head, weights[number], total, np.arange(len(number)))
        self._held, self._least = _Flags(held), float(self._ahead.distance[first.nodes[0]])
        self._levels: dict[float, tuple[_Arcs, _Flags]] = {}
        self._routes: dict[bytes, Route] = {}

    def route(self, closed: Collection[str]) -> Route | None:
        """Return the best route when some gates are closed, None where none is left."""
        gates = [self._places[gate] for gate in closed]
        reached, leads = (~tree.passed.any_of(gates) for tree in (self._behind, self._ahead))
        sides = _Sides(reached, leads, ~(reached | leads))
        limits = [*(self._least * rise * ROUNDING for rise in _RISES), _REACH]
        paths = (self._path(limit, gates, sides) for limit in limits)
        path = next((path for path in paths if path is not None), None)
        if path is None:
            return None
        key = path.arcs.tobytes()
        if key not in self._routes:
            self._routes[key] = self._graph.route(path)
        return self._routes[key]

    def _level(self, limit: float) -> tuple[_Arcs, _Flags]:
        """Return the arcs on ways of up to some limit, and the gates that hold them."""
        if limit not in self._levels:
            kept = np.flatnonzero(self._arcs.total <= limit)
            self._levels[limit] = self._arcs.choose(kept), _Flags(self._held.bits[kept])
        return self._levels[limit]

    def _path(self, limit: float, gates: list[int], sides: _Sides) -> Path | None:
        """Return the best path within a limit, of which no arc is closed."""
        arcs, held = self._level(limit)
        is_open = ~held.any_of(gates)
        leaves, ends = is_open & sides.reached[arcs.tail], sides.leads[arcs.head]
        straight = np.flatnonzero(leaves & ends)
        best, least = straight[:0], math.nextafter(limit, math.inf)  # further ways need more arcs
        if len(straight):
            best = straight[[np.argmin(arcs.total[straight])]]
            least = float(arcs.total[best[0]])
        between = sides.between[arcs.head]
        into = np.flatnonzero(leaves & between)
        into = into[arcs.total[into] < least]
        if len(into):
            on = np.flatnonzero(is_open & sides.between[arcs.tail] & (between | ends))
            on = on[arcs.total[on] < least]
            detour = self._detour(arcs.choose(into), arcs.choose(on), sides, min(least, _REACH))
            if detour is not None:
                return self._along(detour)
        return self._along(arcs.choose(best)) if len(best) else None

    def _detour(self, into: _Arcs, on: _Arcs, sides: _Sides, least: float) -> _Arcs | None:
        """Return the arcs of the best path over nodes between, None where it takes no less than some other.

        Parameters
        ----------
        into, on : _Arcs
            Those to nodes between, and those from them.
        """
        ends = sides.leads[on.head]
        if not ends.any():
            return None
        number = np.cumsum(sides.between)  # from 1 on: 0 is the start
        goal = int(number[-1]) + 1
        tails = np.append(np.zeros(len(into.tail), np.int64), number[on.tail])
        heads = np.append(number[into.head], np.where(ends, goal, number[on.head]))
        further = np.where(ends, self._ahead.distance[on.head], 0.0)
        weights = np.append(into.weight + self._behind.distance[into.tail], on.weight + further)
        matrix = _matrix(goal + 1, np.asarray(tails), np.asarray(heads), weights)
        distance, before = dijkstra(matrix, indices=0, return_predecessors=True, limit=least)
        if not distance[goal] < least:
            return None
        used = np.flatnonzero(before[heads] == tails)[::-1]
        arc = np.full(goal + 1, -1)
        used = used[np.argsort(-weights[used], kind="stable")]  # of parallel arcs the cheapest comes last
        arc[heads[used]] = used
        passed, previous = [goal], before.tolist()
        while previous[passed[-1]] > 0:
            passed.append(previous[passed[-1]])
        return into.join(on).choose(arc[passed[::-1]])

    def _along(self, passed: _Arcs) -> Path:
        """Return the path over some arcs, from the start and to the end as with nothing closed."""
        nodes, places = self._behind.follow(int(passed.tail[0]))
        further, others = self._ahead.follow(int(passed.head[-1]))
        every = [*reversed(places), *passed.place.tolist(), *others]
        middle = passed.head[:-1].tolist()
        return Path(np.array([*reversed(nodes), *middle, *further]), self._arcs.number[every])


class _Arcs(NamedTuple):
    """Arcs that are open, by their tails.

    Parameters
    ----------
    number : array of int, shape (arcs,)
        That of each in its graph.
    tail, head : array of int, shape (arcs,)
    weight, total : array of float, shape (arcs,)
        What it takes, and what the best path over it takes with nothing closed.
    place : array of int, shape (arcs,)
        Among all arcs that are open.
    """

    number: IntArray
    tail: IntArray
    head: IntArray
    weight: FloatArray
    total: FloatArray
    place: IntArray

    def choose(self, which: IntArray) -> _Arcs:
        """Return some of them."""
        chosen: Iterator[Any] = (values[which] for values in self)
        return _Arcs(*chosen)

    def join(self, others: _Arcs) -> _Arcs:
        """Return them and others."""
        both: Iterator[Any] = map(np.append, self, others)
        return _Arcs(*both)


class _Sides(NamedTuple):
    """Which nodes are still reached as with nothing closed, from which the end is, and which are neither."""

    reached: BoolArray
    leads: BoolArray
    between: BoolArray


@dataclass(frozen=True, eq=False)
class _Flags:
    """Which of many flags each of some things has; those asked for are kept.

    Parameters
    ----------
    bits : array of uint64, shape (things, words)
    """

    bits: Bits

    def any_of(self, places: list[int]) -> BoolArray:
        """Tell which things have any of some flags."""
        found = np.zeros(len(self.bits), bool)
        for place in places:
            if place not in self._known:
                flag = np.uint64(1 << place % _WORD)
                self._known[place] = (self.bits[:, place // _WORD] & flag) > 0
            found |= self._known[place]
        return found

    @cached_property
    def _known(self) -> dict[int, BoolArray]:
        return {}


@dataclass(frozen=True, eq=False)
class _Tree:
    """The shortest ways between some roots and every node.

    Parameters
    ----------
    distance : array of float, shape (nodes,)
    next, arc : array of int, shape (nodes,)
        The node after each on its way to a root and the arc there; itself and -1 at a root.
    passed : _Flags
        The gates on each way.
    """

    distance: FloatArray
    next: IntArray
    arc: IntArray
    passed: _Flags

    @classmethod
    def of(
        cls,
        matrix: csr_array,
        roots: IntArray,
        ends: tuple[IntArray, IntArray],
        weights: FloatArray,
        held: Bits,
    ) -> _Tree:
        """Find the tree from some roots; `ends`, `weights` and `held` are of arcs, away from the roots."""
        distance, before, _ = dijkstra(
            matrix, indices=roots, return_predecessors=True, limit=_REACH, min_only=True
        )
        nodes = np.flatnonzero(before >= 0)
        further, arc = np.arange(len(before)), np.full(len(before), -1)
        further[nodes] = before[nodes]
        used = np.flatnonzero(before[ends[1]] == ends[0])[::-1]
        used = used[np.argsort(-weights[used], kind="stable")]  # of parallel arcs the cheapest comes last
        arc[ends[1][used]] = used
        own = np.zeros((len(before), held.shape[1]), np.uint64)
        own[nodes] = held[arc[nodes]]
        return cls(distance, further, arc, _Flags(_along_ways(own, further)))

    @cached_property
    def _steps(self) -> tuple[list[int], list[int]]:
        return self.next.tolist(), self.arc.tolist()

    def follow(self, node: int) -> tuple[list[int], list[int]]:
        """Return the nodes on the way of a node, itself the first, and the arcs between them."""
        further, arc = self._steps
        nodes, arcs = [node], list[int]()
        while arc[node] >= 0:
            arcs.append(arc[node])
            node = further[node]
            nodes.append(node)
        return nodes, arcs


def _matrix(nodes: int, tails: IntArray, heads: IntArray, weights: FloatArray) -> csr_array:
    """Return the matrix of arcs sorted by their tails; of parallel ones a search takes the cheapest."""
    first = np.searchsorted(tails, np.arange(nodes + 1)).astype(np.int32)
    return csr_array((weights, heads.astype(np.int32), first), shape=(nodes, nodes))


def _gate_bits(graph: Multigraph) -> Bits:
    """Return the gates that hold each edge, as bits; the last stands for steps between stages."""
    held = np.zeros((len(graph.tails) + 1, len(graph.gates) // _WORD + 1), np.uint64)
    for place, edges in enumerate(graph.gates.values()):
        held[edges, place // _WORD] |= np.uint64(1 << place % _WORD)
    return held


def _along_ways(own: Bits, further: IntArray) -> Bits:
    """Return the bits on the way from every node to its root, by ways that double in length."""
    while (further != further[further]).any():
        own = own | own[further]
        further = further[further]
    return own
