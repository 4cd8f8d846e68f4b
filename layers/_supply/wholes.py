"""Shares of one whole, such as the world's production of magnets: what is told, and what that leaves open."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from isthmus.layers._bundled.names import members_of
from isthmus.layers._checking.checks import ROUNDING
from isthmus.layers._tables.atlas_schemas import LOCATED
from isthmus.layers._tables.cells import list_words
from isthmus.layers._tables.dates import span
from isthmus.layers._tables.result_schemas import Range

from .concentration import bound_herfindahl

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    Row = dict[str, Any]

#: Figures this many years apart may stand beside each other in one whole.
YEARS_APART: Final = 2
#: Who holds what no row names: anybody but those named.
OTHERS: Final = "others"

#: A group of more countries names no source: it may be any of them.
_FEW: Final = 5
_KEY: Final = ("component", "stage", "measure", "basis")


@dataclass(frozen=True, slots=True)
class Holder:
    """A country, or several together, and what they hold of a whole.

    Parameters
    ----------
    name : str
        Codes joined by ``+``, or what is left of a group beside its members.
    countries : frozenset of str
        Its countries.
    share : Range
        At least and at most.
    rows : tuple of dict
        Rows that say so.
    """

    name: str
    countries: frozenset[str]
    share: Range
    rows: tuple[Row, ...] = ()

    @property
    def is_told(self) -> bool:
        """Whether a figure is told, not only that it is a source."""
        return any(map(_has_figure, self.rows))


@dataclass(frozen=True, slots=True)
class Whole:
    """What is told of one whole: the shares of its holders, and what is left.

    What is left is anybody's but theirs: of one country, of many, or of none.

    Parameters
    ----------
    component, stage, measure, basis : str
        Whole of what.
    holders : tuple of Holder
        No country is in two of them.
    period : str
        For when the figures hold.
    last_year : int
        The year of the latest of them; 0 where there is none, or none is dated.
    note : str
        What is taken for granted.
    is_crowded : bool
        Whether more than all of it is told.
    """

    component: str
    stage: str
    measure: str
    basis: str
    holders: tuple[Holder, ...]
    period: str
    last_year: int
    note: str = ""
    is_crowded: bool = False

    @property
    def is_located(self) -> bool:
        """Whether it says where things are made, not whose they are."""
        return self.measure in LOCATED

    @property
    def known(self) -> float:
        """The share of the whole of which holders are told."""
        return min(1.0, sum(holder.share.low for holder in self.holders))

    @property
    def rest(self) -> Range:
        """What is left for those whom nothing names."""
        most = sum(holder.share.high for holder in self.holders)
        return Range(max(0.0, 1.0 - most), 1.0 - self.known)

    def share(self, country: str) -> Range:
        """Return what a country can hold of the whole; of `OTHERS`, any one that nothing names."""
        for holder in self.holders:
            if country in holder.countries:
                return Range(holder.share.low * (len(holder.countries) == 1), holder.share.high)
        return Range(0.0, self.rest.high)

    def herfindahl(self) -> Range:
        """Return the Herfindahl-Hirschman index of all shares that are possible."""
        low, high = np.array([(one.share.low, one.share.high) for one in self.holders]).reshape(-1, 2).T
        scale = max(1.0, float(low.sum()))
        members = [float(len(one.countries)) for one in self.holders]
        return bound_herfindahl(
            [*low / scale, 0.0], [*np.maximum(low, high) / scale, self.rest.high], [*members, np.inf]
        )

    def sources(self) -> list[str]:
        """Return the countries that are told to make some, those with a figure first, the largest before."""
        singles = [holder for holder in self.holders if holder.share.high > 0]
        ordered = sorted(singles, key=lambda one: (-one.share.low, not one.is_told))
        return [
            code for holder in ordered for code in sorted(holder.countries) if len(holder.countries) <= _FEW
        ]


def read_wholes(shares: pd.DataFrame, day: str | None) -> tuple[Whole, ...]:
    """Return what the shares of an atlas tell of each whole.

    Of each country its latest figure counts, and none that is more than `YEARS_APART` years older than the
    latest of its whole. Several sources for one period are a range.

    Parameters
    ----------
    shares : pandas.DataFrame
        As an atlas has them.
    day : str or None
        An ISO date: figures for later times do not count. Left out, forecasts do not: figures for a time
        after the date of their source.
    """
    told: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in plain_rows(shares):
        if _counts(row, day):
            told[tuple(row[name] or "" for name in _KEY)].append(row)
    return tuple(_whole(key, rows) for key, rows in told.items())


def plain_rows(table: pd.DataFrame) -> list[Row]:
    """Return the rows of a table by the names of its columns, None where a value is missing."""
    bare = table.astype(object).where(table.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in bare.to_dict("records")]


def _has_figure(row: Row) -> bool:
    """Tell whether a row tells a share, and not only that a country is a source."""
    return row["share_low"] is not None or row["share_high"] is not None


def _counts(row: Row, day: str | None) -> bool:
    """Tell whether a figure holds by a day, or is no forecast."""
    if not row["period"]:
        return True
    first, by = span(row["period"])[0], day or row["as_of"]
    return not by or by == "n.d." or first <= span(by)[1]


def _last_day(row: Row) -> tuple[str, int]:
    """Return the last day for which a figure holds, as text, and its year."""
    last = span(row["period"])[1] if row["period"] else None
    return (last.isoformat(), last.year) if last else ("", 0)


def _whole(key: tuple[str, ...], rows: Sequence[Row]) -> Whole:
    component, stage, measure, basis = key
    newest = max((_last_day(row)[1] for row in rows if _has_figure(row)), default=0)
    recent = [row for row in rows if not _last_day(row)[1] or newest - _last_day(row)[1] <= YEARS_APART]
    by_name: dict[str, list[Row]] = defaultdict(list)
    for row in recent:
        by_name[row["country"]].append(row)
    holders, notes = _apart([_holder(name, own) for name, own in by_name.items()])
    figures = [row for holder in holders for row in holder.rows if _has_figure(row)]
    periods = sorted({row["period"] for row in figures if row["period"]})
    if len(periods) > 1:
        notes.append(f"figures of {list_words(periods, 'and')}")
    notes += [f"sources differ on {one.name}" for one in holders if _disagree(one.rows)]
    total = sum(holder.share.low for holder in holders)
    if total > ROUNDING:
        notes.append(f"{total:.2f} of it is told")
    holders = [_tighten(holder, total) for holder in holders]
    period = periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}" if periods else ""
    return Whole(
        component,
        stage,
        measure,
        basis,
        tuple(holders),
        period,
        last_year=newest,
        note="; ".join(notes),
        is_crowded=total > ROUNDING,
    )


def _holder(name: str, rows: Sequence[Row]) -> Holder:
    """Return what the latest figures of a country say, over all of them; without one, any share."""
    figures = [row for row in rows if _has_figure(row)] or rows
    latest = max(_last_day(row)[0] for row in figures)
    now = [row for row in figures if _last_day(row)[0] == latest]
    low = min(row["share_low"] or 0.0 for row in now)
    high = max(1.0 if row["share_high"] is None else row["share_high"] for row in now)
    return Holder(name, members_of(name), Range(low, max(low, high)), tuple(now))


def _disagree(rows: Iterable[Row]) -> bool:
    return len({(row["share_low"], row["share_high"]) for row in rows if row["share_low"] is not None}) > 1


def _apart(holders: list[Holder]) -> tuple[list[Holder], list[str]]:
    """Return holders of which no two share a country: of a group what its members beside it leave."""
    single = {code: one for one in holders if len(one.countries) == 1 for code in one.countries}
    kept, notes, taken = [*single.values()], [], {*single}
    for group in (one for one in holders if len(one.countries) > 1):
        inner = [single[code] for code in sorted(group.countries & single.keys())]
        left = group.countries - {*single}
        if left & taken:
            notes.append(f"{group.name} is left out, which overlaps another group")
        elif left:
            kept.append(_rest_of(group, inner, left) if inner else group)
            taken |= left
    return kept, notes


def _rest_of(group: Holder, inner: Sequence[Holder], left: frozenset[str]) -> Holder:
    low = max(0.0, group.share.low - sum(one.share.high for one in inner))
    high = max(0.0, group.share.high - sum(one.share.low for one in inner))
    return Holder(f"rest of {group.name}", left, Range(low, max(low, high)), group.rows)


def _tighten(holder: Holder, total: float) -> Holder:
    """Return a holder that holds no more than the others leave."""
    low, high = holder.share.low, holder.share.high
    return replace(holder, share=Range(low, max(low, min(high, 1.0 - (total - low)))))
