"""Whether goods find room in each state of some events, and what projects that add capacity save.

A way that is left may be full. In every state as much as possible of a demand goes within what gates and
ports take, at the least cost (`isthmus.geo.Network.assign`), once without and once with what a project adds.
What they take is a range, and so is what has no room. More capacity never leaves more without room: so bounds
of what a project saves follow from the two ends of the ranges, whatever each gate takes in between.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from isthmus.geo import ArgumentError
from isthmus.layers._tables.cells import list_words
from isthmus.layers._tables.result_schemas import Range

from .capacity import Takes, amounts_asked, find_limits
from .contingencies import figures_of, gate_title
from .disruption import RoutesUnder
from .lateness import Lateness, Option, Saving
from .links import projects
from .measure_sentences import tell_cost, tell_days, tell_events, tell_share
from .reassignment import DayStudy

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterator, Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from isthmus.geo import Assignment, RouteFlow
    from isthmus.layers._transport.pair_networks import PairNetworks

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

__all__ = ["Room", "find_room"]

#: Shares below this are rounding of the solver.
_LEAST: Final = 1e-5
_DAY: Final = 24  # hours
#: Days below this are not told.
_SOON: Final = 0.005
#: What is saved while nothing is shut, among what savings are against.
_ALWAYS: Final = "no room"


class _Flow(NamedTuple):
    """What goes in a state if gates take the least, and the most, along the first axis.

    Parameters
    ----------
    left : array of float, shape (2,)
        The share of all demand that has no room.
    bounds : array of float, shape (2, origins, destinations)
        Of each pair, at least and at most.
    served, late : array of float, shape (2, origins, destinations)
        Tonnes a day of each pair, and by how many days later than usual, times tonnes.
    full : frozenset of str
        Gates and ports that take no more, at either end.
    met : int
        The events that befall a way that is used, as bits.
    """

    left: Floats
    bounds: Floats
    served: Floats
    late: Floats
    full: frozenset[str]
    met: int


class _Flows:
    """The flow in every state, of which those alone are searched that matter.

    What shuts makes no flow better: one that passes nothing of what is shut besides is the best with it, too.

    Parameters
    ----------
    room : Room
    takes : mapping of str to Takes
    """

    def __init__(self, room: Room, takes: Mapping[str, Takes]) -> None:
        self._room, self._takes = room, takes
        self._found: dict[int, _Flow] = {}

    def flow(self, state: Bools) -> _Flow:
        """Return the flow in a state, in which some of the events hold."""
        wanted, held = sum(1 << place for place in np.flatnonzero(state).tolist()), 0
        while True:
            if held not in self._found:
                self._found[held] = self._search(held)
            found = self._found[held]
            more = found.met & wanted & ~held
            if not more:
                return found
            held |= more & -more

    def _search(self, held: int) -> _Flow:
        room = self._room
        happening = [bool(held >> place & 1) for place in range(len(room.shuts))]
        stopped = np.flatnonzero(room.shuts[happening].any(axis=0))
        found = room.study.assign(room.networks.without(edges=stopped), self._takes)
        ends = (found.least, found.most)
        served, late = np.array([room.tell_flow(flow) for flow in ends]).swapaxes(0, 1)
        used = np.unique(
            np.concatenate([np.empty(0, np.int64), *(way for flow in ends for way in flow.edges)])
        )
        return _Flow(
            np.array([flow.unserved.sum() for flow in ends]) / room.total,
            np.array([found.unserved_low, found.unserved_high]),
            served,
            late,
            self._full(found),
            sum(1 << place for place in np.flatnonzero(room.shuts[:, used].any(axis=1)).tolist()),
        )

    def _full(self, found: Assignment) -> frozenset[str]:
        limits = ([own.low for own in self._takes.values()], [own.high for own in self._takes.values()])
        loads, most = np.array([found.least.loads, found.most.loads]), np.array(limits)
        is_full = loads >= most * (1 - _LEAST) - _LEAST * self._room.total
        full = np.flatnonzero(np.logical_or.reduce(is_full, axis=0))
        names = tuple(self._takes)
        return frozenset(names[place] for place in full.tolist())


class _Wider(NamedTuple):
    """The flows if a gate takes more, of which only a range is known.

    Parameters
    ----------
    ends : _Flows
        At the two ends of all ranges.
    least, most : _Flows
        Where that helps the least, as the gate takes the most already, and the most, as it takes the least.
    high : float
        By how much more it takes at most.
    """

    ends: _Flows
    least: _Flows
    most: _Flows
    high: float


@dataclass(frozen=True, eq=False)
class Room:
    """A demand, held against what gates and ports take in every state of some events.

    Parameters
    ----------
    lateness : Lateness
        In which states, and when goods are late.
    study : DayStudy
        The demand, and what gates and ports take, with none of the events.
    """

    lateness: Lateness
    study: DayStudy

    @property
    def total(self) -> float:
        """The demand, in tonnes a day."""
        return float(self.study.amounts.sum())

    @cached_property
    def networks(self) -> PairNetworks:
        """The networks with every gate that may limit anything."""
        return self.lateness.case.networks.with_gates(self.study.held)

    @cached_property
    def shuts(self) -> Bools:
        """Which edges each event shuts, shape (events, edges); one that is a delay shuts none."""
        events = self.lateness.states.events
        closes = np.array([event.delay_h is None for event in events], bool)
        shuts: Bools = RoutesUnder(self.lateness.case, events).befallen & closes[:, np.newaxis]
        return shuts

    @cached_property
    def usual(self) -> _Flows:
        """The flows without any measure."""
        return _Flows(self, self.study.takes)

    def tell_flow(self, flow: RouteFlow) -> tuple[Floats, Floats]:
        """Return how much of each pair goes, and the days by which it is later than usual, times tonnes."""
        case = self.lateness.case
        served, late = np.zeros((2, *self.study.amounts.shape))
        for (i, j), edges, much in zip(flow.pairs.tolist(), flow.edges, flow.amounts.tolist(), strict=True):
            hours = float(np.asarray(case.network.hours)[edges].sum()) - case.after.hours[i, j]
            served[i, j] += much
            late[i, j] += much * max(hours, 0.0) / _DAY
        return served, late

    @cached_property
    def left(self) -> Range:
        """The share of all demand that is to be expected without room, at least and at most."""
        flows = [self.usual.flow(state) for state in self.lateness.states.held]
        return self.lateness.states.expect(np.array([flow.left for flow in flows]).T)

    def pairs(self) -> dict[str, list[float]]:
        """Return the share of each pair that is to be expected without room, as columns of `Measures`."""
        flows = [self.usual.flow(state) for state in self.lateness.states.held]
        found = []
        for pair in self.lateness.case.pairs:
            amount = self.study.amounts[pair]
            shares = np.array([flow.bounds[(slice(None), *pair)] for flow in flows]).T / (amount or math.nan)
            found.append(self.lateness.states.expect(shares))
        return {f"no_room_{end}": [getattr(one, end) for one in found] for end in ("low", "high")}

    def tell(self) -> str:
        """Return how much is to be expected without room."""
        return f"Of {self._amount} t a day {tell_share(self.left)} is to be expected to find no room."

    @property
    def _amount(self) -> str:
        return f"{self.total:,.0f}" if self.total >= 1 else f"{self.total:.3g}"

    def scored(self) -> Iterator[tuple[Option, Saving]]:
        """Yield the projects that widen a gate or port, and what each saves."""
        table = projects()
        told = table[(table["target"] != "") & (table["status"] != "open")]
        for row in told.to_dict("records"):
            if not {*row["countries"].split("+")} & self.lateness.case.unlawful:
                yield self._score(row)

    def _score(self, row: Mapping[Hashable, Any]) -> tuple[Option, Saving]:
        """Return what a project saves, with the sentence that says it, or why it saves nothing."""
        target, takes = str(row["target"]), self.study.takes
        option = Option(row["name"], "project", row["status_note"], figures=figures_of(row), subject=target)
        nothing = Saving(Range(0, 0), Range(0, 0), ())
        if target not in takes:
            why = f"what {self._title(target)} takes is not known, and it is taken to have room"
            return option._replace(sentence=f"{row['name']} saves nothing: {why}."), nothing
        ends = [float(row[f"t_day_{end}"]) for end in ("low", "high")]
        low, high = (0.0, math.inf) if math.isnan(ends[0]) else ends
        states = self.lateness.states.held
        if any(target in self.usual.flow(state).full for state in states):
            saving = self._save(self._widen(target, low, high))
            if saving.is_something:
                return option._replace(sentence=self._tell(option, row, saving)), saving
        why = f"at {self._amount} t a day {self._title(target)} is never short of room, whatever shuts"
        return option._replace(sentence=f"{row['name']} saves nothing: {why}."), nothing

    def _widen(self, target: str, low: float, high: float) -> _Wider:
        """Return the flows if a gate takes so much more."""
        own = self.study.takes[target]
        ends = {(own.low + low, own.high + high), (own.high + low,) * 2, (own.low + high,) * 2}
        flows = {
            both: _Flows(self, {**self.study.takes, target: own._replace(low=both[0], high=both[1])})
            for both in ends
        }
        return _Wider(
            flows[own.low + low, own.high + high],
            flows[(own.high + low,) * 2],
            flows[(own.low + high,) * 2],
            high,
        )

    def _title(self, name: str) -> str:
        return gate_title(self.lateness.case, name)

    def _save(self, wider: _Wider) -> Saving:
        lateness, count = self.lateness, len(self.lateness.states.events)
        days, share = self._saved(wider, lateness.states.held)
        alone = self._saved(wider, np.eye(count, dtype=bool))
        named = lateness.name_events(alone, (days, share))
        always = max(part.max() for part in self._saved(wider, np.zeros((1, count), bool))) > 0
        against = (*named, _ALWAYS) if always else named
        return Saving(lateness.states.expect(days), lateness.states.expect(share), against)

    def _saved(self, wider: _Wider, held: Bools) -> tuple[Floats, Floats]:
        """Return the days and the share of all demand that are saved in each state, shape (2, states).

        Of the share these are bounds: the more a gate takes, the less it helps that it takes more. Of the
        days they are what comes of it if gates take the least, and the most.
        """
        days, shares = np.zeros((2, 2, len(held)))
        for place, state in enumerate(held):
            one, other = self.usual.flow(state), wider.ends.flow(state)
            least = one.left[1] - wider.least.flow(state).left[0]
            most = one.left[0] - wider.most.flow(state).left[1]
            shares[:, place] = least, min(wider.high / self.total, most)
            both = np.minimum(one.served, other.served)
            sooner = _mean(one.late, one.served) - _mean(other.late, other.served)
            days[:, place] = np.sort((both * sooner).sum(axis=(-2, -1)) / self.total)
        return _drop_rounding(days), _drop_rounding(shares)

    def _tell(self, option: Option, row: Mapping[Hashable, Any], saving: Saving) -> str:
        """Return what a project saves, against what, what it adds, and what it costs."""
        saved = []
        if saving.unserved.high:
            left = f"(of {tell_share(self.left)} to be expected without)"
            saved.append(f"finds room for {tell_share(saving.unserved)} of {self._amount} t a day {left}")
        if saving.days.high >= _SOON:
            saved.append(f"saves {tell_days(saving.days)} days of what goes")
        named = [name for name in saving.against if name != _ALWAYS]
        against = f", against {tell_events(self.lateness, named)}" if named else ""
        against += ", and with nothing shut" if _ALWAYS in saving.against else ""
        adds = f"It adds {tell_tonnes(row)} at {self._title(str(row['target']))}."
        return (
            f"{option.name} ({option.told}): {list_words(saved, 'and')}{against}. {adds} {tell_cost(option)}"
        )


def _mean(sums: Floats, amounts: Floats) -> Floats:
    return np.divide(sums, amounts, out=np.zeros_like(sums), where=amounts > 0)


def _drop_rounding(values: Floats) -> Floats:
    return np.where(values < _LEAST, 0.0, values)


def tell_tonnes(row: Mapping[Hashable, Any]) -> str:
    """Return what a project adds in tonnes, or that nobody says it."""
    low, high = (f"{row[f't_day_{end}']:,.0f}" for end in ("low", "high"))
    if math.isnan(row["t_day_low"]):
        return "what nobody says in tonnes, from nothing to as much as comes,"
    return f"{low if low == high else f'{low} to {high}'} t a day each way"


def find_room(
    lateness: Lateness,
    demand: float | pd.DataFrame | None,
    capacities: pd.DataFrame | None,
    unlimited: str | Collection[str],
) -> Room | None:
    """Return a demand held against what gates take, as `reassign` takes both, or None where none is given.

    Raises
    ------
    ArgumentError
        As `reassign`, or if anything is said of what gates take, and no demand is.
    """
    if demand is None:
        if capacities is not None or len(unlimited):
            raise ArgumentError(
                "demand: expected tonnes a day, as capacities or unlimited say what gates take, got none"
            )
        return None
    case = lateness.case
    amounts, known = amounts_asked(case, demand), find_limits(case, capacities, unlimited)
    return Room(lateness, DayStudy(case, amounts, known, {}))
