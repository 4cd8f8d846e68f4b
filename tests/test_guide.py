"""A tour, notes at places, and a portal that frames the map."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from test_records import study

from browser import PHONE, settle
from isthmus import layers, maps
from isthmus.geo import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser

    from browser import Opened

PORTAL = "https://portal.example"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the saved map of a small study with a tour, a note, and a portal that it talks to."""
    path = tmp_path_factory.mktemp("guide") / "map.html"
    scenes = [
        layers.Scene("As it is", "First.\n\nSecond <b>part</b>.", location=(0, 1), zoom=6),
        layers.Scene("Without the east", closed="east", layers=["what_if"]),
    ]
    told = maps.Map.of(study()).tell(scenes).note("Here <i>it</i> starts", (0, 0))
    told.talk_to(PORTAL).save(path)
    return path


def test_a_reader_steps_through_the_tour(open_map: Callable[..., Opened], page: Path) -> None:
    opened = open_map(page)
    tour = opened.page.locator("#tour")
    assert tour.locator("li").all_inner_texts() == ["As it is", "Without the east"]
    tour.get_by_role("button", name="Start the tour").click()
    settle(opened.page)
    assert "#map=6/0.0000/1.0000" in opened.page.url
    assert tour.locator("p").all_inner_texts()[1:] == ["First.", "Second <b>part</b>."]
    opened.page.keyboard.press("ArrowRight")
    settle(opened.page)
    assert "closed=east" in opened.page.url
    assert "layers=what_if&" in opened.page.url
    assert tour.locator(".tour-place").inner_text() == "2 of 2"
    assert not tour.get_by_role("button", name="Next").is_visible()
    opened.page.evaluate(
        "window.print = () => (window.printed = document.querySelectorAll('.report canvas').length)"
    )
    tour.get_by_role("button", name="Print as a report").click()
    assert opened.page.evaluate("window.printed") == 2
    assert opened.page.locator("html").get_attribute("data-report") == "true"
    opened.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert opened.page.locator("html").get_attribute("data-report") is None
    assert "closed=east" in opened.page.url  # where the reader was
    opened.assert_quiet()


def test_a_note_opens_from_its_pin_and_from_the_list(open_map: Callable[..., Opened], page: Path) -> None:
    opened = open_map(page, size=PHONE)
    entry = opened.page.locator("#notes button")
    assert entry.bounding_box()["height"] >= 44
    entry.tap()
    settle(opened.page)
    assert opened.page.locator(".note-text").inner_text() == "Here <i>it</i> starts"
    assert opened.page.locator(".pin").get_attribute("title") == "Here <i>it</i> starts"
    opened.assert_quiet()


def test_the_portal_that_was_named_steers_the_map_and_hears_of_it(chromium: Browser, page: Path) -> None:
    frame = '<iframe sandbox="allow-scripts" src="/map.html"></iframe>'
    heard = "<script>window.heard = []; addEventListener('message', (it) => heard.push(it.data));</script>"
    for origin, hears in ((PORTAL, True), ("https://elsewhere.example", False)):
        shown = chromium.new_page()
        shown.route(f"{origin}/", lambda route: route.fulfill(body=heard + frame, content_type="text/html"))
        shown.route(f"{origin}/map.html", lambda route: route.fulfill(path=page, content_type="text/html"))
        shown.goto(f"{origin}/")
        inside = shown.frames[1]
        inside.wait_for_selector("html[data-ready=true]")
        for call, given in (
            ("close", [["east"]]),
            ("view", [{"zoom": 5}]),
            ("select", ["what_if", "Sea"]),
            ("constructor", []),
        ):
            message = {"isthmus": call, "arguments": given}
            shown.evaluate("it => frames[0].postMessage(it, '*')", message)
        if hears:
            shown.wait_for_function("heard.some((it) => it.isthmus === 'selected')")
        told = shown.evaluate("heard")
        answers = {it["call"]: it["answer"] for it in told if it["isthmus"] == "answer"}
        assert [*answers] == (["close", "view", "select"] if hears else [])
        if hears:
            assert answers["close"] == ["east"]
            assert answers["view"]["zoom"] == 5
            assert answers["select"] is True
            assert {"ready", "closed", "viewed", "selected"} <= {it["isthmus"] for it in told}
        else:
            assert told == []
            assert inside.evaluate("isthmus.close()") == []
        shown.close()


