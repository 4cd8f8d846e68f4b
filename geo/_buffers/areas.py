"""Buffers of polygons: outwards, and inwards with a negative radius.

Outwards, the outline is offset from the shell, passed once with its outside on the right; holes lose the
buffer of their own ring. Inwards, a polygon loses the buffer of its rings.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from isthmus.geo._antimeridian import split_chart, with_crossings
from isthmus.geo._chains import Chains, GeometryArray, PathKind, geodesic_legs, unwrap_chains
from isthmus.geo._ellipsoid import STEEPEST_LATITUDE, straight_step
from isthmus.geo._geodesic import subdivide
from isthmus.geo._winding import polygons_on_chart

from .lines import buffer_strokes, fill_outlines, polygons_only, prepare, unite
from .simplification import is_crowded
from .traverses import traverses_around

if TYPE_CHECKING:
    from isthmus.geo._ellipsoid import FloatArray, IntArray

    from .buffer_rule import BufferRule


def around_areas(
    polygons: GeometryArray, owner: IntArray, radius_m: FloatArray, rule: BufferRule
) -> GeometryArray:
    """Return the buffers of polygons; `owner` names the geometry each polygon is a part of."""
    rule = replace(rule, cap="round")
    chart = _on_chart(polygons, owner, radius_m, rule.path)
    parts, polygon = shapely.get_parts(chart, return_index=True)
    shells = _grow_shells(parts, radius_m[polygon], rule)
    grown = unite(shells, polygon, len(polygons))
    holed = np.flatnonzero(shapely.get_num_interior_rings(parts) > 0)
    if len(holed):
        _cut_holes(grown, parts[holed], polygon[holed], radius_m[polygon[holed]], rule)
    return grown


def within_areas(
    polygons: GeometryArray, owner: IntArray, radius_m: FloatArray, rule: BufferRule
) -> GeometryArray:
    """Return polygons without what is closer to their rings than the radius."""
    rule = replace(rule, cap="round")
    bodies, polygon = split_chart(_on_chart(polygons, owner, radius_m, rule.path), np.arange(len(polygons)))
    rings, ring_polygon = shapely.get_rings(polygons, return_index=True)
    edges = buffer_strokes(Chains.of(rings).to_lines(), radius_m[ring_polygon], rule)
    lost = unite(edges, ring_polygon, len(polygons))
    left = shapely.difference(bodies, lost[polygon])
    return polygons_only(unite(left, polygon, len(polygons)))


def _on_chart(
    polygons: GeometryArray, owner: IntArray, radius_m: FloatArray, path: PathKind
) -> GeometryArray:
    """Return polygons on unwrapped longitudes, so true that their outline stays well within the radius."""
    rings, polygon = shapely.get_rings(polygons, return_index=True)
    chains = with_crossings(unwrap_chains(Chains.of(rings), path=path), owner[polygon], path)
    if path == "geodesic":
        azimuth, _, length = geodesic_legs(chains, owner[polygon])
        i = chains.legs
        lat = np.maximum(np.abs(chains.lat[i]), np.abs(chains.lat[i + 1])) + np.degrees(length / 12e6)
        radius = radius_m[polygon][chains.chain[i]]
        # a piece of length h stays within h / 2 of any reading of it
        step = np.where(lat > STEEPEST_LATITUDE, radius / 2, straight_step(lat, radius / 10))
        pieces = np.ceil(np.maximum(length / np.maximum(step, radius / 2), 1)).astype(np.int64)
        chains = subdivide(chains, pieces, azimuth, length, path)
    return shapely.orient_polygons(polygons_on_chart(chains, polygon, owner), exterior_cw=False)


def _grow_shells(polygons: GeometryArray, radius_m: FloatArray, rule: BufferRule) -> GeometryArray:
    """Return the buffers of polygons without their holes."""
    rings = Chains.of(shapely.get_exterior_ring(polygons))
    ready, _ = prepare(rings, radius_m, rule, np.zeros(len(rings.lon)))
    traverses = traverses_around(ready, radius_m, rule.budget(polar=False))
    in_pieces = is_crowded(ready, radius_m)
    plain = np.flatnonzero(~in_pieces)
    result = np.empty(len(polygons), object)
    result[plain], both_poles = fill_outlines(traverses.pick(plain), radius_m[plain], rule, simplified=True)
    apart = np.concatenate([np.flatnonzero(in_pieces), plain[both_poles]])
    if len(apart):
        edges = buffer_strokes(rings.pick(apart).to_lines(), radius_m[apart], rule)
        filled = np.asarray(shapely.polygons(shapely.get_exterior_ring(polygons[apart])))
        bodies, row = split_chart(filled, np.arange(len(apart)))
        result[apart] = unite(np.append(edges, bodies), np.append(np.arange(len(apart)), row), len(apart))
    return result


def _cut_holes(
    grown: GeometryArray, parts: GeometryArray, polygon: IntArray, radius_m: FloatArray, rule: BufferRule
) -> None:
    """Take from buffered polygons what their holes keep."""
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    is_hole = np.zeros(len(rings), bool)
    is_hole[1:] = ring_part[1:] == ring_part[:-1]
    rings, ring_part = rings[is_hole], ring_part[is_hole]
    edges = buffer_strokes(Chains.of(rings).to_lines(), radius_m[ring_part], rule)
    holes, hole = split_chart(np.asarray(shapely.polygons(rings)), np.arange(len(rings)))
    kept = unite(shapely.difference(holes, edges[hole]), polygon[ring_part][hole], len(grown))
    touched = np.unique(polygon)
    grown[touched] = polygons_only(shapely.difference(grown[touched], kept[touched]))
