"""Text that a spreadsheet would run as a formula, written so that it stays text, and read back unchanged."""

from __future__ import annotations

import re

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_DISARMED = re.compile(r"'+[=+\-@\t\r]")


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet would take a text, typed into a cell, for something else than that text.

    Examples
    --------
    >>> [is_formula(text) for text in ("=1+1", "'=1+1", "-5", "a=b")]
    [True, True, True, False]
    """
    return _FORMULA.match(text) is not None


def disarmed(text: str) -> str:
    """Return a text as a cell that no spreadsheet takes for a formula.

    A text that starts with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return, or with apostrophes and
    then one of these, gets an apostrophe in front. `armed` takes it off again.

    Examples
    --------
    >>> [disarmed(text) for text in ("=1+1", "'=1+1", "a=b", "'s-Hertogenbosch")]
    ["'=1+1", "''=1+1", 'a=b', "'s-Hertogenbosch"]
    """
    return f"'{text}" if is_formula(text) else text


def armed(text: str) -> str:
    """Return the text that `disarmed` made a cell of.

    Examples
    --------
    >>> [armed(text) for text in ("'=1+1", "''=1+1", "a=b", "'s-Hertogenbosch")]
    ['=1+1', "'=1+1", 'a=b', "'s-Hertogenbosch"]
    """
    return text[1:] if _DISARMED.match(text) else text
