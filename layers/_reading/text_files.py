"""How files of text were saved, their encoding and what parts columns: known, or refused, never just guessed.

A byte order mark decides; so does UTF-8, whose rules no other text follows by chance. Older encodings have no
such rules, so each is tried, and one is believed only if its reading is text that people write (each word in
letters of one language, unlike misread bytes) and no other encoding gives another such text. Text in one
language counts for more than a medley of several. Where that does not decide, the names of columns do, if one
reading alone has names that are known; else all readings are told.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from isthmus.geo import Problem
from isthmus.layers._tables.cells import quote
from isthmus.layers._tables.limits import MAX_COLUMNS, check_size
from isthmus.layers._tables.table import unreadable

from .alphabets import NO, OLDEST, POSSIBLE, SURE, TEXTS
from .grids import count_known, header_place, knows_header
from .place_columns import names_axis

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
"""What may part columns."""

UTF_8 = "utf-8"
"""What text is expected to be in; a byte order mark before it is no part of the text."""

_NO_CHARSETS = frozenset(("idna", "punycode", "unicode-escape", "raw-unicode-escape"))  # no files are in them
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_REMEDY = 'save it in UTF-8 (in Excel: "CSV UTF-8"), or put its encoding in isthmus.toml'
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ue000-\uf8ff]")
_WORDS = re.compile(rb'[^\s,;"]+')  # no second byte of a character splits words
_PLAIN = re.compile(rb"[a-zA-Z]")  # beside which few other bytes are letters by chance
_SHIFTED = re.compile(rb"\x1b\$[@B]")  # ISO 2022 leaves plain text so
_ZEROS = 10  # at least one byte in so many is zero in UTF-16, since blanks and delimiters are plain letters
_UNMARKED = ("utf-16-le", "utf-16-be")
_DOUBLED = re.compile("[\u00c3-\u00df\u00e2-\u00ef][\u0080-\u00bf\u0152-\u2122]")
_AROUND_WORD = re.compile(r'[\s,;"]')
_LONGEST_WORD = 60
_MOST = 6  # candidates in a message
_FEW = 4  # words that may be in letters of another script, or older ones, by chance
_SAMPLE = 100_000  # words that are looked at
_FIRST_LINES = 30  # among which the names of columns are


class _Decoding(NamedTuple):
    """How the words of a file read in an encoding, and how surely they are text."""

    encoding: str
    words: tuple[str, ...]
    sure: int


def decode(path: Path, *, encoding: str = "", known: Collection[str] = ()) -> tuple[str, str]:
    """Return the text of a file and the encoding it was read in.

    Parameters
    ----------
    path : Path
        The file.
    encoding : str
        Its encoding, if somebody said.
    known : collection of str
        Names that its first line may have, where that holds names of columns.

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
    if not named and b"\0" in raw:
        return _unmarked_text(path, raw)
    if not named and _SHIFTED.search(raw):
        named = "iso2022_jp"
    try:
        return _decode_strictly(path, raw, named or UTF_8), named.removesuffix("-sig") or UTF_8
    except UnicodeDecodeError as error:
        where = _name_byte(raw, error)
    if named:
        raise unreadable(path, f"text in {named.upper()}", where, _REMEDY)
    found = _only_reading(path, raw, where, known)
    try:
        return _decode_strictly(path, raw, found), found
    except UnicodeDecodeError as error:  # in a word beyond those that were looked at
        raise unreadable(path, f"text in {found.upper()}", _name_byte(raw, error), _REMEDY) from None


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
        return _only_reading(path, raw, _name_byte(raw, error))
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
        text = raw.decode("undefined" if codecs.lookup(encoding).name in _NO_CHARSETS else encoding)
    except UnicodeDecodeError:
        raise
    except (LookupError, TypeError, ValueError):  # the last two: codecs that give no text, or fail
        raise unreadable(path, "the name of an encoding such as cp1250", f'"{encoding}"') from None
    if "\0" in text:
        raise unreadable(path, f"text in {encoding.upper()}", "zero bytes: UTF-16 or no text at all", _REMEDY)
    return text


