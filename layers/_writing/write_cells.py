"""Tables as rows of cells: CSV, and workbooks of Excel."""

from __future__ import annotations

import csv
import datetime as dt
import importlib.util
import json
import math
import re
from io import BytesIO
from itertools import chain
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import geopandas as gpd
import numpy as np
import shapely

from isthmus.geo import WriteError
from isthmus.layers._bundled.files import file_credits
from isthmus.layers._tables.cells import as_cells, as_number, disarm, is_formula
from isthmus.layers._tables.crs import in_degrees
from isthmus.layers._tables.date_columns import with_days
from isthmus.layers._tables.schemas import GIVEN

from .atomic import replacement
from .geojson import DECIMALS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import TextIO

    import pandas as pd

    from isthmus.layers._checking.validation import Rejected
    from isthmus.layers._tables.atlas_schemas import About

REJECTED = "rejected.csv"
"""Name of the file of rejected rows beside the layers."""

MAX_ROWS, MAX_COLUMNS, MAX_TEXT = 1_048_575, 16_384, 32_767
"""What a sheet holds: rows below the header, columns, characters in a cell."""

_SHAPES = frozenset(("wkt", "geometry"))  # columns that are read as shapes
_SAME_PLACE = 1e-5  # degrees, about 1 m
_LARGEST = 2**53  # Excel's numbers are floats, of which this one may have been another
_FIRST_DAY = dt.date(1900, 3, 1)  # before, Excel counts a day that never was
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")  # what XML has no way to say
_NO_TITLE = re.compile(r"[\[\]:*?/\\]")
_LONGEST_TITLE = 31
_MODIFIED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def write_csv(table: pd.DataFrame, path: Path) -> Path:
    """Write a table as CSV in UTF-8.

    Raises
    ------
    WriteError
        If a table of places has no CRS, or a text has no UTF-8 form.
    """
    columns = csv_columns(table)
    return _write_lines(chain([[*columns]], zip(*columns.values(), strict=True)), path)


def write_rejected(rejected: Iterable[Rejected], path: Path) -> Path:
    """Write rejected rows as CSV: file, row, column, reason, and the row itself as JSON."""
    rows = (
        (
            one.problem.file,
            str(one.problem.row),
            one.problem.column or "",
            str(one.problem).replace("\0", "\N{SYMBOL FOR NULL}"),  # as it was, it stands in the cells
            json.dumps(one.cells, ensure_ascii=False),
        )
        for one in rejected
    )
    lines = (list(map(disarm, row)) for row in rows)
    return _write_lines(chain([["file", "row", "column", "reason", "cells"]], lines), path)


def csv_columns(table: pd.DataFrame) -> dict[str, list[str]]:
    """Return a table's columns as cells of text that no spreadsheet runs, those of its places last."""
    columns, numeric = text_columns(table), _numeric_columns(table)
    return {
        disarm(name): texts if name in numeric else [disarm(text) for text in texts]
        for name, texts in columns.items()
    }


def _numeric_columns(table: pd.DataFrame) -> set[str]:
    """Return the columns that are numbers in a file of cells: those of points among them."""
    numbers = {*map(str, table.select_dtypes("number", exclude="timedelta"))}
    return numbers | {"lon", "lat"} if isinstance(table, gpd.GeoDataFrame) and _are_points(table) else numbers


def text_columns(table: pd.DataFrame) -> dict[str, list[str]]:
    """Return a table's columns as cells of text, those of its places last.

    Raises
    ------
    WriteError
        If a table of places has no CRS.
    """
    if not isinstance(table, gpd.GeoDataFrame):
        return as_cells({str(name): table[name] for name in table})
    table = in_degrees(table, error=WriteError)
    plain = table.drop(columns=table.geometry.name)
    own, places = as_cells({str(name): plain[name] for name in plain}), _place_columns(table)
    _refuse_others(own, places, table)
    return own | places


