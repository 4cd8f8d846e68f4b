"""Columns of typed values: by the schema of their layer, by what their cells look like, or for a file."""

from __future__ import annotations

import re
import sys
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from . import dates
from .cells import as_number, as_text, quote
from .numerals import readings
from .schema import Column, Geometry, Kind, Schema, nearest
from .table import column_setting

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from isthmus.geo import Problem

    from .table import RawTable

PLACE_COLUMNS: Mapping[Geometry, tuple[str, ...]] = MappingProxyType(
    {
        "point": ("lon", "lat", "wkt", "geometry"),
        "line": ("wkt", "geometry"),
        "polygon": ("lon", "lat", "wkt", "geometry"),
        "none": (),
    }
)
"""Columns that say where a row is in a format without geometries; a polygon's lon and lat are its centre."""

GROUPS = ("EU", "WLD")
"""Groups of countries that a flow may name; they have no place of their own."""

LARGEST = 2**63 - 1
"""The largest whole number that a file of GIS holds."""

_PLACES = ("lon", "lat", "wkt", "geometry")
_TRUTHS = {"true": True, "false": False, "": None}
_MOST_DIGITS = 20  # with the sign; Python refuses to read thousands of them

_COUNTRY = re.compile(r"[A-Z]{2}")
_URL = re.compile(r"https?://[^\s/]\S*")
_PLAIN_INTEGER = re.compile(r"-?0|-?[1-9]\d*", re.ASCII)  # -0 is what programs make of -0.3
# Of powers of ten, programs write the sign or the point (1e+16, 1.0E10): 12E4 is a code.
_PLAIN_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+([eE][+-]?\d+)?|[eE][+-]\d+)?", re.ASCII)


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
        Every column of the schema, in its order, and those of the user's own: text as ``str``, whole numbers
        as ``Int64``, numbers as ``float64``, empty cells as missing. A cell with a problem is missing, too.
    problems : list of Problem
        What was found wrong.
    """
    problems = _unknown_columns(table, schema)
    columns = {}
    for column in schema.columns:
        if column.required and column.name not in table.cells and table.rows:
            problems.append(_missing_column(table, column.name))
        else:
            problems += _cell_problems(table, column)
        columns[column.name] = _type_column(table.column(column.name), column)
    columns |= {name: type_cells(table, name) for name in own_columns(table, schema)}
    return pd.DataFrame(columns, index=pd.RangeIndex(len(table.rows))), problems


def own_columns(table: RawTable, schema: Schema) -> dict[str, str | None]:
    """Return the columns that a table has beyond its layer's, and which of the layer's each is most like.

    Those that say where rows are, and the misspelt name of a column without which there is no layer, are
    none of these.

    Examples
    --------
    >>> from isthmus.layers import SCHEMAS
    >>> from isthmus.layers._tables.table import RawTable
    >>> cells = {"id": ["a"], "nmae": ["A"], "employees": ["7"], "produkts": [""]}
    >>> own_columns(RawTable("factories", "f.csv", cells, [1]), SCHEMAS["factories"])
    {'employees': None, 'produkts': 'products'}
    """
    found = {
        name: nearest(name, schema.names) for name in table.cells if name not in {*schema.names, *_PLACES}
    }
    lacking = {column.name for column in schema.columns if column.required} - {*table.cells}
    return {name: like for name, like in found.items() if like not in lacking}


def _unknown_columns(table: RawTable, schema: Schema) -> list[Problem]:
    places = PLACE_COLUMNS[schema.geometry] if table.geometry is None else ()
    known = {*schema.names, *places, *own_columns(table, schema)}
    return [
        table.problem(
            "a column of the layer",
            "one it does not know",
            _suggest(name, schema.names),
            column=name,
            settings=_rename_settings(table, name, schema),
        )
        for name in table.cells
        if name not in known
    ]


def _missing_column(table: RawTable, name: str) -> Problem:
    """Tell that a layer lacks a column, and which of the owner's own it may be."""
    headers = table.candidates.get(name, ())
    remedy = f"is it {' or '.join(map(quote, headers))}? say so in isthmus.toml" if headers else ""
    lines = tuple(column_setting(name, header) for header in headers)
    return table.problem("this column", "a table without it", remedy, column=name, settings=lines)


