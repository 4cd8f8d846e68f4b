"""Columns of numbers that people wrote: which sign is before their decimals, and what is none of a number."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from isthmus.layers._tables.cells import as_number, is_no_value, quote
from isthmus.layers._tables.numerals import (
    SIGNS,
    Numerals,
    is_like_number,
    numerals_of,
    plain_number,
    readings,
)

from .config import UNSAID

if TYPE_CHECKING:
    from collections.abc import Collection

    from isthmus.layers._tables.table import RawTable

    from .config import FileOptions

BESIDE_TEXT: Final = "mixed"
"""Type of a column of which some cells are floats by the file itself, and others may be text."""

_AXES: Final = ("lon", "lat")
_SETTINGS: Final = tuple(f'decimal = "{sign}"' for sign in reversed(SIGNS))
_COMMA: Final = re.compile(r"[+-]?\d+,\d+", re.ASCII)
# Types of columns whose numbers somebody may have written as text.
_WRITTEN: Final = (None, "str", "object", BESIDE_TEXT)


def with_plain_numbers(
    table: RawTable,
    numeric: Collection[str],
    options: FileOptions = UNSAID,
    *,
    needed: Collection[str] = (),
) -> RawTable:
    """Return a table whose columns of numbers are as computers write them, with empty cells for no number.

    The sign before decimals is the one with which all cells of a column are numbers. Where that is either,
    and not the same, it is that of the other columns; where these differ or say nothing, the column stays
    text: only decimal points without a last zero are taken as they stand. Degrees are never in thousands;
    since programs write their points, these alone do not make a person's 60.000 a 60.

    Parameters
    ----------
    table : RawTable
        The table.
    numeric : collection of str
        Its columns that are to be numbers where they can.
    options : FileOptions, optional
        What its owner says of decimals.
    needed : collection of str
        Those of which nothing but a number will do: what has two readings there is a problem.

    Examples
    --------
    >>> from isthmus.layers._tables.table import RawTable
    >>> table = RawTable("factories", "f.csv", {"lon": ["21,5", ""], "teu": ["60.000", "n/a"]}, [1, 2])
    >>> with_plain_numbers(table, {"lon", "teu"}).cells
    {'lon': ['21.5', ''], 'teu': ['60000', '']}
    """
    table = _without_words(table, numeric)
    columns = {
        name: numerals_of(texts, floats=table.dtypes.get(name) == BESIDE_TEXT)
        for name, texts in table.cells.items()
        if name in numeric and name not in _AXES and table.dtypes.get(name) in _WRITTEN
    }
    surest = _usual_sign(columns.values())
    usual = _usual_sign(columns.values(), [table.column(name) for name in _AXES if name in numeric])
    table = _with_degrees(table, [name for name in _AXES if name in numeric], options)
    for name, column in columns.items():
        others = surest if usual == "." and "," not in column.unsure else usual
        sign = next(
            (sign for sign in (options.decimal, column.sure_sign, others) if sign in column.signs), ""
        )
        if sign or (column.signs and not column.unsure):
            table = _with_decimals(table, name, sign or column.signs[0], column, options)
        elif column.signs and not (usual in {None, "."} and column.is_usual):
            table = _with_doubt(table, name, column.unsure, is_needed=name in needed)
        elif column.odd and name not in needed:
            table = _as_text(table, name, f"{quote(column.odd)} among others, which stays text")
    return table


def _usual_sign(columns: Collection[Numerals], degrees: Collection[list[str]] = ()) -> str | None:
    """Return the sign before decimals that columns agree on: "" if they differ, None if none tells."""
    found = {column.sure_sign for column in columns}
    for texts in filter(_are_degrees, degrees):
        found |= {sign for sign in SIGNS if any(sign in text for text in texts)}
    found.discard("")
    return found.pop() if len(found) == 1 else "" if found else None


def _with_decimals(table: RawTable, name: str, sign: str, column: Numerals, options: FileOptions) -> RawTable:
    """Return a table with a column of numbers read by the sign before their decimals."""
    if column.is_typed and (sign == SIGNS[0] or not column.unsure):
        return table
    numbers = {text: plain_number(text, sign) or text for text in column.texts}
    made = [numbers.get(text, "") for text in table.cells[name]]
    changed = [text for text, number in numbers.items() if number != text]
    if not changed:
        return table
    shown = column.unsure if column.unsure in changed else changed[0]
    why = (
        "" if sign == column.sure_sign or not column.unsure else f', as "{sign}" is decimal in other columns'
    )
    settings = (f'decimal = "{sign}"',) if column.unsure or column.sure_sign else ()
    if settings and options.decimal == sign:
        return replace(table, cells={**table.cells, name: made})
    return _with_numbers(table, name, made, f"{quote(shown)} as {numbers[shown]}{why}", settings)


def _with_numbers(
    table: RawTable, name: str, made: list[str], shown: str, settings: tuple[str, ...]
) -> RawTable:
    count = sum(one != other.strip() for one, other in zip(made, table.cells[name], strict=True))
    got = f"{count} written otherwise, such as {shown}"
    note = table.note("plain numbers", got, column=name, settings=settings)
    return replace(table, cells={**table.cells, name: made}, notes=(*table.notes, note))


def _with_degrees(table: RawTable, names: Collection[str], options: FileOptions) -> RawTable:
    """Return a table whose coordinates have decimal points, where all of one can have commas."""
    for name in names:
        texts = table.column(name)
        shown = next((text for text in texts if "," in text), "")
        if not shown or not _are_degrees(texts):
            continue
        made = [text.replace(",", ".") for text in texts]
        if options.decimal == ",":
            table = replace(table, cells={**table.cells, name: made})
        else:
            shown = f"{quote(shown)} as {shown.replace(',', '.')}"
            table = _with_numbers(table, name, made, shown, ('decimal = ","',))
    return table


def _are_degrees(texts: Collection[str]) -> bool:
    """Tell whether the filled cells of a column are plain numbers, or such with decimal commas."""
    return all(_COMMA.fullmatch(text) or as_number(text) is not None for text in texts if text.strip())


def _with_doubt(table: RawTable, name: str, unsure: str, *, is_needed: bool) -> RawTable:
    """Return a table with a note on a column that may be two things, and a problem where it must be one."""
    one, other = readings(unsure)
    got = f"{quote(unsure)}, which may be {other} or {one}"
    if not is_needed:
        return _as_text(table, name, f"{got}, and stays text", settings=_SETTINGS)
    taken = [row for row, text in enumerate(table.cells[name]) if as_number(text) and len(readings(text)) > 1]
    problems = []
    for row in taken:
        one, other = readings(table.cells[name][row])
        got = f"{quote(table.cells[name][row])}, which may be {other} or {one}"
        problems.append(table.problem("a number", got, row=row, column=name, settings=_SETTINGS))
    return replace(table, problems=(*table.problems, *problems))


def _as_text(table: RawTable, name: str, got: str, settings: tuple[str, ...] = ()) -> RawTable:
    """Return a table with a column that stays text, whatever its cells look like."""
    remedy = (
        f"put {' or '.join(settings)} in isthmus.toml" if settings else "write plain numbers, such as 1234.5"
    )
    note = table.note("plain numbers", got, remedy, column=name, settings=settings)
    return replace(table, dtypes={**table.dtypes, name: "str"}, notes=(*table.notes, note))


def _without_words(table: RawTable, numeric: Collection[str]) -> RawTable:
    """Return a table in which words for no value, such as n/a, are empty cells in columns of numbers."""
    cells, notes = dict(table.cells), []
    for name in [name for name in table.cells if name in numeric]:
        texts = table.cells[name]
        if name in _AXES:  # of a place, both are missing or none
            other = table.column(_AXES[name == "lon"])
            pairs = zip(texts, other, strict=True)
            made = ["" if _no_place(text, beside) else text for text, beside in pairs]
        else:
            made = _without_word(texts)
        words = [text for text, kept in zip(texts, made, strict=True) if text and not kept]
        if words:
            cells[name] = made
            got = f"{quote(words[0])} in {len(words)} cell{'s' * (len(words) > 1)}, read as nothing"
            notes.append(table.note("a number or an empty cell", got, column=name))
    return replace(table, cells=cells, notes=(*table.notes, *notes))


def _without_word(texts: list[str]) -> list[str]:
    """Return cells without words for no value, if all others are like numbers."""
    words = {text for text in {*texts} if is_no_value(text)}
    others = {text for text in {*texts} - words if text.strip()} if words else set()
    if not others or not all(map(is_like_number, others)):
        return texts
    return ["" if text in words else text for text in texts]


def _no_place(text: str, beside: str) -> bool:
    return is_no_value(text) and (is_no_value(beside) or not beside.strip())
