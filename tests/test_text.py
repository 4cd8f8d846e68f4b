"""The text of a figure: lines that fit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from isthmus.maps._figures.text import MM_A_POINT, one_line, wrap

WORDS = st.lists(st.text("abkłß12Wi", min_size=1, max_size=8), max_size=12).map(" ".join)


def drawn_width(text: str, size: float) -> float:
    """Return millimetres, as a printer's dots have them."""
    figure = Figure(dpi=300)
    canvas = FigureCanvasAgg(figure)
    label = figure.text(0, 0, text, fontsize=size)
    return float(label.get_window_extent(canvas.get_renderer()).width) / 300 * 72 * MM_A_POINT


@given(WORDS)
def test_lines_fit_and_nothing_is_lost(text: str) -> None:
    lines = wrap(text, width=30, size=6)
    assert " ".join(lines).split() == one_line(text).split()
    assert all(drawn_width(line, 6) <= 30.3 for line in lines)


@pytest.mark.filterwarnings("ignore:Glyph")  # without a font each letter is as wide as an empty box
@pytest.mark.parametrize("text", ["西伯利亞鐵路、巴拿馬運河、蘇伊士運河。", "a·b · c"])
def test_scripts_without_spaces_are_broken_between_letters(text: str) -> None:
    lines = wrap(text, width=12, size=6)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert not any(line.startswith(("、", "。", "·")) for line in lines)
