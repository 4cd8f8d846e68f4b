import datetime as dt
import json
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from isthmus import layers
from isthmus.geo import WriteError
from isthmus.layers._tables.atlas_schemas import ATLAS_SCHEMAS
from isthmus.layers._writing.geojson import geojson_lines, write_geojson
from proof_size import proof_size

HERE = Path(__file__).parent


def collection(shapes: list[Any], **columns: object) -> dict[str, Any]:
    table = gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326")
    content: dict[str, Any] = json.loads("".join(geojson_lines(table, name="test")))
    return content


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    written = layers.example().write(tmp_path_factory.mktemp("geojson"))
    return [path for path in written if path.suffix == ".geojson"]


def test_the_bundled_atlas_is_accepted_by_gdal(files: list[Path]) -> None:
    tables = {name: table for name, table in layers.example().tables() if len(table)}
    for path, (name, table) in zip(files, sorted(tables.items()), strict=True):
        about = pyogrio.read_info(path)
        assert about["layer_name"] == name
        assert about["features"] == len(table)
        assert about["crs"] == "EPSG:4326"
        assert set(about["fields"]) == set(ATLAS_SCHEMAS[name].names)
        read = gpd.read_file(path)
        assert read["id"].tolist() == table["id"].tolist()


def test_the_bundled_atlas_is_accepted_by_a_geojson_validator(files: list[Path]) -> None:
    node = shutil.which("node")
    assert node is not None
    run = subprocess.run(
        [node, HERE / "check_geojson.js", *files], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stderr) == (0, "")


def test_the_same_table_gives_the_same_bytes(files: list[Path], tmp_path: Path) -> None:
    atlas = layers.example()
    atlas.write(tmp_path)
    for path in files:
        again = tmp_path / path.name
        assert path.read_bytes() == again.read_bytes()
        lines = path.read_text(encoding="utf-8").splitlines()
        assert len(lines) == len(getattr(atlas, path.stem)) + 2  # a feature is one line


def test_rfc_7946_member_by_member(files: list[Path]) -> None:
    for path in files:
        content = json.loads(path.read_text(encoding="utf-8"))
        placed = [] if path.stem in layers.PLAIN_SCHEMAS else ["bbox"]
        owed = ["attribution"] if content["features"] else []  # a foreign member: section 6.1
        assert list(content) == ["type", "name", *owed, *placed, "features"]  # no crs member: section 4
        for feature in content["features"]:
            shape = shapely.from_geojson(json.dumps(feature["geometry"])) if feature["geometry"] else None
            assert ("bbox" in feature) == (shape is not None)
            if shape is None:
                continue
            assert (np.abs(shapely.get_coordinates(shape)) <= [180, 90]).all()
            for polygon in shapely.get_parts([shape]):
                if polygon.geom_type == "Polygon":
                    assert polygon.exterior.is_ccw  # section 3.1.6
                    assert not any(hole.is_ccw for hole in polygon.interiors)


def test_six_decimals_and_no_negative_zero() -> None:
    shape = collection([shapely.Point(-1e-9, 12.3456789012)])["features"][0]
    assert shape["geometry"]["coordinates"] == [0, 12.345679]
    assert str(shape["geometry"]["coordinates"][0]) == "0.0"
    assert shape["bbox"] == [0, 12.345679, 0, 12.345679]


def test_clockwise_shells_are_turned() -> None:
    shell, hole = [(0, 0), (0, 4), (4, 4), (4, 0)], [(1, 1), (2, 1), (2, 2), (1, 2)]
    rings = collection([shapely.Polygon(shell, [hole])])["features"][0]["geometry"]["coordinates"]
    assert shapely.LinearRing(rings[0]).is_ccw
    assert not shapely.LinearRing(rings[1]).is_ccw


@pytest.mark.parametrize(
    "line",
    [shapely.LineString([(170, 0), (-170, 0)]), shapely.LineString([(170, 0), (190, 0)])],
    ids=["jumping", "running on"],
)
def test_shapes_are_split_at_180_degrees_and_their_boxes_wrap(line: shapely.LineString) -> None:
    content = collection([line, shapely.Point(175, 5)])
    parts = content["features"][0]["geometry"]
    assert parts == {
        "type": "MultiLineString",
        "coordinates": [[[170, 0], [180, 0]], [[-180, 0], [-170, 0]]],
    }
    assert content["features"][0]["bbox"] == [170, 0, -170, 0]  # section 5.2
    assert content["bbox"] == [170, 0, -170, 5]


