"""The ships a day at a passage or port from its first day to its last, and how many of them are usual."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd

from isthmus.layers._checking.days import place_titles, places_of_days
from isthmus.layers._tables.daily_schemas import COUNTS, DAILY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isthmus._choices import Ships
    from isthmus.layers._atlas import Atlas

WEEK: Final = 7
YEAR: Final = 52 * WEEK

#: Fewer means over seven days than of eight weeks say nothing about what is usual.
_FEWEST: Final = 8 * WEEK
_RANGE: Final = (0.1, 0.5, 0.9)


class Usual(NamedTuple):
    """What is usual: seven-day means at a tenth, at the middle and at nine tenths, and over which days."""

    low: float
    middle: float
    high: float
    first: date
    last: date

    @classmethod
    def of(cls, weekly: pd.Series[float], first: date, last: date) -> Usual:
        """Return what is usual from a first to a last day, as far as the means go; NaN of too few days."""
        began = date.fromisoformat(f"{weekly.index[0]:%Y-%m-%d}")
        first = min(max(first, began), last)
        inside = weekly[stamp(first + timedelta(WEEK - 1)) : stamp(last)].dropna()
        figures = inside.quantile([*_RANGE]) if len(inside) >= _FEWEST else [np.nan] * len(_RANGE)
        low, middle, high = map(float, figures)
        return cls(low, middle, high, first, last)

    def share(self, calls: float) -> float:
        """Return what part of the middle so many ships a day are."""
        return _part(calls, self.middle)

    def cells(self, calls: float) -> dict[str, object]:
        """Return its columns, and what part of it so many ships a day are."""
        shares = [_part(calls, usual) for usual in (self.high, self.middle, self.low)]
        return {
            "usual_start": str(self.first),
            "usual_end": str(self.last),
            "usual_low": self.low,
            "usual_day": self.middle,
            "usual_high": self.high,
            "share_low": shares[0],
            "share": shares[1],
            "share_high": shares[2],
        }


def _part(calls: float, usual: float) -> float:
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(np.float64(calls) / usual)


@dataclass(frozen=True, eq=False)
class Course:
    """The ships a day at one place, from its first day to its last; NaN where a day is missing."""

    place: str
    kind: str
    portid: str
    title: str
    daily: pd.Series[float]

    @property
    def weekly(self) -> pd.Series[float]:
        """Means over seven days that are all there, by the last of them."""
        return self.daily.rolling(WEEK, min_periods=WEEK).mean()

    def mean(self, first: date, last: date) -> tuple[float, int]:
        """Return the mean of the days that are there from one to another, and how many these are."""
        inside = self.daily[stamp(first) : stamp(last)].dropna()
        return (float(inside.mean()) if len(inside) else np.nan), len(inside)

    @property
    def last(self) -> date:
        """The last day."""
        return date.fromisoformat(f"{self.daily.index[-1]:%Y-%m-%d}")


def stamp(day: date) -> pd.Timestamp:
    """Return a day as pandas has it."""
    return pd.Timestamp(day)


def courses(atlas: Atlas, ships: Ships = "all") -> list[Course]:
    """Return the daily figures of an atlas, a course a place."""
    return [course for layer in DAILY for course in _courses_of(getattr(atlas, layer), layer, ships)]


def _courses_of(table: pd.DataFrame, layer: str, ships: Ships) -> Iterator[Course]:
    form, whole = COUNTS[layer]
    titles = place_titles(DAILY[layer])
    column = whole if ships == "all" else form.format(ships)
    counts = pd.to_numeric(table[column], errors="coerce").astype("float64")
    days = pd.to_datetime(table["date"], errors="coerce")
    told = table.assign(counts=counts, days=days, places=places_of_days(table, layer)).dropna(subset=["days"])
    for portid, rows in told.drop_duplicates(["portid", "days"]).groupby("portid", sort=False):
        place, name = rows[["places", "portname"]].iloc[0]
        daily = rows.set_index("days")["counts"].sort_index().asfreq("D")
        yield Course(place, DAILY[layer], str(portid), titles.get(place, name), daily)


def last_weeks(found: list[Course]) -> Iterator[tuple[Course, date, float, Usual]]:
    """Yield of each course its last day, the mean of the last seven, and what was usual before them."""
    last = {course.kind: course.last for course in sorted(found, key=lambda course: course.last)}
    for course in found:
        first = last[course.kind] - timedelta(WEEK - 1)
        calls, _ = course.mean(first, last[course.kind])
        yield course, last[course.kind], calls, Usual.of(course.weekly, *year_before(first))


def year_before(first: date) -> tuple[date, date]:
    """Return the first and the last day of the 52 weeks before a day."""
    return first - timedelta(YEAR), first - timedelta(1)
