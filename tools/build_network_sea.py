"""The world's sea lanes and ports: `lanes` says how they are found, `coast` what they keep clear of."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely
from build_places import plain
from coast import KM_A_DEGREE, obstacles, offings
from lanes import Corners, Sea, corners, free_places, join, lengths_m, spanner, tangent_pairs
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Pairs = NDArray[np.int64]  # (m, 2)

SMALLEST_WATER = 20  # places; a smaller water is one that no lane leads out of
HERE = Path(__file__).parent
DECIMALS = 3  # of a degree: about 100 m
TOUCH = 0.01  # degrees by which lanes may enter an obstacle: rounding, and the bulge of geodesics
STRETCH = 1.005  # no route is longer than this times the shortest
MESH_STEP = 5.0  # degrees between the places of the open sea
MESH_STRETCH = 1.03  # the same for ways that lead over them
MESH_LATITUDES = (-55.0, 70.0)
MESH_OFF_COAST_DEG = 0.7
MESH_REACH_M = 1.5 * MESH_STEP * 111_200
HARBOUR_KM = 40.0  # a port on a channel this near uses it
BERTH_KM = 0.4  # a port's place at sea lies this far outside the obstacle


class SeaLanes(NamedTuple):
    """Sea lanes as a graph.

    Parameters
    ----------
    lonlat : (n, 2) array
        In degrees.
    edges : (m, 2) array of int
    channel : (m,) array of bool
        Edges of canals and rivers, which may lie in what the coast's source draws as land.
    ports : list of dict
        Rows of ports.csv: code, name, country, lon, lat, node and snap_km.
    """

    lonlat: Array
    edges: Pairs
    channel: NDArray[np.bool_]
    ports: list[dict[str, Any]]


def build_sea(land: Sequence[shapely.Polygon], cities: dict[str, Any]) -> SeaLanes:
    """Return the lanes between all corners of the coasts, ports, channels and places of the open sea."""
    ports = read_ports(cities)
    coast = obstacles(land, offings(np.array([port["place"] for port in ports])))
    channels = put_to_sea(coast, read_channels())
    ports = berth_ports(ports, coast, np.vstack([points for _, points in channels]))
    return lanes_between(coast, channels, ports)


def lanes_between(
    coast: shapely.MultiPolygon, channels: list[tuple[str, Array]], ports: list[dict[str, Any]]
) -> SeaLanes:
    """Return the graph of lanes, thinned."""
    sea = Sea(shapely.buffer(coast, -TOUCH, quad_segs=1, join_style="mitre"))
    berths = np.array([port["berth"] for port in ports])
    channel_points = np.vstack([points for _, points in channels])
    places = _round(join(corners(coast), free_places(np.vstack([berths, channel_points]))))
    in_channel = len(places.lonlat) - len(channel_points)
    lanes = sea.clear(places.lonlat, tangent_pairs(places))
    fixed = _channel_edges(channels) + in_channel
    lanes = _thin(places.lonlat, fixed, lanes, STRETCH)
    mesh = np.round(open_sea(coast), DECIMALS)
    lonlat = np.vstack([places.lonlat, mesh])
    ways = sea.clear(lonlat, _mesh_pairs(places, mesh))
    edges = _thin(lonlat, np.vstack([fixed, lanes]), ways, MESH_STRETCH)
    edges = np.vstack([fixed, lanes, edges])
    return _tidy(lonlat, edges, np.arange(len(edges)) < len(fixed), ports)


def _round(places: Corners) -> Corners:
    return places._replace(lonlat=np.round(places.lonlat, DECIMALS))


def _channel_edges(channels: list[tuple[str, Array]]) -> Pairs:
    ends = np.cumsum([len(points) for _, points in channels])
    steps = np.setdiff1d(np.arange(ends[-1]), ends - 1)
    return np.column_stack([steps, steps + 1])


def _thin(lonlat: Array, fixed: Pairs, pairs: Pairs, stretch: float) -> Pairs:
    """Return the pairs that are needed besides the fixed ones."""
    keep = spanner(lonlat, np.vstack([fixed, pairs]), stretch, fixed=len(fixed))
    return pairs[keep[len(fixed) :]]


def open_sea(coast: shapely.MultiPolygon) -> Array:
    """Return places spread over the open sea, so that ways round a closed area exist where no coast is."""
    south, north = MESH_LATITUDES
    rows = []
    for i, lat in enumerate(np.arange(south, north + 0.1, MESH_STEP)):
        count = round(360 * np.cos(np.radians(lat)) / MESH_STEP)
        lon = (np.arange(count) + 0.5 * (i % 2)) * 360 / count - 180
        rows.append(np.column_stack([lon, np.full(count, lat)]))
    places = np.vstack(rows)
    tree = shapely.STRtree(shapely.get_parts(coast))
    near = tree.query(shapely.points(places), predicate="dwithin", distance=MESH_OFF_COAST_DEG)[0]
    return np.delete(places, near, axis=0)


def _mesh_pairs(places: Corners, mesh: Array) -> Pairs:
    """Return the pairs of a mesh place and another place in reach."""
    start = len(places.lonlat)
    both = join(places, free_places(mesh))
    pairs = tangent_pairs(both, only_from=start)
    return pairs[lengths_m(both.lonlat, pairs) < MESH_REACH_M]


def _tidy(lonlat: Array, edges: Pairs, channel: NDArray[np.bool_], ports: list[dict[str, Any]]) -> SeaLanes:
    """Return the graph without waters that have no port; places from west to east, equal ones as one."""
    distinct, number = np.unique(lonlat, axis=0, return_inverse=True)
    edges, first = np.unique(np.sort(number.ravel()[edges], axis=1), axis=0, return_index=True)
    no_loop = edges[:, 0] != edges[:, 1]
    edges, channel = edges[no_loop], channel[first[no_loop]]
    berths = {tuple(point): i for i, point in enumerate(distinct.tolist())}
    nodes = np.array([berths[tuple(port["berth"].tolist())] for port in ports])
    matrix = coo_array((np.ones(len(edges)), edges.T), shape=(len(distinct), len(distinct)))
    water = connected_components(matrix, directed=False)[1]
    kept = np.isin(water, water[nodes]) & (np.bincount(water)[water] >= SMALLEST_WATER)
    lost = [port["code"] for port, node in zip(ports, nodes, strict=True) if not kept[node]]
    if lost or not kept[edges[channel]].all():
        raise ValueError(f"cut off from the sea: {lost}, {distinct[edges[channel][~kept[edges[channel]]]]}")
    position = np.cumsum(kept) - 1
    whole = kept[edges[:, 0]]
    rows = [{**port, "node": int(position[node])} for port, node in zip(ports, nodes, strict=True)]
    return SeaLanes(distinct[kept], position[edges[whole]], channel[whole], rows)


def read_channels() -> list[tuple[str, Array]]:
    """Return id and points of each canal and river that sea ships use."""
    with (HERE / "channels.csv").open(encoding="utf-8") as file:
        return [
            (row["id"], np.array([point.split() for point in row["points"].split(",")], dtype=float))
            for row in csv.DictReader(file)
        ]


def put_to_sea(coast: shapely.MultiPolygon, channels: list[tuple[str, Array]]) -> list[tuple[str, Array]]:
    """Return the channels, each led on from its first point to the open sea unless it starts on another."""
    known = [tuple(point) for _, points in channels for point in points.tolist()]
    nowhere = np.full((1, 2), np.inf)
    led_on = []
    for name, points in channels:
        joins = known.count(tuple(points[0].tolist())) > 1
        if not joins and shapely.intersects(coast, shapely.Point(points[0])):
            points = np.vstack([berth_of(points[0], coast, nowhere), points])  # noqa: PLW2901
        led_on.append((name, points))
    return led_on


def read_ports(cities: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the ports of ports.csv, each where its row says, or else at the city of its name."""
    by_name = {}
    for city in sorted(cities.values(), key=lambda city: city["population"]):
        for name in (*city["alternatenames"], city["name"]):
            by_name.setdefault((city["countrycode"], plain(name)), []).append((name == city["name"], city))
    with (HERE / "ports.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [{**row, "place": _port_place(row, by_name)} for row in rows]


def berth_ports(
    ports: list[dict[str, Any]], coast: shapely.MultiPolygon, channel_points: Array
) -> list[dict[str, Any]]:
    """Return the ports, each with its place at sea and how far off that is."""
    found = []
    for port in ports:
        place = port["place"]
        berth = berth_of(place, coast, channel_points)
        lon, lat = place.tolist()
        found.append({**port, "lon": lon, "lat": lat, "berth": berth, "snap_km": _km(place, berth)})
    return found


def _port_place(row: dict[str, str], by_name: dict[tuple[str, str], list[Any]]) -> Array:
    return np.round(_port_point(row, by_name), 1 if row["country"] == "UA" else 2)


def _port_point(row: dict[str, str], by_name: dict[tuple[str, str], list[Any]]) -> list[float]:
    if row["lon"]:
        return [float(row["lon"]), float(row["lat"])]
    named = by_name[row["country"], plain(row["name"])]
    city = max(named, key=lambda item: (item[0], item[1]["population"]))[1]
    return [city["longitude"], city["latitude"]]


def berth_of(place: Array, coast: shapely.MultiPolygon, channel_points: Array) -> Array:
    """Return the place at sea nearest to a port, or the place on a channel if one is near."""
    squeeze = np.array([np.cos(np.radians(place[1])), 1.0])
    offsets = np.hypot(*((channel_points - place) * squeeze).T) * KM_A_DEGREE
    window = shapely.transform(
        shapely.clip_by_rect(coast, *(place - 4), *(place + 4)), lambda points: points * squeeze
    )
    water = shapely.difference(shapely.box(*((place - 3) * squeeze), *((place + 3) * squeeze)), window)
    wide = [part for part in shapely.get_parts(water) if part.area > 0.002]  # noqa: PLR2004 -- no pond
    clear = shapely.buffer(shapely.MultiPolygon(wide), -BERTH_KM / KM_A_DEGREE)
    way = shapely.shortest_line(shapely.Point(place * squeeze), clear)
    if offsets.min() < min(HARBOUR_KM, shapely.length(way) * KM_A_DEGREE):
        return np.asarray(channel_points[offsets.argmin()])
    return np.round(shapely.get_coordinates(way)[1] / squeeze, DECIMALS)


def _km(a: Array, b: Array) -> float:
    return round(float(lengths_m(np.vstack([a, b]), np.array([[0, 1]]))[0]) / 1000, 1)
