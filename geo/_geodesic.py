"""Lengths, distances, areas and evenly spaced vertices on the WGS 84 ellipsoid.

Every function takes one geometry or an array of them, in longitude and latitude, and returns one result or an
array. None gives NaN or None; an empty geometry measures 0 and stays empty. Z and M are dropped.

A leg between two vertices is the geodesic, or with ``path="straight"`` the line that is straight in
longitude and latitude, as in a GeoJSON reader. The two differ by up to 1,600 km between Taipei and Warsaw.
Either kind of leg turns the shorter way around the Earth.
"""

from __future__ import annotations

from typing import Any, Final, overload

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from isthmus._arguments import as_number, unfit

from ._chains import (
    LINE,
    POINT,
    POLYGON,
    Chains,
    Geometries,
    GeometryArray,
    PathKind,
    as_array,
    check_path,
    geodesic_legs,
    like,
    put_together,
    take_apart,
    unravel_rows,
    unwrap_chains,
)
from ._ellipsoid import (
    GEOD,
    HALF_AREA_M2,
    FloatArray,
    IntArray,
    direct_within,
    inverse,
    meridional_radius,
    near_limit,
    parallel_radius,
    wrap_degrees,
)
from ._winding import NODES, WEIGHTS, area_under, polygons_on_chart, turns_around_pole
from .errors import ArgumentError, GeometryError, blame

# Edges that span fewer degrees of longitude stay close to their geodesics.
_WIDE_DEG: Final = 5.0
_UNTANGLING_GAP_M: Final = 20_000.0
# More vertices are a gap in another unit; they would not fit into memory.
_MOST_VERTICES: Final = 100_000_000
_SMALLEST_GAP_M: Final = 1e-9
# Between the vertices of what is drawn on a map.
DRAWING_GAP_M: Final = 50_000.0


@overload
def length(geometries: BaseGeometry | None, *, path: PathKind = "geodesic") -> float: ...
@overload
def length(geometries: Geometries, *, path: PathKind = "geodesic") -> FloatArray: ...
def length(geometries: BaseGeometry | Geometries | None, *, path: PathKind = "geodesic") -> Any:
    """Return the length of lines, or of the rings of polygons, in metres.

    Parameters
    ----------
    geometries : geometry or array of geometries
        Longitude and latitude in degrees.
    path : {"geodesic", "straight"}
        What a leg between two vertices is.

    Returns
    -------
    float or array of float
        Metres; 0 for points and empty geometries, NaN for None.

    Examples
    --------
    >>> import shapely
    >>> from isthmus import geo
    >>> taipei_warsaw = shapely.LineString([(121.23, 25.08), (20.97, 52.17)])
    >>> round(geo.length(taipei_warsaw) / 1000), round(geo.length(taipei_warsaw, path="straight") / 1000)
    (8506, 9163)
    >>> geo.length([None, shapely.LineString()])
    array([nan,  0.])
    """
    check_path(path)
    array = as_array(geometries)
    atoms, owner = take_apart(array)
    lines, line_owner = _lines_and_rings(atoms, owner)
    chains = Chains.of(lines)
    legs = _leg_lengths(chains, path)
    total = np.bincount(line_owner[chains.chain[chains.legs]], weights=legs, minlength=len(array))
    return like(geometries, np.where(shapely.is_missing(array), np.nan, total))


@overload
def distance(a: BaseGeometry | None, b: BaseGeometry | None) -> float: ...
@overload
def distance(a: Geometries, b: BaseGeometry | Geometries) -> FloatArray: ...
@overload
def distance(a: BaseGeometry, b: Geometries) -> FloatArray: ...
def distance(a: BaseGeometry | Geometries | None, b: BaseGeometry | Geometries | None) -> Any:
    """Return the geodesic distance between points, in metres; NaN where one is None or empty.

    Examples
    --------
    >>> import shapely
    >>> from isthmus import geo
    >>> new_york, london = shapely.Point(-73.8, 40.6), shapely.Point(-0.5, 51.6)
    >>> round(geo.distance(new_york, london))
    5551759
    """
    first, second = _as_points("a", a), _as_points("b", b)
    if len(first) != len(second) and 1 not in (len(first), len(second)):
        raise ArgumentError(f"a, b: expected as many points, got {len(first)} and {len(second)}")
    ends = np.broadcast_arrays(
        *(shapely.bounds(side)[:, axis] for side in (first, second) for axis in (0, 1))
    )
    known = ~np.isnan(np.sum(ends, axis=0))
    result = np.full(len(known), np.nan)
    result[known] = inverse(*(end[known] for end in ends))[2]
    single = all(g is None or isinstance(g, BaseGeometry) for g in (a, b))
    return result[0] if single else result


def _as_points(argument: str, points: BaseGeometry | Geometries | None) -> GeometryArray:
    with blame(argument):
        array = as_array(points, argument)
        wrong = shapely.get_type_id(array) > POINT
        if wrong.any():
            index = int(np.argmax(wrong))
            raise GeometryError(f"expected a Point, got a {array[index].geom_type}", index=index)
    return array


