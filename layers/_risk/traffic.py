"""Ships that were observed at passages and ports: the last days beside the usual, and past disruptions.

Means are over seven days, as the days of a week differ; the usual is the middle of all such means of the 52
weeks before, and its range leaves out a tenth at either end. A year as a reference and means over seven days
are how the World Bank's Data Lab reads the same figures ("Red Sea Monitoring", Maritime Choke Point Trends
Monitor, 2024). Counts are of ships that were heard by radio (AIS), as the IMF and the University of Oxford
make them: Arslanalp, Koepke and Verschuur (2021), "Tracking Trade from Space", IMF Working Paper 21/225.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, get_args

import numpy as np
import pandas as pd

from isthmus._arguments import check_choice, check_kind, check_text, unfit
from isthmus._choices import Ships
from isthmus.geo import ArgumentError
from isthmus.layers._atlas import Atlas
from isthmus.layers._tables.dates import span
from isthmus.layers._transport.closures import OPEN, all_closures, as_day
from isthmus.layers._transport.disruptions import disruptions

from .courses import WEEK, YEAR, Course, Usual, courses, stamp, year_before

if TYPE_CHECKING:
    from isthmus.layers._transport.closures import Closure

#: The model takes a passage for shut if less than this share of the usual is to pass.
_HALF: Final = 0.5


def traffic(
    atlas: Atlas, *, ships: Ships = "all", on: date | str | None = None, usual: str | None = None
) -> pd.DataFrame:
    """Return the ships a day of the last week at passages and ports, beside what is usual there.

    Parameters
    ----------
    atlas : Atlas
        With daily figures of PortWatch in its tables ``transits`` or ``port_calls``.
    ships : {"all", "cargo", "container", "dry_bulk", "general_cargo", "roro", "tanker"}
        Which ships are counted; cargo are all but tankers.
    on : str or date, optional
        The last of the seven days; left out, the last day of each table.
    usual : str, optional
        The period that counts as usual, such as "2023"; left out, the 52 weeks before the seven days. After
        a year of disruption that year is the usual one: then say another.

    Returns
    -------
    pandas.DataFrame
        One row a place, the fewest of the usual first: ``place``, the name of the gate or the id of the port
        in the network ("" where it is none); ``kind``, passage or port; ``portid``, PortWatch's;
        ``title``; ``ships``; ``start`` and ``end`` of the seven days, how many ``days`` of them are there,
        and ``calls_day``, their mean; ``usual_start`` and ``usual_end``; ``usual_day``, the median of all
        means over seven days within, and ``usual_low`` and ``usual_high``, between which eight tenths of
        them lie; ``share``, the part of ``usual_day`` that ``calls_day`` is, from ``share_low``, of
        ``usual_high``, to ``share_high``, of ``usual_low``; ``year_before_day``, the mean of the seven days
        52 weeks before; the ``verdict``: fewer, usual or more, by the range, or unknown where fewer than
        eight weeks tell of the usual or no day of the last; and the ``sentence`` that says it.

    Raises
    ------
    ArgumentError
        If the atlas has no daily figures, or there are no such ships, day or period.

    Notes
    -----
    Means over seven days and a year as a reference follow the World Bank's "Red Sea Monitoring" (Maritime
    Choke Point Trends Monitor, 2024). Ships are counted by the signals that they send (Arslanalp, Koepke and
    Verschuur 2021, IMF Working Paper 21/225): what goes dark or is jammed is not counted.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> import pandas as pd
    >>> from isthmus import layers
    >>> days = pd.date_range("2025-01-01", periods=400).strftime("%Y-%m-%d")
    >>> ships = [50] * 393 + [20] * 7
    >>> rows = pd.DataFrame({"date": days, "portid": "chokepoint1", "portname": "Suez Canal"})
    >>> with TemporaryDirectory() as folder:
    ...     rows.assign(n_total=ships).to_csv(Path(folder, "transits.csv"), index=False)
    ...     found = layers.traffic(layers.read(folder))
    >>> found[["place", "calls_day", "usual_day", "share", "verdict"]].values.tolist()
    [['suez', 20.0, 50.0, 0.4, 'fewer']]
    """
    check_kind("atlas", atlas, Atlas, "an Atlas")
    found = _known_courses(atlas, ships)
    last = {course.kind: course.last for course in sorted(found, key=lambda course: course.last)}
    asked = None if on is None else _as_last(on)
    period = None if usual is None else _as_period(usual)
    rows = [_compare_week(course, ships, asked or last[course.kind], period) for course in found]
    return pd.DataFrame(rows).sort_values("share", kind="stable", ignore_index=True)


def _known_courses(atlas: Atlas, ships: Ships) -> list[Course]:
    check_choice("ships", ships, get_args(Ships))
    found = courses(atlas, ships)
    if not found:
        remedy = "; put PortWatch's files into its folder as transits.csv and port_calls.csv"
        raise ArgumentError(f"atlas: expected daily figures of passages or ports, got none{remedy}")
    return found


def _as_last(on: date | str) -> date:
    day = as_day(on)
    if day == OPEN:
        raise unfit("on", 'an ISO date such as "2025-09-15"', on)
    return date.fromisoformat(day)


def _as_period(usual: str) -> tuple[date, date]:
    check_text("usual", usual)
    try:
        return span(usual)
    except ValueError:
        raise unfit("usual", 'a period such as "2023" or "2022-11/2023-10"', usual) from None


def _compare_week(
    course: Course, ships: Ships, last: date, period: tuple[date, date] | None
) -> dict[str, object]:
    first = last - timedelta(WEEK - 1)
    calls, days = course.mean(first, last)
    around = period or year_before(first)
    told = Usual.of(course.weekly, *around)
    before, _ = course.mean(first - timedelta(YEAR), last - timedelta(YEAR))
    return {
        "place": course.place,
        "kind": course.kind,
        "portid": course.portid,
        "title": course.title,
        "ships": ships,
        "start": str(first),
        "end": str(last),
        "days": days,
        "calls_day": calls,
        **told.cells(calls),
        "year_before_day": before,
        "verdict": _judge_week(calls, told),
        "sentence": f"{course.title}: {_tell_week(calls, told, first, last)}{_tell_year(before)}.",
    }


def _judge_week(calls: float, told: Usual) -> str:
    if np.isnan([calls, told.middle]).any():
        return "unknown"
    return "fewer" if calls < told.low else "more" if calls > told.high else "usual"


def _tell_week(calls: float, told: Usual, first: date, last: date) -> str:
    if np.isnan(calls):
        return f"no figures from {first} to {last}"
    said = f"{calls:.1f} ships a day from {first} to {last}"
    if np.isnan(told.middle):
        return f"{said}; too few days from {told.first} to {told.last} tell what is usual"
    share = f", {100 * calls / told.middle:.0f} % of the middle" if told.middle else ""
    usual = f"{told.low:.1f} to {told.high:.1f} were usual from {told.first} to {told.last}"
    return f"{said}, where {usual}: {_judge_week(calls, told)}{share}"


def _tell_year(before: float) -> str:
    return "" if np.isnan(before) else f"; {before:.1f} a year before"


def replay_traffic(atlas: Atlas, *, ships: Ships = "all") -> pd.DataFrame:
    """Return how much of the usual traffic passed in past disruptions, beside what the model takes for shut.

    Parameters
    ----------
    atlas : Atlas
        With daily figures of PortWatch in its tables ``transits`` or ``port_calls``.
    ships : {"all", "cargo", "container", "dry_bulk", "general_cargo", "roro", "tanker"}
        Which ships are counted: what container lines avoid, tankers may still pass.

    Returns
    -------
    pandas.DataFrame
        One row a disruption of `disruptions` and a passage or port that it befell and that the tables tell
        of: ``disruption``, ``title``, ``place``; its days ``start`` and ``end`` (to the last day of the
        figures where it has no end), how many ``days`` of them are there, ``calls_day``, their mean, and
        ``lowest_day``, the lowest mean over seven days; ``usual_...`` of the 52 weeks before it and
        ``share_...``, as `traffic` has them; ``days_shut``, on how many of its days the model has the place
        shut at sea (`closures`), and ``passes_low`` and ``passes_high``, the share that was published to
        pass; the ``verdict``: ``agrees`` where the place is shut on more than half of the days and less than
        half of the usual ships pass, or neither, else ``differs``, or ``unknown``; and the ``sentence``.

    Raises
    ------
    ArgumentError
        If the atlas has no daily figures, or there are no such ships.

    Examples
    --------
    >>> from isthmus import layers
    >>> layers.replay_traffic(layers.example())
    Traceback (most recent call last):
    isthmus.geo.ArgumentError: atlas: expected daily figures of passages or ports, got none; ...
    """
    check_kind("atlas", atlas, Atlas, "an Atlas")
    found = {course.place: course for course in _known_courses(atlas, ships) if course.place}
    events = disruptions().drop_duplicates("disruption")
    rows = [
        _compare_event(course, title, *_event_days(start, end, course.last)) | {"disruption": event}
        for event, title, start, end, shut in events[
            ["disruption", "title", "start", "end", "shut"]
        ].to_numpy()
        for course in (found[place] for place in shut.split("+") if place in found)
        if course.daily.index[0].date() <= span(start)[0] <= course.last
    ]
    table = pd.DataFrame(rows, columns=["disruption", *_EVENT_COLUMNS])
    return table.sort_values(["start", "place"], ignore_index=True)


_EVENT_COLUMNS: Final = (
    *("title", "place", "start", "end", "days", "calls_day", "lowest_day", "usual_start", "usual_end"),
    *("usual_low", "usual_day", "usual_high", "share_low", "share", "share_high", "days_shut"),
    *("passes_low", "passes_high", "verdict", "sentence"),
)


def _event_days(start: str, end: str, last: date) -> tuple[date, date]:
    return span(start)[0], min(span(end)[1], last) if end else last


def _compare_event(course: Course, title: str, first: date, last: date) -> dict[str, object]:
    calls, days = course.mean(first, last)
    told = Usual.of(course.weekly, *year_before(first))
    shutting = [one for one in all_closures() if course.place in one.targets and "sea" in one.modes]
    all_days = [first + timedelta(day) for day in range((last - first).days + 1)]
    shut = sum(any(one.stops and one.holds(day) for one in shutting) for day in all_days)
    weeks = course.weekly[stamp(first + timedelta(WEEK - 1)) : stamp(last)]
    share = told.share(calls)
    is_shut = shut > _HALF * len(all_days)
    verdict = "unknown" if np.isnan(share) else _agree(shut=is_shut, share=share)
    model = f"the model has it shut on {shut} of {len(all_days)} days"
    return {
        "title": title,
        "place": course.place,
        "start": str(first),
        "end": str(last),
        "days": days,
        "calls_day": calls,
        "lowest_day": float(weeks.min()) if len(weeks) else calls,
        **told.cells(calls),
        "days_shut": shut,
        **_published_share(shutting, first, last),
        "verdict": verdict,
        "sentence": f"{title}, {course.title}: {_tell_week(calls, told, first, last)}; {model}: {verdict}.",
    }


def _agree(*, shut: bool, share: float) -> str:
    return "agrees" if shut == (share < _HALF) else "differs"


def _published_share(held: list[Closure], first: date, last: date) -> dict[str, float]:
    """Return the least and the most that was published to pass a place between two days."""
    told = [one.passes for one in held if one.passes and one.start <= last and (one.end or last) >= first]
    lows, highs = zip(*told, strict=True) if told else ((np.nan,), (np.nan,))
    return {"passes_low": min(lows), "passes_high": max(highs)}
