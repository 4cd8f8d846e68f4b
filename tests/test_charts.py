"""Legs cut into pieces, rings that go around a pole, and polygons closed along its edge."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from pyproj import Geod
from shapely import LineString, Polygon

from isthmus import geo
from isthmus.geo import _charts
from isthmus.geo._chains import Chains, unwrap_chains
from isthmus.geo._charts import area_under, polygons_on_chart, turns_around_pole

GEOD = Geod(ellps="WGS84")
LEG = shapely.LineString([(-120.0, 50.0), (30.0, 55.0)])


@pytest.mark.parametrize("path", ["geodesic", "straight"])
@pytest.mark.parametrize("gap", [5_000_000.0, 100_000.0, 7_000.0])
def test_no_gap_is_wider_than_asked_and_none_is_cut_needlessly(path: geo.PathKind, gap: float) -> None:
    dense = geo.densify(LEG, gap, path=path)
    ends = shapely.points(shapely.get_coordinates(dense))
    gaps = geo.distance(ends[:-1], ends[1:])
    assert gaps.max() <= gap * (1 + 1e-9)
    assert geo.length(dense) / gap <= len(gaps) + 1
    if path == "geodesic":
        assert len(gaps) == np.ceil(geo.length(LEG) / gap)
        assert gaps == pytest.approx(np.full(len(gaps), gaps[0]), rel=1e-9)
    assert shapely.get_coordinates(dense)[[0, -1]].tolist() == [[-120, 50], [30, 55]]


def test_pieces_of_a_straight_leg_lie_on_it() -> None:
    lon, lat = shapely.get_coordinates(geo.densify(LEG, 50_000.0, path="straight")).T
    assert lat == pytest.approx(50 + (lon + 120) / 150 * 5, abs=1e-9)


def test_a_gap_that_would_fill_the_memory_is_refused() -> None:
    with pytest.raises(
        geo.ArgumentError, match="max_gap_m: expected a gap that asks for at most 100,000,000"
    ):
        geo.densify(LEG, 0.05)


def test_a_ring_near_the_pole_whose_chords_cross_is_no_tangle() -> None:
    """Its geodesics pass beside each other; drawn straight in longitude and latitude they would cross."""
    ring = shapely.Polygon([(0, 84), (80, 84), (80, 85.2), (40, 87.0), (0, 85.2)])
    whole = geo.area(ring, path="geodesic")
    half = geo.area(geo.densify(ring, 1_000.0, path="geodesic"), path="geodesic")
    assert whole == pytest.approx(half, rel=1e-6)


def missed_by(lon0: float, lat0: float, lon1: float, lat1: float) -> float:
    """Return how far from a geodesic the middle of the straight leg lies, in metres."""
    azimuth, _, metres = GEOD.inv(lon0, lat0, lon1, lat1)
    lon, lat, back = GEOD.fwd(lon0, lat0, azimuth, metres / 2)
    toward, _, far = GEOD.inv(lon, lat, (lon0 + lon1) / 2, (lat0 + lat1) / 2)
    return abs(far * float(np.sin(np.radians(toward - back))))


@pytest.mark.parametrize("lat", [20.0, 50.0, -70.0])
@pytest.mark.parametrize("error", [1.0, 100.0])
def test_geodesics_over_a_step_stay_within_the_error_of_straight_legs(lat: float, error: float) -> None:
    (step,) = _charts.straight_step(np.array([lat]), np.array([error]))
    missed = []
    for azimuth in range(0, 360, 5):
        lon1, lat1, _ = GEOD.fwd(0, lat, azimuth, step)
        missed.append(missed_by(0, lat, lon1, lat1))
    assert 0.5 * error < max(missed) <= 1.1 * error


@pytest.mark.parametrize(
    ("lat0", "lat1"), [(50.0, 50.0), (20.0, 60.0), (88.5, 88.5), (-88.0, -89.0), (-10.0, 30.0)]
)
@pytest.mark.parametrize("east", [0.5, 3.0, -20.0])
def test_pieces_of_straight_legs_stay_within_the_error_of_geodesics(
    lat0: float, lat1: float, east: float
) -> None:
    error = 5.0
    (pieces,) = _charts.straight_pieces(*map(np.array, ([east], [lat0], [lat1], [error])))
    lon, lat = np.linspace(0, east, int(pieces) + 1), np.linspace(lat0, lat1, int(pieces) + 1)
    for place in range(int(pieces)):
        assert missed_by(lon[place], lat[place], lon[place + 1], lat[place + 1]) <= error * 1.001


def test_a_leg_along_the_equator_or_a_meridian_is_one_piece_or_as_few_as_its_length_asks() -> None:
    east, lat0, lat1 = np.array([20.0, 0.0, -200.0]), np.array([0.0, 50.0, 0.0]), np.array([0.0, 70.0, 0.0])
    assert _charts.straight_pieces(east, lat0, lat1, np.array(5.0)).tolist() == [1, 1, 2]


EAST, WEST = range(-170, 200, 10), range(170, -200, -10)


def rings_at(lat: float, *ways: range) -> Chains:
    lines = np.array([LineString([(lon, lat) for lon in way]) for way in ways])
    return unwrap_chains(Chains.of(lines), path="straight")


def test_a_ring_turns_around_the_earth_eastwards_or_westwards_or_not_at_all() -> None:
    box = unwrap_chains(Chains.of(np.array([shapely.box(170, 0, 190, 10).exterior])), path="straight")
    assert turns_around_pole(rings_at(60, EAST, WEST)).tolist() == [1, -1]
    assert turns_around_pole(box).tolist() == [0]


def test_a_ring_that_starts_at_a_pole_goes_around_none() -> None:
    lon, lat = np.array([0.0, 0, 120, 240, 360, 360]), np.array([90.0, 80, 80, 80, 80, 90])
    assert turns_around_pole(Chains(lon, lat, np.array([0, 6]))).tolist() == [0]


@pytest.mark.parametrize("lat", [60.0, -30.0])
def test_the_area_between_the_equator_and_a_parallel(lat: float) -> None:
    east, west = area_under(rings_at(lat, EAST, WEST))
    assert west == pytest.approx(-east)
    zone = geo.area(shapely.box(-180, min(lat, 0), 180, max(lat, 0)), path="straight")
    assert east == pytest.approx(np.sign(lat) * zone)


@pytest.mark.parametrize(("lat", "pole"), [(60.0, 90), (-60.0, -90), (1.0, 90), (-1.0, -90)])
@pytest.mark.parametrize("way", [EAST, WEST])
def test_a_ring_around_the_earth_is_closed_along_the_pole_of_the_smaller_side(
    lat: float, pole: int, way: range
) -> None:
    (cap,) = polygons_on_chart(rings_at(lat, way), np.array([0]), np.array([0]))
    _, south, _, north = cap.bounds
    assert (north if pole > 0 else south) == pole
    assert (south if pole > 0 else north) == lat


def test_a_pole_that_is_told_is_the_one_inside() -> None:
    (most,) = polygons_on_chart(rings_at(60, EAST), np.array([0]), np.array([0]), pole=np.array([-1]))
    west, south, east, north = most.bounds
    assert (east - west, south, north) == (360, -90, 60)


def test_a_polygon_around_a_pole_leaves_the_others_as_they_are() -> None:
    box = shapely.box(10, 10, 20, 20)
    lines = np.array([box.exterior, LineString([(lon, 70) for lon in EAST])])
    rings = unwrap_chains(Chains.of(lines), path="straight")
    for order in ([0, 1], [1, 0]):
        found = polygons_on_chart(rings.pick(np.array(order)), np.arange(2), np.arange(2))
        assert found[order.index(0)].equals(box)
        assert found[order.index(1)].bounds[1::2] == (70, 90)


def test_holes_lie_on_the_turn_of_their_shell() -> None:
    shell, hole = shapely.box(170, 0, 190, 20).exterior, shapely.box(-178, 5, -175, 8).exterior
    rings = unwrap_chains(Chains.of(np.array([shell, hole])), path="straight")
    (polygon,) = polygons_on_chart(rings, np.array([0, 0]), np.array([0, 0]))
    assert Polygon(polygon.interiors[0]).bounds == (182, 5, 185, 8)


def test_a_hole_of_a_whole_belt_is_taken_out_at_either_end() -> None:
    belt, hole = shapely.box(-180, -10, 180, 10).exterior, shapely.box(175, -5, 185, 5).exterior
    rings = unwrap_chains(Chains.of(np.array([belt, hole])), path="straight")
    (polygon,) = polygons_on_chart(rings, np.array([0, 0]), np.array([0, 0]))
    assert polygon.area == pytest.approx(360 * 20 - 10 * 10)


def test_an_invalid_polygon_is_told_with_its_reason_and_its_geometry() -> None:
    box, bow_tie = shapely.box(0, 0, 1, 1).exterior, LineString([(0, 0), (2, 2), (2, 0), (0, 2), (0, 0)])
    rings = Chains.of(np.array([box, bow_tie]))
    with pytest.raises(geo.GeometryError, match=r"got Self-intersection\[1 1\]") as caught:
        polygons_on_chart(rings, np.array([0, 1]), np.array([4, 7]))
    assert caught.value.index == 7


def test_what_only_just_crosses_next_to_a_pole_is_repaired_and_slivers_collapse() -> None:
    bow_tie = LineString([(0, 85), (1, 86), (1, 85), (0, 86), (0, 85)])
    sliver = LineString([(10, 85), (11, 85), (12, 85), (10, 85)])
    rings, number = Chains.of(np.array([bow_tie, sliver])), np.arange(2)
    with pytest.raises(geo.GeometryError, match="geometry 0: expected a valid polygon"):
        polygons_on_chart(rings, number, number)
    repaired = polygons_on_chart(rings, number, number, pole=np.ones(2, int))
    assert repaired[0].is_valid
    assert repaired[0].area == pytest.approx(0.5)
    assert repaired[1].is_empty


def test_a_ring_around_the_pole_is_closed_along_its_edge() -> None:
    arctic = Polygon([(lon, 66.5) for lon in range(-170, 190, 10)])
    split = geo.split_antimeridian(arctic)
    assert split.is_valid
    assert shapely.bounds(split)[[0, 2, 3]].tolist() == [-180, 180, 90]
    assert split.exterior.is_ccw
    assert geo.area(split) == pytest.approx(geo.area(arctic))
    assert geo.split_antimeridian(split).equals_exact(split, 1e-9, normalize=True)


def test_a_ring_with_a_hole_around_the_same_pole() -> None:
    shell = [(lon, -60) for lon in range(-170, 190, 10)]
    hole = [(lon, -75) for lon in range(-165, 195, 10)]
    belt = Polygon(shell, [hole])
    split = geo.split_antimeridian(belt)
    assert split.is_valid
    assert geo.area(split) == pytest.approx(geo.area(belt))


def test_a_ring_in_one_pole_has_no_area() -> None:
    cap = shapely.Polygon([(lon, 85) for lon in range(-180, 180, 30)])
    pole = shapely.from_wkt("POLYGON ((0 90, 5 90, 8 90, 0 90))")
    for work in (geo.split_antimeridian, geo.densify, geo.bounds):
        with pytest.raises(geo.GeometryError, match="all at a pole") as caught:
            work([cap, pole])
        assert caught.value.index == 1
