"""On whom a country depends: shares of its buyers or suppliers, and how concentrated they are."""

from __future__ import annotations

import warnings
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from isthmus._arguments import as_number, check_flag
from isthmus._choices import GUIDELINES
from isthmus.geo import DataWarning, Problem, ValidationError
from isthmus.layers._bundled.files import carry_credits
from isthmus.layers._tables.table import check_columns

from .concentration import Thresholds, as_thresholds
from .flow_cells import is_percent, whole_of
from .markets import ROUNDING, Market, MarketFlows, MarketKey
from .trade_flows import read_flows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .trade_flows import Flow

#: How many notes of one kind are told in full.
_LISTED: Final = 3
_SIDES: Final = {"buyers": ("origin", "destination"), "suppliers": ("destination", "origin")}


def dependence(
    flows: pd.DataFrame,
    *,
    thresholds: str | Thresholds = GUIDELINES[0],
    complete: bool = False,
    about: float = 0.1,
) -> pd.DataFrame:
    """Return the share of each buyer in what a country sells, and of each supplier in what it buys.

    Flows of the same product, unit and period are set against their total: the flow whose other end is the
    world. Nothing is assumed of what no flow names. The rest of a published total may be held by one country
    or by many, and a total that is not published may be anything above the sum of the flows: shares and
    indices are given as the lowest and the highest that the flows allow.

    Parameters
    ----------
    flows : pandas.DataFrame
        Columns ``origin``, ``destination`` and ``quantity``; ``product``, ``unit``, ``period``,
        ``qualifier`` and ``id`` where they are. Without one of them, all flows are of one product, unit or
        period. Tables of UN Comtrade, BACI and Eurostat's Comext may stay as they are. A quantity that is
        "more than" or "at least" a figure, or missing, has no upper end; one that is "up to" a figure has no
        lower end but 0; "40-60" is from one to the other.
    thresholds : str or Thresholds
        From which index on concentration is called moderate and high: the name of one of `THRESHOLDS`, as the
        published ones differ, or your own.
    complete : bool
        Whether flows without a published total are all there are, so that their sum is the total.
    about : float
        How far a quantity may be from the figure that it is "about", as a share of it: a source states none.

    Returns
    -------
    pandas.DataFrame
        One row for each partner of a country: ``side`` ("buyers" or "suppliers"), ``country``, ``partner``,
        ``product``, ``unit``, ``period``; ``quantity``, as it stands, ``qualifier``, ``quantity_low`` and
        ``quantity_high``; ``total`` (NaN where it is not known exactly), ``total_low`` and ``total_high``;
        ``share_listed`` (of the flows that are listed, whatever else there may be), ``share_low`` and
        ``share_high`` (of all there is). Every row repeats what holds for all partners:
        ``hhi_listed``, ``hhi_low`` and ``hhi_high`` (the Herfindahl-Hirschman index, up to 1),
        ``effective_low`` and ``effective_high`` (its inverse: the number of equal partners that are as
        concentrated), ``concentration`` in the words of the guidelines that ``thresholds`` names; which
        ``flows`` it is from; and in ``note`` what is taken for granted. Where the flows say whom to name,
        ``attribution`` says it.

    Warns
    -----
    DataWarning
        Lists what was taken otherwise than it stands: names as codes, units of one kind as one, members
        beside their group, flows that name nobody.

    Raises
    ------
    ValidationError
        If a column is missing, a cell can't be understood, a partner is named twice, or flows add up to more
        than their total or their group.
    ArgumentError
        If an argument is of another kind.

    See Also
    --------
    herfindahl : the index, and its sources.

    Notes
    -----
    Countries are known by their codes (ISO 3166-1 alpha-2, alpha-3, numeric) and by their names, as
    statistics and many languages write them; several are joined by ``+``. The world (World, WLD, W00, Total)
    is the whole, and never a partner. A group (EU, EU28, EA20, EA21, EFTA, ASEAN, USMCA, GCC, G7, Extra-EU)
    or any countries joined by ``+`` stand for what their members beside them do not account for:
    ``rest of EU``. "Rest of the world" closes the total, held by nobody who is listed. "Areas, nes", bunkers
    and what is not specified count in the total, and may be of any partner or none. "Other Asia, nes" (490)
    is Taiwan, as in practice in UN Comtrade and BACI. A flow of a country with itself counts as a partner.

    Shares in percent, or as fractions, are of what the countries of one side buy or sell: the side is told by
    totals, by sums of 100 or by having several partners, and only that one has rows. Where nothing tells,
    both have, without a total.

    The indices are those of any shares within their bounds that sum to 1.

    Examples
    --------
    >>> from isthmus import layers
    >>> table = dependence(layers.example().flows)
    >>> sold = table[(table["country"] == "TW") & (table["period"] == "2025-01/2025-10")]
    >>> sold.loc[sold["total"] > 0, ["partner", "share_low", "hhi_low", "hhi_high"]].round(3).head(2)
      partner  share_low  hhi_low  hhi_high
    1      PL      0.393     0.29     0.292
    2      CZ      0.327     0.29     0.292
    """
    check_columns(flows, "flows")
    thresholds = as_thresholds(thresholds)
    check_flag("complete", complete)
    about = as_number("about", about, expected="a share from 0 to 1", low=0, high=1)
    read, notes = read_flows(flows, about=about)
    told, more = tell_sides(read)
    markets = list(markets_of(told, complete=complete))
    refuse_contradictions(markets)
    notes += [*more, *few_of_each([note for market in markets for note in market.notes])]
    if notes:
        warnings.warn(DataWarning(notes), stacklevel=2)
    rows = [row for market in markets for row in market.rows(thresholds)]
    return carry_credits(pd.DataFrame(rows, columns=list(_COLUMNS)), flows)


