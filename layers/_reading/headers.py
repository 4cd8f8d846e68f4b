"""Columns under other names: those that ``isthmus.toml`` maps, and the usual ones for coordinates."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from isthmus.layers._tables.cells import quote
from isthmus.layers._tables.schema import nearest
from isthmus.layers._tables.table import column_setting

from .column_names import names_in_schema
from .place_columns import (
    axis_name,
    axis_of,
    holds_hemispheres,
    holds_shapes,
    is_below,
    is_letter,
    is_sure,
    split_pairs,
    tells_order,
)
from .projections import order_axes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from isthmus.geo import Problem
    from isthmus.layers._tables.schema import Schema
    from isthmus.layers._tables.table import RawTable

    from .config import FileOptions

_AXES = {"lon", "lat"}
_SHAPES = {"shape", "geo_shape", "shape_geom", "geo", "polygon", "line", "area", "boundary", "loc"}
_PLACES = {*_AXES, "wkt", "geometry"}


def known_headers(options: FileOptions, columns: Collection[str]) -> frozenset[str]:
    """Return the names that tell a header: of a layer's columns, of those mapped to them, and of places."""
    return frozenset({*columns, *options.columns.values(), *options.ignore, *_PLACES})


def rename_columns(table: RawTable, options: FileOptions, schema: Schema | None = None) -> RawTable:
    """Return a table with the names that a layer knows; each that nobody said is noted.

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
    f.csv, lon: note: expected column "lon", got column "Lng"; it is a usual name of it
    """
    table = _leave_out(table, options)
    known = schema.names if schema else ()
    given = {theirs: ours for ours, theirs in options.columns.items()}
    meant = names_in_schema(table, given, schema) if schema else {}
    usual, doubts = order_axes(table, _usual_names(table, {**given, **meant}, known), options)
    names = {**meant, **given, **usual}
    names = {theirs: ours for theirs, ours in names.items() if theirs in table.cells and ours != theirs}
    notes = [
        table.note(
            f'column "{ours}"',
            f"column {quote(theirs)}",
            "it is a usual name of it" if theirs in usual else "it is read as that one",
            column=ours,
            settings=(column_setting(ours, theirs),),
        )
        for theirs, ours in names.items()
        if theirs not in given
    ]
    twice = _shared_names(table, names)
    notes += [doubt for doubt in doubts if doubt.severity == "note"]
    wrong = [*_absent_columns(table, options), *twice, *(doubt for doubt in doubts if doubt not in notes)]
    table = replace(table, problems=(*table.problems, *wrong))
    if twice:
        return table
    cells = {names.get(theirs, theirs): texts for theirs, texts in table.cells.items()}
    table = split_coordinates(replace(table, cells=cells, notes=(*table.notes, *notes)), known)
    return with_hemispheres(table)


def _leave_out(table: RawTable, options: FileOptions) -> RawTable:
    left = [name for name in table.cells if name in options.ignore]
    return replace(table, cells={name: texts for name, texts in table.cells.items() if name not in left})


def _usual_names(table: RawTable, given: Mapping[str, str], known: Collection[str]) -> dict[str, str]:
    """Return the names of places that other names stand for, if the table has not the names themselves.

    Longitude and latitude count only together: one that may be another thing (x, y) only where no surer
    name is, and those of something (hq_lat) only where they are the one pair of the table. Where the owner
    says what one of X and Y is, the other one is the other.
    """
    taken = {*table.cells, *given.values()}
    free = [name for name in table.cells if name not in {*known, *given}]
    axes = {name: axis_of(name) for name in free}
    found: dict[str, str] = {}
    for sure in (True, False):
        pair = {
            axis: name for name, axis in reversed(axes.items()) if is_sure(name) is sure and axis in _AXES
        }
        if len({*pair, *(taken & _AXES)}) == len(_AXES):
            found = {name: axis for axis, name in pair.items() if axis not in taken}
            break
    letters = [name for name, axis in axes.items() if axis in _AXES and is_letter(name)]
    lacking = _AXES - taken
    if len(letters) == len(lacking) == 1 and any(map(is_letter, _headers_of_axes(given))):
        found = dict(zip(letters, lacking, strict=True))
    pairs = place_pairs(free)
    if not found and len(pairs) == 1 and table.geometry is None and _AXES.isdisjoint(taken):
        found = dict(zip(pairs[0], ("lon", "lat"), strict=True))
    placed = bool(found) or not _PLACES.isdisjoint(taken) or table.geometry is not None
    return found if placed else _shape_column(table, axes)


def _headers_of_axes(given: Mapping[str, str]) -> list[str]:
    return [theirs for theirs, ours in given.items() if ours in _AXES]


def place_pairs(headers: Iterable[str]) -> list[tuple[str, str]]:
    """Return the headers of longitude and latitude that say of what they are, by pairs.

    Examples
    --------
    >>> place_pairs(["hq_lat", "hq_lon", "name", "long name"]), place_pairs(["lat"])
    ([('hq_lon', 'hq_lat')], [])
    """
    sides: dict[str, dict[str, str]] = {}
    for header in headers:
        axis, whose = axis_name(header)
        if whose and axis in _AXES:
            sides.setdefault(whose, {}).setdefault(axis, header)
    return [(side["lon"], side["lat"]) for side in sides.values() if len(side) == len(_AXES)]


