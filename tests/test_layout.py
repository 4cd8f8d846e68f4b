"""The layout of a figure: what stands where on its sheet, in millimetres, and every class in its legend."""

from __future__ import annotations

from dataclasses import replace

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from isthmus import layers
from isthmus.layers._tables.symbology import Symbol
from isthmus.maps._figures.layout import (
    BETWEEN,
    COLUMN,
    INSET_HEIGHT,
    INSET_WIDTH,
    INSIDE,
    LEAD,
    LEADING,
    LINE,
    MAP_HEIGHT,
    MARGIN,
    NOTES,
    NOTES_HEIGHT,
    TEXT,
    TITLE,
    UNDER_BLOCK,
    WIDTH,
    LegendBlock,
    LegendEntry,
    Sheet,
    TextLine,
    _all_texts,
    _column_count,
    _draw_figure,
    _figure_notes,
    _flow_blocks,
    _heading,
    _legend_blocks,
    draw_legend,
    legend_height,
)
from isthmus.maps._figures.text import MM_A_POINT
from isthmus.maps._figures.view import Content
from isthmus.maps._messages import messages


@pytest.fixture(scope="module")
def content() -> Content:
    return Content.of(
        layers.example(), layers=["corridors", "gateways"], title="A title", description="", lang="en"
    )


def test_axes_stand_so_far_from_the_left_and_the_top() -> None:
    axes = Sheet(100).axes(18, 10, 90, 30)
    assert axes.get_position().bounds == pytest.approx((0.1, 0.6, 0.5, 0.3))


def test_a_sheet_is_as_wide_as_a_page_and_as_high_as_asked() -> None:
    width, height = Sheet(127).figure.get_size_inches()
    assert (width, height) == pytest.approx((180 / 25.4, 5))


def test_lines_are_written_below_each_other() -> None:
    sheet = Sheet(100)
    lines = [TextLine("one", 10, "#000000", bold=True), TextLine("two", 20, "#000000")]
    sheet.write(lines, 10)
    one, two = sheet.figure.texts
    heights = [10 * LEADING * MM_A_POINT, 20 * LEADING * MM_A_POINT]
    assert [line.height for line in lines] == pytest.approx(heights)
    assert one.get_position() == pytest.approx((MARGIN / WIDTH, 1 - (10 + heights[0] / 2) / 100))
    assert two.get_position()[1] == pytest.approx(1 - (10 + heights[0] + heights[1] / 2) / 100)
    assert (one.get_fontweight(), two.get_fontweight()) == ("bold", "normal")


def test_a_heading_is_a_title_in_bold_and_a_text_in_lines_or_nothing() -> None:
    title, *rest = _heading("A\ntitle", "words " * 100)
    assert (title.text, title.size, title.bold) == ("A title", TITLE, True)
    assert len(rest) > 1
    assert {(line.size, line.bold) for line in rest} == {(TEXT, False)}
    assert _heading("", "") == []


def test_maps_legend_and_notes_fill_the_sheet_from_the_top(content: Content) -> None:
    figure = _draw_figure(content)
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
    *_, legend = _draw_figure(few).axes
    left, _, width, _ = legend.get_position().bounds
    assert (left * WIDTH, width * WIDTH) == pytest.approx((MARGIN, INSIDE))


def test_the_notes_credit_the_makers_of_lines_only_where_they_follow_a_network(content: Content) -> None:
    atlas = layers.example()
    assert "OpenStreetMap" in _figure_notes(content)
    assert _figure_notes(content).endswith(messages("en")["about.boundaries"])
    straight = replace(atlas, corridors=atlas.corridors.assign(geometry_rule="geodesic", attribution=""))
    assert "OpenStreetMap" not in _figure_notes(replace(content, atlas=straight))


def test_fonts_are_sought_for_all_that_may_be_written(content: Content) -> None:
    texts = set(_all_texts(replace(content, title="Ω", description="ω")))
    gateways = layers.example().gateways
    assert {"Ω", "ω", *gateways["name"], *gateways["city"].dropna(), *messages("en").values()} <= texts


SYMBOL = Symbol("Port", "#2c6fb3")


def block(title: str, *lines: int) -> LegendBlock:
    """Return a block of classes with so many lines each."""
    return LegendBlock(title, tuple(LegendEntry(SYMBOL, "Point", ("x",) * count) for count in lines))


