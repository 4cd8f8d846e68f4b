"""Columns of numbers: what they are by their cells, by the other columns, and by what nobody knows."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import openpyxl
import pytest

from isthmus import layers
from isthmus.geo import DataWarning, Problem
from isthmus.layers._reading.config import FileOptions
from isthmus.layers._reading.number_columns import with_plain_numbers
from isthmus.layers._tables.table import RawTable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

BOTH = ('decimal = ","', 'decimal = "."')


def table(**cells: list[str]) -> RawTable:
    return RawTable("factories", "f.csv", cells, range(1, 1 + len(next(iter(cells.values())))))


def read(*columns: list[str], decimal: str = "", needed: tuple[str, ...] = ()) -> RawTable:
    given = dict(zip("abc", columns, strict=False))
    return with_plain_numbers(table(**given), {*given}, FileOptions(decimal=decimal), needed=needed)


def got(notes: Sequence[Problem]) -> list[str]:
    return [note.got for note in notes]


@pytest.mark.parametrize(
    ("texts", "made"),
    [
        (["1,5", "2", ""], ["1.5", "2", ""]),
        (["1,5", "2.5"], None),  # two signs in one column
        (["1,5", "none of these"], None),
        (["1,234", "5,6"], ["1.234", "5.6"]),
        (["60.000", "12,5"], ["60000", "12.5"]),
        (["60,000", "12.5"], ["60000", "12.5"]),
        (["-1,25", "+3,5"], ["-1.25", "3.5"]),
        (["1", "2"], None),
        (["1,2,3"], None),
        (["0,125", "1,250"], ["0.125", "1.250"]),  # no thousand begins with a zero
        (["1 234,5", "2\u00a0000"], ["1234.5", "2000"]),
        (["1'234.5", "900"], ["1234.5", "900"]),
        (["$1,200", "$900"], None),  # 1200, or 1.2
        (["$1,200.50", "$900"], ["1200.50", "900"]),
        (["1 200 z\u0142", "900 z\u0142"], ["1200", "900"]),
        (["$1 200", "900"], None),  # of the second nobody knows the currency
        (["$1 200", "\u20ac900"], None),
        (["1.234,50-", "(12,00)"], ["-1234.50", "-12.00"]),
        (["12%", "13%"], None),
        (["501 234 567", "602 345 678"], None),  # telephones
        (["", " "], None),
    ],
)
def test_numbers_are_read_in_the_one_way_that_all_of_a_column_can_be(
    texts: list[str], made: list[str] | None
) -> None:
    found = with_plain_numbers(table(size_km=texts, name=texts), {"size_km"})
    assert found.cells == {"size_km": made or texts, "name": texts}
    if made:
        assert [note.column for note in found.notes] == ["size_km"]


def test_what_nothing_tells_has_both_readings_and_stays_text() -> None:
    for cell, readings in (("1,234", "1.234 or 1234"), ("60.000", "60000 or 60.000")):
        found = read([cell, "7"])
        assert found.cells["a"] == [cell, "7"]
        assert found.dtypes["a"] == "str"
        assert got(found.notes) == [f'"{cell}", which may be {readings}, and stays text']
        assert found.notes[0].settings == BOTH
    assert read(["1.234", "7"]).notes == ()  # as computers write


def test_the_other_columns_tell() -> None:
    found = read(["60.000"], ["12,5"], ["1.234"])
    assert found.cells == {"a": ["60000"], "b": ["12.5"], "c": ["1234"]}
    assert (
        got(found.notes)[0]
        == '1 written otherwise, such as "60.000" as 60000, as "," is decimal in other columns'
    )
    assert read(["60.000"], ["12.5"], ["1,234"]).cells == {"a": ["60.000"], "b": ["12.5"], "c": ["1234"]}
    assert [note.column for note in read(["1.234"], ["12.5"], ["12,5"]).notes] == ["a", "c"]


def test_degrees_tell_and_are_no_thousands() -> None:
    given = table(lon=["21,012"], lat=["52,230"], teu=["60.000"])
    assert with_plain_numbers(given, {"lon", "lat", "teu"}).cells == {
        "lon": ["21.012"],
        "lat": ["52.230"],
        "teu": ["60000"],
    }
    given = table(lon=["21.012"], lat=["52.230"], teu=["60.000"])
    said = with_plain_numbers(given, {"lon", "lat", "teu"}, FileOptions(decimal=","))
    assert said.cells == {"lon": ["21.012"], "lat": ["52.230"], "teu": ["60000"]}
    assert said.notes == ()


def test_points_of_degrees_are_of_programs() -> None:
    for size, made, noted in (("60.000", "60.000", 1), ("1.234", "1.234", 0), ("60,000", "60000", 1)):
        given = table(lon=["21.5"], lat=["52.25"], teu=[size])
        found = with_plain_numbers(given, {"lon", "lat", "teu"})
        assert (found.cells["teu"], len(found.notes)) == ([made], noted)
        beside = with_plain_numbers(
            table(lon=["21.5"], lat=["52.25"], teu=[size], km=["0.5"]), {"lon", "lat", "teu", "km"}
        )
        assert (beside.cells["teu"], len(beside.notes)) == ([made], noted and int("," in size))


def test_the_owner_says_which_sign_is_decimal() -> None:
    texts = ["1,234", "5.678"]
    assert read(texts, decimal=",").cells["a"] == ["1.234", "5678"]
    assert read(texts, decimal=".").cells["a"] == ["1234", "5.678"]
    assert read(["12.5", "60.000"], decimal=",").cells["a"] == ["12.5", "60.000"]  # these can't have commas
    assert read(texts, decimal=",").notes == ()


def test_a_column_that_must_be_numbers_is_a_problem_with_both_readings() -> None:
    found = read(["60.000", "7", "1.234"], needed=("a",))
    assert [(problem.row, problem.got) for problem in found.problems] == [
        (1, '"60.000", which may be 60000 or 60.000'),
        (3, '"1.234", which may be 1234 or 1.234'),
    ]
    assert all(problem.settings == BOTH for problem in found.problems)


def test_words_for_no_value_are_none_among_numbers() -> None:
    found = with_plain_numbers(table(teu=["1,5", "n/a"], name=["n/a", "A"]), {"teu", "name"})
    assert found.cells == {"teu": ["1.5", ""], "name": ["n/a", "A"]}
    assert got(found.notes) == [
        '"n/a" in 1 cell, read as nothing',
        '1 written otherwise, such as "1,5" as 1.5',
    ]
    places = with_plain_numbers(table(lon=["n/a", "21", "x"], lat=["-", "n/a", "50"]), {"lon", "lat"}).cells
    assert places == {"lon": ["", "21", "x"], "lat": ["", "n/a", "50"]}


def test_numbers_among_text_are_told() -> None:
    assert got(read(["1 200", "3 400", "ca. 500"]).notes) == ['"1 200" among others, which stays text']
    assert got(read(["12 %", "13 %"]).notes) == ['"12 %" among others, which stays text']
    assert read(["12", "12a"]).notes == ()
    assert read(["Hall 1", "Hall 2", "1,5"]).notes == ()


def test_thousands_in_a_layer_are_a_problem(tmp_path: Path) -> None:
    head = "id,name,origin,destination,quantity\n"
    for cell in ('"1,234"', "60.000"):
        (tmp_path / "flows.csv").write_text(f"{head}a,A,TW,PL,{cell}\n", encoding="utf-8")
        (problem,) = [one for one in layers.check(tmp_path) if one.severity == "problem"]
        assert (problem.column, problem.row) == ("quantity", 1)
        assert problem.settings == BOTH
        (tmp_path / "isthmus.toml").write_text('[flows]\ndecimal = "."\n')
        quantity = layers.read(tmp_path).flows["quantity"]
        assert quantity.tolist() == [1234 if "," in cell else 60]
        (tmp_path / "isthmus.toml").unlink()


def test_points_of_a_sheet_s_own_numbers_are_decimal(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["lon", "lat", "size", "both"], [21.5, 52.5, 1.234, 1.234], ["21,5", "52,5", 5.678, "12,5"]):
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    with warnings.catch_warnings(record=True) as noted:
        warnings.simplefilter("always")
        frame = layers.read_table(tmp_path / "t.xlsx")
    assert frame["size"].tolist() == [1.234, 5.678]
    assert frame["both"].tolist() == ["1.234", "12,5"]  # neither sign fits both
    assert issubclass(noted[0].category, DataWarning)
