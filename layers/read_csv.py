"""CSV files as text, with every fault of the file itself named."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from isthmus.geo import Problem

from .formulas import armed
from .table import RawTable, check_header, unreadable

if TYPE_CHECKING:
    from pathlib import Path

_OTHER_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "bars"}


# A longer cell is a quotation mark that nobody closed. Python's own limit is another library's to raise.
_LONGEST_CELL = 131_072


def read_csv(path: Path, layer: str) -> RawTable:
    """Read a CSV file: UTF-8, commas, the names of the columns in the first row.

    Parameters
    ----------
    path : Path
        The file.
    layer : str
        Layer it is to become.

    Returns
    -------
    RawTable
        Its cells as text.

    Raises
    ------
    ValidationError
        If the file is no such table: empty, of another encoding or with another delimiter.
    """
    text = _decoded(path)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise unreadable(path, "a CSV file", f"{error}", "check its quotation marks") from None
    longest = max((len(cell) for row in rows for cell in row), default=0)
    if longest > _LONGEST_CELL:
        got = f"a cell of {longest} characters"
        raise unreadable(path, "a CSV file", got, "check its quotation marks")
    if not any(rows):
        raise unreadable(path, "a row of column names", "an empty file", "fill the file or take it out")
    header = rows[0]
    for delimiter, name in _OTHER_DELIMITERS.items():
        if len(header) == 1 and delimiter in header[0]:
            raise unreadable(path, "columns split by commas", name, "save it with commas")
    check_header(path, header)
    return _table(path, layer, header, rows[1:])


def _decoded(path: Path) -> str:
    raw = path.read_bytes()
    remedy = 'save it in UTF-8 (in Excel: "CSV UTF-8")'
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise unreadable(
            path, "text in UTF-8", f"byte 0x{raw[error.start]:02X} in line {line}", remedy
        ) from None
    if "\0" in text:
        raise unreadable(path, "text in UTF-8", "zero bytes: UTF-16 or no text at all", remedy)
    return text


def _table(path: Path, layer: str, header: list[str], lines: list[list[str]]) -> RawTable:
    """Build the table; a blank line is no row, but it counts."""
    rows = [number for number, cells in enumerate(lines, start=1) if cells]
    uneven = tuple(
        _uneven(path, row, len(header), len(lines[row - 1]))
        for row in rows
        if len(lines[row - 1]) != len(header)
    )
    cells = {
        name: [armed(lines[row - 1][place]) if place < len(lines[row - 1]) else "" for row in rows]
        for place, name in enumerate(header)
    }
    return RawTable(layer, path.name, cells, rows, problems=uneven)


def _uneven(path: Path, row: int, expected: int, got: int) -> Problem:
    remedy = "put text that holds a comma in quotation marks"
    return Problem(path.name, f"{expected} cells", f"{got}", row=row, remedy=remedy)
