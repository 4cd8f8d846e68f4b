"""Excel workbooks as text cells."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from isthmus.geo import ReadError

from .table import RawTable, as_text, check_header, unreadable

if TYPE_CHECKING:
    from pathlib import Path


def read_excel(path: Path, layer: str) -> RawTable:
    """Read the sheet of this name, or the only one, of a workbook; needs the extra ``excel``.

    Raises
    ------
    ReadError
        If openpyxl is missing.
    ValidationError
        If the file is no workbook, has no such sheet, or the sheet is empty.
    """
    if importlib.util.find_spec("openpyxl") is None:
        raise ReadError(f"{path.name}: reading Excel files needs openpyxl: pip install 'isthmus[excel]'")
    lines = [[as_text(value) for value in line] for line in _sheet(path, layer)]
    if not any(map(any, lines)):
        raise unreadable(path, "a row of column names", "an empty sheet")
    width = max(
        len(line) - next(i for i, text in enumerate(reversed(line)) if text) for line in lines if any(line)
    )
    header = lines[0][:width]
    check_header(path, header)
    rows = [number for number, line in enumerate(lines) if number and any(line)]
    cells = {name: [lines[number][place] for number in rows] for place, name in enumerate(header)}
    return RawTable(layer, path.name, cells, rows)


def _sheet(path: Path, layer: str) -> list[tuple[Any, ...]]:
    import openpyxl  # noqa: PLC0415 - optional: only those who read workbooks need it

    try:
        workbook = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, KeyError, ValueError, openpyxl.utils.exceptions.InvalidFileException) as error:
        raise unreadable(path, "an Excel workbook (.xlsx)", str(error)) from None
    names = workbook.sheetnames
    if layer not in names and len(names) != 1:
        workbook.close()
        raise unreadable(path, f'one sheet, or one named "{layer}"', ", ".join(names))
    lines = list(workbook[layer if layer in names else names[0]].iter_rows(values_only=True))
    workbook.close()
    return lines