@overload
def area(geometries: BaseGeometry | None, *, path: PathKind = "geodesic") -> float: ...
@overload
def area(geometries: Geometries, *, path: PathKind = "geodesic") -> FloatArray: ...
def area(geometries: BaseGeometry | Geometries | None, *, path: PathKind = "geodesic") -> Any:
    """Return the area of polygons in square metres; 0 for anything else, NaN for None.

    A ring that turns around the Earth encloses the pole of its smaller side. Geodesic areas are
    GeographicLib's; straight ones integrate the area below the leg by 16-point Gauss-Legendre quadrature.

    Examples
    --------
    >>> import shapely
    >>> from isthmus import geo
    >>> octant = shapely.Polygon([(0, 0), (90, 0), (0, 90)])
    >>> round(geo.area(octant) / 1e6)  # an eighth of the ellipsoid's 510,065,622 km2
    63758203
    """
    check_path(path)
    array = as_array(geometries)
    atoms, owner = take_apart(array)
    polygons = shapely.get_type_id(atoms) == POLYGON
    rings, polygon = shapely.get_rings(atoms[polygons], return_index=True)
    rings_m2 = _ring_areas(Chains.of(rings), path)
    is_hole = np.zeros(len(rings), bool)
    is_hole[1:] = polygon[1:] == polygon[:-1]
    total = np.bincount(
        owner[polygons][polygon], weights=np.where(is_hole, -rings_m2, rings_m2), minlength=len(array)
    )
    return like(geometries, np.where(shapely.is_missing(array), np.nan, total))


@overload
def densify(
    geometries: BaseGeometry, max_gap_m: float = DRAWING_GAP_M, *, path: PathKind = "geodesic"
) -> BaseGeometry: ...
@overload
def densify(
    geometries: Geometries, max_gap_m: float = DRAWING_GAP_M, *, path: PathKind = "geodesic"
) -> GeometryArray: ...
def densify(
    geometries: BaseGeometry | Geometries | None,
    max_gap_m: float = DRAWING_GAP_M,
    *,
    path: PathKind = "geodesic",
) -> Any:
    """Add vertices along lines and rings so that no gap is longer than `max_gap_m` metres.

    The gap left out is one for maps: at 45 degrees north, what is drawn straight between vertices 50 km apart
    strays from its geodesic by 50 m. The longitudes of each line run on continuously and may leave
    [-180, 180]: `split_antimeridian` brings them back. A polygon around a pole is closed along the edge of
    the pole.

    Examples
    --------
    >>> import shapely
    >>> from isthmus import geo
    >>> over_the_pacific = shapely.LineString([(170, 50), (-170, 50)])
    >>> geo.densify(over_the_pacific, 1e6).wkt
    'LINESTRING (170 50, 180 50.4325..., 190 50)'
    """
    check_path(path)
    max_gap_m = as_number(
        "max_gap_m", max_gap_m, expected="a number above 0", low=_SMALLEST_GAP_M, high=np.inf
    )
    array = as_array(geometries)
    atoms, owner = take_apart(array)
    result = atoms.copy()
    kind = shapely.get_type_id(atoms)
    lines, polygons = kind == LINE, kind == POLYGON
    if lines.any():
        result[lines] = densify_chains(Chains.of(atoms[lines]), owner[lines], max_gap_m, path).to_lines()
    if polygons.any():
        rings, polygon = shapely.get_rings(atoms[polygons], return_index=True)
        chains = densify_chains(Chains.of(rings), owner[polygons][polygon], max_gap_m, path)
        result[polygons] = polygons_on_chart(chains, polygon, owner[polygons])
    return like(geometries, put_together(array, result, owner))


def densify_chains(chains: Chains, owner: IntArray, max_gap_m: float, path: PathKind) -> Chains:
    """Return unwrapped chains with no gap above `max_gap_m`; `owner` names the geometry of each chain."""
    chains = unwrap_chains(chains, path=path)
    if path == "geodesic":
        azimuth, _, leg_m = geodesic_legs(chains, owner)
    else:
        azimuth, leg_m = np.zeros(len(chains.legs)), _longest_possible(chains)
    pieces = np.maximum(1, np.ceil(leg_m / max_gap_m))
    if pieces.sum() > _MOST_VERTICES:
        raise unfit("max_gap_m", f"a gap that asks for at most {_MOST_VERTICES:,} vertices", max_gap_m)
    return subdivide(chains, pieces.astype(np.int64), azimuth, leg_m, path)


