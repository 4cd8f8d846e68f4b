"""Countries that cells call by their names, as codes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from isthmus.layers._bundled.countries import countries
from isthmus.layers._bundled.country_names import countries_named
from isthmus.layers._tables.cells import quote
from isthmus.layers._tables.columns import GROUPS

if TYPE_CHECKING:
    from isthmus.layers._tables.schema import Schema
    from isthmus.layers._tables.table import RawTable

_LETTERS = 2  # of a code


def read_countries(table: RawTable, schema: Schema) -> RawTable:
    """Return a table whose countries are codes of two letters, where their names mean one country each.

    Names are those of English, of the languages of our readers and of the country, and codes of three
    letters; numbers are none. What is unknown stays as it is.

    Parameters
    ----------
    table : RawTable
        The table, its columns as the layer calls them.
    schema : Schema
        The layer.

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
    codes = {*countries()["iso"], *GROUPS, "VA"}
    cells, notes = dict(table.cells), []
    for column in schema.of_kind("country", "countries"):
        given = table.cells.get(column, [])
        parts = "+" if schema[column].kind == "countries" else None
        made = [_code_of(text, parts, codes) for text in given]
        changed = [pair for pair in zip(given, made, strict=True) if pair[0] != pair[1]]
        if changed:
            cells[column] = made
            count = f"{len(changed)} cell{'s' * (len(changed) > 1)}"
            got = f"{count} by name, such as {quote(changed[0][0])} as {changed[0][1]}"
            notes.append(table.note("codes of countries", got, column=column))
    return replace(table, cells=cells, notes=(*table.notes, *notes))


def _code_of(text: str, separator: str | None, codes: set[str]) -> str:
    """Return the code that a cell means, or the cell as it is."""
    read = [_one_code(name, codes) for name in (text.split(separator) if separator else [text])]
    return text if None in read else "+".join(code for code in read if code)


def _one_code(name: str, codes: set[str]) -> str | None:
    bare = name.strip()
    if len(bare) == _LETTERS and bare.isascii():  # UK may be a country or a language, and is no code of ISO
        return bare.upper() if bare.upper() in codes else None
    if bare in codes:
        return bare
    found = () if not bare or any(letter.isdigit() for letter in bare) else countries_named(bare)
    return found[0] if len(found) == 1 else None
