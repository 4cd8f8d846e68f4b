"""The tables that are worked out have the columns that are explained; ranges are in order."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from isthmus import layers
from isthmus.geo import ArgumentError
from isthmus.layers._tables.result_schemas import EXPOSURE, GATES, NETWORK_SCHEMAS, ROUTES, is_own_table
from isthmus.layers._tables.symbology import NETWORK_SYMBOLOGY
from isthmus.layers._transport.cost_models import HOURS

if TYPE_CHECKING:
    import geopandas as gpd


@pytest.fixture(scope="module")
def routes() -> gpd.GeoDataFrame:
    return layers.route("Warsaw", "Prague", modes=["rail"], alternatives=2)


def test_the_tables_have_the_columns_that_are_explained(routes: gpd.GeoDataFrame) -> None:
    assert set(routes.columns) == {*ROUTES.names, "geometry"}
    assert set(layers.gates().columns) == {*GATES.names, "geometry"}
    assert set(layers.gates()["kind"]) == set(NETWORK_SYMBOLOGY["gates"].symbols)


def test_columns_that_are_in_files_but_not_on_cards() -> None:
    hidden = {name: schema.hidden for name, schema in NETWORK_SCHEMAS.items()}
    assert hidden == {
        "routes": (
            "from_id",
            "to_id",
            *HOURS,
            "h_low",
            "h_high",
            "usd_t_low",
            "usd_t_high",
            "origin",
            "destination",
            "closed_by",
            "limited_by",
            "policy",
            "barred_by",
            "goods_by",
            "attribution",
        ),
        "gates": ("edges", "capacity_low", "capacity_high", "capacity_unit", "attribution"),
        "moves": ("attribution",),
        "widening": ("attribution",),
        "exposure": ("line_id", "zone_id", "attribution"),
    }


def test_exposure_has_the_columns_that_are_explained() -> None:
    atlas = layers.example()
    table = layers.exposure(atlas.corridors[:5], atlas.risk_zones, bands_km=[50])
    assert set(table.columns) == {*EXPOSURE.names, "geometry"}


def test_every_column_is_explained_once_in_a_sentence() -> None:
    for schema in NETWORK_SCHEMAS.values():
        assert len(set(schema.names)) == len(schema.names)
        assert all(column.description.endswith(".") for column in schema.columns)


def test_shares_end_at_1_and_lengths_begin_at_0() -> None:
    for schema in NETWORK_SCHEMAS.values():
        for column in schema.columns:
            if column.name in ("km", "h", "usd_t", "united_km", "united_h"):
                assert column.minimum == 0, column
            if column.name in ("share", "united_share", "load_before", "load_after"):
                assert (column.minimum, column.maximum) == (0, 1), column


def test_a_route_and_its_legs_are_counted_from_1(routes: gpd.GeoDataFrame) -> None:
    assert (ROUTES["route"].minimum, ROUTES["seq"].minimum) == (1, 1)
    assert routes["route"].min() == routes["seq"].min() == 1
    assert set(routes["mode"]) <= set(ROUTES["mode"].allowed)


def test_a_known_quantity_is_one_number_and_an_unknown_one_has_no_meaning() -> None:
    assert str(layers.Range(2, 2)) == "2"
    assert str(layers.Range(0.1, 2.5)) == "0.1 to 2.5"
    assert str(layers.Range(math.nan, math.nan)) == "nan to nan"


def test_the_low_end_comes_first() -> None:
    with pytest.raises(ArgumentError, match="Range: expected low <= high, got 2 and 1"):
        layers.Range(2, 1)


def test_own_tables_without_places_are_known() -> None:
    atlas = layers.example()
    tables = {
        "dependence": layers.dependence(atlas.flows),
        "closures": layers.closures("2025-09-15"),
        "flows": atlas.flows,
        **{name: getattr(layers, name)() for name in ("capacities", "cost_models", "impacts", "policies")},
        "sources": layers.sources(),
    }
    assert [name for name, table in tables.items() if not is_own_table(table.columns)] == []
    assert not is_own_table(atlas.factories.columns)  # whose rows have places
    assert not is_own_table(["name", "country", "share"])
