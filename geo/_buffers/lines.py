"""Buffers of points and lines, worked in batches on all processors, and the union of parts by their owner."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from isthmus.geo._chains import (
    LINE,
    POLYGON,
    Chains,
    GeometryArray,
    put_together,
    take_apart,
    unravel_rows,
    unwrap_chains,
)
from isthmus.geo._charts import STEEPEST_LATITUDE, straight_pieces, subdivide
from isthmus.geo._ellipsoid import (
    POLE_LATITUDE,
    SHORTEST_DEGREE_M,
    FloatArray,
    IntArray,
    inverse,
    latitude_range,
    wrap_degrees,
)

from .noding import fill_false_holes, polygons_of
from .offset_curves import circles, outlines
from .simplification import cut_coils
from .traverses import Traverses, traverses_along

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from .buffer_rule import BufferRule

# A batch of this many vertices stays in the processor's cache.
BATCH_VERTICES: Final = 20_000
# What caps, or the circle around a point, add to the vertices of a line, about.
CAP_VERTICES: Final = 64
_BOTH_POLES: Final = 2
# Vertices closer than a micrometre are one.
SAME_PLACE_DEG: Final = 1e-11
# Pieces of a line that is cut at the equator: far shorter than what is left of a quarter of the Earth.
_PIECE_M: Final = 200_000.0


def buffer_strokes(strokes: GeometryArray, radius_m: FloatArray, rule: BufferRule) -> GeometryArray:
    """Return the buffers of points and lines; a buffer never depends on its batch."""
    if rule.flat:  # pieces have ends of their own
        return _buffer_in_batches(strokes, radius_m, rule)
    if rule.path == "straight":
        strokes = _cut_into_geodesics(strokes, radius_m, rule)
    pieces, stroke = cut_coils(strokes, radius_m)
    buffers = _buffer_in_batches(pieces, radius_m[stroke], rule)
    return buffers if len(pieces) == len(strokes) else unite(buffers, stroke, len(strokes))


def _cut_into_geodesics(strokes: GeometryArray, radius_m: FloatArray, rule: BufferRule) -> GeometryArray:
    """Return lines whose legs are short enough to tell how the lines turn; points stay."""
    strokes = strokes.copy()
    is_line = shapely.get_type_id(strokes) == LINE
    if is_line.any():
        lines, _ = geodesic_pieces(Chains.of(strokes[is_line]), radius_m[is_line], rule)
        strokes[is_line] = lines.to_lines()
    return strokes


def _buffer_in_batches(strokes: GeometryArray, radius_m: FloatArray, rule: BufferRule) -> GeometryArray:
    total = np.cumsum(shapely.get_num_coordinates(strokes) + CAP_VERTICES)
    if len(strokes) == 0 or total[-1] <= BATCH_VERTICES:
        return _buffer_batch(strokes, radius_m, rule) if len(strokes) else strokes
    cuts = np.unique(np.searchsorted(total, np.arange(BATCH_VERTICES, total[-1], BATCH_VERTICES)) + 1)
    pieces, radii = np.split(strokes, cuts), np.split(radius_m, cuts)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return np.concatenate(list(pool.map(_buffer_batch, pieces, radii, [rule] * len(pieces))))


def _buffer_batch(strokes: GeometryArray, radius_m: FloatArray, rule: BufferRule) -> GeometryArray:
    """Return the buffers of points and lines, split at the antimeridian."""
    result = np.empty(len(strokes), object)
    chains = Chains.of(strokes)
    ready, _ = prepare(chains, radius_m, rule, np.zeros(len(chains.lon)))
    is_point = ready.counts == 1  # a line whose vertices are all in one place, too
    if is_point.any():
        vertex = ready.offsets[:-1][is_point]
        result[is_point] = _around_points(ready.lon[vertex], ready.lat[vertex], radius_m[is_point], rule)
    if not is_point.all():
        lines = ready if not is_point.any() else ready.pick(np.flatnonzero(~is_point))
        radius = radius_m[~is_point]
        buffers = along_lines(lines, radius, rule)
        result[~is_point] = buffers if rule.flat else fill_false_holes(buffers, lines, radius)
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


def prepare(
    lines: Chains, radius_m: FloatArray, rule: BufferRule, vertex_radius_m: FloatArray
) -> tuple[Chains, FloatArray]:
    """Return lines without repeated vertices, geodesic pieces in place of straight legs, and their radii.

    `radius_m` is the smallest radius of each line. A vertex that is repeated has its largest radius.
    """
    if rule.path == "straight":
        lines, counts = geodesic_pieces(lines, radius_m, rule)
        vertex_radius_m = np.interp(np.arange(counts.sum()), np.cumsum(counts) - counts, vertex_radius_m)
    east, north = np.abs(wrap_degrees(np.diff(lines.lon))), np.abs(np.diff(lines.lat))
    east[np.abs(lines.lat[1:]) == POLE_LATITUDE] = 0.0
    moves = np.ones(len(lines.lon), bool)
    moves[1:] = np.maximum(east, north) > SAME_PLACE_DEG
    moves[lines.offsets[:-1]] = True
    if moves.all():
        return lines, vertex_radius_m
    kept = np.flatnonzero(moves)
    return lines.take(kept, lines.lon[kept], lines.lat[kept]), np.maximum.reduceat(vertex_radius_m, kept)


def geodesic_pieces(lines: Chains, radius_m: FloatArray, rule: BufferRule) -> tuple[Chains, IntArray]:
    """Return lines with straight legs cut into what may pass for geodesics, and the vertices for each one."""
    lines = unwrap_chains(lines, path="straight")
    error = rule.budget(polar=True).straight_path * radius_m
    i = lines.legs
    east = lines.lon[i + 1] - lines.lon[i]
    counts = np.ones(len(lines.lon), np.int64)
    counts[i] = straight_pieces(east, lines.lat[i], lines.lat[i + 1], error[lines.chain[i]])
    return subdivide(lines, counts[i], np.zeros(len(i)), np.zeros(len(i)), "straight"), counts


def along_lines(
    lines: Chains, radius_m: FloatArray, rule: BufferRule, *, vertex_radius_m: FloatArray | None = None
) -> GeometryArray:
    """Return the buffers of lines, with one radius per line or one per vertex."""
    tapered = vertex_radius_m is not None
    radii = radius_m if vertex_radius_m is None else vertex_radius_m
    # what vertices near a flat end show reaches beyond it
    simplified = not (tapered or rule.flat)
    traverses = traverses_along(
        lines, radii, rule.budget(polar=False, simplified=simplified), tapered=tapered
    )
    if rule.side != "both":
        traverses = traverses.on_side(rule.side)
    result, both = fill_outlines(traverses, radius_m, rule, simplified=simplified)
    for k in both:
        line = lines.pick(np.array([k]))
        radius = (
            radii[lines.offsets[k] : lines.offsets[k + 1]] if tapered else np.full(len(line.lon), radii[k])
        )
        result[k] = _by_hemisphere(line, radius, rule)
    return result


def fill_outlines(
    traverses: Traverses, radius_m: FloatArray, rule: BufferRule, *, simplified: bool
) -> tuple[GeometryArray, IntArray]:
    """Return what the outlines of traverses wind around, and which are left out: both poles in reach."""
    lowest, highest = _latitudes(traverses)
    pole = _poles_in_reach(lowest, highest, radius_m)
    result = np.empty(len(pole), object)
    for polar in (False, True):
        mine = np.flatnonzero((pole != 0) & (pole != _BOTH_POLES) if polar else pole == 0)
        if len(mine) == 0:
            continue
        budget = rule.budget(polar=polar, simplified=simplified)
        chosen = traverses if len(mine) == len(pole) else traverses.pick(mine)
        rings = outlines(chosen, budget, flat_caps=rule.flat)
        result[mine] = polygons_of(rings, pole[mine], budget.pole * radius_m[mine])
    return result, np.flatnonzero(pole == _BOTH_POLES)


def _latitudes(traverses: Traverses) -> tuple[FloatArray, FloatArray]:
    low, high = latitude_range(
        traverses.lat, traverses.azimuth_out, traverses.lat[traverses.following], traverses.azimuth_in
    )
    starts = traverses.offsets[:-1]
    return np.minimum.reduceat(low, starts), np.maximum.reduceat(high, starts)


def _poles_in_reach(lowest: FloatArray, highest: FloatArray, radius_m: FloatArray) -> IntArray:
    """Return +1 or -1 for the pole whose surroundings a radius reaches, 0 for none and 2 for both."""
    reach = 1.01 * radius_m / SHORTEST_DEGREE_M + 0.01
    north, south = highest + reach >= STEEPEST_LATITUDE, lowest - reach <= -STEEPEST_LATITUDE
    return np.select([north & south, north, south], [_BOTH_POLES, 1, -1], 0).astype(np.int64)


def _by_hemisphere(line: Chains, radius_m: FloatArray, rule: BufferRule) -> BaseGeometry:
    """Return the buffer of a line with both poles in reach, each hemisphere's part reaching one of them.

    The parts overlap a little, so that no turn of the line falls on their ends.
    """
    i = line.legs
    azimuth, _, length = inverse(line.lon[i], line.lat[i], line.lon[i + 1], line.lat[i + 1])
    pieces = np.maximum(4, np.ceil(length / _PIECE_M)).astype(np.int64)
    fine = subdivide(line, pieces, azimuth, length, "geodesic")
    radius = np.interp(np.arange(len(fine.lon)), np.cumsum(np.append(0, pieces)), radius_m)
    north = fine.lat[:-1] + fine.lat[1:] > 0
    cuts = np.flatnonzero(north[1:] != north[:-1]) + 1
    first = np.maximum(np.append(0, cuts - 1), 0)
    last = np.minimum(np.append(cuts + 1, len(north)), len(north))
    row, place = unravel_rows(last - first + 1)
    vertex = first[row] + place
    parts = Chains(fine.lon[vertex], fine.lat[vertex], np.append(0, np.cumsum(last - first + 1)))
    largest = np.maximum.reduceat(radius[vertex], parts.offsets[:-1])
    constant = bool((radius_m == radius_m[0]).all())
    halves = along_lines(parts, largest, rule, vertex_radius_m=None if constant else radius[vertex])
    return shapely.orient_polygons(shapely.union_all(halves), exterior_cw=False)


def unite(parts: GeometryArray, owner: IntArray, count: int) -> GeometryArray:
    """Return the union of the parts of each owner, empty polygons where there are none."""
    result = np.full(count, shapely.Polygon(), object)
    number = np.bincount(owner, minlength=count)
    alone = number[owner] == 1
    result[owner[alone]] = parts[alone]
    order = np.argsort(owner, kind="stable")
    first = np.concatenate([[0], np.cumsum(number)])
    several = np.flatnonzero(number > 1)
    for k in several:
        result[k] = shapely.union_all(parts[order[first[k] : first[k + 1]]])
    if len(several):
        result[several] = polygons_only(result[several])
    return result


def polygons_only(result: GeometryArray) -> GeometryArray:
    """Return polygons and multi-polygons with shells counterclockwise, without the crumbs of overlays."""
    atoms, owner = take_apart(result)
    area = shapely.get_type_id(atoms) == POLYGON
    atoms = shapely.orient_polygons(atoms[area], exterior_cw=False)
    return put_together(np.full(len(result), shapely.Polygon(), object), atoms, owner[area])
