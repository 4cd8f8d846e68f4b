"""What gates take, by what is published, given or assumed, and how much is to go."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from isthmus import layers
from isthmus.geo import ArgumentError
from isthmus.layers._redundancy.capacity import amounts_asked, capacity_ranges, find_limits, gates_counted
from isthmus.layers._transport.case import Case
from isthmus.layers._transport.question import Question
from small_studies import DIAMOND, small

CASE = small(DIAMOND, gates={"north": [0], "south": [2]}, ends=((0,), (1, 3))).case
RANGES = capacity_ranges()


def test_a_published_range_is_from_the_most_that_was_seen_to_the_most_that_is_said() -> None:
    told = layers.capacities().set_index("id")
    assert RANGES["PLGDN", "sea"][:2] == (
        told.loc["gdn_cap", "t_day_low"] / 2,
        told.loc["gdn_cap", "t_day_high"],
    )
    assert "mala_plan" not in RANGES["brest", "rail"].ids
    # 4.63 million TEU a month of 2023 and 0.7 of 2026, both ways: the greater of them, half of it each way
    assert RANGES["suez", "sea"].low == pytest.approx(4.63e6 / 0.7e6 * told.loc["suez_teu", "t_day_low"] / 2)
    assert RANGES["suez", "sea"].high == math.inf  # how many ships it takes says nothing of tonnes
    assert ("panama", "sea") not in RANGES
    assert RANGES["dostyk", "rail"].low == told.loc["dostyk_t", "t_day_low"]  # one way: all of it
    assert all(takes.low <= takes.high for takes in RANGES.values())


def test_what_is_published_counts_by_its_mode_where_the_network_has_it() -> None:
    asked = {"origins": "TWKHH", "destinations": "PL", "on": "open"}
    by_sea = find_limits(Case.of(Question.ask(**asked, modes="sea")), None, ())
    assert {"suez", "PLGDN", "good_hope"} <= {*by_sea}
    assert "brest" not in by_sea
    assert len(by_sea["PLGDN"][1]) == 1  # the way between port and ships, not that to the railway
    every = Case.of(Question.ask(**asked, modes="sea,rail,road"))
    assert len(gates_counted(every)["ferry_baku_aktau"]) == 1  # a chain of edges counts once
    assert "port_gdn" not in gates_counted(every)
    assert find_limits(every, None, ())["brest"][0].basis == "published"


def test_what_is_given_stands_in_place_of_what_is_published() -> None:
    case = Case.of(Question.ask(origins="CN", destinations="PL", modes="rail", on="open"))
    table = pd.DataFrame(
        {
            "name": ["brest", "dostyk", "PLGDN"],
            "t_day_low": [5, None, 1],
            "t_day_high": [None, None, 2],
            "mode": "rail",
        }
    )
    limits = find_limits(case, table, ())
    assert limits["brest"][0][:3] == (5.0, math.inf, "given")
    assert "dostyk" not in limits  # nothing is known of it
    assert limits["PLGDN"][0][:3] == (1.0, 2.0, "given")
    assert find_limits(case, None, ())["dostyk"][0].basis == "published"


def test_what_is_assumed_to_take_everything_is_what_nothing_is_known_of() -> None:
    table = pd.DataFrame({"name": ["north"], "t_day_low": [1.0], "t_day_high": [2.0]})
    limits = find_limits(CASE, table, "strait")
    assert {name: takes.basis for name, (takes, _) in limits.items()} == {
        "north": "given",
        "south": "assumed",
    }
    assert [*find_limits(CASE, None, ["south"])] == ["south"]


def test_all_that_is_wrong_with_capacities_is_told() -> None:
    table = pd.DataFrame(
        {"name": ["nort", "south", "north"], "t_day_low": [1.0, 3.0, -1.0], "t_day_high": [2.0, 2.0, 5.0]}
    )
    with pytest.raises(ArgumentError) as told:
        find_limits(CASE, table, ())
    lines = str(told.value).splitlines()
    assert len(lines) == 3
    assert "north (North)" in lines[0]
    assert lines[1] == "capacities, south: expected tonnes a day from 0, the least first, got 3.0 and 2.0"
    twice = pd.DataFrame({"name": ["north", "north"], "t_day_low": [1.0, 2.0], "t_day_high": [2.0, 5.0]})
    with pytest.raises(ArgumentError, match="capacities, north: expected each gate and port once"):
        find_limits(CASE, twice, ())
    with pytest.raises(ArgumentError, match="unlimited: expected the name of a gate"):
        find_limits(CASE, None, "nort")
    with pytest.raises(ArgumentError, match="expected the mode by which it takes this in a column mode"):
        find_limits(
            Case.of(Question.ask(origins="TWKHH", destinations="PLGDN", modes="sea", on="open")),
            pd.DataFrame({"name": ["PLGDN"], "t_day_low": [1.0], "t_day_high": [2.0]}),
            (),
        )


def test_demand_is_shared_out_or_told_by_pair() -> None:
    assert amounts_asked(CASE, 10).tolist() == [[5.0, 5.0]]
    table = pd.DataFrame({"origin": ["0"], "destination": ["3"], "t_day": [7]})
    assert amounts_asked(CASE, table).tolist() == [[0.0, 7.0]]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("0", "9", 1)], "demand: expected ends of the question, 0 to 1 or 3, each pair once, got 0 to 9"),
        ([("0", "1", 1), ("0", "1", 2)], "each pair once, got 0 to 1"),
        ([("0", "1", -1), ("0", "3", None)], "demand, 0 to 1: expected tonnes a day from 0, got -1"),
    ],
)
def test_all_that_is_wrong_with_demand_is_told(rows: list[tuple[object, ...]], said: str) -> None:
    table = pd.DataFrame(rows, columns=["origin", "destination", "t_day"], dtype=object)
    with pytest.raises(ArgumentError, match=said):
        amounts_asked(CASE, table)
    with pytest.raises(ArgumentError, match="demand: expected a column t_day"):
        amounts_asked(CASE, table.rename(columns={"t_day": "teu_day"}))
