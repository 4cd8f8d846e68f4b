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

from browser import DESKTOP, PHONE
from isthmus import maps
from isthmus.geo import WriteError
from isthmus.maps._elements import below, quote_template

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

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

    def open_(page: folium.Map, size: tuple[int, int] = DESKTOP) -> Opened:
        page.save(tmp_path / "map.html")
        return open_map(tmp_path / "map.html", size=size)

    return open_


def feature(text: str, *, lon: float = 20, radius: float = 0.5) -> folium.GeoJson:
    """Return a polygon about a place with that text as a property and as a property's name."""
    disc = shapely.Point(lon, 50).buffer(radius)
    return folium.GeoJson(gpd.GeoDataFrame({"label": [text], text: [1]}, geometry=[disc], crs=4326))


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


def test_text_of_features_is_text(base: maps.Map, open_folium: Callable[..., Opened]) -> None:
    for place, text in enumerate(HOSTILE):
        areas = feature(text, lon=19.25 + 0.3 * place, radius=0.1).add_to(base)
        folium.GeoJsonTooltip(["label", text], aliases=["name", text]).add_to(areas)
        folium.GeoJsonPopup(["label"], labels=False).add_to(areas)
    opened = open_folium(base)
    page = opened.page
    for text, path in zip(HOSTILE, page.locator(".leaflet-overlay-pane svg path").all(), strict=True):
        path.hover()
        assert page.locator(".foliumtooltip th").all_text_contents() == ["name", text]
        assert page.locator(".foliumtooltip td").all_text_contents() == [text, "1"]
        page.mouse.down()
        page.mouse.up()
        assert page.locator(".foliumpopup td").text_content() == text
        page.locator(".foliumpopup .leaflet-popup-close-button").click()
        page.locator(".foliumpopup").wait_for(state="detached")
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


def test_names_of_properties_are_text(base: maps.Map, open_folium: Callable[..., Opened]) -> None:
    colors = ["#ff0000", "#0000ff"]
    for name in NAMES:
        areas = [
            {
                "type": "Feature",
                "properties": {name: place},
                "geometry": shapely.geometry.mapping(shapely.box(19 + place, 49, 20 + place, 51)),
            }
            for place in range(2)
        ]
        folium.GeoJson(
            {"type": "FeatureCollection", "features": areas},
            style_function=lambda area, name=name: {"color": colors[area["properties"][name]]},
            highlight_function=lambda area, name=name: {"weight": 5 + area["properties"][name]},
        ).add_to(base)
    opened = open_folium(base)
    paths = opened.page.locator(".leaflet-overlay-pane svg path").all()
    assert [path.get_attribute("stroke") for path in paths] == colors * len(NAMES)
    assert opened.page.evaluate("typeof __xss") == "undefined"
    opened.assert_quiet()


def test_styles_are_text(base: maps.Map, open_folium: Callable[..., Opened]) -> None:
    area = {
        "type": "Feature",
        "geometry": shapely.geometry.mapping(shapely.box(19, 49, 21, 51)),
        "properties": {},
    }
    colors = ["{{", "{{ 7 * 7 }}", "red}}", *HOSTILE]
    for color in colors:
        style = {"className": "area", "fillColor": color}
        folium.GeoJson(area, style_function=lambda _, style=style: style).add_to(base)
    opened = open_folium(base)
    assert opened.page.locator(".leaflet-overlay-pane svg path.area").count() == len(colors)
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


def test_the_same_map_is_the_same_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    """In processes that iterate over sets in different orders, and twice in each."""
    words, ordered = [sys.executable, "-c", MAKE], {"PYTHONHASHSEED": "0"}
    exec(MAKE, {})  # noqa: S102 - our own text; the order of this process is another one each time
    other = subprocess.run(words, env=ordered, capture_output=True, text=True, check=True)
    digests = [*capsys.readouterr().out.split(), *other.stdout.split()]
    assert len(digests) == 4
    assert len({*digests}) == 1


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
    """Return every element's identity, attributes but for its number, and children."""
    root = page.get_root()
    elements = [root, root.header, root.html, root.script, *below(root)]
    return [(id(it), {**vars(it), "_id": "", "names": ""}, list(it._children)) for it in elements]


