"""Columns under other names: those that ``isthmus.toml`` maps, and the usual ones for coordinates."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from isthmus.layers._tables.cells import as_number, quote
from isthmus.layers._tables.schema import nearest

from .column_names import names_in_schema
from .place_columns import axis_of, is_sure, split_pairs

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from isthmus.geo import Problem
    from isthmus.layers._tables.schema import Schema
    from isthmus.layers._tables.table import RawTable

    from .config import FileOptions

_AXES = {"lon", "lat"}
_PLACES = {*_AXES, "wkt", "geometry"}
_COMMA = re.compile(r"[+-]?\d+,\d+", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?\d{1,3},\d{3}", re.ASCII)
_POINTED = re.compile(r"[+-]?\d{1,3}\.\d{3}", re.ASCII)


def known_headers(options: FileOptions, columns: Collection[str]) -> frozenset[str]:
    """Return the names that tell a header: of a layer's columns, of those mapped to them, and of places."""
    return frozenset({*columns, *options.columns.values(), *options.ignore, *_PLACES})


def rename_columns(table: RawTable, options: FileOptions, schema: Schema | None = None) -> RawTable:
    """Return a table with the names that a layer knows, each renaming noted.

    Parameters
    ----------
    table : RawTable
        The table as its file says it.
    options : FileOptions
        Names in the file by the names that they are to get, and columns to leave out.
    schema : Schema, optional
        The layer: one of its columns stays, whatever else its name means.

    Examples
    --------
    >>> from isthmus.layers._reading.config import FileOptions
    >>> from isthmus.layers._tables.table import RawTable
    >>> table = RawTable("factories", "f.csv", {"Nazwa": ["a"], "Latitude": ["1"], "Lng": ["2"]}, [1])
    >>> table = rename_columns(table, FileOptions(columns={"name": "Nazwa"}))
    >>> list(table.cells)
    ['name', 'lat', 'lon']
    >>> print(table.notes[0])
    f.csv, name: note: expected column "name", got column "Nazwa"; it is mapped by isthmus.toml
    """
    table = _leave_out(table, options)
    known = schema.names if schema else ()
    given = {theirs: ours for ours, theirs in options.columns.items()}
    meant = names_in_schema(table, given, schema) if schema else {}
    usual = _usual_names(table, {**given, **meant}, known)
    names = {**meant, **given, **usual}
    names = {theirs: ours for theirs, ours in names.items() if theirs in table.cells and ours != theirs}
    why = dict.fromkeys(given, "it is mapped by isthmus.toml") | dict.fromkeys(
        usual, "it is a usual name of it"
    )
    notes = [
        table.note(
            f'column "{ours}"',
            f"column {quote(theirs)}",
            why.get(theirs, "it is read as that one"),
            column=ours,
        )
        for theirs, ours in names.items()
    ]
    twice = _shared_names(table, names)
    table = replace(table, problems=(*table.problems, *_absent_columns(table, options), *twice))
    if twice:
        return table
    cells = {names.get(theirs, theirs): texts for theirs, texts in table.cells.items()}
    return split_places(replace(table, cells=cells, notes=(*table.notes, *notes)), known)


def with_decimal_points(table: RawTable, numeric: Collection[str]) -> RawTable:
    """Return a table whose columns of numbers have decimal points, where all of their cells have commas.

    A column in which each comma could as well split thousands is left as it is; only ``lon`` and ``lat``
    can't be thousands.

    Examples
    --------
    >>> from isthmus.layers._tables.table import RawTable
    >>> with_decimal_points(RawTable("factories", "f.csv", {"lon": ["21,5", ""]}, [1, 2]), {"lon"}).cells
    {'lon': ['21.5', '']}
    """
    changed = {
        name: [text.replace(",", ".") for text in texts]
        for name, texts in table.cells.items()
        if name in numeric and _has_commas(name, [text for text in texts if text.strip()])
    }
    got, remedy = "decimal commas, and read as such", "write the decimal sign as a point"
    notes = [table.note("decimal points", got, remedy, column=name) for name in changed]
    if changed:
        notes += _thousands_notes(table, set(numeric) - set(changed))
    return replace(table, cells={**table.cells, **changed}, notes=(*table.notes, *notes))


