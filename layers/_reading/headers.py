"""Columns under other names: those that ``isthmus.toml`` maps, and the usual ones for coordinates."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from isthmus.layers._tables.cells import as_degrees, quote
from isthmus.layers._tables.schema import nearest
from isthmus.layers._tables.table import column_setting

from .column_names import names_in_schema
from .degrees import is_counted_below, order_axes, tell_sizes, turn_below, with_hemispheres, with_minutes
from .place_columns import axis_name, axis_of, holds_shapes, is_letter, is_sure, split_pairs, tells_order

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from isthmus.geo import Problem
    from isthmus.layers._tables.schema import Schema
    from isthmus.layers._tables.table import RawTable

    from .config import FileOptions

_AXES = {"lon", "lat"}
_SAME_PLACE = 1e-3  # degrees, about 100 m
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
    usual, doubts = _axes_among(table, {**given, **meant}, options, schema)
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
    wrong += [] if schema else _rivals(table, usual)
    table = replace(table, problems=(*table.problems, *wrong))
    if twice:
        return table
    cells = {names.get(theirs, theirs): texts for theirs, texts in table.cells.items()}
    table = split_coordinates(replace(table, cells=cells, notes=(*table.notes, *notes)), known)
    below = {
        ours: theirs for theirs, ours in names.items() if ours in _AXES and is_counted_below(theirs, ours)
    }
    for axis, header in below.items():
        table = turn_below(table, axis, range(len(table.rows)), f"header {quote(header)}")
    return with_hemispheres(with_minutes(table))


def _axes_among(
    table: RawTable, given: Mapping[str, str], options: FileOptions, schema: Schema | None
) -> tuple[dict[str, str], list[Problem]]:
    """Return the axes by the headers that stand for them, and what is told of those that are not sure."""
    known = schema.names if schema else ()
    bare = "city" not in {*table.cells, *given.values()}
    needs_place = schema is not None and schema.geometry == "point" and bare
    usual = _usual_names(table, given, known)
    usual, sizes = tell_sizes(table, usual, options, needs_place=needs_place)
    usual, order = order_axes(table, usual, options)
    return usual, sizes + order


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


def _rivals(table: RawTable, usual: Mapping[str, str]) -> list[Problem]:
    """Report headers that were taken for an axis where another one says as surely another degree."""
    found = []
    for header, axis in usual.items():
        alike = [name for name in table.cells if axis_of(name) == axis and is_sure(name)]
        others = [name for name in alike if is_sure(header) and _lie_apart(table, axis, header, name)]
        if others:
            got = f"{quote(header)} and {quote(others[0])}, which differ"
            settings = tuple(column_setting(axis, name) for name in (header, others[0]))
            remedy = "say in isthmus.toml which it is"
            found.append(table.problem("one of these", got, remedy, column=axis, settings=settings))
    return found


def _lie_apart(table: RawTable, axis: str, one: str, other: str) -> bool:
    """Tell whether two columns say other degrees in a row in which both say some."""
    pairs = zip(table.cells[one], table.cells[other], strict=True)
    degrees = [(as_degrees(first, axis), as_degrees(second, axis)) for first, second in pairs]
    return any(a is not None and b is not None and abs(a - b) > _SAME_PLACE for a, b in degrees)


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
