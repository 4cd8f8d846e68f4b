"""Maps of results: what a command draws, a notebook has by one call; and what a page holds of closures."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely
from click.testing import CliRunner

import isthmus
from browser import settle
from isthmus import layers, maps
from isthmus._choices import LANGUAGES
from isthmus.cli import main
from isthmus.geo import ArgumentError
from isthmus.layers._bundled.files import table_credits
from isthmus.maps._looks import classify, network_look
from isthmus.maps._messages import messages
from isthmus.maps._result_maps import atlas_tables, content_of
from isthmus.maps._trials import legs_table
from proof_size import proof_size

if TYPE_CHECKING:
    from collections.abc import Callable

    from browser import Opened

WAYS = ["--from", "TWKHH", "--to", "PLGDN", "--modes", "sea", "--closed", "suez"]


@pytest.fixture(scope="module")
def result() -> layers.Resilience:
    return layers.resilience(
        layers.example(), origins=["TWKHH"], destinations=["PLGDN"], modes=["sea"], closed=["suez"]
    )


@pytest.fixture(scope="module")
def routes() -> gpd.GeoDataFrame:
    return layers.route("Taichung", "Rotterdam", modes=["sea"], closed=["suez"], alternatives=2)


def test_every_layer_that_a_reader_may_save_names_whom_it_owes() -> None:
    shown = content_of(layers.route("Gdańsk", "Warsaw", modes=["rail"]), "en")
    what_if = shown.readings[0].what_if
    assert what_if is not None
    tables = [(part.title or "part", part.table) for part in shown.parts]
    tables += [("legs", legs_table(what_if, "en"))]
    tables += [(look.title, table) for table, look in atlas_tables(layers.example(), "en")]
    assert len(tables) > len([*layers.example().layers()])
    assert [title for title, table in tables if len(table) and not table_credits(table)] == []


def test_routes_come_with_the_gates_they_pass(
    routes: gpd.GeoDataFrame, tmp_path: Path, open_map: Callable[..., Opened]
) -> None:
    page = maps.Map.of(routes, title="To Rotterdam", lang="pl", theme="dark")
    assert repr(page) == "<Map 'To Rotterdam': Najlepsze trasy, Trasy, Wąskie przejścia>"
    page.save(tmp_path / "map.html")
    opened = open_map(tmp_path / "map.html")
    assert opened.page.locator("html").get_attribute("data-theme") == "dark"
    days = opened.page.locator(".what-if-pairs td").first
    best = routes.loc[(routes["route"] == 1) & (routes["mode"] == "total"), "h"].item()
    assert days.inner_text() == f"{best / 24:.1f}".replace(".", ",")
    opened.page.evaluate("location.hash = 'closed=good_hope'")
    settle(opened.page)
    assert days.inner_text().split()[1].startswith("+")
    opened.assert_quiet()
    gates = content_of(routes, "pl").parts[1].table["name"]
    assert set(gates) == set("+".join(routes["gates"]).split("+")) - {""}
    assert "suez" not in set(gates)


def test_a_command_draws_routes_as_a_notebook_does(tmp_path: Path) -> None:
    path = tmp_path / "route.html"
    call = ["route", "Warsaw", "Prague", "--modes", "rail", "-o", str(path)]
    assert CliRunner().invoke(main, call).exit_code == 0
    maps.Map.of(layers.route("Warsaw", "Prague", modes=["rail"])).save(tmp_path / "same.html")
    assert path.read_bytes() == (tmp_path / "same.html").read_bytes()


def test_a_command_draws_a_resilience_as_a_notebook_does(result: layers.Resilience, tmp_path: Path) -> None:
    call = ["resilience", *WAYS, "-o", str(tmp_path)]
    assert CliRunner().invoke(main, call).exit_code == 0
    maps.Map.of(result).save(tmp_path / "same.html")
    assert (tmp_path / "map.html").read_bytes() == (tmp_path / "same.html").read_bytes()


@pytest.mark.parametrize("lang", [*LANGUAGES][: proof_size(2, len(LANGUAGES))])
def test_a_resilience_is_titled_and_summed_up_in_the_language(result: layers.Resilience, lang: str) -> None:
    page, words = maps.Map.of(result, lang=lang), messages(lang)
    assert [part.shown for part in content_of(result, lang).parts] == [True, False, False, False]
    titles = [words[f"layer.{key}"] for key in ("gates", "moves", "widening")]
    titles.insert(2, words["routes.independent"])
    by_sea = f"{words['what_if.layer']} ({words['summary.mode.sea']})"
    assert repr(page) == f"<Map 'TWKHH → PLGDN': {', '.join([by_sea, *titles])}>"
    assert 'class="lead"' in page.get_root().render()


def test_a_comparison_shows_what_moved(result: layers.Resilience) -> None:
    page = maps.Map.of(result.comparison)
    assert repr(page) == "<Map 'Routes before and after': Gates, Routes before and after>"


@pytest.fixture(scope="module")
def exposed() -> gpd.GeoDataFrame:
    atlas = layers.example()
    return layers.exposure(atlas.corridors[:40], atlas.risk_zones, on="2025-09", bands_km=[50])


@pytest.fixture(scope="module")
def read_back(exposed: gpd.GeoDataFrame, tmp_path_factory: pytest.TempPathFactory) -> gpd.GeoDataFrame:
    path = tmp_path_factory.mktemp("exposed") / "exposure.geojson"
    return layers.read_table(layers.write_table(exposed, path), places=False)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_exposure_is_drawn_by_the_severity_of_the_zones(
    exposed: gpd.GeoDataFrame, read_back: gpd.GeoDataFrame, lang: str
) -> None:
    words = messages(lang)
    title = words["layer.exposure"]
    assert repr(maps.Map.of(exposed, lang=lang)) == f"<Map '{title}': {title}>"
    look = network_look(exposed, lang)
    assert look is not None
    symbols, _ = classify(exposed[exposed["zone_severity"].notna()], look.symbology)
    grades = {words[f"symbol.risk_zones.{grade}"] for grade in range(1, 6)}
    assert {symbol.label for symbol in symbols.values()} <= grades
    assert network_look(read_back, lang) == look


def test_a_line_outside_all_zones_is_not_on_the_map(tmp_path: Path, open_map: Callable[..., Opened]) -> None:
    atlas = layers.example()
    legs = atlas.corridors.dropna(subset="geometry")
    table = layers.exposure(legs, atlas.risk_zones, on="2025-09")
    assert table.geometry.isna().any()
    maps.Map.of(table).save(tmp_path / "map.html")
    opened = open_map(tmp_path / "map.html")
    count = opened.page.locator("#legend label", has_text="Exposure to risk zones").first
    assert str(table.geometry.notna().sum()) in count.locator("xpath=..").inner_text()
    opened.assert_quiet()


def test_countries_are_named_in_the_title() -> None:
    between = layers.resilience(layers.example(), origins=["TW"], destinations=["NL"], modes=["sea"])
    assert repr(maps.Map.of(between, lang="uk")).startswith("<Map 'Тайвань → Нідерланди'")


def test_an_atlas_and_any_table_are_drawn_as_by_hand() -> None:
    atlas = layers.example()
    assert maps.Map.of(atlas).get_root().render() == maps.Map(atlas).get_root().render()
    table = gpd.GeoDataFrame({"name": ["a"]}, geometry=[shapely.Point(20, 50)], crs=4326)
    assert maps.Map.of(table).get_root().render() == maps.Map().add(table).get_root().render()


@pytest.mark.parametrize(
    ("wrong", "got"),
    [(None, "None"), ("Warsaw", "'Warsaw'"), (gpd.GeoSeries([shapely.Point(20, 50)]), "a GeoSeries")],
)
def test_there_is_no_map_of_anything_else(wrong: object, got: str) -> None:
    with pytest.raises(ArgumentError, match=f"result: expected .*, got {got}"):
        maps.Map.of(wrong)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def by_policies() -> list[gpd.GeoDataFrame]:
    """Return a route that policies move, one that they don't, and one that none is applied to."""
    words = {"modes": "rail,sea", "by": "time", "on": "open"}
    asked = [
        ("Almaty", "Warsaw", "no_transit_russia"),
        ("Warsaw", "Prague", "law"),
        ("Warsaw", "Prague", None),
    ]
    return [layers.route(*ends, **words, policy=policy) for *ends, policy in asked]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lang", "barred", "kept"),
    [
        (
            "en",
            "Barred by the policies applied: Russia.",
            "The policies applied change none of the best routes.",
        ),
        ("pl", "Zakazane przez zastosowane przepisy: Rosja.", "Zastosowane przepisy nie zmieniają"),
        ("uk", "Заборонено застосованими правилами: Росія.", "Застосовані правила не змінюють"),
    ][: proof_size(1, 3)],
)
def test_what_policies_bar_is_said_with_the_routes(
    lang: str, barred: str, kept: str, by_policies: list[gpd.GeoDataFrame]
) -> None:
    moved, same, free = (content_of(routes, lang).description for routes in by_policies)
    assert moved.endswith(barred)
    assert kept in same
    assert kept not in free


