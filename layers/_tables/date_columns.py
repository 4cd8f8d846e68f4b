"""Dates as columns of days, which a GIS plays in time, beside the text of those that no day says.

A month or a year is its first day, in the column of an end its last; as it was it stands in a column beside,
``..._text``. A period keeps its text, and has its first and last day in columns beside, ``..._start`` and
``..._end``. So files with a type for dates have them, and give back what they were made of.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

import pandas as pd

from .atlas_schemas import ATLAS_SCHEMAS
from .cells import as_cells, as_text, quote
from .dates import as_iso, is_date, is_period, span
from .result_schemas import NETWORK_SCHEMAS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Mapping

    from .schema import Schema
    from .table import RawTable

Table = TypeVar("Table", bound=pd.DataFrame)

IN_FILES = (
    "In GeoPackage, FlatGeobuf, Parquet and Excel files dates are days: a month or a year is its first day, "
    "in the column of an end its last."
)
"""What is to be said of files written so."""

_MIDNIGHT = "T00:00:00"  # FlatGeobuf has no type for days alone


@dataclass(frozen=True, slots=True)
class _Dated:
    """A column of dates or periods: which day of a month it means, and the columns that stand beside it."""

    name: str
    edge: int
    words: tuple[str, ...]
    days: tuple[str, ...]  # names of the columns that hold days
    text: str  # name of the one that holds the text
    beside: Mapping[str, str]

    def days_of(self, text: str) -> tuple[dt.date | None, ...]:
        """Return the day of a date, or the first and last of a period; None for what says none."""
        if not is_period(text):
            return (None,) * len(self.days)
        return span(text) if self.text == self.name else (span(text)[self.edge],)

    def fits(self, cells: Mapping[str, list[str]]) -> bool:
        """Tell whether what stands beside is what `with_days` makes, and no column of an owner's own."""
        if not cells.keys() >= {*self.beside}:
            return False
        given = {text for name in self.beside for text in cells[name]}
        return all(is_date(_without_clock(text)) for text in given - {"", *self.words})


def with_days(table: Table) -> tuple[Table, tuple[str, ...]]:
    """Return a table whose dates are days, with the columns beside them, and which of its columns hold days.

    Dates are in the columns that the schema of a layer or a result calls so, if the table has all columns of
    that; and in any others that hold days and nothing else already.

    Examples
    --------
    >>> from isthmus.layers import example
    >>> zones, days = with_days(example().risk_zones)
    >>> days
    ('start', 'end', 'as_of')
    >>> [str(value) for value in zones.set_index("id").loc["r03", ["start", "start_text", "end"]]]
    ['2023-06-01', '2023-06', '2024-08-04']
    """
    dated = table.copy(deep=False)
    days = {name for name in table if _holds_days(table[name])}
    for column in _date_columns(table):
        if {*column.beside} & {*table}:
            continue  # the owner's, which stay as they are
        made = _day_columns(table[column.name], column)
        for place, name in enumerate(column.beside, start=[*dated].index(column.name) + 1):
            if name in made:
                dated.insert(place, name, made.pop(name))
        dated = dated.assign(**made)
        days |= {*column.days}
    return dated, tuple(str(name) for name in dated if name in days)


def date_texts(table: RawTable, schema: Schema) -> RawTable:
    """Return a layer's table with its dates as `with_days` found them, and notes on those changed since.

    The text beside a day stands as long as it says that day.

    Examples
    --------
    >>> from isthmus.layers._tables.table import RawTable
    >>> cells = {"start": ["2023-11-01", "2024-05-07"], "start_text": ["2023-11", "2024"]}
    >>> read = date_texts(RawTable("risk_zones", "r.fgb", cells, [1, 2]), ATLAS_SCHEMAS["risk_zones"])
    >>> dict(read.cells)
    {'start': ['2023-11', '2024-05-07']}
    >>> print(*read.notes)
    r.fgb, row 2, start: note: expected a day that start_text says,
    got "2024" beside 2024-05-07, which is taken
    """
    cells, notes = dict(table.cells), list(table.notes)
    for column in _columns_of(schema, cells):
        said = cells.get(column.text, [])
        cells[column.name] = _merge(cells, column)
        if column.fits(cells):
            for row, (text, merged) in enumerate(zip(said, cells[column.name], strict=True)):
                if text not in {"", merged}:
                    got = f"{quote(text)} beside {merged or 'an empty cell'}, which is taken"
                    expected = f"a day that {column.text} says"
                    notes.append(table.note(expected, got, row=row, column=column.name))
            cells = {name: texts for name, texts in cells.items() if name not in column.beside}
    return replace(table, cells=cells, notes=tuple(notes))


