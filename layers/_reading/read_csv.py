"""CSV files as text, with every fault of the file itself named."""

from __future__ import annotations

import csv
import io
import json
import re
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING

from isthmus.geo import Problem
from isthmus.layers._tables.cells import arm, quote
from isthmus.layers._tables.limits import MAX_COLUMNS, check_cells, check_name_lengths
from isthmus.layers._tables.table import RawTable, check_header, unreadable

from .config import UNSAID
from .encodings import decode, encoding_notes
from .grids import count_known, grid_among, header_place

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from .config import FileOptions

_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}

_EXCEL_TEXT = re.compile(r'="([^"]*)"')
_MARKUP = re.compile(r"\s*(<!doctype|<html|<\?xml|<kml|\{\s*\"|\[\s*\{)", re.IGNORECASE)
_SEPARATOR = re.compile(r"sep=([,;\t|])\r?\n", re.IGNORECASE)
_LONGEST_CELL = 2**24
"""Largest number of characters in a cell: the outline of a country has a few hundred thousand."""

_FIRST_LINES = 30  # among which the names of columns are
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
    text, encoding = decode(path, encoding=options.encoding, known=known)
    if markup := _MARKUP.match(text):
        got = f"{quote(markup[0].strip())} at its begin: a page, or data of another format"
        raise unreadable(path, "a CSV file", got, "save it anew, or name it by its format")
    said = _SEPARATOR.match(text)
    if said:  # Excel's own first line
        text = text[said.end() :]
    delimiter = options.delimiter or (said[1] if said else _find_delimiter(path, text, known))
    grid = grid_among(_split_rows(path, text, delimiter))
    header = [_plain_cell(name) for name in grid.header]
    check_cells(path, len(grid.lines), len(header), sum(map(len, grid.lines)))
    check_name_lengths(path, header)
    check_header(path, header)
    table = _raw_table(path, layer, header, grid.lines, _DELIMITERS.get(delimiter, delimiter))
    notes = [table.note(expected, got) for expected, got in grid.told]
    notes += encoding_notes(path, options.encoding, encoding)
    if not (options.delimiter or said) and delimiter != _usual_delimiter(path):
        setting = f"delimiter = {json.dumps(delimiter)}"
        remedy = f"save it with commas, or put {setting} in isthmus.toml"
        got = f"{_DELIMITERS[delimiter]}, and read as such"
        notes.append(table.note("columns split by commas", got, remedy, settings=(setting,)))
    return replace(table, notes=tuple(notes))


def _plain_cell(text: str) -> str:
    """Return the text of a cell; ="007" is Excel's way to keep a number as it is written."""
    kept = _EXCEL_TEXT.fullmatch(text)
    return kept[1] if kept else arm(text)


def _usual_delimiter(path: Path) -> str:
    return "\t" if path.suffix.lower() == ".tsv" else ","


def _find_delimiter(path: Path, text: str, known: Collection[str]) -> str:
    """Return what splits the header into known names, and each row as often; a comma if nothing splits it."""
    headers = {delimiter: _header(text, delimiter) for delimiter in _DELIMITERS}
    splitting = [delimiter for delimiter, names in headers.items() if len(names) > 1]
    if len(splitting) <= 1:
        return splitting[0] if splitting else _usual_delimiter(path)
    hits = {delimiter: count_known(headers[delimiter], known) for delimiter in splitting}
    best = [delimiter for delimiter in splitting if hits[delimiter] == max(hits.values())]
    even = [delimiter for delimiter in best if _is_even(text, delimiter)]
    if "\t" in even and _usual_delimiter(path) == "\t":
        return "\t"
    if len(best) == 1 or len(even) == 1:
        return best[0] if len(best) == 1 else even[0]
    got = " and ".join(_DELIMITERS[delimiter] for delimiter in best)
    settings = tuple(f"delimiter = {json.dumps(delimiter)}" for delimiter in best)
    remedy = "put its delimiter in isthmus.toml"
    raise unreadable(path, "columns split by one sign", got, remedy, settings=settings)


def _header(text: str, delimiter: str) -> list[str]:
    """Return the names of columns by a delimiter, with an empty list for none."""
    lines: list[list[str]] = []
    with suppress(csv.Error):
        lines += islice(_csv_reader(text, delimiter), _FIRST_LINES)
    return lines[header_place(lines)][:MAX_COLUMNS] if lines else []


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
    rows = [number for number, cells in enumerate(lines, start=1) if any(map(str.strip, cells))]
    more, fewer = f"put text that holds {delimiters} in quotation marks", "fill the row up to its last column"
    uneven = tuple(
        Problem(
            path.name,
            f"{len(header)} cells",
            f"{len(lines[row - 1])}",
            row=row,
            remedy=more if len(lines[row - 1]) > len(header) else fewer,
        )
        for row in rows
        if len(lines[row - 1]) != len(header)
    )
    cells = {
        name: [_plain_cell(lines[row - 1][place]) if place < len(lines[row - 1]) else "" for row in rows]
        for place, name in enumerate(header)
    }
    return RawTable(layer, path.name, cells, rows, problems=uneven)
