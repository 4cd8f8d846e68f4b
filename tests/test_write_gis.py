"""Tables as FlatGeobuf, GeoParquet and layers of GDAL's formats."""

from __future__ import annotations

import importlib.util
from io import BytesIO
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely

from isthmus import layers
from isthmus.geo import WriteError
from isthmus.layers._writing.write_gis import write_flatgeobuf, write_geoparquet, write_layer, write_parquet

if TYPE_CHECKING:
    from pathlib import Path

POINT, LINE, BOX = shapely.Point(1, 2), shapely.LineString([(0, 0), (1, 1)]), shapely.box(0, 0, 1, 1)


def placed(*shapes: shapely.Geometry | None, **columns: list[object]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"id": list(range(len(shapes)))} | columns, geometry=list(shapes), crs=4326)


def test_columns_that_sqlite_cannot_tell_apart(tmp_path: Path) -> None:
    table = gpd.GeoDataFrame({"A": [1], "a": [2]}, geometry=[shapely.Point(0, 0)], crs="EPSG:4326")
    with pytest.raises(WriteError, match="whatever its capitals"):
        layers.write_table(table, tmp_path / "a.gpkg")
    assert list(tmp_path.iterdir()) == []


def test_lists_and_unusual_columns_are_text(tmp_path: Path) -> None:
    table = gpd.GeoDataFrame(
        {"both": [["a", "b"], None], "mixed": [1, "a"], "sort": pd.Categorical(["x", None])},
        geometry=[shapely.Point(0, 0)] * 2,
        crs="EPSG:4326",
    )
    for ending in ("gpkg", "fgb"):
        again = layers.read_table(layers.write_table(table, tmp_path / f"a.{ending}"))
        assert again["both"].tolist()[0] == '["a", "b"]'
        assert again["mixed"].tolist() == ["1", "a"]
        assert again["sort"].tolist()[0] == "x"


@pytest.mark.parametrize(
    ("shapes", "kind"),
    [
        ([POINT, None], "Point"),
        ([POINT, shapely.MultiPoint([(1, 2)])], "MultiPoint"),
        ([LINE, shapely.MultiLineString([LINE])], "MultiLineString"),
        ([BOX], "Polygon"),
        ([POINT, BOX], "Unknown"),
        ([shapely.Point(1, 2, 3)], "Point Z"),
        ([LINE, shapely.MultiLineString([[(0, 0, 1), (1, 1, 1)]])], "MultiLineString Z"),
        ([None], "LineString"),
    ],
)
def test_a_layer_declares_the_one_type_it_holds(
    tmp_path: Path, shapes: list[shapely.Geometry | None], kind: str
) -> None:
    write_layer(placed(*shapes), tmp_path / "a.gpkg", "a", "GPKG", geometry="LineString")
    assert pyogrio.read_info(tmp_path / "a.gpkg")["geometry_type"] == kind


def test_the_columns_of_the_format_give_way_to_the_table_s(tmp_path: Path) -> None:
    table = placed(POINT, fid=[7], FID_=[8], geom=["x"])
    write_layer(table, tmp_path / "a.gpkg", "a", "GPKG")
    again = layers.read_table(tmp_path / "a.gpkg")
    assert again[["fid", "FID_", "geom"]].iloc[0].tolist() == [7, 8, "x"]
    info = pyogrio.read_info(tmp_path / "a.gpkg")
    assert (info["fid_column"], info["geometry_name"]) == ("fid__", "geom_")


def test_a_column_named_as_the_shapes_is_refused(tmp_path: Path) -> None:
    table = gpd.GeoDataFrame({"geometry": ["x"], "place": [POINT]}, geometry="place", crs=4326)
    with pytest.raises(WriteError, match="none besides the shapes named geometry"):
        write_flatgeobuf(table, tmp_path / "a.fgb")


def test_rows_of_a_flatgeobuf_keep_their_order(tmp_path: Path) -> None:
    table = placed(*[shapely.Point(x, -x) for x in (5, -5, 60, 0)], None)
    assert write_flatgeobuf(table, tmp_path / "a.fgb") == tmp_path / "a.fgb"
    assert layers.read_table(tmp_path / "a.fgb", places=False)["id"].tolist() == [0, 1, 2, 3, 4]


def test_a_row_without_a_shape_has_no_box(tmp_path: Path) -> None:
    path = write_geoparquet(placed(POINT, None, BOX).set_index("id", drop=False), tmp_path / "a.parquet")
    table = pq.read_table(path)
    assert table.column("bbox").to_pylist() == [
        {"xmin": 1, "ymin": 2, "xmax": 1, "ymax": 2},
        None,
        {"xmin": 0, "ymin": 0, "xmax": 1, "ymax": 1},
    ]
    assert table.column_names == ["id", "geometry", "bbox"]
    assert b'"version": "1.1.0"' in table.schema.metadata[b"geo"]


@pytest.mark.parametrize("write", [write_geoparquet, write_parquet])
def test_a_column_of_several_kinds_has_no_form_in_parquet(tmp_path: Path, write: object) -> None:
    table = placed(POINT, POINT, mixed=[1, "a"])
    with pytest.raises(WriteError, match="expected columns of one kind of values each"):
        write(table, tmp_path / "a.parquet")  # type: ignore[operator]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("write", [write_geoparquet, write_parquet])
def test_without_pyarrow_the_error_names_the_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: object
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(WriteError, match=r"a\.parquet: .*needs pyarrow: pip install pyarrow"):
        write(placed(POINT), tmp_path / "a.parquet")  # type: ignore[operator]


def test_a_plain_table_is_parquet(tmp_path: Path) -> None:
    table = pd.DataFrame({"a": [1.5, None], "b": ["x", "y"]}, index=[5, 6])
    write_parquet(table, tmp_path / "a.parquet")
    again = pd.read_parquet(tmp_path / "a.parquet")
    assert again.equals(table.reset_index(drop=True))


def test_what_gdal_refuses_is_told_in_the_end_of_its_words() -> None:
    columns = {f"c{number}": [1] for number in range(2100)}
    with pytest.raises(WriteError, match="a: can't be written as GPKG: ") as caught:
        write_layer(placed(POINT, **columns), BytesIO(), "a", "GPKG")  # type: ignore[arg-type]
    assert len(str(caught.value)) < 340
