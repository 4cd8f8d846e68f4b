import datetime as dt
import importlib.util
from pathlib import Path

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference

from isthmus import layers
from isthmus.geo import ReadError, ValidationError
from isthmus.layers._reading.read_excel import read_excel


def written(folder: Path, *rows: tuple[object, ...], sheets: tuple[str, ...] = ("Sheet1",)) -> Path:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name in sheets:
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    path = folder / "flows.xlsx"
    workbook.save(path)
    return path


def test_cells_are_text(tmp_path: Path) -> None:
    path = written(
        tmp_path, ("id", "quantity", "as_of"), ("007", 1.5, dt.date(2025, 9, 3)), (), (8, 2, "2025")
    )
    table = read_excel(path, "flows")
    assert table.cells == {"id": ["007", "8"], "quantity": ["1.5", "2"], "as_of": ["2025-09-03", "2025"]}
    assert list(table.rows) == [1, 3]


def test_the_sheet_named_after_the_layer_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, ("id",), ("a",), sheets=("notes", "flows"))
    assert read_excel(path, "flows").cells == {"id": ["a"]}
    with pytest.raises(ValidationError, match='one named "gateways", got notes, flows'):
        read_excel(path, "gateways")


def test_what_is_no_workbook_says_why(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="got an empty sheet"):
        read_excel(written(tmp_path), "flows")
    with pytest.raises(ValidationError, match="a name for each column"):
        read_excel(written(tmp_path, ("id", None, "name"), ("a", "lost", "b")), "flows")
    with pytest.raises(ValidationError, match="more than once"):
        read_excel(written(tmp_path, ("id", "id"), ("a", "b")), "flows")
    path = tmp_path / "flows.xlsx"
    path.write_bytes(b"id,name")
    with pytest.raises(ValidationError, match="expected an Excel workbook"):
        read_excel(path, "flows")


def test_without_openpyxl_the_way_out_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(ReadError, match=r"pip install 'isthmus\[excel\]'"):
        read_excel(tmp_path / "flows.xlsx", "flows")


def test_a_formula_without_a_value_is_a_problem(tmp_path: Path) -> None:
    (problem,) = read_excel(written(tmp_path, ("id", "quantity"), ("a", "=1+1")), "flows").problems
    said = "flows.xlsx, row 1, quantity: expected a value, got the formula =1+1; save it in Excel"
    assert str(problem) == said


def test_sheets_of_charts_are_no_tables(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Plants"
    for row in (["name", "lat", "lon"], ["A", 54.3, 18.6]):
        book.active.append(row)
    chart = BarChart()
    chart.add_data(Reference(book.active, min_col=2, min_row=1, max_row=2))
    book.create_chartsheet("Diagram", 0).add_chart(chart)
    book.save(tmp_path / "t.xlsx")
    assert layers.read_table(tmp_path / "t.xlsx")["name"].tolist() == ["A"]
    with pytest.raises(ValidationError, match='expected a sheet named "Diagram", got Plants'):
        layers.read_table(tmp_path / "t.xlsx", layer="Diagram")
