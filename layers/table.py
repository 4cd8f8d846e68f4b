"""A table as its file says it: every cell as text, before anything is made of it."""

from __future__ import annotations

import datetime
import json
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from isthmus.geo import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class RawTable:
    """A table read but not yet checked.

    Parameters
    ----------
    layer : str
        Name of the layer it is to become.
    file : str
        Name of the file, for messages.
    cells : pandas.DataFrame
        The cells as text, "" where they are empty; the index counts the rows of data from 1.
    geometry : numpy.ndarray or None
        Shapely geometries in degrees, one a row, where the file's format has them.
    problems : tuple of Problem
        What was found wrong while reading.
    """

    layer: str
    file: str
    cells: pd.DataFrame
    geometry: np.ndarray | None = None
    problems: tuple[Problem, ...] = field(default=())

    def problem(
        self, row: int | None, column: str | None, expected: str, got: str, remedy: str = ""
    ) -> Problem:
        """Return a problem of this table."""
        return Problem(self.file, expected, got, row=row, column=column, remedy=remedy)


def text_table(columns: dict[str, Iterable[object]]) -> pd.DataFrame:
    """Return cells as text with rows counted from 1.

    Examples
    --------
    >>> text_table({"id": ["007", 8], "size": [1.5, None]}).loc[2].tolist()
    ['8', '']
    """
    frame = pd.DataFrame(
        {name: [as_text(value) for value in values] for name, values in columns.items()}, dtype="str"
    )
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    return frame


def as_text(value: object) -> str:
    """Return the text of one cell, "" for a missing one.

    Examples
    --------
    >>> [as_text(value) for value in ("007", 7, 7.0, 0.1, True, None, float("nan"))]
    ['007', '7', '7', '0.1', 'true', '', '']
    >>> as_text(datetime.datetime(2025, 9, 3)), as_text(["a", "b"])
    ('2025-09-03', '["a", "b"]')
    """
    if isinstance(value, str):
        return value
    if value is None or value is pd.NaT or value is pd.NA:
        return ""
    if isinstance(value, np.generic):
        return as_text(value.item())
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _number_text(value)
    if isinstance(value, datetime.date):
        return _date_text(value)
    if isinstance(value, (list, tuple, dict, np.ndarray)):
        return json.dumps(
            np.asarray(value).tolist() if isinstance(value, np.ndarray) else value, ensure_ascii=False
        )
    return str(value)


def _number_text(value: float) -> str:
    if math.isnan(value):
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)


def _date_text(value: datetime.date) -> str:
    if isinstance(value, datetime.datetime) and value.time() == datetime.time() and value.tzinfo is None:
        value = value.date()
    return value.isoformat()
