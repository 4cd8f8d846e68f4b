import pandas as pd
import pytest

from isthmus.layers import SCHEMAS
from isthmus.layers._tables.columns import from_text, parse
from isthmus.layers._tables.table import RawTable


def table_of(layer: str, **columns: list[str]) -> RawTable:
    count = len(next(iter(columns.values())))
    return RawTable(layer, f"{layer}.csv", columns, range(1, count + 1))


def test_types_follow_the_schema() -> None:
    table = table_of(
        "risk_zones",
        id=["007", "8"],
        name=["a", "b"],
        severity=["5", ""],
        radius_km=["1e2", ""],
        start=["2025", ""],
    )
    frame, problems = parse(table, SCHEMAS["risk_zones"])
    assert problems == []
    assert tuple(frame.columns) == SCHEMAS["risk_zones"].names
    assert frame["id"].tolist() == ["007", "8"]
    assert frame.dtypes[["id", "severity", "radius_km", "start"]].astype(str).tolist() == [
        "str",
        "Int64",
        "float64",
        "str",
    ]
    assert frame.loc[1, ["severity", "radius_km", "start"]].isna().all()


@pytest.mark.parametrize(
    ("layer", "column", "cell", "said"),
    [
        ("flows", "quantity", "1,5", 'expected a number >= 0, got "1,5"; did you mean 1.5?'),
        ("flows", "quantity", "nan", 'expected a number >= 0, got "nan"'),
        ("flows", "quantity", "-1", 'expected a number >= 0, got "-1"'),
        ("flows", "origin", "pl+cz", 'got "pl+cz"; did you mean "PL+CZ"?'),
        ("flows", "origin", "TW+", 'got "TW+"'),
        ("flows", "period", "2025/2024", 'got "2025/2024"'),
        ("corridors", "seq", "1.5", 'expected a whole number >= 1, got "1.5"'),
        ("corridors", "mode", "Rail", 'got "Rail"; did you mean "rail"?'),
        ("corridors", "source_url", "javascript:alert(1)", 'got "javascript:alert(1)"'),
        ("corridors", "as_of", "last year", 'got "last year"'),
    ],
)
def test_a_cell_that_does_not_fit_is_a_problem_and_missing(
    layer: str, column: str, cell: str, said: str
) -> None:
    required = {
        name: ["x"] for name in ("id", "name", "mode", "origin", "destination") if name in SCHEMAS[layer]
    }
    good = {"mode": ["rail"], "origin": ["TW"], "destination": ["EU"]}
    cells = required | {name: good[name] for name in good if name in required} | {column: [cell]}
    frame, problems = parse(table_of(layer, **cells), SCHEMAS[layer])
    (problem,) = problems
    assert str(problem).startswith(f"{layer}.csv, row 1, {column}: ")
    assert said in str(problem)
    assert pd.isna(frame.loc[0, column])


def test_dates_may_be_words_only_where_the_schema_says() -> None:
    table = table_of("risk_zones", id=["a"], name=["a"], as_of=["n.d."], start=["n.d."])
    _, problems = parse(table, SCHEMAS["risk_zones"])
    assert [problem.column for problem in problems] == ["start"]


def test_a_misspelt_column_without_which_there_is_no_layer_is_named() -> None:
    _, problems = parse(table_of("factories", id=["a"], nmae=["A"]), SCHEMAS["factories"])
    assert [str(problem) for problem in problems] == [
        'factories.csv, nmae: expected a column of the layer, got one it does not know; did you mean "name"?',
        "factories.csv, name: expected this column, got a table without it",
    ]


def test_columns_of_the_users_own_come_last_with_the_types_that_they_look_like() -> None:
    table = table_of("factories", employees=["7"], contry=["PL"], id=["a"], name=["A"])
    frame, problems = parse(table, SCHEMAS["factories"])
    assert problems == []
    assert tuple(frame.columns) == (*SCHEMAS["factories"].names, "employees", "contry")
    assert frame["employees"].tolist() == [7]


def test_what_places_a_row_in_another_kind_of_layer_is_no_own_column() -> None:
    cells = {"id": ["a"], "name": ["A"], "mode": ["sea"], "lon": ["1"], "lat": ["2"]}
    frame, problems = parse(table_of("corridors", **cells), SCHEMAS["corridors"])
    assert [problem.column for problem in problems] == ["lon", "lat"]
    assert "lon" not in frame


def test_codes_with_an_e_stay_text_and_powers_of_ten_are_numbers() -> None:
    for codes in (["12E4", "15E2"], ["1e5"], ["0E0"]):
        assert from_text("code", codes).tolist() == codes
    assert from_text("size", ["1e+16", "1e-07", "1.0E10", "2.5e3"]).tolist() == [1e16, 1e-7, 1e10, 2500.0]
