"""What folium draws works on our maps, without the network, and its text stays text."""

from __future__ import annotations

import html
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import folium
import folium.plugins
import geopandas as gpd
import jinja2
import pytest
import shapely
from branca.element import Element
from hypothesis import given
from hypothesis import strategies as st

from isthmus import maps
from isthmus.geo import WriteError
from isthmus.maps._folium import below, quote_template

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser

    from browser import Opened

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "{{ 7 * 7 }} {% raw %} {# {{{",
    "${alert(1)} `alert(2)` \\${alert(3)}",
    "'\"><svg onload=alert(1)>",
    "--><!-- </style><style>*{display:none}</style>",
]

PLACE = (50.0, 20.0)


@pytest.fixture
def base() -> maps.Map:
    """Return a map that opens on one place."""
    around = gpd.GeoDataFrame({"name": ["around"]}, geometry=[shapely.box(19, 49, 21, 51)], crs=4326)
    return maps.Map(title="Places").add(around, title="Area", shown=False)


@pytest.fixture
def open_folium(tmp_path: Path, open_map: Callable[..., Opened]) -> Callable[[folium.Map], Opened]:
    """Save and open a map."""

    def open_(page: folium.Map) -> Opened:
        page.save(tmp_path / "map.html")
        return open_map(tmp_path / "map.html")

    return open_


def feature(text: str) -> folium.GeoJson:
    """Return a polygon about the place with that text as a property and as a property's name."""
    table = gpd.GeoDataFrame(
        {"label": [text], text: [1]}, geometry=[shapely.Point(20, 50).buffer(0.5)], crs=4326
    )
    return folium.GeoJson(table)


def point_at(opened: Opened) -> None:
    """Move the mouse to the middle of the map."""
    box = opened.page.locator(".leaflet-container").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    opened.page.mouse.move(x - 3, y - 3)
    opened.page.mouse.move(x, y)


def test_each_kind_of_layer_is_drawn(base: maps.Map, open_folium: Callable[..., Opened]) -> None:
    group = folium.FeatureGroup(name="Group").add_to(base)
    folium.Marker(PLACE, popup="popup").add_to(group)
    folium.Marker((50.3, 20.2), icon=folium.Icon(color="red", icon="plane")).add_to(group)
    folium.Marker((50.1, 20.4), icon=folium.DivIcon(html="<b>divided</b>")).add_to(group)
    folium.CircleMarker((49.8, 20.3), tooltip="circle").add_to(base)
    folium.PolyLine([(49, 19), (50, 20.5)], popup=folium.Popup("line", show=True)).add_to(base)
    feature("area").add_to(base)
    folium.LayerControl(collapsed=False).add_to(base)
    opened = open_folium(base)
    page = opened.page
    assert page.locator(".leaflet-marker-icon").count() == 3
    assert page.locator(".leaflet-marker-icon.pin path[fill='#d33d2a']").count() == 1
    assert page.locator(".leaflet-marker-icon b").inner_text() == "divided"
    assert page.locator(".leaflet-overlay-pane svg path").count() == 3
    assert page.locator(".leaflet-popup-content").inner_text() == "line"
    control = page.locator(".leaflet-control-layers-overlays")
    assert control.locator("label").all_inner_texts()[:2] == [" Area", " Group"]
    control.get_by_text("Group").click()
    assert page.locator(".leaflet-marker-icon").count() == 0
    opened.assert_quiet()


def test_text_in_popups_is_text(base: maps.Map, open_folium: Callable[..., Opened]) -> None:
    for text in HOSTILE:
        folium.Marker(PLACE, popup=folium.Popup(text, show=True)).add_to(base)
    folium.Marker((50.3, 20.2), popup=folium.Popup(HOSTILE[0], parse_html=True, lazy=True)).add_to(base)
    opened = open_folium(base)
    assert opened.page.locator(".leaflet-popup-content").all_text_contents() == HOSTILE
    opened.page.locator(".leaflet-marker-icon").last.click()
    assert opened.page.locator(".leaflet-popup-content").last.text_content() == HOSTILE[0]
    opened.assert_quiet()


