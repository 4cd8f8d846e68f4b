"""The atlas as one GeoPackage: what SQLite and GDAL find in it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely

from isthmus import layers
from isthmus.layers._tables.symbology import SYMBOLOGY


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gpkg")
    layers.example().write(folder, formats=["gpkg"])
    return folder / "atlas.gpkg"


@pytest.fixture
def database(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        yield connection


def test_all_layers_are_in_one_file_and_read_again(path: Path) -> None:
    assert path.name == "atlas.gpkg"
    for place in (path, path.parent):
        for name, table in layers.read(place).layers():
            expected = getattr(layers.example(), name)
            assert table.drop(columns="geometry").equals(expected.drop(columns="geometry"))
            given = expected.geometry.notna()
            assert shapely.equals(table.geometry[given], expected.geometry[given]).all()


def test_ids_are_text(path: Path) -> None:
    for name in layers.SCHEMAS:
        about = pyogrio.read_info(path, layer=name)
        kinds = dict(zip(about["fields"].tolist(), about["ogr_types"], strict=True))
        columns = [column.name for column in layers.SCHEMAS[name].columns if column.kind == "id"]
        assert columns
        assert {kinds[column] for column in columns} == {"OFTString"}


def test_every_layer_has_its_style_its_meaning_and_its_metadata(database: sqlite3.Connection) -> None:
    styled = dict(database.execute("SELECT f_table_name, styleQML FROM layer_styles WHERE useAsDefault"))
    assert set(styled) == set(layers.SCHEMAS) <= set(SYMBOLOGY)
    schemas = {**layers.SCHEMAS, **layers.PLAIN_SCHEMAS}
    told = [name for name, table in layers.example().tables() if len(table)]
    for name in told:
        described = dict(
            database.execute(
                "SELECT column_name, title FROM gpkg_data_columns WHERE table_name = ? AND title <> ''",
                [name],
            )
        )
        assert described == {column.name: column.label for column in schemas[name].columns}
    texts = [text for (text,) in database.execute("SELECT metadata FROM gpkg_metadata")]
    assert len(texts) == len(told)
    assert all("<license>CC-BY-4.0</license>" in text for text in texts)


def test_sqlite_finds_it_sound(database: sqlite3.Connection) -> None:
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []


def test_the_same_atlas_gives_the_same_bytes(path: Path, tmp_path: Path) -> None:
    layers.example().write(tmp_path, formats=["gpkg"])
    assert (tmp_path / "atlas.gpkg").read_bytes() == path.read_bytes()


def test_an_atlas_without_rows(tmp_path: Path) -> None:
    (tmp_path / "factories.csv").write_text("id,name\n", encoding="utf-8")
    layers.read(tmp_path).write(tmp_path / "out", formats=["gpkg"])
    written = tmp_path / "out" / "atlas.gpkg"
    assert {kind for _, kind in pyogrio.list_layers(written)} == {"Point", "LineString", "Polygon", None}


def test_a_table_of_ones_own_named_like_a_layer_has_no_style(tmp_path: Path) -> None:
    table = gpd.GeoDataFrame({"id": ["a"]}, geometry=[shapely.Point(0, 0)], crs="EPSG:4326")
    written = layers.write_table(table, tmp_path / "corridors.gpkg")
    assert [name for name, _ in pyogrio.list_layers(written)] == ["corridors"]


def test_the_counter_of_changes_is_the_same_however_often_gdal_commits(
    path: Path, database: sqlite3.Connection
) -> None:
    header = path.read_bytes()[:100]
    assert header[24:28] == header[92:96] == b"\0\0\0\1"
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
