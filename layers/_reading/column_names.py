"""Columns of a layer under other names, in the languages of our readers; and where a table has its header."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

import shapely

from isthmus.layers._tables.cells import as_degrees, as_number, quote
from isthmus.layers._tables.columns import own_columns
from isthmus.layers._tables.limits import MAX_COLUMNS
from isthmus.layers._tables.table import column_setting

from .column_words import (
    columns_by_word,
    header_key,
    headers_like,
    knows_header,
    may_hold,
    mostly_fits,
)
from .config import QUESTION
from .place_columns import axis_of, holds_places

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isthmus.layers._tables.schema import Schema
    from isthmus.layers._tables.table import RawTable

_SAME_PLACE: Final = 1e-4  # degrees, about 10 m

_LONGEST_TITLE = 20  # lines
_LOCODE_NAMES = (
    *("Change", "Country", "Location", "Name", "NameWoDiacritics", "Subdivision"),
    *("Function", "Status", "Date", "IATA", "Coordinates", "Remarks"),
)
_LOCODE_CELLS = {  # by their place in a row
    1: re.compile("[A-Z]{2}"),
    2: re.compile("[A-Z2-9]{3}|"),
    6: re.compile("[0-7B-]{8}|"),
    8: re.compile("\\d{4}|", re.ASCII),
    10: re.compile("\\d{4}[NS] \\d{5}[EW]|", re.ASCII),
}
_TAG: Final = re.compile(r"#[a-z]+(?:\s*\+[a-z]\w*)*", re.ASCII | re.IGNORECASE)
_ROW_NUMBERS = re.compile(r"\s*|Unnamed: 0", re.ASCII)


def names_in_schema(table: RawTable, given: Mapping[str, str], schema: Schema) -> dict[str, str]:
    """Return the columns of a layer that headers of a table mean, by header.

    Letters, accents, blanks, underscores and hyphens make no difference. A usual word for a column counts
    only where the table does not have the column itself, and where most of its cells fit it.

    Parameters
    ----------
    table : RawTable
        The table as its file says it.
    given : mapping of str to str
        Columns of the layer by the headers that their owner said.
    schema : Schema
        The layer.

    Examples
    --------
    >>> from isthmus.layers import SCHEMAS
    >>> from isthmus.layers._tables.table import RawTable
    >>> cells = {"ID": ["a"], "Nazwa": ["A"], "Kraj": ["Jihomoravský"]}
    >>> names_in_schema(RawTable("factories", "f.csv", cells, [1]), {}, SCHEMAS["factories"])
    {'ID': 'id', 'Nazwa': 'name'}
    """
    free = [header for header in table.cells if header not in schema and header not in given]
    keys = {header_key(name): name for name in (*schema.names, "geometry")}
    found = {header: keys[header_key(header)] for header in free if header_key(header) in keys}
    taken = {*table.cells, *given.values(), *found.values()}
    words = columns_by_word({*schema.names} - taken)
    meant = {header: words[header_key(header)] for header in free if header_key(header) in words}
    return found | {
        header: name for header, name in meant.items() if mostly_fits(table.cells[header], schema[name])
    }


def note_own_columns(table: RawTable, schema: Schema) -> RawTable:
    """Return a table in which a column of the user's own that is like one of the layer's has a note.

    What says once more where rows are is left out, with a note; where it differs, that is a problem.
    """
    again = [name for name in own_columns(table, schema) if _repeats_places(table, name)]
    table = replace(
        table,
        cells={name: texts for name, texts in table.cells.items() if name not in again},
        notes=(
            *table.notes,
            *(table.note("a place once", "the same again, left out", column=name) for name in again),
        ),
    )
    own = own_columns(table, schema)
    unfit = _unfit_cells(table, schema)
    got = "one it does not know, kept as a column of your own"
    notes = [
        table.note("a column of the layer", got, f'did you mean "{like}"?', column=name)
        for name, like in own.items()
        if like and name not in unfit
    ]
    notes += [
        table.note(
            f"of a column called so: {schema[column].expected}",
            f"{quote(cell)}, kept as a column of your own",
            f'if it is the {column}, call it "{column}" and say it so',
            column=name,
        )
        for name, (column, cell) in unfit.items()
    ]
    problems = [
        table.problem(
            "a column of the layer",
            "one that says where rows are in another way",
            f"take it out, or put ignore = [{json.dumps(name)}] under [{table.layer}] in isthmus.toml",
            column=name,
            settings=_place_settings(table, name),
        )
        for name in own
        if holds_places(name, table.cells[name])
    ]
    table = replace(table, notes=(*table.notes, *notes), problems=(*table.problems, *problems))
    return _with_candidates(table, schema)


def _with_candidates(table: RawTable, schema: Schema) -> RawTable:
    """Return a table that tells which of the owner's own columns may be those that the layer lacks."""
    wanted = [column.name for column in schema.columns if column.required]
    asked = [name for name in ("country", *schema.dates) if name in schema and name not in wanted]
    found = {
        name: tuple(headers_like(table, schema, name))
        for name in (*wanted, *asked)
        if not any(map(str.strip, table.column(name)))
    }
    notes = []
    if len(schema.dates) > 1 and found.get(schema.dates[0]) == found.get(schema.dates[-1], ())[:1]:
        found.pop(schema.dates[-1], None)  # one day is rather the first
    for name in (name for name in asked if found.get(name)):
        lines = [column_setting(name, header) for header in found[name]]
        headers = " or ".join(map(quote, found[name]))
        what = "countries" if schema[name].kind == "country" else "dates"
        notes.append(
            table.note(
                f'column "{name}"',
                f"none, but {what} in {headers}",
                "say so in isthmus.toml if it is that",
                column=name,
                settings=tuple(lines) if len(lines) > 1 else (lines[0] + QUESTION,),
            )
        )
    return replace(table, candidates=found, notes=(*table.notes, *notes))


