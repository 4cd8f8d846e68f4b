"""How many independent routes join two ends and what parts them, where the answer is known by argument."""

from __future__ import annotations

import math
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from hypothesis import given, settings

from isthmus import geo, layers
from isthmus.layers._records import PairSummary
from isthmus.layers._redundancy.cuts import APART, Things, title_of
from proof_size import proof_size
from small_networks import joined, networks
from small_studies import BRIDGE, DIAMOND, bundled_atlas, small

if TYPE_CHECKING:
    from isthmus.layers._redundancy.resilience import Resilience


def test_a_bridge_is_what_every_route_passes() -> None:
    result = small(BRIDGE, gates={"bridge": [2]})
    pair = result.pairs.iloc[0]
    assert (pair["gate_routes"], pair["gate_or_country_routes"]) == (1, 1)
    cuts = result.cuts.set_index("apart")
    assert cuts.loc["gate", "names"] == "bridge"
    assert cuts.loc["gate", "sentence"].endswith(", every route from 0 to 1 passes Bridge.")
    assert cuts.loc["thing", "titles"] == "Bridge"
    row = result.criticality.iloc[0]
    assert (row["unserved_share"], row["delayed_share"]) == (1, 0)
    assert np.isnan(row["extra_h"])  # nobody is delayed: nobody arrives


def test_two_railways_over_one_strait_are_one_route_by_gate() -> None:
    result = small([(0, 1, "rail", 2), (0, 1, "rail", 3)], gates={"strait": [0, 1]})
    pair = result.pairs.iloc[0]
    assert (len(result.routes), pair["gate_routes"]) == (2, 1)
    assert result.criticality.iloc[0]["unserved_share"] == 1


def test_parallel_road_and_rail_are_two_routes() -> None:
    result = small([(0, 1, "road", 1), (0, 1, "rail", 2)], gates={"railway": [1]})
    assert len(result.routes) == 2
    gate = result.cuts.set_index("apart").loc["gate"]
    assert gate["size"] is pd.NA  # the road passes no gate
    told = "no closure of gates parts 0 from 1: a way of 100 km by road passes none."
    assert gate["sentence"].endswith(told)


def test_an_unreachable_pair_has_no_route_and_no_hours() -> None:
    result = small([(0, 2, "sea", 1)], ends=([0], [1, 2]))
    pair = result.pairs.set_index("destination")
    assert pair.loc["1", "hub_routes"] == 0
    assert np.isnan(pair.loc["1", "h"])
    assert pair.loc["2", "h"] == 1
    sentence = result.cuts.set_index(["destination", "apart"]).loc[("1", "thing"), "sentence"]
    assert sentence.endswith(", no route leads from 0 to 1.")
    assert result.summary().pairs[0].things == 0


def test_a_sentence_says_of_what_it_is_said() -> None:
    asked = {"origins": "TWKHH", "destinations": "NLRTM", "modes": "sea"}
    for on, day in (("2024-06-01", "on 2024-06-01"), ("open", "with everything open")):
        sentences = layers.resilience(**asked, on=on).cuts["sentence"]
        assert sentences.str.startswith(f"In the bundled network, by sea {day}, ").all()


def test_a_sentence_says_what_the_question_shuts_and_what_its_policies_bar() -> None:
    asked = {"origins": "TW", "destinations": "PL", "modes": "rail,sea", "on": "open", "closed": "suez"}
    sentences = layers.resilience(**asked, policy="no_transit_russia").cuts["sentence"]
    barred = "without Suez Canal (suez), without Russia (RU), barred by no_transit_russia, "
    assert sentences.str.startswith(
        f"In the bundled network, by sea and rail with everything open, {barred}"
    ).all()


def test_an_edge_without_capacity_carries_nothing() -> None:
    result = small([(0, 1, "sea", 1), (0, 1, "sea", 9)], capacities=[0, 5])
    assert (len(result.routes), result.pairs.iloc[0]["h"]) == (1, 9)


def test_countries_on_the_way_are_shared() -> None:
    edges = [(0, 2, "rail", 1), (2, 1, "rail", 1), (0, 3, "rail", 2), (3, 1, "rail", 2)]
    result = small(edges, countries=["", "", "DE", "DE"])
    pair = result.pairs.iloc[0]
    assert (len(result.routes), pair["country_routes"]) == (2, 1)
    assert result.cuts.set_index("apart").loc["country", "titles"] == "Germany"
    assert result.routes["countries"].tolist() == ["DE", "DE"]


