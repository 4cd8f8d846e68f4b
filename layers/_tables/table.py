"""A table as its file says it: every cell as text, before anything is made of it."""

from __future__ import annotations

import datetime as dt
import json
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from isthmus.geo import Problem, ValidationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

GeometryArray: TypeAlias = NDArray[np.object_]
"""Shapely geometries, None where there is none."""


@dataclass(frozen=True)
class RawTable:
    """A table read but not yet checked.

    Parameters
    ----------
    layer : str
        Name of the layer it is to become.
    file : str
        Name of the file, for messages.
    cells : mapping of str to list of str
        The columns by name; "" is an empty cell.
    rows : sequence of int
        Number of each row in the file, the first row of data being 1.
    geometry : numpy.ndarray or None
        Shapely geometries in degrees, one a row, where the file's format has them.
    problems : tuple of Problem
        What was found wrong while reading.
    notes : tuple of Problem
        What was taken for granted while reading, such as an unusual encoding.
    """

    layer: str
    file: str
    cells: Mapping[str, list[str]]
    rows: Sequence[int]
    geometry: GeometryArray | None = None
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()

    def column(self, name: str) -> list[str]:
        """Return a column's cells, empty ones if the table has no such column."""
        return self.cells.get(name) or [""] * len(self.rows)

    def problem(
        self, expected: str, got: str, remedy: str = "", *, row: int | None = None, column: str | None = None
    ) -> Problem:
        """Return a problem of this table; ``row`` counts its rows from 0."""
        return Problem(
            self.file,
            expected,
            got,
            row=None if row is None else self.rows[row],
            column=column,
            remedy=remedy,
        )

    def note(
        self, expected: str, got: str, remedy: str = "", *, row: int | None = None, column: str | None = None
    ) -> Problem:
        """Return a note on this table; ``row`` counts its rows from 0."""
        return replace(self.problem(expected, got, remedy, row=row, column=column), severity="note")


def unreadable(path: Path, expected: str, got: str, remedy: str = "") -> ValidationError:
    """Return the error for a file that is no table at all."""
    return ValidationError([Problem(path.name, expected, got, remedy=remedy)])


def check_header(path: Path, names: Sequence[str]) -> None:
    """Refuse a table whose columns have no name, or share one.

    Raises
    ------
    ValidationError
        If so.
    """
    if not all(name.strip() for name in names):
        place = next(place for place, name in enumerate(names, start=1) if not name.strip())
        raise unreadable(path, "a name for each column", f"none for column {place}", "name it or take it out")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        got = ", ".join(f'"{name}"' for name in twice) + " more than once"
        raise unreadable(path, "each column once", got, "rename or take out one of them")


def as_cells(columns: Mapping[str, Iterable[object]]) -> dict[str, list[str]]:
    """Return columns of any values as text.

    Examples
    --------
    >>> as_cells({"id": ["007", 8], "size": [1.5, None]})
    {'id': ['007', '8'], 'size': ['1.5', '']}
    """
    return {str(name): [as_text(value) for value in values] for name, values in columns.items()}


def as_text(value: object) -> str:
    """Return the text of one cell, "" for a missing one.

    Examples
    --------
    >>> [as_text(value) for value in ("007", 7, 7.0, 0.1, True, None, float("nan"))]
    ['007', '7', '7', '0.1', 'true', '', '']
    >>> as_text(dt.datetime(2025, 9, 3)), as_text(["a", "b"])
    ('2025-09-03', '["a", "b"]')
    """
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    match value.item() if isinstance(value, np.generic) else value:
        case bool(truth):
            return str(truth).lower()
        case float(number):
            return _number_text(number)
        case dt.date() as date:
            return _date_text(date)
        case list() | tuple() | dict() as nested:
            return json.dumps(nested, ensure_ascii=False)
        case other:
            return str(other)


def _number_text(value: float) -> str:
    if math.isnan(value):
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)


def _date_text(value: dt.date) -> str:
    if isinstance(value, dt.datetime) and value.time() == dt.time() and value.tzinfo is None:
        value = value.date()
    return value.isoformat()
