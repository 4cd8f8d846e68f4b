"""The bundled network: its files are of one piece and true to the land; the skeleton beside the whole."""

from __future__ import annotations

import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod
from scipy.spatial import KDTree

from isthmus import geo, layers
from isthmus._modes import ROUTED
from isthmus.layers._bundled.countries import countries
from isthmus.layers._bundled.files import data_path
from isthmus.layers._bundled.network_files import (
    _read_arrays,
    cost_model_table,
    gap_table,
    gate_edges,
    gate_table,
    ground,
    hub_table,
    mode_graph,
    rule_table,
)
from isthmus.layers._transport.case import Case
from isthmus.layers._transport.question import Question
from small_networks import channel_edges

sys.path.append(str(Path(__file__).parents[1] / "tools"))
from build_skeleton import basis, gaps

from proof_size import proof_size

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parent.parent
GEOD = Geod(ellps="WGS84")
SIZES = {"sea.npz": 310_000, "rail.npz": 1_000_000, "road.npz": 3_000_000, "air.npz": 20_000}
TILE = 5.0  # degrees

MODES = ("sea", "rail", "road")
ENDS = {"origins": ("TW", "Almaty", "JPTYO"), "destinations": ("PL", "CZ", "Istanbul", "INNSA")}


@pytest.mark.parametrize("name", SIZES)
def test_files_are_small(name: str) -> None:
    with data_path(f"network/{name}") as path:
        assert path.stat().st_size <= SIZES[name]


@pytest.mark.parametrize("mode", ROUTED)
def test_edges_join_places_of_their_mode(mode: str) -> None:
    graph = mode_graph(mode)
    assert len(graph.tails) == len(graph.heads) == len(graph.metres)
    for ends in (graph.tails, graph.heads):
        assert ends.min() >= 0
        assert ends.max() < len(graph.lonlat)
    assert (graph.tails != graph.heads).all()
    assert len(graph.country) in (0, len(graph.lonlat))


@pytest.mark.parametrize("mode", ROUTED)
def test_edges_are_no_shorter_than_geodesics(mode: str) -> None:
    graph = mode_graph(mode)
    geodesic = GEOD.inv(*graph.lonlat[graph.tails].T, *graph.lonlat[graph.heads].T)[2]
    assert (graph.metres - geodesic).min() > -51  # lengths are stored in steps of 100 m
    assert graph.metres.min() > 0


@pytest.mark.parametrize("mode", ROUTED)
def test_gates_hold_edges_of_their_mode(mode: str) -> None:
    held = gate_edges(mode)
    assert len(held) == len(gate_table())
    assert np.concatenate(held).max() < len(mode_graph(mode).tails)


@pytest.mark.parametrize("mode", ["sea", "rail", "road"])
def test_hubs_are_as_far_from_their_berths_as_they_say(mode: str) -> None:
    table = hub_table()
    table = table[table[mode] >= 0]
    berth = mode_graph(mode).lonlat[table[mode]]
    km = GEOD.inv(*table[["lon", "lat"]].to_numpy().T, *berth.T)[2] / 1000
    np.testing.assert_allclose(table[f"{mode}_km"], km, atol=0.06)


def test_bundled_graphs_cannot_be_written_to() -> None:
    with pytest.raises(ValueError, match="read-only"):
        mode_graph("sea").metres[0] = 0


def test_the_kiel_canal_is_as_long_as_it_is() -> None:
    """98.637 km, says http://www.kids.balticmuseums.net/de/node/41."""
    graph, channel = mode_graph("sea"), channel_edges()
    (lon, lat), (lon_b, lat_b) = graph.lonlat[graph.tails[channel]].T, graph.lonlat[graph.heads[channel]].T
    south, north = np.minimum(lat, lat_b), np.maximum(lat, lat_b)
    inside = (south > 53.87) & (north > 53.9) & (north < 54.4)
    inside &= (np.minimum(lon, lon_b) >= 9.13) & (np.maximum(lon, lon_b) <= 10.16)
    assert graph.metres[channel[inside]].sum() / 1000 == pytest.approx(98.637, rel=0.04)


