import importlib.util
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from isthmus import layers
from isthmus.geo import DataWarning, ReadError, ValidationError
from isthmus.layers._reading.read_gis import geopackage_layers, read_parquet, read_vector


@pytest.fixture
def table() -> gpd.GeoDataFrame:
    columns = {"id": ["007", "8"], "name": ["Gdańsk", "台中"], "size": [1.5, None]}
    points = [shapely.Point(18.65, 54.35), None]
    return gpd.GeoDataFrame(columns, geometry=points, crs="EPSG:4326")


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857"])
def test_a_geopackage_in_any_crs(tmp_path: Path, table: gpd.GeoDataFrame, crs: str) -> None:
    path = tmp_path / "ports.gpkg"
    table.to_crs(crs).to_file(path, layer="whatever")
    raw = read_vector(path, "factories")
    assert raw.cells == {"id": ["007", "8"], "name": ["Gdańsk", "台中"], "size": ["1.5", ""]}
    assert raw.geometry is not None
    assert raw.geometry[0].equals_exact(shapely.Point(18.65, 54.35), 1e-9)
    assert raw.geometry[1] is None


def test_a_geopackage_of_several_layers(tmp_path: Path, table: gpd.GeoDataFrame) -> None:
    path = tmp_path / "ports.gpkg"
    for layer in ("one", "two"):
        table.to_file(path, layer=layer)
    assert geopackage_layers(path) == ["one", "two"]
    assert len(read_vector(path, "two").rows) == 2
    with pytest.raises(ValidationError, match="expected one layer, got one, two"):
        read_vector(path, "three")


def test_files_that_are_no_geopackage(tmp_path: Path) -> None:
    path = tmp_path / "ports.gpkg"
    path.write_bytes(b"not a database")
    with pytest.raises(ValidationError, match="expected a GeoPackage"):
        read_vector(path, "factories")
    with pytest.raises(ReadError, match="expected a GeoPackage"):
        geopackage_layers(path)


def test_geoparquet(tmp_path: Path, table: gpd.GeoDataFrame) -> None:
    path = tmp_path / "ports.parquet"
    table.to_crs("EPSG:3857").to_parquet(path)
    raw = read_parquet(path, "factories")
    assert raw.cells["id"] == ["007", "8"]
    assert raw.geometry is not None
    assert raw.geometry[0].equals_exact(shapely.Point(18.65, 54.35), 1e-9)


def test_files_that_are_no_geoparquet(tmp_path: Path, table: gpd.GeoDataFrame) -> None:
    path = tmp_path / "ports.parquet"
    path.write_bytes(b"PAR1")
    with pytest.raises(ValidationError, match="expected a GeoParquet file"):
        read_parquet(path, "factories")
    plain = table.drop(columns="geometry").assign(geometry=table.geometry.to_wkb())
    plain.to_parquet(path)
    assert read_parquet(path, "factories").cells["geometry"][0] == table.geometry.iloc[0].wkb_hex.lower()
    with pytest.warns(DataWarning, match="the place of each row, got none for 1 of 2"):
        assert layers.read_table(path).geometry.tolist() == table.geometry.tolist()


def test_without_pyarrow_the_way_out_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(ReadError, match=r"pip install pyarrow"):
        read_parquet(tmp_path / "ports.parquet", "factories")


def test_an_empty_shape_of_a_file_is_no_place(tmp_path: Path) -> None:
    """QGIS exports rows that have no place so."""
    shapes = [shapely.LineString([(0, 0), (1, 1)]), shapely.MultiLineString()]
    table = gpd.GeoDataFrame({"id": ["a", "b"]}, geometry=shapes, crs="EPSG:4326")
    table.to_file(tmp_path / "corridors.gpkg")
    read = read_vector(tmp_path / "corridors.gpkg", "corridors").geometry
    assert read is not None
    assert shapely.is_missing(read).tolist() == [False, True]
