"""Text cells become typed columns; every cell that can't is a problem."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pandas as pd

from . import dates
from .schema import Column, Geometry, Kind, Schema, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from isthmus.geo import Problem

    from .table import RawTable

PLACE_COLUMNS: Mapping[Geometry, tuple[str, ...]] = MappingProxyType(
    {
        "point": ("lon", "lat", "wkt", "geometry"),
        "line": ("wkt", "geometry"),
        "polygon": ("lon", "lat", "wkt", "geometry"),
    }
)
"""Columns that say where a row is in a format without geometries; a polygon's lon and lat are its centre."""

GROUPS = ("EU", "WLD")
"""Groups of countries that a flow may name; they have no place of their own."""

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_COUNTRY = re.compile(r"[A-Z]{2}")
_URL = re.compile(r"https?://[^\s/]\S*")


def parse(table: RawTable, schema: Schema) -> tuple[pd.DataFrame, list[Problem]]:
    """Type a table's cells by its layer's schema.

    Parameters
    ----------
    table : RawTable
        The cells as text.
    schema : Schema
        What the columns mean.

    Returns
    -------
    frame : pandas.DataFrame
        Every column of the schema, in its order: text as ``str``, whole numbers as ``Int64``, numbers as
        ``float64``, empty cells as missing. A cell with a problem is missing, too.
    problems : list of Problem
        What was found wrong.
    """
    problems = _unknown_columns(table, schema)
    columns = {}
    for column in schema.columns:
        if column.required and column.name not in table.cells and table.rows:
            problems.append(table.problem("this column", "a table without it", column=column.name))
        else:
            problems += _problems(table, column)
        columns[column.name] = _typed(table.column(column.name), column)
    return pd.DataFrame(columns, index=pd.RangeIndex(len(table.rows))), problems


def number(text: str) -> float | None:
    """Return the number a text says, or None if it says none.

    Examples
    --------
    >>> number("12.5"), number("1,5"), number("nan"), number("n/a")
    (12.5, None, None, None)
    """
    return float(text) if _NUMBER.fullmatch(text) else None


def quoted(text: str) -> str:
    """Return a cell's text for a message, cut where it is long.

    Examples
    --------
    >>> quoted("n/a")
    '"n/a"'
    """
    return f'"{text}"' if len(text) <= _LONGEST else f'"{text[: _LONGEST - 3]}..."'


_LONGEST = 60


def _unknown_columns(table: RawTable, schema: Schema) -> list[Problem]:
    places = PLACE_COLUMNS[schema.geometry] if table.geometry is None else ()
    known = (*schema.names, *places)
    return [
        table.problem("a column of the layer", "one it does not know", _rename(name, known), column=name)
        for name in table.cells
        if name not in known
    ]


def _rename(name: str, known: tuple[str, ...]) -> str:
    like = nearest(name, known)
    return f'did you mean "{like}"?' if like else "rename it or take it out"


def _problems(table: RawTable, column: Column) -> list[Problem]:
    accepts = _acceptor(column)
    problems = []
    for row, text in enumerate(table.column(column.name)):
        if not text.strip():
            if column.required:
                problems.append(table.problem(column.expected, "an empty cell", row=row, column=column.name))
        elif not accepts(text):
            problem = table.problem(
                column.expected, quoted(text), _remedy(text, column), row=row, column=column.name
            )
            problems.append(problem)
    return problems


def _acceptor(column: Column) -> Callable[[str], bool]:
    """Return the test that tells whether a cell's text fits its column."""
    if column.kind in {"number", "integer"}:
        return lambda text: _fits(number(text), column)
    accepts = _ACCEPTS[column.kind]
    if not column.allowed:
        return accepts
    if column.kind == "date":
        return lambda text: text in column.allowed or accepts(text)
    return lambda text: text in column.allowed


def _fits(value: float | None, column: Column) -> bool:
    return (
        value is not None
        and (column.kind == "number" or value.is_integer())
        and (column.minimum is None or value >= column.minimum)
        and (column.maximum is None or value <= column.maximum)
    )


def _accepts_countries(text: str) -> bool:
    return all(code in GROUPS or _COUNTRY.fullmatch(code) for code in text.split("+"))


_ACCEPTS: dict[Kind, Callable[[str], bool]] = {
    "id": lambda _: True,
    "text": lambda _: True,
    "date": dates.is_date,
    "period": dates.is_period,
    "country": lambda text: _COUNTRY.fullmatch(text) is not None,
    "countries": _accepts_countries,
    "url": lambda text: _URL.fullmatch(text) is not None,
}


def _remedy(text: str, column: Column) -> str:
    if column.kind in {"number", "integer"} and number(text.replace(",", ".")) is not None and "," in text:
        return "write the decimal sign as a point"
    if column.kind in {"country", "countries"} and _accepts_countries(text.strip().upper()):
        return f'did you mean "{text.strip().upper()}"?'
    like = nearest(text, column.allowed)
    return f'did you mean "{like}"?' if like else ""


def _typed(cells: list[str], column: Column) -> pd.Series[Any]:
    accepts = _acceptor(column)
    kept = [text if text.strip() and accepts(text) else None for text in cells]
    if column.kind == "number":
        return pd.Series(kept, dtype="float64")
    if column.kind == "integer":
        return pd.Series([None if text is None else int(float(text)) for text in kept], dtype="Int64")
    return pd.Series(kept, dtype="str")
