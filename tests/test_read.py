import shutil
from pathlib import Path

import pytest

from isthmus import layers
from isthmus.geo import ReadError
from isthmus.layers._bundled.files import data_path
from isthmus.layers._reading.read import read_tables


def test_files_are_layers_by_their_names(tmp_path: Path) -> None:
    for name in ("factory.csv", "notes.csv", "flows.csv", "flows.geojson", "README.md", "sources.csv"):
        (tmp_path / name).write_text("id,name\n", encoding="utf-8")
    tables, problems, _ = read_tables(tmp_path)
    assert [table.file for table in tables] == ["flows.csv"]
    layer = f"expected a layer: {', '.join([*layers.SCHEMAS, *layers.PLAIN_SCHEMAS])}"
    assert [str(problem) for problem in problems] == [
        f'factory.csv: {layer}, got "factory"; did you mean "factories"?',
        f"flows.geojson: expected one file for flows, got flows.csv as well; take one out of {tmp_path.name}",
        f'notes.csv: {layer}, got "notes"; rename it or take it out',
    ]


ROW = "id,name,kind,country,lon,lat\none,One,factory,PL,21,52.2\n"


def test_geojson_may_end_in_json_and_other_json_is_left_alone(tmp_path: Path) -> None:
    layers.write_starter(tmp_path / "study")
    layers.read(tmp_path / "study").write(tmp_path / "out")
    (tmp_path / "out" / "factories.geojson").rename(tmp_path / "out" / "factories.json")
    assert len(layers.read(tmp_path / "out").factories) == 2


def test_a_layer_in_a_format_that_is_not_read_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "factories.csv").write_text(ROW)
    (tmp_path / "factories.qml").write_text("a style, beside its layer")
    (tmp_path / "gateways.xls").write_bytes(b"a workbook of old")
    note, problem = layers.check(tmp_path)
    assert (note.file, note.severity) == ("factories.qml", "note")
    assert str(problem).startswith("gateways.xls: expected a file that ends in .csv, .tsv, ")
    assert str(problem).endswith("got .xls; save gateways as one of these")


@pytest.mark.parametrize("name", ["map.rejected.csv", "~$factories.xlsx", ".factories.csv"])
def test_what_programs_leave_in_the_folder_is_no_layer(tmp_path: Path, name: str) -> None:
    (tmp_path / "factories.csv").write_text(ROW)
    (tmp_path / name).write_text("left here")
    assert layers.check(tmp_path) == []


def test_an_empty_folder_is_a_problem(tmp_path: Path) -> None:
    (problem,) = layers.check(tmp_path)
    assert problem.expected == "layer files such as factories.csv"


def test_no_folder_is_a_wrong_call(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere", tmp_path / "factories.csv"):
        with pytest.raises(ReadError, match="expected a folder of layer files or a GeoPackage"):
            layers.check(path)


def test_a_missing_layer_is_an_empty_table(tmp_path: Path) -> None:
    with data_path("atlas/factories.csv") as path:
        shutil.copy(path, tmp_path)
    atlas = layers.read(tmp_path)
    assert len(atlas.factories) == len(layers.example().factories)
    for name, table in atlas.layers():
        assert table.crs == "EPSG:4326"
        assert tuple(table.columns[:-1]) == layers.SCHEMAS[name].names
        assert len(table) == 0 or name == "factories"


def test_every_format_gives_the_same_atlas(tmp_path: Path) -> None:
    atlas = layers.example()
    for name, table in atlas.layers():
        table.to_file(tmp_path / "all.gpkg", layer=name)
        ending = {"flows": "parquet", "corridors": "gpkg"}.get(name, "geojson")
        if ending == "parquet":
            table.to_parquet(tmp_path / "folder" / f"{name}.parquet")
        elif ending == "gpkg":
            (tmp_path / "folder").mkdir(exist_ok=True)
            table.to_file(tmp_path / "folder" / f"{name}.gpkg")
        else:
            (tmp_path / "folder").mkdir(exist_ok=True)
            layers.write_geojson(table, tmp_path / "folder" / f"{name}.geojson")
    for path in (tmp_path / "all.gpkg", tmp_path / "folder"):
        for name, table in layers.read(path).layers():
            assert table.drop(columns="geometry").equals(getattr(atlas, name).drop(columns="geometry"))
