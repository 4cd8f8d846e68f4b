"""What cells mean that say it in other words: countries, dates, cities, ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import shapely

from isthmus import layers
from isthmus.geo import DataWarning
from isthmus.layers._reading.meanings import place_in_cities
from isthmus.layers._tables.table import RawTable

if TYPE_CHECKING:
    from pathlib import Path


def test_dates_of_every_kind_are_read_where_they_have_one_reading(tmp_path: Path) -> None:
    texts = [
        "15.02.2025",
        "01.02.2025",
        "2025-03-01T00:00:00Z",
        "3 Mar 2025",
        "02/2025",
        "20250901",
        "2026",
        "",
    ]
    rows = "".join(f"{row},A{row},21,52,{text}\n" for row, text in enumerate(texts))
    (tmp_path / "factories.csv").write_text(f"id,name,lon,lat,as_of\n{rows}")
    with pytest.warns(DataWarning, match=r'got 6 other ones, such as "15.02.2025" as 2025-02-15'):
        found = layers.read(tmp_path).factories["as_of"].fillna("").tolist()
    assert found == [
        "2025-02-15",
        "2025-02-01",
        "2025-03-01",
        "2025-03-03",
        "2025-02",
        "2025-09-01",
        "2026",
        "",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("01.02.2025", "it may be 2025-02-01 or 2025-01-02"),
        ("45658", "as spreadsheets count days, it is 2025-01-01"),
        ("2025-02-30", "there is no such day"),
    ],
)
def test_dates_of_two_readings_or_none_are_problems(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "factories.csv").write_text(f"id,name,lon,lat,as_of\na,A,21,52,{text}\n")
    (problem,) = layers.check(tmp_path)
    assert problem.remedy == said


def table(layer: str = "factories", **cells: list[str]) -> RawTable:
    return RawTable(layer, f"{layer}.csv", cells, range(1, 1 + len(next(iter(cells.values())))))


def cells(**given: str) -> dict[str, str]:
    """Return the cells of a row after it was placed."""
    placed = place_in_cities(table(**{name: [text] for name, text in given.items()}))
    return {name: texts[0] for name, texts in placed.cells.items()}


def test_cities_are_placed_and_reported(tmp_path: Path) -> None:
    (tmp_path / "factories.csv").write_text("id,name,country,city\na,A,PL,lodz\n", encoding="utf-8")
    with pytest.warns(DataWarning, match=r"taken for Łódź, PL \(19.47, 51.77\), precision city"):
        factory = layers.read(tmp_path).factories.iloc[0]
    assert factory.geometry == shapely.Point(19.47, 51.77)
    assert (factory.precision, factory.coord_basis, factory.city) == ("city", "GeoNames:Łódź", "lodz")


def test_cities_that_are_not_one_place_are_problems(tmp_path: Path) -> None:
    (tmp_path / "factories.csv").write_text(
        "id,name,country,city\na,A,UA,Mykolayiv\nb,B,PL,Lodzz\nc,C,TW,Łódź\nd,D,,Brno\n", encoding="utf-8"
    )
    found = [str(problem) for problem in layers.check(tmp_path)]
    assert 'row 1, city: expected one place in UA, got "Mykolayiv", which may be ' in found[0]
    assert 'did you mean "Łódź"?' in found[1]
    assert "a place of the gazetteer in TW" in found[2]
    assert "row 4, lon: expected a place, got none" in found[3]


def test_a_row_is_put_at_its_city_and_says_so() -> None:
    assert cells(country="PL", city="Łódź") == {
        "country": "PL",
        "city": "Łódź",
        "lon": "19.47",
        "lat": "51.77",
        "precision": "city",
        "coord_basis": "GeoNames:Łódź",
        "attribution": "GeoNames (CC BY 4.0)",
    }


@pytest.mark.parametrize(
    ("precision", "kept"), [("", "city"), ("exact", "city"), ("city", "city"), ("region", "region")]
)
def test_a_row_is_no_more_exact_than_its_city_and_may_be_less(precision: str, kept: str) -> None:
    assert cells(country="PL", city="Łódź", precision=precision)["precision"] == kept


def test_what_the_owner_says_of_the_point_stays() -> None:
    assert cells(country="PL", city="Łódź", coord_basis="my map")["coord_basis"] == "my map"


@pytest.mark.parametrize("place", [{"lon": "1"}, {"lat": "1"}, {"wkt": "POINT (1 2)"}, {"geometry": "x"}])
@pytest.mark.parametrize("said", [{"country": "PL", "city": "Łódź"}])
def test_a_row_with_a_place_stays_there(place: dict[str, str], said: dict[str, str]) -> None:
    given = table(**{name: [text] for name, text in (said | place).items()})
    assert place_in_cities(given) is given


@pytest.mark.parametrize("said", [{"country": "PL", "city": " "}, {"country": " ", "city": "Łódź"}])
def test_a_city_needs_a_country(said: dict[str, str]) -> None:
    given = table(**{name: [text] for name, text in said.items()})
    assert place_in_cities(given) is given


def test_only_places_are_placed() -> None:
    for layer in layers.SCHEMAS:
        given = table(layer, country=["PL"], city=["Łódź"])
        assert (place_in_cities(given) is given) is (layer not in ("factories", "tech_hubs", "gateways"))


def test_rows_are_placed_each_for_itself_and_noted_by_their_number() -> None:
    placed = place_in_cities(
        table(country=["PL", "PL", "CZ"], city=["Łódź", "Nowhere at all", "Brno"], lon=["", "", "16.6"])
    )
    assert placed.cells["lon"] == ["19.47", "", "16.6"]
    assert [note.row for note in placed.notes] == [1]
    (problem,) = placed.problems
    assert (problem.row, problem.column, problem.got) == (2, "city", '"Nowhere at all"')


def test_a_city_of_many_is_told_with_all_of_them() -> None:
    (problem,) = place_in_cities(table(country=["UA"], city=["Mykolayiv"])).problems
    assert problem.got.count(" or ") >= 1
    assert problem.got.count(", UA (") == problem.got.count(" or ") + 1
    assert problem.remedy == "give lon and lat"


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
        ("uk", 'got "uk"'),
    ],
)
def test_what_names_no_country_or_several_stays_a_problem(tmp_path: Path, cell: str, said: str) -> None:
    (tmp_path / "factories.csv").write_text(f"id,name,country,city,lon,lat\na,A,{cell},,21,52\n")
    (problem,) = layers.check(tmp_path)
    assert (problem.column, problem.severity) == ("country", "problem")
    assert said in str(problem)


@pytest.mark.parametrize(("word", "code"), [("UK", "GB"), ("EL", "GR")])
def test_the_codes_of_eurostat_are_names(tmp_path: Path, word: str, code: str) -> None:
    (tmp_path / "flows.csv").write_text(f"id,name,origin,destination\na,A,{word},TW\n", encoding="utf-8")
    (note,) = layers.check(tmp_path)
    assert (note.severity, note.got) == ("note", f'1 cell by name, such as "{word}" as {code}')


def test_a_city_is_found_in_a_country_by_name(tmp_path: Path) -> None:
    (tmp_path / "factories.csv").write_text("id,name,country,city\na,A,Germany,Stuttgart\n")
    with pytest.warns(DataWarning):
        row = layers.read(tmp_path).factories.iloc[0]
    assert (row["country"], row["precision"]) == ("DE", "city")


def test_ids_are_made_from_names_that_tell_rows_apart(tmp_path: Path) -> None:
    (tmp_path / "factories.csv").write_text("name,lon,lat\nŁódź Works,19.4,51.7\n廠房 2,120,24\n", "utf-8")
    with pytest.warns(DataWarning, match="made from the names, such as lodz_works"):
        assert layers.read(tmp_path).factories["id"].tolist() == ["lodz_works", "廠房_2"]


def test_names_that_repeat_are_a_problem_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "factories.csv").write_text("name,lon,lat\nA b,19,51\nA-B,20,51\n")
    assert (
        'factories.csv, id: expected column "id", or names that tell rows apart, '
        'got none, and "A b" names more than one row; add the column'
    ) in map(str, layers.check(tmp_path))


@pytest.mark.parametrize("header", ["id,", ""])
def test_ids_are_their_own_among_all_places(tmp_path: Path, header: str) -> None:
    own = "works," if header else ""
    (tmp_path / "factories.csv").write_text("name,lon,lat\nWorks,19,51\n")
    (tmp_path / "tech_hubs.csv").write_text(f"{header}name,lon,lat\n{own}Works,20,51\n")
    assert any('"Works" names more than one row' in str(problem) for problem in layers.check(tmp_path))


def test_a_column_that_may_be_meant_for_ids_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "factories.csv").write_text("ids,name,lon,lat\nx,Works,19,51\n")
    assert [problem.column for problem in layers.check(tmp_path)] == ["id", "ids"]
