"""Buffers against the true distance, on hard cases, on random ones, and by their properties."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon

from buffer_cases import TAIPEI, WARSAW, cases, random_line, random_polygon, random_tangle, road, star, traps
from buffer_metric import (
    GEOD,
    TOLERANCE,
    Floats,
    Legs,
    TrueDistance,
    assert_ready,
    assert_right,
    covered,
    outline,
    outline_error,
)
from isthmus import geo
from proof_size import proof_size

Draw = Callable[[np.random.Generator], tuple[shapely.Geometry, float]]
RADII = [1e3, 1e4, 5e4, 2e5, 1e6]


@pytest.mark.parametrize("radius", RADII)
@pytest.mark.parametrize("name", cases())
def test_cases(name: str, radius: float) -> None:
    geometry = cases()[name]
    assert_right(geo.buffer(geometry, radius), geometry, radius)


@pytest.mark.parametrize("name", traps())
def test_traps(name: str) -> None:
    geometry, radius = traps()[name]
    assert_right(geo.buffer(geometry, radius), geometry, radius)


@pytest.mark.parametrize("seed", range(proof_size(10, 300)))
def test_random_lines(seed: int) -> None:
    line, radius = random_line(np.random.default_rng(seed))
    assert_right(geo.buffer(line, radius), line, radius)


@pytest.mark.parametrize("seed", range(proof_size(10, 400)))
def test_random_tangles(seed: int) -> None:
    line, radius = random_tangle(np.random.default_rng(seed))
    assert_right(geo.buffer(line, radius), line, radius)


@pytest.mark.parametrize("seed", range(proof_size(3, 120)))
@pytest.mark.parametrize("cover", ["inside", "outside"])
def test_one_sided_covers(cover: str, seed: int) -> None:
    line, radius = random_line(np.random.default_rng(seed))
    for geometry in (line, Point(line.coords[0])):
        low, high = outline_error(geo.buffer(geometry, radius, cover=cover), geometry, radius)
        assert -TOLERANCE <= low <= high <= TOLERANCE
        assert high <= 0 if cover == "inside" else low >= 0


def reached_from(
    geometry: shapely.Geometry, radius: float, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Return points just short of the radius from points of lines and rings, square to them or anywhere."""
    legs = Legs.of(geometry)
    leg = rng.integers(0, len(legs.length), 1500)
    share = np.where(rng.random(1500) < 0.3, rng.integers(0, 2, 1500), rng.random(1500))
    turned = np.where(rng.random(1500) < 0.4, rng.choice([-90, 90], 1500), rng.uniform(0, 360, 1500))
    far = np.full(1500, radius * (1 - 1e-9))
    lon, lat, _ = GEOD.fwd(*legs.at(leg, share), legs.azimuth[leg] + turned, far)
    return np.asarray(lon), np.asarray(lat)


@pytest.mark.parametrize("tolerance", [1e-4, 1e-3, 3e-2])
@pytest.mark.parametrize("seed", range(proof_size(2, 40)))
@pytest.mark.parametrize("draw", [random_line, random_tangle, random_polygon])
def test_an_outside_cover_leaves_out_no_point(draw: Draw, seed: int, tolerance: float) -> None:
    rng = np.random.default_rng(500 + seed)
    geometry, radius = draw(rng)
    buffer = geo.buffer(geometry, radius, cover="outside", tolerance=tolerance)
    assert covered(buffer, *reached_from(geometry, radius, rng)).all()


@pytest.mark.parametrize("seed", range(proof_size(2, 40)))
@pytest.mark.parametrize("draw", [random_line, random_tangle, random_polygon])
def test_an_inside_cover_holds_no_point_beyond(draw: Draw, seed: int) -> None:
    rng = np.random.default_rng(600 + seed)
    geometry, radius = draw(rng)
    buffer = geo.buffer(geometry, radius, cover="inside")
    truth = TrueDistance(geometry, radius)
    base = rng.integers(0, len(truth.lon), 400)
    away = radius * (1 + TOLERANCE * rng.exponential(1, 400))
    lon, lat, _ = map(np.asarray, GEOD.fwd(truth.lon[base], truth.lat[base], rng.uniform(0, 360, 400), away))
    beyond = truth(lon, lat) > radius * (1 + 1e-8)
    assert not covered(buffer, lon[beyond], lat[beyond]).any()


