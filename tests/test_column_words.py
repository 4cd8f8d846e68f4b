"""What people call the columns of a layer, and which of their own columns may be the ones that it lacks."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

from isthmus import layers
from isthmus.geo import DataWarning
from isthmus.layers import SCHEMAS
from isthmus.layers._reading.column_words import columns_by_word, headers_like, may_hold, mostly_fits
from isthmus.layers._tables.table import RawTable

if TYPE_CHECKING:
    from pathlib import Path


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
