"""The cells of a table of flows by what they say, in columns under our own names or usual ones."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import pandas as pd

from isthmus.geo import Problem, ValidationError
from isthmus.layers._bundled.gazetteer import simplify
from isthmus.layers._tables.cells import as_text, quote
from isthmus.layers._tables.table import file_columns

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE: Final = "flows"
"""What messages call the table."""

NEEDED: Final = ("origin", "destination", "quantity")
"""Columns without which there are no flows."""

OPTIONAL: Final = ("product", "unit", "period", "qualifier", "id")
"""Columns that a table of flows may have."""

SIDES: Final = ("buyers", "suppliers")
"""Whose shares a flow may tell: of the buyers of its origin, and of the suppliers of its destination."""

#: What statistics call a column, where the table has not the column itself.
USUAL: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "origin": ("exporter", "from", "origincountry", "exportercode", "exporteriso", "supplier"),
        "destination": ("importer", "to", "destinationcountry", "importercode", "importeriso", "buyer"),
        "quantity": ("value", "tradevalue", "primaryvalue", "obsvalue", "amount"),
        "product": ("commodity", "commoditycode", "cmdcode", "hs", "hscode", "hs6", "good", "goods"),
        "unit": ("unitofmeasure", "currency"),
        "period": ("year", "refyear", "timeperiod"),
    }
)
_MONTH: Final = re.compile(r"(\d{4})[\s-]?M?(0[1-9]|1[0-2])", re.ASCII | re.IGNORECASE)
_QUARTER: Final = re.compile(r"(\d{4})[\s-]?[QKT]\.?\s?([1-4])", re.ASCII | re.IGNORECASE)
_QUARTER_FIRST: Final = re.compile(r"(?:Q([1-4])|([1-4])Q)[\s/-]?(\d{4})", re.ASCII | re.IGNORECASE)
_WHOLE_YEAR: Final = re.compile(r"(\d{4})(?:52|[\s-]?A1?|\.0)", re.ASCII)


@dataclass(frozen=True)
class FlowCells:
    """The cells of a table of flows, by what they say.

    Parameters
    ----------
    texts : mapping of str to list of str
        Of each flow its origin, destination, quantity, product, unit, period, qualifier and id.
    headers : mapping of str to str
        What the table calls these, where it has them.
    rows : list of int
        Row of each flow in the table, the first being 1.
    sides : list of tuple of str
        The `SIDES` on which each counts.
    is_typed : bool
        Whether the quantities are numbers already.
    notes : list of Problem
        What was taken for granted.
    """

    texts: dict[str, list[str]]
    headers: dict[str, str]
    rows: list[int]
    sides: list[tuple[str, ...]]
    is_typed: bool
    notes: list[Problem] = field(default_factory=list)


def bare_header(header: str) -> str:
    """Return the letters and digits of a header, small and without accents."""
    return re.sub(r"[\W_]", "", simplify(header))


def period_key(text: str) -> str:
    """Return what the spellings of a year, quarter or month share.

    Examples
    --------
    >>> [period_key(text) for text in ("2023Q1", "2023 Q1", "Q1 2023", "2023-01", "2023M01", "202352")]
    ['2023-Q1', '2023-Q1', '2023-Q1', '2023-01', '2023-01', '2023']
    """
    bare = text.strip()
    if match := _QUARTER.fullmatch(bare):
        return f"{match[1]}-Q{match[2]}"
    if match := _QUARTER_FIRST.fullmatch(bare):
        return f"{match[3]}-Q{match[1] or match[2]}"
    if match := _MONTH.fullmatch(bare):
        return f"{match[1]}-{match[2]}"
    match = _WHOLE_YEAR.fullmatch(bare)
    return match[1] if match else bare.casefold()


def plain_cells(table: pd.DataFrame, keys: Mapping[str, str]) -> FlowCells:
    """Return the cells of columns that are called by what they are, those under usual names noted."""
    found = {name: name for name in (*NEEDED, *OPTIONAL) if name in table}
    usual = {}
    for name in (*NEEDED, *OPTIONAL):
        words = (name, *USUAL.get(name, ()))
        theirs = next((keys[word] for word in words if word in keys and keys[word] not in found), None)
        if name not in found and theirs is not None:
            usual[name] = theirs
    missing = [name for name in NEEDED if name not in {**found, **usual}]
    if missing:
        have = f"a table of {', '.join(file_columns(table)[:12]) or 'no columns'}"
        remedy = "origin is who sells, destination who buys: rename the column that says it"
        raise ValidationError(
            [Problem(FILE, "this column", have, column=name, remedy=remedy) for name in missing]
        )
    headers = found | usual
    texts = {name: cell_texts(table, headers.get(name)) for name in (*NEEDED, *OPTIONAL)}
    typed = pd.api.types.is_numeric_dtype(table[headers["quantity"]])
    rows = list(range(1, len(table) + 1))
    notes = [flow_note(f'column "{name}"', f"column {quote(theirs)}", name) for name, theirs in usual.items()]
    return FlowCells(texts, headers, rows, [SIDES] * len(rows), typed, notes)


def cell_texts(table: pd.DataFrame, column: str | None) -> list[str]:
    """Return a column's cells as text without blanks around, "" for missing ones."""
    if column is None:
        return [""] * len(table)
    return [
        "" if pd.api.types.is_scalar(value) and pd.isna(value) else as_text(value).strip()
        for value in table[column]
    ]


def flow_note(expected: str, got: str, column: str, remedy: str = "") -> Problem:
    """Return a note on a column of the table."""
    return Problem(FILE, expected, got, column=column, remedy=remedy, severity="note")
