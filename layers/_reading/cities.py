"""Places without coordinates, found by the name of their city in the bundled gazetteer."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from isthmus.layers._bundled.localities import cities_named, places_like
from isthmus.layers._tables.cells import quote
from isthmus.layers._tables.schemas import PLACES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isthmus.geo import Problem
    from isthmus.layers._bundled.gazetteer import Place
    from isthmus.layers._tables.table import RawTable


_HINTS = 10  # unknown cities of a table to compare with all others


def place_in_cities(table: RawTable) -> RawTable:
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
    known = cache(cities_named)  # many rows name the same city
    for row in _rows_to_place(table):
        found = known(table.column("city")[row], table.column("country")[row].strip())
        if len(found) == 1:
            _place_row(cells, row, found[0])
            notes.append(_note_city(table, row, found[0], cells["precision"][row]))
        else:
            problems.append(_no_single_city(table, row, found, hinted=len(problems) < _HINTS))
    if not notes and not problems:
        return table
    return replace(table, cells=cells, notes=(*table.notes, *notes), problems=(*table.problems, *problems))


def _rows_to_place(table: RawTable) -> list[int]:
    """Return the rows that say a city and a country, but no coordinates."""
    said = [table.column(name) for name in ("lon", "lat", "wkt", "geometry")]
    named = zip(table.column("city"), table.column("country"), *said, strict=True)
    return [
        row
        for row, (city, country, *place) in enumerate(named)
        if city.strip() and country.strip() and not any(text.strip() for text in place)
    ]


def _place_row(cells: dict[str, list[str]], row: int, city: Place) -> None:
    """Put a row at a city, and say so in its columns."""
    cells["lon"][row], cells["lat"][row] = repr(city.lon), repr(city.lat)
    cells["coord_basis"][row] = cells["coord_basis"][row] or f"GeoNames:{city.name}"
    cells["precision"][row] = cells["precision"][row].replace("exact", "") or "city"


def _note_city(table: RawTable, row: int, city: Place, precision: str) -> Problem:
    got = f"none, and taken for {_city_text(city)}, precision {precision}"
    remedy = "the gazetteer knows no other of that name there; if it is another, give lon and lat"
    return table.note("a place", got, remedy, row=row, column="city")


def _no_single_city(table: RawTable, row: int, found: Sequence[Place], *, hinted: bool) -> Problem:
    name, country = table.column("city")[row].strip(), table.column("country")[row].strip()
    if found:
        got = f"{quote(name)}, which may be {' or '.join(map(_city_text, found))}"
        return table.problem(f"one place in {country}", got, "give lon and lat", row=row, column="city")
    like = [place.name for place in places_like(name, country, ["city"])] if hinted else []
    remedy = f'did you mean "{like[0]}"? else give lon and lat' if like else "give lon and lat"
    expected = f"a place of the gazetteer in {country}"
    return table.problem(expected, quote(name), remedy, row=row, column="city")


def _city_text(city: Place) -> str:
    return f"{city.name}, {city.country} ({city.lon:g}, {city.lat:g})"
