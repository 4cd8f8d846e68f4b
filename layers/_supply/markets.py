"""Markets: what a country's partners take or give of one product, unit and period, none counted twice."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from isthmus.geo import Problem

from .concentration import Range, Thresholds, bound_herfindahl

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .partners import Partner
    from .trade_flows import Flow

ROUNDING: Final = 1.005
"""Figures that were rounded before they were published may add up to this much more than their total."""


class MarketKey(NamedTuple):
    """Whose flows, of what and when."""

    side: str
    country: str
    product: str
    unit: str
    period: str

    @property
    def place(self) -> str:
        """What a message calls it."""
        return f"flows ({', '.join(filter(None, self))})"


@dataclass(frozen=True, slots=True)
class _Share:
    """What one partner, or several together, take or give."""

    partner: Partner
    flow: Flow
    holders: float
    note: str = ""


@dataclass(frozen=True, eq=False)
class Market:
    """The flows between a country and its partners of one product, unit and period.

    Parameters
    ----------
    key : MarketKey
    shares : list of _Share
        Of partners that are named, none of them twice.
    others : list of _Share
        Of whoever is not listed.
    unnamed : Range
        What is of nobody knows whom, listed or not.
    total : Range
        What the whole amounts to.
    is_closed : bool
        Whether no other flows are than these.
    problems, notes : list of Problem
        What contradicts itself, and what was taken for granted.
    """

    key: MarketKey
    shares: list[_Share]
    others: list[_Share]
    unnamed: Range
    total: Range
    is_closed: bool
    problems: list[Problem]
    notes: list[Problem]

    def rows(self, thresholds: Thresholds) -> list[dict[str, object]]:
        """Return one row a partner."""
        figures = np.nan_to_num([share.flow.quantity for share in (*self.shares, *self.others)])
        listed = _ratio(figures, float(figures.sum()) + self.unnamed.low)
        low, high = self.share_bounds()
        whole = self._whole(thresholds) | {"hhi_listed": float(np.square(listed[: len(self.shares)]).sum())}
        return [
            self.key._asdict()
            | {"partner": share.partner.name, "flows": share.flow.id, "note": self._note(share)}
            | {"quantity": share.flow.quantity, "qualifier": share.flow.qualifier}
            | {"quantity_low": share.flow.low, "quantity_high": share.flow.high}
            | {"share_listed": one, "share_low": least, "share_high": most}
            | whole
            for share, one, least, most in zip(self.shares, listed, low, high, strict=False)
        ]

    def share_bounds(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the lowest and the highest share of each partner, then of each of the others."""
        low, high = self._quantities()
        others_low = low.sum() - low
        others_high = np.array([np.delete(high, one).sum() for one in range(len(high))]) + self.unnamed.high
        more = 0.0 if self.is_closed else np.inf
        share_low = _ratio(low, np.minimum(self.total.high, low + others_high + more))
        reach = high + np.where(np.arange(len(high)) < len(self.shares), self.unnamed.high, 0.0)
        whole = np.clip(reach + others_low, self.total.low, self.total.high)
        share_high = _ratio(np.minimum(reach, whole - others_low), whole)
        if self.total.high > 0:  # of a whole that may be nothing, shares are those where it is something
            share_high = np.where(reach == 0, 0.0, share_high)
            share_low = np.where(np.isnan(share_low), reach > 0, share_low)
        return share_low, np.maximum(share_high, share_low)

    def index(self) -> Range:
        """Return the lowest and the highest Herfindahl-Hirschman index."""
        if self.total.high == 0:
            return Range(np.nan, np.nan)
        low, high = self.share_bounds()
        untold, anybody = self._untold(), 0.0
        if self.unnamed.high:
            anybody = min(1.0, self.unnamed.high / self.total.low) if self.total.low else 1.0
        holders = [share.holders for share in (*self.shares, *self.others)]
        return bound_herfindahl(
            np.nan_to_num([*low, 0.0, untold.low]),
            np.nan_to_num([*high, anybody, untold.high]),
            [*holders, np.inf, np.inf],
        )

    def _untold(self) -> Range:
        """Return the share of the whole that no flow tells of."""
        if self.is_closed:
            return Range(0.0, 0.0)
        low, high = (float(figures.sum()) for figures in self._quantities())
        total, unnamed = self.total, self.unnamed
        least = max(0.0, 1 - (high + unnamed.high) / total.low) if total.low else 0.0
        most = max(0.0, 1 - (low + unnamed.low) / total.high)
        return Range(min(least, most), most)

    def _quantities(self) -> tuple[np.ndarray, np.ndarray]:
        flows = [share.flow for share in (*self.shares, *self.others)]
        return np.array([flow.low for flow in flows]), np.array([flow.high for flow in flows])

    def _whole(self, thresholds: Thresholds) -> dict[str, object]:
        """Return what holds for all partners."""
        index, total = self.index(), self.total
        return {
            "total": total.low if total.low == total.high else np.nan,
            "total_low": total.low,
            "total_high": total.high,
            "hhi_low": index.low,
            "hhi_high": index.high,
            "effective_low": 1 / index.high if index.high else np.nan,
            "effective_high": 1 / index.low if index.low else np.inf,
            "concentration": _concentration_word(index, thresholds),
            "thresholds": thresholds.name,
        }

    def _note(self, share: _Share) -> str:
        said = [share.partner.note, share.note, *(f"{note.got}: {note.remedy}" for note in self.notes)]
        return "; ".join(dict.fromkeys(filter(None, said)))


