"""The bundled cities, and cities by their names in the languages of their countries."""

from __future__ import annotations

from importlib.resources import files

import pytest

from isthmus.layers._bundled.countries import countries, country_at
from isthmus.layers._bundled.gazetteer import cities
from isthmus.layers._bundled.localities import cities_named

FOCUS = ["TW", "PL", "CZ", "UA"]


@pytest.mark.parametrize(
    ("name", "country", "lon", "lat"),
    [
        ("Taipei", "TW", 121.5, 25.0),
        ("Warsaw", "PL", 21.0, 52.2),
        ("Prague", "CZ", 14.4, 50.1),
        ("Kyiv", "UA", 30.5, 50.5),
        ("Windhoek", "NA", 17.1, -22.6),
    ],
)
def test_capitals_stand_where_they_are(name: str, country: str, lon: float, lat: float) -> None:
    table = cities()
    (row,) = table[table["capital"] & (table["country"] == country)].itertuples()
    assert row.name == name
    assert (row.geometry.x, row.geometry.y) == pytest.approx((lon, lat), abs=0.1)


def test_columns_and_keys() -> None:
    table = cities()
    assert list(table.columns) == ["geonameid", "name", "country", "population", "capital", "geometry"]
    assert table["geonameid"].is_unique
    assert not table.isna().any(axis=None)
    assert table.crs == "EPSG:4326"
    assert set(table["country"]) - set(countries()["iso"]) == {"VA"}


def test_cities_are_as_large_as_said() -> None:
    table = cities()
    towns = table[~table["capital"]]
    focus = towns["country"].isin(FOCUS)
    assert towns.loc[~focus, "population"].min() > 1_000_000
    assert towns.loc[focus, "population"].min() > 30_000
    assert towns.loc[focus, "country"].value_counts().to_dict() == {"PL": 160, "UA": 137, "TW": 52, "CZ": 34}


def test_no_country_has_two_capitals_and_the_open_one_has_none() -> None:
    capitals = cities().query("capital")["country"]
    assert capitals.is_unique
    assert not {"IL", "PS"} & set(capitals)


def test_ukraine_is_coarser() -> None:
    table = cities()
    tenths = table.geometry.get_coordinates() * 10
    whole = (tenths - tenths.round()).abs().max(axis=1) < 1e-6
    assert whole[table["country"] == "UA"].all()
    assert not whole[table["country"] == "PL"].all()


def test_cities_lie_in_their_countries() -> None:
    table = cities()
    large = table[table["population"] > 1_000_000]
    found = country_at(large.geometry.to_numpy(), within_km=20)
    assert large.loc[found != large["country"], "name"].tolist() == []


def test_each_table_is_the_callers_own() -> None:
    table = cities()
    table["name"] = "changed"
    assert "changed" not in set(cities()["name"])


def test_file_is_small() -> None:
    assert len(files("isthmus.layers.data").joinpath("places.csv").read_bytes()) < 60_000


@pytest.mark.parametrize(
    ("name", "country", "city"),
    [
        ("Warszawa", "PL", "Warsaw"),
        ("Praha", "CZ", "Prague"),
        ("praha", "CZ", "Prague"),
        ("Київ", "UA", "Kyiv"),
        ("Lwów", "UA", "Lviv"),
        ("台中", "TW", "Taichung"),
        ("臺中", "TW", "Taichung"),
        ("臺中市", "TW", "Taichung"),
        ("KAOHSIUNG", "TW", "Kaohsiung"),
        ("Gdansk", "PL", "Gdańsk"),
        ("Tokyo", "JP", "Tokyo"),
    ],
)
def test_a_city_is_found_as_people_write_it(name: str, country: str, city: str) -> None:
    (found,) = cities_named(name, country)
    assert (found.name, found.country) == (city, country)


def test_a_city_is_looked_for_in_its_country_only() -> None:
    assert cities_named("Praha", "PL") == ()
    assert cities_named("Łódź", "TW") == ()


def test_all_cities_of_a_name_are_candidates() -> None:
    assert [(city.lon, city.lat) for city in cities_named("Mykolayiv", "UA")] == [(32.0, 47.0), (24.0, 49.5)]
