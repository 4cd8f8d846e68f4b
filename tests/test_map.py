"""The map itself: what it opens on, its arguments, and that it survives being copied, pickled and sent."""

from __future__ import annotations

import copy
import math
import pickle
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

import folium
import geopandas as gpd
import pytest
import shapely

from isthmus import layers, maps
from isthmus.geo import ArgumentError, DataWarning, IsthmusError
from isthmus.layers._tables.symbology import Symbol

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor
    from pathlib import Path


def table(*places: tuple[float, float]) -> gpd.GeoDataFrame:
    names = [str(place) for place in places]
    return gpd.GeoDataFrame({"name": names}, geometry=[shapely.Point(place) for place in places], crs=4326)


def opening(page: maps.Map) -> str:
    """Return the corners that the page opens on."""
    return page.get_root().render().rpartition(".fitBounds(")[2].split(", isthmus.")[0]


def test_a_map_opens_on_all_its_tables() -> None:
    page = maps.Map().add(table((10, 40), (20, 50)))
    assert opening(page) == "[[40.0, 10.0], [50.0, 20.0]]"
    page.add(table((15, 30), (30, 45)))
    assert opening(page) == "[[30.0, 10.0], [50.0, 30.0]]"
    page.add(table((5, 55)))
    assert opening(page) == "[[30.0, 5.0], [55.0, 30.0]]"


def test_a_table_that_is_not_shown_does_not_move_the_opening() -> None:
    page = maps.Map().add(table((10, 40), (20, 50))).add(table((100, 0)), shown=False)
    assert opening(page) == "[[40.0, 10.0], [50.0, 20.0]]"


def test_gates_do_not_move_the_opening() -> None:
    page = maps.Map().add(table((10, 40), (20, 50))).add(layers.gates())
    assert opening(page) == "[[40.0, 10.0], [50.0, 20.0]]"


def test_a_map_opens_within_the_world_that_is_drawn() -> None:
    assert opening(maps.Map().add(table((10, -89), (20, 89)))) == "[[-80, 10.0], [84, 20.0]]"


def test_a_map_opens_on_a_single_place_from_afar() -> None:
    assert opening(maps.Map().add(table((20, 50)))) == "[[49.3, 19.3], [50.7, 20.7]]"


def test_a_map_of_an_atlas_keeps_its_opening() -> None:
    page = maps.Map(layers.example())
    before = opening(page)
    assert opening(page.add(table((-100, -40)))) == before


def make_map() -> maps.Map:
    page = maps.Map(layers.example(), title="Copied", lang="uk", tiles=True).add(table((20, 50)), title="One")
    group = folium.FeatureGroup(name="group").add_to(page)
    folium.Marker((50, 20), popup="popup", tooltip="tooltip", icon=folium.Icon()).add_to(group)
    areas = folium.GeoJson(table((20, 50)), tooltip=folium.GeoJsonTooltip(["name"]))
    areas.add_to(page)
    return page


def test_a_map_survives_a_copy_and_a_pickle() -> None:
    page = make_map()
    text = page.get_root().render()
    for again in (copy.deepcopy(page), pickle.loads(pickle.dumps(page))):  # noqa: S301  # our own
        assert again.get_root().render() == text
        assert repr(again) == repr(page)
        again.add(table((30, 50)), title="Two")
    assert page.get_root().render() == text


def test_a_map_is_written_by_a_worker(tmp_path: Path, worker_process: ProcessPoolExecutor) -> None:
    page = make_map()
    worker_process.submit(maps.Map.save, page, tmp_path / "map.html").result(timeout=120)
    assert (tmp_path / "map.html").read_text("utf-8") == page.get_root().render()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"theme": "blue"}, 'theme: expected "auto", "light" or "dark", got .blue.'),
        ({"lang": "de"}, "lang: expected a language of en, zh-TW, pl, cs, uk, got 'de'"),
        ({"height": 0}, "height: expected a whole number of at least 1, got 0"),
        ({"height": "tall"}, "height: expected a whole number of at least 1, got 'tall'"),
        ({"atlas": "my-study/"}, "atlas: expected an Atlas, got 'my-study/'"),
        (
            {"atlas": table((20, 50))},
            "atlas: expected an Atlas, got a GeoDataFrame of .* a result with isthmus.maps.Map.of",
        ),
    ],
)
def test_a_wrong_argument_is_named(options: dict[str, object], message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        maps.Map(**options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wrong", "digits", "message"),
    [
        (table((20, 50)).geometry, None, "table: expected a GeoDataFrame with a geometry, got a GeoSeries"),
        ("ports.csv", None, "table: expected a GeoDataFrame with a geometry, got a str"),
        (table((20, 50)), 10**9, "digits: expected a whole number from 0 to 7, got 1000000000"),
        (table((20, 50)), "five", "digits: expected a whole number from 0 to 7, got 'five'"),
        (table((20, 50)), -1, "digits: expected a whole number from 0 to 7, got -1"),
    ],
)
def test_what_is_no_table_is_refused(wrong: object, digits: object, message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        maps.Map().add(wrong, digits=digits)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "looks", [{"color": "red"}, {"color": "#2C6FB3"}, {"color": "#2c6fb3", "opacity": 2}]
)
def test_a_colour_that_is_none_is_of_our_errors(looks: dict[str, object]) -> None:
    with pytest.raises(IsthmusError, match=r"expected (a colour as #rrggbb|an opacity from 0 to 1)"):
        Symbol("All", **looks)  # type: ignore[arg-type]


WRONG = [None, math.nan, -1, 10**400, True, "", "x", b"x", [], {}, [None], object(), table((20, 50))]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: type(wrong).__name__)
def test_whatever_is_given_an_error_is_one_of_ours(
    wrong: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("isthmus.maps._figures.layout.write_figure", lambda *_, **__: None)
    atlas, place, path = layers.example(), table((20, 50)), tmp_path / "map.svg"
    options = ("title", "subtitle", "description", "theme", "lang", "height", "offline", "tiles")
    calls = [partial(maps.Map, **{name: wrong}) for name in ("atlas", "summary", *options)]
    calls += [partial(maps.Map.of, place, **{name: wrong}) for name in options]
    calls += [
        partial(maps.Map().add, place, **{name: wrong}) for name in ("title", "note", "shown", "digits")
    ]
    calls += [partial(maps.save_svg, atlas, path, **{name: wrong}) for name in ("title", "layers", "lang")]
    calls += [partial(maps.Map.of, wrong), partial(maps.Map().add, wrong)]
    calls += [partial(maps.save_svg, wrong, path), partial(maps.save_png, atlas, wrong)]
    for call in calls:
        with suppress(IsthmusError):
            call()


@pytest.mark.parametrize("shape", [None, shapely.Point()])
def test_a_table_without_any_place_is_told(shape: shapely.Point | None) -> None:
    table = gpd.GeoDataFrame({"name": ["A"]}, geometry=[shape], crs=4326)
    with pytest.warns(DataWarning, match="got none in 1 row with the columns name; nothing is drawn"):
        maps.Map().add(table)
    maps.Map().add(table.iloc[:0]).add(gpd.GeoDataFrame(geometry=[shape, shapely.Point(18, 54)], crs=4326))
