"""The two sentences that a map of the bundled atlas says first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from isthmus import layers, maps
from isthmus.maps._description import describe_summary
from isthmus.maps._messages import LANGUAGES, messages


@pytest.fixture(scope="module")
def stored() -> layers.Summary:
    found = layers.example().summary
    assert found is not None
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_names_what_is_shared(stored: layers.Summary, lang: str) -> None:
    text = describe_summary(stored, lang=lang)
    for name in (*stored.shared_titles, *stored.pairs[0].narrowest):
        assert name in text
    for mode in stored.modes:
        assert messages(lang)[f"summary.mode.{mode}"] in text
    assert "{" not in text


def test_nothing_shared_is_said_so(stored: layers.Summary) -> None:
    assert "no common gate" in describe_summary(replace(stored, shared_titles=()))


def test_the_map_opens_on_the_summary(stored: layers.Summary) -> None:
    atlas = layers.example()
    assert describe_summary(stored) in maps.Map(atlas).get_root().render()
    assert 'class="lead"' not in maps.Map(replace(atlas, summary=None)).get_root().render()
