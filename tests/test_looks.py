"""Routes and gates on a map: known by their columns, in the colours of their modes and kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from isthmus import layers, maps
from isthmus._choices import LANGUAGES
from isthmus.layers._tables.result_schemas import MOVES, WIDENING
from isthmus.layers._tables.symbology import NETWORK_SYMBOLOGY
from isthmus.maps._looks import network_look
from isthmus.maps._messages import messages

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import geopandas as gpd

    from browser import Opened


@pytest.fixture(scope="module")
def routes() -> gpd.GeoDataFrame:
    return layers.route("Warsaw", "Prague", modes=["rail"], alternatives=2)


def test_routes_are_known_after_a_file(routes: gpd.GeoDataFrame, tmp_path: Path) -> None:
    for ending in ("geojson", "gpkg", "csv"):
        again = layers.read_table(layers.write_table(routes, tmp_path / f"routes.{ending}"), places=False)
        look = network_look(again, "en")
        assert look is not None
        assert look.title == "Routes"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_looks_speak_every_language(routes: gpd.GeoDataFrame, lang: str) -> None:
    for table, name in ((routes, "routes"), (layers.gates(), "gates")):
        look = network_look(table, lang)
        assert look is not None
        assert look.title == messages(lang)[f"layer.{name}"]


def test_any_other_table_has_a_plain_look() -> None:
    assert network_look(layers.hubs(), "en") is None


def test_the_legend_lists_modes_and_kinds(
    routes: gpd.GeoDataFrame, open_map: Callable[..., Opened], tmp_path: Path
) -> None:
    path = tmp_path / "map.html"
    maps.Map(title="Routes").add(routes).add(layers.gates()).save(path)
    opened = open_map(path)
    legend = opened.page.locator("aside, .panel, body").first.inner_text()
    for words in ("Routes", "Rail", "Change of modes", "Gates", "Strait", "Canal", "Change of gauge"):
        assert words in legend
    assert "Other" not in legend
    corner = opened.page.locator(".leaflet-control-attribution").inner_text()
    assert "© OpenStreetMap contributors" in corner
    opened.assert_quiet()


def test_results_are_drawn_by_what_happens_to_each_stretch() -> None:
    ways = {"origins": ["TWKHH"], "destinations": ["PLGDN"], "modes": ["sea"], "closed": ["suez"]}
    result = layers.resilience(layers.example(), **ways)  # type: ignore[arg-type]
    assert {*MOVES.names} <= {*result.comparison.legs.columns}
    assert {*WIDENING.names} <= {*result.widening.columns}
    assert set(result.comparison.legs["what"]) <= set(NETWORK_SYMBOLOGY["moves"].symbols)
    for lang in LANGUAGES:
        for table, name in ((result.comparison.legs, "moves"), (result.widening, "widening")):
            look = network_look(table, lang)
            assert look is not None
            assert look.title == messages(lang)[f"layer.{name}"]
