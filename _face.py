"""How what is public presents itself: by the package that lists it, and as a table in a notebook."""

from __future__ import annotations

import sys
from abc import ABC, abstractmethod
from html import escape
from types import FunctionType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def name_members(face: str, names: Iterable[str]) -> None:
    """Let functions and classes that a package lists name it as their module.

    So tracebacks, pickles and `help` say ``isthmus.geo.NoRouteError``, wherever in the package it is written.
    What another package lists, or Python itself, keeps its name.

    Parameters
    ----------
    face : str
        Full name of the package, loaded.
    names : iterable of str
        What it lists.
    """
    members = vars(sys.modules[face])
    inside = (f"{face}.", f"{face.rpartition('.')[0]}._")
    for member in map(members.__getitem__, names):
        parts = vars(member).values() if isinstance(member, type) else ()
        for part in (member, *(getattr(part, "__func__", part) for part in parts)):
            if isinstance(part, type | FunctionType) and part.__module__.startswith(inside):
                part.__module__ = face


def html_table(title: str, facts: Mapping[str, object]) -> str:
    """Return facts as a small HTML table, for the last line of a notebook's cell.

    Examples
    --------
    >>> html_table("A & B", {"size": 2})
    '<table><caption>A &amp; B</caption><tr><th>size</th><td>2</td></tr></table>'
    """
    rows = "".join(
        f"<tr><th>{escape(name)}</th><td>{escape(str(value))}</td></tr>" for name, value in facts.items()
    )
    return f"<table><caption>{escape(title)}</caption>{rows}</table>"


class Findings(ABC):
    """What tells in sentences what was found: its text, and in a notebook a table after its facts."""

    @abstractmethod
    def sentences(self) -> list[str]:
        """Return what was found in sentences."""

    def _facts(self) -> Mapping[str, object]:
        """Return what was asked, or how much of it there is."""
        return {}

    def __str__(self) -> str:
        return "\n".join(self.sentences())

    def _repr_html_(self) -> str:
        return html_table(type(self).__name__, {**self._facts(), "found": " ".join(self.sentences())})
