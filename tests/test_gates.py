"""The named passages of the bundled network: each holds what leads through it, and nothing leaks."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from isthmus import geo, layers
from isthmus.geo.errors import NoRouteError
from isthmus.layers._bundled.countries import country_at
from isthmus.layers._bundled.network_files import capacities, gate_edges, gate_table, mode_graph
from isthmus.layers._transport.gates import find_passages, gates
from isthmus.layers._transport.world_network import hubs, network, node_countries
from proof_size import proof_size

if TYPE_CHECKING:
    from isthmus.geo import Network

TABLE = gates().set_index("name")
BY_SEA = TABLE.query("modes == 'sea'")

# A voyage that each passage shortens.
WITNESSES = {
    "suez": ("CNSHA", "NLRTM"),
    "panama": ("CNSHA", "USNYC"),
    "kiel": ("DEHAM", "PLGDN"),
    "bosporus": ("ROCND", "GRPIR"),
    "dardanelles": ("TRIST", "GRPIR"),
    "dover": ("FRLEH", "NLRTM"),
    "gibraltar": ("ESVLC", "PTLIS"),
    "bab_el_mandeb": ("SAJED", "LKCMB"),
    "hormuz": ("AEDXB", "INBOM"),
    "malacca": ("MYPEN", "SGSIN"),
    "singapore": ("MYPKG", "HKHKG"),
    "sunda": ("IDJKT", "AUFRE"),
    "lombok": ("IDBPN", "AUFRE"),
    "makassar": ("IDBPN", "PHDVO"),
    "taiwan_strait": ("CNSHA", "HKHKG"),
    "luzon": ("SGSIN", "JPUKB"),
    "oresund": ("DKCPH", "SEGOT"),
    "great_belt": ("DEKEL", "NOOSL"),
    "little_belt": ("DKFRC", "DEKEL"),
    "skagen": ("PLGDN", "NOOSL"),
    "magellan": ("CLPUQ", "CLVAP"),
    "good_hope": ("ZACPT", "ZADUR"),
    "cape_horn": ("ARBUE", "NZAKL"),
    "otranto": ("HRRJK", "GRPIR"),
    "tsugaru": ("KRPUS", "USSEA"),
    "florida": ("USHOU", "USNYC"),
}
SHUT_IN = {"bosporus": ("ROCND", "GRPIR"), "hormuz": ("KWKWI", "INBOM"), "dardanelles": ("TRIST", "GRPIR")}


@cache
def of_modes(*modes: str) -> Network:
    return network(modes=modes)


@cache
def nodes() -> dict[str, int]:
    return dict(hubs().set_index("id")["node"])


def metres(graph: Network, a: int, b: int) -> float:
    try:
        return graph.shortest_route(a, b, by="distance").length_m
    except NoRouteError:
        return np.inf


def held(mode: str) -> dict[str, list[int]]:
    names = gate_table()["id"]
    return {name: edges.tolist() for name, edges in zip(names, gate_edges(mode), strict=True)}


def test_a_row_says_what_each_gate_is() -> None:
    table = gates()
    assert table.columns.tolist()[:5] == ["name", "kind", "title", "edges", "modes"]
    assert table.crs.to_epsg() == 4326
    assert table["name"].is_unique
    assert table["name"].is_monotonic_increasing
    assert (table["edges"] > 0).all()
    assert table.geometry.is_valid.all()
    assert set(table["kind"]) == {
        *("airspace", "border", "border_post", "canal", "cape", "ferry", "front_line", "gauge_break"),
        *("land_bridge", "strait"),
    }


def test_a_gate_tells_its_gauges_waits_tolls_sizes_and_capacity_as_published() -> None:
    assert TABLE.loc["brest", ["gauges", "handling_h", "capacity_high"]].tolist() == ["1435+1520", 9.0, 18.0]
    assert TABLE.loc["border_by_lt", "gauges"] == ""  # both of 1520 mm
    assert TABLE.loc["suez", ["takes", "usd_t_low"]].tolist() == [
        "400 m long, 77.5 m wide and 20.1 m deep",
        6.5,
    ]
    assert (TABLE["traffic"] != "").sum() >= 15
    assert (TABLE.loc[TABLE["traffic"] != "", "source"] != "").all()
    assert ((TABLE["capacity_low"] <= TABLE["capacity_high"]) == (TABLE["capacity_unit"] != "")).all()


def test_capacities_are_of_things_that_are_known_and_never_a_mean_of_two_years() -> None:
    table = capacities()
    assert {*table["target"]} <= {*gate_table()["id"], *hubs()["id"]}
    assert (table["low"] <= table["high"]).all()
    assert set(table["nature"]) == {"capacity", "flow", "planned"}
    converted = table[table["t_day_low"].notna()]
    assert (converted["t_day_low"] <= converted["t_day_high"]).all()
    by_ship = table["unit"].str.contains("transits")
    assert table.loc[by_ship, "t_day_low"].isna().all()  # what a ship holds was not published
    by_piece = converted[~converted["unit"].str.startswith("million t ")]
    assert (by_piece["t_day_by"] != "").all()
    assert table.set_index("id").loc["suez", "note"].startswith("Two years")


@pytest.mark.parametrize("gate", WITNESSES)
def test_closing_a_passage_lengthens_a_voyage(gate: str) -> None:
    sea, (a, b) = of_modes("sea"), (nodes()[port] for port in WITNESSES[gate])
    route = sea.shortest_route(a, b, by="distance")
    assert gate in route.gates
    assert metres(sea.without(gates=[gate]), a, b) > route.length_m + 1000


@pytest.mark.parametrize("gate", SHUT_IN)
def test_there_is_no_way_round_some_passages(gate: str) -> None:
    a, b = (nodes()[port] for port in SHUT_IN[gate])
    with pytest.raises(NoRouteError):
        of_modes("sea").without(gates=[gate]).shortest_route(a, b, by="distance")


def test_no_open_lane_crosses_a_closed_line() -> None:
    graph, expected = mode_graph("sea"), held("sea")
    ends = np.stack([graph.lonlat[graph.tails], graph.lonlat[graph.heads]], axis=1)
    lanes = geo.split_antimeridian(geo.densify(shapely.linestrings(ends), proof_size(100_000, 50_000)))
    gate, lane = shapely.STRtree(lanes).query(BY_SEA.geometry.to_numpy(), predicate="intersects")
    crossed = {name: set(lane[gate == i].tolist()) for i, name in enumerate(BY_SEA.index)}
    assert crossed == {name: set(expected[name]) for name in BY_SEA.index}


def test_lines_of_passages_end_on_land_or_ice() -> None:
    """Else a lane could lead past the end of the line."""
    ends = np.array([[line.coords[0], line.coords[-1]] for line in BY_SEA.geometry]).reshape(-1, 2)
    ashore = country_at(shapely.points(ends), within_km=8) != None  # noqa: E711 -- elementwise
    ice = np.abs(ends[:, 1]) >= 60
    assert (ashore | ice).all(), ends[~(ashore | ice)]


@pytest.mark.parametrize("gate", [*TABLE.index[TABLE["kind"] != "border"], "border_by_pl", "border_fr_gb"])
def test_closing_a_gate_changes_the_way_between_the_ends_of_an_edge_it_holds(gate: str) -> None:
    mode = TABLE.loc[gate, "modes"].split("+")[0]
    graph = of_modes(*(["sea", mode] if TABLE.loc[gate, "kind"] == "land_bridge" else [mode]))
    if gate == "bridge_panama":  # the canal beside it is no longer
        graph = graph.without(gates=["panama"])
    closed, edges = graph.without(gates=[gate]), graph.gates[gate]
    assert not closed.is_open[edges].any()
    assert closed.is_open.sum() == graph.is_open.sum() - len(edges)
    shortest = edges[np.argsort(graph.lengths_m[edges], kind="stable")][:5]
    ends = zip(graph.tails[shortest].tolist(), graph.heads[shortest].tolist(), strict=True)
    assert any(metres(closed, a, b) > 1.0001 * metres(graph, a, b) for a, b in ends)


@pytest.mark.parametrize("mode", ["rail", "road"])
def test_a_border_holds_every_line_between_two_countries(mode: str) -> None:
    graph, expected = mode_graph(mode), held(mode)
    country = graph.codes[graph.country]
    ends = np.sort(np.column_stack([country[graph.tails], country[graph.heads]]), axis=1)
    borders = TABLE.index[TABLE["kind"] == "border"]
    pairs = np.char.upper([name.split("_")[1:] for name in borders])
    over = np.flatnonzero(ends[:, 0] != ends[:, 1])
    for name, pair in zip(borders, pairs, strict=True):
        assert over[(ends[over] == pair).all(axis=1)].tolist() == sorted(expected[name]), name
    abroad = (ends[:, 0] != ends[:, 1]) & (ends != "ZZ").all(axis=1)
    assert {*map(tuple, ends[abroad].tolist())} <= {*map(tuple, pairs.tolist())}


@pytest.mark.parametrize(
    "words",
    [
        "border_pl_de",
        "Germany/Poland",
        "PL-DE",
        "the border between Germany and Poland",
        "Niemcy \N{EN DASH} Polska",
    ],
)
def test_a_border_is_known_by_its_countries_in_any_order(words: str) -> None:
    passages = find_passages(of_modes("rail"), node_countries(["rail"]))
    assert passages.find("closed", words)[0] == "Border of Germany and Poland (border_de_pl)"


def test_no_flight_crosses_a_closed_airspace() -> None:
    air, codes = of_modes("air"), nodes()
    closed = air.without(gates=["airspace_ru"])
    around = closed.shortest_route(codes["TPE"], codes["PRG"], by="distance")
    assert "airspace_ru" in air.shortest_route(codes["TPE"], codes["PRG"], by="distance").gates
    assert "airspace_ru" not in around.gates


def test_no_train_reaches_poland_over_closed_borders() -> None:
    graph = of_modes("rail")
    cities = hubs().query("kind == 'city'").set_index("name")["node"]
    moscow, warsaw = int(cities["Moscow"]), int(cities["Warsaw"])
    west = ["border_by_pl", "border_pl_ua", "border_lt_pl", "border_pl_ru", "border_hu_ua", "border_sk_ua"]
    south = ["border_ro_ua", "border_md_ro", "border_ge_tr", "border_az_ir", "border_ir_tm", "border_fi_ru"]
    east = ["border_cn_kz", "border_cn_ru", "border_cn_mn", "border_cn_kp"]
    assert np.isfinite(metres(graph, moscow, warsaw))
    with pytest.raises(NoRouteError):
        graph.without(gates=[*west, *south, *east]).shortest_route(moscow, warsaw, by="distance")


def test_a_gateway_closes_with_its_hub_and_a_terminal_is_the_city_rather_than_the_port() -> None:
    modes = ["sea", "rail"]
    passages = find_passages(of_modes(*modes), node_countries(modes), atlas=layers.example())
    known = hubs().set_index("node")["id"]
    for gateway, hub in (("port_gdn", "PLGDN"), ("rail_rig", "456172"), ("rail_waw", "756135")):
        edges = passages.edges[gateway]
        tails, heads = (ends[edges].tolist() for ends in (passages.network.tails, passages.network.heads))
        assert {*known.reindex([*tails, *heads]).dropna()} == {hub}
