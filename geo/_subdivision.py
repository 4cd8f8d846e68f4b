"""Legs of lines and rings cut into pieces, evenly or until nothing crosses."""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely

from isthmus._arguments import unfit

from ._chains import Chains, PathKind, geodesic_legs, unravel_rows
from ._ellipsoid import (
    FloatArray,
    IntArray,
    direct_within,
    meridional_radius,
    near_limit,
    parallel_radius,
    wrap_degrees,
)
from ._winding import turns_around_pole

# Edges that span fewer degrees of longitude stay close to their geodesics.
_WIDE_DEG: Final = 5.0
_UNTANGLING_GAP_M: Final = 20_000.0
# More vertices are a gap in another unit; they would not fit into memory.
_MOST_VERTICES: Final = 100_000_000


def densify_chains(chains: Chains, owner: IntArray, max_gap_m: float, path: PathKind) -> Chains:
    """Return unwrapped chains with no gap above `max_gap_m`; `owner` names the geometry of each chain."""
    if path == "geodesic":
        azimuth, _, leg_m = geodesic_legs(chains, owner)
    else:
        azimuth, leg_m = np.zeros(len(chains.legs)), _longest_possible(chains)
    pieces = np.maximum(1, np.ceil(leg_m / max_gap_m))
    if pieces.sum() > _MOST_VERTICES:
        raise unfit("max_gap_m", f"a gap that asks for at most {_MOST_VERTICES:,} vertices", max_gap_m)
    return subdivide(chains, pieces.astype(np.int64), azimuth, leg_m, path)


def untangle(chains: Chains, polygon: IntArray, owner: IntArray) -> Chains:
    """Cut the edges of polygons that cross only when drawn straight in longitude and latitude.

    Near a pole a long geodesic leaves its chord far enough for that. `polygon` numbers the polygon of each
    unwrapped ring, `owner` the geometry it is a part of.
    """
    i = chains.legs
    wide = np.abs(chains.lon[i + 1] - chains.lon[i]) > _WIDE_DEG
    suspects = np.unique(polygon[chains.chain[i[wide]]])
    rings = np.flatnonzero(np.isin(polygon, suspects) & (turns_around_pole(chains) == 0))
    if len(rings) == 0:
        return chains
    numbers, number = np.unique(polygon[rings], return_inverse=True)
    drawn = shapely.polygons(chains.pick(rings).to_rings(), indices=number)
    tangled = np.isin(polygon, numbers[~shapely.is_valid(drawn)])[chains.chain[i]]
    if not tangled.any():
        return chains
    azimuth, _, leg_m = geodesic_legs(chains, owner)
    pieces = np.where(tangled, np.ceil(leg_m / _UNTANGLING_GAP_M), 1).astype(np.int64)
    return subdivide(chains, np.maximum(pieces, 1), azimuth, leg_m, "geodesic")


def subdivide(
    chains: Chains,
    pieces: IntArray,
    azimuth: FloatArray,
    leg_m: FloatArray,
    path: PathKind,
    *,
    error_m: float = 0.0,
) -> Chains:
    """Cut every leg of unwrapped chains into equal pieces, by GeographicLib unless an error is allowed."""
    counts = np.ones(len(chains.lon), np.int64)
    counts[chains.legs] = pieces
    vertex, position = unravel_rows(counts)
    lon, lat = chains.lon[vertex], chains.lat[vertex]
    new = np.flatnonzero(position)
    leg = np.searchsorted(chains.legs, vertex[new])
    fraction = position[new] / pieces[leg]
    if path == "geodesic":
        reach = float(near_limit(error_m))
        end_lon, lat[new] = direct_within(lon[new], lat[new], azimuth[leg], leg_m[leg] * fraction, reach)
        lon[new] += wrap_degrees(end_lon - lon[new])
    else:
        following = vertex[new] + 1
        lon[new] += (chains.lon[following] - lon[new]) * fraction
        lat[new] += (chains.lat[following] - lat[new]) * fraction
    return chains.take(vertex, lon, lat)


def _longest_possible(chains: Chains) -> FloatArray:
    """Bound the length of straight legs by their highest speed, so that equal steps never exceed a gap."""
    i = chains.legs
    lat = np.abs(np.stack([chains.lat[i], chains.lat[i + 1]]))
    crosses = chains.lat[i] * chains.lat[i + 1] < 0
    widest = np.where(crosses, 0.0, lat.min(axis=0))
    east = np.radians(chains.lon[i + 1] - chains.lon[i]) * parallel_radius(widest)
    north = np.radians(chains.lat[i + 1] - chains.lat[i]) * meridional_radius(lat.max(axis=0))
    bound: FloatArray = np.hypot(east, north)
    return bound
