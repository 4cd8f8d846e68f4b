"""What tables that were worked out look like in a GIS, and what a GeoPackage says of them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING
from xml.etree.ElementTree import fromstring

import geopandas as gpd
import pyogrio
import pytest
import shapely

from isthmus import layers
from isthmus.layers._tables.result_styles import has_words, result_style, style_of
from isthmus.layers._tables.symbology import NETWORK_SYMBOLOGY, SYMBOLOGY
from isthmus.layers._tables.table import Style
from isthmus.maps._looks import classify, in_own_style, network_look, plain_look
from isthmus.maps._messages import messages

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def routes() -> gpd.GeoDataFrame:
    return layers.route("Warsaw", "Prague", modes=["rail"], alternatives=2)


@pytest.fixture(scope="module")
def bands() -> gpd.GeoDataFrame:
    return layers.buffer(layers.example().risk_zones, [10, 18.52, 50, 80, 120])


def stored(path: Path, query: str) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute(query).fetchall()


def test_one_route_is_drawn_by_its_modes_and_several_each_in_a_colour(routes: gpd.GeoDataFrame) -> None:
    several, one = style_of(routes), style_of(routes[routes["route"] == 1])
    assert several is not None
    assert one is not None
    assert one.symbology == NETWORK_SYMBOLOGY["routes"]
    assert [symbol.label for symbol in several.symbology.symbols.values()] == ["Route 1", "Route 2"]
    assert len({(symbol.color, symbol.dash) for symbol in several.symbology.symbols.values()}) == 2


def test_bands_are_lighter_the_farther_they_reach(bands: gpd.GeoDataFrame) -> None:
    found = style_of(bands)
    assert found is not None
    assert list(found.symbology.symbols) == ["10", "18.52", "50", "80", "120"]
    opacities = [symbol.opacity for symbol in found.symbology.symbols.values()]
    assert opacities == sorted(opacities, reverse=True)
    assert opacities[0] > opacities[2]


def test_a_geopackage_of_a_result_brings_its_style_and_what_its_columns_mean(
    bands: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    path = layers.write_table(bands, tmp_path / "my bands.gpkg")
    [(layer, style)] = stored(path, "SELECT f_table_name, styleQML FROM layer_styles WHERE useAsDefault")
    assert layer == "my bands"
    values = [category.get("value") for category in fromstring(style).iter("category")]  # noqa: S314 - ours
    assert values == ["10", "18.52", "50", "80", "120", ""]
    meant = stored(
        path, "SELECT column_name, description FROM gpkg_data_columns WHERE title <> '' ORDER BY column_name"
    )
    assert meant == [("from_km", "Inner distance of the band."), ("to_km", "Outer distance of the band.")]
    assert stored(path, "PRAGMA foreign_key_check") == []


def test_the_bands_that_are_read_are_drawn_as_those_that_were_written(
    bands: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    read = Style.of(layers.read_table(layers.write_table(bands, tmp_path / "bands.gpkg")))
    written = result_style(bands)
    assert read is not None
    assert written is not None
    looks = [
        [(one.label, one.color, one.opacity) for one in style.symbology.symbols.values()]
        for style in (read, written)
    ]
    assert looks[0] == looks[1]


def test_routes_from_a_file_keep_the_words_of_the_reader(routes: gpd.GeoDataFrame, tmp_path: Path) -> None:
    """Their style is English; the map has words for them in each language."""
    one = routes[routes["route"] == 1]
    read = layers.read_table(layers.write_table(one, tmp_path / "routes.gpkg"), places=False)
    assert Style.of(read) is None
    assert has_words(read, NETWORK_SYMBOLOGY["routes"])
    assert not has_words(read, SYMBOLOGY["corridors"])
    drawn = classify(read, in_own_style(network_look(read, "pl") or plain_look("pl"), read).symbology)
    assert messages("pl")["symbol.routes.rail"] in {symbol.label for symbol in drawn[0].values()}


def test_a_style_that_was_read_is_written_again(tmp_path: Path) -> None:
    mine = gpd.GeoDataFrame({"kind": ["a"]}, geometry=[shapely.Point(0, 0)], crs="EPSG:4326")
    Style(SYMBOLOGY["factories"], "point").put_on(mine)
    again = layers.read_table(layers.write_table(mine, tmp_path / "mine.gpkg"))
    assert Style.of(again) == Style(SYMBOLOGY["factories"], "point")
    lines = mine.set_geometry([shapely.LineString([(0, 0), (1, 1)])])
    assert style_of(lines) is None


def test_a_table_of_ones_own_has_none() -> None:
    assert style_of(layers.hubs()) is None
    assert result_style(layers.hubs()) is None


def test_a_result_without_rows_is_still_of_its_kind(bands: gpd.GeoDataFrame, tmp_path: Path) -> None:
    """QGIS shows a layer whose kind is not known as a table."""
    for name, table in (("bands", bands.iloc[:0]), ("gates", layers.gates().iloc[:0])):
        layers.write_table(table, tmp_path / f"{name}.gpkg")
    kinds = [
        pyogrio.read_info(tmp_path / f"{name}.gpkg", layer=name)["geometry_type"]
        for name in ("bands", "gates")
    ]
    assert kinds == ["Polygon", "LineString"]


def test_exposure_to_zones_without_a_severity_has_one_look() -> None:
    square = gpd.GeoDataFrame({"id": ["z"]}, geometry=[shapely.box(20, 50, 21, 51)], crs="EPSG:4326")
    line = square.set_geometry([shapely.LineString([(19, 50.5), (22, 50.5)])])
    told, graded = (style_of(layers.exposure(line, zones)) for zones in (square, square.assign(severity=5)))
    assert told is not None
    assert graded is not None
    assert (told.schema.title, told.symbology.other.label) == ("Exposure to risk zones", "Inside a zone")
    assert graded.symbology.column == "zone_severity"
