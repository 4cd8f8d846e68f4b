"""What a page answers of a result and of routes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely

from isthmus import layers
from isthmus.layers._redundancy.what_if import answers_of, answers_of_routes
from small_studies import small

if TYPE_CHECKING:
    from pathlib import Path


def test_routes_without_their_question_or_with_zones_do_not_move(tmp_path: Path) -> None:
    routes = layers.route("Warsaw", "Prague", modes="rail")
    assert answers_of_routes(routes) is not None
    read = layers.read_table(layers.write_table(routes, tmp_path / "routes.geojson"), places=False)
    assert answers_of_routes(read) is None
    zone = shapely.box(17, 51, 17.5, 51.5)
    around = layers.route("Warsaw", "Prague", modes="rail", avoid=zone)
    assert answers_of_routes(around) is None
    stale = routes.assign(h=routes["h"] + 24)
    assert answers_of_routes(stale) is None


def test_routes_between_places_of_ones_own_move_as_well() -> None:
    at = [shapely.Point(21.0, 52.2), shapely.Point(14.4, 50.1)]
    own = gpd.GeoDataFrame({"id": ["works", "parts"], "country": ["PL", "CZ"]}, geometry=at, crs=4326)
    routes = layers.route("works", "parts", modes="rail", places=own)
    what_if = answers_of_routes(routes)
    assert what_if is not None
    assert what_if.routes["km"].min() == pytest.approx(routes["km"].iloc[-1], abs=0.1)
    assert "border_cz_pl" in set(what_if.gates["name"])


def test_a_network_without_the_events_of_the_world_tells_what_helps_of_its_own() -> None:
    told = answers_of(small([(0, 1, "sea", 5), (0, 1, "sea", 9)], gates={"near": [0], "far": [1]}))
    assert told.helps.empty
    assert {*told.gates["name"]} == {"near", "far"}


def test_the_bundled_answers_hold_links_and_measures_as_the_result_has_them() -> None:
    told = layers.example().what_if
    assert told is not None
    links = told.helps[told.helps["more_routes"].notna()]
    assert links.geometry.notna().all()
    assert (links["more_routes"].diff().dropna() <= 0).all()
    measures = told.helps[told.helps["more_routes"].isna()]
    assert measures.geometry.isna().all()
    assert (measures["saved_low"] <= measures["saved_high"]).all()
