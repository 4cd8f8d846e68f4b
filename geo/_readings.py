"""How polygons are read: what their edges are, and which way round the Earth they lead.

An edge is straight in longitude and latitude as it is written: for GeoJSON, QGIS and GeoPandas a polygon is
what one would draw. One that runs over the antimeridian while its longitudes jump from 180 to -180 crosses
itself if drawn like that; its edges turn the shorter way around the Earth, and so do those of a ring around a
pole. Few polygons with edges wider than half of the Earth make sense in both ways. If vertices stand all
along their rings, so that a wide edge is but one of many small ones, it turns the shorter way. Else the right
hand decides (RFC 7946, section 3.1.6): one that runs counterclockwise as drawn, and only so, is as written.
All others have to say what they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import shapely

from ._chains import Chains, GeometryArray, turn_legs, unwrap_chains
from ._charts import area_under, around_pole, draw_polygons, subdivide, turns_around_pole
from ._ellipsoid import FULL_TURN, GEOD, HALF_TURN, METRES_PER_DEGREE, POLE_LATITUDE, wrap_degrees
from .errors import GeometryError

if TYPE_CHECKING:
    from shapely import Polygon

    from isthmus._choices import PathKind

    from ._ellipsoid import BoolArray, IntArray

# What is thinner than a decimetre, in degrees, is no polygon but what rounding leaves between two lines.
_THINNEST_DEG: Final = 1e-6
# Vertices stand all along a ring whose edges are no wider than this, and those that turn the shorter way no
# wider than so many times the widest of the others.
_DENSE_DEG: Final = 30.0
_ALIKE: Final = 1.5


class _Reading(NamedTuple):
    """One way of reading a polygon, and whether its shell leaves the inside on the left."""

    drawn: Polygon
    right_handed: bool
    around_pole: bool = False

    @property
    def width(self) -> float:
        """Degrees of longitude that the polygon spans."""
        west, _, east, _ = shapely.bounds(self.drawn)
        return float(east - west)


def read_rings(polygons: GeometryArray, owner: IntArray, path: PathKind) -> tuple[Chains, IntArray]:
    """Return the rings of polygons on continuous longitudes, and the polygon of each.

    No straight edge is wider than 180 degrees, but along a pole: whoever unwraps the rings again leaves them
    as they are.

    Raises
    ------
    GeometryError
        If a polygon can be read in two ways, which it says, or its geodesic edges cover nothing.
    """
    rings, polygon = shapely.get_rings(polygons, return_index=True)
    chains = Chains.of(rings)
    if path == "geodesic":
        _refuse_there_and_back(chains, owner[polygon])
        return unwrap_chains(chains, path=path), polygon
    wide = _wide_legs(chains)
    if not wide.any():
        return chains, polygon
    suspects = np.unique(polygon[chains.chain[chains.legs[wide]]])
    shorter = suspects[_turn_shorter(chains, polygon, suspects, owner)]
    turning = np.isin(polygon, shorter)[chains.chain]
    lon = np.where(turning, _turn_wide_legs(chains).lon, chains.lon)
    return _halve_wide_legs(Chains(lon, chains.lat, chains.offsets)), polygon


def _refuse_there_and_back(rings: Chains, owner: IntArray) -> None:
    """Refuse rings as wide as half of the world or more whose geodesics, over a pole, cover nothing."""
    i = rings.legs
    wide = np.abs(rings.lon[i + 1] - rings.lon[i]) >= HALF_TURN
    for ring in np.unique(rings.chain[i[wide]]):
        mine = rings.pick(np.array([ring]))
        area, length = GEOD.polygon_area_perimeter(mine.lon, mine.lat)
        no_edge = (np.abs(mine.lat) == POLE_LATITUDE).all()
        if no_edge or 2 * abs(area) <= _THINNEST_DEG * METRES_PER_DEGREE * length:
            raise GeometryError(
                "expected a polygon that covers something, got one whose geodesic edges lead there and back; "
                'if they are straight in longitude and latitude, leave out path="geodesic"',
                index=int(owner[ring]),
            )


def _wide_legs(chains: Chains) -> BoolArray:
    """Say which legs have a shorter way around the Earth; along a pole, which is a point, there is none."""
    i = chains.legs
    wide: BoolArray = (np.abs(chains.lon[i + 1] - chains.lon[i]) > HALF_TURN) & ~_along_pole(chains)
    return wide


def _along_pole(chains: Chains) -> BoolArray:
    i = chains.legs
    along: BoolArray = (np.abs(chains.lat[i]) == POLE_LATITUDE) & (chains.lat[i] == chains.lat[i + 1])
    return along


def _turn_wide_legs(chains: Chains) -> Chains:
    i = chains.legs
    around = np.abs(chains.lon[i + 1] - chains.lon[i]) == FULL_TURN
    return turn_legs(chains, i[around & _along_pole(chains)] + 1)


def _halve_wide_legs(chains: Chains) -> Chains:
    i = chains.legs
    width = np.abs(chains.lon[i + 1] - chains.lon[i])
    pieces = np.where(_wide_legs(chains), np.ceil(width / HALF_TURN), 1).astype(np.int64)
    return subdivide(chains, pieces, np.zeros(len(i)), np.zeros(len(i)), "straight")


def _turn_shorter(chains: Chains, polygon: IntArray, suspects: IntArray, owner: IntArray) -> BoolArray:
    """Say which of the polygons with wide edges have edges that turn the shorter way around the Earth."""
    rings = np.flatnonzero(np.isin(polygon, suspects))
    some, number = chains.pick(rings), np.searchsorted(suspects, polygon[rings])
    shell = np.append(True, number[1:] != number[:-1])
    written = draw_polygons(some, number, shell)
    turning = ~_covers(written)
    for k in np.flatnonzero(~turning).tolist():
        mine = some.pick(np.flatnonzero(number == k))
        as_written = _Reading(written[k], shapely.is_ccw(written[k].exterior))
        other = _read_shorter(mine)
        if other is None:
            continue
        turning[k] = _is_dense(mine)
        if not turning[k] and (other.right_handed or not as_written.right_handed):
            raise _two_readings(as_written, other, int(owner[suspects[k]]))
    return turning


def _covers(polygons: GeometryArray) -> BoolArray:
    """Say which polygons are valid and more than a line."""
    valid: BoolArray = shapely.is_valid(polygons)
    with np.errstate(invalid="ignore"):
        thickness = 2 * shapely.area(polygons) / shapely.length(polygons)
    return valid & (thickness >= _THINNEST_DEG)


def _is_dense(rings: Chains) -> bool:
    """Say whether wide edges, turned the shorter way, are small ones between others like them."""
    wide = _wide_legs(rings)
    i = rings.legs
    width = np.abs(wrap_degrees(rings.lon[i + 1] - rings.lon[i]))
    others = float(np.max(width[~wide & ~_along_pole(rings)], initial=0.0))
    return others <= _DENSE_DEG and bool(width[wide].max() <= min(_DENSE_DEG, _ALIKE * others))


def _read_shorter(rings: Chains) -> _Reading | None:
    """Read the rings of one polygon with edges that turn the shorter way, if that makes a polygon."""
    rings = _turn_wide_legs(rings)
    turns = int(turns_around_pole(rings)[0])
    if turns:
        return _read_cap(rings.pick(np.array([0])), turns)
    drawn = draw_polygons(rings, np.zeros(len(rings), np.int64), np.arange(len(rings)) == 0)
    return _Reading(drawn[0], shapely.is_ccw(drawn[0].exterior)) if _covers(drawn)[0] else None


def _read_cap(ring: Chains, turns: int) -> _Reading | None:
    """Read a ring around a pole, if it turns once and meets itself nowhere on its way around the Earth."""
    twice = np.column_stack(
        [np.append(ring.lon, ring.lon[1:] + 360.0 * turns), np.append(ring.lat, ring.lat[1:])]
    )
    if abs(turns) > 1 or not shapely.is_simple(shapely.remove_repeated_points(shapely.LineString(twice))):
        return None
    pole = 1 if turns * area_under(ring)[0] >= 0 else -1
    cap = shapely.Polygon(np.column_stack(around_pole(ring.lon, ring.lat, turns, pole)))
    return _Reading(cap, turns * pole > 0, around_pole=True)


def _two_readings(as_written: _Reading, other: _Reading, index: int) -> GeometryError:
    xy = shapely.get_coordinates(as_written.drawn)
    widest = int(np.argmax(np.abs(np.diff(xy[:, 0]))))
    ends = " to ".join("({:g}, {:g})".format(*xy[k]) for k in (widest, widest + 1))
    meant = "a polygon around a pole" if other.around_pole else f"one {other.width:g} degrees wide"
    remedy = (
        "close it along the pole" if other.around_pole else "let longitudes run on past 180 (190 for -170)"
    )
    return GeometryError(
        f"expected a polygon that can be read in one way, got the edge from {ends}: as written the polygon "
        f"is {as_written.width:g} degrees wide, and if that edge turns the shorter way around the Earth, "
        f"{meant}; for the first, cut the edge in two (shapely.segmentize(polygon, 90)), for the second, "
        f'{remedy}, or say path="geodesic"',
        index=index,
    )
