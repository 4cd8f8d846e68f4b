"""What texts mean as places."""

from __future__ import annotations

import pytest

from isthmus.geo import ArgumentError
from isthmus.layers import hubs
from isthmus.layers._bundled.gazetteer import Place
from isthmus.layers._bundled.place_names import find_places, split_places


def ids(asked: str) -> list[str]:
    return [place.id for place in find_places(asked, "place")]


@pytest.mark.parametrize(
    "asked", ["Gdańsk", "gdansk", "GDAŃSK ", "Gdańsk, PL", "gdansk, poland", "Gdansk,pl"]
)
def test_a_name_is_found_however_it_is_written(asked: str) -> None:
    assert ids(asked) == ["3099434", "PLGDN"]


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("Warszawa", "Warsaw"),
        ("praha", "Prague"),
        ("台中", "Taichung"),
        ("臺中市", "Taichung"),
        ("Київ", "Kyiv"),
        ("Kijów, UA", "Kyiv"),
        ("Danzig", "Gdańsk"),
    ],
)
def test_cities_are_known_by_the_names_of_their_countries_languages(asked: str, name: str) -> None:
    assert {place.name for place in find_places(asked, "place")} == {name}


def test_another_name_of_a_city_finds_its_port_too() -> None:
    assert ids("Danzig") == ids("Gdańsk")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("PLGDN", "PLGDN"),
        ("pl gdn", "PLGDN"),
        ("WAW", "WAW"),
        ("waw", "WAW"),
        ("3099434", "3099434"),
        ("Port of Kaohsiung", "TWKHH"),
        ("Kaohsiung port", "TWKHH"),
        ("Ust Luga", "RUULU"),
        ("Warsaw Chopin Airport", "WAW"),
        ("port_kao", "port_kao"),
        ("aidc", "aidc"),
    ],
)
def test_codes_ports_airports_and_ids_are_found(asked: str, found: str) -> None:
    assert ids(asked) == [found]


def test_every_hub_is_found_by_its_id() -> None:
    table = hubs()
    assert [ids(code)[0] for code in table["id"]] == table["id"].tolist()


def test_every_name_is_found_or_lists_its_candidates() -> None:
    for name, country, code in hubs()[["name", "country", "id"]].to_numpy():
        try:
            found = ids(f"{name}, {country}")
        except ArgumentError as error:
            assert repr(code) in str(error)  # noqa: PT017 - either outcome is right
        else:
            assert code in found


def test_what_a_message_says_to_type_is_understood() -> None:
    with pytest.raises(ArgumentError) as caught:
        find_places("Chaozhou", "origin")
    first, *lines = str(caught.value).splitlines()
    assert first == "origin: 'Chaozhou' is the name of several places:"
    typed = [line.rpartition("type ")[2].strip("'") for line in lines]
    assert typed == ["Chaozhou, CN", "Chaozhou, TW"]
    assert [find_places(words, "origin")[0].country for words in typed] == ["CN", "TW"]


def test_two_cities_of_a_name_in_one_country_are_told_apart_by_their_ids() -> None:
    with pytest.raises(ArgumentError, match=r"at 32,47: type '700569'"):
        find_places("Mykolayiv", "origin")


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(ArgumentError, match="'Tachung'; the nearest names are Taichung, Taitung"):
        find_places("Tachung", "origin")


@pytest.mark.parametrize("asked", ["120.68,24.15", " 120.68, 24.15", "120.68 24.15", (120.68, 24.15)])
def test_longitude_and_latitude_are_a_point(asked: str | tuple[float, float]) -> None:
    [place] = find_places(asked, "place")
    assert (place.kind, place.lon, place.lat, place.country) == ("point", 120.68, 24.15, "TW")


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("24.15,120.68", r"got 24.15,120.68; did you mean 120.68,24.15\?"),
        ("200,95", r"expected longitude,latitude in degrees, got 200,95$"),
        ((float("nan"), 5.0), "got nan,5"),
        ((1.0, 2.0, 3.0), r"a code or \(lon, lat\), got \(1.0, 2.0, 3.0\)"),
        (None, "got None"),
        ("", "nothing is known as ''"),
        ("Taichung, PL", "nothing is known as 'Taichung, PL'; the nearest names are Taichung"),
    ],
)
def test_what_is_no_place_is_refused(asked: object, message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        find_places(asked, "place")  # type: ignore[arg-type]


def test_of_ids_that_are_alike_one_is_named() -> None:
    own = {f"qqxxy{digit}": Place("factory", f"qqxxy{digit}", "Mine", "", 20.0, 50.0) for digit in "12345"}
    with pytest.raises(ArgumentError, match=r"as 'qqxxy'; the nearest names are qqxxy\d; longitude"):
        find_places("qqxxy", "place", own)


@pytest.mark.parametrize(
    ("given", "places"),
    [
        ("TW", ("TW",)),
        ("PL,CZ", ("PL", "CZ")),
        ("Poland, Czechia", ("Poland", "Czechia")),
        ("Taichung, TW", ("Taichung, TW",)),
        ("Taichung, TW, Gdansk", ("Taichung, TW", "Gdansk")),
        ("Gdansk,CZ", ("Gdansk", "CZ")),  # no Gdańsk lies in Czechia
        ("120.3,22.6", ("120.3,22.6",)),
        ("120.3,22.6,PL", ("120.3,22.6", "PL")),
        ((120.3, 22.6), ((120.3, 22.6),)),
        ([120, 22], ((120.0, 22.0),)),
        ([(120.3, 22.6), "PL"], ((120.3, 22.6), "PL")),
        (["PL", "PL"], ("PL",)),
        ("NRT,SIN,FRA,LAX", ("NRT", "SIN", "FRA", "LAX")),  # FRA is France, too
        ("Lyon, FRA", ("Lyon, FRA",)),
    ],
)
def test_commas_part_places_but_not_points_and_countries(given: object, places: tuple[object, ...]) -> None:
    assert split_places("origins", given) == places


@pytest.mark.parametrize(
    "wrong", [None, 3, b"TW", {}, [], "", " ", [3], [(1, 2, 3)], [None], {"TW": 1}, [True, False]]
)
def test_what_are_no_places_is_refused(wrong: object) -> None:
    with pytest.raises(ArgumentError, match="origins: expected"):
        split_places("origins", wrong)
