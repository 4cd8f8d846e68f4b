"""Excel workbooks as text cells."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from isthmus.geo import Problem, ReadError
from isthmus.layers._tables.cells import as_text
from isthmus.layers._tables.limits import check_cells, check_names, check_size, check_unpacked, foreign_parser
from isthmus.layers._tables.table import RawTable, check_header, unreadable

from .config import UNSAID
from .read_csv import without_index

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from .config import FileOptions

_MAX_ROWS, _MAX_COLUMNS = 1_048_576, 16_384  # of Excel itself: a damaged file may claim more
_MAX_CELLS = 50_000_000
_FIRST_ROWS, _FIRST_COLUMNS = 100, 100  # where a table begins, if a sheet has one

Lines = list[tuple[Any, ...]]


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
        raise ReadError(f"{path.name}: reading Excel files needs openpyxl: pip install 'isthmus[excel]'")
    check_size(path)
    values = _sheet_lines(path, layer, options.sheet, data_only=True)
    lines = _text_lines(values)
    if lines:
        first, rest, index = without_index(lines[0], lines[1:])
        lines = [first, *rest]
    header = _column_names(path, lines)
    rows = [number for number, line in enumerate(lines) if number and any(line)]
    cells = {name: [lines[number][place] for number in rows] for place, name in enumerate(header)}
    formulas = _sheet_lines(path, layer, options.sheet, data_only=False)
    named = ["index", *header] if len(header) < len(values[0]) else header
    table = RawTable(layer, path.name, cells, rows, problems=_uncomputed(path, named, values, formulas))
    return replace(table, notes=(table.note("a name for each column", index),)) if index else table


def _column_names(path: Path, lines: list[list[str]]) -> list[str]:
    """Return the names of the columns."""
    if not lines or not lines[0]:
        raise unreadable(path, "a row of column names", "an empty sheet")
    check_cells(path, len(lines), len(lines[0]))
    check_unpacked(path, sum(len(text) for line in lines for text in line))
    check_names(path, lines[0])
    check_header(path, lines[0])
    return lines[0]


def _text_lines(values: Lines) -> list[list[str]]:
    """Return values as text, each line as long as the longest."""
    lines = [[as_text(value) for value in line] for line in values]
    width = max((place for line in lines for place, text in enumerate(line, start=1) if text), default=0)
    return [[*line[:width], *[""] * (width - len(line))] for line in lines]


def _uncomputed(path: Path, header: list[str], values: Lines, formulas: Lines) -> tuple[Problem, ...]:
    """Report formulas without a stored value: a program other than Excel wrote them."""
    return tuple(
        Problem(
            path.name, "a value", f"the formula {formula}", row=row, column=name, remedy="save it in Excel"
        )
        for row, (line, sources) in enumerate(zip(values, formulas, strict=True))
        for name, (value, formula) in zip(header, zip_longest(line, sources), strict=False)
        if value is None and isinstance(formula, str)
    )


def _sheet_lines(path: Path, layer: str, sheet: str, *, data_only: bool) -> Lines:
    import openpyxl  # noqa: PLC0415 - optional: only those who read workbooks need it

    with foreign_parser(path, "an Excel workbook (.xlsx)"), path.open("rb") as file:
        workbook = openpyxl.load_workbook(file, read_only=True, data_only=data_only)
        name = _choose_sheet(path, workbook, layer, sheet)
        rows = workbook[name].iter_rows(values_only=True, max_row=_MAX_ROWS, max_col=_MAX_COLUMNS)
        return [_strip_end(row) for row in _up_to_limit(path, rows)]


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
    names: list[str] = workbook.sheetnames
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
        ", ".join(names),
        "name it by --layer, by layer= in Python, or as sheet in isthmus.toml",
    )
