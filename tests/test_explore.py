"""The call of `geopandas.GeoDataFrame.explore`, and a map offline."""

from __future__ import annotations

import inspect
import re
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from geopandas.explore import _explore

from isthmus import maps
from isthmus.geo import ArgumentError
from isthmus.maps._explore import NOT_TAKEN, PAGE_WORDS
from isthmus.maps._thematic import StyleOptions

TABLE = gpd.GeoDataFrame(
    {"tons": [1, 5, 9], "kind": ["a", "b", "a"]}, geometry=gpd.points_from_xy([1, 2, 3], [4, 5, 6]), crs=4326
)

#: Calls that geopandas' own guide and tests make of explore().
CALLS: list[dict[str, Any]] = [
    {},
    {"column": "kind", "cmap": "Set2"},
    {"column": "tons", "scheme": "EqualInterval", "k": 2, "legend": False},
    {"column": "tons", "categorical": True, "tooltip": "kind", "popup": True},
    {"column": pd.Series([3.0, 2.0, 1.0], name="rank"), "vmin": 0, "vmax": 5},
    {"column": [3.0, 2.0, 1.0], "missing_kwds": {"color": "red", "label": "gone"}},
    {"color": "red", "marker_kwds": {"radius": 5, "fill": True}, "marker_type": "circle_marker"},
    {"tooltip": False, "popup": 1, "highlight": False, "style_kwds": {"fillOpacity": 0.1, "weight": 2}},
    {"tiles": "OpenStreetMap", "height": 300, "zoom_control": False, "map_kwds": {"dragging": False}},
]


@pytest.mark.parametrize("words", CALLS)
def test_it_takes_what_explore_takes(words: dict[str, Any]) -> None:
    TABLE.explore(**words)
    page = maps.explore(TABLE, **words).get_root().render()
    assert 'content="default-src' in page


def test_every_word_of_explore_is_known() -> None:
    words = {*inspect.signature(_explore).parameters} - {"df", "kwargs", "column", "m"}
    assert words <= {*StyleOptions.__annotations__, *PAGE_WORDS, *NOT_TAKEN}


def test_it_draws_on_a_map_and_names_layers_by_their_column() -> None:
    page = maps.Map(title="Both")
    assert maps.explore(TABLE, "tons", m=page) is page
    maps.explore(TABLE.geometry, m=page, title="Points")
    assert repr(page) == "<Map 'Both': tons, Points>"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"column": [1, 2]}, "column: expected as many values as rows, 3, got 2"),
        ({"legend_kwds": {}}, "legend_kwds: expected no such option"),
        ({"m": "x"}, "m: expected a map of this package"),
        ({"tiles": 3}, "tiles: expected None, or the name of tiles"),
        ({"marker_kwds": {"icon": 1}}, 'marker_kwds: expected "radius" or "fill"'),
        ({"cmaps": "viridis"}, "option: expected "),
    ],
)
def test_what_it_does_not_take_is_said(words: dict[str, Any], said: str) -> None:
    with pytest.raises(ArgumentError, match=re.escape(said)):
        maps.explore(TABLE, **words)
