"""Names, of countries and of places: what they mean, and what may have been meant by wrong ones."""

from __future__ import annotations

import csv
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isthmus.geo import ArgumentError
from isthmus.layers import route
from isthmus.layers._bundled.countries import countries
from isthmus.layers._bundled.gazetteer import Place, km_between, place_of_code
from isthmus.layers._bundled.names import (
    _read_names,
    find_countries,
    likeliest,
    localities,
    nearest_name,
    places_like,
)
from isthmus.layers._bundled.place_names import find_places, is_place


def test_every_country_is_known_by_its_code_and_its_name() -> None:
    table = countries()
    for code, name in zip(table["iso"], table["name"], strict=True):
        assert find_countries(code) == find_countries(code.lower()) == find_countries(name) == (code,)


def test_every_name_of_the_file_means_its_country() -> None:
    shared = {"Korea", "Republic of China", "Virgin Islands"}
    for code, name in _read_names():
        found = find_countries(name)
        assert code in found
        assert (len(found) > 1) == (name in shared), name
        assert find_countries(f"  {name.upper()} ") == find_countries(name.casefold()) == found


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("CN", "CHN 156 China 中国 中國 Čína Chiny Китай"),
        ("DE", "DEU 276 Germany Deutschland Niemcy Německo Німеччина 德國"),
        ("TW", "TWN 158 Taiwan Tajwan Tchaj-wan Тайвань 台灣 臺灣"),
        ("GR", "GRC EL Greece Ελλάδα Grecja Řecko Греція"),
        ("GB", "UK GBR U.K. 826"),
        ("US", "USA 840 842 U.S.A."),
        ("AF", "AFG 4 04 004 4.0"),
        ("FR", "250 251 FRA"),
    ],
)
def test_codes_and_names_in_many_languages(code: str, names: str) -> None:
    assert {name: find_countries(name) for name in names.split()} == dict.fromkeys(names.split(), (code,))


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("KR", "Rep. of Korea"),
        ("KR", "Korea, Republic of"),
        ("KR", "Korea, Rep."),
        ("KP", "Dem. People's Rep. of Korea"),
        ("CD", "Congo, Dem. Rep."),
        ("CG", "Congo, Rep."),
        ("CG", "Congo"),
        ("IR", "Iran (Islamic Republic of)"),
        ("VN", "Viet Nam"),
        ("CI", "Cote d\N{RIGHT SINGLE QUOTATION MARK}Ivoire"),
        ("BA", "Bosnia & Herzegovina"),
        ("HK", "China, Hong Kong SAR"),
        ("MO", "Macau"),
        ("TW", "Chinese Taipei"),
        ("NL", "The Netherlands"),
        ("CZ", "Czech Rep."),
        ("TR", "Türkiye"),
        ("MP", "N. Mariana Isds"),
        ("PL", "Republic of Poland"),
        ("IE", "Republic of Ireland"),
        ("AE", "Об'єднані Арабські Емірати"),  # noqa: RUF001 - Ukrainian
    ],
)
def test_names_of_statistics(code: str, name: str) -> None:
    assert find_countries(name) == (code,)


@pytest.mark.parametrize(
    "text",
    ["", " ", "Atlantis", "EU", "World", "W00", "0", "97", "490", "1560", "156.5", "Republic", "the", "+"],
)
def test_what_means_no_country(text: str) -> None:
    assert find_countries(text) == ()


def test_a_name_of_two_countries_means_both() -> None:
    assert find_countries("Korea") == ("KP", "KR")
    assert find_countries("Virgin Islands") == ("VG", "VI")


def test_the_nearest_name() -> None:
    assert nearest_name("Chnia") == "China (CN)"
    assert nearest_name("") == ""


@given(st.text())
def test_any_text_means_at_most_a_few_countries(text: str) -> None:
    assert len(find_countries(text)) <= 2


#: Names as people write them, and the points that other lists than the gazetteer's give: UN/LOCODE by the
#: minute, lists of ports; empty where none has one, or the one it has is wrong.
TEXT = (Path(__file__).parent / "data" / "names.csv").read_text("utf-8")
NAMES = [*csv.DictReader(TEXT.splitlines())]


