"""What a cell says: text for any value, numbers and degrees of text, and text that no spreadsheet runs."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_NO_VALUE = frozenset(
    {
        *(
            "-",
            "--",
            "---",
            "\N{EN DASH}",
            "\N{EM DASH}",
            "?",
            ":",
            "..",
            "\N{HORIZONTAL ELLIPSIS}",
            "n/a",
            "na",
            "n.a.",
            "nan",
            "<na>",
        ),
        *(
            "none",
            "null",
            "nil",
            "nat",
            "unknown",
            "n/d",
            "n.d.",
            "nd",
            "b/d",
            "brak",
            "k.a.",
            "tbd",
            "missing",
        ),
        *("#n/a", "#ref!", "#value!", "#div/0!", "#name?", "#null!", "#num!", "#error!", "\\n", "无", "無"),
    }
)
_LONGEST = 60  # characters of a cell in a message, and of degrees
_SIGNS = {"lon": {"E": 1, "W": -1}, "lat": {"N": 1, "S": -1}}
_PARTS = re.compile(
    r"""(?P<before>[NSEW-])?\s*
    (?P<degrees>\d{1,3}(?:\.\d+)?)\s*(?P<sign>[°ºd:*\s-])\s*
    (?:(?P<minutes>\d{1,2}(?:\.\d+)?)\s*(?:['\u2032\u2019m:\s-]|$|(?=[NSEW]))\s*)?
    (?:(?P<seconds>\d{1,2}(?:\.\d+)?)\s*(?:["\u2033\u201ds]|'')?\s*)?
    (?P<after>[NSEW])?""",
    re.VERBOSE | re.ASCII,
)
_LETTERED = re.compile(
    r"(?P<before>[NSEW])?\s*(?P<degrees>\d{1,3}(?:\.\d+)?)(?P<sign>)\s*(?P<after>[NSEW])?", re.ASCII
)
_CHINESE_SIGNS = {
    "北緯": "N",
    "北纬": "N",
    "南緯": "S",
    "南纬": "S",
    "東經": "E",
    "东经": "E",
    "西經": "W",
    "西经": "W",
    "度": "°",
    "分": "'",
    "秒": '"',
}
_SIXTY = 60
_MINUS = "\N{MINUS SIGN}\N{EN DASH}\N{FULLWIDTH HYPHEN-MINUS}\N{SMALL HYPHEN-MINUS}"
_UNSEEN = "\u200b\u200e\u200f\u2060\ufeff"
_BLANKS = "\u00a0\u2007\u2008\u2009\u202f\u3000"
_WIDE = {chr(sign + 0xFEE0): chr(sign) for sign in range(0x21, 0x7F)}  # as wide as Chinese characters
# Signs that begin a formula, some of them as wide as Chinese characters. In many countries spreadsheets split
# a line at semicolons, and end it at any line end in a cell; a dash there is rather that of a list.
_FORMULA = re.compile(r"'*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
_STARTS = rf"(?:(?<![^;])(?={_FORMULA.pattern})|(?<=[\r\n])(?='*[=@\uff1d\uff20]))"
_ARMED = re.compile(_STARTS)
_DISARMED = re.compile(f"{_STARTS}'")


def as_cells(columns: Mapping[str, Iterable[object]]) -> dict[str, list[str]]:
    """Return columns of any values as text.

    Examples
    --------
    >>> as_cells({"id": ["007", 8], "size": [1.5, None]})
    {'id': ['007', '8'], 'size': ['1.5', '']}
    """
    return {str(name): [as_text(value) for value in values] for name, values in columns.items()}


def as_text(value: object) -> str:
    """Return the text of one cell, "" for a missing one.

    Examples
    --------
    >>> [as_text(value) for value in ("007", 7, 7.0, 0.1, True, None, float("nan"))]
    ['007', '7', '7', '0.1', 'true', '', '']
    >>> as_text(dt.datetime(2025, 9, 3)), as_text(["a", "b"])
    ('2025-09-03', '["a", "b"]')
    """
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    match value.item() if isinstance(value, np.generic) else value:
        case bool(truth):
            return str(truth).lower()
        case float(number):
            return _number_text(number)
        case dt.date() as date:
            return _date_text(date)
        case list() | tuple() | dict() as nested:
            return json.dumps(nested, ensure_ascii=False)
        case other:
            return str(other)


def _number_text(value: float) -> str:
    if math.isnan(value):
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)


def _date_text(value: dt.date) -> str:
    if isinstance(value, dt.datetime) and value.time() == dt.time() and value.tzinfo is None:
        value = value.date()
    return value.isoformat()


def as_number(text: str) -> float | None:
    """Return the number a text says, or None if it says none.

    Examples
    --------
    >>> as_number("12.5"), as_number("1,5"), as_number("nan"), as_number("n/a")
    (12.5, None, None, None)
    """
    value = float(text) if _NUMBER.fullmatch(text) else math.nan
    return value if math.isfinite(value) else None  # 1e999 is infinite


def is_no_value(text: str) -> bool:
    """Tell whether a cell says in words, as people, pandas or Excel write them, that it has no value.

    Examples
    --------
    >>> [is_no_value(text) for text in ("n/a", "NaN", "#N/A", "-", "", "0")]
    [True, True, True, True, False, False]
    """
    return text.strip().casefold() in _NO_VALUE


def quote(text: str) -> str:
    """Return a cell's text for a message, cut where it is long.

    Examples
    --------
    >>> quote("n/a")
    '"n/a"'
    """
    return f'"{text}"' if len(text) <= _LONGEST else f'"{text[: _LONGEST - 3]}..."'


def list_words(words: Iterable[str], last: str) -> str:
    """Return words as a sentence lists them, each once: two terminals of a city are one place to a reader.

    Examples
    --------
    >>> list_words(["Lviv", "Kyiv", "Lviv", "Odesa"], "or")
    'Lviv, Kyiv or Odesa'
    """
    *others, final = dict.fromkeys(words) or [""]
    return f" {last} ".join(filter(None, [", ".join(others), final]))


def keyboard_signs(text: str) -> str:
    r"""Return a number's text in the signs of keyboards, without blanks of any kind around it.

    Examples
    --------
    >>> keyboard_signs(" \u22121\u202f234"), keyboard_signs("1\u2019234")
    ('-1 234', "1'234")
    """
    return text.translate(_SIGNS_TYPED).strip().removeprefix("'")


_SIGNS_TYPED = str.maketrans(
    {
        **_WIDE,
        **dict.fromkeys(_MINUS, "-"),
        **dict.fromkeys(_UNSEEN, ""),
        **dict.fromkeys(_BLANKS, " "),
        "\u2019": "'",
    }
)


def as_degrees(text: str, axis: str) -> float | None:
    r"""Return the degrees that a text says, or None if it says none on this axis.

    Parameters
    ----------
    text : str
        A number, or degrees with minutes, seconds and one letter of N, S, E and W.
    axis : {"lon", "lat"}
        The axis: a letter of the other one is refused.

    Examples
    --------
    >>> as_degrees("52°13'48\"N", "lat"), as_degrees("21 0.5 W", "lon"), as_degrees("-21.5", "lon")
    (52.23, -21.008333333333333, -21.5)
    >>> as_degrees("52°13'48\"N", "lon"), as_degrees("52°61'N", "lat"), as_degrees("52 13 48", "lat")
    (None, None, None)
    >>> as_degrees(" 54.35\u00a0", "lat"), as_degrees("\u221233.9", "lat"), as_degrees("N54.35", "lat")
    (54.35, -33.9, 54.35)
    >>> as_degrees("-54°21'", "lat"), as_degrees("54:21:00N", "lat"), as_degrees("東經120度30分", "lon")
    (-54.35, 54.35, 120.5)
    """
    if len(text) > _LONGEST:
        return None
    text = keyboard_signs(text)
    plain = as_number(text)
    if plain is not None:
        return plain
    text = _with_letters(text)
    match = _PARTS.fullmatch(text) or _LETTERED.fullmatch(text)
    if match is None:
        return None
    found = {"minutes": None, "seconds": None, **match.groupdict()}
    minutes, seconds = float(found["minutes"] or 0), float(found["seconds"] or 0)
    turn = _direction(match, axis)
    if turn is None or max(minutes, seconds) >= _SIXTY:
        return None
    return turn * (float(match["degrees"]) + (minutes + seconds / _SIXTY) / _SIXTY)


def _with_letters(text: str) -> str:
    """Return a text with decimal points, directions as one capital letter, and no Chinese signs."""
    for word, letter in _CHINESE_SIGNS.items():
        text = text.replace(word, letter)
    return re.sub(r"^[nsew](?=[\s\d])|(?<=[\s\d.°º'\"\u2032\u2033])[nsew]$", _capital, text.replace(",", "."))


def _capital(match: re.Match[str]) -> str:
    return match[0].upper()


def _direction(match: re.Match[str], axis: str) -> int | None:
    """Return 1 or -1 as one letter, or a sign before marks of degrees, says; None if that is no direction."""
    given = [sign for sign in (match["before"], match["after"]) if sign]
    if match["sign"] in {"°", "º"} and given in ([], ["-"]):  # 54°21' in a column of latitudes
        return -1 if given else 1
    if len(given) != 1:
        return None
    return _SIGNS[axis].get(given[0])


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet would take a text, typed into a cell, for something else than that text.

    Examples
    --------
    >>> [is_formula(text) for text in ("=1+1", "'=1+1", "-5", "a=b")]
    [True, True, True, False]
    """
    return _FORMULA.match(text) is not None


def disarm(text: str) -> str:
    """Return a text as a cell that no spreadsheet takes for a formula.

    A text that starts with ``=``, ``+``, ``-``, ``@`` (of any width), a tab or a carriage return, or with
    apostrophes and then one of these, gets an apostrophe in front. So does what follows a semicolon in it,
    and an ``=`` or ``@`` that follows the end of a line. `arm` takes them off again.

    Examples
    --------
    >>> [disarm(text) for text in ("=1+1", "'=1+1", "a=b", "'s-Hertogenbosch", "a;=1+1")]
    ["'=1+1", "''=1+1", 'a=b', "'s-Hertogenbosch", "a;'=1+1"]
    """
    if _has_parts(text):
        return _ARMED.sub("'", text)
    return f"'{text}" if is_formula(text) else text


def arm(text: str) -> str:
    """Return the text that `disarm` made a cell of.

    Examples
    --------
    >>> [arm(text) for text in ("'=1+1", "''=1+1", "a=b", "'s-Hertogenbosch", "a;'=1+1")]
    ['=1+1', "'=1+1", 'a=b', "'s-Hertogenbosch", 'a;=1+1']
    """
    if _has_parts(text):
        return _DISARMED.sub("", text)
    return text[1:] if _DISARMED.match(text) else text


def _has_parts(text: str) -> bool:
    """Tell whether a spreadsheet may take a text for several cells: few are such, and these take longer."""
    return ";" in text or "\n" in text or "\r" in text
