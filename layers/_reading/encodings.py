"""The text of a file in whatever encoding it was saved: known, or refused, never guessed in silence.

A byte order mark decides; so does UTF-8, whose rules no other text follows by chance. Older encodings have no
such rules, so each is tried, and one is believed only if its reading is text that people write (each word in
letters of one language, unlike misread bytes) and no other encoding gives another such text. Text in one
language counts for more than a medley of several.
"""

from __future__ import annotations

import codecs
import re
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING

from isthmus.geo import Problem
from isthmus.layers._tables.limits import check_size
from isthmus.layers._tables.table import unreadable

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
_LATIN = {
    "Czech": "áčďéěíňóřšťúůýž",
    "Danish": "æøåé",
    "Finnish": "äöå",
    "French": "àâæçèéêëîïôœùûüÿ",
    "German": "äöüß",
    "Hungarian": "áéíóöőúüű",
    "Italian": "àèéìíòóùú",
    "Polish": "ąćęłńóśźż",
    "Portuguese": "áâãàçéêíóôõú",
    "Romanian": "ăâîșşțţ",
    "Slovak": "áäčďéíĺľňóôŕšťúýž",
    "Slovene": "čćđšž",
    "Spanish": "áéíñóúü",
    "Turkish": "âçğıîöşüû",
}
_CYRILLIC = {
    "Russian": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "Ukrainian": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
}
_PUNCTUATION = frozenset(
    "\u00a0\u00a7\u00ab\u00b0\u00bb\u00d7\u2013\u2014\u2018\u2019\u201a\u201c\u201d\u201e\u2026\u20ac\u2116"
)
_CHINESE_PUNCTUATION = frozenset(
    "\u3000\u3001\u3002\u3008\u3009\u300a\u300b\u300c\u300d\u300e\u300f\u3010\u3011\u3014\u3015"
    "\uff08\uff09\uff0c\uff0d\uff0e\uff0f\uff1a\uff1b\uff1f\uff5c\u00b7"
)
_WORD = re.compile(r"[^\W\d_]+")
# Spanish writes an n with a tilde before vowels only; Italian puts its grave i, o and u at the end of words.
_NEVER = re.compile("\u00f1(?![aeiou\u00e1\u00e9\u00ed\u00f3\u00fa])|[\u00ec\u00f2\u00f9](?!$)")
_FEWEST_PLAIN = 4  # a language of Latin letters has a plain one among so many, in words with others


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
        return _decode_strictly(path, raw, named or UTF_8), named.removesuffix("-sig") or UTF_8
    except UnicodeDecodeError as error:
        where = _place_of(raw, error)
    if named:
        raise unreadable(path, f"text in {named.upper()}", where, _REMEDY)
    return _only_reading(path, raw, where)


def find_encoding(path: Path, raw: bytes) -> str:
    """Return the encoding of some bytes of a file that says nothing of it.

    Raises
    ------
    ValidationError
        If none gives text, or several give different ones.

    Examples
    --------
    >>> from pathlib import Path
    >>> [find_encoding(Path("p.dbf"), "Łódź, Gdańsk".encode(name)) for name in ("utf-8", "cp1250")]
    ['utf-8', 'cp1250']
    """
    try:
        raw.decode(UTF_8)
    except UnicodeDecodeError as error:
        return _only_reading(path, raw, _place_of(raw, error))[1]
    return UTF_8


def encoding_notes(path: Path, said: str, read_as: str) -> list[Problem]:
    """Return the note on an encoding that nobody said, and that is not UTF-8."""
    if said or read_as == UTF_8:
        return []
    setting = f'encoding = "{read_as}"'
    remedy = f"save it in UTF-8, or put {setting} in isthmus.toml"
    got = f"{read_as}, and read as such"
    return [Problem(path.name, "text in UTF-8", got, remedy=remedy, severity="note", settings=(setting,))]


def _decode_strictly(path: Path, raw: bytes, encoding: str) -> str:
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        raise
    except (
        LookupError,
        TypeError,
        ValueError,
    ):  # the last two: codecs that give no text, or fail
        raise unreadable(path, "the name of an encoding such as cp1250", f'"{encoding}"') from None
    if "\0" in text:
        raise unreadable(path, f"text in {encoding.upper()}", "zero bytes: UTF-16 or no text at all", _REMEDY)
    return text


def _only_reading(path: Path, raw: bytes, where: str) -> tuple[str, str]:
    """Return the only reading in an older encoding that is text as people write it."""
    readings: dict[str, str] = {}
    for encoding, is_text in _OLDER.items():
        text = raw.decode(encoding, errors="replace")
        if "\ufffd" not in text and not _CONTROL.search(text) and is_text(text):
            readings.setdefault(text, encoding)
    surest = [text for text in readings if is_one_language(text)] or list(readings)
    if len(surest) == 1:
        return surest[0], readings[surest[0]]
    got = where + (f", {_first_difference(readings)}" if readings else "")
    settings = tuple(f'encoding = "{encoding}"' for encoding in readings.values())
    raise unreadable(path, "text in UTF-8", got, _REMEDY, settings=settings)


