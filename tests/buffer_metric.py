"""The accuracy of buffers, measured against GeographicLib alone.

`outline_error` samples the outline as its readers see it, with straight edges in longitude and latitude,
and compares the true distance to the geometry with the radius. `membership_error` draws points around the
outline and says how far from it those lie whose membership is wrong. Neither shares code with the package.
Legs of lines are geodesics and edges of polygons straight, unless `straight` says for both what they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod
from scipy.spatial import cKDTree
from shapely import LineString, Polygon

GEOD = Geod(ellps="WGS84")
Floats = NDArray[np.float64]
#: Of a buffer that nothing else is asked of.
TOLERANCE = 1e-3


def ecef(lon: Floats, lat: Floats) -> Floats:
    e2 = GEOD.es
    east, north = np.radians(lon), np.radians(lat)
    n = GEOD.a / np.sqrt(1 - e2 * np.sin(north) ** 2)
    return np.column_stack(
        [n * np.cos(north) * np.cos(east), n * np.cos(north) * np.sin(east), n * (1 - e2) * np.sin(north)]
    )


@dataclass
class Legs:
    """Legs of lines and rings, as functions of a share of their length."""

    start: Floats
    end: Floats
    straight: NDArray[np.bool_]

    @classmethod
    def of(cls, geometry: shapely.Geometry, *, straight: bool | None = None) -> Legs:
        start, end, kind = [], [], []
        for part in shapely.get_parts(geometry):
            edges = part.geom_type == "Polygon"
            for line in shapely.get_parts(part.boundary if edges else part):
                xy = shapely.get_coordinates(line)
                start.append(xy if len(xy) == 1 else xy[:-1])
                end.append(xy if len(xy) == 1 else xy[1:])
                kind += [edges if straight is None else straight] * len(start[-1])
        return cls(np.vstack(start), np.vstack(end), np.array(kind))

    def __post_init__(self) -> None:
        self.azimuth, _, self.length = GEOD.inv(*self.start.T, *self.end.T)
        self.east = self.end[:, 0] - self.start[:, 0]
        self.east -= 360 * np.round(self.east / 360)
        along = [
            self._straight(slice(None), np.full(len(self.east), share)) for share in np.linspace(0, 1, 33)
        ]
        bent = sum(GEOD.inv(*a, *b)[2] for a, b in pairwise(along))
        self.length = np.where(self.straight, bent, self.length)

    def _straight(self, leg: slice | NDArray[np.int64], share: Floats) -> tuple[Floats, Floats]:
        lat = self.start[leg, 1] + (self.end - self.start)[leg, 1] * share
        return self.start[leg, 0] + self.east[leg] * share, lat

    def at(self, leg: NDArray[np.int64], share: Floats) -> tuple[Floats, Floats]:
        lon, lat, _ = GEOD.fwd(*self.start[leg].T, self.azimuth[leg], self.length[leg] * share)
        return tuple(np.where(self.straight[leg], self._straight(leg, share), (lon, lat)))


class TrueDistance:
    """Distances to a geometry: sampled every fiftieth of the radius, then refined on the nearest legs."""

    def __init__(self, geometry: shapely.Geometry, radius: float, *, straight: bool | None = None) -> None:
        self.legs = Legs.of(geometry, straight=straight)
        longest = self.legs.length * np.where(self.legs.straight, 1.3, 1)
        count = np.maximum(1, np.ceil(longest / (radius / 50))).astype(int)
        self.leg = np.repeat(np.arange(len(count)), count + 1)
        place = np.arange(len(self.leg)) - np.repeat(np.cumsum(count + 1) - count - 1, count + 1)
        self.share, self.step = place / count[self.leg], 1 / count
        self.lon, self.lat = self.legs.at(self.leg, self.share)
        self.tree = cKDTree(ecef(self.lon, self.lat))
        self.area = (
            filled(geometry, straight=straight is not False) if "Polygon" in geometry.geom_type else None
        )

    def __call__(self, lon: Floats, lat: Floats, candidates: int = 3) -> Floats:
        _, nearest = self.tree.query(ecef(lon, lat), k=min(candidates, self.tree.n))
        nearest = np.reshape(nearest, (len(lon), -1))
        best = np.full(len(lon), np.inf)
        for column in nearest.T:
            leg, half = self.leg[column], np.minimum(self.step[self.leg[column]], 0.5)
            middle = np.clip(self.share[column], half, 1 - half)
            tries = middle[:, None] + np.linspace(-1, 1, 7) * half[:, None]
            distance = self._to(lon, lat, leg, tries)
            lowest = _lowest(tries, distance)
            best = np.min([best, distance.min(axis=1), self._to(lon, lat, leg, lowest)[:, 0]], axis=0)
        if self.area is not None:
            best[covered(self.area, lon, lat)] = 0
        return best

    def _to(self, lon: Floats, lat: Floats, leg: NDArray[np.int64], share: Floats) -> Floats:
        tries = share.shape[1]
        x, y = self.legs.at(np.repeat(leg, tries), share.ravel())
        return GEOD.inv(x, y, np.repeat(lon, tries), np.repeat(lat, tries))[2].reshape(share.shape)


def _lowest(x: Floats, y: Floats) -> Floats:
    """Return where the parabola through the lowest of evenly spaced points and its neighbours is lowest."""
    place = np.clip(y.argmin(axis=1), 1, x.shape[1] - 2)[:, None]
    before, there, after = (np.take_along_axis(y, place + by, axis=1) for by in (-1, 0, 1))
    bend = before - 2 * there + after
    by = np.divide(before - after, 2 * bend, out=np.zeros_like(bend), where=bend > 0)
    return np.asarray(np.take_along_axis(x, place, axis=1) + np.clip(by, -1, 1) * (x[:, 1:2] - x[:, :1]))


def filled(polygon: Polygon, *, straight: bool) -> shapely.Geometry:
    """Return a polygon on continuous longitudes whose edges are cut into pieces of about two kilometres."""
    parts = []
    for part in shapely.get_parts(polygon):
        rings = []
        for ring in (part.exterior, *part.interiors):
            own = Legs.of(LineString(ring.coords), straight=straight)
            count = np.maximum(1, np.ceil(own.length / 2000)).astype(int)
            leg = np.repeat(np.arange(len(count)), count)
            share = np.concatenate([np.arange(n) / n for n in count])
            lon, lat = own.at(leg, share)
            rings.append(np.column_stack([np.unwrap(lon, period=360), lat]))
        parts.append(Polygon(rings[0], rings[1:]))
    return shapely.union_all(parts)


def covered(area: shapely.Geometry, lon: Floats, lat: Floats) -> NDArray[np.bool_]:
    shapely.prepare(area)
    return np.any([shapely.intersects_xy(area, lon + turn, lat) for turn in (-360, 0, 360)], axis=0)


def outline(buffer: shapely.Geometry, points: int, per_edge: int = 4) -> tuple[Floats, Floats]:
    """Return points of the outline, evenly chosen, without the edges along the antimeridian and the poles."""
    rings = shapely.get_parts(shapely.get_parts(shapely.boundary(shapely.get_parts(buffer))))
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    edge = np.flatnonzero(ring[1:] == ring[:-1])
    a, b = xy[edge], xy[edge + 1]
    seam = (np.abs(a[:, 0]) == 180) & (a[:, 0] == b[:, 0])
    pole = (np.abs(a[:, 1]) == 90) & (np.abs(b[:, 1]) == 90)
    a, b = a[~(seam | pole)], b[~(seam | pole)]
    chosen = np.unique(np.linspace(0, len(a) - 1, max(points // per_edge, 1)).astype(int))
    share = np.arange(per_edge)[:, None, None] / per_edge
    lon, lat = (a[chosen] + (b - a)[chosen] * share).reshape(-1, 2).T
    return lon, lat


def outline_error(
    buffer: shapely.Geometry,
    geometry: shapely.Geometry,
    radius: float,
    *,
    straight: bool | None = None,
    points: int = 2000,
) -> tuple[float, float]:
    """Return how far the outline lies inside and outside of the true distance, relative to the radius."""
    return _outline_error(buffer, TrueDistance(geometry, radius, straight=straight), radius, points)


def _outline_error(
    buffer: shapely.Geometry, truth: TrueDistance, radius: float, points: int
) -> tuple[float, float]:
    error = truth(*outline(buffer, points)) / radius - 1
    return float(error.min()), float(error.max())


def membership_error(
    buffer: shapely.Geometry,
    geometry: shapely.Geometry,
    radius: float,
    *,
    straight: bool | None = None,
    points: int = 500,
) -> float:
    """Return how far from the outline points with the wrong membership lie, relative to the radius."""
    return _membership_error(buffer, TrueDistance(geometry, radius, straight=straight), radius, points)


def _membership_error(buffer: shapely.Geometry, truth: TrueDistance, radius: float, points: int) -> float:
    rng = np.random.default_rng(len(truth.lon))
    base = rng.integers(0, len(truth.lon), points)
    away = GEOD.fwd(
        truth.lon[base], truth.lat[base], rng.uniform(0, 360, points), radius * rng.uniform(0, 2, points)
    )
    lon, lat = np.asarray(away[0]), np.asarray(away[1])
    distance = truth(lon, lat)
    wrong = covered(buffer, lon, lat) != (distance <= radius)
    return float(np.max(np.abs(distance - radius)[wrong], initial=0.0)) / radius


def assert_ready(buffer: shapely.Geometry) -> None:
    """Valid, in range and counterclockwise, as RFC 7946 asks."""
    assert buffer.is_valid
    west, south, east, north = buffer.bounds
    assert -180 <= west <= east <= 180
    assert -90 <= south <= north <= 90
    for part in shapely.get_parts(buffer):
        assert part.geom_type == "Polygon"
        assert part.exterior.is_ccw
        assert not any(hole.is_ccw for hole in part.interiors)


def assert_right(buffer: shapely.Geometry, geometry: shapely.Geometry, radius: float) -> None:
    assert_ready(buffer)
    truth = TrueDistance(geometry, radius)
    low, high = _outline_error(buffer, truth, radius, points=800)
    assert -TOLERANCE <= low <= high <= TOLERANCE
    assert _membership_error(buffer, truth, radius, points=200) <= TOLERANCE