@settings(max_examples=proof_size(30, 240))
@given(networks())
def test_the_cut_parts_and_no_smaller_does(network: geo.Network) -> None:
    cut = network.merge([[0, 1], [4, 5]]).minimum_cut(0, 4)
    assert not linked(network.without(edges=cut.edges))
    for fewer in combinations(np.flatnonzero(network.is_open).tolist(), max(cut.size - 1, 0)):
        assert cut.size == 0 or linked(network.without(edges=fewer))


def linked(network: geo.Network) -> bool:
    return any(joined(network, a, b) for a in (0, 1) for b in (4, 5))


def test_the_independent_routes_themselves() -> None:
    rows = small(DIAMOND, gates={"north": [1]}).routes
    assert rows[["route", "km", "h", "usd_t", "gates"]].to_numpy().tolist() == [
        [1, 200, 2, 20, "north"],
        [2, 600, 6, 60, ""],
    ]
    assert [list(line.simplify(1e-9, preserve_topology=False).coords) for line in rows.geometry] == [
        [(0, 0), (2, 0), (1, 0)],
        [(0, 0), (3, 0), (1, 0)],
    ]
    assert len(small([(0, 2, "sea", 1)]).routes) == 0


def test_an_airport_is_what_routes_by_air_pass_and_their_own_airspaces_part_nobody() -> None:
    result = layers.resilience(bundled_atlas(), origins=["TW"], destinations=["PL"], modes=["air"])
    cuts = result.cuts.set_index("apart")
    assert "Taiwan Taoyuan International Airport" in cuts.loc["hub", "titles"].split("+")
    assert not {"airspace_tw", "airspace_pl"} & {name for names in cuts["names"] for name in names.split("+")}


def test_a_pair_is_told_with_its_narrowest_place_and_the_fewest_passages_that_part_it() -> None:
    result = small(BRIDGE, gates={"bridge": [2]})
    assert result.summary().pairs == (
        PairSummary("0", "1", 1, ("bridge",), ("Bridge",), 1, ("bridge",), ("Bridge",), hours=7.0),
    )


def test_no_number_of_passages_parts_a_pair_whose_route_passes_none() -> None:
    (pair,) = small(DIAMOND, gates={"north": [1]}).summary().pairs
    assert (pair.things, pair.passages, pair.passage_names) == (None, None, ())


def test_a_pair_without_a_route_has_no_hours() -> None:
    (pair,) = small([(0, 2, "sea", 1)]).summary().pairs
    assert (pair.things, pair.narrowest) == (0, ())
    assert math.isnan(pair.hours)


def test_what_all_best_routes_pass_is_told_in_the_order_of_travel() -> None:
    edges = [(0, 2, "sea", 1), (2, 3, "sea", 1), (3, 1, "sea", 1), (3, 4, "sea", 1), (3, 5, "sea", 1)]
    gates = {"z first": [0], "a second": [1], "own": [2]}
    summary = small(edges, gates=gates, ends=([0], [1, 4])).summary()
    assert summary.shared_names == ("z first", "a second")
    assert summary.shared_titles == ("Z First", "A Second")
    nowhere = small([(0, 2, "sea", 1)], gates={"strait": [0]}).summary()
    assert nowhere.shared_names == ()


def test_a_pair_that_is_cut_off_is_no_reason_to_share_nothing() -> None:
    summary = small([(0, 1, "sea", 1)], gates={"strait": [0]}, ends=([0], [1, 2])).summary()
    assert summary.shared_names == ("strait",)


def test_it_says_the_question_and_the_days_of_the_data() -> None:
    summary = small(DIAMOND, gates={"north": [1]}, closed=["north"]).summary()
    assert (summary.modes, summary.by, summary.closed) == (("sea",), "time", ("north",))
    dates = layers.sources().set_index("name")["date"]
    assert summary.atlas_as_of == dates["atlas"]
    assert summary.network_as_of == dates[dates.index.str.startswith("network")].max()


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


def test_independent_routes_by_air_are_as_many_as_the_cut_and_found_at_once() -> None:
    """Airspaces overlap in so many ways that those taken in turn are fewer."""
    result = layers.resilience(origins="TW", destinations="PL", goods="drones")
    sizes = result.cuts.set_index("apart")["size"]
    found = result.pairs.iloc[0]
    assert found["gate_routes"] == sizes["gate"] >= 7
    assert found["gate_or_country_routes"] == sizes["gate or country"]
