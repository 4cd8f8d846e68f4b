"""Tables written in every format and read again, and files of other makers."""

import datetime as dt
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from isthmus import layers
from isthmus.geo import DataWarning, IsthmusError, ReadError, WriteError
from isthmus.layers._writing.write import WRITERS

EVERY = sorted(WRITERS)
TEXTS = ["Łódź, Śródmieście", "Plzeň; Příšerně", "Київ — Ґанок", "台中市 \U0002070e", None]
SHAPES = [shapely.Point(18.65, 54.35), shapely.Point(-179.999999, -89.5), None, shapely.Point(0, 0)]


@pytest.fixture
def table() -> gpd.GeoDataFrame:
    columns = {
        "id": ["007", "0", "1e5", "a b", "ÿ"],
        "name": TEXTS,
        "formula": ["=1+1", "-2", "'=x", "'tis", None],
        "lines": ["two\nlines", 'a "quote"', " spaces ", "tab\there", None],
        "count": pd.array([1, -2, None, 2**53 - 1, 0], dtype="Int64"),
        "size_km": [1.5, -0.25, None, 1e-300, 1e300],
        "on": [True, False, True, False, True],
        "day": ["2025-09-03", "2025-09", "2025", None, "n.d."],
        "fid": [5, 4, 3, 2, 1],
        "geom": ["x", None, "y", "z", "z"],
    }
    return gpd.GeoDataFrame(columns, geometry=[*SHAPES, shapely.Point(1, 2)], crs="EPSG:4326")


@pytest.mark.parametrize("ending", EVERY)
def test_every_value_survives_every_format(tmp_path: Path, table: gpd.GeoDataFrame, ending: str) -> None:
    with pytest.warns(DataWarning, match="the place of each row, got none for 1 of 5, such as row 3"):
        again = layers.read_table(layers.write_table(table, tmp_path / f"łódź.{ending}"))
    assert again.crs == "EPSG:4326"
    assert set(again) == set(table)
    for name in set(table) - {"geometry", "on"}:
        expected, got = table[name].astype(object), again[name].astype(object)
        assert got.where(got.notna(), None).tolist() == expected.where(expected.notna(), None).tolist(), name
    assert again["on"].map(str).str.lower().tolist() == ["true", "false", "true", "false", "true"]
    assert shapely.equals_exact(again.geometry.to_numpy(), table.geometry.to_numpy(), 1e-9)[
        [0, 1, 3, 4]
    ].all()
    assert again.geometry[2] is None


@pytest.mark.parametrize("ending", EVERY)
def test_the_same_table_gives_the_same_bytes(tmp_path: Path, table: gpd.GeoDataFrame, ending: str) -> None:
    first = layers.write_table(table, tmp_path / f"a.{ending}").read_bytes()
    assert layers.write_table(table, tmp_path / f"a.{ending}").read_bytes() == first
    assert [path.name for path in tmp_path.iterdir()] == [f"a.{ending}"]


@pytest.mark.parametrize("ending", EVERY)
def test_moments_keep_their_instant(tmp_path: Path, ending: str) -> None:
    moments = pd.to_datetime(["2025-09-03T12:30:00.123+08:00", None])
    days = [dt.date(2025, 9, 3), None]
    table = gpd.GeoDataFrame({"at": moments, "day": days}, geometry=[shapely.Point(0, 0)] * 2, crs=4326)
    again = layers.read_table(layers.write_table(table, tmp_path / f"a.{ending}"))
    assert pd.to_datetime(again["at"], utc=True).equals(
        table["at"].dt.tz_convert("UTC").astype(again_type(again))
    )
    assert [str(day)[:10] for day in again["day"].dropna()] == ["2025-09-03"]


def again_type(table: gpd.GeoDataFrame) -> object:
    return pd.to_datetime(table["at"], utc=True).dtype


