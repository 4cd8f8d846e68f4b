"""What a study tells of stocks, sources and restarts, read out of its tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from isthmus import layers
from isthmus.layers import Range
from isthmus.layers._supply.recovery import LEAST, MOST, Recovery, pick_by
from isthmus.layers._supply.supply_graph import Outage, Shutdown
from small_studies import PUMP_RECOVERY, pump_study

if TYPE_CHECKING:
    from pathlib import Path

INF = float("inf")
WEEK = Outage.lasting(Range(7, 7))


@pytest.fixture(scope="module")
def pumps(tmp_path_factory: pytest.TempPathFactory) -> Recovery:
    return Recovery(layers.components(pump_study(tmp_path_factory.mktemp("pumps"))).told, cases=False)


def test_stocks_add_up_and_count_at_most_where_all_stands_still(pumps: Recovery, tmp_path: Path) -> None:
    more = PUMP_RECOVERY + "magnet,DE,,stock,1,,,,\n"
    both = Recovery(layers.components(pump_study(tmp_path, recovery=more)).told, cases=False)
    assert pumps.stock("magnet", Shutdown("", {})) == Range(20, 30)
    assert pumps.stock("magnet", Shutdown("Poland", {"PL": WEEK})) == Range(0, 30)
    assert both.stock("magnet", Shutdown("", {})) == Range(21, INF)
    assert pumps.stock("seal", Shutdown("", {})) == Range(0, INF)
    assert pumps.without_stock() == ["seal", "paint"]


def test_of_what_is_lost_others_may_hold_what_nobody_is_told_to(pumps: Recovery) -> None:
    """China and the site in Japan together supply 0.8 to 1.2 of the magnets: the rest is 0.2 at most."""
    assert pumps.lost("magnet", Shutdown("", {"CN": WEEK}), 0) == Range(0.6, 0.8)
    assert pumps.lost("magnet", Shutdown("", {"CN": WEEK, "JP": WEEK}), 0) == Range(0.8, 1.0)
    rest = pumps.lost("magnet", Shutdown("", {"VN": WEEK}), 0)
    assert (rest.low, rest.high) == (0, pytest.approx(0.2))
    assert pumps.lost("magnet", Shutdown("", {"CN": WEEK}), 7) == Range(0, 0)
    assert pumps.lost("motor", Shutdown("", {"PL": WEEK, "DE": WEEK}), 0) == Range(1, 1)


def test_a_site_makes_what_the_atlas_says_it_makes(pumps: Recovery) -> None:
    there = Shutdown("b", {"JP": WEEK}, "b")
    assert pumps.lost("magnet", there, 0) == Range(0.2, 0.4)
    assert pumps.lost("motor", there, 0) == Range(0, 0)
    assert pumps.outage("magnet", "b", "JP").recovery == Range(60, 90)
    assert pumps.outage("magnet", "", "CN").recovery == Range(0, INF)


def test_a_group_that_stands_still_in_part_is_lost_in_part(tmp_path: Path) -> None:
    rows = f"{PUMP_RECOVERY.splitlines()[0]}\nmagnet,CN+VN,,supply,,,0.5,0.6,\nmagnet,,,supply,,,0.1,0.1,\n"
    group = Recovery(layers.components(pump_study(tmp_path, recovery=rows)).told, cases=False)
    assert group.lost("magnet", Shutdown("", {"CN": WEEK}), 0) == Range(0, 0.6)
    assert group.lost("magnet", Shutdown("", {"CN": WEEK, "VN": WEEK}), 0) == Range(0.5, 0.6)
    assert group.lost("magnet", Shutdown("", {"US": WEEK}), 0) == Range(0, 0.5)  # whoever it is


def test_no_more_is_lost_than_others_leave(tmp_path: Path) -> None:
    rows = f"{PUMP_RECOVERY.splitlines()[0]}\nmagnet,CN,,supply,,,0.5,0.9,\nmagnet,IT,,supply,,,0.3,0.3,\n"
    pair = Recovery(layers.components(pump_study(tmp_path, recovery=rows)).told, cases=False)
    assert pair.lost("magnet", Shutdown("", {"CN": WEEK}), 0) == Range(0.5, 0.7)


def test_restarts_of_several_cases_are_each_possible(tmp_path: Path) -> None:
    rows = (
        f"id,{PUMP_RECOVERY.splitlines()[0]}\n"
        "r1,magnet,CN,,restart,30,40,1,1,a fire\n"
        "r2,magnet,JP,,restart,2,7,0.5,0.5,a quake\n"
        "r3,magnet,JP,,restart,9,9,1,1,a quake\n"
        "r4,motor,PL,,restart,5,5,1,1,\n"
        "r5,motor,PL,,restart,50,50,1,1,a fire\n"
    )
    told = layers.components(pump_study(tmp_path, recovery=rows)).told
    like, own = Recovery(told, cases=True), Recovery(told, cases=False)
    assert like.outage("magnet", "", "VN").recovery == Range(9, 40)
    assert own.outage("magnet", "", "VN").recovery == Range(0, INF)
    assert like.outage("motor", "", "PL").recovery == own.outage("motor", "", "PL").recovery == Range(5, 5)


def test_a_graph_has_what_a_product_cannot_be_made_without(pumps: Recovery) -> None:
    assert {*pumps.inside("pump")} == {"seal", "magnet", "motor", "pump"}
    assert pumps.inside("motor") == ["magnet", "motor"]
    assert pumps.product_of("magnet") == "pump"
    shut = Shutdown("", {"CN": WEEK})
    most, least = (pumps.graph("pump", shut, pick) for pick in (MOST, LEAST))
    assert most.uses.sum() == 2  # the seal is needed or not
    assert least.uses.sum() == 3
    assert (least.stock <= most.stock).all()
    assert (least.made[0] <= most.made[0]).all()
    drawn = pumps.graph("motor", shut, pick_by(np.random.default_rng(1)))
    assert drawn.stock[drawn.demand == 1] == [5]


def test_gaps_name_what_would_narrow_the_answer(pumps: Recovery) -> None:
    assert [*pumps.gaps("motor", Shutdown("", {"CN": WEEK}, part="magnet"))] == []
    assert [*pumps.gaps("motor", Shutdown("", {"CN": None}, part="magnet"))] == [
        "when it works again is not told of Magnet"
    ]
    assert "nobody says whether the product needs Seal" in [*pumps.gaps("pump", Shutdown("", {"KR": WEEK}))]


def test_rows_without_the_figure_they_are_for_are_reported(tmp_path: Path) -> None:
    head = "id,component,kind,days_low,days_high,share_low"
    wrong = f"{head}\na,magnet,supply,3,4,\nb,magnet,stock,,,0.5\nc,magnet,stock,5,4,\n"
    (tmp_path / "components.csv").write_text("id,name\nmagnet,Magnet\n", "utf-8")
    (tmp_path / "recovery.csv").write_text(wrong, "utf-8")
    told = [str(problem) for problem in layers.check(tmp_path)]
    assert "recovery.csv, row 1, share_low: expected share, got none" in told
    assert "recovery.csv, row 2, days_low: expected days, got none" in told
    assert 'recovery.csv, row 3, days_high: expected at least days_low, 5, got "4"' in told
    assert len(told) == 3
