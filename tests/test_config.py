"""What isthmus.toml says of a folder, and the one that settles how a folder is read."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING
from zipfile import ZipFile

import geopandas as gpd
import openpyxl
import pyogrio
import pytest
import shapely

from isthmus import layers
from isthmus.geo import DataWarning, Problem
from isthmus.layers._reading.config import hints_of, toml_text

if TYPE_CHECKING:
    from pathlib import Path

    from warm_python import Run

TABLE = gpd.GeoDataFrame(
    {"id": ["a"], "name": ["Łódź"]}, geometry=[shapely.Point(19.47, 51.77)], crs="EPSG:4326"
)


def found(folder: Path, severity: str) -> list[str]:
    return [str(problem) for problem in layers.check(folder) if problem.severity == severity]


def workbook(path: Path, **sheets: list[list[object]]) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)


def test_the_sheet_is_chosen_by_name_or_by_its_owner(tmp_path: Path) -> None:
    head = ["id", "name", "lon", "lat"]
    workbook(
        tmp_path / "factories.xlsx",
        factories=[head, ["a", "A", 21, 52]],
        later=[head, ["b", "B", 21, 52]],
        **{"2025": [head, ["c", "C", 21, 52]]},
    )
    assert layers.read(tmp_path).factories["id"].tolist() == ["a"]
    (tmp_path / "isthmus.toml").write_text('[factories]\nsheet = "2025"\n')
    assert layers.read(tmp_path).factories["id"].tolist() == ["c"]
    (tmp_path / "isthmus.toml").write_text('[factories]\nsheet = "2026"\n')
    (problem,) = found(tmp_path, "problem")
    assert problem == (
        'factories.xlsx: expected a sheet named "2026", got factories, later, 2025; '
        "name it by --layer, by layer= in Python, or as sheet in isthmus.toml"
    )


def test_the_layer_of_a_geopackage_is_chosen_likewise(tmp_path: Path) -> None:
    for name in ("one", "two"):
        TABLE.assign(id=name).to_file(tmp_path / "factories.gpkg", layer=name)
    (problem,) = found(tmp_path, "problem")
    assert "expected one layer, got one, two" in problem
    (tmp_path / "isthmus.toml").write_text('[factories]\nsheet = "two"\n')
    assert layers.read(tmp_path).factories["id"].tolist() == ["two"]


def test_the_owner_says_the_reference_system_of_coordinates(tmp_path: Path) -> None:
    (tmp_path / "factories.csv").write_text("id,name,country,easting,northing\na,A,PL,637500,487600\n")
    assert "metres of a projection without its CRS" in found(tmp_path, "problem")[0]
    (tmp_path / "isthmus.toml").write_text('[factories]\ncrs = "EPSG:2180"\n')
    with pytest.warns(DataWarning, match='column "lon", got column "easting"'):
        point = layers.read(tmp_path).factories.geometry[0]
    assert (round(point.x, 2), round(point.y, 2)) == (21.01, 52.24)
    with pytest.warns(DataWarning):
        assert layers.read_table(tmp_path / "factories.csv").geometry[0] == point
    TABLE.to_file(tmp_path / "tech_hubs.shp", encoding="utf-8")
    (tmp_path / "tech_hubs.prj").unlink()
    (tmp_path / "factories.csv").unlink()
    assert "crs in isthmus.toml" in found(tmp_path, "problem")[0]
    (tmp_path / "isthmus.toml").write_text('[tech_hubs]\ncrs = "EPSG:4326"\n')
    assert layers.read(tmp_path).tech_hubs.geometry[0] == TABLE.geometry[0]


def test_the_owner_says_dates_countries_and_what_a_file_is(tmp_path: Path) -> None:
    (tmp_path / "ports.csv").write_text("id,name,country,lon,lat,as_of\na,A,Korea,127,37.5,01.02.2025\n")
    (tmp_path / "notes.csv").write_text("whatever\n")
    (tmp_path / "isthmus.toml").write_text(
        '[ports]\nas = "gateways"\ndates = "month first"\ncountries."Korea" = "KR"\n[notes]\nas = "nothing"\n'
    )
    assert found(tmp_path, "problem") == []
    row = layers.read(tmp_path).gateways.iloc[0]  # without a note, as all was said
    assert (row.country, row.as_of) == ("KR", "2025-01-02")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('decimal = "x"', 'expected "," or "." for factories.decimal'),
        ('dates = "European"', 'expected "day first" or "month first"'),
        ('as = "plants"', '"nothing" for factories.as'),
        ('crs = "EPSG:0"', "expected a coordinate reference system such as EPSG:2180"),
        ("countries = 1", "a table [factories.countries]"),
    ],
)
def test_a_setting_that_means_nothing_is_refused(tmp_path: Path, line: str, said: str) -> None:
    (tmp_path / "factories.csv").write_text("id,name\n")
    (tmp_path / "isthmus.toml").write_text(f"[factories]\n{line}\n")
    assert said in found(tmp_path, "problem")[0]


@pytest.mark.parametrize("ending", ["shp", "zip", "fgb", "gpkg", "geojson", "parquet"])
def test_a_layer_may_have_any_format_of_gis(tmp_path: Path, ending: str) -> None:
    if ending in {"shp", "zip"}:
        parts = tmp_path if ending == "shp" else tmp_path / "parts"
        parts.mkdir(exist_ok=True)
        TABLE.to_file(parts / "factories.shp", encoding="utf-8")
    else:
        layers.write_table(TABLE, tmp_path / f"factories.{ending}")
    if ending == "zip":
        with ZipFile(tmp_path / "factories.zip", "w") as archive:
            for part in parts.iterdir():
                archive.write(part, part.name)
    factories = layers.read(tmp_path).factories
    assert factories["name"].tolist() == ["Łódź"]
    assert factories.geometry[0] == TABLE.geometry[0]


@pytest.mark.parametrize(("ending", "missing"), [("kml", set()), ("gpx", set())], ids=["KML", "GPX"])
def test_empty_columns_that_a_format_adds_are_left_out_with_a_note(
    tmp_path: Path, ending: str, missing: set[str]
) -> None:
    path = tmp_path / f"factories.{ending}"
    if ending == "kml":
        pyogrio.write_dataframe(TABLE[["name", "geometry"]], path, driver="KML")
    else:
        place = '<wpt lon="19.47" lat="51.77"><name>Łódź</name></wpt>'
        path.write_text(f'<gpx version="1.1" creator="a tracker">{place}</gpx>', encoding="utf-8")
    named = "Name" if ending == "kml" else "name"
    (tmp_path / "isthmus.toml").write_text(f'[factories.columns]\nname = "{named}"\n')
    told = layers.check(tmp_path)
    assert {problem.column for problem in told if problem.severity == "problem"} == missing
    assert any("empty ones of the format, left out" in str(note) for note in told)


def test_a_column_is_left_out_as_its_owner_says(tmp_path: Path) -> None:
    (tmp_path / "factories.csv").write_text("id,name,lon,lat,Obroty\na,A,21,52,x\n")
    assert "Obroty" in layers.read(tmp_path).factories
    (tmp_path / "isthmus.toml").write_text('[factories]\nignore = ["Obroty"]\n')
    assert layers.check(tmp_path) == []
    assert "Obroty" not in layers.read(tmp_path).factories


def test_a_column_that_is_not_there_and_one_name_for_two(tmp_path: Path) -> None:
    (tmp_path / "factories.csv").write_text("id,Nazwa,name,lon,lat\na,A,B,21,52\n")
    (tmp_path / "isthmus.toml").write_text('[factories.columns]\nproducts = "Nazwaa"\n')
    said = "factories.csv, Nazwaa: expected this column, by isthmus.toml, got a table without it"
    assert f'{said}; did you mean "Nazwa"?' in found(tmp_path, "problem")
    (tmp_path / "isthmus.toml").write_text('[factories.columns]\nname = "Nazwa"\n')
    assert 'factories.csv, name: expected one column of this name, got "Nazwa" as well; take one out' in (
        found(tmp_path, "problem")
    )


def test_a_file_that_is_no_layer_may_have_options_too(tmp_path: Path) -> None:
    (tmp_path / "plants.csv").write_bytes("id;Nazwa;x;y\na;Gdańsk;18,65;54,35\n".encode("cp1250"))
    (tmp_path / "isthmus.toml").write_text(
        '[plants]\nencoding = "cp1250"\ndelimiter = ";"\n[plants.columns]\nlon = "x"\nlat = "y"\n'
    )
    with pytest.warns(UserWarning, match='such as "18,65" as 18.65'):
        table = layers.read_table(tmp_path / "plants.csv")
    assert table["Nazwa"].tolist() == ["Gdańsk"]
    assert table.geometry[0] == shapely.Point(18.65, 54.35)


POLISH = "Nazwa;Kraj;Szer;Dł\nŁódź;Polska;51,77;19,46\nGdańsk;Polska;54,35;18,65\n"
HEAD = "id,name,country,lat,lon"


def problems(folder: Path) -> list[Problem]:
    return [problem for problem in layers.check(folder) if problem.severity == "problem"]


def settle(folder: Path) -> dict[str, object]:
    """Save the hints of a folder in it, and return what they say."""
    (folder / "isthmus.toml").write_text(layers.hints(folder), encoding="utf-8")
    return tomllib.loads((folder / "isthmus.toml").read_text("utf-8"))


def test_what_was_taken_for_granted_is_written_down(tmp_path: Path) -> None:
    (tmp_path / "factories.csv").write_text(POLISH, encoding="cp1250")
    said = settle(tmp_path)
    assert said["factories"] == {
        "encoding": "cp1250",
        "delimiter": ";",
        "decimal": ",",
        "columns": {"name": "Nazwa", "country": "Kraj", "lat": "Szer", "lon": "Dł"},
    }
    assert layers.check(tmp_path)
    assert not problems(tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{HEAD},as_of\na,A,PL,52,21,\n".replace("name", "nmae"), {"columns": {"name": "nmae"}}),
        (f"{HEAD},as_of\na,A,PL,52,21,15.02.2025\n", {"dates": "day first"}),
    ],
)
def test_what_can_be_known_makes_the_folder_pass(tmp_path: Path, text: str, said: dict[str, object]) -> None:
    (tmp_path / "factories.csv").write_text(text, encoding="utf-8")
    assert settle(tmp_path)["factories"] == said
    assert not problems(tmp_path)


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        (f"{HEAD},as_of\na,A,PL,52,21,01.02.2025\n", ['dates = "day first"', 'dates = "month first"']),
        (f"{HEAD}\na,A,Korea,37.5,127,\n".replace(",\n", "\n"), ['countries."Korea" = "KP"', '"KR"']),
        (f"{HEAD},latitude\na,A,PL,52,21,53\n", ['ignore = ["latitude"]', 'ignore = ["lat"]']),
    ],
)
def test_what_has_two_readings_is_asked_with_both(tmp_path: Path, text: str, readings: list[str]) -> None:
    (tmp_path / "factories.csv").write_text(text, encoding="utf-8")
    assert len(problems(tmp_path)) == 1
    hints = layers.hints(tmp_path)
    assert tomllib.loads(hints) == {"factories": {}}
    lines = [line for line in hints.splitlines() if any(reading in line for reading in readings)]
    assert len(lines) == 2
    for line in lines if "ignore" not in text else lines[:1]:
        (tmp_path / "isthmus.toml").write_text(hints.replace(line, line.removeprefix("# ")), "utf-8")
        assert [problem.expected for problem in problems(tmp_path)] in ([], ["a point in KP"])


def test_layers_of_a_file_and_layers_of_no_name_are_asked(tmp_path: Path) -> None:
    table = gpd.GeoDataFrame({"id": ["a"], "name": ["A"]}, geometry=[shapely.Point(21, 52)], crs=4326)
    for name in ("old", "new"):
        table.to_file(tmp_path / "factories.gpkg", layer=name)
    (tmp_path / "ports.csv").write_text(f"{HEAD}\np,P,PL,54.5,18.5\n")
    hints = layers.hints(tmp_path)
    assert '# layer = "old"\n# layer = "new"' in hints
    assert '# as = "gateways"' in hints
    chosen = hints.replace('# layer = "new"', 'layer = "new"').replace('# as = "gateways"', 'as = "gateways"')
    (tmp_path / "isthmus.toml").write_text(chosen)
    assert not problems(tmp_path)
    assert layers.read(tmp_path).gateways["id"].tolist() == ["p"]


def test_what_is_said_already_is_kept(tmp_path: Path) -> None:
    (tmp_path / "factories.csv").write_text(POLISH, encoding="cp1250")
    before = (
        '[about]\ntitle = "Ours"\n[factories]\nencoding = "cp1250"\n[factories.columns]\nname = "Nazwa"\n'
    )
    (tmp_path / "isthmus.toml").write_text(before)
    said = tomllib.loads(layers.hints(tmp_path))
    assert said["about"] == {"title": "Ours"}
    assert said["factories"]["columns"]["lat"] == "Szer"
    assert (tmp_path / "isthmus.toml").read_text() == before


def test_text_of_data_stays_text() -> None:
    name = 'a"]\n[about]\ntitle = "x'
    text = hints_of([Problem("f.csv", name, name, settings=(f"ignore = [{toml_text(name)}]",))])
    assert tomllib.loads(text) == {"f": {"ignore": [name]}}
    asked = hints_of([Problem("f.csv", name, name, settings=('decimal = ","', 'decimal = "."'))])
    assert tomllib.loads(asked) == {"f": {}}


def test_the_command_prints_them_or_writes_a_new_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "factories.csv").write_text(POLISH, encoding="cp1250")
    printed = run("check", "study", "--fix-hints")
    assert printed.returncode == 0
    assert tomllib.loads(printed.stdout)["factories"]["encoding"] == "cp1250"
    wrote = run("check", "study", "--fix-hints", "-o", "study/isthmus.toml")
    assert (wrote.returncode, wrote.stdout) == (0, "")
    assert (tmp_path / "study" / "isthmus.toml").read_text("utf-8") == printed.stdout
    assert run("check", "study").returncode == 0
    again = run("check", "study", "--fix-hints", "-o", "study/isthmus.toml")
    assert again.returncode == 2
    assert "study/isthmus.toml is there already" in again.stderr
    assert run("check", "study", "-o", "x.toml").returncode == 2
    assert run("check", "study", "--json", "--fix-hints").returncode == 2
