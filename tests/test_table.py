"""Tables and distances that are given as arguments: what is wrong with them is told by their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import misuse_calls
import numpy as np
import pandas as pd
import pytest
import shapely

from isthmus import layers
from isthmus.geo import ArgumentError, DataWarning
from isthmus.layers._risk.risk_buffers import as_distances
from isthmus.layers._tables.table import RawTable
from proof_size import proof_size

if TYPE_CHECKING:
    from pathlib import Path

    from warm_python import Run


def test_problems_name_the_row_of_the_file() -> None:
    table = RawTable("flows", "flows.csv", {"id": ["a", "b"]}, rows=[1, 3])
    assert str(table.problem("x", "y", row=1, column="id")) == "flows.csv, row 3, id: expected x, got y"
    assert table.column("nothing") == ["", ""]


POINTS = gpd.GeoDataFrame({"id": ["a"]}, geometry=[shapely.Point(1, 2)], crs=4326)
LINES = gpd.GeoDataFrame({"id": ["a"]}, geometry=[shapely.LineString([(0, 0.5), (4, 0.5)])], crs=4326)
ZONES = gpd.GeoDataFrame({"id": ["z"], "kind": ["war risk"]}, geometry=[shapely.box(1, 0, 3, 1)], crs=4326)
BARE = gpd.GeoDataFrame({"y": [1.0], "x": [2.0]}, geometry=[None], crs=4326)
LOCAL = POINTS.set_crs('LOCAL_CS["site grid",UNIT["metre",1]]', allow_override=True)


@pytest.mark.parametrize("name", ["buffer", "exposure", "hazards_to", "in_force"])
def test_every_wrong_argument_is_named(name: str) -> None:
    [call] = [call for call in misuse_calls.public_calls(layers) if call.name == f"layers.{name}"]
    step = proof_size(4, 1)
    for number, argument in enumerate(misuse_calls.arguments(call)):
        values = [*misuse_calls.WRONG][number % step :: step]  # another part of them for each argument
        faults = {value: misuse_calls.try_wrong(call, argument, value) for value in values}
        assert {value: fault for value, fault in faults.items() if fault} == {}, argument


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (
            POINTS.geometry,
            r"table: expected a GeoDataFrame with a geometry, got a GeoSeries; its to_frame\(\)",
        ),
        ([POINTS], "table: expected a GeoDataFrame with a geometry, got a list"),
        (None, "table: expected a GeoDataFrame with a geometry, got a NoneType"),
        (LOCAL, "table: expected a CRS of the Earth, got site grid"),
        (POINTS.set_crs(None, allow_override=True), r"got one without; .*set_crs\(4326\)"),
    ],
)
def test_what_is_no_table_of_places_is_told(table: gpd.GeoDataFrame, told: str) -> None:
    with pytest.raises(ArgumentError, match=told):
        layers.buffer(table, [1])


@pytest.mark.parametrize(
    "radii", ["10km", [-1], [0, 10], [float("nan")], [np.inf], ["10"], [True], None, {"a": 1}]
)
def test_radii_are_numbers_above_0(radii: object) -> None:
    with pytest.raises(
        ArgumentError, match=r"radii_km: expected kilometres from 0.001 to 9,000, such as \[10, 50\], got"
    ):
        layers.buffer(POINTS, radii)  # type: ignore[arg-type]


def test_distances_may_come_in_any_sequence() -> None:
    for given in (10, [10], (10.0,), {10}, np.array([10]), pd.Series([10]), np.float32(10)):
        assert as_distances("radii_km", given).tolist() == [10.0]


def test_a_table_without_any_place_names_its_columns() -> None:
    told = "expected rows with a place, got none in 1 row with the columns y and x; name the columns of coord"
    with pytest.raises(layers.ValidationError, match=f"table: {told}"):
        layers.buffer(BARE, [1])
    with pytest.raises(layers.ValidationError, match=f"zones: {told}"):
        layers.exposure(LINES, BARE)
    with pytest.warns(
        DataWarning, match="lines: note: .* got none in 1 row with the columns y and x; their exp"
    ):
        layers.exposure(BARE, ZONES)


def test_rows_without_a_place_are_noted() -> None:
    some = gpd.GeoDataFrame({"id": [*"abc"]}, geometry=[POINTS.geometry[0], None, shapely.Point()], crs=4326)
    with pytest.warns(
        DataWarning, match="table: note: expected a place in every row, got none in 2 of 3 rows, .* 2;"
    ):
        rings = layers.buffer(some, [1])
    assert (rings.geometry.isna() | rings.geometry.is_empty).tolist() == [False, True, True]


def test_a_table_of_no_rows_is_one() -> None:
    assert len(layers.buffer(POINTS[:0], [1])) == 0
    assert len(layers.exposure(LINES[:0], ZONES)) == 0


@pytest.mark.parametrize("words", [("buffer", "--radius", "10km"), ("exposure", "zones.geojson")])
def test_commands_never_make_nothing_in_silence(words: tuple[str, ...], run: Run, tmp_path: Path) -> None:
    (tmp_path / "places.csv").write_text("name,along,across\na,1,2\nb,3,4\n")
    ZONES.to_file(tmp_path / "zones.geojson")
    command, *rest = words
    result = run(command, "places.csv", *rest, "-o", "-")
    assert "got none in 2 rows with the columns name, along and across" in result.stderr
    assert result.returncode == (command == "buffer")