@pytest.fixture(scope="module")
def land() -> shapely.STRtree:
    """The bundled outlines, cut into tiles: whole continents are slow to ask."""
    corner = np.stack(np.meshgrid(np.arange(-180, 200, TILE), np.arange(-90, 90, TILE))).reshape(2, -1)
    boxes = shapely.box(*corner, *(corner + TILE))
    whole = shapely.get_parts(countries().geometry.to_numpy())
    part, box = shapely.STRtree(boxes).query(whole, predicate="intersects")
    return shapely.STRtree(shapely.intersection(whole[part], boxes[box]))


def test_no_lane_but_canals_and_rivers_crosses_land(land: shapely.STRtree) -> None:
    """Lanes are clear of the source's coasts; the bundled outlines, being simplified, stray by some km.

    They know few harbours, so that what leads into one is held to less.
    """
    graph = mode_graph("sea")
    open_sea = np.setdiff1d(np.arange(len(graph.tails)), channel_edges())
    ends = np.stack([graph.lonlat[graph.tails[open_sea]], graph.lonlat[graph.heads[open_sea]]], axis=1)
    lanes = geo.split_antimeridian(geo.densify(shapely.linestrings(ends), proof_size(100_000, 50_000)))
    lane, tile = land.query(lanes, predicate="intersects")
    pieces = shapely.intersection(lanes[lane], land.geometries[tile])
    ashore = np.bincount(lane, [GEOD.geometry_length(piece) / 1000 for piece in pieces], minlength=len(lanes))
    assert ashore.max() < 20
    at_port = _near_berths(ends.reshape(-1, 2)).reshape(-1, 2).any(axis=1)
    assert (ashore[~at_port] > 5).sum() < 15
    assert (ashore[at_port] > 5).sum() < 30


def _near_berths(lonlat: np.ndarray) -> np.ndarray:
    """Return which places are within 20 km or so of a port's place at sea."""
    table = hub_table()
    berths = mode_graph("sea").lonlat[table.loc[table["kind"] == "port", "sea"]]
    return KDTree(berths).query(lonlat, distance_upper_bound=0.2)[0] < np.inf


@pytest.mark.parametrize("name", ["closures", "links", "gauges", "waits", "lengths"])
def test_every_rule_has_a_source(name: str) -> None:
    rules = rule_table(name)
    assert (rules["source"] != "").all()
    assert rules["source_url"].str.startswith("http").all()
    assert rules["verified"].isin(["yes", "no"]).all()


#: Ports and airports that a second source puts elsewhere, how far, and why they stay.
ELSEWHERE = {
    "TWTPE": (17, "at Bali; UN/LOCODE has the city that the port bears the name of"),
    "TWMLI": (75, "UN/LOCODE has the latitude as 23 06 for 23 46"),
    "MAPTM": (30, "the second source has Tangier"),
    "AUBNE": (18, "the second source has the city, up the river from the terminals"),
    "CNHAK": (16, "a slip of the second source; the city lies at its port"),
    "KTI": (176, "the code was another airport's, Kratie's, before Phnom Penh's new one took it"),
}


def test_ports_and_airports_stand_where_a_second_source_puts_them() -> None:
    second = pd.read_csv(ROOT / "tests" / "data" / "hub_points.csv", keep_default_na=False).set_index("id")
    table = hub_table()
    table = table[table["kind"].isin(["port", "airport"])].set_index("id")
    assert {*table.index} - {*second.index} == {"ILETH"}, "Eilat, at the town of the name"
    table = table.loc[table.index.intersection(second.index)]
    own, there = (told[["lon", "lat"]].to_numpy(float).T for told in (table, second.loc[table.index]))
    km = pd.Series(GEOD.inv(*own, *there)[2] / 1000, table.index)
    far = km[km > table["kind"].map({"port": 15, "airport": 5})]
    assert far.round().to_dict() == {name: km for name, (km, _) in ELSEWHERE.items()}


