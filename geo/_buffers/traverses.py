"""Closed traverses of what is to be buffered: along a line on its right side, and back on its left.

An outline is offset from a traverse, always to the right. A line is passed there and back, so that its left
side is the right side of the way back and the ends of the line are turns by 180 degrees. Every vertex of a
traverse starts a leg, the last leg leads back to the first vertex: vertices and legs share their numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from isthmus.geo._chains import Chains, unravel_rows
from isthmus.geo._ellipsoid import (
    BoolArray,
    FloatArray,
    IntArray,
    direct,
    inverse_of_legs,
    near_limit,
    wrap_degrees,
)

from .simplification import needs_on_the_right

if TYPE_CHECKING:
    from .buffer_rule import ErrorBudget


_TRIANGLE = 3


@dataclass(frozen=True, slots=True)
class Traverses:
    """Closed traverses in flat arrays; traverse k holds the legs ``offsets[k]:offsets[k + 1]``.

    Parameters
    ----------
    lon, lat : array of float, shape (legs,)
        Where each leg starts, in degrees.
    offsets : array of int, shape (traverses + 1,)
    azimuth_out, azimuth_in : array of float, shape (legs,)
        Forward azimuth where each leg starts and where it ends, in degrees.
    length_m : array of float, shape (legs,)
    start_m, end_m : array of float, shape (legs,)
        Radius where each leg starts and where it ends.
    at_end : array of bool, shape (legs,)
        Whether the leg arrives at an end of the line.
    """

    lon: FloatArray
    lat: FloatArray
    offsets: IntArray
    azimuth_out: FloatArray
    azimuth_in: FloatArray
    length_m: FloatArray
    start_m: FloatArray
    end_m: FloatArray
    at_end: BoolArray

    @property
    def traverse(self) -> IntArray:
        """Traverse of each leg."""
        return np.repeat(np.arange(len(self.offsets) - 1), np.diff(self.offsets))

    @property
    def following(self) -> IntArray:
        """Leg after each leg."""
        following = np.arange(1, len(self.lon) + 1)
        following[self.offsets[1:] - 1] = self.offsets[:-1]
        return following

    @property
    def preceding(self) -> IntArray:
        """Leg before each leg."""
        preceding = np.arange(-1, len(self.lon) - 1)
        preceding[self.offsets[:-1]] = self.offsets[1:] - 1
        return preceding

    def pick(self, chosen: IntArray) -> Traverses:
        """Return some of the traverses."""
        counts = np.diff(self.offsets)[chosen]
        row, place = unravel_rows(counts)
        leg = self.offsets[chosen][row] + place
        offsets = np.concatenate([[0], np.cumsum(counts)])
        return Traverses(
            self.lon[leg],
            self.lat[leg],
            offsets,
            self.azimuth_out[leg],
            self.azimuth_in[leg],
            self.length_m[leg],
            self.start_m[leg],
            self.end_m[leg],
            self.at_end[leg],
        )

    def on_side(self, side: str) -> Traverses:
        """Return traverses which keep their radius on one side and stay on the line on the other."""
        way_back = (np.cumsum(self.at_end) - self.at_end) % 2 == 1
        keeps = way_back if side == "left" else ~way_back
        return replace(self, start_m=self.start_m * keeps, end_m=self.end_m * keeps)


def traverses_along(
    lines: Chains, radius_m: FloatArray, budget: ErrorBudget, *, tapered: bool = False
) -> Traverses:
    """Pass lines there and back.

    Parameters
    ----------
    lines : Chains
        Lines without repeated vertices.
    radius_m : array of float
        One radius per line, or one per vertex if `tapered`.
    """
    halves, source = _there_and_back(lines)
    if tapered:
        radius = radius_m[source]
    else:
        per_half = np.repeat(radius_m, 2)
        if budget.simplified:
            kept = np.flatnonzero(needs_on_the_right(halves, per_half, budget.simplification * per_half))
            halves = halves.take(kept, halves.lon[kept], halves.lat[kept])
        radius = np.repeat(per_half, halves.counts)
    return _join_halves(*_cut_to_reach(halves, radius, budget))


def traverses_around(rings: Chains, radius_m: FloatArray, budget: ErrorBudget) -> Traverses:
    """Pass closed rings once, the outside of counterclockwise ones on the right."""
    needed = needs_on_the_right(rings, radius_m, budget.simplification * radius_m)
    # a ring of less than a triangle has no inside and stays as it is
    enough = np.add.reduceat(needed, rings.offsets[:-1], dtype=np.int64) > _TRIANGLE
    kept = np.flatnonzero(needed | ~enough[rings.chain])
    rings = rings.take(kept, rings.lon[kept], rings.lat[kept])
    cut, radius, legs = _cut_to_reach(rings, np.repeat(radius_m, rings.counts), budget)
    i = cut.legs
    never = np.zeros(len(i), bool)
    return Traverses(
        cut.lon[i],
        cut.lat[i],
        cut.offsets - np.arange(len(cut) + 1),
        *legs[:2],
        legs[2],
        radius[i],
        radius[i + 1],
        never,
    )


def _there_and_back(lines: Chains) -> tuple[Chains, IntArray]:
    """Return every line and its reverse as chains 2k and 2k + 1, and the old number of each vertex."""
    half, place = unravel_rows(np.repeat(lines.counts, 2))
    first, last = lines.offsets[:-1][half // 2], lines.offsets[1:][half // 2] - 1
    source = np.where(half % 2 == 0, first + place, last - place)
    offsets = np.concatenate([[0], np.cumsum(np.repeat(lines.counts, 2))])
    return Chains(lines.lon[source], lines.lat[source], offsets), source


def _cut_to_reach(
    halves: Chains, radius_m: FloatArray, budget: ErrorBudget
) -> tuple[Chains, FloatArray, tuple[FloatArray, FloatArray, FloatArray]]:
    """Cut legs that are longer than closed forms reach; return chains, radius at vertices, and legs."""
    i = halves.legs
    error_m = float(budget.closed_form * radius_m.min())
    legs = inverse_of_legs(halves.lon[i], halves.lat[i], halves.lon[i + 1], halves.lat[i + 1], error_m)
    azimuth, _, length = legs
    pieces = np.maximum(1, np.ceil(length / near_limit(error_m))).astype(np.int64)
    if (pieces == 1).all():
        return halves, radius_m, legs
    counts = np.ones(len(halves.lon), np.int64)
    counts[i] = pieces
    vertex, position = unravel_rows(counts)
    lon, lat, radius = halves.lon[vertex], halves.lat[vertex], radius_m[vertex]
    new = np.flatnonzero(position)
    leg = np.searchsorted(i, vertex[new])
    fraction = position[new] / pieces[leg]
    lon[new], lat[new], _ = direct(lon[new], lat[new], azimuth[leg], length[leg] * fraction)
    radius[new] += fraction * (radius_m[vertex[new] + 1] - radius[new])
    cut = halves.take(vertex, lon, lat)
    i = cut.legs
    legs = inverse_of_legs(cut.lon[i], cut.lat[i], cut.lon[i + 1], cut.lat[i + 1], error_m)
    return cut, radius, legs


def _join_halves(
    halves: Chains, radius_m: FloatArray, legs: tuple[FloatArray, FloatArray, FloatArray]
) -> Traverses:
    """Join every line and its reverse: the last vertex of a half is the first one of the next."""
    i = halves.legs
    azimuth_out, azimuth_in, length = legs
    counts = halves.counts - 1
    at_end = np.zeros(len(i), bool)
    at_end[np.cumsum(counts) - 1] = True
    offsets = np.concatenate([[0], np.cumsum(counts.reshape(-1, 2).sum(axis=1))])
    return Traverses(
        halves.lon[i],
        halves.lat[i],
        offsets,
        azimuth_out,
        azimuth_in,
        length,
        radius_m[i],
        radius_m[i + 1],
        at_end,
    )


def turns(traverses: Traverses, contact: FloatArray) -> FloatArray:
    """Return by how much the offset direction turns where each leg ends, in degrees; left turns are negative.

    An end of the line is always turned around on the outside; so is a vertex where the line turns back on
    itself.
    """
    following = traverses.following
    turn = traverses.azimuth_out[following] + contact[following] - traverses.azimuth_in - contact
    inner = wrap_degrees(turn)
    inner = np.where(inner > 180.0 - 1e-6, inner - 360.0, inner)
    return np.where(traverses.at_end, -((-turn) % 360.0), inner)
