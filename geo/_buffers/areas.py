"""Buffers of polygons: outwards, and inwards with a negative radius.

Outwards, the outline is offset from the shell, passed once with its outside on the right; holes lose the
buffer of their own ring. Inwards, a polygon loses the buffer of its rings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from isthmus.geo._antimeridian import split_chart, with_crossings
from isthmus.geo._chains import Chains, GeometryArray, geodesic_legs, path_of_edges
from isthmus.geo._ellipsoid import POLE_LATITUDE
from isthmus.geo._readings import read_rings
from isthmus.geo._subdivision import STEEPEST_LATITUDE, straight_step, subdivide
from isthmus.geo._winding import polygons_on_chart

from .lines import buffer_strokes, fill_outlines, polygons_only, prepare, unite
from .simplification import is_crowded
from .traverses import traverses_around

if TYPE_CHECKING:
    from isthmus._choices import PathKind
    from isthmus.geo._ellipsoid import BoolArray, FloatArray, IntArray

    from .buffer_rule import BufferRule

# Legs on a meridian that overlap by no more than this only touch.
_SEAM_DEG: Final = 1e-9


def around_areas(
    polygons: GeometryArray, owner: IntArray, radius_m: FloatArray, rule: BufferRule
) -> GeometryArray:
    """Return the buffers of polygons; `owner` names the geometry each polygon is a part of."""
    chart = _on_chart(polygons, owner, radius_m, path_of_edges(rule.path))
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
    path = path_of_edges(rule.path)
    bodies, polygon = split_chart(_on_chart(polygons, owner, radius_m, path), np.arange(len(polygons)))
    rings, ring_polygon = read_rings(polygons, owner, path)
    outlines, group, chain = _without_seams(rings, ring_polygon, owner)
    edges = buffer_strokes(outlines.to_lines(), radius_m[ring_polygon[chain]], rule)
    lost = unite(edges, group[ring_polygon[chain]], len(polygons))
    left = shapely.difference(bodies, lost[group[polygon]])
    return polygons_only(unite(left, polygon, len(polygons)))


def _without_seams(rings: Chains, polygon: IntArray, owner: IntArray) -> tuple[Chains, IntArray, IntArray]:
    """Return what of the rings of polygons is an outline of the areas that they make up together.

    Where a geometry is cut along a meridian, as GeoJSON asks for at 180 degrees, and closed along the edge of
    a pole, edges meet from both sides. With the outlines come the first polygon of those that share them, for
    each polygon, and the ring of each outline.
    """
    alone, i = np.arange(len(owner)), rings.legs
    seam, left, left_ring = _seams(rings, owner[polygon][rings.chain[i]])
    if not seam.any():
        return rings, alone, np.arange(len(rings))
    cut = np.isin(owner, owner[polygon[rings.chain[i[seam]]]])
    at_pole = np.abs(rings.lat) == POLE_LATITUDE
    seam |= cut[polygon[rings.chain[i]]] & at_pole[i] & at_pole[i + 1]
    kept, ring = rings.keep_legs(~seam)
    group = np.where(cut, np.searchsorted(owner, owner), alone)
    return kept.append(left), group, np.append(ring, left_ring)


def _seams(rings: Chains, owner: IntArray) -> tuple[BoolArray, Chains, IntArray]:
    """Say which legs lie on a meridian where legs of the same owner meet from both sides.

    With them come what of the meridian is met from one side only, and a ring of it.
    """
    i = rings.legs
    upright = np.flatnonzero((rings.lon[i] == rings.lon[i + 1]) & (rings.lat[i] != rings.lat[i + 1]))
    lon, lat = rings.lon[i[upright]], np.stack([rings.lat[i[upright]], rings.lat[i[upright] + 1]])
    _, first, place = np.unique(
        np.column_stack([owner[upright], lon % 360.0]), axis=0, return_index=True, return_inverse=True
    )
    # sorted along each meridian, the ends of an odd number of legs and of an even number take turns
    order = np.lexsort((lat.ravel(), np.tile(place, 2)))
    once, meridian = lat.ravel()[order].reshape(-1, 2), np.tile(place, 2)[order][::2]
    length = once[:, 1] - once[:, 0]
    all_of, once_of = (
        np.bincount(at, weights=w, minlength=len(first))
        for at, w in ((place, np.abs(lat[0] - lat[1])), (meridian, length))
    )
    met = once_of < all_of - _SEAM_DEG
    seam = np.zeros(len(i), bool)
    seam[upright] = met[place]
    odd = met[meridian] & (length > _SEAM_DEG)
    left_lon = np.repeat(lon[first][meridian[odd]], 2)
    left = Chains(left_lon, once[odd].ravel(), 2 * np.arange(odd.sum() + 1))
    return seam, left, rings.chain[i[upright[first]]][meridian[odd]]


def _on_chart(
    polygons: GeometryArray, owner: IntArray, radius_m: FloatArray, path: PathKind
) -> GeometryArray:
    """Return polygons on unwrapped longitudes, so true that their outline stays well within the radius."""
    rings, polygon = read_rings(polygons, owner, path)
    chains = with_crossings(rings, owner[polygon], path)
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
