"""What uncertain events do to routes: delays and lost service as intervals, exact or by seeded draws."""

from __future__ import annotations

import functools
import operator
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from isthmus._arguments import as_items, as_whole, check_kind, check_members, unfit
from isthmus.geo import ArgumentError
from isthmus.layers._transport.disruptions import Event
from isthmus.layers._transport.gates import HUBS

from .resilience import Resilience

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from isthmus.geo import BestRoutes
    from isthmus.layers._transport.case import Case

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

#: With more events than this, states are drawn: each more doubles how many there are.
_EXACT: Final = 6
_MOST_DRAWS: Final = 1_000_000


def disruption(
    result: Resilience, events: Sequence[Event], *, draws: int = 10_000, seed: int = 0
) -> pd.DataFrame:
    """Return how much longer routes are to be expected to take, and how likely there is none.

    Events are independent of each other; those that share a cause are one event of several gates. Up to
    six, every combination is worked out, and the bounds are exact: both answers are monotone in each
    probability by itself, so that their extremes lie at ends of the given ranges, and hours only grow with
    delays. Of more events states are drawn, twice with the same random numbers: at the lowest probabilities
    and delays, and at the highest. Then the bounds of the unserved demand hold to within their error; those
    of the hours may be passed where one event is likely and another is not.

    Parameters
    ----------
    result : Resilience
        What the routes are while none of the events happens; best by time, if any event is a delay.
    events : sequence of Event
    draws : int
        How many states are drawn, if there are more than six events.
    seed : int
        Start of the random numbers.

    Returns
    -------
    pandas.DataFrame
        One row a pair, ``origin`` and ``destination``: ``h``; ``extra_h_low`` and ``extra_h_high``, the
        expected extra hours where a route is left; ``unserved_low`` and ``unserved_high``, the probability
        that none is; ``extra_h_error`` and ``unserved_error``, the standard errors of the draws, 0 where
        exact; and the ``method``, with the number of states or of draws.

    Raises
    ------
    ArgumentError
        If an event names what can't be closed, no draw is asked for, or one is a delay and routes are not
        the best by time.

    Examples
    --------
    >>> from isthmus import layers
    >>> way = layers.resilience(origins="TWKHH", destinations="NLRTM", modes="sea", on="open")
    >>> suez = layers.Event("Suez shut", "suez", layers.Range(0.1, 0.2))
    >>> disruption(way, [suez])[["extra_h_low", "extra_h_high", "method"]].round().values.tolist()
    [[20.0, 40.0, 'exact, 2 states']]
    """
    check_kind("result", result, Resilience, "a Resilience")
    check_members("events", tuple(as_items("events", events, "a list of Event")), Event, "a list of Event")
    draws, seed = as_whole("draws", draws, low=1, high=_MOST_DRAWS), as_whole("seed", seed)
    case = result.case
    check_events(case, events)
    if len(events) <= _EXACT:
        states = np.array([*product([False, True], repeat=len(events))], bool).reshape(2 ** len(events), -1)
        weights = np.array([_likelihoods(states, ends) for ends in _corners(events)])
        return _event_table(
            case, hours_under(case, events, states), [weights, weights], f"exact, {len(states)} states"
        )
    uniform = np.random.default_rng(seed).random((draws, len(events)))
    ends = [[event.probability.low for event in events], [event.probability.high for event in events]]
    drawn = [uniform < np.array(probabilities) for probabilities in ends]
    states, index = np.unique(np.vstack(drawn), axis=0, return_inverse=True)
    counts = [np.bincount(part, minlength=len(states)) for part in np.split(index.ravel(), 2)]
    shares = [count[np.newaxis] / draws for count in counts]
    method = f"Monte Carlo, {draws} draws, seed {seed}"
    return _event_table(case, hours_under(case, events, states), shares, method, draws)


def check_events(case: Case, events: Sequence[Event]) -> None:
    """Refuse events that close what a case has not, and delays where routes are not best by time."""
    if case.question.by != "time" and any(event.delay_h is not None for event in events):
        by, remedy = case.question.by, 'ask resilience with by="time"'
        raise unfit("result", "routes that are best by time, as an event is a delay", by, remedy)
    for event in events:
        _edges(case, event)
        hubs = [name for name in event.gates if case.passages.kinds.get(name, HUBS[0]) in HUBS]
        if hubs and event.delay_h is not None:
            got = ", ".join(hubs)
            raise ArgumentError(f"events, {event.name}: expected a delay at gates, got hubs: {got}")


def _edges(case: Case, event: Event) -> NDArray[np.int64]:
    """Return the edges that an event befalls."""
    argument = f"events, {event.name}"
    held = [case.passages.find(argument, name)[1] for name in event.gates]
    return np.unique(np.concatenate([np.empty(0, np.int64), *held]))


