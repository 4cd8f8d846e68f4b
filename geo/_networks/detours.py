"""The best ways between ends under closures, looked for in no more of a graph than may matter.

Whatever is closed, a way over an arc is no shorter than the best one over it with nothing closed. So no arc
over which even that takes more than some limit is on a way within the limit. Where a way is known that passes
nothing closed, that is the limit; where none is, or it is far, the limit rises. Arcs are weighed by what they
add to the way to the goal, so that a search strays no further than it must: A* with the exact distance with
nothing closed as its estimate (Hart, Nilsson and Raphael 1968, "A formal basis for the heuristic
determination of minimum cost paths", IEEE Transactions on Systems Science and Cybernetics 4, 100-107).

Where many closures are asked of, nodes at which little meets are taken out first: see `contraction`.
"""

from __future__ import annotations

import sys
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from .contraction import GatedArcs, contract, uncontracted
from .graphs import Path
from .routes import ROUNDING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from isthmus._choices import Weight
    from isthmus.geo._ellipsoid import FloatArray, IntArray

    from .contraction import Bits, Contraction
    from .multigraph import Multigraph

# How many times as far as the best route of all the best under a closure is looked for, before anywhere.
_RISES: Final = (1.1, 1.5, 2.0)
_REACH: Final = sys.float_info.max
_WORD: Final = 64  # bits


class Detour(NamedTuple):
    """A way under a closure.

    Parameters
    ----------
    total : float
        What it takes.
    arcs : array of int
        Those of the graph that is searched.
    held : int
        The gates that it passes, as bits.
    """

    total: float
    arcs: IntArray
    held: int


class Detours:
    """Ways between ends under closures.

    Parameters
    ----------
    graph : Multigraph
    starts, goals : sequence of array of int
        The nodes of each end; whichever is best is taken.
    by : {"cost", "time", "distance"}
    many : bool
        Whether so much is to be asked that a smaller graph is worth its making.
    """

    def __init__(
        self,
        graph: Multigraph,
        starts: Sequence[IntArray],
        goals: Sequence[IntArray],
        by: Weight,
        *,
        many: bool,
    ) -> None:
        self.graph = graph
        copies = graph.stages.adjacency.nodes
        self._starts = copies + np.arange(len(starts))
        self._goals = copies + len(starts) + np.arange(len(goals))
        ends = np.append(self._starts, self._goals)
        into = [
            (end, node) for end, nodes in zip(self._starts.tolist(), starts, strict=True) for node in nodes
        ]
        out = [
            (copy, end)
            for end, nodes in zip(self._goals.tolist(), goals, strict=True)
            for node in nodes
            for copy in graph.stages.copies(int(node))
        ]
        self._number, arcs, sets = _open_arcs(graph, by, np.array(sorted({*into, *out})))
        self._heads = arcs.head
        nodes = copies + len(ends)
        self._small = contract(nodes, arcs, sets, ends) if many else uncontracted(nodes, arcs, sets)

    @cached_property
    def _distances(self) -> tuple[FloatArray, FloatArray]:
        """What it takes from each start to every node, and from every node to each goal."""
        arcs, nodes, number = self._small.arcs, self._small.nodes, self._small.number
        matrix = _matrix(nodes, arcs.tail, arcs.head, arcs.weight)
        out = dijkstra(matrix, indices=number[self._starts], limit=_REACH)
        back = dijkstra(matrix.T.tocsr(), indices=number[self._goals], limit=_REACH)
        return out, back

    def between(self, i: int, j: int) -> DetoursOfPair:
        """Return the ways from a start to a goal."""
        out, back = self._distances
        ends = self._small.number[[self._starts[i], self._goals[j]]]
        return DetoursOfPair(self._small, out[i], back[j], (int(ends[0]), int(ends[1])))

    def paths(self, ways: Sequence[Detour]) -> list[Path]:
        """Return the paths over copies of nodes along some ways."""
        passed = np.concatenate([way.arcs for way in ways])
        row = np.repeat(np.arange(len(ways)), [len(way.arcs) for way in ways])
        numbers, row = self._small.unfold(self._small.arcs.number[passed], row)
        every = np.split(numbers, np.flatnonzero(np.diff(row)) + 1)
        return [Path(self._heads[arcs[:-1]], self._number[arcs[1:-1]]) for arcs in every]


