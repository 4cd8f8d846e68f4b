"""Any file of features as a table: what it holds, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zipfile import ZipFile

import geopandas as gpd
import pytest
import shapely

from isthmus import layers
from isthmus.geo import DataWarning, ReadError, ValidationError
from isthmus.layers._reading.read_table import read_closed, read_zones

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = ["Łódź, Śródmieście", "Plzeň; Příšerně", "Київ — Ґанок", "台中市 \U0002070e", None]

KML = """<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark>
<name>Gdańsk</name><Point><coordinates>18.65,54.35</coordinates></Point></Placemark></kml>"""
GPX = """<gpx version="1.1" creator="us"><wpt lon="18.65" lat="54.35"><name>Gdańsk</name></wpt></gpx>"""


@pytest.fixture
def table() -> gpd.GeoDataFrame:
    columns = {"id": ["007", "0", "1e5", "a b", "ÿ"], "name": TEXTS}
    return gpd.GeoDataFrame(columns, geometry=[shapely.Point(18.65, 54.35)] * 5, crs="EPSG:4326")


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
    with pytest.raises(
        ValidationError, match="expected one layer, got one, two; name it by --layer, by layer="
    ):
        layers.read_table(path)
    with pytest.raises(ValidationError, match='expected one named "three", got one, two'):
        layers.read_table(path, layer="three")


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


def test_a_column_is_numbers_if_each_cell_is_one_as_a_computer_writes_it(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "id,port_id,count,size,code,day,lon,lat\n1,1,1,1.5,007,2025,20,50\n2,2,,-2,1,2024-09,21,51\n"
    )
    table = layers.read_table(tmp_path / "a.csv")
    assert list(table) == ["id", "port_id", "count", "size", "code", "day", "geometry"]
    assert table["id"].tolist() == table["port_id"].tolist() == ["1", "2"]
    assert table["count"].dropna().tolist() == [1]
    assert table["size"].tolist() == [1.5, -2]
    assert table["code"].tolist() == ["007", "1"]
    assert table["day"].tolist() == ["2025", "2024-09"]
    assert table.geometry.tolist() == [shapely.Point(20, 50), shapely.Point(21, 51)]
    assert table.crs == "EPSG:4326"


def test_the_ending_tells_the_format_whatever_its_case_and_may_be_json(tmp_path: Path) -> None:
    (tmp_path / "a.TSV").write_text("id\tlon\tlat\na\t20\t50\n")
    assert layers.read_table(tmp_path / "a.TSV")["id"].tolist() == ["a"]
    (tmp_path / "a.json").write_text(
        '{"type":"Feature","geometry":{"type":"Point","coordinates":[0,0]},"properties":{"id":"a"}}'
    )
    assert layers.read_table(tmp_path / "a.json")["id"].tolist() == ["a"]


@pytest.mark.parametrize("name", ["a.dwg", "a", "csv"])
def test_a_format_that_is_not_read_is_told_with_those_that_are(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("")
    with pytest.raises(ReadError, match=r"expected a file that ends in \.csv, \.tsv, .*\.kmz$"):
        layers.read_table(tmp_path / name)


def test_every_problem_of_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,lon,lat\na,20,\nb,x,50\n")
    with pytest.raises(ValidationError) as caught:
        layers.read_table(tmp_path / "a.csv")
    assert [problem.row for problem in caught.value.problems] == [1, 2]


def test_what_was_taken_for_granted_is_a_warning_at_the_call(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id;Longitude;Latitude\na;20;50\n")
    with pytest.warns(DataWarning) as given:
        layers.read_table(tmp_path / "a.csv")
    (warning,) = given
    assert warning.filename == __file__


def test_a_table_without_places_has_rows_without_a_place(tmp_path: Path) -> None:
    table = gpd.GeoDataFrame({"id": ["a"]}, geometry=[None], crs=4326)
    for ending in ("gpkg", "parquet", "csv"):
        path = layers.write_table(table, tmp_path / f"a.{ending}")
        with pytest.warns(DataWarning, match="expected the places of rows: .*got none among id"):
            again = layers.read_table(path)
        assert again.geometry.isna().tolist() == [True], ending


def test_the_sheet_is_the_one_asked_for_before_the_one_that_was_said(tmp_path: Path) -> None:
    for name in ("one", "two"):
        gpd.GeoDataFrame({"id": [name]}, geometry=[shapely.Point(1, 1)], crs=4326).to_file(
            tmp_path / "all.gpkg", layer=name
        )
    (tmp_path / "isthmus.toml").write_text('[all]\nsheet = "one"\n')
    assert layers.read_table(tmp_path / "all.gpkg")["id"].tolist() == ["one"]
    assert layers.read_table(tmp_path / "all.gpkg", layer="two")["id"].tolist() == ["two"]


@pytest.mark.parametrize("ending", ["csv", "txt", "ndjson"])
def test_a_layer_of_a_file_of_one_table_is_refused(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    path.write_text("name,lon,lat\nA,1,2\n")
    with pytest.raises(ReadError, match="expected no layer, for such a file holds one table, got 'nonsense'"):
        layers.read_table(path, layer="nonsense")


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_codes_with_an_e_come_back_as_they_were(tmp_path: Path, ending: str) -> None:
    table = gpd.GeoDataFrame({"code": ["12E4", "15E2"]}, geometry=[shapely.Point(1, 2)] * 2, crs=4326)
    again = layers.read_table(layers.write_table(table, tmp_path / f"a.{ending}"))
    assert again["code"].tolist() == ["12E4", "15E2"]


def test_files_are_read_among_what_is_shut(tmp_path: Path) -> None:
    box = shapely.box(10, 50, 12, 52)
    zones = gpd.GeoDataFrame({"name": ["a box"]}, geometry=[box], crs=4326)
    for name in ("zones.geojson", "with, comma.gpkg"):
        layers.write_table(zones, tmp_path / name)
    asked = [f"suez,{tmp_path / 'zones.geojson'}", tmp_path / "with, comma.gpkg", "TW", box]
    suez, one, other, country, shape = read_closed(asked)
    assert (suez, country, shape) == ("suez", "TW", box)
    assert [*one["name"], *other["name"]] == ["a box", "a box"]
    assert read_zones("avoid", str(tmp_path / "zones.geojson"))["name"].tolist() == ["a box"]
    assert read_zones("avoid", box) is box
    with pytest.raises(ReadError, match=r"none\.geojson: expected a file, found none"):
        read_closed("suez, none.geojson")


@pytest.mark.parametrize("ending", ["csv", "xlsx", "geojson", "gpkg", "parquet", "fgb"])
def test_an_empty_shape_is_no_place(tmp_path: Path, ending: str) -> None:
    table = gpd.GeoDataFrame({"n": [1, 2]}, geometry=[shapely.Point(), shapely.Point(18, 54)], crs=4326)
    path = layers.write_table(table, tmp_path / f"a.{ending}")
    with pytest.warns(DataWarning, match="none for 1 of 2, such as row 1"):
        assert layers.read_table(path).geometry.tolist() == [None, table.geometry[1]]