def test_several_routes_are_told_apart_by_colours_with_their_totals(routes: gpd.GeoDataFrame) -> None:
    content = content_of(routes, "en")
    look = content.parts[0].look
    assert look is not None
    assert look.symbology.column == "route"
    assert len({(symbol.color, symbol.dash) for symbol in look.symbology.symbols.values()}) == 2
    best = routes[routes["mode"] == "total"].iloc[0]
    assert look.symbology["1"].label == (
        f"Route 1: {best.h / 24:.0f} days, {best.km:.0f} km, {best.usd_t:.0f} USD/t"
    )


def test_one_route_keeps_the_colours_of_its_modes() -> None:
    look = content_of(layers.route("Warsaw", "Prague", modes=["rail"]), "en").parts[0].look
    assert look is not None
    assert look.symbology.column == "mode"
    assert look.note.startswith("Route 1: ")


def test_a_cape_is_marked_where_it_is(routes: gpd.GeoDataFrame) -> None:
    gates = content_of(routes, "en").parts[1].table.set_index("name")
    assert gates.geometry["good_hope"].equals(shapely.Point(19.2, -33.8))


#: What a command may ask of the maps: whole pages and figures.
WHOLE = {"Brief", "Map", "save_png", "save_svg"}

#: What layers and legends are made with.
MAKES = {"branca", "folium", "geopandas", "jinja2", "matplotlib", "numpy", "pandas", "shapely"}


@pytest.mark.parametrize("path", [*(Path(isthmus.__path__[0]) / "cli").glob("*.py")], ids=lambda it: it.stem)
def test_commands_call_maps_and_make_none(path: Path) -> None:
    """What is imported for type checkers alone makes nothing."""
    tree = ast.parse(path.read_text("utf-8"))
    unused = {id(node) for block in tree.body if isinstance(block, ast.If) for node in ast.walk(block)}
    nodes = [node for node in ast.walk(tree) if id(node) not in unused]
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    rooms = plain | {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    assert {room.partition(".")[0] for room in rooms} & MAKES == set()
    assert {room for room in rooms if room.startswith("isthmus.maps")} <= {
        "isthmus.maps._description",
        "isthmus.maps._messages",
    }
    asked = [node for node in nodes if isinstance(node, ast.Attribute)]
    of_maps = {node.attr for node in asked if isinstance(node.value, ast.Name) and node.value.id == "maps"}
    assert of_maps <= WHOLE
    assert {node.attr for node in asked} & {"add", "add_to", "add_child", "explore"} == set()
