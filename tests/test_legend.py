"""The legend of a figure: every class that is shown, in columns, and colours of a scale."""

from __future__ import annotations

from dataclasses import replace

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from isthmus import layers
from isthmus.layers._tables.symbology import Symbol
from isthmus.maps._figures.legend import (
    COLUMN,
    LEAD,
    LINE,
    NOTES_HEIGHT,
    UNDER_BLOCK,
    LegendBlock,
    LegendEntry,
    _column_count,
    _flow_blocks,
    _legend_blocks,
    draw_legend,
    legend_height,
)
from isthmus.maps._figures.view import Content
from isthmus.maps._messages import messages

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