@pytest.fixture(scope="module")
def shown() -> Content:
    names = ("corridors", "gateways", "factories", "risk_zones")
    return Content.of(layers.example(), layers=names, title="", description="", lang="en")


def drawn(shown: Content, width: float) -> dict[str, tuple[float, float]]:
    """Return where each text of the legend stands, in millimetres from the lower left corner."""
    figure = Figure()
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    draw_legend(axes, shown, width=width, height=legend_height(shown, width))
    return {text.get_text(): text.get_position() for text in axes.texts}


def test_a_block_is_as_high_as_its_lines() -> None:
    one = block("Ports", 1, 3)
    assert [entry.height for entry in one.entries] == pytest.approx([LINE + LEAD, 3 * LINE + LEAD])
    assert one.height == pytest.approx(5 * LINE + 3 * LEAD + UNDER_BLOCK)


def test_blocks_flow_into_columns_no_higher_than_asked() -> None:
    blocks = [block("a", 1), block("b", 1), block("c", 1, 1, 1, 1), block("d", 1)]
    height = blocks[2].height
    columns = _flow_blocks(blocks, height)
    assert [[each.title for each in column] for column in columns] == [["a", "b"], ["c"], ["d"]]
    assert [[each.title for each in column] for column in _flow_blocks(blocks, 1000)] == [
        ["a", "b", "c", "d"]
    ]
    assert _flow_blocks([], 10) == []


@pytest.mark.parametrize(
    ("width", "count"), [(20, 1), (COLUMN, 1), (2 * COLUMN - 0.1, 1), (2 * COLUMN, 2), (120, 3)]
)
def test_there_are_as_many_columns_as_fit(width: float, count: int) -> None:
    assert _column_count(width) == count


def test_a_legend_is_as_low_as_its_columns_allow(shown: Content) -> None:
    for width in (40.0, 70.0, 120.0, 170.0):
        height, blocks = legend_height(shown, width) - NOTES_HEIGHT, _legend_blocks(shown, width)
        assert len(_flow_blocks(blocks, height)) <= _column_count(width)
        assert height >= max(each.height for each in blocks)
        lower = _flow_blocks(blocks, height - 1)
        assert len(lower) > _column_count(width) or height - 1 < max(each.height for each in blocks)


def test_the_topmost_layer_comes_first_with_its_classes(shown: Content) -> None:
    titles = [look.title for look, _ in shown.layers]
    blocks = _legend_blocks(shown, 120)
    assert [each.title for each in blocks] == titles[::-1]
    ports = next(each for each in blocks if each.title == "Gateways")
    assert [entry.symbol.label for entry in ports.entries][:3] == ["Port", "Airport", "Rail terminal"]
    assert {each.title: {entry.kind for entry in each.entries} for each in blocks} == {
        "Gateways": {"Point"},
        "Factories": {"Point"},
        "Corridors": {"LineString"},
        "Risk zones": {"Polygon"},
    }


def test_everything_is_written_once_and_inside(shown: Content) -> None:
    width = 120.0
    places = drawn(shown, width)
    height = legend_height(shown, width)
    words = messages("en")
    for look, symbol, _ in shown.classes:
        assert {look.title, *_lines(shown, width, symbol.label)} <= set(places)
    for x, y in places.values():
        assert 0 <= x < width
        assert 0 <= y <= height
    assert places[words["figure.tinted"]] == (0, 0)
    assert places[words["figure.hollow"]] == (0, LINE)
    lowest = min(
        y
        for text, (_, y) in places.items()
        if not text.startswith(("Hollow", words["figure.hollow"][:6], words["figure.tinted"][:6]))
    )
    assert lowest > NOTES_HEIGHT


def _lines(shown: Content, width: float, label: str) -> tuple[str, ...]:
    return next(
        entry.lines
        for each in _legend_blocks(shown, width)
        for entry in each.entries
        if entry.symbol.label == label
    )


def test_notes_stand_only_where_they_mean_something() -> None:
    words, atlas = messages("en"), layers.example()
    empty = {name: table.iloc[:0] for name, table in atlas.layers()} | {"corridors": atlas.corridors}
    legs = Content.of(replace(atlas, **empty), layers=["corridors"], title="", description="", lang="en")
    assert {words["figure.tinted"], words["figure.hollow"]} & set(drawn(legs, 120)) == set()