def test_a_rendering_leaves_the_tree_as_it_was() -> None:
    page = make_map()
    before = snapshot(page)
    page.get_root().render()
    assert snapshot(page) == before


def test_a_rendering_that_fails_leaves_the_tree_as_it_was() -> None:
    page = make_map()
    folium.plugins.Draw().add_to(page)
    before = snapshot(page)
    with pytest.raises(WriteError):
        page.get_root().render()
    assert snapshot(page) == before


def test_elements_are_called_by_numbers_that_the_same_map_has_again() -> None:
    first, second = make_map(), make_map()
    assert first.get_root().render() == second.get_root().render()
    assert first.get_root().render() == first.get_root().render()


def test_names_in_the_page_are_those_that_elements_have(
    base: maps.Map, open_folium: Callable[..., Opened]
) -> None:
    early = folium.Marker((50, 20.2))
    before = early.get_name()
    group = folium.FeatureGroup(name="Group").add_to(base)
    early.add_to(group)
    late = folium.Marker(PLACE).add_to(base)
    names = base.get_name(), group.get_name(), late.get_name()
    base.get_root().script.add_child(Element(f"window.early = {before}.getLatLng().lng;"))
    opened = open_folium(base)
    assert (base.get_name(), group.get_name(), late.get_name()) == names
    for element in (base, group, late, early):
        assert opened.page.evaluate(f"typeof {element.get_name()}") == "object"
    assert opened.page.evaluate("window.early") == 20.2
    opened.assert_quiet()


def test_a_map_knows_what_it_spans() -> None:
    points = gpd.GeoDataFrame(geometry=[shapely.Point(121.5, 25.25), shapely.Point(21, 52)], crs=4326)
    page = maps.Map()
    assert page.get_bounds() == [[None, None], [None, None]]
    page.add(points.to_crs(3857))
    assert page.get_bounds() == [pytest.approx([25.25, 21]), pytest.approx([52, 121.5])]
    folium.Marker((-10, 130)).add_to(page)
    assert page.get_bounds() == [pytest.approx([-10, 21]), pytest.approx([52, 130])]


def test_a_map_is_fitted_to_bounds_and_draws_what_comes_after(
    base: maps.Map, open_folium: Callable[..., Opened]
) -> None:
    base.fit_bounds([[-35, 110], [-10, 155]])
    folium.PolyLine([(-30, 120), (-20, 140)]).add_to(base)
    folium.Marker((-25, 130)).add_to(base)
    opened = open_folium(base)
    middle = opened.page.evaluate(f"{base.get_name()}.getCenter()")
    assert middle["lng"] == pytest.approx(132.5, abs=0.5)
    assert opened.page.locator(".leaflet-marker-icon").count() == 1
    assert opened.page.locator(".leaflet-overlay-pane svg path").count() == 1
    opened.assert_quiet()


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


def test_what_an_author_fixes_on_the_page_stands_before_the_map(
    base: maps.Map, open_folium: Callable[..., Opened]
) -> None:
    class Legend(folium.MacroElement):
        _template = folium.template.Template(
            "{% macro html(this, kwargs) %}"
            '<p style="position: fixed; top: 8px; left: 40%">c</p>{% endmacro %}'
        )

    for style in ("bottom: 90px; left: 5px; z-index: 9999", "top: 90px; right: 5px"):
        box = f'<div class="own" style="position: fixed; {style}">legend</div>'
        base.get_root().html.add_child(Element(box))
    base.get_root().html.add_child(Element('<h3 class="own">A heading</h3>'))
    base.add_child(Legend())
    for size in (DESKTOP, PHONE):
        opened = open_folium(base, size=size)
        boxes = opened.page.locator(".over-map > *")
        assert boxes.count() == 4
        for place in range(4):
            assert boxes.nth(place).evaluate(
                "it => { const { x, y, width, height } = it.getBoundingClientRect();"
                " return document.elementFromPoint(x + width / 2, y + height / 2) === it }"
            )
        opened.assert_quiet()


