"""How late goods are to be expected over all that may happen, and what of it each of some options saves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import product
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from isthmus.layers._tables.result_schemas import Range

from .disruption import RoutesUnder, hours_under

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from isthmus.layers._transport.case import Case
    from isthmus.layers._transport.disruptions import Event

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

__all__ = ["EventStates", "Lateness", "Option", "Saving", "events_met"]

#: With more events in the way than this, states are drawn: each more doubles how many there are.
_EXACT: Final = 10
_DRAWS: Final = 10_000
#: Less than this, in days or as a share, is rounding.
_LEAST: Final = 1e-6
_DAY: Final = 24  # hours


class Option(NamedTuple):
    """Something that may help.

    Parameters
    ----------
    name, kind, told : str
        What a reader calls it, what it is, and what a sentence says of it besides.
    hours : callable or None
        What each pair takes by it in some states, shape (2, states, o, d).
    gain_h : float
        How much sooner goods come by it with none of the events.
    stock_h : float
        How much later goods may come before anybody is out of them.
    figures : mapping
        Further columns.
    subject : str
        What it is about: codes, gates, modes or days, joined by ``+``.
    sentence : str
        All that is said of it, where that is not what hours tell.
    """

    name: str
    kind: str
    told: str = ""
    hours: Callable[[Bools], Floats] | None = None
    gain_h: float = 0.0
    stock_h: float = 0.0
    figures: Mapping[str, Any] = MappingProxyType({})
    subject: str = ""
    sentence: str = ""


class EventStates(NamedTuple):
    """Every state of some events, or those drawn, and how likely each is.

    Parameters
    ----------
    events : tuple of Event
    held : array of bool, shape (states, events)
    counts : array of float, shape (2, states), or None
        How often each was drawn, at the lowest and the highest probabilities; None where all are there.
    method : str
    """

    events: tuple[Event, ...]
    held: Bools
    counts: Floats | None
    method: str

    @classmethod
    def of(cls, events: tuple[Event, ...]) -> EventStates:
        """Return every state that events can be in, or those of seeded draws where they are many."""
        count = len(events)
        if count <= _EXACT:
            held = np.array(list(product([False, True], repeat=count)), bool).reshape(2**count, count)
            return cls(events, held, None, f"exact, {len(held)} states")
        uniform = np.random.default_rng(0).random((_DRAWS, count))
        ends = np.array([[event.probability.low, event.probability.high] for event in events]).T
        held, index = np.unique(np.vstack([uniform < end for end in ends]), axis=0, return_inverse=True)
        counts = [np.bincount(part, minlength=len(held)) for part in np.split(index.ravel(), 2)]
        return cls(events, held, np.array(counts) / _DRAWS, f"Monte Carlo, {_DRAWS} draws, seed 0")

    def expect(self, values: Floats) -> Range:
        """Return the least and the most that is to be expected of a value in each state, shape (..., states).

        It is linear in each probability by itself, so that both lie at ends of the ranges (exact); what was
        drawn is at the lowest and the highest of all.
        """
        if self.counts is not None:
            found = values @ self.counts.T
        else:
            found = values.reshape(-1, *[2] * len(self.events))
            for event in self.events:  # sums out the first event left, at both ends of its range
                likely = np.array([event.probability.low, event.probability.high])
                found = np.moveaxis(found, 1, -1) @ np.array([1 - likely, likely])
        return Range(float(found.min()), float(found.max()))


def events_met(cases: Sequence[Case], events: Sequence[Event]) -> tuple[Event, ...]:
    """Return the events that befall a best route of some cases, or one that is the best while others hold."""
    met: set[int] = set()
    for case in cases:
        bits = RoutesUnder(case, events).met()
        met |= {place for place in range(len(events)) if bits >> place & 1}
    return tuple(events[place] for place in sorted(met))


class Saving(NamedTuple):
    """What an option saves, as to be expected of all goods.

    Parameters
    ----------
    days, unserved : Range
        Days late, and the share of the demand that no way is left for.
    against : tuple of str
        The events that it helps against: where one of them alone holds, or no fewer together.
    """

    days: Range
    unserved: Range
    against: tuple[str, ...]

    @property
    def is_something(self) -> bool:
        """Whether it saves anything at all."""
        return max(self.days.high, self.unserved.high) > _LEAST


@dataclass(frozen=True, eq=False)
class Lateness:
    """How much later goods come in each state of some events than by the best way with none of them.

    Late are those that a way is left for; that none is left is told apart.

    Parameters
    ----------
    case : Case
        In which none of the events holds.
    states : EventStates
    """

    case: Case
    states: EventStates

    @cached_property
    def hours(self) -> Floats:
        """What each pair takes in each state, shape (2, states, origins, destinations)."""
        return hours_under(self.case, self.states.events, self.states.held)

    @cached_property
    def days(self) -> tuple[Range, ...]:
        """The days late that are to be expected of each pair."""
        late = self._late(self.hours, self.hours)
        return tuple(self.states.expect(late[(..., *pair)]) for pair in self.case.pairs)

    @cached_property
    def unserved(self) -> tuple[Range, ...]:
        """The share of each pair that no way is left for."""
        lost = (~np.isfinite(self.hours)).astype(float)
        return tuple(self.states.expect(lost[(..., *pair)]) for pair in self.case.pairs)

    @cached_property
    def total(self) -> tuple[Range, Range]:
        """The days late and the share without a way that are to be expected of all goods."""
        days, unserved = self._against(self.hours)
        return self.states.expect(days), self.states.expect(unserved)

    def save(self, option: Option) -> Saving:
        """Return what an option saves: it is used where goods come sooner by it, or at all."""
        days, served = self._saved(option, self.states.held, self.hours)
        alone = self._saved(option, self._alone, self._hours_alone)
        return Saving(
            self.states.expect(days), self.states.expect(served), self.name_events(alone, (days, served))
        )

    @cached_property
    def against(self) -> tuple[str, ...]:
        """The events that alone, or no fewer together, make goods late or leave some without a way."""
        return self.name_events(self._against(self._hours_alone), self._against(self.hours))

    @property
    def _alone(self) -> Bools:
        """The states in which one event alone holds."""
        return np.eye(len(self.states.events), dtype=bool)

    @cached_property
    def _hours_alone(self) -> Floats:
        return hours_under(self.case, self.states.events, self._alone)

    def _against(self, hours: Floats) -> tuple[Floats, Floats]:
        """Return the days late and the share of the demand without a way in each state, shape (2, states)."""
        lost, shares = ~np.isfinite(hours), self.case.demand.shares
        late = self._late(hours, hours)
        return (late * shares).sum(axis=(-2, -1)), (lost * shares).sum(axis=(-2, -1))

    def name_events(self, alone: tuple[Floats, Floats], together: tuple[Floats, Floats]) -> tuple[str, ...]:
        """Return the events for which either of two values is anything: alone, or with no fewer others."""
        named = np.maximum(*alone).max(axis=0) > _LEAST
        rest = self.states.held[np.maximum(*together).max(axis=0) > _LEAST]
        rest = rest[~(rest & named).any(axis=1)]
        fewest: list[Bools] = []
        for state in rest[np.argsort(rest.sum(axis=1), kind="stable")]:
            if not any((state | ~fewer).all() for fewer in fewest):
                fewest.append(state)
        named = np.any([named, *fewest], axis=0)
        return tuple(
            event.name for event, held in zip(self.states.events, named.tolist(), strict=True) if held
        )

    def _saved(self, option: Option, held: Bools, before: Floats) -> tuple[Floats, Floats]:
        """Return the days and the share of the demand that are saved in each state, shape (2, states)."""
        after = before if option.hours is None else np.minimum(before, option.hours(held))
        late = self._late(before, before) - np.maximum(self._late(before, after) - option.stock_h / _DAY, 0)
        joined = np.isfinite(after) & ~np.isfinite(before)
        shares = self.case.demand.shares
        return (late * shares).sum(axis=(-2, -1)), (joined * shares).sum(axis=(-2, -1))

    def _late(self, served: Floats, hours: Floats) -> Floats:
        """Return the days that goods are late, where a way was left for them."""
        planned = self.case.after.hours
        late = np.subtract(
            hours, planned, out=np.zeros_like(hours), where=np.isfinite(served) & np.isfinite(planned)
        )
        return np.maximum(late, 0) / _DAY
