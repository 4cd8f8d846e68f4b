"""Published sets of speeds, tariffs and handling times, and what a way takes by one."""

from __future__ import annotations

import numpy as np
import pytest

from isthmus import layers
from isthmus._modes import MODES, ROUTED
from isthmus.geo import ArgumentError
from isthmus.layers._transport.cost_models import CostModel, speeds

MODEL = CostModel(
    "mine",
    {
        ("speed", "rail"): 50.0,
        ("tariff", "rail"): 0.02,
        ("terminal_h", "rail"): 6.0,
        ("terminal", "rail"): 3.0,
        ("time", "rail"): 0.5,
    },
)


def test_every_figure_of_every_model_has_a_unit_and_a_source() -> None:
    table = layers.cost_models()
    assert not table.duplicated(["model", "quantity", "mode"]).any()
    assert table[["value", "unit", "source", "source_url"]].notna().all(axis=None)
    assert (table["value"] >= 0).all()
    quantities = table.groupby("model")[["quantity", "mode"]].apply(
        lambda rows: set(map(tuple, rows.to_numpy()))
    )
    assert quantities.map(len).nunique() == 1


def test_a_model_is_found_by_its_name() -> None:
    table = layers.cost_models().query("model == 'open-gira'")
    model = CostModel.find("open-gira")
    assert model.name == "open-gira"
    assert dict(model.values) == {(row.quantity, row.mode): row.value for row in table.itertuples()}
    with pytest.raises(
        ArgumentError, match="costs: expected one of freight, disrupt-sc, open-gira, got 'dear'"
    ):
        CostModel.find("dear")


def test_a_way_takes_its_length_at_the_speed_and_at_the_tariff() -> None:
    hours, costs = MODEL.travel("rail", np.array([0.0, 100.0]))
    assert hours.tolist() == [0, 2]
    assert costs.tolist() == [0, 2]


def test_boarding_takes_the_way_there_the_terminal_and_the_time_of_both() -> None:
    hours, costs = MODEL.board("rail", np.array([0.0, 100.0]))
    assert hours.tolist() == [6, 8]
    assert costs.tolist() == [3 + 6 * 0.5, 2 + 3 + 8 * 0.5]


@pytest.mark.parametrize("costs", ["freight", "disrupt-sc", "open-gira"])
def test_every_mode_has_the_speed_of_its_network(costs: str) -> None:
    found, model = speeds(costs), CostModel.find(costs)
    assert list(found) == list(MODES)
    assert [found[mode] for mode in ROUTED] == [model["speed", mode] for mode in ROUTED]
    assert found["ferry"] == found["sea"]
