"""What GDAL would lose of a file without a word, such as what is no number and becomes 0."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from xml.parsers.expat import ExpatError, ParserCreate

import numpy as np

from isthmus.geo import Problem, ValidationError
from isthmus.layers._tables.cells import quote
from isthmus.layers._tables.limits import MAX_NESTING
from isthmus.layers._tables.table import unreadable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_OF_GDAL: Final = re.compile(rb"<(?:OGR|GDA)")
_CHUNK: Final = 2**20
_NUMBER: Final = r"[+-]?(?:\d++\.?\d*+|\.\d++)(?:[eE][+-]?\d++)?+"
_DEGREES: Final = re.compile(_NUMBER, re.ASCII)
#: How a place is written in elements of KML; blanks may stand around the commas within one.
_PLACES: Final = MappingProxyType(
    {
        "coordinates": re.compile(
            rf"\s*+{_NUMBER}\s*+,\s*+{_NUMBER}(?:\s*,\s*+{_NUMBER}|,)?+(?!\S)", re.ASCII
        ),
        "coord": re.compile(rf"\s*+{_NUMBER}\s++{_NUMBER}(?:\s++{_NUMBER})?(?!\S)", re.ASCII),
    }
)
_CELL: Final = re.compile(rb"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?|\**|[+-]?(nan|inf|1\.#\w+)", re.IGNORECASE)
_WHOLE_NUMBER: Final = ("a whole number", "typeof({0}) = 'integer'")
_DAY: Final = ("a date such as 2025-09-15", "date(substr({0}, 1, 10), '+0 days') IS substr({0}, 1, 10)")
#: What a column of a GeoPackage has by its type, and the condition in SQL that a cell is such.
_STORED: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        **dict.fromkeys(("INTEGER", "INT", "MEDIUMINT", "SMALLINT", "TINYINT"), _WHOLE_NUMBER),
        **dict.fromkeys(("REAL", "DOUBLE", "FLOAT"), ("a number", "typeof({0}) IN ('integer', 'real')")),
        **dict.fromkeys(("DATE", "DATETIME"), _DAY),
        "BOOLEAN": ("0 or 1", "{0} IN (0, 1)"),
    }
)
_POINTS_OF_GPX: Final = frozenset(("wpt", "rtept", "trkpt"))


def check_xml(path: Path, expected: str) -> None:
    """Refuse what is no XML from its first byte to its last, has another root, or says no places to GDAL.

    Parameters
    ----------
    path : Path
        A file whose ending is that of the format, as is the name of its root.
    expected : str
        What the format is called.

    Raises
    ------
    ValidationError
        If so.
    """
    parser, check = ParserCreate(), _Check(path, expected)
    parser.StartElementHandler, parser.EndElementHandler = check.enter, check.leave
    parser.CharacterDataHandler, parser.buffer_text = check.keep, True
    parser.StartDoctypeDeclHandler = check.refuse
    try:
        before = b""
        with path.open("rb") as file:
            for chunk in iter(lambda: file.read(_CHUNK), b""):
                if _OF_GDAL.search(before + chunk):
                    raise unreadable(path, expected, "words to GDAL, which lead elsewhere")
                before = chunk[-len("<OGR") :]
                parser.Parse(chunk)
        parser.Parse(b"", True)  # noqa: FBT003 - expat takes no names
    except (ExpatError, LookupError) as error:  # LookupError: an unknown encoding
        got = f"no XML: {error}" if check.inside else "a file that begins otherwise"
        raise unreadable(path, expected, got) from None


class _Check:
    """What refuses parts of a file that the format has not, while its elements are parsed.

    GDAL goes down into every element within another one, and ends the program far down.
    """

    def __init__(self, path: Path, expected: str) -> None:
        self.path, self.expected = path, expected
        self.root = path.suffix.lower().removeprefix(".")
        self.inside: list[str] = []
        self.texts: list[str] = []

    def enter(self, name: str, attributes: Mapping[str, str]) -> None:
        """Look at an element that begins."""
        self.inside.append(name.rpartition(":")[2])
        self.texts.clear()
        if len(self.inside) == 1 and self.inside[0] != self.root:
            raise unreadable(self.path, self.expected, "a file that begins otherwise")
        if len(self.inside) > MAX_NESTING:
            raise unreadable(self.path, f"at most {MAX_NESTING} elements within one another", "more")
        if len(attributes) > MAX_NESTING:
            expected = f"at most {MAX_NESTING} attributes of an element"
            raise unreadable(self.path, expected, f"{len(attributes):,}")
        if self.root == "gpx" and self.inside[-1] in _POINTS_OF_GPX:
            _check_point(self.path, attributes)

    def leave(self, _: object) -> None:
        """Look at the text of an element that ends."""
        if self.root == "kml" and self.inside[-1] in _PLACES:
            _check_course(self.path, _PLACES[self.inside[-1]], "".join(self.texts))
        if len(self.inside) > 1:
            self.inside.pop()

    def keep(self, text: str) -> None:
        """Keep the text of an element that says places."""
        if self.inside[-1] in _PLACES:
            self.texts.append(text)

    def refuse(self, *_: object) -> None:
        """Refuse a document type."""
        raise unreadable(self.path, self.expected, "a document type with entities of its own")


def _check_course(path: Path, form: re.Pattern[str], text: str) -> None:
    """Refuse coordinates of KML that are no numbers."""
    end, found = 0, form.match(text)
    while found:
        end = found.end()
        found = form.match(text, end)
    rest = text[end:].split(maxsplit=1)
    if rest or end == 0:
        got = quote(rest[0]) if rest else "none"
        remedy = "write decimals with points, commas between numbers and blanks between places"
        raise unreadable(path, "coordinates of two or three numbers", got, remedy)


def _check_point(path: Path, attributes: Mapping[str, str]) -> None:
    """Refuse a point of GPX without its two degrees."""
    for axis in ("lat", "lon"):
        text = attributes.get(axis, "")
        if not _DEGREES.fullmatch(text.strip()):
            got = quote(text) if text else "none"
            raise unreadable(path, f"degrees with a decimal point for {axis} of each point", got)


def check_dbase(path: Path, table: bytes) -> None:
    """Refuse cells of a dBASE table that are none of the numbers of their column: GDAL takes them for 0.

    Raises
    ------
    ValidationError
        If there is one.
    """
    head, width = (int.from_bytes(table[at : at + 2], "little") for at in (8, 10))
    count = max((len(table) - head) // width, 0) if width else 0
    rows = np.frombuffer(table, np.uint8, count * width, min(head, len(table))).reshape(count, width)
    place = 1  # behind the mark of rows that are deleted
    for start in range(32, min(head, len(table)) - 31, 32):
        kind, size = table[start + 11 : start + 12], table[start + 16]
        cells = np.ascontiguousarray(rows[:, place : place + size]).view(f"S{size}") if size else rows[:0]
        place += size
        wrong = [cell for cell in np.unique(cells) if not _CELL.fullmatch(cell.strip(b" \0"))]
        if kind in {b"N", b"F"} and wrong:
            row = int(np.flatnonzero(cells == wrong[0])[0]) + 1
            got = quote(wrong[0].decode("latin-1").strip())
            name = table[start : start + 11].split(b"\0")[0].decode("latin-1")
            raise ValidationError([Problem(path.name, "a number", got, row=row, column=name)])


def check_stored(path: Path, layer: str) -> None:
    """Refuse cells of a GeoPackage that are none of what their column has: SQLite keeps any.

    Raises
    ------
    ValidationError
        If there is one.
    """
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
        for _, name, kind, *_ in database.execute("SELECT * FROM pragma_table_xinfo(?)", [layer]).fetchall():
            what, is_such = _STORED.get(kind.upper().partition("(")[0].strip(), ("", ""))
            if not what:
                continue
            cell, table = _quoted(name), _quoted(layer)
            wrong = f"{cell} IS NOT NULL AND NOT ({is_such.replace('{0}', cell)})"
            query = f"SELECT rowid, CAST({cell} AS TEXT) FROM {table} WHERE {wrong} LIMIT 1"  # noqa: S608 - quoted
            for place, text in database.execute(query):
                count = f"SELECT count(*) FROM {table} WHERE rowid <= ?"  # noqa: S608 - quoted
                (row,) = database.execute(count, [place]).fetchone()
                raise ValidationError([Problem(path.name, what, quote(text), row=row, column=name)])


def check_shapes(path: Path, layer: str, column: str, read: int) -> None:
    """Refuse a GeoPackage with shapes that GDAL takes for none: it warns of them only on its own log.

    Parameters
    ----------
    path : Path
    layer, column : str
        Where the shapes are.
    read : int
        How many GDAL gave.

    Raises
    ------
    ValidationError
        If there are more.
    """
    query = f"SELECT count(*) FROM {_quoted(layer)} WHERE {_quoted(column)} IS NOT NULL"  # noqa: S608 - quoted
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
        (stored,) = database.execute(query).fetchone()
    if stored > read:
        raise unreadable(path, "geometries of a GeoPackage", f"{stored - read} that GDAL can't read")


def _quoted(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""'))
