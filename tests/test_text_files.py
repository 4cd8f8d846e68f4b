"""Text in the encoding it was saved in: known, or refused, never guessed in silence."""

from __future__ import annotations

import codecs
import time
import warnings
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest

from isthmus import layers
from isthmus.geo import DataWarning, ValidationError
from isthmus.layers._reading.read_cells import read_csv
from isthmus.layers._reading.text_files import decode, find_encoding
from proof_size import proof_size

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
        (CHINESE, "utf-16-le", "utf-16-le, and read as such"),
        (CHINESE, "utf-16-be", "utf-16-be, and read as such"),
        ("name\nさいたま\n", "iso2022_jp", "iso2022_jp, and read as such"),
    ],
)
def test_every_usual_encoding_is_read_right(tmp_path: Path, text: str, encoding: str, noted: str) -> None:
    path = written(tmp_path, text.encode(encoding))
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
    assert 'got byte 0xF2 in line 2, "Plzeň" in cp1250 or "Plzeò" in cp1252 or "Plzeņ" in cp1257' in message


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


# Names of cities and makers, as a table of one country has them.
NAMES = {
    "cp950": "台北 高雄 台中 新竹 桃園 基隆 台南 嘉義 台積電 聯發科 鴻海精密 中鋼 漢翔航空 麥寮 臺灣",
    "gb18030": "北京 上海 广州 深圳 天津 武汉 成都 重庆 南京 杭州 宁波 苏州 无锡 稀土集团 连云港",
    "shift_jis": "東京 横浜 名古屋 大阪 神戸 福岡 札幌 仙台 広島 北九州港 トヨタ自動車 ソニー 日立製作所",
    "euc_jp": "東京 横浜 名古屋 トヨタ自動車 ソニー 日立製作所 三菱重工業 苫小牧 博多 那覇 さいたま 新潟",
    "cp949": "서울 부산 인천 대구 광주 울산 수원 창원 포항 여수 평택 군산 목포 현대자동차 삼성전자",
    "latin-1": "Göteborg Malmö Västerås Örebro Linköping Jönköping Umeå Gävle Borås Åhus Växjö",
    "cp1252": "København Århus Rødby Køge Helsingør Grenå Næstved Ærø Ålborg Frederikshavn Hjørring",
    "mac_roman": "Besançon Sète Orléans Nîmes Béziers Angoulême Évreux Mâcon Saint-Étienne",
    "cp1250": "Plzeň Ústí Děčín Přerov Mělník Břeclav Kolín Hodonín Těšín Zelený Žilina",
    "iso8859-2": "Łódź Gdańsk Kraków Wrocław Poznań Świnoujście Gorzów Małaszewicze Rzeszów",
    "cp852": "Plzeň Ústí Děčín Přerov Mělník Břeclav Kolín Hodonín Budějovice",
    "cp1257": "Klaipėda Šiauliai Panevėžys Kėdainiai Mažeikiai Šeštokai Jūrė",
    "cp1254": "İzmir İskenderun Çanakkale Eskişehir Diyarbak\u0131r Kütahya Ağr\u0131 Muğla",
    "cp1253": "Πειραιάς Θεσσαλονίκη Πάτρα Ηράκλειο Βόλος Καβάλα Ελευσίνα",
    "cp1251": "Київ Одеса Чорноморськ Південний Рені Ізмаїл Ковель Мостиська Їжак",
    "koi8-u": "Київ Одеса Чорноморськ Південний Рені Ізмаїл Ковель Мостиська Їжак",
    "cp866": "Москва Новороссийск Владивосток Находка Тула Ижевск Елабуга",
    "cp1255": "חיפה אשדוד אילת ירושלים שבע נתניה חדרה",
    "cp1256": "جدة الدمام ينبع دبي أبوظبي الدوحة صلالة",
    "cp874": "แหลมฉบัง กรุงเทพ ระยอง สงขลา",
}


