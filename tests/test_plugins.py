"""folium's plugins: ten of them need no network, and what the others load is said."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import folium
import folium.plugins
import geopandas as gpd
import pytest
import shapely

from isthmus import maps
from isthmus.geo import WriteError
from isthmus.maps._plugins import INSIDE, Link, asset

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from browser import Opened

PLACES = [(49.6 + 0.2 * (i % 5), 19.4 + 0.3 * (i // 5)) for i in range(25)]

HOSTILE = "<img src=x onerror=alert(1)>"

LINE = {
    "type": "Feature",
    "properties": {"times": ["2024-01-01", "2024-02-01", "2024-03-01"], "popup": HOSTILE},
    "geometry": {"type": "LineString", "coordinates": [[19.5, 49.5], [20, 50], [20.5, 50.5]]},
}


@pytest.fixture
def base() -> maps.Map:
    """Return a map that opens on a place."""
    around = gpd.GeoDataFrame({"name": ["around"]}, geometry=[shapely.box(19, 49, 21, 51)], crs=4326)
    return maps.Map(title="Plugins").add(around, title="Area", shown=False)


@pytest.fixture
def open_plugins(base: maps.Map, tmp_path: Path, open_map: Callable[..., Opened]) -> Callable[[], Opened]:
    """Save and open the map without a network."""

    def open_() -> Opened:
        base.save(tmp_path / "map.html")
        return open_map(tmp_path / "map.html")

    return open_


def test_plugins_that_draw_need_no_network(base: maps.Map, open_plugins: Callable[[], Opened]) -> None:
    folium.plugins.MarkerCluster(PLACES, popups=[HOSTILE] * len(PLACES)).add_to(base)
    folium.plugins.FastMarkerCluster([(50.9, 20.9)] * 3).add_to(base)
    folium.plugins.HeatMap(PLACES).add_to(base)
    ants = folium.plugins.AntPath(PLACES[:3], tooltip="ants", paused=True).add_to(base)
    opened = open_plugins()
    page = opened.page
    assert sum(map(int, page.locator(".marker-cluster").all_inner_texts())) >= 20
    assert page.locator("canvas.leaflet-heatmap-layer").count() == 1
    assert page.locator(".leaflet-overlay-pane svg path[stroke-dasharray]").count() >= 1
    page.evaluate(f"{ants.get_name()}.resume()")
    moving = "[...document.querySelectorAll('path')].map((it) => getComputedStyle(it).animationName)"
    assert "leaflet-ant-path-animation" in page.evaluate(moving)
    opened.assert_quiet()


def test_plugins_with_controls_need_no_network(base: maps.Map, open_plugins: Callable[[], Opened]) -> None:
    folium.plugins.Fullscreen(position="topleft").add_to(base)
    folium.plugins.MiniMap(toggle_display=True).add_to(base)
    folium.plugins.MousePosition(prefix="here:").add_to(base)
    folium.plugins.MeasureControl(position="topleft", primary_length_unit="kilometers").add_to(base)
    opened = open_plugins()
    page = opened.page
    assert page.locator(".fullscreen-icon").evaluate("it => getComputedStyle(it).backgroundImage") != "none"
    assert page.locator(".leaflet-control-minimap .painter canvas").count() == 1
    page.mouse.move(700, 400)
    assert re.fullmatch(
        r"here:\s*\d\d\.\d+ : \d\d\.\d+", page.locator(".leaflet-control-mouseposition").inner_text()
    )
    page.locator(".leaflet-control-measure").hover()
    page.locator(".leaflet-control-measure .js-start").click()
    for x in (600, 700):
        page.mouse.click(x, 500)
        page.wait_for_timeout(350)  # else it is a double click
    assert "Kilometers" in page.locator(".leaflet-control-measure .js-results").inner_text()
    opened.assert_quiet()


def test_plugins_that_find_and_group_need_no_network(
    base: maps.Map, open_plugins: Callable[[], Opened]
) -> None:
    names = ["Kraków", HOSTILE]
    table = gpd.GeoDataFrame(
        {"name": names, "style": [{}, {}]},
        geometry=gpd.points_from_xy([19.94, 20.5], [50.06, 50.2]),
        crs=4326,
    )
    towns = folium.GeoJson(table, marker=folium.CircleMarker(radius=5)).add_to(base)
    folium.plugins.Search(towns, search_label="name", placeholder="Find").add_to(base)
    groups = [folium.FeatureGroup(name=name).add_to(base) for name in names]
    for group, place in zip(groups, PLACES, strict=False):
        folium.Marker(place).add_to(group)
    folium.plugins.GroupedLayerControl({"Towns & more": groups}, collapsed=False).add_to(base)
    opened = open_plugins()
    page = opened.page
    for letter, name in zip("K<", names, strict=True):
        page.locator("input.search-input").fill("")
        page.locator("input.search-input").press_sequentially(letter)
        page.locator(".search-tip", has_text=name).wait_for()
        assert page.locator(".search-tip").all_inner_texts() == [name]
    control = page.locator(".leaflet-control-layers-group")
    assert control.locator(".leaflet-control-layers-group-name").inner_text() == "Towns & more"
    assert [text.strip() for text in control.locator("label").all_inner_texts()[-2:]] == names
    assert page.locator(".leaflet-marker-icon").count() == 1
    opened.assert_quiet()


def test_plugins_that_move_through_time_need_no_network(
    base: maps.Map, open_plugins: Callable[[], Opened]
) -> None:
    data = {"type": "FeatureCollection", "features": [LINE]}
    folium.plugins.TimestampedGeoJson(data, period="P1M", auto_play=False, add_last_point=True).add_to(base)
    opened = open_plugins()
    page = opened.page
    page.locator(".timecontrol-forward").click()
    page.locator(".leaflet-overlay-pane svg path").first.wait_for()
    assert page.locator(".timecontrol-date").inner_text().startswith("2024-02")
    page.locator(".leaflet-overlay-pane svg path").first.click()
    assert page.locator(".leaflet-popup-content").inner_text() == HOSTILE
    assert opened.requests == opened.dialogs == []
    assert [error for error in opened.errors if not error.startswith("log:")] == []  # the plugin logs dates


def test_heat_moves_through_time_without_a_network(
    base: maps.Map, open_plugins: Callable[[], Opened]
) -> None:
    steps = [[[*place, 1.0] for place in PLACES[:9]], [[*place, 0.5] for place in PLACES[9:]]]
    folium.plugins.HeatMapWithTime(steps, index=["first", "second"]).add_to(base)
    opened = open_plugins()
    assert opened.page.locator(".timecontrol-date").inner_text() == "first"
    opened.page.locator(".timecontrol-forward").click()
    opened.page.get_by_text("second").wait_for()
    assert opened.requests == opened.dialogs == []
    assert [error for error in opened.errors if not error.startswith("warning:")] == []  # slow to read


@pytest.mark.parametrize("name", sorted({name for name in INSIDE.values() if name}))
def test_what_is_inside_names_its_version_and_licence(name: str) -> None:
    text = asset(name)
    if name.startswith("vendor/"):
        assert re.match(
            r"/\*! [\w.-]+ \d+\.\d+\.\d+, \(c\) .+, (MIT|BSD-2-Clause|Apache-2.0) licence \*/\n", text
        )
    assert "//netdna" not in text
    assert "\n//# sourceMappingURL" not in text


def test_a_page_holds_the_plugins_that_stand_on_its_map() -> None:
    page = maps.Map()
    folium.plugins.MarkerCluster(PLACES).add_to(page)
    text = page.get_root().render()
    assert text.count("/*! leaflet.markercluster") == 2  # the script and the styles
    assert text.count("licence */") == 2


def test_a_script_that_needs_jquery_finds_it(base: maps.Map, open_plugins: Callable[[], Opened]) -> None:
    base.get_root().script.add_child(folium.Element("window.found = $('.folium-map').length;"))
    opened = open_plugins()
    assert opened.page.evaluate("window.found") == 1
    opened.assert_quiet()


def test_a_plugin_that_needs_the_network_is_an_error_that_names_it(base: maps.Map, tmp_path: Path) -> None:
    folium.plugins.Draw().add_to(base)
    with pytest.raises(WriteError, match=r"Draw \(https://cdn.*offline=False"):
        base.save(tmp_path / "map.html")
    assert list(tmp_path.iterdir()) == []


def test_an_author_may_allow_the_hosts_of_plugins_and_tiles() -> None:
    page = maps.Map(offline=False)
    folium.plugins.Draw().add_to(page)
    folium.plugins.Fullscreen().add_to(page)
    folium.plugins.Realtime("https://data.example.org/now.json").add_to(page)
    folium.TileLayer("https://{s}.tiles.example.org/{z}/{x}/{y}.png", attr="somebody").add_to(page)
    text = page.get_root().render()
    assert text.count("<script src=") == 2
    policy = html.unescape(text.split('"Content-Security-Policy" content="')[1].split('"')[0])
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"].endswith(" https://cdnjs.cloudflare.com")
    assert rules["style-src"] == "'unsafe-inline' https://cdnjs.cloudflare.com"
    assert rules["connect-src"] == "https://data.example.org"
    assert "https://*.tiles.example.org" in rules["img-src"].split()
    assert "frame-src" not in rules


def test_two_plugins_that_call_their_scripts_alike_get_both() -> None:
    page = maps.Map(offline=False)
    folium.plugins.MarkerCluster(PLACES).add_to(page)
    folium.plugins.BoatMarker((50, 20)).add_to(page)
    text = page.get_root().render()
    assert 'src="https://unpkg.com/leaflet.boatmarker/leaflet.boatmarker.min.js"' in text
    assert "/*! leaflet.markercluster" in text


def test_a_link_is_said_by_who_loads_it_and_where_from() -> None:
    link = Link("Draw", "script", "https://cdn.example.org/draw.js?v=1")
    assert (str(link), link.host, link.inside) == (
        "Draw (https://cdn.example.org/draw.js?v=1)",
        "https://cdn.example.org",
        None,
    )
