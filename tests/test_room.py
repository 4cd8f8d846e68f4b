"""What has no room, and what a project that adds capacity saves, on networks known by argument."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from isthmus import geo, layers
from isthmus.layers import Event, Range
from isthmus.layers._redundancy import room
from small_studies import DIAMOND, small

#: Of a diamond: north on the way of 2 hours, south on that of 6, and two more beside the south.
GATES = {"north": [0], "south": [2]}
STORM = Event("north shut", "north", Range(0.1, 0.2))
#: A wider south, as a row of `layers.projects`.
WIDER = {
    "name": "A wider south",
    "adds": "capacity",
    "status": "planned",
    "status_note": "a plan",
    "countries": "XX",
    "modes": "sea",
    "target": "south",
    "t_day_low": 10.0,
    "t_day_high": 20.0,
    "cost_low": 5.0,
    "cost_high": 7.0,
    "currency": "EUR",
    "year_low": 2030.0,
    "year_high": np.nan,
    "source": "a source",
    "source_url": "https://example.org",
}


@pytest.fixture(name="wider")
def _wider(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Let there be one project alone, which a test may change."""
    row = dict(WIDER)
    monkeypatch.setattr(room, "projects", lambda: pd.DataFrame([row]))
    return row


def capacities(**ranges: tuple[float | None, float | None]) -> pd.DataFrame:
    rows = [(name, *ends) for name, ends in ranges.items()]
    return pd.DataFrame(rows, columns=["name", "t_day_low", "t_day_high"])


def ask(known: pd.DataFrame, *, demand: float = 100.0, **asked: Any) -> layers.Measures:
    given = {"events": [STORM], "sources": [], "stock_days": [], **asked}
    return layers.measures(small(DIAMOND, gates=GATES), demand=demand, capacities=known, **given)


def of_project(found: layers.Measures) -> dict[str, Any]:
    row: dict[str, Any] = found.table.set_index("name").loc["A wider south"].to_dict()
    return row


def test_where_all_is_known_the_answer_is_exact(wider: dict[str, Any]) -> None:
    """While the north is shut 50 of 100 t find no room; with 20 t more 30 do not."""
    wider["t_day_low"] = 20.0
    found = ask(capacities(north=(200, 200), south=(50, 50)))
    row = of_project(found)
    saved = [row[f"saved_unserved_{end}"] for end in ("low", "high")]
    assert saved == pytest.approx([0.1 * 0.2, 0.2 * 0.2], abs=1e-6)
    assert (row["group"], row["subject"], row["cost_high"]) == ("north shut", "south", 7)
    expected = found.expected.iloc[0]
    assert (expected["no_room_low"], expected["no_room_high"]) == pytest.approx((0.05, 0.1), abs=1e-6)
    assert found.sentence.endswith("Of 100 t a day 5 to 10 % is to be expected to find no room.")
    assert "(a plan): finds room for 2 to 4 % of 100 t a day (of 5 to 10 %" in row["sentence"]
    assert "against North shut. It adds 20 t a day each way at South. Cost: EUR 5 to 7" in row["sentence"]


def test_where_ranges_are_known_the_bounds_are_those_of_every_value_in_them(wider: dict[str, Any]) -> None:
    """The south takes 30 to 60 of 100 t: 10 to 20 t more find as much room, whatever it takes."""
    row = of_project(ask(capacities(north=(200, 200), south=(30, 60))))
    saved = [row[f"saved_unserved_{end}"] for end in ("low", "high")]
    assert saved == pytest.approx([0.1 * 0.1, 0.2 * 0.2], abs=1e-6)
    wider |= {"t_day_low": np.nan, "t_day_high": np.nan}
    unknown = of_project(ask(capacities(north=(200, 200), south=(30, 60))))
    assert unknown["saved_unserved_low"] == 0
    assert unknown["saved_unserved_high"] == pytest.approx(0.2 * 0.7, abs=1e-6)
    assert "what nobody says in tonnes, from nothing to as much as comes," in unknown["sentence"]


