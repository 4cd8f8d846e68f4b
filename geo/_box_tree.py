"""Which edges of two families of lines come near each other, found by boxes around boxes.

The boxes of edges are gathered in boxes of up to `FAN_OUT`, these in boxes of boxes, until one box holds all
edges of an owner: a line, or all rings of a polygon. Two such trees are descended together from the pairs
of owners that are asked for, for all pairs at once: what lies apart is left at the first level where it
shows. No geometry is built, and edges that are near each other know their pair.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from ._chains import Chains, ragged

if TYPE_CHECKING:
    from ._ellipsoid import BoolArray, FloatArray, IntArray

FAN_OUT: Final = 8


@dataclass(frozen=True, slots=True)
class _Level:
    """Boxes of one level; box k holds the boxes ``first[k]:first[k + 1]`` of the level below."""

    west: FloatArray
    south: FloatArray
    east: FloatArray
    north: FloatArray
    first: IntArray

    def gathered(self, offsets: IntArray) -> tuple[_Level, IntArray]:
        """Return the level above, and which of its boxes each owner holds."""
        groups = -(-np.diff(offsets) // FAN_OUT)
        owner, place = ragged(groups)
        first = offsets[:-1][owner] + FAN_OUT * place
        west, south = (np.minimum.reduceat(low, first) for low in (self.west, self.south))
        east, north = (np.maximum.reduceat(high, first) for high in (self.east, self.north))
        above = _Level(west, south, east, north, np.append(first, len(self.west)))
        return above, np.append(0, np.cumsum(groups))

    def below(self, box: IntArray) -> tuple[IntArray, IntArray]:
        """Return the boxes inside boxes, and the position of the box each of them is in."""
        row, place = ragged(self.first[box + 1] - self.first[box])
        return self.first[box][row] + place, row

    def meeting(self, box: IntArray, other: _Level, other_box: IntArray) -> IntArray:
        """Return the positions of the pairs of boxes that share a point."""
        found = np.flatnonzero(
            (self.west[box] <= other.east[other_box]) & (other.west[other_box] <= self.east[box])
        )
        box, other_box = box[found], other_box[found]
        high: BoolArray = self.south[box] <= other.north[other_box]
        return found[high & (other.south[other_box] <= self.north[box])]


@dataclass(frozen=True, slots=True)
class BoxTree:
    """The levels of boxes around the edges of many owners, single edges first, one box per owner last."""

    levels: tuple[_Level, ...]

    @classmethod
    def of(cls, chains: Chains, owner: IntArray) -> BoxTree:
        """Build the tree of chains that stand in the order of their owners, which count from 0."""
        i = chains.legs
        ends = (chains.lon[i], chains.lon[i + 1]), (chains.lat[i], chains.lat[i + 1])
        (west, south), (east, north) = ([bound(*end) for end in ends] for bound in (np.minimum, np.maximum))
        level = _Level(west, south, east, north, np.arange(len(i) + 1))
        offsets = np.searchsorted(owner[chains.chain[i]], np.arange(int(owner[-1]) + 2))
        levels = [level]
        while (np.diff(offsets) > 1).any():
            level, offsets = level.gathered(offsets)
            levels.append(level)
        return cls(tuple(levels))


def near_edges(
    one: BoxTree, other: BoxTree, owner: IntArray, other_owner: IntArray
) -> tuple[IntArray, IntArray, IntArray]:
    """Return the edges of pairs of owners whose boxes share a point: pair, edge and other edge."""
    pair = np.arange(len(owner))
    box, other_box = owner, other_owner
    level, other_level = len(one.levels) - 1, len(other.levels) - 1
    while True:
        near = one.levels[level].meeting(box, other.levels[other_level], other_box)
        pair, box, other_box = pair[near], box[near], other_box[near]
        if level == other_level == 0:
            return pair, box, other_box
        if level > other_level:
            box, row = one.levels[level].below(box)
            pair, other_box, level = pair[row], other_box[row], level - 1
        else:
            other_box, row = other.levels[other_level].below(other_box)
            pair, box, other_level = pair[row], box[row], other_level - 1
