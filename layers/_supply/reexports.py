"""Where goods end that pass through others: what may reach a country, through whom, and what if one stops."""

from __future__ import annotations

import warnings
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd

from isthmus._arguments import as_number, check_flag, unfit
from isthmus.geo import ArgumentError, DataWarning, Problem, ValidationError
from isthmus.layers._tables.result_schemas import Range
from isthmus.layers._tables.table import check_columns

from .dependence import few_of_each
from .flow_bounds import Division, Flows, Transit
from .flow_cells import FILE, is_percent
from .markets import ROUNDING
from .partners import Partner, find_partner, say_unknown
from .trade_flows import read_flows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .trade_flows import Flow

_COLUMNS: Final = (
    *("origin", "destination", "product", "unit", "period", "through"),
    *("quantity_low", "quantity_high", "share_low", "share_high", "flows"),
)
#: What results call all ways together, the flow without anybody between, and whoever no flow names.
_ALL, _DIRECT, _OTHERS = "", "direct", "others"


def reexports(
    flows: pd.DataFrame,
    *,
    origin: str,
    destination: str,
    complete: bool = False,
    about: float = 0.1,
) -> pd.DataFrame:
    """Return how much of what a country sends out may end in another, and through whom.

    Statistics tell what passes between two countries, not what became of it. Whoever stands between may have
    sent on what it bought, or kept it and sent its own: of each flow any part may be the origin's goods, as
    long as nobody sends on more of them than it was sent. The least and the most that all such divisions
    allow are found by linear programs (Ahuja, Magnanti and Orlin 1993, Network Flows; HiGHS).

    Parameters
    ----------
    flows : pandas.DataFrame
        As of `dependence`, from country to country. Where both sides report a flow, as in UN Comtrade, it
        lies between the lower and the higher of the two figures.
    origin, destination : str
        Two countries, or groups of countries as a row of the table has them.
    complete : bool
        Whether no other flows are than those listed. If not, others may be, within the totals that the table
        tells (flows to and from the world).
    about : float
        As of `dependence`.

    Returns
    -------
    pandas.DataFrame
        For each ``product``, ``unit`` and ``period`` in which the table names both ends, one row for all ways
        together (``through`` is ""), one for the direct flow ("direct"), one for each country between,
        and one for whoever is not listed ("others"): how much of the origin's goods ends in the destination
        that way (``quantity_low``, ``quantity_high``), and its share of all that the origin sends out
        (``share_low``, ``share_high``; NaN if that is nothing). It is also what no longer arrives if that
        country stops and nobody stands in. ``flows`` are the ids of the rows that lead into and out of the
        country between, or into the destination.

    Warns
    -----
    DataWarning
        As of `dependence`.

    Raises
    ------
    ValidationError
        If a cell can't be understood, a flow is told twice by one side, countries stand beside groups that
        hold them, or figures contradict each other.
    ArgumentError
        If an end is no country of the table, or an argument is of another kind.

    Notes
    -----
    Stocks are not known: what stays a while counts as what ends there. Shares in percent are left out, as
    they are no quantities.

    Examples
    --------
    Of 100 that Taiwan sends out, 60 go to Czechia, which sends 40 on to Ukraine and may have made some of
    these itself.

    >>> import pandas as pd
    >>> rows = [("TW", "WLD", 100), ("TW", "CZ", 60), ("CZ", "UA", 40), ("TW", "UA", 5)]
    >>> flows = pd.DataFrame(rows, columns=["origin", "destination", "quantity"])
    >>> table = reexports(flows, origin="TW", destination="UA", complete=True)
    >>> table[["through", "share_low", "share_high"]].values.tolist()
    [['', 0.05, 0.45], ['direct', 0.05, 0.05], ['CZ', 0.0, 0.4]]
    """
    check_columns(flows, "flows")
    check_flag("complete", complete)
    start, end = _as_end("origin", origin), _as_end("destination", destination)
    if start.countries & end.countries:
        raise ArgumentError(f"reexports: expected two ends apart, got {start.name} and {end.name}")
    about = as_number("about", about, expected="a share from 0 to 1", low=0, high=1)
    read, notes = read_flows(flows, about=about)
    known = {flow.origin for flow in read} | {flow.destination for flow in read}
    for argument, partner in (("origin", start), ("destination", end)):
        if partner not in known:
            names = ", ".join(sorted(one.name for one in known if one.kind == "countries"))
            raise unfit(argument, f"an end of a flow ({names or 'the table tells none'})", partner.name)
    nets = [_Net.of(goods, group, start, complete=complete) for goods, group in _by_market(read)]
    if notes:
        warnings.warn(DataWarning(few_of_each(notes)), stacklevel=2)
    rows = [row for net in nets if net.tells(start, end) for row in net.result_rows(start, end)]
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def _as_end(argument: str, text: object) -> Partner:
    """Return a country or a group by its code or name."""
    found = find_partner(text) if isinstance(text, str) else None
    if found is None or found.kind != "countries":
        hint = say_unknown(text) if isinstance(text, str) and found is None else ""
        raise unfit(argument, "a country, or countries joined by +", text, hint)
    return found