def said_by_gates(rows: pd.DataFrame, column: str) -> pd.Series[bool]:
    return rows[column].map(layers.gates().set_index("name")["verified"].eq("no"))


def said_by_sentences(told: pd.DataFrame, rows: pd.DataFrame) -> pd.Series[bool]:
    ids = told.columns[0]
    doubtful = told.groupby(ids)["sentence"].agg(lambda said: said.str.contains("general knowledge").all())
    return rows[rows.columns[0]].map(doubtful)


def said_in_a_file(path: str, what: str) -> Callable[[pd.DataFrame], pd.Series[bool]]:
    return lambda rows: pd.Series(what.format(len(rows)) in (ROOT / path).read_text("utf-8"), rows.index)


#: Where a reader is told of the rows of a bundled table whose source was not seen.
TOLD = {
    "rules_closures": lambda rows: said_by_sentences(layers.closures(), rows),
    "rules_policies": lambda rows: said_by_sentences(layers.policies(), rows),
    "rules_capacities": lambda rows: said_by_sentences(layers.capacities(), rows),
    "rules_goods": lambda rows: said_by_sentences(layers.goods(), rows),
    "disruption_effects": lambda rows: said_by_sentences(layers.disruptions(), rows),
    "disruptions": lambda rows: said_by_sentences(layers.disruptions().iloc[:, 1:], rows),
    "rules_ferries": lambda rows: said_by_gates(rows, "id"),
    "rules_waits": lambda rows: said_by_gates(rows, "gate"),
    "rules_gauges": said_in_a_file("docs/network.md", "those of Singapore, Laos and the\nEmirates are from"),
    "rules_links": said_in_a_file("docs/network.md", "all {} are drawn from general knowledge"),
    "terminals": said_in_a_file("docs/names.md", "86 places of `tools/terminals.csv` {} stand there from"),
    "gateways": lambda rows: rows["source_grade"].isin(
        ["memory", "hand-placed"]
    ),  # of which the card says so
}
TABLES = sorted(
    [
        *(ROOT / "layers" / "data" / "atlas").glob("*.csv"),
        *(ROOT / "layers" / "data" / "network").glob("*.csv"),
        *(ROOT / "tools").glob("*.csv"),
    ]
)


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_a_row_whose_source_was_not_seen_says_so_where_it_is_read(path: Path) -> None:
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    unseen = table[table["verified"] == "no"] if "verified" in table else table[:0]
    assert bool(len(unseen)) == (path.stem in TOLD)
    if len(unseen):
        assert unseen[~(TOLD[path.stem](unseen) == True)].iloc[:, 0].tolist() == []  # noqa: E712 - nor missing


def test_cost_models_have_the_same_quantities() -> None:
    values = cost_model_table()
    assert not values.duplicated(["model", "quantity", "mode", "vessel"]).any()
    everywhere = values[
        (values["vessel"] == "") & ~values["quantity"].isin(["calls", "call_h", "stop_h", "wait_h"])
    ]
    assert len(set(everywhere.groupby("model").size())) == 1
    assert (
        (values["low"] >= 0) & (values["low"] <= values["value"]) & (values["value"] <= values["high"])
    ).all()
    assert (values["source"] != "").all()


def both_of(**asked: object) -> tuple[Case, Case]:
    question = Question.ask(**(ENDS | {"on": "open"} | asked))  # type: ignore[arg-type]
    return Case.of(question), Case.of(question, entire=True)


def test_it_is_of_the_networks_gates_and_hubs_that_are_there() -> None:
    """If not: python tools/build_skeleton.py."""
    assert str(_read_arrays("skeleton.npz")["basis"]) == basis()
    assert gap_table().to_numpy().tolist() == [[*map(str, gap)] for gap in gaps()]
    ends = [end for gap in gaps() for end in gap[2:] if isinstance(end, int)]
    assert (ground("rail", is_skeleton=True).node[ends] >= 0).all()


