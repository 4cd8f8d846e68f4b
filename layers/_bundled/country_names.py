"""Countries by what people call them: codes, names in several languages, and those of statistics."""

from __future__ import annotations

import csv
import difflib
import re
from functools import cache
from typing import TYPE_CHECKING, Final

from .files import data_path
from .gazetteer import simplify

if TYPE_CHECKING:
    from collections.abc import Mapping

EU: Final = frozenset(
    (
        *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"),
        *("IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
    )
)
"""The 27 of the European Union since 2020-02-01."""

_NUMBER: Final = re.compile(r"\s*(\d{1,3})(?:\.0)?\s*", re.ASCII)
_SHORT_FOR: Final = {
    "dem": "democratic",
    "fed": "federated",
    "is": "islands",
    "isds": "islands",
    "rep": "republic",
    "st": "saint",
    "sts": "states",
}
_SMALL_WORDS: Final = frozenset(("and", "of", "the"))
#: What full names of states say before the name, such as "Kingdom of Denmark".
_FORMS: Final = frozenset(("federal", "kingdom", "republic", "state"))


def members_of(text: str) -> frozenset[str]:
    """Return the countries that codes joined by ``+`` stand for, of which EU is all its members.

    Examples
    --------
    >>> sorted(members_of("TW+JP")), len(members_of("EU+US"))
    (['JP', 'TW'], 28)
    """
    return frozenset(code for one in text.split("+") for code in (EU if one == "EU" else (one,)))


def name_key(name: str) -> str:
    """Return what the spellings of a name share: its words in the order of the alphabet, numbers of 3 digits.

    Examples
    --------
    >>> name_key("Korea, Dem. People's Rep. of") == name_key("Democratic People's Republic of Korea")
    True
    >>> name_key("Côte d'Ivoire"), name_key("St. Kitts & Nevis"), name_key("4")
    ('cote divoire', 'kitts nevis saint', '004')
    """
    number = _NUMBER.fullmatch(name)
    if number:
        return number[1].zfill(3)
    words = re.findall(r"\w+", simplify(name.replace("\N{MODIFIER LETTER APOSTROPHE}", "'")))
    if len(words) > 1:
        words = [_SHORT_FOR.get(word, word) for word in words]
    return " ".join(sorted({*words} - _SMALL_WORDS) or words)


def find_countries(text: str) -> tuple[str, ...]:
    """Return the countries that a text means: one, none, or those that share a name.

    Parameters
    ----------
    text : str
        A code of ISO 3166-1 (alpha-2, alpha-3 or numeric), of Eurostat or of UN Comtrade, or a name: in
        English, in the languages of the map's page, in those of the country, or as statistics write it.

    Returns
    -------
    tuple of str
        ISO 3166-1 alpha-2 codes.

    Examples
    --------
    >>> [*map(find_countries, ("cn", "CHN", "156", "China", "中国", "Čína", "Chiny"))] == [("CN",)] * 7
    True
    >>> find_countries("Czech Rep."), find_countries("Korea"), find_countries("Atlantis")
    (('CZ',), ('KP', 'KR'), ())
    """
    key = name_key(text)
    bare = " ".join(word for word in key.split() if word not in _FORMS)
    return _codes().get(key) or _codes().get(bare, ())


def nearest_name(text: str, others: Mapping[str, str]) -> str:
    """Return the name most like a text that means no country, with its code; "" if none is like it.

    Parameters
    ----------
    text : str
    others : mapping of str to str
        Further names and their codes, such as those of groups.

    Examples
    --------
    >>> nearest_name("Chnia", {}), nearest_name("Duetschland", {}), nearest_name("xyzzy", {})
    ('China (CN)', 'Deutschland (DE)', '')
    """
    rows = [*_read_names(), *((code, name) for name, code in others.items())]
    written = {name_key(name): f"{name} ({code})" for code, name in rows}
    return next((written[key] for key in difflib.get_close_matches(name_key(text), written, n=1)), "")


@cache
def _codes() -> dict[str, tuple[str, ...]]:
    """Return the countries of each name and code."""
    found: dict[str, set[str]] = {}
    for code, name in _read_names():
        for key in (name_key(code), name_key(name)):
            found.setdefault(key, set()).add(code)
    return {key: tuple(sorted(codes)) for key, codes in found.items()}


@cache
def _read_names() -> list[tuple[str, str]]:
    with data_path("country_names.csv") as path, path.open(encoding="utf-8", newline="") as file:
        return [(row["iso"], row["name"]) for row in csv.DictReader(file)]
