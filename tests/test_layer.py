"""A table as a layer of a map: what its header tells the page; and what lies below every map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from unpacking import Unpacked, from_text, unpack

from isthmus import geo, layers, maps
from isthmus.layers._bundled.countries import cities, countries, country_marks
from isthmus.maps._layer import base_layers, pack_layer
from isthmus.maps._looks import Look, classify
from isthmus.maps._messages import layer_symbology

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from browser import Opened

HERE = shapely.Point(20, 50)


def header(table: gpd.GeoDataFrame, look: Look) -> dict[str, Any]:
    """Return what the packed bytes say of the layer's looks."""
    described: dict[str, Any] = unpack(from_text(pack_layer(table, look))).header["layer"]
    return described


def link_labels(table: gpd.GeoDataFrame, look: Look) -> list[str]:
    return [field["label"] for field in header(table, look)["fields"] if field["link"]]


@pytest.mark.parametrize("layer", layers.SCHEMAS)
def test_links_of_an_atlas_are_the_columns_of_that_kind(layer: str) -> None:
    table = getattr(layers.example(), layer)
    assert link_labels(table, Look.of_layer(layer, "en", group="places")) == ["Link"]


def test_links_of_a_table_are_the_columns_that_hold_nothing_else() -> None:
    columns = {
        "name": ["https://example.org/", "https://example.org/2"],
        "website": ["https://example.org/a", None],
        "page": ["http://example.org/?q=1", "https://example.org"],
        "curl": ["left", "right"],
        "url": ["javascript:alert(1)", "https://example.org"],
        "mixed": ["https://example.org", "https://example.org and more"],
        "none": [None, None],
        "count": [1, 2],
    }
    table = gpd.GeoDataFrame(columns, geometry=[HERE, HERE], crs=4326)
    assert link_labels(table, Look("Sites")) == ["website", "page"]


def test_a_card_and_the_table_lead_to_the_source(tmp_path: Path, open_map: Callable[..., Opened]) -> None:
    columns = {"name": ["Port"], "website": ["https://example.org/port"], "note": ["see https://example.org"]}
    maps.Map().add(gpd.GeoDataFrame(columns, geometry=[HERE], crs=4326)).save(tmp_path / "map.html")
    opened = open_map(tmp_path / "map.html")
    opened.page.fill("#search-box", "Port")
    opened.page.locator(".results button").first.click()
    links = opened.page.locator(".leaflet-popup dd a")
    assert [link.get_attribute("href") for link in links.all()] == ["https://example.org/port"]
    opened.page.get_by_role("button", name="Table", exact=True).click()
    assert opened.page.locator("#table tbody a").get_attribute("href") == "https://example.org/port"
    opened.assert_quiet()


def test_cards_leave_out_what_the_schema_hides() -> None:
    for name, schema in layers.SCHEMAS.items():
        look = Look.of_layer(name, "en", group="places")
        seen = {field["column"] for field in header(getattr(layers.example(), name), look)["fields"]}
        assert not {schema.names.index(column) for column in schema.hidden} & seen


def test_straits_and_canals_are_passages() -> None:
    look = Look.of_layer("gateways", "en", group="places")
    classes = header(layers.example().gateways, look)["classes"]
    assert [described["label"] for described in classes if described["passage"]] == ["Strait", "Canal"]
    plain = header(gpd.GeoDataFrame({"kind": ["strait"]}, geometry=[HERE], crs=4326), Look("Any"))
    assert [described["passage"] for described in plain["classes"]] == [False]


def test_numbers_find_their_symbols_as_whole_numbers() -> None:
    zones = gpd.GeoDataFrame({"severity": [3.0, 1.0, None]}, geometry=[None] * 3, crs=4326)
    symbols, codes = classify(zones, layer_symbology("risk_zones", "en"))
    assert [*symbols] == ["1", "3", ""]
    assert codes.tolist() == [1, 0, 2]