def _place_of(raw: bytes, error: UnicodeDecodeError) -> str:
    line = raw.count(b"\n", 0, error.start) + 1
    return f"byte 0x{raw[error.start]:02X} in line {line}"


def _first_difference(readings: Mapping[str, str]) -> str:
    """Return the first word that different encodings read differently."""
    letters = zip(*readings, strict=False)
    place = next((place for place, signs in enumerate(letters) if len(set(signs)) > 1), 0)
    words = {encoding: _word_at(text, place) for text, encoding in readings.items()}
    return " or ".join(f'"{word}" in {encoding}' for encoding, word in words.items())


def _word_at(text: str, place: int) -> str:
    before = re.search(r"[^\s,;|]*$", text[max(place - 30, 0) : place])
    after = re.match(r"[^\s,;|]*", text[place : place + 30])
    return (before[0] if before else "") + (after[0] if after else "")


def is_latin(text: str) -> bool:
    """Tell whether a text is in a language of Latin letters, or in several.

    Examples
    --------
    >>> [is_latin(text) for text in ("Zakład w Łodzi", "Zak³ad w £odzi", "Çàâîä", "Gdañsk")]
    [True, False, False, False]
    """
    words = _foreign_words(text, _PUNCTUATION)
    plain = sum(letter.isascii() for word in words for letter in word)
    enough = plain * _FEWEST_PLAIN >= sum(map(len, words))
    return enough and all(_in_language(word, _LATIN) for word in words)


def is_one_language(text: str) -> bool:
    """Tell whether all words of a text can be of one and the same language.

    Examples
    --------
    >>> is_one_language("Plzeň, Příbram"), is_one_language("Plzeò, España"), is_one_language("台中市")
    (True, False, True)
    """
    letters = _foreign_letters({letter for letter in text.lower() if letter.isalpha()})
    alphabets = [set(alphabet) for alphabet in (*_LATIN.values(), *_CYRILLIC.values())]
    return all(map(_is_hanzi, letters)) or any(letters <= alphabet for alphabet in alphabets)


def is_cyrillic(text: str) -> bool:
    r"""Tell whether the words with other letters than plain ones are Ukrainian or Russian.

    Examples
    --------
    >>> [is_cyrillic(text) for text in ("Завод Київ, TSMC", "Zak\u0456ad", "йХЇВ")]
    [True, False, False]
    """
    words = _foreign_words(text, _PUNCTUATION)
    return all(not any(map(str.isascii, word)) and _in_language(word, _CYRILLIC) for word in words)


def is_chinese(text: str, charset: str, usual: range) -> bool:
    """Tell whether a text is Chinese, in characters that are mostly usual ones.

    Parameters
    ----------
    text : str
        The text.
    charset : str
        Character set that orders the usual characters first.
    usual : range
        First bytes of the usual characters in it.

    Examples
    --------
    >>> is_chinese("台中精密機械", "big5", range(0xA4, 0xC7)), is_chinese("い中", "big5", range(0xA4, 0xC7))
    (True, False)
    """
    foreign = {sign for sign in text if not sign.isascii()} - _PUNCTUATION - _CHINESE_PUNCTUATION
    if not all(map(_is_hanzi, foreign)):
        return False
    if re.search(r"[a-z][\u4e00-\u9fff]|[\u4e00-\u9fff][a-z]", text):
        return False
    common = sum(sign.encode(charset, "replace")[0] in usual for sign in foreign)
    return common * 10 >= len(foreign) * 9


def _is_hanzi(sign: str) -> bool:
    return "\u4e00" <= sign <= "\u9fff"


def _foreign_words(text: str, punctuation: frozenset[str]) -> set[str]:
    """Return the words with other letters than plain ones; a sign that is none of writing is such a word."""
    words = {word for word in _WORD.findall(text) if not word.isascii()}
    signs = {sign for sign in text if not sign.isascii() and not sign.isalpha()}
    return words | (signs - punctuation)


def _in_language(word: str, alphabets: dict[str, str]) -> bool:
    """Tell whether one alphabet has all letters of a word, and none is a capital after a small one."""
    if any(one.islower() and other.isupper() and not other.isascii() for one, other in pairwise(word)):
        return False
    if _NEVER.search(word.lower()):
        return False
    foreign = _foreign_letters(set(word.lower()))
    return any(foreign <= set(alphabet) for alphabet in alphabets.values())


def _foreign_letters(letters: set[str]) -> set[str]:
    return {letter for letter in letters if not letter.isascii()}


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