def test_text_in_tooltips_is_text(base: maps.Map, open_folium: Callable[..., Opened]) -> None:
    for text in HOSTILE:
        folium.Marker(PLACE, tooltip=folium.Tooltip(text, style="color: red", permanent=True)).add_to(base)
    opened = open_folium(base)
    tooltips = opened.page.locator(".leaflet-tooltip")
    assert tooltips.all_text_contents() == HOSTILE
    assert tooltips.locator("div").first.get_attribute("style") == "color: red"
    opened.assert_quiet()


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_features_is_text(base: maps.Map, open_folium: Callable[..., Opened], text: str) -> None:
    areas = feature(text).add_to(base)
    folium.GeoJsonTooltip(["label", text], aliases=["name", text]).add_to(areas)
    folium.GeoJsonPopup(["label"], labels=False).add_to(areas)
    opened = open_folium(base)
    point_at(opened)
    assert opened.page.locator(".foliumtooltip th").all_text_contents() == ["name", text]
    assert opened.page.locator(".foliumtooltip td").all_text_contents() == [text, "1"]
    opened.page.mouse.down()
    opened.page.mouse.up()
    assert opened.page.locator(".foliumpopup td").text_content() == text
    opened.assert_quiet()


NAMES = [
    'x){}__xss="ran";switch(0',
    "a-b",
    "a.b",
    "a b",
    "",
    "1",
    "class",
    "'",
    "\\",
    "\u2028",
    "</script>",
    *HOSTILE,
]


@pytest.mark.parametrize("name", NAMES)
def test_names_of_properties_are_text(base: maps.Map, open_folium: Callable[..., Opened], name: str) -> None:
    areas = [
        {
            "type": "Feature",
            "properties": {name: place},
            "geometry": shapely.geometry.mapping(shapely.box(19 + place, 49, 20 + place, 51)),
        }
        for place in range(2)
    ]
    colors = ["#ff0000", "#0000ff"]
    folium.GeoJson(
        {"type": "FeatureCollection", "features": areas},
        style_function=lambda area: {"color": colors[area["properties"][name]]},
        highlight_function=lambda area: {"weight": 5 + area["properties"][name]},
    ).add_to(base)
    opened = open_folium(base)
    paths = opened.page.locator(".leaflet-overlay-pane svg path").all()
    assert [path.get_attribute("stroke") for path in paths] == colors
    assert opened.page.evaluate("typeof __xss") == "undefined"
    opened.assert_quiet()


@pytest.mark.parametrize("color", ["{{", "{{ 7 * 7 }}", "red}}", *HOSTILE])
def test_styles_are_text(base: maps.Map, open_folium: Callable[..., Opened], color: str) -> None:
    area = {
        "type": "Feature",
        "geometry": shapely.geometry.mapping(shapely.box(19, 49, 21, 51)),
        "properties": {},
    }
    folium.GeoJson(area, style_function=lambda _: {"className": "area", "fillColor": color}).add_to(base)
    opened = open_folium(base)
    assert opened.page.locator(".leaflet-overlay-pane svg path.area").count() == 1
    opened.assert_quiet()


def test_names_of_layers_are_text(base: maps.Map, open_folium: Callable[..., Opened]) -> None:
    for text in HOSTILE:
        folium.FeatureGroup(name=text).add_to(base)
    folium.LayerControl(collapsed=False).add_to(base)
    opened = open_folium(base)
    names = opened.page.locator(".leaflet-control-layers-overlays label").all_text_contents()
    assert names == [f" {name}" for name in ["Area", *HOSTILE]]
    opened.assert_quiet()


def test_attributions_are_text_with_links(base: maps.Map, open_folium: Callable[..., Opened]) -> None:
    link = '<a href="https://example.org/" onclick="alert(1)">Ann</a>'
    for text in HOSTILE:
        folium.TileLayer("data:,", attr=f"{text} &copy; {link}", overlay=True).add_to(base)
    opened = open_folium(base)
    attribution = opened.page.locator(".leaflet-control-attribution")
    for text in HOSTILE:
        assert f"{text} © Ann" in (attribution.text_content() or "")
    links = attribution.locator("a[href='https://example.org/']")
    assert links.count() == len(HOSTILE)
    assert links.first.get_attribute("onclick") is None


