"""Sea lanes: the shortest ways between places on a round Earth with coasts in the way.

A taut string between two places bends only at corners of coasts that stand out, and touches each such corner
from one side. So the lanes are the geodesics between corners that are tangent to the coast at both ends
and clear of land (a tangent visibility graph), and routes over them have no grid's detours. Lanes that a
detour of at most `STRETCH` replaces are left out (a greedy spanner), which bounds the error of all routes.

References
----------
J. S. B. Mitchell, Shortest paths and networks, in: Handbook of Discrete and Computational Geometry, 3rd ed.
(CRC Press 2017), ch. 31. I. Althoefer et al., On sparse spanners of weighted graphs, Discrete &
Computational Geometry 9 (1993), 81-100.
"""

from __future__ import annotations

import heapq
import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely
from pyproj import Geod

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Pairs = NDArray[np.int64]  # (m, 2)

GEOD = Geod(ellps="WGS84")
LARGEST_RADIUS = GEOD.a**2 / GEOD.b  # of curvature, at the poles
SLACK = np.sin(np.radians(0.6))  # azimuths on the sphere differ from those on the ellipsoid by less
SMALLEST_TURN = np.sin(np.radians(0.5))
LONGEST_SIDE = 1.2  # degrees: at a latitude of 50, geodesics beside two such sides meet at 0.9 degrees
GAP_M = 40_000.0  # between the points at which a lane is tested against land
MASK_STEP = 0.1  # degrees
SHARES = np.argsort(np.arange(1, 128) % 16 != 0, kind="stable") + 1  # of 128, every sixteenth first
ROWS = 400  # corners tested against all others at a time


class Corners(NamedTuple):
    """Corners of coasts that stand out into the sea.

    Parameters
    ----------
    lonlat : (n, 2) array
        In degrees.
    before, after : (n, 2) arrays
        Directions to the neighbouring points of the outline, east and north; zero at places that bend lanes
        in any direction, such as ports.
    """

    lonlat: Array
    before: Array
    after: Array


def corners(obstacles: shapely.MultiPolygon) -> Corners:
    """Return the corners of obstacles at which a string about them would bend, without the map's edges.

    A side along a parallel bends the geodesics beside it; long sides get corners of their own.
    """
    outlines = shapely.segmentize(shapely.get_parts(obstacles), LONGEST_SIDE)
    rings = shapely.get_rings(shapely.orient_polygons(outlines))
    found = [_ring_corners(shapely.get_coordinates(ring)[:-1]) for ring in rings]
    lonlat, before, after = (np.vstack(column) for column in zip(*found, strict=True))
    return Corners(lonlat, before, after)


def _ring_corners(points: Array) -> tuple[Array, Array, Array]:
    before = _directions(points, np.roll(points, 1, axis=0))
    after = _directions(points, np.roll(points, -1, axis=0))
    stands_out = _cross(-before, after) > SMALLEST_TURN
    inside = (np.abs(points[:, 0]) < 179.99) & (np.abs(points[:, 1]) < 89.9)  # noqa: PLR2004 -- the map's edges
    kept = stands_out & inside
    return points[kept], before[kept], after[kept]


def _directions(starts: Array, ends: Array) -> Array:
    """Return the unit vectors, east and north, in which geodesics leave."""
    azimuth = np.radians(GEOD.inv(*starts.T, *ends.T)[0])
    return np.column_stack([np.sin(azimuth), np.cos(azimuth)])


def _cross(a: Array, b: Array) -> Array:
    return np.asarray(a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0])


def free_places(lonlat: Array) -> Corners:
    """Return places at which lanes may start in any direction."""
    nothing = np.zeros((len(lonlat), 2))
    return Corners(lonlat, nothing, nothing)


def join(*groups: Corners) -> Corners:
    """Return several groups of corners as one."""
    lonlat, before, after = (np.vstack(column) for column in zip(*groups, strict=True))
    return Corners(lonlat, before, after)


