"""Charts of unwrapped longitudes: rings closed along a pole, and legs cut until they lie straight on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from isthmus._arguments import unfit

from ._chains import Chains, GeometryArray, geodesic_legs, unravel_rows
from ._ellipsoid import (
    FULL_TURN,
    HALF_TURN,
    MEAN_RADIUS_M,
    POLE_LATITUDE,
    BoolArray,
    FloatArray,
    IntArray,
    area_below,
    direct_within,
    meridional_radius,
    near_limit,
    parallel_radius,
    wrap_degrees,
)
from .errors import GeometryError

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from isthmus._choices import PathKind


_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(16)
# Of a ring, the first again as the last one.
_FEWEST_VERTICES: Final = 4
NODES = (_NODES + 1) / 2
WEIGHTS = _WEIGHTS / 2


def turns_around_pole(rings: Chains) -> IntArray:
    """Return how often each unwrapped ring turns eastwards around the Earth; a pole is then inside it."""
    first, last = rings.offsets[:-1], rings.offsets[1:] - 1
    starts_at_pole = np.abs(rings.lat[first]) == POLE_LATITUDE
    turns = np.round((rings.lon[last] - rings.lon[first]) / 360.0).astype(np.int64)
    return np.where(starts_at_pole, 0, turns)


def area_under(rings: Chains) -> FloatArray:
    """Return the area between the equator and each ring with straight legs, eastwards positive, in m2.

    Gauss-Legendre quadrature of the integral of `area_below` over longitude.
    """
    i = rings.legs
    lat = rings.lat[i, None] * (1 - NODES) + rings.lat[i + 1, None] * NODES
    leg = np.radians(rings.lon[i + 1] - rings.lon[i]) * (area_below(lat) @ WEIGHTS)
    area: FloatArray = np.zeros(len(rings))
    np.add.at(area, rings.chain[i], leg)
    # a ring that starts at a pole closes along its edge
    first, last = rings.offsets[:-1], rings.offsets[1:] - 1
    way = np.where(np.abs(rings.lat[first]) == POLE_LATITUDE, rings.lon[first] - rings.lon[last], 0.0)
    area += np.radians(way) * area_below(rings.lat[first])
    return area


def polygons_on_chart(
    rings: Chains, polygon: IntArray, owner: IntArray, *, pole: IntArray | None = None
) -> GeometryArray:
    """Build polygons from unwrapped rings, the shell of each polygon standing before its holes.

    A ring that turns around the Earth is closed along the edge of the pole inside it: the pole of the
    smaller side, unless `pole` says for each ring +1 (north) or -1 (south). It is cut at the antimeridian,
    where the ring should have a vertex already.

    Raises
    ------
    GeometryError
        If all vertices of a ring are at a pole, or a polygon is not valid, unless `pole` is given: such rings
        come from the chart of a pole, and where they only just cross when drawn in longitude and latitude,
        they are repaired.
    """
    turns = turns_around_pole(rings)
    shell = np.ones(len(rings), bool)
    shell[1:] = polygon[1:] != polygon[:-1]
    winds = (turns != 0) | (~shell & _reaches_around(rings, shell)[polygon])
    repair = pole is not None
    lowest, highest = (bound.reduceat(rings.lat, rings.offsets[:-1]) for bound in (np.minimum, np.maximum))
    at_pole = (np.abs(lowest) == POLE_LATITUDE) & (lowest == highest)
    flat = np.flatnonzero(at_pole | (rings.counts < _FEWEST_VERTICES))
    if len(flat):
        raise GeometryError(
            "expected a polygon that covers something, got a ring whose vertices are all at a pole",
            index=int(owner[polygon[flat[0]]]),
        )
    if not winds.any():
        return _assemble(rings, polygon, shell, owner, repair=repair)
    if pole is None:
        pole = np.sign(turns * area_under(rings)).astype(np.int64)
    result = np.empty(int(polygon[-1]) + 1, object)
    polar = np.unique(polygon[winds])
    plain = ~np.isin(polygon, polar)
    if plain.any():
        chosen, number = np.unique(polygon[plain], return_inverse=True)
        some = rings.pick(np.flatnonzero(plain))
        result[chosen] = _assemble(some, number, shell[plain], owner[chosen], repair=repair)
    for p in polar:
        areas = [
            _close_at_pole(rings, int(ring), int(turns[ring]), int(pole[ring]))
            for ring in np.flatnonzero(polygon == p)
        ]
        result[p] = _without_holes([shapely.make_valid(area) for area in areas])
        if not repair and (np.abs(turns[polygon == p]).max() > 1 or not _is_whole(areas, result[p])):
            raise _no_polygon("rings that cross, or that lie outside their shell", int(owner[p]))
    return result


def _is_whole(areas: list[BaseGeometry], whole: BaseGeometry) -> bool:
    """Say whether a polygon is as large as its shell without its holes."""
    shell, holes = shapely.area(areas[0]), shapely.area(areas[1:]).sum()
    return bool(abs(shell - holes - shapely.area(whole)) <= _ROUNDING * shell)


def _no_polygon(got: str, index: int) -> GeometryError:
    return GeometryError(
        f"expected a valid polygon, got {got}; shapely.make_valid may repair it, "
        "or geo.densify if its edges cross only as straight lines in longitude and latitude",
        index=index,
    )


def _reaches_around(rings: Chains, shell: BoolArray) -> BoolArray:
    """Say which shells span a whole turn, so that their holes may lie on several turns of the chart."""
    first = rings.offsets[:-1]
    width = np.maximum.reduceat(rings.lon, first) - np.minimum.reduceat(rings.lon, first)
    return width[shell] >= FULL_TURN


def _assemble(
    rings: Chains, polygon: IntArray, shell: BoolArray, owner: IntArray, *, repair: bool
) -> GeometryArray:
    polygons = draw_polygons(rings, polygon, shell)
    wrong = ~shapely.is_valid(polygons)
    if repair:
        polygons[wrong] = shapely.make_valid(polygons[wrong], method="structure", keep_collapsed=False)
    elif wrong.any():
        first_wrong = int(np.argmax(wrong))
        raise _no_polygon(shapely.is_valid_reason(polygons[first_wrong]), int(owner[first_wrong]))
    return polygons


def draw_polygons(rings: Chains, polygon: IntArray, shell: BoolArray) -> GeometryArray:
    """Return polygons, valid or not, of unwrapped rings; holes are brought to the turn of their shell."""
    first, last = rings.offsets[:-1], rings.offsets[1:] - 1
    west = np.minimum.reduceat(rings.lon, first)
    east = np.maximum.reduceat(rings.lon, first)
    middle = (west + east) / 2
    shift = 360.0 * np.round((middle[shell][polygon] - middle) / 360.0)
    lon = rings.lon + np.repeat(np.where(shell, 0.0, shift), last - first + 1)
    rings_array = Chains(lon, rings.lat, rings.offsets).to_rings()
    return np.asarray(shapely.polygons(rings_array, indices=polygon))


def _close_at_pole(rings: Chains, ring: int, turns: int, pole: int) -> BaseGeometry:
    """Return one ring as a polygon, closed along the pole's edge if it turns around the Earth."""
    span = slice(int(rings.offsets[ring]), int(rings.offsets[ring + 1]))
    lon, lat = rings.lon[span], rings.lat[span]
    if turns:
        lon, lat = around_pole(lon, lat, turns, pole)
    return shapely.Polygon(np.column_stack([lon, lat]))


