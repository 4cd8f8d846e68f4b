"""The bundled map in a real browser, opened from disk with the network blocked."""

from __future__ import annotations

import csv
import json
import math
from typing import TYPE_CHECKING

import pytest
from pyproj import Geod

from browser import DESKTOP, LOOKS, PHONE, go_to, settle
from isthmus import layers
from proof_size import proof_size

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import FloatRect, Locator, Page

    from browser import Opened

LAYERS = ["buffers", "risk_zones", "flows", "partnerships", "corridors", "gateways", "tech_hubs", "factories"]


def painted_pixels(page: Page) -> int:
    """Pixels of the upper canvas that something was drawn on."""
    return page.evaluate(
        """() => {
            const canvas = [...document.querySelectorAll('.leaflet-overlay-pane .painter canvas')].at(-1);
            const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            let count = 0;
            for (let i = 3; i < data.length; i += 4) count += data[i] > 0;
            return count;
        }"""
    )


def switch(page: Page, title: str) -> Locator:
    """The box in the legend that switches a layer or a class."""
    return page.locator("#legend label").filter(has=page.get_by_text(title, exact=True)).locator("input")


@pytest.mark.parametrize(("size", "dark"), LOOKS[: proof_size(2, 4)])
def test_opens_without_a_request_or_an_error(
    open_map: Callable[..., Opened], bundled_map: Path, size: tuple[int, int], *, dark: bool
) -> None:
    opened = open_map(bundled_map, size=size, dark=dark)
    assert opened.page.title() == "From Taiwan to Central Europe"
    assert painted_pixels(opened.page) > 1000
    opened.assert_quiet()


def seen(page: Page) -> tuple[float, float, float, float]:
    """West, south, east and north of what no panel covers, by the address."""
    zoom, lat, lon = map(float, page.url.split("#map=")[1].split("&")[0].split("/"))
    panel, area = page.locator("#panel").bounding_box(), page.locator("main").bounding_box()
    assert panel is not None
    assert area is not None
    degree = 256 * 2**zoom / 360
    middle = math.degrees(math.asinh(math.tan(math.radians(lat))))
    covered = area["y"] + area["height"] - panel["y"] if panel["y"] else 0
    north, south = (
        math.degrees(math.atan(math.sinh(math.radians(middle + pixels / degree))))
        for pixels in (area["height"] / 2, covered - area["height"] / 2)
    )
    half = area["width"] / 2 / degree
    return lon - half, south, lon + half, north


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_opens_on_all_four_countries_and_the_best_routes(
    open_map: Callable[..., Opened], bundled_map: Path, size: tuple[int, int]
) -> None:
    opened = open_map(bundled_map, size=size)
    west, south, east, north = seen(opened.page)
    what_if = layers.example().what_if
    assert what_if is not None
    bounds = what_if.legs.iloc[what_if.legs_now].total_bounds
    assert (west < min(14, bounds[0]), south < bounds[1], east > max(122, bounds[2]), north > 55) == (
        True,
    ) * 4


def test_the_way_home(open_map: Callable[..., Opened], bundled_map: Path) -> None:
    opened = open_map(bundled_map)
    home = opened.page.url.split("&")[0]
    go_to(opened.page, "#map=6/50/20")
    opened.page.get_by_role("button", name="Show the whole network").click()
    settle(opened.page)
    assert opened.page.url.split("&")[0] == home


def test_a_layer_is_shown_whole(open_map: Callable[..., Opened], bundled_map: Path) -> None:
    opened = open_map(bundled_map, hash_="#map=6/0/0&layers=")
    opened.page.get_by_role("button", name="Show all of Partnerships").click()
    settle(opened.page)
    west, south, east, north = seen(opened.page)
    bounds = layers.example().partnerships.total_bounds
    assert (west < bounds[0], south < bounds[1], east > bounds[2], north > bounds[3]) == (True,) * 4
    assert "layers=partnerships" in opened.page.url


@pytest.mark.parametrize("calm", [True, False])
def test_who_asks_for_less_motion_is_at_once_where_a_map_leads(
    open_map: Callable[..., Opened], bundled_map: Path, *, calm: bool
) -> None:
    opened = open_map(bundled_map, dark=calm, hash_="#map=6/0/0&layers=")
    opened.page.get_by_role("button", name="Show all of Partnerships").click()
    at_once = seen(opened.page)
    settle(opened.page)
    assert (at_once == seen(opened.page)) == calm


