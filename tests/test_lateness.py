"""How late goods are to be expected, and what an option saves of it, on networks whose answers are known."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from isthmus import geo
from isthmus.layers import Event, Range
from isthmus.layers._redundancy.disruption import hours_under
from isthmus.layers._redundancy.lateness import EventStates, Lateness, Option, events_met
from small_studies import BRIDGE, DIAMOND, small

NORTH = Event("storm", "north", Range(0.1, 0.5))
SOUTH = Event("strike", "south", Range(0.2, 0.2))
GATES = {"north": [0], "south": [2]}


def late(edges: object, events: list[Event], gates: dict[str, list[int]]) -> Lateness:
    case = small(edges, gates=gates).case  # type: ignore[arg-type]
    return Lateness(case, EventStates.of(events_met([case], events)))


def test_late_is_what_the_other_way_takes_more_and_none_is_told_apart() -> None:
    """Two ways of 2 and 6 hours: late by 4 where the first alone is shut, none left where both are."""
    found = late(DIAMOND, [NORTH, SOUTH], GATES)
    assert [event.name for event in found.states.events] == ["storm", "strike"]
    days, unserved = found.total
    assert (days.low, days.high) == pytest.approx((0.1 * 0.8 * 4 / 24, 0.5 * 0.8 * 4 / 24))
    assert (unserved.low, unserved.high) == pytest.approx((0.1 * 0.2, 0.5 * 0.2))
    assert found.days == (days,)
    assert found.unserved == (unserved,)
    assert found.against == ("storm",)  # a strike alone harms nobody
    assert found.states.method == "exact, 4 states"


def test_events_off_every_best_way_are_left_out() -> None:
    far = Event("far", "south", Range(0.5, 0.5))
    found = late([*DIAMOND, (0, 1, "sea", 1)], [NORTH, far], {**GATES, "north": [0]})
    assert found.states.events == ()  # a direct way of an hour is always there
    assert found.total == (Range(0, 0), Range(0, 0))


@pytest.mark.parametrize(("hours", "saved"), [(1, 1), (2, 2), (4, 4), (9, 4)])
def test_a_stock_covers_as_many_hours_as_it_lasts_and_finds_no_way(hours: float, saved: float) -> None:
    saving = late(DIAMOND, [NORTH, SOUTH], GATES).save(Option("stock", "stock", stock_h=hours))
    assert (saving.days.low, saving.days.high) == pytest.approx((0.08 * saved / 24, 0.4 * saved / 24))
    assert saving.unserved == Range(0, 0)
    assert saving.against == ("storm",)


def test_another_way_is_taken_where_it_helps_and_left_where_it_does_not() -> None:
    """A third way of 3 hours: late by one hour where the first is shut, whatever becomes of the second."""
    found = late(DIAMOND, [NORTH, SOUTH], GATES)
    other = small([*DIAMOND, (0, 1, "sea", 3)], gates=GATES).case
    saving = found.save(
        Option("way", "way", hours=lambda held: hours_under(other, found.states.events, held))
    )
    assert (saving.days.low, saving.days.high) == pytest.approx((0.08 * 3 / 24, 0.4 * 3 / 24))
    assert (saving.unserved.low, saving.unserved.high) == pytest.approx((0.02, 0.1))
    slow = small([(0, 1, "sea", 99)]).case
    none = found.save(Option("slow", "way", hours=lambda held: hours_under(slow, (), held[:, :0])))
    assert none.days == Range(0, 0)
    assert none.unserved.high == pytest.approx(0.1)  # late is better than never


def test_to_come_sooner_than_planned_saves_no_day_late() -> None:
    """By a way of an hour, which is there all along, goods are never late: that is all that counts."""
    found = late(DIAMOND, [NORTH, SOUTH], GATES)
    quick = small([(0, 1, "sea", 1)]).case
    saving = found.save(Option("quick", "way", hours=lambda held: hours_under(quick, (), held[:, :0])))
    assert (saving.days.low, saving.days.high) == pytest.approx((found.total[0].low, found.total[0].high))


def test_a_dearer_way_that_is_quicker_makes_nobody_late() -> None:
    """Of two ways goods go by the cheaper one of 9 hours; where it shuts, by that of 2."""
    case = small([(0, 1, "sea", 9), (0, 1, "sea", 2)], gates={"north": [0]}).case
    whole = case.whole
    priced = geo.Network(
        whole.lonlat,
        whole.tails,
        whole.heads,
        modes=whole.modes,
        lengths_m=whole.lengths_m,
        hours=whole.hours,
        costs=[1, 5],
        gates=whole.gates,
    )
    case = replace(case, whole=priced, question=replace(case.question, by="cost"))
    found = Lateness(case, EventStates.of(events_met([case], [NORTH])))
    assert case.after.hours.item() == 9
    assert found.total == (Range(0, 0), Range(0, 0))
    assert found.against == ()


def test_a_gate_on_the_only_bridge_cuts_and_makes_nobody_late() -> None:
    found = late(BRIDGE, [Event("flood", "bridge", Range(0.25, 0.25))], {"bridge": [2]})
    assert found.total == (Range(0, 0), Range(0.25, 0.25))
    assert found.against == ("flood",)


def test_bounds_hold_for_every_choice_of_probabilities_and_are_met() -> None:
    """Beside the sum over all states, at the ends and inside of the ranges, of values without order."""
    rng = np.random.default_rng(2)
    events = tuple(Event(f"e{i}", "north", Range(*sorted(rng.random(2).tolist()))) for i in range(4))
    states = EventStates.of(events)
    values = rng.normal(size=(2, len(states.held)))
    bounds = states.expect(values)
    grid = [np.linspace(event.probability.low, event.probability.high, 3) for event in events]
    found = [
        values @ np.where(states.held, chosen, 1 - np.array(chosen)).prod(axis=1) for chosen in product(*grid)
    ]
    assert (np.min(found), np.max(found)) == pytest.approx((bounds.low, bounds.high))


def test_of_many_events_states_are_drawn_and_come_near() -> None:
    events = tuple(Event(f"e{i}", "north", Range(0.1, 0.3)) for i in range(12))
    states = EventStates.of(events)
    assert states.method == "Monte Carlo, 10000 draws, seed 0"
    anything = states.expect(np.array([states.held.any(axis=1)] * 2, float))
    assert (anything.low, anything.high) == pytest.approx((1 - 0.9**12, 1 - 0.7**12), abs=0.015)


def test_what_options_save_is_never_negative_nor_more_than_there_is() -> None:
    """Random networks and options: a measure never makes goods later, a longer stock never saves less."""
    for seed in range(6):
        rng = np.random.default_rng(seed)
        ends, hours = rng.integers(0, 5, (9, 2)).tolist(), rng.integers(1, 9, 9)
        edges = [(a, b, "sea", float(h)) for (a, b), h in zip(ends, hours, strict=True)]
        gates = {f"g{i}": rng.choice(9, 2, replace=False).tolist() for i in range(4)}
        events = [Event(name, name, Range(0.1, 0.4)) for name in gates]
        found = late([*edges, (0, 1, "sea", 30)], events, gates)
        saved = [found.save(Option("s", "stock", stock_h=h)).days for h in (1, 5, 20, 99)]
        assert [one.high for one in saved] == sorted(one.high for one in saved)
        assert saved[-1] == found.total[0]
        other = small([*edges, (0, 1, "sea", 12)], gates=gates).case
        way = found.save(
            Option("w", "way", hours=lambda held, o=other, f=found: hours_under(o, f.states.events, held))
        )  # type: ignore[misc]
        assert 0 <= way.days.low <= way.days.high <= found.total[0].high + 1e-12
