"""The words of the interface in every language, and that nothing of an atlas goes without."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import pytest

from isthmus import layers, maps
from isthmus._choices import LANGUAGES
from isthmus.geo import ArgumentError
from isthmus.layers._tables.symbology import NETWORK_SYMBOLOGY, PLAIN, SYMBOLOGY
from isthmus.maps._bar_charts import atlas_charts
from isthmus.maps._description import describe_atlas
from isthmus.maps._looks import atlas_looks, gates_look
from isthmus.maps._messages import TABLES, column_units, gates_in, messages, title_in

if TYPE_CHECKING:
    from isthmus.layers import Atlas

OTHERS = [lang for lang in LANGUAGES if lang != "en"]


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return layers.example()


def blanks(text: str) -> list[str]:
    return sorted(re.findall(r"\{\w*\}", text))


@pytest.mark.parametrize("lang", OTHERS)
def test_every_language_says_the_same_things(lang: str) -> None:
    english, words = messages("en"), messages(lang)
    assert list(words) == sorted(english)
    assert {key: blanks(text) for key, text in words.items()} == {
        key: blanks(text) for key, text in english.items()
    }
    assert all(text.strip() == text != "" for text in words.values())


@pytest.mark.parametrize(("lang", "script"), [("zh-TW", "CJK"), ("uk", "CYRILLIC")])
def test_every_sentence_is_in_the_script_of_its_language(lang: str, script: str) -> None:
    letters = {
        key: [unicodedata.name(letter) for letter in re.sub(r"\{\w*\}", "", text) if letter.isalpha()]
        for key, text in messages(lang).items()
    }
    foreign = {key for key, names in letters.items() if names and not any(script in name for name in names)}
    assert foreign == set()


@pytest.mark.parametrize("lang", ["pl", "cs"])
def test_every_sentence_is_translated(lang: str) -> None:
    english = messages("en")
    same = {
        key
        for key, text in messages(lang).items()
        if text == english[key]
        and not key.startswith("country.")
        and re.search(r"[a-z]{2}", re.sub(r"\{\w*\}", "", text))
    }
    shared = {"column.a", "column.b", "column.role", "symbol.gateways.port"}
    assert same <= shared | {"figure.scale", "text.joined", "unit.km", "unit.mm", "what_if.km"}


def test_english_is_what_the_layers_say() -> None:
    english = messages("en")
    said = {f"layer.{name}": schema.title for name, schema in TABLES.items()}
    for schema in TABLES.values():
        said |= {f"column.{column.name}": column.label for column in schema.columns}
    for name, symbology in (*SYMBOLOGY.items(), *NETWORK_SYMBOLOGY.items(), ("plain", PLAIN)):
        said |= {f"symbol.{name}.{value}": symbol.label for value, symbol in symbology.symbols.items()}
        said[f"symbol.{name}.other"] = symbology.other.label
    table = layers.gates().set_index("name")
    passages = table[table["kind"].isin(["strait", "canal", "cape"])]
    said |= {f"gate.{name}": title for name, title in passages["title"].items()}
    ports = layers.hubs().query("kind == 'port' and country in ['PL', 'TW', 'UA']")
    said |= {
        f"gate.{port.id}": f"Port of {port.name.removeprefix('Port of ')}" for port in ports.itertuples()
    }
    airports = layers.hubs().query("kind == 'airport'").set_index("id")["name"]
    said |= {f"gate.{code}": name for code, name in airports.items() if f"gate.{code}" in english}
    assert {key: english.get(key) for key in said} == said
    described = {key for key in english if key.split(".")[0] in {"layer", "column", "symbol"}}
    described |= {key for key in english if key.startswith("gate.")} - {
        "gate.airspace",
        "gate.border",
        "gate.ferry",
        "gate.land_bridge",
        "gate.port",
    }
    assert described == set(said), "a message without a layer, a column or a symbol"


@pytest.mark.parametrize("lang", OTHERS)
def test_borders_airspaces_and_ferries_are_called_by_words_of_the_language(lang: str) -> None:
    table, words, english = layers.gates(), messages(lang), messages("en")
    own = table[table["kind"].isin(["border", "airspace"]) | table["title"].str.startswith("Ferry ")]
    told = [title_in(words, row.name, row.title) for row in own[["name", "title"]].itertuples(index=False)]
    assert {*told}.isdisjoint(own["title"])
    assert title_in(words, "border_gb_ie", "").count(words["country.GB"]) == 1
    assert words["country.KZ"] != english["country.KZ"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_unit_is_that_of_the_schema(lang: str) -> None:
    for name, schema in TABLES.items():
        units = {column.name: column.unit for column in schema.columns if column.unit}
        words = {key: messages(lang)[f"unit.{unit}"] for key, unit in units.items()}
        assert column_units(name, lang) == words


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_layer_of_an_atlas_has_a_look(lang: str) -> None:
    looks = atlas_looks(lang)
    assert set(looks) == set(layers.SCHEMAS)
    words = set(messages(lang).values())
    assert {look.group for look in looks.values()} <= words
    assert {look.title for look in looks.values()} <= words


@pytest.mark.parametrize("lang", LANGUAGES)
def test_set_values_that_a_reader_sees_have_words(lang: str) -> None:
    for name, look in atlas_looks(lang).items():
        assert look.values is not None
        seen = [column for column in layers.SCHEMAS[name].columns if column.name not in look.hidden]
        for column in seen:
            assert set(look.values.get(column.name, ())) == set(column.allowed), column.name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_atlas_is_described_without_a_blank_left(lang: str, atlas: Atlas) -> None:
    sentence = describe_atlas(atlas, lang=lang)
    assert "{" not in sentence
    assert [int(number) for number in re.findall(r"\d+", sentence)][2:8] == [26, 145, 78, 36, 44, 40]
    charts = atlas_charts(atlas, lang=lang)
    assert charts[0].bars[0].label == messages(lang)["symbol.corridors.sea"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_names_its_language(lang: str) -> None:
    page = maps.Map(lang=lang).get_root().render()
    assert f'<html lang="{lang}"' in page
    assert f"<title>{messages(lang)['map.title']}</title>" in page
    assert messages(lang)["about.boundaries"] in page


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ArgumentError, match="expected a language of en, zh-TW, pl, cs, uk, got 'de'"):
        maps.Map(lang="de")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_cards_of_gates_tell_how_often_they_were_shut(lang: str) -> None:
    rates = layers.closure_rates().set_index("name")
    told = gates_in(lang).set_index("name")["history"].dropna()
    assert {*told.index} == {*rates.index} & {*layers.gates()["name"]}
    for name, text in told.items():
        row = rates.loc[name]
        figures = [float(figure) for figure in re.findall(r"\d+(?:\.\d+)?(?:e-\d+)?", text)]
        assert figures[:2] == [row["closures"], row["days"]]
        assert figures[3:] == pytest.approx(row[["probability_low", "probability_high"]] * 100, rel=0.06)
    assert gates_look(lang).labels["history"] == messages(lang)["history.closures"]


def test_a_port_is_called_the_same_by_its_code_and_as_a_gateway_of_an_atlas() -> None:
    for words, said in ((messages("zh-TW"), "高雄港"), (messages("en"), "Port of Kaohsiung")):
        told = {title_in(words, name, "Port of Kaohsiung") for name in ("TWKHH", "port_kao")}
        assert told == {said}
    assert title_in(messages("zh-TW"), "works", "Port of Nowhere") == "Nowhere港"
