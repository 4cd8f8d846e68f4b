"""Every control of the page by the keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from browser import settle

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from browser import Opened


def tab_to(page: Page, label: str) -> None:
    """Press Tab until the control with a name has the focus."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('aria-label')") == label:
            return
    pytest.fail(f"no way by Tab to {label!r}")


def test_the_search_comes_before_the_map(open_map: Callable[..., Opened], bundled_map: Path) -> None:
    page = open_map(bundled_map).page
    seen: list[str] = []
    while not any("folium-map" in name for name in seen):
        assert len(seen) < 120
        page.keyboard.press("Tab")
        seen.append(page.evaluate("`${document.activeElement.id} ${document.activeElement.className}`"))
    assert any("search-box" in name for name in seen)


def test_zoom_and_arrows_move_the_map(open_map: Callable[..., Opened], bundled_map: Path) -> None:
    page = open_map(bundled_map, hash_="#map=3/40/60").page
    page.focus(".folium-map")
    page.keyboard.press("+")
    settle(page)
    assert page.url.split("map=")[1].split("/")[0] == "4"
    before = page.url
    page.keyboard.press("ArrowRight")
    settle(page)
    assert page.url != before


def test_theme_table_and_measure(open_map: Callable[..., Opened], bundled_map: Path) -> None:
    opened = open_map(bundled_map)
    page = opened.page
    tab_to(page, "Light or dark")
    page.keyboard.press("Enter")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    tab_to(page, "Measure a distance")
    page.keyboard.press("Space")
    assert page.locator(".measure-note").is_visible()
    tab_to(page, "Table")
    page.keyboard.press("Enter")
    assert page.locator("dialog").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("dialog").is_hidden()
    opened.assert_quiet()


def test_legend_by_space(open_map: Callable[..., Opened], bundled_map: Path) -> None:
    page = open_map(bundled_map).page
    box = page.locator("#legend .layer-title").filter(has_text="Factories").locator("input")
    box.focus()
    page.keyboard.press("Space")
    assert not box.is_checked()
    settle(page)
    assert "factories" not in page.url.split("layers=")[1].split("&")[0]


def test_time_by_arrows_and_play(open_map: Callable[..., Opened], bundled_map: Path) -> None:
    page = open_map(bundled_map).page
    page.get_by_label("Month").focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    settle(page)
    assert "month=" in page.url
    first = page.locator("#timeline output").inner_text()
    tab_to(page, "Play")
    page.keyboard.press("Enter")
    expect(page.locator("#timeline output")).not_to_have_text(first)
    page.get_by_role("button", name="Pause").press("Enter")
    assert page.get_by_role("button", name="Play").is_visible()


def test_sorting_by_enter(open_map: Callable[..., Opened], bundled_map: Path) -> None:
    page = open_map(bundled_map).page
    page.locator("#table-open").press("Enter")
    head = page.get_by_role("columnheader", name="Name")
    head.get_by_role("button").press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    head.get_by_role("button").press("Enter")
    assert head.get_attribute("aria-sort") == "descending"


def test_the_sheet_of_a_phone(open_map: Callable[..., Opened], bundled_map: Path) -> None:
    page = open_map(bundled_map, size=(390, 844)).page
    toggle = page.locator("#panel-toggle")
    assert toggle.get_attribute("aria-expanded") == "true"
    assert page.locator(".lead").first.is_visible()
    toggle.press("Enter")
    assert toggle.get_attribute("aria-expanded") == "false"
    assert page.locator(".lead").first.is_hidden()
    toggle.press("Enter")
    assert page.locator("#legend").is_visible()


def test_the_panel_folds_beside_the_map(open_map: Callable[..., Opened], bundled_map: Path) -> None:
    page = open_map(bundled_map).page
    before = page.locator("main").bounding_box()
    page.locator("#panel-toggle").click()
    after = page.locator("main").bounding_box()
    assert before is not None
    assert after is not None
    assert (before["width"] < after["width"], page.locator(".lead").first.is_hidden()) == (True, True)
    page.locator("#panel-toggle").click()
    assert page.locator("main").bounding_box() == before


@pytest.mark.parametrize(("steps", "size"), [((-90,), "tall"), ((90,), "folded"), ((90, -90), "half")])
def test_a_swipe_moves_the_sheet(
    open_map: Callable[..., Opened], bundled_map: Path, steps: tuple[int, ...], size: str
) -> None:
    page = open_map(bundled_map, size=(390, 844)).page
    for step in steps:
        box = page.locator("h1").bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 9, box["y"] + 9)
        page.mouse.down()
        page.mouse.move(box["x"] + 9, box["y"] + 9 + step, steps=3)
        page.mouse.up()
    assert size in str(page.locator("#panel").get_attribute("class"))


def test_the_search_by_keys_alone(open_map: Callable[..., Opened], bundled_map: Path) -> None:
    page = open_map(bundled_map, hash_="#layers=").page
    page.fill("#search-box", "no such place")
    assert page.locator("#search [role=status]").inner_text() == "Nothing on this map has such a name"
    page.fill("#search-box", "warsaw")
    page.wait_for_selector(".results button")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    second = page.locator(".results button").nth(1)
    assert second.evaluate("node => node === document.activeElement")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.id") == "search-box"
    first = page.locator(".results button span").first.inner_text()
    page.keyboard.press("Enter")
    assert page.locator(".card h2").inner_text() == first


def test_arrows_lead_from_bar_to_bar_of_a_chart(open_map: Callable[..., Opened], bundled_map: Path) -> None:
    page = open_map(bundled_map).page
    chart = page.locator(".chart").first
    assert chart.locator("[tabindex='0']").count() == 1
    chart.locator("[tabindex='0']").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(chart.locator("[data-bar='1']")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("document.activeElement.dataset.bar") == "1"
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.dataset.bar") == "0"


def test_the_first_stop_leads_past_the_panel_to_the_map(
    open_map: Callable[..., Opened], bundled_map: Path
) -> None:
    page = open_map(bundled_map).page
    page.keyboard.press("Tab")
    skip = page.get_by_role("button", name="Skip to the map")
    assert skip.evaluate("(button) => button === document.activeElement")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.classList.contains('folium-map')")
