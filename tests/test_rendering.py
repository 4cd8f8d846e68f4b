"""Rendering numbers elements by their place, quotes what they write, and leaves the tree as it was."""

from __future__ import annotations

import folium
import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from isthmus import maps
from isthmus.maps._folium import below, prepared, quote_template


@given(st.text("{}%#- a'\"\n_/", max_size=30))
def test_a_quoted_text_renders_to_itself(text: str) -> None:
    template = jinja2.Template(quote_template(text), keep_trailing_newline=True)
    assert template.render() == text


def make_map() -> maps.Map:
    page = maps.Map()
    group = folium.FeatureGroup(name="a & b").add_to(page)
    folium.Marker((50, 20), popup="popup", tooltip="tooltip").add_to(group)
    return page


def snapshot(page: maps.Map) -> list[tuple[int, dict[str, object], list[str]]]:
    """Return every element's identity, attributes and children."""
    elements = below(page.get_root())
    return [(id(element), dict(vars(element)), list(element._children)) for element in elements]


def test_a_folium_leaves_the_tree_as_it_was() -> None:
    page = make_map()
    before = snapshot(page)
    page.get_root().render()
    assert snapshot(page) == before


def test_a_folium_that_fails_leaves_the_tree_as_it_was() -> None:
    page = make_map()
    before = snapshot(page)
    with pytest.raises(RuntimeError), prepared(page.get_root()):
        raise RuntimeError
    assert snapshot(page) == before


def test_elements_are_numbered_by_their_place() -> None:
    first, second = make_map(), make_map()
    with prepared(first.get_root()), prepared(second.get_root()):
        names = [[element.get_name() for element in below(page.get_root())] for page in (first, second)]
    assert names[0] == names[1]
    assert len(set(names[0])) == len(names[0])
