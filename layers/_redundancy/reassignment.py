"""Where demand goes when more is closed, within what gates take, and what has no room there.

All or nothing, each pair takes its best route whatever that can take. Here as much as possible is served, at
the least cost of all (`isthmus.geo.Network.assign`). What gates take is published for few of them, so it is a
range: of a gate of which nothing is known, from what it carries before to everything.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from isthmus._arguments import check_kind
from isthmus.layers._reading.read_table import read_closed
from isthmus.layers._tables.cells import list_words
from isthmus.layers._tables.result_schemas import Range
from isthmus.layers._tables.table import check_columns
from isthmus.layers._transport.gates import HUBS

from .capacity import EVERYTHING, Takes, amounts_asked, find_limits, gates_counted
from .comparison import finite
from .resilience import Resilience

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray

    from isthmus.geo import Assignment, BestRoutes, RouteFlow
    from isthmus.layers._transport.barriers import Shut
    from isthmus.layers._transport.case import Case
    from isthmus.layers._transport.pair_networks import PairNetworks
    from isthmus.layers._transport.question import Closed

    from .capacity import Limits

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

#: Less than a gram a day is rounding.
_LEAST_T_DAY: Final = 1e-6


@dataclass(frozen=True, eq=False)
class Reassignment:
    """Demand assigned within what gates take: tables, in tonnes a day.

    Parameters
    ----------
    pairs : pandas.DataFrame
        One row a pair: ``origin``, ``destination``, ``t_day``; ``unserved_before_low`` and ``_high`` and
        ``unserved_low`` and ``_high``, bounds of the share that has no room, before and after the closure,
        whatever each gate takes within its range; and ``extra_h`` and ``extra_usd_t`` of what is served, as
        means beyond those before, if gates take the ``_least`` or the ``_most``: two ends of what may be,
        and no bounds (missing where nothing of the pair is served).
    gates : pandas.DataFrame
        One row a gate that any of it passes: ``name``, ``title``, ``kind``; ``capacity_low`` and
        ``capacity_high`` a day each way and their ``basis``: ``published`` (the ``ids`` of `capacities`,
        joined by ``+``), ``given``, ``closed``, or ``carried``, from what it carries before to no limit,
        where nothing is published; ``before``, ``least`` and ``most``, what it carries before, and after if
        gates take the least or the most; ``all_or_nothing``, what would come to it if each pair took its best
        way whatever that can take; ``use_low`` and ``use_high``, the shares of the capacity that are used at
        these two ends; ``queue_low`` and ``queue_high``, by how much the queue before it then grows a day,
        all or nothing, each gate seen alone; before a closed gate from nothing to all that passed it.
    routes : pandas.DataFrame
        One row a route of a pair, of each ``capacity`` (``least``, ``most``): ``origin``, ``destination``,
        ``t_day``, ``km``, ``h``, ``usd_t`` and the ``gates``, in the order of travel, joined by ``+``.
    unserved_before, unserved : Range
        The share of all demand that has no room, before and after the closure.
    closed : tuple of str
        What was shut besides, as a reader knows it.
    """

    pairs: pd.DataFrame
    gates: pd.DataFrame
    routes: pd.DataFrame
    unserved_before: Range
    unserved: Range
    closed: tuple[str, ...]

    def __post_init__(self) -> None:
        for name in ("pairs", "gates", "routes"):
            check_columns(getattr(self, name), name)

    def __repr__(self) -> str:
        return f"<Reassignment: {self.sentence}>"

    @property
    def sentence(self) -> str:
        """How much has no room, and of which gates what they take is known."""
        shut = f"With {list_words(self.closed, 'and')} shut besides, " if self.closed else "As it is, "
        low, high = (f"{100 * end:.3g}" for end in (self.unserved.low, self.unserved.high))
        share = low if low == high else f"{low} to {high}"
        bases = self.gates["basis"].value_counts()
        total, unknown = self.pairs["t_day"].sum(), int(bases.get("carried", 0))
        amount = f"{total:,.0f}" if total >= 1 else f"{total:.3g}"
        said = f"{shut}{share} % of {amount} t a day has no room in the bundled network."
        if unknown:
            of_all = f"{unknown} of {len(self.gates)} gates"
            said += f" What {of_all} take is not known: no more than before, or everything."
        if assumed := int(bases.get("assumed", 0)):
            said += f" {assumed} of them are assumed to take everything."
        return said


def reassign(
    result: Resilience,
    demand: float | pd.DataFrame,
    *,
    closed: Closed = (),
    capacities: pd.DataFrame | None = None,
    unlimited: str | Collection[str] = (),
) -> Reassignment:
    """Return where demand goes when more is closed, and what has no room there.

    Parameters
    ----------
    result : Resilience
        Between which ends, by what, on which day, and at what cost.
    demand : float or pandas.DataFrame
        Tonnes a day in all (containers, cubic metres and trains are to be turned into tonnes: what gates take
        is known in these alone), of which each pair has its ``demand_share``; or a table of ``origin``,
        ``destination`` and ``t_day``, with a row for each pair that has any. It is all that competes for the
        gates: what others send there is to be among it, or out of the ``capacities``.
    closed : str, Path, GeoDataFrame, polygon or collection of these
        Besides what the question shuts, as for `Resilience.what_if`.
    capacities : pandas.DataFrame, optional
        ``name`` of gates or ports with ``t_day_low`` and ``t_day_high``, in tonnes a day each way, in place
        of what is published; a missing high has no limit, and of a gate with neither nothing is known. A port
        takes it by a ``mode``.
    unlimited : str or collection of str
        Gates, or kinds of them, that are assumed to take everything where nothing is published or given, such
        as ``"strait, cape"``: the open sea has no limit that is known.

    Returns
    -------
    Reassignment

    Raises
    ------
    ArgumentError
        If anything named is unknown, or a figure is none.

    Notes
    -----
    A multicommodity flow of the least cost on the contracted network, exact, as `isthmus.geo.Network.assign`.
    Capacities count one way, as all goods go from the origins to the destinations: published figures of both
    ways count from a half to all. A gate takes at least what was seen to pass; what is planned is left out.

    Examples
    --------
    >>> from isthmus import layers
    >>> result = layers.resilience(origins="CN", destinations="PL", modes="rail", on="open")
    >>> found = reassign(result, 15_000.0, closed="brest")
    >>> found.gates.set_index("name").loc["brest", ["capacity_high", "before"]].tolist()
    [0.0, 15000.0]
    """
    check_kind("result", result, Resilience, "a Resilience")
    case, shut = result.replacements.shut_besides(read_closed(closed))
    amounts, limits = amounts_asked(case, demand), find_limits(case, capacities, unlimited)
    return DayStudy(case, amounts, limits, shut).reassign()


@dataclass(frozen=True, eq=False)
class DayStudy:
    """What goes before and after a closure, within what gates take.

    Parameters
    ----------
    case : Case
    amounts : array of float, shape (origins, destinations)
        Tonnes a day.
    known : mapping of str to (Takes, array of int)
        What gates and ports are known to take, and by which edges.
    shut : mapping of str to Shut
    """

    case: Case
    amounts: Floats
    known: Limits
    shut: Mapping[str, Shut]

    @cached_property
    def held(self) -> dict[str, Ints]:
        """The edges of every gate that may limit anything."""
        return gates_counted(self.case) | {name: edges for name, (_, edges) in self.known.items()}

    @cached_property
    def stopped(self) -> Ints:
        """The edges that are shut besides."""
        return np.concatenate([np.empty(0, np.int64), *(held.edges for held in self.shut.values())])

    @cached_property
    def before(self) -> Assignment:
        """What goes where as it is; of what nothing is known takes everything."""
        takes = dict.fromkeys(self.held, EVERYTHING) | {name: own for name, (own, _) in self.known.items()}
        return self.assign(self.case.networks, takes)

    @cached_property
    def takes(self) -> dict[str, Takes]:
        """What each gate takes after the closure."""
        carried = zip(self.before.most.gates, self.before.most.loads.tolist(), strict=True)
        found = {name: Takes(load, np.inf, "carried") for name, load in carried}
        found |= {name: own for name, (own, _) in self.known.items()}
        shut = [name for name, edges in self.held.items() if np.isin(edges, self.stopped).all()]
        return found | dict.fromkeys(shut, Takes(0.0, 0.0, "closed"))

    @cached_property
    def after(self) -> Assignment:
        """What goes where after the closure."""
        return self.assign(self.case.networks.without(edges=self.stopped), self.takes)

    @cached_property
    def all_or_nothing(self) -> BestRoutes:
        """The best routes after the closure, whatever gates take."""
        return self.case.networks.without(edges=self.stopped).reroute(self.case.after)

    def assign(self, networks: PairNetworks, takes: Mapping[str, Takes]) -> Assignment:
        """Return what goes where on networks, if gates take so much."""
        starts, goals = ([end.nodes for end in ends] for ends in (self.case.origins, self.case.destinations))
        ranges = {name: (own.low, own.high) for name, own in takes.items()}
        limited, by = networks.with_gates(self.held), self.case.question.by
        return limited.assign(starts, goals, self.amounts, capacities=ranges, by=by)

    def reassign(self) -> Reassignment:
        """Return the tables."""
        before, after = (
            Range(
                *sorted(float(flow.unserved.sum() / self.amounts.sum()) for flow in (found.most, found.least))
            )
            for found in (self.before, self.after)
        )
        shut = tuple(held.title for held in self.shut.values())
        return Reassignment(self.pairs(), self.gates(), self.routes(), before, after, shut)

    def pairs(self) -> pd.DataFrame:
        """Return how much of each pair has no room, and what the rest takes more."""
        usual = {pair: self._means(self.before.most, pair) for pair in self.case.pairs}
        rows = []
        for i, j in self.case.pairs:
            row = {
                "origin": self.case.origins[i].name,
                "destination": self.case.destinations[j].name,
                "t_day": self.amounts[i, j],
            }
            for name, found in (("unserved_before", self.before), ("unserved", self.after)):
                for end, left in (("low", found.unserved_low), ("high", found.unserved_high)):
                    row[f"{name}_{end}"] = left[i, j] / self.amounts[i, j] if self.amounts[i, j] else np.nan
            for end, flow in (("least", self.after.least), ("most", self.after.most)):
                means = self._means(flow, (i, j))
                row |= {f"extra_{unit}_{end}": means[unit] - usual[i, j][unit] for unit in means}
            rows.append(row)
        return pd.DataFrame(rows)

    def _means(self, flow: RouteFlow, pair: tuple[int, int]) -> dict[str, float]:
        """Return what a tonne of a pair takes on the average by a flow, missing where none goes."""
        of_pair = np.flatnonzero((flow.pairs == pair).all(axis=1)).tolist()
        amounts = flow.amounts[of_pair]
        taken = [self._takes(flow.edges[route]) for route in of_pair]
        return {
            unit: float(np.average([one[unit] for one in taken], weights=amounts)) if of_pair else np.nan
            for unit in ("h", "usd_t")
        }

    def _takes(self, edges: Ints) -> dict[str, float]:
        network = self.case.whole
        quantities = (("km", network.lengths_m / 1000), ("h", network.hours), ("usd_t", network.costs))
        return {unit: np.nan if values is None else float(values[edges].sum()) for unit, values in quantities}

    def routes(self) -> pd.DataFrame:
        """Return every route that is used if gates take the least, and the most."""
        rows = [
            {
                "capacity": end,
                "origin": self.case.origins[i].name,
                "destination": self.case.destinations[j].name,
                "t_day": amount,
                **self._takes(edges),
                "gates": "+".join(self.case.gates_along(edges)),
            }
            for end, flow in (("least", self.after.least), ("most", self.after.most))
            for (i, j), edges, amount in zip(
                flow.pairs.tolist(), flow.edges, flow.amounts.tolist(), strict=True
            )
        ]
        columns = ["capacity", "origin", "destination", "t_day", "km", "h", "usd_t", "gates"]
        table = pd.DataFrame(rows, columns=columns)
        return table.sort_values(
            columns[:4], ascending=[True] * 3 + [False], kind="stable", ignore_index=True
        )

    def gates(self) -> pd.DataFrame:
        """Return what gates take and carry."""
        loads = {
            "before": self.before.most.loads,
            "all_or_nothing": self._rush(),
            "least": self.after.least.loads,
            "most": self.after.most.loads,
        }
        passed = np.flatnonzero(np.max([*loads.values()], axis=0) > _LEAST_T_DAY)
        names = [*self.held]
        rows = [
            self._gate_row(names[place], {when: float(load[place]) for when, load in loads.items()})
            for place in passed.tolist()
        ]
        table = pd.DataFrame(rows, columns=list(_GATES))
        return table.sort_values(
            ["before", "name"], ascending=[False, True], kind="stable", ignore_index=True
        )

    def _gate_row(self, name: str, loads: dict[str, float]) -> dict[str, Any]:
        takes, passages = self.takes[name], self.case.passages
        ends = (("least", takes.low), ("most", takes.high))
        one, other = (loads[end] / limit if limit and takes != EVERYTHING else np.nan for end, limit in ends)
        queue = [max(loads["all_or_nothing"] - end, 0.0) for end in (takes.high, takes.low)]
        if takes.basis == "closed":
            queue = [0.0, loads["before"]]
        return {
            "name": name,
            "title": passages.find("name", name)[0].removesuffix(f" ({name})"),
            "kind": passages.kinds.get(name, HUBS[0]),
            "capacity_low": finite(takes.low),
            "capacity_high": finite(takes.high),
            "basis": takes.basis,
            "ids": "+".join(takes.ids),
            **loads,
            "use_low": float(np.fmin(one, other)),
            "use_high": float(np.fmax(one, other)),
            "queue_low": queue[0],
            "queue_high": queue[1],
        }

    def _rush(self) -> Floats:
        """Return what comes to each gate if every pair takes its best way."""
        found = []
        for edges in self.held.values():
            passed = np.zeros(len(self.case.whole.tails), bool)
            passed[edges] = True
            found.append(self.amounts[self.all_or_nothing.passes(passed)].sum())
        return np.array(found, np.float64)


_GATES: Final = (
    *("name", "title", "kind", "capacity_low", "capacity_high", "basis", "ids"),
    *("before", "all_or_nothing", "least", "most", "use_low", "use_high", "queue_low", "queue_high"),
)
