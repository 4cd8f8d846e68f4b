"""What more closures do: made ready, as a search for each would tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isthmus import geo, layers
from proof_size import proof_size
from small_studies import DIAMOND, small

if TYPE_CHECKING:
    from isthmus.layers._redundancy.resilience import Resilience

#: From node 0 to node 1: by sea, through two straits, or two ways more; and by rail, through two countries.
WAYS = [
    (0, 2, "sea", 1),
    (2, 1, "sea", 1),
    (0, 1, "sea", 4),
    (0, 1, "sea", 9),
    (0, 3, "rail", 3),
    (3, 4, "rail", 3),
]
WAYS += [(4, 1, "rail", 3)]
COUNTRIES = ["", "", "", "DE", "FR"]
GATES = {"east": [0], "west": [1], "north": [2], "border": [5]}


def crossing(**asked: object) -> Resilience:
    return small(WAYS, gates=GATES, countries=COUNTRIES, **asked)  # type: ignore[arg-type]


@settings(max_examples=proof_size(10, 80))
@given(st.sets(st.sampled_from([*GATES])), st.sets(st.sampled_from([*GATES]), max_size=1))
def test_the_answer_is_that_of_a_question_with_all_closed(more: set[str], shut: set[str]) -> None:
    ready = crossing(closed=sorted(shut)).what_if(sorted(more))
    asked = crossing(closed=sorted(more | shut)).comparison.pairs
    assert ready["h_after"].equals(asked["h_after"])
    assert ready["gates_after"].equals(asked["gates_after"])


def test_a_pair_is_told_before_and_after() -> None:
    told = crossing().what_if("west").iloc[0]
    assert told[["origin", "destination", "demand_share", "h_before", "h_after", "extra_h"]].tolist() == [
        *("0", "1", 1.0, 2.0, 4.0, 2.0)
    ]
    assert told[["moved", "unserved", "gates_before", "gates_after"]].tolist() == [
        True,
        False,
        "east+west",
        "north",
    ]


def test_routes_made_ready_are_not_searched_again(monkeypatch: pytest.MonkeyPatch) -> None:
    result = crossing()
    result.what_if("east")
    monkeypatch.setattr(geo.Network, "reroute", None)
    assert result.what_if("East, north")["h_after"].tolist() == [9.0]  # titles are names, too


def test_more_closures_than_are_made_ready_are_searched() -> None:
    lanes = [(0, 1, "sea", hours) for hours in range(1, 7)]
    result = small(lanes, gates={f"lane_{number}": [number] for number in range(5)})
    (tree,) = result.replacements.trees.values()
    assert tree is not None
    names = [f"lane_{number}" for number in range(5)]
    assert not tree.is_exact(names)
    assert result.what_if(names)["h_after"].tolist() == [6.0]


def test_countries_between_the_ends_are_gates_and_their_own_are_not() -> None:
    result = small([(0, 2, "rail", 1), (2, 1, "rail", 1), (0, 1, "rail", 5)], countries=["DE", "FR", "CH"])
    (tree,) = result.replacements.trees.values()
    assert tree is not None
    assert tree.best("CH").hours == 5  # type: ignore[union-attr]
    ends = layers.resilience(origins="TWKHH", destinations="NLRTM", modes="sea")
    assert {"TW", "NL"}.isdisjoint(ends.replacements.trees[0, 0].gates)  # type: ignore[union-attr]


def test_a_pair_without_a_route_stays_without_one() -> None:
    result = small(DIAMOND, gates={"north": [1], "south": [3]}, closed=["north", "south"])
    told = result.what_if("north").iloc[0]
    assert not told["moved"]
    assert not told["unserved"]  # it was so before
    assert told[["h_before", "h_after"]].isna().all()


def test_areas_and_countries_of_the_ends_are_searched() -> None:
    ways = {"origins": "TWKHH", "destinations": "NLRTM", "modes": "sea", "on": "open"}
    result = layers.resilience(**ways)  # type: ignore[arg-type]
    zones = layers.example().risk_zones
    shut = layers.resilience(**ways, avoid=zones[zones["id"] == "r01"])  # type: ignore[arg-type]
    told = result.what_if(zones[zones["id"] == "r01"])
    assert told["h_after"].tolist() == shut.pairs["h"].tolist()
    assert result.what_if("NL")["unserved"].tolist() == [True]
    assert result.what_if("Suez Canal").equals(result.what_if("suez"))


def test_an_unknown_name_is_told() -> None:
    with pytest.raises(geo.ArgumentError, match=r"closed: expected the name of a gate, .* got 'nowhere'"):
        crossing().what_if("nowhere")


def test_two_closures_are_made_ready_by_air_and_three_by_others() -> None:
    ends = {"origins": "TWKHH", "destinations": "NLRTM"}
    assert layers.resilience(**ends, modes="sea").replacements.depth == 3  # type: ignore[arg-type]
    flights = layers.resilience(origins="TPE", destinations="WAW", modes="air").replacements
    assert flights.depth == 2
    tree = flights.trees[0, 0]
    assert tree is not None
    first, second = tree.routes[0].gates[1:3]
    assert tree.is_exact([first, second])