def untangle(chains: Chains, polygon: IntArray, owner: IntArray) -> Chains:
    """Cut the edges of polygons that cross only when drawn straight in longitude and latitude.

    Near a pole a long geodesic leaves its chord far enough for that. `polygon` numbers the polygon of each
    unwrapped ring, `owner` the geometry it is a part of.
    """
    i = chains.legs
    wide = np.abs(chains.lon[i + 1] - chains.lon[i]) > _WIDE_DEG
    suspects = np.unique(polygon[chains.chain[i[wide]]])
    rings = np.flatnonzero(np.isin(polygon, suspects) & (turns_around_pole(chains) == 0))
    if len(rings) == 0:
        return chains
    numbers, number = np.unique(polygon[rings], return_inverse=True)
    drawn = shapely.polygons(chains.pick(rings).to_rings(), indices=number)
    tangled = np.isin(polygon, numbers[~shapely.is_valid(drawn)])[chains.chain[i]]
    if not tangled.any():
        return chains
    azimuth, _, leg_m = geodesic_legs(chains, owner)
    pieces = np.where(tangled, np.ceil(leg_m / _UNTANGLING_GAP_M), 1).astype(np.int64)
    return subdivide(chains, np.maximum(pieces, 1), azimuth, leg_m, "geodesic")


def subdivide(
    chains: Chains,
    pieces: IntArray,
    azimuth: FloatArray,
    leg_m: FloatArray,
    path: PathKind,
    *,
    error_m: float = 0.0,
) -> Chains:
    """Cut every leg of unwrapped chains into equal pieces, by GeographicLib unless an error is allowed."""
    counts = np.ones(len(chains.lon), np.int64)
    counts[chains.legs] = pieces
    vertex, position = unravel_rows(counts)
    lon, lat = chains.lon[vertex], chains.lat[vertex]
    new = np.flatnonzero(position)
    leg = np.searchsorted(chains.legs, vertex[new])
    fraction = position[new] / pieces[leg]
    if path == "geodesic":
        reach = float(near_limit(error_m))
        end_lon, lat[new] = direct_within(lon[new], lat[new], azimuth[leg], leg_m[leg] * fraction, reach)
        lon[new] += wrap_degrees(end_lon - lon[new])
    else:
        following = vertex[new] + 1
        lon[new] += (chains.lon[following] - lon[new]) * fraction
        lat[new] += (chains.lat[following] - lat[new]) * fraction
    return chains.take(vertex, lon, lat)


def _lines_and_rings(atoms: GeometryArray, owner: IntArray) -> tuple[GeometryArray, IntArray]:
    kind = shapely.get_type_id(atoms)
    rings, polygon = shapely.get_rings(atoms[kind == POLYGON], return_index=True)
    lines = np.concatenate([atoms[kind == LINE], rings])
    return lines, np.concatenate([owner[kind == LINE], owner[kind == POLYGON][polygon]])


def _leg_lengths(chains: Chains, path: PathKind) -> FloatArray:
    i = chains.legs
    if path == "geodesic":
        return inverse(chains.lon[i], chains.lat[i], chains.lon[i + 1], chains.lat[i + 1])[2]
    chains = unwrap_chains(chains, path=path)
    return straight_lengths(chains.lon[i], chains.lat[i], chains.lon[i + 1], chains.lat[i + 1])


def straight_lengths(lon0: FloatArray, lat0: FloatArray, lon1: FloatArray, lat1: FloatArray) -> FloatArray:
    """Integrate the speed along legs straight in longitude and latitude by Gauss-Legendre quadrature."""
    east, north = np.radians(lon1 - lon0), np.radians(lat1 - lat0)
    lat = lat0[:, None] * (1 - NODES) + lat1[:, None] * NODES
    speed = np.hypot(meridional_radius(lat) * north[:, None], parallel_radius(lat) * east[:, None])
    lengths: FloatArray = speed @ WEIGHTS
    return lengths


def _longest_possible(chains: Chains) -> FloatArray:
    """Bound the length of straight legs by their highest speed, so that equal steps never exceed a gap."""
    i = chains.legs
    lat = np.abs(np.stack([chains.lat[i], chains.lat[i + 1]]))
    crosses = chains.lat[i] * chains.lat[i + 1] < 0
    widest = np.where(crosses, 0.0, lat.min(axis=0))
    east = np.radians(chains.lon[i + 1] - chains.lon[i]) * parallel_radius(widest)
    north = np.radians(chains.lat[i + 1] - chains.lat[i]) * meridional_radius(lat.max(axis=0))
    bound: FloatArray = np.hypot(east, north)
    return bound


def _ring_areas(rings: Chains, path: PathKind) -> FloatArray:
    """Return the area inside each ring, never negative."""
    rings = unwrap_chains(rings, path=path)
    closing = turns_around_pole(rings) != 0
    straight = np.abs(area_under(rings))
    straight = np.where(closing, HALF_AREA_M2 - straight, straight)
    if path == "straight":
        return straight
    smaller = np.array(
        [
            abs(GEOD.polygon_area_perimeter(rings.lon[start:stop], rings.lat[start:stop])[0])
            for start, stop in zip(rings.offsets[:-1], rings.offsets[1:], strict=True)
        ]
    ).reshape(len(rings))
    larger = 2 * HALF_AREA_M2 - smaller
    nearer_larger = np.abs(larger - straight) < np.abs(smaller - straight)
    return np.where(nearer_larger & ~closing, larger, smaller)
