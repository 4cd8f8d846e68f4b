"""Who is meant at an end of a flow."""

from __future__ import annotations

import pytest

from isthmus.layers._bundled.countries import countries
from isthmus.layers._supply.partners import find_partner, say_unknown


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("CN", ("CN", "cn", "CHN", "156", "156.0", "China", "Chiny", "\u4e2d\u570b")),
        ("TW", ("TW", "158", "490", "S19", "Other Asia, nes", "Other Asia, not elsewhere specified")),
        (
            "EU",
            ("EU", "EU27", "EU-27", "EU27_2020", "European Union", "97", "\u6b50\u76df", "Evropsk\xe1 unie"),
        ),
        (
            "WLD",
            ("World", "WORLD", "W00", "WLD", "0", "000", "Total", "Sv\u011bt", "\u0421\u0432\u0456\u0442"),
        ),
        ("rest of the world", ("Rest of world", "RoW", "Others", "Other countries", "Pozosta\u0142e kraje")),
        ("not specified", ("Areas, nes", "899", "_X", "Unspecified", "Bunkers", "Special categories", "837")),
        ("BE+LU", ("BE+LU", "Belgium-Luxembourg")),
        ("US", ("US", "840", "842", "United States")),
    ],
)
def test_texts_that_mean_the_same(name: str, texts: tuple[str, ...]) -> None:
    found = {text: find_partner(text) for text in texts}
    assert {text: partner and partner.name for text, partner in found.items()} == dict.fromkeys(texts, name)


def test_every_code_means_its_country_alone() -> None:
    for code in countries()["iso"]:
        partner = find_partner(code)
        assert partner is not None
        assert partner.countries == {code}


@pytest.mark.parametrize(
    "text", ["", "  ", "+", "CN+", "Atlantis", "Korea", "Asia", "EU+others", "QM", "12345"]
)
def test_what_means_nobody(text: str) -> None:
    assert find_partner(text) is None
    assert say_unknown(text)


def test_groups_know_their_members() -> None:
    sizes = {"EU": 27, "EU28": 28, "EA20": 20, "EA21": 21, "EFTA": 4, "ASEAN": 11, "GCC": 6, "G7": 7}
    found = {name: find_partner(name) for name in sizes}
    assert {name: partner and len(partner.countries) for name, partner in found.items()} == sizes
    known = {*countries()["iso"]}
    assert all(partner and partner.countries <= known for partner in found.values())
    extra, union = find_partner("Extra-EU"), find_partner("EU")
    assert extra
    assert union
    assert not extra.countries & union.countries
    assert find_partner("EU+WLD").kind == "world"  # type: ignore[union-attr]