class _Goods(NamedTuple):
    """What flows are of, and when."""

    product: str
    unit: str
    period: str


def _by_market(flows: Iterable[Flow]) -> Iterator[tuple[_Goods, list[Flow]]]:
    """Yield flows of the same product, unit and period together; those in percent are no quantities."""
    groups: dict[_Goods, list[Flow]] = defaultdict(list)
    for flow in flows:
        if not is_percent(flow.unit):
            groups[_Goods(flow.product, flow.unit, flow.period)].append(flow)
    yield from groups.items()


_ANYBODY: Final = Partner(_OTHERS, "rest")


_Pair = tuple[Partner, Partner]


def _told_flows(flows: Iterable[Flow], goods: _Goods) -> dict[_Pair, list[Flow]]:
    """Return the flows between countries, what both sides report of one together.

    Raises
    ------
    ValidationError
        If one side tells a flow twice, or countries stand beside groups that hold them.
    """
    told: dict[_Pair, list[Flow]] = defaultdict(list)
    problems = []
    for flow in flows:
        if {flow.origin.kind, flow.destination.kind} == {"countries"} and flow.origin != flow.destination:
            known = told[flow.origin, flow.destination]
            if any(set(flow.sides) & set(other.sides) for other in known):
                got = f"{flow.origin.name} to {flow.destination.name} again"
                remedy = "add them up if they are parts, or leave one out"
                problems.append(Problem(FILE, "each flow once", got, row=flow.row, remedy=remedy))
            known.append(flow)
    partners = sorted({one for pair in told for one in pair}, key=lambda one: (len(one.countries), one.name))
    for number, group in enumerate(partners):
        inside = [one.name for one in partners[:number] if one.countries & group.countries]
        if inside:
            place, got = ", ".join(filter(None, goods)), f"{group.name} beside {', '.join(inside)}"
            remedy = "leave one of them out: what is of both would count twice"
            problems.append(Problem(f"{FILE} ({place})", "each country once", got, remedy=remedy))
    if problems:
        raise ValidationError(problems)
    return told


def _unlisted(
    partner: Partner, flows: Iterable[Flow], listed: Sequence[Range], *, outward: bool, complete: bool
) -> Range:
    """Return how much a country may send to, or get from, whoever no flow names."""
    ends = [(one.ends_of("buyers" if outward else "suppliers"), one) for one in flows]
    totals = [flow for (own, other), flow in ends if own == partner and other.kind == "world"]
    rests = [flow for (own, other), flow in ends if own == partner and other.kind in {"rest", "unnamed"}]
    if totals:
        low, high = max(flow.low for flow in totals), min(flow.high for flow in totals)
        least, most = (sum(getattr(one, end) for one in listed) for end in ("low", "high"))
        if least > high * ROUNDING:
            expected = f"flows {'from' if outward else 'to'} {partner.name} of {high:g} in all"
            row, remedy = totals[0].row, "see whether the total is of the same goods"
            raise ValidationError([Problem(FILE, expected, f"{least:g}", row=row, remedy=remedy)])
        return Range(max(0.0, low - most), max(0.0, high - least, low - most))
    is_closed = complete or any("rest" in {flow.origin.kind, flow.destination.kind} for flow in rests)
    low = sum(flow.low for flow in rests)
    return Range(low, max(low, sum(flow.high for flow in rests)) if is_closed else np.inf)