def _unmarked_text(path: Path, raw: bytes) -> tuple[str, str]:
    """Return text in UTF-16 without a mark: half of its bytes are zero, wherever it has plain letters."""
    many = raw.count(0) * _ZEROS >= len(raw)
    for encoding in _UNMARKED if many else ():
        text = raw.decode(encoding, errors="replace")
        if "\ufffd" not in text and not _CONTROL.search(text) and any(sign in text for sign in ",;\t{"):
            return text, encoding
    raise unreadable(path, "text in UTF-8", "zero bytes: UTF-16 or no text at all", _REMEDY)


def _only_reading(path: Path, raw: bytes, where: str, known: Collection[str] = ()) -> str:
    """Return the only older encoding that gives text as people write it, or the one that is surest."""
    words = _foreign_bytes(raw)
    readings = _readings(words, TEXTS)
    likely = [reading for reading in readings if reading.sure > POSSIBLE]
    aside = [reading for reading in readings if reading.sure == POSSIBLE]
    oldest = [reading for reading in _readings(words, OLDEST) if reading.sure > NO]
    if not likely or len(words) < _FEW:
        likely += [reading for reading in oldest if reading.words not in {one.words for one in likely}]
    best = max((reading.sure for reading in likely), default=NO)
    surest = {reading.encoding for reading in likely if reading.sure == best}
    if len(words) < _FEW and (aside or surest & {*OLDEST}):
        best = NO
    for chosen in ([one for one in likely if one.sure == best], _with_known_names(raw, likely, known)):
        if len(chosen) == 1:
            return chosen[0].encoding
    mixed = next((word for word in words if _is_utf8(word)), None)
    if mixed is not None:
        got = f"{where}, and in others words in UTF-8 such as {quote(mixed.decode())}"
        raise unreadable(path, "text in one encoding", got, "save all of it anew in UTF-8")
    every = {one.words: one for one in (*readings, *oldest)}
    told = sorted(every.values(), key=lambda one: -one.sure)
    texts = [one for one in told if one.sure > NO]
    if len(texts) == 1 and texts[0].sure >= SURE and all(map(_PLAIN.search, words)):
        return texts[0].encoding
    told = texts or told
    got = where + (f", {_first_difference(told[:_MOST])}" if told else "")
    settings = tuple(f'encoding = "{reading.encoding}"' for reading in told[:_MOST])
    raise unreadable(path, "text in UTF-8", got, _REMEDY, settings=settings)


def _foreign_bytes(raw: bytes) -> list[bytes]:
    """Return the first words with other bytes than those of plain letters, each once."""
    words: dict[bytes, None] = {}
    for match in _WORDS.finditer(raw):
        if not match[0].isascii():
            words[match[0]] = None
        if len(words) == _SAMPLE:
            break
    return [*words]


def _is_utf8(word: bytes) -> bool:
    """Tell whether a word reads in UTF-8, as few of other encodings do by chance."""
    try:
        return len(word.decode(UTF_8)) >= _FEW
    except UnicodeDecodeError:
        return False


def twice_encoded(text: str) -> tuple[str, str] | None:
    r"""Return a word that was saved in UTF-8 twice, and what it was before; None if there is none such.

    Examples
    --------
    >>> twice_encoded("x, Å\u0081Ã³dÅº"), twice_encoded("São Paulo, Łódź")
    (('Å\x81Ã³dÅº', 'Łódź'), None)
    """
    for match in _DOUBLED.finditer(text):
        start, end = match.span()
        word = _AROUND_WORD.split(text[max(start - _LONGEST_WORD, 0) : start])[-1]
        word += match[0] + _AROUND_WORD.split(text[end : end + _LONGEST_WORD])[0]
        for encoding in ("cp1252", "latin-1"):
            try:
                return word, word.encode(encoding).decode(UTF_8)
            except UnicodeError:
                continue
    return None


def doubled_notes(file: str, texts: Iterable[str]) -> list[Problem]:
    """Return the note on texts of a file of which one was saved in UTF-8 twice."""
    doubled = twice_encoded("\n".join(text for text in texts if not text.isascii()))
    if doubled is None:
        return []
    got = f"{quote(doubled[0])}, which seems to be {quote(doubled[1])} saved in UTF-8 twice"
    remedy = "save it anew from where it was right"
    return [Problem(file, "text in UTF-8", got, remedy=remedy, severity="note")]


