"""UN/LOCODE: places of trade and transport by their codes, put where two sources agree that they are.

The list says what a place is for, but gives the point of two places in three only, by the minute, and some of
these are wrong: a point in another country is no point, and one that neither a town of the same name nor the
list of sea ports confirms counts for less than one of theirs.
"""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely
from released import npm_files, wheel_files

from isthmus.layers._bundled.countries import lies_in
from isthmus.layers._bundled.gazetteer import simplify

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CODES = "pyunlocode==0.1.0"
CODES_SHA256 = "5b55a2433ba66833f2f3e0fe3fdd5ce05d3a040fe018d240e5a305dddec57d4e"
SEA_PORTS = "sea-ports@0.0.9"
SEA_PORTS_INTEGRITY = (
    "sha512-mJFQzVPWBfod7H65NxJuM4TCBp1fHzb9YmVpoPIui77ogckOqaheSaAXcsJ6hN9MAszSdJLlAih7oJMZLqwRrg=="
)
PARTS = [f"pyunlocode/csv/2023-1 UNLOCODE CodeListPart{part}.csv" for part in (1, 2, 3)]

PORT, RAIL, AIRPORT, TERMINAL, BORDER = "1", "2", "4", "6", "B"
"""What a place is for, as the list says it."""

NEAR_KM = 25.0  # two points this near each other are of one place
ABROAD_KM = 30.0  # a point this far outside its country is wrong
KM_A_DEGREE = 111.2

LARGE = 50_000  # inhabitants of a town that is not passed over

Point = tuple[float, float]
Town = dict[str, Any]


class Entry(NamedTuple):
    """A place of the list.

    Parameters
    ----------
    code : str
    name : str
        Without what stands in brackets.
    other : str
        What stands in brackets, mostly an older name.
    uses : str
        What it is for: some of the signs above.
    point : (float, float) or None
        In degrees.
    """

    code: str
    name: str
    other: str
    uses: str
    point: Point | None


def read_entries() -> list[Entry]:
    """Return the places of the list that are in use, by their codes."""
    rows: list[list[str]] = []
    for part in wheel_files(CODES, CODES_SHA256, PARTS):
        rows += csv.reader(io.StringIO(part.decode("latin-1")))
    found = {row[1] + row[2]: row for row in rows if row[2] and row[0] != "X" and row[7] != "XX"}
    points = [read_point(row[10]) for row in found.values()]
    at_home = in_country(points, [code[:2] for code in found])
    return [
        Entry(code, *_names(row[3].removesuffix(" Apt")), row[6].replace("-", ""), point if home else None)
        for (code, row), point, home in zip(found.items(), points, at_home, strict=True)
    ]


def read_point(text: str) -> Point | None:
    """Return a point written in degrees and minutes, such as ``5202N 02331E``."""
    match = re.fullmatch(r"(\d\d)([0-5]\d)([NS]) (\d{3})([0-5]\d)([EW])", text)
    if match is None:
        return None
    lat, lat_minutes, side, lon, lon_minutes, half = match.groups()
    return (
        (int(lon) + int(lon_minutes) / 60) * (-1 if half == "W" else 1),
        (int(lat) + int(lat_minutes) / 60) * (-1 if side == "S" else 1),
    )


def read_sea_ports() -> dict[str, Point]:
    """Return the points of the list of sea ports by their codes."""
    (file,) = npm_files(SEA_PORTS, SEA_PORTS_INTEGRITY, ["lib/ports.json"])
    ports = json.loads(file)
    placed = {code: tuple(port["coordinates"]) for code, port in ports.items() if port.get("coordinates")}
    homes = in_country(list(placed.values()), [code[:2] for code in placed])
    return {code: point for (code, point), home in zip(placed.items(), homes, strict=True) if home}


def in_country(points: Iterable[Point | None], countries: Iterable[str]) -> list[bool]:
    """Return which points lie in their countries, or not far off."""
    shapes = np.array([None if point is None else shapely.Point(point) for point in points], dtype=object)
    return lies_in(shapes, [*countries], within_km=ABROAD_KM).tolist()


def towns_by_name(cities: Iterable[Town]) -> dict[tuple[str, str], list[Town]]:
    """Return the towns of each name in each country, those of which it is the own name first."""
    found: dict[tuple[str, str], list[Town]] = {}
    ordered = sorted(cities, key=lambda city: -city["population"])
    for own in (True, False):
        for city in ordered:
            for name in {simplify(n) for n in ([city["name"]] if own else city["alternatenames"])}:
                kept = found.setdefault((city["countrycode"], name), [])
                if all(city is not other for other in kept):
                    kept.append(city)
    return found


def place_of(
    entry: Entry, towns: Mapping[tuple[str, str], list[Town]], port: Point | None
) -> tuple[Town | None, Point | None]:
    """Return the town that an entry means, and where it is: where two sources agree, if any do.

    An entry is nowhere whose point nothing confirms, if there is a large town of its name elsewhere.

    Parameters
    ----------
    entry : Entry
    towns : mapping of (str, str) to list of dict
        As `towns_by_name` returns them.
    port : (float, float) or None
        Where the list of sea ports has it.
    """
    named = towns.get((entry.code[:2], simplify(entry.name)), [])
    known = [point for point in (port, entry.point) if point is not None]
    for point in known:
        near = min(named, key=lambda town: km(point, town_point(town)), default=None)
        if near is not None and km(point, town_point(near)) < NEAR_KM:
            return near, point
    if len(known) > 1 and km(*known) < NEAR_KM:
        return None, known[0]
    largest = named[0] if named else None
    if entry.point is not None:
        is_elsewhere = largest is not None and largest["population"] >= LARGE
        return None, None if is_elsewhere else entry.point
    return (largest, town_point(largest)) if largest else (None, port)


def town_point(town: Town) -> Point:
    """Return where a town lies."""
    return town["longitude"], town["latitude"]


def km(one: Point, other: Point) -> float:
    """Return the distance between two points that are not far apart."""
    across = (one[0] - other[0] + 180) % 360 - 180
    return KM_A_DEGREE * float(np.hypot(across * np.cos(np.radians(one[1])), one[1] - other[1]))


def _names(text: str) -> tuple[str, str]:
    """Return a name, and the one in brackets behind it or after a stroke."""
    match = re.fullmatch(r"(?P<name>[^(/]+?)\s*(?:\((?P<other>[^)]*)\)|/(?P<rest>.*))?", text)
    if match is None:
        return text, ""
    return match["name"].removesuffix(" Apt").strip(), (match["other"] or match["rest"] or "").removeprefix(
        "ex "
    ).strip()
