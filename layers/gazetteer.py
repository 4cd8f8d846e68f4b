"""Places without coordinates, found by the name of their city in the bundled gazetteer."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from .places import places
from .schema import nearest
from .schemas import PLACES

if TYPE_CHECKING:
    import shapely

    from isthmus.geo import Problem

    from .table import RawTable


def located(table: RawTable) -> RawTable:
    """Return a table of places in which rows without coordinates lie at the city that they name.

    Only rows with a country and a city are placed, and only where one place of that name is known there:
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
    count = len(table.rows)
    for name in ("lon", "lat", "precision", "coord_basis"):
        cells.setdefault(name, [""] * count)
    notes: list[Problem] = []
    problems: list[Problem] = []
    for row in _unplaced(table):
        city, country = table.column("city")[row].strip(), table.column("country")[row].strip()
        found = _known().get((country, plain(city)), [])
        if len(found) != 1:
            problems.append(_not_one(table, row, found))
            continue
        point, name = found[0]
        cells["lon"][row], cells["lat"][row] = repr(point.x), repr(point.y)
        cells["coord_basis"][row] = cells["coord_basis"][row] or f"GeoNames:{name}"
        cells["precision"][row] = cells["precision"][row].replace("exact", "") or "city"
        taken = f"{name}, {country} ({point.x:g}, {point.y:g})"
        got = f"none, and taken for {taken}, precision {cells['precision'][row]}"
        remedy = "the gazetteer knows no other of that name there; if it is another, give lon and lat"
        notes.append(table.note("a place", got, remedy, row=row, column="city"))
    if not notes and not problems:
        return table
    return replace(table, cells=cells, notes=(*table.notes, *notes), problems=(*table.problems, *problems))


def plain(name: str) -> str:
    """Return a name in small letters without accents.

    Examples
    --------
    >>> plain(" ŁÓDŹ "), plain("České Budějovice")
    ('lodz', 'ceske budejovice')
    """
    letters = unicodedata.normalize("NFKD", name.strip().casefold().replace("ł", "l"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _unplaced(table: RawTable) -> list[int]:
    """Return the rows that say a city and a country, but no coordinates."""
    said = [table.column(name) for name in ("lon", "lat", "wkt", "geometry")]
    named = zip(table.column("city"), table.column("country"), *said, strict=True)
    return [
        row
        for row, (city, country, *place) in enumerate(named)
        if city.strip() and country.strip() and not any(text.strip() for text in place)
    ]


def _not_one(table: RawTable, row: int, found: list[tuple[shapely.Point, str]]) -> Problem:
    city, country = table.column("city")[row].strip(), table.column("country")[row].strip()
    if found:
        got = f'"{city}", of which there are ' + " and ".join(f"{at.x:g}, {at.y:g}" for at, _ in found)
        return table.problem(f"one place in {country}", got, "give lon and lat", row=row, column="city")
    names = {plain(name): name for code, name in _names() if code == country}
    like = names.get(nearest(plain(city), names) or "")
    remedy = f'did you mean "{like}"? else give lon and lat' if like else "give lon and lat"
    return table.problem(
        f"a place of the gazetteer in {country}", f'"{city}"', remedy, row=row, column="city"
    )


@cache
def _known() -> dict[tuple[str, str], list[tuple[shapely.Point, str]]]:
    known: dict[tuple[str, str], list[tuple[shapely.Point, str]]] = {}
    for place in places().itertuples():
        known.setdefault((place.country, plain(place.name)), []).append((place.geometry, place.name))
    return known


@cache
def _names() -> list[tuple[str, str]]:
    return list(places()[["country", "name"]].itertuples(index=False, name=None))
