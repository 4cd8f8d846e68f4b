"""The model held against past disruptions: verdicts by a stated rule, misses first, the page in step."""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from click.testing import CliRunner

from isthmus import layers
from isthmus.cli import main
from isthmus.layers._transport import replay as module
from isthmus.layers._transport.disruptions import disruptions
from isthmus.layers._transport.replay import NEAR, Hindcast, judge, replay

if TYPE_CHECKING:
    import pandas as pd

sys.path.append(str(Path(__file__).parents[1] / "tools"))

from build_replay import TARGET, page


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return replay()


def test_every_effect_has_a_row_and_misses_come_first(table: pd.DataFrame) -> None:
    assert sorted(table["id"]) == sorted(disruptions()["id"])
    order = {"missed": 0, "near": 1, "inside": 2, "not modelled": 3}
    places = table["verdict"].map(order)
    assert places.is_monotonic_increasing
    for _, rows in table[table["verdict"] == "missed"].groupby("verdict"):
        assert rows["factor"].is_monotonic_decreasing


def test_what_has_no_quantity_is_said_so_and_never_counted(table: pd.DataFrame) -> None:
    unasked = disruptions().set_index("id")["measure"].eq("")
    silent = table[table["verdict"] == "not modelled"]
    assert set(silent["id"]) == set(unasked[unasked].index)
    assert silent[["modelled", "modelled_low", "modelled_high", "factor"]].isna().all(axis=None)
    assert not silent["sentence"].str.contains("modelled").any()
    rest = table[table["verdict"] != "not modelled"]
    assert rest["modelled"].between(rest["modelled_low"], rest["modelled_high"]).all()


def test_verdicts_follow_the_rule(table: pd.DataFrame) -> None:
    asked = disruptions().set_index("id")
    for row in table[table["verdict"] != "not modelled"].to_dict("records"):
        low, high, said = row["observed_low"], row["observed_high"], row["modelled"]
        if high == 0:
            continue
        if low == high:
            low, high = 0.9 * low, 1.1 * high
        passes = asked.loc[row["id"], "passes"]
        led = not passes or passes in row["gates_after"].split("+")
        if not led:
            assert row["verdict"] == "missed"
            assert row["sentence"].endswith(", by another way.")
        elif low <= said <= high:
            assert row["verdict"] == "inside"
        elif row["observed_low"] / NEAR <= said <= row["observed_high"] * NEAR:
            assert row["verdict"] == "near"
        else:
            assert row["verdict"] == "missed"


@pytest.mark.parametrize(
    ("said", "whole", "low", "high", "verdict"),
    [
        (11, 100, 10, 12, "inside"),
        (9, 100, 10, 12, "near"),
        (18.1, 100, 10, 12, "missed"),
        (6.6, 100, 10, 12, "missed"),
        (10.9, 100, 10, 10, "inside"),  # one figure was rounded
        (11.1, 100, 10, 10, "near"),
        (15.1, 100, 10, 10, "missed"),
        (0, 100, 10, 12, "missed"),
        (-3, 100, 10, 12, "missed"),
        (1, 100, 0, 0, "inside"),
        (2, 100, 0, 0, "near"),
        (4, 100, 0, 0, "missed"),
        (math.inf, 100, 10, 12, "missed"),
    ],
)
def test_a_verdict_is_told_by_hand(said: float, whole: float, low: float, high: float, verdict: str) -> None:
    factor = module.times_off(said, whole, low=low, high=high)
    assert judge(factor, led=True) == verdict
    assert judge(factor, led=False) == "missed"


def asked(name: str) -> dict[Any, Any]:
    return disruptions().set_index("id", drop=False).loc[name].to_dict()


def states_of(row: dict[Any, Any]) -> list[module.States]:
    [states] = module.answer([Hindcast.of(row)]).values()
    return states


