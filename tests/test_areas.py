"""Buffers of polygons, outwards and inwards, against the true distance."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon

from buffer_cases import random_polygon, star
from buffer_metric import TOLERANCE, assert_ready, assert_right, covered, outline_error
from isthmus import geo
from proof_size import proof_size


@pytest.mark.parametrize("seed", range(proof_size(30, 300)))
def test_random_polygons(seed: int) -> None:
    polygon, radius = random_polygon(np.random.default_rng(seed))
    assert_right(geo.buffer(polygon, radius), polygon, radius)


@pytest.mark.parametrize("seed", range(proof_size(20, 200)))
def test_shrunk_polygons(seed: int) -> None:
    polygon, radius = random_polygon(np.random.default_rng(seed))
    radius = min(radius, 0.1 * float(np.sqrt(geo.area(polygon))))
    shrunk = geo.buffer(polygon, -radius)
    if shrunk.is_empty:
        return
    assert_ready(shrunk)
    low, high = outline_error(shrunk, polygon.boundary, radius, straight=True, points=800)
    assert -TOLERANCE <= low <= high <= TOLERANCE
    assert geo.area(shrunk) < geo.area(polygon)


def test_outside_shrinks_polygons_less() -> None:
    polygon = star(20, 50, 300e3, vertices=20, seed=1)
    less, more = (geo.buffer(polygon, -20e3, cover=cover) for cover in ("outside", "inside"))
    assert outline_error(less, polygon.boundary, 20e3, straight=True)[1] <= 0
    assert outline_error(more, polygon.boundary, 20e3, straight=True)[0] >= 0


@given(st.integers(0, 10**6))
@settings(max_examples=proof_size(8, 60))
def test_polygons_contain_themselves(seed: int) -> None:
    polygon, radius = random_polygon(np.random.default_rng(seed))
    vertices = shapely.get_coordinates(polygon)
    assert covered(geo.buffer(polygon, radius), *vertices.T).all()


def test_multi_polygons_shrink_as_one() -> None:
    two = MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(2, 0, 3, 1)])
    shrunk = geo.buffer(two, -10e3)
    assert len(shrunk.geoms) == 2
    assert geo.buffer(two, -90e3).is_empty


def test_a_hole_keeps_what_lies_further_from_its_ring_than_the_radius() -> None:
    ring = Polygon([(0, 0), (4, 0), (4, 4), (0, 4)], [[(1, 1), (1, 3), (3, 3), (3, 1)]])
    (hole,) = geo.buffer(ring, 50e3).interiors
    assert shapely.Polygon(hole).bounds == pytest.approx((1.45, 1.45, 2.55, 2.55), abs=0.01)
    assert len(geo.buffer(ring, 120e3).interiors) == 0


def test_a_polygon_of_several_parts_is_one_where_they_grow_together() -> None:
    apart = MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(2, 0, 3, 1)])
    assert geo.buffer(apart, 40e3).geom_type == "MultiPolygon"
    assert geo.buffer(apart, 60e3).geom_type == "Polygon"


def test_a_polygon_that_is_nearer_to_its_ring_everywhere_is_gone() -> None:
    box = shapely.box(0, 0, 1, 1)
    assert geo.buffer(box, -60e3).is_empty
    left = geo.buffer(box, -30e3)
    assert left.bounds == pytest.approx((0.2695, 0.2713, 0.7305, 0.7287), abs=1e-3)


@pytest.mark.parametrize("radius", [20e3, -20e3, -150e3])
def test_long_edges_about_a_pole_are_the_geodesics_they_are(radius: float) -> None:
    """Read straight in longitude and latitude, each would pass the pole twice as far away."""
    triangle = Polygon([(0, 86), (120, 86), (240, 86)])
    buffer = geo.buffer(triangle, radius, path="geodesic")
    assert_ready(buffer)
    low, high = outline_error(buffer, triangle.boundary, abs(radius), points=800)
    assert -TOLERANCE <= low <= high <= TOLERANCE
    assert (geo.area(buffer) < geo.area(triangle, path="geodesic")) == (radius < 0)
    assert covered(buffer, np.array([0.0]), np.array([90.0])).all()
