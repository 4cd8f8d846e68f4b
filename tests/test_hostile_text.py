"""Text from data is shown as that text: in a card, a legend, a table, a heading; it never runs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely

from isthmus import layers, maps

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from browser import Opened

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "{% if cycler.__init__.__globals__.os.getpid() %}RAN{% endif %}",
    "${alert(1)} and `backticks`",
    "{{ 7 * 7 }}",
    "'\"><svg onload=alert(1)>",
    "--><!-- </style><style>*{display:none}</style>",
    "javascript:alert(1)",
]


def with_name(name: str) -> layers.Atlas:
    """Return the bundled atlas, without its longest lines and areas, with one factory named like that."""
    atlas = layers.example()
    atlas = replace(atlas, corridors=atlas.corridors.head(9), risk_zones=atlas.risk_zones.head(3))
    factories = atlas.factories.copy()
    factories.loc[factories["id"] == "aidc", ["name", "source", "source_url"]] = [name, name, name]
    return replace(atlas, factories=factories)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_name_is_shown_as_it_is(tmp_path: Path, open_map: Callable[..., Opened], text: str) -> None:
    path = tmp_path / "map.html"
    maps.Map(with_name(text), title=text, subtitle=text).save(path)
    opened = open_map(path)
    page = opened.page
    assert page.title() == " ".join(text.split())
    assert page.locator("h1").inner_text() == text
    page.fill("#search-box", text)
    page.locator(".results button").first.click()
    card = page.locator(".leaflet-popup")
    assert card.locator("h2").inner_text() == text
    assert card.locator("a[href^='javascript']").count() == 0
    assert text in card.inner_text()
    page.get_by_role("button", name="Table", exact=True).click()
    page.get_by_label("Layer").select_option(label="Factories (33)")
    assert text in page.locator("#table tbody th").all_inner_texts()
    opened.assert_quiet()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_titles_columns_and_classes_are_shown_as_they_are(
    tmp_path: Path, open_map: Callable[..., Opened], text: str
) -> None:
    table = gpd.GeoDataFrame({"name": [text], text: [text]}, geometry=[shapely.Point(20, 50)], crs=4326)
    path = tmp_path / "map.html"
    maps.Map(title="Map").add(table, title=text, note=text).save(path)
    opened = open_map(path)
    legend = opened.page.locator("#legend").inner_text()
    assert legend.count(text) == 2
    opened.page.fill("#search-box", text)
    opened.page.locator(".results button").first.click()
    assert opened.page.locator(".leaflet-popup dt").inner_text() == text
    opened.assert_quiet()
