"""The geodesic problems over short distances, in closed form.

Near a point a geodesic runs in the plane of the ellipsoid's normal, along the circle that osculates the
normal section there. Following this circle leaves the geodesic by about ``s * (s / R) ** 2 * e ** 2 / 12``
after a distance s, which `near_limit` turns into the distance where an error may still be ignored. It costs
a fifteenth of GeographicLib's exact solution, so that whole batches of buffers are offset by it.

The curvature of the normal section is Euler's, 1/k = cos(azimuth)^2 / M + sin(azimuth)^2 / N (Torge and
Müller 2012, "Geodesy", section 4.1).
"""

from __future__ import annotations

import numpy as np

from ._ellipsoid import (
    ECCENTRICITY_SQUARED,
    EQUATORIAL_RADIUS_M,
    MEAN_RADIUS_M,
    FloatArray,
    direct,
    inverse,
    sin_cos,
    wrapped,
)


def near_limit(error_m: FloatArray | float) -> FloatArray:
    """Return the distance over which the osculating circle stays within an error, all in metres."""
    limit: FloatArray = np.cbrt(12 * MEAN_RADIUS_M**2 * np.asarray(error_m) / ECCENTRICITY_SQUARED)
    return limit


def near_direct(
    lon: FloatArray, lat: FloatArray, azimuth: FloatArray, distance_m: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Walk along osculating circles: longitude and latitude where each ends.

    Worked in the meridian plane of the start: axes x outwards from the Earth's axis, y east, z north.
    """
    sin_lat, cos_lat = sin_cos(lat)
    sin_az, cos_az = sin_cos(azimuth)
    w = np.sqrt(1 - ECCENTRICITY_SQUARED * sin_lat**2)
    normal_radius = EQUATORIAL_RADIUS_M / w
    curvature = (1 + (w * w / (1 - ECCENTRICITY_SQUARED) - 1) * cos_az**2) / normal_radius
    tan_half = np.tan(distance_m * curvature / 2)
    # distances along the tangent, and below it
    along = 2 * tan_half / ((1 + tan_half * tan_half) * curvature)
    sunk = along * tan_half
    x = normal_radius * cos_lat - sin_lat * cos_az * along - cos_lat * sunk
    y = sin_az * along
    z = normal_radius * (1 - ECCENTRICITY_SQUARED) * sin_lat + cos_lat * cos_az * along - sin_lat * sunk
    x_y = np.sqrt(x * x + y * y)
    end_lon = lon + np.degrees(np.arctan2(y, x))
    end_lat = np.degrees(np.arctan2(z, (1 - ECCENTRICITY_SQUARED) * x_y))
    return end_lon, end_lat


def near_heading(azimuth: FloatArray, lat: FloatArray, end_lat: FloatArray, east: FloatArray) -> FloatArray:
    """Turn azimuths by the convergence of meridians `east` degrees apart (Napier's analogy)."""
    sin_mean, _ = sin_cos((lat + end_lat) / 2)
    _, cos_spread = sin_cos((end_lat - lat) / 2)
    half = np.arctan(np.tan(np.radians(east) / 2) * sin_mean / cos_spread)
    turned: FloatArray = azimuth + 2 * np.degrees(half)
    return turned


def direct_within(
    lon: FloatArray, lat: FloatArray, azimuth: FloatArray, distance_m: FloatArray, reach_m: float
) -> tuple[FloatArray, FloatArray]:
    """Walk along geodesics, along osculating circles up to a reach and exactly beyond."""
    end_lon, end_lat = near_direct(lon, lat, azimuth, distance_m)
    far = np.flatnonzero(distance_m > reach_m)
    if len(far):
        end_lon[far], end_lat[far], _ = direct(lon[far], lat[far], azimuth[far], distance_m[far])
    return end_lon, end_lat


def inverse_of_legs(
    lon0: FloatArray, lat0: FloatArray, lon1: FloatArray, lat1: FloatArray, error_m: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Join points by geodesics: forward azimuth at both ends, and length.

    Short legs are solved from their chord, whose azimuth leads past the other end by no more than the error.
    """
    azimuth0, azimuth1, length = _chords(lon0, lat0, lon1, lat1)
    far = np.flatnonzero(length > near_limit(error_m))
    if len(far):
        azimuth0[far], azimuth1[far], length[far] = inverse(lon0[far], lat0[far], lon1[far], lat1[far])
    return azimuth0, azimuth1, length


def _chords(
    lon0: FloatArray, lat0: FloatArray, lon1: FloatArray, lat1: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return azimuths and lengths of short legs from the chord through the ellipsoid."""
    sin0, cos0 = sin_cos(lat0)
    sin1, cos1 = sin_cos(lat1)
    w = np.sqrt(1 - ECCENTRICITY_SQUARED * sin0**2)
    radius0 = EQUATORIAL_RADIUS_M / w
    radius1 = EQUATORIAL_RADIUS_M / np.sqrt(1 - ECCENTRICITY_SQUARED * sin1**2)
    sin_east, cos_east = sin_cos(wrapped(lon1 - lon0))
    # the chord seen from the meridian plane of the start: outwards, east, north
    x = radius1 * cos1 * cos_east - radius0 * cos0
    y = radius1 * cos1 * sin_east
    z = (1 - ECCENTRICITY_SQUARED) * (radius1 * sin1 - radius0 * sin0)
    north0 = cos0 * z - sin0 * x
    x1, y1 = x * cos_east + y * sin_east, y * cos_east - x * sin_east
    north1 = cos1 * z - sin1 * x1
    flat = np.maximum(y * y + north0 * north0, 1e-300)
    curvature = (y * y + north0 * north0 * (w * w / (1 - ECCENTRICITY_SQUARED))) / (flat * radius0)
    chord_squared = x * x + y * y + z * z
    bend = chord_squared * curvature * curvature
    length = np.sqrt(chord_squared) * (1 + bend / 24 + 3 * bend * bend / 640)
    return np.degrees(np.arctan2(y, north0)), np.degrees(np.arctan2(y1, north1)), length
