"""Lengths, distances, areas and evenly spaced vertices on the WGS 84 ellipsoid.

Every function takes one geometry or an array of them, in longitude and latitude, and returns one result or an
array. None gives NaN or None; an empty geometry measures 0 and stays empty. Z and M are dropped.

A leg of a line is the geodesic, and an edge of a polygon is straight in longitude and latitude as in GeoJSON,
QGIS and GeoPandas, unless ``path`` says for both what they are. The two differ by up to 1,600 km between
Taipei and Warsaw. Legs turn the shorter way around the Earth, edges as `_readings` says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, overload

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from isthmus._arguments import as_number

from ._antimeridian import split_antimeridian, split_polygons
from ._chains import (
    LINE,
    POINT,
    POLYGON,
    Chains,
    Geometries,
    GeometryArray,
    as_array,
    like,
    path_of_edges,
    path_of_lines,
    put_together,
    take_apart,
    unwrap_chains,
)
from ._charts import NODES, WEIGHTS, area_under, densify_chains, polygons_on_chart, turns_around_pole
from ._ellipsoid import (
    GEOD,
    HALF_AREA_M2,
    FloatArray,
    IntArray,
    inverse,
    meridional_radius,
    parallel_radius,
)
from ._readings import read_rings
from .errors import ArgumentError, GeometryError, blame

if TYPE_CHECKING:
    from isthmus._choices import PathKind

_SMALLEST_GAP_M: Final = 1e-9
# Between the vertices of what is drawn on a map.
DRAWING_GAP_M: Final = 50_000.0
# Between the vertices of parts that may overlap, and the share of their area that rounding leaves twice.
_FINE_GAP_M: Final = 5_000.0
_SHARED: Final = 1e-6


@overload
def length(geometries: BaseGeometry | None, *, path: PathKind | None = None) -> float: ...
@overload
def length(geometries: Geometries, *, path: PathKind | None = None) -> FloatArray: ...
def length(geometries: BaseGeometry | Geometries | None, *, path: PathKind | None = None) -> Any:
    """Return the length of lines, or of the rings of polygons, in metres.

    Parameters
    ----------
    geometries : geometry or array of geometries
        Longitude and latitude in degrees.
    path : {"geodesic", "straight"}, optional
        What a leg of a line or an edge of a polygon is: by default, the geodesic of lines, and straight in
        longitude and latitude of polygons.

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
    of_lines, of_edges = path_of_lines(path), path_of_edges(path)
    array = as_array(geometries)
    atoms, owner = take_apart(array)
    kind = shapely.get_type_id(atoms)
    lines, polygons = kind == LINE, kind == POLYGON
    chains = unwrap_chains(Chains.of(atoms[lines]), path=of_lines)
    rings, polygon = read_rings(atoms[polygons], owner[polygons], of_edges)
    total = _sum_legs(chains, owner[lines], of_lines, len(array))
    total += _sum_legs(rings, owner[polygons][polygon], of_edges, len(array))
    return like(geometries, np.where(shapely.is_missing(array), np.nan, total))


