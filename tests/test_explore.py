"""The call of `geopandas.GeoDataFrame.explore`, and a map offline."""

from __future__ import annotations

import ast
import inspect
import re
import types
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas.explore import _explore
from unpacking import from_text, unpack

from isthmus import maps
from isthmus.geo import ArgumentError
from isthmus.maps._explore import NOT_TAKEN, PAGE_WORDS
from isthmus.maps._layer import PackedLayer
from isthmus.maps._palettes import as_color
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
        ({"highlight_kwds": {}}, "highlight_kwds: expected no such option"),
        ({"legend_kwds": {"title": "x"}}, 'legend_kwds: expected "caption"'),
        ({"color": ["red"]}, "color: expected as many colours as rows, 3, got 1"),
        ({"style_kwds": {"style_function": "x"}}, "style_kwds: expected a style_function that can be called"),
        ({"style_kwds": {"style_function": str}}, "style_kwds: expected a style_function that gives a dict"),
        ({"marker_type": "dummy"}, 'marker_type: expected "marker", "circle" or "circle_marker"'),
        (
            {"zoom_control": False, "map_kwds": {"zoom_control": True}},
            "map_kwds: expected options that are not",
        ),
        ({"m": "x"}, "m: expected a map of this package"),
        ({"tiles": 3}, "tiles: expected None, or the name of tiles"),
        ({"marker_kwds": {"icon": 1}}, 'marker_kwds: expected "radius"'),
        ({"cmaps": "viridis"}, "option: expected "),
    ],
)
def test_what_it_does_not_take_is_said(words: dict[str, Any], said: str) -> None:
    with pytest.raises(ArgumentError, match=re.escape(said)):
        maps.explore(TABLE, **words)


#: Calls of geopandas' own tests that a page can't answer, by the test and what is refused of it.
NOT_OF_A_PAGE = {
    "test_add_all_empty_named_index": {
        "table: expected a table with a CRS"
    },  # the page is a map of the Earth
    "test_all_empty": {"table: expected a table with a CRS"},
    "test_no_crs": {"table: expected a table with a CRS"},
    "test_categories": {"categories: expected none beside a column"},  # which geopandas refuses as well
    "test_column_values": {"column: expected as many values as rows"},  # and this
    "test_categorical": {"cmap: expected the name of a scale"},  # and this
    "test_categorical_legend_custom_labels": {"labels: expected as many labels as classes"},  # and this
    "test_style_kwds": {"style_kwds: expected a style_function"},  # and this
    "test_custom_markers": {  # marks are the page's own, drawn on its canvas
        'marker_kwds: expected "radius"',
        'marker_type: expected "marker"',
    },
    "test_given_m": {"m: expected a map of this package"},  # a folium.Map has no page to draw on
    "test_highlight": {"highlight_kwds: expected no such option"},  # what is chosen is outlined
    "test_map_settings_custom": {"width: expected no such option"},  # the map fills its page
    "test_tooltip": {'tooltip_kwds: expected "aliases"'},  # names of columns are always told, and follow
    "test_xyzservices_providers": {"tiles: expected None"},  # hosts of one's own are folium.TileLayer's
    "test_xyzservices_providers_both_zooms_override": {"tiles: expected None"},
    "test_xyzservices_providers_max_zoom_override": {"tiles: expected None"},
    "test_xyzservices_providers_min_zoom_override": {"tiles: expected None"},
}


class NoAssertion(ast.NodeTransformer):
    """Leaves out what tests say of folium's own page."""

    def visit_Assert(self, node: ast.Assert) -> ast.AST:
        return ast.copy_location(ast.Pass(), node)


def own_tests_of_geopandas() -> type[Any]:
    """Return geopandas' own tests of explore(), which ask for no data of the network and assert nothing."""
    source = (Path(gpd.__file__).parent / "tests/test_explore.py").read_text()
    tree = NoAssertion().visit(ast.parse(source.replace('pytest.importorskip("geodatasets")', "None")))
    module: Any = types.ModuleType("test_explore_of_geopandas")
    exec(compile(ast.fix_missing_locations(tree), "test_explore.py", "exec"), module.__dict__)  # noqa: S102  # of the library at hand
    tests: type[Any] = module.TestExplore
    return tests


