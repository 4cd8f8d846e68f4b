"""Where the table is among lines of cells: below a title, between empty columns, beside row numbers."""

from __future__ import annotations

import re
from typing import NamedTuple

from isthmus.layers._tables.cells import as_number, quote
from isthmus.layers._tables.limits import MAX_COLUMNS

from .column_names import knows_header
from .place_columns import axis_of

_LONGEST_TITLE = 20  # lines
_ROW_NUMBERS = re.compile(r"\s*|Unnamed: 0", re.ASCII)


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
    title = " ".join(cell.strip() for line in lines[:start] for cell in line if cell.strip())
    told = [("names of columns in the first line", f"a title, {quote(title)}, left out")] * bool(title)
    header, rows = _without_empty_columns(lines[start], lines[start + 1 :])
    return _without_index(header, rows, told)


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
