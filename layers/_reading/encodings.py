"""The text of a file in whatever encoding it was saved: known, or refused, never guessed in silence.

A byte order mark decides; so does UTF-8, whose rules no other text follows by chance. Older encodings have no
such rules, so each is tried, and one is believed only if its reading is text that people write and no other
encoding gives another such text. Text in one language counts for more than a medley of several.
"""

from __future__ import annotations

import codecs
import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from isthmus.layers._tables.limits import check_size
from isthmus.layers._tables.table import unreadable

from .alphabets import is_chinese, is_cyrillic, is_latin, is_one_language

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

UTF_8 = "utf-8"
"""What text is expected to be in; a byte order mark before it is no part of the text."""

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_REMEDY = 'save it in UTF-8 (in Excel: "CSV UTF-8"), or put its encoding in isthmus.toml'
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def decode(path: Path, *, encoding: str = "") -> tuple[str, str]:
    """Return the text of a file and the encoding it was read in.

    Parameters
    ----------
    path : Path
        The file.
    encoding : str
        Its encoding, if somebody said.

    Returns
    -------
    text, encoding : str
        The text, and the name of the encoding; `UTF_8` also where a byte order mark said so.

    Raises
    ------
    ValidationError
        If the file is not in that encoding; or, where nobody said, if none gives text or several give
        different ones.
    """
    check_size(path)
    raw = path.read_bytes()
    named = encoding or next((name for mark, name in _MARKS.items() if raw.startswith(mark)), "")
    try:
        return _strictly(path, raw, named or UTF_8), named.removesuffix("-sig") or UTF_8
    except UnicodeDecodeError as error:
        where = _where(raw, error)
    if named:
        raise unreadable(path, f"text in {named.upper()}", where, _REMEDY)
    return _believed(path, raw, where)


def _strictly(path: Path, raw: bytes, encoding: str) -> str:
    try:
        text = raw.decode(encoding)
    except (LookupError, TypeError):  # TypeError: a codec of Python's that gives no text
        raise unreadable(path, "the name of an encoding such as cp1250", f'"{encoding}"') from None
    if "\0" in text:
        raise unreadable(path, f"text in {encoding.upper()}", "zero bytes: UTF-16 or no text at all", _REMEDY)
    return text


def _believed(path: Path, raw: bytes, where: str) -> tuple[str, str]:
    """Return the only reading in an older encoding that is text as people write it."""
    readings: dict[str, str] = {}
    for encoding, is_text in _OLDER.items():
        text = raw.decode(encoding, errors="replace")
        if "\ufffd" not in text and not _CONTROL.search(text) and is_text(text):
            readings.setdefault(text, encoding)
    surest = [text for text in readings if is_one_language(text)] or list(readings)
    if len(surest) == 1:
        return surest[0], readings[surest[0]]
    got = where + (f", {_differing(readings)}" if readings else "")
    raise unreadable(path, "text in UTF-8", got, _REMEDY)


def _where(raw: bytes, error: UnicodeDecodeError) -> str:
    line = raw.count(b"\n", 0, error.start) + 1
    return f"byte 0x{raw[error.start]:02X} in line {line}"


def _differing(readings: Mapping[str, str]) -> str:
    """Return the first word that different encodings read differently."""
    letters = zip(*readings, strict=False)
    place = next((place for place, signs in enumerate(letters) if len(set(signs)) > 1), 0)
    words = {encoding: _word_at(text, place) for text, encoding in readings.items()}
    return " or ".join(f'"{word}" in {encoding}' for encoding, word in words.items())


def _word_at(text: str, place: int) -> str:
    before = re.search(r"[^\s,;|]*$", text[max(place - 30, 0) : place])
    after = re.match(r"[^\s,;|]*", text[place : place + 30])
    return (before[0] if before else "") + (after[0] if after else "")


def _is_big5(text: str) -> bool:
    return is_chinese(text, "big5", range(0xA4, 0xC7))


def _is_gb(text: str) -> bool:
    return is_chinese(text, "gb2312", range(0xB0, 0xD8))


_OLDER: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {
        "cp1250": is_latin,
        "iso8859-2": is_latin,
        "cp1252": is_latin,
        "cp1251": is_cyrillic,
        "koi8-u": is_cyrillic,
        "cp950": _is_big5,
        "gb18030": _is_gb,
    }
)
"""Encodings of Central Europe, Ukraine and Taiwan, and their neighbours', with the text expected in them."""
