"""What uncertain events do to routes: delays and lost service as intervals, exact or by seeded draws."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from types import NoneType
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from isthmus._arguments import (
    as_items,
    as_names,
    as_numbers,
    as_whole,
    check_fields,
    check_kind,
    check_members,
    unfit,
)
from isthmus.geo import ArgumentError, split_antimeridian
from isthmus.layers._tables.result_schemas import Range
from isthmus.layers._tables.table import check_columns, check_table
from isthmus.layers._transport.gates import HUBS

from .resilience import Resilience

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from isthmus.geo import BestRoutes
    from isthmus.layers._transport.case import Case

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

__all__ = ["Event", "disruption", "likely_events"]

#: With more events than this, states are drawn: each more doubles how many there are.
_EXACT: Final = 6
_LIKELY: Final = ("probability_low", "probability_high")
#: Kinds of gates that a zone closes only if the larger part of them lies in it.
_WIDE: Final = ("airspace", "border", "front_line")
_MOST: Final = 0.5
_MOST_DRAWS: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Event:
    """Something that may happen to gates.

    Parameters
    ----------
    name : str
    gates : str or tuple of str
        Gates and gateways that it befalls; a text joins several by commas.
    probability : Range
        How likely it is that it is so when goods are sent, at least and at most.
    delay_h : Range or None
        How many hours longer each of them takes to pass; None if they are closed. At a port, an airport or a
        terminal goods start, end or change, so that these can be closed, but not delayed.

    Raises
    ------
    ArgumentError
        If a probability is not from 0 to 1, or a delay is negative.

    Examples
    --------
    >>> Event("blockade", ("dorohusk_road",), Range(0.1, 0.2), delay_h=Range(24, 77)).delay_h.high
    77
    """

    name: str
    gates: str | tuple[str, ...]
    probability: Range
    delay_h: Range | None = None

    def __post_init__(self) -> None:
        check_fields(self)
        check_kind("probability", self.probability, Range, "a Range")
        check_kind("delay_h", self.delay_h, (Range, NoneType), "a Range of hours or None")
        gates = as_names(f"{self.name}: gates", self.gates)
        if not gates:
            raise unfit(f"{self.name}: gates", "at least one gate", self.gates)
        object.__setattr__(self, "gates", tuple(gates))
        if not 0 <= self.probability.low <= self.probability.high <= 1:
            raise ArgumentError(f"{self.name}: expected a probability from 0 to 1, got {self.probability}")
        if self.delay_h is not None and not 0 <= self.delay_h.low <= self.delay_h.high < np.inf:
            raise ArgumentError(f"{self.name}: expected a delay of hours from 0, got {self.delay_h}")


def likely_events(zones: gpd.GeoDataFrame, gates: gpd.GeoDataFrame) -> tuple[Event, ...]:
    """Return the risk zones that say how likely they are, as events that close the gates inside.

    A passage is inside if a zone meets the line across it; what is wide is so if half of it lies in the
    zone: an airspace by its area, a border by its length. To touch an airspace shuts none.

    Parameters
    ----------
    zones : geopandas.GeoDataFrame
        Risk zones; those count that have numbers in ``probability_low`` and ``probability_high``.
    gates : geopandas.GeoDataFrame
        As `gates` gives them.
    """
    events = []
    check_table(zones, "zones")
    check_table(gates, "gates")
    check_columns(gates, "gates", needs=["name"])
    if not {*_LIKELY} <= {*zones.columns}:
        return ()
    check_columns(zones, "zones", needs=["name"])
    known = zones[zones[list(_LIKELY)].notna().all(axis=1) & zones.geometry.notna()]
    low, high = (as_numbers(f"zones, {column}", known[column]) for column in _LIKELY)
    for name, shape, *likely in zip(known["name"], known.geometry, low.tolist(), high.tolist(), strict=True):
        inside = tuple(gates.loc[_are_inside(gates, split_antimeridian(shape)), "name"])
        if inside:
            events.append(Event(str(name), inside, Range(*likely)))
    return tuple(events)


def _are_inside(gates: gpd.GeoDataFrame, zone: BaseGeometry) -> Bools:
    """Tell which gates a zone closes; shares are of areas and lengths in degrees, which is near enough."""
    marks = gates.geometry.to_numpy()
    met: Bools = np.asarray(shapely.intersects(marks, zone))
    sizes = [shapely.area if area else shapely.length for area in shapely.area(marks[met]) > 0]
    kinds = gates["kind"].to_numpy(str)[met] if "kind" in gates else np.full(met.sum(), "")
    shares = [
        size(shapely.intersection(mark, zone)) / size(mark) if kind in _WIDE else 1.0
        for size, mark, kind in zip(sizes, marks[met], kinds, strict=True)
    ]
    met[met] = np.array(shares) >= _MOST
    return met


def disruption(
    result: Resilience, events: Sequence[Event], *, draws: int = 2000, seed: int = 0
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
        What the routes are while none of the events happens; best by time.
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
        If an event names what can't be closed, no draw is asked for, or routes are not the best by time.
    """
    check_kind("result", result, Resilience, "a Resilience")
    check_members("events", tuple(as_items("events", events, "a list of Event")), Event, "a list of Event")
    draws, seed = as_whole("draws", draws, low=1, high=_MOST_DRAWS), as_whole("seed", seed)
    case = result.case
    _check_events(case, events)
    if len(events) <= _EXACT:
        states = np.array(list(product([False, True], repeat=len(events))), bool).reshape(
            2 ** len(events), -1
        )
        weights = np.array([_likelihoods(states, ends) for ends in _corners(events)])
        return _event_table(
            case, _hours(case, events, states), [weights, weights], f"exact, {len(states)} states"
        )
    uniform = np.random.default_rng(seed).random((draws, len(events)))
    ends = [[event.probability.low for event in events], [event.probability.high for event in events]]
    drawn = [uniform < np.array(probabilities) for probabilities in ends]
    states, index = np.unique(np.vstack(drawn), axis=0, return_inverse=True)
    counts = [np.bincount(part, minlength=len(states)) for part in np.split(index.ravel(), 2)]
    shares = [count[np.newaxis] / draws for count in counts]
    method = f"Monte Carlo, {draws} draws, seed {seed}"
    return _event_table(case, _hours(case, events, states), shares, method, draws)


