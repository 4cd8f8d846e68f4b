"""Published sets of speeds, tariffs and handling times, and what a way takes by one."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from isthmus import layers
from isthmus._modes import MODES, ROUTED
from isthmus.geo import ArgumentError
from isthmus.layers._transport.cost_models import Bound, CostModel, as_calls, speeds

MODEL = CostModel(
    "mine",
    {
        ("speed", "rail"): 50.0,
        ("stop_h", "rail"): 10.0,
        ("tariff", "rail"): 0.02,
        ("terminal_h", "rail"): 6.0,
        ("terminal", "rail"): 3.0,
        ("time", "rail"): 0.5,
    },
)


def test_every_figure_of_every_model_has_a_unit_and_a_source() -> None:
    table = layers.cost_models()
    assert table[["low", "value", "high", "unit", "source", "source_url"]].notna().all(axis=None)
    assert (table["source"] != "").all()
    told = (table["source_url"] != "") | table["source"].str.startswith("isthmus: ")
    assert told.all(), table[~told]


def test_what_differs_between_sources_is_a_range() -> None:
    freight = layers.cost_models().query("model == 'freight'").set_index(["quantity", "mode", "vessel"])
    for key in (
        ("speed", "sea", ""),
        ("terminal_h", "sea", "feeder"),
        ("border_h", "rail", ""),
        ("tariff", "air", ""),
    ):
        low, value, high = freight.loc[key, ["low", "value", "high"]]
        assert low < value < high, key


def test_a_model_is_found_by_its_name() -> None:
    table = layers.cost_models().query("model == 'open-gira'")
    model = CostModel.find("open-gira")
    assert model.name == "open-gira"
    assert dict(model.values) == {(row.quantity, row.mode): row.value for row in table.itertuples()}
    with pytest.raises(
        ArgumentError, match="costs: expected one of freight, disrupt-sc, open-gira, got 'dear'"
    ):
        CostModel.find("dear")


def test_feeders_are_slower_and_sooner_in_port_and_else_as_other_ships() -> None:
    ships, feeders = CostModel.find("freight"), CostModel.find("freight", vessel="feeder")
    assert feeders["speed", "sea"] < ships["speed", "sea"]
    assert feeders["terminal_h", "sea"] < ships["terminal_h", "sea"]
    differ = {key for key in ships.values if ships[key] != feeders[key]}
    assert differ == {("speed", "sea"), ("terminal_h", "sea"), ("calls", "sea")}
    assert CostModel.find("freight", vessel="ultra").values == ships.values


def test_the_least_that_a_way_takes_is_at_the_highest_speed() -> None:
    km = np.array([1000.0])
    low, value, high = (CostModel.find("freight", bound=bound) for bound in get_args(Bound))
    for mode in ("sea", "rail"):
        taken = [model.travel(mode, km) for model in (low, value, high)]
        for amounts in (taken[0].hours, taken[1].hours), (taken[1].hours, taken[2].hours):
            assert amounts[0] < amounts[1]
        assert taken[0].moving_h < taken[1].moving_h < taken[2].moving_h
    assert [model.pick(2, 6) for model in (low, value, high)] == [2, 4, 6]


def test_a_way_takes_its_length_at_the_speed_and_at_the_tariff() -> None:
    effort = MODEL.travel("rail", np.array([0.0, 100.0]))
    assert effort.moving_h.tolist() == [0, 2]
    assert effort.dwell_h.tolist() == [0, 1]
    assert effort.hours.tolist() == [0, 3]
    assert effort.usd_t.tolist() == [0, 2 + 3 * 0.5]


def test_boarding_takes_the_way_there_the_terminal_the_wait_and_the_time_of_all() -> None:
    model = CostModel(
        "mine", {**MODEL.values, ("wait_h", "rail"): 4.0, ("calls", "rail"): 4.0, ("call_h", "rail"): 0.5}
    )
    effort = model.board("rail", np.array([0.0, 100.0]))
    assert effort.handling_h.tolist() == [6, 6]
    assert effort.waiting_h.tolist() == [4, 4]
    assert (effort.dwell_h - model.travel("rail", np.array([0.0, 100.0])).dwell_h).tolist() == [1, 1]
    assert effort.hours.tolist() == [11, 14]
    assert effort.usd_t.tolist() == [3 + 11 * 0.5, 2 + 3 + 14 * 0.5]


@pytest.mark.parametrize("costs", ["freight", "disrupt-sc", "open-gira"])
def test_the_speed_of_every_mode_has_its_stops(costs: str) -> None:
    found, model = speeds(costs), CostModel.find(costs)
    assert list(found) == list(MODES)
    for mode in ROUTED:
        stops = 1 / found[mode] - 1 / model["speed", mode]
        assert stops == pytest.approx(model["stop_h", mode] / 1000, abs=1e-12)
    assert found["ferry"] == found["sea"]


def test_a_service_that_is_known_calls_at_its_own_number_of_ports() -> None:
    usual, asked = (
        [CostModel.find("freight", bound=bound, calls=calls) for bound in get_args(Bound)]
        for calls in (None, (5.0, 10.0))
    )
    assert [model["calls", "sea"] for model in asked] == [5, 7.5, 10]
    assert [model.in_ports("sea") for model in asked] == [5 * 19.3, 7.5 * 24, 10 * 37]
    assert [model["calls", "sea"] for model in usual] == [0, 4, 10]
    sailing = CostModel.find("freight", calls=(0.0, 0.0))
    assert sailing.in_ports("sea") == 0
    assert {key for key in usual[1].values if usual[1][key] != sailing[key]} == {("calls", "sea")}


@pytest.mark.parametrize(
    ("calls", "ends"),
    [(0, (0, 0)), ("2", (2, 2)), ("5-10", (5, 10)), ((5, 10), (5, 10)), (2.0, (2, 2)), (None, None)],
)
def test_calls_are_a_number_or_the_least_and_the_most(
    calls: object, ends: tuple[float, float] | None
) -> None:
    assert as_calls(calls) == ends


@pytest.mark.parametrize(
    "wrong",
    [
        *(-1, 1.5, (1.5, 4), (1, 4.5), float("nan"), 1000, 10**400, True),
        *("many", "1.5", "", "-2", "9" * 5000, (10, 5), (1, 2, 3), ()),
    ],
)
def test_what_is_no_number_of_calls_is_refused(wrong: object) -> None:
    with pytest.raises(
        ArgumentError, match="calls: expected a whole number of ports between, or the least and the"
    ):
        as_calls(wrong)


def test_calls_are_refused_where_a_cost_model_takes_no_time_for_them() -> None:
    with pytest.raises(
        ArgumentError, match="calls: expected none, since the cost model open-gira takes no time"
    ):
        as_calls(2, "open-gira")