def date_texts_of(frame: Table) -> Table:
    """Return a typed table with its dates as `with_days` found them, if it is a layer or a result."""
    for column in _date_columns(frame):
        there = [name for name in (column.name, *column.beside) if name in frame]
        cells = as_cells({name: frame[name] for name in there})
        texts = [text or None for text in _merge(cells, column)]
        frame = frame.assign(**{column.name: pd.Series(texts, index=frame.index, dtype="str")})
        frame = frame.drop(columns=[*column.beside] if column.fits(cells) else [])
    return frame


def extra_columns(table: pd.DataFrame) -> dict[str, str]:
    """Return the columns that `with_days` adds to a table, and what each means.

    Examples
    --------
    >>> from isthmus.layers import example
    >>> extra_columns(example().flows)["period_end"]
    'Last day of period.'
    """
    whole, _ = with_days(table)
    meanings = {name: text for column in _date_columns(table) for name, text in column.beside.items()}
    return {name: text for name, text in meanings.items() if name in whole and name not in table}


def day_names(schema: Schema) -> tuple[str, str]:
    """Return the columns of days from and to which a row of a layer holds; "" for an end that is open.

    Examples
    --------
    >>> [day_names(ATLAS_SCHEMAS[name]) for name in ("risk_zones", "flows", "partnerships")]
    [('start', 'end'), ('period_start', 'period_end'), ('date', '')]
    """
    days = {column.name: column.days for column in _columns_of(schema, schema.names)}
    first, *rest = (name for date in schema.dates for name in days.get(date, ("",)))
    return first, "".join(rest)


def _date_columns(table: pd.DataFrame) -> list[_Dated]:
    """Return the columns of dates of a table that has all columns of a layer or a result."""
    schemas = [schema for known in (ATLAS_SCHEMAS, NETWORK_SCHEMAS) for schema in known.values()]
    found = [schema for schema in schemas if {*schema.names} <= {*table}]
    return [*{column.name: column for schema in found for column in _columns_of(schema, [*table])}.values()]


def _columns_of(schema: Schema, there: Collection[str]) -> Iterator[_Dated]:
    for column in schema.columns:
        name, edge = column.name, int(column.name in schema.dates[1:])
        if column.kind == "date" and name in there:
            text, which = f"{name}_text", ("first", "last")[edge]
            meaning = f"What is known of {name}, where that is no day; there it is the {which} day of this."
            yield _Dated(name, edge, column.allowed, (name,), text, {text: meaning})
        elif column.kind == "period" and name in there:
            first, last = days = f"{name}_start", f"{name}_end"
            meanings = {first: f"First day of {name}.", last: f"Last day of {name}."}
            yield _Dated(name, edge, column.allowed, days, name, meanings)


def _day_columns(cells: pd.Series[Any], column: _Dated) -> dict[str, pd.Series[Any]]:
    """Return the columns of days, and of text where a day is not all that a cell says."""
    texts = [as_text(value) for value in cells]
    days = [column.days_of(_iso(value)) for value in cells]
    made = dict(zip(column.days, zip(*days, strict=True) if days else ((),) * len(column.days), strict=True))
    columns = {name: pd.Series(values, index=cells.index, dtype=object) for name, values in made.items()}
    if column.text != column.name:
        rest = [None if text == str(day or "") else text for text, (day, *_) in zip(texts, days, strict=True)]
        if any(rest):
            columns[column.text] = pd.Series(rest, index=cells.index, dtype="str")
    return columns


def _iso(value: object) -> str:
    try:
        return as_iso(value)[0]
    except ValueError:
        return ""


def _merge(cells: Mapping[str, list[str]], column: _Dated) -> list[str]:
    """Return the dates of a column: the text beside a day where it says that day, else the day."""
    if not column.fits(cells):
        return [_without_clock(text) for text in cells[column.name]]
    said = zip(*([_without_clock(text) for text in cells[name]] for name in column.days), strict=True)
    return [
        text
        if tuple(str(day or "") for day in column.days_of(text)) == days
        else "/".join(filter(None, days))
        for text, days in zip(cells[column.text], said, strict=True)
    ]


def _without_clock(text: str) -> str:
    return text.removesuffix(_MIDNIGHT)


def _holds_days(cells: pd.Series[Any]) -> bool:
    return cells.dtype == object and pd.api.types.infer_dtype(cells, skipna=True) == "date"
