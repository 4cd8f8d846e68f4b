"""Headers in any letters and languages, and where the table is among lines of cells."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
from unpacking import from_text, header_of

from isthmus import layers
from isthmus.geo import DataWarning
from isthmus.layers._reading.column_names import grid_among, names_in_schema
from isthmus.layers._tables.table import RawTable
from isthmus.maps._layer import pack_layer
from isthmus.maps._looks import atlas_looks

if TYPE_CHECKING:
    from pathlib import Path


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
    write_factories(tmp_path, "id,name,kraj,type,employees,city name\na,A,Jihomoravský,semiconductors,7,\n")
    found = layers.check(tmp_path)
    assert not [problem for problem in found if problem.column in {"country", "kind"}]
    said = {
        note.column: note.got for note in found if note.column in {"kraj", "type", "employees", "city name"}
    }
    assert said["type"] == '"semiconductors", kept as a column of your own'
    assert said["kraj"] == '"Jihomoravský", kept as a column of your own'
    assert "employees" not in said


def test_capitals_tell_a_header_from_text(tmp_path: Path) -> None:
    write_factories(tmp_path, 'ID;NAME;COUNTRY;"CITY, as written"\na;A;PL;Łódź\n')
    (note, *_) = layers.check(tmp_path)
    assert "got semicolons" in str(note)


OWN = """id,name,country,lon,lat,employees,Revenue (EUR),code,GPS
a,A,PL,21,52,70,1.5,007,
b,B,PL,21.5,52,,2,1,
"""


def test_columns_of_the_users_own_are_kept_behind_those_of_the_layer(tmp_path: Path) -> None:
    write_factories(tmp_path, OWN)
    assert layers.check(tmp_path) == []
    table = layers.read(tmp_path).factories
    assert table.columns.tolist() == [
        *layers.SCHEMAS["factories"].names,
        "employees",
        "Revenue (EUR)",
        "code",
        "GPS",
        "geometry",
    ]
    assert table["employees"].dtype == "Int64"
    assert table["Revenue (EUR)"].tolist() == [1.5, 2.0]
    assert table["code"].tolist() == ["007", "1"]


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "parquet", "fgb", "csv", "xlsx"])
def test_every_format_keeps_the_columns_of_the_users_own(tmp_path: Path, ending: str) -> None:
    write_factories(tmp_path, OWN.replace("GPS", "=1+1"))
    atlas = layers.read(tmp_path)
    atlas.write(tmp_path / "out", formats=ending)
    again = layers.read(tmp_path / "out").factories
    own = ["employees", "Revenue (EUR)", "code"]
    assert again[own].astype(object).fillna("").to_numpy().tolist() == [[70, 1.5, "007"], ["", 2.0, "1"]]
    words = pd.read_csv(tmp_path / "out" / "data_dictionary.csv")
    listed = words[words["layer"].eq("factories") & words["column"].isin(own)]
    assert listed["kind"].tolist() == ["integer", "number", "text"]
    assert len(words[words["layer"].eq("factories")]) == len(layers.SCHEMAS["factories"].names) + 4


def test_the_data_package_says_the_types_of_own_columns(tmp_path: Path) -> None:
    write_factories(tmp_path, OWN)
    layers.read(tmp_path).write(tmp_path / "out", formats="csv")
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))
    (resource,) = [one for one in package["resources"] if one["name"] == "factories.csv"]
    types = {field["name"]: field["type"] for field in resource["schema"]["fields"]}
    assert (types["employees"], types["Revenue (EUR)"], types["code"]) == ("integer", "number", "string")


def test_types_of_own_columns_are_those_of_the_file(tmp_path: Path) -> None:
    sites = gpd.GeoDataFrame(
        {"id": ["a"], "name": ["A"], "postcode": ["12345"], "open": [True], "share": [1.0]},
        geometry=gpd.points_from_xy([21], [52]),
        crs=4326,
    )
    for ending in ("geojson", "gpkg", "parquet"):
        folder = tmp_path / ending
        folder.mkdir()
        layers.write_table(sites, folder / f"factories.{ending}")
        row = layers.read(folder).factories
        assert row["postcode"].tolist() == ["12345"]
        assert row["open"].tolist() == [True]
        assert row["share"].tolist() == [1.0]


def test_what_is_nearly_a_column_of_the_layer_is_kept_with_a_note(tmp_path: Path) -> None:
    write_factories(tmp_path, "id,name,lon,lat,contry\na,A,21,52,x\n")
    (note,) = layers.check(tmp_path)
    assert str(note) == (
        "factories.csv, contry: note: expected a column of the layer, "
        'got one it does not know, kept as a column of your own; did you mean "country"?'
    )


def test_a_second_place_of_rows_is_no_own_column(tmp_path: Path) -> None:
    write_factories(tmp_path, "id,name,lon,lat,Latitude,location\na,A,21,52,53,Hue\n")
    (problem,) = [found for found in layers.check(tmp_path) if found.severity == "problem"]
    assert str(problem).endswith(
        "Latitude: expected a column of the layer, got one that says where rows are in another "
        'way; take it out, or put ignore = ["Latitude"] under [factories] in isthmus.toml'
    )


WORKS = """<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark>
<name>Works</name><description>d</description><ExtendedData><Data name="kind"><value>factory</value></Data>
<Data name="country"><value>PL</value></Data></ExtendedData><Point><coordinates>21,52.2</coordinates></Point>
</Placemark></Document></kml>"""
WAYPOINT = """<?xml version="1.0"?><gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">
<wpt lat="52.2" lon="21"><name>Works</name><desc>d</desc><type>factory</type></wpt></gpx>"""


@pytest.mark.parametrize(("ending", "text"), [("kml", WORKS), ("gpx", WAYPOINT)])
def test_kml_and_gpx_are_layers_as_they_are(tmp_path: Path, ending: str, text: str) -> None:
    write_factories(tmp_path, text, f"factories.{ending}")
    with pytest.warns(DataWarning):
        row = layers.read(tmp_path).factories.iloc[0]
    assert row[["id", "name", "kind"]].tolist() == ["works", "Works", "factory"]
    assert row["description" if ending == "kml" else "desc"] == "d"


def test_a_table_of_kml_has_the_columns_that_its_file_fills(tmp_path: Path) -> None:
    write_factories(tmp_path, WORKS, "works.kml")
    table = layers.read_table(tmp_path / "works.kml")
    assert table.columns.tolist() == ["Name", "description", "kind", "country", "geometry"]


def test_the_map_shows_own_columns_under_their_headers(tmp_path: Path) -> None:
    write_factories(tmp_path, OWN)
    packed = pack_layer(layers.read(tmp_path).factories, atlas_looks("pl")["factories"])
    labels = [field["label"] for field in header_of(from_text(packed))["layer"]["fields"]]
    assert {"employees", "Revenue (EUR)", "code"} <= {*labels}


def test_only_headers_that_nobody_has_explained_are_looked_up() -> None:
    table = RawTable("factories", "f.csv", {"id": ["a"], "NAME": ["A"], "Miasto": ["Brno"]}, [1])
    assert names_in_schema(table, {}, layers.SCHEMAS["factories"]) == {"NAME": "name", "Miasto": "city"}
    said = {"NAME": "role", "Miasto": "products"}
    assert names_in_schema(table, said, layers.SCHEMAS["factories"]) == {}


TABLE = [["name", "lat", "lon"], ["A", "54.35", "18.65"]]


@pytest.mark.parametrize(
    "above", [[], [[]], [["Suppliers"], []], [["Suppliers", "", ""]], [["# by me"], ["2025", ""]]]
)
def test_a_title_is_no_header_and_told(above: list[list[str]]) -> None:
    grid = grid_among([*above, *TABLE])
    assert (grid.header, grid.lines) == (TABLE[0], TABLE[1:])
    assert len(grid.told) == any(map(any, above))


def test_one_column_with_an_unquoted_comma_has_no_title() -> None:
    lines = [["name"], ["A", " B"], ["C"]]
    assert grid_among(lines).header == ["name"]


def test_columns_of_nothing_are_none() -> None:
    grid = grid_among([["", "name", "", "lat", ""], ["", "A", "", "54", ""], ["", "B", "", "55", ""]])
    assert (grid.header, grid.lines) == (["name", "lat"], [["A", "54"], ["B", "55"]])
    beyond = grid_among([["name", "lat"], ["A", "54", ""], ["B", "55", "", ""]])
    assert beyond.lines == [["A", "54"], ["B", "55"]]
    torn = [["A", "54"], ["B", " with a comma", ""]]
    assert grid_among([["name", "lat"], *torn]).lines == torn


@pytest.mark.parametrize("nameless", ["", "Unnamed: 0"])
def test_row_numbers_are_no_column(nameless: str) -> None:
    grid = grid_among([[nameless, "name"], ["0", "A"], ["1", "B"]])
    assert grid.header == ["name"]
    assert grid.told == [("a name for each column", "a first column of row numbers, left out")]
    assert grid_among([[nameless, "name"], ["7", "A"]]).header == [nameless or "index", "name"]


def test_titles_and_merged_cells_of_a_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line in (
        ["Suppliers 2025"],
        [],
        ["Country", "Name", "Lat", "Lon"],
        ["PL", "A", 54.35, 18.65],
        [None, "B", 52.2, 21],
    ):
        book.active.append(line)
    book.active.merge_cells("A1:D1")
    book.active.merge_cells("A4:A5")
    book.save(tmp_path / "factories.xlsx")
    with pytest.warns(DataWarning) as told:
        table = layers.read_table(tmp_path / "factories.xlsx")
    notes = str(told[0].message)
    assert table["Country"].tolist() == ["PL", "PL"]
    assert [point.wkt for point in table.geometry] == ["POINT (18.65 54.35)", "POINT (21 52.2)"]
    assert 'a title, "Suppliers 2025", left out' in notes
    assert "merged cells (A4:A5), each read as what the first of them holds" in notes
    with pytest.warns(DataWarning):
        assert layers.read(tmp_path).factories["country"].tolist() == ["PL", "PL"]


def test_names_over_names_are_joined(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["Sites of 2025"],
        ["id", "name", "Place", None, "Share", None],
        [None, None, "Lat", "Lon", "low", "high"],
        ["a", "A", 52, 21, 0.1, 0.2],
    ):
        sheet.append(row)
    for cells in ("A1:F1", "A2:A3", "B2:B3", "C2:D2", "E2:F2"):
        sheet.merge_cells(cells)
    book.save(tmp_path / "t.xlsx")
    (tmp_path / "t.csv").write_text("id,name,Place,,Share,\n,,Lat,Lon,low,high\na,A,52,21,0.1,0.2\n")
    for ending in ("xlsx", "csv"):
        with pytest.warns(DataWarning, match='some over others, read as such as "Place Lat"'):
            read = layers.read_table(tmp_path / f"t.{ending}")
        assert [*read.columns] == ["id", "name", "Share low", "Share high", "geometry"]
        assert read.geometry.x.tolist() == [21]


@pytest.mark.parametrize(
    "lines",
    [
        [["a", "b", ""], ["1", "x", "y"]],  # a row, and a column without a name
        [["a", "b", "b"], ["", "1", "2"]],  # numbers are no names
        [["a", "b", "c"], ["", "x", "y"]],
        [["name", ""], ["x", "y"]],
    ],
)
def test_a_row_is_no_second_line_of_names(lines: list[list[str]]) -> None:
    assert grid_among(lines).lines == [lines[1]]


def test_unlocode_has_no_names_of_columns(tmp_path: Path) -> None:
    rows = (
        ',"PL",,".POLAND",,,,,,,,""\n'
        ',"PL","GDN","Gda\xf1sk","Gdansk","PM","12345---","AI","1001","","5421N 01840E",""\n'
    )
    (tmp_path / "codes.csv").write_bytes(rows.encode("latin-1"))
    with pytest.warns(DataWarning, match="rows of UN/LOCODE, which has none"):
        read = layers.read_table(tmp_path / "codes.csv", places=False)
    assert read.loc[1, ["Country", "Location"]].tolist() == ["PL", "GDN"]
    assert (round(read.geometry[1].x, 2), round(read.geometry[1].y, 2)) == (18.67, 54.35)