@pytest.mark.parametrize("seed", range(4))
def test_the_bounds_contain_every_completion_of_what_is_not_known(wider: dict[str, Any], seed: int) -> None:
    """Ranges are filled in at random; what is then saved, each time exact, lies within the bounds."""
    random = np.random.default_rng(seed)
    ranges = {name: np.sort(random.uniform(0, 90, 2)).tolist() for name in ("north", "south")}
    adds = np.sort(random.uniform(0, 60, 2)).tolist()
    wider |= {"t_day_low": adds[0], "t_day_high": adds[1]}
    bounds = ask(capacities(**{name: tuple(ends) for name, ends in ranges.items()}))
    own = bounds.table[bounds.table["kind"] == "project"]  # none, if it can't save anything
    low, high = (own[f"saved_unserved_{end}"].sum() for end in ("low", "high"))
    for part in random.random((20, 4)):
        filled = zip([*ranges.values(), adds, (0.1, 0.2)], part.tolist(), strict=True)
        north, south, more, likely = (ends[0] + share * (ends[1] - ends[0]) for ends, share in filled)
        left = [
            (1 - likely) * max(100 - north - takes, 0) + likely * max(100 - takes, 0)
            for takes in (south, south + more)
        ]
        assert low - 1e-6 <= (left[0] - left[1]) / 100 <= high + 1e-6


def test_goods_that_find_room_on_the_shorter_way_come_sooner(wider: dict[str, Any]) -> None:
    """The north takes 40 of 100 t, a project there 20 more: these come four hours sooner."""
    wider |= {"target": "north", "t_day_low": 20.0}
    row = of_project(ask(capacities(north=(40, 40), south=(100, 100))))
    assert row["saved_unserved_high"] == 0
    assert row["saved_low"] == pytest.approx(0.8 * 0.2 * 4 / 24, rel=1e-4)
    assert row["saved_high"] == pytest.approx(0.9 * 0.2 * 4 / 24, rel=1e-4)
    assert row["group"] == "no room"  # it helps while nothing is shut, and never else


def test_what_is_never_full_saves_nothing(wider: dict[str, Any]) -> None:
    """Whatever shuts, the south takes all."""
    enough = ask(capacities(north=(200, 200), south=(100, 100)), demand=90.0)
    assert not (enough.table["kind"] == "project").any()
    assert enough.expected["no_room_high"].item() == 0
    assert wider["target"] == "south"


def test_a_larger_budget_never_finds_less_room(wider: dict[str, Any]) -> None:
    table = ask(capacities(north=(200, 200), south=(50, 50))).table
    chosen = [layers.portfolio(table, budget, saved="saved_unserved") for budget in (0, 5, 7, 100)]
    bought = [one.loc[one["chosen"].eq(other=True), "saved_unserved_high"].sum() for one in chosen]
    assert bought == sorted(bought)
    assert bought[-1] == pytest.approx(0.04)
    assert wider["cost_high"] == 7


def test_capacities_without_a_demand_are_refused() -> None:
    with pytest.raises(geo.ArgumentError, match="demand: expected tonnes a day, as capacities or unlimited"):
        layers.measures(small(DIAMOND), events=[], unlimited="strait")
    with pytest.raises(geo.ArgumentError, match="demand: expected tonnes a day above 0"):
        layers.measures(small(DIAMOND), events=[], demand=-1)
    found = layers.measures(small(DIAMOND), events=[], sources=[], stock_days=[])
    assert found.expected[["no_room_low", "no_room_high"]].isna().all(axis=None)


def test_the_outer_port_of_gdynia_makes_room_on_the_bundled_network() -> None:
    """Gdynia is full at what was published of it; 2.5 million TEU a year are 33,200 to 67,800 t a day."""
    asked = layers.resilience(origins="CN", destinations="PLGDY", modes="sea", on="2023-10-01")
    found = layers.measures(
        asked, events=[Event("suez shut", "suez", Range(0.1, 0.1))], demand=80_000, unlimited="strait, cape"
    )
    row = found.table.set_index("name").loc["Outer port of Gdynia"]
    """It takes 22,050 to 45,000 of 80,000 t a day, and by the project 33,200 to 67,800 more, if they come."""
    saved = [80_000 * row[f"saved_unserved_{end}"] for end in ("low", "high")]
    assert saved == pytest.approx([33_200, 80_000 - 22_050], rel=0.01)
    assert "It adds 33,200 to 67,800 t a day each way" in row["sentence"]
    told = found.idle.set_index("name")["sentence"]
    assert "what the port Świnoujście (PLSWI) takes is not known" in told["Container terminal at Świnoujście"]
