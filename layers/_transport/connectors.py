"""The straight ways between places and the networks around them, and what none of them may cross.

Such a way stands for streets that the network lacks. It is no crossing of its own: on land it stays in one
country, at sea between the same shores, and it meets no line of contact and no strait that can be closed.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from isthmus import geo
from isthmus.layers._bundled.countries import OFF_COAST_KM, country_at, lies_in
from isthmus.layers._bundled.files import gate_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]
    Lines = NDArray[np.object_]

__all__ = ["gate_lines", "lies_open", "nearest_way"]

#: Between the points at which a way is asked for the country it lies in.
_LOOK_KM: Final = 1.0
#: How far outside its country a way may lie, and near its ends anywhere: marks and outlines are this coarse.
_COARSE_KM: Final = 8.0
_KM_A_DEGREE: Final = 110.5  # of latitude at least
#: How many more ways are looked at, each time that none of the nearer ones may be taken.
_GROWTH: Final = 16


def nearest_way(
    place: tuple[float, float], country: str, lonlat: Floats, *, reach_km: float, lines: Lines
) -> tuple[int, float] | None:
    """Return the nearest of some points to which a way leads from a place, and the kilometres.

    Parameters
    ----------
    place : (float, float)
        Longitude and latitude.
    country : str
        That both ends lie in; "" at sea.
    lonlat : array of float, shape (points, 2)
    reach_km : float
        How far the way may lead.
    lines : array of LineString
        What it must not cross.

    Returns
    -------
    (int, float) or None
        None if every way in reach leads out of the country, over land or over a line.

    Examples
    --------
    >>> here, points = (37.4, 48.0), np.array([[37.6, 48.0], [36.9, 48.0]])
    >>> node, km = nearest_way(here, "UA", points, reach_km=50, lines=gate_lines("front_line"))
    >>> node, round(km, 1)
    (1, 37.3)
    """
    near = np.flatnonzero(_within_box(place, lonlat, reach_km))
    metres = geo.inverse(*np.tile(np.array(place)[:, None], len(near)), *lonlat[near].T)[2]
    order = np.argsort(metres, kind="stable")
    for some in _in_growing_parts(order[metres[order] <= 1000 * reach_km]):
        ways = np.asarray(shapely.linestrings([[place, there] for there in lonlat[near[some]].tolist()]))
        found = some[_stay_in(ways, country) & ~_meet_lines(ways, lines)]
        if len(found):
            return int(near[found[0]]), float(metres[found[0]]) / 1000
    return None


def _within_box(place: tuple[float, float], lonlat: Floats, reach_km: float) -> Bools:
    """Tell which points lie in a box that holds all that is in reach of a place."""
    up = reach_km / _KM_A_DEGREE
    across = up / np.cos(np.radians(min(abs(place[1]) + up, 89.9)))
    east, north = (lonlat - place).T
    return np.asarray((np.abs(north) <= up) & (np.abs((east + 180) % 360 - 180) <= across))


def lies_open(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Tell whether the way between two places stays in one country, or at sea, and crosses no gate."""
    way = shapely.LineString([one, other])
    here = country_at(_look(np.array([way]))[0], within_km=OFF_COAST_KM)
    return len({*here}) == 1 and not _meet_lines(np.array([way]), gate_lines()).any()


@cache
def gate_lines(*kinds: str) -> Lines:
    """Return the lines of the gates that have one, such as borders, or of some kinds of gates."""
    table = gate_table()
    shapes = np.asarray(shapely.from_wkt(table["geometry"]))
    lines: Lines = shapes[
        (shapely.get_dimensions(shapes) == 1) & np.isin(table["kind"], kinds or table["kind"])
    ]
    return lines


def _in_growing_parts(order: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    start, size = 0, 1
    while start < len(order):
        yield order[start : start + size]
        start, size = start + size, size * _GROWTH


def _stay_in(ways: Lines, country: str) -> Bools:
    """Tell which ways stay in a country, or at sea, but for what is as near to an end as marks are coarse."""
    points, way = _look(ways)
    place = np.arange(len(way))
    from_ends = np.minimum(place - np.searchsorted(way, way), np.searchsorted(way, way, "right") - 1 - place)
    held = from_ends * _LOOK_KM > _COARSE_KM
    points, way = points[held], way[held]
    inside = (
        lies_in(points, np.full(len(points), country), within_km=_COARSE_KM)
        if country
        else country_at(points) == None  # noqa: E711 - elementwise
    )
    return ~np.isin(np.arange(len(ways)), way[~inside])


def _look(ways: Lines) -> tuple[Lines, NDArray[np.int64]]:
    """Return points along ways, and which way each is on."""
    lonlat, way = shapely.get_coordinates(geo.densify(ways, 1000 * _LOOK_KM), return_index=True)
    return np.asarray(shapely.points(lonlat)), way


def _meet_lines(ways: Lines, lines: Lines) -> Bools:
    """Tell which ways meet one of some lines."""
    drawn = geo.split_antimeridian(geo.densify(ways, 1000 * _LOOK_KM))
    return np.asarray(shapely.intersects(drawn[:, None], lines).any(axis=1))
