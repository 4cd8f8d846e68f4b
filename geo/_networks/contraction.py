"""Graphs with fewer nodes, in which the ways between a few are what they were, whatever gates are closed.

A node is taken out: each arc into it and each out of it make one arc, which passes the gates of both. Where
these are no more arcs than there were, or few more, a search has less to do. Of arcs that lead from one node
to another those go that take no less than one that passes none but their own gates.

That is the contraction of nodes (Geisberger, Sanders, Schultes and Delling 2008, "Contraction hierarchies:
faster and simpler hierarchical routing in road networks", WEA, Lecture Notes in Computer Science 5038,
319-333); here it is kept what an arc passes, and no arc is left out that some closure needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from isthmus.geo._chains import unravel_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from isthmus.geo._ellipsoid import BoolArray, FloatArray, IntArray

    Bits = NDArray[np.uint64]

# How many arcs more there may be for a node less.
_SLACK: Final = 15
# A round that takes out less than this share of the nodes is the last.
_WORTHWHILE: Final = 0.005
# After how many rounds arcs are compared with others that pass fewer gates, and with how many of these.
_EVERY: Final = 4
_COMPARED: Final = 3


class GatedArcs(NamedTuple):
    """Arcs of a graph, and what each passes.

    Parameters
    ----------
    tail, head : array of int, shape (arcs,)
    weight : array of float, shape (arcs,)
    kind : array of int, shape (arcs,)
        Which set of gates each passes.
    number : array of int, shape (arcs,)
        What tells it from all others, those that it stands for among them.
    """

    tail: IntArray
    head: IntArray
    weight: FloatArray
    kind: IntArray
    number: IntArray

    def choose(self, which: IntArray | BoolArray) -> GatedArcs:
        """Return some of them."""
        chosen: Iterator[Any] = (values[which] for values in self)
        return GatedArcs(*chosen)

    def join(self, others: GatedArcs) -> GatedArcs:
        """Return them and others."""
        both: Iterator[Any] = map(np.append, self, others)
        return GatedArcs(*both)


@dataclass(frozen=True, eq=False)
class Contraction:
    """A graph from which nodes were taken out.

    Parameters
    ----------
    number : array of int, shape (nodes,)
        The number of each node that was kept, -1 for others.
    arcs : GatedArcs
        Between nodes by their new numbers, sorted by tail and head.
    sets : array of uint64, shape (kinds, words)
        The gates of each kind, as bits.
    parts : array of int, shape (arcs made, 2)
        The numbers of the two arcs that each made one stands for.
    plain : int
        How many arcs there were at first: from there on, they were made.
    """

    number: IntArray
    arcs: GatedArcs
    sets: Bits
    parts: IntArray
    plain: int

    @property
    def nodes(self) -> int:
        """How many nodes were kept."""
        return int((self.number >= 0).sum())

    def unfold(self, numbers: IntArray, row: IntArray) -> tuple[IntArray, IntArray]:
        """Return the first arcs that some arcs stand for, in order, and the row of each.

        Parameters
        ----------
        numbers : array of int
            Of arcs, those of one path after those of another.
        row : array of int
            The path of each.
        """
        while (made := numbers >= self.plain).any():
            one, place = unravel_rows(1 + made.astype(np.int64))
            numbers, row, made = numbers[one], row[one], made[one]
            numbers[made] = self.parts[numbers[made] - self.plain, place[made]]
        return numbers, row


def contract(nodes: int, arcs: GatedArcs, sets: Bits, kept: IntArray) -> Contraction:
    """Take nodes out of a graph as long as that is worthwhile.

    Parameters
    ----------
    nodes : int
    arcs : GatedArcs
        No loops; numbered from 0.
    sets : array of uint64, shape (kinds, words)
    kept : array of int
        Nodes that stay.
    """
    may_go = np.ones(nodes, bool)
    may_go[kept] = False
    gates, parts = _Sets(sets), [np.empty((0, 2), np.int64)]
    plain = made = len(arcs.tail)
    chance = np.random.default_rng(0).random(nodes)
    arcs = _cheapest(arcs)
    for turn in range(1, nodes + 1):
        out = _choose_nodes(arcs, may_go, chance)
        if not out.any():
            break
        rest, joint, pairs = _take_out(arcs, out, gates, made)
        parts.append(pairs)
        made += len(pairs)
        arcs = _cheapest(rest.join(joint))
        if turn % _EVERY == 0:
            arcs = _undominated(arcs, gates.bits)
        if out.sum() < _WORTHWHILE * len(np.unique(arcs.tail)):
            break
    return _renumber(nodes, _undominated(arcs, gates.bits), kept, gates.bits, np.concatenate(parts), plain)


def uncontracted(nodes: int, arcs: GatedArcs, sets: Bits) -> Contraction:
    """Return a graph as it is, its arcs sorted by tail and head: for few searches that is quicker."""
    return Contraction(np.arange(nodes), arcs, sets, np.empty((0, 2), np.int64), len(arcs.tail))


def _renumber(
    nodes: int, arcs: GatedArcs, kept: IntArray, sets: Bits, parts: IntArray, plain: int
) -> Contraction:
    number = np.full(nodes, -1)
    there = np.unique(np.concatenate([arcs.tail, arcs.head, kept]))
    number[there] = np.arange(len(there))
    arcs = arcs._replace(tail=number[arcs.tail], head=number[arcs.head])
    return Contraction(number, arcs, sets, parts, plain)


class _Sets:
    """Sets of gates by their kinds, and what they are together."""

    def __init__(self, bits: Bits) -> None:
        self._bits = list(bits)
        self._kinds = {held.tobytes(): kind for kind, held in enumerate(bits)}

    @property
    def bits(self) -> Bits:
        return np.array(self._bits)

    def join(self, one: IntArray, other: IntArray) -> IntArray:
        """Return the kinds of the gates of both of two kinds."""
        width = len(self._bits)
        low, high = np.minimum(one, other), np.maximum(one, other)
        found, place = np.unique(low * width + high, return_inverse=True)
        kinds = [self._kind_of(*divmod(key, width)) for key in found.tolist()]
        return np.array(kinds, np.int64)[place]

    def _kind_of(self, one: int, other: int) -> int:
        if one == other:
            return one
        held = self._bits[one] | self._bits[other]
        kind = self._kinds.setdefault(held.tobytes(), len(self._bits))
        if kind == len(self._bits):
            self._bits.append(held)
        return kind


def _choose_nodes(arcs: GatedArcs, may_go: BoolArray, chance: FloatArray) -> BoolArray:
    """Return which nodes to take out: of neighbours that which adds the fewest arcs."""
    nodes = len(may_go)
    into, out = (np.bincount(ends, minlength=nodes) for ends in (arcs.head, arcs.tail))
    back = np.isin(arcs.head * nodes + arcs.tail, arcs.tail * nodes + arcs.head)
    more = into * out - into - out - np.bincount(arcs.head[back], minlength=nodes)
    may_go = may_go & (into + out > 0) & (more <= _SLACK)
    turn = np.where(may_go, more + chance, np.inf)
    nearest = np.full(nodes, np.inf)
    np.minimum.at(nearest, arcs.tail, turn[arcs.head])
    np.minimum.at(nearest, arcs.head, turn[arcs.tail])
    return may_go & (turn < nearest)


def _take_out(
    arcs: GatedArcs, out: BoolArray, gates: _Sets, made: int
) -> tuple[GatedArcs, GatedArcs, IntArray]:
    """Return the arcs that stay, those made for nodes that are taken out, and what these stand for."""
    into, onward = np.flatnonzero(out[arcs.head]), np.flatnonzero(out[arcs.tail])
    onward = onward[np.argsort(arcs.tail[onward], kind="stable")]
    tails, heads = arcs.tail[onward], arcs.head[into]
    first, stop = np.searchsorted(tails, heads), np.searchsorted(tails, heads, side="right")
    row, place = unravel_rows(stop - first)
    one, other = into[row], onward[first[row] + place]
    there = arcs.tail[one] != arcs.head[other]
    one, other = one[there], other[there]
    joint = GatedArcs(
        arcs.tail[one],
        arcs.head[other],
        arcs.weight[one] + arcs.weight[other],
        gates.join(arcs.kind[one], arcs.kind[other]),
        np.arange(made, made + len(one)),
    )
    pairs = np.column_stack([arcs.number[one], arcs.number[other]])
    return arcs.choose(~(out[arcs.tail] | out[arcs.head])), joint, pairs


def _cheapest(arcs: GatedArcs) -> GatedArcs:
    """Return of arcs of one kind from one node to another the cheapest."""
    arcs = arcs.choose(np.lexsort((arcs.number, arcs.weight, arcs.kind, arcs.head, arcs.tail)))
    same = np.logical_and.reduce([values[1:] == values[:-1] for values in (arcs.tail, arcs.head, arcs.kind)])
    return arcs.choose(np.append(np.ones(min(len(arcs.tail), 1), bool), ~same))


def _undominated(arcs: GatedArcs, sets: Bits) -> GatedArcs:
    """Return arcs by tail, head and weight, without those that others serve for: not all are compared."""
    arcs = arcs.choose(np.lexsort((arcs.number, arcs.weight, arcs.head, arcs.tail)))
    for apart in range(1, _COMPARED + 1):
        beside = (arcs.tail[apart:] == arcs.tail[:-apart]) & (arcs.head[apart:] == arcs.head[:-apart])
        lighter = np.flatnonzero(beside)
        fewer, more = sets[arcs.kind[lighter]], sets[arcs.kind[lighter + apart]]
        kept = np.ones(len(arcs.tail), bool)
        kept[lighter[~(fewer & ~more).any(axis=1)] + apart] = False
        arcs = arcs.choose(kept)
    return arcs
