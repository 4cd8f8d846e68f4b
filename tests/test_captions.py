"""Words in legends and on cards that a maker sets."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import pytest

from isthmus.geo import ArgumentError
from isthmus.maps._looks import Look, plain_look
from isthmus.maps._thematic import style_look

TABLE = pd.DataFrame({"tons": [1.0, 4.0, 9.0], "kind": [*"aba"]})


def _look(**words: Any) -> Look:
    return style_look(plain_look("en"), TABLE, words, "en")


def test_a_legend_has_the_labels_and_the_caption_that_are_asked_for() -> None:
    look = _look(column="kind", legend_kwds={"labels": ["first", "second"], "caption": "Which"})
    assert [symbol.label for symbol in look.symbology.symbols.values()] == ["first", "second"]
    assert look.labels is not None
    assert look.labels["kind"] == "Which"


def test_numbers_have_the_format_and_classes_the_bar_that_are_asked_for() -> None:
    words = {"column": "tons", "scheme": "EqualInterval", "k": 2}
    look = _look(**words, legend_kwds={"fmt": "{:.1f}"})
    assert [symbol.label for symbol in look.symbology.symbols.values()] == ["1.0 – 5.0", "5.0 – 9.0"]  # noqa: RUF001
    assert (look.legend, _look(**words, legend_kwds={"colorbar": True}).legend) == ("classes", "ramp")


def test_columns_have_the_aliases_that_are_asked_for() -> None:
    look = _look(tooltip=["tons"], tooltip_kwds={"aliases": ["Tonnes"]})
    assert look.labels == {"tons": "Tonnes"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            {"column": "kind", "legend_kwds": {"labels": ["one"]}},
            "labels: expected as many labels as classes, 2",
        ),
        ({"column": "tons", "legend_kwds": {"fmt": "{:d}"}}, "fmt: expected a format of numbers"),
        ({"column": "tons", "legend_kwds": {"fmt": "{1}"}}, "fmt: expected a format of numbers"),
        ({"column": "tons", "legend_kwds": {"caption": 3}}, "caption: expected a text"),
        ({"legend_kwds": {"colorbar": 3}}, "colorbar: expected True or False"),
        ({"popup_kwds": {"aliases": ["x"]}}, "aliases: expected as many names as columns, 2, got 1"),
        ({"popup_kwds": {"labels": False}}, 'popup_kwds: expected "aliases"'),
    ],
)
def test_what_legends_and_cards_do_not_take_is_said(words: dict[str, Any], said: str) -> None:
    with pytest.raises(ArgumentError, match=re.escape(said)):
        _look(**words)
