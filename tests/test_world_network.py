"""The bundled transport network against published distances, and the rules, hours and costs put on it."""

from __future__ import annotations

import csv
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from pyproj import Geod

from isthmus import layers
from isthmus.geo import ArgumentError, NoRouteError
from isthmus.layers._bundled.network_files import mode_graph, rule_table
from isthmus.layers._transport.case import Case
from isthmus.layers._transport.cost_models import CostModel, speeds
from isthmus.layers._transport.question import Question
from isthmus.layers._transport.ways import draw_lines
from isthmus.layers._transport.world_network import hubs, network
from small_networks import channel_edges

if TYPE_CHECKING:
    import geopandas as gpd

    from isthmus.geo import Network

GEOD = Geod(ellps="WGS84")
NAUTICAL_MILE = 1852.0

# Distances Between Ports, National Geospatial-Intelligence Agency, Pub. 151, 2001. It lists how far
# ports are from junctions and those from each other: such sums stand here as sums.
PUB_151 = "NGA Pub. 151, as in https://github.com/kaklin/sea-routes"
SINGAPORE_TO_OUESSANT = 5_035 + 1_925 + 24 + 918  # by Port Said, Gibraltar and the Strait of Gibraltar
PEMP = "https://porteconomicsmanagement.org/pemp/contents/part1/interoceanic-passages/routing-options-shanghai-rotterdam"
SEAPACE = "http://seapace.com/scinfo/scinfo_r2.htm"
SEAROUTE = "computed by searoute 1.6.0 on the lanes of Eurostat SeaRoute"
CAPE = ("suez", "panama")  # closed, they leave the way round Africa
# Ports, gates closed, nautical miles, source.
VOYAGES = [
    ("TWKHH", "PLGDN", (), 895 + 769 + SINGAPORE_TO_OUESSANT + 716 + 344, PUB_151),  # by Nha Trang and Kiel
    ("CNSHA", "NLRTM", (), 2_207 + SINGAPORE_TO_OUESSANT + 444, PUB_151),
    ("CNSHA", "NLRTM", (), 10_600, PEMP),
    ("CNSHA", "NLRTM", CAPE, 13_800, PEMP),
    ("SGSIN", "NLRTM", (), SINGAPORE_TO_OUESSANT + 444, PUB_151),
    ("SGSIN", "NLRTM", CAPE, 5_579 + 5_746 + 444, PUB_151),
    ("TWKHH", "USLAX", (), 6_191, SEAROUTE),
    ("HKHKG", "USLAX", (), 6_380, PUB_151),
    ("DEHAM", "PLGDN", (), 91 + 344, PUB_151),  # by the eastern entrance of the Kiel Canal
    ("DEHAM", "PLGDN", ("kiel",), 360 + 418, PUB_151),  # by the Skaw and the Sound
    ("SAJED", "ROCND", (), 1_698, SEAPACE),
    ("SAJED", "ROCND", ("suez",), 11_771, SEAPACE),
    ("UAODS", "GIGIB", (), 2_152, PUB_151),
    ("SIKOP", "EGPSD", (), 1_310, PUB_151),
    ("PKKHI", "SGSIN", (), 2_882, PUB_151),
    ("SGSIN", "JPUKB", (), 2_689, PUB_151),
    ("UYMVD", "CLVAP", (), 2_740, PUB_151),
    ("KEMBA", "SGSIN", (), 3_987, PUB_151),
    ("FIHEL", "PLGDY", (), 415, PUB_151),
    ("USNYC", "BRRIO", (), 4_762, PUB_151),
]
LINE_9 = "https://en.wikipedia.org/wiki/Warsaw%E2%80%93Gda%C5%84sk_railway"
UKRAINIAN_RAILWAYS = "http://new.dumskaya.net/news/ukrzaliznycya-obeschaet-uskorit-sverhskorostnoj--036897/"
ASTANA_TIMES = "https://astanatimes.com/2024/08/container-train-travels-from-china-to-uzbekistan-via-kazakhstan-in-record-five-days/"
# Cities on the way, km, source.
RAILWAYS = [
    (("Gdańsk", "Warsaw"), 323.393, LINE_9),
    (("Odesa", "Zhmerynka", "Kyiv"), 534 + 120, UKRAINIAN_RAILWAYS),  # 120 km more than by Pomichna
    (("Xi’an", "Tashkent"), 4_486, ASTANA_TIMES),  # noqa: RUF001 - so spelled by GeoNames
]


