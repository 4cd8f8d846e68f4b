"""Legs cut into pieces: how many, where their ends lie, and rings that only straight drawing tangles."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from pyproj import Geod

from isthmus import geo
from isthmus.geo import _charts

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
