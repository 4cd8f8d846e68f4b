"""Buffers of many points and lines, worked in batches on all processors, and their union by owner."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from isthmus.geo._chains import LINE, POLYGON, Chains, GeometryArray, put_together, take_apart

from .strokes import buffered, geodesic_pieces
from .uncoiling import uncoiled

if TYPE_CHECKING:
    from isthmus.geo._ellipsoid import FloatArray, IntArray

    from .buffer_rule import BufferRule

# A batch of this many vertices stays in the processor's cache.
BATCH_VERTICES: Final = 20_000
# What caps, or the circle around a point, add to the vertices of a line, about.
CAP_VERTICES: Final = 64


def in_batches(strokes: GeometryArray, radius_m: FloatArray, rule: BufferRule) -> GeometryArray:
    """Return the buffers of points and lines; a buffer never depends on its batch."""
    if rule.flat:  # pieces have ends of their own
        return _in_batches(strokes, radius_m, rule)
    if rule.path == "straight":
        strokes = _in_geodesic_pieces(strokes, radius_m, rule)
    pieces, stroke = uncoiled(strokes, radius_m)
    buffers = _in_batches(pieces, radius_m[stroke], rule)
    return buffers if len(pieces) == len(strokes) else united(buffers, stroke, len(strokes))


def _in_geodesic_pieces(strokes: GeometryArray, radius_m: FloatArray, rule: BufferRule) -> GeometryArray:
    """Return lines whose legs are short enough to tell how the lines turn; points stay."""
    strokes = strokes.copy()
    is_line = shapely.get_type_id(strokes) == LINE
    if is_line.any():
        lines, _ = geodesic_pieces(Chains.of(strokes[is_line]), radius_m[is_line], rule)
        strokes[is_line] = lines.to_lines()
    return strokes


def _in_batches(strokes: GeometryArray, radius_m: FloatArray, rule: BufferRule) -> GeometryArray:
    total = np.cumsum(shapely.get_num_coordinates(strokes) + CAP_VERTICES)
    if len(strokes) == 0 or total[-1] <= BATCH_VERTICES:
        return buffered(strokes, radius_m, rule) if len(strokes) else strokes
    cuts = np.unique(np.searchsorted(total, np.arange(BATCH_VERTICES, total[-1], BATCH_VERTICES)) + 1)
    pieces, radii = np.split(strokes, cuts), np.split(radius_m, cuts)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return np.concatenate(list(pool.map(buffered, pieces, radii, [rule] * len(pieces))))


def united(parts: GeometryArray, owner: IntArray, count: int) -> GeometryArray:
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
