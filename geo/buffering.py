"""Geodesic buffers: everything within a distance of points, lines and polygons, right anywhere on Earth."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final, overload

import numpy as np
import shapely

from .antimeridian import split_chart, with_crossings
from .buffer_rule import BufferRule, Cap, Cover, Side, radii_of
from .chains import (
    POLYGON,
    Chains,
    Geometries,
    GeometryArray,
    PathKind,
    as_array,
    check_legs,
    geodesic_legs,
    like,
    put_together,
    take_apart,
    unwrapped,
)
from .error_budget import STEEPEST_LATITUDE, straight_step
from .errors import GeometryError
from .geodesic import subdivided
from .strokes import buffered
from .winding import polygons_on_chart

if TYPE_CHECKING:
    from numpy.typing import ArrayLike
    from shapely.geometry.base import BaseGeometry

    from .ellipsoid import BoolArray, FloatArray, IntArray

# A batch of this many vertices stays in the processor's cache.
BATCH_VERTICES: Final = 20_000
# What caps, or the circle around a point, add to the vertices of a line, about.
CAP_VERTICES: Final = 64


@overload
def buffer(
    geometries: BaseGeometry,
    radius_m: float,
    *,
    tolerance: float = 1e-3,
    path: PathKind = "geodesic",
    cover: Cover = "nearest",
    cap: Cap = "round",
    side: Side = "both",
) -> BaseGeometry: ...
@overload
def buffer(
    geometries: Geometries,
    radius_m: ArrayLike,
    *,
    tolerance: float = 1e-3,
    path: PathKind = "geodesic",
    cover: Cover = "nearest",
    cap: Cap = "round",
    side: Side = "both",
) -> GeometryArray: ...
def buffer(  # noqa: PLR0913 (a buffer has that many properties, each its own keyword)
    geometries: BaseGeometry | Geometries | None,
    radius_m: ArrayLike,
    *,
    tolerance: float = 1e-3,
    path: PathKind = "geodesic",
    cover: Cover = "nearest",
    cap: Cap = "round",
    side: Side = "both",
) -> Any:
    """Return everything within a distance of geometries.

    The outline, read with straight edges in longitude and latitude, lies everywhere within ``tolerance *
    radius_m`` of the true distance on the WGS 84 ellipsoid. The result is valid and ready for GeoJSON:
    split at the antimeridian, closed along the edge of a pole inside it, shells counterclockwise.

    Parameters
    ----------
    geometries : geometry or array of geometries
        Points, lines, polygons, multi-part geometries and collections, in longitude and latitude. Z is
        dropped.
    radius_m : float or array of float
        Metres, 1 m to 9,000 km: one number or one per geometry. A negative radius shrinks polygons.
    tolerance : float
        Largest error of the outline, relative to the radius.
    path : {"geodesic", "straight"}
        What a leg between two vertices is; "straight" is straight in longitude and latitude.
    cover : {"nearest", "inside", "outside"}
        "outside" leaves out no point within the radius, "inside" holds none beyond it; both within the
        tolerance.
    cap : {"round", "flat"}
        How the buffers of lines end. Points and the outlines of polygons have no ends.
    side : {"both", "left", "right"}
        Which side of lines to buffer, seen along them; one-sided buffers end flat.

    Returns
    -------
    Polygon or MultiPolygon, or an array of them
        Empty for empty geometries, None for None.

    Raises
    ------
    GeometryError
        A geometry or radius that has no right answer; it says which.

    Examples
    --------
    >>> from isthmus import geo
    >>> suez = shapely.LineString([(32.55, 29.93), (32.35, 30.6), (32.31, 31.27)])
    >>> corridor = buffer(suez, 10_000)
    >>> round(geo.area(corridor, path="straight") / 1e6), "km2"
    (3336, 'km2')
    >>> fiji = buffer(shapely.Point(179.9, -16.8), 50_000)
    >>> fiji.geom_type, geo.bounds(fiji, path="straight").round(1).tolist()
    ('MultiPolygon', [179.4, -17.3, -179.6, -16.3])
    """
    rule = BufferRule(tolerance, path, cover, cap, side)
    array = as_array(geometries)
    return like(geometries, _buffers(array, radii_of(radius_m, array), rule))


def _buffers(array: GeometryArray, radius_m: FloatArray, rule: BufferRule) -> GeometryArray:
    atoms, owner = take_apart(array)
    is_area = shapely.get_type_id(atoms) == POLYGON
    _check_kinds(is_area, owner, radius_m, rule)
    rings, polygon = shapely.get_rings(atoms[is_area], return_index=True)
    strokes = np.concatenate([atoms[~is_area], Chains.of(rings).to_lines() if len(rings) else rings])
    stroke_owner = np.concatenate([owner[~is_area], owner[is_area][polygon]])
    if rule.path == "geodesic" and len(strokes):
        check_legs(Chains.of(strokes), stroke_owner)
    aim = np.abs(rule.aim(radius_m))
    around = in_batches(strokes, aim[stroke_owner], rule)
    bodies, body_owner = _bodies(atoms[is_area], owner[is_area], aim[owner[is_area]], rule.path)
    grows = radius_m > 0
    parts = np.concatenate([around, bodies[grows[body_owner]]])
    result = _united(parts, np.concatenate([stroke_owner, body_owner[grows[body_owner]]]), len(array))
    for k in np.flatnonzero(~grows & np.isin(np.arange(len(array)), body_owner)):
        result[k] = shapely.difference(shapely.union_all(bodies[body_owner == k]), result[k])
    result = _ready(result)
    result[shapely.is_missing(array)] = None
    return result


def _check_kinds(is_area: BoolArray, owner: IntArray, radius_m: FloatArray, rule: BufferRule) -> None:
    shrunk = ~is_area & (radius_m[owner] < 0)
    if shrunk.any():
        index = int(owner[np.argmax(shrunk)])
        raise GeometryError(f"expected a polygon for the negative radius {radius_m[index]:,} m", index=index)
    if rule.side != "both" and is_area.any():
        index = int(owner[np.argmax(is_area)])
        raise GeometryError(f"expected a line for a buffer on the {rule.side}, got a polygon", index=index)


def in_batches(strokes: GeometryArray, radius_m: FloatArray, rule: BufferRule) -> GeometryArray:
    """Return the buffers of points and lines, worked in batches on all processors."""
    total = np.cumsum(shapely.get_num_coordinates(strokes) + CAP_VERTICES)
    if len(strokes) == 0 or total[-1] <= BATCH_VERTICES:
        return buffered(strokes, radius_m, rule) if len(strokes) else strokes
    cuts = np.unique(np.searchsorted(total, np.arange(BATCH_VERTICES, total[-1], BATCH_VERTICES)) + 1)
    pieces, radii = np.split(strokes, cuts), np.split(radius_m, cuts)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return np.concatenate(list(pool.map(buffered, pieces, radii, [rule] * len(pieces))))


def _bodies(
    polygons: GeometryArray, owner: IntArray, radius_m: FloatArray, path: PathKind
) -> tuple[GeometryArray, IntArray]:
    """Return polygons, split, so true that their outline stays well within the buffer of its rings."""
    if len(polygons) == 0:
        return polygons, owner
    rings, polygon = shapely.get_rings(polygons, return_index=True)
    chains = unwrapped(Chains.of(rings), path=path)
    if path == "geodesic":
        azimuth, _, length = geodesic_legs(chains, owner[polygon])
        i = chains.legs
        lat = np.maximum(np.abs(chains.lat[i]), np.abs(chains.lat[i + 1])) + np.degrees(length / 12e6)
        radius = radius_m[polygon][chains.chain[i]]
        # a piece of length h stays within h / 2 of any reading of it
        step = np.where(lat > STEEPEST_LATITUDE, radius / 2, straight_step(lat, radius / 10))
        pieces = np.ceil(np.maximum(length / np.maximum(step, radius / 2), 1)).astype(np.int64)
        chains = subdivided(chains, pieces, azimuth, length, path)
    chains = with_crossings(chains, owner[polygon], "straight")
    return split_chart(polygons_on_chart(chains, polygon, owner), owner)


def _united(parts: GeometryArray, owner: IntArray, count: int) -> GeometryArray:
    """Return the union of the parts of each owner, empty polygons where there are none."""
    result = np.full(count, shapely.Polygon(), object)
    number = np.bincount(owner, minlength=count)
    alone = number[owner] == 1
    result[owner[alone]] = parts[alone]
    order = np.argsort(owner, kind="stable")
    first = np.concatenate([[0], np.cumsum(number)])
    for k in np.flatnonzero(number > 1):
        result[k] = shapely.union_all(parts[order[first[k] : first[k + 1]]])
    return result


def _ready(result: GeometryArray) -> GeometryArray:
    """Return polygons and multi-polygons with shells counterclockwise, without the crumbs of overlays."""
    atoms, owner = take_apart(result)
    area = shapely.get_type_id(atoms) == POLYGON
    atoms = shapely.orient_polygons(atoms[area], exterior_cw=False)
    return put_together(np.full(len(result), shapely.Polygon(), object), atoms, owner[area])