@cache
def high_ground() -> shapely.Polygon:
    """Return what no flight leads over."""
    path = Path(__file__).parents[1] / "tools" / "high_ground.csv"
    [row] = csv.DictReader(path.read_text("utf-8").splitlines())
    return shapely.Polygon([[*map(float, point.split())] for point in row["points"].split(",")])


@cache
def of_modes(*modes: str) -> Network:
    return network(modes=modes)


@cache
def table() -> gpd.GeoDataFrame:
    return hubs()


def place(name: str) -> int:
    rows = table()
    found = ((rows["name"] == name) & (rows["kind"] == "city")) | (rows["id"] == name)
    return int(rows.loc[found, "node"].iloc[0])


def km_between(graph: Network, a: str, b: str) -> float:
    try:
        return graph.shortest_route(place(a), place(b), by="distance").length_m / 1000
    except NoRouteError:
        return np.inf


@pytest.mark.parametrize(("a", "b", "closed", "miles", "source"), VOYAGES)
def test_voyages_are_as_long_as_published(
    a: str, b: str, closed: tuple[str, ...], miles: float, source: str
) -> None:
    km = km_between(of_modes("sea").without(gates=closed), a, b)
    assert 1000 * km / NAUTICAL_MILE == pytest.approx(miles, rel=0.02), source


@pytest.mark.parametrize(("places", "km", "source"), RAILWAYS)
def test_railways_are_as_long_as_published(places: tuple[str, ...], km: float, source: str) -> None:
    way = sum(km_between(of_modes("rail"), a, b) for a, b in pairwise(places))
    assert way == pytest.approx(km, rel=0.04), source


def test_a_network_asked_for_again_is_the_one_there_was() -> None:
    assert network(modes="rail, sea") is network(modes=["sea", "rail"])


def test_ports_are_near_the_sea() -> None:
    ports = table().query("kind == 'port'")
    assert len(ports) > 250
    assert ports["id"].is_unique
    assert ports["sea_km"].notna().all()
    assert {*ports.loc[ports["sea_km"] > 100, "id"]} == {"USANC", "UARNI"}  # up an inlet and the Danube
    assert ports["sea_km"].median() < 30


def test_hubs_are_the_first_nodes_whatever_the_modes() -> None:
    points = table().geometry.get_coordinates().to_numpy()
    for graph in (of_modes("sea"), of_modes("rail", "sea")):
        np.testing.assert_array_equal(graph.lonlat[: len(points)], points)


def test_modes_stand_in_one_order() -> None:
    one, other = of_modes("rail", "sea"), of_modes("sea", "rail")
    np.testing.assert_array_equal(one.tails, other.tails)
    np.testing.assert_array_equal(one.hours, other.hours)


def km_by_mode(graph: Network, edges: tuple[int, ...]) -> dict[str, float]:
    modes, lengths = graph.modes[list(edges)], graph.lengths_m[list(edges)]
    return {str(mode): lengths[modes == mode].sum() / 1000 for mode in np.unique(modes)}


@pytest.mark.parametrize("closed", [(), ("suez",), ("malacca",), ("bab_el_mandeb",)])
@pytest.mark.parametrize("city", ["Prague", "Warsaw", "Vienna", "Budapest"])
def test_by_cost_trade_goes_by_sea_to_a_port_of_europe(city: str, closed: tuple[str, ...]) -> None:
    graph = of_modes("sea", "rail", "road").without(gates=closed)
    km = km_by_mode(graph, graph.shortest_route(place("Taichung"), place(city), by="cost").edges)
    assert km["sea"] > 14_000
    assert km.get("road", 0) + km.get("rail", 0) < 1_000


@pytest.mark.parametrize("city", ["Prague", "Warsaw", "Vienna", "Budapest", "Bucharest", "Zagreb", "Milan"])
def test_with_suez_shut_no_boxes_go_by_land_over_egypt(city: str) -> None:
    graph = of_modes("sea", "rail").without(gates=["suez"])
    assert "good_hope" in graph.shortest_route(place("Taichung"), place(city), by="cost").gates


def test_by_time_nothing_goes_half_round_the_world_by_truck() -> None:
    graph = of_modes("sea", "rail", "road")
    route = graph.shortest_route(place("Taichung"), place("Warsaw"), by="time")
    assert km_by_mode(graph, route.edges).get("road", 0) < 1_000


