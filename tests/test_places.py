"""The bundled cities."""

from __future__ import annotations

from importlib.resources import files

import pytest

from isthmus.layers._bundled.countries import countries, country_at
from isthmus.layers._bundled.places import places

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
    table = places()
    (row,) = table[table["capital"] & (table["country"] == country)].itertuples()
    assert row.name == name
    assert (row.geometry.x, row.geometry.y) == pytest.approx((lon, lat), abs=0.1)


def test_columns_and_keys() -> None:
    table = places()
    assert list(table.columns) == ["geonameid", "name", "country", "population", "capital", "geometry"]
    assert table["geonameid"].is_unique
    assert not table.isna().any(axis=None)
    assert table.crs == "EPSG:4326"
    assert set(table["country"]) - set(countries()["iso"]) == {"VA"}


def test_cities_are_as_large_as_said() -> None:
    table = places()
    towns = table[~table["capital"]]
    focus = towns["country"].isin(FOCUS)
    assert towns.loc[~focus, "population"].min() > 1_000_000
    assert towns.loc[focus, "population"].min() > 30_000
    assert towns.loc[focus, "country"].value_counts().to_dict() == {"UA": 233, "PL": 169, "TW": 52, "CZ": 47}


def test_no_country_has_two_capitals_and_the_open_one_has_none() -> None:
    capitals = places().query("capital")["country"]
    assert capitals.is_unique
    assert not {"IL", "PS"} & set(capitals)


def test_ukraine_is_coarser() -> None:
    table = places()
    tenths = table.geometry.get_coordinates() * 10
    whole = (tenths - tenths.round()).abs().max(axis=1) < 1e-6
    assert whole[table["country"] == "UA"].all()
    assert not whole[table["country"] == "PL"].all()


def test_cities_lie_in_their_countries() -> None:
    table = places()
    large = table[table["population"] > 1_000_000]
    found = country_at(large.geometry.to_numpy(), within_km=20)
    assert large.loc[found != large["country"], "name"].tolist() == []


def test_each_table_is_the_callers_own() -> None:
    table = places()
    table["name"] = "changed"
    assert "changed" not in set(places()["name"])


def test_file_is_small() -> None:
    assert len(files("isthmus.layers.data").joinpath("places.csv").read_bytes()) < 60_000
