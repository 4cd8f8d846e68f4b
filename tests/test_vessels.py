"""Classes of ships: which trades each serves, and what is too small for it."""

from __future__ import annotations

import numpy as np
import pytest

from isthmus import layers
from isthmus._choices import ANY_VESSEL, VESSELS
from isthmus.geo import ArgumentError
from isthmus.layers._bundled.countries import countries
from isthmus.layers._bundled.files import gate_table, rule_table
from isthmus.layers._transport.cost_models import speeds
from isthmus.layers._transport.services import as_vessel, find_vessel, narrow_gates
from isthmus.layers._transport.world_network import hubs, network

NODE = hubs().set_index("id")["node"]


@pytest.mark.parametrize("name", ["vessels", "limits", "waits"])
def test_every_figure_has_a_source(name: str) -> None:
    table = rule_table(name)
    assert table["source_url"].str.startswith("http").all()
    assert (table[["source", "as_of"]] != "").all(axis=None)
    assert set(table["verified"]) <= {"yes", "no"}


def test_the_classes_are_those_that_can_be_asked_for_the_largest_first() -> None:
    table = rule_table("vessels")
    assert (*table["vessel"], ANY_VESSEL) == VESSELS
    assert (np.diff(table["length_m"].astype(float)) < 0).all()


def test_a_region_holds_a_country_once() -> None:
    codes = "+".join(rule_table("regions")["countries"]).split("+")
    assert len(codes) == len({*codes})
    assert {*codes} - {*countries()["iso"]} <= {"HK", "MO", "XK"}


@pytest.mark.parametrize(
    ("pairs", "name"),
    [
        (["TW PL"], "ultra"),
        (["CZ CN"], "ultra"),
        (["TW US"], "neopanamax"),
        (["PL US"], "neopanamax"),
        (["PL DE"], "feeder"),
        (["PL"], "feeder"),
        (["TW JP"], "feeder"),
        (["PL DE", "TW PL"], "ultra"),  # the largest that any pair has
        (["AU"], "neopanamax"),
        ([""], "neopanamax"),  # between points at sea
    ],
)
def test_ships_are_those_of_the_trade(pairs: list[str], name: str) -> None:
    vessel = find_vessel(None, [frozenset(pair.split()) for pair in pairs])
    assert vessel is not None
    assert vessel.name == name


@pytest.mark.parametrize(
    ("name", "narrow"),
    [
        ("ultra", {"panama", "kiel", "oresund"}),
        ("neopanamax", {"kiel", "oresund"}),
        ("panamax", {"kiel", "oresund"}),
        ("feeder", {"oresund"}),
    ],
)
def test_what_is_too_small_is_what_no_limit_lets_pass(name: str, narrow: set[str]) -> None:
    vessel = find_vessel(name, [])
    assert vessel is not None
    assert set(narrow_gates(vessel)) == narrow
    assert {*rule_table("limits")["gate"]} <= {*gate_table()["id"]}


@pytest.mark.parametrize("wrong", ["titanic", 7, ("ultra",), ""])
def test_a_class_that_is_none_is_refused(wrong: object) -> None:
    with pytest.raises(
        ArgumentError, match="vessel: expected one of ultra, neopanamax, panamax, feeder, none"
    ):
        as_vessel(wrong)


def test_with_suez_and_the_red_sea_shut_large_ships_round_the_cape() -> None:
    asked = {"modes": "sea", "closed": "suez", "on": "open", "by": "distance"}
    ways = {
        vessel: layers.route("Shanghai", "Rotterdam", vessel=vessel, **asked).iloc[-1]  # type: ignore[arg-type]
        for vessel in (None, "neopanamax", "none")
    }
    assert ways[None]["vessel"] == "ultra"
    assert "good_hope" in ways[None]["gates"].split("+")
    assert ways["none"]["vessel"] is None
    assert "panama" in ways["none"]["gates"].split("+")
    assert ways["neopanamax"]["km"] == ways["none"]["km"]


def test_a_ship_waits_and_pays_at_a_canal() -> None:
    lanes = network(modes="sea")
    for row in rule_table("waits").query("mode == 'sea'").itertuples():
        edges = lanes.gates[row.gate]
        assert lanes.hours is not None
        assert lanes.costs is not None
        edges = edges[lanes.modes[edges] == "sea"]
        wait = lanes.hours[edges] - lanes.lengths_m[edges] / 1000 / speeds()["sea"]
        toll = lanes.costs[edges] - lanes.lengths_m[edges] * 0.005e-3
        assert wait == pytest.approx((float(row.h_low) + float(row.h_high)) / 2)
        assert toll == pytest.approx((float(row.usd_t_low or 0) + float(row.usd_t_high or 0)) / 2)


def test_no_flight_passes_over_north_korea() -> None:
    for origin, destination in (
        ("PEK", "ICN"),
        ("HRB", "HND"),
        ("VVO", "ICN"),
        ("SHE", "KIX"),
        ("TPE", "HND"),
    ):
        total = layers.route(origin, destination, modes="air").iloc[-1]
        assert "KP" not in total["countries"].split("+")
        assert "airspace_kp" in total["closed"].split("+")