def _corners(events: Sequence[Event]) -> list[tuple[float, ...]]:
    """Return every choice of an end of each event's range of probability."""
    ends = [sorted({event.probability.low, event.probability.high}) for event in events]
    return list(product(*ends))


def _likelihoods(states: Bools, probabilities: tuple[float, ...]) -> Floats:
    """Return how likely each state is."""
    likely: Floats = np.where(states, probabilities, 1 - np.array(probabilities)).prod(axis=1)
    return likely


def hours_under(case: Case, events: Sequence[Event], states: Bools) -> Floats:
    """Return the hours of each pair with the lowest and the highest delays, shape (2, states, o, d)."""
    certain = all(event.delay_h is None or event.delay_h.low == event.delay_h.high for event in events)
    numbers = [sum(1 << place for place in np.flatnonzero(state).tolist()) for state in states]
    found = np.empty((2, len(states), *case.demand.shares.shape))
    for end in (0,) if certain else (0, 1):
        routes = RoutesUnder(case, events, highest=bool(end))
        for pair in case.pairs:
            found[(end, slice(None), *pair)] = [routes.hours(number, pair) for number in numbers]
    if certain:
        found[1] = found[0]
    return found


class RoutesUnder:
    """The best routes in every state, of which only those are searched that matter.

    Events make no route better. So the best one while some of them hold is the best while more do, unless it
    passes where these befall it: as in a tree of replacement routes (see `isthmus.geo.ReplacementRoutes`),
    events are added one by one that the route so far passes, and other states are never looked at.

    Parameters
    ----------
    case : Case
    events : sequence of Event
    highest : bool
        Whether the delays are the highest.
    """

    def __init__(self, case: Case, events: Sequence[Event], *, highest: bool = False) -> None:
        self._case, self._events, self._highest = case, events, highest
        self.befallen = np.zeros((len(events), len(case.whole.tails)), bool)
        for befallen, event in zip(self.befallen, events, strict=True):
            befallen[_edges(case, event)] = True
        self._found: dict[int, tuple[Floats, list[list[int]]]] = {}

    def hours(self, state: int, pair: tuple[int, int]) -> float:
        """Return the hours of a pair in a state, whose bits are the events that hold."""
        held = 0
        while True:
            hours, passed = self._search(held)
            more = passed[pair[0]][pair[1]] & state & ~held
            if not more:
                return float(hours[pair])
            held |= more & -more

    def met(self) -> int:
        """Return the events that befall any of the routes in any state, as bits."""
        left, seen = [0], {0}
        while left:
            held = left.pop()
            passed = {bits & ~held for row in self._search(held)[1] for bits in row}
            more = {
                held | 1 << place
                for bits in passed
                for place in range(bits.bit_length())
                if bits >> place & 1
            }
            left += sorted(more - seen)
            seen |= more
        return functools.reduce(operator.or_, seen)

    def _search(self, held: int) -> tuple[Floats, list[list[int]]]:
        """Return the hours of each pair while some events hold, and the events that befall its route."""
        if held not in self._found:
            happening = [event for place, event in enumerate(self._events) if held >> place & 1]
            best = _routes_under(self._case, happening, highest=self._highest)
            passed = [[0 if route is None else self._bits(route) for route in row] for row in best.edges]
            self._found[held] = best.hours, passed
        return self._found[held]

    def _bits(self, route: NDArray[np.int64]) -> int:
        places = np.flatnonzero(self.befallen[:, route].any(axis=1))
        return sum(1 << place for place in places.tolist())


def _routes_under(case: Case, events: list[Event], *, highest: bool) -> BestRoutes:
    """Return the best routes while some events hold."""
    network, longer = case.networks, [np.empty(0, np.int64)]
    for event in events:
        edges = _edges(case, event)
        if event.delay_h is None:
            network = network.without(edges=edges)
        else:
            network = network.with_delay(edges, event.delay_h.high if highest else event.delay_h.low)
            longer.append(edges)
    return network.reroute(case.after, longer=np.concatenate(longer))


@dataclass(frozen=True, eq=False)
class _Expected:
    """What is to be expected at one end of the ranges, each shape (origins, destinations).

    Parameters
    ----------
    extra : array of float
        Hours over the states that leave a route; NaN if none does.
    unserved : array of float
        Probability that there is no route.
    spread : array of float
        Standard deviation of the hours.
    """

    extra: Floats
    unserved: Floats
    spread: Floats


