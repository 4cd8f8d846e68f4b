"""The layout of a figure: what stands where on its sheet, in millimetres, and every class in its legend."""

from __future__ import annotations

from dataclasses import replace

import pytest

from isthmus import layers
from isthmus.maps._figures.layout import (
    BETWEEN,
    INSET_HEIGHT,
    INSET_WIDTH,
    LEADING,
    MAP_SHARE,
    MARGIN,
    NOTES,
    TEXT,
    TITLE,
    Sheet,
    TextLine,
    _all_texts,
    _draw_figure,
    _figure_notes,
    _heading,
)
from isthmus.maps._figures.text import MM_A_POINT
from isthmus.maps._figures.view import Content
from isthmus.maps._messages import messages

WIDTH = 180.0
INSIDE = WIDTH - 2 * MARGIN
MAP_HEIGHT = INSIDE * MAP_SHARE


@pytest.fixture(scope="module")
def content() -> Content:
    return Content.of(
        layers.example(), layers=["corridors", "gateways"], title="A title", description="", lang="en"
    )


def test_axes_stand_so_far_from_the_left_and_the_top() -> None:
    axes = Sheet(WIDTH, 100).axes(18, 10, 90, 30)
    assert axes.get_position().bounds == pytest.approx((0.1, 0.6, 0.5, 0.3))


def test_a_sheet_is_as_wide_as_a_page_and_as_high_as_asked() -> None:
    width, height = Sheet(WIDTH, 127).figure.get_size_inches()
    assert (width, height) == pytest.approx((180 / 25.4, 5))


def test_lines_are_written_below_each_other() -> None:
    sheet = Sheet(WIDTH, 100)
    lines = [TextLine("one", 10, "#000000", bold=True), TextLine("two", 20, "#000000")]
    sheet.write(lines, 10)
    one, two = sheet.figure.texts
    heights = [10 * LEADING * MM_A_POINT, 20 * LEADING * MM_A_POINT]
    assert [line.height for line in lines] == pytest.approx(heights)
    assert one.get_position() == pytest.approx((MARGIN / WIDTH, 1 - (10 + heights[0] / 2) / 100))
    assert two.get_position()[1] == pytest.approx(1 - (10 + heights[0] + heights[1] / 2) / 100)
    assert (one.get_fontweight(), two.get_fontweight()) == ("bold", "normal")


def test_a_heading_is_a_title_in_bold_and_a_text_in_lines_or_nothing() -> None:
    title, *rest = _heading("A\ntitle", "words " * 100, INSIDE)
    assert (title.text, title.size, title.bold) == ("A title", TITLE, True)
    assert len(rest) > 1
    assert {(line.size, line.bold) for line in rest} == {(TEXT, False)}
    assert _heading("", "", INSIDE) == []


def test_maps_legend_and_notes_fill_the_sheet_from_the_top(content: Content) -> None:
    figure = _draw_figure(content, WIDTH)
    width, height = (size * 25.4 for size in figure.get_size_inches())
    boxes = [
        (x * width, (1 - y - h) * height, w * width, h * height)
        for x, y, w, h in (axes.get_position().bounds for axes in figure.axes)
    ]
    whole, first, second, legend = boxes
    assert whole[0] == pytest.approx(MARGIN)
    assert whole[2:] == pytest.approx((INSIDE, MAP_HEIGHT))
    row = whole[1] + MAP_HEIGHT + BETWEEN
    assert first == pytest.approx((MARGIN, row, INSET_WIDTH, INSET_HEIGHT))
    assert second == pytest.approx((MARGIN + INSET_WIDTH + BETWEEN, row, INSET_WIDTH, INSET_HEIGHT))
    assert legend[:2] == pytest.approx((MARGIN + 2 * (INSET_WIDTH + BETWEEN), row))
    assert legend[0] + legend[2] == pytest.approx(WIDTH - MARGIN)
    notes = [text for text in figure.texts if text.get_fontsize() == NOTES]
    tops = [(1 - text.get_position()[1]) * height for text in notes]
    assert tops[0] > legend[1] + legend[3]
    assert tops[-1] + NOTES * LEADING * MM_A_POINT / 2 + BETWEEN == pytest.approx(height)


def test_without_crowds_the_legend_has_the_whole_width() -> None:
    atlas = layers.example()
    empty = {name: table.iloc[:0] for name, table in atlas.layers()} | {"gateways": atlas.gateways.iloc[:2]}
    few = Content.of(replace(atlas, **empty), layers=["gateways"], title="", description="", lang="en")  # type: ignore[arg-type]
    *_, legend = _draw_figure(few, WIDTH).axes
    left, _, width, _ = legend.get_position().bounds
    assert (left * WIDTH, width * WIDTH) == pytest.approx((MARGIN, INSIDE))


def test_the_notes_credit_the_makers_of_lines_only_where_they_follow_a_network(content: Content) -> None:
    atlas = layers.example()
    assert "OpenStreetMap" in _figure_notes(content)
    assert _figure_notes(content).endswith(messages("en")["about.boundaries"])
    straight = replace(atlas, corridors=atlas.corridors.assign(geometry_rule="geodesic", attribution=""))
    without = Content.of(straight, layers=["corridors"], title="", description="", lang="en")
    assert "OpenStreetMap" not in _figure_notes(without)


def test_fonts_are_sought_for_all_that_may_be_written(content: Content) -> None:
    texts = set(_all_texts(replace(content, title="Ω", description="ω")))
    gateways = layers.example().gateways
    assert {"Ω", "ω", *gateways["name"], *gateways["city"].dropna(), *messages("en").values()} <= texts