def _open_arcs(graph: Multigraph, by: Weight, ends: IntArray) -> tuple[IntArray, GatedArcs, Bits]:
    """Return the arcs that are open and those of the ends, their numbers in the graph, and sets of gates."""
    adjacency, weights = graph.stages.adjacency, graph.weigh(by).weights
    number = adjacency.entries.arcs
    number = number[np.isfinite(weights[number])]
    kinds, sets = _kinds(graph)
    tail, head = adjacency.tails[number], adjacency.heads[number]
    width = 1 + max(adjacency.nodes, int(ends.max()))
    place = np.searchsorted(tail * width + head, ends[:, 0] * width + ends[:, 1])  # they stay sorted
    arcs = GatedArcs(
        np.insert(tail, place, ends[:, 0]),
        np.insert(head, place, ends[:, 1]),
        np.insert(weights[number], place, 0.0),
        np.insert(kinds[graph.stages.edge[number]], place, 0),
        np.arange(len(number) + len(ends)),
    )
    return np.insert(number, place, -1), arcs, sets


def _kinds(graph: Multigraph) -> tuple[IntArray, Bits]:
    """Return the kind of each edge and of steps between stages, and the gates of each kind; 0 passes none."""
    kinds, words = np.zeros(len(graph.tails) + 1, np.int64), len(graph.gates) // _WORD + 1
    sets = np.zeros((1, words), np.uint64)
    for place, edges in enumerate(graph.gates.values()):
        split, new = np.unique(kinds[edges], return_inverse=True)
        kinds[edges] = len(sets) + new
        more = sets[split]
        more[:, place // _WORD] |= np.uint64(1 << place % _WORD)
        sets = np.concatenate([sets, more])
    return kinds, sets


class DetoursOfPair:
    """Ways from a start to a goal, and those that are known.

    Parameters
    ----------
    small : Contraction
    out, back : array of float, shape (nodes,)
        What it takes from the start to each node, and from each to the goal, with nothing closed.
    ends : (int, int)
        Start and goal.
    """

    def __init__(self, small: Contraction, out: FloatArray, back: FloatArray, ends: tuple[int, int]) -> None:
        self._small, self._ends, arcs = small, ends, small.arcs
        self._least = float(out[ends[1]])
        self._total = out[arcs.tail] + arcs.weight + back[arcs.head]
        there = np.isfinite(self._total)
        self._added = np.zeros(len(arcs.weight))
        kept = arcs.choose(there)
        self._added[there] = np.maximum(kept.weight + back[kept.head] - back[kept.tail], 0.0)
        self._levels: dict[float, _Vicinity] = {}
        self._known: list[Detour] = []

    def best(self, closed: Collection[int], at_least: float) -> Detour | None:
        """Return the best way under a closure, None where there is none.

        Parameters
        ----------
        closed : collection of int
            The places of gates.
        at_least : float
            What the way is known to take at least.
        """
        marks = mark(closed)
        free = (way for way in self._known if not way.held & marks)
        known = min(free, key=lambda way: way.total, default=None)
        enough = _REACH if known is None else known.total / ROUNDING
        if enough <= at_least:
            return known
        for limit in (*(self._least * rise for rise in _RISES), _REACH):
            if at_least <= limit:
                found = self._search(limit, closed, min(limit, enough))
                if found is not None:
                    self._known.append(found)
                    return found
            if enough <= limit:
                break
        return known

    def _search(self, limit: float, closed: Collection[int], within: float) -> Detour | None:
        level = self._level(limit)
        chosen = level.path(closed, within - self._least)
        if chosen is None:
            return None
        arcs = self._small.arcs.choose(chosen)
        held = np.bitwise_or.reduce(self._small.sets[arcs.kind], axis=0).astype("<u8")
        return Detour(float(arcs.weight.sum()), chosen, int.from_bytes(held.tobytes(), "little"))

    def _level(self, limit: float) -> _Vicinity:
        """Return the arcs on ways of up to some limit."""
        if limit not in self._levels:
            chosen = np.flatnonzero(
                self._total <= limit * ROUNDING if limit < _REACH else self._total <= _REACH
            )
            self._levels[limit] = _Vicinity(self._small, chosen, self._added[chosen], self._ends)
        return self._levels[limit]


class _Vicinity:
    """Some arcs of a graph, weighed by what each adds to the way to the goal.

    Parameters
    ----------
    small : Contraction
    chosen : array of int, shape (arcs,)
    added : array of float, shape (arcs,)
    ends : (int, int)
    """

    def __init__(
        self, small: Contraction, chosen: IntArray, added: FloatArray, ends: tuple[int, int]
    ) -> None:
        arcs = small.arcs.choose(chosen)
        order = np.lexsort((added, arcs.tail * small.nodes + arcs.head))
        self._chosen, self._added, arcs = chosen[order], added[order], arcs.choose(order)
        nodes = np.unique(np.concatenate([arcs.tail, arcs.head, ends]))
        place = np.empty(small.nodes, np.int64)
        place[nodes] = np.arange(len(nodes))
        self._nodes, tail, head = len(nodes), place[arcs.tail], place[arcs.head]
        self._keys = tail * len(nodes) + head
        self._matrix = _matrix(len(nodes), tail, head, self._added.copy())
        self._start, self._goal = place[list(ends)].tolist()
        self._sets, self._kind = small.sets, arcs.kind
        self._held: dict[int, IntArray] = {}

    def path(self, closed: Collection[int], within: float) -> IntArray | None:
        """Return the arcs of the best path that adds no more than a limit, None if there is none."""
        added, nodes = self._matrix.data, self._nodes
        added[:] = self._added
        for gate in closed:
            added[self._arcs_of(gate)] = np.inf
        limit = min(max(within, 0.0), _REACH)
        distance, before = dijkstra(self._matrix, indices=self._start, return_predecessors=True, limit=limit)
        if not np.isfinite(distance[self._goal]):
            return None
        passed = [self._goal]
        while passed[-1] != self._start:
            passed.append(int(before[passed[-1]]))
        path = np.array(passed[::-1])
        place = np.searchsorted(self._keys, path[:-1] * nodes + path[1:])
        while (shut := np.isinf(added[place])).any():  # of parallel arcs the cheapest comes first
            place = place + shut
        arcs: IntArray = self._chosen[place]
        return arcs

    def _arcs_of(self, gate: int) -> IntArray:
        if gate not in self._held:
            kinds = (self._sets[:, gate // _WORD] >> np.uint64(gate % _WORD) & np.uint64(1)) > 0
            self._held[gate] = np.flatnonzero(kinds[self._kind])
        return self._held[gate]


def mark(gates: Iterable[int]) -> int:
    """Return gates, by their places, as bits."""
    return sum(1 << gate for gate in gates)


def places_of(held: int) -> list[int]:
    """Return the places of gates that are marked."""
    return [place for place, bit in enumerate(reversed(f"{held:b}")) if bit == "1"]


def _matrix(nodes: int, tails: IntArray, heads: IntArray, weights: FloatArray) -> csr_array:
    """Return the matrix of arcs sorted by their tails; of parallel ones a search takes the cheapest."""
    first = np.searchsorted(tails, np.arange(nodes + 1)).astype(np.int32)
    return csr_array((weights, heads.astype(np.int32), first), shape=(nodes, nodes))