def _expect(base: Floats, hours: Floats, weights: Floats, choose: np.ufunc) -> _Expected:
    """Return the extreme expectations over rows of weights of the states."""
    served = np.isfinite(hours) & np.isfinite(base)
    extra = np.subtract(hours, base, out=np.zeros_like(hours), where=served)
    likely, total, square = (
        np.tensordot(weights, values, axes=1) for values in (served.astype(float), extra, extra**2)
    )
    mean, squares = (
        np.divide(sums, likely, out=np.full_like(sums, np.nan), where=likely > 0) for sums in (total, square)
    )
    return _Expected(
        extra=choose.reduce(mean, axis=0),
        unserved=choose.reduce(np.clip(1 - likely, 0, 1), axis=0),
        spread=np.sqrt(np.fmax(choose.reduce(squares - mean**2, axis=0), 0)),
    )


def _event_table(
    case: Case, hours: Floats, weights: Sequence[Floats], method: str, draws: int | None = None
) -> pd.DataFrame:
    base = case.after.hours
    ends = [
        _expect(base, values, weight, choose)
        for values, weight, choose in zip(hours, weights, (np.fmin, np.fmax), strict=True)
    ]
    rows = []
    for i, j in case.pairs:
        low, high = ends
        joined = np.isfinite(base[i, j])
        rows.append(
            {
                "origin": case.origins[i].name,
                "destination": case.destinations[j].name,
                "h": base[i, j] if joined else np.nan,
                "extra_h_low": low.extra[i, j],
                "extra_h_high": high.extra[i, j],
                "unserved_low": low.unserved[i, j] if joined else np.nan,
                "unserved_high": high.unserved[i, j] if joined else np.nan,
                "extra_h_error": max(_standard_errors(end, draws)[0][i, j] for end in ends),
                "unserved_error": max(_standard_errors(end, draws)[1][i, j] for end in ends),
                "method": method,
            }
        )
    return pd.DataFrame(rows)


def _standard_errors(end: _Expected, draws: int | None) -> tuple[Floats, Floats]:
    """Return the standard errors of the hours and of the probability; of an exact answer there are none."""
    if draws is None:
        return np.zeros_like(end.extra), np.zeros_like(end.extra)
    served = np.maximum(draws * (1 - end.unserved), 1)
    return end.spread / np.sqrt(served), np.sqrt(end.unserved * (1 - end.unserved) / draws)


def savings(
    before: Resilience, after: Resilience, events: Sequence[Event], *, draws: int = 10_000, seed: int = 0
) -> pd.DataFrame:
    """Return what a measure saves over all that may happen: two results, without and with it, side by side.

    A measure is whatever makes another question of the first one: a mode more, another port or source, what
    is shut opened. Both meet the same events in the same draws.

    Parameters
    ----------
    before, after : Resilience
        Without the measure, and with it; of the same number of origins and of destinations.
    events : sequence of Event
        As for `disruption`; `likely_closures` are those of the bundled history.
    draws, seed : int
        As for `disruption`.

    Returns
    -------
    pandas.DataFrame
        One row a pair: ``origin``, ``destination``, ``demand_share``; ``saved_h_low`` and ``saved_h_high``,
        how many hours less are to be expected, where a route is left; ``saved_unserved_low`` and
        ``saved_unserved_high``, by how much less likely none is; and the ``method``. The range is over the
        ends of the probabilities and delays of the events.

    Raises
    ------
    ArgumentError
        If the two are of different numbers of ends, or as `disruption`.

    Examples
    --------
    >>> from isthmus import layers
    >>> ways = {"origins": "TWKHH", "destinations": "NLRTM", "modes": "sea"}
    >>> day, open_ = layers.resilience(**ways), layers.resilience(**ways, on="open")
    >>> table = savings(day, open_, [layers.Event("cape", "good_hope", layers.Range(0.1, 0.2))])
    >>> bool(table["saved_h_low"].item() > 100)
    True
    """
    for name, result in (("before", before), ("after", after)):
        check_kind(name, result, Resilience, "a Resilience")
    if before.case.pairs != after.case.pairs:
        raise unfit("after", f"a result of {len(before.case.pairs)} pairs, as before", after)
    without, with_it = (disruption(result, events, draws=draws, seed=seed) for result in (before, after))
    table = without[["origin", "destination"]].assign(
        demand_share=[before.case.demand.shares[pair] for pair in before.case.pairs]
    )
    hours = [
        (without["h"] + without[f"extra_h_{end}"]) - (with_it["h"] + with_it[f"extra_h_{end}"])
        for end in ("low", "high")
    ]
    unserved = [without[f"unserved_{end}"] - with_it[f"unserved_{end}"] for end in ("low", "high")]
    for name, (one, other) in (("saved_h", hours), ("saved_unserved", unserved)):
        table = table.assign(**{f"{name}_low": np.fmin(one, other), f"{name}_high": np.fmax(one, other)})
    return table.assign(method=without["method"])
