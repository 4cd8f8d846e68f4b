"""Lines that turn round and round, cut into pieces that don't.

Where a line coils within the radius of its buffer, its raw outline crosses itself once for every two legs.
The buffer is also the union of the buffers of pieces, and a piece that hardly turns has a simple outline.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from isthmus.geo._chains import LINE, Chains, GeometryArray, ragged
from isthmus.geo._ellipsoid import MEAN_RADIUS_M, BoolArray, FloatArray, IntArray, wrapped

from .simplification import COILED_DEG, Headings

if TYPE_CHECKING:
    from collections.abc import Iterator

# The headings of a piece range over no more than this.
_PIECE_DEG: Final = 180.0
_MANY_LEGS: Final = 12


def uncoiled(strokes: GeometryArray, radius_m: FloatArray) -> tuple[GeometryArray, IntArray]:
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
    many = np.flatnonzero(crowded(chains, radius_m[number]))
    if len(many) == 0:
        return strokes, whole
    number, chains = number[many], chains.chosen(many)
    turned = _turned(chains)
    coiled = np.flatnonzero(_ranges(chains, turned) > COILED_DEG)
    if len(coiled) == 0:
        return strokes, whole
    spans = [(k, *span) for k in coiled for span in _spans(turned, *chains.offsets[k : k + 2])]
    chain, first, last = np.array(spans).T
    row, place = ragged(last - first + 1)
    vertex = first[row] + place
    pieces = shapely.linestrings(np.column_stack([chains.lon, chains.lat])[vertex], indices=row)
    kept = np.delete(whole, number[coiled])
    stroke = np.concatenate([kept, number[chain]])
    order = np.argsort(stroke, kind="stable")
    return np.concatenate([strokes[kept], pieces])[order], stroke[order]


def crowded(chains: Chains, radius_m: FloatArray) -> BoolArray:
    """Say which chains have so many legs to a radius that crossings of their outline cost the most."""
    return radius_m * chains.counts > _MANY_LEGS * _lengths_about(chains)


def _turned(chains: Chains) -> FloatArray:
    """Return by how much each chain has turned up to each vertex and beyond, in degrees."""
    turned = np.append(Headings.of(chains).turned, 0.0)
    turned[chains.offsets[1:] - 1] = turned[chains.offsets[1:] - 2]
    return turned


def _ranges(chains: Chains, turned: FloatArray) -> FloatArray:
    first = chains.offsets[:-1]
    return np.maximum.reduceat(turned, first) - np.minimum.reduceat(turned, first)


def _lengths_about(chains: Chains) -> FloatArray:
    """Return about how long chains are, in metres."""
    i = chains.legs
    lat = np.radians((chains.lat[i] + chains.lat[i + 1]) / 2)
    east = wrapped(chains.lon[i + 1] - chains.lon[i]) * np.cos(lat)
    legs = np.radians(np.hypot(east, chains.lat[i + 1] - chains.lat[i])) * MEAN_RADIUS_M
    total: FloatArray = np.zeros(len(chains))
    np.add.at(total, chains.chain[i], legs)
    return total


def _spans(turned: FloatArray, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Yield the first and last vertex of pieces of one chain, as long as their headings allow."""
    while start < stop - 1:
        ahead = turned[start : stop - 1]
        spread = np.maximum.accumulate(ahead) - np.minimum.accumulate(ahead)
        legs = max(1, int(np.searchsorted(spread, _PIECE_DEG, side="right")))
        yield start, start + legs
        start += legs
