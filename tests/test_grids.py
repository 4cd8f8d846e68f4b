"""Where the table is among lines of cells."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import openpyxl
import pytest

from isthmus import layers
from isthmus.geo import DataWarning, ValidationError
from isthmus.layers._reading.grids import grid_among

if TYPE_CHECKING:
    from pathlib import Path

TABLE = [["name", "lat", "lon"], ["A", "54.35", "18.65"]]


@pytest.mark.parametrize(
    "above", [[], [[]], [["Suppliers"], []], [["Suppliers", "", ""]], [["# by me"], ["2025", ""]]]
)
def test_a_title_is_no_header_and_told(above: list[list[str]]) -> None:
    grid = grid_among([*above, *TABLE])
    assert (grid.header, grid.lines) == (TABLE[0], TABLE[1:])
    assert len(grid.told) == any(map(any, above))


ABOVE = [
    [["Data Source", "World Development Indicators", ""], [], ["Last Updated Date", "2025-07-01", ""], []],
    [["Country", "Poland"], ["Date", "2025-01-01"], ["Source", "UN"]],  # names of columns themselves
    [["# made 2025"], ["Zdroj: ČSÚ"]],
]


@pytest.mark.parametrize("above", ABOVE)
def test_lines_narrower_than_the_names_of_columns_are_a_title(above: list[list[str]]) -> None:
    grid = grid_among([*above, *TABLE, ["B", "50", "20"]])
    assert (grid.header, len(grid.lines), len(grid.told)) == (TABLE[0], 2, 1)


def test_the_delimiter_is_that_of_the_table_below_a_title(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("Ports, mines, and more\nname;lon;lat\nA;18.6;54.3\n", encoding="utf-8")
    (tmp_path / "e.tsv").write_text("freq,unit,geo\tlon \tlat \nA,EUR,PL\t18.6\t54.3\n", encoding="utf-8")
    with pytest.warns(DataWarning):
        found = [layers.read_table(tmp_path / name).geometry[0].wkt for name in ("t.csv", "e.tsv")]
    assert found == ["POINT (18.6 54.3)"] * 2


FEET = [
    [["Source: UN", "", ""]],
    [["Quelle: Eigene Erhebung"], [], ["* geschätzt"]],
    [[], ["Data from database: WDI", "", ""], ["Last Updated: 07/01/2025", "", ""]],
    [[], ["Values are of the last year known"]],
    [["fnSeqID", "Footnote"], ["1", "Estimate"]],  # UNdata
]


@pytest.mark.parametrize("foot", FEET)
def test_a_foot_is_no_row_and_told(foot: list[list[str]]) -> None:
    grid = grid_among([*TABLE, *foot])
    assert [line for line in grid.lines if line] == TABLE[1:]
    assert "a foot, " in grid.told[0][1]


@pytest.mark.parametrize(
    "row", [["Source of the Nile", "", ""], ["Total", "", ""], ["Gda"], ["Note: x", "5", "6"], ["", "", "1"]]
)
def test_a_row_with_little_in_it_is_no_foot(row: list[str]) -> None:
    assert grid_among([*TABLE, row]).lines == [*TABLE[1:], row]


@pytest.mark.parametrize(
    ("units", "header"),
    [
        (["", "deg", "deg"], ["name", "lat", "lon"]),
        (["[-]", "°", "°"], ["name", "lat", "lon"]),
        (["Einheit", "m", "m"], ["name", "lat (m)", "lon (m)"]),  # which are no degrees then
    ],
)
def test_a_line_of_units_is_no_row_and_told(units: list[str], header: list[str]) -> None:
    grid = grid_among([TABLE[0], units, *TABLE[1:]])
    assert (grid.header, grid.lines) == (header, TABLE[1:])
    assert "a line of units" in grid.told[0][1]


@pytest.mark.parametrize("row", [["B", "low", "high"], ["", "n/a", "n/a"], ["", "5", "7"], ["unit", "", ""]])
def test_a_row_is_no_line_of_units(row: list[str]) -> None:
    assert grid_among([TABLE[0], row, *TABLE[1:]]).lines == [row, *TABLE[1:]]


def test_rows_of_a_sheet_are_counted_from_its_header_whatever_is_around(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line in (["Extracted", "2025"], ["id", "name", "lat", "lon"], [None, None, "deg", "deg"]):
        book.active.append(line)
    for line in (["a", "A", 54.3, 18.6], ["b", "B", 50, "x"], [], ["Source: UN"]):
        book.active.append(line)
    book.save(tmp_path / "t.xlsx")
    with pytest.warns(DataWarning, match="a foot"), pytest.raises(ValidationError) as error:
        layers.read_table(tmp_path / "t.xlsx")
    assert [(problem.row, problem.column) for problem in error.value.problems] == [(2, "lon")]


def test_cells_without_end_are_no_names_and_cost_nothing() -> None:
    started, long = time.process_time(), ["name", "[" * 50_000, "lat"]
    assert grid_among([long, ["A", "(" * 50_000, "54"]]).header == long
    assert time.process_time() - started < 2


def test_one_column_with_an_unquoted_comma_has_no_title() -> None:
    lines = [["name"], ["A", " B"], ["C"]]
    assert grid_among(lines).header == ["name"]


def test_columns_of_nothing_are_none() -> None:
    grid = grid_among([["", "name", "", "lat", ""], ["", "A", "", "54", ""], ["", "B", "", "55", ""]])
    assert (grid.header, grid.lines) == (["name", "lat"], [["A", "54"], ["B", "55"]])
    beyond = grid_among([["name", "lat"], ["A", "54", ""], ["B", "55", "", ""]])
    assert beyond.lines == [["A", "54"], ["B", "55"]]
    torn = [["A", "54"], ["B", " with a comma", ""]]
    assert grid_among([["name", "lat"], *torn]).lines == torn


@pytest.mark.parametrize("nameless", ["", "Unnamed: 0"])
def test_row_numbers_are_no_column(nameless: str) -> None:
    grid = grid_among([[nameless, "name"], ["0", "A"], ["1", "B"]])
    assert grid.header == ["name"]
    assert grid.told == [("a name for each column", "a first column of row numbers, left out")]
    assert grid_among([[nameless, "name"], ["7", "A"]]).header == [nameless or "index", "name"]


def test_titles_and_merged_cells_of_a_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line in (
        ["Suppliers 2025"],
        [],
        ["Country", "Name", "Lat", "Lon"],
        ["PL", "A", 54.35, 18.65],
        [None, "B", 52.2, 21],
    ):
        book.active.append(line)
    book.active.merge_cells("A1:D1")
    book.active.merge_cells("A4:A5")
    book.save(tmp_path / "factories.xlsx")
    with pytest.warns(DataWarning) as told:
        table = layers.read_table(tmp_path / "factories.xlsx")
    notes = str(told[0].message)
    assert table["Country"].tolist() == ["PL", "PL"]
    assert [point.wkt for point in table.geometry] == ["POINT (18.65 54.35)", "POINT (21 52.2)"]
    assert 'a title, "Suppliers 2025", left out' in notes
    assert "merged cells (A4:A5), each read as what the first of them holds" in notes
    with pytest.warns(DataWarning):
        assert layers.read(tmp_path).factories["country"].tolist() == ["PL", "PL"]


def test_names_over_names_are_joined(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["Sites of 2025"],
        ["id", "name", "Place", None, "Share", None],
        [None, None, "Lat", "Lon", "low", "high"],
        ["a", "A", 52, 21, 0.1, 0.2],
    ):
        sheet.append(row)
    for cells in ("A1:F1", "A2:A3", "B2:B3", "C2:D2", "E2:F2"):
        sheet.merge_cells(cells)
    book.save(tmp_path / "t.xlsx")
    (tmp_path / "t.csv").write_text("id,name,Place,,Share,\n,,Lat,Lon,low,high\na,A,52,21,0.1,0.2\n")
    for ending in ("xlsx", "csv"):
        with pytest.warns(DataWarning, match='some over others, read as such as "Place Lat"'):
            read = layers.read_table(tmp_path / f"t.{ending}")
        assert [*read.columns] == ["id", "name", "Share low", "Share high", "geometry"]
        assert read.geometry.x.tolist() == [21]


@pytest.mark.parametrize(
    "lines",
    [
        [["a", "b", ""], ["1", "x", "y"]],  # a row, and a column without a name
        [["a", "b", "b"], ["", "1", "2"]],  # numbers are no names
        [["a", "b", "c"], ["", "x", "y"]],
        [["name", ""], ["x", "y"]],
    ],
)
def test_a_row_is_no_second_line_of_names(lines: list[list[str]]) -> None:
    assert grid_among(lines).lines == [lines[1]]


def test_unlocode_has_no_names_of_columns(tmp_path: Path) -> None:
    rows = (
        ',"PL",,".POLAND",,,,,,,,""\n'
        ',"PL","GDN","Gda\xf1sk","Gdansk","PM","12345---","AI","1001","","5421N 01840E",""\n'
    )
    (tmp_path / "codes.csv").write_bytes(rows.encode("latin-1"))
    with pytest.warns(DataWarning, match="rows of UN/LOCODE, which has none"):
        read = layers.read_table(tmp_path / "codes.csv", places=False)
    assert read.loc[1, ["Country", "Location"]].tolist() == ["PL", "GDN"]
    assert (round(read.geometry[1].x, 2), round(read.geometry[1].y, 2)) == (18.67, 54.35)
