"""Cities by their names in the languages of their countries; places by row, name and code in the file."""

from __future__ import annotations

from importlib.resources import files

import numpy as np
import pytest

from isthmus.layers._bundled import gazetteer
from isthmus.layers._bundled.countries import cities, countries, country_at
from isthmus.layers._bundled.gazetteer import (
    Entry,
    Lines,
    entry_at,
    find_rows,
    row_of_code,
    rows_like,
)
from isthmus.layers._bundled.names import find_cities

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
    names = ["geonameid", "name", "country", "population", "capital", "other_names", "geometry"]
    assert list(table.columns) == names
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
    """Each page carries it, the names at home and in its languages included."""
    assert len(files("isthmus.layers.data").joinpath("places.csv").read_bytes()) < 64_000


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
    (found,) = find_cities(name, country)
    assert (found.name, found.country) == (city, country)


def test_a_city_is_looked_for_in_its_country_only() -> None:
    assert find_cities("Praha", "PL") == ()
    assert find_cities("Łódź", "TW") == ()


def test_all_cities_of_a_name_are_candidates() -> None:
    assert [(city.lon, city.lat) for city in find_cities("Mykolayiv", "UA")] == [(32.0, 47.0), (24.0, 49.5)]


WORDS = ["", "a", "ab", "łódź", "名"]


@pytest.fixture
def lines() -> Lines:
    return Lines(np.frombuffer("".join(f"{word}\n" for word in WORDS).encode(), np.uint8))


def test_lines_are_counted_cut_and_found(lines: Lines) -> None:
    assert len(lines) == len(WORDS)
    for row, word in enumerate(WORDS):
        assert lines[row] == word.encode()
        assert lines.find(word) == row
    for missing in ("aa", "b", "z", "名名"):
        assert lines.find(missing) is None


def test_a_code_is_found_in_any_case_and_leads_to_its_place() -> None:
    row = row_of_code("plgdn")
    assert row is not None
    assert row == row_of_code("PLGDN")
    place = entry_at(row)
    assert (place.kind, place.id, place.country) == ("port", "PLGDN", "PL")
    assert (place.lon, place.lat) == pytest.approx((18.7, 54.4), abs=0.1)
    assert row_of_code("XXXXX") is None


def test_a_name_leads_to_its_places_and_says_whether_it_is_theirs() -> None:
    own = {entry_at(row).id: is_own for row, is_own in find_rows("warsaw")}
    assert own["756135"] is True
    other = {entry_at(row).id: is_own for row, is_own in find_rows("warszawa")}
    assert other["756135"] is False
    assert find_rows("no such place") == []


def test_places_know_their_inhabitants() -> None:
    (warsaw,) = [entry_at(row) for row, _ in find_rows("warsaw") if entry_at(row).id == "756135"]
    assert isinstance(warsaw, Entry)
    assert warsaw.population > 1_000_000
    assert (warsaw.lon, warsaw.lat) == pytest.approx((21.0, 52.2), abs=0.05)


def test_names_alike_share_pairs_of_letters_the_most_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 7 pairs with the ends of "warsav": 5 of 7 in warsaw, 5 of 8 in warsawa, 3 of 4 in sav, 1 in wien."""
    names = ["sav", "warsaw", "warsawa", "wien"]
    arrays = {
        "name_lines": np.frombuffer("".join(f"{name}\n" for name in names).encode(), np.uint8),
        "name_counts": np.array([1, 2, 1, 1]),
        "name_rows": np.array([10, 20, 31, 40, 50]),
    }
    monkeypatch.setattr(gazetteer, "_array", arrays.__getitem__)
    monkeypatch.setattr(gazetteer, "_lines", lambda name: Lines(arrays[name]))
    monkeypatch.setattr(gazetteer, "_name_ends", lambda: np.cumsum(arrays["name_counts"]))
    assert rows_like("warsav", 9) == [
        ("warsaw", 10),
        ("warsaw", 15),
        ("warsawa", 20),
        ("sav", 5),
        ("wien", 25),
    ]
    assert rows_like("warsav", 1) == [("warsaw", 10), ("warsaw", 15)]
    assert rows_like("wien", 1) == [("wien", 25)]
    assert rows_like("xxen", 1) == [("wien", 25)]
    assert find_rows("warsaw") == [(10, True), (15, False)]
