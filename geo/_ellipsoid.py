"""The WGS 84 ellipsoid: its constants, its radii of curvature and its two geodesic problems.

Angles at this level are degrees where they are coordinates or azimuths, lengths are metres. The geodesic
problems are solved by GeographicLib (Karney 2013, https://doi.org/10.1007/s00190-012-0578-z) through
pyproj, to about 15 nanometres.

Over short distances they are solved in closed form. Near a point a geodesic runs in the plane of the
ellipsoid's normal, along the circle that osculates the normal section there. Following this circle leaves the
geodesic by about ``s * (s / R) ** 2 * e ** 2 / 12`` after a distance s, which `near_limit` turns into the
distance where an error may still be ignored. It costs a fifteenth of GeographicLib's exact solution, so that
whole batches of buffers are offset by it. The curvature of the normal section is Euler's, 1/k =
cos(azimuth)^2 / M + sin(azimuth)^2 / N (Torge and Müller 2012, "Geodesy", section 4.1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

from isthmus._arguments import ArgumentError, as_numbers, unfit

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

GEOD: Final = Geod(ellps="WGS84")
EQUATORIAL_RADIUS_M: Final[float] = GEOD.a
FLATTENING: Final[float] = GEOD.f
ECCENTRICITY_SQUARED: Final = FLATTENING * (2 - FLATTENING)
#: Mean radius of the Earth in metres, (2a + b) / 3 of Moritz (2000), "Geodetic Reference System 1980".
MEAN_RADIUS_M: Final = 6_371_008.8

#: Metres of a degree of arc on a sphere of the mean radius.
METRES_PER_DEGREE: Final = 111_195.0
SHORTEST_DEGREE_M: Final = 110_574.0  # of latitude, at the equator

HALF_TURN: Final = 180.0
FULL_TURN: Final = 360.0
POLE_LATITUDE: Final = 90.0

# Two points further apart than this may be joined by several shortest geodesics: on the equator they start to
# branch at pi * (1 - f) * a = 19,970 km.
LONGEST_LEG_M: Final = 19_900_000.0


def wrap_degrees(degrees: FloatArray) -> FloatArray:
    """Return angles in [-180, 180]."""
    return degrees - 360.0 * np.round(degrees / 360.0)


def sin_cos(degrees: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return sines and cosines, by the tangent of half the angle: numpy's fastest trigonometric function."""
    t = np.tan(degrees * (np.pi / 360.0))
    t2 = t * t
    scale = 1 / (1 + t2)
    return 2 * t * scale, (1 - t2) * scale


def _as_degrees(**given: object) -> dict[str, FloatArray]:
    """Return longitudes and latitudes as arrays, by the name of their argument."""
    degrees = {name: as_numbers(name, values, "degrees") for name, values in given.items()}
    for name, values in degrees.items():
        if name.startswith("lat") and (np.abs(values) > POLE_LATITUDE).any():
            raise unfit(name, "degrees from -90 to 90", given[name])
        if np.isinf(values).any():
            raise unfit(name, "finite degrees", given[name])
    return degrees


def _broadcast(given: dict[str, FloatArray]) -> tuple[FloatArray, ...]:
    try:
        return np.broadcast_arrays(*given.values())
    except ValueError:
        got = ", ".join(str(values.shape) for values in given.values())
        raise ArgumentError(f"{', '.join(given)}: expected shapes that go together, got {got}") from None


def unit_vectors(lon: FloatArray, lat: FloatArray) -> FloatArray:
    """Return points as vectors on the unit sphere: of the nearest two, the scalar product is the largest.

    Parameters
    ----------
    lon, lat : array of float, shape (points,)
        Degrees.

    Returns
    -------
    array of float, shape (3, points)
        Towards 0 E on the equator, 90 E on the equator, and the north pole.

    Examples
    --------
    >>> import numpy as np
    >>> from isthmus import geo
    >>> geo.unit_vectors(np.array([0.0, 90.0]), np.array([0.0, 30.0])).T.round(3).tolist()
    [[1.0, 0.0, 0.0], [0.0, 0.866, 0.5]]
    """
    (sin_lon, cos_lon), (sin_lat, cos_lat) = map(sin_cos, _broadcast(_as_degrees(lon=lon, lat=lat)))
    return np.stack([cos_lat * cos_lon, cos_lat * sin_lon, sin_lat])


