"""Excel workbooks as text cells."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Any

from isthmus.geo import Problem, ReadError

from .config import UNSAID
from .limits import check_size, parsing
from .table import RawTable, as_text, check_header, unreadable

if TYPE_CHECKING:
    from pathlib import Path

    from .config import FileOptions

_MAX_ROWS, _MAX_COLUMNS = 1_048_576, 16_384  # of Excel itself: a damaged file may claim more

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
    values = _lines(path, layer, options.sheet, data_only=True)
    lines = [[as_text(value) for value in line] for line in values]
    header = _header(path, lines)
    rows = [number for number, line in enumerate(lines) if number and any(line)]
    cells = {name: [lines[number][place] for number in rows] for place, name in enumerate(header)}
    formulas = _lines(path, layer, options.sheet, data_only=False)
    return RawTable(layer, path.name, cells, rows, problems=_not_computed(path, header, values, formulas))


def _header(path: Path, lines: list[list[str]]) -> list[str]:
    """Return the names of the columns, as many as any line fills."""
    width = max((place for line in lines for place, text in enumerate(line, start=1) if text), default=0)
    if width == 0:
        raise unreadable(path, "a row of column names", "an empty sheet")
    header = lines[0][:width]
    check_header(path, header)
    return header


def _not_computed(path: Path, header: list[str], values: Lines, formulas: Lines) -> tuple[Problem, ...]:
    """Report formulas without a stored value: a program other than Excel wrote them."""
    return tuple(
        Problem(
            path.name, "a value", f"the formula {formula}", row=row, column=name, remedy="save it in Excel"
        )
        for row, (line, sources) in enumerate(zip(values, formulas, strict=True))
        for name, value, formula in zip(header, line, sources, strict=False)
        if value is None and isinstance(formula, str)
    )


def _lines(path: Path, layer: str, sheet: str, *, data_only: bool) -> Lines:
    import openpyxl  # noqa: PLC0415 - optional: only those who read workbooks need it

    with parsing(path, "an Excel workbook (.xlsx)"), path.open("rb") as file:
        workbook = openpyxl.load_workbook(file, read_only=True, data_only=data_only)
        name = _chosen(path, workbook.sheetnames, layer, sheet)
        rows = workbook[name].iter_rows(values_only=True, max_row=_MAX_ROWS, max_col=_MAX_COLUMNS)
        return list(rows)


def _chosen(path: Path, names: list[str], layer: str, said: str) -> str:
    """Return which sheet to read: the one somebody said, the one of the layer's name, or the only one."""
    if said in names or (not said and layer in names):
        return said or layer
    if not said and len(names) == 1:
        return names[0]
    expected = f'a sheet named "{said}"' if said else f'one sheet, or one named "{layer}"'
    raise unreadable(path, expected, ", ".join(names), "put its name as sheet in isthmus.toml")