def test_it_is_asked_on_the_day_before() -> None:
    hindcast = Hindcast.of(asked("ever_given_2021_04"))
    assert (hindcast.eve, hindcast.day, hindcast.closes) == ("2021-03-22", "2021-03-22", ("suez",))
    assert Hindcast.of(asked("panama_2023_04")).eve == "2023-05-31"  # of a month its first day
    assert Hindcast.of(asked("tw_drills_2022_01")).day == "2022-08-05"
    assert Hindcast.of(asked("red_sea_2023_05")).besides == ("panama",)


def test_the_answer_is_that_of_the_same_question(table: pd.DataFrame) -> None:
    """By the way that users ask: a route before, and one with the gates closed."""
    row = table.set_index("id").loc["panama_2023_06"]
    words = {"modes": "sea", "on": "2023-05-31"}
    before = layers.route("USHOU", "CNNGB", **words).iloc[-1]  # type: ignore[arg-type]
    after = layers.route("USHOU", "CNNGB", closed="panama,bab_el_mandeb", **words).iloc[-1]  # type: ignore[arg-type]
    assert row["modelled"] == pytest.approx(after["km"] - before["km"], abs=0.2)
    assert row["gates_after"] == after["gates"]
    hours = table.set_index("id").loc["panama_2023_05", "modelled"]
    assert hours == pytest.approx((after["h"] - before["h"]) / 24, abs=0.01)


def test_flights_round_pakistan_keep_off_the_tibetan_plateau(table: pd.DataFrame) -> None:
    found = table.set_index("id").loc[["pk_airspace_2019_01", "pk_airspace_2019_02", "pk_in_2025_01"]]
    assert found["verdict"].eq("inside").all()
    assert not found["gates_after"].str.contains("airspace_np|airspace_bt").any()


def test_every_measure_gives_what_it_says() -> None:
    [(_, share)] = [module.MEASURES["through_share"](state) for state in
                    states_of(asked("pl_by_2025_03"))[:1]]  # fmt: skip
    assert share == 1
    [state, *_] = states_of(asked("kiel_2022_01"))
    km = (state.after.lengths_m - state.before.lengths_m)[0, 0] / 1000
    assert module.MEASURES["extra_km"](state) == pytest.approx((km, state.before.lengths_m[0, 0] / 1000))
    assert module.MEASURES["extra_km_share"](state)[0] == pytest.approx(
        km * 1000 / state.before.lengths_m[0, 0]
    )
    assert module.MEASURES["h"](state)[0] == state.after.hours[0, 0]
    assert module.MEASURES["moved_share"](state) == (1, 1)
    assert module.MEASURES["cut_share"](state) == (0, 1)
    assert module.MEASURES["extra_usd_share"](state)[0] > 0


def test_nothing_closed_moves_nothing_and_all_closed_cuts_all() -> None:
    row = asked("kiel_2022_01")
    [state, *_] = states_of(row | {"closes": "hormuz"})
    assert module.MEASURES["moved_share"](state) == (0, 1)
    assert module.MEASURES["extra_h"](state)[0] == 0
    [state, *_] = states_of(row | {"closes": "PLGDN"})
    assert module.MEASURES["cut_share"](state) == (1, 1)
    assert np.isinf(module.MEASURES["extra_h"](state)[0])
    assert state.gates == ""


def test_the_page_is_in_step(table: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a change of the model: python tools/build_replay.py."""
    monkeypatch.setattr(layers, "replay", lambda: table)
    assert TARGET.read_text("utf-8") == page()
    text = TARGET.read_text("utf-8")
    assert text.index("## Missed") < text.index("## Near") < text.index("## Inside") < text.index("## Not")


def test_the_command_prints_verdicts_and_counts(table: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layers, "replay", lambda: table)
    done = CliRunner().invoke(main, ["replay"])
    assert done.exit_code == 0, done.output
    lines = done.output.splitlines()
    assert len(lines) == len(table) + 1
    assert lines[0].startswith("missed  ")
    counts = table["verdict"].value_counts()
    assert lines[-1] == (
        f"Of {len(table) - counts['not modelled']} effects {counts['missed']} missed, {counts['near']} near, "
        f"{counts['inside']} inside; {counts['not modelled']} more are not modelled."
    )
