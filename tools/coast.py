"""Land as a ship sees it: polygons widened by an offing, with few corners, that a sea lane keeps clear of.

The offing is small where straits are narrow and large elsewhere, so that open coasts have few corners and
narrows stay open. Polar seas that trade does not use are obstacles too.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely
from build_countries import SHORTEST_RING, Grid, close_at_pole, unwrap
from mesh import decode

if TYPE_CHECKING:
    from collections.abc import Sequence

    Box = tuple[float, float, float, float]

KM_A_DEGREE = 111.2  # of latitude, about
BAND = 4.0  # degrees of latitude that one scale serves
ROUND_CORNER = 2  # points a quarter of a circle gets when a coast is widened
LARGEST_POND = 4.0  # square degrees: enclosed water up to this size is no sea
WORLD = (-180.0, -90.0, 180.0, 90.0)


class Offing(NamedTuple):
    """How far lanes keep off a coast, and how much its outline may be simplified, in km; where."""

    box: Box
    offing_km: float
    tolerance_km: float


# Narrows first: the first box that holds a place applies to it.
OFFINGS = (
    Offing((25.9, 39.8, 27.0, 40.6), 0.25, 0.15),  # Dardanelles
    Offing((27.0, 40.2, 30.0, 41.5), 2.0, 1.5),  # Marmara
    Offing((9.4, 54.2, 13.2, 56.6), 1.2, 1.0),  # Danish straits and Fehmarn Belt
    Offing((35.8, 44.7, 37.2, 45.8), 1.0, 0.7),  # Kerch
    Offing((103.2, 0.9, 104.8, 1.7), 1.2, 0.6),  # Singapore
    Offing((15.4, 37.9, 15.9, 38.4), 0.8, 0.4),  # Messina
    Offing((-6.2, 35.6, -5.0, 36.4), 3.0, 1.5),  # Gibraltar
    Offing((32.2, 27.0, 35.2, 30.0), 1.5, 0.8),  # gulfs of Suez and Aqaba
    Offing((130.6, 32.8, 135.6, 34.9), 1.2, 1.0),  # Inland Sea of Japan
    Offing((42.5, 12.0, 44.0, 13.5), 2.0, 1.0),  # Bab el-Mandeb
    Offing((139.0, 41.0, 142.0, 42.0), 4.0, 2.0),  # Tsugaru
    Offing((141.0, -11.5, 144.0, -9.0), 2.5, 1.2),  # Torres
    Offing((-57.5, 50.8, -55.0, 52.5), 4.0, 2.0),  # Belle Isle
    Offing((-125.5, 47.0, -122.0, 49.5), 1.5, 1.3),  # Juan de Fuca
    Offing((-6.8, 54.0, -4.5, 56.2), 4.0, 2.0),  # North Channel
    Offing((16.0, 56.6, 31.0, 66.0), 4.0, 3.0),  # Baltic gulfs
    Offing((38.0, 65.0, 44.0, 68.5), 8.0, 6.0),  # White Sea
    Offing((55.0, 25.0, 57.5, 27.5), 3.0, 2.0),  # Hormuz
    Offing((173.5, -41.8, 175.5, -40.3), 3.0, 2.0),  # Cook
    Offing((141.0, 45.0, 143.0, 46.5), 6.0, 4.0),  # La Perouse
    Offing((-170.5, 64.5, -166.5, 67.0), 6.0, 4.0),  # Bering
    Offing((-77.5, 36.5, -74.5, 39.8), 2.0, 1.8),  # Chesapeake and Delaware bays
    Offing((-123.0, 37.4, -122.0, 38.2), 0.6, 0.5),  # San Francisco Bay
    Offing((139.4, 34.8, 140.2, 35.8), 1.0, 0.6),  # Tokyo Bay
    Offing((113.3, 21.8, 114.6, 22.9), 1.2, 1.1),  # Pearl River
    Offing((-7.0, 34.0, 32.0, 57.0), 6.0, 4.5),  # southern Europe, the Channel
    Offing((94.0, -12.0, 132.0, 36.0), 6.0, 4.5),  # East Asia and the Indonesian straits
    Offing(WORLD, 20.0, 15.0),
)

# Seas under ice that lanes keep out of; the Arctic passages are closed by default.
ICE = (
    (-180.0, -90.0, 180.0, -60.0),
    (-60.0, 72.5, 52.0, 90.0),
    (52.0, 66.2, 172.0, 90.0),
    (172.0, 69.0, 180.0, 90.0),
    (-180.0, 69.0, -157.0, 90.0),
    (-157.0, 66.5, -60.0, 90.0),
)


def read_land(topology: dict[str, Any]) -> list[shapely.Polygon]:
    """Return the polygons of land in degrees, cut at the antimeridian, longitudes from -180 to 180."""
    grid = Grid(np.array(topology["transform"]["scale"]), np.array(topology["transform"]["translate"]))
    turn = int(grid.steps(np.array([180.0, 0.0]))[0])
    land = []
    for _, polygons in decode(topology, "land"):
        for rings in polygons:
            unwrapped = [unwrap(ring, turn) for ring in rings if len(ring) >= SHORTEST_RING]
            if unwrapped:
                polygon = shapely.transform(close_at_pole(unwrapped, grid), grid.degrees)
                land += _halves(shapely.make_valid(polygon))
    return land


def _halves(geometry: shapely.Geometry) -> list[shapely.Polygon]:
    east = shapely.clip_by_rect(geometry, *WORLD)
    west = shapely.transform(
        shapely.clip_by_rect(geometry, 180.0, -90.0, 540.0, 90.0), lambda p: p - [360.0, 0.0]
    )
    return [p for half in (east, west) for p in shapely.get_parts(half) if p.geom_type == "Polygon"]


def obstacles(land: Sequence[shapely.Polygon], offings: Sequence[Offing] = OFFINGS) -> shapely.MultiPolygon:
    """Return the land widened by each place's offing, with its outline simplified, and the ice.

    Parameters
    ----------
    land : sequence of Polygon
        In degrees, longitudes from -180 to 180.
    offings : sequence of Offing
        The first whose box holds a tile of the world applies to it; the last must hold the whole world.
    """
    tree = shapely.STRtree(land)
    pieces = [_widen(tree, tile, offings) for tile in _tiles(offings)]
    whole = shapely.union_all([*pieces, *(shapely.box(*ice) for ice in ICE)])
    solid = shapely.union_all([_without_ponds(part) for part in shapely.get_parts(whole)])
    return _simplify(solid, offings)


def _tiles(offings: Sequence[Offing]) -> list[Box]:
    """Return the tiles of the world, cut along the boxes of the offings so that one offing holds each."""
    lons = sorted({*np.arange(-180.0, 180.1, 10 * BAND), *(x for o in offings for x in o.box[::2])})
    lats = sorted({*np.arange(-88.0, 88.1, BAND), -90.0, 90.0, *(y for o in offings for y in o.box[1::2])})
    return [(west, south, east, north) for south, north in pairwise(lats) for west, east in pairwise(lons)]


def _widen(tree: shapely.STRtree, tile: Box, offings: Sequence[Offing]) -> shapely.Geometry:
    """Return the widened land of a tile, from the land in it and about it."""
    offing = next(o for o in offings if _holds(o.box, tile))
    squeeze = max(float(np.cos(np.radians((tile[1] + tile[3]) / 2))), 0.05)
    reach = 2.0 * offing.offing_km / KM_A_DEGREE
    near = (tile[0] - reach / squeeze, tile[1] - reach, tile[2] + reach / squeeze, tile[3] + reach)
    land = shapely.clip_by_rect(tree.geometries[tree.query(shapely.box(*near))], *near)
    local = shapely.transform(shapely.union_all(shapely.make_valid(land)), lambda p: p * [squeeze, 1.0])
    wide = shapely.buffer(local, offing.offing_km / KM_A_DEGREE, quad_segs=ROUND_CORNER)
    return shapely.clip_by_rect(shapely.transform(wide, lambda p: p / [squeeze, 1.0]), *tile)


def _holds(box: Box, tile: Box) -> bool:
    return box[0] <= tile[0] and box[1] <= tile[1] and box[2] >= tile[2] and box[3] >= tile[3]


def _without_ponds(part: shapely.Polygon) -> shapely.Polygon:
    holes = [ring for ring in part.interiors if shapely.Polygon(ring).area > LARGEST_POND]
    return shapely.Polygon(part.exterior, holes)


def _simplify(solid: shapely.Geometry, offings: Sequence[Offing]) -> shapely.MultiPolygon:
    """Return the outline simplified by each box's tolerance."""
    pieces, rest = [], shapely.box(*WORLD)
    for offing in offings:
        box = shapely.intersection(rest, shapely.box(*offing.box))
        west, south, east, north = offing.box
        near = shapely.clip_by_rect(solid, west - 1, south - 1, east + 1, north + 1)
        simple = shapely.make_valid(shapely.simplify(near, offing.tolerance_km / KM_A_DEGREE))
        pieces.append(shapely.intersection(simple, box))
        rest = shapely.difference(rest, shapely.box(*offing.box))
    whole = shapely.union_all(pieces)
    return shapely.MultiPolygon([p for p in shapely.get_parts(whole) if p.geom_type == "Polygon"])
