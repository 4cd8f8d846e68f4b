"""Dates as columns of days in files, and back."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import geopandas as gpd
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely

from isthmus import layers
from isthmus.geo import DataWarning
from isthmus.layers._tables.date_columns import date_texts, with_days
from isthmus.layers._tables.schemas import SCHEMAS
from isthmus.layers._tables.table import RawTable

if TYPE_CHECKING:
    from pathlib import Path

STARTS = ["2025-03-01", "2025-03", "2025", None, "1871-01-18"]
ENDS = [None, "2025-03", "2025", "2024-02", "1871-05-10"]
AS_OF = ["n.d.", "2025-04", "2026-01-01", "2025", None]


def zones() -> gpd.GeoDataFrame:
    """Return risk zones whose dates are of every kind."""
    made = layers.example().risk_zones.head(len(STARTS)).assign(start=STARTS, end=ENDS, as_of=AS_OF)
    return made.astype(dict.fromkeys(("start", "end", "as_of"), "str")).set_geometry(
        [shapely.box(0, 0, 1, 1)] * 5
    )


@pytest.mark.parametrize("ending", ["gpkg", "fgb", "parquet", "xlsx", "csv", "geojson"])
def test_dates_come_back_as_exact_as_they_were(tmp_path: Path, ending: str) -> None:
    table = zones()
    path = layers.write_table(table, tmp_path / f"risk_zones.{ending}")
    again = layers.read(tmp_path).risk_zones if ending != "gpkg" else layers.read(path).risk_zones
    for read in (again, layers.read_table(path)):
        for column in ("start", "end", "as_of"):
            assert read[column].dtype == "str"
            assert (
                read[column].where(read[column].notna(), None).tolist()
                == table[column].where(table[column].notna(), None).tolist()
            )
        assert [name for name in read if name.endswith("_text")] == []


def test_a_month_or_a_year_is_its_first_day_and_of_an_end_its_last() -> None:
    table, days = with_days(zones())
    assert days == ("start", "end", "as_of")
    assert list(map(str, table["start"])) == ["2025-03-01", "2025-03-01", "2025-01-01", "None", "1871-01-18"]
    assert list(map(str, table["end"])) == ["None", "2025-03-31", "2025-12-31", "2024-02-29", "1871-05-10"]
    assert [text if isinstance(text, str) else "" for text in table["start_text"]] == [
        "",
        "2025-03",
        "2025",
        "",
        "",
    ]
    assert [text if isinstance(text, str) else "" for text in table["as_of_text"]] == [
        "n.d.",
        "2025-04",
        "",
        "2025",
        "",
    ]


def test_files_have_their_own_type_for_days(tmp_path: Path) -> None:
    table = zones().assign(end=None)
    names = {"start", "end", "as_of"}
    about = pyogrio.read_info(layers.write_table(table, tmp_path / "z.gpkg"))
    assert {
        name for name, kind in zip(about["fields"], about["ogr_types"], strict=True) if kind == "OFTDate"
    } == names
    about = pyogrio.read_info(layers.write_table(table, tmp_path / "z.fgb"))  # which has no days
    moments = {
        name for name, kind in zip(about["fields"], about["ogr_types"], strict=True) if kind == "OFTDateTime"
    }
    assert moments == names
    fields = pq.read_schema(layers.write_table(table, tmp_path / "z.parquet"))
    assert {name for name in fields.names if str(fields.field(name).type) == "date32[day]"} == names
    sheet = openpyxl.load_workbook(layers.write_table(table, tmp_path / "z.xlsx")).active
    header = [cell.value for cell in sheet[1]]
    starts = [row[header.index("start")] for row in sheet.iter_rows(min_row=2)]
    assert [cell.is_date for cell in starts] == [True, True, True, False, False]
    assert (starts[1].value, starts[4].value) == (dt.datetime(2025, 3, 1), "1871-01-18")  # noqa: DTZ001


def test_real_days_of_any_table_are_days_in_files(tmp_path: Path) -> None:
    days = [dt.date(2025, 3, 1), None]
    table = gpd.GeoDataFrame({"seen": days}, geometry=[shapely.Point(0, 0)] * 2, crs=4326)
    about = pyogrio.read_info(layers.write_table(table, tmp_path / "t.gpkg"))
    assert about["ogr_types"] == ["OFTDate"]
    assert layers.read_table(layers.write_table(table, tmp_path / "t.parquet"))["seen"].tolist() == days
    assert layers.read_table(tmp_path / "t.gpkg")["seen"].iloc[0] == pd.Timestamp("2025-03-01")


def test_text_of_a_table_that_is_no_layer_stays_text(tmp_path: Path) -> None:
    table = gpd.GeoDataFrame({"start": ["2025-03-01"]}, geometry=[shapely.Point(0, 0)], crs=4326)
    again = layers.read_table(layers.write_table(table, tmp_path / "t.gpkg"))
    assert (list(again), again["start"].tolist()) == (["start", "geometry"], ["2025-03-01"])


def test_a_column_of_the_owner_s_own_beside_a_date_is_kept(tmp_path: Path) -> None:
    table = zones().assign(start_text="in spring")
    path = layers.write_table(table, tmp_path / "risk_zones.gpkg")
    with pytest.warns(DataWarning, match="start_text"):
        again = layers.read(path).risk_zones
    assert again["start_text"].tolist() == ["in spring"] * 5
    assert again["start"].fillna("").tolist() == [start or "" for start in STARTS]


def test_a_day_changed_in_a_gis_is_taken_before_the_text_beside_it() -> None:
    cells = {
        "start": ["2025-04-01", "", "2025-03-01"],
        "start_text": ["2025-03", "2025-03", ""],
        "as_of": ["", "2025-01-01", "2025-01-02"],
        "as_of_text": ["n.d.", "n.d.", ""],
    }
    read = date_texts(RawTable("risk_zones", "z.gpkg", cells, [1, 2, 3]), SCHEMAS["risk_zones"])
    assert read.cells == {
        "start": ["2025-04-01", "", "2025-03-01"],
        "as_of": ["n.d.", "2025-01-01", "2025-01-02"],
    }
    assert [(note.row, note.column, note.severity) for note in read.notes] == [
        (1, "start", "note"),
        (2, "start", "note"),
        (2, "as_of", "note"),
    ]


def test_a_period_has_its_first_and_last_day_beside_it() -> None:
    flows, days = with_days(layers.example().flows)
    assert days == ("period_start", "period_end", "as_of")
    row = flows[flows["period"] == "2022-05/2024-05"].iloc[0]
    assert (row["period_start"], row["period_end"]) == (dt.date(2022, 5, 1), dt.date(2024, 5, 31))
    cells = {
        "period": ["2024", "2024"],
        "period_start": ["2024-01-01"] * 2,
        "period_end": ["2024-12-31", "2024-06-30"],
    }
    read = date_texts(RawTable("flows", "f.gpkg", cells, [1, 2]), SCHEMAS["flows"])
    assert read.cells == {"period": ["2024", "2024-01-01/2024-06-30"]}
    assert [note.row for note in read.notes] == [2]
