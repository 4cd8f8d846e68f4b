"""Routes as tables of legs, between places by name."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely

from isthmus import geo, layers
from isthmus.layers._bundled.network_files import rule_table
from isthmus.layers._transport.cost_models import HOURS

if TYPE_CHECKING:
    from pathlib import Path

MODES = ["sea", "rail"]


@pytest.fixture(scope="module")
def shut() -> gpd.GeoDataFrame:
    """Return three routes to Warsaw with Suez shut."""
    return layers.route("Taichung", "Warsaw", modes=MODES, closed=["suez"], alternatives=3)


def totals(routes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return routes[routes["mode"] == "total"]


def test_what_is_closed_is_not_passed(shut: gpd.GeoDataFrame) -> None:
    assert not shut["gates"].str.contains("suez").any()
    free = layers.route("Taichung", "Warsaw", modes=MODES, on="open")
    assert "suez" in totals(free)["gates"].item()
    assert set(free["closed_by"]) == {"size+size+size"}


def test_a_route_says_what_was_shut_by_name_and_by_the_day(shut: gpd.GeoDataFrame) -> None:
    [closed] = {*shut["closed"]}
    assert {"suez", "hormuz", "border_ru_ua", "UANLV"} <= {*closed.split("+")}
    assert "airspace_ru" not in closed.split("+")  # neither ships nor trains fly
    assert {*shut["on"]} == {layers.sources().set_index("name").loc["atlas", "date"]}


def test_hours_are_told_by_what_they_are_spent_on(shut: gpd.GeoDataFrame) -> None:
    assert shut[list(HOURS)].sum(axis=1).to_numpy() == pytest.approx(shut["h"].to_numpy(), abs=0.25)
    legs, total = shut[shut["mode"] != "total"], shut.iloc[-1]
    for name in (*HOURS, "h_low", "h_high", "usd_t_low", "usd_t_high"):
        own = legs.loc[legs["route"] == total["route"], name].sum()
        assert own == pytest.approx(total[name], abs=0.5), name
    by_mode = legs.groupby("mode")[list(HOURS)].sum()
    assert (by_mode.loc["transfer", ["dwell_h", "waiting_h", "handling_h"]] > 0).all()
    assert by_mode.loc["sea", "moving_h"] > 0
    assert (by_mode.loc["sea", ["dwell_h", "handling_h"]] == 0).all()


def test_what_a_leg_takes_lies_in_its_range(shut: gpd.GeoDataFrame) -> None:
    for name in ("h", "usd_t"):
        assert (shut[f"{name}_low"] <= shut[name]).all()
        assert (shut[name] <= shut[f"{name}_high"]).all()
        assert shut[f"{name}_low"].iloc[-1] < shut[name].iloc[-1] < shut[f"{name}_high"].iloc[-1]
    told = layers.route("Warsaw", "Prague", modes="rail", costs="open-gira").iloc[-1]
    assert told["h_low"] == told["h"] == told["h_high"]  # its figures are no ranges


def test_a_canal_is_waited_at() -> None:
    sea = layers.route("TWKHH", "NLRTM", modes="sea", on="open").set_index("mode").loc["sea"]
    assert "suez" in sea["gates"].split("+")
    assert sea["waiting_h"] == 7.0


def test_alternatives_share_no_more_than_half_of_their_gates(shut: gpd.GeoDataFrame) -> None:
    assert len(totals(shut)) == 3
    passed = [set(gates.split("+")) for gates in totals(shut)["gates"]]
    for one, other in itertools.combinations(passed, 2):
        assert 2 * len(one & other) <= min(len(one), len(other))
    assert totals(shut)["usd_t"].is_monotonic_increasing


def test_lines_read_as_geodesics_and_straight_are_the_same(shut: gpd.GeoDataFrame) -> None:
    """Within 10 m in 1,000 km, and at sea as long as the leg says, but for what ships sail more."""
    legs = shut[shut["mode"] == "sea"]
    lines = legs.geometry.to_numpy()
    metres = geo.length(lines)
    assert geo.length(lines, path="straight") == pytest.approx(metres, rel=1e-5)
    factor = float(str(rule_table("lengths").set_index("mode").loc["sea", "factor"]))
    assert factor * metres / 1000 == pytest.approx(legs["km"], rel=1e-3)


def test_the_rules_of_a_day_apply() -> None:
    before = totals(layers.route("Warsaw", "Minsk", modes=["rail"], on="2025-09-11"))
    during = totals(layers.route("Warsaw", "Minsk", modes=["rail"], on="2025-09-15"))
    assert "border_by_pl" in before["gates"].item()
    assert "border_by_pl" not in during["gates"].item()
    assert during["km"].item() > before["km"].item()
    assert during["on"].item() == "2025-09-15"


def test_the_default_is_what_trade_takes_and_time_is_what_it_is() -> None:
    by_cost = layers.route("Taichung", "Warsaw")
    by_time = layers.route("Taichung", "Warsaw", by="time")
    assert by_cost.loc[by_cost["mode"] == "road", "km"].sum() < 1000
    assert totals(by_time)["h"].item() < totals(by_cost)["h"].item()
    assert totals(by_time)["usd_t"].item() > totals(by_cost)["usd_t"].item()


def test_an_area_is_kept_out_of() -> None:
    straits = shapely.box(95, -8, 110, 8)  # Malacca and Sunda
    around = layers.route("Kaohsiung", "Gdansk", modes=["sea"], avoid=straits)
    straight = layers.route("Kaohsiung", "Gdansk", modes=["sea"])
    assert not around.geometry.intersects(straits).any()
    assert totals(around)["km"].item() > totals(straight)["km"].item()


def test_what_was_matched_stands_on_every_row() -> None:
    routes = layers.route((120.7, 24.2), "port_gdn", modes=["sea", "road"])
    assert set(routes["origin"]) == {"120.7,24.2, TW, 0.3 km from a road"}
    assert routes["destination"].str.startswith("Gdańsk, PL (port PLGDN), 0.0 km from Port of Gdansk").all()
    assert routes["from"].iloc[0] == "120.7,24.2"
    assert set(routes["costs"]) == {"freight"}


def test_each_leg_names_its_sources_and_the_total_all_of_them(shut: gpd.GeoDataFrame) -> None:
    first = shut[shut["route"] == 1].set_index("mode")
    by_rail = first.loc[["rail"], ["source", "as_of"]]  # to the port and away from it
    assert {*map(tuple, by_rail.to_numpy())} == {("© OpenStreetMap contributors", "2024-04")}
    assert first.loc["sea", "source"].startswith("Made with Natural Earth")
    assert first.loc["total", "as_of"] == "2024-04"
    for source in first["source"]:
        assert source in first.loc["total", "source"]
    assert set(shut["confidence"]) == {"derived"}


@pytest.mark.parametrize(
    ("origin", "destination"), [("Taichung", "Taichung"), ("port_kao", "TWKHH"), ((21.0, 52.0), "21,52")]
)
def test_a_journey_goes_somewhere_else(origin: str | tuple[float, float], destination: str) -> None:
    with pytest.raises(geo.ArgumentError, match="expected places apart, got a hub in common"):
        layers.route(origin, destination, modes=MODES)


def test_no_route_names_the_gates_and_what_would_open_one() -> None:
    around = ["suez", "good_hope", "panama", "cape_horn", "magellan", "bering"]
    with pytest.raises(geo.NoRouteError) as caught:
        layers.route("Taichung", "Gdansk", modes=["sea"], closed=around, on="open")
    message = str(caught.value)
    ends = "from Taichung, TW (port TWTXG) to Gdańsk, PL (port PLGDN) by sea"
    assert message.startswith(f"no route {ends}: every one passes ")
    assert "Suez Canal (suez)" in message
    assert "Bering" not in message  # the Arctic has no lanes
    assert "; allow Suez Canal (suez) or add the mode rail" in message
    assert caught.value.cut.size > 0
    layers.route("Taichung", "Gdansk", modes=["sea"], closed=around[1:], on="open")
    layers.route("Taichung", "Gdansk", modes=["sea", "rail"], closed=around)


@pytest.mark.parametrize(
    "zone",
    [shapely.box(9, 53.5, 31, 66), shapely.box(0, -90, 180, 90), shapely.box(-180, -90, 180, 90)],
    ids=["the Baltic", "half of the world", "the world"],
)
def test_no_route_names_the_zones(zone: shapely.Polygon) -> None:
    with pytest.raises(geo.NoRouteError, match="every one passes the zone to avoid; allow the zone to avoid"):
        layers.route("Kaohsiung", "Gdansk", modes=["sea"], avoid=zone)


def test_what_nothing_joins_is_said_so() -> None:
    with pytest.raises(geo.NoRouteError, match=r"even with everything open; add the mode sea$"):
        layers.route("Taipei", "Warsaw", modes=["rail"])


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"by": "hours"}, 'by: expected "cost", "time" or "distance"'),
        ({"alternatives": 0}, "alternatives: expected a whole number"),
        ({"alternatives": 21}, "alternatives: expected a whole number from 1 to 20"),
        ({"alternatives": True}, "alternatives: expected a whole number"),
        ({"modes": ""}, "modes: "),
        ({"modes": ["barge"]}, "modes: "),
        ({"costs": "cheap"}, "costs: "),
        ({"on": "yesterday"}, "on: expected an ISO date"),
        ({"closed": ["suesz"]}, "closed: .*'suesz'"),
    ],
)
def test_a_wrong_call_says_which_argument(wrong: dict[str, object], message: str) -> None:
    with pytest.raises(geo.ArgumentError, match=message):
        layers.route("Taichung", "Warsaw", **{"modes": MODES} | wrong)  # type: ignore[arg-type]


def test_routes_are_written_and_read_in_every_format(shut: gpd.GeoDataFrame, tmp_path: Path) -> None:
    for ending in ("geojson", "gpkg", "parquet", "fgb", "csv"):
        path = layers.write_table(shut, tmp_path / f"routes.{ending}")
        again = layers.read_table(path, places=False)  # a total has none
        assert again["km"].tolist() == shut["km"].tolist()
        assert again.geometry.isna().tolist() == shut.geometry.isna().tolist()
        assert set(again["origin"]) == set(shut["origin"])


def test_the_zones_of_the_bundled_atlas_are_shut_by_their_ids() -> None:
    asked = {"modes": "sea", "on": "open"}
    atlas = layers.example()
    zone = atlas.risk_zones[atlas.risk_zones["id"] == "r01"]
    free, without, within = (
        layers.route("TWKHH", "NLRTM", **asked, **more)
        for more in ({}, {"closed": ["r01", "panama"]}, {"closed": ["r01", "panama"], "places": atlas})
    )
    assert totals(free)["km"].item() < totals(without)["km"].item()
    assert totals(without)["km"].tolist() == totals(within)["km"].tolist()
    for routes in (without, within):
        [closed] = {*routes["closed"]}
        assert {*closed.split("+")} == {"panama", "kiel", "oresund", zone["name"].item()}


def test_zones_and_places_are_files_too(tmp_path: Path) -> None:
    atlas = layers.example()
    zones = atlas.risk_zones[atlas.risk_zones["id"] == "r01"]
    layers.write_table(zones, tmp_path / "zones.geojson")
    own = gpd.GeoDataFrame({"id": ["mine"]}, geometry=[shapely.Point(120.68, 24.15)], crs=4326)
    layers.write_table(own, tmp_path / "own.csv")
    asked = {"modes": "sea", "on": "open", "places": tmp_path / "own.csv"}
    tables = layers.route("mine", "NLRTM", **{**asked, "avoid": zones, "places": own})
    files = layers.route("mine", "NLRTM", **asked, avoid=str(tmp_path / "zones.geojson"))
    assert totals(files)["gates"].tolist() == totals(tables)["gates"].tolist()
    assert "suez" not in totals(files)["gates"].item()
    layers.write_starter(tmp_path / "study")
    (place, *_) = layers.read(tmp_path / "study").factories["id"]
    routes = layers.route(place, "Warsaw", modes="road,sea,rail", places=tmp_path / "study")
    assert routes["origin"].iloc[0]