def meant(asked: str) -> list[Place]:
    return find_places(asked, "place")


@pytest.mark.parametrize("row", NAMES, ids=[row["name"] for row in NAMES])
def test_a_name_is_found_in_its_country_and_near_a_second_source(row: dict[str, str]) -> None:
    found = meant(row["name"])
    assert {place.country for place in found} == {row["country"]}
    if row["lon"]:
        there = float(row["lon"]), float(row["lat"])
        assert min(km_between((place.lon, place.lat), there) for place in found) < 15


def test_most_names_have_a_second_source() -> None:
    assert len(NAMES) >= 200
    assert sum(bool(row["lon"]) for row in NAMES) >= 150


@pytest.mark.parametrize(
    ("code", "name", "country"),
    [
        ("LUZ", "Lublin Airport", "PL"),
        ("EPLB", "Lublin Airport", "PL"),
        ("RZE", "Rzeszow-Jasionka Airport", "PL"),
        ("eprz", "Rzeszow-Jasionka Airport", "PL"),
        ("LCJ", "Łódź Władysław Reymont Airport", "PL"),
        ("RCTP", "Taiwan Taoyuan International Airport", "TW"),
        ("HHN", "Frankfurt-Hahn Airport", "DE"),
        ("DEDUI", "Duisburg", "DE"),
        ("DE DUI", "Duisburg", "DE"),
        ("PLMAA", "Małaszewicze", "PL"),
        ("KZDOS", "Dostyk", "KZ"),
    ],
)
def test_codes_of_what_is_no_hub_are_known(code: str, name: str, country: str) -> None:
    [place] = meant(code)
    assert (place.name, place.country, place.hub) == (name, country, None) or place.id == "TPE"


@pytest.mark.parametrize("asked", ["QQQ", "XQX", "ŁDZ", "POL", "CZE", "UKR"])
def test_three_capitals_are_a_code_or_nothing(asked: str) -> None:
    assert not is_place(asked)


def test_lodz_is_not_lublins_airport() -> None:
    assert [place.name for place in meant("Łódź")] == ["Łódź"]
    assert [place.kind for place in meant("LUZ")] == ["airport"]


@pytest.mark.parametrize(
    ("asked", "kinds"),
    [
        ("Port of Taipei", ["port"]),
        ("Rzeszów airport", ["airport"]),
        ("Port of Antwerp", ["port"]),
        ("Sławków", ["city", "rail_terminal"]),
        ("Medyka", ["border_crossing"]),
        ("Khorgos", ["rail_terminal"]),
    ],
)
def test_a_name_says_what_kind_of_place_it_is(asked: str, kinds: list[str]) -> None:
    assert [place.kind for place in meant(asked)] == kinds


@pytest.mark.parametrize(
    ("asked", "country"),
    [
        ("Barcelona", "ES"),  # a hub; the other in Venezuela is none
        ("Birmingham", "GB"),
        ("Athens", "GR"),
        ("Roma", "IT"),  # and not the towns of the name
        ("Salem", "IN"),  # and not Jerusalem
        ("Zaragoza", "ES"),  # and not Tijuana
        ("St Petersburg", "RU"),
        ("Benátky", "IT"),
        ("Shenzhen", "CN"),  # there is a village in Taiwan
    ],
)
def test_one_of_several_is_meant_if_it_is_by_far_the_largest(asked: str, country: str) -> None:
    assert {place.country for place in meant(asked)} == {country}


@pytest.mark.parametrize(
    ("asked", "first", "second"),
    [
        ("Valencia", "Valencia, VE", "Valencia, ES"),
        ("Brest", "Brest, BY", "Brest, FR"),
        ("Chaozhou", "Chaozhou, CN", "Chaozhou, TW"),
        ("Cambridge", "Cambridge, GB", "Cambridge, CA"),
    ],
)
def test_several_are_listed_with_what_to_type(asked: str, first: str, second: str) -> None:
    with pytest.raises(ArgumentError, match="is the name of several places") as caught:
        meant(asked)
    typed = [line.rpartition("type ")[2].strip("'") for line in str(caught.value).splitlines()[1:]]
    assert typed[:2] == [first, second]
    assert all(is_place(words) for words in typed)