@pytest.mark.parametrize("radius", [1e4, 1e5, 1e6])
def test_straight_paths(radius: float) -> None:
    line = LineString([TAIPEI, WARSAW])
    buffer = geo.buffer(line, radius, path="straight")
    assert_ready(buffer)
    low, high = outline_error(buffer, line, radius, straight=True)
    assert -TOLERANCE <= low <= high <= TOLERANCE
    assert outline_error(buffer, line, radius)[1] > TOLERANCE


@pytest.mark.parametrize("tolerance", [1e-2, 1e-4])
def test_other_tolerances(tolerance: float) -> None:
    line = road(20, 50, vertices=60, step=1000, seed=4)
    low, high = outline_error(geo.buffer(line, 5e3, tolerance=tolerance), line, 5e3)
    assert -tolerance <= low <= high <= tolerance
    assert max(-low, high) > tolerance / 10  # no finer than asked for


def test_flat_caps_end_at_the_ends() -> None:
    line, radius = LineString([(10, 50), (12, 51), (15, 50.5)]), 30e3
    flat, whole = geo.buffer(line, radius, cap="flat"), geo.buffer(line, radius)
    assert_ready(flat)
    lon, lat = outline(flat, 4000)
    distance = TrueDistance(line, radius)(lon, lat)
    assert distance.max() <= radius * (1 + TOLERANCE)
    # what is nearer than the radius lies on the geodesics across the ends
    nearer = distance < radius * (1 - TOLERANCE)
    for x, y in zip(lon[nearer], lat[nearer], strict=True):
        near, inner = (line.coords[0], line.coords[1]) if x < 12 else (line.coords[-1], line.coords[-2])
        along = GEOD.inv(*near, *inner)[0]
        azimuth, _, far = GEOD.inv(*near, x, y)
        assert abs(far * np.cos(np.radians(azimuth - along))) <= TOLERANCE * radius
    half_disc = geo.area(geo.buffer(Point(10, 50), radius)) / 2
    assert geo.area(whole) - geo.area(flat) == pytest.approx(2 * half_disc, rel=2e-3)


@pytest.mark.parametrize("radius", [500.0, 5e3, 20e3])
def test_the_two_sides_make_the_whole(radius: float) -> None:
    line = road(20, 50, vertices=12, step=20e3, seed=3)
    left, right = (geo.buffer(line, radius, side=side) for side in ("left", "right"))
    flat = geo.buffer(line, radius, cap="flat")
    for side in (left, right):
        assert_ready(side)
    assert geo.area(shapely.symmetric_difference(shapely.union(left, right), flat)) < 3e-3 * geo.area(flat)


def test_a_side_is_seen_along_the_line() -> None:
    north = LineString([(10, 40), (10, 42)])
    assert geo.buffer(north, 10e3, side="left").bounds[2] == pytest.approx(10, abs=1e-4)
    assert geo.buffer(north, 10e3, side="right").bounds[0] == pytest.approx(10, abs=1e-4)


def test_parts_and_collections() -> None:
    a, b, c = Point(0, 0), LineString([(1, 1), (2, 2)]), shapely.box(5, 5, 6, 6)
    whole = geo.buffer(GeometryCollection([a, GeometryCollection([b, c])]), 50e3)
    parts = shapely.union_all(geo.buffer([a, b, c], 50e3))
    assert whole.equals(parts)
    assert geo.buffer(MultiPoint([(0, 0), (3, 3)]), 10e3).geom_type == "MultiPolygon"


def test_nothing_stays_nothing() -> None:
    buffers = geo.buffer([None, LineString(), GeometryCollection(), Point(0, 0)], 1e3)
    assert buffers[0] is None
    assert [b.is_empty for b in buffers[1:]] == [True, True, False]
    assert len(geo.buffer(np.empty(0, object), 1e3)) == 0


@pytest.mark.parametrize(
    "wkt", ["LINESTRING (180 0, -180 0)", "LINESTRING (0 90, 5 90, 7 90)", "LINESTRING (1 2, 1 2)"]
)
@pytest.mark.parametrize("options", [{}, {"path": "straight"}, {"cap": "flat"}, {"side": "left"}])
def test_a_line_in_one_place_is_a_point(wkt: str, options: dict[str, Any]) -> None:
    line = shapely.from_wkt(wkt)
    if options.get("path") == "straight" and "-180" in wkt:
        line = shapely.from_wkt(
            "LINESTRING (180 0, 180 0)"
        )  # 180 and -180 written straight go round the Earth
    path = options.get("path", "geodesic")
    disc, _ = geo.buffer([line, road(20, 50, vertices=9, step=3000, seed=1)], 5e3, **options)
    assert disc.equals(geo.buffer(Point(line.coords[0]), 5e3, path=path))