@dataclass(frozen=True, eq=False)
class _Net:
    """Flows between countries, those that no row tells among them.

    Parameters
    ----------
    goods : _Goods
    nodes : list of Partner
        Countries, and whoever is not listed.
    flows : Flows
    ids : list of str
        The rows that each flow is from.
    senders : frozenset of Partner
        Those of which it is known what they send out, if only that it is nothing.
    """

    goods: _Goods
    nodes: list[Partner]
    flows: Flows
    ids: list[str]
    senders: frozenset[Partner]

    @classmethod
    def of(cls, goods: _Goods, rows: Sequence[Flow], origin: Partner, *, complete: bool) -> _Net:
        """Return the flows of one market, but for what comes back to its origin."""
        told = _told_flows(rows, goods)
        listed = {
            pair: Range(min(flow.low for flow in same), max(flow.high for flow in same))
            for pair, same in told.items()
        }
        bounds = dict(listed)
        countries = sorted({one for pair in told for one in pair}, key=lambda one: one.name)
        for one in countries:
            for outward in (True, False):
                pair = (one, _ANYBODY) if outward else (_ANYBODY, one)
                own = [size for both, size in listed.items() if both[0 if outward else 1] == one]
                bounds[pair] = _unlisted(one, rows, own, outward=outward, complete=complete)
        senders = frozenset(one for one, _ in [*told, *(pair for pair in bounds if bounds[pair].high > 0)])
        pairs = [pair for pair, size in bounds.items() if size.high > 0 and pair[1] != origin]
        nodes = [*countries, _ANYBODY]
        tails, heads = (np.array([nodes.index(pair[end]) for pair in pairs], np.intp) for end in (0, 1))
        low, high = (
            np.array([getattr(bounds[pair], end) for pair in pairs], float) for end in ("low", "high")
        )
        ids = ["+".join(flow.id for flow in told.get(pair, ()) if flow.id) for pair in pairs]
        return cls(goods, nodes, Flows(len(nodes), tails, heads, low, high), ids, senders)

    def tells(self, origin: Partner, destination: Partner) -> bool:
        """Tell whether something is known of what the one sends out, and of the other."""
        return {origin, destination} <= {*self.nodes} and origin in self.senders

    def result_rows(self, origin: Partner, destination: Partner) -> Iterator[dict[str, object]]:
        """Yield the rows of a result, those of ways that carry nothing left out."""
        start, end = self.nodes.index(origin), self.nodes.index(destination)
        division = Division(self.flows, start, end)
        for through, way in self._ways(start, end).items():
            quantity, share = (division.bounds(way, as_share=as_share) for as_share in (False, True))
            if through == _ALL or quantity.high > 0:
                ids = dict.fromkeys(self.ids[edge] for edge in np.flatnonzero(way.edges) if self.ids[edge])
                yield {
                    "origin": origin.name,
                    "destination": destination.name,
                    **self.goods._asdict(),
                    "through": through,
                    "quantity_low": quantity.low,
                    "quantity_high": quantity.high,
                    "share_low": share.low,
                    "share_high": share.high,
                    "flows": "+".join(ids),
                }

    def _ways(self, start: int, end: int) -> dict[str, Transit]:
        """Return all ways, the direct one, and those through each country, by what results call them."""
        tails, heads = self.flows.tails, self.flows.heads
        direct = (tails == start) & (heads == end)
        ways = {
            _ALL: Transit(heads == end, np.zeros(len(heads), bool), None),
            _DIRECT: Transit(direct, ~direct, None),
        }
        for node in self.flows.between(start, end):
            own = (tails == node) | (heads == node)
            ways[self.nodes[node].name] = Transit(own, ~own, node)
        return ways
