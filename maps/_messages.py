"""The words of a map in its language: the interface, and what `isthmus.layers` says in English.

They stand in ``messages/``, one file a language, each by a key such as ``symbol.corridors.sea``. Text from
data has no key, and stays as it is.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache, reduce
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

from isthmus._arguments import unfit
from isthmus._choices import LANGUAGES
from isthmus.layers import closure_rates, gates
from isthmus.layers._bundled.countries import country_titles
from isthmus.layers._tables.result_schemas import NETWORK_SCHEMAS
from isthmus.layers._tables.schemas import SCHEMAS
from isthmus.layers._tables.symbology import NETWORK_SYMBOLOGY, PLAIN, SYMBOLOGY, Symbology

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import geopandas as gpd

#: Every table whose columns have words, by name.
TABLES = MappingProxyType({**SCHEMAS, **NETWORK_SCHEMAS})

#: How a gate is named that is a border, and what the titles of others begin with.
BORDER = re.compile(r"border(_[a-z]{2}){2}$")
AIRSPACE = re.compile(r"airspace_[a-z]{2}$")
_KINDS = MappingProxyType(
    {"Port of ": "gate.port", "Ferry ": "gate.ferry", "Land bridge ": "gate.land_bridge"}
)

_DAYS_A_YEAR = 365.25

#: From as many percent on they are told without decimals.
_WHOLE_FROM = 10


def messages(language: str) -> Mapping[str, str]:
    """Return the words of the interface in a language.

    Parameters
    ----------
    language : str
        One of `LANGUAGES`.

    Returns
    -------
    mapping of str to str

    Raises
    ------
    ArgumentError
        If there are no words in that language.

    Examples
    --------
    >>> messages("en")["card.close"]
    'Close'
    """
    if not isinstance(language, str) or language not in LANGUAGES:
        raise unfit("lang", f"a language of {', '.join(LANGUAGES)}", language)
    return _read_messages(language)


@cache
def _read_messages(language: str) -> Mapping[str, str]:
    text = files("isthmus.maps").joinpath("messages", f"{language}.json").read_text("utf-8")
    countries = {f"country.{code}": title for code, title in country_titles(language).items()}
    return MappingProxyType(dict(sorted((countries | json.loads(text)).items())))


def layer_symbology(layer: str, lang: str) -> Symbology:
    """Return the symbols of a layer of an atlas, their labels in a language.

    Examples
    --------
    >>> layer_symbology("corridors", "pl")["rail"].label
    'Kolejowy'
    """
    return _relabel({**SYMBOLOGY, **NETWORK_SYMBOLOGY}[layer], f"symbol.{layer}", messages(lang))


def plain_symbology(lang: str) -> Symbology:
    """Return the look of a layer that nobody gave one.

    Examples
    --------
    >>> plain_symbology("en").other.label
    'All'
    """
    return _relabel(PLAIN, "symbol.plain", messages(lang))


def _relabel(symbols: Symbology, key: str, words: Mapping[str, str]) -> Symbology:
    labelled = {
        value: replace(symbol, label=words[f"{key}.{value}"]) for value, symbol in symbols.symbols.items()
    }
    other = replace(symbols.other, label=words[f"{key}.other"])
    return replace(symbols, symbols=MappingProxyType(labelled), other=other)


def column_labels(layer: str, lang: str) -> dict[str, str]:
    """Return what a reader sees for each column of a layer of an atlas.

    Examples
    --------
    >>> column_labels("flows", "cs")["quantity"]
    'Množství'
    """
    return {name: messages(lang)[f"column.{name}"] for name in TABLES[layer].names}


def column_units(layer: str, lang: str) -> dict[str, str]:
    """Return the unit of each column of a layer that has one.

    Examples
    --------
    >>> column_units("corridors", "uk")["length_km"]
    'км'
    """
    columns = TABLES[layer].columns
    return {column.name: messages(lang)[f"unit.{column.unit}"] for column in columns if column.unit}


def column_values(layer: str, lang: str) -> dict[str, dict[str, str]]:
    """Return the words that stand for the values of each column whose schema sets them.

    Examples
    --------
    >>> column_values("risk_zones", "zh-TW")["verified"]
    {'yes': '是', 'no': '否'}
    """
    words = messages(lang)
    keys = {
        column.name: {value: f"value.{column.name}.{value}" for value in column.allowed}
        for column in TABLES[layer].columns
    }
    return {
        name: {value: words[key] for value, key in values.items()}
        for name, values in keys.items()
        if values and words.keys() >= set(values.values())
    }


def join_sentences(lang: str, *sentences: str) -> str:
    """Return sentences as one text, with or without spaces between them as the language asks.

    Examples
    --------
    >>> join_sentences("en", "Made with care.", "Free to use.")
    'Made with care. Free to use.'
    """
    pair = messages(lang)["text.joined"]
    return reduce(lambda first, second: pair.format(first=first, second=second), sentences)


@cache
def _keys_of_gates() -> Mapping[str, str]:
    """Return the keys of gates by their English titles."""
    keys = {title: key for key, title in messages("en").items() if key.startswith("gate.")}
    return MappingProxyType(keys)


def title_in(words: Mapping[str, str], name: str, title: str) -> str:
    """Return what a country, gate or port is called in a language; its title where that has no word for it.

    A gateway of an atlas has an id of its own, and is known by its title.

    Examples
    --------
    >>> words = messages("pl")
    >>> title_in(words, "suez", "Suez Canal"), title_in(words, "DEHAM", "Port of Hamburg")
    ('Kanał Sueski', 'Port Hamburg')
    >>> title_in(words, "airspace_kz", ""), title_in(words, "WAW", "Warsaw Chopin Airport")
    ('Przestrzeń powietrzna: Kazachstan', 'Lotnisko Chopina w Warszawie')
    """
    for key in (f"country.{name}", f"gate.{name}", _keys_of_gates().get(title, "")):
        if key in words:
            return words[key]
    countries = [words.get(f"country.{code}", code) for code in name.upper().split("_")[1:]]
    if BORDER.match(name):
        return words["gate.border"].format(a=countries[0], b=countries[1])
    if AIRSPACE.match(name):
        return words["gate.airspace"].format(name=countries[0])
    for begin, key in _KINDS.items():
        if title.startswith(begin):
            return words[key].format(name=title.removeprefix(begin))
    return title


def gates_in(lang: str) -> gpd.GeoDataFrame:
    r"""Return all gates, by their names in a language, with how often they were shut.

    Examples
    --------
    >>> gates_in("en").set_index("name").loc["suez", "history"]
    'closures: 1, days: 7 of 2307; chance on a day 0.0052\u201322 % (short series)'
    """
    table, words = gates(), messages(lang)
    named = zip(table["name"], table["title"], strict=True)
    titles = [title_in(words, name, title) for name, title in named]
    return table.assign(title=titles, history=table["name"].map(_history_in(words)))


def _history_in(words: Mapping[str, str]) -> dict[str, str]:
    """Return how often each gate was shut, and how likely it is on a day by that, by its name."""
    rows = closure_rates().to_dict("records")
    return {
        row["name"]: words["history.told"].format(
            count=row["closures"],
            days=row["days"],
            all=f"{row['years'] * _DAYS_A_YEAR:.0f}",
            **{end: _percent_text(row[f"probability_{end}"]) for end in ("low", "high")},
        )
        + f" {words['history.short']}" * row["is_short"]
        for row in rows
    }


def _percent_text(share: float) -> str:
    percent = 100 * share
    return f"{percent:.0f}" if percent >= _WHOLE_FROM else f"{percent:.2g}"


def names_in(lang: str, names: Collection[str]) -> dict[str, str]:
    """Return what those of some English names are called in a language that are of gates and ports.

    Examples
    --------
    >>> names_in("pl", ["Suez Canal", "Port of Gdynia", "Our quay"])
    {'Suez Canal': 'Kanał Sueski', 'Port of Gdynia': 'Port Gdynia'}
    """
    english, words = messages("en"), messages(lang)
    known = {
        english[key]: words[key] for key in english if key.startswith("gate.") and "{" not in english[key]
    }
    return {name: known[name] for name in names if known.get(name, name) != name}
