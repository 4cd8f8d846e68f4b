"""Land as a ship sees it: polygons widened by an offing, with few corners, that a sea lane keeps clear of.

The offing is small where straits are narrow and about ports, and large elsewhere, so that open coasts have
few corners, narrows stay open and a coasting voyage need not start and end far out. Shallows, and polar seas
that trade does not use, are obstacles too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely
from build_countries import SHORTEST_RING, Grid, close_at_pole, unwrap
from mesh import decode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Box = tuple[float, float, float, float]

KM_A_DEGREE = 111.2  # of latitude, about
GRID = 0.001  # degrees; places of lanes are stored on it, and sides are short: rounded later, they would turn
BAND = 4.0  # degrees of latitude that one scale serves
ROUND_CORNER = 2  # points a quarter of a circle gets when a coast is widened
LARGEST_POND = 4.0  # square degrees: enclosed water up to this size is no sea
WORLD = (-180.0, -90.0, 180.0, 90.0)


class Offing(NamedTuple):
    """How far lanes keep off a coast, and how much its outline may be simplified, in km; where."""

    area: shapely.Geometry
    offing_km: float
    tolerance_km: float


def _offing(box: Box, offing_km: float, tolerance_km: float) -> Offing:
    return Offing(shapely.box(*box), offing_km, tolerance_km)


# Narrows first: the first area that holds a place applies to it.
NARROWS = (
    _offing((25.9, 39.8, 27.0, 40.6), 0.25, 0.15),  # Dardanelles
    _offing((27.0, 40.2, 30.0, 41.5), 2.0, 1.5),  # Marmara
    _offing((9.4, 54.2, 13.2, 56.6), 1.2, 1.0),  # Danish straits and Fehmarn Belt
    _offing((35.8, 44.7, 37.2, 45.8), 1.0, 0.7),  # Kerch
    _offing((103.2, 0.9, 104.8, 1.7), 1.2, 0.6),  # Singapore
    _offing((15.4, 37.9, 15.9, 38.4), 0.8, 0.4),  # Messina
    _offing((-6.2, 35.6, -5.0, 36.4), 3.0, 1.5),  # Gibraltar
    _offing((32.2, 27.0, 35.2, 30.0), 1.5, 0.8),  # gulfs of Suez and Aqaba
    _offing((130.6, 32.8, 135.6, 34.9), 2.5, 1.5),  # Inland Sea of Japan
    _offing((42.0, 12.0, 45.5, 15.6), 2.0, 1.0),  # Bab el-Mandeb
    _offing((139.0, 41.0, 142.0, 42.0), 4.0, 2.0),  # Tsugaru
    _offing((141.0, -11.5, 144.0, -9.0), 2.5, 1.2),  # Torres
    _offing((-57.5, 50.8, -55.0, 52.5), 4.0, 2.0),  # Belle Isle
    _offing((-125.5, 47.0, -122.0, 49.5), 1.5, 1.3),  # Juan de Fuca
    _offing((-6.8, 54.0, -4.5, 56.2), 4.0, 2.0),  # North Channel
    _offing((16.0, 56.6, 31.0, 66.0), 4.0, 3.0),  # Baltic gulfs
    _offing((38.0, 65.0, 44.0, 68.5), 8.0, 6.0),  # White Sea
    _offing((55.0, 25.0, 57.5, 27.5), 3.0, 2.0),  # Hormuz
    _offing((173.0, -41.8, 175.5, -40.0), 3.0, 2.0),  # Cook
    _offing((141.0, 45.0, 143.0, 46.5), 6.0, 4.0),  # La Perouse
    _offing((-170.5, 64.5, -166.5, 67.0), 6.0, 4.0),  # Bering
    _offing((-77.5, 36.5, -74.5, 39.8), 2.0, 1.8),  # Chesapeake and Delaware bays
    _offing((-123.0, 37.4, -122.0, 38.2), 0.6, 0.5),  # San Francisco Bay
    _offing((139.4, 34.8, 140.2, 35.8), 1.0, 0.6),  # Tokyo Bay
    _offing((113.3, 21.8, 114.6, 22.9), 1.2, 1.1),  # Pearl River
    _offing((22.4, 35.8, 27.6, 40.2), 2.0, 1.5),  # Aegean Sea
    _offing((136.5, 34.0, 140.2, 35.2), 4.0, 3.0),  # Izu and Ise
    _offing((119.5, 37.6, 122.2, 39.2), 3.0, 2.0),  # Bohai Strait
    _offing((173.5, -37.2, 176.2, -34.8), 3.0, 2.0),  # Hauraki Gulf
    _offing((-121.2, 33.3, -118.4, 34.7), 4.0, 3.0),  # Santa Barbara Channel
    _offing((-82.5, 22.0, -74.0, 27.8), 5.0, 4.0),  # Straits of Florida, Andros, the Providence channels
    _offing((119.5, 5.0, 127.0, 14.5), 5.0, 4.0),  # straits of the Philippines
    _offing((103.0, -4.0, 109.0, 0.9), 5.0, 4.0),  # Riau to Gaspar
    _offing((104.5, -9.5, 119.0, -5.3), 5.0, 4.0),  # Sunda to Alas
    _offing((135.0, -36.5, 139.5, -34.0), 3.0, 2.0),  # Investigator Strait and Backstairs Passage
)
PORT_KM = 25.0  # about ports, lanes go nearer to the coast
PORT_OFFING = (2.0, 1.2)
COASTS = (
    _offing((-180.0, 50.0, -52.0, 90.0), 20.0, 15.0),  # Alaska to Greenland: fjords
    _offing((-85.0, -60.0, -60.0, -40.0), 20.0, 15.0),  # Patagonia
    _offing((3.0, 62.0, 30.0, 75.0), 12.0, 9.0),  # Norway
    _offing((30.0, 62.0, 180.0, 90.0), 20.0, 15.0),  # Siberia
    _offing((150.0, -25.0, 180.0, 25.0), 20.0, 15.0),  # islands of the Pacific
    _offing((-180.0, -30.0, -110.0, 30.0), 20.0, 15.0),
    _offing((-7.0, 34.0, 32.0, 57.0), 7.0, 5.0),  # southern Europe, the Channel
    _offing((116.0, 24.0, 146.0, 42.0), 14.0, 10.0),  # China, Korea, Japan
    _offing((94.0, -12.0, 132.0, 24.0), 8.0, 6.0),  # Indonesian and Philippine straits
    _offing(WORLD, 15.0, 11.0),
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

# Shallows that ships go round, far from any coast's offing.
SHOALS = (
    (-70.3, 40.85, -69.4, 41.6),  # Nantucket
    (30.2, 31.3, 32.1, 31.72),  # Nile delta
    (104.3, 8.4, 105.5, 9.4),  # Cape Ca Mau
    (120.5, 31.2, 122.35, 33.9),  # Jiangsu and the mouth of the Yangtze
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
    return _polygons(np.array([east, west]))


def offings(ports: NDArray[np.float64]) -> tuple[Offing, ...]:
    """Return how far lanes keep off each coast, given where the ports are."""
    half = PORT_KM / KM_A_DEGREE / np.column_stack([np.cos(np.radians(ports[:, 1])), np.ones(len(ports))])
    about = shapely.union_all(shapely.box(*(ports - half).T, *(ports + half).T))
    return (*NARROWS, Offing(about, *PORT_OFFING), *COASTS)


def obstacles(land: Sequence[shapely.Polygon], rules: Sequence[Offing]) -> shapely.MultiPolygon:
    """Return the land widened by each place's offing, with its outline simplified, and the ice.

    Parameters
    ----------
    land : sequence of Polygon
        In degrees, longitudes from -180 to 180.
    rules : sequence of Offing
        The first whose area holds a place applies to it; together they hold the whole world.
    """
    tree = shapely.STRtree(land)
    areas = _shares(rules)
    pieces = [
        _widen(tree, part, rule.offing_km)
        for rule, area in zip(rules, areas, strict=True)
        for part in _parts(area)
    ]
    whole = shapely.union_all([*pieces, *(shapely.box(*box) for box in (*ICE, *SHOALS))])
    solid = shapely.union_all([_without_ponds(part) for part in shapely.get_parts(whole)])
    return _simplify(solid, rules, areas)


def _shares(rules: Sequence[Offing]) -> list[shapely.Geometry]:
    """Return the part of the world to which each rule applies."""
    rest, shares = shapely.box(*WORLD), []
    for rule in rules:
        shares.append(shapely.intersection(rest, rule.area))
        rest = shapely.difference(rest, rule.area)
    return shares


def _parts(area: shapely.Geometry) -> list[shapely.Polygon]:
    """Return an area cut into tiles that one scale serves."""
    lats, lons = np.arange(-88.0 - BAND, 90.0, BAND), np.arange(-180.0, 180.0, 10 * BAND)
    tiles = [shapely.box(x, max(y, -90.0), x + 10 * BAND, min(y + BAND, 90.0)) for y in lats for x in lons]
    return _polygons(shapely.intersection(area, tiles))


def _polygons(geometries: shapely.Geometry | NDArray[np.object_]) -> list[shapely.Polygon]:
    return [part for part in shapely.get_parts(geometries) if part.geom_type == "Polygon" and part.area > 0]


def _widen(tree: shapely.STRtree, part: shapely.Polygon, offing_km: float) -> shapely.Geometry:
    """Return the widened land in a part of the world, from the land in it and about it."""
    west, south, east, north = part.bounds
    squeeze = max(float(np.cos(np.radians((south + north) / 2))), 0.05)
    reach = 2.0 * offing_km / KM_A_DEGREE
    near = (west - reach / squeeze, south - reach, east + reach / squeeze, north + reach)
    land = shapely.clip_by_rect(tree.geometries[tree.query(shapely.box(*near))], *near)
    local = shapely.transform(shapely.union_all(shapely.make_valid(land)), lambda p: p * [squeeze, 1.0])
    wide = shapely.buffer(local, offing_km / KM_A_DEGREE, quad_segs=ROUND_CORNER)
    return shapely.intersection(shapely.transform(wide, lambda p: p / [squeeze, 1.0]), part)


def _without_ponds(part: shapely.Polygon) -> shapely.Polygon:
    holes = [ring for ring in part.interiors if shapely.Polygon(ring).area > LARGEST_POND]
    return shapely.Polygon(part.exterior, holes)


def _simplify(
    solid: shapely.Geometry, rules: Sequence[Offing], areas: Sequence[shapely.Geometry]
) -> shapely.MultiPolygon:
    """Return the outline simplified by each rule's tolerance."""
    pieces = []
    for rule, area in zip(rules, areas, strict=True):
        west, south, east, north = area.bounds
        near = shapely.clip_by_rect(solid, west - 1, south - 1, east + 1, north + 1)
        simple = shapely.make_valid(shapely.simplify(near, rule.tolerance_km / KM_A_DEGREE))
        pieces.append(shapely.intersection(simple, area))
    whole = shapely.set_precision(shapely.union_all(pieces), GRID)
    exact = shapely.set_precision(whole, 0)  # points stay, but what is made of them is on no grid
    return shapely.MultiPolygon(_polygons(exact))
