"""Metres of lines inside zones, pair by pair, without a loop over pairs.

Zones and lines meet in longitude and latitude, where geodesics are followed within `LATERAL_ERROR_M`. Two
trees find what meets: one over the lines says which pairs come near each other, one over the edges of the
zones says where a line crosses an outline. The crossings of a pair cut its line into pieces that lie inside
and outside by turns, beginning with the side its first vertex is on (Shimrat 1962, the crossing parity of a
point in a polygon). Pairs whose parity is in doubt, because a line touches a vertex or runs along an edge,
are left to GEOS' intersection.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import shapely

from .antimeridian import split_chart, strips, with_crossings, within_range
from .chains import (
    LINE,
    POLYGON,
    Chains,
    Geometries,
    GeometryArray,
    PathKind,
    as_array,
    check_legs,
    check_path,
    ragged,
    take_apart,
    unwrapped,
)
from .ellipsoid import BoolArray, FloatArray, IntArray, latitude_range
from .error_budget import STEEPEST_LATITUDE, straight_step
from .errors import GeometryError
from .geodesic import subdivided
from .osculating import inverse_of_legs
from .winding import polygons_on_chart

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

# How far straight edges in longitude and latitude may leave the geodesics they stand for.
LATERAL_ERROR_M: Final = 5.0
# Crossings this close to the end of an edge, as a share of it, leave the parity in doubt.
DOUBT: Final = 1e-9
EDGES_PER_BRANCH: Final = 8
_LENGTH_ERROR_M: Final = 1e-3
_POSITION_ERROR_M: Final = 0.1
_POLAR_STEP_M: Final = 1_000.0


class Exposure(NamedTuple):
    """Which line lies how far inside which zone; pairs that share no length are left out.

    Parameters
    ----------
    line, zone : array of int, shape (pairs,)
        Positions in the input, ordered by line and zone.
    metres : array of float, shape (pairs,)
    """

    line: IntArray
    zone: IntArray
    metres: FloatArray


def length_within(
    lines: BaseGeometry | Geometries | None,
    zones: BaseGeometry | Geometries | None,
    *,
    path: PathKind = "geodesic",
) -> Exposure:
    """Return the length of every line inside every zone, in metres.

    Parameters
    ----------
    lines : geometry or array of geometries
        LineStrings and multi-part lines.
    zones : geometry or array of geometries
        Polygons and multi-polygons: with holes, across the antimeridian, around a pole. Their parts may
        overlap.
    path : {"geodesic", "straight"}
        What a leg between two vertices is, of lines and zones alike. Zones that are buffers of this package
        have edges short enough for either.

    Returns
    -------
    Exposure
        Arrays ``line``, ``zone`` and ``metres``, one entry for each pair that shares some length.

    Examples
    --------
    >>> lines = [shapely.LineString([(170, 0), (-170, 0)]), shapely.LineString([(0, 50), (1, 50)])]
    >>> exposure = length_within(lines, [shapely.box(175, -5, 185, 5)], path="straight")
    >>> exposure.line.tolist(), exposure.zone.tolist(), exposure.metres.round().tolist()
    ([0], [0], [1113195.0])
    """
    check_path(path)
    areas, zone = _flat_zones(as_array(zones), path)
    legs, line = _flat_lines(as_array(lines), path)
    if len(legs) == 0 or len(areas) == 0:
        return Exposure(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))
    piece, area, metres = _lengths(legs, areas)
    count = int(zone.max()) + 1
    key = line[piece] * count + zone[area]
    pairs, position = np.unique(key, return_inverse=True)
    total: FloatArray = np.zeros(len(pairs))
    np.add.at(total, position, metres)
    found = total > 0
    pairs = pairs[found]
    return Exposure(pairs // count, pairs % count, total[found])


def _kind_only(array: GeometryArray, kind: int, name: str) -> tuple[GeometryArray, IntArray]:
    atoms, owner = take_apart(array)
    wrong = shapely.get_type_id(atoms) != kind
    if wrong.any():
        first = int(np.argmax(wrong))
        raise GeometryError(f"expected {name}, got a {atoms[first].geom_type}", index=int(owner[first]))
    return atoms, owner


def _flat_lines(array: GeometryArray, path: PathKind) -> tuple[GeometryArray, IntArray]:
    """Return lines as chains of edges in longitude and latitude, within [-180, 180], and their owners."""
    atoms, owner = _kind_only(array, LINE, "lines")
    if len(atoms) == 0:
        return atoms, owner
    given = Chains.of(atoms)
    chains = _followed(given, owner, path)
    same = (chains.counts == given.counts) & within_range(chains)
    bent = np.flatnonzero(~same)
    split, number = strips(chains.chosen(bent))
    return np.concatenate([atoms[same], split]), np.concatenate([owner[same], owner[bent[number]]])


def _flat_zones(array: GeometryArray, path: PathKind) -> tuple[GeometryArray, IntArray]:
    """Return zones as polygons in longitude and latitude, within [-180, 180], and their owners."""
    atoms, owner = _kind_only(array, POLYGON, "polygons")
    if len(atoms) == 0:
        return atoms, owner
    rings, polygon = shapely.get_rings(atoms, return_index=True)
    chains = _followed(Chains.of(rings), owner[polygon], path)
    return split_chart(polygons_on_chart(chains, polygon, owner), owner)


def _followed(chains: Chains, owner: IntArray, path: PathKind) -> Chains:
    """Cut geodesic legs until straight edges follow them, and all legs at the antimeridian."""
    chains = with_crossings(unwrapped(chains, path=path), owner, path)
    if path == "straight":
        return chains
    check_legs(chains, owner)
    i = chains.legs
    azimuth0, azimuth1, length = inverse_of_legs(
        chains.lon[i], chains.lat[i], chains.lon[i + 1], chains.lat[i + 1], _POSITION_ERROR_M
    )
    low, high = latitude_range(chains.lat[i], azimuth0, chains.lat[i + 1], azimuth1)
    lat = np.maximum(np.abs(low), np.abs(high))
    step = np.where(
        lat > STEEPEST_LATITUDE, _POLAR_STEP_M, straight_step(lat, np.full(len(lat), LATERAL_ERROR_M))
    )
    pieces = np.maximum(1, np.ceil(length / step)).astype(np.int64)
    return subdivided(chains, pieces, azimuth0, length, path, error_m=_POSITION_ERROR_M)


def _lengths(lines: GeometryArray, areas: GeometryArray) -> tuple[IntArray, IntArray, FloatArray]:
    """Return the pairs that meet, and their common length."""
    area, line = shapely.STRtree(lines).query(areas, predicate="intersects")
    shapely.prepare(areas)
    whole = shapely.contains_properly(areas[area], lines[line])
    metres = np.empty(len(area))
    chains = Chains.of(lines)
    metres[whole] = _lengths_of(chains)[line[whole]]
    partly = np.flatnonzero(~whole)
    if len(partly):
        metres[partly] = _crossing_lengths(lines, areas, line[partly], area[partly])
    return line, area, metres


def _lengths_of(chains: Chains) -> FloatArray:
    i = chains.legs
    legs = inverse_of_legs(
        chains.lon[i], chains.lat[i], chains.lon[i + 1], chains.lat[i + 1], _LENGTH_ERROR_M
    )
    total: FloatArray = np.zeros(len(chains))
    np.add.at(total, chains.chain[i], legs[2])
    return total


def _crossing_lengths(
    lines: GeometryArray, areas: GeometryArray, line: IntArray, area: IntArray
) -> FloatArray:
    """Return the common length of pairs whose line crosses the outline."""
    used, number = np.unique(line, return_inverse=True)
    chains = Chains.of(lines[used])
    crossings = _crossings(chains, areas, number, area)
    metres, doubtful = _alternating_lengths(chains, areas, number, area, crossings)
    again = np.flatnonzero(doubtful)
    if len(again):
        common = shapely.intersection(lines[line[again]], areas[area[again]])
        parts, pair = shapely.get_parts(common, return_index=True)
        linear = shapely.get_type_id(parts) == LINE
        each = _lengths_of(Chains.of(parts[linear])) if linear.any() else np.empty(0)
        metres[again] = np.bincount(pair[linear], weights=each, minlength=len(again))
    return metres


@dataclass(frozen=True, slots=True)
class _Crossings:
    """Where lines cross the outline of zones.

    Parameters
    ----------
    pair : array of int
        Pair of line and zone.
    place : array of float
        Vertex of the line before the crossing, plus the share of the leg.
    lon, lat : array of float
    doubtful : array of bool
        Whether an end of either edge lies on the other.
    """

    pair: IntArray
    place: FloatArray
    lon: FloatArray
    lat: FloatArray
    doubtful: BoolArray


def _crossings(chains: Chains, areas: GeometryArray, line: IntArray, area: IntArray) -> _Crossings:
    rings, ring_area = shapely.get_rings(areas, return_index=True)
    outline = Chains.of(rings)
    branches, first_edge, edges = _branches(outline)
    i = chains.legs
    low_lon, high_lon = np.sort([chains.lon[i], chains.lon[i + 1]], axis=0)
    low_lat, high_lat = np.sort([chains.lat[i], chains.lat[i + 1]], axis=0)
    leg, branch = shapely.STRtree(branches).query(shapely.box(low_lon, low_lat, high_lon, high_lat))
    row, place = ragged(edges[branch])
    i, edge = i[leg[row]], first_edge[branch][row] + place
    j = outline.legs[edge]
    share, edge_share = _meeting(chains, i, outline, j)
    meets = (share > -DOUBT) & (share < 1 + DOUBT) & (edge_share > -DOUBT) & (edge_share < 1 + DOUBT)
    i, share, edge_share, edge = i[meets], share[meets], edge_share[meets], edge[meets]
    pair = _pair_of(line, area, chains.chain[i], ring_area[outline.chain[outline.legs[edge]]], len(areas))
    known = np.flatnonzero(pair >= 0)
    i, share, edge_share = i[known], share[known], edge_share[known]
    doubtful = (np.minimum(share, edge_share) < DOUBT) | (np.maximum(share, edge_share) > 1 - DOUBT)
    lon = chains.lon[i] + share * (chains.lon[i + 1] - chains.lon[i])
    lat = chains.lat[i] + share * (chains.lat[i + 1] - chains.lat[i])
    return _Crossings(pair[known], i + share, lon, lat, doubtful)


def _branches(outline: Chains) -> tuple[GeometryArray, IntArray, IntArray]:
    """Return the edges of rings in runs, as lines, with the number of their first edge and of their edges.

    A tree of short runs is built and searched faster than one of single edges.
    """
    edge = outline.legs
    starts = np.flatnonzero((edge - outline.offsets[outline.chain[edge]]) % EDGES_PER_BRANCH == 0)
    count = np.diff(np.append(starts, len(edge)))
    row, place = ragged(count + 1)
    vertex = edge[starts][row] + place
    xy = np.column_stack([outline.lon[vertex], outline.lat[vertex]])
    return np.asarray(shapely.linestrings(xy, indices=row)), starts, count


def _meeting(a: Chains, i: IntArray, b: Chains, j: IntArray) -> tuple[FloatArray, FloatArray]:
    """Return where on either edge, as a share of it, the straight lines through edges i and j meet."""
    ax, ay = a.lon[i + 1] - a.lon[i], a.lat[i + 1] - a.lat[i]
    bx, by = b.lon[j + 1] - b.lon[j], b.lat[j + 1] - b.lat[j]
    x, y = b.lon[j] - a.lon[i], b.lat[j] - a.lat[i]
    with np.errstate(divide="ignore", invalid="ignore"):
        turn = 1 / (ax * by - ay * bx)
        return (x * by - y * bx) * turn, (x * ay - y * ax) * turn


def _pair_of(
    line: IntArray, area: IntArray, crossing_line: IntArray, crossing_area: IntArray, areas: int
) -> IntArray:
    """Return the pair of each crossing, -1 for none."""
    key = line * areas + area
    order = np.argsort(key)
    wanted = crossing_line * areas + crossing_area
    place = np.minimum(np.searchsorted(key[order], wanted), len(key) - 1)
    return np.where(key[order][place] == wanted, order[place], -1)


def _alternating_lengths(
    chains: Chains, areas: GeometryArray, line: IntArray, area: IntArray, crossings: _Crossings
) -> tuple[FloatArray, BoolArray]:
    """Return the length of the pieces inside, and for which pairs it is in doubt.

    Parallel edges that overlap never count as crossings; then the parity at the last vertex comes out wrong,
    or the ends of the edges lie on each other: both put the pair in doubt.
    """
    row, place = ragged(chains.counts[line])
    vertex = chains.offsets[line][row] + place
    pair = np.concatenate([row, crossings.pair])
    order = np.lexsort((np.concatenate([vertex.astype(np.float64), crossings.place]), pair))
    pair = pair[order]
    lon = np.concatenate([chains.lon[vertex], crossings.lon])[order]
    lat = np.concatenate([chains.lat[vertex], crossings.lat])[order]
    crosses = np.concatenate([np.zeros(len(vertex), bool), np.ones(len(crossings.pair), bool)])[order]
    first, last = (
        np.searchsorted(pair, np.arange(len(line))),
        np.searchsorted(pair, np.arange(len(line)), "right") - 1,
    )
    passed = np.cumsum(crosses)
    passed -= passed[first][pair]
    starts_inside = shapely.contains_xy(areas[area], lon[first], lat[first])
    inside = (passed % 2 == 1) ^ starts_inside[pair]
    piece = np.flatnonzero(inside[:-1] & (pair[1:] == pair[:-1]))
    length = inverse_of_legs(lon[piece], lat[piece], lon[piece + 1], lat[piece + 1], _LENGTH_ERROR_M)[2]
    metres: FloatArray = np.zeros(len(line))
    np.add.at(metres, pair[piece], length)
    doubtful: BoolArray = inside[last] != shapely.contains_xy(areas[area], lon[last], lat[last])
    doubtful[crossings.pair[crossings.doubtful]] = True
    return metres, doubtful
