"""What users read of the command's lines: its errors in the words of a dialog. Nothing here needs QGIS."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_CALLED = re.compile(r"^(Usage: isthmus|Try 'isthmus)")
_LEADING = re.compile(r"^(Error|isthmus): ")
_HINT = re.compile(r"^Invalid value for (?:'[^']*' / )*'\[?([^']+?)\]?'")
_MENDS = "In QGIS: Processing > Toolbox > Vector geometry > Fix geometries."
_FAULT = "Traceback (most recent call last):"


def error_of(lines: Sequence[str], status: int, labels: Mapping[str, str], folder: str) -> str:
    """Return what the command said was wrong, without a traceback, in the words of a dialog.

    Parameters
    ----------
    lines : sequence of str
        What it printed on its channel for errors.
    status : int
        How it ended.
    labels : mapping of str to str
        What options and arguments of the command are called in the dialog.
    folder : str
        Of temporary files, whose names alone are told.
    """
    told = [line for line in lines if line.strip() and not _CALLED.match(line) and not is_note(line)]
    if is_fault(told):
        return (
            f"isthmus broke, which is a fault of isthmus: {told[-1]}\n"
            "Please report it with the lines of the log above."
        )
    if not told:
        return f"isthmus ended with status {status} and said nothing."
    plain = [_HINT.sub(r"\1", _LEADING.sub("", line)) for line in told]
    remedies = [_MENDS] if any("expected a valid polygon" in line for line in plain) else []
    return "\n".join([*(in_words(line, labels, folder) for line in plain), *remedies])


def is_note(line: str) -> bool:
    """Tell whether a line is about what was taken for granted, and nothing is wrong."""
    return ": note: " in line


def is_fault(lines: Sequence[str]) -> bool:
    """Tell whether the command broke, which no user is to blame for."""
    return _FAULT in lines


def in_words(line: str, labels: Mapping[str, str], folder: str) -> str:
    """Return a line with the names of a dialog in place of options, and of files alone in place of paths."""
    plain = line.replace(folder.rstrip("/\\") + "/", "").replace(folder.rstrip("/\\") + "\\", "")
    known = sorted(labels, key=len, reverse=True)
    if not known:
        return plain
    pattern = "|".join(rf"(?<![\w-]){re.escape(name)}(?![\w-])" for name in known)
    return re.sub(
        pattern,
        lambda found: f"\N{LEFT DOUBLE QUOTATION MARK}{labels[found[0]]}\N{RIGHT DOUBLE QUOTATION MARK}",
        plain,
    )


def free_names(names: Iterable[str], taken: Iterable[str] = ()) -> list[str]:
    """Return names that differ whatever their capitals, as a GeoPackage needs them.

    Parameters
    ----------
    names : iterable of str
        As they are.
    taken : iterable of str
        Names that none may have.
    """
    found: list[str] = []
    used = {name.casefold() for name in taken}
    for name in names:
        free = name or "column"
        while free.casefold() in used:
            free += "_"
        used.add(free.casefold())
        found.append(free)
    return found


def file_name(title: str) -> str:
    """Return a name for the file of a layer, by which messages tell it from others."""
    return re.sub(r"\W+", "_", title).strip("_")[:40] or "layer"


def option(name: str, value: object) -> list[str]:
    """Return an option for the command, if there is something to say: in one word, so that it is no other."""
    text = str(value).strip() if value is not None else ""
    return [f"{name}={text}"] if text else []
