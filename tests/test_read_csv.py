import csv
from pathlib import Path

import pytest

from isthmus.geo import ValidationError
from isthmus.layers.read_csv import read_csv


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
        (b"id;name\na;b\n", "expected columns split by commas, got semicolons"),
        (b"id\tname\na\tb\n", "expected columns split by commas, got tabs"),
        ("id,name\na,Łódź\n".encode("cp1250"), "expected text in UTF-8, got byte 0xA3 in line 2"),
        ("id,name\na,b\n".encode("utf-16"), "expected text in UTF-8, got byte 0xFF in line 1"),
        (b"id,name,id\n", 'got "id" more than once'),
        (b'id,name\na,"b\n', "expected a CSV file"),
        ("id,name\na,b\n".encode("utf-16-le"), "expected text in UTF-8, got zero bytes"),
        (b"id,,name\na,,b\n", "expected a name for each column, got none for column 2"),
        (b"id,name\na," + b"x" * 200_000, "expected a CSV file"),
    ],
)
def test_what_is_no_table_says_why(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        read_csv(written(tmp_path, content), "flows")
    assert said in str(caught.value)


def test_a_cell_without_an_end_is_found_whatever_limit_others_set(tmp_path: Path) -> None:
    path = tmp_path / "factories.csv"
    path.write_bytes(b"id,name\na," + b"x" * 200_000)
    before = csv.field_size_limit(10**9)
    try:
        with pytest.raises(ValidationError, match="a cell of 200000 characters"):
            read_csv(path, "factories")
    finally:
        csv.field_size_limit(before)
