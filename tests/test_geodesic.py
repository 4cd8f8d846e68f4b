"""Lengths, distances, areas and densified lines, against published figures."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from shapely import LineString, MultiLineString, MultiPolygon, Point, Polygon

from isthmus import geo

GEOD = Geod(ellps="WGS84")
EARTH_M2 = 510_065_621_724_088.4  # 4 pi c^2 of WGS 84, GeographicLib's Ellipsoid.Area()

# The polygon of GeographicLib's documentation ("Measuring areas"), latitude first as printed there.
ANTARCTICA = [
    (-63.1, -58), (-72.9, -74), (-71.9, -102), (-74.9, -102), (-74.3, -131), (-77.5, -163), (-77.4, 163),
    (-71.7, 172), (-65.9, 140), (-65.7, 113), (-66.6, 88), (-66.9, 59), (-69.8, 25), (-70.0, -4),
    (-71.0, -14), (-77.3, -33), (-77.9, -46), (-74.7, -61),
]  # fmt: skip

lonlat = st.tuples(st.floats(-180, 180), st.floats(-89.5, 89.5))
short_lines = st.tuples(
    lonlat, st.lists(st.tuples(st.floats(-20, 20), st.floats(-5, 5)), min_size=1, max_size=8)
)


def line_of(start_and_steps: tuple[tuple[float, float], list[tuple[float, float]]]) -> LineString:
    start, steps = start_and_steps
    xy = np.cumsum([start, *steps], axis=0)
    return LineString(np.column_stack([xy[:, 0], np.clip(xy[:, 1], -89.5, 89.5)]))


def test_distance_is_the_documented_one() -> None:
    # https://geographiclib.sourceforge.io/Python/doc/examples.html: Wellington to Salamanca
    wellington, salamanca = Point(174.81, -41.32), Point(-5.50, 40.96)
    assert geo.distance(wellington, salamanca) == pytest.approx(19_959_679.267, abs=1e-3)


def test_distance_broadcasts_and_knows_the_unknown() -> None:
    points = np.array([Point(0, 0), Point(0, 90), None, Point()], object)
    metres = geo.distance(points, Point(0, 0))
    np.testing.assert_allclose(metres, [0, 10_001_965.729, np.nan, np.nan], atol=1e-3)


def test_perimeter_and_area_of_antarctica_are_the_documented_ones() -> None:
    # https://geographiclib.sourceforge.io/Python/doc/examples.html
    antarctica = Polygon([(lon, lat) for lat, lon in ANTARCTICA])
    assert geo.length(antarctica, path="geodesic") == pytest.approx(16_831_067.893, abs=1e-3)
    assert geo.area(antarctica, path="geodesic") == pytest.approx(13_662_703_680_020.1, abs=1.0)


def test_length_of_nothing() -> None:
    np.testing.assert_array_equal(geo.length([None, LineString(), Point(1, 2)]), [np.nan, 0, 0])


def test_length_of_parts_adds_up() -> None:
    a, b = LineString([(0, 0), (1, 1)]), LineString([(5, 5), (6, 7), (8, 8)])
    assert geo.length(MultiLineString([a, b])) == pytest.approx(geo.length(a) + geo.length(b))


def test_a_degree_of_the_60th_parallel() -> None:
    # National Geospatial-Intelligence Agency, length of a degree calculator: 55.80 km at 60 N
    line = LineString([(0, 60), (1, 60)])
    assert geo.length(line, path="straight") == pytest.approx(55_800, abs=2)
    assert geo.length(line) < geo.length(line, path="straight")


def test_the_equator_is_as_long_either_way() -> None:
    equator = LineString([(lon, 0) for lon in range(-180, 181, 60)])
    assert geo.length(equator) == pytest.approx(2 * np.pi * 6_378_137)
    assert geo.length(equator, path="straight") == pytest.approx(2 * np.pi * 6_378_137)


def test_area_of_the_whole_earth_and_of_its_zones() -> None:
    assert geo.area(shapely.box(-180, -90, 180, 90), path="straight") == pytest.approx(EARTH_M2)
    assert geo.area(shapely.box(0, 0, 180, 90), path="straight") == pytest.approx(EARTH_M2 / 4)
    # more than half of the Earth, with vertices close enough for either path
    large = Polygon([*((x, -60) for x in range(-180, 181, 5)), *((x, 90) for x in (180, -180))])
    cap = Polygon([*((x, -60) for x in range(-180, 180, 5))])
    assert geo.area(large, path="straight") == pytest.approx(EARTH_M2 - geo.area(cap, path="straight"))


def test_holes_are_taken_away() -> None:
    outer, inner = shapely.box(10, 40, 14, 44), shapely.box(11, 41, 12, 42)
    with_hole = Polygon(outer.exterior, [inner.exterior])
    assert geo.area(with_hole) == pytest.approx(geo.area(outer) - geo.area(inner))
    assert geo.area(MultiPolygon([with_hole, inner])) == pytest.approx(geo.area(outer))


_POLAR = [(lon, 70) for lon in range(-180, 180, 60)]


@pytest.mark.parametrize(
    "wrong",
    [
        Polygon([(0, 0), (2, 2), (2, 0), (0, 2)]),
        Polygon(
            shapely.box(0, 0, 10, 9).exterior,
            [shapely.box(1, 1, 9, 8).exterior, shapely.box(2, 2, 8, 7).exterior],
        ),
        Polygon([(-180, 70), (-60, 70), (0, 70), (20, 60), (10, 80), (5, 60), (60, 70)]),  # crosses itself
        Polygon([*_POLAR, *_POLAR]),  # twice around the pole
        Polygon(_POLAR, [shapely.box(0, 50, 10, 60).exterior]),  # a hole outside
        MultiPolygon([shapely.box(170, 0, 190, 9), shapely.box(-175, 0, -160, 9)]),  # parts overlap
    ],
)
@pytest.mark.parametrize("path", ["geodesic", "straight"])
def test_polygons_whose_area_is_no_sum_of_rings_are_refused(wrong: Polygon, path: geo.PathKind) -> None:
    with pytest.raises(geo.GeometryError, match=r"geometry 1: expected .*shapely\.(make_valid|union_all)"):
        geo.area([shapely.box(0, 0, 1, 1), wrong], path=path)


def test_densify_keeps_kinds_and_runs_on_past_the_antimeridian() -> None:
    given_ = [Point(5, 5), None, LineString([(170, 10), (-170, 10)]), shapely.box(0, 50, 20, 60)]
    dense = geo.densify(given_, 100e3)
    assert [g and g.geom_type for g in dense] == ["Point", None, "LineString", "Polygon"]
    assert shapely.bounds(dense[2])[2] == 190
    assert dense[3].is_valid


def test_densify_follows_the_meridians_into_a_pole() -> None:
    wedge = Polygon([(0, 60), (40, 60), (20, 90)])
    dense = geo.densify(wedge, 50e3, path="geodesic")
    lon, lat = shapely.get_coordinates(dense).T
    steep = lat > 75
    assert set(np.round(lon[steep], 6)) <= {0, 20, 40}
    assert geo.area(dense, path="geodesic") == pytest.approx(geo.area(wedge, path="geodesic"), rel=1e-9)


@given(short_lines, st.floats(2e3, 5e6), st.sampled_from(["geodesic", "straight"]))
def test_densify_never_leaves_a_larger_gap(steps: tuple, gap: float, path: geo.PathKind) -> None:
    xy = shapely.get_coordinates(geo.densify(line_of(steps), gap, path=path))
    gaps = GEOD.inv(*xy[:-1].T, *xy[1:].T)[2]
    assert max(gaps) <= gap * (1 + 1e-9)


@given(short_lines, st.sampled_from(["geodesic", "straight"]))
def test_densify_changes_no_length(steps: tuple, path: geo.PathKind) -> None:
    line = line_of(steps)
    assert geo.length(geo.densify(line, 30e3, path=path), path=path) == pytest.approx(
        geo.length(line, path=path), rel=1e-9, abs=1e-6
    )


@given(short_lines)
def test_straight_is_never_shorter_than_geodesic(steps: tuple) -> None:
    line = line_of(steps)
    assert geo.length(line, path="straight") >= geo.length(line) * (1 - 1e-9) - 1e-6


def test_a_leg_without_a_single_geodesic_is_named() -> None:
    legs = [LineString([(0, 0), (1, 1)]), LineString([(0, 0), (179.9999, 0.0001)])]
    with pytest.raises(geo.GeometryError, match="add a vertex") as caught:
        geo.densify(legs, 1e5)
    assert caught.value.index == 1


def test_unknown_options_are_refused() -> None:
    with pytest.raises(geo.ArgumentError, match="geodesic"):
        geo.length(Point(0, 0), path="crow")  # type: ignore[call-overload]
    with pytest.raises(geo.ArgumentError, match="above 0"):
        geo.densify(Point(0, 0), 0)
    with pytest.raises(geo.ArgumentError, match="as many"):
        geo.distance([Point(0, 0)] * 2, [Point(0, 0)] * 3)
