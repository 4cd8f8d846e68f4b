"""Routes as rows: one a leg, and one for the total."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from isthmus import layers
from isthmus.layers._transport.legs import _leg_line

if TYPE_CHECKING:
    import geopandas as gpd

MODES = ["sea", "rail"]


@pytest.fixture(scope="module")
def shut() -> gpd.GeoDataFrame:
    """Return three routes to Warsaw with Suez shut."""
    return layers.route("Kaohsiung", "Warsaw", modes=MODES, closed=["suez"], alternatives=3)


def totals(routes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return routes[routes["mode"] == "total"]


def test_a_route_is_its_legs_and_a_total(shut: gpd.GeoDataFrame) -> None:
    first = shut[shut["route"] == 1]
    assert first["mode"].tolist() == ["transfer", "sea", "transfer", "rail", "transfer", "total"]
    assert first["seq"].tolist()[:-1] == [1, 2, 3, 4, 5]
    assert first["seq"].isna().tolist() == [False] * 5 + [True]
    assert first["id"].tolist()[0::5] == ["1-01", "1-total"]
    assert (first.iloc[-1]["from"], first.iloc[-1]["to"]) == ("Kaohsiung", "Warsaw")
    assert first.geometry.isna().tolist() == [False] * 5 + [True]
    assert shut.crs == "EPSG:4326"


def test_legs_add_up_to_the_total(shut: gpd.GeoDataFrame) -> None:
    for _, rows in shut.groupby("route"):
        legs, total = rows.iloc[:-1], rows.iloc[-1]
        for column in ("km", "h", "usd_t"):
            assert legs[column].sum() == pytest.approx(total[column], abs=0.1 * len(legs))
            assert (legs[column] > 0).all()
        passed = [gate for gates in legs["gates"] if gates for gate in gates.split("+")]
        assert list(dict.fromkeys(passed)) == total["gates"].split("+")


def test_each_leg_starts_where_the_one_before_ends(shut: gpd.GeoDataFrame) -> None:
    for _, rows in shut.groupby("route"):
        for before, leg in itertools.pairwise(rows.iloc[:-1].itertuples()):
            assert before.to_id == leg.from_id
            assert last(before.geometry).equals_exact(first(leg.geometry), 1e-6)


def first(line: shapely.Geometry) -> shapely.Point:
    return shapely.Point(shapely.get_coordinates(line)[0])


def last(line: shapely.Geometry) -> shapely.Point:
    return shapely.Point(shapely.get_coordinates(line)[-1])


def test_a_route_over_the_pacific_is_split_at_180_degrees() -> None:
    routes = layers.route("Kaohsiung", "Los Angeles", modes=["sea"])
    assert routes["mode"].tolist() == ["transfer", "sea", "transfer", "total"]
    leg = routes.iloc[1]
    assert leg.geometry.geom_type == "MultiLineString"
    west, _, east, _ = leg.geometry.bounds
    assert (west, east) == (-180, 180)


def test_countries_are_those_whose_land_is_crossed() -> None:
    routes = layers.route("Warsaw", "Prague", modes=["rail"])
    assert totals(routes)["countries"].item() == "PL+CZ"
    assert totals(routes)["gates"].item() == "border_cz_pl"
    flight = layers.route("Warsaw", "Prague", modes=["air"])
    assert {"PL", "CZ"} <= set(totals(flight)["countries"].item().split("+"))


def test_a_flight_passes_airspaces_in_the_order_of_its_countries() -> None:
    flight = layers.route("TPE", "PRG", modes=["air"]).iloc[-1]
    passed = [gate.removeprefix("airspace_").upper() for gate in flight["gates"].split("+")]
    flown = flight["countries"].split("+")
    assert passed[:2] == ["TW", "CN"]
    assert [code for code in passed if code in flown] == [code for code in flown if code in passed]


def test_a_total_sums_the_route_and_lists_what_its_legs_pass_once(shut: gpd.GeoDataFrame) -> None:
    for _, rows in shut.groupby("route"):
        legs, total = rows.iloc[:-1], rows.iloc[-1]
        listed = [code for countries in legs["countries"] if countries for code in countries.split("+")]
        assert list(dict.fromkeys(listed)) == total["countries"].split("+")
        assert total.geometry is None
        assert total["mode"] == "total"


def test_a_port_is_named_as_one_and_a_city_by_its_name(shut: gpd.GeoDataFrame) -> None:
    sea = shut[shut["mode"] == "sea"].iloc[0]
    assert (sea["from"], sea["from_id"]) == ("Kaohsiung (port)", "TWKHH")
    assert sea["to"].endswith(" (port)")
    rail = shut[shut["mode"] == "rail"].iloc[0]
    assert (rail["from"], rail["to"]) == (sea["to"], "Warsaw")


def test_changes_of_modes_lie_in_no_country(shut: gpd.GeoDataFrame) -> None:
    assert set(shut.loc[shut["mode"] == "transfer", "countries"]) <= {"", None}
    assert (shut.loc[shut["mode"] == "rail", "countries"].str.len() > 0).all()


def test_a_leg_of_one_place_has_no_line() -> None:
    assert _leg_line(np.array([[20.0, 50.0], [20.0, 50.0]])) is None
    line = _leg_line(np.array([[20.0, 50.0], [20.0, 50.0], [21.0, 50.0], [20.0, 50.0]]))
    assert line is not None
    assert shapely.get_coordinates(line)[[0, -1]].tolist() == [[20, 50], [20, 50]]
    assert line.bounds[2] == 21
