"""CSV that every reader splits into the same rows and cells."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from isthmus import layers
from isthmus.geo import DataWarning, WriteError
from isthmus.layers._tables.cells import disarm
from isthmus.layers._writing.write_csv import text_columns

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ["x\r=1+1", "a\r\nb", "\r", "two\nlines", 'a "quote"', "a,b"]


def placed(names: list[str]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"name": names}, geometry=[shapely.Point(20, 50)] * len(names), crs=4326)


def test_carriage_returns_end_no_row(tmp_path: Path) -> None:
    places = layers.write_table(placed(NAMES), tmp_path / "places.csv")
    plain = layers.write_table(pd.DataFrame({"name": NAMES}), tmp_path / "plain.csv")
    for path in (places, plain):
        assert layers.read_table(path, places=path is places)["name"].tolist() == NAMES
        content = path.read_bytes()
        assert b"\r=" not in content
        assert content.replace(b'""', b"").split(b'"')[0::2].count(b"\r") == 0
    with plain.open(encoding="utf-8", newline="") as file:
        assert len(list(csv.reader(file))) == 1 + len(NAMES)


@given(st.lists(st.text(st.sampled_from('ab,"\r\n;= '), max_size=6), min_size=1, max_size=4))
def test_cells_are_quoted_as_pythons_own_writer_does_and_where_a_line_may_end(
    tmp_path_factory: pytest.TempPathFactory, cells: list[str]
) -> None:
    path = tmp_path_factory.mktemp("a") / "a.csv"
    layers.write_table(pd.DataFrame([cells], columns=[f"c{n}" for n in range(len(cells))]), path)
    with path.open(encoding="utf-8", newline="") as file:
        _, row = list(csv.reader(file))
    cells = list(map(disarm, cells))
    assert row == cells
    if not any("\r" in cell for cell in cells):
        own = io.StringIO(newline="")
        csv.writer(own, lineterminator="\n").writerow(cells)
        assert path.read_bytes().split(b"\n", 1)[1] == own.getvalue().encode()


@pytest.mark.parametrize("plain", [True, False])
def test_a_zero_character_is_refused(tmp_path: Path, *, plain: bool) -> None:
    table = pd.DataFrame(placed(["a\0b"]).drop(columns="geometry")) if plain else placed(["a\0b"])
    with pytest.raises(WriteError, match=r"a\.csv: expected text that CSV holds, got a zero character"):
        layers.write_table(table, tmp_path / "a.csv")
    assert list(tmp_path.iterdir()) == []


def test_rejected_rows_hold_whatever_the_file_held(tmp_path: Path) -> None:
    features = [
        {
            "type": "Feature",
            "properties": {"id": "a", "name": "A\r=1\0", "country": "=x\0"},
            "geometry": {"type": "Point", "coordinates": [20, 50]},
        }
    ]
    study = tmp_path / "study"
    study.mkdir()
    (study / "factories.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    with pytest.warns(DataWarning):
        atlas = layers.read(study, on_invalid="skip")
    path = atlas.write_rejected(tmp_path / "rejected.csv")
    content = path.read_bytes()
    assert b"\0" not in content
    with path.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert json.loads(row["cells"])["name"] == "A\r=1\0"
    assert (row["file"], row["row"], row["column"]) == ("factories.geojson", "1", "country")


def test_points_are_columns_of_numbers_unless_they_have_a_height() -> None:
    flat = text_columns(placed(["a", "b"]))
    assert flat == {"name": ["a", "b"], "lon": ["20"] * 2, "lat": ["50"] * 2}
    high = placed(["a", "b"]).set_geometry([shapely.Point(20, 50, 7), shapely.Point(20, 50)], crs=4326)
    assert text_columns(high)["wkt"] == ["POINT Z (20 50 7)", "POINT (20 50)"]


def test_other_shapes_are_text_and_a_missing_one_is_an_empty_cell() -> None:
    line = shapely.LineString([(0, 0), (1, 1)])
    table = gpd.GeoDataFrame({"name": ["a", "b"]}, geometry=[line, None], crs=4326)
    assert text_columns(table)["wkt"] == ["LINESTRING (0 0, 1 1)", ""]


@pytest.mark.parametrize("ending", ["geojson", "fgb", "txt"])
def test_a_table_without_places_has_no_format_of_places(tmp_path: Path, ending: str) -> None:
    expected = r"expected a file that ends in \.csv, \.parquet, \.xlsx, \.gpkg: no row has a place"
    with pytest.raises(WriteError, match=expected):
        layers.write_table(pd.DataFrame({"a": [1]}), tmp_path / f"t.{ending}")
