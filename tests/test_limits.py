"""Files that would stop a machine, or end the program, are refused in words."""

from __future__ import annotations

import json
import re
import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

import geopandas as gpd
import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from isthmus import layers
from isthmus.geo import ValidationError
from isthmus.layers._reading import meanings, read_cells
from isthmus.layers._tables import limits
from proof_size import proof_size

if TYPE_CHECKING:
    from pathlib import Path

POINT = gpd.GeoDataFrame({"id": ["a"]}, geometry=[shapely.Point(1, 1)], crs="EPSG:4326")
TOO_NESTED = "expected at most 32 geometry collections in a geometry, got 100,000"


def nested_wkb(depth: int) -> bytes:
    return bytes.fromhex("010700000001000000") * depth + shapely.Point(1, 1).wkb


def refused(path: Path, said: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(said)):
        layers.read_table(path)


@pytest.mark.parametrize("ending", ["geojson", "csv", "shp", "kml", "parquet", "gpkg"])
def test_a_file_of_ten_gigabytes_is_not_even_opened(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"zones.{ending}"
    with path.open("wb") as file:
        file.truncate(10 * 1024**3)
    refused(path, f"zones.{ending}: expected at most 2.1 GB, got 10.7 GB")


@pytest.mark.parametrize("ending", ["zip", "xlsx"])
def test_an_archive_counts_as_large_as_it_unpacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    monkeypatch.setattr(limits, "MAX_BYTES", 1_000_000)
    path = tmp_path / f"bomb.{ending}"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("bomb.shp", b"\0" * 10_000_000)
    assert path.stat().st_size < 20_000
    refused(path, "GB when unpacked")


def test_text_that_is_nested_without_end(tmp_path: Path) -> None:
    depth = 100_000
    path = tmp_path / "zones.csv"
    path.write_text("wkt\n" + "GEOMETRYCOLLECTION (" * depth + "POINT (1 1)" + ")" * depth + "\n")
    refused(path, TOO_NESTED)
    path.write_text(f"wkt\n{nested_wkb(depth).hex()}\n")
    refused(path, TOO_NESTED)


@pytest.mark.parametrize("depth", [40, 300, 900, 100_000])
def test_json_that_is_nested_without_end(tmp_path: Path, depth: int) -> None:
    shape = '{"type": "GeometryCollection", "geometries": [' * depth + "]}" * depth
    path = tmp_path / "zones.geojson"
    path.write_text(f'{{"features": [{{"type": "Feature", "geometry": {shape}}}]}}')
    refused(path, "zones.geojson")


def test_a_geoparquet_that_would_end_the_program(tmp_path: Path) -> None:
    path = layers.write_table(POINT, tmp_path / "zones.parquet")
    table = pq.read_table(path)
    place = table.schema.get_field_index("geometry")
    cells = pa.array([nested_wkb(100_000)], pa.binary())
    pq.write_table(table.set_column(place, table.schema.field(place), cells), path)
    refused(path, TOO_NESTED)


def test_a_geopackage_whose_shapes_gdal_would_lose(tmp_path: Path) -> None:
    path = tmp_path / "zones.gpkg"
    POINT.to_file(path)
    header = b"GP\0\1" + (4326).to_bytes(4, "little")
    with closing(sqlite3.connect(path)) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.execute("UPDATE zones SET geom = ?", (header + nested_wkb(1000),))
        database.commit()
    refused(path, "expected geometries of a GeoPackage, got 1 that GDAL can't read")


def test_few_collections_are_read(tmp_path: Path) -> None:
    shape = shapely.from_wkb(nested_wkb(32))
    path = tmp_path / "zones.csv"
    path.write_text(f'wkt\n"{shape.wkt}"\n{shape.wkb_hex}\n')
    assert layers.read_table(path).geometry.tolist() == [shape, shape]


def test_a_parquet_file_that_packs_a_hundred_million_equal_cells(tmp_path: Path) -> None:
    rows = 60_000_000
    table = pa.table({"a": pa.nulls(rows), "b": pa.nulls(rows)})
    pq.write_table(table, tmp_path / "zones.parquet", compression="zstd")
    assert (tmp_path / "zones.parquet").stat().st_size < 1_000_000
    refused(tmp_path / "zones.parquet", "expected at most 100,000,000 cells, got 120,000,000")


@pytest.mark.parametrize("has_z", [False, True])
@pytest.mark.parametrize("flavour", ["extended", "iso"])
@pytest.mark.parametrize("byte_order", [0, 1])
def test_collections_are_counted_in_every_binary_form(byte_order: int, flavour: str, *, has_z: bool) -> None:
    shape = shapely.GeometryCollection([shapely.Point(1, 2, 3) if has_z else shapely.Point(1, 2)])
    binary = shapely.to_wkb(shape, byte_order=byte_order, flavor=flavour)
    assert limits.collections_in(binary) == 1
    assert limits.collections_in(shapely.to_wkb(shapely.Point(1, 2, 3), byte_order=byte_order)) == 0


def test_hundreds_of_thousands_of_parts_are_too_many(tmp_path: Path) -> None:
    """Among their coordinates are bytes that could begin a collection, but none does."""
    parts = proof_size(200_000, 1_000_000)
    crowd = shapely.multipoints(np.linspace([0, 0], [100, 0], parts))
    path = layers.write_table(POINT.set_geometry([crowd], crs="EPSG:4326"), tmp_path / "zones.parquet")
    refused(path, f"expected at most 100,000 parts, got {parts:,}")


def test_a_cell_far_away_does_not_fill_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_cells, "_MAX_CELLS", 1_000_000)
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = "id"
    workbook.active["XFD1048576"] = "far"
    workbook.save(tmp_path / "zones.xlsx")
    refused(tmp_path / "zones.xlsx", "expected at most 1,000,000 cells, got more")