def _shape_column(table: RawTable, axes: Mapping[str, str]) -> dict[str, str]:
    """Return the column of shapes: by its name, or one of places or shapes whose cells all are some."""
    named = [name for name, axis in axes.items() if axis == "wkt"]
    filled = [
        name
        for name, axis in axes.items()
        if (axis == "both" or name.casefold() in _SHAPES) and holds_shapes(table.cells[name])
    ]
    return {(named or filled)[0]: "wkt"} if named or filled else {}


def split_coordinates(table: RawTable, known: Collection[str]) -> RawTable:
    """Return a table whose one column of both coordinates is two, if it says places in no other way.

    A layer has no use for the one any more; any other table keeps it. Where cells are lists in brackets,
    which are written in either order, that is a problem unless the name or the numbers tell.

    Examples
    --------
    >>> from isthmus.layers._tables.table import RawTable
    >>> split_coordinates(RawTable("factories", "f.csv", {"GPS": ["54.35, 18.65"]}, [1]), ()).cells
    {'GPS': ['54.35, 18.65'], 'lon': ['18.65'], 'lat': ['54.35']}
    """
    if table.geometry is not None or not _PLACES.isdisjoint(table.cells):
        return table
    for name, texts in table.cells.items():
        pairs = split_pairs(name, texts) if axis_of(name) == "both" and name not in known else None
        if pairs is None:
            continue
        if not tells_order(name, texts):
            cell = next(text for text in texts if text.strip())
            got = f"{quote(cell)}, which may be longitude, latitude or latitude, longitude"
            problem = table.problem(
                "columns lon and lat",
                got,
                "call it lonlat or latlon",
                column=name,
                settings=_order_settings(name),
            )
            return replace(table, problems=(*table.problems, problem))
        first = next(row for row, text in enumerate(pairs[0]) if text)
        before = texts[first].strip(" ([").startswith(pairs[0][first])
        order = "longitude, latitude" if before else "latitude, longitude"
        note = table.note("columns lon and lat", f"both in one, read as {order}", column=name)
        kept = {header: cells for header, cells in table.cells.items() if header != name or not known}
        cells = {**kept, "lon": pairs[0], "lat": pairs[1]}
        return replace(table, cells=cells, notes=(*table.notes, note))
    return table


def _order_settings(header: str) -> tuple[str, ...]:
    return tuple(column_setting(both, header) for both in ("lonlat", "latlon"))


def with_hemispheres(table: RawTable) -> RawTable:
    """Return a table whose degrees have the signs that letters in columns beside them say: N, S, E and W.

    Examples
    --------
    >>> from isthmus.layers._tables.table import RawTable
    >>> cells = {"lat": ["33.9", "52.2"], "ns": ["S", "N"], "lon": ["151.2", "21"], "E/W": ["E", "E"]}
    >>> table = with_hemispheres(RawTable("factories", "f.csv", cells, [1, 2]))
    >>> table.cells["lat"], table.notes[0].got
    (['-33.9', '52.2'], '1 by "S" in column "ns", read as below 0')
    """
    for axis in ("lat", "lon"):
        degrees = table.cells.get(axis, [])
        found = [name for name in table.cells if degrees and holds_hemispheres(name, axis, table.cells[name])]
        if len(found) != 1:
            continue
        below = [is_below(text) for text in table.cells[found[0]]]
        turned = [row for row, sign in enumerate(below) if sign and degrees[row].strip()]
        if any(degrees[row].strip().startswith("-") for row in range(len(degrees))):
            wrong = [row for row in turned if not degrees[row].strip().startswith("-")]
            table = replace(table, problems=(*table.problems, *_two_signs(table, axis, found[0], wrong)))
        elif turned:
            made = [f"-{text.strip()}" if row in {*turned} else text for row, text in enumerate(degrees)]
            letter = quote(table.cells[found[0]][turned[0]])
            got = f"{len(turned)} by {letter} in column {quote(found[0])}, read as below 0"
            note = table.note("degrees with their sign", got, column=axis)
            table = replace(table, cells={**table.cells, axis: made}, notes=(*table.notes, note))
    return table


def _two_signs(table: RawTable, axis: str, column: str, rows: list[int]) -> list[Problem]:
    """Report degrees above 0 that letters beside them say are below, where others have signs of their own."""
    return [
        table.problem(
            "degrees with one sign",
            f"{quote(table.cells[axis][row])} beside {quote(table.cells[column][row])}",
            "say it by a sign or by letters, the same in all rows",
            row=row,
            column=axis,
        )
        for row in rows
    ]


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
        table.problem(
            "one column of this name",
            _list_headers(ours, headers),
            "take one out",
            column=ours,
            settings=tuple(column_setting(ours, header) for header in headers),
        )
        for ours, headers in sharing.items()
        if len(headers) > 1
    ]


def _list_headers(ours: str, headers: list[str]) -> str:
    others = [quote(header) for header in headers if header != ours]
    return f"{' and '.join(others)}{' as well' if ours in headers else ''}"
