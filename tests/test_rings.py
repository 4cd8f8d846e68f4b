"""Bands around each other against the true distance."""

import numpy as np
import pytest
import shapely
from shapely import LineString, Point

from buffer_cases import SEA_LANE, random_line, random_polygon, road
from buffer_metric import membership_error, outline_error
from isthmus import geo

TOLERANCE = 1e-3
RADII = [10e3, 25e3, 50e3]


@pytest.mark.parametrize(
    "geometry",
    [
        Point(179.9, 65),
        Point(40, 89.6),
        road(121, 25, vertices=80, step=1000, seed=1),
        road(179.9, 60, vertices=80, step=2000, seed=2),
        road(100, 89, vertices=60, step=3000, seed=5),
        LineString(SEA_LANE),
        random_polygon(np.random.default_rng(3))[0],
        LineString([(x, 60) for x in range(-180, 181, 10)]),
    ],
)
def test_every_band_is_as_right_as_a_buffer(geometry: shapely.Geometry) -> None:
    for buffer, radius in zip(geo.rings(geometry, RADII, disjoint=False), RADII, strict=True):
        assert buffer.is_valid
        low, high = outline_error(buffer, geometry, radius, points=1000)
        assert -TOLERANCE <= low <= high <= TOLERANCE
        assert membership_error(buffer, geometry, radius, points=200) <= TOLERANCE


@pytest.mark.parametrize("seed", range(10))
def test_random_lines(seed: int) -> None:
    line, radius = random_line(np.random.default_rng(100 + seed))
    radii = np.array([1, 1.5, 4]) * radius
    for buffer, r in zip(geo.rings(line, radii, disjoint=False), radii, strict=True):
        low, high = outline_error(buffer, line, r, points=600)
        assert -TOLERANCE <= low <= high <= TOLERANCE


def test_bands_share_no_area_and_make_the_whole() -> None:
    lines = [road(20, y, vertices=40, step=2000, seed=y) for y in (10, 50)]
    bands, nested = geo.rings(lines, RADII), geo.rings(lines, RADII, disjoint=False)
    assert bands.shape == nested.shape == (2, 3)
    for row, whole in zip(bands, nested[:, -1], strict=True):
        assert geo.area(shapely.union_all(row)) == pytest.approx(geo.area(whole), rel=1e-9)
        assert geo.area(row).sum() == pytest.approx(geo.area(whole), rel=1e-9)


def test_nothing_has_no_bands() -> None:
    bands = geo.rings([None, Point()], RADII)
    assert bands[0].tolist() == [None] * 3
    assert all(band.is_empty for band in bands[1])


def test_an_outside_cover_stays_outside() -> None:
    line, radius = random_line(np.random.default_rng(5))
    for buffer, r in zip(
        geo.rings(line, [radius, 2 * radius], cover="outside", disjoint=False),
        [radius, 2 * radius],
        strict=True,
    ):
        assert outline_error(buffer, line, r)[0] >= 0


@pytest.mark.parametrize("radii", [[2, 1], [1, 1], [[1, 2], [3, 4]], [1000, 1001]])
def test_radii_ascend(radii: list[float]) -> None:
    with pytest.raises(geo.ArgumentError, match="ascending"):
        geo.rings(Point(0, 0), radii)