def test_a_number_of_a_million_digits_takes_no_time(tmp_path: Path) -> None:
    path = tmp_path / "flows.csv"
    path.write_text(f"id,name,origin,destination,quantity\na,A,TW,PL,{'1' * 1_000_000}x\n")
    (problem,) = layers.check(tmp_path)
    assert problem.column == "quantity"


def test_features_that_share_no_property_do_not_fill_the_memory(tmp_path: Path) -> None:
    features = [{"type": "Feature", "properties": {f"k{n}": 1}, "geometry": None} for n in range(2_000)] * 6
    path = tmp_path / "factories.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    refused(path, "expected at most 20,000,000 empty cells, got 23,988,000")


def test_placemarks_that_share_no_data_do_not_fill_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_CELLS", 100_000)
    marks = "".join(
        f'<Placemark><ExtendedData><Data name="k{n}"><value>1</value></Data></ExtendedData></Placemark>'
        for n in range(500)
    )
    path = tmp_path / "factories.kml"
    path.write_text(f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{marks}</Document></kml>')
    refused(path, "expected at most 100,000 cells, got")


def test_a_table_of_two_hundred_thousand_columns(tmp_path: Path) -> None:
    path = tmp_path / "factories.csv"
    header = ",".join(f"c{n}" for n in range(200_000))
    path.write_text(f"{header}\n{','.join(['1'] * 200_000)}\n")
    refused(path, "expected at most 2,000 columns, got 200,000")
    (problem,) = layers.check(tmp_path)
    assert problem.got == "200,000"


def test_rows_much_shorter_than_their_header(tmp_path: Path) -> None:
    path = tmp_path / "factories.csv"
    path.write_text(",".join(f"c{n}" for n in range(2_000)) + "\n" + "1\n" * 20_000)
    refused(path, "expected at most 20,000,000 empty cells, got 39,980,000")


def test_sparse_tables_of_usual_size_are_read(tmp_path: Path) -> None:
    features = [
        {"type": "Feature", "properties": {f"tag{n % 300}": "x"}, "geometry": None} for n in range(3_000)
    ]
    path = tmp_path / "factories.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    assert layers.read_table(path, places=False).shape == (3_000, 301)


def test_a_title_of_six_thousand_digits_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "isthmus.toml").write_text(f"[about]\ntitle = {'9' * 6000}\n")
    (problem,) = layers.check(tmp_path)
    assert str(problem).startswith("isthmus.toml: expected a TOML file, got Exceeds the limit")
    assert "\n" not in str(problem)


def test_a_number_beyond_all_bounds_is_none(tmp_path: Path) -> None:
    path = tmp_path / "flows.csv"
    path.write_text("id,name,origin,destination,quantity\na,A,TW,PL,1e999\n")
    (problem,) = layers.check(tmp_path)
    assert str(problem) == 'flows.csv, row 1, quantity: expected a number >= 0, got "1e999"'