def _readings(words: Sequence[bytes], tests: Mapping[str, Callable[[str], int]]) -> list[_Decoding]:
    """Return what words may read in some encodings, each reading once, and how surely it is text."""
    found: dict[tuple[str, ...], _Decoding] = {}
    for encoding, is_text in tests.items():
        read = tuple(word.decode(encoding, errors="replace") for word in words)
        text = "\n".join(read)
        if "\ufffd" not in text and not _CONTROL.search(text):
            reading = _Decoding(encoding, read, is_text(text))
            if read not in found or found[read].sure < reading.sure:
                found[read] = reading
    return [*found.values()]


def _with_known_names(raw: bytes, readings: Sequence[_Decoding], known: Collection[str]) -> list[_Decoding]:
    """Return the readings in which the first line has names of columns that are known, and not plain ones."""
    first = _foreign_bytes(raw.partition(b"\n")[0]) if known else []
    return [
        reading
        for reading in readings
        if any(
            knows_header(name, known) or names_axis(name)
            for name in (word.decode(reading.encoding) for word in first)
        )
    ]


def _name_byte(raw: bytes, error: UnicodeDecodeError) -> str:
    line = raw.count(b"\n", 0, error.start) + 1
    return f"byte 0x{raw[error.start]:02X} in line {line}"


def _first_difference(readings: Sequence[_Decoding]) -> str:
    """Return the first word that different encodings read differently."""
    apart = (
        words for words in zip(*(reading.words for reading in readings), strict=True) if len({*words}) > 1
    )
    words = next(apart, tuple(reading.words[0] for reading in readings))
    words = tuple(next(part for part in word.split("|") if not part.isascii()) for word in words)
    return " or ".join(
        f'"{word}" in {reading.encoding}' for word, reading in zip(words, readings, strict=True)
    )


def find_delimiter(path: Path, text: str, known: Collection[str]) -> str:
    """Return what splits the header into known names, and each row as often; a comma if nothing splits it."""
    headers = {delimiter: _header(text, delimiter) for delimiter in DELIMITERS}
    splitting = [delimiter for delimiter, names in headers.items() if len(names) > 1]
    if len(splitting) <= 1:
        return splitting[0] if splitting else usual_delimiter(path)
    hits = {delimiter: count_known(headers[delimiter], known) for delimiter in splitting}
    best = [delimiter for delimiter in splitting if hits[delimiter] == max(hits.values())]
    even = [delimiter for delimiter in best if _is_even(text, delimiter)]
    if "\t" in even and usual_delimiter(path) == "\t":
        return "\t"
    if len(best) == 1 or len(even) == 1:
        return best[0] if len(best) == 1 else even[0]
    got = " and ".join(DELIMITERS[delimiter] for delimiter in best)
    settings = tuple(f"delimiter = {json.dumps(delimiter)}" for delimiter in best)
    remedy = "put its delimiter in isthmus.toml"
    raise unreadable(path, "columns split by one sign", got, remedy, settings=settings)


def usual_delimiter(path: Path) -> str:
    """Return what parts columns in a file of a name, where nobody says otherwise."""
    return "\t" if path.suffix.lower() == ".tsv" else ","


def _header(text: str, delimiter: str) -> list[str]:
    """Return the names of columns by a delimiter, with an empty list for none."""
    lines: list[list[str]] = []
    with suppress(csv.Error):
        lines += islice(csv_reader(text, delimiter), _FIRST_LINES)
    return lines[header_place(lines)][:MAX_COLUMNS] if lines else []


def _is_even(text: str, delimiter: str) -> bool:
    """Tell whether all rows have as many cells."""
    try:
        return len({len(cells) for cells in csv_reader(text, delimiter) if cells}) == 1
    except csv.Error:
        return False


def csv_reader(text: str, delimiter: str) -> Iterator[list[str]]:
    """Return the rows of a text, whose faults raise `csv.Error`."""
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
