"""A folium map on a page: what it shows on opening, what it refuses, and how elements are numbered."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import folium
import geopandas as gpd
import pytest
import shapely

from isthmus import maps
from isthmus.geo import ArgumentError
from isthmus.maps._page_map import MapOptions, as_opening

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from browser import Opened


@pytest.fixture(scope="module")
def page() -> maps.Map:
    return maps.Map(title="Places")


def test_it_opens_where_its_author_says_and_shows_no_links() -> None:
    placed = maps.Map(location=(50, 20), zoom_start=6)
    assert (placed.location, placed.options["zoom"]) == ([50, 20], 6)
    assert (placed.default_js, placed.default_css) == ([], [])


def test_a_child_is_called_by_its_number(page: maps.Map) -> None:
    marker = folium.Marker((50, 20)).add_to(page)
    kind, number = marker.get_name().split("_")
    assert kind == "marker"
    assert len(number) < 4


@pytest.mark.parametrize("bounds", [[[None, None], [None, None]], [[1, 2]], "abcd", [[91, 0], [92, 1]], None])
def test_bounds_of_nothing_are_an_error(page: maps.Map, bounds: object) -> None:
    with pytest.raises(ArgumentError, match="bounds: expected"):
        page.fit_bounds(bounds)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["padding", "padding_top_left", "padding_bottom_right"])
def test_a_padding_is_two_numbers(page: maps.Map, name: str) -> None:
    with pytest.raises(ArgumentError, match=f"{name}: expected two numbers of pixels"):
        page.fit_bounds([[0, 0], [1, 1]], **{name: (1, 2, 3)})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("arguments", "message"), [(("x",), "child: expected"), ((folium.Marker((0, 0)), 5), "name: expected")]
)
def test_what_is_no_element_is_refused(page: maps.Map, arguments: tuple[object, ...], message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        page.add_child(*arguments)  # type: ignore[arg-type]


def test_it_is_written_to_an_open_file_and_to_a_path_alike(
    page: maps.Map, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path, stream = tmp_path_factory.mktemp("page") / "map.html", io.BytesIO()
    page.save(path)
    page.save(bytes(path))
    page.save(stream, close_file=False)
    assert path.read_bytes() == stream.getvalue()


PORT = gpd.GeoDataFrame({"name": ["Gdańsk"]}, geometry=[shapely.Point(18.65, 54.35)], crs=4326)


def test_a_map_opens_where_its_author_says(tmp_path: Path, open_map: Callable[..., Opened]) -> None:
    page = maps.Map(
        location=[52.2, 21],
        zoom_start=6,
        min_zoom=3,
        max_zoom=9,
        max_bounds=True,
        min_lat=40,
        control_scale=False,
        zoom_control="bottomleft",
        scrollWheelZoom=False,
        dragging=False,
    ).add(PORT)
    page.save(tmp_path / "map.html")
    opened = open_map(tmp_path / "map.html")
    name = page.get_name()
    asked = f"[{name}.getZoom(), {name}.getMinZoom(), {name}.getMaxZoom()]"
    assert opened.page.evaluate(asked) == [6, 3, 9]
    assert opened.page.evaluate(f"{name}.options.maxBounds.toBBoxString()") == "-180,40,180,90"
    assert opened.page.evaluate(f"{name}.getCenter()") == pytest.approx({"lat": 52.2, "lng": 21}, abs=0.01)
    enabled = f"[{name}.scrollWheelZoom.enabled(), {name}.dragging.enabled(), {name}.keyboard.enabled()]"
    assert opened.page.evaluate(enabled) == [False, False, True]
    assert opened.page.locator(".leaflet-bottom.leaflet-left .leaflet-control-zoom").count() == 1
    assert opened.page.locator(".leaflet-control-scale").count() == 0
    opened.assert_quiet()


def test_a_zoom_alone_keeps_the_middle_of_what_is_shown() -> None:
    text = maps.Map(zoom_start=5).add(PORT).get_root().render()
    assert "map_1.setZoom(5, { animate: false })" in text


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"width": 750}, "width: .*the map fills its page; give height="),
        ({"attr": "me"}, r"attr: .*folium.TileLayer\(tiles, attr=...\)"),
        ({"disable3d": True}, "disable3d: expected an option of a map"),
        ({"disable_3d": True}, "disable_3d: .*leave it out"),
        ({"attributionControl": False}, "attributionControl: .*what is owed is always shown"),
        ({"zoom": 3}, "zoom: expected an option of a map"),
        ({"crs": "EPSG4326"}, 'crs: expected "EPSG3857"'),
        ({"location": "Warsaw"}, "location: expected a latitude and a longitude"),
        ({"location": (52.2,)}, "location: expected a latitude and a longitude"),
        ({"location": (121, 25)}, "location: expected a latitude from -90 to 90, got 121"),
        ({"location": (25, None)}, "location: expected a longitude"),
        ({"zoom_start": 2.5}, "zoom_start: expected a whole number from 0 to 24"),
        ({"min_zoom": 9, "max_zoom": 3}, "max_zoom: expected a whole number from 9 to 24"),
        ({"zoom_control": "middle"}, "zoom_control: expected .*topleft"),
        ({"max_bounds": [[1, 2], [3, 4]]}, "max_bounds: expected True or False"),
        ({"dragging": "no"}, "dragging: expected True or False"),
        ({"zoom_snap": -1}, "zoom_snap: expected a number from 0 to 4"),
        ({"tiles": "CartoDB Positron"}, r"tiles: .*folium.TileLayer\(...\), and allow their host"),
    ],
)
def test_what_makes_no_sense_is_refused_with_what_to_do(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        maps.Map(**options)


def test_every_option_is_understood() -> None:
    values = {
        "location": [0, 0],
        "crs": "EPSG3857",
        "zoom_snap": 1,
        "zoomSnap": 1,
        "zoom_delta": 1,
        "zoomDelta": 1,
    }
    for name in MapOptions.__annotations__:
        number = 5 if name.startswith(("min_", "max_", "zoom_start")) and name != "max_bounds" else True
        as_opening({name: values.get(name, number)})


def test_a_map_opens_on_a_place_as_near_as_folium_does() -> None:
    assert as_opening({"location": [52, 21]}).zoom == 10
    assert as_opening({}).zoom is None
