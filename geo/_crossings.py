"""Common lengths of lines and polygons, from where the lines cross the outlines.

Along a line, every crossing of the outline leads from the inside to the outside or back (Shimrat 1962,
https://doi.org/10.1145/368637.368653, the parity of crossings). So the length inside is a sum of the lengths
walked up to each crossing, with alternating signs. A line that crosses nothing is inside or outside as its
first vertex is. Pairs whose parity is in doubt, because a line touches a vertex or runs along an edge, are
left to GEOS' intersection.

Which edges of lines and outlines come near each other is found by boxes around boxes. The boxes of edges are
gathered in boxes of up to `FAN_OUT`, these in boxes of boxes, until one box holds all edges of an owner: a
line, or all rings of a polygon. Two such trees are descended together from the pairs of owners that are asked
for, for all pairs at once: what lies apart is left at the first level where it shows. No geometry is built,
and edges that are near each other know their pair.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import shapely

from ._chains import LINE, Chains, GeometryArray, take_apart, unravel_rows
from ._ellipsoid import inverse_of_legs
from ._geodesic import straight_lengths

if TYPE_CHECKING:
    from isthmus._choices import PathKind

    from ._ellipsoid import BoolArray, FloatArray, IntArray

# Crossings this close to the end of an edge, as a share of it, leave the parity in doubt.
DOUBT: Final = 1e-9
# Up to the lateral error of a chord, its length errs by a fortieth of that: less than a millimetre.
POSITION_ERROR_M: Final = 0.04
PAIRS_PER_BATCH: Final = 20_000
# How many boxes a box gathers.
FAN_OUT: Final = 8


@dataclass(frozen=True, slots=True)
class _Level:
    """Boxes of one level; box k holds the boxes ``first[k]:first[k + 1]`` of the level below."""

    west: FloatArray
    south: FloatArray
    east: FloatArray
    north: FloatArray
    first: IntArray

    def gather(self, offsets: IntArray) -> tuple[_Level, IntArray]:
        """Return the level above, and which of its boxes each owner holds."""
        groups = -(-np.diff(offsets) // FAN_OUT)
        owner, place = unravel_rows(groups)
        first = offsets[:-1][owner] + FAN_OUT * place
        west, south = (np.minimum.reduceat(low, first) for low in (self.west, self.south))
        east, north = (np.maximum.reduceat(high, first) for high in (self.east, self.north))
        above = _Level(west, south, east, north, np.append(first, len(self.west)))
        return above, np.append(0, np.cumsum(groups))

    def below(self, box: IntArray) -> tuple[IntArray, IntArray]:
        """Return the boxes inside boxes, and the position of the box each of them is in."""
        row, place = unravel_rows(self.first[box + 1] - self.first[box])
        return self.first[box][row] + place, row

    def meet(self, box: IntArray, other: _Level, other_box: IntArray) -> IntArray:
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
        offsets = np.searchsorted(owner[chains.chain[i]], np.arange(int(owner.max(initial=-1)) + 2))
        levels = [level]
        while (np.diff(offsets) > 1).any():
            level, offsets = level.gather(offsets)
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
        near = one.levels[level].meet(box, other.levels[other_level], other_box)
        pair, box, other_box = pair[near], box[near], other_box[near]
        if level == other_level == 0:
            return pair, box, other_box
        if level > other_level:
            box, row = one.levels[level].below(box)
            pair, other_box, level = pair[row], other_box[row], level - 1
        else:
            other_box, row = other.levels[other_level].below(other_box)
            pair, box, other_level = pair[row], box[row], other_level - 1


class Edges(NamedTuple):
    """The edges of lines or of areas, and the tree over them."""

    chains: Chains
    legs: IntArray
    tree: BoxTree

    @classmethod
    def of(cls, chains: Chains, owner: IntArray) -> Edges:
        """Gather the legs of chains that stand in the order of their owners, which count from 0."""
        return cls(chains, chains.legs, BoxTree.of(chains, owner))

    @classmethod
    def of_areas(cls, areas: GeometryArray) -> Edges:
        """Gather the edges of polygons, each of which owns its rings."""
        rings, area = shapely.get_rings(areas, return_index=True)
        return cls.of(Chains.of(rings), area)


def common_lengths(
    lines: Chains, areas: GeometryArray, outline: Edges, line: IntArray, area: IntArray, path: PathKind
) -> FloatArray:
    """Return the metres of lines inside areas, for pairs of them.

    Parameters
    ----------
    lines : Chains
        Lines whose legs are straight in longitude and latitude within the error that matters.
    areas : array of Polygon
        Valid polygons, prepared.
    outline : Edges
        Their edges.
    line, area : array of int, shape (pairs,)
    path : {"geodesic", "straight"}
        How legs are measured.
    """
    ways = _Ways.of(lines, path)
    edges = Edges.of(lines, np.arange(len(lines)))

    def lengths(start: int) -> FloatArray:
        batch = slice(start, start + PAIRS_PER_BATCH)
        return _lengths(ways, areas, edges, outline, line[batch], area[batch])

    starts = range(0, len(line), PAIRS_PER_BATCH)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return np.concatenate([np.empty(0), *pool.map(lengths, starts)])


@dataclass(frozen=True, slots=True)
class _Ways:
    """How far along its line each vertex lies, in metres."""

    chains: Chains
    reached_m: FloatArray
    path: PathKind

    @classmethod
    def of(cls, chains: Chains, path: PathKind) -> _Ways:
        i = chains.legs
        legs = _leg_lengths(chains.lon[i], chains.lat[i], chains.lon[i + 1], chains.lat[i + 1], path)
        reached = np.zeros(len(chains.lon))
        reached[i + 1] = legs
        reached = np.cumsum(reached)
        return cls(chains, reached - np.repeat(reached[chains.offsets[:-1]], chains.counts), path)

    def up_to(self, vertex: IntArray, lon: FloatArray, lat: FloatArray) -> FloatArray:
        """Return the way to points on the legs after vertices."""
        chains = self.chains
        return self.reached_m[vertex] + _leg_lengths(
            chains.lon[vertex], chains.lat[vertex], lon, lat, self.path
        )


def _leg_lengths(
    lon0: FloatArray, lat0: FloatArray, lon1: FloatArray, lat1: FloatArray, path: PathKind
) -> FloatArray:
    if path == "straight":
        return straight_lengths(lon0, lat0, lon1, lat1)
    return inverse_of_legs(lon0, lat0, lon1, lat1, POSITION_ERROR_M)[2]


@dataclass(frozen=True, slots=True)
class _Crossings:
    """Where lines cross outlines, in the order of pairs and then along the line.

    Parameters
    ----------
    pair : array of int
    vertex : array of int
        Vertex of the line before the crossing.
    lon, lat : array of float
    doubtful : array of bool
        Whether an end of either edge lies on the other one, or they overlap.
    """

    pair: IntArray
    vertex: IntArray
    lon: FloatArray
    lat: FloatArray
    doubtful: BoolArray


def _lengths(
    ways: _Ways, areas: GeometryArray, edges: Edges, outline: Edges, line: IntArray, area: IntArray
) -> FloatArray:
    crossings = _crossings(edges, outline, line, area)
    metres, doubtful = _alternate(ways, areas, line, area, crossings)
    again = np.flatnonzero(doubtful)
    if len(again):
        metres[again] = _by_intersection(ways, areas[area[again]], line[again])
    return metres


def _crossings(edges: Edges, outline: Edges, line: IntArray, area: IntArray) -> _Crossings:
    pair, leg, edge = near_edges(edges.tree, outline.tree, line, area)
    i, chains = edges.legs[leg], edges.chains
    share, edge_share = _meet(chains, i, outline.chains, outline.legs[edge])
    least, most = np.minimum(share, edge_share), np.maximum(share, edge_share)
    meets = np.flatnonzero(~((least <= -DOUBT) | (most >= 1 + DOUBT)))
    meets = meets[np.lexsort((share[meets], i[meets], pair[meets]))]
    i, share = i[meets], np.nan_to_num(share[meets])
    lon = chains.lon[i] + share * (chains.lon[i + 1] - chains.lon[i])
    lat = chains.lat[i] + share * (chains.lat[i + 1] - chains.lat[i])
    return _Crossings(pair[meets], i, lon, lat, ~((least[meets] >= DOUBT) & (most[meets] <= 1 - DOUBT)))


def _meet(a: Chains, i: IntArray, b: Chains, j: IntArray) -> tuple[FloatArray, FloatArray]:
    """Return where on either edge, as a share of it, the straight lines through edges i and j meet.

    Edges on one straight line meet nowhere in particular: NaN.
    """
    ax, ay = a.lon[i + 1] - a.lon[i], a.lat[i + 1] - a.lat[i]
    bx, by = b.lon[j + 1] - b.lon[j], b.lat[j + 1] - b.lat[j]
    x, y = b.lon[j] - a.lon[i], b.lat[j] - a.lat[i]
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        turn = 1 / (ax * by - ay * bx)
        return (x * by - y * bx) * turn, (x * ay - y * ax) * turn


def _alternate(
    ways: _Ways, areas: GeometryArray, line: IntArray, area: IntArray, crossings: _Crossings
) -> tuple[FloatArray, BoolArray]:
    """Return the length inside of each pair, and whether it is in doubt.

    A crossing that was missed shows at the last vertex, which then comes out on the wrong side.
    """
    lon, lat, offsets = ways.chains.lon, ways.chains.lat, ways.chains.offsets
    first, last = offsets[line], offsets[line + 1] - 1
    starts_inside = shapely.contains_xy(areas[area], lon[first], lat[first])
    pair = crossings.pair
    count = np.bincount(pair, minlength=len(line))
    passed = np.arange(len(pair)) - (np.cumsum(count) - count)[pair]
    leaves = starts_inside[pair] ^ (passed % 2 == 1)
    walked = ways.up_to(crossings.vertex, crossings.lon, crossings.lat)
    metres = np.zeros(len(line))
    np.add.at(metres, pair, np.where(leaves, walked, -walked))
    ends_inside = starts_inside ^ (count % 2 == 1)
    metres[ends_inside] += ways.reached_m[last[ends_inside]]
    doubtful = np.zeros(len(line), bool)
    crossed = np.flatnonzero(count)
    really = shapely.contains_xy(areas[area[crossed]], lon[last[crossed]], lat[last[crossed]])
    doubtful[crossed] = ends_inside[crossed] != really
    doubtful[pair[crossings.doubtful]] = True
    return metres, doubtful


def _by_intersection(ways: _Ways, areas: GeometryArray, line: IntArray) -> FloatArray:
    """Return the common lengths of pairs of an area and a line by overlay."""
    common = shapely.intersection(ways.chains.pick(line).to_lines(), areas)
    parts, pair = take_apart(common)
    linear = shapely.get_type_id(parts) == LINE
    inside = _Ways.of(Chains.of(parts[linear]), ways.path)
    metres = np.zeros(len(line))
    np.add.at(metres, pair[linear], inside.reached_m[inside.chains.offsets[1:] - 1])
    return metres
