"""What cells mean that say it in other words: countries by name, dates, cities, names as ids."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from isthmus.layers._bundled.countries import country_codes
from isthmus.layers._bundled.files import credit, join_credits
from isthmus.layers._bundled.gazetteer import simplify
from isthmus.layers._bundled.names import find_cities, find_countries, places_like
from isthmus.layers._tables import dates
from isthmus.layers._tables.atlas_schemas import ATLAS_SCHEMAS
from isthmus.layers._tables.cells import quote
from isthmus.layers._tables.columns import GROUPS
from isthmus.layers._tables.schema import nearest
from isthmus.layers._tables.schemas import PLACES
from isthmus.layers._tables.table import column_setting

from .config import UNSAID

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from isthmus.geo import Problem
    from isthmus.layers._bundled.gazetteer import Place
    from isthmus.layers._tables.schema import Column, Schema
    from isthmus.layers._tables.table import RawTable

    from .config import FileOptions

_HINTS = 10  # unknown cities of a table to compare with all others
_LETTERS = 2  # of a code


def read_countries(table: RawTable, schema: Schema, options: FileOptions = UNSAID) -> RawTable:
    """Return a table whose countries are codes of two letters, where their names mean one country each.

    Names are those of English, of the languages of our readers and of the country, and codes of three
    letters; numbers are none. What is unknown stays as it is.

    Parameters
    ----------
    table : RawTable
        The table, its columns as the layer calls them.
    schema : Schema
        The layer.
    options : FileOptions, optional
        What its owner says: codes of names.

    Examples
    --------
    >>> from isthmus.layers import SCHEMAS
    >>> from isthmus.layers._tables.table import RawTable
    >>> table = RawTable("flows", "f.csv", {"origin": ["Vietnam", "Tchaj-wan+POL", "TW"]}, [1, 2, 3])
    >>> table = read_countries(table, SCHEMAS["flows"])
    >>> table.cells["origin"]
    ['VN', 'TW+PL', 'TW']
    >>> print(table.notes[0])
    f.csv, origin: note: expected codes of countries, got 2 cells by name, such as "Vietnam" as VN
    """
    codes = {*country_codes(), *GROUPS, "VA"}
    cells, notes = dict(table.cells), []
    for column in schema.of_kind("country", "countries"):
        given = table.cells.get(column, [])
        parts = "+" if schema[column].kind == "countries" else None
        made = [_code_of(text, parts, codes, options.countries) for text in given]
        cells |= {column: made} if column in cells else {}
        changed = [pair for pair in zip(given, made, strict=True) if pair[0] != pair[1]]
        changed = [pair for pair in changed if pair[0].strip() not in options.countries]
        if changed:
            count = f"{len(changed)} cell{'s' * (len(changed) > 1)}"
            got = f"{count} by name, such as {quote(changed[0][0])} as {changed[0][1]}"
            notes.append(table.note("codes of countries", got, column=column))
    return replace(table, cells=cells, notes=(*table.notes, *notes))


def _code_of(text: str, separator: str | None, codes: set[str], said: Mapping[str, str]) -> str:
    """Return the code that a cell means, or the cell as it is."""
    if text.strip() in said:
        return said[text.strip()]
    read = [_one_code(name, codes) for name in (text.split(separator) if separator else [text])]
    return text if None in read else "+".join(code for code in read if code)


def _one_code(name: str, codes: set[str]) -> str | None:
    bare = name.strip()
    if len(bare) == _LETTERS and bare.isascii() and bare.upper() in codes:
        return bare.upper()
    if (
        len(bare) == _LETTERS and bare.isascii() and not bare.isupper()
    ):  # UK and EL are names, uk is a language
        return None
    if bare in codes:
        return bare
    found = () if not bare or any(letter.isdigit() for letter in bare) else find_countries(bare)
    return found[0] if len(found) == 1 else None


def read_dates(table: RawTable, schema: Schema, options: FileOptions = UNSAID) -> RawTable:
    """Return a table whose dates are ISO years, months and days, where each can be read in one way only.

    Of 01.02.2025, the order is what the owner says, or that of the other dates of the table. What stays
    unclear, or is no date, stays as it is.

    Parameters
    ----------
    table : RawTable
        The table, its columns as the layer calls them.
    schema : Schema
        The layer.
    options : FileOptions, optional
        What its owner says.

    Examples
    --------
    >>> from isthmus.layers import SCHEMAS
    >>> from isthmus.layers._tables.table import RawTable
    >>> table = RawTable("risk_zones", "z.csv", {"start": ["01.02.2025", "15.02.2025", "2026"]}, [1, 2, 3])
    >>> table = read_dates(table, SCHEMAS["risk_zones"])
    >>> table.cells["start"]
    ['2025-02-01', '2025-02-15', '2026']
    >>> print(table.notes[0])
    z.csv, start: note: expected ISO dates, got 2 other ones, such as "01.02.2025" as 2025-02-01
    """
    cells, notes = dict(table.cells), []
    columns = [schema[name] for name in schema.of_kind("date", "period") if name in cells]
    texts = {
        column.name: dict.fromkeys(cells[column.name]) for column in columns
    }  # days of daily tables repeat
    order = options.dates or dates.order_among(text for given in texts.values() for text in given)
    for column in columns:
        given = cells[column.name]
        read = {text: _iso_or_same(text, column, order) for text in texts[column.name]}
        made = [read[text] for text in given]
        cells[column.name] = made
        settings = (f"dates = {json.dumps(order)}",) if order and not options.dates else ()
        if options.dates:  # these were asked for
            made = [
                text.strip() if dates.ends_in_year(text) else iso
                for text, iso in zip(given, made, strict=True)
            ]
        notes += _changes(table, column.name, made, "ISO dates", "other ones", settings)
    return replace(table, cells=cells, notes=(*table.notes, *notes))


def _iso_or_same(text: str, column: Column, order: str) -> str:
    """Return the ISO date that a cell means, or the cell as it is."""
    if text in column.allowed or not text.strip():
        return text
    try:
        return dates.as_iso(text, order=order)[0]
    except ValueError:
        return text


def _changes(
    table: RawTable, column: str, made: Sequence[str], expected: str, how: str, settings: tuple[str, ...] = ()
) -> list[Problem]:
    """Return the note on cells that were read as something else, if any were."""
    pairs = zip(table.column(column), made, strict=True)
    changed = [(given, read) for given, read in pairs if given.strip() != read]
    if not changed:
        return []
    given, read = changed[0]
    got = f"{len(changed)} {how}, such as {quote(given)} as {read or 'an empty cell'}"
    return [table.note(expected, got, column=column, settings=settings)]


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
    for name in ("lon", "lat", "precision", "coord_basis", "attribution"):
        cells.setdefault(name, [""] * len(table.rows))
    notes: list[Problem] = []
    problems: list[Problem] = []
    known = cache(find_cities)  # many rows name the same city
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
    cells["attribution"][row] = join_credits([cells["attribution"][row], credit("places")])


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


def make_ids(tables: Mapping[str, RawTable]) -> dict[str, RawTable]:
    """Return tables in which a missing column of ids is made from the names, if these tell rows apart.

    An id of a place is its own among all layers of places. Where it would not be, that is a problem.

    Parameters
    ----------
    tables : mapping of str to RawTable
        Tables by the layers that they are to become.

    Examples
    --------
    >>> from isthmus.layers._tables.table import RawTable
    >>> table = RawTable("factories", "f.csv", {"name": ["Żuraw Works", "B"]}, [1, 2])
    >>> made = make_ids({"factories": table})["factories"]
    >>> made.cells["id"]
    ['zuraw_works', 'b']
    >>> made.notes[0].got
    'none, and made from the names, such as zuraw_works'
    """
    made = dict(tables)
    for layer, table in tables.items():
        if _lacks_ids(table):
            others = [made[other] for other in PLACES if layer in PLACES and other in made and other != layer]
            made[layer] = _with_ids(table, {name for other in others for name in other.column("id")})
    return made


def _lacks_ids(table: RawTable) -> bool:
    """Tell whether a table has names, but no ids, nor a column that may be meant for them."""
    if "id" not in ATLAS_SCHEMAS[table.layer]:
        return False
    if any(text.strip() for text in table.column("id")) or not any(_names_for_ids(table)):
        return False
    return not any(
        nearest(name, ATLAS_SCHEMAS[table.layer].names) == "id" for name in table.cells if name != "id"
    )


def _names_for_ids(table: RawTable) -> list[str]:
    """Return the names of rows; of a table without, what must stand in each, where, and when it holds."""
    schema = ATLAS_SCHEMAS[table.layer]
    if "name" in schema:
        return table.column("name")
    where = schema.of_kind("id", "countries")
    told = [one.name for one in schema.columns if one.required or one.name in {*schema.dates, *where}]
    columns = (table.column(name) for name in told if name != "id")
    return [" ".join(filter(None, texts)) for texts in zip(*columns, strict=True)]


def _with_ids(table: RawTable, taken: Collection[str]) -> RawTable:
    names = _names_for_ids(table)
    ids = [re.sub(r"\W+", "_", simplify(name)).strip("_") for name in names]
    counts = Counter(ids)
    alike = [
        name for name, made in zip(names, ids, strict=True) if made and (counts[made] > 1 or made in taken)
    ]
    if alike:
        got = f"none, and {quote(alike[0])} names more than one row"
        lines = tuple(column_setting("id", header) for header in table.candidates.get("id", ()))
        problem = table.problem(
            'column "id", or names that tell rows apart', got, "add the column", column="id", settings=lines
        )
        return replace(table, problems=(*table.problems, problem))
    got = f"none, and made from the names, such as {next(filter(None, ids), '')}"
    remedy = "add the column, so that ids stay when names change"
    note = table.note('column "id"', got, remedy, column="id")
    return replace(table, cells={**table.cells, "id": ids}, notes=(*table.notes, note))
