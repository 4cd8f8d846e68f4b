"""Metres of lines inside zones."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiLineString, MultiPolygon, Point, Polygon

from buffer_cases import random_polygon, road, star
from buffer_metric import GEOD
from isthmus import geo
from proof_size import proof_size


def plainly(line: LineString, zone: Polygon, step: float = 20.0) -> float:
    """Return the length of the pieces of a line whose middles are inside, by brute force."""
    total = 0.0
    dense = shapely.get_coordinates(geo.densify(line, step))
    area = geo.densify(zone, 500.0)
    length = GEOD.inv(*dense[:-1].T, *dense[1:].T)[2]
    lon, lat = ((dense[:-1] + dense[1:]) / 2).T
    inside = np.any([shapely.contains_xy(area, lon + turn, lat) for turn in (-360, 0, 360)], axis=0)
    total += float(np.asarray(length)[inside].sum())
    return total


@pytest.mark.parametrize("seed", range(12))
def test_against_brute_force(seed: int) -> None:
    rng = np.random.default_rng(seed)
    zone, _ = random_polygon(rng)
    lon, lat = shapely.get_coordinates(zone.centroid)[0]
    size = float(np.sqrt(geo.area(zone)))
    if size > 5e5:
        return
    line = road(lon, lat, vertices=15, step=size / 15, seed=seed)
    found = geo.length_within(line, zone)
    assert found.metres.sum() == pytest.approx(plainly(line, zone, size / 5000), abs=size / 500)


def test_a_line_through_a_hole() -> None:
    square = Polygon(shapely.box(0, -5, 10, 5).exterior, [shapely.box(4, -1, 6, 1).exterior])
    equator = LineString([(-5, 0), (15, 0)])
    found = geo.length_within(equator, square)
    assert found.metres.tolist() == pytest.approx([8 * 111_319.4908])


def test_multi_parts_are_added_up() -> None:
    zone = MultiPolygon([shapely.box(0, -1, 1, 1), shapely.box(2, -1, 3, 1)])
    lines = MultiLineString([[(-1, 0), (1.5, 0)], [(1.6, 0), (5, 0)]])
    found = geo.length_within([None, lines], [Polygon(), zone])
    assert (found.line.tolist(), found.zone.tolist()) == ([1], [1])
    assert found.metres.tolist() == pytest.approx([2 * 111_319.4908])


@pytest.mark.parametrize(
    "line",
    [LineString([(170, 0), (-170, 0)]), LineString([(170, 0), (190, 0)]), LineString([(190, 0), (170, 0)])],
)
@pytest.mark.parametrize(
    "zone",
    [
        shapely.box(175, -5, 185, 5),
        Polygon([(175, -5), (180, -5), (-175, -5), (-175, 5), (180, 5), (175, 5)]),
        MultiPolygon([shapely.box(175, -5, 180, 5), shapely.box(-180, -5, -175, 5)]),
    ],
)
def test_across_the_antimeridian(line: LineString, zone: shapely.Geometry) -> None:
    found = geo.length_within(line, zone)
    assert found.metres.tolist() == pytest.approx([10 * 111_319.4908])


def test_a_zone_around_the_pole() -> None:
    arctic = Polygon([(lon, 80) for lon in range(-180, 180, 5)])
    over = LineString([(10, 70), (-170, 70)])
    found = geo.length_within(over, arctic)
    edge = geo.densify(arctic, 1000)
    crossing = shapely.get_coordinates(edge.exterior)
    lat = crossing[np.argmin(np.abs(crossing[:, 0] - 10)), 1]
    assert found.metres[0] == pytest.approx(2 * geo.distance(Point(10, lat), Point(0, 90)), rel=1e-3)


@pytest.mark.parametrize("pole", [1, -1])
@pytest.mark.parametrize(
    ("lat", "turn", "edge"),
    [
        (88.5, 36, 88.51),
        (88.5, 36, 88.53),
        (88.5, 36, 88.57),
        (89.9, 120, 89.92),
        (89.98, 150, 89.99),
        (89.999, 159, 89.9995),
    ],
)
def test_next_to_a_pole_a_geodesic_is_followed_within_metres(
    lat: float, turn: float, edge: float, pole: int
) -> None:
    """Between two ends on a parallel it climbs, and the parallel that bounds the zone cuts it twice."""
    line = LineString([(0, lat * pole), (turn, lat * pole)])
    corners = [(-10, edge * pole), (turn + 10, edge * pole), (turn + 10, 80 * pole), (-10, 80 * pole)]
    zone = geo.densify(Polygon(corners), 20.0, path="straight")
    height = np.abs(shapely.get_coordinates(geo.densify(line, 1.0))[:, 1])
    inside = float((height < edge).mean()) * geo.length(line)
    assert geo.length_within(line, zone).metres.sum() == pytest.approx(inside, abs=10)


def test_the_inside_of_a_buffer_is_the_radius_on_either_side() -> None:
    circle = geo.buffer(Point(179, 50), 200e3)
    through = LineString(np.column_stack(GEOD.fwd([179, 179], [50, 50], [30, 210], [500e3, 500e3])[:2]))
    assert geo.length_within(through, circle).metres.sum() == pytest.approx(400e3, rel=1e-3)


def test_touching_and_running_along_an_edge() -> None:
    zone = shapely.box(0, 0, 1, 1)
    corner = LineString([(-1, 1), (1, -1)])
    through_corners = LineString([(-1, -1), (2, 2)])
    along = LineString([(-1, 0.5), (0, 0.5), (0, 0.75), (0.5, 0.75)])
    found = geo.length_within([corner, through_corners, along], zone, path="straight")
    assert found.line.tolist() == [1, 2]
    expected = geo.length(LineString([(0, 0), (1, 1)]), path="straight")
    assert found.metres[0] == pytest.approx(expected, rel=1e-4)
    assert found.metres[1] >= geo.length(LineString([(0, 0.75), (0.5, 0.75)])) - 1


@given(st.integers(0, 10**6))
@settings(max_examples=proof_size(10, 80))
def test_inside_and_outside_make_the_whole(seed: int) -> None:
    rng = np.random.default_rng(seed)
    lon, lat = rng.uniform(-180, 180), rng.uniform(-70, 70)
    zone = star(lon, lat, 300e3, vertices=30, seed=seed)
    lines = [road(lon, lat, vertices=30, step=20e3, seed=seed + k) for k in range(3)]
    frame = star(lon, lat, 3000e3, vertices=60, seed=seed)
    around = Polygon(frame.exterior, [zone.exterior])
    found = geo.length_within(lines, [zone, around], path="geodesic")
    total = np.bincount(found.line, weights=found.metres, minlength=3)
    np.testing.assert_allclose(total, geo.length(lines), rtol=1e-6)


def test_nothing_is_exposed_to_nothing() -> None:
    found = geo.length_within([None, LineString()], [Polygon()])
    assert [len(part) for part in found] == [0, 0, 0]
    apart = geo.length_within(LineString([(0, 0), (1, 1)]), shapely.box(5, 5, 6, 6))
    assert len(apart.metres) == 0


def test_only_lines_and_polygons() -> None:
    with pytest.raises(geo.GeometryError, match="expected lines, got a Point"):
        geo.length_within(Point(0, 0), shapely.box(0, 0, 1, 1))
    with pytest.raises(geo.GeometryError, match="expected polygons, got a LineString") as caught:
        geo.length_within([], [shapely.box(0, 0, 1, 1), LineString([(0, 0), (1, 1)])])
    assert caught.value.index == 1
