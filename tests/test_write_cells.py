"""Tables as cells: CSV that every reader splits the same, workbooks whose cells are what they were."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from typing import TYPE_CHECKING

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from isthmus import layers
from isthmus.geo import DataWarning, WriteError
from isthmus.layers._tables.cells import disarm
from isthmus.layers._writing import write_cells
from isthmus.layers._writing.write_cells import text_columns

NAMES = ["x\r=1+1", "a\r\nb", "\r", "two\nlines", 'a "quote"', "a,b"]

if TYPE_CHECKING:
    from pathlib import Path


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


def test_a_zero_has_no_sign(tmp_path: Path) -> None:
    table = gpd.GeoDataFrame({"name": ["a"]}, geometry=[shapely.Point(-1e-12, -0.0)], crs=4326)
    assert layers.write_table(table, tmp_path / "a.csv").read_text("utf-8") == "name,lon,lat\na,0,0\n"


FORMULAS = ["=1+1", '=HYPERLINK("https://example.org")', "+1", "-1", "@SUM(1)", "#N/A", "'=x", "\t=x", "007"]


def written(folder: Path, columns: dict[str, list[object]]) -> Path:
    count = len(next(iter(columns.values())))
    table = gpd.GeoDataFrame(columns, geometry=[shapely.Point(21.01, 52.23)] * count, crs="EPSG:4326")
    return layers.write_table(table, folder / "factories.xlsx")


def test_formulas_are_text_with_the_mark_of_text_and_come_back_unchanged(tmp_path: Path) -> None:
    path = written(tmp_path, {"id": FORMULAS, "=1+1": FORMULAS})
    sheet = openpyxl.load_workbook(path).active
    for row in sheet.iter_rows():
        for cell in row[:2]:
            assert cell.data_type == "s"
            assert cell.quotePrefix == str(cell.value).startswith(tuple("=+-@\t'"))
    again = layers.read_table(path)
    assert again["id"].tolist() == again["=1+1"].tolist() == FORMULAS


def test_numbers_are_numbers_and_ids_are_text(tmp_path: Path) -> None:
    path = written(tmp_path, {"id": ["007"], "size_km": [1.5], "count": [3], "on": [True], "large": [2**60]})
    header, row = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
    assert dict(zip(header, row, strict=True)) == {
        "id": "007",
        "size_km": 1.5,
        "count": 3,
        "on": True,
        "large": str(2**60),
        "lon": 21.01,
        "lat": 52.23,
    }


def test_a_day_before_those_that_a_sheet_counts_right_is_text(tmp_path: Path) -> None:
    path = written(tmp_path, {"as_of": [dt.date(1900, 2, 28), dt.date(1900, 3, 1)]})
    _, early, late = openpyxl.load_workbook(path).active.iter_rows(max_col=1, values_only=True)
    assert (early, late) == (("1900-02-28",), (dt.datetime(1900, 3, 1),))  # noqa: DTZ001 - a day


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"id": ["a\rb"]}, r"expected text that Excel holds, got '\\r'"),
        ({"id": ["x" * 40_000]}, "at most 32,767 characters in a cell of a sheet, got 40,000"),
    ],
)
def test_what_a_sheet_cannot_hold_is_refused(
    tmp_path: Path, columns: dict[str, list[object]], said: str
) -> None:
    with pytest.raises(WriteError, match=said):
        written(tmp_path, columns)
    assert list(tmp_path.iterdir()) == []


def test_more_rows_than_a_sheet_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write_cells, "MAX_ROWS", 2)
    with pytest.raises(WriteError, match="at most 2 rows of a sheet, got 3"):
        written(tmp_path, {"id": ["a", "b", "c"]})


def test_a_shape_that_no_cell_holds_is_drawn_again_by_its_rule(tmp_path: Path) -> None:
    zones = layers.example().risk_zones
    layers.write_table(zones, tmp_path / "risk_zones.xlsx")
    again = layers.read(tmp_path).risk_zones
    assert again.geometry.geom_equals_exact(zones.geometry, 1e-5).all()
    bare = zones.drop(columns="geometry_rule")
    with pytest.raises(WriteError, match="expected at most 32,767 characters in a cell"):
        layers.write_table(bare, tmp_path / "bare.xlsx")


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_own_columns_named_as_places_are_never_overwritten_by_others(tmp_path: Path, ending: str) -> None:
    point = gpd.GeoDataFrame(
        {"lon": [19.0, None], "lat": [51.0, 1.0]}, geometry=[shapely.Point(19, 51)] * 2, crs=4326
    )
    with pytest.raises(
        WriteError, match=r'column lat.* with "1" in row 2, where the place is "51"; rename it'
    ):
        layers.write_table(point, tmp_path / f"a.{ending}")
    assert layers.write_table(point[:1], tmp_path / f"a.{ending}").exists()
    area = gpd.GeoDataFrame({"wkt": ["x"]}, geometry=[shapely.box(0, 0, 1, 1)], crs=4326)
    with pytest.raises(WriteError, match=r'column wkt.* with "x" in row 1'):
        layers.write_table(area, tmp_path / f"b.{ending}")
    assert layers.write_table(area.assign(wkt=area.to_wkt().geometry), tmp_path / f"b.{ending}").exists()


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_coordinates_beside_shapes_stay_columns_of_ones_own(tmp_path: Path, ending: str) -> None:
    shapes = [shapely.box(0, 0, 1, 1), shapely.Point(3, 3), None]
    area = gpd.GeoDataFrame(
        {"lon": ["x", "5", None], "lat": [1, 2, 3], "Longitude": [4, 5, 6], "gps": ["5.5, 6.5"] * 3},
        geometry=shapes,
        crs=4326,
    )
    layers.write_table(area, tmp_path / f"a.{ending}")
    back = layers.read_table(tmp_path / f"a.{ending}", places=False)
    assert back.geometry.to_list() == shapes
    assert {name: back[name].dropna().tolist() for name in area if name != "geometry"} == {
        "lon": ["x", "5"],
        "lat": [1, 2, 3],
        "Longitude": [4, 5, 6],
        "gps": ["5.5, 6.5"] * 3,
    }


def test_a_second_geometry_never_becomes_the_first(tmp_path: Path) -> None:
    table = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 1, 1)], crs=4326)
    table["centre"] = table.geometry.representative_point()
    with pytest.raises(WriteError, match=r"column geometry.*POLYGON.*in row 1, where the place is \"POINT"):
        layers.write_table(table.set_geometry("centre"), tmp_path / "a.csv")


def test_bounds_beside_whole_degrees_are_no_minutes(tmp_path: Path) -> None:
    bounds = {"lon_min": [9], "lat_min": [8], "lon_max": [11], "lat_max": [12]}
    table = gpd.GeoDataFrame(bounds, geometry=[shapely.Point(10, 10)], crs=4326)
    back = layers.read_table(layers.write_table(table, tmp_path / "a.csv"))
    assert (back.geometry[0], list(back)[:4]) == (shapely.Point(10, 10), [*bounds])
