"""Frames of dask-geopandas: what is answered of partitions is what is answered of the whole."""

from __future__ import annotations

import ast
import warnings
from functools import cache
from itertools import pairwise
from pathlib import Path

import dask.dataframe as dd
import dask_geopandas  # noqa: F401 - teaches Dask what a GeoDataFrame is
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from dask import config
from hypothesis import given, settings
from hypothesis import strategies as st
from unpacking import from_text, unpack

import small_parts
from isthmus import geo, layers, maps
from isthmus.layers import _scale
from isthmus.layers._scale.partitions import is_lazy, spread_boxes
from isthmus.maps._layer import PackedLayer
from proof_size import proof_size

COUNT = 60


def in_parts(table: gpd.GeoDataFrame, cuts: list[int]) -> gpd.GeoDataFrame:
    """Return a table cut before some rows: two cuts at one row leave an empty partition between them."""
    spans = [*pairwise([0, *sorted(cuts), len(table)])]
    with config.set({"dataframe.convert-string": False}):  # text stays of the type that pandas has for it
        return dd.from_map(lambda span: table.iloc[slice(*span)], spans, meta=table.iloc[:0])


@cache
def whole() -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return legs, one of which has no place, their exposure, and the bands around them."""
    table = small_parts.legs(COUNT)
    table.loc[7, "geometry"] = None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", geo.DataWarning)
        exposed = layers.exposure(table, small_parts.zones(), bands_km=[50])
        return table, exposed, layers.buffer(table, [10, 50], tolerance=0.02)


def same(lazy: gpd.GeoDataFrame, expected: gpd.GeoDataFrame, by: list[str]) -> None:
    """Hold a frame's rows, and what it says of itself before any is computed, to a table's."""
    got = lazy.compute(scheduler="sync").sort_values(by, ignore_index=True)
    expected = expected.sort_values(by, ignore_index=True)
    assert lazy.dtypes.to_dict() == expected.dtypes.to_dict()
    assert lazy.crs == expected.crs
    pd.testing.assert_frame_equal(got.drop(columns="geometry"), expected.drop(columns="geometry"))
    shapes = (table.geometry.to_numpy() for table in (got, expected))
    assert shapely.to_wkb(next(shapes)).tolist() == shapely.to_wkb(next(shapes)).tolist()


@settings(max_examples=proof_size(5, 100))
@given(st.lists(st.integers(0, COUNT), max_size=5))
def test_partitions_answer_what_the_whole_does(cuts: list[int]) -> None:
    table, exposed, _ = whole()
    frame = layers.exposure(in_parts(table, cuts), small_parts.zones(), bands_km=[50])
    assert frame.npartitions == len(cuts) + 1
    same(frame, exposed, ["line_id", "zone_id", "band_km"])


@pytest.mark.parametrize("cuts", [[], [1, 1, 58]])  # one of all rows; one row, none, nearly all, a few
def test_bands_around_partitions_are_those_around_the_whole(cuts: list[int]) -> None:
    table, _, bands = whole()
    frame = layers.buffer(in_parts(table, cuts), [10, 50], tolerance=0.02)
    same(frame, bands, ["of_id", "to_km"])


def test_whatever_comes_of_zones_has_one_type_in_every_partition() -> None:
    """A line beyond all zones has no severity: whole numbers are floats wherever it stands."""
    legs = small_parts.legs(20)
    everywhere = gpd.GeoDataFrame(
        {"id": ["z"], "severity": [3]}, geometry=[shapely.box(-60, 0, 90, 80)], crs=4326
    )
    assert layers.exposure(legs, everywhere)["zone_severity"].dtype == "float64"


def test_a_wrong_row_of_a_partition_is_named() -> None:
    table = small_parts.legs(10)
    table.loc[6, "geometry"] = shapely.Point(20, 50)
    frame = layers.exposure(in_parts(table, [4]), small_parts.zones())
    with pytest.raises(
        geo.GeometryError, match=r"^partition 1, row 7: lines, geometry 2: expected lines, got a Point"
    ):
        frame.compute(scheduler="sync")


def test_what_can_not_be_asked_of_partitions_is_refused_at_once() -> None:
    table = small_parts.legs(10)
    with pytest.raises(geo.ArgumentError, match="dissolve: expected False for a table in parts"):
        layers.buffer(in_parts(table, [5]), [10], dissolve=True)
    with pytest.raises(geo.ArgumentError, match="zones: expected a GeoDataFrame"):
        layers.exposure(table, in_parts(small_parts.zones(), []))
    with pytest.raises(geo.ArgumentError, match="CRS"):
        layers.exposure(in_parts(table.set_crs(None, allow_override=True), [5]), small_parts.zones())


def test_spread_boxes_hold_bands_and_geodesics() -> None:
    rng = np.random.default_rng(3)
    for _ in range(40):
        west, south = rng.uniform(-180, 100), rng.uniform(-85, 60)
        box = shapely.box(west, south, west + rng.uniform(0, 80), south + rng.uniform(0, 25))
        ends = box.boundary.coords[1:3] if south > 0 else box.boundary.coords[3:5]  # poleward corners
        for radius_km in (1, 300):
            spread = spread_boxes(gpd.GeoSeries([box], crs=4326), radius_km=radius_km)[0]
            around = geo.buffer([shapely.LineString(ends)], radius_km * 1000, tolerance=0.01)[0]
            assert shapely.covers(spread.buffer(1e-6), around)


def test_partitions_say_where_their_answers_lie() -> None:
    table = small_parts.legs(10)
    frame = in_parts(table, [5])
    frame.spatial_partitions = gpd.GeoSeries([shapely.box(*table.total_bounds)] * 2, crs=4326)
    bands = layers.buffer(frame, [10])
    assert bands.spatial_partitions.covers(shapely.box(*table.total_bounds)).all()
    assert layers.exposure(frame, small_parts.zones()).spatial_partitions is not None


def test_a_map_draws_a_sample_of_many_rows_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = in_parts(small_parts.legs(500), [100, 100, 450])
    drawn = maps.Map().add(frame, title="Legs", note="Of 2025.")
    assert "a random sample" not in legend_of(drawn)
    monkeypatch.setattr("isthmus.maps._description.MOST_SAMPLED", 50)
    some = legend_of(maps.Map().add(frame, title="Legs", note="Of 2025."))
    assert some.startswith("Of 2025. ")
    assert some.endswith(" of 500 rows, a random sample.")
    assert 30 < int(some.split()[2]) < 70
    assert some == legend_of(maps.Map().add(frame, title="Legs", note="Of 2025."))


def legend_of(drawn: maps.Map) -> str:
    layer = [child for child in drawn._children.values() if isinstance(child, PackedLayer)][-1]
    return str(unpack(from_text(layer.packed)).header["layer"]["note"])


def test_nobody_imports_dask_who_has_no_such_frame() -> None:
    assert not is_lazy(small_parts.legs(1))
    assert is_lazy(in_parts(small_parts.legs(1), []))
    for path in Path(_scale.__path__[0]).glob("*.py"):
        first = [
            node
            for node in ast.parse(path.read_text("utf-8")).body
            if isinstance(node, ast.Import | ast.ImportFrom)
        ]
        names = {alias.name for node in first for alias in node.names} | {
            getattr(node, "module", None) for node in first
        }
        assert not {str(name).partition(".")[0] for name in names} & {"dask", "dask_geopandas", "distributed"}
