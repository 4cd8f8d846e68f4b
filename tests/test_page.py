"""A page in a notebook, its size, and what it says without a script."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING

import folium
import folium.plugins
import geopandas as gpd
import numpy as np
import pytest
from branca.element import Element
from playwright.sync_api import expect

from isthmus import maps
from isthmus.geo import WriteError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser

    from browser import Opened

#: What Jupyter's server lets through by default: a million bytes a second, over three seconds.
JUPYTER_LIMIT = 3_000_000


def many_points(count: int) -> gpd.GeoDataFrame:
    random = np.random.default_rng(1)
    columns = {
        "name": [f"Site {number}" for number in range(count)],
        "year": random.integers(1960, 2025, count),
    }
    points = gpd.points_from_xy(random.normal(19, 2, count), random.normal(52, 1, count))
    return gpd.GeoDataFrame(columns, geometry=points, crs=4326)


@pytest.fixture
def page() -> maps.Map:
    return maps.Map(title='Ports "&" <gates>', description="Three ports.", height=480).add(
        many_points(3), title="Ports"
    )


@pytest.mark.parametrize("sandbox", [None, 'sandbox="allow-scripts"'])
def test_a_notebook_shows_the_map_in_a_frame(
    page: maps.Map, tmp_path: Path, chromium: Browser, sandbox: str | None
) -> None:
    cell = page._repr_html_()
    cell = re.sub(r'sandbox="[^"]*"', sandbox, cell, count=1) if sandbox else cell
    path = tmp_path / "notebook.html"
    path.write_text(f"<!doctype html><meta charset='utf-8'>{cell}", encoding="utf-8")
    notebook = chromium.new_page()
    errors: list[str] = []
    notebook.on("pageerror", lambda error: errors.append(str(error)))
    notebook.on("console", lambda message: errors.append(message.text))
    notebook.goto(path.as_uri())
    frame = notebook.frame_locator("iframe")
    expect(frame.locator("html[data-ready=true]")).to_be_attached()
    assert frame.locator("h1").inner_text() == 'Ports "&" <gates>'
    frame.get_by_role("button", name="Table", exact=True).click()
    assert frame.locator("#table tbody tr").count() == 3
    box = notebook.locator("iframe").bounding_box()
    assert box is not None
    assert box["height"] == 480
    assert errors == []
    notebook.close()


def test_a_frame_keeps_the_page_from_the_notebook(tmp_path: Path, chromium: Browser) -> None:
    """Nothing on a page reaches its notebook, whatever a plugin or an author adds to it."""
    page = maps.Map().add(many_points(3), title="Ports")
    page.get_root().script.add_child(
        Element(
            "try { parent.document.title = 'taken' } catch { window.kept = true }"
            "try { top.location = 'about:blank' } catch { window.stayed = true }"
        )
    )
    path = tmp_path / "notebook.html"
    path.write_text(f"<!doctype html><title>Mine</title>{page._repr_html_()}", encoding="utf-8")
    notebook = chromium.new_page()
    notebook.goto(path.as_uri())
    frame = notebook.frame_locator("iframe")
    expect(frame.locator("html[data-ready=true]")).to_be_attached()
    assert notebook.title() == "Mine"
    assert notebook.url == path.as_uri()
    assert frame.locator("html").evaluate("() => [window.kept, window.stayed]") == [True, True]
    with notebook.expect_download() as download:
        frame.locator("#legend button[aria-label*='GeoJSON'], #legend button[title*='GeoJSON']").first.click()
    assert download.value.suggested_filename == "ports.geojson"
    notebook.close()


def test_a_notebook_without_frames_shows_words(page: maps.Map) -> None:
    assert repr(page) == "<Map 'Ports \"&\" <gates>': Ports>"
    words = page._repr_html_().split("<iframe")[0]
    assert "Ports &#34;&amp;&#34; &lt;gates&gt;. Three ports." in words


def test_a_frame_holds_the_page_itself(page: maps.Map) -> None:
    quoted = page._repr_html_().split('srcdoc="')[1].split('" title=')[0]
    assert html.unescape(quoted) == page.get_root().render()


def test_many_points_stay_below_the_limit_of_jupyter() -> None:
    cell = maps.Map().add(many_points(100_000))._repr_html_()
    assert len(cell.encode()) < JUPYTER_LIMIT


def test_nothing_ends_a_script_early(tmp_path: Path, open_map: Callable[..., Opened]) -> None:
    ends = ["</script>", "</SCRIPT >", "</Script/", "<!--", "<!-- <script>"]
    page = maps.Map()
    page.get_root().script.add_child(Element("window.texts = [];"))
    for end in ends:
        page.get_root().script.add_child(Element(f"window.texts.push({json.dumps(end)});"))
    page.save(tmp_path / "map.html")
    opened = open_map(tmp_path / "map.html")
    assert opened.page.evaluate("window.texts") == ends
    opened.assert_quiet()


def test_a_page_reads_without_a_script(page: maps.Map, tmp_path: Path, chromium: Browser) -> None:
    page.save(tmp_path / "map.html")
    context = chromium.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto((tmp_path / "map.html").as_uri())
    assert "Three ports." in opened.locator(".no-script").inner_text()
    context.close()


def test_columns_of_any_name_are_shown(tmp_path: Path, open_map: Callable[..., Opened]) -> None:
    table = many_points(2).rename(columns={"name": "Title"}).assign(**{"@class": ["x", "y"]})
    table[2024] = [1.5, 2.5]
    maps.Map().add(table).save(tmp_path / "map.html")
    opened = open_map(tmp_path / "map.html")
    opened.page.get_by_role("button", name="Table", exact=True).click()
    row = opened.page.locator("#table tbody tr").first
    assert row.locator("th").inner_text() == "Site 0"
    assert {"x", "1.5"} <= set(row.locator("td").all_inner_texts())
    opened.assert_quiet()


def test_what_plugins_load_is_named_and_what_folium_brings_along_is_left_out() -> None:
    page = maps.Map(offline=False)
    folium.Marker((50, 20), icon=folium.Icon()).add_to(page)
    folium.plugins.Draw().add_to(page)
    folium.plugins.Fullscreen().add_to(page)
    text = page.get_root().render()
    loaded = re.findall(r'<(?:script|link)[^>]* (?:src|href)="(https?://[^"]*)"', text)
    assert len(loaded) == 2
    assert all("leaflet.draw" in address for address in loaded)
    assert "script-src 'sha256-" in html.unescape(text)
    page = maps.Map()
    folium.plugins.Draw().add_to(page)
    with pytest.raises(WriteError, match=r"got one that loads Draw \(https://"):
        page.get_root().render()
