"""CSV files and workbooks of Excel as text cells, with every fault of the file itself named."""

from __future__ import annotations

import csv
import importlib.util
import json
import re
from contextlib import contextmanager
from dataclasses import replace
from itertools import zip_longest
from threading import Lock
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from isthmus.geo import Problem, ReadError
from isthmus.layers._tables.cells import arm, as_text, quote
from isthmus.layers._tables.limits import (
    check_cells,
    check_name_lengths,
    check_size,
    check_unpacked_size,
    foreign_parser,
)
from isthmus.layers._tables.table import RawTable, check_header, unreadable

from .config import UNSAID
from .grids import grid_among, header_place
from .number_columns import BESIDE_TEXT
from .text_files import DELIMITERS, csv_reader, decode, encoding_notes, find_delimiter, usual_delimiter

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

    from .config import FileOptions

_EXCEL_TEXT = re.compile(r'="([^"]*)"')
_MARKUP = re.compile(r"\s*(<!doctype|<html|<\?xml|<kml|\{\s*\"|\[\s*\{)", re.IGNORECASE)
_SEPARATOR = re.compile(r"sep=([,;\t|])\r?\n", re.IGNORECASE)
_LONGEST_CELL = 2**24
"""Largest number of characters in a cell: the outline of a country has a few hundred thousand."""

_one_at_a_time = Lock()