def _rename_settings(table: RawTable, name: str, schema: Schema) -> tuple[str, ...]:
    """Return what isthmus.toml would say of a misspelt name of a column that the layer lacks."""
    like = None if name in _PLACES else nearest(name, schema.names)
    known = like is not None and like not in table.cells
    return (column_setting(like or "", name),) if known else ()


def _suggest(name: str, known: tuple[str, ...]) -> str:
    like = None if name in _PLACES else nearest(name, known)
    return f'did you mean "{like}"?' if like else "rename it or take it out"


def type_cells(table: RawTable, name: str) -> pd.Series[Any]:
    """Return a column that no schema knows, of the type that its file says or its cells look like."""
    cells, dtype = table.cells[name], table.dtypes.get(name)
    if dtype == "str":
        return pd.Series([text or None for text in cells], dtype="str")
    if dtype in {"bool", "boolean"} and {*cells} <= _TRUTHS.keys():
        return pd.Series([_TRUTHS[text] for text in cells], dtype="boolean")
    typed = from_text(name, cells)
    return typed.astype("float64") if dtype == "float64" and typed.dtype == "Int64" else typed


def _cell_problems(table: RawTable, column: Column) -> list[Problem]:
    cells = table.column(column.name)
    fit = _fitting(cells, column)
    problems = []
    for row, text in enumerate(cells):
        if text in fit:
            continue
        if not text.strip():
            if column.required:
                problems.append(table.problem(column.expected, "an empty cell", row=row, column=column.name))
        else:
            remedy, settings = _cell_remedy(text, column)
            problems.append(
                table.problem(
                    column.expected, quote(text), remedy, row=row, column=column.name, settings=settings
                )
            )
    return problems


def _fitting(cells: Sequence[str], column: Column) -> frozenset[str]:
    """Return the texts that fit a column; each is looked at once, however often it stands there."""
    accepts = _acceptor(column)
    return frozenset(text for text in {*cells} if text.strip() and accepts(text))


def _acceptor(column: Column) -> Callable[[str], bool]:
    """Return the test that tells whether a cell's text fits its column."""
    if column.kind in {"number", "integer"}:
        return lambda text: _is_in_range(as_number(text), column)
    accepts = _ACCEPTS[column.kind]
    if not column.allowed:
        return accepts
    if column.kind == "date":
        return lambda text: text in column.allowed or accepts(text)
    return lambda text: text in column.allowed


def _is_in_range(value: float | None, column: Column) -> bool:
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
    "ids": lambda text: all(part.strip() for part in text.split("+")),
    "text": lambda _: True,
    "date": dates.is_date,
    "period": dates.is_period,
    "country": lambda text: _COUNTRY.fullmatch(text) is not None,
    "countries": _accepts_countries,
    "url": lambda text: _URL.fullmatch(text) is not None,
}


def _cell_remedy(text: str, column: Column) -> tuple[str, tuple[str, ...]]:
    """Return what may mend a cell, and what isthmus.toml could say of it."""
    if column.kind == "date":
        try:
            dates.as_iso(text)
        except ValueError as error:
            several = " or " in str(error)
            return str(error), tuple(f'dates = "{order}"' for order in dates.ORDERS if several)
    numbers = readings(text) if column.kind in {"number", "integer"} and as_number(text) is None else ()
    if numbers:
        several = len(numbers) > 1 or "," in text
        decimals = tuple(f'decimal = "{sign}"' for sign in ",." if several)
        return f"did you mean {' or '.join(reversed(numbers))}?", decimals
    if column.kind in {"country", "countries"} and _accepts_countries(text.strip().upper()):
        return f'did you mean "{text.strip().upper()}"?', ()
    like = nearest(text, column.allowed)
    return f'did you mean "{like}"?' if like else "", ()


def _type_column(cells: list[str], column: Column) -> pd.Series[Any]:
    fit = _fitting(cells, column)
    kept = [text if text in fit else None for text in cells]
    if column.kind == "number":
        return pd.Series(kept, dtype="float64")
    if column.kind == "integer":
        return pd.Series([None if text is None else int(float(text)) for text in kept], dtype="Int64")
    return pd.Series(kept, dtype="str")


