"""Which zones are in force on a day, whatever their dates are written as."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from isthmus import layers
from isthmus.geo import ArgumentError, DataWarning

if TYPE_CHECKING:
    from pathlib import Path

    from warm_python import Run

    Day = str | dt.date | int

WRONG_TABLES = [None, 5, "zones.csv", [], {"id": ["z"]}, gpd.GeoSeries([shapely.Point(0, 0)], crs=4326)]


def zones(**columns: Any) -> gpd.GeoDataFrame:
    count = len(next(iter(columns.values())))
    return gpd.GeoDataFrame(
        {"id": [f"z{row}" for row in range(count)], **columns},
        geometry=[shapely.box(1, 0, 3, 1)] * count,
        crs=4326,
    )


def ids(table: gpd.GeoDataFrame, on: Day) -> list[str]:
    return layers.in_force(table, on)["id"].tolist()


@pytest.mark.parametrize(
    "start",
    [
        pd.Timestamp("2026-01-01"),
        dt.date(2026, 1, 1),
        dt.datetime(2026, 1, 1),  # noqa: DTZ001 - of no zone, as files have it
        2026,
        2026.0,
        np.datetime64("2026-01-01"),
        pd.Period("2026-01"),
        "2026",
        "2026-01-01 00:00:00",
    ],
)
def test_a_start_counts_as_what_it_is(start: object) -> None:
    table = zones(start=pd.Series([start, None], dtype=object))
    assert ids(table, "2025-09-15") == ["z1"]
    assert ids(table, "2026-01-01") == ["z0", "z1"]


def test_columns_of_every_type_of_dates() -> None:
    texts = pd.Series(["2026-01-01", None, "2024-06-30"])
    for column in (
        pd.to_datetime(texts),
        pd.to_datetime(texts, utc=True),
        pd.to_datetime(texts).dt.to_period("D"),
        texts.astype("category"),
    ):
        table = zones(start=column)
        if isinstance(column.dtype, pd.DatetimeTZDtype):
            with pytest.warns(DataWarning, match="row 1, start: note: .* a time of day, 00:00:00 .* 1 more"):
                assert ids(table, "2025") == ["z1", "z2"]
        else:
            assert ids(table, "2025") == ["z1", "z2"]
    years = zones(start=pd.Series([2026, None, 2024], dtype="Int64"), end=[2027.0, np.nan, 2024.0])
    assert ids(years, "2025") == ["z1"]
    assert ids(years, "2024-12-31") == ["z1", "z2"]
    assert ids(years, "2027-12-31") == ["z0", "z1"]


def test_the_bundled_zones_after_to_datetime() -> None:
    table = layers.example().risk_zones.copy()
    before = ids(table, "2015-01-01")
    for name in ("start", "end"):
        table[name] = pd.to_datetime(table[name], format="mixed")
    assert ids(table, "2015-01-01") == before


def test_what_is_understood_is_told() -> None:
    table = zones(
        start=["15.02.2025", "2025-01-01T10:00:00Z", "n/a"], end=["n/a", "ongoing", "2025-02-01T00:00+01:00"]
    )
    with pytest.warns(DataWarning) as told:
        assert ids(table, "2025-02-10") == ["z1"]
    said = str(told[0].message)
    assert 'row 1, start: note: expected a date such as 2025-09-15, 2025-09 or 2025, got "15.02.2025"' in said
    assert "row 2, start: note: " in said
    assert '"2025-01-01T10:00:00Z", a time of day, 10:00:00 Z, which is left out' in said
    assert '"n/a", no date, which is taken as an open end, and 1 more of the kind' in said


def test_every_date_that_is_none_or_two_is_a_problem() -> None:
    table = zones(start=["01.02.2025", "2025", "2025-02-30"], end=["spring", 45658, None])
    with pytest.raises(layers.ValidationError) as told:
        layers.in_force(table, "2025-09-15")
    assert [(problem.row, problem.column) for problem in told.value.problems] == [
        *[(1, "start"), (3, "start"), (1, "end"), (2, "end")]
    ]
    assert 'got "01.02.2025"; it may be 2025-02-01 or 2025-01-02' in str(told.value)
    assert 'got "2025-02-30"; there is no such day' in str(told.value)
    assert "got 45658; as spreadsheets count days, it is 2025-01-01" in str(told.value)


def test_a_zone_counts_that_is_in_force_on_any_day_of_what_is_asked_for() -> None:
    table = zones(start=["2025-06-15", "2024", "2026"], end=["2025-06-20", "2025-01-01", None])
    assert layers.in_force(table, "2025")["id"].tolist() == table["id"].tolist()[:2]
    assert layers.in_force(table, "2025-06")["id"].tolist() == table["id"].tolist()[:1]


def test_a_zone_that_ends_before_it_starts_is_a_problem() -> None:
    with pytest.raises(layers.ValidationError, match=r"row 2, end: .*the start, 2026, got 2025"):
        layers.in_force(zones(start=["2024", "2026"], end=[None, 2025]), "2025")


@pytest.mark.parametrize("on", [dt.date(2025, 9, 15), pd.Timestamp("2025-09-15 12:00"), 2025, "2025-09"])
def test_the_day_that_is_asked_for_may_be_a_date(on: Day) -> None:
    assert ids(zones(start=["2026", "2024"]), on) == ["z1"]


@pytest.mark.parametrize(
    "on", ["", "15.09.2025", "2025-02-30", "n/a", pd.NaT, True, 45658, [2025], {}, 2025.5, b"2025", object()]
)
def test_what_is_no_day_is_told(on: Day) -> None:
    with pytest.raises(ArgumentError, match='on: expected an ISO date such as 2025-09-15, or "open", got '):
        layers.in_force(zones(start=["2026", "2024"]), on)


@pytest.mark.parametrize("on", [None, "open"])
def test_all_zones_count_where_no_day_is_asked_about(on: str | None) -> None:
    assert ids(zones(start=["2026", "2024"]), on) == ["z0", "z1"]


@pytest.mark.parametrize("table", WRONG_TABLES)
def test_what_is_no_table_is_told(table: gpd.GeoDataFrame) -> None:
    for call in (lambda: layers.in_force(table, "2025"), lambda: layers.hazards_to(table, "sea")):
        with pytest.raises(ArgumentError, match="zones: expected a GeoDataFrame, got "):
            call()


def test_hazards_need_their_kind_and_a_mode() -> None:
    with pytest.raises(ArgumentError, match="zones: expected a column kind, got a table of id"):
        layers.hazards_to(zones(id=["z"]), "sea")
    for mode in (5, "barge"):
        with pytest.raises(ArgumentError, match=r"mode: expected .*road.*, got"):
            layers.hazards_to(zones(kind=["drought"]), mode)  # type: ignore[arg-type]
    odd = zones(kind=pd.Series(["drought", None, ["war risk"], pd.NA, 7], dtype=object))
    assert layers.hazards_to(odd, "rail")["id"].tolist() == ["z1", "z2", "z3", "z4"]
    twice = pd.concat([zones(kind=["drought"]), zones(kind=["drought"])[["kind"]]], axis=1)
    with pytest.raises(ArgumentError, match="zones: expected each column once, got 'kind' more than once"):
        layers.hazards_to(twice, "rail")


@pytest.mark.parametrize("start", ["01.02.2025", "2025-02-30", "2025-01-01T00:00:00Z", "n/a", 2025, 45658])
def test_the_command_tells_dates_in_lines(start: object, run: Run, tmp_path: Path) -> None:
    zones(start=[start]).to_file(tmp_path / "zones.geojson")
    line = gpd.GeoDataFrame({"id": ["l"]}, geometry=[shapely.LineString([(0, 0.5), (4, 0.5)])], crs=4326)
    line.to_file(tmp_path / "lines.geojson")
    result = run("exposure", "lines.geojson", "zones.geojson", "--on", "2025-09-15", "-o", "-")
    assert "Traceback" not in result.stderr
    if result.returncode:
        assert "zones, row 1, start: expected a date such as" in result.stderr
    else:
        assert '"zone_id": "z0"' in result.stdout or '"zone_id":"z0"' in result.stdout