def _unfit_cells(table: RawTable, schema: Schema) -> dict[str, tuple[str, str]]:
    """Return own columns called by a usual word for one of the layer's: which, and a cell that is none."""
    words = columns_by_word(schema.names)
    meant = {name: words.get(header_key(name), "") for name in own_columns(table, schema)}
    found = {
        name: (column, next((text for text in table.cells[name] if not may_hold(text, schema[column])), ""))
        for name, column in meant.items()
        if column and column not in table.cells
    }
    return {name: (column, cell) for name, (column, cell) in found.items() if cell.strip()}


def _place_settings(table: RawTable, name: str) -> tuple[str, ...]:
    """Return what isthmus.toml could say of a second place: which of the two is left out."""
    first = axis_of(name)
    both = [name, first] if first in table.cells else [name, ""]
    return tuple(f"ignore = {json.dumps([one] if one else [], ensure_ascii=False)}" for one in both)


def _repeats_places(table: RawTable, name: str) -> bool:
    """Tell whether a column says of each row the same longitude or latitude as the row itself."""
    axis = axis_of(name)
    if axis not in {"lon", "lat"}:
        return False
    if table.geometry is None:
        own = [as_degrees(text, axis) for text in table.column(axis)]
    else:
        read = shapely.get_x if axis == "lon" else shapely.get_y
        own = [None if math.isnan(value) else value for value in read(table.geometry).tolist()]
    said = [as_degrees(text, axis) for text in table.cells[name]]
    return all(
        one == other or (one is not None and other is not None and abs(one - other) < _SAME_PLACE)
        for one, other in zip(own, said, strict=True)
    )


class Grid(NamedTuple):
    """A table among lines of cells: its header, its rows, and what was left out around them.

    ``told`` holds pairs of what was expected and what came.
    """

    header: list[str]
    lines: list[list[str]]
    told: list[tuple[str, str]]


def grid_among(lines: list[list[str]]) -> Grid:
    """Return the table among lines of cells.

    Lines of one cell before the names of columns are a title. Columns of nothing are none, and so is what
    all rows have beyond the header, if that is empty. A first column of row numbers, as pandas writes it,
    is left out.

    Examples
    --------
    >>> grid = grid_among([["Suppliers 2025", "", ""], [], ["name", "kind", ""], ["A", "b", ""]])
    >>> grid.header, grid.lines
    (['name', 'kind'], [['A', 'b']])
    >>> grid.told
    [('names of columns in the first line', 'a title, "Suppliers 2025", left out')]
    >>> grid_among([["", "name"], ["0", "A"], ["1", "B"]]).lines
    [['A'], ['B']]
    """
    start = _header_place(lines)
    if _is_locode(lines[start]):
        told = [("names of columns in the first line", "rows of UN/LOCODE, which has none")]
        return Grid([*_LOCODE_NAMES], [line[: len(_LOCODE_NAMES)] for line in lines[start:]], told)
    title = " ".join(cell.strip() for line in lines[:start] for cell in line if cell.strip())
    told = [("names of columns in the first line", f"a title, {quote(title)}, left out")] * bool(title)
    header, below = lines[start], lines[start + 1 :]
    joined = _join_names(header, below[0]) if below else header
    if joined != header:
        name = next(new for old, new in zip(header, joined, strict=True) if old != new)
        told.append(("names of columns in one line", f"some over others, read as such as {quote(name)}"))
        header, below = joined, below[1:]
    if below and _are_tags(below[0]):
        told.append(("rows below the names of columns", "a line of HXL tags, left out"))
        below = below[1:]
    header, rows = _without_empty_columns(header, below)
    return _without_index(header, rows, told)