def from_text(name: str, cells: Sequence[str]) -> pd.Series[Any]:
    """Return the text cells of a column as numbers if every one of them is one, else as they are.

    A number is what a computer writes: ``007``, ``+1`` and ``12E4`` stay text. So do the columns ``id`` and
    ``..._id``, and numbers of more digits than one of 64 bits keeps, such as the codes of pallets.

    Examples
    --------
    >>> [from_text("size", cells).tolist() for cells in (["1", "20"], ["1.5", "2"], ["007", "8"])]
    [[1, 20], [1.5, 2.0], ['007', '8']]
    >>> from_text("size", ["-0", "5"]).tolist(), from_text("site_id", ["1", "20"]).tolist()
    ([0, 5], ['1', '20'])
    """
    given = [text for text in cells if text]
    values = pd.Series([text or None for text in cells], dtype="str")
    if not given or is_id(name):
        return values
    if all(map(_PLAIN_INTEGER.fullmatch, given)):
        exact = all(len(text) <= _MOST_DIGITS and abs(int(text)) <= LARGEST for text in given)
        return pd.Series([int(text) if text else None for text in cells], dtype="Int64") if exact else values
    numbers = all(_PLAIN_NUMBER.fullmatch(text) and _is_exact(text) for text in given)
    return values.astype("float64") if numbers else values


def _is_exact(text: str) -> bool:
    """Tell whether a float keeps all digits of a number."""
    digits = re.sub(r"[eE].*|\D", "", text).strip("0")
    return len(digits) <= sys.float_info.dig + 2


def is_id(name: str) -> bool:
    """Tell whether a column holds ids, which are text whatever they look like."""
    return name == "id" or name.endswith("_id")


def from_values(values: Sequence[object]) -> pd.Series[Any]:
    """Return any values as truths, whole numbers, numbers or text; None is a missing one.

    Examples
    --------
    >>> [
    ...     from_values(values).dtype.name
    ...     for values in ([1, None], [1.5, 2], [True, None], [1, "a"], [0.5, 2**60])
    ... ]
    ['Int64', 'float64', 'boolean', 'str', 'str']
    """
    kind = pd.api.types.infer_dtype(values, skipna=True)
    if kind in _DTYPES and _fit_files(values, LARGEST if kind == "integer" else _EXACT):
        return pd.Series(list(values), dtype=_DTYPES[kind])
    return pd.Series([None if is_missing(value) else as_text(value) for value in values], dtype="str")


def for_gdal(cells: pd.Series[Any]) -> pd.Series[Any]:
    """Return a column of a type that every format of GDAL knows, with nothing lost; days stay days.

    Examples
    --------
    >>> texts = ["2025-09-03T12:00+08:00", "2025-09-03T12:00:00.000001+08:00"]
    >>> moments = pd.to_datetime(pd.Series(texts), format="ISO8601")
    >>> for_gdal(moments[:1]).tolist()
    [Timestamp('2025-09-03 04:00:00+0000', tz='UTC')]
    >>> for_gdal(moments).tolist()
    ['2025-09-03T12:00:00+08:00', '2025-09-03T12:00:00.000001+08:00']
    """
    if pd.api.types.infer_dtype(cells, skipna=True) == "date":
        return cells
    values = from_values(cells.astype(object).tolist())
    if pd.api.types.is_datetime64_any_dtype(cells.dtype) and _whole_milliseconds(cells):
        values = pd.to_datetime(cells, utc=isinstance(cells.dtype, pd.DatetimeTZDtype))
    return values.set_axis(cells.index)


def is_missing(value: object) -> bool:
    """Tell whether a value is a missing one; a list is none."""
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value)  # noqa: PLR0124


_EXACT = 2**53  # beyond, floats skip whole numbers
_DTYPES = {
    "boolean": "boolean",
    "integer": "Int64",
    "floating": "float64",
    "mixed-integer-float": "float64",
    "string": "str",
}


def _fit_files(values: Sequence[Any], most: int) -> bool:
    """Tell whether no whole number is larger than what is kept to the last digit."""
    return all(abs(int(value)) <= most for value in values if isinstance(value, int | np.integer))


def _whole_milliseconds(cells: pd.Series[Any]) -> bool:
    """Tell whether a column's moments are of the precision that GDAL keeps."""
    given = cells.dropna()
    return bool((given == given.dt.floor("ms")).all())
