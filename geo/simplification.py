"""Vertices that an offset to one side can't show, left out of many lines at once."""

from __future__ import annotations

import numpy as np

from .chains import Chains, ragged
from .ellipsoid import MEAN_RADIUS_M, BoolArray, FloatArray, IntArray

# Where two chord ends are this close on the unit sphere, the chord has no direction.
_NO_CHORD = 1e-12


def needed_on_the_right(chains: Chains, radius_m: FloatArray, error_m: FloatArray) -> BoolArray:
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
    needed = np.zeros(len(chains.lon), bool)
    start, end = chains.offsets[:-1].copy(), chains.offsets[1:] - 1
    needed[start] = needed[end] = True
    chain = np.arange(len(chains))
    position = _unit_vectors(chains.lon, chains.lat)
    while True:
        inner = end - start > 1
        start, end, chain = start[inner], end[inner], chain[inner]
        if len(start) == 0:
            return needed
        worst, vertex = _worst_vertices(position, start, end, 8 * (radius_m * error_m)[chain])
        split = worst > error_m[chain]
        start, end, chain, vertex = start[split], end[split], chain[split], vertex[split]
        needed[vertex] = True
        start, end = np.concatenate([start, vertex]), np.concatenate([vertex, end])
        chain = np.concatenate([chain, chain])


def _unit_vectors(lon: FloatArray, lat: FloatArray) -> FloatArray:
    east, north = np.radians(lon), np.radians(lat)
    return np.stack([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)])


def _dot(a: FloatArray, b: FloatArray) -> FloatArray:
    product: FloatArray = a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
    return product


def _worst_vertices(
    position: FloatArray, start: IntArray, end: IntArray, notch_m2: FloatArray
) -> tuple[FloatArray, IntArray]:
    """Return by how much leaving out the vertices of each chord moves the outline, and the worst one."""
    row, place = ragged(end - start - 1)
    vertex = start[row] + 1 + place
    a, b = position[:, start], position[:, end]
    normal = np.cross(a, b, axis=0)
    sine = np.sqrt(_dot(normal, normal))
    normal /= np.maximum(sine, _NO_CHORD)
    ahead = np.cross(normal, a, axis=0)
    chord_m = np.arctan2(sine, _dot(a, b)) * MEAN_RADIUS_M
    p = position[:, vertex]
    left_m = _dot(p, normal[:, row]) * MEAN_RADIUS_M
    along_m = np.arctan2(_dot(p, ahead[:, row]), _dot(p, a[:, row])) * MEAN_RADIUS_M
    beyond_m = np.maximum(-along_m, along_m - chord_m[row])
    off_m = np.sqrt(np.maximum(2 - 2 * _dot(p, a[:, row]), 0.0)) * MEAN_RADIUS_M
    bulge_m = np.where(sine[row] < _NO_CHORD, off_m, np.maximum(-left_m, beyond_m))
    shown_m = np.where((chord_m * chord_m > notch_m2)[row], np.maximum(bulge_m, left_m), bulge_m)
    first = np.searchsorted(row, np.arange(len(start)))
    worst = np.maximum.reduceat(shown_m, first)
    at_worst = np.flatnonzero(shown_m == worst[row])
    chosen = at_worst[np.searchsorted(row[at_worst], np.arange(len(start)))]
    return worst, vertex[chosen]
