"""Tables as CSV, which spreadsheets and every program of statistics open.

Points are written as ``lon`` and ``lat``, other shapes as well-known text (``wkt``), both with six decimals;
a missing value is an empty cell, moments are ISO 8601 text. A cell of text that a spreadsheet would run as a
formula gets an apostrophe in front, the spreadsheets' own sign for text: `isthmus.layers._tables.formulas`.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

from isthmus.geo import WriteError
from isthmus.layers._tables.formulas import disarmed
from isthmus.layers._tables.projection import in_degrees
from isthmus.layers._tables.table import as_cells

from .atomic import replacing
from .geojson import DECIMALS

if TYPE_CHECKING:
    import geopandas as gpd


def write_csv(table: gpd.GeoDataFrame, path: str | Path) -> Path:
    """Write a table as CSV in UTF-8; the file is replaced as a whole or not at all.

    Parameters
    ----------
    table : geopandas.GeoDataFrame
        Any table with a coordinate reference system.
    path : str or Path
        The file.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    WriteError
        If the table has no CRS, or a text has no UTF-8 form.
    """
    path = Path(path)
    columns = csv_columns(table)
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        try:
            writer.writerow(columns)
            writer.writerows(zip(*columns.values(), strict=True))
        except UnicodeEncodeError as error:
            raise WriteError(f"{path}: expected text, got half a character: {error.reason}") from None
    return path


def csv_columns(table: gpd.GeoDataFrame) -> dict[str, list[str]]:
    """Return a table's columns as cells of text that no spreadsheet runs, those of its places last."""
    numeric = {*table.select_dtypes("number"), "lon", "lat"}
    return {
        disarmed(name): texts if name in numeric else [disarmed(text) for text in texts]
        for name, texts in text_columns(table).items()
    }


def text_columns(table: gpd.GeoDataFrame) -> dict[str, list[str]]:
    """Return a table's columns as cells of text, those of its places last.

    Raises
    ------
    WriteError
        If the table has no CRS.
    """
    table = in_degrees(table)
    plain = table.drop(columns=table.geometry.name)
    return as_cells({name: plain[name] for name in plain}) | _places(table)


def _places(table: gpd.GeoDataFrame) -> dict[str, list[str]]:
    shapes = table.geometry.to_numpy()
    if set(table.geometry.geom_type.dropna()) == {"Point"} and not table.has_z.any():
        return {"lon": _numbers(shapely.get_x(shapes)), "lat": _numbers(shapely.get_y(shapes))}
    return {"wkt": [text or "" for text in shapely.to_wkt(shapes, rounding_precision=DECIMALS)]}


def _numbers(values: np.ndarray) -> list[str]:
    return as_cells({"": np.round(values, DECIMALS) + 0.0})[""]  # -0.0 becomes 0.0
