"""Buffers of points and lines, in batches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from isthmus.geo._chains import POINT, Chains, GeometryArray, ragged, unwrapped
from isthmus.geo._ellipsoid import POLE_LATITUDE, FloatArray, IntArray, inverse, latitude_range, wrapped
from isthmus.geo._error_budget import STEEPEST_LATITUDE, straight_pieces
from isthmus.geo._geodesic import subdivided

from .false_holes import without_false_holes
from .noding import polygons_of
from .offset import METRES_PER_DEGREE, circles, outlines
from .walk import Walks, walks_along

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from .buffer_rule import BufferRule

_BOTH_POLES = 2
# Vertices closer than a micrometre are one.
SAME_PLACE_DEG = 1e-11
# Pieces of a line that is cut at the equator: far shorter than what is left of a quarter of the Earth.
_PIECE_M = 200_000.0


def buffered(strokes: GeometryArray, radius_m: FloatArray, rule: BufferRule) -> GeometryArray:
    """Return the buffers of points and lines, split at the antimeridian."""
    result = np.empty(len(strokes), object)
    box = shapely.bounds(strokes)
    is_point = (shapely.get_type_id(strokes) == POINT) | ((box[:, 0] == box[:, 2]) & (box[:, 1] == box[:, 3]))
    if is_point.any():
        result[is_point] = _around_points(box[is_point, 0], box[is_point, 1], radius_m[is_point], rule)
    if not is_point.all():
        lines = Chains.of(strokes[~is_point])
        radius = radius_m[~is_point]
        ready, _ = prepared(lines, radius, rule, np.zeros(len(lines.lon)))
        buffers = along_lines(ready, radius, rule)
        result[~is_point] = buffers if rule.flat else without_false_holes(buffers, ready, radius)
    return result


def _around_points(lon: FloatArray, lat: FloatArray, radius_m: FloatArray, rule: BufferRule) -> GeometryArray:
    result = np.empty(len(lon), object)
    pole = _poles_in_reach(lat, lat, radius_m)
    for polar in (False, True):
        mine = np.flatnonzero((pole != 0) == polar)
        if len(mine):
            budget = rule.budget(polar=polar, simplified=False)
            rings = circles(lon[mine], lat[mine], radius_m[mine], budget)
            result[mine] = polygons_of(rings, pole[mine], budget.pole * radius_m[mine], simple=True)
    return result


def prepared(
    lines: Chains, radius_m: FloatArray, rule: BufferRule, vertex_radius_m: FloatArray
) -> tuple[Chains, FloatArray]:
    """Return lines without repeated vertices, geodesic pieces in place of straight legs, and their radii.

    `radius_m` is the smallest radius of each line.
    """
    if rule.path == "straight":
        lines, counts = geodesic_pieces(lines, radius_m, rule)
        vertex_radius_m = np.interp(np.arange(counts.sum()), np.cumsum(counts) - counts, vertex_radius_m)
    east, north = np.abs(wrapped(np.diff(lines.lon))), np.abs(np.diff(lines.lat))
    east[np.abs(lines.lat[1:]) == POLE_LATITUDE] = 0.0
    moves = np.ones(len(lines.lon), bool)
    moves[1:] = np.maximum(east, north) > SAME_PLACE_DEG
    moves[lines.offsets[:-1]] = True
    if moves.all():
        return lines, vertex_radius_m
    kept = np.flatnonzero(moves)
    return lines.take(kept, lines.lon[kept], lines.lat[kept]), vertex_radius_m[kept]


def geodesic_pieces(lines: Chains, radius_m: FloatArray, rule: BufferRule) -> tuple[Chains, IntArray]:
    """Return lines with straight legs cut into what may pass for geodesics, and the vertices for each one."""
    lines = unwrapped(lines, path="straight")
    error = rule.budget(polar=True).straight_path * radius_m
    i = lines.legs
    east = lines.lon[i + 1] - lines.lon[i]
    counts = np.ones(len(lines.lon), np.int64)
    counts[i] = straight_pieces(east, lines.lat[i], lines.lat[i + 1], error[lines.chain[i]])
    return subdivided(lines, counts[i], np.zeros(len(i)), np.zeros(len(i)), "straight"), counts


def along_lines(
    lines: Chains, radius_m: FloatArray, rule: BufferRule, *, vertex_radius_m: FloatArray | None = None
) -> GeometryArray:
    """Return the buffers of lines, with one radius per line or one per vertex."""
    tapered = vertex_radius_m is not None
    radii = radius_m if vertex_radius_m is None else vertex_radius_m
    # what vertices near a flat end show reaches beyond it
    simplified = not (tapered or rule.flat)
    walks = walks_along(lines, radii, rule.budget(polar=False, simplified=simplified), tapered=tapered)
    if rule.side != "both":
        walks = walks.on_side(rule.side)
    result, both = wound(walks, radius_m, rule, simplified=simplified)
    for k in both:
        line = lines.chosen(np.array([k]))
        radius = (
            radii[lines.offsets[k] : lines.offsets[k + 1]] if tapered else np.full(len(line.lon), radii[k])
        )
        result[k] = _by_hemisphere(line, radius, rule)
    return result


def wound(
    walks: Walks, radius_m: FloatArray, rule: BufferRule, *, simplified: bool
) -> tuple[GeometryArray, IntArray]:
    """Return what the outlines of walks wind around, and which walks are left out: both poles in reach."""
    lowest, highest = _latitudes(walks)
    pole = _poles_in_reach(lowest, highest, radius_m)
    result = np.empty(len(pole), object)
    for polar in (False, True):
        mine = np.flatnonzero((pole != 0) & (pole != _BOTH_POLES) if polar else pole == 0)
        if len(mine) == 0:
            continue
        budget = rule.budget(polar=polar, simplified=simplified)
        chosen = walks if len(mine) == len(pole) else walks.take(mine)
        rings = outlines(chosen, budget, flat_caps=rule.flat)
        result[mine] = polygons_of(rings, pole[mine], budget.pole * radius_m[mine])
    return result, np.flatnonzero(pole == _BOTH_POLES)


def _latitudes(walks: Walks) -> tuple[FloatArray, FloatArray]:
    low, high = latitude_range(walks.lat, walks.azimuth_out, walks.lat[walks.following], walks.azimuth_in)
    starts = walks.offsets[:-1]
    return np.minimum.reduceat(low, starts), np.maximum.reduceat(high, starts)


def _poles_in_reach(lowest: FloatArray, highest: FloatArray, radius_m: FloatArray) -> IntArray:
    """Return +1 or -1 for the pole whose surroundings a radius reaches, 0 for none and 2 for both."""
    reach = 1.01 * radius_m / METRES_PER_DEGREE + 0.01
    north, south = highest + reach >= STEEPEST_LATITUDE, lowest - reach <= -STEEPEST_LATITUDE
    return np.select([north & south, north, south], [_BOTH_POLES, 1, -1], 0).astype(np.int64)


def _by_hemisphere(line: Chains, radius_m: FloatArray, rule: BufferRule) -> BaseGeometry:
    """Return the buffer of a line with both poles in reach, each hemisphere's part reaching one of them.

    The parts overlap a little, so that no turn of the line falls on their ends.
    """
    i = line.legs
    azimuth, _, length = inverse(line.lon[i], line.lat[i], line.lon[i + 1], line.lat[i + 1])
    pieces = np.maximum(4, np.ceil(length / _PIECE_M)).astype(np.int64)
    fine = subdivided(line, pieces, azimuth, length, "geodesic")
    radius = np.interp(np.arange(len(fine.lon)), np.cumsum(np.append(0, pieces)), radius_m)
    north = fine.lat[:-1] + fine.lat[1:] > 0
    cuts = np.flatnonzero(north[1:] != north[:-1]) + 1
    first = np.maximum(np.append(0, cuts - 1), 0)
    last = np.minimum(np.append(cuts + 1, len(north)), len(north))
    row, place = ragged(last - first + 1)
    vertex = first[row] + place
    parts = Chains(fine.lon[vertex], fine.lat[vertex], np.append(0, np.cumsum(last - first + 1)))
    largest = np.maximum.reduceat(radius[vertex], parts.offsets[:-1])
    constant = bool((radius_m == radius_m[0]).all())
    halves = along_lines(parts, largest, rule, vertex_radius_m=None if constant else radius[vertex])
    return shapely.orient_polygons(shapely.union_all(halves), exterior_cw=False)