def test_a_box_around_the_world_is_no_crossing() -> None:
    world = shapely.box(-180, -90, 180, 90)
    content = collection([world])
    assert shapely.from_geojson(json.dumps(content["features"][0]["geometry"])).equals(world)
    assert content["bbox"] == [-180, -90, 180, 90]


def test_heights_are_kept() -> None:
    assert collection([shapely.Point(1, 2, 3)])["features"][0]["geometry"]["coordinates"] == [1, 2, 3]


def test_missing_values_are_null_and_dates_are_text() -> None:
    content = collection(
        [None, shapely.Point(1, 2)],
        id=["a", "007"],
        text=["Łódź 台中", None],
        number=[np.nan, 1.5],
        whole=pd.array([None, 3], dtype="Int64"),
        truth=[True, False],
        day=[dt.date(2025, 9, 3), None],
        moment=pd.to_datetime(["2025-09-03T12:30:00+02:00", None]),
        midnight=pd.to_datetime(["2025-09-03", None]),
        many=[["a", "b"], None],
    )
    first, second = content["features"]
    assert first["id"] == "a"
    assert first["geometry"] is None
    assert first["properties"] == {
        "text": "Łódź 台中",
        "number": None,
        "whole": None,
        "truth": True,
        "day": "2025-09-03",
        "moment": "2025-09-03T12:30:00+02:00",
        "midnight": "2025-09-03",
        "many": ["a", "b"],
    }
    assert second["properties"]["moment"] is None
    assert second["properties"]["whole"] == 3


def test_an_empty_table() -> None:
    assert collection([]) == {"type": "FeatureCollection", "name": "test", "features": []}


def test_features_without_ids_are_numbered() -> None:
    assert [feature["id"] for feature in collection([None, None])["features"]] == [1, 2]


TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@settings(max_examples=proof_size(12, 100))
@given(st.dictionaries(TEXT.filter(lambda name: name not in {"id", "geometry"}), TEXT))
def test_any_text_comes_back(values: dict[str, str]) -> None:
    content = collection([None], **{name: [value] for name, value in values.items()})
    assert content["features"][0]["properties"] == values


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"id": ["a", "a"]}, "id: expected one for every row"),
        ({"id": ["a", None]}, "id: expected one for every row"),
        ({"size": [np.inf, 1]}, "got {'size': inf}"),
        ({"thing": [object(), 1]}, "expected text, numbers, dates or lists of them"),
        ({"half": pd.Series(["\ud800", ""], dtype=object)}, "half a character"),
    ],
)
def test_what_has_no_json_form_leaves_no_file(tmp_path: Path, columns: dict[str, Any], said: str) -> None:
    table = gpd.GeoDataFrame(columns, geometry=[None, None], crs="EPSG:4326")
    with pytest.raises(WriteError) as caught:
        write_geojson(table, tmp_path / "a.geojson")
    assert said in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_other_systems_are_brought_to_degrees_and_none_is_refused() -> None:
    table = gpd.GeoDataFrame(geometry=[shapely.Point(121.53, 25.05)], crs="EPSG:4326").to_crs("EPSG:3826")
    content = json.loads("".join(geojson_lines(table, name="test")))
    assert content["features"][0]["geometry"]["coordinates"] == [121.53, 25.05]
    with pytest.raises(WriteError, match="without"):
        "".join(geojson_lines(table.set_crs(None, allow_override=True), name="test"))


def test_a_hundred_thousand_features_in_a_few_seconds(tmp_path: Path) -> None:
    count = 100_000
    rng = np.random.default_rng(7)
    points = shapely.points(rng.uniform(-180, 180, count), rng.uniform(-90, 90, count))
    table = gpd.GeoDataFrame({"size": rng.random(count)}, geometry=points, crs="EPSG:4326")
    start = time.process_time()
    write_geojson(table, tmp_path / "many.geojson")
    assert time.process_time() - start < 15  # about 1.5 s where it was written
