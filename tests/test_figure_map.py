"""Any map as a figure: what it shows on opening, in three formats and in the widths of journals."""

from __future__ import annotations

import re
import struct
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely
from matplotlib import font_manager

from isthmus import layers, maps
from isthmus.geo import ArgumentError
from isthmus.maps._figures.text import FALLBACKS, _know_fonts, fonts_for

if TYPE_CHECKING:
    from pathlib import Path

SITES = gpd.GeoDataFrame(
    {"name": ["Kaohsiung", "Gdańsk", "Brno"], "tons": [100.0, 40.0, 20.0]},
    geometry=gpd.points_from_xy([120.3, 18.7, 16.6], [22.6, 54.4, 49.2]),
    crs=4326,
)


def texts(path: Path) -> str:
    """Return every text of a drawing."""
    found = ET.parse(path).getroot().iter("{http://www.w3.org/2000/svg}text")  # noqa: S314  # our own file
    return "\n".join("".join(text.itertext()) for text in found)


@pytest.fixture(scope="module")
def page() -> maps.Map:
    """A map of buffers, a scale of colours, sizes and arcs, one layer of which is not shown."""
    return (
        maps.Map(title="Study", description="Where it narrows.")
        .add(layers.buffer(SITES, radii_km=[50]), title="Buffers")
        .add(SITES, title="Scale", column="tons")
        .add(SITES, title="Sizes", size="tons", color="teal")
        .add(SITES, title="Hidden", shown=False)
        .add(gpd.GeoDataFrame(geometry=[shapely.LineString([(120, 22), (18, 54)])], crs=4326), kind="arcs")
    )


def test_a_figure_shows_what_the_map_shows_on_opening(page: maps.Map, tmp_path: Path) -> None:
    page.save(tmp_path / "map.svg")
    said = texts(tmp_path / "map.svg")
    for words in ("Study", "Where it narrows.", "Buffers", "Sizes", "tons: 20 – 100", "Gdańsk"):  # noqa: RUF001
        assert words in said
    assert "Hidden" not in said


@pytest.mark.parametrize("width_mm", [85, 180])
def test_a_figure_is_as_wide_as_a_column_or_a_page(page: maps.Map, tmp_path: Path, width_mm: float) -> None:
    page.save_figure(tmp_path / "map.png", width_mm=width_mm)
    width, height = struct.unpack(">II", (tmp_path / "map.png").read_bytes()[16:24])
    assert width == pytest.approx(width_mm / 25.4 * 300, abs=1)
    assert height > width / 2


def test_a_document_is_the_same_each_time_and_keeps_its_letters(page: maps.Map, tmp_path: Path) -> None:
    once, again = tmp_path / "once.pdf", tmp_path / "again.PDF"
    page.save(once)
    page.save(again)
    assert once.read_bytes() == again.read_bytes()
    assert once.read_bytes().startswith(b"%PDF")
    assert b"/Type3" not in once.read_bytes()
    assert b"(Study)" in once.read_bytes()


def test_a_figure_of_a_resilience_says_what_answers_and_shows_the_best_routes(tmp_path: Path) -> None:
    result = layers.resilience(origins=["TW"], destinations=["CZ"], modes=["sea", "rail"])
    maps.Map.of(result).save_figure(tmp_path / "map.svg")
    said = " ".join(texts(tmp_path / "map.svg").split())
    assert "every route" in said or "it takes at least" in said
    assert "Best routes" in said
    assert "They move when" not in said


def test_routes_are_not_drawn_a_second_time_as_the_best(tmp_path: Path) -> None:
    routes = layers.route("Warsaw", "Prague", modes=["rail"])
    maps.Map.of(routes).save(tmp_path / "map.svg")
    assert re.findall("Best routes|Route 1", texts(tmp_path / "map.svg")) == ["Route 1"]


def test_many_points_are_dots_and_an_empty_map_is_the_world(tmp_path: Path) -> None:
    many = gpd.GeoDataFrame(
        geometry=gpd.points_from_xy([21 + i / 999 for i in range(999)], [52] * 999), crs=4326
    )
    maps.Map().add(many, title="Many").save(tmp_path / "many.svg")
    assert "Many" in texts(tmp_path / "many.svg")
    maps.Map(title="Nothing").save(tmp_path / "empty.svg")
    assert "Nothing" in texts(tmp_path / "empty.svg")


def test_a_font_that_matplotlib_does_not_know_of_yet_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A list of fonts that is older than a font: here, one that leaves out all but its own."""
    own = [entry for entry in font_manager.fontManager.ttflist if "DejaVu Sans" in entry.name]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", own)
    sought: list[str] = []
    monkeypatch.setattr(font_manager, "findSystemFonts", lambda: ["/fonts/none.ttf", *sought])
    added: list[str] = []
    monkeypatch.setattr(font_manager.fontManager, "addfont", lambda path: added.append(path.name))
    _know_fonts.cache_clear()
    with pytest.warns(UserWarning, match=f"install one, such as {FALLBACKS[0]}"):
        fonts_for(["臺"])
    assert added == ["none.ttf"]
    _know_fonts.cache_clear()


@pytest.mark.parametrize(
    ("name", "width_mm", "said"),
    [
        ("map.jpg", 180, "path: expected a file ending in .png, .svg or .pdf"),
        ("map.png", 20, "width_mm: expected millimetres from 80 to 400"),
    ],
)
def test_what_is_no_figure_is_said(
    page: maps.Map, tmp_path: Path, name: str, width_mm: float, said: str
) -> None:
    with pytest.raises(ArgumentError, match=re.escape(said)):
        page.save_figure(tmp_path / name, width_mm=width_mm)