@pytest.mark.parametrize("ending", ["kml", "gpx"])
def test_elements_within_elements_without_end(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"factories.{ending}"
    path.write_text(f"<{ending}>" + "<a>" * 100_000 + "</a>" * 100_000 + f"</{ending}>")
    refused(path, "expected at most 100 elements within one another, got more")


def test_a_kml_file_of_very_many_folders_is_not_read_once_for_each(tmp_path: Path) -> None:
    folders = "".join(f"<Folder><name>f{n}</name></Folder>" for n in range(300))
    path = tmp_path / "factories.kml"
    path.write_text(f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{folders}</Document></kml>')
    refused(path, "expected one layer, got f0, f1")


def test_an_element_of_very_many_attributes(tmp_path: Path) -> None:
    attributes = " ".join(f'a{n}="1"' for n in range(200_000))
    (tmp_path / "a.kml").write_text(f"<kml {attributes}/>")
    refused(tmp_path / "a.kml", "expected at most 100 attributes of an element, got 200,000")


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("gps", "1" + " " * 100_000 + "2" + " " * 100_000 + "x"),
        ("lon", "1 " + " " * 100_000 + "x"),
        ("city", "\u0142 " * 100_000),
        ("country", "Po " * 100_000),
        ("kind", "facto" * 100_000),
    ],
)
def test_a_long_cell_takes_no_time(tmp_path: Path, column: str, cell: str) -> None:
    cells = {"id": "a", "name": "A", "country": "PL", "lat": "1", column: cell}
    (tmp_path / "factories.csv").write_text(",".join(cells) + "\n" + ",".join(cells.values()), "utf-8")
    started = time.process_time()
    layers.check(tmp_path)
    assert time.process_time() - started < 5


def test_a_rule_of_many_commas_takes_no_time(tmp_path: Path) -> None:
    rule = "bbox:" + "," * 100_000
    header = "id,name,category,severity,geometry_rule\n"
    (tmp_path / "risk_zones.csv").write_text(f'{header}a,A,war,3,"{rule}\n"\n')
    assert any(problem.column == "geometry_rule" for problem in layers.check(tmp_path))


@pytest.mark.parametrize("ending", ["csv", "geojson", "xlsx", "parquet"])
def test_a_name_of_a_column_as_long_as_a_book(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"factories.{ending}"
    layers.write_table(POINT, path)
    if ending == "xlsx":
        POINT.drop(columns="geometry").assign(**{"(" * 1_001: 1}).to_excel(path)
    elif ending == "csv":
        path.write_text("id," + "(" * 1_001)
    else:
        layers.write_table(POINT.assign(**{"(" * 1_001: 1}), path)
    refused(path, "expected at most 1,000 characters in the name of a column, got 1,001")


def test_thousands_of_unknown_names_are_compared_with_all_others_a_few_times(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(meanings, "places_like", lambda name, *_: asked.append(name) or [])
    rows = "".join(f"a{n},A,PL,Warszawq{n}\n" for n in range(2_000))
    (tmp_path / "factories.csv").write_text(f"id,name,country,city\n{rows}")
    assert len(layers.check(tmp_path)) >= 2_000
    assert len(asked) == 10


def test_a_config_is_small(tmp_path: Path) -> None:
    (tmp_path / "isthmus.toml").write_text(".".join(["a"] * 100_000) + " = 1\n")
    (problem,) = layers.check(tmp_path)
    assert problem.expected == "at most 100,000 bytes"


@pytest.mark.parametrize("repeated", ["dictionary", "plain"])
def test_a_parquet_file_of_one_text_in_very_many_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, repeated: str
) -> None:
    most, rows = proof_size(10_000_000, limits.MAX_PACKED), proof_size(300, 3_000)
    monkeypatch.setattr(limits, "MAX_PACKED", most)
    text = "x" * 100_000
    texts = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), pa.array([text]))
    cells = texts if repeated == "dictionary" else pa.array([text] * rows)
    path = tmp_path / "zones.parquet"
    pq.write_table(
        pa.table({"name": cells}), path, compression="zstd", use_dictionary=repeated == "dictionary"
    )
    assert path.stat().st_size < 100_000
    refused(path, f"expected at most {most / 1e9:.1f} GB when unpacked, got {most / 1e9:.1f} GB or more")


def test_a_workbook_of_one_text_in_very_many_cells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_PACKED", 10_000_000)
    workbook = openpyxl.Workbook()
    for _ in range(1_000):
        workbook.active.append(["x" * 32_000])
    workbook.save(tmp_path / "zones.xlsx")
    refused(tmp_path / "zones.xlsx", "expected at most 0.0 GB when unpacked, got 0.0 GB or more")
