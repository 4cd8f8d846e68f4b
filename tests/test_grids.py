"""Where the table is among lines of cells, in CSV files and in sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from isthmus import layers
from isthmus.geo import DataWarning
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