_COLUMNS: Final = (
    *("side", "country", "partner", "product", "unit", "period"),
    *("quantity", "qualifier", "quantity_low", "quantity_high", "total", "total_low", "total_high"),
    *("share_listed", "share_low", "share_high", "hhi_listed", "hhi_low", "hhi_high"),
    *("effective_low", "effective_high", "concentration", "thresholds", "flows", "note"),
)


def refuse_contradictions(markets: Iterable[Market]) -> None:
    """Refuse markets that contradict themselves, telling each problem once."""
    problems = [problem for market in markets for problem in market.problems]
    if problems:  # what is twice among the buyers of one is so among the suppliers of another
        raise ValidationError(list({(one.row, one.expected): one for one in problems}.values()))


def markets_of(told: Iterable[FlowShare], *, complete: bool) -> Iterator[Market]:
    """Yield the flows of each country by product, unit and period, as those of its buyers and suppliers."""
    told = list(told)
    for side, (country, partner) in _SIDES.items():
        groups: dict[MarketKey, list[Flow]] = defaultdict(list)
        whole: dict[MarketKey, float] = {}
        for one in told:
            end = one.flow.ends_of(side)[0]
            if side in one.sides and end.kind in {"countries", "world"}:
                key = MarketKey(side, end.name, one.flow.product, one.flow.unit, one.flow.period)
                groups[key].append(one.flow)
                whole[key] = one.whole
        members: dict[MarketKey, frozenset[str]] = {}
        named: dict[tuple[str, ...], list[MarketKey]] = defaultdict(
            list
        )  # countries, by what of them is told
        for key, flows in groups.items():
            members[key] = getattr(flows[0], country).countries
            if members[key]:
                named[key[2:]].append(key)
        for key, flows in groups.items():
            own, others = members[key], named[key[2:]]
            told_apart = any(getattr(flow, partner).kind == "countries" for flow in flows)
            if told_apart and (own or not others):  # the world is a market only where no country is one
                market = MarketFlows(key, own, partner, flows)
                inside = [other.country for other in others if members[other] < own] if len(own) > 1 else []
                market.note_members(sorted(inside))
                yield market.market(whole[key], complete=complete)


@dataclass(frozen=True, slots=True)
class FlowShare:
    """A flow, the sides on which it can be added to others, and what it is a share of."""

    flow: Flow
    sides: tuple[str, ...]
    whole: float


