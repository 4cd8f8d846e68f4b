"""Maps coloured, sized and labelled by columns: classes, colours, legends, and what can't be drawn so."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import mapclassify  # type: ignore[import-untyped]
import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from branca.colormap import linear

from isthmus import maps
from isthmus.geo import ArgumentError
from isthmus.layers import read_table
from isthmus.maps._looks import Look, classify, plain_look
from isthmus.maps._thematic import style_look

if TYPE_CHECKING:
    from collections.abc import Callable

    from browser import Opened

PLACES = gpd.GeoDataFrame(
    {
        "name": ["Kaohsiung", "Gdańsk", "Brno", "Lviv", "Suao"],
        "tons": [100.0, 40.0, 20.0, None, 1.0],
        "kind": ["port", "port", "plant", "plant", None],
        "is_open": [True, True, False, True, False],
    },
    geometry=gpd.points_from_xy([120.3, 18.7, 16.6, 24.0, 121.9], [22.6, 54.4, 49.2, 49.8, 24.6]),
    crs=4326,
)


def look_of(**style: Any) -> Look:
    return style_look(plain_look("en"), PLACES, style, "en")


def labels(look: Look) -> list[str]:
    """Return the class of each row, as the legend names it."""
    symbols, codes = classify(PLACES, look.symbology)
    return [[*symbols.values()][code].label for code in codes]


def test_kinds_have_colours_of_their_own_and_what_has_none_says_so() -> None:
    look = look_of(column="kind")
    assert labels(look) == ["port", "port", "plant", "plant", "No value"]
    assert len({symbol.color for symbol in look.symbology.symbols.values()}) == 2
    assert look.legend == "classes"


def test_numbers_of_a_scheme_fall_into_the_classes_that_mapclassify_finds() -> None:
    look = look_of(column="tons", scheme="equal_interval", k=3, cmap="Blues")
    assert [*look.symbology.spans.values()] == [(1.0, 34.0), (34.0, 67.0), (67.0, 100.0)]
    _, codes = classify(PLACES, look.symbology)
    assert codes.tolist() == [2, 1, 0, 3, 0]


@pytest.mark.parametrize("scheme", ["BoxPlot", "StdMean", "HeadTailBreaks", "MaximumBreaks", "Quantiles"])
def test_every_scheme_parts_rows_as_mapclassify_does(scheme: str) -> None:
    values = np.array([1.0, 2, 3, 4, 5, 6, 40])
    table = gpd.GeoDataFrame({"v": values}, geometry=gpd.points_from_xy(values, values), crs=4326)
    look = style_look(plain_look("en"), table, {"column": "v", "scheme": scheme, "k": 3}, "en")
    _, codes = classify(table, look.symbology)
    expected = mapclassify.classify(values, scheme, k=3).yb
    assert [*pd.factorize(codes)[0]] == [*pd.factorize(expected)[0]]


def test_a_card_shows_a_column_that_it_would_else_hide() -> None:
    plain = replace(plain_look("en"), hidden=("kind", "tons"))
    assert style_look(plain, PLACES, {"popup": ["kind"]}, "en").hidden == ("tons",)


def test_a_scale_without_steps_takes_what_lies_beyond_its_ends_into_its_ends() -> None:
    look = look_of(column="tons", vmin=10, vmax=50)
    assert look.legend == "ramp"
    colors = [symbol.color for symbol in look.symbology.symbols.values()]
    assert (colors[0], colors[-1]) == ("#440154", "#fde725")
    symbols, codes = classify(PLACES, look.symbology)
    drawn = [[*symbols.values()][code].color for code in codes]
    assert (drawn[0], drawn[4]) == ("#fde725", "#440154")


@pytest.mark.parametrize(
    ("cmap", "first", "last"),
    [
        ("viridis_r", "#fde725", "#440154"),
        (["tomato", "#00f"], "#ff6347", "#0000ff"),
        (linear.viridis.scale(3, 9), "#440154", "#fde725"),
        (mpl.colormaps["cividis"], "#00224e", "#fee838"),
        ("cividis", "#00224e", "#fee838"),
    ],
)
def test_scales_come_from_where_people_have_them(cmap: object, first: str, last: str) -> None:
    colors = [symbol.color for symbol in look_of(column="tons", cmap=cmap).symbology.symbols.values()]
    assert (colors[0], colors[-1]) == (first, last)


def test_a_palette_is_taken_one_colour_after_another_and_a_scale_from_end_to_end() -> None:
    def colors(cmap: str) -> list[str]:
        symbols = look_of(column="name", cmap=cmap).symbology.symbols
        return [symbol.color for symbol in symbols.values()]

    assert colors("Set1")[:2] == ["#e41a1c", "#377eb8"]
    assert colors("tab10")[:2] == ["#1f77b4", "#ff7f0e"]
    assert colors("viridis")[::4] == ["#440154", "#fde725"]


def test_one_value_and_none_at_all_are_classes_too() -> None:
    same = PLACES.assign(tons=7.0)
    assert [*style_look(plain_look("en"), same, {"column": "tons"}, "en").symbology.spans.values()] == [
        (7, 7)
    ]
    none = PLACES.assign(tons=np.nan)
    for style in ({"column": "tons"}, {"column": "tons", "scheme": "quantiles"}):
        look = style_look(plain_look("en"), none, style, "en")
        assert not look.symbology.symbols
        assert look.symbology.other.label == "No value"


def test_categories_set_the_order_and_leave_out_the_others() -> None:
    look = look_of(column="kind", categories=["plant"])
    assert labels(look) == ["No value", "No value", "plant", "plant", "No value"]
    ordered = PLACES.assign(kind=pd.Categorical(PLACES["kind"], ["port", "plant", "yard"]))
    symbols = style_look(plain_look("en"), ordered, {"column": "kind"}, "en").symbology.symbols
    assert [*symbols] == ["port", "plant", "yard"]
    assert [*look_of(column="is_open").symbology.symbols] == ["False", "True"]


def test_style_kwds_are_understood() -> None:
    look = look_of(style_kwds={"color": "tomato", "radius": 9, "fillOpacity": 0.3}, marker="star")
    symbol = look.symbology.other
    assert (symbol.color, symbol.width, symbol.opacity, symbol.shape) == ("#ff6347", 9, 0.3, "star")


@pytest.mark.parametrize(
    ("style", "said"),
    [
        ({"column": "tonnes"}, 'column: expected a column of the table: "name", "tons"'),
        ({"column": "tons", "cmap": "viridiss"}, "cmap: expected the name of a scale"),
        ({"column": "tons", "cmap": []}, "cmap: expected the name of a scale, or colours"),
        ({"column": "tons", "scheme": "thirds"}, "scheme: expected "),
        ({"column": "tons", "scheme": "quantiles", "k": 0}, "k: expected a whole number"),
        (
            {"column": "tons", "scheme": "user_defined"},
            "expected what user_defined takes",
        ),
        ({"column": "tons", "vmin": 5, "vmax": 1}, "vmin: expected a number below vmax"),
        ({"color": "url(x)"}, "color: expected a colour such as"),
        ({"color": "#12"}, "color: expected a colour such as"),
        ({"column": 2024}, "column: expected a text, got 2024"),
        ({"size": "tons", "width": "is_open"}, "width: expected the column of size=, or pixels"),
        ({"size": "kind"}, "kind: expected numbers of at least 0"),
        ({"size": -1}, "size: expected pixels"),
        ({"opacity": 2}, "opacity: expected a number from 0 to 1"),
        ({"marker": "skull"}, "marker: expected "),
        ({"tooltip": ["x"]}, "tooltip: expected a column"),
        ({"min_zoom": 9, "max_zoom": 3}, "max_zoom: expected a whole number"),
        ({"style_kwds": {"style_function": print}}, "put what it works out into a column"),
        ({"colour": "red"}, "option: expected "),
    ],
)
def test_what_cannot_be_drawn_says_why(style: dict[str, Any], said: str) -> None:
    with pytest.raises(ArgumentError, match=re.escape(said)):
        look_of(**style)


def test_a_column_of_lists_has_no_classes() -> None:
    for lists in ([["rail"], ["sea", "rail"]], [np.zeros(2), np.ones(2)]):
        with pytest.raises(ArgumentError, match="column: expected one value a row, got "):
            style_look(plain_look("en"), pd.DataFrame({"modes": lists}), {"column": "modes"}, "en")


def test_a_reader_filters_by_the_scale_and_reads_what_was_chosen(
    tmp_path: Path, open_map: Callable[..., Opened]
) -> None:
    path = tmp_path / "map.html"
    maps.Map().add(PLACES, column="tons", size="tons", label="name", tooltip=["tons"], popup=["kind"]).save(
        path
    )
    opened = open_map(path)
    page = opened.page
    assert page.locator(".ramp-numbers").inner_text() == "1 \N{EN DASH} 100"
    page.get_by_label("tons: from").fill("16")
    assert page.locator(".ramp-numbers").inner_text() == "50.5 \N{EN DASH} 100"
    assert "No value" in page.locator(".classes").inner_text()
    page.locator("#search-box").fill("kao")
    page.keyboard.press("Enter")
    card = page.locator(".card").inner_text()
    assert "port" in card
    assert "tons" not in card
    page.get_by_role("button", name="Show all", exact=True).click()
    assert page.locator(".ramp-numbers").inner_text() == "1 \N{EN DASH} 100"
    opened.assert_quiet()


def test_a_table_is_filtered_with_its_map_and_saved_as_csv(
    tmp_path: Path, open_map: Callable[..., Opened]
) -> None:
    path = tmp_path / "map.html"
    maps.Map().add(PLACES.assign(note=["=1+1", "a", "b", "c", "d"]), title="Ports", column="kind").save(path)
    opened = open_map(path)
    page = opened.page
    page.locator("#table-open").click()
    page.get_by_label("Filter rows, here and on the map").fill("PORT 4")
    assert page.locator("#table tbody th").all_inner_texts() == ["Gdańsk"]
    page.get_by_label("Filter rows, here and on the map").fill("port")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as CSV").click()
    again = read_table(Path(saved.value.path()).rename(tmp_path / "ports.csv"))
    assert again["name"].tolist() == ["Kaohsiung", "Gdańsk"]
    assert again["note"].tolist() == ["=1+1", "a"]
    assert again.geometry.x.round(1).tolist() == [120.3, 18.7]
    page.get_by_role("button", name="Close").click()
    assert "2 of 5 shown" in page.locator(".layer").inner_text()
    opened.assert_quiet()
