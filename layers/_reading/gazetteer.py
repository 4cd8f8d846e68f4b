"""Places without coordinates, found by the name of their city in the bundled gazetteer."""

from __future__ import annotations

import csv
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from isthmus.layers._bundled.files import bundled
from isthmus.layers._bundled.place_names import simplified
from isthmus.layers._bundled.places import places
from isthmus.layers._tables.schema import nearest
from isthmus.layers._tables.schemas import PLACES

if TYPE_CHECKING:
    from isthmus.geo import Problem
    from isthmus.layers._tables.table import RawTable

_CITY = "市"  # what Chinese names of cities may end in


class City(NamedTuple):
    """A city of the gazetteer; its place is rounded to 0.01 degrees, in Ukraine to 0.1."""

    name: str
    country: str
    lon: float
    lat: float

    def __str__(self) -> str:
        """Return its name and place."""
        return f"{self.name}, {self.country} ({self.lon:g}, {self.lat:g})"


def located(table: RawTable) -> RawTable:
    """Return a table of places in which rows without coordinates lie at the city that they name.

    Only rows with a country and a city are placed, and only where one city of that name is known there:
    several are a problem that lists them, none is one that names the most similar. What was taken is noted,
    and stands in ``coord_basis``; ``precision`` is city unless the row says a coarser one.

    Parameters
    ----------
    table : RawTable
        The table as its file says it.
    """
    if table.layer not in PLACES or table.geometry is not None:
        return table
    cells = {name: list(texts) for name, texts in table.cells.items()}
    for name in ("lon", "lat", "precision", "coord_basis"):
        cells.setdefault(name, [""] * len(table.rows))
    notes: list[Problem] = []
    problems: list[Problem] = []
    for row in _unplaced(table):
        found = cities_named(table.column("city")[row], table.column("country")[row].strip())
        if len(found) == 1:
            _place(cells, row, found[0])
            notes.append(_taken(table, row, found[0], cells["precision"][row]))
        else:
            problems.append(_not_one(table, row, found))
    if not notes and not problems:
        return table
    return replace(table, cells=cells, notes=(*table.notes, *notes), problems=(*table.problems, *problems))


def cities_named(name: str, country: str) -> tuple[City, ...]:
    """Return the cities that a name means in a country.

    Parameters
    ----------
    name : str
        In English or, in Taiwan, Poland, Czechia and Ukraine, in any language of theirs; case and accents
        may be left out. A city's own name counts for more than the other names of others.
    country : str
        ISO 3166-1 alpha-2.

    Examples
    --------
    >>> [str(*cities_named(name, "PL")) for name in ("Warszawa", "lodz")]
    ['Warsaw, PL (21.01, 52.23)', 'Łódź, PL (19.47, 51.77)']
    >>> len(cities_named("Brzeg Dolny Mały", "PL"))
    0
    """
    key = simplified(name)
    own, others = _known()
    for spelling in (key, key + _CITY):
        for names in (own, others):
            if (country, spelling) in names:
                return names[country, spelling]
    return ()


def _unplaced(table: RawTable) -> list[int]:
    """Return the rows that say a city and a country, but no coordinates."""
    said = [table.column(name) for name in ("lon", "lat", "wkt", "geometry")]
    named = zip(table.column("city"), table.column("country"), *said, strict=True)
    return [
        row
        for row, (city, country, *place) in enumerate(named)
        if city.strip() and country.strip() and not any(text.strip() for text in place)
    ]


def _place(cells: dict[str, list[str]], row: int, city: City) -> None:
    """Put a row at a city, and say so in its columns."""
    cells["lon"][row], cells["lat"][row] = repr(city.lon), repr(city.lat)
    cells["coord_basis"][row] = cells["coord_basis"][row] or f"GeoNames:{city.name}"
    cells["precision"][row] = cells["precision"][row].replace("exact", "") or "city"


def _taken(table: RawTable, row: int, city: City, precision: str) -> Problem:
    got = f"none, and taken for {city}, precision {precision}"
    remedy = "the gazetteer knows no other of that name there; if it is another, give lon and lat"
    return table.note("a place", got, remedy, row=row, column="city")


def _not_one(table: RawTable, row: int, found: tuple[City, ...]) -> Problem:
    name, country = table.column("city")[row].strip(), table.column("country")[row].strip()
    if found:
        got = f'"{name}", which may be {" or ".join(map(str, found))}'
        return table.problem(f"one place in {country}", got, "give lon and lat", row=row, column="city")
    own, _ = _known()
    names = {spelling: cities[0].name for (code, spelling), cities in own.items() if code == country}
    like = names.get(nearest(simplified(name), names) or "")
    remedy = f'did you mean "{like}"? else give lon and lat' if like else "give lon and lat"
    expected = f"a place of the gazetteer in {country}"
    return table.problem(expected, f'"{name}"', remedy, row=row, column="city")


Names = dict[tuple[str, str], tuple[City, ...]]


@cache
def _known() -> tuple[Names, Names]:
    """Return the cities by country and simplified name: by their own, and by their other names."""
    own: Names = {}
    others: Names = {}
    by_id: dict[str, City] = {}
    for place in places().itertuples():
        city = City(place.name, place.country, place.geometry.x, place.geometry.y)
        by_id[str(place.geonameid)] = city
        key = (city.country, simplified(city.name))
        own[key] = (*own.get(key, ()), city)
    with bundled("city_names.csv") as path, path.open(encoding="utf-8", newline="") as file:
        for geonameid, name in [*csv.reader(file)][1:]:
            city = by_id[geonameid]
            key = (city.country, simplified(name))
            others[key] = tuple(dict.fromkeys((*others.get(key, ()), city)))
    return own, others