@pytest.mark.parametrize("encoding", NAMES)
def test_names_of_a_country_are_read_right_and_a_few_of_them_never_wrong(
    tmp_path: Path, encoding: str
) -> None:
    words = NAMES[encoding].split()
    refused = 0
    for few in (words, *(words[start : start + size] for size in (1, 3) for start in range(len(words)))):
        text = "name,lat,lon\n" + "".join(f"{word},1,2\n" for word in few)
        path = written(tmp_path, text.encode(encoding))
        try:
            assert decode(path)[0] == text
        except ValidationError as error:
            (problem,) = error.problems
            refused += few is words
            read = [path.read_bytes().decode(line.split('"')[1], "replace") for line in problem.settings]
            assert text in read
    assert refused == int(encoding in {"cp1255", "cp1256", "cp874"})


def test_names_of_columns_decide_where_the_cells_do_not(tmp_path: Path) -> None:
    path = written(tmp_path, "名称,纬度,经度\n上海港,31.2,121.4\n".encode("gbk"))
    assert "or" in told(path)
    assert decode(path, known=("id", "name"))[1] == "gb18030"


def test_a_word_beyond_those_looked_at_may_be_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("isthmus.layers._reading.text_files._SAMPLE", 4)
    text = "Łódź\nGdańsk\nKraków\nWrocław\nPoznań".encode("cp1250")
    assert decode(written(tmp_path, text))[1] == "cp1250"
    assert "expected text in CP1250, got byte 0x81 in line 6" in told(written(tmp_path, text + b"\n\x81"))


def test_candidates_are_told_with_their_lines_of_isthmus_toml(tmp_path: Path) -> None:
    with pytest.raises(ValidationError) as caught:
        decode(written(tmp_path, "name\n基隆\n".encode("big5")))
    (problem,) = caught.value.problems
    assert '"基隆" in cp950 or "膀订" in gb18030' in problem.got
    assert problem.settings[:2] == ('encoding = "cp950"', 'encoding = "gb18030"')
    with pytest.raises(ValidationError) as caught:  # no text in any language
        find_encoding(tmp_path / "p.dbf", b"\xa6a\xa6")
    assert 'encoding = "cp1250"' in caught.value.problems[0].settings


@pytest.mark.parametrize(
    "encoding", ["punycode", "unicode_escape", "undefined", "a\0b", "zlib_codec", "rot13", "../x"]
)
def test_codecs_that_are_no_encodings_of_files(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(ValidationError, match="expected the name of an encoding such as cp1250"):
        decode(written(tmp_path, b"id,name\n1,a\n"), encoding=encoding)


def test_two_encodings_in_one_file_are_told(tmp_path: Path) -> None:
    mixed = "Łódź\n".encode() + "Gdańsk\n".encode("cp1250")
    said = told(written(tmp_path, mixed))
    assert (
        'expected text in one encoding, got byte 0xF1 in line 2, and in others words in UTF-8 such as "Łódź"'
        in said
    )


@pytest.mark.parametrize("ending", ["csv", "xlsx", "geojson", "gpkg", "shp", "parquet"])
def test_text_that_was_saved_twice_in_utf_8_is_noted_in_every_format(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"factories.{ending}"
    for name, doubled in (("Gdańsk", True), ("São Tomé, Łódź, Â", False)):
        text = name.encode().decode("cp1252" if ending == "csv" else "latin-1") if doubled else name
        table = gpd.GeoDataFrame({"name": [text]}, geometry=gpd.points_from_xy([18], [54]), crs=4326)
        if ending == "shp":
            table.to_file(path, encoding="utf-8")
        else:
            layers.write_table(table, path)
        with warnings.catch_warnings(record=True) as notes:
            warnings.simplefilter("always", DataWarning)
            layers.read_table(path)
        assert ('seems to be "Gdańsk" saved in UTF-8 twice' in str(*notes)) is doubled
        assert ("twice" in str([str(note) for note in layers.check(tmp_path)])) is doubled


def test_words_without_end_are_read_in_no_time(tmp_path: Path) -> None:
    started = time.process_time()
    line = b"x" * proof_size(300_000, 1_000_000)
    with pytest.raises(ValidationError):
        decode(written(tmp_path, line + b"\xff\xfe" + b"\xc3\xa9" * 10))
    assert read_csv(written(tmp_path, b"a\n" + line + b"\n"), "flows").rows == [1]
    assert time.process_time() - started < proof_size(3, 8)  # the square of its length would be hours


def test_one_zero_byte_makes_no_utf_16(tmp_path: Path) -> None:
    assert "got zero bytes" in told(written(tmp_path, b"name,lat,lon\nA\0,52,21\n" * 3))
