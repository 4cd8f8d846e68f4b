"""CSV files and workbooks of Excel as text cells, and what is told of their faults."""

import csv
import datetime as dt
import importlib.util
from pathlib import Path

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference

from isthmus import layers
from isthmus.geo import ReadError, ValidationError
from isthmus.layers._reading.config import FileOptions
from isthmus.layers._reading.read_cells import read_csv, read_excel


def written(folder: Path, content: bytes) -> Path:
    path = folder / "flows.csv"
    path.write_bytes(content)
    return path


def test_cells_are_text_as_they_stand(tmp_path: Path) -> None:
    content = '\ufeffid,name\r\n007,"Gdańsk, ""port"""\r\n\r\n8, n/a \n'.encode()
    table = read_csv(written(tmp_path, content), "flows")
    assert table.cells == {"id": ["007", "8"], "name": ['Gdańsk, "port"', " n/a "]}
    assert list(table.rows) == [1, 3]  # the blank line counts: editors show it
    assert table.problems == ()


def test_rows_with_too_many_or_too_few_cells(tmp_path: Path) -> None:
    table = read_csv(written(tmp_path, b"id,name\na,b,c\nd\n"), "flows")
    assert [str(problem).split(";")[0] for problem in table.problems] == [
        "flows.csv, row 1: expected 2 cells, got 3",
        "flows.csv, row 2: expected 2 cells, got 1",
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "an empty file"),
        (b"\n\n", "an empty file"),
        (b"id;name,x\na;b,c\n", "expected columns split by one sign, got commas and semicolons"),
        (b"id,name\na,\x81\x8d\x90\n", "expected text in UTF-8, got byte 0x81 in line 2"),
        ("id,name\na,Plzeň\n".encode("cp1250"), '0xF2 in line 2, "Plzeň" in cp1250 or "Plzeò" in cp1252'),
        ("id,name\na,b\n".encode("utf-16")[:-1], "expected text in UTF-16"),
        (b"id,name,id\n", 'got "id" more than once'),
        (b'id,name\na,"b\n', "expected a CSV file"),
        (b"id,name\na,\0\n", "expected text in UTF-8, got zero bytes"),
        (b"id,,name\na,x,b\n", "expected a name for each column, got none for column 2"),
    ],
)
def test_what_is_no_table_says_why(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        read_csv(written(tmp_path, content), "flows")
    assert said in str(caught.value)


def test_cells_are_as_long_as_outlines_whatever_limit_others_set(tmp_path: Path) -> None:
    path = tmp_path / "factories.csv"
    path.write_bytes(b"id,name\na," + b"x" * 200_000)
    before = csv.field_size_limit(1000)
    try:
        assert len(read_csv(path, "factories").cells["name"][0]) == 200_000
        assert csv.field_size_limit() == 1000
        path.write_bytes(b"id,name\na," + b"x" * 17_000_000)
        csv.field_size_limit(10**9)
        with pytest.raises(ValidationError, match="field larger than field limit"):
            read_csv(path, "factories")
    finally:
        csv.field_size_limit(before)


@pytest.mark.parametrize("sign", [";", "\t", "|"])
def test_delimiters_are_seen_in_the_first_row_and_noted(tmp_path: Path, sign: str) -> None:
    table = read_csv(written(tmp_path, f'id{sign}name\n1{sign}"a{sign}b, c"\n'.encode()), "flows")
    assert table.cells == {"id": ["1"], "name": [f"a{sign}b, c"]}
    assert len(table.notes) == 1


def test_what_was_said_of_a_file_is_followed(tmp_path: Path) -> None:
    path = written(tmp_path, "id;a,b\n1;Łódź,2\n".encode("cp1250"))
    assert read_csv(path, "flows", FileOptions("cp1250", ";")).cells == {"id": ["1"], "a,b": ["Łódź,2"]}
    with pytest.raises(ValidationError, match="expected text in CP950"):
        read_csv(written(tmp_path, b"id\n\xff\xff\n"), "flows", FileOptions("cp950"))
    with pytest.raises(ValidationError, match="the name of an encoding"):
        read_csv(path, "flows", FileOptions("klingon"))


@pytest.mark.parametrize(
    "text",
    ["<!DOCTYPE html>\n<html>", "<html><body>Not found", '<?xml version="1.0"?>', '{"a": 1}', ' [{"a": 1}]'],
)
def test_a_page_or_data_of_another_format_is_no_table(tmp_path: Path, text: str) -> None:
    (tmp_path / "flows.csv").write_text(text)
    with pytest.raises(
        ValidationError, match=r"expected a CSV file, got .* a page, or data of another format"
    ):
        read_csv(tmp_path / "flows.csv", "flows")


def workbook(folder: Path, *rows: tuple[object, ...], sheets: tuple[str, ...] = ("Sheet1",)) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    path = folder / "flows.xlsx"
    book.save(path)
    return path


def test_cells_are_text(tmp_path: Path) -> None:
    path = workbook(
        tmp_path, ("id", "quantity", "as_of"), ("007", 1.5, dt.date(2025, 9, 3)), (), (8, 2, "2025")
    )
    table = read_excel(path, "flows")
    assert table.cells == {"id": ["007", "8"], "quantity": ["1.5", "2"], "as_of": ["2025-09-03", "2025"]}
    assert list(table.rows) == [1, 3]


def test_the_sheet_named_after_the_layer_is_read(tmp_path: Path) -> None:
    path = workbook(tmp_path, ("id",), ("a",), sheets=("notes", "flows"))
    assert read_excel(path, "flows").cells == {"id": ["a"]}
    with pytest.raises(ValidationError, match='one named "gateways", got notes, flows'):
        read_excel(path, "gateways")


def test_what_is_no_workbook_says_why(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="got an empty sheet"):
        read_excel(workbook(tmp_path), "flows")
    with pytest.raises(ValidationError, match="a name for each column"):
        read_excel(workbook(tmp_path, ("id", None, "name"), ("a", "lost", "b")), "flows")
    with pytest.raises(ValidationError, match="more than once"):
        read_excel(workbook(tmp_path, ("id", "id"), ("a", "b")), "flows")
    path = tmp_path / "flows.xlsx"
    path.write_bytes(b"id,name")
    with pytest.raises(ValidationError, match="expected an Excel workbook"):
        read_excel(path, "flows")


def test_without_openpyxl_the_way_out_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(ReadError, match=r"pip install openpyxl"):
        read_excel(tmp_path / "flows.xlsx", "flows")


def test_a_formula_without_a_value_is_a_problem(tmp_path: Path) -> None:
    (problem,) = read_excel(workbook(tmp_path, ("id", "quantity"), ("a", "=1+1")), "flows").problems
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