_MAX_ROWS, _MAX_COLUMNS = 1_048_576, 16_384  # of Excel itself: a damaged file may claim more
_MAX_CELLS = 50_000_000
_MERGED = re.compile(rb'<mergeCell [^>]*?ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_MOST_MERGED = 10_000
_CHUNK = 2**20
_LISTED = 5  # ranges in a message
_FIRST_ROWS, _FIRST_COLUMNS = 100, 100  # where a table begins, if a sheet has one

Lines = list[tuple[Any, ...]]


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
    delimiter = options.delimiter or (said[1] if said else find_delimiter(path, text, known))
    grid = grid_among(_split_rows(path, text, delimiter))
    header = [_plain_cell(name) for name in grid.header]
    check_cells(path, len(grid.lines), len(header), sum(map(len, grid.lines)))
    check_name_lengths(path, header)
    check_header(path, header)
    table = _raw_table(path, layer, header, grid.lines, DELIMITERS.get(delimiter, delimiter))
    notes = [table.note(expected, got) for expected, got in grid.told]
    notes += encoding_notes(path, options.encoding, encoding)
    if not (options.delimiter or said) and delimiter != usual_delimiter(path):
        setting = f"delimiter = {json.dumps(delimiter)}"
        remedy = f"save it with commas, or put {setting} in isthmus.toml"
        got = f"{DELIMITERS[delimiter]}, and read as such"
        notes.append(table.note("columns split by commas", got, remedy, settings=(setting,)))
    return replace(table, notes=tuple(notes))


def _plain_cell(text: str) -> str:
    """Return the text of a cell; ="007" is Excel's way to keep a number as it is written."""
    kept = _EXCEL_TEXT.fullmatch(text)
    return kept[1] if kept else arm(text)


def _split_rows(path: Path, text: str, delimiter: str) -> list[list[str]]:
    try:
        with _long_cells():
            rows = list(csv_reader(text, delimiter))
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


def read_excel(path: Path, layer: str, options: FileOptions = UNSAID) -> RawTable:
    """Read a sheet of a workbook; needs the extra ``excel``.

    Parameters
    ----------
    path : Path
        The file.
    layer : str
        Layer it is to become.
    options : FileOptions, optional
        The sheet to read, if somebody said; else it is the one of the layer's name, or the only one.

    Returns
    -------
    RawTable
        Its cells as text; of a formula, the value that Excel stored.

    Raises
    ------
    ReadError
        If openpyxl is missing.
    ValidationError
        If the file is no workbook, has no such sheet, or the sheet is empty.
    """
    if importlib.util.find_spec("openpyxl") is None:
        raise ReadError(f"{path.name}: reading Excel files needs openpyxl: pip install openpyxl")
    check_size(path)
    values, merged = _sheet_lines(path, layer, options.sheet, data_only=True)
    formulas, _ = _sheet_lines(path, layer, options.sheet, data_only=False)
    if not any(map(any, _text_lines(values))):
        raise unreadable(path, "a row of column names", "an empty sheet")
    lines = _text_lines(values)
    check_cells(path, len(lines), len(lines[0]))
    check_unpacked_size(path, sum(len(text) for line in lines for text in line))
    grid = grid_among(lines)
    check_name_lengths(path, grid.header)
    check_header(path, grid.header)
    rows = [number for number, line in enumerate(grid.lines, start=1) if any(line)]
    cells = {
        name: [grid.lines[number - 1][place] for number in rows] for place, name in enumerate(grid.header)
    }
    uncomputed = _formula_problems(
        path, lines[header_place(lines)], (values, formulas), len(lines) - len(grid.lines)
    )
    floats = {as_text(value) for line in values for value in line if isinstance(value, float)}
    dtypes = {name: BESIDE_TEXT for name, texts in cells.items() if not floats.isdisjoint(texts)}
    table = RawTable(layer, path.name, cells, rows, problems=uncomputed, dtypes=dtypes)
    notes = [table.note(expected, got) for expected, got in grid.told]
    got = f"merged cells ({', '.join(merged[:_LISTED])}), each read as what the first of them holds"
    return replace(table, notes=(*notes, *[table.note("a cell for each value", got)] * bool(merged)))


def _text_lines(values: Lines) -> list[list[str]]:
    """Return values as text, each line as long as the longest."""
    lines = [[as_text(value) for value in line] for line in values]
    width = max((place for line in lines for place, text in enumerate(line, start=1) if text), default=0)
    return [[*line[:width], *[""] * (width - len(line))] for line in lines]


def _formula_problems(
    path: Path, header: list[str], cells: tuple[Lines, Lines], above: int
) -> tuple[Problem, ...]:
    """Report formulas without a stored value, below some lines: a program other than Excel wrote them."""
    names = dict(enumerate(header))
    return tuple(
        Problem(
            path.name,
            "a value",
            f"the formula {formula}",
            row=row,
            column=names.get(place) or None,
            remedy="save it in Excel",
        )
        for row, (line, sources) in enumerate(zip(*cells, strict=True), start=1 - above)
        for place, (value, formula) in enumerate(zip_longest(line, sources))
        if value is None and isinstance(formula, str) and formula.startswith("=")
    )


def _sheet_lines(path: Path, layer: str, sheet: str, *, data_only: bool) -> tuple[Lines, list[str]]:
    """Return the lines of a sheet, and the ranges of cells that are merged in its table."""
    import openpyxl  # noqa: PLC0415 - optional: only those who read workbooks need it

    with foreign_parser(path, "an Excel workbook (.xlsx)"), path.open("rb") as file:
        workbook = openpyxl.load_workbook(file, read_only=True, data_only=data_only)
        name = _choose_sheet(path, workbook, layer, sheet)
        rows = workbook[name].iter_rows(values_only=True, max_row=_MAX_ROWS, max_col=_MAX_COLUMNS)
        lines = [_strip_end(row) for row in _up_to_limit(path, rows)]
        return lines, _fill_merged(lines, _merged_ranges(path, workbook[name]))


def _merged_ranges(path: Path, sheet: Any) -> list[str]:  # noqa: ANN401 - openpyxl publishes no types
    """Return the ranges of merged cells, which openpyxl does not tell of a sheet that it reads by rows."""
    member = getattr(sheet, "_worksheet_path", None)
    if member is None:
        return []
    with ZipFile(path) as archive, archive.open(member) as file:
        found, before = [], b""
        while chunk := file.read(_CHUNK):
            whole = before + chunk
            found += [match[1].decode() for match in _MERGED.finditer(whole)]
            last = whole.rfind(b"<")
            before = whole[last:] if last >= 0 else b""
        return found


def _fill_merged(lines: Lines, ranges: list[str]) -> list[str]:
    """Give each cell of merged ones below the first line of the table the value of their first one."""
    from openpyxl.utils import range_boundaries  # noqa: PLC0415 - as above

    filled = []
    for cells in ranges[:_MOST_MERGED]:
        left, top, right, bottom = range_boundaries(cells)
        line = lines[top - 1] if top <= len(lines) else ()
        if left > len(line) or line[left - 1] is None or not _lies_beside_others(lines, top, left, right):
            continue
        for row in range(top - 1, min(bottom, len(lines))):
            wide = [*lines[row], *[None] * (right - len(lines[row]))]
            wide[left - 1 : right] = [line[left - 1]] * (right - left + 1)
            lines[row] = tuple(wide)
        filled.append(cells)
    return filled


def _lies_beside_others(lines: Lines, top: int, left: int, right: int) -> bool:
    """Tell whether a line has cells beside some: a title has none."""
    line = lines[top - 1]
    return any(value is not None for value in (*line[: left - 1], *line[right:]))


def _shows_cells(sheet: Any) -> bool:  # noqa: ANN401 - openpyxl publishes no types
    """Tell whether a sheet is not hidden and has a cell among its first ones."""
    rows = sheet.iter_rows(values_only=True, max_row=_FIRST_ROWS, max_col=_FIRST_COLUMNS)
    return sheet.sheet_state == "visible" and any(value is not None for row in rows for value in row)


def _up_to_limit(path: Path, rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Yield rows as long as their cells are not too many: one far away makes all before it empty ones."""
    count = 0
    for row in rows:
        count += len(row)
        if count > _MAX_CELLS:
            remedy = "take out the cells far away from the table"
            raise unreadable(path, f"at most {_MAX_CELLS:,} cells", "more, most of them empty", remedy)
        yield row


def _strip_end(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a row up to its last cell that is not empty."""
    return row[: max((place for place, value in enumerate(row, start=1) if value is not None), default=0)]


def _choose_sheet(path: Path, workbook: Any, layer: str, said: str) -> str:  # noqa: ANN401 - openpyxl has no types
    """Return which sheet to read: the one said, the one of the layer's name, or the only one to be seen."""
    names: list[str] = [sheet.title for sheet in workbook.worksheets]  # those of charts have no cells
    if said in names or (not said and layer in names):
        return said or layer
    if not said and len(names) > 1:
        names = [name for name in names if _shows_cells(workbook[name])] or names
    if not said and len(names) == 1:
        return names[0]
    expected = f'a sheet named "{said}"' if said else f'one sheet, or one named "{layer}"'
    raise unreadable(
        path,
        expected,
        ", ".join(names) or "none with cells",
        "name it by --layer, by layer= in Python, or as sheet in isthmus.toml",
        settings=tuple(f"sheet = {json.dumps(name, ensure_ascii=False)}" for name in names),
    )
