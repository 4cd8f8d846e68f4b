"""Legs of lines and rings cut into pieces: evenly, until nothing crosses, or until straight is near enough.

A line straight in longitude and latitude has, against the geodesic, the curvature

    tan(lat) / R * sin(azimuth) * (1 + cos(azimuth) ** 2),

which follows from d(azimuth)/ds = -sin(azimuth) cos(azimuth)^2 tan(lat) / R along the line and +
sin(azimuth) tan(lat) / R along the geodesic. Its azimuth factor is at most `LONLAT_BEND` = (4/3) sqrt(2/3).
An edge of length h that leaves a curve of relative curvature k misses it by ``h ** 2 * k / 8``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from isthmus._arguments import unfit

from ._chains import Chains, geodesic_legs, unravel_rows
from ._ellipsoid import (
    MEAN_RADIUS_M,
    FloatArray,
    IntArray,
    direct_within,
    meridional_radius,
    near_limit,
    parallel_radius,
    wrap_degrees,
)
from ._winding import turns_around_pole

if TYPE_CHECKING:
    from isthmus._choices import PathKind

LONLAT_BEND: Final = 4 / 3 * np.sqrt(2 / 3)
# Steps follow the latitude up to here; nearer to a pole, outlines are refined on the polar chart.
STEEPEST_LATITUDE: Final = 85.0
# Straight legs are cut into pieces that turn no further.
_WIDEST_PIECE_DEG: Final = 120.0
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


def lonlat_curvature(lat: FloatArray) -> FloatArray:
    """Return the largest curvature of straight lines in longitude and latitude, times the Earth's radius."""
    bend: FloatArray = LONLAT_BEND * np.tan(np.radians(np.minimum(np.abs(lat), STEEPEST_LATITUDE)))
    return bend


def straight_step(lat: FloatArray, error_m: FloatArray) -> FloatArray:
    """Return the step at which geodesics stay within an error of straight legs in longitude and latitude."""
    step: FloatArray = np.sqrt(8 * MEAN_RADIUS_M * error_m / np.maximum(lonlat_curvature(lat), 1e-12))
    return step


def straight_pieces(east: FloatArray, lat0: FloatArray, lat1: FloatArray, error_m: FloatArray) -> FloatArray:
    """Return in how many pieces straight legs in longitude and latitude stay within an error of geodesics.

    By the curvature above a piece of length s that goes `east` degrees leaves its geodesic by ``s * east *
    sin(lat) * (1 + cos(azimuth) ** 2) / 8``, which stays small next to a pole, too. The piece itself is no
    longer than its way east and its way north together, and its way north is ``s * cos(azimuth)``. Along the
    equator, too, its ends are far from opposite each other.
    """
    low, high = np.sort(np.abs([lat0, lat1]), axis=0)
    low = np.where(lat0 * lat1 < 0, 0.0, low)
    turned, north = np.radians(np.abs(east)), np.radians(np.abs(lat1 - lat0))
    length = MEAN_RADIUS_M * (np.cos(np.radians(low)) * turned + 2 * north)
    missed = turned * np.sin(np.radians(high)) * length / 8
    pieces: FloatArray = np.ceil(np.maximum(np.sqrt(missed / error_m), np.abs(east) / _WIDEST_PIECE_DEG))
    return np.maximum(pieces, 1)
