"""Tables as Excel workbooks, in which text is text: no cell is a formula, and no id loses its zeros.

Points are written as ``lon`` and ``lat``, other shapes as well-known text (``wkt``), moments as ISO text, and
days as days, of which Excel has none before March 1900. A shape too long for a cell is left out where its
row has a rule, by which reading draws it again.
A text that would be a formula if it were typed in is stored as text, with Excel's own mark for such text
(``quotePrefix``): its value stays as it was, and stays text when the cell is edited.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import math
import re
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from isthmus.geo import WriteError
from isthmus.layers._bundled.credits import file_credits
from isthmus.layers._tables.cells import is_formula
from isthmus.layers._tables.date_columns import with_days
from isthmus.layers._tables.schemas import GIVEN

from .atomic import replacement
from .write_csv import text_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import pandas as pd

    from isthmus.layers._tables.metadata import About

MAX_ROWS, MAX_COLUMNS, MAX_TEXT = 1_048_575, 16_384, 32_767
"""What a sheet holds: rows below the header, columns, characters in a cell."""

_LARGEST = 2**53  # Excel's numbers are floats, of which this one may have been another
_FIRST_DAY = dt.date(1900, 3, 1)  # before, Excel counts a day that never was
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")  # what XML has no way to say
_NO_TITLE = re.compile(r"[\[\]:*?/\\]")
_LONGEST_TITLE = 31
_MODIFIED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def write_excel(table: pd.DataFrame, path: Path, about: About | None = None) -> Path:
    """Write a table as an Excel workbook, whose sheet has the name of the file.

    Raises
    ------
    WriteError
        If openpyxl is missing (the extra ``excel``), the table has no CRS, or a sheet can't hold it.
    """
    if importlib.util.find_spec("openpyxl") is None:
        raise WriteError(f"{path.name}: writing Excel files needs openpyxl: pip install 'isthmus[excel]'")
    frame, days = with_days(table)
    columns = _without_drawn_shapes(text_columns(frame))
    _check_fit(path, columns)
    reads: dict[str, Callable[[str], object]] = {"lon": _number, "lat": _number}
    reads |= dict.fromkeys(map(str, table.select_dtypes("number", exclude="timedelta")), _number)
    reads |= dict.fromkeys(map(str, table.select_dtypes(["bool", "boolean"])), "true".__eq__)
    reads |= dict.fromkeys(map(str, days), _excel_day)
    lines = (
        [reads.get(name, str)(text) if text else None for name, text in zip(columns, line, strict=True)]
        for line in zip(*columns.values(), strict=True)
    )
    title = _NO_TITLE.sub(" ", path.stem)[:_LONGEST_TITLE] or "Sheet1"
    with replacement(path) as temporary:
        _without_moments(_workbook(title, [list(columns)], lines, file_credits(table, about)), temporary)
    return path


def _without_drawn_shapes(columns: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return columns without the shapes that no cell holds and that a rule in their row draws again."""
    if not {"wkt", "geometry_rule"} <= columns.keys():
        return columns
    rows = zip(columns["wkt"], columns["geometry_rule"], strict=True)
    kept = ["" if len(shape) > MAX_TEXT and rule not in {"", GIVEN} else shape for shape, rule in rows]
    return columns | {"wkt": kept}


def _check_fit(path: Path, columns: dict[str, list[str]]) -> None:
    rows = max(map(len, columns.values()), default=0)
    longest = max((len(text) for texts in columns.values() for text in texts), default=0)
    for what, count, most in (
        ("rows", rows, MAX_ROWS),
        ("columns", len(columns), MAX_COLUMNS),
        ("characters in a cell", longest, MAX_TEXT),
    ):
        if count > most:
            message = f"{path}: expected at most {most:,} {what} of a sheet, got {count:,}"
            raise WriteError(f"{message}; choose another format, such as csv")
    for name, texts in columns.items():
        control = _CONTROL.search("".join((name, *texts)))
        if control:
            raise WriteError(f"{path}, {name}: expected text that Excel holds, got {control[0]!a}")


def _number(text: str) -> float | str:
    """Return a number as Excel holds it; one that it does not hold stays text."""
    number = float(text)
    if not math.isfinite(number) or abs(number) >= _LARGEST:
        return text
    return int(number) if number.is_integer() else number


def _excel_day(text: str) -> dt.date | str:
    day = dt.date.fromisoformat(text)
    return day if day >= _FIRST_DAY else text


def _workbook(
    title: str, header: list[list[str]], lines: Iterator[list[Any]], owners: Sequence[str]
) -> BytesIO:
    import openpyxl  # noqa: PLC0415 - optional: only those who write workbooks need it
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415

    workbook = openpyxl.Workbook(write_only=True)
    workbook.properties.description = "; ".join(owners) or None
    sheet = workbook.create_sheet(title)
    sheet.freeze_panes = "A2"

    def cell(value: Any) -> Any:  # noqa: ANN401 - openpyxl publishes no types
        if not isinstance(value, str):
            return value
        text = WriteOnlyCell(sheet, value)
        text.data_type = "s"  # openpyxl takes what starts with = for a formula, and #N/A for an error
        text.quotePrefix = is_formula(value)
        return text

    for line in (*header, *lines):
        sheet.append([cell(value) for value in line])
    content = BytesIO()
    workbook.save(content)
    return content


def _without_moments(content: BytesIO, path: Path) -> None:
    """Copy a workbook without the moment of its writing: the same table gives the same bytes."""
    with ZipFile(content) as source, ZipFile(path, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = _MODIFIED.sub(rb"\g<1>1980-01-01T00:00:00Z", source.read(name))
            target.writestr(ZipInfo(name), part, ZIP_DEFLATED)
