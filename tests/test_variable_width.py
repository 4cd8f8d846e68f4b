"""Variable-width buffers: a radius for each leg, or for each vertex."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point

from buffer_cases import road
from buffer_metric import GEOD, TrueDistance, covered, outline
from isthmus import geo
from proof_size import proof_size

if TYPE_CHECKING:
    from collections.abc import Callable

TOLERANCE = 1e-3


def excess(buffer: shapely.Geometry, line: LineString, radii: np.ndarray, points: int = 300) -> np.ndarray:
    """Return the least of distance / radius - 1 over all points of a line, for points of the outline."""
    lon, lat = outline(buffer, points)
    vertices, coarse = shapely.get_coordinates(line), np.linspace(0, 1, 101)
    best = np.full(len(lon), np.inf)
    for (a, b), (start, end) in zip(pairwise(vertices), pairwise(radii), strict=True):
        leg = Leg((a[0], a[1]), (b[0], b[1]), start, end)
        near = coarse[leg.share_of_radius(lon, lat, np.tile(coarse, (len(lon), 1))).argmin(axis=1)]
        fine = np.clip(near[:, None] + np.linspace(-0.01, 0.01, 41), 0, 1)
        best = np.minimum(best, leg.share_of_radius(lon, lat, fine).min(axis=1) - 1)
    return best


class Leg(NamedTuple):
    """A leg along which the radius goes from one to another."""

    a: tuple[float, float]
    b: tuple[float, float]
    start: float
    end: float

    def share_of_radius(self, lon: np.ndarray, lat: np.ndarray, share: np.ndarray) -> np.ndarray:
        """Return, for each point, its distance from shares of the leg, over the radius there."""
        azimuth, _, length = GEOD.inv(*self.a, *self.b)
        start = np.full((2, share.size), np.reshape(self.a, (2, 1)))
        x, y, _ = GEOD.fwd(*start, np.full(share.size, azimuth), length * share.ravel())
        points = (np.repeat(values, share.shape[1]) for values in (lon, lat))
        distance = GEOD.inv(x, y, *points)[2]
        return np.asarray(distance).reshape(share.shape) / (self.start + (self.end - self.start) * share)


def test_a_radius_for_each_leg() -> None:
    line = road(20, 50, vertices=30, step=3000, seed=1)
    radii = np.where(np.arange(29) < 12, 1000.0, 4000.0)
    radii[20:] = 500
    buffer = geo.buffer_by_leg(line, radii)
    assert buffer.is_valid
    lon, lat = outline(buffer, 1000)
    legs = [LineString(line.coords[k : k + 2]) for k in range(29)]
    nearest = np.min([TrueDistance(leg, r)(lon, lat) / r for leg, r in zip(legs, radii, strict=True)], axis=0)
    assert np.abs(nearest - 1).max() <= TOLERANCE


def test_equal_radii_are_one_buffer() -> None:
    lines = [road(20, y, vertices=20, step=3000, seed=1) for y in (10, 50)]
    by_leg = geo.buffer_by_leg(lines, [np.full(19, 2e3), np.full(19, 5e3)])
    for a, b in zip(by_leg, geo.buffer(lines, [2e3, 5e3]), strict=True):
        assert a.equals(b)


@pytest.mark.parametrize("seed", range(4))
def test_a_radius_for_each_vertex(seed: int) -> None:
    line = road(20, 50 - 30 * seed, vertices=5, step=20e3, seed=seed)
    radii = np.random.default_rng(seed).uniform(4e3, 12e3, 5)
    buffer = geo.buffer_by_vertex(line, radii)
    assert buffer.is_valid
    assert np.abs(excess(buffer, line, radii)).max() <= TOLERANCE


def test_a_taper_steeper_than_its_leg_is_the_larger_disc() -> None:
    line = LineString([(20, 50), (20.01, 50)])
    buffer = geo.buffer_by_vertex(line, [1e3, 9e3])
    disc = geo.buffer(Point(20.01, 50), 9e3)
    assert geo.area(shapely.symmetric_difference(buffer, disc)) < 2e-3 * geo.area(disc)


def test_a_taper_in_one_place_is_the_largest_disc() -> None:
    """Vertices that are repeated have their largest radius, those of other lines theirs."""
    ends = [(20, 50), (20.3, 50)]
    lines = [LineString([ends[0], ends[0]]), LineString([ends[0], ends[0], ends[1]]), LineString(ends)]
    point, twice, once = geo.buffer_by_vertex(lines, [[1e3, 4e3], [1e3, 4e3, 2e3], [4e3, 2e3]])
    assert point.equals(geo.buffer(Point(20, 50), 4e3))
    assert twice.equals(once)
    assert geo.buffer_by_vertex(lines[0], [4e3, 1e3]).equals(point)


def test_a_taper_over_the_antimeridian_and_near_a_pole() -> None:
    buffer = geo.buffer_by_vertex(LineString([(175, 85), (-170, 87)]), [50e3, 150e3])
    assert buffer.is_valid
    assert abs(shapely.bounds(buffer)[0]) == 180


@given(st.integers(0, 10**6))
@settings(max_examples=proof_size(8, 60))
def test_a_taper_lies_between_its_extremes(seed: int) -> None:
    line = road(120, 25, vertices=12, step=5e3, seed=seed)
    radii = np.random.default_rng(seed).uniform(1e3, 8e3, 12)
    buffer = geo.buffer_by_vertex(line, radii)
    least, most = geo.buffer([line, line], [radii.min() * 0.999, radii.max() * 1.001])
    assert buffer.is_valid
    assert shapely.difference(least, buffer).area <= 1e-6 * least.area
    assert shapely.difference(buffer, most).area <= 1e-6 * most.area


@pytest.mark.parametrize("lat", [0, 55, 84, -89.5])
def test_an_outside_taper_leaves_out_no_point(lat: float) -> None:
    rng = np.random.default_rng(int(lat + 90))
    line = road(179, lat, vertices=6, step=20e3, seed=int(lat + 90))
    radii = rng.uniform(2e3, 15e3, 6)
    buffer = geo.buffer_by_vertex(line, radii, cover="outside")
    vertices = shapely.get_coordinates(line)
    for (a, b), (start, end) in zip(pairwise(vertices), pairwise(radii), strict=True):
        azimuth, _, length = GEOD.inv(*a, *b)
        share = rng.random(300)
        x, y, _ = GEOD.fwd(*np.tile(a, (300, 1)).T, np.full(300, azimuth), length * share)
        far = (start + (end - start) * share) * (1 - 1e-9)
        lon, lat_, _ = GEOD.fwd(x, y, rng.uniform(0, 360, 300), far)
        assert covered(buffer, np.asarray(lon), np.asarray(lat_)).all()


def test_wrong_numbers_of_radii_are_named() -> None:
    line = LineString([(0, 0), (1, 1), (2, 2)])
    with pytest.raises(geo.GeometryError, match="2 radii, one per leg") as caught:
        geo.buffer_by_leg([line, line], [[1, 2], [1, 2, 3]])
    assert caught.value.index == 1
    with pytest.raises(geo.GeometryError, match="3 radii, one per vertex"):
        geo.buffer_by_vertex(line, [1, 2])
    with pytest.raises(geo.GeometryError, match="above 0"):
        geo.buffer_by_leg(line, [10, -10])
    with pytest.raises(geo.GeometryError, match="LineString"):
        geo.buffer_by_leg(Point(0, 0), [10])
    with pytest.raises(geo.ArgumentError, match="one array per line"):
        geo.buffer_by_vertex([line, line], [[1, 2, 3]])


@pytest.mark.parametrize("function", [geo.buffer_by_leg, geo.buffer_by_vertex])
def test_no_lines_have_no_buffers_and_an_empty_line_is_called_so(
    function: Callable[..., Any],
) -> None:
    assert function([], []).shape == (0,)
    with pytest.raises(geo.GeometryError, match="geometry 0: lines: expected a LineString, got an empty one"):
        function([shapely.LineString()], [[1000.0]])