def test_one_radius_per_geometry_and_no_dependence_on_the_batch() -> None:
    lines = np.array([road(x, y, vertices=40, step=1000, seed=x) for x, y in ((20, 50), (121, 25), (0, 88))])
    radii = np.array([2e3, 5e4, 1e6])
    together = geo.buffer(lines, radii)
    alone = [geo.buffer(line, radius) for line, radius in zip(lines, radii, strict=True)]
    for a, b, line, radius in zip(together, alone, lines, radii, strict=True):
        assert_right(a, line, radius)
        assert shapely.hausdorff_distance(a, b) < 1e-7


def test_large_batches_are_worked_in_order() -> None:
    points = shapely.points(np.linspace(-179, 179, 700), np.linspace(-60, 60, 700))
    roads = [road(x / 3, 50, vertices=80, step=1000, seed=x) for x in range(5)]
    lines = np.array(roads * 60)
    mixed = np.concatenate([points, lines])
    first = geo.buffer(mixed, 1e3)
    assert (shapely.to_wkb(first) == shapely.to_wkb(geo.buffer(mixed, 1e3))).all()
    assert all(shapely.intersects(first, mixed))


@given(st.integers(0, 10**6), st.floats(1.01, 3))
@settings(max_examples=proof_size(12, 100))
def test_a_larger_radius_contains_a_smaller_one(seed: int, factor: float) -> None:
    line, radius = random_line(np.random.default_rng(seed))
    small, large = geo.buffer([line, line], [radius, radius * factor])
    assert shapely.difference(small, large).area <= 1e-9 * small.area


@given(st.integers(0, 10**6))
@settings(max_examples=proof_size(10, 80))
def test_parts_united_are_the_whole(seed: int) -> None:
    line, radius = random_line(np.random.default_rng(seed))
    middle = len(line.coords) // 2
    if not 0 < middle < len(line.coords) - 1:
        return
    parts = MultiLineString([line.coords[: middle + 1], line.coords[middle:]])
    united = geo.buffer(parts, radius)
    for buffer in (united, geo.buffer(line, radius)):
        low, high = outline_error(buffer, line, radius, points=400)
        assert -TOLERANCE <= low <= high <= TOLERANCE


@pytest.mark.parametrize(
    ("geometry", "radius", "message"),
    [
        (Point(0, 0), 0, "1 m to 9,000 km"),
        (Point(0, 0), float("nan"), "1 m to 9,000 km"),
        (Point(0, 0), 1.05e7, "1 m to 9,000 km"),
        (Point(0, 0), -10, "expected a polygon for the negative radius_m"),
        (Point(0, 95), 10, "latitude"),
        (LineString([(0, 0), (179.9999, 0.0001)]), 10, "no single geodesic"),
        (Polygon([(0, 0), (2, 2), (2, 0), (0, 2)]), 10, "valid polygon"),
    ],
)
def test_bad_input_is_named(geometry: shapely.Geometry, radius: float, message: str) -> None:
    good = Point(3, 3)
    with pytest.raises(geo.GeometryError, match=message) as caught:
        geo.buffer([good, good, geometry], [10, 10, radius])
    assert caught.value.index == 2


def test_polygons_have_no_side() -> None:
    with pytest.raises(geo.GeometryError, match="expected a line"):
        geo.buffer(shapely.box(0, 0, 1, 1), 10, side="left")


def test_z_is_dropped() -> None:
    buffer = geo.buffer(LineString([(0, 0, 5), (1, 1, 9)]), 1e3)
    assert not buffer.has_z


@pytest.mark.parametrize("seed", range(proof_size(15, 300)))
def test_random_polygons(seed: int) -> None:
    polygon, radius = random_polygon(np.random.default_rng(seed))
    assert_right(geo.buffer(polygon, radius), polygon, radius)


@pytest.mark.parametrize("seed", range(proof_size(10, 200)))
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
