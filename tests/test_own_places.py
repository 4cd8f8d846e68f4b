"""Places of the user's own as the ends of routes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pytest
from click.testing import CliRunner
from shapely import LineString, Point

from isthmus import layers
from isthmus.cli import main
from isthmus.geo import ArgumentError
from isthmus.layers._transport.own_places import own_places

if TYPE_CHECKING:
    from pathlib import Path

PARTS = gpd.GeoDataFrame(
    {"id": ["parts", "WAW"], "name": ["Parts maker", "Assembly"], "country": ["TW", "PL"]},
    geometry=[Point(120.68, 24.15), Point(21.0, 52.2)],
    crs=4326,
)


def test_an_id_of_ones_own_is_an_end_and_comes_before_other_names() -> None:
    routes = layers.route("parts", "WAW", places=PARTS)
    assert routes["origin"].iloc[0].startswith("Parts maker, TW (place parts), ")
    assert routes["destination"].iloc[0].startswith("Assembly, PL (place WAW), ")
    asked = layers.route((120.68, 24.15), (21.0, 52.2))
    assert routes["km"].iloc[-1] == asked["km"].iloc[-1]


def test_places_of_another_system_are_turned_into_degrees() -> None:
    place = own_places(PARTS.to_crs(3826))["parts"]
    assert (place.lon, place.lat) == pytest.approx((120.68, 24.15))


def test_what_a_table_does_not_say_is_told_by_the_id() -> None:
    table = gpd.GeoDataFrame({"id": [7], "name": [None]}, geometry=[Point(1, 2)], crs=4326)
    assert str(own_places(table)["7"]) == "7 (place 7)"


def test_a_place_without_a_location_says_so() -> None:
    table = gpd.GeoDataFrame({"id": ["lost"]}, geometry=[None], crs=4326)
    with pytest.raises(ArgumentError, match=r"^origin: lost \(place lost\) has no location; give its long"):
        layers.route("lost", "Warsaw", places=table)


def test_a_mistyped_id_is_answered_with_the_nearest() -> None:
    with pytest.raises(ArgumentError, match=r"the nearest names are .*parts"):
        layers.route("prats", "Warsaw", places=PARTS)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (PARTS.drop(columns="id"), 'expected a column "id"'),
        (PARTS.assign(id="same"), "expected every id once, got 'same' more than once"),
        (PARTS.set_crs(None, allow_override=True), "expected a coordinate reference system"),
        (PARTS.set_geometry([LineString([(0, 0), (1, 1)])] * 2, crs=4326), "expected points, got LineString"),
        (pd.DataFrame(PARTS), "expected a GeoDataFrame of points, got DataFrame"),
    ],
)
def test_what_are_no_places_is_refused(table: pd.DataFrame, message: str) -> None:
    with pytest.raises(ArgumentError, match=f"^places: {message}"):
        layers.route("parts", "Warsaw", places=table)  # type: ignore[arg-type]


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(ArgumentError, match=r"column .*; expected a coordinate reference system"):
        own_places(PARTS.drop(columns="id").set_crs(None, allow_override=True))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with an atlas of one factory."""
    rows = "id,name,kind,country,city,source,lon,lat\nparts,Parts maker,factory,TW,Taichung,us,120.68,24.15\n"
    (tmp_path / "factories.csv").write_text(rows, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", ["", "factories.csv"])
def test_the_command_takes_an_atlas_or_a_file(folder: Path, name: str) -> None:
    arguments = ["parts", "Warsaw", "--places", str(folder / name), "-o", str(folder / "route.csv")]
    result = CliRunner().invoke(main, ["route", *arguments])
    assert result.exit_code == 0, result.output
    assert "From Parts maker, TW (factory parts), " in result.output


def test_resilience_knows_the_ids_of_its_atlas(folder: Path) -> None:
    result = layers.resilience(layers.read(folder), origins=["parts"], destinations=["PL"], modes=["sea"])
    assert result.ends["hubs"].iloc[0] == "TWTXG"