def drawn(shape: shapely.Geometry) -> list[Any]:
    """Return the parts that a page is given of a shape."""
    table = gpd.GeoDataFrame(geometry=[shape], crs=4326)
    ((parts),) = unpack(from_text(pack_layer(table, Look("Drawn")))).parts
    return parts


def on_mercator(shape: shapely.Geometry) -> shapely.Geometry:
    """Return a shape on the page's plane, in metres at the equator, longitudes running on."""

    def place(lonlat: np.ndarray) -> np.ndarray:
        lon, lat = np.radians(lonlat.T)
        return 6378137 * np.column_stack([lon, np.arctanh(np.sin(lat))])

    return shapely.transform(shape, place)


@pytest.mark.parametrize(
    "ends", [((121.23, 25.08), (20.97, 52.17)), ((140, 36), (-118, 34)), ((-60, 70), (60, 70))]
)
def test_a_long_leg_is_drawn_along_its_geodesic(ends: tuple[tuple[float, float], ...]) -> None:
    (line,) = drawn(shapely.LineString(ends))
    course = geo.densify(shapely.LineString(ends), 5_000)
    assert on_mercator(line).hausdorff_distance(on_mercator(course)) < 4_900  # a pixel at zoom 5
    (straight,) = drawn(shapely.LineString([(-180, 23.4), (180, 23.4)]))
    assert shapely.get_num_coordinates(straight) == 2  # a parallel around the Earth stays one


def test_a_line_is_cut_at_180_degrees_where_its_geodesic_crosses() -> None:
    ends = shapely.LineString([(140, 36), (-118, 34)])
    (line,) = drawn(ends)
    at_180 = shapely.intersection(line, shapely.LineString([(180, -90), (180, 90)]))
    crossing = geo.split_antimeridian(ends).geoms[0].coords[-1]
    assert at_180.y == pytest.approx(crossing[1], abs=0.01)
    assert crossing[1] > 47  # the straight line would cross at 35.4


def test_edges_of_polygons_are_drawn_straight_in_longitude_and_latitude() -> None:
    shape = shapely.Polygon([(0, 0), (40, 60), (-20, 60)])
    (polygon,) = drawn(shape)
    course = shapely.segmentize(shape, 0.1)
    assert on_mercator(polygon).hausdorff_distance(on_mercator(course)) < 1_500
    (box,) = drawn(shapely.box(-60, -60, 60, 60))
    assert shapely.get_num_coordinates(box) == 5
    bow_tie = shapely.Polygon([(0, 0), (20, 20), (20, 0), (0, 20)])
    assert drawn(bow_tie) == [bow_tie]


@pytest.fixture(scope="module")
def base() -> dict[str, Unpacked]:
    return {layer.layer_name: unpack(from_text(layer.packed)) for layer in base_layers()}


def test_the_lowest_comes_first_and_all_stand_under_one_heading(base: dict[str, Unpacked]) -> None:
    assert [*base] == ["countries", "lakes", "rivers", "disputed_lines", "country_names", "towns"]
    assert not any(layer.control for layer in base_layers())
    assert {unpacked.header["layer"]["group"] for unpacked in base.values()} == {"base"}
    assert base["countries"].header["rows"] == len(countries())


def test_a_country_is_named_by_the_width_of_its_largest_part(base: dict[str, Unpacked]) -> None:
    columns = base["country_names"].columns
    width = dict(zip(columns["iso"], columns["width"], strict=True))
    assert len(width) == len(country_marks())
    assert width["CZ"] == 6.76  # from 12.09 to 18.85 degrees
    assert width["TW"] == pytest.approx(2.0, abs=0.1)  # the island itself, without Kinmen
    assert width["RU"] < 170  # without what lies beyond 180 degrees


def test_larger_towns_are_named_first(base: dict[str, Unpacked]) -> None:
    population = base["towns"].columns["population"]
    assert population == sorted(cities()["population"], reverse=True)


def test_outlines_are_as_fine_as_their_grid(base: dict[str, Unpacked]) -> None:
    assert {section["digits"] for section in base["countries"].header["sections"]} == {4}
    assert {section["digits"] for section in base["rivers"].header["sections"]} == {3}