def _is_locode(line: list[str]) -> bool:
    """Tell whether a line is a row of UN/LOCODE, whose files have no names of columns."""
    return len(line) >= len(_LOCODE_NAMES) and all(
        pattern.fullmatch(line[place].strip()) for place, pattern in _LOCODE_CELLS.items()
    )


def _are_tags(line: list[str]) -> bool:
    """Tell whether a line says in tags of HXL what columns hold, as tables of humanitarian data do.

    Examples
    --------
    >>> _are_tags(["#loc+name", "", "#geo+lat"]), _are_tags(["#1", "A"])
    (True, False)
    """
    filled = [cell.strip() for cell in line if cell.strip()]
    return len(filled) > 1 and all(_TAG.fullmatch(cell) for cell in filled)


def _join_names(header: list[str], below: list[str]) -> list[str]:
    """Return names of columns, of which some stand over several others in the line below.

    Examples
    --------
    >>> _join_names(["Site", "Place", "", "t"], ["", "Lat", "Lon", ""])
    ['Site', 'Place Lat', 'Place Lon', 't']
    >>> _join_names(["Site", "Place", "", "t"], ["A", "1", "2", "3"])
    ['Site', 'Place', '', 't']
    >>> _join_names(["id", "id"], ["a", "b"])
    ['id', 'id']
    """
    names = [name.strip() for name in header]
    under = [*(cell.strip() for cell in below[: len(names)]), *[""] * (len(names) - len(below))]
    under = ["" if cell == name else cell for cell, name in zip(under, names, strict=True)]
    over, open_ = "", []
    joined = list(header)
    for place, (name, cell) in enumerate(zip(names, under, strict=True)):
        over = name or (over if cell else "")
        open_.append(not name or (place > 0 and name == names[place - 1]))
        if cell:
            joined[place] = f"{over} {cell}".strip()
    groups = [place for place, is_open in enumerate(open_) if is_open]
    shared = {*groups, *(place - 1 for place in groups)}
    fits = {place for place, cell in enumerate(under) if cell} == shared and min(shared, default=-1) >= 0
    fits = fits and len(shared) < len(names)  # else it is a row rather, below a column without a name
    words = all(as_number(cell) is None for cell in under)
    fits &= len(shared) < len(names) or not all(names)  # a table of one name alone has it twice
    return joined if fits and words and len({*joined}) == len(joined) else header


def _header_place(lines: list[list[str]]) -> int:
    """Return which line holds the names of columns.

    It is the first that is not empty, unless that is one cell above a table of several columns: names that
    are known, or rows that are all as long.
    """
    widths = [sum(bool(cell.strip()) for cell in line) for line in lines]
    first = next((place for place, width in enumerate(widths) if width), 0)
    wide = next((place for place, width in enumerate(widths[:_LONGEST_TITLE]) if width > 1), first)
    below = {len(line) for line in lines[wide + 1 :] if line}
    even = below == {len(lines[wide])} and all(as_number(name) is None for name in lines[wide])
    return wide if not _is_known(lines[first]) and (_is_known(lines[wide]) or even) else first


def _is_known(names: list[str]) -> bool:
    """Tell whether a line has a name that a column usually has, among as many as a table may have."""
    return any(knows_header(name, {"id", "name"}) or axis_of(name) for name in names[:MAX_COLUMNS])


def _without_empty_columns(header: list[str], rows: list[list[str]]) -> tuple[list[str], list[list[str]]]:
    """Return a table without columns that have neither a name nor a cell."""
    width = len(header)
    used = [place for place in range(width) if header[place].strip() or _is_filled(rows, place)]
    if len(used) < width:
        rows = [[row[place] for place in used if place < len(row)] + row[width:] for row in rows]
        header = [header[place] for place in used]
    width = len(header)
    if any(len(row) <= width or any(map(str.strip, row[width:])) for row in rows if row):
        return header, rows  # an unquoted delimiter in one of them rather
    return header, [row[:width] for row in rows]


def _is_filled(rows: list[list[str]], place: int) -> bool:
    return any(place < len(row) and row[place].strip() for row in rows)


def _without_index(header: list[str], rows: list[list[str]], told: list[tuple[str, str]]) -> Grid:
    """Return a table without a nameless first column of row numbers, or with a name for that column."""
    nameless = bool(header) and _ROW_NUMBERS.fullmatch(header[0]) is not None
    if not nameless or not all(name.strip() for name in header[1:]) or "index" in header:
        return Grid(header, rows, told)
    numbers = [row[0] for row in rows if row]
    start = 1 if numbers[:1] == ["1"] else 0
    expected = "a name for each column"
    if numbers == [str(number) for number in range(start, start + len(numbers))]:
        got = "a first column of row numbers, left out"
        return Grid(header[1:], [row[1:] for row in rows], [*told, (expected, got)])
    if header[0].strip():
        return Grid(header, rows, told)
    got = "none for the first, now called index"
    return Grid(["index", *header[1:]], rows, [*told, (expected, got)])
