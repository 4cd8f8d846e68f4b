"""What is to hand: sources, ports and gates on the bundled network, stocks on a hand-made one."""

from __future__ import annotations

import pytest

from isthmus import layers
from isthmus.layers import Event, Range
from isthmus.layers._redundancy.contingencies import _tell_addition, near_projects
from small_studies import DIAMOND, small

SUEZ = Event("canal", "suez", Range(0.1, 0.2))


@pytest.fixture(scope="module")
def by_sea() -> tuple[layers.Resilience, layers.Measures]:
    result = layers.resilience(origins="TWKHH", destinations="NLRTM", modes="sea", on="open")
    return result, layers.measures(result, events=[SUEZ], sources="KR", stock_days=[3, 30])


def test_a_source_behind_the_same_gate_saves_nothing(
    by_sea: tuple[layers.Resilience, layers.Measures],
) -> None:
    """Goods from Korea pass Suez, too; those that come from near are never late."""
    result, found = by_sea
    assert "South Korea" in {*found.idle["name"]}
    near = layers.measures(result, events=[SUEZ], sources="MA,PT", stock_days=[])
    row = near.table[near.table["kind"] == "source"]
    assert row["name"].tolist() == ["A second source: Morocco or Portugal"]  # near-copies are one
    assert row["saved_high"].item() == pytest.approx(found.expected["late_days_high"].item())


def test_any_port_of_a_country_is_looked_at_where_one_was_asked_for(
    by_sea: tuple[layers.Resilience, layers.Measures],
) -> None:
    result, _ = by_sea
    shut = Event("strike", "NLRTM", Range(0.5, 0.5))
    found = layers.measures(result, events=[shut], stock_days=[9])
    assert found.expected["unserved_low"].item() == 0.5
    row = found.table.set_index("name").loc["Any port of The Netherlands"]
    assert (row["saved_unserved_low"], row["saved_unserved_high"]) == (0.5, 0.5)
    assert "the port Rotterdam (NLRTM) kept open" in {*found.table["name"]}
    assert "A stock of 9 days" in {*found.idle["name"]}  # it is used up, and nothing comes


def test_a_hand_made_network_has_stocks_and_gates_alone() -> None:
    """Two ways of 2 and 6 hours, the first of which may be shut."""
    result = small(DIAMOND, gates={"north": [0]})
    found = layers.measures(
        result, events=[Event("storm", "north", Range(0.5, 0.5))], stock_days=[0.125], sources=[]
    )
    saved = found.table.set_index("name")["saved_high"]
    assert saved["North kept open"] == pytest.approx(0.5 * 4 / 24)
    assert saved["A stock of 0.125 days"] == pytest.approx(0.5 * 3 / 24)


def tell_capacity(name: str) -> str:
    return _tell_addition(layers.projects().set_index("name").loc[name].to_dict())


def test_a_project_that_adds_capacity_says_how_much_and_when_it_is_scored() -> None:
    result = layers.resilience(origins="TWKHH", destinations="PLGDY", modes="sea,rail", on="open")
    told = near_projects(result.case)
    in_teu = "which is scored once the demand is given in tonnes a day."
    assert (
        told["Outer port of Gdynia"]
        == f"Outer port of Gdynia makes no way shorter: it adds 2,500,000 TEU a year, {in_teu}"
    )
    assert told["Kaohsiung terminal 7"].endswith("saves nothing more: it is open.")
    assert "it adds 650,000 to 1,055,000 TEU a year" in tell_capacity("Rijeka Gateway")
    unknown = told["Central Communication Port, railways"]
    assert unknown.endswith("adds capacity of which no figure is published.")
