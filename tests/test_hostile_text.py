"""Text from data is shown as that text: in a card, a legend, a table, a heading; it never runs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import shapely

from browser import settle
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


def with_names(names: list[str]) -> layers.Atlas:
    """Return a part of the bundled atlas, its first factories named like that."""
    atlas = layers.example()
    factories = atlas.factories.head(len(names) + 2).copy()
    for column in ("name", "source", "source_url"):
        factories.loc[factories.index[: len(names)], column] = names
    few = {name: getattr(atlas, name).head(3) for name in layers.SCHEMAS if name != "factories"}
    return replace(atlas, factories=factories, summary=None, what_if=None, **few)


def test_hostile_names_are_shown_as_they_are(tmp_path: Path, open_map: Callable[..., Opened]) -> None:
    maps.Map(with_names(HOSTILE)).save(tmp_path / "map.html")
    opened = open_map(tmp_path / "map.html")
    page = opened.page
    for text in HOSTILE:
        page.fill("#search-box", text)
        page.locator(".results button").first.click()
        settle(page)  # the card before it fades
        card = page.locator(".leaflet-popup")
        assert card.locator("h2").inner_text() == text
        assert card.locator("a[href^='javascript']").count() == 0
        assert card.inner_text().count(text) >= 2
    page.get_by_role("button", name="Table", exact=True).click()
    page.get_by_label("Layer").select_option(label=f"Factories ({len(HOSTILE) + 2})")
    assert {*HOSTILE} < {*page.locator("#table tbody th").all_inner_texts()}
    opened.assert_quiet()


def test_hostile_titles_columns_and_classes_are_shown_as_they_are(
    tmp_path: Path, open_map: Callable[..., Opened]
) -> None:
    heading = " ".join(HOSTILE)
    m = maps.Map(title=heading, subtitle=heading)
    for i, text in enumerate(HOSTILE):
        point = shapely.Point(20 + i, 50)
        table = gpd.GeoDataFrame({"name": [text], text: [text]}, geometry=[point], crs=4326)
        m.add(table, title=text, note=text)
    m.save(tmp_path / "map.html")
    opened = open_map(tmp_path / "map.html")
    page = opened.page
    assert page.title() == " ".join(heading.split())
    assert page.locator("h1").inner_text() == heading
    legend = page.locator("#legend").inner_text()
    for text in HOSTILE:
        assert legend.count(text) >= 2
        page.fill("#search-box", text)
        page.locator(".results button").first.click()
        settle(page)  # the card before it fades
        assert page.locator(".leaflet-popup dt").inner_text() == text
    opened.assert_quiet()