def _check_events(case: Case, events: Sequence[Event]) -> None:
    if case.question.by != "time":
        raise unfit(
            "result", "routes that are best by time", case.question.by, 'ask resilience with by="time"'
        )
    for event in events:
        _edges(case, event)
        hubs = [name for name in event.gates if case.passages.kinds.get(name, HUBS[0]) in HUBS]
        if hubs and event.delay_h is not None:
            raise ArgumentError(
                f"events, {event.name}: expected a delay at gates, got hubs: {', '.join(hubs)}"
            )


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
    chosen = np.where(states, probabilities, 1 - np.array(probabilities))
    likely: Floats = chosen.prod(axis=1)
    return likely


def _hours(case: Case, events: Sequence[Event], states: Bools) -> Floats:
    """Return the hours of each pair with the lowest and the highest delays, shape (2, states, o, d)."""
    found = np.empty((2, len(states), *case.demand.shares.shape))
    certain = all(event.delay_h is None or event.delay_h.low == event.delay_h.high for event in events)
    for number, state in enumerate(states.tolist()):
        happening = [event for event, happens in zip(events, state, strict=True) if happens]
        found[0, number] = _routes_under(case, happening, highest=False).hours
        found[1, number] = found[0, number] if certain else _routes_under(case, happening, highest=True).hours
    return found


def _routes_under(case: Case, events: list[Event], *, highest: bool) -> BestRoutes:
    """Return the best routes while some events hold."""
    network, longer = case.network, [np.empty(0, np.int64)]
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
