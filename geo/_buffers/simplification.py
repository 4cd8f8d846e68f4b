"""Lines made simpler before they are offset: vertices that can't show are left out, and coils are cut.

An offset to one side shows only some vertices of a line. And where a line coils within the radius of its
buffer, its raw outline crosses itself once for every two legs: there the buffer is the union of the buffers
of pieces, and a piece that hardly turns has a simple outline.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from isthmus.geo._chains import LINE, Chains, GeometryArray, unravel_rows
from isthmus.geo._ellipsoid import (
    HALF_TURN,
    MEAN_RADIUS_M,
    BoolArray,
    FloatArray,
    IntArray,
    sin_cos,
    unit_vectors,
    wrap_degrees,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

# Where two chord ends are this close on the unit sphere, the chord has no direction.
_NO_CHORD: Final = 1e-12
# Chains that would lose a smaller share of their vertices are left as they are.
LEAST_GAIN: Final = 0.15
# Lines whose heading ranges over more than this coil, and keep all their vertices: on a coil, what one side
# of the traverse can't show may be what the other side relies on.
COILED_DEG: Final = 270.0
# The headings of a piece of a coil range over no more than this.
_PIECE_DEG: Final = 180.0
# Coils are cut if they have more legs to a radius than this.
_MANY_LEGS: Final = 12


def needs_on_the_right(chains: Chains, radius_m: FloatArray, error_m: FloatArray) -> BoolArray:
    """Say which vertices the outline at a distance on the right of chains needs.

    This is the algorithm of Douglas and Peucker (1973, https://doi.org/10.3138/FM57-6770-U75U-7727),
    one-sided, for all chains at once, level by level. A vertex to the right of a chord moves the outline by
    as much as it bulges. A vertex to the left of a chord c leaves at most the notch between the circles
    around the ends of the chord, which is ``c ** 2 / (8 * radius)`` deep: where this is within the error,
    the vertex may go however far out it lies.

    Parameters
    ----------
    chains : Chains
        Open lines; their ends always stay.
    radius_m, error_m : array of float, shape (chains,)
        Distance of the outline and how much it may move.
    """
    notch_m = np.sqrt(8 * radius_m * error_m)
    worth = np.flatnonzero(_removable_share(chains, notch_m, error_m) > LEAST_GAIN)
    needed = np.ones(len(chains.lon), bool)
    if len(worth) == 0:
        return needed
    row, place = unravel_rows(chains.counts[worth])
    vertices = chains.offsets[worth][row] + place
    offsets = np.concatenate([[0], np.cumsum(chains.counts[worth])])
    some = Chains(chains.lon[vertices], chains.lat[vertices], offsets)
    needed[vertices] = _split_while_shown(some, notch_m[worth], error_m[worth])
    return needed


def cut_coils(strokes: GeometryArray, radius_m: FloatArray) -> tuple[GeometryArray, IntArray]:
    """Cut geodesic lines that coil, with many legs to a radius, into pieces that don't.

    Returns
    -------
    pieces : array of geometry
        In the order of what was given; points and other lines stay whole.
    stroke : array of int
        Of what each is a piece.
    """
    number = np.flatnonzero(shapely.get_type_id(strokes) == LINE)
    whole = np.arange(len(strokes))
    if len(number) == 0:
        return strokes, whole
    chains = Chains.of(strokes[number])
    many = np.flatnonzero(is_crowded(chains, radius_m[number]))
    if len(many) == 0:
        return strokes, whole
    number, chains = number[many], chains.pick(many)
    turned = _turns_up_to(chains)
    coiled = np.flatnonzero(_ranges_of(chains, turned) > COILED_DEG)
    if len(coiled) == 0:
        return strokes, whole
    spans = [(k, *span) for k in coiled for span in _spans_of_pieces(turned, *chains.offsets[k : k + 2])]
    chain, first, last = np.array(spans).T
    row, place = unravel_rows(last - first + 1)
    vertex = first[row] + place
    pieces = shapely.linestrings(np.column_stack([chains.lon, chains.lat])[vertex], indices=row)
    kept = np.delete(whole, number[coiled])
    stroke = np.concatenate([kept, number[chain]])
    order = np.argsort(stroke, kind="stable")
    return np.concatenate([strokes[kept], pieces])[order], stroke[order]


def is_crowded(chains: Chains, radius_m: FloatArray) -> BoolArray:
    """Say which chains have so many legs to a radius that crossings of their outline cost the most."""
    return radius_m * chains.counts > _MANY_LEGS * _estimate_lengths(chains)


def _removable_share(chains: Chains, notch_m: FloatArray, error_m: FloatArray) -> FloatArray:
    """Estimate which share of the vertices could go one by one, on a local plane."""
    removable = np.zeros(len(chains.lon), bool)
    lat = chains.lat[1:-1]
    scale = np.radians(1.0) * MEAN_RADIUS_M
    east = wrap_degrees(np.diff(chains.lon)) * scale
    north = np.diff(chains.lat) * scale
    _, shrink = sin_cos(lat)
    before, after = east[:-1] * shrink, east[1:] * shrink
    chord = np.sqrt((before + after) ** 2 + (north[:-1] + north[1:]) ** 2)
    right = (before * north[1:] - north[:-1] * after) / np.maximum(chord, 1e-9)
    chain = chains.chain[1:-1]
    error = error_m[chain]
    removable[1:-1] = (right <= error) & ((right >= -error) | (chord <= notch_m[chain]))
    removable[chains.offsets[:-1]] = removable[chains.offsets[1:] - 1] = False
    share: FloatArray = np.add.reduceat(removable, chains.offsets[:-1], dtype=np.float64) / chains.counts
    return share


def _split_while_shown(chains: Chains, notch_m: FloatArray, error_m: FloatArray) -> BoolArray:
    position = unit_vectors(chains.lon, chains.lat)
    headings = Headings.of(chains)
    needed = np.zeros(len(chains.lon), bool)
    start, end = chains.offsets[:-1], chains.offsets[1:] - 1
    needed[start] = needed[end] = True
    coiled = headings.range_of(chains) > COILED_DEG
    needed |= coiled[chains.chain]
    chain = np.flatnonzero(~coiled)
    start, end = start[chain], end[chain]
    while True:
        inner = end - start > 1
        start, end, chain = start[inner], end[inner], chain[inner]
        if len(start) == 0:
            return needed
        worst, vertex = _worst_vertices(position, start, end, notch_m[chain])
        split = worst > error_m[chain]
        flat = np.flatnonzero(~split)
        if len(flat):
            split[flat] = headings.loop(chains, start[flat], end[flat])
        start, end, chain, vertex = start[split], end[split], chain[split], vertex[split]
        needed[vertex] = True
        start, end = np.concatenate([start, vertex]), np.concatenate([vertex, end])
        chain = np.concatenate([chain, chain])


@dataclass(frozen=True, slots=True)
class Headings:
    """Azimuths of legs where they start and end, and the sum of the turns up to each leg, in degrees."""

    out: FloatArray
    into: FloatArray
    turned: FloatArray

    @classmethod
    def of(cls, chains: Chains) -> Headings:
        """Look at every vertex and the next one; what joins two chains means nothing."""
        out, into = _azimuths(chains.lon[:-1], chains.lat[:-1], chains.lon[1:], chains.lat[1:])
        return cls(out, into, np.cumsum(wrap_degrees(out - np.concatenate([out[:1], into[:-1]]))))

    def range_of(self, chains: Chains) -> FloatArray:
        """Return by how much each chain turns in all, from its leftmost to its rightmost heading."""
        leg = np.minimum(np.arange(len(chains.lon)), len(self.turned) - 1)
        leg[chains.offsets[1:] - 1] -= leg[chains.offsets[1:] - 1] > chains.offsets[1:] - 2
        first = chains.offsets[:-1]
        highest, lowest = (ends.reduceat(self.turned[leg], first) for ends in (np.maximum, np.minimum))
        spread: FloatArray = highest - lowest
        return spread

    def loop(self, chains: Chains, start: IntArray, end: IntArray) -> BoolArray:
        """Say whether the path between two vertices turns back on its chord, or turns once more than it.

        The outline winds around the buffer once because the traverse there and back turns by 360 degrees in
        all (Hopf's Umlaufsatz): a loop must not be left out on one side only. And where a path turns back,
        left and right of a chord no longer tell which side of the traverse shows a vertex.
        """
        out, into = _azimuths(chains.lon[start], chains.lat[start], chains.lon[end], chains.lat[end])
        path = self.turned[end - 1] - self.turned[start]
        ahead = wrap_degrees(self.out[start] - out)
        chord = wrap_degrees(self.into[end - 1] - into) - ahead
        row, place = unravel_rows(end - start)
        aside = np.abs(self.turned[start[row] + place] - self.turned[start[row]] + ahead[row])
        first = np.cumsum(end - start) - (end - start)
        widest = np.maximum.reduceat(aside, first)
        return (np.abs(path - chord) > HALF_TURN) | (widest > HALF_TURN / 2)


def _azimuths(
    lon0: FloatArray, lat0: FloatArray, lon1: FloatArray, lat1: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the azimuth of great circles where they start and end."""
    sin_east, cos_east = sin_cos(wrap_degrees(lon1 - lon0))
    (sin0, cos0), (sin1, cos1) = sin_cos(lat0), sin_cos(lat1)
    out = np.arctan2(sin_east * cos1, cos0 * sin1 - sin0 * cos1 * cos_east)
    into = np.arctan2(sin_east * cos0, cos0 * sin1 * cos_east - sin0 * cos1)
    return np.degrees(out), np.degrees(into)


def _dot(a: FloatArray, b: FloatArray) -> FloatArray:
    product: FloatArray = a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
    return product


def _cross(a: FloatArray, b: FloatArray) -> FloatArray:
    return np.stack([a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]])


def _worst_vertices(
    position: FloatArray, start: IntArray, end: IntArray, notch_m: FloatArray
) -> tuple[FloatArray, IntArray]:
    """Return by how much leaving out the vertices of each chord moves the outline, and the worst one.

    A vertex that lies beyond an end of its chord, where the line turns back, counts as on the right.
    """
    count = end - start - 1
    row, place = unravel_rows(count)
    vertex = start[row] + 1 + place
    a, b = position.take(start, axis=1), position.take(end, axis=1)
    normal = _cross(a, b)
    sine = np.sqrt(_dot(normal, normal))
    normal /= np.maximum(sine, _NO_CHORD)
    p = position.take(vertex, axis=1)
    # how far each vertex lies to the left of its chord, before it and beyond it
    sides = np.stack([normal, _cross(a, normal), _cross(normal, b)], axis=1)
    aside_m = np.einsum("ijk,ik->jk", sides.take(row, axis=2), p) * MEAN_RADIUS_M
    left_m = aside_m[0]
    bulge_m = np.maximum(-left_m, np.maximum(aside_m[1], aside_m[2]))
    closed = np.flatnonzero(sine[row] < _NO_CHORD)
    if len(closed):
        apart = np.maximum(2 - 2 * _dot(p[:, closed], a[:, row[closed]]), 0.0)
        bulge_m[closed] = np.sqrt(apart) * MEAN_RADIUS_M
    wide = np.arctan2(sine, _dot(a, b)) * MEAN_RADIUS_M > notch_m
    shown_m = np.where(wide[row], np.maximum(bulge_m, left_m), bulge_m)
    first = np.cumsum(count) - count
    worst = np.maximum.reduceat(shown_m, first)
    at_worst = np.flatnonzero(shown_m == worst[row])
    chosen = at_worst[np.searchsorted(at_worst, first)]
    return worst, vertex[chosen]


def _turns_up_to(chains: Chains) -> FloatArray:
    """Return by how much each chain has turned up to each vertex and beyond, in degrees."""
    turned = np.append(Headings.of(chains).turned, 0.0)
    turned[chains.offsets[1:] - 1] = turned[chains.offsets[1:] - 2]
    return turned


def _ranges_of(chains: Chains, turned: FloatArray) -> FloatArray:
    first = chains.offsets[:-1]
    return np.maximum.reduceat(turned, first) - np.minimum.reduceat(turned, first)


def _estimate_lengths(chains: Chains) -> FloatArray:
    """Return about how long chains are, in metres."""
    i = chains.legs
    lat = np.radians((chains.lat[i] + chains.lat[i + 1]) / 2)
    east = wrap_degrees(chains.lon[i + 1] - chains.lon[i]) * np.cos(lat)
    legs = np.radians(np.hypot(east, chains.lat[i + 1] - chains.lat[i])) * MEAN_RADIUS_M
    total: FloatArray = np.zeros(len(chains))
    np.add.at(total, chains.chain[i], legs)
    return total


def _spans_of_pieces(turned: FloatArray, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Yield the first and last vertex of pieces of one chain, as long as their headings allow."""
    while start < stop - 1:
        ahead = turned[start : stop - 1]
        spread = np.maximum.accumulate(ahead) - np.minimum.accumulate(ahead)
        legs = max(1, int(np.searchsorted(spread, _PIECE_DEG, side="right")))
        yield start, start + legs
        start += legs
