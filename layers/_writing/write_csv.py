"""Tables as CSV, which spreadsheets and every program of statistics open.

Points are written as ``lon`` and ``lat``, other shapes as well-known text (``wkt``), both with six decimals;
a missing value is an empty cell, moments are ISO 8601 text. A cell of text that a spreadsheet would run as a
formula gets an apostrophe in front, the spreadsheets' own sign for text: `isthmus.layers._tables.cells`.
"""

from __future__ import annotations

import csv
import json
from itertools import chain
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from isthmus.geo import WriteError
from isthmus.layers._tables.cells import as_cells, disarm
from isthmus.layers._tables.crs import in_degrees

from .atomic import replacement
from .geojson import DECIMALS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path
    from typing import TextIO

    import pandas as pd

    from isthmus.layers._checking.validation import Rejected

REJECTED = "rejected.csv"
"""Name of the file of rejected rows beside the layers."""


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
    numeric = {*map(str, table.select_dtypes("number")), "lon", "lat"}
    return {
        disarm(name): texts if name in numeric else [disarm(text) for text in texts]
        for name, texts in text_columns(table).items()
    }


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
    return as_cells({str(name): plain[name] for name in plain}) | _place_columns(table)


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
    if set(table.geometry.geom_type.dropna()) == {"Point"} and not table.has_z.any():
        lon, lat, _, _ = shapely.bounds(shapes).T  # of an empty point there is neither
        return {"lon": _numbers(lon), "lat": _numbers(lat)}
    return {"wkt": [text or "" for text in shapely.to_wkt(shapes, rounding_precision=DECIMALS)]}


def _numbers(values: np.ndarray) -> list[str]:
    return as_cells({"": np.round(values, DECIMALS) + 0.0})[""]  # -0.0 becomes 0.0