@pytest.mark.parametrize(
    ("part", "markup", "message"),
    [
        ("html", "<script>alert(1)</script>", r"get_root\(\).html: .*got <script>; give the script to"),
        ("html", "<h3 onclick='alert(1)'>x</h3>", r"get_root\(\).html: .*got onclick; .*addEventListener"),
        ("header", "<a href='javascript:alert(1)'>x</a>", r"get_root\(\).header: .*got href"),
        ("html", "<img src='https://example.org/a.png'>", r"get_root\(\).html \(https://example"),
        ("header", "<script src='//example.org/a.js'></script>", r"get_root\(\).header \(//example"),
        ("header", "<style>p { background: url(https://example.org/a.png) }</style>", r"https://example"),
    ],
)
def test_what_would_not_work_on_the_page_is_an_error(
    base: maps.Map, part: str, markup: str, message: str
) -> None:
    getattr(base.get_root(), part).add_child(Element(markup))
    with pytest.raises(WriteError, match=message):
        base.get_root().render()


def test_a_chart_that_compiles_scripts_is_an_error(base: maps.Map) -> None:
    folium.Marker(PLACE, popup=folium.Popup().add_child(folium.VegaLite({"mark": "bar"}))).add_to(base)
    with pytest.raises(WriteError, match=r"VegaLite: .* put a picture of it into the popup"):
        base.get_root().render()


AREAS = gpd.GeoDataFrame(
    {"name": ["a", "b", "c"], "pop": [1.0, 5.0, 9.0], "kind": HOSTILE[:3]},
    geometry=[shapely.box(18, 48, 19.5, 51), shapely.box(19.5, 48, 20.5, 51), shapely.box(20.5, 48, 22, 51)],
    crs=4326,
)


def test_explore_draws_on_the_map_with_its_colour_scale(
    base: maps.Map, open_folium: Callable[..., Opened]
) -> None:
    AREAS.explore("pop", m=base, cmap="Blues", legend_kwds={"caption": "People & others"})
    AREAS.explore("pop", m=base, scheme="quantiles", k=3, tiles=None)
    opened = open_folium(base)
    scales = opened.page.locator(".color-scale")  # each above those before it
    assert scales.last.locator("p").inner_text() == "People & others"
    assert scales.last.locator(".numbers span").all_inner_texts() == ["1", "3", "5", "7", "9"]
    assert scales.first.locator(".numbers span").all_inner_texts() == ["1", "3.667", "6.333", "9"]
    assert opened.page.locator(".leaflet-overlay-pane svg path").count() == 6
    opened.assert_quiet()


def test_numbers_of_a_colour_scale_lie_inside_it(base: maps.Map, open_folium: Callable[..., Opened]) -> None:
    AREAS.assign(pop=[1_000_000.0, 2.5e6, 9_000_000.0]).explore("pop", m=base)
    opened = open_folium(base)
    inside = (
        "it => [it, it.closest('.color-scale')].map(it => it.getBoundingClientRect())"
        ".map(it => [it.x, it.right])"
    )
    for number in opened.page.locator(".color-scale .numbers span").all():
        (left, right), (start, end) = number.evaluate(inside)
        assert start <= left < right <= end


def test_braces_that_explore_draws_are_text(base: maps.Map, open_folium: Callable[..., Opened]) -> None:
    name = "{{ 7 * 7 }} {% raw %} {{{"
    AREAS.assign(name=name).explore(m=base, tooltip=["name"])
    opened = open_folium(base)
    point_at(opened)
    assert opened.page.locator(".foliumtooltip td").text_content() == name
    opened.assert_quiet()


