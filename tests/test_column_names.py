"""Headers of layers in any letters, and in the languages of our readers."""

from pathlib import Path

import pytest

from isthmus import layers
from isthmus.geo import DataWarning


def write_factories(folder: Path, text: str, name: str = "factories.csv") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "header",
    [
        "Id,Name,Kind,Country,City,Lon,Lat",
        "ID,NAME,KIND,COUNTRY,CITY,LON,LAT",
        " id, Name , kind ,COUNTRY, City ,Longitude,Latitude",
        "id,Nazwa,Rodzaj,Kraj,Miasto,lon,lat",
        "id,Název,Druh,Země,Město,lon,lat",
        "id,Назва,Тип,Країна,Місто,lon,lat",
        "id,名稱,類型,國家,城市,lon,lat",
        "id,name,type,country_code,town,lon,lat",
    ],
)
def test_headers_are_known_in_any_letters_and_languages(tmp_path: Path, header: str) -> None:
    write_factories(tmp_path, f"{header}\na,A,factory,PL,Łódź,19.46,51.77\n")
    with pytest.warns(DataWarning):
        atlas = layers.read(tmp_path)
    row = atlas.factories.iloc[0]
    assert row[["id", "name", "kind", "country", "city"]].tolist() == ["a", "A", "factory", "PL", "Łódź"]
    assert (row.geometry.x, row.geometry.y) == (19.46, 51.77)


def test_underscores_blanks_and_hyphens_make_no_difference(tmp_path: Path) -> None:
    write_factories(tmp_path, "id,name,Source URL,As-Of\na,A,https://example.org,2025\n")
    notes = {note.column: note.got for note in layers.check(tmp_path) if note.severity == "note"}
    assert notes == {"as_of": 'column "As-Of"', "source_url": 'column "Source URL"'}


def test_two_headers_for_one_column_are_a_problem_with_both(tmp_path: Path) -> None:
    write_factories(tmp_path, "id,Name,NAME\na,A,B\n")
    problems = [str(problem) for problem in layers.check(tmp_path)]
    assert 'factories.csv, name: expected one column of this name, got "Name" and "NAME"; take one out' in (
        problems
    )


def test_a_usual_word_never_stands_for_a_column_that_is_there(tmp_path: Path) -> None:
    write_factories(tmp_path, "id,name,Country,iso3\na,A,PL,POL\n")
    said = [problem for problem in layers.check(tmp_path) if problem.column == "country"]
    assert [note.got for note in said] == ['column "Country"']


def test_a_usual_word_counts_only_where_its_cells_fit(tmp_path: Path) -> None:
    write_factories(tmp_path, "id,name,kraj,type\na,A,Jihomoravský,semiconductors\n")
    assert not [problem for problem in layers.check(tmp_path) if problem.column in {"country", "kind"}]


def test_capitals_tell_a_header_from_text(tmp_path: Path) -> None:
    write_factories(tmp_path, 'ID;NAME;COUNTRY;"CITY, as written"\na;A;PL;Łódź\n')
    (note, *_) = layers.check(tmp_path)
    assert "got semicolons" in str(note)
