"""CSV files as text, with every fault of the file itself named."""

from __future__ import annotations

import csv
import io
import json
import re
from contextlib import contextmanager
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING

from isthmus.geo import Problem
from isthmus.layers._tables.cells import arm
from isthmus.layers._tables.limits import check_cells, check_names
from isthmus.layers._tables.table import RawTable, check_header, unreadable

from .column_names import knows_header
from .config import UNSAID
from .encodings import UTF_8, decode
from .place_columns import names_axis

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from .config import FileOptions

_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}

_SEPARATOR = re.compile(r"sep=([,;\t|])\r?\n", re.IGNORECASE)
_LONGEST_CELL = 2**24
"""Largest number of characters in a cell: the outline of a country has a few hundred thousand."""

_one_at_a_time = Lock()


def read_csv(
    path: Path, layer: str, options: FileOptions = UNSAID, *, known: Collection[str] = ()
) -> RawTable:
    """Read a CSV file with the names of the columns in its first row.

    Parameters
    ----------
    path : Path
        The file.
    layer : str
        Layer it is to become.
    options : FileOptions, optional
        Its encoding and delimiter, where somebody said. Otherwise they are those, and only those, in which
        the file is a table of text; what is not UTF-8 and commas is noted.
    known : collection of str, optional
        Names of columns that tell a header from other text.

    Returns
    -------
    RawTable
        Its cells as text.

    Raises
    ------
    ValidationError
        If the file is no such table: empty, of no sure encoding or delimiter, or with an open quotation mark.
    """
    text, encoding = decode(path, encoding=options.encoding)
    said = _SEPARATOR.match(text)
    if said:  # Excel's own first line
        text = text[said.end() :]
    delimiter = options.delimiter or (said[1] if said else _find_delimiter(path, text, known))
    first, *lines = _split_rows(path, text, delimiter)
    header, lines, index = without_index([arm(name) for name in first], lines)
    check_cells(path, len(lines), len(header), sum(map(len, lines)))
    check_names(path, header)
    check_header(path, header)
    table = _raw_table(path, layer, header, lines, _DELIMITERS.get(delimiter, delimiter))
    notes = [table.note("a name for each column", index)] * bool(index)
    if not options.encoding and encoding != UTF_8:
        remedy = f'save it in UTF-8, or put encoding = "{encoding}" in isthmus.toml'
        notes.append(table.note("text in UTF-8", f"{encoding}, and read as such", remedy))
    if not (options.delimiter or said) and delimiter != _usual_delimiter(path):
        remedy = f"save it with commas, or put delimiter = {json.dumps(delimiter)} in isthmus.toml"
        got = f"{_DELIMITERS[delimiter]}, and read as such"
        notes.append(table.note("columns split by commas", got, remedy))
    return replace(table, notes=tuple(notes))


def without_index(header: list[str], lines: list[list[str]]) -> tuple[list[str], list[list[str]], str]:
    """Return a table without a nameless first column of row numbers, such as pandas writes, and what it was.

    Examples
    --------
    >>> without_index(["", "name"], [["0", "A"], ["1", "B"]])
    (['name'], [['A'], ['B']], 'a first column of row numbers, left out')
    >>> without_index(["", "name"], [["x", "A"]])
    (['index', 'name'], [['x', 'A']], 'none for the first, now called index')
    """
    if not header or header[0].strip() or not all(name.strip() for name in header[1:]) or "index" in header:
        return header, lines, ""
    numbers = [line[0] for line in lines if line]
    start = 1 if numbers[:1] == ["1"] else 0
    if numbers == [str(number) for number in range(start, start + len(numbers))]:
        return header[1:], [line[1:] for line in lines], "a first column of row numbers, left out"
    return ["index", *header[1:]], lines, "none for the first, now called index"


def _usual_delimiter(path: Path) -> str:
    return "\t" if path.suffix.lower() == ".tsv" else ","


def _find_delimiter(path: Path, text: str, known: Collection[str]) -> str:
    """Return what splits the header into known names, and each row as often; a comma if nothing splits it."""
    headers = {delimiter: _first_row(text, delimiter) for delimiter in _DELIMITERS}
    splitting = [delimiter for delimiter, names in headers.items() if len(names) > 1]
    if len(splitting) <= 1:
        return splitting[0] if splitting else _usual_delimiter(path)
    hits = {
        delimiter: sum(knows_header(name, known) or names_axis(name) for name in headers[delimiter])
        for delimiter in splitting
    }
    best = [delimiter for delimiter in splitting if hits[delimiter] == max(hits.values())]
    even = [delimiter for delimiter in best if _is_even(text, delimiter)]
    if len(best) == 1 or len(even) == 1:
        return best[0] if len(best) == 1 else even[0]
    got = " and ".join(_DELIMITERS[delimiter] for delimiter in best)
    raise unreadable(path, "columns split by one sign", got, "put its delimiter in isthmus.toml")


def _first_row(text: str, delimiter: str) -> list[str]:
    try:
        return next(_csv_reader(text, delimiter), [])
    except csv.Error:
        return []


def _is_even(text: str, delimiter: str) -> bool:
    """Tell whether all rows have as many cells."""
    try:
        return len({len(cells) for cells in _csv_reader(text, delimiter) if cells}) == 1
    except csv.Error:
        return False


def _split_rows(path: Path, text: str, delimiter: str) -> list[list[str]]:
    try:
        with _long_cells():
            rows = list(_csv_reader(text, delimiter))
    except (csv.Error, TypeError, ValueError) as error:  # the last two: a delimiter of two signs, or none
        raise unreadable(path, "a CSV file", f"{error}", "check its quotation marks and delimiter") from None
    if not any(rows):
        raise unreadable(path, "a row of column names", "an empty file", "fill the file or take it out")
    if not rows[0]:
        raise unreadable(path, "a row of column names", "an empty first line", "take it out")
    return rows


@contextmanager
def _long_cells() -> Iterator[None]:
    """Let cells be as long as outlines are; the limit of Python's reader is one for the whole program."""
    with _one_at_a_time:
        before = csv.field_size_limit(_LONGEST_CELL)
        try:
            yield
        finally:
            csv.field_size_limit(before)


def _csv_reader(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _raw_table(
    path: Path, layer: str, header: list[str], lines: list[list[str]], delimiters: str
) -> RawTable:
    """Build the table; a blank line is no row, but it counts."""
    rows = [number for number, cells in enumerate(lines, start=1) if cells]
    remedy = f"put text that holds {delimiters} in quotation marks"
    uneven = tuple(
        Problem(path.name, f"{len(header)} cells", f"{len(lines[row - 1])}", row=row, remedy=remedy)
        for row in rows
        if len(lines[row - 1]) != len(header)
    )
    cells = {
        name: [arm(lines[row - 1][place]) if place < len(lines[row - 1]) else "" for row in rows]
        for place, name in enumerate(header)
    }
    return RawTable(layer, path.name, cells, rows, problems=uneven)
