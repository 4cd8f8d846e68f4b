"""How dependence changes: the shares of markets by period, and what began when they changed."""

from __future__ import annotations

import warnings
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from isthmus._arguments import as_number, check_flag, check_kind
from isthmus._choices import GUIDELINES
from isthmus.geo import DataWarning, Problem, ValidationError
from isthmus.layers._atlas import Atlas
from isthmus.layers._bundled.files import carry_credits
from isthmus.layers._tables.cells import quote
from isthmus.layers._tables.result_schemas import Range
from isthmus.layers._tables.table import check_columns

from .concentration import THRESHOLDS, as_thresholds
from .dependence import FlowShare, few_of_each, markets_of, refuse_contradictions, tell_sides
from .flow_cells import FILE, is_percent
from .markets import MarketKey
from .trade_flows import DAY, Span, is_time, read_flows, span_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from .concentration import Thresholds
    from .markets import Market
    from .partners import Partner
    from .trade_flows import Flow

#: Differences of an index below this are of arithmetic alone.
_ROUNDING: Final = 1e-12
_COLUMNS: Final = (
    *("side", "country", "product", "unit", "period", "start", "end", "is_difference", "partner"),
    *("share_low", "share_high", "share_change_low", "share_change_high"),
    *("hhi_low", "hhi_high", "hhi_change_low", "hhi_change_high", "change"),
    *("concentration", "thresholds", "agreements", "risks", "flows", "note"),
)


def dependence_over_time(
    flows: pd.DataFrame,
    *,
    atlas: Atlas | None = None,
    thresholds: str | Thresholds = GUIDELINES[0],
    complete: bool = False,
    about: float = 0.1,
) -> pd.DataFrame:
    """Return how the shares of buyers and suppliers change from period to period, and what began then.

    Where periods lie inside others, as the months of a year to date do, what is left of the longer one is a
    period of its own: its quantities are differences, and have the bounds of both. The periods shown of a
    market do not overlap, and cover as many days as they can.

    Parameters
    ----------
    flows : pandas.DataFrame
        As of `dependence`, with a period in each row: a day, month, quarter or year, or two of them joined
        by ``/``.
    atlas : Atlas, optional
        Whose partnerships and risk zones are set beside the periods in which they began.
    thresholds, complete, about
        As of `dependence`.

    Returns
    -------
    pandas.DataFrame
        One row for each partner of a country in a period: ``side``, ``country``, ``product``, ``unit``,
        ``period`` with its first and last day (``start``, ``end``), and whether it is a difference of
        published ones (``is_difference``); ``partner``, ``share_low`` and ``share_high`` of all there is, and
        by how much they changed since the period before (``share_change_low``, ``share_change_high``; NaN
        in the first). Every row repeats what holds for all partners: the Herfindahl-Hirschman index
        (``hhi_low``, ``hhi_high``), its change (``hhi_change_low``, ``hhi_change_high``), and whether that is
        "up", "down", "none" or, where the bounds allow both, "unclear" (``change``; "" in the first period),
        ``concentration`` in the words of the guidelines that ``thresholds`` names. ``agreements`` are the
        partnerships between the country and the partner, ``risks`` the risk zones, that began in the period
        or, where their date is no finer, may have; both are ids joined by ``+``. ``flows`` and ``note`` are
        as of `dependence`.

    Warns
    -----
    DataWarning
        What `dependence` warns of; rows without a period; parts that are more than their whole.

    Raises
    ------
    ValidationError
        As `dependence`, or if no row says when.
    ArgumentError
        If an argument is of another kind.

    Notes
    -----
    That something began in the period of a change says nothing of causes. Periods of different length or
    season are set beside each other as they are.

    Examples
    --------
    Taiwan's buyers of drones grew less concentrated after the first half of 2025.

    >>> from isthmus import layers
    >>> atlas = layers.example()
    >>> table = dependence_over_time(atlas.flows, atlas=atlas)
    >>> sold = table[(table["country"] == "TW") & (table["partner"] == "PL")]
    >>> sold = sold[sold["share_low"] > 0]
    >>> sold[["period", "share_low", "hhi_low", "change"]].round(2).values.tolist()
    [['2025-01/2025-06', 0.54, 0.34, 'unclear'], ['2025-07/2025-10', 0.35, 0.31, 'down']]
    >>> sold["agreements"].tolist()
    ['l09+l11+l12+l13', 'l02+l05+l10+l11+l12+l13']
    """
    check_columns(flows, "flows")
    chosen = as_thresholds(thresholds)
    check_flag("complete", complete)
    if atlas is not None:
        check_kind("atlas", atlas, Atlas, "an atlas")
    about = as_number("about", about, expected="a share from 0 to 1", low=0, high=1)
    table, notes = history_of(flows, atlas, thresholds=chosen, complete=complete, about=about)
    if notes:
        warnings.warn(DataWarning(notes), stacklevel=2)
    return table


