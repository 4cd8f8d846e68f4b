"""What text of a language looks like, and what misread bytes look like."""

from __future__ import annotations

import pytest

from isthmus.layers._reading.alphabets import (
    CERTAIN,
    LIKELY,
    NO,
    SURE,
    baltic_text,
    central_text,
    cyrillic_text,
    japanese_text,
    korean_text,
    simplified_text,
    traditional_text,
    turkish_text,
    western_text,
)


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("Żubr, Łódź", SURE),
        ("Łódź „a”…", SURE),
        ("żółć", NO),  # a word of no plain letter, and no other word with one
        ("żółw", SURE),  # one plain letter of four
        ("żółwż", NO),
        ("Łódź ¬", NO),
        ("aŁa", NO),  # a capital after a small letter
        ("ABCŁ", SURE),
        ("Kraków, Świnoujście, Plzeň", LIKELY),
        ("Gy§r", NO),  # a sign between letters
        ("Plzeĺ", NO),  # no Slovak l is long before nothing
        ("Logroń, Logrońo", NO),  # a Polish n is soft before no vowel
    ],
)
def test_central_text_is_as_people_write_it(text: str, sure: int) -> None:
    assert central_text(text) == sure


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("España", SURE),
        ("Espanñ", NO),
        ("perché più", SURE),
        ("pùi", NO),
        ("Gävle, Åhus", SURE),
        ("Gyõr", SURE),  # Estonian has the letter
        ("Gyõr, Székesfehérvár", LIKELY),
        ("Rçga", NO),
    ],
)
def test_western_text_is_as_people_write_it(text: str, sure: int) -> None:
    assert western_text(text) == sure


def test_baltic_and_turkish_letters() -> None:
    assert baltic_text("Klaipėda, Šiauliai") == SURE
    assert baltic_text("Rīga, Šiauliai, Kėdainiai") == LIKELY
    assert turkish_text("İzmir, Diyarbak\u0131r") == SURE
    assert turkish_text("Rīga") == NO


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("Завод Київ", SURE),
        ("подъезд", SURE),
        ("Київ, подъезд", LIKELY),
        ("їё", NO),
        ("ждx", NO),
        ("КиЇв", NO),
        ("№ 5", LIKELY),
        ("ЫАР", NO),
        ("Wroc€aw", NO),
    ],
)
def test_cyrillic_text_is_of_its_languages(text: str, sure: int) -> None:
    assert cyrillic_text(text) == sure


@pytest.mark.parametrize(
    ("text", "sure"),
    [("台中市", SURE), ("台中市、TSMC", SURE), ("台中a", NO), ("a台中", NO), ("台中 い", NO), ("、", NO)],
)
def test_chinese_text_is_of_usual_characters(text: str, sure: int) -> None:
    assert traditional_text(text) == sure


def test_of_chinese_characters_nine_in_ten_are_usual() -> None:
    usual = "台中市精密機械高雄"
    rare = bytes.fromhex("c940c941c942c943c944c945").decode("big5")  # its characters of less use begin so
    assert traditional_text(usual + rare[0]) == SURE
    assert traditional_text(usual + rare[:2]) == LIKELY
    assert traditional_text(usual + rare) == NO
    assert simplified_text("上海港") == SURE


def test_japanese_and_korean_letters() -> None:
    assert japanese_text("トヨタ") == japanese_text("横浜港") == SURE
    assert simplified_text("トヨタ") == NO
    assert korean_text("부산항") == SURE
    assert korean_text("서울부산인천대구광주울산수원창원포항여수") == CERTAIN
    assert korean_text("부산 港") == NO
