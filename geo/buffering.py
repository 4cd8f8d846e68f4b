"""Geodesic buffers: everything within a distance of points, lines and polygons, right anywhere on Earth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

import numpy as np
import shapely

from .antimeridian import split_chart, with_crossings
from .batches import in_batches, polygons_only, united
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
    take_apart,
    unwrapped,
)
from .error_budget import STEEPEST_LATITUDE, straight_step
from .errors import GeometryError
from .geodesic import subdivided
from .winding import polygons_on_chart

if TYPE_CHECKING:
    from numpy.typing import ArrayLike
    from shapely.geometry.base import BaseGeometry

    from .ellipsoid import BoolArray, FloatArray, IntArray


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
    aim = np.abs(rule.aim(radius_m))
    strokes, stroke_owner = atoms, owner
    if is_area.any():
        rings, polygon = shapely.get_rings(atoms[is_area], return_index=True)
        strokes = np.concatenate([atoms[~is_area], Chains.of(rings).to_lines()])
        stroke_owner = np.concatenate([owner[~is_area], owner[is_area][polygon]])
    if rule.path == "geodesic" and len(strokes):
        check_legs(Chains.of(strokes), stroke_owner)
    around = in_batches(strokes, aim[stroke_owner], rule)
    if is_area.any():
        bodies = _bodies(atoms[is_area], owner[is_area], aim[owner[is_area]], rule.path)
        result = _with_bodies(around, stroke_owner, bodies, radius_m)
    else:
        result = united(around, stroke_owner, len(array))
    result[shapely.is_missing(array)] = None
    return result


def _with_bodies(
    around: GeometryArray, owner: IntArray, bodies: tuple[GeometryArray, IntArray], radius_m: FloatArray
) -> GeometryArray:
    """Unite polygons with the buffers of their rings, or take these away where the radius is negative."""
    body, body_owner = bodies
    grows = radius_m > 0
    grown = grows[body_owner]
    parts, owner = np.concatenate([around, body[grown]]), np.concatenate([owner, body_owner[grown]])
    result = united(parts, owner, len(radius_m))
    for k in np.unique(body_owner[~grown]):
        shrunk = shapely.difference(shapely.union_all(body[body_owner == k]), result[k])
        result[k] = polygons_only(np.array([shrunk]))[0]
    return result


def _check_kinds(is_area: BoolArray, owner: IntArray, radius_m: FloatArray, rule: BufferRule) -> None:
    shrunk = ~is_area & (radius_m[owner] < 0)
    if shrunk.any():
        index = int(owner[np.argmax(shrunk)])
        raise GeometryError(f"expected a polygon for the negative radius {radius_m[index]:,} m", index=index)
    if rule.side != "both" and is_area.any():
        index = int(owner[np.argmax(is_area)])
        raise GeometryError(f"expected a line for a buffer on the {rule.side}, got a polygon", index=index)


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
