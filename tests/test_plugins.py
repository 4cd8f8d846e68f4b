"""folium's plugins: ten of them need no network, and what the others load is said."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import folium
import folium.plugins
import geopandas as gpd
import pytest
import shapely

from isthmus import maps
from isthmus.geo import WriteError
from isthmus.maps._plugins import INSIDE, Link, Markup, asset
from proof_size import proof_size

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Route

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


#: Where the files stand that the other plugins load, by the last part of their addresses: packages of npm.
PACKAGES = Path(__file__).parent.parent / "maps" / "assets" / "node_modules"
SERVED = {
    "Control.Geocoder.css": "leaflet-control-geocoder/dist/Control.Geocoder.css",
    "Control.Geocoder.js": "leaflet-control-geocoder/dist/Control.Geocoder.js",
    "L.Control.Layers.Tree.min.css": "leaflet.control.layers.tree/L.Control.Layers.Tree.css",
    "L.Control.Layers.Tree.min.js": "leaflet.control.layers.tree/L.Control.Layers.Tree.js",
    "L.Control.Locate.min.css": "leaflet.locatecontrol/dist/L.Control.Locate.min.css",
    "L.Control.Locate.min.js": "leaflet.locatecontrol/dist/L.Control.Locate.min.js",
    "Leaflet.VectorGrid.bundled.js": "leaflet.vectorgrid/dist/Leaflet.VectorGrid.bundled.js",
    "Polyline.encoded.js": "polyline-encoded/Polyline.encoded.js",
    "Semicircle.min.js": "leaflet-semicircle/Semicircle.js",
    "d3.v4.min.js": "d3/build/d3.min.js",
    "easy-button.css": "leaflet-easybutton/src/easy-button.css",
    "easy-button.js": "leaflet-easybutton/src/easy-button.js",
    "leaflet-beautify-marker-icon.min.css": "beautifymarker/leaflet-beautify-marker-icon.css",
    "leaflet-beautify-marker-icon.min.js": "beautifymarker/leaflet-beautify-marker-icon.js",
    "leaflet-dvf.markers.min.js": "leaflet-dvf/dist/leaflet-dvf.markers.min.js",
    "leaflet-geoman.css": "@geoman-io/leaflet-geoman-free/dist/leaflet-geoman.css",
    "leaflet-geoman.js": "@geoman-io/leaflet-geoman-free/dist/leaflet-geoman.js",
    "leaflet-realtime.js": "leaflet-realtime/dist/leaflet-realtime.js",
    "leaflet-tag-filter-button.css": "leaflet-tag-filter-button/src/leaflet-tag-filter-button.css",
    "leaflet-tag-filter-button.js": "leaflet-tag-filter-button/src/leaflet-tag-filter-button.js",
    "leaflet.boatmarker.min.js": "leaflet.boatmarker/leaflet.boatmarker.min.js",
    "leaflet.draw.css": "leaflet-draw/dist/leaflet.draw.css",
    "leaflet.draw.js": "leaflet-draw/dist/leaflet.draw.js",
    "leaflet.featuregroup.subgroup.js": "leaflet.featuregroup.subgroup/dist/leaflet.featuregroup.subgroup.js",
    "leaflet.pattern.js": "leaflet.pattern/dist/leaflet.pattern.js",
    "leaflet.polylineoffset.min.js": "leaflet-polylineoffset/leaflet.polylineoffset.js",
    "leaflet.terminator": "@joergdietrich/leaflet.terminator/L.Terminator.js",
    "leaflet.textpath.min.js": "leaflet-textpath/leaflet.textpath.js",
    "leaflet.timeline.min.js": "leaflet.timeline/dist/leaflet.timeline.js",
    "oms.min.js": "overlapping-marker-spiderfier-leaflet/dist/oms.js",
    "ripple.min.css": "css-ripple-effect/dist/ripple.min.css",
    "topojson.min.js": "topojson/topojson.min.js",
}

#: Plugins that no test opens, and why.
UNOPENED = {
    "DualMap": "makes a page of its own, with two maps of folium's on it, and is refused on a map of ours",
}

AREA = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "id": "0",
            "properties": {"start": 0, "end": 9e11},
            "geometry": {"type": "Polygon", "coordinates": [[[19, 49], [20, 49], [20, 50], [19, 49]]]},
        }
    ],
}

WAY = [(49.5, 19.5), (50, 20), (50.4, 20.6)]


def add_subgroup(page: maps.Map) -> None:
    """Add a part of a cluster."""
    cluster = folium.plugins.MarkerCluster().add_to(page)
    part = folium.plugins.FeatureGroupSubGroup(cluster, name="part").add_to(page)
    folium.Marker((49.3, 19.3)).add_to(part)


def add_pattern(page: maps.Map) -> None:
    """Add an area with stripes."""
    stripes = folium.plugins.StripePattern(angle=-45).add_to(page)
    folium.GeoJson(AREA, style_function=lambda _: {"fillPattern": stripes}).add_to(page)


def add_side_by_side(page: maps.Map) -> None:
    """Add two layers of tiles with a bar between them."""
    sides = [
        folium.TileLayer(f"https://{name}.example.org/{{z}}/{{x}}/{{y}}.png", attr=name).add_to(page)
        for name in ("left", "right")
    ]
    folium.plugins.SideBySideLayers(*sides).add_to(page)


def add_text_path(page: maps.Map) -> None:
    """Add a line with words along it."""
    line = folium.PolyLine(WAY).add_to(page)
    folium.plugins.PolyLineTextPath(line, "along").add_to(page)


def add_timeline(page: maps.Map) -> None:
    """Add an area that is there for a time, and what moves through it."""
    timeline = folium.plugins.Timeline(AREA).add_to(page)
    folium.plugins.TimelineSlider(auto_play=False).add_timelines(timeline).add_to(page)


def add_timed_tiles(page: maps.Map) -> None:
    """Add tiles that are of a time."""
    tiles = folium.WmsTileLayer("https://wms.example.org/", layers="rain", attr="somebody").add_to(page)
    folium.plugins.TimestampedWmsTileLayers(tiles).add_to(page)


def add_topojson(page: maps.Map) -> None:
    """Add an area of TopoJSON."""
    arcs = [[[19, 49], [20, 49], [20, 50], [19, 49]]]
    areas = {
        "type": "GeometryCollection",
        "geometries": [{"type": "Polygon", "arcs": [[0]], "properties": {}}],
    }
    folium.TopoJson({"type": "Topology", "objects": {"a": areas}, "arcs": arcs}, "objects.a").add_to(page)


#: How each is added, and what it shows then, if it is not a line or an area.
OTHERS: dict[str, tuple[Callable[[maps.Map], object], str]] = {
    "BeautifyIcon": (
        lambda page: folium.Marker((50, 20), icon=folium.plugins.BeautifyIcon(number=7)).add_to(page),
        ".beautify-marker",
    ),
    "BoatMarker": (
        lambda page: folium.plugins.BoatMarker((50, 20.4), heading=45).add_to(page),
        ".leaflet-marker-icon",
    ),
    "Draw": (lambda page: folium.plugins.Draw(export=True).add_to(page), ".leaflet-draw-toolbar"),
    "FeatureGroupSubGroup": (add_subgroup, ".leaflet-marker-icon"),
    "GeoMan": (lambda page: folium.plugins.GeoMan().add_to(page), ".leaflet-pm-toolbar"),
    "Geocoder": (lambda page: folium.plugins.Geocoder().add_to(page), ".leaflet-control-geocoder"),
    "LocateControl": (lambda page: folium.plugins.LocateControl().add_to(page), ".leaflet-control-locate"),
    "OverlappingMarkerSpiderfier": (
        lambda page: folium.plugins.OverlappingMarkerSpiderfier().add_to(page),
        ".folium-map",
    ),
    "PolyLineFromEncoded": (
        lambda page: folium.plugins.PolyLineFromEncoded("_p~iF~ps|U_ulLnnqC_mqNvxq`@").add_to(page),
        "",
    ),
    "PolyLineOffset": (lambda page: folium.plugins.PolyLineOffset(WAY, offset=5).add_to(page), ""),
    "PolyLineTextPath": (add_text_path, "textPath"),
    "Realtime": (
        lambda page: folium.plugins.Realtime(
            "https://data.example.org/now.json", get_feature_id=folium.JsCode("(it) => it.id"), interval=10**6
        ).add_to(page),
        ".leaflet-overlay-pane path",
    ),
    "RegularPolygonMarker": (lambda page: folium.RegularPolygonMarker((50, 20)).add_to(page), ""),
    "SideBySideLayers": (add_side_by_side, ".leaflet-sbs-divider"),
    "SemiCircle": (lambda page: folium.plugins.SemiCircle((50, 20), 9000, 45, 90).add_to(page), ""),
    "StripePattern": (add_pattern, "path[fill^='url(']"),
    "TagFilterButton": (
        lambda page: folium.plugins.TagFilterButton(["a", "b"]).add_to(page),
        ".easy-button-button",
    ),
    "Terminator": (lambda page: folium.plugins.Terminator().add_to(page), ""),
    "TimeSliderChoropleth": (
        lambda page: folium.plugins.TimeSliderChoropleth(
            json.dumps(AREA), {"0": {"1700000000": {"color": "red", "opacity": 1}}}
        ).add_to(page),
        "input[type=range]",
    ),
    "Timeline": (add_timeline, ".leaflet-timeline-control"),
    "TimestampedWmsTileLayers": (add_timed_tiles, ".timecontrol-play"),
    "TopoJson": (add_topojson, ""),
    "TreeLayerControl": (
        lambda page: folium.plugins.TreeLayerControl(overlay_tree={"label": "tree"}).add_to(page),
        ".leaflet-layerstree-header",
    ),
    "VectorGridProtobuf": (
        lambda page: folium.plugins.VectorGridProtobuf("https://tiles.example.org/{z}/{x}/{y}.pbf").add_to(
            page
        ),
        ".leaflet-tile-container",
    ),
}


#: What the host of Geocoder answers.
FOUND = {
    "lat": "50.5",
    "lon": "20.5",
    "boundingbox": ["50", "51", "20", "21"],
    "display_name": "Kielce",
    "address": {"city": "Kielce"},
    "place_id": 1,
    "class": "place",
    "type": "city",
}


def serve(route: Route) -> None:
    """Answer as the hosts of the plugins would, from the packages of npm."""
    name = urlsplit(route.request.url).path.rstrip("/").rpartition("/")[2]
    if name == "leaflet-side-by-side.min.js":  # its package on npm asks for tools that are there no more
        module = (PACKAGES.parents[2] / "tests" / "data" / "leaflet-side-by-side.js").read_text("utf-8")
        wrapped = (
            f"(require => {{ const module = {{}}; {module} }})(it => it === 'leaflet' ? window.L : {{}})"
        )
        route.fulfill(body=wrapped, content_type="text/javascript")
    elif name in SERVED:
        route.fulfill(path=PACKAGES / SERVED[name])
    elif name == "now.json":
        route.fulfill(json=AREA, headers={"Access-Control-Allow-Origin": "*"})
    elif name == "search":
        route.fulfill(json=[FOUND], headers={"Access-Control-Allow-Origin": "*"})
    else:
        route.fulfill(status=204, headers={"Access-Control-Allow-Origin": "*"})


def opened_with(names: list[str], path: Path, chromium: Browser) -> list[str]:
    """Return what goes wrong on a page with these plugins, and which of them show nothing."""
    page = maps.Map(title="Plugins", offline=False, location=(50, 20), zoom_start=8)
    for name in names:
        OTHERS[name][0](page)
    page.save(path)
    context = chromium.new_context()
    context.route(re.compile("^https?://"), serve)
    context.set_default_timeout(20_000)
    opened, wrong = context.new_page(), []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda it: wrong.append(it.text) if it.type == "error" else None)
    opened.goto(path.as_uri())
    opened.wait_for_selector("html[data-ready=true]")
    for name in names:
        if OTHERS[name][1]:
            opened.locator(OTHERS[name][1]).first.wait_for(state="attached")
    shapes = opened.locator(".leaflet-overlay-pane path").count()
    context.close()
    lines = [name for name in names if not OTHERS[name][1]]
    return wrong + ([] if shapes or not lines else [f"nothing of {lines}"])


#: Takes the drawing of areas over from other plugins.
APART = ["RegularPolygonMarker"]

#: Together on a page, and by ``make proofs`` each on one of its own.
TOGETHER = sorted(set(OTHERS) - set(APART))
PAGES = [TOGETHER, APART, *([name] for name in TOGETHER[: proof_size(0, len(TOGETHER))])]


@pytest.mark.parametrize("names", PAGES, ids=lambda names: names[0] if len(names) == 1 else "all")
def test_the_other_plugins_load_what_they_need(names: list[str], tmp_path: Path, chromium: Browser) -> None:
    assert opened_with(names, tmp_path / "map.html", chromium) == []


def test_a_place_that_somebody_types_is_found_by_the_host_of_geocoder(
    tmp_path: Path, chromium: Browser
) -> None:
    page = maps.Map(title="Plugins", offline=False)
    folium.plugins.Geocoder().add_to(page)
    page.save(tmp_path / "map.html")
    context = chromium.new_context()
    context.route(re.compile("^https?://"), serve)
    opened = context.new_page()
    opened.goto((tmp_path / "map.html").as_uri())
    opened.wait_for_selector("html[data-ready=true]")
    opened.locator(".leaflet-control-geocoder-icon").click()
    opened.locator(".leaflet-control-geocoder input").fill("Kielce")
    opened.keyboard.press("Enter")
    opened.locator(".leaflet-popup", has_text="Kielce").wait_for()
    context.close()


def test_a_plugin_that_makes_a_page_of_its_own_is_refused(tmp_path: Path) -> None:
    for offline in (True, False):
        page = maps.Map(offline=offline)
        folium.plugins.DualMap(location=(50, 20)).add_to(page)
        with pytest.raises(WriteError, match="DualMap: expected what stands on a map"):
            page.save(tmp_path / "map.html")


def test_every_plugin_is_opened_by_a_test_or_it_is_said_why_not() -> None:
    plugins = set(folium.plugins.__all__)
    offline = set(re.findall(r"folium\.plugins\.(\w+)\(", Path(__file__).read_text("utf-8")))
    alike = {"CirclePattern": "StripePattern", "PolygonFromEncoded": "PolyLineFromEncoded"}
    others = {"FloatImage", "ScrollZoomToggler"}  # test_folium
    assert plugins - offline - set(OTHERS) - set(UNOPENED) - set(alike) - others == set()


def test_what_a_link_would_run_is_told_however_it_is_written() -> None:
    assert Markup("popup", '<a href=" JavaScript:f()">x</a>').runs == ["href"]
    assert Markup("popup", '<a href="https://example.org">x</a>').runs == []
