"""The dated closures, and what they mean for a route.

A dated closure is of one of four kinds. What its kind, its share and its carriers mean for a route of
freight of the ordinary kind is decided in one place, by `Closure.stops` and `closures_between`:

- by ``law`` or by an ``event``: shut, unless a share of half or more is known to pass;
- ``avoided`` by carriers: shut as well, since a route does as most carriers do, with the same exception;
- ``restricted``: open, whatever goods, hours or papers it asks for, since a question names none;
- where the carriers that it concerns are known by their country, it is shut to a pair of ends if it concerns
  those of both, and open otherwise: a carrier of either country goes between the two.

What is restricted or avoided and taken as open is told beside what is shut. So is a queue of so many hours,
which is restricted: who passes, waits for as long (`queues_on`).
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias, cast

import pandas as pd

from isthmus._arguments import unfit
from isthmus.geo import DataWarning, Problem
from isthmus.layers._bundled.files import sources
from isthmus.layers._bundled.network_files import rule_table, tell_doubt
from isthmus.layers._tables.dates import span

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

__all__ = [
    "OPEN",
    "Closure",
    "Queue",
    "all_closures",
    "as_day",
    "closures",
    "closures_between",
    "closures_on",
    "data_day",
    "queues_on",
    "warn_if_late",
]

OPEN: Final = "open"
"""The day on which everything that was ever built is open."""

Kind: TypeAlias = Literal["law", "event", "avoided", "restricted"]
"""Why something is shut or limited: by law, by an event, by the choice of carriers, or for some alone."""

#: What stops freight of the ordinary kind lets less than this share pass.
_HALF: Final = 0.5
_NUMBERS: Final = ("passes_low", "passes_high", "wait_h_low", "wait_h_high")
_REASONS: Final = {
    "law": "closed by law",
    "event": "closed by an event",
    "avoided": "avoided by carriers",
    "restricted": "restricted",
}


def data_day() -> str:
    """Return the day to which the bundled atlas stands: what was closed then is closed where no day is said.

    Examples
    --------
    >>> data_day()
    '2026-04-26'
    """
    return str(sources().set_index("name").loc["atlas", "date"])


def as_day(on: date | str | None) -> str:
    """Return the day that is asked about, as an ISO date or "open"; that of the data where none is said.

    Raises
    ------
    ArgumentError
        If it is none.
    """
    if on is None:
        return data_day()
    if isinstance(on, str) and on == OPEN:
        return OPEN
    try:
        text = on.isoformat()[:10] if isinstance(on, date) else on
        return date.fromisoformat(text).isoformat()
    except (TypeError, ValueError):
        raise unfit("on", 'an ISO date such as "2025-09-15", or "open"', on) from None


def warn_if_late(day: str) -> None:
    """Warn of a day of which the table of closures cannot know."""
    last = max([data_day(), *(closure.start.isoformat() for closure in all_closures())])
    if day != OPEN and day > last:
        remedy = "what shut or opened since is missing, and an end that was not found is taken as in force"
        late = Problem(
            "on", f"a day to {last}, as far as closures are known", day, remedy=remedy, severity="note"
        )
        warnings.warn(DataWarning([late]), stacklevel=3)


@dataclass(frozen=True, slots=True)
class Closure:
    """Something that is shut or limited from one day to another.

    Parameters
    ----------
    kind : {"law", "event", "avoided", "restricted"}
    targets : tuple of str
        Gates, or ids of hubs.
    modes : tuple of str
        What it stops there.
    start : datetime.date
    end : datetime.date or None
        Last day in force; None where none was found.
    passes : (float, float) or None
        The share of what it concerns that still passes, low and high; None where it is not known.
    passes_of : str
        Of what that is a share.
    to_whom : str
        Whom it concerns, for a reader; empty if all.
    carriers : frozenset of str
        Countries whose carriers it concerns; empty if that is not a matter of countries.
    title : str
    as_of : str
        Day to which the source stands.
    wait_h : (float, float) or None
        What it takes to pass in hours, with all that is done there, low and high; None where it is not known.
    doubt : str
        How its sentence ends where not all of it was seen in the source.
    """

    kind: Kind
    targets: tuple[str, ...]
    modes: tuple[str, ...]
    start: date
    end: date | None
    passes: tuple[float, float] | None
    passes_of: str
    to_whom: str
    carriers: frozenset[str]
    title: str
    as_of: str
    wait_h: tuple[float, float] | None = None
    doubt: str = ""

    @classmethod
    def of(cls, row: Mapping[str, str]) -> Closure:
        """Return the closure that a row of the bundled table tells of."""
        return cls(
            kind=cast("Kind", row["kind"]),
            targets=tuple(row["target"].split("+")),
            modes=tuple(row["modes"].split("+")),
            start=span(row["start"])[0],
            end=span(row["end"])[1] if row["end"] else None,
            passes=_range_of(row, "passes"),
            wait_h=_range_of(row, "wait_h"),
            carriers=frozenset(filter(None, row["carriers"].split("+"))),
            doubt=tell_doubt(row["verified"]),
            **{name: row[name] for name in ("passes_of", "to_whom", "title", "as_of")},
        )

    def holds(self, day: date) -> bool:
        """Tell whether it is in force on a day."""
        return self.start <= day and (self.end is None or day <= self.end)

    @property
    def stops(self) -> bool:
        """Whether it stops freight of the ordinary kind by the carriers that it concerns."""
        if self.kind == "restricted" and not self.carriers:
            return False
        return self.kind != "restricted" if self.passes is None else self.passes[1] < _HALF

    @property
    def reason(self) -> str:
        """Its kind in words."""
        return _REASONS[self.kind]

    @property
    def sentence(self) -> str:
        """What it says: what, why, for whom, when, and how much still passes."""
        whom = f" ({self.to_whom})" if self.to_whom else ""
        return f"{self.title}: {self.reason}{whom} {self._when()}{self._share()}{self._wait()}{self.doubt}."

    def _when(self) -> str:
        if self.end is None:
            return f"since {self.start}, end not found{f' as of {self.as_of}' if self.as_of else ''}"
        return f"on {self.start}" if self.start == self.end else f"from {self.start} to {self.end}"

    def _share(self) -> str:
        if self.passes is None:
            return "; what share still passes was not found" if self.kind == "avoided" else ""
        if self.passes[1] == 0:
            return f"; no {self.passes_of} pass"
        low, high = (f"{100 * share:.0f}" for share in self.passes)
        return f"; {low if low == high else f'{low} to {high}'} % of {self.passes_of} remain"

    def _wait(self) -> str:
        if self.wait_h is None:
            return ""
        low, high = (f"{hours:g}" for hours in self.wait_h)
        return f"; it takes {low if low == high else f'{low} to {high}'} hours to pass"


def _range_of(row: Mapping[str, str], name: str) -> tuple[float, float] | None:
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    return (float(low), float(high)) if high else None


class Queue(NamedTuple):
    """What it takes to pass a gate on a day, in hours, low and high, with all that is done there."""

    gate: str
    modes: tuple[str, ...]
    low: float
    high: float


def closures(on: date | str | None = None) -> pd.DataFrame:
    """Return the dated closures, each with its source.

    Parameters
    ----------
    on : str or date, optional
        A day, as an ISO date: those in force on it. Left out, all of them.

    Returns
    -------
    pandas.DataFrame
        - ``id``, and ``kind``: by ``law``, by an ``event``, ``avoided`` by carriers, or ``restricted``;
        - ``target``, the gates or ids of hubs, and the ``modes`` that it stops there, joined by ``+``;
        - ``start`` and ``end``, the first and the last day in force; a month stands for all its days, and an
          empty end was not found as of ``as_of``: neither over nor for ever;
        - ``passes_low`` and ``passes_high``, the share from 0 to 1 of ``passes_of`` that still passes,
          missing where it is not known;
        - ``wait_h_low`` and ``wait_h_high``, the hours that it takes to pass, where there is a queue;
        - ``to_whom``, whom it concerns, empty if all; ``carriers``, the countries whose carriers these are,
          joined by ``+``, where that is a matter of countries;
        - ``title``, ``source``, ``source_url``, ``as_of``, ``confidence``, ``verified`` (whether the source
          was seen), ``note``, ``attribution`` (whom to name); and the ``sentence`` that says it.

    Raises
    ------
    ArgumentError
        If the day is none.

    Examples
    --------
    >>> closures("2025-09-24").set_index("id").loc["pl_by_border", "sentence"]
    'Whole border of Poland and Belarus shut: closed by law from 2025-09-12 to 2025-09-24.'
    >>> "pl_by_border" in closures("2025-09-25")["id"].tolist()
    False
    """
    table, found = rule_table("closures"), all_closures()
    columns = {name: pd.to_numeric(table[name]) for name in _NUMBERS}
    table = table.assign(**columns, sentence=[closure.sentence for closure in found])
    if on is None:
        return table
    day = as_day(on)
    holds = [day != OPEN and closure.holds(date.fromisoformat(day)) for closure in found]
    return table[holds].reset_index(drop=True)


def closures_on(day: str) -> dict[tuple[str, tuple[str, ...]], list[Closure]]:
    """Return the closures in force on a day, an ISO date, by place and modes; none on "open"."""
    found: dict[tuple[str, tuple[str, ...]], list[Closure]] = {}
    if day == OPEN:
        return found
    for closure in all_closures():
        if closure.holds(date.fromisoformat(day)):
            for target in closure.targets:
                found.setdefault((target, closure.modes), []).append(closure)
    return found


def queues_on(day: str) -> tuple[Queue, ...]:
    """Return the queues of which it is known how long they were on a day, an ISO date; none on "open".

    Examples
    --------
    >>> [queue.gate for queue in queues_on("2023-06-30")]
    ['dostyk', 'khorgos', 'zabaikalsk', 'erenhot']
    """
    return tuple(
        Queue(gate, modes, *closure.wait_h)
        for (gate, modes), found in closures_on(day).items()
        for closure in found
        if closure.wait_h is not None
    )


@cache
def all_closures() -> tuple[Closure, ...]:
    """Return every closure, in the order of the bundled table."""
    table = rule_table("closures")
    return tuple(Closure.of(dict(zip(table.columns, row, strict=True))) for row in table.to_numpy().tolist())


def closures_between(
    found: Sequence[Closure], pairs: Collection[frozenset[str]]
) -> tuple[list[Closure], list[Closure]]:
    """Return those of the closures of a place that shut it between two ends, and those that limit it alone.

    Parameters
    ----------
    found : sequence of Closure
        In force on one day, at one place, for the same modes.
    pairs : collection of frozenset of str
        The countries of the two ends of each pair: it is shut if it is for any of them. What concerns the
        carriers of neither end of any pair is left out.

    Examples
    --------
    >>> [(_, russia)] = [held for held in closures_on("2025-09-15").items() if held[0][0] == "airspace_ru"]
    >>> taiwan_poland, china_poland = ([frozenset(pair)] for pair in (["TW", "PL"], ["CN", "PL"]))
    >>> [len(held) for held in closures_between(russia, taiwan_poland)]
    [2, 0]
    >>> [len(held) for held in closures_between(russia, china_poland)]
    [0, 1]
    """
    barred = frozenset().union(*(closure.carriers for closure in found if closure.stops))
    kept_out = frozenset().union(*(pair for pair in pairs if pair <= barred))
    asked = frozenset().union(*pairs)
    shutting, limiting = [], []
    for closure in found:
        if closure.stops and (not closure.carriers or closure.carriers & kept_out):
            shutting.append(closure)
        elif not closure.carriers or closure.carriers & asked:
            limiting.append(closure)
    return shutting, limiting