def test_a_change_of_mode_costs_the_halves_of_both() -> None:
    values = CostModel.find("freight")
    graph = of_modes("sea", "rail")
    port = place("PLGDN")
    at_port = np.flatnonzero((graph.tails == port) & (graph.modes == "transfer"))
    least = sum(values[quantity, mode] for quantity in ("terminal_h", "wait_h") for mode in ("sea", "rail"))
    assert len(at_port) == 2
    calls = values.in_ports("sea") / 2
    assert least + calls <= graph.hours[at_port].sum() < least + calls + 5


def test_a_change_of_gauge_takes_its_time() -> None:
    waits = waits_by_rail()
    queues = rule_table("waits").set_index("gate")[["h_low", "h_high"]].astype(float).mean(axis=1)
    for gate, handling in {"dostyk": 4.25, "brest": 9, "hrubieszow": 9}.items():
        expected = handling + 12 + queues[gate]
        assert waits[of_modes("rail").gates[gate]] == pytest.approx(expected), gate


def test_no_train_from_ukraine_reaches_germany_without_a_change_of_gauge() -> None:
    """The broad line to Sławków ends there, so its wagons change as well."""
    found = of_modes("rail").shortest_route(place("Kyiv"), place("Berlin"), by="cost")
    assert waits_by_rail()[list(found.edges)].max() >= 9


def test_trains_wait_at_no_border_within_the_european_union() -> None:
    assert waits_by_rail()[rails_of("border_cz_pl")] == pytest.approx(0)


def test_a_border_and_a_change_of_gauge_cost_money_too() -> None:
    values = CostModel.find("freight")
    rail = of_modes("rail")
    beyond = (
        rail.costs - rail.lengths_m / 1000 * values["tariff", "rail"] - rail.hours * values["time", "rail"]
    )
    border, gauge = values["border", "rail"], values["break", "rail"]
    assert min(border, gauge) > 0
    for gate, expected in {"brest": border + gauge, "border_ru_ua": border, "border_cz_pl": 0}.items():
        assert beyond[rails_of(gate)] == pytest.approx(expected, abs=1e-9), gate


def rails_of(gate: str) -> np.ndarray:
    """Return the railways that a gate holds: ways over it from a hub to a railway are none."""
    rail = of_modes("rail")
    return rail.gates[gate][rail.modes[rail.gates[gate]] == "rail"]


def waits_by_rail() -> np.ndarray:
    """Return the hours of each edge beyond those of its length."""
    rail = of_modes("rail")
    return rail.hours - rail.lengths_m / 1000 / speeds()["rail"]


def test_the_link_of_latvia_and_lithuania_is_there() -> None:
    """348 km by way of Daugavpils or Jelgava; 946 km in the source, whose line breaks off at both."""
    assert 300 < km_between(of_modes("rail"), "Riga", "Vilnius") < 420


@pytest.mark.parametrize(("mode", "km"), [("rail", 1_450), ("road", 1_300)])
def test_bridges_cross_the_great_belt_and_the_sound(mode: str, km: float) -> None:
    """The source lacks them: Sweden would be reached by Finland, or not at all."""
    assert km_between(of_modes(mode), "Hamburg", "Stockholm") < km


def test_a_ferry_crosses_the_caspian_sea_and_leads_nowhere_else() -> None:
    assert km_between(of_modes("sea"), "KZAAU", "AZBAK") == pytest.approx(500, rel=0.15)
    assert km_between(of_modes("sea"), "AZBAK", "ROCND") == np.inf


def test_the_network_of_a_day_closes_what_is_in_force_and_nothing_else() -> None:
    case = Case.of(Question.ask(origins="TW", destinations="PL", modes="sea,rail", on="2025-09-15"))
    assert {"border_by_pl", "border_ru_ua", "UANLV", "ua_line_of_contact", "bab_el_mandeb"} <= {*case.shut}
    expected = np.unique(np.concatenate([held.edges for held in case.shut.values()]))
    np.testing.assert_array_equal(np.flatnonzero(~case.network.is_open), expected)
    for name in {*case.shut} & {*case.whole.gates}:
        np.testing.assert_array_equal(case.shut[name].edges, case.whole.gates[name])


def test_trains_from_altynkol_reach_almaty_without_china() -> None:
    """The line of 2012, for want of which they went back by Dostyk."""
    total = layers.route("Altynkol", "Almaty", modes="rail", on="open").iloc[-1]
    assert total["countries"] == "KZ"
    assert total["km"] < 400


def test_trains_from_riga_reach_moscow_by_zilupe() -> None:
    total = layers.route("Riga", "Moscow", modes="rail").iloc[-1]
    assert total["countries"] == "LV+RU"
    assert total["km"] < 950


def test_lorries_cross_the_causeway_to_johor() -> None:
    assert layers.route("Singapore", "Johor Bahru", modes="road").iloc[-1]["km"] < 30  # 24 by road


