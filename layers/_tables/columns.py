"""Columns of any values, given the types that their values have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from .table import as_text

if TYPE_CHECKING:
    from collections.abc import Sequence

LARGEST = 2**63 - 1
"""The largest whole number that a file of GIS holds."""

_INTEGER = re.compile(r"0|-?[1-9]\d{0,17}", re.ASCII)
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?", re.ASCII)


def from_text(name: str, cells: Sequence[str]) -> pd.Series[Any]:
    """Return the text cells of a column as numbers if every one of them is one, else as they are.

    A number is what a computer writes: ``007`` and ``+1`` stay text. So do the columns ``id`` and ``..._id``.

    Examples
    --------
    >>> [from_text("size", cells).tolist() for cells in (["1", "20"], ["1.5", "2"], ["007", "8"])]
    [[1, 20], [1.5, 2.0], ['007', '8']]
    >>> from_text("site_id", ["1", "20"]).tolist()
    ['1', '20']
    """
    given = [text for text in cells if text]
    values = pd.Series([text or None for text in cells], dtype="str")
    if not given or is_id(name):
        return values
    if all(map(_INTEGER.fullmatch, given)):
        return pd.Series([int(text) if text else None for text in cells], dtype="Int64")
    return values.astype("float64") if all(map(_NUMBER.fullmatch, given)) else values


def is_id(name: str) -> bool:
    """Tell whether a column holds ids, which are text whatever they look like."""
    return name == "id" or name.endswith("_id")


def from_values(values: Sequence[object]) -> pd.Series[Any]:
    """Return any values as truths, whole numbers, numbers or text; None is a missing one.

    Examples
    --------
    >>> [from_values(values).dtype.name for values in ([1, None], [1.5, 2], [True, None], ["007"], [1, "a"])]
    ['Int64', 'float64', 'boolean', 'str', 'str']
    """
    kind = pd.api.types.infer_dtype(values, skipna=True)
    if kind in _DTYPES and (kind != "integer" or _fit(values)):
        return pd.Series(list(values), dtype=_DTYPES[kind])
    return pd.Series([None if missing(value) else as_text(value) for value in values], dtype="str")


def for_gdal(cells: pd.Series[Any]) -> pd.Series[Any]:
    """Return a column of a type that every format of GDAL knows, with nothing lost.

    Examples
    --------
    >>> texts = ["2025-09-03T12:00+08:00", "2025-09-03T12:00:00.000001+08:00"]
    >>> moments = pd.to_datetime(pd.Series(texts), format="ISO8601")
    >>> for_gdal(moments[:1]).tolist()
    [Timestamp('2025-09-03 04:00:00+0000', tz='UTC')]
    >>> for_gdal(moments).tolist()
    ['2025-09-03T12:00:00+08:00', '2025-09-03T12:00:00.000001+08:00']
    """
    values = from_values(cells.astype(object).tolist())
    if pd.api.types.is_datetime64_any_dtype(cells.dtype) and _whole_milliseconds(cells):
        values = pd.to_datetime(cells, utc=isinstance(cells.dtype, pd.DatetimeTZDtype))
    return values.set_axis(cells.index)


def missing(value: object) -> bool:
    """Tell whether a value is a missing one; a list is none."""
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value)  # noqa: PLR0124


_DTYPES = {
    "boolean": "boolean",
    "integer": "Int64",
    "floating": "float64",
    "mixed-integer-float": "float64",
    "string": "str",
}


def _fit(values: Sequence[object]) -> bool:
    return all(missing(value) or abs(value) <= LARGEST for value in values)  # type: ignore[arg-type]


def _whole_milliseconds(cells: pd.Series[Any]) -> bool:
    """Tell whether a column's moments are of the precision that GDAL keeps."""
    given = cells.dropna()
    return bool((given == given.dt.floor("ms")).all())