def _refuse_others(
    own: Mapping[str, Sequence[str]], places: Mapping[str, Sequence[str]], table: gpd.GeoDataFrame
) -> None:
    """Refuse columns of an owner's own that would be read as places and say others."""
    said = {**places}
    for name in _SHAPES & own.keys() - places.keys():  # read as a shape, too, or as a second one
        said[name] = [""] * len(table) if "wkt" in places else _write_shapes(table)
    for name in own.keys() & said.keys():
        for row, (text, place) in enumerate(zip(own[name], said[name], strict=True), start=1):
            if not _is_same(name, text, place):
                expected = f"the places of the table in column {name}, as they are read"
                got = f'a column of its own with "{text[:60]}" in row {row}'
                raise WriteError(
                    f'expected {expected}, got {got}, where the place is "{place[:60]}"; rename it'
                )


def _is_same(name: str, text: str, place: str) -> bool:
    if text in {"", place}:
        return True
    if name in _SHAPES:
        return _is_shape(text, place)
    one, other = as_number(text), as_number(place)
    return one is not None and other is not None and abs(one - other) < _SAME_PLACE


def _is_shape(text: str, place: str) -> bool:
    one, other = shapely.from_wkt([text, place], on_invalid="ignore")
    return bool(shapely.equals_exact(shapely.normalize(one), shapely.normalize(other), _SAME_PLACE))


class _LineWriter:
    """A file of text that gets a line at a time, and ends it as Unix does.

    Python's writer quotes only what it takes for the end of a line: told that this is a carriage return and a
    newline, it quotes a cell that holds either of them alone, at which readers would end the row.
    """

    END = "\r\n"

    def __init__(self, path: Path, file: TextIO) -> None:
        self.path, self.file = path, file

    def write(self, line: str) -> None:
        if "\0" in line:
            raise WriteError(f"{self.path}: expected text that CSV holds, got a zero character")
        self.file.write(line.removesuffix(self.END) + "\n")


def _write_lines(lines: Iterable[Sequence[str]], path: Path) -> Path:
    with replacement(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        try:
            csv.writer(_LineWriter(path, file), lineterminator=_LineWriter.END).writerows(lines)
        except UnicodeEncodeError as error:
            raise WriteError(f"{path}: expected text, got half a character: {error.reason}") from None
    return path


def _place_columns(table: gpd.GeoDataFrame) -> dict[str, list[str]]:
    shapes = table.geometry.to_numpy()
    if _are_points(table):
        lon, lat, _, _ = shapely.bounds(shapes).T  # of an empty point there is neither
        return {"lon": _numbers(lon), "lat": _numbers(lat)}
    return {"wkt": _write_shapes(table)}


def _write_shapes(table: gpd.GeoDataFrame) -> list[str]:
    texts = shapely.to_wkt(table.geometry.to_numpy(), rounding_precision=DECIMALS)
    return [text or "" for text in texts]


def _are_points(table: gpd.GeoDataFrame) -> bool:
    return set(table.geometry.geom_type.dropna()) == {"Point"} and not table.has_z.any()


def _numbers(values: np.ndarray) -> list[str]:
    return as_cells({"": np.round(values, DECIMALS)})[""]


def write_excel(table: pd.DataFrame, path: Path, about: About | None = None) -> Path:
    """Write a table as an Excel workbook, whose sheet has the name of the file.

    Raises
    ------
    WriteError
        If openpyxl is missing (the extra ``excel``), the table has no CRS, or a sheet can't hold it.
    """
    if importlib.util.find_spec("openpyxl") is None:
        raise WriteError(f"{path.name}: writing Excel files needs openpyxl: pip install openpyxl")
    frame, days = with_days(table)
    columns = _without_drawn_shapes(text_columns(frame))
    _check_fit(path, columns)
    reads: dict[str, Callable[[str], object]] = dict.fromkeys(_numeric_columns(table), _number)
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
