"""How what is public presents itself: by the package that lists it, and as a table in a notebook."""

from __future__ import annotations

import sys
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
