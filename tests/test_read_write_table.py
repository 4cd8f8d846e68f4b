"""Tables written in every format and read again, and files of other makers."""

import datetime as dt
from pathlib import Path
from zipfile import ZipFile

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from isthmus import layers
from isthmus.geo import IsthmusError, ReadError, ValidationError, WriteError
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
    assert [str(day) for day in again["day"].dropna()] == ["2025-09-03"]


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
def test_a_table_without_rows(tmp_path: Path, ending: str) -> None:
    table = gpd.GeoDataFrame({"id": []}, geometry=[], crs="EPSG:4326")
    again = layers.read_table(layers.write_table(table, tmp_path / f"a.{ending}"))
    assert len(again) == 0


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


def test_columns_that_sqlite_cannot_tell_apart(tmp_path: Path) -> None:
    table = gpd.GeoDataFrame({"A": [1], "a": [2]}, geometry=[shapely.Point(0, 0)], crs="EPSG:4326")
    with pytest.raises(WriteError, match="whatever its capitals"):
        layers.write_table(table, tmp_path / "a.gpkg")
    assert list(tmp_path.iterdir()) == []


def test_a_zipped_shapefile(tmp_path: Path, table: gpd.GeoDataFrame) -> None:
    table[["id", "name", "geometry"]].to_file(tmp_path / "ports.shp", encoding="utf-8")
    with ZipFile(tmp_path / "ports.zip", "w") as archive:
        for part in tmp_path.glob("ports.*"):
            if part.suffix != ".zip":
                archive.write(part, part.name)
    for ending in ("shp", "zip"):
        again = layers.read_table(tmp_path / f"ports.{ending}")
        assert again["id"].tolist() == ["007", "0", "1e5", "a b", "ÿ"]
        assert again["name"].tolist()[2] == TEXTS[2]


KML = """<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark>
<name>Gdańsk</name><Point><coordinates>18.65,54.35</coordinates></Point></Placemark></kml>"""
GPX = """<gpx version="1.1" creator="us"><wpt lon="18.65" lat="54.35"><name>Gdańsk</name></wpt></gpx>"""


@pytest.mark.parametrize(("ending", "text"), [("kml", KML), ("gpx", GPX)], ids=["KML", "GPX"])
def test_kml_and_gpx(tmp_path: Path, ending: str, text: str) -> None:
    path = tmp_path / f"ports.{ending}"
    path.write_text(text, encoding="utf-8")
    again = layers.read_table(path)
    assert again.geometry[0].equals_exact(shapely.Point(18.65, 54.35), 1e-9)
    assert "Gdańsk" in again.iloc[0].tolist()


def test_layers_are_chosen_by_name(tmp_path: Path, table: gpd.GeoDataFrame) -> None:
    path = tmp_path / "all.gpkg"
    for name in ("one", "two"):
        table[["id", "geometry"]].to_file(path, layer=name)
    assert len(layers.read_table(path, layer="two")) == len(table)
    with pytest.raises(ValidationError, match="expected one layer, got one, two; name the layer to read"):
        layers.read_table(path)
    with pytest.raises(ValidationError, match='expected one named "three", got one, two'):
        layers.read_table(path, layer="three")


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


def test_coordinates_without_a_reference_system_are_no_degrees(tmp_path: Path) -> None:
    table = gpd.GeoDataFrame({"id": ["a"]}, geometry=[shapely.Point(21, 52)], crs="EPSG:2180")
    table.to_file(tmp_path / "a.shp")
    (tmp_path / "a.prj").unlink()
    with pytest.raises(ValidationError, match="reference system"):
        layers.read_table(tmp_path / "a.shp")


def test_degrees_out_of_range(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("lon,lat\n52.2,121.0\n", encoding="utf-8")
    with pytest.raises(ValidationError, match="lon and lat look swapped"):
        layers.read_table(tmp_path / "a.csv")
    (tmp_path / "a.geojson").write_text('{"type":"Feature","geometry":{"type":"Point","coordinates":[0,91]}}')
    with pytest.raises(ValidationError, match="lat from -90 to 90"):
        layers.read_table(tmp_path / "a.geojson")
