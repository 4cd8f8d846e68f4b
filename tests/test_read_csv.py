import csv
from pathlib import Path

import pytest

from isthmus.geo import ValidationError
from isthmus.layers._reading.config import FileOptions
from isthmus.layers._reading.read_csv import read_csv


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