@pytest.mark.parametrize(
    ("modes", "by", "costs"),
    [
        ("sea,rail,road", "cost", "freight"),
        ("sea,rail", "time", "open-gira"),
        ("road,air", "cost", "freight"),
    ],
)
def test_routes_take_the_same_as_on_the_whole_network_whatever_is_closed(
    modes: str, by: str, costs: str
) -> None:
    ends = {"origins": "TW", "destinations": "PL,CZ"} if "air" in modes else {}  # ends that are hubs
    small, entire = both_of(modes=modes, by=by, costs=costs, **ends)
    assert small.is_skeleton
    assert not entire.is_skeleton
    assert len(small.whole.tails) < len(entire.whole.tails) / 3
    rng = np.random.default_rng(5)
    for _ in range(3):
        passed = small.gates_on(small.after.all_edges())
        countries = rng.choice([*small.land], 3)
        names = [*rng.choice(passed, 3), *rng.choice([*small.whole.gates], 20), *countries, "DEHAM"]
        found = [_closed(case, names) for case in (small, entire)]
        for name in ("least", "lengths_m", "hours", "costs"):
            one, other = (getattr(best, name) for best in found)
            np.testing.assert_allclose(one, other, rtol=1e-9, err_msg=str(names))


def _closed(case: Case, names: list[str]) -> geo.BestRoutes:
    held = [case.passages.find("closed", name)[1] for name in names]
    return case.best_routes(case.whole.without(edges=np.concatenate(held)))


def test_its_edges_are_drawn_along_the_lines_of_the_whole_network() -> None:
    small, entire = both_of(modes="sea,rail", origins="TW", destinations="PL")
    one, other = (case.line(case.after.edges[0][0].tolist()) for case in (small, entire))
    assert other.equals_exact(one) or other.equals_exact(one.reverse())


@pytest.mark.parametrize("mode", MODES)
def test_its_edges_are_as_long_as_their_parts_and_lead_between_hubs(mode: str) -> None:
    small, whole = ground(mode, is_skeleton=True), mode_graph(mode)
    kept = small.edge >= 0
    assert kept.mean() < 0.5
    assert small.graph.metres.sum() == pytest.approx(whole.metres[kept].sum())
    berths = hub_table()[mode].to_numpy()
    assert (small.node[berths[berths >= 0]] >= 0).all()
    longest = int(np.argmax(np.bincount(small.edge[kept])))
    start, stop = (int(ends[longest]) for ends in (small.graph.tails, small.graph.heads))
    places = [small.graph.lonlat[start], *small.course(longest, start), small.graph.lonlat[stop]]
    assert len(places) == np.bincount(small.edge[kept]).max() + 1
    here = np.isin(whole.lonlat @ [1, 1j], np.array(places) @ [1, 1j])
    among = here[whole.tails] & here[whole.heads]
    known = {
        tuple(sorted(map(tuple, whole.lonlat[[a, b]].tolist())))
        for a, b in zip(whole.tails[among], whole.heads[among], strict=True)
    }
    assert {tuple(sorted((tuple(a.tolist()), tuple(b.tolist())))) for a, b in pairwise(places)} <= known


def test_what_is_shut_by_where_it_lies_and_places_of_ones_own_are_asked_of_the_whole_network() -> None:
    area = {"closed": [shapely.box(20, 50, 21, 51)]}
    assert not Case.of(Question.ask(**(ENDS | area))).is_skeleton  # type: ignore[arg-type]
    assert not Case.of(Question.ask(origins=[(21.01, 52.23)], destinations="CZ", modes="rail")).is_skeleton


def test_an_area_is_closed_on_the_whole_network_when_it_is_asked_of_a_result() -> None:
    ways = {"origins": "TWKHH", "destinations": "NLRTM", "modes": "sea", "on": "open"}
    zone = [shapely.box(32, 29, 33, 32)]  # the Suez Canal
    ready, asked = layers.resilience(**ways), layers.resilience(**ways, closed=zone)  # type: ignore[arg-type]
    found = ready.what_if(zone)
    assert found["h_after"].tolist() == asked.pairs["h"].tolist()
    assert found["extra_km"].item() == layers.compare(ready, asked).pairs["extra_km"].item() > 5000
