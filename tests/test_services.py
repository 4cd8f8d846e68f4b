"""Classes of ships, the trades they serve and the passages too small for them; ferries and land bridges."""

from __future__ import annotations

from itertools import groupby

import numpy as np
import pytest

from isthmus import geo, layers
from isthmus._choices import ANY_VESSEL, VESSELS
from isthmus._modes import TRANSFER
from isthmus.geo import ArgumentError
from isthmus.layers._bundled.countries import countries
from isthmus.layers._bundled.network_files import gate_table, hub_table, line_table, rule_table
from isthmus.layers._transport.cost_models import CostModel, speeds
from isthmus.layers._transport.services import as_vessel, find_vessel, named_lines, narrow_gates
from isthmus.layers._transport.world_network import first_nodes, hubs, network

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


EVERY = named_lines(["sea", "rail", "road"])
WHOLE = network(modes="sea,rail,road")


def test_each_line_has_a_source_and_plausible_figures() -> None:
    table = line_table()
    assert table["id"].is_unique
    assert table["title"].is_unique
    assert (table[["source", "hub_a", "hub_b"]] != "").all(axis=None)
    known = table["source"] != "General knowledge"
    assert table.loc[known, "source_url"].str.startswith("http").all()
    assert set(table["verified"]) == {"yes", "no"}
    for line in EVERY:
        low, high = line.hours
        assert 0 < low <= high
        assert line.km / high > 8
        assert line.km / low < 90
        assert (line.headway_h > 0) is not line.is_bridge


@pytest.mark.parametrize("line", EVERY, ids=lambda line: line.id)
def test_a_line_is_about_as_long_as_its_course(line: layers._transport.ferries.NamedLine) -> None:
    course = geo.inverse(*line.course[:-1].T, *line.course[1:].T)[2].sum() / 1000
    lonlat = hub_table()[["lon", "lat"]].to_numpy()[list(line.hubs)]
    straight = geo.inverse(*lonlat[0], *lonlat[1])[2] / 1000
    assert 0.9 * straight < line.km < 1.6 * straight + 40 or line.kind == "ferry"
    off = 0 if line.is_bridge else 100  # lanes stay off the coast, and lack the Inland Sea of Japan
    assert 0.75 * line.km - off < course < 1.3 * line.km + 3 * off


def test_ferries_go_with_the_sea_and_bridges_with_their_mode() -> None:
    kinds = {
        modes: {line.kind for line in named_lines(modes.split(","))} for modes in ("sea", "ferry", "road")
    }
    assert kinds == {"sea": {"ferry"}, "ferry": {"ferry"}, "road": set()}
    assert {line.mode for line in named_lines(["sea", "rail"])} == {"ferry", "rail"}
    assert {*network(modes="ferry").modes} == {"ferry", TRANSFER}


def test_a_ferry_passes_the_straits_on_its_way() -> None:
    ferries = network(modes="ferry")
    route = ferries.shortest_route(NODE["ITTRS"], NODE["TRIST"])
    assert route.gates == ("ferry_trieste_istanbul", "otranto", "dardanelles")
    assert ferries.without(gates=["otranto"]).distances([NODE["ITTRS"]], [NODE["TRIST"]])[0, 0] == np.inf


def test_goods_wait_for_half_the_time_between_two_ferries_and_pass_two_terminals() -> None:
    (line,) = (line for line in EVERY if line.id == "ferry_trieste_istanbul")
    model = CostModel.find("freight")
    taken = network(modes="ferry").distances([NODE["ITTRS"]], [NODE["TRIST"]])[0, 0]
    assert taken == pytest.approx(np.mean(line.hours) + line.headway_h / 2 + 2 * model["terminal_h", "ferry"])


def test_what_lies_at_sea_is_taken_once_and_ferries_are_not() -> None:
    once = np.zeros(len(WHOLE.tails), bool)
    once[WHOLE.once] = True
    assert once[WHOLE.modes == "sea"].all()
    assert not once[WHOLE.modes == "ferry"].any()
    for line in EVERY:
        assert once[WHOLE.gates[line.id]].all() == line.is_bridge
    start = first_nodes(["sea"])["sea"]
    ports = (WHOLE.modes == TRANSFER) & (WHOLE.heads >= start) & (WHOLE.heads < start + 5000)
    assert once[ports].all()


#: By way of an unloading: Busan and Ulsan, Gqeberha and Cape Town, Hamburg and Lübeck.
TRICKS = [
    ("TWKEL", "KRUSN", "tsushima, taiwan_strait"),
    ("ZAPLZ", "NAWVB", "good_hope"),
    ("NLRTM", "LVRIX", "kiel, skagen"),
]


@pytest.mark.parametrize(("a", "b", "closed"), TRICKS)
def test_goods_leave_no_ship_to_dodge_a_strait(a: str, b: str, closed: str) -> None:
    shut = WHOLE.without(gates=closed)
    for by in ("distance", "time", "cost"):
        try:
            routes = shut.alternatives(NODE[a], NODE[b], 4, by=by)
        except geo.NoRouteError:
            continue
        for route in routes:
            assert voyages(route) <= 1, route


def voyages(route: geo.Route) -> int:
    """Return how many times a route takes to the sea, with land bridges counted as parts of a voyage."""
    bridges = {line.id for line in EVERY if line.is_bridge}
    held = {edge for name in bridges for edge in WHOLE.gates[name].tolist()}
    steps = [mode for edge, mode in zip(route.edges, route.modes, strict=True) if edge not in held]
    return [mode for mode, _ in groupby(mode for mode in steps if mode != TRANSFER)].count("sea")


def test_a_land_bridge_joins_two_voyages() -> None:
    shut = WHOLE.without(gates="suez, good_hope, panama, magellan, cape_horn, bering")
    route = shut.shortest_route(NODE["TWKHH"], NODE["ITTRS"], by="cost")
    assert {"bridge_egypt_alexandria", "bridge_egypt_damietta", "bridge_israel"} & {*route.gates}
    assert voyages(route) == 1
    bridges = [line.id for line in EVERY if line.is_bridge]
    for other in shut.without(gates=bridges).alternatives(NODE["TWKHH"], NODE["ITTRS"], 2, by="cost"):
        assert voyages(other) == 1
        assert [mode for mode, _ in groupby(other.modes) if mode != TRANSFER][-1] != "sea"


def test_a_lorry_takes_a_ferry_after_a_voyage() -> None:
    """With the Baltic shut to ships Finland is reached by a port on the North Sea and a ferry."""
    route = WHOLE.without(gates="kiel, skagen").shortest_route(NODE["TWKHH"], NODE["FIHEL"], by="cost")
    assert voyages(route) == 1
    assert "ferry" in route.modes