@pytest.mark.parametrize("ending", EVERY)
def test_lines_that_cross_180_degrees_and_polygons(tmp_path: Path, ending: str) -> None:
    shapes = [
        shapely.MultiLineString([[(170, 0), (180, 1)], [(-180, 1), (-170, 2)]]),
        shapely.LineString([(1, 2), (3, 4)]),
        None,
    ]
    table = gpd.GeoDataFrame({"id": ["a", "b", "c"]}, geometry=shapes, crs="EPSG:4326")
    with pytest.warns(DataWarning, match="got none for 1 of 3, such as row 3"):
        again = layers.read_table(layers.write_table(table, tmp_path / f"a.{ending}"))
    assert shapely.equals(again.geometry.to_numpy()[:2], table.geometry.to_numpy()[:2]).all()
    assert again.geometry[2] is None


@pytest.mark.parametrize("ending", EVERY)
def test_other_reference_systems_become_degrees(tmp_path: Path, table: gpd.GeoDataFrame, ending: str) -> None:
    points = table[["id", "geometry"]].iloc[[0, 3]]
    again = layers.read_table(layers.write_table(points.to_crs("EPSG:3857"), tmp_path / f"a.{ending}"))
    assert again.geometry.iloc[0].equals_exact(shapely.Point(18.65, 54.35), 1e-6)
    with pytest.raises(WriteError, match="got one without"):
        layers.write_table(points.set_crs(None, allow_override=True), tmp_path / f"a.{ending}")


@pytest.mark.parametrize("ending", EVERY)
def test_what_no_file_holds_is_refused_by_its_place(tmp_path: Path, ending: str) -> None:
    places = gpd.GeoDataFrame(geometry=[shapely.Point(1, 2), shapely.Point(3, 4)], crs="EPSG:4326")
    half = pd.Series(["ok", "\ud800"], dtype=object)
    renamed = places.assign(x=1).set_axis(pd.Index(["geometry", "\ud800"], dtype=object), axis=1)
    for table, said in (
        (places.assign(x=half), "row 2, x: expected text, got half a character"),
        (places.assign(x=half.map(lambda text: [text])), "row 2, x: expected text, got half a character"),
        (renamed, r"for the name of a column, got '\\ud800'"),
        (places.assign(x=[1 + 2j, 3j]), "x: expected text, numbers, dates or lists, got complex numbers"),
    ):
        with pytest.raises(WriteError, match=said):
            layers.write_table(table, tmp_path / f"a.{ending}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", EVERY)
def test_whole_numbers_keep_every_digit(tmp_path: Path, ending: str) -> None:
    numbers = [2**53 - 1, 2**53, 2**53 + 1, -(2**53) - 1, 2**63 - 1]
    table = gpd.GeoDataFrame({"n": numbers}, geometry=[shapely.Point(1, 2)] * 5, crs="EPSG:4326")
    again = layers.read_table(layers.write_table(table, tmp_path / f"a.{ending}"))
    assert again["n"].tolist() == numbers


@pytest.mark.parametrize("ending", EVERY)
def test_a_table_without_rows(tmp_path: Path, ending: str) -> None:
    table = gpd.GeoDataFrame({"id": []}, geometry=[], crs="EPSG:4326")
    again = layers.read_table(layers.write_table(table, tmp_path / f"a.{ending}"))
    assert len(again) == 0


def test_files_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="found none"):
        layers.read_table(tmp_path / "a.csv")
    with pytest.raises(ReadError, match=r"ends in .*\.csv"):
        layers.read_table(tmp_path / "a.dwg")
    with pytest.raises(WriteError, match=r"ends in .*\.csv"):
        layers.write_table(layers.example().flows, tmp_path / "a.shp")
    for ending in ("csv", "xlsx", "geojson", "gpkg", "parquet", "fgb", "shp", "zip", "kml", "gpx"):
        (tmp_path / f"a.{ending}").write_bytes(b"<OGRVRTDataSource></OGRVRTDataSource>\0")
        with pytest.raises(IsthmusError, match="expected"):
            layers.read_table(tmp_path / f"a.{ending}")
