"""Text in the encoding it was saved in: known, or refused, never guessed in silence."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

import pytest

from isthmus.geo import ValidationError
from isthmus.layers._reading.encodings import decode, is_chinese, is_cyrillic, is_latin, is_one_language
from isthmus.layers._reading.read_csv import read_csv

if TYPE_CHECKING:
    from pathlib import Path


def written(folder: Path, content: bytes) -> Path:
    path = folder / "flows.csv"
    path.write_bytes(content)
    return path


POLISH = "id;name;city\n1;Zakład „Żuraw”;Łódź\n2;Príliš žluťoučký kůň;Plzeň\n"


UKRAINIAN = "id,name\n1,Завод Київ — Їжак\n2,Ґанок\n"


CHINESE = "id,name\n1,台中市 TSMC 精密機械\n2,高雄港\n"


@pytest.mark.parametrize(
    ("text", "encoding", "noted"),
    [
        (POLISH, "cp1250", "cp1250, and read as such"),
        ("id,name\n1,Łódź\n2,Książ\n", "iso8859-2", "iso8859-2, and read as such"),
        (POLISH, "utf-16", "utf-16, and read as such"),
        (POLISH, "utf-8-sig", "semicolons, and read as such"),
        (UKRAINIAN, "cp1251", "cp1251, and read as such"),
        (UKRAINIAN.replace("—", "-"), "koi8-u", "koi8-u, and read as such"),
        (CHINESE, "cp950", "cp950, and read as such"),
        (CHINESE, "utf-16-le", None),
    ],
)
def test_every_usual_encoding_is_read_right_or_refused(
    tmp_path: Path, text: str, encoding: str, noted: str | None
) -> None:
    path = written(tmp_path, text.encode(encoding))
    if noted is None:
        with pytest.raises(ValidationError, match="expected text in UTF-8"):
            read_csv(path, "flows")
        return
    table = read_csv(path, "flows")
    assert noted in {note.got for note in table.notes}
    assert table.cells == read_csv(written(tmp_path, text.encode()), "flows").cells


def told(path: Path, encoding: str = "") -> str:
    with pytest.raises(ValidationError) as caught:
        decode(path, encoding=encoding)
    (problem,) = caught.value.problems
    return str(problem)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"plain", ("plain", "utf-8")),
        (codecs.BOM_UTF8 + "Łódź".encode(), ("Łódź", "utf-8")),
        (codecs.BOM_UTF16_LE + "Łódź".encode("utf-16-le"), ("Łódź", "utf-16")),
        (codecs.BOM_UTF16_BE + "Łódź".encode("utf-16-be"), ("Łódź", "utf-16")),
        (b"", ("", "utf-8")),
    ],
)
def test_a_byte_order_mark_decides_and_is_no_part_of_the_text(
    tmp_path: Path, content: bytes, expected: tuple[str, str]
) -> None:
    assert decode(written(tmp_path, content)) == expected


def test_what_was_said_decides(tmp_path: Path) -> None:
    path = written(tmp_path, "Plzeň".encode("cp1250"))
    assert decode(path, encoding="cp1250") == ("Plzeň", "cp1250")
    assert decode(path, encoding="cp1252") == ("Plzeò", "cp1252")
    assert told(path, "utf-8") == (
        "flows.csv: expected text in UTF-8, got byte 0xF2 in line 1; "
        'save it in UTF-8 (in Excel: "CSV UTF-8"), or put its encoding in isthmus.toml'
    )


def test_a_wrong_byte_is_told_by_its_line(tmp_path: Path) -> None:
    assert "got byte 0x81 in line 3" in told(written(tmp_path, b"id\n1\n2\x81\x8d\n3\n"))


def test_readings_that_differ_are_told_with_the_first_word_they_differ_in(tmp_path: Path) -> None:
    message = told(written(tmp_path, "id,city\n1,Brno; Plzeň|x\n".encode("cp1250")))
    assert 'got byte 0xF2 in line 2, "Plzeň" in cp1250 or "Plzeò" in cp1252' in message


@pytest.mark.parametrize("encoding", ["klingon", "rot13", "base64", "hex"])
def test_an_encoding_of_no_text_is_none(tmp_path: Path, encoding: str) -> None:
    assert f'the name of an encoding such as cp1250, got "{encoding}"' in told(
        written(tmp_path, b"a"), encoding
    )


def test_zero_bytes_are_no_text(tmp_path: Path) -> None:
    assert "got zero bytes: UTF-16 or no text at all" in told(written(tmp_path, b"a\0b"))


def test_text_of_one_language_counts_for_more_than_a_medley(tmp_path: Path) -> None:
    text = "Plzeň,Příbram\n"  # in cp1252: Plzeò, Pøíbram, Italian and Danish
    assert decode(written(tmp_path, text.encode("cp1250"))) == (text, "cp1250")


@pytest.mark.parametrize(
    ("text", "latin"),
    [
        ("Żubr, Łódź", True),
        ("Łódź „a”…", True),
        ("żółć", False),  # a word of no plain letter, and no other word with one
        ("żółw", True),  # one plain letter of four
        ("żółwż", False),
        ("Łódź ¬", False),
        ("aŁa", False),  # a capital after a small letter
        ("ABCŁ", True),
        ("España", True),
        ("Espanñ", False),
        ("perché più", True),
        ("pùi", False),
    ],
)
def test_latin_text_is_as_people_write_it(text: str, latin: bool) -> None:  # noqa: FBT001
    assert is_latin(text) is latin


@pytest.mark.parametrize(
    ("text", "one"),
    [
        ("Kraków, Gdańsk", True),
        ("Gdańsk, Plzeň", False),
        ("Київ, Їжак", True),
        ("Київ, подъезд", False),
        ("台中市 TSMC", True),
        ("台中市 Łódź", False),
        ("plain", True),
    ],
)
def test_one_language_has_all_the_letters(text: str, one: bool) -> None:  # noqa: FBT001
    assert is_one_language(text) is one


@pytest.mark.parametrize(
    ("text", "cyrillic"),
    [
        ("Завод Київ", True),
        ("подъезд", True),
        ("їё", False),
        ("ждx", False),
        ("КиЇв", False),
        ("№ 5", True),
    ],
)
def test_cyrillic_text_is_ukrainian_or_russian(text: str, cyrillic: bool) -> None:  # noqa: FBT001
    assert is_cyrillic(text) is cyrillic


@pytest.mark.parametrize(
    ("text", "chinese"),
    [
        ("台中市", True),
        ("台中市、TSMC", True),
        ("台中a", False),
        ("a台中", False),
        ("台中 い", False),
    ],
)
def test_chinese_text_is_of_usual_characters(text: str, chinese: bool) -> None:  # noqa: FBT001
    assert is_chinese(text, "big5", range(0xA4, 0xC7)) is chinese


def test_of_chinese_characters_nine_in_ten_are_usual() -> None:
    usual = "台中市精密機械高雄"
    rare = "\u4e5c\u51f5"
    assert rare.encode("big5")[0] >= 0xC9
    assert not is_chinese(usual + rare, "big5", range(0xA4, 0xC7))
    assert is_chinese(usual + rare[0], "big5", range(0xA4, 0xC7))


@pytest.mark.parametrize("encoding", ["punycode", "undefined", "a\0b", "zlib_codec", "rot13", "../x"])
def test_codecs_that_are_no_encodings_of_files(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(ValidationError, match="expected the name of an encoding such as cp1250"):
        decode(written(tmp_path, b"id,name\n1,a\n"), encoding=encoding)
