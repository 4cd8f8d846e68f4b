"""Geodesic buffers: everything within a distance of points, lines and polygons, right anywhere on Earth.

Several distances at once give bands around each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

import numpy as np
import shapely

from isthmus._arguments import as_numbers, check_flag, unfit
from isthmus.geo._chains import (
    POLYGON,
    Chains,
    Geometries,
    GeometryArray,
    as_array,
    check_legs,
    like,
    take_apart,
)
from isthmus.geo.errors import GeometryError

from .areas import around_areas, within_areas
from .buffer_rule import BufferRule, Cap, Cover, Side, check_radii, radii_of
from .lines import buffer_strokes, polygons_only, unite

if TYPE_CHECKING:
    from numpy.typing import ArrayLike
    from shapely.geometry.base import BaseGeometry

    from isthmus._choices import PathKind
    from isthmus.geo._ellipsoid import BoolArray, FloatArray, IntArray


@overload
def buffer(
    geometries: BaseGeometry,
    radius_m: float,
    *,
    tolerance: float = 1e-3,
    path: PathKind | None = None,
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
    path: PathKind | None = None,
    cover: Cover = "nearest",
    cap: Cap = "round",
    side: Side = "both",
) -> GeometryArray: ...
def buffer(  # noqa: PLR0913 (a buffer has that many properties, each its own keyword)
    geometries: BaseGeometry | Geometries | None,
    radius_m: ArrayLike,
    *,
    tolerance: float = 1e-3,
    path: PathKind | None = None,
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
    path : {"geodesic", "straight"}, optional
        What a leg of a line or an edge of a polygon is: by default, the geodesic of lines, and straight in
        longitude and latitude of polygons, as in GeoJSON, QGIS and GeoPandas.
    cover : {"nearest", "inside", "outside"}
        "outside" leaves out no point within the radius, "inside" holds none beyond it; both within the
        tolerance.
    cap : {"round", "flat"}
        How the buffers of lines end. A flat buffer is all that geodesics reach which leave the line squarely,
        and between the normals of the legs outside of a turn; so it may lead around a bend, past an end.
        Points and the outlines of polygons have no ends.
    side : {"both", "left", "right"}
        Which side of lines such geodesics leave to, seen along them; one-sided buffers end flat.

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
    >>> import shapely
    >>> from isthmus import geo
    >>> suez = shapely.LineString([(32.55, 29.93), (32.35, 30.6), (32.31, 31.27)])
    >>> corridor = geo.buffer(suez, 10_000)
    >>> round(geo.area(corridor) / 1e6), "km2"
    (3336, 'km2')
    >>> fiji = geo.buffer(shapely.Point(179.9, -16.8), 50_000)
    >>> fiji.geom_type, geo.bounds(fiji).round(1).tolist()
    ('MultiPolygon', [179.4, -17.3, -179.6, -16.3])
    """
    rule = BufferRule(tolerance, path, cover, cap, side)
    array = as_array(geometries)
    return like(geometries, _buffer_array(array, radii_of(radius_m, array), rule, "radius_m"))


def rings(
    geometries: BaseGeometry | Geometries | None,
    radii_m: ArrayLike,
    *,
    tolerance: float = 1e-3,
    path: PathKind | None = None,
    cover: Cover = "nearest",
    disjoint: bool = True,
) -> GeometryArray:
    """Return the bands around geometries, such as 0 to 10, 10 to 25 and 25 to 50 km.

    Each radius is offset from the line itself, and the bands share only the checks of what comes in. Growing
    a buffer from the next smaller one costs more: its smooth outline has more vertices than a line simplified
    for the larger radius. And what does not depend on the radius, the lengths and azimuths of the legs, is
    less than a twentieth of the work: most of it is finding where an outline crosses itself.

    Parameters
    ----------
    geometries : geometry or array of geometries
    radii_m : array of float
        Metres, ascending, further apart than their errors.
    tolerance, path, cover
        As for `buffer`.
    disjoint : bool
        Whether each band leaves out the ones inside; if not, each holds them.

    Returns
    -------
    array of geometry, shape (geometries, radii), or (radii,) for a single geometry

    Examples
    --------
    >>> import shapely
    >>> from isthmus import geo
    >>> bands = geo.rings(shapely.Point(121, 25), [10_000, 25_000, 50_000])
    >>> [round(geo.area(band) / 1e6) for band in bands]
    [314, 1647, 5883]
    """
    rule = BufferRule(tolerance, path, cover)
    radii = np.atleast_1d(as_numbers("radii_m", radii_m, "metres"))
    if radii.ndim != 1 or not (radii[1:] * (1 - tolerance) > radii[:-1] * (1 + tolerance)).all():
        raise unfit("radii_m", "ascending numbers further apart than their errors", radii_m)
    check_radii("radii_m", radii)
    check_flag("disjoint", disjoint)
    array = as_array(geometries)
    nested = np.empty((len(array), len(radii)), object)
    for k, radius in enumerate(radii):
        nested[:, k] = _buffer_array(array, np.full(len(array), radius), rule, "radii_m")
    bands: GeometryArray = like(geometries, _without_inner(nested) if disjoint else nested)
    return bands


def _buffer_array(
    array: GeometryArray, radius_m: FloatArray, rule: BufferRule, argument: str
) -> GeometryArray:
    """Return the buffers of checked geometries."""
    atoms, owner = take_apart(array)
    is_area = shapely.get_type_id(atoms) == POLYGON
    _check_kinds(is_area, owner, radius_m, rule, argument)
    aim = rule.aim(radius_m)[owner]
    grown, shrunk = np.flatnonzero(is_area & (aim > 0)), np.flatnonzero(aim < 0)
    strokes = np.flatnonzero(~is_area)
    parts = np.empty(len(atoms), object)
    if len(strokes):
        if rule.of_lines().path == "geodesic":
            check_legs(Chains.of(atoms[strokes]), owner[strokes])
        parts[strokes] = buffer_strokes(atoms[strokes], aim[strokes], rule.of_lines())
    if len(grown):
        parts[grown] = around_areas(atoms[grown], owner[grown], aim[grown], rule.of_areas())
    if len(shrunk):
        parts[shrunk] = within_areas(atoms[shrunk], owner[shrunk], -aim[shrunk], rule.of_areas())
    result = unite(parts, owner, len(array))
    result[shapely.is_missing(array)] = None
    return result


def _check_kinds(
    is_area: BoolArray, owner: IntArray, radius_m: FloatArray, rule: BufferRule, argument: str
) -> None:
    shrunk = ~is_area & (radius_m[owner] < 0)
    if shrunk.any():
        index = int(owner[np.argmax(shrunk)])
        raise GeometryError(
            f"expected a polygon for the negative {argument} {radius_m[index]:,}", index=index
        )
    if rule.side != "both" and is_area.any():
        index = int(owner[np.argmax(is_area)])
        raise GeometryError(f"expected a line for a buffer on the {rule.side}, got a polygon", index=index)


def _without_inner(nested: GeometryArray) -> GeometryArray:
    bands = nested.copy()
    for k in range(1, nested.shape[1]):
        known = ~shapely.is_missing(nested[:, k])
        bands[known, k] = polygons_only(shapely.difference(nested[known, k], nested[known, k - 1]))
    return bands
