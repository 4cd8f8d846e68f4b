"""ISO 8601 dates that may be known only to the month or the year."""

from __future__ import annotations

import calendar
import re
from datetime import date

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def span(text: str) -> tuple[date, date]:
    """Return the first and the last day that a date or a period covers.

    Parameters
    ----------
    text : str
        An ISO year, month or day, or two of them joined by ``/``.

    Returns
    -------
    tuple of datetime.date
        First and last day, both included.

    Raises
    ------
    ValueError
        If the text is no such date, or the period ends before it starts.

    Examples
    --------
    >>> span("2024-02")
    (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))
    >>> span("2025-01/2025-10")[1]
    datetime.date(2025, 10, 31)
    """
    start, _, end = text.partition("/")
    first, last = _first_and_last(start)
    if "/" in text:
        last = _first_and_last(end)[1]
    if last < first:
        raise ValueError(f'period "{text}" ends before it starts')
    return first, last


def is_date(text: str) -> bool:
    """Tell whether a text is an ISO year, month or day.

    Examples
    --------
    >>> is_date("2025-09"), is_date("09/2025"), is_date("2025-02-30")
    (True, False, False)
    """
    return "/" not in text and is_period(text)


def is_period(text: str) -> bool:
    """Tell whether a text is a date, or two of them joined by ``/`` in order.

    Examples
    --------
    >>> is_period("2022-05/2024-05"), is_period("2024/2023")
    (True, False)
    """
    try:
        span(text)
    except ValueError:
        return False
    return True


def _first_and_last(text: str) -> tuple[date, date]:
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError(f'"{text}" is no ISO date')
    year, month, day = match.groups()
    first = date(int(year), int(month or 1), int(day or 1))
    if day:
        return first, first
    last = first.replace(month=int(month or 12))
    return first, last.replace(day=calendar.monthrange(last.year, last.month)[1])