@pytest.fixture
def geopandas_tests(monkeypatch: pytest.MonkeyPatch) -> tuple[Any, list[str]]:
    """Return geopandas' tests, whose calls go to a page, and what it refuses."""
    refused: list[str] = []

    def explore(table: gpd.GeoDataFrame, column: object = None, **options: Any) -> maps.Map:
        try:
            return maps.explore(table, column, **options)
        except ArgumentError as error:
            refused.append(str(error))
            return maps.Map()

    def lenient(*_kinds: object, match: str = "") -> AbstractContextManager[None]:
        return suppress(ValueError) if match else nullcontext()

    for owner in (gpd.GeoDataFrame, gpd.GeoSeries):
        monkeypatch.setattr(owner, "explore", explore)
    for name in ("raises", "warns"):
        monkeypatch.setattr(pytest, name, lenient)
    tests = own_tests_of_geopandas()()
    world = gpd.GeoDataFrame(
        {"name": [f"n{place}" for place in range(60)], "iso_a3": "", "gdp_md_est": 1.0},
        geometry=gpd.points_from_xy(np.linspace(-179, 179, 60), np.zeros(60)),
        crs=4326,
    )
    world = world.assign(
        continent=[f"c{place % 8}" for place in range(60)], pop_est=np.linspace(140, 1e9, 60)
    )
    tests.world = world.assign(range=range(60))
    tests.missing = tests.world.assign(pop_est=tests.world["pop_est"].where(tests.world["range"] > 20))
    tests.chicago = tests.world.assign(POP2010=np.linspace(1, 99_000, 60))
    tests.cities = tests.world
    boroughs = {"BoroCode": range(1, 6), "BoroName": [*"abcde"], "Shape_Leng": np.arange(5.0)}
    tests.nybb = gpd.GeoDataFrame(boroughs, geometry=shapely.box([*range(5)], 0, [*range(1, 6)], 1), crs=3857)
    tests._fetch_map_string = lambda _page: "tickValues([0])"  # a test looks for it in folium's legend
    return tests, refused


@pytest.mark.filterwarnings("ignore::isthmus.geo.DataWarning")
@pytest.mark.parametrize("name", [name for name in dir(own_tests_of_geopandas()) if name.startswith("test_")])
def test_what_geopandas_asks_of_explore_is_taken(name: str, geopandas_tests: tuple[Any, list[str]]) -> None:
    tests, refused = geopandas_tests
    getattr(tests, name)()
    expected = NOT_OF_A_PAGE.get(name, set())
    assert {start for start in expected if any(said.startswith(start) for said in refused)} == expected
    assert [said for said in refused if not said.startswith(tuple(expected))] == []


#: Words by which geopandas and a page must give each row the same colour.
COLORED: list[dict[str, Any]] = [
    {"column": "tons", "scheme": "quantiles", "k": 4, "cmap": "viridis"},
    {"column": "tons", "scheme": "EqualInterval", "k": 3, "cmap": "YlOrRd"},
    {"column": "kind", "cmap": ["#112233", "#445566"]},
    {"column": "kind", "cmap": ["#112233", "#445566"], "categories": ["b", "a"]},
    {"color": ["#112233", "#445566", "#778899", "#aabbcc"]},
    {"color": "paint"},
    {"color": "tomato"},
]


@pytest.mark.parametrize("words", COLORED)
def test_rows_have_the_colours_that_geopandas_gives_them(words: dict[str, Any]) -> None:
    table = gpd.GeoDataFrame(
        {
            "tons": [1.0, 4.0, 9.0, 20.0],
            "kind": [*"abab"],
            "paint": ["#112233", "#445566", "#778899", "#112233"],
        },
        geometry=gpd.points_from_xy([1, 2, 3, 4], [4, 5, 6, 7]),
        crs=4326,
    )
    (drawn,) = _own_layers(maps.explore(table, **words))
    packed = unpack(from_text(drawn.packed))
    classes = packed.header["layer"]["classes"]
    colors = [classes[int(code)]["symbol"]["color"] for code in packed.columns["@class"]]
    channels, expected = (
        np.array([[*bytes.fromhex(color[1:])] for color in told], int)
        for told in (colors, _colors_of_geopandas(table, words))
    )
    assert np.abs(channels - expected).max() <= 1  # a scale's colours are whole numbers


def _own_layers(page: maps.Map) -> list[PackedLayer]:
    return [child for child in page._children.values() if isinstance(child, PackedLayer) and child.control]


def _colors_of_geopandas(table: gpd.GeoDataFrame, words: dict[str, Any]) -> list[str]:
    (drawn,) = (
        child for child in table.explore(**words)._children.values() if isinstance(child, folium.GeoJson)
    )
    styles = (drawn.style_function(feature)["fillColor"] for feature in drawn.data["features"])
    return [as_color("color", color) for color in styles]


def test_columns_of_the_table_are_not_written_over() -> None:
    table = gpd.GeoDataFrame(
        {"color": ["a", "b"], "v": [1, 2]}, geometry=gpd.points_from_xy([21, 22], [52, 52]), crs=4326
    )
    for words in ({"color": ["red", "teal"]}, {"column": pd.Series([5, 6], name="v")}):
        (layer,) = (it for it in maps.explore(table, **words)._children.values() if _is_data(it))
        columns = unpack(from_text(layer.packed)).columns
        assert (columns["color"], columns["v"]) == (["a", "b"], [1, 2])


def _is_data(child: object) -> bool:
    return isinstance(child, PackedLayer) and child.control