def around_pole(lon: FloatArray, lat: FloatArray, turns: int, pole: int) -> tuple[FloatArray, FloatArray]:
    """Return a ring that turns around the Earth, closed along the pole's edge."""
    seam = _seam(lon, lat, pole)
    lon = np.concatenate([lon[seam:-1], lon[: seam + 1] + 360.0 * turns])
    lat = np.concatenate([lat[seam:-1], lat[: seam + 1]])
    return np.append(lon, [lon[-1], lon[0]]), np.append(lat, [90.0 * pole, 90.0 * pole])


def _seam(lon: FloatArray, lat: FloatArray, pole: int) -> int:
    """Return the vertex on the antimeridian nearest the pole: the ring never meets the seam beyond it."""
    at_seam = np.flatnonzero(lon[:-1] % 360.0 == HALF_TURN)
    candidates = at_seam if len(at_seam) else np.arange(len(lon) - 1)
    return int(candidates[np.argmax(pole * lat[candidates])])


def _without_holes(areas: list[BaseGeometry]) -> BaseGeometry:
    """Take holes from a shell, wherever on the chart they meet it."""
    shell, holes = areas[0], areas[1:]
    west, _, east, _ = shapely.bounds(shell)
    meeting = []
    for hole in holes:
        hole_west, _, hole_east, _ = shapely.bounds(hole)
        first, last = np.ceil((west - hole_east) / 360.0), np.floor((east - hole_west) / 360.0)
        meeting += [_turn(hole, 360.0 * k) for k in np.arange(first, last + 1)]
    return shapely.difference(shell, shapely.union_all(meeting)) if meeting else shell