class MarketFlows:
    """The flows of one market while they are set against each other."""

    def __init__(self, key: MarketKey, own: frozenset[str], end: str, flows: Sequence[Flow]) -> None:
        self._key = key
        self._own = own
        self._flows: dict[str, list[tuple[Partner, Flow]]] = defaultdict(list)
        for flow in flows:
            partner: Partner = getattr(flow, end)
            self._flows[partner.kind].append((partner, flow))
        self._end = end
        self.problems: list[Problem] = []
        self.notes: list[Problem] = []

    def market(self, whole: float, *, complete: bool) -> Market:
        """Return the market, with what contradicts itself in it.

        Parameters
        ----------
        whole : float
            What its flows are shares of, infinite if that is not known.
        complete : bool
            Whether there are no other flows.
        """
        shares = self._parts()
        others = [_Share(partner, flow, np.inf) for partner, flow in self._flows["rest"]]
        unnamed = _sum_of(flow for _, flow in self._flows["unnamed"])
        self._note_special(unnamed)
        listed = _sum_of(share.flow for share in (*shares, *others))
        listed = Range(listed.low + unnamed.low, listed.high + unnamed.high)
        is_closed = not self._flows["world"] and (complete or (bool(others) and np.isinf(whole)))
        total = listed if is_closed and listed.low <= whole * ROUNDING else self._total(listed, whole)
        return Market(self._key, shares, others, unnamed, total, bool(is_closed), self.problems, self.notes)

    def note_members(self, names: Sequence[str]) -> None:
        """Tell of countries that have markets of their own beside this one of their group."""
        if names:
            got = f"{self._key.country} beside {', '.join(names)}"
            self._note("each country once", got, "a market of a group, whose members are counted there again")

    def _parts(self) -> list[_Share]:
        """Return shares without what is counted twice: of a group what its members beside it leave."""
        named = self._refuse_repeated()
        narrowed = {partner.countries: flow for partner, flow in named}
        rests: dict[frozenset[str], _Share] = {}
        for partner, _ in sorted(named, key=lambda pair: -len(pair[0].countries)):
            inner = _largest_inside(partner.countries, narrowed) if len(partner.countries) > 1 else []
            if inner:
                rests[partner.countries] = self._rest(partner, inner, narrowed)
        shares = [
            rests.get(partner.countries)
            or _Share(partner, narrowed[partner.countries], len(partner.countries - self._own) or 1)
            for partner, _ in named
        ]
        return [share for share in shares if share.holders]

    def _refuse_repeated(self) -> list[tuple[Partner, Flow]]:
        """Return the flows of named partners, each set of countries once; groups that overlap are refused."""
        first: dict[frozenset[str], tuple[Partner, Flow]] = {}
        for partner, flow in self._flows["countries"]:
            known = first.setdefault(partner.countries, (partner, flow))[1]
            if known is not flow:
                self._refuse_twice(partner.name, known, flow)
        groups = [countries for countries in first if len(countries) > 1]
        for group in groups:
            for other in first:
                shared = group & other
                if shared and not (group <= other or other <= group) and other in groups:
                    self._refuse_twice(min(shared), first[group][1], first[other][1])
        return list(first.values())

    def _refuse_twice(self, name: str, one: Flow, other: Flow) -> None:
        rows = sorted((one.row, other.row))
        remedy = "add them up if they are parts, leave one out if it repeats the other, or name their periods"
        got = f"{name} in several flows, rows {rows[0]} and {rows[1]}"
        self._problem(other, self._end, "each partner once", got, remedy)

    def _rest(
        self, group: Partner, inner: Sequence[frozenset[str]], narrowed: dict[frozenset[str], Flow]
    ) -> _Share:
        """Return what the members beside a group leave of it, and narrow what they can be."""
        whole, members = narrowed[group.countries], [narrowed[countries] for countries in inner]
        known, left = _sum_of(members), group.countries.difference(*inner)
        if known.low > whole.high * ROUNDING or (not left and known.high * ROUNDING < whole.low):
            expected = f"members of {group.name} of {whole.quantity:g} in all"
            self._problem(whole, "quantity", expected, str(known), "see whether both are of the same goods")
        for countries, flow in zip(inner, members, strict=True):
            others = _sum_of(member for member in members if member is not flow)
            high = max(flow.low, min(flow.high, whole.high - others.low))
            low = flow.low if left else min(high, max(flow.low, whole.low - others.high))
            narrowed[countries] = replace(flow, low=low, high=high)
        quantity = float(np.maximum(0.0, whole.quantity - sum(member.quantity for member in members)))
        low, high = max(0.0, whole.low - known.high), max(0.0, whole.high - known.low)
        holders = len(left - self._own) if high else 0
        names = ", ".join("+".join(sorted(countries)) for countries in inner)
        said = Range(low, high) if low < high else f"{quantity:g}"
        self._note("each country once", f"{group.name} beside {names}", f"{said} of it are of the rest")
        rest = replace(group, name=f"rest of {group.name}")
        return _Share(rest, replace(whole, quantity=quantity, low=low, high=high), holders)

    def _total(self, listed: Range, whole: float) -> Range:
        """Return what flows amount to in all, of which some are listed."""
        given = [flow for _, flow in self._flows["world"]]
        low = max((flow.low for flow in given), default=0.0)
        high = min((flow.high for flow in given), default=np.inf)
        if not given and np.isfinite(whole):
            low = high = whole
        if low > high * ROUNDING:
            rows = " and ".join(f"{flow.quantity:g} (row {flow.row})" for flow in given)
            remedy = "leave one out, or name their products or periods"
            self._problem(given[-1], "quantity", "one total", rows, remedy)
        if listed.low > high * ROUNDING:
            remedy = "see whether parts are listed beside their sum, or the total is of something else"
            flow = (*given, *(flow for _, flow in self._flows["countries"]))[0]
            self._problem(flow, "quantity", f"flows of {high:g} in all", f"flows of {listed.low:g}", remedy)
        high = max(high, listed.low)
        return Range(min(max(low, listed.low), high), high)

    def _note_special(self, unnamed: Range) -> None:
        if self._flows["unnamed"]:
            self._note("named partners", f"{unnamed} of nobody knows whom", "of the total, and of anybody")
        for partner, _ in self._flows["rest"]:
            self._note("named partners", f"the {partner.name}", "it is of nobody who is listed")
        if any(partner.countries == self._own for partner, _ in self._flows["countries"]):
            remedy = "own supply, or goods that came back: it counts as a partner"
            self._note("two countries", f"a flow of {self._key.country} with itself", remedy)

    def _problem(self, flow: Flow, column: str, expected: str, got: str, remedy: str) -> None:
        row, place = flow.row, self._key.place
        self.problems.append(Problem(place, expected, got, row=row, column=column, remedy=remedy))

    def _note(self, expected: str, got: str, remedy: str) -> None:
        self.notes.append(Problem(self._key.place, expected, got, remedy=remedy, severity="note"))


def _largest_inside(group: frozenset[str], known: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """Return the sets inside a group that are inside no other such set."""
    inside = [countries for countries in known if countries < group]
    return [one for one in inside if not any(one < other for other in inside)]


def _sum_of(flows: Iterable[Flow]) -> Range:
    flows = list(flows)
    return Range(sum(flow.low for flow in flows), sum(flow.high for flow in flows))


def _ratio(part: np.ndarray, whole: np.ndarray | float) -> np.ndarray:
    """Return shares of a whole; of nothing there are none, and of what has no end anything may be all."""
    part, whole = np.broadcast_arrays(part, whole)
    shares = np.where(np.isinf(part), 1.0, np.nan)
    np.divide(part, whole, out=shares, where=np.isfinite(part) & (whole > 0))
    return np.minimum(shares, 1.0)


def _concentration_word(index: Range, thresholds: Thresholds) -> str:
    """Return the band of an index, or both where its two ends lie in different ones."""
    if np.isnan(index.low) or (index.low, index.high) == (0.0, 1.0):
        return "unknown"
    return " to ".join(dict.fromkeys([thresholds.of(index.low), thresholds.of(index.high)]))