def test_every_layer_is_drawn(open_map: Callable[..., Opened], bundled_map: Path) -> None:
    opened = open_map(bundled_map, hash_="#map=3/40/60&layers=")
    without = painted_pixels(opened.page)
    drawn = {}
    for layer in LAYERS:
        go_to(opened.page, f"#map=3/40/60&layers={layer}")
        drawn[layer] = painted_pixels(opened.page)
    assert {layer for layer, count in drawn.items() if count <= without + 100} == set()
    opened.assert_quiet()


def test_a_card_opens_by_click(open_map: Callable[..., Opened], bundled_map: Path) -> None:
    opened = open_map(bundled_map, hash_="#map=8/22.62/120.31&layers=gateways")
    box = opened.page.locator(".folium-map").bounding_box()
    assert box
    opened.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    card = opened.page.locator(".leaflet-popup")
    assert card.locator("h2").inner_text() == "Port of Kaohsiung"
    text = card.inner_text()
    for words in ("Port", "Source", "As of", "2025-01-13", "Confidence", "reported", "Known to its city"):
        assert words in text
    opened.assert_quiet()


def test_a_card_opens_by_keyboard(open_map: Callable[..., Opened], bundled_map: Path) -> None:
    opened = open_map(bundled_map)
    page = opened.page
    page.focus("#search-box")
    page.keyboard.type("kaohsiung")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    card = page.locator(".leaflet-popup")
    card.wait_for()
    assert "Kaohsiung" in card.locator("h2").inner_text()
    assert page.evaluate("document.activeElement.closest('.leaflet-popup') !== null")
    page.keyboard.press("Escape")
    card.wait_for(state="detached")
    assert page.evaluate("document.activeElement.closest('#search') !== null")
    opened.assert_quiet()


def test_enter_on_the_map_opens_what_lies_at_its_centre(
    open_map: Callable[..., Opened], bundled_map: Path
) -> None:
    opened = open_map(bundled_map, hash_="#map=8/22.62/120.31&layers=gateways")
    opened.page.focus(".folium-map")
    opened.page.keyboard.press("Enter")
    assert opened.page.locator(".leaflet-popup h2").inner_text() == "Port of Kaohsiung"


def test_the_legend_switches_layers_and_classes(open_map: Callable[..., Opened], bundled_map: Path) -> None:
    opened = open_map(bundled_map, hash_="#map=3/40/60&layers=corridors")
    page = opened.page
    before = painted_pixels(page)
    switch(page, "Sea").last.uncheck()  # the first is of the best routes
    settle(page)
    without_sea = painted_pixels(page)
    assert without_sea < before
    assert "corridors.0" in page.url
    switch(page, "Corridors").uncheck()
    settle(page)
    assert painted_pixels(page) < without_sea


def test_the_time_slider_shows_what_held_then(open_map: Callable[..., Opened], bundled_map: Path) -> None:
    opened = open_map(bundled_map, hash_="#map=3/40/60&layers=risk_zones")
    page = opened.page
    in_force = painted_pixels(page)
    page.get_by_role("button", name="All dates").click()
    settle(page)
    every = painted_pixels(page)
    assert 0 < in_force < every
    page.get_by_label("Month").fill(str(2021 * 12 + 2))
    settle(page)
    assert 0 < painted_pixels(page) < every
    assert page.locator("#timeline output").inner_text() == "Mar 2021"
    page.get_by_role("button", name="All dates").click()
    settle(page)
    assert painted_pixels(page) == every


def test_the_table_sorts_and_leads_to_the_map(open_map: Callable[..., Opened], bundled_map: Path) -> None:
    opened = open_map(bundled_map)
    page = opened.page
    page.get_by_role("button", name="Table", exact=True).click()
    page.get_by_label("Layer").select_option(label="Gateways (78)")
    header = page.get_by_role("columnheader", name="Name")
    header.get_by_role("button").click()
    names = page.locator("#table tbody th").all_inner_texts()
    assert len(names) == 78
    assert names == sorted(names, key=lambda name: name.casefold().replace("-", ""))
    page.locator("#table tbody th button", has_text="Port of Koper").click()
    assert page.locator(".leaflet-popup h2").inner_text() == "Port of Koper"
    opened.assert_quiet()


