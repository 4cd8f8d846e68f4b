"""What can be closed between two ends: hubs, gates and third countries, by name."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from isthmus import layers
from isthmus.layers._redundancy.things import APART, Things, title_of
from small_studies import BRIDGE, small

if TYPE_CHECKING:
    from isthmus.layers._redundancy.resilience import Resilience


@cache
def result(destination: str, modes: str) -> Resilience:
    return layers.resilience(origins="TW", destinations=destination, modes=modes)


def things(destination: str, modes: str) -> Things:
    case = result(destination, modes).case
    return Things.between(case, case.origins[0], case.destinations[0])


def test_a_hub_holds_all_ways_into_it_and_out_of_it() -> None:
    case = result("NL", "sea,rail").case
    held = things("NL", "sea,rail").hubs
    node = case.hubs.set_index("id").loc["NLRTM", "node"]
    at_port = np.flatnonzero((case.whole.tails == node) | (case.whole.heads == node))
    np.testing.assert_array_equal(np.sort(held["NLRTM"]), at_port)
    np.testing.assert_array_equal(np.sort(held["NLRTM"]), case.passages.find("closed", "NLRTM")[1])


def test_ports_and_airports_are_hubs_and_cities_are_not() -> None:
    kinds = result("NL", "sea,rail").case.hubs.set_index("id")["kind"]
    assert {kinds[name] for name in things("PL", "air").hubs} == {"airport"}
    assert "city" not in {kinds[name] for name in things("NL", "sea,rail").hubs}


def test_an_end_is_no_hub_unless_it_is_a_country() -> None:
    case = layers.resilience(origins="TWKHH", destinations="NL", modes="sea").case
    hubs = Things.between(case, case.origins[0], case.destinations[0]).hubs
    assert "TWKHH" not in hubs
    assert "NLRTM" in hubs


def test_neither_the_countries_of_the_ends_nor_their_airspaces_are_things() -> None:
    names = things("PL", "air").of_kind("thing")
    assert not {"TW", "PL", "airspace_tw", "airspace_pl"} & {*names}
    assert {"JP", "airspace_jp"} <= {*names}


def test_a_country_closes_in_the_air_as_well() -> None:
    own = things("PL", "air")
    assert {*own.gates["airspace_jp"]} <= {*own.countries["JP"]}


def test_a_gateway_of_an_atlas_is_the_hub_there_and_no_thing_of_its_own() -> None:
    assert "port_kao" not in things("NL", "sea,rail").of_kind("thing")
    assert "TWKHH" in things("NL", "sea,rail").of_kind("hub")


def test_kinds_are_made_of_each_other() -> None:
    own = things("NL", "sea,rail")
    assert [*APART] == ["hub", "gate", "country", "gate or country", "thing"]
    both = {*own.of_kind("gate")} | {*own.of_kind("country")}
    assert {*own.of_kind("gate or country")} == both
    assert {*own.of_kind("thing")} == both | {*own.of_kind("hub")}


def test_things_are_called_as_a_planner_calls_them() -> None:
    case = result("NL", "sea,rail").case
    assert title_of(case, "NLRTM") == "Port of Rotterdam"
    assert title_of(case, "suez") == "Suez Canal"
    assert title_of(case, "DE") == "Germany"


def test_of_cuts_of_one_size_that_of_countries_is_told_before_that_of_gates() -> None:
    edges = [(0, 2, "rail", 1), (2, 1, "rail", 1)]
    cuts = small(edges, gates={"gate": [0]}, countries=["", "", "DE"]).cuts.set_index("apart")
    assert cuts.loc["gate or country", "names"] == "DE"
    assert cuts.loc["thing", "names"] == "DE"
    assert small(BRIDGE, gates={"bridge": [2]}).cuts.set_index("apart").loc["thing", "names"] == "bridge"
