"""Geodesic buffers: everything within a distance of points, lines and polygons, right anywhere on Earth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, overload

import numpy as np
import shapely

from isthmus._arguments import as_numbers, check_flag, unfit
from isthmus.geo._antimeridian import split_chart, with_crossings
from isthmus.geo._chains import (
    POLYGON,
    Chains,
    Geometries,
    GeometryArray,
    as_array,
    check_legs,
    geodesic_legs,
    like,
    path_of_edges,
    take_apart,
)
from isthmus.geo._charts import STEEPEST_LATITUDE, polygons_on_chart, straight_step, subdivide
from isthmus.geo._ellipsoid import POLE_LATITUDE
from isthmus.geo._readings import read_rings

from .buffer_rule import BufferRule, Cap, Cover, Side, check_radii, radii_of
from .lines import buffer_strokes, fill_outlines, polygons_only, prepare, unite
from .simplification import is_crowded
from .traverses import traverses_around

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
    >>> geo.buffer([None, shapely.Point()], 1000).tolist()
    [None, <POLYGON EMPTY>]
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
    >>> geo.rings([None, shapely.Point()], [1000, 2000]).tolist()
    [[None, None], [<POLYGON EMPTY>, <POLYGON EMPTY>]]
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
    rule.check_kinds(is_area, owner, radius_m, argument)
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


def _without_inner(nested: GeometryArray) -> GeometryArray:
    bands = nested.copy()
    for k in range(1, nested.shape[1]):
        known = ~shapely.is_missing(nested[:, k])
        bands[known, k] = polygons_only(shapely.difference(nested[known, k], nested[known, k - 1]))
    return bands


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