def tangent_pairs(places: Corners, *, only_from: int = 0) -> Pairs:
    """Return the pairs of places whose great circle touches the coast from one side at both ends.

    With `only_from`, the second of each pair is at least that one.
    """
    east, north, up = _frames(places.lonlat)
    count = len(places.lonlat)
    touches = np.zeros((count, count), dtype=bool)
    for start in range(0, count, ROWS):
        rows = slice(start, start + ROWS)
        way_x, way_y = east[rows] @ up.T, north[rows] @ up.T
        size = np.maximum(np.hypot(way_x, way_y), 1e-12)
        before, after = (
            (way_x * side[rows, 1, None] - way_y * side[rows, 0, None]) / size
            for side in (places.before, places.after)
        )
        touches[rows] = ((before >= -SLACK) & (after >= -SLACK)) | ((before <= SLACK) & (after <= SLACK))
    both = np.triu(touches & touches.T, k=1)
    return np.argwhere(both[:, only_from:]) + np.array([0, only_from])


def _frames(lonlat: Array) -> tuple[Array, Array, Array]:
    """Return the directions east, north and up at each place, as unit vectors."""
    lon, lat = np.radians(lonlat).T
    zero = np.zeros_like(lon)
    east = np.column_stack([-np.sin(lon), np.cos(lon), zero])
    north = np.column_stack([-np.sin(lat) * np.cos(lon), -np.sin(lat) * np.sin(lon), np.cos(lat)])
    up = np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    return east, north, up


class Sea:
    """What lanes must keep clear of.

    Parameters
    ----------
    land : Geometry
        In degrees, longitudes from -180 to 180; lanes may touch it but not enter it.
    """

    def __init__(self, land: shapely.Geometry) -> None:
        self._tree = shapely.STRtree(_tile(land))
        shapely.prepare(self._tree.geometries)
        self._deep = np.vstack([self._deep_row(lat) for lat in np.arange(-90, 90, MASK_STEP)])

    def _deep_row(self, south: float) -> NDArray[np.bool_]:
        """Return which cells of a row of the mask lie in land with all of their area."""
        west = np.arange(-1800, 1800) * MASK_STEP
        margin = MASK_STEP / 1000
        cells = shapely.box(
            west + margin, south + margin, west + MASK_STEP - margin, south + MASK_STEP - margin
        )
        row = np.zeros(len(west), dtype=bool)
        row[self._tree.query(cells, predicate="within")[0]] = True
        return row

    def clear(self, lonlat: Array, pairs: Pairs) -> Pairs:
        """Return the pairs of places whose geodesic does not enter land."""
        return np.vstack([self._clear(lonlat, pairs[i : i + 50_000]) for i in range(0, len(pairs), 50_000)])

    def _clear(self, lonlat: Array, pairs: Pairs) -> Pairs:
        up = _frames(lonlat)[2]
        for share in SHARES / 128:
            middle = (1 - share) * up[pairs[:, 0]] + share * up[pairs[:, 1]]
            pairs = pairs[~self._in_deep_land(middle)]
        points, pair = geodesics(lonlat[pairs[:, 0]], lonlat[pairs[:, 1]])
        steps = np.flatnonzero(pair[1:] == pair[:-1])
        return np.delete(pairs, pair[steps[self._enters(points[steps], points[steps + 1])]], axis=0)

    def _enters(self, starts: Array, ends: Array) -> NDArray[np.int64]:
        """Return the short steps that enter land, those over the antimeridian tested on either side of it."""
        across = (ends[:, 0] - starts[:, 0] + 180) % 360 - 180
        east = np.stack([starts, np.column_stack([starts[:, 0] + across, ends[:, 1]])], axis=1)
        over = np.flatnonzero(np.abs(east[:, 1, 0]) > 180)  # noqa: PLR2004 -- the antimeridian
        west = east[over] - np.sign(east[over, 1:, :1]) * [360.0, 0.0]
        step = np.concatenate([np.arange(len(east)), over])
        lines = shapely.linestrings(np.concatenate([east, west]))
        return np.asarray(np.unique(step[self._tree.query(lines, predicate="intersects")[0]]))

    def _in_deep_land(self, vectors: Array) -> NDArray[np.bool_]:
        lat = np.degrees(np.arctan2(vectors[:, 2], np.hypot(vectors[:, 0], vectors[:, 1])))
        lon = np.degrees(np.arctan2(vectors[:, 1], vectors[:, 0]))
        row = np.minimum((lat + 90) / MASK_STEP, self._deep.shape[0] - 1).astype(int)
        column = ((lon + 180) / MASK_STEP).astype(int) % self._deep.shape[1]
        return np.asarray(self._deep[row, column])