def direct(
    lon: ArrayLike, lat: ArrayLike, azimuth: ArrayLike, distance_m: ArrayLike
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Walk along geodesics: the direct geodesic problem, solved to about 15 nanometres.

    Parameters
    ----------
    lon, lat, azimuth : float or array of float
        Where each starts and which way, in degrees; azimuths clockwise from north.
    distance_m : float or array of float
        Metres.

    Returns
    -------
    lon, lat, azimuth : array of float
        Where each ends, and its forward azimuth there, from 0 to 360 degrees.

    Notes
    -----
    Karney (2013), "Algorithms for geodesics", Journal of Geodesy 87, 43-55, as GeographicLib has it.

    Examples
    --------
    >>> from isthmus import geo
    >>> lon, lat, azimuth = geo.direct(0, 0, [0, 90], 1e6)
    >>> lon.round(3).tolist(), lat.round(3).tolist()
    ([0.0, 8.983], [9.043, 0.0])
    >>> geo.direct([], [], [], [])[0].tolist()
    []
    """
    given = _as_degrees(lon=lon, lat=lat, azimuth=azimuth) | {
        "distance_m": as_numbers("distance_m", distance_m, "metres")
    }
    end_lon, end_lat, back = _solve_geodesics(GEOD.fwd, given)
    return end_lon, end_lat, back + 180.0


def inverse(
    lon0: ArrayLike, lat0: ArrayLike, lon1: ArrayLike, lat1: ArrayLike
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Join points by geodesics: the inverse geodesic problem, solved to about 15 nanometres.

    Parameters
    ----------
    lon0, lat0, lon1, lat1 : float or array of float
        Both ends of each, in degrees.

    Returns
    -------
    azimuth0, azimuth1, length_m : array of float
        Forward azimuth at both ends, from -180 to 180 and from 0 to 360 degrees, and metres. Points nearly
        opposite on the Earth have several shortest geodesics; this is one of them.

    Examples
    --------
    >>> from isthmus import geo
    >>> azimuth, _, length_m = geo.inverse(121.23, 25.08, [20.97, 18.65], [52.17, 54.35])
    >>> azimuth.round(1).tolist(), (length_m / 1000).round().tolist()
    ([-38.4, -35.8], [8506.0, 8548.0])
    >>> geo.inverse([], [], [], [])[2].tolist()
    []
    """
    given = _as_degrees(lon0=lon0, lat0=lat0, lon1=lon1, lat1=lat1)
    azimuth, back, length = _solve_geodesics(GEOD.inv, given)
    return azimuth, back + 180.0, length


def _solve_geodesics(
    problem: Callable[..., tuple[object, ...]], given: dict[str, FloatArray]
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Solve a problem for each place of arrays, broadcast to one shape: the answers have that shape."""
    arrays = _broadcast(given)
    # pyproj takes an array of one for a number, with a warning of some numpys.
    single = arrays[0].size == 1
    answers = problem(*(array.item() for array in arrays)) if single else problem(*arrays)
    first, second, third = (np.asarray(answer, dtype=float).reshape(arrays[0].shape) for answer in answers)
    return first, second, third


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
    vertex = np.sqrt(1 + reduced * reduced - east0 * east0) / np.maximum(np.abs(east0), 1e-30)
    vertex = np.degrees(np.arctan(vertex / (1 - FLATTENING)))
    turns = north0 * north1 < 0
    lowest, highest = np.minimum(lat0, lat1), np.maximum(lat0, lat1)
    highest = np.where(turns & (north0 > 0), np.maximum(highest, vertex), highest)
    lowest = np.where(turns & (north0 < 0), np.minimum(lowest, -vertex), lowest)
    return lowest, highest


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
    sin_east, cos_east = sin_cos(wrap_degrees(lon1 - lon0))
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
