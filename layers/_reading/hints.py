"""The isthmus.toml that settles what was taken for granted of a folder, and asks what can't be known."""

from __future__ import annotations

import json
import re
import tomllib
from typing import TYPE_CHECKING, Any

from .config import FILE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from isthmus.geo import Problem

_HEAD = f"""\
# What the files of this folder leave open, and how they are read; save it there as {FILE}.
# Of lines that begin with #, one of each group is right: take its # away.
"""
_BARE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)


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
        if len(problem.settings) > 1:
            open_ones.setdefault(name, []).append(problem)
    for name, problem in given:
        asked = {line for one in open_ones.get(name, []) for line in one.settings}
        if len(problem.settings) == 1 and problem.settings[0] not in asked:
            _add(tables.setdefault(name, {}), tomllib.loads(problem.settings[0]))
    names = dict.fromkeys([*tables, *open_ones])
    parts = (_table_text(name, tables.get(name, {}), open_ones.get(name, [])) for name in names)
    return _HEAD + "".join(parts)


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
    lines = [f"\n[{_key(name)}]", *_known_lines(known)]
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
            f"{_key(name)}{'.' * bool(key)}{key and _key(key)} = {toml_text(one)}" for key, one in pairs
        ]
    return lines


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else toml_text(name)


def toml_text(value: object) -> str:
    r"""Return a text or a list of texts as TOML writes it.

    Examples
    --------
    >>> print(toml_text('Nazwa "A"'), toml_text(["Łódź"]), toml_text("\x7f"))
    "Nazwa \"A\"" ["Łódź"] "\u007f"
    """
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