def _turn(area: BaseGeometry, degrees: float) -> BaseGeometry:
    return shapely.transform(area, lambda xy: np.column_stack([xy[:, 0] + degrees, xy[:, 1]]))


LONLAT_BEND: Final = 4 / 3 * np.sqrt(2 / 3)
# Steps follow the latitude up to here; nearer to a pole, outlines are refined on the polar chart.
STEEPEST_LATITUDE: Final = 85.0
# Straight legs are cut into pieces that turn no further.
_WIDEST_PIECE_DEG: Final = 120.0
# What rounding leaves between the area of a polygon and of its rings, of the whole.
_ROUNDING: Final = 1e-9
# Edges that span fewer degrees of longitude stay close to their geodesics.
_WIDE_DEG: Final = 5.0
_UNTANGLING_GAP_M: Final = 20_000.0
# More vertices are a gap in another unit; they would not fit into memory.
_MOST_VERTICES: Final = 100_000_000


def densify_chains(chains: Chains, owner: IntArray, max_gap_m: float, path: PathKind) -> Chains:
    """Return unwrapped chains with no gap above `max_gap_m`; `owner` names the geometry of each chain."""
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


def lonlat_curvature(lat: FloatArray) -> FloatArray:
    """Return the largest curvature of straight lines in longitude and latitude, times the Earth's radius."""
    bend: FloatArray = LONLAT_BEND * np.tan(np.radians(np.minimum(np.abs(lat), STEEPEST_LATITUDE)))
    return bend


def straight_step(lat: FloatArray, error_m: FloatArray) -> FloatArray:
    """Return the step at which geodesics stay within an error of straight legs in longitude and latitude."""
    step: FloatArray = np.sqrt(8 * MEAN_RADIUS_M * error_m / np.maximum(lonlat_curvature(lat), 1e-12))
    return step


def straight_pieces(east: FloatArray, lat0: FloatArray, lat1: FloatArray, error_m: FloatArray) -> FloatArray:
    """Return in how many pieces straight legs in longitude and latitude stay within an error of geodesics.

    By the curvature above a piece of length s that goes `east` degrees leaves its geodesic by ``s * east *
    sin(lat) * (1 + cos(azimuth) ** 2) / 8``, which stays small next to a pole, too. The piece itself is no
    longer than its way east and its way north together, and its way north is ``s * cos(azimuth)``. Along the
    equator, too, its ends are far from opposite each other.
    """
    low, high = np.sort(np.abs([lat0, lat1]), axis=0)
    low = np.where(lat0 * lat1 < 0, 0.0, low)
    turned, north = np.radians(np.abs(east)), np.radians(np.abs(lat1 - lat0))
    length = MEAN_RADIUS_M * (np.cos(np.radians(low)) * turned + 2 * north)
    missed = turned * np.sin(np.radians(high)) * length / 8
    pieces: FloatArray = np.ceil(np.maximum(np.sqrt(missed / error_m), np.abs(east) / _WIDEST_PIECE_DEG))
    return np.maximum(pieces, 1)
