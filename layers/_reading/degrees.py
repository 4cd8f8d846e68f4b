"""Degrees of what columns say: their order, reference system, minutes and sides of the equator."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from isthmus.layers._bundled.gazetteer import simplify
from isthmus.layers._geometry.coordinates import parse_shapes
from isthmus.layers._tables.cells import as_degrees, as_number, keyboard_signs, quote
from isthmus.layers._tables.crs import crs_of, has_x_north, is_used_at, to_degrees
from isthmus.layers._tables.table import column_setting

from .config import toml_key, toml_text
from .place_columns import axis_name, is_letter, is_size, unit_words

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from isthmus.geo import Problem
    from isthmus.layers._tables.table import RawTable

    from .config import FileOptions

_NEAR: Final = 0.5  # degrees beyond its area where a reference system is used as well
_FAR: Final = 10.0  # beyond, coordinates are not meant in it
_SHAPES: Final = ("wkt", "geometry")
_MINUTES: Final = frozenset(("min", "mins", "minute", "minutes", "minuty", "minuten", "хвилини", "分"))
_SECONDS: Final = frozenset(("sec", "secs", "second", "seconds", "sekundy", "sekunden", "секунди", "秒"))
_NO_SHAPE: Final = -1  # in place of a code
_HALF_TURN: Final = 180.0
_RIGHT_ANGLE: Final = 90.0
_SIZE, _PLACE, _WIDER = "size", "place", "wider"  # what cells may say
_HEMISPHERE_LETTERS: Final = {
    "lat": frozenset(("n", "s", "north", "south")),
    "lon": frozenset(("e", "w", "east", "west")),
}
_HEMISPHERES: Final = {
    "lat": frozenset(("ns", "nors", "northsouth", "hemisphere", "hemi", "hemispherens", "latns")),
    "lon": frozenset(("ew", "eorw", "eastwest", "hemisphere", "hemi", "hemisphereew", "lonew")),
}
_NAMES_SRID: Final = re.compile(r"\s*(SRID=|0[01][0-9a-f]{6}[2-7a-f])", re.IGNORECASE)


def tell_sizes(
    table: RawTable, usual: Mapping[str, str], options: FileOptions, *, needs_place: bool
) -> tuple[dict[str, str], list[Problem]]:
    """Return the axes without columns that are length and width, of those that by their names may be either.

    They are places where nothing else says where a row must be, the table has a reference system, or cells
    are such as no size is: below 0, with signs of degrees, or wider than long. They are sizes in a table
    of shapes, or where a cell is beyond the degrees. Else they are a problem with both readings.

    Parameters
    ----------
    table : RawTable
        The table under its own names.
    usual : mapping
        The axes by the headers that were taken for them.
    options : FileOptions
        The reference system, if the owner says it.
    needs_place : bool
        Whether each row needs a place, and nothing else says it.

    Returns
    -------
    usual : dict
        The same without sizes.
    told : list of Problem
        The problem, if they may be both.
    """
    headers = {axis: header for header, axis in usual.items() if is_size(header)}
    if {*headers} != {"lon", "lat"} or (table.geometry is None and (needs_place or options.crs)):
        return dict(usual), []
    found = _size_readings(table.cells[headers["lon"]], table.cells[headers["lat"]])
    if table.geometry is not None or _SIZE in found:
        return {header: axis for header, axis in usual.items() if header not in headers.values()}, []
    if found <= {_WIDER} or _PLACE in found:
        return dict(usual), []
    return {}, [_either_order(table, headers["lon"], headers["lat"])]


def _size_readings(lengths: Sequence[str], widths: Sequence[str]) -> set[str]:
    """Return what pairs of cells can be: of degrees alone, of a size alone, wider than long, or either."""
    found = set()
    for pair in zip(lengths, widths, strict=True):
        lon, lat = (as_number(keyboard_signs(text).replace(",", ".")) for text in pair)
        if lon is None or lat is None:
            signs = as_degrees(pair[0], "lon") is not None and as_degrees(pair[1], "lat") is not None
            found |= {_PLACE} if signs else set()
        elif min(lon, lat) < 0:
            found.add(_PLACE)
        elif lon > _HALF_TURN or lat > _RIGHT_ANGLE:
            found.add(_SIZE)
        else:
            found.add(_WIDER if lat > lon else "")
    return found


def _either_order(table: RawTable, lon: str, lat: str) -> Problem:
    """Report two columns that may be places or sizes."""
    readings = ({"lon": lon, "lat": lat}, {lon: lon, lat: lat})
    settings = tuple(f"columns = {{ {_toml_pairs(reading)} }}" for reading in readings)
    got = f"{quote(lon)} and {quote(lat)}, which may be longitude and latitude, or length and width"
    remedy = f"say it in isthmus.toml: {settings[0]}, or {settings[1]} for columns of your own"
    return table.problem("columns that can be but one thing", got, remedy, settings=settings)


def _toml_pairs(texts: Mapping[str, str]) -> str:
    return ", ".join(f"{toml_key(name)} = {toml_text(text)}" for name, text in texts.items())


def order_axes(
    table: RawTable, usual: Mapping[str, str], options: FileOptions
) -> tuple[dict[str, str], list[Problem]]:
    """Return what columns called X and Y stand for, where their reference system has X to the north.

    People write either order then. The one counts that lies where the system is used, if the other does not.

    Parameters
    ----------
    table : RawTable
        The table under its own names.
    usual : mapping
        The axes by the headers that were taken for them, X as the longitude.
    options : FileOptions
        The reference system, if the owner says it.

    Returns
    -------
    usual : dict
        The same in the order found.
    told : list of Problem
        A note if it is the other one, a problem if both or none may be.
    """
    headers = {axis: header for header, axis in usual.items() if is_letter(header)}
    path = Path(table.file)
    if not options.crs or {*headers} != {"lon", "lat"} or not has_x_north(crs_of(path, options.crs)):
        return dict(usual), []
    x, y = headers["lon"], headers["lat"]
    fits = [_fits(table, path, options.crs, pair) for pair in ((x, y), (y, x))]
    settings = tuple(column_setting("lon", header) for header in (x, y))
    if fits == [True, False]:
        return dict(usual), []
    if fits == [False, True]:
        got = f"{quote(x)} to the north, as {options.crs} has it"
        return {**usual, x: "lat", y: "lon"}, [
            table.note("columns lon and lat", got, settings=(column_setting("lon", y),))
        ]
    expected = "columns whose order is sure"
    got = f"{quote(x)} and {quote(y)}: people write X to the east, or, as {options.crs} has it, to the north"
    remedy = f"say it in isthmus.toml: {' or '.join(settings)}"
    return dict(usual), [table.problem(expected, got, remedy, settings=settings)]


def _fits(table: RawTable, path: Path, crs: str, headers: tuple[str, str]) -> bool:
    """Tell whether two columns, taken as east and north, lie where a reference system is used."""
    east, north = (
        [as_number(text.strip().replace(",", ".")) for text in table.cells[name]] for name in headers
    )
    pairs = [(x, y) for x, y in zip(east, north, strict=True) if x is not None and y is not None]
    points = to_degrees(path, np.array([shapely.Point(pair) for pair in pairs], dtype=object), crs)
    return bool(pairs) and bool(is_used_at(crs_of(path, crs), points, _NEAR).all())


def in_degrees_of(table: RawTable, path: Path, options: FileOptions) -> RawTable:
    """Return a table whose coordinates, of the reference system that its owner says, are degrees.

    Shapes that name their own (SRID, as PostGIS writes it) are of that one.
    """
    if table.geometry is not None:
        return table
    if options.crs:
        table = _points_in_degrees(table, path, options.crs)
    for name in {*_SHAPES} & {*table.cells}:
        texts = _degrees_of_shapes(path, table.cells[name], options.crs)
        table = replace(table, cells={**table.cells, name: texts})
    return table


def _points_in_degrees(table: RawTable, path: Path, crs: str) -> RawTable:
    pairs = [*zip(table.column("lon"), table.column("lat"), strict=True)]
    values = {
        row: (as_number(one.strip()), as_number(other.strip())) for row, (one, other) in enumerate(pairs)
    }
    known = {row: (x, y) for row, (x, y) in values.items() if x is not None and y is not None}
    if not known:
        return table
    points = to_degrees(path, np.array([shapely.Point(pair) for pair in known.values()], dtype=object), crs)
    cells = {name: list(table.column(name)) for name in ("lon", "lat")}
    for row, point in zip(known, points, strict=True):
        cells["lon"][row], cells["lat"][row] = repr(round(point.x, 9)), repr(round(point.y, 9))
    beyond = np.array([*known])[~is_used_at(crs_of(path, crs), points, _FAR)].tolist()
    remedy = "check crs, and which columns are lon and lat, in isthmus.toml"
    wrong = [
        table.problem(f"a place where {crs} is used", f"{', '.join(pairs[row])}: far away", remedy, row=row)
        for row in beyond
    ]
    return replace(table, cells={**table.cells, **cells}, problems=(*table.problems, *wrong))


def _degrees_of_shapes(path: Path, texts: list[str], said: str) -> list[str]:
    """Return shapes as text in degrees; what is none stays."""
    if not said and not any(_NAMES_SRID.match(text) for text in texts):
        return texts
    shapes = parse_shapes(np.array(texts, dtype=object))
    codes = shapely.get_srid(shapes)
    for code in {*codes.tolist()} - {_NO_SHAPE}:
        crs = f"EPSG:{code}" if code > 0 else said
        rows = np.flatnonzero(codes == code)
        if crs:
            shapes[rows] = to_degrees(path, shapes[rows], crs)
    read = ~shapely.is_missing(shapes)
    return [
        shapely.to_wkt(shape, rounding_precision=9) if known else text
        for shape, known, text in zip(shapes, read, texts, strict=True)
    ]


def with_minutes(table: RawTable) -> RawTable:
    """Return a table whose whole degrees have the minutes and seconds that stand in columns of their own.

    Examples
    --------
    >>> from isthmus.layers._tables.table import RawTable
    >>> cells = {"lat": ["54"], "lat_min": ["21"], "lon": ["-18"], "lon_min": ["30.6"]}
    >>> table = with_minutes(RawTable("factories", "f.csv", cells, [1]))
    >>> table.cells, table.notes[0].got
    ({'lat': ["54°21'"], 'lon': ["-18°30.6'"]}, 'minutes in column "lat_min"')
    """
    for axis in ("lat", "lon"):
        degrees = table.cells.get(axis, [])
        parts = {axis_name(name).whose: name for name in table.cells if axis_name(name).axis == axis}
        minutes = next((name for word, name in parts.items() if word in _MINUTES), "")
        if (
            not degrees
            or not minutes
            or "max" in parts  # the least of bounds, no minutes
            or not all(text.strip().lstrip("+-").isdigit() or not text.strip() for text in degrees)
        ):
            continue
        seconds = next((name for word, name in parts.items() if word in _SECONDS), "")
        sixtieths = zip(table.cells[minutes], table.cells.get(seconds, [""] * len(degrees)), strict=True)
        made = [
            f"{text.strip()}°{more.strip() or 0}'" + f'{most.strip()}"' * bool(most.strip())
            if text.strip()
            else ""
            for text, (more, most) in zip(degrees, sixtieths, strict=True)
        ]
        note = table.note("degrees in one column", f"minutes in column {quote(minutes)}", column=axis)
        kept = {name: texts for name, texts in table.cells.items() if name not in {minutes, seconds}}
        table = replace(table, cells={**kept, axis: made}, notes=(*table.notes, note))
    return table


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
        below = [row for row, text in enumerate(table.cells[found[0]]) if is_below(text)]
        if below:
            letter = quote(table.cells[found[0]][below[0]])
            table = turn_below(table, axis, below, f"{letter} in column {quote(found[0])}")
    return table


def holds_hemispheres(header: str, axis: str, cells: Sequence[str]) -> bool:
    """Tell whether a column has the letters of an axis, and is called by them or by the axis.

    Examples
    --------
    >>> holds_hemispheres("N/S", "lat", ["N", "S"]), holds_hemispheres("lat_dir", "lat", ["N"])
    (True, True)
    >>> holds_hemispheres("side", "lon", ["E", "W"]), holds_hemispheres("ns", "lat", ["N", "x"])
    (False, False)
    """
    name = re.sub(r"[\W_]", "", simplify(header))
    named = name in _HEMISPHERES[axis] or (axis_name(header).axis == axis and axis_name(header).whose != "")
    filled = {cell.strip().casefold() for cell in cells if cell.strip()} if named else set()
    return bool(filled) and filled <= _HEMISPHERE_LETTERS[axis]


def is_counted_below(header: str, axis: str) -> bool:
    """Tell whether a header says in brackets that its degrees are those to the west or south.

    Examples
    --------
    >>> is_counted_below("Longitude (W)", "lon"), is_counted_below("Lat [deg S]", "lat")
    (True, True)
    >>> is_counted_below("Longitude (E/W)", "lon"), is_counted_below("Longitude (E)", "lon")
    (False, False)
    """
    letters = [word for word in unit_words(header) if word in _HEMISPHERE_LETTERS[axis]]
    return len(letters) == 1 and is_below(letters[0])


def is_below(cell: str) -> bool:
    """Tell whether a letter of a hemisphere is that of degrees below 0."""
    return cell.strip().casefold() in {"s", "south", "w", "west"}


def turn_below(table: RawTable, axis: str, rows: Collection[int], by: str) -> RawTable:
    """Return a table whose degrees in some rows are below 0; a problem where others have signs already."""
    degrees = table.cells[axis]
    turned = {row for row in rows if degrees[row].strip() and not any(map(str.isalpha, degrees[row]))}
    plain = {row for row in turned if not degrees[row].strip().startswith("-")}
    if any(text.strip().startswith("-") for text in degrees):
        wrong = [_two_signs(table, axis, row, by) for row in sorted(plain)]
        return replace(table, problems=(*table.problems, *wrong))
    if not turned:
        return table
    made = [f"-{text.strip()}" if row in turned else text for row, text in enumerate(degrees)]
    note = table.note("degrees with their sign", f"{len(turned)} by {by}, read as below 0", column=axis)
    return replace(table, cells={**table.cells, axis: made}, notes=(*table.notes, note))


def _two_signs(table: RawTable, axis: str, row: int, by: str) -> Problem:
    """Report degrees above 0 that are said to be below, where others have signs of their own."""
    got = f"{quote(table.cells[axis][row])} by {by}"
    remedy = "say it by a sign or by letters, the same in all rows"
    return table.problem("degrees with one sign", got, remedy, row=row, column=axis)