@overload
def distance(a: BaseGeometry | None, b: BaseGeometry | None) -> float: ...
@overload
def distance(a: Geometries, b: BaseGeometry | Geometries) -> FloatArray: ...
@overload
def distance(a: BaseGeometry, b: Geometries) -> FloatArray: ...
def distance(a: BaseGeometry | Geometries | None, b: BaseGeometry | Geometries | None) -> Any:
    """Return the geodesic distance between points, in metres; NaN where one is None or empty.

    Parameters
    ----------
    a, b : Point or array of Points
        Longitude and latitude in degrees; as many of each, or one of either.

    Returns
    -------
    float or array of float
        Metres.

    Examples
    --------
    >>> import shapely
    >>> from isthmus import geo
    >>> new_york, london = shapely.Point(-73.8, 40.6), shapely.Point(-0.5, 51.6)
    >>> round(geo.distance(new_york, london))
    5551759
    >>> geo.distance([None, shapely.Point()], london)
    array([nan, nan])
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
def area(geometries: BaseGeometry | None, *, path: PathKind | None = None) -> float: ...
@overload
def area(geometries: Geometries, *, path: PathKind | None = None) -> FloatArray: ...
def area(geometries: BaseGeometry | Geometries | None, *, path: PathKind | None = None) -> Any:
    """Return the area of polygons in square metres; 0 for anything else, NaN for None.

    A ring that turns around the Earth encloses the pole of its smaller side. Geodesic areas are
    GeographicLib's; straight ones, the default, integrate the area below the edge by 16-point Gauss-Legendre
    quadrature.

    Parameters
    ----------
    geometries : geometry or array of geometries
        Longitude and latitude in degrees.
    path : {"geodesic", "straight"}, optional
        What an edge is: by default, straight in longitude and latitude.

    Returns
    -------
    float or array of float
        Square metres.

    Raises
    ------
    GeometryError
        If a polygon is not valid, or parts of a geometry cover places twice.

    Examples
    --------
    >>> import shapely
    >>> from isthmus import geo
    >>> octant = shapely.Polygon([(0, 0), (90, 0), (0, 90)])
    >>> round(geo.area(octant, path="geodesic") / 1e6)  # an eighth of the ellipsoid's 510,065,622 km2
    63758203
    >>> round(geo.area(octant) / 1e6)  # its third edge, from (90, 0) to (0, 90), leaves the meridian
    40529109
    >>> geo.area([None, shapely.Polygon()])
    array([nan,  0.])
    """
    path = path_of_edges(path)
    array = as_array(geometries)
    atoms, owner = take_apart(array)
    is_polygon = shapely.get_type_id(atoms) == POLYGON
    polygons, owner = atoms[is_polygon], owner[is_polygon]
    _refuse_overlaps(polygons, owner, path)
    rings, polygon = read_rings(polygons, owner, path)
    rings_m2 = _ring_areas(rings, path)
    is_hole = np.zeros(len(rings), bool)
    is_hole[1:] = polygon[1:] == polygon[:-1]
    total = np.bincount(owner[polygon], weights=np.where(is_hole, -rings_m2, rings_m2), minlength=len(array))
    return like(geometries, np.where(shapely.is_missing(array), np.nan, total))


@overload
def densify(
    geometries: BaseGeometry, max_gap_m: float = DRAWING_GAP_M, *, path: PathKind | None = None
) -> BaseGeometry: ...
@overload
def densify(
    geometries: Geometries, max_gap_m: float = DRAWING_GAP_M, *, path: PathKind | None = None
) -> GeometryArray: ...
def densify(
    geometries: BaseGeometry | Geometries | None,
    max_gap_m: float = DRAWING_GAP_M,
    *,
    path: PathKind | None = None,
) -> Any:
    """Add vertices along lines and rings so that no gap is longer than `max_gap_m` metres.

    The gap left out is one for maps: at 45 degrees north, what is drawn straight between vertices 50 km apart
    strays from its geodesic by 50 m. The longitudes of each line run on continuously and may leave
    [-180, 180]: `split_antimeridian` brings them back. A polygon around a pole is closed along the edge of
    the pole.

    Parameters
    ----------
    geometries : geometry or array of geometries
        Longitude and latitude in degrees.
    max_gap_m : float
        Metres.
    path : {"geodesic", "straight"}, optional
        What a leg of a line or an edge of a polygon is: by default, the geodesic of lines, and straight in
        longitude and latitude of polygons.

    Returns
    -------
    geometry or array of geometries
        Of the kinds that came in; empty for empty geometries, None for None.

    Examples
    --------
    >>> import shapely
    >>> from isthmus import geo
    >>> over_the_pacific = shapely.LineString([(170, 50), (-170, 50)])
    >>> geo.densify(over_the_pacific, 1e6).wkt
    'LINESTRING (170 50, 180 50.4325..., 190 50)'
    >>> geo.densify([None, shapely.LineString()]).tolist()
    [None, <LINESTRING EMPTY>]
    """
    of_lines, of_edges = path_of_lines(path), path_of_edges(path)
    max_gap_m = as_number(
        "max_gap_m", max_gap_m, expected="a number above 0", low=_SMALLEST_GAP_M, high=np.inf
    )
    array = as_array(geometries)
    atoms, owner = take_apart(array)
    result = atoms.copy()
    kind = shapely.get_type_id(atoms)
    lines, polygons = kind == LINE, kind == POLYGON
    if lines.any():
        chains = unwrap_chains(Chains.of(atoms[lines]), path=of_lines)
        result[lines] = densify_chains(chains, owner[lines], max_gap_m, of_lines).to_lines()
    if polygons.any():
        rings, polygon = read_rings(atoms[polygons], owner[polygons], of_edges)
        chains = densify_chains(rings, owner[polygons][polygon], max_gap_m, of_edges)
        result[polygons] = polygons_on_chart(chains, polygon, owner[polygons])
    return like(geometries, put_together(array, result, owner))


def _sum_legs(chains: Chains, owner: IntArray, path: PathKind, count: int) -> FloatArray:
    """Return the metres of each owner of unwrapped chains."""
    i = chains.legs
    measure = straight_lengths if path == "straight" else _lengths_between
    metres = measure(chains.lon[i], chains.lat[i], chains.lon[i + 1], chains.lat[i + 1])
    total = np.zeros(count)
    np.add.at(total, owner[chains.chain[i]], metres)
    return total


def _lengths_between(lon0: FloatArray, lat0: FloatArray, lon1: FloatArray, lat1: FloatArray) -> FloatArray:
    return inverse(lon0, lat0, lon1, lat1)[2]


def straight_lengths(lon0: FloatArray, lat0: FloatArray, lon1: FloatArray, lat1: FloatArray) -> FloatArray:
    """Integrate the speed along legs straight in longitude and latitude by Gauss-Legendre quadrature."""
    east, north = np.radians(lon1 - lon0), np.radians(lat1 - lat0)
    lat = lat0[:, None] * (1 - NODES) + lat1[:, None] * NODES
    speed = np.hypot(meridional_radius(lat) * north[:, None], parallel_radius(lat) * east[:, None])
    lengths: FloatArray = speed @ WEIGHTS
    return lengths


def _refuse_overlaps(polygons: GeometryArray, owner: IntArray, path: PathKind) -> None:
    """Refuse polygons that are not valid, or that overlap others of their owner: rings add up to neither."""
    pieces, owner_of_piece = split_polygons(polygons, owner, path)
    owners, number = np.unique(owner_of_piece, return_inverse=True)
    for index in owners[~shapely.is_valid(shapely.multipolygons(pieces, indices=number))].tolist():
        # parts may share an edge; a geodesic one with more vertices on one side than on the other
        drawn = densify(polygons[owner == index], _FINE_GAP_M, path=path)
        parts = shapely.get_parts(split_antimeridian(drawn, path="straight"))
        if shapely.area(shapely.union_all(parts)) < (1 - _SHARED) * shapely.area(parts).sum():
            raise GeometryError(
                "expected polygons that cover no place twice, got parts that overlap; "
                "shapely.union_all makes one of them",
                index=index,
            )


def _ring_areas(rings: Chains, path: PathKind) -> FloatArray:
    """Return the area inside each ring, never negative."""
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