def history_of(
    flows: pd.DataFrame,
    atlas: Atlas | None = None,
    *,
    thresholds: Thresholds = THRESHOLDS[GUIDELINES[0]],
    complete: bool = False,
    about: float = 0.1,
) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the table of `dependence_over_time`, and what was taken for granted in it."""
    read, notes = read_flows(flows, about=about)
    dated, undated = _split_dated(read)
    told, more = tell_sides(dated)
    left, contradictions = _differences(told)
    markets = list(markets_of([*told, *left], complete=complete))
    refuse_contradictions(markets)
    of_markets = few_of_each([note for market in markets for note in market.notes])
    derived = {_key_of(one.sides[0], one.flow) for one in left}
    events = _Events.of(atlas)
    rows = [row for course in _courses(markets) for row in _rows(course, derived, thresholds, events)]
    table = carry_credits(pd.DataFrame(rows, columns=list(_COLUMNS)), flows)
    return table, [*notes, *undated, *more, *few_of_each(contradictions), *of_markets]


def _split_dated(flows: Sequence[Flow]) -> tuple[list[Flow], list[Problem]]:
    """Return the flows whose period is a time, and a note on the others."""
    dated = [flow for flow in flows if is_time(flow.period)]
    others = [flow for flow in flows if not is_time(flow.period)]
    if not others:
        return dated, []
    expected = "a month, quarter or year, or two of them joined by /"
    got = quote(others[0].period) if others[0].period else "an empty cell"
    if not dated:
        remedy = "say in a column period when the goods moved"
        raise ValidationError(
            [Problem(FILE, expected, got, row=others[0].row, column="period", remedy=remedy)]
        )
    remedy = f"left out, as are {len(others) - 1} more" if len(others) > 1 else "left out"
    note = Problem(FILE, expected, got, row=others[0].row, column="period", remedy=remedy, severity="note")
    return dated, [note]


def _key_of(side: str, flow: Flow) -> MarketKey:
    return MarketKey(side, flow.ends_of(side)[0].name, flow.product, flow.unit, flow.period)


def _differences(told: Iterable[FlowShare]) -> tuple[list[FlowShare], list[Problem]]:
    """Return what periods leave of longer ones, and notes on parts that are more than their whole."""
    courses: dict[MarketKey, dict[Span, dict[Partner, Flow]]] = defaultdict(lambda: defaultdict(dict))
    for one in told:
        for side in one.sides if not is_percent(one.flow.unit) else ():
            course = _key_of(side, one.flow)._replace(period="")
            partner = one.flow.ends_of(side)[1]
            courses[course][span_of(one.flow.period)].setdefault(partner, one.flow)
    left: list[FlowShare] = []
    notes: list[Problem] = []
    for course, periods in courses.items():
        known = {when for when, flows in periods.items() if any(one.kind == "countries" for one in flows)}
        for whole, parts, rest in _remainders(known):
            for partner, flow in periods[whole].items():
                inner = [periods[part][partner] for part in parts if partner in periods[part]]
                if len(inner) == len(parts):
                    left.append(FlowShare(_subtract(flow, inner, rest), (course.side,), np.inf))
                    notes += _note_excess(flow, inner)
    return left, notes


def _remainders(known: set[Span]) -> Iterator[tuple[Span, list[Span], Span]]:
    """Yield spans, those that lie one after another from their two ends, and what these leave between."""
    found = set(known)
    for whole in sorted(known, key=lambda one: one.days):
        inside = sorted((one for one in found if whole.holds(one)), key=lambda one: -one.days)
        parts: list[Span] = []
        rest = whole
        while at_end := next((one for one in inside if _leaves_one(rest, one)), None):
            parts.append(at_end)
            first = at_end.start == rest.start
            rest = rest._replace(start=at_end.end + DAY) if first else rest._replace(end=at_end.start - DAY)
        if parts and not any(rest.overlaps(one) for one in inside):
            found.add(rest)
            yield whole, parts, rest


def _leaves_one(whole: Span, part: Span) -> bool:
    """Tell whether a span without a part of it is one span."""
    return whole.holds(part) and (part.start == whole.start or part.end == whole.end)


def _subtract(whole: Flow, parts: Sequence[Flow], rest: Span) -> Flow:
    """Return what parts leave of a flow; of more than all of it, nothing."""
    low = max(0.0, whole.low - sum(part.high for part in parts))
    high = max(low, whole.high - sum(part.low for part in parts))
    quantity = max(0.0, whole.quantity - sum(part.quantity for part in parts))
    ids = " - ".join(flow.id for flow in (whole, *parts) if flow.id)
    return replace(whole, quantity=quantity, low=low, high=high, period=rest.period, qualifier="", id=ids)


def _note_excess(whole: Flow, parts: Sequence[Flow]) -> list[Problem]:
    """Return a note if parts are more than their whole, as where figures were revised."""
    most = sum(part.low for part in parts)
    if most <= whole.high:
        return []
    expected = f"parts of {whole.high:g} in {whole.period}"
    remedy = "nothing is left for the rest of the period: were figures revised?"
    note = Problem(
        FILE, expected, f"{most:g}", row=whole.row, column="quantity", remedy=remedy, severity="note"
    )
    return [note]


def _courses(markets: Iterable[Market]) -> Iterator[list[Market]]:
    """Yield the markets of one country, product and unit in order, of those that overlap the most days."""
    courses: dict[MarketKey, list[Market]] = defaultdict(list)
    for market in markets:
        courses[market.key._replace(period="")].append(market)
    for course in courses.values():
        yield _longest_chain(sorted(course, key=lambda one: span_of(one.key.period)[::-1]))


def _longest_chain(markets: Sequence[Market]) -> list[Market]:
    """Return markets that do not overlap and cover the most days; of several such, those of most periods.

    Weighted interval scheduling; the markets stand in the order of their ends.
    """
    spans = [span_of(market.key.period) for market in markets]
    best: list[tuple[int, int, list[Market]]] = [(0, 0, [])]
    for number, (market, when) in enumerate(zip(markets, spans, strict=True)):
        before = sum(other.end < when.start for other in spans[:number])
        days, count, chain = best[before]
        best.append(max(best[-1], (days + when.days, count + 1, [*chain, market]), key=lambda one: one[:2]))
    return best[-1][2]


def _rows(
    course: Sequence[Market], derived: Collection[MarketKey], thresholds: Thresholds, events: _Events
) -> Iterator[dict[str, object]]:
    """Yield the rows of one country, product and unit, each period beside the one before."""
    before: Market | None = None
    for market in course:
        when = span_of(market.key.period)
        index = market.index()
        change = Range(np.nan, np.nan) if before is None else _change(before.index(), index)
        said = {
            "start": when.start.isoformat(),
            "end": when.end.isoformat(),
            "is_difference": market.key in derived,
            "risks": events.risks_in(when),
            "hhi_change_low": change.low,
            "hhi_change_high": change.high,
            "change": _trend(change),
        }
        known = {} if before is None else _shares_by_partner(before)
        others = Range(0.0, max(0.0, 1 - sum(one.low for one in known.values())))
        for row, share in zip(market.rows(thresholds), market.shares, strict=True):
            now = Range(float(str(row["share_low"])), float(str(row["share_high"])))
            moved = change if before is None else _change(known.get(share.partner.name, others), now)
            yield {
                **row,
                **said,
                "share_change_low": moved.low,
                "share_change_high": moved.high,
                "agreements": events.agreements_in(when, market.key.country, share.partner),
            }
        before = market


def _shares_by_partner(market: Market) -> dict[str, Range]:
    low, high = market.share_bounds()
    bounds = zip(market.shares, low.tolist(), high.tolist(), strict=False)
    return {share.partner.name: Range(least, most) for share, least, most in bounds}


def _change(before: Range, now: Range) -> Range:
    return Range(now.low - before.high, now.high - before.low)


def _trend(change: Range) -> str:
    """Return which way an index went, as far as its bounds tell."""
    if np.isnan(change.low):
        return ""
    if change.low > _ROUNDING:
        return "up"
    if change.high < -_ROUNDING:
        return "down"
    return "none" if change.high - change.low <= 2 * _ROUNDING else "unclear"


@dataclass(frozen=True)
class _Events:
    """What began when: agreements with the countries of their two sides, and risk zones."""

    agreements: list[tuple[str, Span, str, str]]
    risks: list[tuple[str, Span]]

    @classmethod
    def of(cls, atlas: Atlas | None) -> _Events:
        if atlas is None:
            return cls([], [])
        places = pd.concat([atlas.factories, atlas.tech_hubs, atlas.gateways]).set_index("id")["country"]
        dated = atlas.partnerships[["id", "date", "a", "b"]].dropna()
        agreements = [
            (name, span_of(when), places.get(one, ""), places.get(other, ""))
            for name, when, one, other in dated.itertuples(index=False)
        ]
        zones = atlas.risk_zones[["id", "start"]].dropna()
        return cls(agreements, [(name, span_of(start)) for name, start in zones.itertuples(index=False)])

    def risks_in(self, when: Span) -> str:
        """Return the risk zones that began, or may have begun, in a span."""
        return "+".join(name for name, began in self.risks if when.overlaps(began))

    def agreements_in(self, when: Span, country: str, partner: Partner) -> str:
        """Return the agreements between a country and a partner that began, or may have, in a span."""
        return "+".join(
            name
            for name, began, *ends in self.agreements
            if when.overlaps(began)
            and any(one == country and other in partner.countries for one, other in (ends, ends[::-1]))
        )
