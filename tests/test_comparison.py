"""What a closure moves, adds elsewhere and cuts off."""

from __future__ import annotations

import pytest

from isthmus import geo, layers
from small_studies import DIAMOND, bundled_atlas, small


def test_what_a_closure_moves_and_cuts_off() -> None:
    edges = [*DIAMOND, (2, 4, "sea", 1)]
    result = small(edges, gates={"north": [1], "spur": [4]}, ends=([0], [1, 4]), closed=["north", "spur"])
    moved = result.comparison.pairs.set_index("destination")
    assert moved.loc["1", ["h_before", "h_after", "extra_h", "moved", "unserved"]].tolist() == [
        2,
        6,
        4,
        True,
        False,
    ]
    assert moved.loc["4", ["moved", "unserved"]].tolist() == [False, True]
    legs = result.comparison.legs
    told = sorted(zip(legs["what"], legs["load_before"], legs["load_after"], strict=True))
    assert told == [("left", 0.5, 0), ("left", 0.5, 0), ("left", 1, 0), ("new", 0, 0.5)]
    new = legs.loc[legs["what"] == "new", "geometry"].iloc[0]
    assert list(new.simplify(1e-9, preserve_topology=False).coords) == [(0, 0), (3, 0), (1, 0)]
    loads = result.comparison.gates.set_index("name")
    assert loads.loc["north", ["load_before", "load_after", "change"]].tolist() == [0.5, 0, -0.5]


def test_a_leg_that_keeps_some_of_its_load_carries_less() -> None:
    edges = [*DIAMOND, (2, 4, "sea", 1)]
    legs = small(edges, gates={"north": [1]}, ends=([0], [1, 4]), closed=["north"]).comparison.legs
    told = sorted(zip(legs["what"], legs["load_before"], legs["load_after"], strict=True))
    assert told == [("kept", 0.5, 0.5), ("left", 0.5, 0), ("less", 1, 0.5), ("new", 0, 0.5)]


def test_results_of_other_questions_are_not_compared() -> None:
    one, other = small(DIAMOND), small(DIAMOND, ends=([0], [2]))
    with pytest.raises(geo.ArgumentError, match="same destinations"):
        layers.compare(one, other)


def test_a_zone_closes_the_edges_inside_that_it_hinders() -> None:
    ways = {"origins": "TW", "destinations": "NL", "modes": "sea", "on": "open"}
    result = layers.resilience(bundled_atlas(), **ways, closed=["r01"])  # attacks off Bab el-Mandeb
    assert "bab_el_mandeb" in result.comparison.pairs.loc[0, "gates_before"].split("+")
    assert "good_hope" in result.comparison.pairs.loc[0, "gates_after"].split("+")
    shut = layers.resilience(bundled_atlas(), **ways, closed=["bab_el_mandeb"])
    assert layers.compare(result, shut).pairs.loc[0, "extra_h"] == pytest.approx(0, abs=24)
