"""``isthmus.toml``: what an owner says of a folder of files, so that nothing about them need be guessed.

`hints_of` writes one that settles what was taken for granted of a folder, and asks what can't be known.
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from isthmus._arguments import describe
from isthmus.geo import ArgumentError
from isthmus.layers._tables.atlas_schemas import ATLAS_SCHEMAS, About
from isthmus.layers._tables.crs import crs_of
from isthmus.layers._tables.limits import check_regular
from isthmus.layers._tables.schema import FrozenMapping, nearest
from isthmus.layers._tables.story import Note, Scene, read_story
from isthmus.layers._tables.table import unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from isthmus.geo import Problem

FILE = "isthmus.toml"
"""Name of the file, in the folder that it speaks of."""

_MAX_BYTES = 100_000  # a name of many parts takes the square of its length
_ABOUT = ("title", "licence", "attribution")
_STORY = MappingProxyType({"tour": Scene, "notes": Note})
_OPTIONS = ("encoding", "delimiter", "decimal", "dates", "crs", "sheet", "layer", "as")
_TABLES = ("columns", "countries")
_CHOICES = {"decimal": (",", "."), "dates": ("day first", "month first")}
QUESTION = "  # if it is that"
"""End of a line that an owner is asked about, though there is no other reading."""

LEFT_OUT = "nothing"
"""What a file is read as that is left out."""

_HEAD = f"""\
# What the files of this folder leave open, and how they are read; save it there as {FILE}.
# Of lines that begin with #, one of each group is right: take its # away.
"""
_BARE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class FileOptions:
    """How the file of one layer is to be read; an empty text means that nobody said.

    Parameters
    ----------
    encoding : str
        Of the text of a CSV or GeoJSON file or a Shapefile.
    delimiter : str
        Of a CSV file.
    decimal : str
        The sign before the decimals of numbers, "," or "."; the other one splits thousands.
    dates : str
        "day first" or "month first", of dates such as 01.02.2025.
    crs : str
        Reference system of the coordinates of a file that does not say it, such as "EPSG:2180".
    sheet : str
        Sheet of a workbook, or layer of a file that has several.
    layer : str
        Layer of an atlas that the file is; `LEFT_OUT` for none.
    columns : mapping of str to str
        Names of columns in the file by the names that the layer knows.
    ignore : tuple of str
        Columns of the file to leave out.
    countries : mapping of str to str
        Codes of countries by what the file calls them.
    """

    encoding: str = ""
    delimiter: str = ""
    decimal: str = ""
    dates: str = ""
    crs: str = ""
    sheet: str = ""
    layer: str = ""
    columns: Mapping[str, str] = field(default_factory=lambda: FrozenMapping({}))
    ignore: tuple[str, ...] = ()
    countries: Mapping[str, str] = field(default_factory=lambda: FrozenMapping({}))


UNSAID = FileOptions()
"""The options of a file of which nobody said anything."""


@dataclass(frozen=True, slots=True)
class Config:
    """What an owner says of a folder: of the whole, and of the file of each layer."""

    about: About = field(default_factory=About)
    files: Mapping[str, FileOptions] = field(default_factory=lambda: FrozenMapping({}))


def read_config(files: Mapping[str, Path]) -> Config:
    """Read ``isthmus.toml`` among the files of a folder; without one, nobody said anything.

    It has a table ``[about]``, and one for each layer or file, by its name without the ending.

    Parameters
    ----------
    files : mapping of str to Path
        Where the file of each name is.

    Raises
    ------
    ValidationError
        If it is no TOML, or says something that has no meaning.
    """
    if FILE not in files:
        return Config()
    path = files[FILE]
    if check_regular(path) > _MAX_BYTES:
        raise unreadable(path, f"at most {_MAX_BYTES:,} bytes", "more")
    try:
        content = tomllib.loads(path.read_text("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # ValueError: no TOML, no UTF-8, a number without end
        raise unreadable(path, "a TOML file", str(error)) from None
    stems = sorted(files[name].stem for name in files if name != FILE)
    _check_keys(path, "table", content, tuple(dict.fromkeys(["about", *ATLAS_SCHEMAS, *stems])))
    return Config(
        _about_of(path, content.pop("about", {})),
        FrozenMapping({name: _file_options(path, name, said) for name, said in content.items()}),
    )


def _about_of(path: Path, said: object) -> About:
    """Return what a folder says of itself, and what its map is to tell."""
    table = dict(_toml_table(path, "about", said, (*_ABOUT, *_STORY)))
    story: dict[str, Any] = {}
    for name, kind in _STORY.items():
        try:
            story[name] = read_story(table.pop(name, []), kind)
        except ArgumentError as error:
            raise unreadable(path, f"tables [[about.{name}]]", f"what has no meaning ({error})") from None
    texts = _toml_texts(path, "about", table)
    title, licence, attribution = (texts.get(name, "") for name in _ABOUT)
    return About(title, licence, attribution, **story)


def options_beside(path: Path) -> FileOptions:
    """Return what ``isthmus.toml`` in the folder of a file says of it.

    Raises
    ------
    ValidationError
        As for `read_config`.
    """
    if not path.with_name(FILE).exists():
        return UNSAID
    files = {file.name: file for file in path.parent.iterdir()}
    return read_config(files).files.get(path.stem, UNSAID)


def _file_options(path: Path, layer: str, said: object) -> FileOptions:
    options = dict(_toml_table(path, layer, said, (*_OPTIONS, *_TABLES, "ignore")))
    columns, countries = (
        _mapping_of_texts(path, f"{layer}.{name}", options.pop(name, {})) for name in _TABLES
    )
    ignore = options.pop("ignore", [])
    if not isinstance(ignore, list) or not all(isinstance(name, str) for name in ignore):
        raise unreadable(path, f"a list of names of columns for {layer}.ignore", describe(ignore))
    texts = _toml_texts(path, layer, options)
    _check_choices(path, layer, texts)
    sheet, named, role = (texts.pop(name, "") for name in ("sheet", "layer", "as"))
    encoding, delimiter, decimal, dates, crs = (texts.get(name, "") for name in _OPTIONS[:5])
    return FileOptions(
        encoding=encoding,
        delimiter=delimiter,
        decimal=decimal,
        dates=dates,
        crs=crs,
        sheet=sheet or named,
        layer=role,
        columns=columns,
        ignore=tuple(ignore),
        countries=countries,
    )


def _mapping_of_texts(path: Path, place: str, said: object) -> FrozenMapping[str]:
    return FrozenMapping(_toml_texts(path, place, _toml_table(path, place, said, None)))


def _check_choices(path: Path, layer: str, texts: Mapping[str, str]) -> None:
    """Refuse a word that means nothing."""
    for name, known in (_CHOICES | {"as": (*ATLAS_SCHEMAS, LEFT_OUT)}).items():
        if texts.get(name, known[0]) not in known:
            words = " or ".join(f'"{word}"' for word in known)
            raise unreadable(path, f"{words} for {layer}.{name}", f'"{texts[name]}"')
    if "crs" in texts:
        crs_of(path, texts["crs"])


def _toml_table(path: Path, place: str, said: object, known: tuple[str, ...] | None) -> dict[str, Any]:
    """Return a table whose keys are known ones, unless any will do."""
    if not isinstance(said, dict):
        raise unreadable(path, f"a table [{place}]", type(said).__name__)
    if known is not None:
        _check_keys(path, f"key of [{place}]", said, known)
    return said


def _toml_texts(path: Path, place: str, said: Mapping[str, object]) -> dict[str, str]:
    wrong = [name for name, value in said.items() if not isinstance(value, str)]
    if wrong:
        raise unreadable(path, f"text in quotation marks for {place}.{wrong[0]}", describe(said[wrong[0]]))
    return {name: str(value) for name, value in said.items()}


def _check_keys(path: Path, what: str, names: Iterable[str], known: tuple[str, ...]) -> None:
    unknown = [name for name in names if name not in known]
    if unknown:
        like = nearest(unknown[0], known)
        remedy = f'did you mean "{like}"?' if like else ""
        raise unreadable(path, f"a {what}: {', '.join(known)}", f'"{unknown[0]}"', remedy)


def hints_of(problems: Iterable[Problem], said: Mapping[str, Any] | None = None) -> str:
    r"""Return an ``isthmus.toml`` that says of each file what its problems and notes leave open.

    What is known stands as it is; what may be read in several ways stands as comments, a line a reading.

    Parameters
    ----------
    problems : iterable of Problem
        What a check found.
    said : mapping, optional
        What the ``isthmus.toml`` that is there says; it is kept, and goes before.

    Examples
    --------
    >>> from isthmus.geo import Problem
    >>> found = [
    ...     Problem("a.csv", "UTF-8", "cp1250", settings=('encoding = "cp1250"',), severity="note"),
    ...     Problem("a.csv", "numbers", '"1,234"', settings=('decimal = ","', 'decimal = "."')),
    ... ]
    >>> print(hints_of(found).partition("away.\n")[2])
    <BLANKLINE>
    [a]
    encoding = "cp1250"
    # expected numbers, got "1,234":
    # decimal = ","
    # decimal = "."
    <BLANKLINE>
    """
    tables: dict[str, dict[str, Any]] = {name: dict(table) for name, table in (said or {}).items()}
    open_ones: dict[str, list[Problem]] = {}
    given = [(problem.file.rpartition(".")[0], problem) for problem in problems if problem.settings]
    for name, problem in given:
        if _is_open(problem):
            open_ones.setdefault(name, []).append(problem)
    for name, problem in given:
        asked = {line for one in open_ones.get(name, []) for line in one.settings}
        if not _is_open(problem) and problem.settings[0] not in asked:
            _add(tables.setdefault(name, {}), tomllib.loads(problem.settings[0]))
    names = dict.fromkeys([*tables, *open_ones])
    parts = (_table_text(name, tables.get(name, {}), open_ones.get(name, [])) for name in names)
    return _HEAD + "".join(parts)


def _is_open(problem: Problem) -> bool:
    """Tell whether the owner has to say what is right."""
    return len(problem.settings) > 1 or problem.settings[0].endswith(QUESTION)


def said_beside(folder: Path) -> dict[str, Any]:
    """Return what ``isthmus.toml`` in a folder says, which was read already; nothing if there is none."""
    path = folder / FILE
    return tomllib.loads(path.read_text("utf-8-sig")) if path.is_file() else {}


def _add(table: dict[str, Any], more: Mapping[str, Any]) -> None:
    """Add what a table does not say yet; lists grow."""
    for name, value in more.items():
        if isinstance(value, dict):
            table[name] = value | table.get(name, {})
        elif isinstance(value, list):
            table[name] = [*dict.fromkeys([*table.get(name, []), *value])]
        else:
            table.setdefault(name, value)


def _table_text(name: str, known: Mapping[str, Any], open_ones: Iterable[Problem]) -> str:
    """Return one table of the file, what is known before what is asked."""
    lines = [f"\n[{toml_key(name)}]", *_known_lines(known)]
    groups = dict.fromkeys(
        (problem.settings, f"# expected {problem.expected}, got {problem.got}:") for problem in open_ones
    )
    asked = set()
    for settings, reason in groups:
        if settings not in asked and not _is_settled(known, settings[0]):
            lines += [" ".join(reason.split()), *(f"# {setting}" for setting in settings)]
        asked.add(settings)
    return "\n".join(lines) + "\n"


def _is_settled(known: Mapping[str, Any], setting: str) -> bool:
    """Tell whether what a line would say is said already."""
    ((name, value),) = tomllib.loads(setting).items()
    if isinstance(value, dict):
        return not {*value}.isdisjoint(known.get(name, {}))
    return name in known and not isinstance(value, list)


def _known_lines(known: Mapping[str, Any]) -> list[str]:
    """Return lines of what is known; tables in it as dotted keys."""
    lines = []
    for name, value in known.items():
        pairs = value.items() if isinstance(value, dict) else [("", value)]
        lines += [
            f"{toml_key(name)}{'.' * bool(key)}{key and toml_key(key)} = {toml_text(one)}"
            for key, one in pairs
        ]
    return lines


def toml_key(name: str) -> str:
    """Return a name as TOML writes it before a sign of equality."""
    return name if _BARE.fullmatch(name) else toml_text(name)


def toml_text(value: object) -> str:
    r"""Return a text or a list of texts as TOML writes it.

    Examples
    --------
    >>> print(toml_text('Nazwa "A"'), toml_text(["Łódź"]), toml_text("\x7f"))
    "Nazwa \"A\"" ["Łódź"] "\u007f"
    """
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