def test_a_legend_of_categories_is_text(base: maps.Map, open_folium: Callable[..., Opened]) -> None:
    kinds = ["<img src=x onerror=alert(1)>", "</li><li>", "a & b"]
    AREAS.assign(kind=kinds).explore("kind", m=base)
    opened = open_folium(base)
    assert opened.page.locator(".maplegend p").inner_text() == "kind"
    assert sorted(opened.page.locator(".maplegend li").all_inner_texts()) == sorted(kinds)
    opened.assert_quiet()


def test_a_choropleth_has_its_scale_and_layers_stay_in_front(
    base: maps.Map, open_folium: Callable[..., Opened]
) -> None:
    front = folium.GeoJson(
        AREAS.geometry.iloc[:1].__geo_interface__, style_function=lambda _: {"color": "red"}
    )
    front.add_to(base)
    folium.Choropleth(
        AREAS.__geo_interface__,
        data=AREAS,
        columns=["name", "pop"],
        key_on="feature.properties.name",
        bins=[0, 3, 6, 10],
        legend_name="people",
    ).add_to(base)
    base.keep_in_front(front)
    opened = open_folium(base)
    assert opened.page.locator(".color-scale .numbers span").all_inner_texts() == ["0", "3", "6", "10"]
    paths = opened.page.locator(".leaflet-overlay-pane svg path")
    assert paths.last.get_attribute("stroke") == "red"
    assert len({path.get_attribute("fill") for path in paths.all()}) == 4
    opened.assert_quiet()


def test_a_frame_shows_its_content_and_runs_nothing(
    base: maps.Map, open_folium: Callable[..., Opened]
) -> None:
    frame = folium.IFrame("<h1>inside</h1>", width="300px", height="200px")
    folium.Marker(PLACE, popup=folium.Popup(frame, show=True)).add_to(base)
    opened = open_folium(base)
    shown = opened.page.frame_locator(".leaflet-popup-content iframe")
    assert shown.locator("h1").inner_text() == "inside"
    opened.assert_quiet()
    folium.Marker(PLACE, popup=folium.Popup(folium.IFrame("<script>1</script>"))).add_to(base)
    with pytest.raises(WriteError, match="Popup: expected a frame in which nothing runs"):
        base.get_root().render()


def test_a_button_lets_the_wheel_zoom(base: maps.Map, open_folium: Callable[..., Opened]) -> None:
    folium.plugins.ScrollZoomToggler().add_to(base)
    opened = open_folium(base)
    enabled = f"{base.get_name()}.scrollWheelZoom.enabled()"
    assert opened.page.evaluate(enabled) is False
    opened.page.locator(".scroll-zoom").click()
    assert opened.page.evaluate(enabled) is True
    opened.assert_quiet()


def test_a_page_without_folium_holds_nothing_for_it() -> None:
    assert "colorScale" not in maps.Map().get_root().render()
    assert "jQuery" not in make_map().get_root().render()


def test_what_an_element_of_folium_raises_is_an_error_that_names_it(tmp_path: Path) -> None:
    class Bare(folium.MacroElement):
        _template = jinja2.Template("{% macro script(this, kwargs) %}{{ this.nothing.more }}{% endmacro %}")

    elements = {
        "Marker: .* ValueError": folium.Marker(),
        "Circle: .* TypeError: Object of type object": folium.Circle((50, 20), radius=object()),
        "Bare: .* UndefinedError": Bare(),
    }
    for said, element in elements.items():
        page = maps.Map()
        element.add_to(page)
        with pytest.raises(WriteError, match=said) as error:
            page.save(tmp_path / "map.html")
        assert error.value.__cause__ is not None
    assert list(tmp_path.iterdir()) == []
