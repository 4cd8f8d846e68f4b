"""What a reader does with the controls of a map that holds anybody's data."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
from PIL import Image
from shapely import LineString, Point, Polygon

from browser import IDLE, go_to, settle
from isthmus import layers, maps
from proof_size import proof_size

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, FloatRect, Page

    from browser import Opened


def table(**places: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"name": list(places)}, geometry=list(places.values()), crs=4326)


@pytest.fixture
def show(tmp_path: Path, open_map: Callable[..., Opened]) -> Callable[..., Opened]:
    """Save a map and open it."""

    def show_(map_: maps.Map, **options: object) -> Opened:
        path = tmp_path / "map.html"
        map_.save(path)
        return open_map(path, **options)

    return show_


def test_a_map_without_layers_offers_nothing_to_list(show: Callable[..., Opened]) -> None:
    opened = show(maps.Map(title="Nothing yet"))
    page = opened.page
    assert page.locator("#search-box, #table-open:visible").count() == 0
    assert page.get_by_role("button", name="Table").count() == 0
    assert page.get_by_role("button", name="Measure a distance").is_visible()
    opened.assert_quiet()


def test_layers_of_one_name_are_switched_apart(show: Callable[..., Opened]) -> None:
    page = show(
        maps.Map().add(table(a=Point(10, 50)), title="港口").add(table(b=Point(20, 50)), title="港口")
    ).page
    page.locator(".layer-title input").first.uncheck()
    settle(page)
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_selector("html[data-ready=true]")
    boxes = page.locator(".layer-title input")
    assert [boxes.nth(i).is_checked() for i in range(2)] == [False, True]


def test_a_class_that_starts_hidden_stays_shown_in_a_link(
    open_map: Callable[..., Opened], bundled_map: Path
) -> None:
    page = open_map(bundled_map, hash_="#map=4/50/20&off=").page
    settle(page)
    boxes = page.locator(".classes input")
    assert all(boxes.nth(i).is_checked() for i in range(boxes.count()))


def test_a_chosen_place_is_shown_whatever_is_switched_off(show: Callable[..., Opened]) -> None:
    page = show(maps.Map().add(table(Gdynia=Point(18.5, 54.5)), title="Ports")).page
    page.locator(".classes input").uncheck()
    page.fill("#search-box", "gdy")
    page.locator(".results button").first.click()
    settle(page)
    assert page.locator(".classes input").is_checked()


def test_a_month_of_no_row_is_the_nearest_one(open_map: Callable[..., Opened], bundled_map: Path) -> None:
    opened = open_map(bundled_map, hash_="#month=999999999")
    said = opened.page.locator("#timeline output")
    assert said.inner_text().split()[-1] == "2026"
    go_to(opened.page, "#month=-5")
    assert said.inner_text().split()[-1] == "2019"
    opened.assert_quiet()


def place_of(opened: Opened) -> list[str]:
    """Return the latitude and longitude of an address."""
    return opened.page.url.split("#map=")[1].split("/")[1:3]


def test_a_place_outside_the_world_is_left_out_of_a_link(show: Callable[..., Opened]) -> None:
    ports = maps.Map().add(table(Gdynia=Point(18.5, 54.5)), title="Ports")
    usual_place = place_of(show(ports))
    opened = show(ports, hash_="#map=5/20/1e17")
    for place in ("5/20/1e17", "5/1e17/20", "NaN/20/20", "5/20/99999"):
        go_to(opened.page, f"#map={place}")
        for key in ("+", "-"):
            opened.page.locator(".folium-map").press(key)
            settle(opened.page)
        assert place_of(opened) == usual_place
    opened.assert_quiet()


def test_a_link_moves_a_map_that_is_not_drawn_yet(bundled_map: Path, chromium: Browser) -> None:
    page = chromium.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.add_init_script("window.requestAnimationFrame = (draw) => setTimeout(draw, 1500)")
    page.goto(bundled_map.as_uri() + "#map=5/50/20")
    page.wait_for_selector("html[data-ready=true]")
    assert errors == []
    page.close()


def test_measuring_by_the_keyboard(show: Callable[..., Opened]) -> None:
    opened = show(maps.Map(), hash_="#map=6/0/20")
    page = opened.page
    page.get_by_role("button", name="Measure a distance").press("Enter")
    page.focus(".folium-map")
    for key in ("Enter", "ArrowRight", "Enter"):
        page.keyboard.press(key)
        settle(page)
    # An arrow moves the map by 80 pixels; at zoom 6, 360 degrees are 256 * 64 of them, at 111.32 km each.
    km = 80 * 360 / (256 * 64) * 111.32
    assert float(page.locator(".measure-note").inner_text().split()[0]) == pytest.approx(km, abs=1.5)
    page.keyboard.press("Escape")
    assert page.locator(".measure-note").is_hidden()
    assert page.get_by_role("button", name="Measure a distance").get_attribute("aria-pressed") == "false"
    opened.assert_quiet()


def test_a_view_is_saved_as_a_picture(show: Callable[..., Opened], tmp_path: Path) -> None:
    opened = show(
        maps.Map(title="Two: ports/港").add(table(Gdańsk=Point(18.6, 54.4), Brno=Point(16.6, 49.2)))
    )
    with opened.page.expect_download() as saved:
        opened.page.get_by_role("button", name="Save this view as a picture").click()
    assert saved.value.suggested_filename == "two-ports-港.png"
    saved.value.save_as(tmp_path / "view.png")
    with Image.open(tmp_path / "view.png") as picture:
        box = opened.page.locator(".leaflet-container").bounding_box()
        assert box is not None
        assert picture.width == 2 * box["width"]
        assert 2 * box["height"] < picture.height < 2 * box["height"] + 400
        colors = {color for _, color in picture.convert("RGB").getcolors(picture.width * picture.height)}
    assert (0x2C, 0x6F, 0xB3) in colors  # the marks
    opened.assert_quiet()


def test_a_card_shows_the_kind_of_its_own_shape(show: Callable[..., Opened]) -> None:
    shapes = table(
        mark=Point(10, 50), way=LineString([(0, 40), (20, 60)]), area=Polygon([(5, 45), (15, 45), (15, 48)])
    )
    page = show(maps.Map().add(shapes, title="Shapes")).page
    for name, drawn in (("way", "path[d='M-11 0H11']"), ("area", "rect")):
        page.fill("#search-box", name)
        page.locator(".results button").first.click()
        assert page.locator(f".card .symbol {drawn}").count() == 1


def test_a_long_title_leaves_room_for_the_map(show: Callable[..., Opened]) -> None:
    page = show(maps.Map(title="Wide " * 200), size=(390, 844)).page
    head = page.locator(".panel-head").bounding_box()
    title, toggle = page.locator("h1").bounding_box(), page.locator("#panel-toggle").bounding_box()
    assert head is not None
    assert title is not None
    assert toggle is not None
    assert head["height"] < 844 / 4
    assert title["x"] + title["width"] <= toggle["x"]


def box_of(page: Page, selector: str) -> FloatRect:
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return box


def test_nothing_covers_a_card_the_buttons_or_the_way_out_on_a_phone(show: Callable[..., Opened]) -> None:
    page = show(
        maps.Map(layers.example(), lang="pl"), size=(390, 844), hash_="#map=7/50/20&card=factories/3"
    ).page
    settle(page)
    card, scale = box_of(page, ".leaflet-popup"), box_of(page, ".leaflet-control-scale")
    assert card["y"] >= 0
    assert card["y"] + card["height"] <= scale["y"]
    page.get_by_role("button", name="Tabela").click()
    close = box_of(page, ".table-head button")
    table = box_of(page, "dialog")
    assert close["x"] + close["width"] <= table["x"] + table["width"]
    page.keyboard.press("Escape")
    page.locator("#panel-toggle").click()
    tools, sheet = box_of(page, "[role=toolbar]"), box_of(page, "#panel")
    assert tools["y"] + tools["height"] <= sheet["y"]


#: Counts the pixels of a dot on the canvas that have its colour.
COUNT_DOT = """() => {
  const canvas = document.querySelector(".leaflet-overlay-pane canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let i = 0; i < data.length; i += 4) {
    count += data[i] === 44 && data[i + 1] === 111 && data[i + 2] === 179;
  }
  return count;
}"""


@pytest.mark.parametrize("ratio", [1, 3, 2][: proof_size(2, 3)])
def test_dots_are_discs_on_every_screen(tmp_path: Path, chromium: Browser, ratio: int) -> None:
    many = gpd.GeoDataFrame({"name": "site"}, index=range(2001), geometry=[Point(0, 20)] * 2001, crs=4326)
    maps.Map().add(many).save(tmp_path / "map.html")
    context = chromium.new_context(device_scale_factor=ratio, viewport={"width": 480, "height": 360})
    context.add_init_script(path=IDLE)
    page = context.new_page()
    page.goto((tmp_path / "map.html").as_uri() + "#map=6/20/0")
    page.wait_for_selector("html[data-drawn=true]")
    settle(page)
    radius = 0.9 * 4 * ratio  # of the outline, times the symbol's width; its edge is half covered
    assert page.evaluate(COUNT_DOT) == pytest.approx(math.pi * (radius - 0.5) ** 2, abs=4 * ratio)
    context.close()


#: Notes every text that is drawn on a canvas from now on.
NOTE_TEXTS = """() => {
  const { fillText } = CanvasRenderingContext2D.prototype;
  window.drawn = [];
  CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
    window.drawn.push(text);
    fillText.call(this, text, ...place);
  };
}"""


@pytest.mark.parametrize(
    ("lang", "name"),
    [("pl", "POLSKA"), ("zh-TW", "波蘭"), ("en", "POLAND"), ("uk", "ПОЛЬЩА")][: proof_size(2, 4)],
)
def test_countries_are_named_in_the_language_of_the_page(
    show: Callable[..., Opened], lang: str, name: str
) -> None:
    page = show(maps.Map(lang=lang), hash_="#map=5/52/20").page
    page.evaluate(NOTE_TEXTS)
    page.locator(".folium-map").press("+")
    settle(page)
    assert name in page.evaluate("window.drawn")


def test_a_table_names_places_and_says_what_its_classes_tell_apart(
    open_map: Callable[..., Opened], bundled_map: Path
) -> None:
    page = open_map(bundled_map).page
    page.locator("#table-open").click()
    heads: dict[str, list[str]] = {}
    for layer in ("Partnerships", "Risk zones", "Gates"):
        option = page.locator("#table-layer option").filter(has_text=layer).get_attribute("value")
        page.select_option("#table-layer", option)
        heads[layer] = page.locator("thead th").all_inner_texts()
        if layer == "Partnerships":
            assert page.get_by_role("cell", name="IRON Cluster (Lviv)", exact=True).count() > 0
            assert page.get_by_role("cell", name="iron", exact=True).count() == 0
    assert "Severity" in heads["Risk zones"]
    for layer in ("Risk zones", "Gates"):
        assert len(set(heads[layer])) == len(heads[layer])


def test_a_map_opens_on_the_risks_in_force(open_map: Callable[..., Opened], bundled_map: Path) -> None:
    opened = open_map(bundled_map)
    page, said = opened.page, opened.page.locator("#timeline output")
    assert said.inner_text() == "Risks in force, Apr 2026"
    assert "month=" not in page.url
    every = page.get_by_role("button", name="All dates")
    every.click()
    settle(page)
    assert said.inner_text().startswith("2019")
    assert "month=all" in page.url
    every.click()
    settle(page)
    assert said.inner_text() == "Risks in force, Apr 2026"
    go_to(page, "#month=all")
    assert every.get_attribute("aria-pressed") == "true"
    opened.assert_quiet()


def test_what_is_over_is_left_out_on_opening(show: Callable[..., Opened]) -> None:
    atlas = layers.example()
    zones = atlas.risk_zones
    over = zones[zones["end"].notna() & (zones["end"].fillna("9") < "2026")]
    page = show(maps.Map(replace(atlas, risk_zones=over)), hash_="#layers=risk_zones").page
    assert (
        page.locator("#timeline output").inner_text().startswith("2021")
    )  # nothing is in force: all are shown
    assert over["name"].size > 0


def test_what_a_reader_filters_and_colours_is_in_the_address(show: Callable[..., Opened]) -> None:
    """Of a table of anybody's; a card of it tells what relates to its feature, and leads there."""
    ports = table(Gdynia=Point(18.5, 54.5), Kaliningrad=Point(20.5, 54.7), Riga=Point(24, 57)).assign(
        tonnes=[3.0, 1.0, 2.0], country=["PL", "RU", "LV"], sea=["south", "south", "gulf"]
    )
    zones = table(storm=Polygon([(18, 54), (21, 54), (21, 55), (18, 55)]))
    opened = show(maps.Map().add(zones, title="Zones").add(ports, title="Ports"))
    page = opened.page
    page.get_by_role("button", name="Colour Ports by").click()
    page.get_by_label("Colour Ports by").last.select_option("sea")
    page.get_by_role("button", name="Show everything as a table").click()
    page.get_by_label("Filter").fill("south")
    page.get_by_role("button", name="Close", exact=True).click()
    settle(page)
    address = page.url
    assert "color=ports:sea" in address
    assert "filter=ports:text:south" in address
    page.goto("about:blank")
    page.goto(f"{address}&card=zones/0")
    page.wait_for_selector("html[data-ready=true]")
    settle(page)
    assert page.locator(".classes label", has_text="gulf").count() == 1
    assert page.get_by_text("2 of 3 shown").is_visible()
    related = page.locator(".related button")
    assert related.all_inner_texts() == ["Gdynia", "Kaliningrad"]
    related.last.click()
    settle(page)
    assert page.locator(".card h2").inner_text() == "Kaliningrad"
    assert page.locator(".related button").all_inner_texts() == ["storm"]
    page.get_by_role("button", name="Show all", exact=True).click()
    settle(page)
    assert "filter=" not in page.url
    opened.assert_quiet()


def test_bars_and_map_are_linked_both_ways(open_map: Callable[..., Opened], bundled_map: Path) -> None:
    """A bar shows its rows alone, in the address, too; filters redraw bars, and a card marks its own."""
    opened = open_map(bundled_map)
    page = opened.page
    bars = page.locator("#charts .bar")
    rail = bars.filter(has_text="Rail").first
    before = rail.text_content()
    rail.focus()
    page.keyboard.press("Enter")
    settle(page)
    assert "filter=corridors:chart:0.1" in page.url
    assert page.get_by_text("55 of 145 shown").is_visible()
    assert bars.nth(1).get_attribute("aria-pressed") == "true"
    assert page.evaluate("document.activeElement.dataset.bar") == "1"
    page.keyboard.press(" ")
    settle(page)
    assert "chart" not in page.url
    go_to(page, "#filter=corridors:text:suez&card=corridors/3")
    assert rail.text_content() != before
    assert page.locator("#charts .held").count() > 0
    go_to(page, "#filter=")
    assert rail.text_content() == before
    opened.assert_quiet()