def _thousands_notes(table: RawTable, numeric: Collection[str]) -> list[Problem]:
    """Tell of columns with points that may split thousands, beside columns with decimal commas."""
    remedy = "write 1234 for a thousand and more"
    return [
        table.note("decimal commas as elsewhere", "points, read as decimal ones", remedy, column=name)
        for name, texts in table.cells.items()
        if name in numeric and any(texts) and all(_POINTED.fullmatch(text) for text in texts if text)
    ]


def _leave_out(table: RawTable, options: FileOptions) -> RawTable:
    left = [name for name in table.cells if name in options.ignore]
    kept = {name: texts for name, texts in table.cells.items() if name not in left}
    notes = [
        table.note("a column of the layer", "one that isthmus.toml leaves out", column=name) for name in left
    ]
    return replace(table, cells=kept, notes=(*table.notes, *notes))


def _usual_names(table: RawTable, given: Mapping[str, str], known: Collection[str]) -> dict[str, str]:
    """Return the names of places that other names stand for, if the table has not the names themselves.

    Longitude and latitude count only together, and one that may be another thing (x, y) only where no surer
    name is.
    """
    taken = {*table.cells, *given.values()}
    axes = {name: axis_of(name) for name in table.cells if name not in {*known, *given}}
    found: dict[str, str] = {}
    for sure in (True, False):
        pair = {
            axis: name for name, axis in reversed(axes.items()) if is_sure(name) is sure and axis in _AXES
        }
        if len({*pair, *(taken & _AXES)}) == len(_AXES):
            found = {name: axis for axis, name in pair.items() if axis not in taken}
            break
    placed = bool(found) or not _PLACES.isdisjoint(taken) or table.geometry is not None
    shapes = {name: "wkt" for name, axis in axes.items() if axis == "wkt" and not placed}
    return found | shapes


def split_places(table: RawTable, known: Collection[str]) -> RawTable:
    """Return a table whose one column of both coordinates is two, if it says places in no other way.

    A layer has no use for the one any more; any other table keeps it.

    Examples
    --------
    >>> from isthmus.layers._tables.table import RawTable
    >>> split_places(RawTable("factories", "f.csv", {"GPS": ["54.35, 18.65"]}, [1]), ()).cells
    {'GPS': ['54.35, 18.65'], 'lon': ['18.65'], 'lat': ['54.35']}
    """
    if table.geometry is not None or not _PLACES.isdisjoint(table.cells):
        return table
    for name, texts in table.cells.items():
        pairs = split_pairs(name, texts) if axis_of(name) == "both" and name not in known else None
        if pairs is not None:
            order = (
                "longitude, latitude"
                if pairs[0][0] and texts[0].strip().startswith(pairs[0][0])
                else "latitude, longitude"
            )
            note = table.note("columns lon and lat", f"both in one, read as {order}", column=name)
            kept = {header: cells for header, cells in table.cells.items() if header != name or not known}
            cells = {**kept, "lon": pairs[0], "lat": pairs[1]}
            return replace(table, cells=cells, notes=(*table.notes, note))
    return table


def _absent_columns(table: RawTable, options: FileOptions) -> list[Problem]:
    """Report columns that the file should have by what its owner says, and has not."""
    return [
        table.problem(
            "this column, by isthmus.toml", "a table without it", _suggest_header(name, table), column=name
        )
        for name in options.columns.values()
        if name not in table.cells
    ]


def _suggest_header(name: str, table: RawTable) -> str:
    like = nearest(name, table.cells)
    return f'did you mean "{like}"?' if like else ""


def _shared_names(table: RawTable, names: Mapping[str, str]) -> list[Problem]:
    """Report names that two columns would share."""
    sharing: dict[str, list[str]] = {}
    for theirs in table.cells:
        sharing.setdefault(names.get(theirs, theirs), []).append(theirs)
    return [
        table.problem("one column of this name", _list_headers(ours, headers), "take one out", column=ours)
        for ours, headers in sharing.items()
        if len(headers) > 1
    ]


def _list_headers(ours: str, headers: list[str]) -> str:
    others = [quote(header) for header in headers if header != ours]
    return f"{' and '.join(others)}{' as well' if ours in headers else ''}"


def _has_commas(name: str, texts: list[str]) -> bool:
    with_comma = [text for text in texts if _COMMA.fullmatch(text)]
    whole = [text for text in texts if as_number(text) is not None and "." not in text]
    if not with_comma or len(with_comma) + len(whole) < len(texts):
        return False
    return name in {"lon", "lat"} or not all(_THOUSANDS.fullmatch(text) for text in with_comma)
