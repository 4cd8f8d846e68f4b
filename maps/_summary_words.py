"""What a map says first: how redundant the routes are, and what they share."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Literal

from ._resources import messages
from ._translation import joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from isthmus.layers import PairSummary, Summary

__all__ = ["describe_summary"]

#: A hyphen at which no line of a date breaks.
NO_BREAK_HYPHEN = "\u2011"


def describe_summary(summary: Summary, *, lang: str = "en") -> str:
    """Return what a summary says, in two sentences.

    Examples
    --------
    >>> from isthmus import layers
    >>> print(describe_summary(layers.example().summary))
    Independent routes by sea and rail: ... from Taiwan to Poland, ...; every one passes ... or ...
    """
    words = messages(lang)
    narrowest = dict.fromkeys(name for pair in summary.pairs for name in pair.narrowest)
    routes = words["summary.routes"].format(
        modes=_listed((words[f"summary.mode.{mode}"] for mode in summary.modes), words, last="and"),
        pairs=_listed((_pair(pair, words) for pair in summary.pairs), words, last="list"),
        narrowest=_listed(narrowest, words, last="or"),
    )
    shared = words[f"summary.shared.{summary.by}"].format(
        shared=_listed(summary.shared_titles, words, last="and"),
        on=(summary.on or summary.network_as_of).replace("-", NO_BREAK_HYPHEN),
    )
    return joined(lang, routes, shared)


def _pair(pair: PairSummary, words: Mapping[str, str]) -> str:
    origin, destination = (words.get(f"country.{name}", name) for name in (pair.origin, pair.destination))
    return words["summary.pair"].format(origin=origin, destination=destination, routes=pair.routes)


def _listed(names: Iterable[str], words: Mapping[str, str], *, last: Literal["and", "or", "list"]) -> str:
    """Return names as a reader lists them, the last one joined by a word or by no other than the rest."""
    *others, final = list(names) or [words["summary.none"]]
    if not others:
        return final
    listed = reduce(lambda so_far, name: words["summary.list"].format(names=so_far, name=name), others)
    return words[f"summary.{last}"].format(names=listed, name=final)