def test_a_place_in_a_country_of_the_question_is_not_passed_over() -> None:
    assert len(likeliest(localities("London"))) == 1
    assert [one.places[0].country for one in likeliest(localities("London"), ["CA"])][:2] == ["GB", "CA"]
    with pytest.raises(ArgumentError, match="'London, CA'"):
        route("Toronto", "London")


def test_two_cities_of_a_name_side_by_side_are_two_localities() -> None:
    """Fuzhou in Fujian and Fuzhou in Jiangxi."""
    kinds = [[place.kind for place in one.places] for one in localities("Fuzhou", ["CN"])]
    assert sum("city" in own for own in kinds) == 2
    assert all(len({*own}) == len(own) for own in kinds)


def test_a_country_is_meant_before_a_place_that_is_no_hub_of_the_name() -> None:
    assert not is_place("Lebanon")
    assert not is_place("Polska")
    assert is_place("Singapore")
    with pytest.raises(ArgumentError, match="'Польща' is a country; name a place in it"):
        meant("Польща")


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ("Duisbrug", "Duisburg"),
        ("Wroclav", "Wrocław"),
        ("Kaoshiung", "Kaohsiung"),
        ("Port of Hambrg", "Hamburg"),
        ("Małaszewice", "Małaszewicze"),
        ("Lyonn", "Lyon"),
    ],
)
def test_a_hint_is_near_in_spelling_and_plausible(asked: str, hint: str) -> None:
    with pytest.raises(ArgumentError, match=f"the nearest names are {hint}[,;]"):
        meant(asked)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("高雄港", "TWKHH"),
        ("Port Gdynia", "PLGDY"),
        ("port w Gdańsku", "PLGDN"),
        ("přístav Hamburk", "DEHAM"),
        ("порт Одеса", "UAODS"),
        ("Hafen von Hamburg", "DEHAM"),
        ("桃園國際機場", "TPE"),
        ("Chopin Airport", "WAW"),
        ("lotnisko Rzeszów", "RZE"),
        ("letiště Praha", "PRG"),
        ("аеропорт Бориспіль", "KBP"),
        ("Frankfurt Airport", "FRA"),
        ("lotnisko Lipsk/Halle", "LEJ"),
        ("新竹科學園區", "hsinchu_sp"),
        ("Jiayi", "1678836"),
        ("屏東", "pingtung"),
        ("霍爾果斯", "horgos"),
        ("Singapur", "1880252"),
        ("香港", "1819729"),
    ],
)
def test_ports_airports_and_parks_are_found_as_people_of_four_countries_call_them(
    asked: str, found: str
) -> None:
    assert found in {place.id for place in meant(asked)}


def test_no_airfield_of_an_army_has_a_name_here() -> None:
    assert not localities("Gangshan Air Force Base")
    assert place_of_code("RCAY") is None


def test_no_hint_is_far_off() -> None:
    assert "Philipsburg" not in {place.name for place in places_like("Duisburg")}
    assert places_like("Xqzvwk") == []
    assert {place.kind for place in places_like("Hambrg", kinds=["port"])} == {"port"}


@pytest.mark.parametrize("name", ["Lukyanivka", "Saltivka", "Nusle", "Psie Pole", "Bohuniya"])
def test_sections_of_cities_are_no_cities(name: str) -> None:
    assert not [one for one in localities(name) if one.is_own]


def test_a_city_that_is_no_hub_is_joined_to_what_is_near() -> None:
    legs = route("Duisburg", "Warsaw")
    assert 900 < legs["km"].iloc[-1] < 1300
    assert place_of_code("2934691") == meant("Duisburg")[0]


def test_the_file_is_small_and_answers_soon() -> None:
    assert len(files("isthmus.layers.data").joinpath("gazetteer.npz").read_bytes()) < 4_000_000
    script = (
        "import time, isthmus.layers; from isthmus.layers._bundled.place_names import find_places;"
        "start = time.process_time(); find_places('Duisburg', 'place'); print(time.process_time() - start)"
    )
    asked = [sys.executable, "-c", script]
    seconds = (float(subprocess.run(asked, capture_output=True, check=True).stdout) for _ in range(3))
    assert any(taken < 0.2 for taken in seconds)  # once is enough: other programs are at work, too
