"""The bundled data: the files of the network are of one piece with each other, and true to the land."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod
from scipy.spatial import KDTree

from isthmus import geo, layers
from isthmus._modes import ROUTED
from isthmus.layers._bundled.countries import countries
from isthmus.layers._bundled.files import (
    cost_model_table,
    data_path,
    gate_edges,
    gate_table,
    hub_table,
    mode_graph,
    rule_table,
)
from small_networks import channel_edges


def test_the_bundled_data_dictionary_is_up_to_date() -> None:
    with data_path("atlas/data_dictionary.csv") as path:
        stored = pd.read_csv(path, dtype=str, keep_default_na=False)
    assert stored.equals(layers.data_dictionary())


def test_every_source_named_is_listed() -> None:
    with data_path("atlas/sources.csv") as path:
        listed = set(pd.read_csv(path, dtype=str)["source_url"])
    assert set(layers.impacts()["source_url"]) <= listed
    for _, table in layers.example().layers():
        assert set(table["source_url"]) <= listed


def test_impacts_are_ranges() -> None:
    table = layers.impacts()
    assert len(table) == 39
    assert (table["low"] <= table["high"]).all()


def test_data_sets_say_what_is_owed() -> None:
    table = layers.sources()
    assert list(table) == ["name", "what", "version", "licence", "date", "attribution", "url", "owes"]
    assert table["name"].is_unique
    assert (table != "").all(axis=None)
    assert table["url"].map(lambda url: re.match(r"https://\S+$", url) is not None).all()


GEOD = Geod(ellps="WGS84")
SIZES = {"sea.npz": 310_000, "rail.npz": 1_000_000, "road.npz": 3_000_000, "air.npz": 20_000}
TILE = 5.0  # degrees


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
    lanes = geo.split_antimeridian(geo.densify(shapely.linestrings(ends), 50_000))
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
