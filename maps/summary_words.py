"""What a map says first: how redundant the routes are, and what they share."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from .resources import messages
from .translation import joined

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
    Independent routes by sea, rail: Taiwan → Poland ..., Taiwan → Czechia ...; every one passes one of ...
    """
    words = messages(lang)
    narrowest = dict.fromkeys(name for pair in summary.pairs for name in pair.narrowest)
    routes = words["summary.routes"].format(
        modes=_listed((words[f"summary.mode.{mode}"] for mode in summary.modes), words),
        pairs=_listed((_pair(pair, words) for pair in summary.pairs), words),
        narrowest=_listed(narrowest, words),
    )
    shared = words[f"summary.shared.{summary.by}"].format(
        shared=_listed(summary.shared_titles, words),
        on=(summary.on or summary.network_as_of).replace("-", NO_BREAK_HYPHEN),
    )
    return joined(lang, routes, shared)


def _pair(pair: PairSummary, words: Mapping[str, str]) -> str:
    origin, destination = (words.get(f"country.{name}", name) for name in (pair.origin, pair.destination))
    return words["summary.pair"].format(origin=origin, destination=destination, routes=pair.routes)


def _listed(names: Iterable[str], words: Mapping[str, str]) -> str:
    first, *others = list(names) or [words["summary.none"]]
    return reduce(lambda listed, name: words["summary.list"].format(names=listed, name=name), others, first)
