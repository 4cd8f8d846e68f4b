"""The WGS 84 ellipsoid: its constants, its radii of curvature and its two geodesic problems.

Angles at this level are degrees where they are coordinates or azimuths, lengths are metres. The geodesic
problems are solved by GeographicLib (Karney 2013, https://doi.org/10.1007/s00190-012-0578-z) through
pyproj, to about 15 nanometres.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

GEOD: Final = Geod(ellps="WGS84")
EQUATORIAL_RADIUS_M: Final[float] = GEOD.a
FLATTENING: Final[float] = GEOD.f
ECCENTRICITY_SQUARED: Final = FLATTENING * (2 - FLATTENING)
# Mean radius (2a + b) / 3 of Moritz (2000), "Geodetic Reference System 1980".
MEAN_RADIUS_M: Final = 6_371_008.8

HALF_TURN: Final = 180.0
FULL_TURN: Final = 360.0
POLE_LATITUDE: Final = 90.0

# Two points further apart than this may be joined by several shortest geodesics: on the equator they start to
# branch at pi * (1 - f) * a = 19,970 km.
LONGEST_LEG_M: Final = 19_900_000.0


def wrapped(degrees: FloatArray) -> FloatArray:
    """Return angles in [-180, 180]."""
    return degrees - 360.0 * np.round(degrees / 360.0)


def sin_cos(degrees: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return sines and cosines, by the tangent of half the angle: numpy's fastest trigonometric function."""
    t = np.tan(degrees * (np.pi / 360.0))
    t2 = t * t
    scale = 1 / (1 + t2)
    return 2 * t * scale, (1 - t2) * scale


def direct(
    lon: FloatArray, lat: FloatArray, azimuth: FloatArray, distance_m: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Walk along geodesics: longitude, latitude and forward azimuth where each ends."""
    end_lon, end_lat, back = GEOD.fwd(lon, lat, azimuth, distance_m)
    return np.asarray(end_lon), np.asarray(end_lat), np.asarray(back) + 180.0


def inverse(
    lon0: FloatArray, lat0: FloatArray, lon1: FloatArray, lat1: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Join points by geodesics: forward azimuth at both ends and length in metres."""
    azimuth, back, length = GEOD.inv(lon0, lat0, lon1, lat1)
    return np.asarray(azimuth), np.asarray(back) + 180.0, np.asarray(length)


def meridional_radius(lat: FloatArray) -> FloatArray:
    """Return the radius of curvature along the meridian, in metres."""
    w2 = 1 - ECCENTRICITY_SQUARED * np.sin(np.radians(lat)) ** 2
    radius: FloatArray = EQUATORIAL_RADIUS_M * (1 - ECCENTRICITY_SQUARED) / (w2 * np.sqrt(w2))
    return radius


def parallel_radius(lat: FloatArray) -> FloatArray:
    """Return the radius of the parallel, in metres."""
    phi = np.radians(lat)
    radius: FloatArray = (
        EQUATORIAL_RADIUS_M * np.cos(phi) / np.sqrt(1 - ECCENTRICITY_SQUARED * np.sin(phi) ** 2)
    )
    return radius


def area_below(lat: FloatArray) -> FloatArray:
    """Return the area between the equator and parallels, in square metres per radian of longitude.

    Snyder (1987), "Map projections: a working manual", USGS Professional Paper 1395, equation 3-12.
    """
    e = np.sqrt(ECCENTRICITY_SQUARED)
    s = np.sin(np.radians(lat))
    q = s / (1 - ECCENTRICITY_SQUARED * s * s) + np.arctanh(e * s) / e
    area: FloatArray = EQUATORIAL_RADIUS_M**2 * (1 - ECCENTRICITY_SQUARED) / 2 * q
    return area


HALF_AREA_M2: Final = float(2 * np.pi * area_below(np.asarray(90.0)))


def latitude_range(
    lat0: FloatArray, azimuth0: FloatArray, lat1: FloatArray, azimuth1: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the lowest and the highest latitude of geodesics.

    Clairaut: cos(reduced latitude) * sin(azimuth) is constant along a geodesic, so its vertex lies at the
    reduced latitude arccos(sin(azimuth0) * cos(reduced latitude 0)); the geodesic passes it when the
    azimuth crosses east or west on the way.
    """
    east0, north0 = sin_cos(azimuth0)
    _, north1 = sin_cos(azimuth1)
    # tangents of the reduced latitudes: of the start, and of the vertex where cos(reduced) = constant
    reduced = (1 - FLATTENING) * np.tan(np.radians(lat0))
    vertex = np.sqrt(1 + reduced * reduced - east0 * east0) / np.maximum(np.abs(east0), 1e-300)
    vertex = np.degrees(np.arctan(vertex / (1 - FLATTENING)))
    turns = north0 * north1 < 0
    lowest, highest = np.minimum(lat0, lat1), np.maximum(lat0, lat1)
    highest = np.where(turns & (north0 > 0), np.maximum(highest, vertex), highest)
    lowest = np.where(turns & (north0 < 0), np.minimum(lowest, -vertex), lowest)
    return lowest, highest
