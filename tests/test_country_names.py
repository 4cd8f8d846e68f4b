"""Countries by what people call them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isthmus.layers._bundled.countries import countries
from isthmus.layers._bundled.country_names import _read_names, find_countries, nearest_name


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
    assert nearest_name("Chnia", {}) == "China (CN)"
    assert nearest_name("Wrold", {"World": "WLD"}) == "World (WLD)"
    assert nearest_name("", {}) == ""


@given(st.text())
def test_any_text_means_at_most_a_few_countries(text: str) -> None:
    assert len(find_countries(text)) <= 2