def _tile(geometry: shapely.Geometry, size: float = 2.0) -> NDArray[np.object_]:
    """Return the geometry cut into tiles, which are quick to test."""
    tree = shapely.STRtree(shapely.get_parts(geometry))
    tiles = shapely.box(
        *np.array(
            [(x, y, x + size, y + size) for x in np.arange(-180, 180, size) for y in np.arange(-90, 90, size)]
        ).T
    )
    tile, part = tree.query(tiles, predicate="intersects")
    pieces = shapely.intersection(tree.geometries[part], tiles[tile])
    return np.asarray(shapely.get_parts(pieces))


def geodesics(starts: Array, ends: Array) -> tuple[Array, NDArray[np.int64]]:
    """Return points along the geodesics at equal gaps of at most `GAP_M`, and which geodesic each is on."""
    azimuth, _, metres = GEOD.inv(*starts.T, *ends.T)
    counts = np.maximum(np.ceil(metres / GAP_M), 1).astype(int) + 1
    line = np.repeat(np.arange(len(starts)), counts)
    step = np.arange(len(line)) - np.repeat(np.cumsum(counts) - counts, counts)
    along = metres[line] * step / (counts - 1)[line]
    lon, lat, _ = GEOD.fwd(*starts[line].T, azimuth[line], along)
    return np.column_stack([lon, lat]), line


def lengths_m(lonlat: Array, pairs: Pairs) -> Array:
    """Return the geodesic length between the places of each pair."""
    return np.asarray(GEOD.inv(*lonlat[pairs[:, 0]].T, *lonlat[pairs[:, 1]].T)[2])


def spanner(lonlat: Array, pairs: Pairs, stretch: float, *, fixed: int = 0) -> NDArray[np.bool_]:
    """Return which lanes to keep so that every way is at most `stretch` times as long as with all of them.

    Parameters
    ----------
    lonlat : (n, 2) array
    pairs : (m, 2) array of int
    stretch : float
        For example 1.002.
    fixed : int
        So many pairs at the start are kept in any case.
    """
    near: list[list[tuple[int, float]]] = [[] for _ in lonlat]
    metres = lengths_m(lonlat, pairs)
    points = list(zip(*(axis.tolist() for axis in _cartesian(lonlat)), strict=True))
    keep = np.zeros(len(pairs), dtype=bool)
    order = np.argsort(metres[fixed:], kind="stable") + fixed
    for edge in (*range(fixed), *order.tolist()):
        a, b, length = int(pairs[edge, 0]), int(pairs[edge, 1]), float(metres[edge])
        if edge < fixed or not _reaches(near, points, (a, b), length * stretch):
            keep[edge] = True
            near[a].append((b, length))
            near[b].append((a, length))
    return keep


def _cartesian(lonlat: Array) -> Array:
    """Return geocentric coordinates in metres."""
    _, _, up = _frames(lonlat)
    prime = GEOD.a / np.sqrt(1 - GEOD.es * up[:, 2] ** 2)
    return np.asarray((up * prime[:, None] * [1.0, 1.0, 1 - GEOD.es]).T)


def _reaches(
    near: list[list[tuple[int, float]]], points: list[tuple[float, ...]], ends: tuple[int, int], limit: float
) -> bool:
    """Return whether a way between the ends is within the limit (A*: nothing off the way is looked at)."""
    a, b = ends
    goal = points[b]
    best = {a: 0.0}
    heap = [(0.0, 0.0, a)]
    while heap:
        _, far, node = heapq.heappop(heap)
        if node == b:
            return True
        if far > best[node]:
            continue
        for other, length in near[node]:
            total = far + length
            if total < best.get(other, limit):
                least = total + _least_metres(math.dist(points[other], goal))
                if least <= limit:
                    best[other] = total
                    heapq.heappush(heap, (least, total, other))
    return False


def _least_metres(chord: float) -> float:
    """Return a lower bound of the geodesic over a chord: the arc of the largest radius of curvature."""
    return 2 * LARGEST_RADIUS * math.asin(chord / (2 * LARGEST_RADIUS))
