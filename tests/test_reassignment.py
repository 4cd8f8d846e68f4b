"""Where demand goes within what gates take, on networks whose answers are known by argument."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from isthmus import layers
from isthmus.geo import ArgumentError
from small_studies import DIAMOND, small

#: Of a diamond: north on the way of 2 hours, south on that of 6.
GATES = {"north": [0], "south": [2]}


def takes(**ranges: tuple[float | None, float | None]) -> pd.DataFrame:
    """Return a table of capacities."""
    rows = [(name, *ends) for name, ends in ranges.items()]
    return pd.DataFrame(rows, columns=["name", "t_day_low", "t_day_high"])


def diamond(demand: float = 100, **asked: Any) -> layers.Reassignment:
    return layers.reassign(small(DIAMOND, gates=GATES), demand, **asked)


def row(table: pd.DataFrame, name: str) -> dict[str, Any]:
    found: dict[str, Any] = table.set_index("name").loc[name].to_dict()
    return found


def test_of_a_gate_of_which_nothing_is_known_the_range_is_from_nothing_more_to_everything() -> None:
    found = diamond(closed="north")
    assert (found.unserved.low, found.unserved.high) == (0, 1)
    assert found.unserved_before == layers.Range(0, 0)
    south = row(found.gates, "south")
    assert (south["basis"], south["capacity_low"], south["before"], south["most"]) == ("carried", 0, 0, 100)
    assert pd.isna(south["capacity_high"])
    assert (south["queue_low"], south["queue_high"]) == (0, 100)
    assert "0 to 100 % of 100 t a day has no room" in found.sentence
    assert "What 1 of 2 gates take is not known" in found.sentence


def test_a_closed_gate_carries_nothing_and_what_passed_it_may_wait_there() -> None:
    north = row(diamond(closed="north").gates, "north")
    assert (north["basis"], north["before"], north["least"], north["most"]) == ("closed", 100, 0, 0)
    assert (north["queue_low"], north["queue_high"]) == (0, 100)
    assert pd.isna(north["use_high"])


def test_what_is_known_bounds_what_has_no_room() -> None:
    found = diamond(closed="north", capacities=takes(south=(30, 60)))
    assert [round(end, 6) for end in (found.unserved.low, found.unserved.high)] == [0.4, 0.7]
    pair = found.pairs.iloc[0]
    assert (round(pair["unserved_low"], 4), round(pair["unserved_high"], 4)) == (0.4, 0.7)
    assert (pair["extra_h_least"], pair["extra_h_most"]) == (4, 4)
    assert pair["extra_usd_t_most"] == 40
    south = row(found.gates, "south")
    assert (south["least"], south["most"], south["all_or_nothing"]) == pytest.approx((30, 60, 100))
    assert (south["queue_low"], south["queue_high"]) == pytest.approx((40, 70))
    assert (south["use_low"], south["use_high"]) == pytest.approx((1, 1))
    assert "is not known" not in found.sentence


def test_without_a_closure_the_dearer_way_takes_what_the_better_one_does_not() -> None:
    found = diamond(capacities=takes(north=(60, 80), south=(None, None)))
    assert found.unserved_before == layers.Range(0, 0)  # of south nothing is known
    assert [round(end, 6) for end in (found.unserved.low, found.unserved.high)] == [0, 0.2]
    assert row(found.gates, "south")["capacity_low"] == pytest.approx(20)  # what it carries at least, before
    shares = found.routes.set_index(["capacity", "gates"])["t_day"].round(6)
    assert shares.to_dict() == {
        ("least", "north"): 60,
        ("least", "south"): 20,
        ("most", "north"): 80,
        ("most", "south"): 20,
    }
    assert found.sentence.startswith("As it is, 0 to 20 % of 100 t a day has no room")


def test_to_take_everything_is_an_assumption_that_is_told() -> None:
    found = diamond(closed="north", unlimited="strait")
    assert found.unserved == layers.Range(0, 0)
    assert row(found.gates, "south")["basis"] == "assumed"
    assert found.sentence.endswith("1 of them are assumed to take everything.")


def test_all_or_nothing_sends_every_pair_its_best_way() -> None:
    found = diamond(capacities=takes(north=(60, 80), south=(100, 100)))
    north = row(found.gates, "north")
    assert north["all_or_nothing"] == 100
    assert (north["queue_low"], north["queue_high"]) == (20, 40)
    assert found.unserved == layers.Range(0, 0)  # nobody waits if some go the other way


def test_pairs_compete_for_what_a_gate_takes() -> None:
    edges = [(0, 2, "sea", 1), (3, 2, "sea", 1), (2, 1, "sea", 1), (0, 1, "sea", 9)]
    result = small(edges, gates={"north": [2], "south": [3]}, ends=((0, 3), (1,)))
    demand = pd.DataFrame({"origin": ["0", "3"], "destination": ["1", "1"], "t_day": [50, 50]})
    found = layers.reassign(result, demand, capacities=takes(north=(50, 50), south=(50, 50)))
    assert found.unserved == layers.Range(0, 0)
    assert found.pairs["extra_h_least"].tolist() == [0, 0]  # it was so before
    tight = layers.reassign(result, demand, capacities=takes(north=(50, 50), south=(0, 50)), closed="south")
    assert tight.unserved.high == pytest.approx(0.5)
    assert tight.pairs["unserved_low"].tolist() == [0, 0]
    assert tight.pairs["unserved_high"].round(4).tolist() == [1, 1]  # either may be left
    assert round(tight.unserved.low, 6) == 0.5


def test_a_result_is_of_a_question() -> None:
    with pytest.raises(ArgumentError, match="result: expected a Resilience"):
        layers.reassign("TW", 1)  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="demand: expected some above 0"):
        diamond(0)
    with pytest.raises(ArgumentError, match="nort"):
        diamond(closed="nort")
    with pytest.raises(ArgumentError, match="demand: expected tonnes a day above 0, or a table"):
        diamond("ten")  # type: ignore[arg-type]
    assert repr(diamond()).startswith("<Reassignment: As it is, 0 % of 100 t a day")
    assert "0 % of 1e-09 t a day" in diamond(1e-9).sentence
