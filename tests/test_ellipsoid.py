"""The ellipsoid against GeographicLib and against published figures: radii, areas, closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from isthmus import geo
from isthmus.geo import _ellipsoid as ellipsoid

GEOD = Geod(ellps="WGS84")
LON, LAT, AZIMUTH = st.floats(-180, 180), st.floats(-85, 85), st.floats(-180, 180)


def arrays(*values: float) -> list[np.ndarray]:
    return [np.array([value]) for value in values]


@pytest.mark.parametrize("shape", [(), (1,), (1, 1), (3,)])
def test_answers_have_the_shape_of_what_is_given(shape: tuple[int, ...]) -> None:
    lon = np.full(shape, 20.0)
    assert [answer.shape for answer in geo.direct(lon, 50, 90, 1e5)] == [shape] * 3
    assert [answer.shape for answer in geo.inverse(lon, 50, 21, 51)] == [shape] * 3


def test_the_constants_are_those_of_wgs_84() -> None:
    """National Geospatial-Intelligence Agency (2014), NGA.STND.0036, table 3.1 and appendix C."""
    assert ellipsoid.EQUATORIAL_RADIUS_M == 6_378_137
    assert pytest.approx(298.257_223_563) == 1 / ellipsoid.FLATTENING
    assert pytest.approx(6.694_379_990_14e-3, rel=1e-10) == ellipsoid.ECCENTRICITY_SQUARED
    assert pytest.approx(2 * 6_378_137 / 3 + 6_356_752.3142 / 3, abs=0.1) == ellipsoid.MEAN_RADIUS_M
    assert pytest.approx(510_065_621_724_088.4 / 2) == ellipsoid.HALF_AREA_M2


@pytest.mark.parametrize("lat", [0.0, 45.0, -60.0, 89.0])
def test_radii_of_curvature_are_those_of_short_geodesics(lat: float) -> None:
    north, south = np.array([lat + 1e-3]), np.array([lat - 1e-3])
    meridian = GEOD.inv(0, south, 0, north)[2] / np.radians(2e-3)
    assert ellipsoid.meridional_radius(np.array([lat])) == pytest.approx(meridian, rel=1e-6)
    parallel = GEOD.inv(0, lat, 1e-4, lat)[2] / np.radians(1e-4)
    assert ellipsoid.parallel_radius(np.array([lat])) == pytest.approx(parallel, rel=1e-6)


@pytest.mark.parametrize("lat", [10.0, 60.0, -60.0])
def test_the_area_below_a_parallel(lat: float) -> None:
    ring = [(lon / 100, lat) for lon in range(101)] + [(lon / 100, 0) for lon in range(100, -1, -1)]
    area, _ = GEOD.polygon_area_perimeter(*np.array(ring).T)
    expected = np.sign(lat) * abs(area) / np.radians(1)
    assert ellipsoid.area_below(np.array([lat]))[0] == pytest.approx(expected, rel=1e-6)


@given(st.floats(-1000, 1000))
def test_wrapped_degrees_are_the_same_direction(degrees: float) -> None:
    (wrapped,) = ellipsoid.wrap_degrees(np.array([degrees]))
    assert -180 <= wrapped <= 180
    assert (wrapped - degrees) / 360 == pytest.approx(round((wrapped - degrees) / 360), abs=1e-9)
    (sine,), (cosine,) = ellipsoid.sin_cos(np.array([degrees]))
    assert (sine, cosine) == pytest.approx(
        (np.sin(np.radians(degrees)), np.cos(np.radians(degrees))), abs=1e-9
    )


@given(LON, LAT, AZIMUTH, st.floats(0.01, 1))
def test_the_osculating_circle_stays_within_its_error(
    lon: float, lat: float, azimuth: float, error: float
) -> None:
    reach = float(ellipsoid.near_limit(error))
    start = arrays(lon, lat, azimuth, reach)
    near = ellipsoid.near_direct(*start)
    true = GEOD.fwd(*start)
    assert GEOD.inv(*near, *true[:2])[2] <= error * 1.05
    far = ellipsoid.direct_within(*arrays(lon, lat, azimuth, 2 * reach), reach)
    assert GEOD.inv(*far, *GEOD.fwd(*arrays(lon, lat, azimuth, 2 * reach))[:2])[2] < 1e-6


def test_the_osculating_circle_leaves_a_geodesic_by_what_is_said() -> None:
    """s^3 e^2 / (12 R^2), over 100 km: 1.4 cm, at the equator."""
    assert ellipsoid.near_limit(0.0138) == pytest.approx(1e5, rel=0.01)
    start = np.zeros(73), np.zeros(73), np.linspace(0, 360, 73), np.full(73, 1e5)
    ends, true = ellipsoid.near_direct(*start), GEOD.fwd(*start)
    assert GEOD.inv(*ends, *true[:2])[2].max() == pytest.approx(0.0138, rel=0.01)


@given(LON, st.floats(-80, 80), AZIMUTH, st.floats(10, 20_000))
def test_a_heading_turns_with_the_convergence_of_the_meridians(
    lon: float, lat: float, azimuth: float, metres: float
) -> None:
    end_lon, end_lat, back = GEOD.fwd(lon, lat, azimuth, metres)
    east = (end_lon - lon + 180) % 360 - 180
    (heading,) = ellipsoid.near_heading(*arrays(azimuth, lat, end_lat, east))
    assert (heading - back) % 360 == pytest.approx(180, abs=1e-4)


@given(LON, st.floats(-80, 80), AZIMUTH, st.sampled_from([1.0, 3e4, 2e6]))
def test_legs_are_joined_as_geographiclib_joins_them(
    lon: float, lat: float, azimuth: float, metres: float
) -> None:
    end_lon, end_lat, back = GEOD.fwd(lon, lat, azimuth, metres)
    error = 0.01
    azimuth0, azimuth1, length = ellipsoid.inverse_of_legs(*arrays(lon, lat, end_lon, end_lat), error)
    assert length[0] == pytest.approx(metres, abs=error)
    for got, expected in ((azimuth0[0], azimuth), (azimuth1[0], back + 180)):
        aside = np.radians((got - expected + 180) % 360 - 180) * metres
        assert abs(aside) <= error


@given(LAT, AZIMUTH, st.floats(1e4, 9e6))
def test_the_latitudes_of_a_geodesic_are_those_of_its_points(
    lat: float, azimuth: float, metres: float
) -> None:
    _, lats, azimuths = GEOD.fwd(
        np.zeros(400), np.full(400, lat), np.full(400, azimuth), np.linspace(0, metres, 400)
    )
    low, high = ellipsoid.latitude_range(
        np.array([lat]), np.array([azimuth]), np.array([lats[-1]]), np.array([azimuths[-1] + 180])
    )
    slack = np.degrees(metres / 400 / 6.3e6)  # a vertex lies no further from the next point than that
    assert min(lats) - slack <= low[0] <= min(lats) + 1e-9
    assert max(lats) - 1e-9 <= high[0] <= max(lats) + slack


@pytest.mark.parametrize("lat", [90.0001, -91.0])
def test_latitudes_end_at_the_poles(lat: float) -> None:
    assert geo.direct(0, 90, 0, 1)[1] < 90
    with pytest.raises(geo.ArgumentError, match="lat: expected degrees from -90 to 90"):
        geo.direct(0, lat, 0, 1)
