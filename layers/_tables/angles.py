"""Degrees as people write them: decimal, or with minutes and seconds and a letter for the hemisphere."""

from __future__ import annotations

import re

from .parse import number

_SIGNS = {"lon": {"E": 1, "W": -1}, "lat": {"N": 1, "S": -1}}
_PARTS = re.compile(
    r"""(?P<before>[NSEW])?\s*
    (?P<degrees>\d{1,3}(?:\.\d+)?)\s*[°º\s]\s*
    (?:(?P<minutes>\d{1,2}(?:\.\d+)?)\s*(?:['\u2032\u2019\s]|$)\s*)?
    (?:(?P<seconds>\d{1,2}(?:\.\d+)?)\s*(?:["\u2033\u201d]|'')?\s*)?
    (?P<after>[NSEW])?""",
    re.VERBOSE | re.ASCII,
)
_SIXTY = 60


def degrees(text: str, axis: str) -> float | None:
    r"""Return the degrees that a text says, or None if it says none on this axis.

    Parameters
    ----------
    text : str
        A number, or degrees with minutes, seconds and one letter of N, S, E and W.
    axis : {"lon", "lat"}
        The axis: a letter of the other one is refused.

    Examples
    --------
    >>> degrees("52°13'48\"N", "lat"), degrees("21 0.5 W", "lon"), degrees("-21.5", "lon")
    (52.23, -21.008333333333333, -21.5)
    >>> degrees("52°13'48\"N", "lon"), degrees("52°61'N", "lat"), degrees("52 13 48", "lat")
    (None, None, None)
    """
    plain = number(text)
    if plain is not None:
        return plain
    match = _PARTS.fullmatch(text.strip().replace(",", "."))
    if match is None:
        return None
    letters = [letter for letter in (match["before"], match["after"]) if letter]
    minutes, seconds = float(match["minutes"] or 0), float(match["seconds"] or 0)
    if len(letters) != 1 or letters[0] not in _SIGNS[axis] or max(minutes, seconds) >= _SIXTY:
        return None
    return _SIGNS[axis][letters[0]] * (float(match["degrees"]) + (minutes + seconds / _SIXTY) / _SIXTY)