@pytest.mark.parametrize(
    ("origin", "destination", "nautical_miles"),
    [("Kinmen", "Kaohsiung", 150), ("Magong", "Kaohsiung", 75), ("Matsu", "Keelung", 114)],
)
def test_ships_call_at_the_islands_of_taiwan(origin: str, destination: str, nautical_miles: float) -> None:
    legs = layers.route(origin, destination, modes="sea")
    assert legs.iloc[-1]["km"] == pytest.approx(1.852 * nautical_miles, rel=0.12)
    assert {*legs["mode"]} == {"transfer", "sea", "total"}


@pytest.mark.parametrize(
    ("ends", "gate"), [("Tartu Pskov", "koidula_rail"), ("Rēzekne Pskov", "pytalovo_rail")]
)
def test_no_train_passes_what_russia_shut_in_july_2026(ends: str, gate: str) -> None:
    before, after = (
        layers.route(*ends.split(), modes="rail", on=f"2026-{day}").iloc[-1] for day in ("06-30", "07-01")
    )
    assert gate in before["gates"].split("+")
    assert gate not in after["gates"].split("+")
    assert gate in after["closed"].split("+")


def test_flights_are_nearly_geodesics() -> None:
    air, airports = of_modes("air"), table().query("kind == 'airport'")
    start = int(airports["node"].iloc[0])
    metres = air.distances([start], by="distance")[0, airports["node"].to_numpy()]
    here, there = airports.geometry.iloc[[0] * len(airports)], airports.geometry
    straight = GEOD.inv(here.x, here.y, there.x, there.y)[2]
    ways = draw_lines(np.array([shapely.LineString(pair) for pair in zip(here, there, strict=True)], object))
    past = ~shapely.intersects(ways, high_ground()) & (straight > 0)
    assert past.sum() > 150
    assert (metres[past] / straight[past]).max() <= 1.0051
    assert (metres[1:] / straight[1:]).min() >= 0.9999


def test_canals_are_the_same_edges_in_the_network() -> None:
    graph, sea = mode_graph("sea"), of_modes("sea")
    np.testing.assert_array_equal(sea.lengths_m[channel_edges()], graph.metres[channel_edges()])


@pytest.mark.parametrize("costs", ["disrupt-sc", "open-gira"])
def test_cost_models_differ(costs: str) -> None:
    other = network(modes=["sea", "rail"], costs=costs)
    assert (other.costs != of_modes("sea", "rail").costs).any()
    np.testing.assert_array_equal(other.lengths_m, of_modes("sea", "rail").lengths_m)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"modes": ["ship"]}, "modes: expected some of sea, ferry, rail, road, air, got 'ship'"),
        ({"modes": "sea,ship"}, "modes: expected some of sea, ferry, rail, road, air, got 'ship'"),
        ({"modes": []}, "modes: expected some of sea, ferry, rail, road, air, got []"),
        ({"modes": ["air"], "costs": "best"}, "costs: expected one of freight, disrupt-sc, open-gira"),
    ],
)
def test_wrong_questions_get_an_answer_that_helps(asked: dict[str, object], message: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        network(**asked)  # type: ignore[arg-type]
    assert message in str(caught.value)


def test_no_flight_leads_over_high_ground_from_which_it_could_not_descend() -> None:
    air = of_modes("air")
    flights = draw_lines(shapely.linestrings(air.lonlat[np.column_stack([air.tails, air.heads])]))
    assert not shapely.intersects(flights, shapely.buffer(high_ground(), -0.1)).any()
    assert shapely.contains_xy(
        high_ground(), [91.1, 92.0, 80.3], [29.7, 36.0, 32.5]
    ).all()  # Lhasa, Qaidam, Ngari
    assert not shapely.contains_xy(high_ground(), [85.3, 104.1, 76.0], [27.7, 30.6, 39.5]).any()


def test_goods_change_between_trains_and_lorries_at_no_airport() -> None:
    table = hubs()
    airports = {*table.loc[table["kind"] == "airport", "node"]}
    for modes, trains in (("rail,road", False), ("rail,road,air", False), ("rail,air", True)):
        graph = network(modes=modes)
        by_rail = {*graph.tails[graph.modes == "rail"], *graph.heads[graph.modes == "rail"]}
        joined = zip(
            graph.tails[graph.modes == "transfer"], graph.heads[graph.modes == "transfer"], strict=True
        )
        assert any(tail in airports and head in by_rail for tail, head in joined) == trains
