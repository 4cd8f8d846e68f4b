"""Uncertain events: by hand, exactly, and by draws."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import geopandas as gpd
import numpy as np
import pytest
import shapely

from isthmus import geo, layers
from isthmus.layers import Event, Range
from isthmus.layers._redundancy.disruption import _routes_under, hours_under
from small_studies import small

DIAMOND = [(0, 2, "sea", 1), (2, 1, "sea", 1), (0, 3, "sea", 3), (3, 1, "sea", 3)]
GATES = {"north": [1], "south": [3]}


def sure(probability: float) -> Range:
    return Range(probability, probability)


def test_by_hand() -> None:
    events = [Event("a", ("north",), sure(0.5)), Event("b", ("south",), sure(0.2))]
    row = layers.disruption(small(DIAMOND, gates=GATES), events).iloc[0]
    assert row["unserved_low"] == row["unserved_high"] == pytest.approx(0.5 * 0.2)
    served = 1 - 0.1
    assert row["extra_h_low"] == row["extra_h_high"] == pytest.approx(0.5 * 0.8 * 4 / served)
    assert (row["method"], row["extra_h_error"]) == ("exact, 4 states", 0)


def test_ranges_of_probability_become_ranges_of_results() -> None:
    events = [Event("a", ("north",), Range(0.1, 0.3)), Event("b", ("south",), Range(0.2, 0.4))]
    row = layers.disruption(small(DIAMOND, gates=GATES), events).iloc[0]
    assert (row["unserved_low"], row["unserved_high"]) == pytest.approx((0.02, 0.12))
    expected = [p * (1 - q) * 4 / (1 - p * q) for p in (0.1, 0.3) for q in (0.2, 0.4)]
    assert (row["extra_h_low"], row["extra_h_high"]) == pytest.approx((min(expected), max(expected)))


def test_a_delay_is_waited_for_or_gone_around() -> None:
    wait = Event("wait", ("north",), sure(1), delay_h=Range(1, 9))
    row = layers.disruption(small(DIAMOND, gates=GATES), [wait]).iloc[0]
    assert (row["extra_h_low"], row["extra_h_high"], row["unserved_high"]) == (1, 4, 0)


def test_where_no_state_leaves_a_route_hours_are_unknown() -> None:
    events = [Event("both", ("north", "south"), sure(1))]
    row = layers.disruption(small(DIAMOND, gates=GATES), events).iloc[0]
    assert np.isnan(row["extra_h_low"])
    assert (row["unserved_low"], row["unserved_high"]) == (1, 1)


def test_draws_agree_with_the_exact_answer() -> None:
    result = small(DIAMOND, gates=GATES)
    events = [Event("a", ("north",), Range(0.1, 0.3)), Event("b", ("south",), sure(0.3))]
    idle = [Event(f"idle {i}", ("north",), sure(0)) for i in range(6)]  # so many that states are drawn
    exact = layers.disruption(result, events).iloc[0]
    drawn = layers.disruption(result, [*events, *idle], draws=20_000, seed=7).iloc[0]
    assert drawn["method"] == "Monte Carlo, 20000 draws, seed 7"
    assert 0 < drawn["unserved_error"] < 0.003
    assert 0 < drawn["extra_h_error"] < 0.02
    for name in ("unserved", "extra_h"):
        for end in ("low", "high"):
            assert abs(drawn[f"{name}_{end}"] - exact[f"{name}_{end}"]) < 4 * drawn[f"{name}_error"]
    again = layers.disruption(result, [*events, *idle], draws=20_000, seed=7).iloc[0]
    assert again.equals(drawn)


def test_of_nothing_nothing_follows() -> None:
    row = layers.disruption(small(DIAMOND, gates=GATES), []).iloc[0]
    assert (row["extra_h_high"], row["unserved_high"], row["method"]) == (0, 0, "exact, 1 states")


def test_zones_that_say_how_likely_they_are_become_events() -> None:
    gates = layers.gates()
    zones = gpd.GeoDataFrame(
        {
            "name": ["canal", "silent", "corner"],
            "probability_low": [0.1, np.nan, 0.5],
            "probability_high": [0.2, np.nan, 0.5],
        },
        geometry=[shapely.box(32, 29, 33, 32), shapely.box(0, 0, 1, 1), shapely.box(22, 54, 27, 60)],
        crs="EPSG:4326",
    )
    event, other = layers.likely_events(zones, gates)
    bridges = ("bridge_egypt_alexandria", "bridge_egypt_damietta")
    assert (event.gates, event.probability) == ((*bridges, "suez"), Range(0.1, 0.2))
    assert {"airspace_lv", "border_ee_lv", "border_lt_lv"} <= {*other.gates}
    assert not {"airspace_ru", "airspace_by", "airspace_pl", "border_by_ru"} & {*other.gates}
    assert layers.likely_events(zones[["name", "geometry"]], gates) == ()


def test_events_that_make_no_sense_are_refused() -> None:
    with pytest.raises(geo.ArgumentError, match="a probability from 0 to 1"):
        Event("a", ("north",), Range(0.5, 1.5))
    with pytest.raises(geo.ArgumentError, match="hours from 0"):
        Event("a", ("north",), sure(1), delay_h=Range(-1, 1))
    with pytest.raises(geo.ArgumentError, match="the nearest are north"):
        layers.disruption(small(DIAMOND, gates=GATES), [Event("a", ("nrth",), sure(1))])
    with pytest.raises(geo.ArgumentError, match="draws: expected a whole number from 1 to"):
        layers.disruption(small(DIAMOND, gates=GATES), [], draws=0)


def test_the_gates_of_an_event_may_be_a_text() -> None:
    assert Event("a", "north, south", sure(1)).gates == ("north", "south")
    with pytest.raises(geo.ArgumentError, match="a: gates: expected names"):
        Event("a", ("",), sure(1))


def test_routes_that_are_best_by_cost_are_refused_with_the_way_out() -> None:
    result = small(DIAMOND, gates=GATES)
    by_cost = replace(result, case=replace(result.case, question=replace(result.case.question, by="cost")))
    delay = Event("a", ("north",), sure(1), delay_h=Range(1, 2))
    with pytest.raises(
        geo.ArgumentError, match=r'result: expected .* by time.* got .cost.; ask .* by="time"'
    ):
        layers.disruption(by_cost, [delay])
    assert layers.disruption(by_cost, [replace(delay, delay_h=None)])["unserved_high"].item() == 0


def test_states_are_searched_only_where_they_matter_and_all_come_out_right() -> None:
    """Every state of seven events on random multigraphs whose gates share edges, beside a search of each."""
    for seed in range(4):
        rng = np.random.default_rng(seed)
        ends = rng.integers(0, 6, (14, 2)).tolist()
        edges = [
            (a, b, "sea", int(hours)) for (a, b), hours in zip(ends, rng.integers(1, 9, 14), strict=True)
        ]
        gates = {f"g{i}": rng.choice(14, 3, replace=False).tolist() for i in range(7)}
        case = small([*edges, (0, 1, "sea", 40)], gates=gates).case
        events = [
            Event(name, (name,), sure(0.5), delay_h=Range(3, 3) if i < 2 else None)
            for i, name in enumerate(gates)
        ]
        states = np.array(list(product([False, True], repeat=7)))
        found = hours_under(case, events, states)[1, :, 0, 0]
        for hours, state in zip(found, states, strict=True):
            held = [event for event, holds in zip(events, state, strict=True) if holds]
            assert hours == _routes_under(case, held, highest=True).hours[0, 0]
        assert np.isfinite(found).any()


def test_what_a_measure_saves_by_hand() -> None:
    """A second way of 6 hours beside one of 2 that is shut with a probability of a half."""
    one, two = [(0, 2, "sea", 1), (2, 1, "sea", 1)], [(0, 3, "sea", 3), (3, 1, "sea", 3)]
    gates = {"north": [1]}
    before = small([*one, (0, 3, "sea", 3)], gates=gates)
    after = small([*one, *two], gates=gates)
    row = layers.savings(before, after, [Event("a", ("north",), Range(0.5, 0.5))]).iloc[0]
    assert (row["saved_unserved_low"], row["saved_unserved_high"]) == (0.5, 0.5)
    assert (row["saved_h_low"], row["method"]) == (-2, "exact, 2 states")  # hours of those that now arrive
    assert row["demand_share"] == 1
