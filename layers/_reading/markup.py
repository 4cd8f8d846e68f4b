"""Whether the text of KML and GPX says what GDAL would make of it: it takes what is no number for 0."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from xml.parsers.expat import ExpatError, ParserCreate

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
            _check_places(self.path, _PLACES[self.inside[-1]], "".join(self.texts))
        if len(self.inside) > 1:
            self.inside.pop()

    def keep(self, text: str) -> None:
        """Keep the text of an element that says places."""
        if self.inside[-1] in _PLACES:
            self.texts.append(text)

    def refuse(self, *_: object) -> None:
        """Refuse a document type."""
        raise unreadable(self.path, self.expected, "a document type with entities of its own")


def _check_places(path: Path, form: re.Pattern[str], text: str) -> None:
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
