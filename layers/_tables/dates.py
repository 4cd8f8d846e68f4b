"""ISO 8601 dates that may be known only to the month or the year, and what else people write for them."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from .cells import as_text

if TYPE_CHECKING:
    from collections.abc import Iterable

EXPECTED: Final = "a date such as 2025-09-15, 2025-09 or 2025"
"""What a message says of a date that is none."""

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_MOMENT = re.compile(
    r"(.*\d)(?:\s*T|,?\s+)(\d\d?:\d\d(?::\d\d)?)(?:[.,]\d+)?\s*([AP]M)?\s*(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?",
    re.ASCII,
)
_YEAR_FIRST = re.compile(r"(\d{4})(?:([-/.])(\d\d?)\2(\d\d?)|-(\d)|(\d\d)(\d\d)|\.0+)", re.ASCII)
_YEAR_LAST = re.compile(r"(\d\d?)([-/.]) ?(\d\d?)\2 ?(\d{4})", re.ASCII)
_MONTH_FIRST = re.compile(r"(\d\d?)[-/.](\d{4})", re.ASCII)
_MONTH_NAMED = re.compile(
    r"(?:(?P<day>\d\d?)\.?[\s-])?(?P<month>[^\s\d.,/-]{3,12})\.?(?:[\s-](?P<after>\d\d?))?,?[\s-](?P<year>\d{4})",
    re.ASCII,
)
_CHINESE = re.compile(r"(西元|(?:中華)?民國)?(\d{2,4})年(?:(\d\d?)月(?:(\d\d?)[日號号])?)?", re.ASCII)
_MINGUO = re.compile(r"(1\d\d)([-/.])(\d\d?)\2(\d\d?)", re.ASCII)
_BEFORE_MINGUO = 1911  # years: 113 of the Republic of China is 2024
_MONTH: Final = re.compile(r"(\d{4})[\s-]?M?(0[1-9]|1[0-2])", re.ASCII | re.IGNORECASE)
_QUARTER: Final = re.compile(r"(\d{4})[\s-]?[QKT]\.?\s?([1-4])", re.ASCII | re.IGNORECASE)
_QUARTER_FIRST: Final = re.compile(r"(?:Q([1-4])|([1-4])Q)[\s/-]?(\d{4})", re.ASCII | re.IGNORECASE)
_WHOLE_YEAR: Final = re.compile(r"(\d{4})(?:52|[\s-]?A1?|\.0)", re.ASCII)
_MONTHS = {  # "listopada" is November in Polish, but October in Croatian
    name: number
    for number, names in enumerate(
        (
            "jan january januar styczeń stycznia sty leden ledna січень січня",
            "feb february februar luty lutego lut únor února лютий лютого",
            "mar march märz marzec marca březen března березень березня",
            "apr april kwiecień kwietnia kwi duben dubna квітень квітня",
            "may mai maj maja květen května травень травня",
            "jun june juni czerwiec czerwca cze červen června червень червня",
            "jul july juli lipiec lipca lip červenec července липень липня",
            "aug august sierpień sierpnia sie srpen srpna серпень серпня",
            "sep sept september wrzesień września wrz září вересень вересня",
            "oct october okt oktober październik października paź říjen října жовтень жовтня",
            "nov november listopadu листопад листопада",
            "dec december dez dezember grudzień grudnia gru prosinec prosince грудень грудня",
        ),
        start=1,
    )
    for name in names.split()
}
ORDERS: Final = ("day first", "month first")
"""Orders of a date that ends in its year, such as 01.02.2025."""

_ORDER_WORDS = dict(zip(ORDERS, ("day, month and year", "month, day and year"), strict=True))
_NOT_SAID = ("-", "--", "\N{EN DASH}", "?", "n/a", "na", "n.a.", "n.d.", "nan", "nat", "none", "null")
_NO_DATE = frozenset((*_NOT_SAID, "open", "ongoing", "present", "tbd", "unknown"))
_LARGEST_NUMBER = 99_999_999  # a day, as digits alone
_SPREADSHEET_START = date(1899, 12, 30)
_SPREADSHEET_DAY = re.compile(r"[2-7]\d{4}", re.ASCII)  # the years 1954 to 2119


def as_iso(value: object, *, order: str = "") -> tuple[str, str]:
    """Return the ISO date or period that a value of a table means, and what was taken for granted.

    Parameters
    ----------
    value : object
        A text, a year as a number, a date, a moment, or a missing value.
    order : str
        One of `ORDERS`, of a date such as 01.02.2025; "" if it is not known.

    Returns
    -------
    date : str
        An ISO year, month, day or period; "" for a missing one.
    note : str
        What stood there, where it had to be understood: a time of day that was left out, another order.

    Raises
    ------
    ValueError
        If it means no date, or more than one; the message is empty, or says which.

    Examples
    --------
    >>> as_iso(2026.0), as_iso(date(2025, 9, 15)), as_iso(None)
    (('2026', ''), ('2025-09-15', ''), ('', ''))
    >>> as_iso("15.02.2025"), as_iso("2025-01-01T10:00:00Z")
    (('2025-02-15', 'day, month and year'), ('2025-01-01', 'a time of day, 10:00:00 Z, which is left out'))
    >>> as_iso("01.02.2025")
    Traceback (most recent call last):
    ValueError: it may be 2025-02-01 or 2025-01-02
    """
    text = " ".join(_as_written(value).split())
    if text.casefold() in _NO_DATE:
        return "", "no date, which is taken as an open end"
    if not text or is_period(text):
        return text, ""
    day, clock = _split_clock(text)
    iso, read = (day, "") if is_date(day) else _other_date(day, order)
    return iso, " and ".join(filter(None, [read, clock]))


def order_among(values: Iterable[object]) -> str:
    """Return the order of days and months in a column, if some of its dates can be read in one only.

    Examples
    --------
    >>> order_among(["01.02.2025", "15.02.2025"]), order_among(["02/15/2025", "n/a"]), order_among(["2025"])
    ('day first', 'month first', '')
    """
    found = {order for value in values for order in _sole_order(value)}
    return found.pop() if len(found) == 1 else ""


def ends_in_year(text: str) -> bool:
    """Tell whether a text is a date whose order somebody has to know or to tell by others.

    Examples
    --------
    >>> ends_in_year("01.02.2025"), ends_in_year("15/02/2025"), ends_in_year("2025-02-15")
    (True, True, False)
    """
    return _YEAR_LAST.fullmatch(text.strip()) is not None


def _sole_order(value: object) -> list[str]:
    """Return the order of the one reading of a date, if it has one only."""
    match = _YEAR_LAST.fullmatch(_split_clock(" ".join(as_text(value).split()))[0])
    if match is None or match[1].zfill(2) == match[3].zfill(2):
        return []
    found = [order for order, iso in zip(ORDERS, _possible_dates(match[0])[0], strict=True) if is_date(iso)]
    return found if len(found) == 1 else []


def _as_written(value: object) -> str:
    if isinstance(value, np.datetime64):
        return str(value)
    if isinstance(value, (list, tuple, dict)) or (isinstance(value, int) and abs(value) > _LARGEST_NUMBER):
        raise ValueError
    return as_text(value)


def _split_clock(text: str) -> tuple[str, str]:
    """Return a text without its time of day, and what to say of that: nothing of midnight in no zone."""
    match = _MOMENT.fullmatch(text)
    if match is None:
        return text, ""
    day, clock, half, zone = match.groups()
    hours, minutes, *seconds = map(int, clock.split(":"))
    if half:
        if not 1 <= hours <= 12:  # noqa: PLR2004 - a clock of twelve hours
            return text, ""
        hours = hours % 12 + 12 * (half == "PM")
        clock = ":".join(f"{part:02}" for part in (hours, minutes, *seconds))
    if hours > 23 or max(minutes, *seconds, 0) > 59:  # noqa: PLR2004 - a clock
        return text, ""
    if zone is None and not clock.strip("0:"):
        return day, ""
    return day, f"a time of day, {clock} {zone or 'of no zone'}, which is left out"


def _other_date(text: str, said: str) -> tuple[str, str]:
    """Return the date that a text means which is no ISO date, and how it is written."""
    found, order = _possible_dates(text)
    if len(found) == len(ORDERS) and said and is_date(found[ORDERS.index(said)]):
        return found[ORDERS.index(said)], _ORDER_WORDS[said]
    dates = [iso for iso in dict.fromkeys(found) if is_date(iso)]
    if len(dates) > 1:
        raise ValueError(f"it may be {' or '.join(dates)}")
    if not dates:
        raise ValueError("there is no such day" if found else _say_day(text))
    return dates[0], order


def _possible_dates(text: str) -> tuple[list[str], str]:
    """Return the ISO dates that a text may mean, some of which may not exist, and the order of its parts."""
    if _DATE.fullmatch(text):
        return [text], ""
    if match := _YEAR_FIRST.fullmatch(text):
        year, _, *rest = match.groups()
        order = "a date in other marks than 2025-09-15" if any(rest) else ""
        return ["-".join([year, *(part.zfill(2) for part in rest if part)])], order
    if match := _YEAR_LAST.fullmatch(text):
        one, _, other, year = match.groups()
        order = _ORDER_WORDS[ORDERS[int(one) < int(other)]]
        return [f"{year}-{b:0>2}-{a:0>2}" for a, b in ((one, other), (other, one))], order
    if match := _MONTH_NAMED.fullmatch(text):
        month = _MONTHS.get(match["month"].casefold())
        day = match["day"] or match["after"]
        if month:
            parts = [match["year"], f"{month:02}", *([day.zfill(2)] if day else [])]
            return ["-".join(parts)], "the name of a month"
    if match := _MONTH_FIRST.fullmatch(text):
        return [f"{match[2]}-{match[1]:0>2}"], "month and year"
    return _chinese_date(text)


def _chinese_date(text: str) -> tuple[list[str], str]:
    """Return the date that a text means in Chinese, or in the years of the Republic of China."""
    if match := _MINGUO.fullmatch(text):
        era, (year, _, *rest) = "", match.groups()
    elif match := _CHINESE.fullmatch(text.replace(" ", "")):
        era, year, *rest = match.groups("")
    else:
        return [], ""
    of_republic = era.endswith("民國") or (not era and len(year) == 3)  # noqa: PLR2004 - 100 to 999
    if not of_republic and len(year) != 4:  # noqa: PLR2004 - of two, it may be of either
        return [], ""
    first = f"{int(year) + _BEFORE_MINGUO * of_republic:04}"
    written = "years of the Republic of China" if of_republic else "years, months and days in Chinese"
    return ["-".join([first, *(part.zfill(2) for part in rest if part)])], written


def _say_day(text: str) -> str:
    """Return what a number would mean in a spreadsheet, or nothing."""
    if not _SPREADSHEET_DAY.fullmatch(text):
        return ""
    day = _SPREADSHEET_START + timedelta(days=int(text))
    return f"as spreadsheets count days, it is {day.isoformat()}"


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


def period_key(text: str) -> str:
    """Return what the spellings of a year, quarter or month share.

    Examples
    --------
    >>> [period_key(text) for text in ("2023Q1", "2023 Q1", "Q1 2023", "2023-01", "2023M01", "202352")]
    ['2023-Q1', '2023-Q1', '2023-Q1', '2023-01', '2023-01', '2023']
    """
    bare = text.strip()
    if match := _QUARTER.fullmatch(bare):
        return f"{match[1]}-Q{match[2]}"
    if match := _QUARTER_FIRST.fullmatch(bare):
        return f"{match[3]}-Q{match[1] or match[2]}"
    if match := _MONTH.fullmatch(bare):
        return f"{match[1]}-{match[2]}"
    match = _WHOLE_YEAR.fullmatch(bare)
    return match[1] if match else bare.casefold()
