"""Headers in any letters and languages, and which of one's own columns may be those that a layer lacks."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pytest
from unpacking import from_text, header_of

from isthmus import layers
from isthmus.geo import DataWarning
from isthmus.layers import SCHEMAS
from isthmus.layers._reading.column_names import (
    columns_by_word,
    headers_like,
    may_hold,
    mostly_fits,
    names_in_schema,
)
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


def told(folder: Path, severity: str) -> dict[str | None, tuple[str, ...]]:
    return {one.column: one.settings for one in layers.check(folder) if one.severity == severity}


def test_each_word_means_one_column_of_a_layer() -> None:
    for schema in SCHEMAS.values():
        words = columns_by_word(schema.names)
        assert not words.keys() & {name for name in schema.names if words.get(name, name) != name}


@pytest.mark.parametrize(
    ("header", "country"),
    [
        ("Kennung;Bezeichnung;Land;Ort;Breitengrad;L\u00e4ngengrad;Stand", "Polen"),
        ("Identifiant;Nom;Pays;Ville;Latitude;Longitude;Date des donn\u00e9es", "Pologne"),
        ("C\u00f3digo;Nombre;Pa\u00eds;Ciudad;Latitud;Longitud;Fecha de actualizaci\u00f3n", "Polonia"),
        ("Kod;Nazwa;Kraj;Miasto;Szeroko\u015b\u0107;D\u0142ugo\u015b\u0107;Stan na dzie\u0144", "Polska"),
        ("K\u00f3d;N\u00e1zev;Zem\u011b;M\u011bsto;\u0160\u00ed\u0159ka;D\u00e9lka;Stav ke dni", "Polsko"),
        ("Ідентифікатор;Назва;Країна;Місто;Широта;Довгота;Станом на", "Польща"),
        ("編號;名稱;國家;城市;緯度;經度;資料日期", "波蘭"),
        ("番号;名前;国;都市;緯度;経度;更新日期", "ポーランド"),
    ],
)
def test_a_table_in_a_language_of_the_field_is_a_layer(tmp_path: Path, header: str, country: str) -> None:
    rows = [f"{place};Werk {place};{country};Łódź;51.77;19.46;2025-03" for place in ("a", "b")]
    (tmp_path / "factories.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    assert told(tmp_path, "problem") == {}
    (tmp_path / "isthmus.toml").write_text(layers.hints(tmp_path), encoding="utf-8")
    said = tomllib.loads((tmp_path / "isthmus.toml").read_text("utf-8"))["factories"]["columns"]
    assert {*said} == {"id", "name", "country", "city", "lat", "lon", "as_of"}
    assert {*told(tmp_path, "note")} == {"country"}  # by name, which asks for nothing
    with pytest.warns(DataWarning, match="by name"):
        factory = layers.read(tmp_path).factories.iloc[0]
    assert factory[["id", "country", "as_of"]].tolist() == ["a", "PL", "2025-03"]


# The headers of GTFS' stops, the World Port Index, Global Energy Monitor's trackers and OurAirports.
@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("stop_id,stop_name,stop_lat,stop_lon,country", "1,Łódź,51.8,19.5,PL"),
        ("Main Port Name,UN/LOCODE,Country Code,Latitude,Longitude", "Łódź,PLLOD,Poland,51.8,19.5"),
        ("Country/area,Plant / Project name,Latitude,Longitude", "Poland,Łódź,51.8,19.5"),
        ("ident,type,name,latitude_deg,longitude_deg,iso_country", "EPLL,airport,Łódź,51.8,19.5,PL"),
    ],
)
def test_tables_of_usual_sources_are_layers_as_they_are(tmp_path: Path, header: str, row: str) -> None:
    (tmp_path / "factories.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    with pytest.warns(DataWarning):
        factory = layers.read(tmp_path).factories.iloc[0]
    assert (factory["name"], factory.country, factory.geometry.wkt) == ("Łódź", "PL", "POINT (19.5 51.8)")


def test_a_name_that_is_missing_may_be_one_of_the_other_columns(tmp_path: Path) -> None:
    cells = "id,lat,lon,Betrieb,Inhaber,Mail,tons\na,52,21,Werk A,Firma Eins,a@b.example,5\n"
    (tmp_path / "factories.csv").write_text(cells + "b,52,21,Werk B,Firma Zwei,c@d.example,6\n")
    assert told(tmp_path, "problem") == {
        "name": ('columns.name = "Betrieb"', 'columns.name = "Inhaber"'),
    }
    assert '# columns.name = "Inhaber"' in layers.hints(tmp_path)


def test_columns_of_countries_and_days_are_asked_for(tmp_path: Path) -> None:
    (tmp_path / "factories.csv").write_text("id,name,lat,lon,Herkunft\na,A,52,21,PL\nb,B,50,14,Czechia\n")
    zone = 'id,name,wkt,seit\na,A,"POLYGON ((0 0, 1 0, 1 1, 0 0))",3 Mar 2024\n'
    (tmp_path / "risk_zones.csv").write_text(zone)
    hints = layers.hints(tmp_path)
    assert tomllib.loads(hints) == {"factories": {}, "risk_zones": {}}
    assert '# columns.country = "Herkunft"  # if it is that' in hints
    assert '# columns.start = "seit"  # if it is that' in hints
    said = hints.replace("# columns", "columns")
    (tmp_path / "isthmus.toml").write_text(said)
    with pytest.warns(DataWarning, match="Czechia"):
        atlas = layers.read(tmp_path)
    assert atlas.factories["country"].tolist() == ["PL", "CZ"]
    assert atlas.risk_zones["start"].tolist() == ["2024-03-03"]


def test_what_is_rather_something_else_is_not_proposed(tmp_path: Path) -> None:
    cells = "工廠,人數,日期,價\n台積電,5000,98/07/01,1.5\n中鋼,98,60/12/03,2\n"
    (tmp_path / "factories.csv").write_text(cells, encoding="utf-8")
    assert told(tmp_path, "problem")["name"] == ('columns.name = "工廠"',)
    assert told(tmp_path, "problem")["id"] == ('columns.id = "工廠"',)
    zone = 'id,name,wkt,seit\na,A,"POLYGON ((0 0, 1 0, 1 1, 0 0))",2024-03\n'
    (tmp_path / "risk_zones.csv").write_text(zone)
    assert "end" not in told(tmp_path, "note")


def test_ids_differ_and_are_all_there() -> None:
    column = SCHEMAS["factories"]["id"]
    assert mostly_fits(["a", "b"], column)
    assert not mostly_fits(["a", "a"], column)
    assert not mostly_fits(["a", ""], column)


def test_dates_that_may_be_two_days_are_dates() -> None:
    assert may_hold("01.02.2025", SCHEMAS["risk_zones"]["start"])
    assert not may_hold("soon", SCHEMAS["risk_zones"]["start"])


def test_words_are_no_quantities() -> None:
    assert may_hold("1 234,5", SCHEMAS["flows"]["quantity"])
    assert not may_hold("high", SCHEMAS["flows"]["quantity"])


def test_two_words_for_one_column_are_asked_about(tmp_path: Path) -> None:
    (tmp_path / "factories.csv").write_text("id,Nazwa,Nazwa obiektu\na,A,B\n")
    lines = ('columns.name = "Nazwa"', 'columns.name = "Nazwa obiektu"')
    assert lines in {one.settings for one in layers.check(tmp_path) if one.column == "name"}


def test_names_of_ends_are_no_ids(tmp_path: Path) -> None:
    leg = 'id,name,mode,from,to,wkt\na,A,sea,Kaohsiung,Gdańsk,"LINESTRING (120 22, 18 54)"\n'
    (tmp_path / "corridors.csv").write_text(leg, encoding="utf-8")
    assert told(tmp_path, "problem") == {}
    with pytest.warns(DataWarning, match='did you mean "from_id"?'):
        assert layers.read(tmp_path).corridors["from"].tolist() == ["Kaohsiung"]


def test_a_column_in_which_one_cell_is_a_country_or_a_date_holds_none() -> None:
    cells = {
        "a": ["Poland", "Gear", "Widget"],
        "b": ["Poland", "DE", "Tajwan"],
        "c": ["2025-01-01", "x", "y"],
    }
    table = RawTable("factories", "f.csv", cells, [1, 2, 3])
    assert headers_like(table, SCHEMAS["factories"], "country") == ["b"]
    assert headers_like(table, SCHEMAS["factories"], "as_of") == []