def test_markup_that_an_author_gives_runs_nothing(base: maps.Map, open_folium: Callable[..., Opened]) -> None:
    for text in HOSTILE:
        folium.Marker(PLACE, icon=folium.DivIcon(html=f"<b>{html.escape(text)}</b>")).add_to(base)
        folium.Marker((50.3, 20.2), icon=folium.DivIcon(html=text)).add_to(base)
    popup = folium.Popup(Element("<i>slanted</i><script>alert(1)</script>"), show=True)
    folium.Marker((50.4, 19.7), popup=popup).add_to(base)
    opened = open_folium(base)
    assert opened.page.locator(".leaflet-marker-icon b").all_text_contents() == HOSTILE
    assert opened.page.locator(".leaflet-popup-content i").inner_text() == "slanted"
    assert opened.dialogs == []
    assert opened.requests == []


def test_a_plugin_that_needs_the_network_is_an_error_that_names_it(base: maps.Map, tmp_path: Path) -> None:
    folium.plugins.Fullscreen().add_to(base)
    with pytest.raises(WriteError, match=r"Fullscreen \(https://cdn.*offline=False"):
        base.save(tmp_path / "map.html")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("tiles", ["OpenStreetMap", "https://{s}.tiles.example.org/{z}/{x}/{y}.png"])
def test_tiles_from_the_network_are_an_error(base: maps.Map, tmp_path: Path, tiles: str) -> None:
    folium.TileLayer(tiles, attr="somebody").add_to(base)
    with pytest.raises(WriteError, match=r"TileLayer \(https://.*offline=False"):
        base.save(tmp_path / "map.html")


@pytest.mark.parametrize(
    "element",
    [
        folium.plugins.FloatImage("https://pictures.example.org/logo.png"),
        folium.Marker((50, 20), icon=folium.CustomIcon("https://pictures.example.org/pin.png")),
        folium.raster_layers.ImageOverlay("https://pictures.example.org/map.png", [[50, 20], [51, 21]]),
        folium.raster_layers.VideoOverlay("https://pictures.example.org/map.mp4", [[50, 20], [51, 21]]),
    ],
    ids=lambda element: type(element).__name__,
)
def test_pictures_from_the_network_are_an_error(
    base: maps.Map, tmp_path: Path, element: folium.Element
) -> None:
    base.add_child(element)
    with pytest.raises(WriteError, match=r"https://pictures\.example\.org.*offline=False"):
        base.save(tmp_path / "map.html")


def test_an_author_may_allow_the_hosts_of_plugins_and_tiles() -> None:
    page = maps.Map(offline=False)
    folium.plugins.Fullscreen().add_to(page)
    folium.TileLayer("https://{s}.tiles.example.org/{z}/{x}/{y}.png", attr="somebody").add_to(page)
    text = page.get_root().render()
    assert text.count("<script src=") == 1
    policy = html.unescape(text.split('"Content-Security-Policy" content="')[1].split('"')[0])
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"].endswith(" https://cdn.jsdelivr.net")
    assert rules["style-src"] == "'unsafe-inline' https://cdn.jsdelivr.net"
    assert rules["img-src"] == "data: blob: https://*.tiles.example.org https://cdn.jsdelivr.net"


#: Stands in for the script of folium's plugin, which is not to be had without the network.
FULLSCREEN = """
L.Control.Stub = L.Control.extend({ onAdd() { return L.DomUtil.create("div", "stub"); } });
L.control.fullscreen = (options) => new L.Control.Stub(options);
"""


def test_a_plugin_from_the_network_finds_leaflet(tmp_path: Path, chromium: Browser) -> None:
    page = maps.Map(offline=False)
    folium.plugins.Fullscreen().add_to(page)
    folium.Marker(PLACE).add_to(page)
    page.save(tmp_path / "map.html")
    context = chromium.new_context()
    context.route(
        "https://**/*.js", lambda route: route.fulfill(content_type="text/javascript", body=FULLSCREEN)
    )
    context.route("https://**/*.css", lambda route: route.fulfill(content_type="text/css", body=""))
    opened, errors = context.new_page(), []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda message: errors.append(message.text))
    opened.goto((tmp_path / "map.html").as_uri())
    opened.wait_for_selector("html[data-ready=true]")
    assert opened.locator(".stub").count() == 1
    assert opened.locator(".leaflet-marker-icon").count() == 1
    assert errors == []
    context.close()


def test_a_map_without_tiles_names_no_host() -> None:
    policy = maps.Map().get_root().render().split("Content-Security-Policy")[1].split(">")[0]
    assert "://" not in policy