def test_a_layer_can_be_downloaded(open_map: Callable[..., Opened], bundled_map: Path) -> None:
    opened = open_map(bundled_map)
    with opened.page.expect_download() as download:
        opened.page.get_by_role("button", name="Download Corridors as GeoJSON").click()
    assert download.value.suggested_filename == "corridors.geojson"
    document = json.loads(download.value.path().read_text("utf-8"))
    assert len(document["features"]) == 145
    assert all(-180 <= lon <= 180 for lon, _ in _positions(document))
    assert document["features"][0]["properties"]["id"] == "C01-01"
    page = opened.page
    page.locator("#table-open").click()
    page.get_by_label("Layer").select_option(label="Corridors (145)")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as CSV").click()
    rows = csv.DictReader(saved.value.path().read_text("utf-8-sig").splitlines())
    owed = {
        feature["properties"]["id"]: feature["properties"]["attribution"] for feature in document["features"]
    }
    assert {row["id"]: row["attribution"] or None for row in rows} == owed
    assert sum("ODbL 1.0" in (text or "") for text in owed.values()) > 50


def _positions(document: dict) -> list[tuple[float, float]]:
    positions = []
    for feature in document["features"]:
        if feature["geometry"] is None:  # a leg between two points of one city
            continue
        lines = feature["geometry"]["coordinates"]
        if feature["geometry"]["type"] == "LineString":
            lines = [lines]
        positions += [tuple(position) for line in lines for position in line]
    return positions


def test_an_address_restores_the_view_and_the_card(
    open_map: Callable[..., Opened], bundled_map: Path
) -> None:
    address = "#map=5/50/20&layers=factories,gateways&card=gateways/0"
    opened = open_map(bundled_map, hash_=address)
    assert opened.page.locator(".leaflet-popup h2").count() == 1
    assert "layers=gateways,factories" in opened.page.url or "layers=factories,gateways" in opened.page.url
    assert "card=gateways/0" in opened.page.url


def test_the_map_is_drawn_for_the_page_before_it_is_printed(
    open_map: Callable[..., Opened], bundled_map: Path
) -> None:
    opened = open_map(bundled_map)
    page = opened.page
    view = "() => [document.querySelector('main').clientWidth, location.hash]"
    before = page.evaluate(view)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("document.querySelector('.leaflet-container').clientWidth") == 660
    assert painted_pixels(page) > 10_000
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    settle(page)
    assert page.evaluate(view) == before
    opened.assert_quiet()


def test_measuring_follows_the_shortest_line(open_map: Callable[..., Opened], bundled_map: Path) -> None:
    opened = open_map(bundled_map, hash_="#map=6/40/60&layers=")
    page = opened.page
    page.get_by_role("button", name="Measure a distance").click()
    page.mouse.click(500, 300)
    page.mouse.click(900, 300)
    words = page.locator(".measure-note").inner_text()
    assert "km along the shortest line" in words
    frame = page.locator(".leaflet-container").bounding_box()
    assert frame is not None
    (lon, lat), (lon_2, lat_2) = (_lonlat_at(x, 300, frame, zoom=6, center=(60, 40)) for x in (500, 900))
    metres = Geod(ellps="WGS84").inv(lon, lat, lon_2, lat_2)[2]
    assert int("".join(filter(str.isdigit, words))) == pytest.approx(metres / 1000, rel=5e-4)  # half a pixel
    opened.assert_quiet()


def _lonlat_at(
    x: float, y: float, frame: FloatRect, *, zoom: int, center: tuple[float, float]
) -> tuple[float, float]:
    """Return where a place of the window lies, by the inverse of the spherical Mercator projection."""
    turn = 256 * 2**zoom / (2 * math.pi)  # pixels per radian
    lon = math.radians(center[0]) + (x - frame["x"] - frame["width"] / 2) / turn
    north = math.asinh(math.tan(math.radians(center[1]))) - (y - frame["y"] - frame["height"] / 2) / turn
    return math.degrees(lon), math.degrees(math.atan(math.sinh(north)))
