"""Cities by their names, in the languages of their countries."""

from __future__ import annotations

import pytest

from isthmus.layers._reading.gazetteer import cities_named


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
    assert [(city.lon, city.lat) for city in cities_named("Chełm", "PL")] == [(23.47, 51.14), (18.62, 54.34)]