@pytest.mark.parametrize(
    "origin", ["*", "null", "portal.example", "https://portal.example/map", "https://a b"]
)
def test_a_map_talks_to_an_origin_alone(origin: str) -> None:
    with pytest.raises(ArgumentError, match="origin: expected the origin of a page"):
        maps.Map().talk_to(origin)


def test_a_map_of_an_atlas_tells_what_the_atlas_tells() -> None:
    about = layers.About("Ours", tour=(layers.Scene("One"),), notes=(layers.Note("Two", (1, 2)),))
    atlas = replace(layers.example(), about=about)
    told = maps.Map(atlas)._story([])
    assert [scene["title"] for scene in told["tour"]] == ["One"]
    assert told["notes"] == [{"text": "Two", "location": (1.0, 2.0)}]
    assert told["portal"] == ""


def test_before_and_after_stand_side_by_side_and_move_together(
    open_map: Callable[..., Opened], page: Path
) -> None:
    opened = open_map(page, hash_="#map=6/0.0/1.0&closed=east")
    shown = opened.page
    swipe = shown.get_by_role("button", name="Swipe")
    swipe.click()
    settle(shown)
    bar = shown.get_by_role("slider", name="Where before ends")
    assert bar.input_value() == "500"
    clip = "document.querySelector('.folium-map:not(.before-map) .leaflet-overlay-pane').style.clipPath"
    half = shown.evaluate(clip)
    bar.press("ArrowRight")
    assert shown.evaluate(clip) != half
    shown.get_by_role("button", name="Side by side").click()
    settle(shown)
    assert swipe.get_attribute("aria-pressed") == "false"
    before, after = (
        shown.locator(it).bounding_box() for it in (".before-map", ".folium-map:not(.before-map)")
    )
    assert before is not None
    assert after is not None
    assert before["x"] + before["width"] <= after["x"] + 1
    assert shown.evaluate(clip) == ""
    shown.mouse.move(before["x"] + 100, before["y"] + 300)
    shown.mouse.down()
    shown.mouse.move(before["x"] + 180, before["y"] + 300, steps=4)
    shown.mouse.up()
    settle(shown)
    assert float(shown.url.split("#map=")[1].split("/")[2].split("&")[0]) < 1.0
    shown.locator(".what-if").get_by_role("button", name="Open East again").click()
    settle(shown)
    assert not shown.locator(".before-map").is_visible()
    opened.assert_quiet()


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"layers": "Best route"}, r"layers: expected what the page has .* scene 'One', got .*Best route"),
        ({"closed": "Suez"}, r"closed: expected what the page has .* scene 'One', got .*Suez"),
    ],
)
def test_a_scene_shows_and_closes_what_there_is(asked: dict[str, str], told: str) -> None:
    page = maps.Map.of(study()).tell([layers.Scene("One", **asked)])  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match=told):
        page.get_root().render()


def test_a_link_tells_the_chapter_and_the_comparison(open_map: Callable[..., Opened], page: Path) -> None:
    opened = open_map(page, hash_="#map=6/0.0/1.0&closed=east&compare=panes&chapter=2")
    assert opened.page.locator("main").get_attribute("data-compare") == "panes"
    assert opened.page.locator(".tour-place").inner_text() == "2 of 2"
    assert opened.page.url.endswith("&compare=panes&chapter=2")
    opened.page.locator("[data-mode=swipe]").click()
    settle(opened.page)
    assert "compare=swipe" in opened.page.url
    opened.assert_quiet()


def test_a_saved_picture_shows_the_notes_in_view(open_map: Callable[..., Opened], page: Path) -> None:
    """A picture grows by the line of each note that is in view, and of no other."""
    heights = []
    for hash_ in ("#map=6/0.0/1.0", "#map=6/60.0/100.0"):
        opened = open_map(page, hash_=hash_)
        with opened.page.expect_download() as saved:
            opened.page.get_by_role("button", name="Save this view as a picture").click()
        heights.append(int.from_bytes(saved.value.path().read_bytes()[20:24], "big"))
    assert heights[0] > heights[1]
