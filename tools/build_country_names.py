"""Build layers/data/country_names.csv: what people call countries, from the CLDR and from statistics.

Beside it, ``country_titles.csv`` has what each is called in the languages of a page besides English.

``python tools/build_country_names.py`` writes both; with ``--check`` it compares them with a fresh build.
Kept are the codes of ISO 3166-1, names in the languages of the page, in others in which tables come, and in
the official ones of each country, and the names and codes of ``country_synonyms.csv``. Spellings read
alike stand once; a short name that is the code of another country (RU, Portuguese for GB) does not.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path
from typing import Any

from rebuild import rebuild
from released import npm_files

from isthmus.layers._bundled.countries import countries
from isthmus.layers._bundled.names import name_key

TARGET = Path(__file__).parents[1] / "layers" / "data" / "country_names.csv"
SYNONYMS = Path(__file__).with_name("country_synonyms.csv")

NAMES = "cldr-localenames-full@48.2.0"
NAMES_INTEGRITY = (
    "sha512-4o0paYDz0UXhfhChAVFkmVl2CP0YTSEqE6WrC0fNafaSC5u5DAXphxH3SZ1Ujczarikr8DToKZfiok6EqWLdNQ=="
)
CODES = "cldr-core@48.2.0"
CODES_INTEGRITY = (
    "sha512-zfmLothncSwfv2jlevoSrgI2VGgH8SDGHXst6jUEotHA8nq9Igeg9jzdJDFtBso9pgJuG89DK16TzrmZDdo2Bg=="
)

PAGE = ("en", "zh-Hant", "zh", "pl", "cs", "uk")
OTHERS = ("de", "es", "fr", "hu", "it", "ja", "ko", "lt", "nl", "pt", "ro", "ru", "sk", "sv", "tr")
LANGUAGES = (*PAGE, *OTHERS)
OFFICIAL = ("official", "de_facto_official")
#: What is called by its short name, which of others is an abbreviation.
SHORT = frozenset({"BA", "HK", "MM", "MO", "PS", "US"})
#: The languages of a page besides English, and what the CLDR calls them.
TITLES = {"cs": "cs", "pl": "pl", "uk": "uk", "zh-TW": "zh-Hant"}


def main() -> int:
    """Build the file, or check it."""
    return rebuild(
        __doc__, TARGET.parent, lambda: {TARGET.name: build(), "country_titles.csv": build_titles()}
    )


def build_titles() -> bytes:
    """Return what each country is called in the languages of a page."""
    names = names_by_language([*TITLES.values()])
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["iso", *TITLES])
    for iso in sorted(countries()["iso"]):
        told = [names[name] for name in TITLES.values()]
        key = f"{iso}-alt-short" if iso in SHORT else iso
        writer.writerow([iso, *(own.get(key, own[iso]) for own in told)])
    return text.getvalue().encode()


def build() -> bytes:
    """Return the content of the file: the codes and names of each country, in the order of the codes."""
    members = ["supplemental/codeMappings.json", "supplemental/territoryInfo.json", "coverageLevels.json"]
    codes, info, coverage = (json.loads(file) for file in npm_files(CODES, CODES_INTEGRITY, members))
    codes, info = codes["supplemental"]["codeMappings"], info["supplemental"]["territoryInfo"]
    isos = sorted({*countries()["iso"], "VA"})
    whole = {name for name, level in coverage["effectiveCoverageLevels"].items() if level == "modern"}
    spoken = {iso: official(info.get(iso, {})) & whole for iso in isos}
    names = names_by_language(sorted({*LANGUAGES}.union(*spoken.values())))
    known = synonyms()
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["iso", "name"])
    for iso in isos:
        said = [codes[iso]["_alpha3"], codes[iso]["_numeric"]]
        for language in (*LANGUAGES, *sorted(spoken[iso])):
            said += [name for code, name in names[language].items() if code.partition("-")[0] == iso]
        said += [name for code, name in known if code == iso]
        by_key = {name_key(name): name for name in reversed(said)}
        writer.writerows((iso, name) for key, name in reversed(by_key.items()) if key.upper() not in isos)
    return text.getvalue().encode()


def official(territory: dict[str, Any]) -> set[str]:
    """Return the official languages of a country, as the CLDR's files are called."""
    languages = territory.get("languagePopulation", {}).items()
    return {name.replace("_", "-") for name, about in languages if about.get("_officialStatus") in OFFICIAL}


def names_by_language(languages: list[str]) -> dict[str, dict[str, str]]:
    """Return the names of territories in each language, by their codes and the kinds of other names."""
    files = npm_files(NAMES, NAMES_INTEGRITY, [f"main/{name}/territories.json" for name in languages])
    return {
        language: json.loads(file)["main"][language]["localeDisplayNames"]["territories"]
        for language, file in zip(languages, files, strict=True)
    }


def synonyms() -> list[tuple[str, str]]:
    """Return further names by country, of official lists and of tables of statistics."""
    with SYNONYMS.open(encoding="utf-8") as source:
        return [(row["iso"], row["name"]) for row in csv.DictReader(source)]


if __name__ == "__main__":
    sys.exit(main())