def test_tiles_are_asked_for_after_a_click_only(open_folium: Callable[..., Opened]) -> None:
    opened = open_folium(maps.Map(tiles=True))
    opened.assert_quiet()
    button = opened.page.get_by_role("button", name="Load a detailed map from openstreetmap.org")
    with opened.page.expect_request("https://tile.openstreetmap.org/**"):
        button.click()
    assert opened.requests
    assert all(url.startswith("https://tile.openstreetmap.org/") for url in opened.requests)
    assert "OpenStreetMap" in opened.page.locator(".leaflet-control-attribution").inner_text()
    assert not any("Content Security Policy" in error for error in opened.errors)
    button.click()
    assert opened.page.locator(".leaflet-tile").count() == 0
    assert "OpenStreetMap" not in opened.page.locator(".leaflet-control-attribution").inner_text()


MAKE = """
import folium, geopandas, hashlib, shapely
from isthmus import layers, maps
page = maps.Map(layers.example(), title="Same")
columns = {"name": ["a", "b"], "sets": [{"x", "y", "z"}, {"p", "q"}]}
table = geopandas.GeoDataFrame(columns, geometry=[shapely.Point(1, 2), None], crs=4326)
page.add(table)
group = folium.FeatureGroup("f").add_to(page)
folium.Marker((1, 2), popup="p", tooltip="t", icon=folium.Icon()).add_to(group)
folium.GeoJson(table[["name", "geometry"]].dropna(), tooltip=folium.GeoJsonTooltip(["name"])).add_to(page)
folium.LayerControl().add_to(page)
digests = [hashlib.sha256(page.get_root().render().encode()).hexdigest() for _ in range(2)]
print(*digests)
"""


def test_the_same_map_is_the_same_bytes() -> None:
    digests = set()
    for seed in ("0", "1"):
        done = subprocess.run(
            [sys.executable, "-c", MAKE],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        digests.update(done.stdout.split())
    assert len(digests) == 1


@given(st.text("{}%#- a'\"\n_/", max_size=30))
def test_a_quoted_text_renders_to_itself(text: str) -> None:
    template = jinja2.Template(quote_template(text), keep_trailing_newline=True)
    assert template.render() == text


def make_map() -> maps.Map:
    page = maps.Map()
    group = folium.FeatureGroup(name="a & b").add_to(page)
    folium.Marker((50, 20), popup="popup {{x", tooltip="tooltip").add_to(group)
    folium.LayerControl().add_to(page)
    return page


def snapshot(page: maps.Map) -> list[tuple[int, dict[str, object], list[str]]]:
    """Return every element's identity, attributes and children."""
    root = page.get_root()
    elements = [root, root.header, root.html, root.script, *below(root)]
    return [(id(element), dict(vars(element)), list(element._children)) for element in elements]


def test_a_rendering_leaves_the_tree_as_it_was() -> None:
    page = make_map()
    before = snapshot(page)
    page.get_root().render()
    assert snapshot(page) == before


def test_a_rendering_that_fails_leaves_the_tree_as_it_was() -> None:
    page = make_map()
    folium.plugins.Fullscreen().add_to(page)
    before = snapshot(page)
    with pytest.raises(WriteError):
        page.get_root().render()
    assert snapshot(page) == before


def test_elements_are_numbered_by_their_place() -> None:
    first, second = make_map(), make_map()
    assert first.get_root().render() == second.get_root().render()
    text = first.get_root().render()
    assert not any(element._id in text for element in below(first.get_root()))


def test_threads_render_one_map_each_for_itself() -> None:
    page = make_map()
    alone = page.get_root().render()
    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(lambda _: page.get_root().render(), range(24)))
    assert set(together) == {alone}
    assert page.get_root().render() == alone


def test_what_an_author_adds_to_the_page_is_on_it(base: maps.Map, open_folium: Callable[..., Opened]) -> None:
    marker = folium.Marker(PLACE, popup="opened by a script").add_to(base)
    root = base.get_root()
    root.header.add_child(Element("<style>h3 { color: rgb(1, 2, 3) }</style>"))
    root.html.add_child(Element("<h3>A heading</h3>"))
    opening = f"setTimeout(() => {marker.get_name()}.openPopup(), 100)"
    root.script.add_child(Element(opening))
    opened = open_folium(base)
    heading = opened.page.locator("h3")
    assert heading.inner_text() == "A heading"
    assert heading.evaluate("it => getComputedStyle(it).color") == "rgb(1, 2, 3)"
    opened.page.get_by_text("opened by a script").wait_for()
    opened.assert_quiet()
