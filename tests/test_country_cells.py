"""Countries by name in the cells of a layer."""

from pathlib import Path

import pytest

from isthmus import layers
from isthmus.geo import DataWarning


def test_names_and_codes_of_three_letters_are_read_as_codes(tmp_path: Path) -> None:
    cells = ["Vietnam", "South Korea", "POL", "Česko", "Україна", "臺灣", "cz", "TW"]
    rows = "".join(f"r{row},R,{text},PL+Germany\n" for row, text in enumerate(cells))
    (tmp_path / "flows.csv").write_text(f"id,name,origin,destination\n{rows}", encoding="utf-8")
    with pytest.warns(DataWarning):
        flows = layers.read(tmp_path).flows
    assert flows["origin"].tolist() == ["VN", "KR", "PL", "CZ", "UA", "TW", "CZ", "TW"]
    assert {*flows["destination"]} == {"PL+DE"}
    assert [(note.column, note.got) for note in layers.check(tmp_path)] == [
        ("destination", '8 cells by name, such as "PL+Germany" as PL+DE'),
        ("origin", '7 cells by name, such as "Vietnam" as VN'),
    ]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("Vietnm", "did you mean Vietnam (VN)?"),
        ("Korea", "it may be KP or KR"),
        ("616", 'got "616"'),
        ("UK", 'got "UK"'),
    ],
)
def test_what_names_no_country_or_several_stays_a_problem(tmp_path: Path, cell: str, said: str) -> None:
    (tmp_path / "factories.csv").write_text(f"id,name,country,city,lon,lat\na,A,{cell},,21,52\n")
    (problem,) = layers.check(tmp_path)
    assert (problem.column, problem.severity) == ("country", "problem")
    assert said in str(problem)


def test_a_city_is_found_in_a_country_by_name(tmp_path: Path) -> None:
    (tmp_path / "factories.csv").write_text("id,name,country,city\na,A,Germany,Stuttgart\n")
    with pytest.warns(DataWarning):
        row = layers.read(tmp_path).factories.iloc[0]
    assert (row["country"], row["precision"]) == ("DE", "city")