def tell_sides(flows: Sequence[Flow]) -> tuple[list[FlowShare], list[Problem]]:
    """Return on which side each flow counts: a share of what a country buys is none of what another sells."""
    shares: dict[tuple[str, str, str], list[Flow]] = defaultdict(list)
    for flow in flows:
        if is_percent(flow.unit):
            shares[flow.product, flow.unit, flow.period].append(flow)
    told = [FlowShare(flow, flow.sides, np.inf) for flow in flows if not is_percent(flow.unit)]
    notes = []
    for (_, unit, _), group in shares.items():
        whole = whole_of(unit)
        sides = {side: _SharesOfSide.of(side, group) for side in _SIDES}
        _refuse_fractions(unit, sides.values())
        chosen = _side_of_shares(sides, whole)
        implied = whole if len(chosen) == 1 or sides["suppliers"].is_over(whole) else np.inf
        told += [FlowShare(flow, chosen, implied) for flow in group]
        left = [side for side in sides if side not in chosen and sides[side].named]
        if left or (np.isfinite(implied) and not sides[chosen[0]].has_totals):
            remedy = f"they are taken as of {whole:g} of the {' and '.join(chosen)} of each country"
            notes.append(Problem("flows", "a total", f"shares in {unit}", remedy=remedy, severity="note"))
        elif len(chosen) > 1 and np.isinf(implied):
            remedy = "add rows of the world, or complete=True"
            notes.append(
                Problem(
                    "flows", "of what they are shares", f"shares in {unit}", remedy=remedy, severity="note"
                )
            )
    return sorted(told, key=lambda one: one.flow.row), notes


@dataclass(frozen=True, slots=True)
class _SharesOfSide:
    """What shares add up to by country, seen from one side."""

    named: dict[str, list[Flow]]
    sums: list[float]
    has_totals: bool

    @classmethod
    def of(cls, side: str, flows: Iterable[Flow]) -> _SharesOfSide:
        country, end = _SIDES[side]
        named: dict[str, list[Flow]] = defaultdict(list)
        totals = set()
        for flow in flows:
            if getattr(flow, end).kind == "world":
                totals.add(getattr(flow, country).name)
            elif getattr(flow, country).kind in {"countries", "world"}:
                named[getattr(flow, country).name].append(flow)
        sums = []
        for listed in named.values():
            sets = [getattr(flow, end).countries for flow in listed]
            sums.append(
                sum(
                    flow.low
                    for flow, own in zip(listed, sets, strict=True)
                    if not any(own and own < other for other in sets)
                )
            )
        return cls(dict(named), sums, not totals.isdisjoint(named))

    @property
    def has_several(self) -> bool:
        """Whether a country has several partners."""
        return any(len(listed) > 1 for listed in self.named.values())

    def is_over(self, whole: float) -> bool:
        """Tell whether the shares of a country are more than the whole."""
        return any(total > whole * ROUNDING for total in self.sums)

    def reaches(self, whole: float) -> bool:
        """Tell whether the shares of a country with several partners are the whole."""
        pairs = zip(self.named.values(), self.sums, strict=True)
        return any(len(listed) > 1 and abs(total / whole - 1) <= ROUNDING - 1 for listed, total in pairs)

    def weight(self, whole: float) -> int:
        """Return how much speaks for shares of this side: -1 if they can't be."""
        if self.is_over(whole):
            return -1
        return 2 * (self.has_totals or self.reaches(whole)) + self.has_several


def _side_of_shares(sides: dict[str, _SharesOfSide], whole: float) -> tuple[str, ...]:
    """Return the side that shares are of, or both where nothing tells."""
    weights = {side: shares.weight(whole) for side, shares in sides.items()}
    best = max(weights.values())
    chosen = tuple(side for side, weight in weights.items() if weight == best)
    return chosen if best > 0 else tuple(sides)


def _refuse_fractions(unit: str, sides: Iterable[_SharesOfSide]) -> None:
    """Refuse percent that add up to 1, as fractions do."""
    if whole_of(unit) > 1 and any(shares.reaches(1) and not shares.is_over(1) for shares in sides):
        remedy = 'call the unit "share" if they are fractions; add the rows that are missing if they are not'
        raise ValidationError(
            [Problem("flows", "shares of 100 %", "shares that add up to 1", column="unit", remedy=remedy)]
        )


def few_of_each(notes: Sequence[Problem]) -> list[Problem]:
    """Return notes, of many of one kind the first few and how many more there are."""
    kinds: dict[str, list[Problem]] = defaultdict(list)
    for note in dict.fromkeys(notes):
        kinds[note.expected].append(note)
    return [
        note
        if number < _LISTED
        else replace(note, file="flows", got=f"{len(same) - _LISTED} more", remedy="")
        for same in kinds.values()
        for number, note in enumerate(same[: _LISTED + 1])
    ]
