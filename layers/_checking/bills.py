"""Checks of what products are made of: parts of parts, ranges of shares, and shares of one whole."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from isthmus.layers._bundled.country_names import members_of
from isthmus.layers._tables.cells import list_words, quote

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from isthmus.geo import Problem
    from isthmus.layers._tables.table import Draft

ROUNDING: Final = 1.01
"""Figures that were rounded before they were published may add up to a little more than the whole."""

_WORLD: Final = "WLD"
_WHOLE: Final = ("component", "stage", "measure", "basis", "period")
_LISTED: Final = 5


def broken_bills(components: Draft) -> list[Problem]:
    """Report parts that are parts of themselves, ranges that end before they start, and crowded parents."""
    return [
        *_loops(components),
        *_reversed_ranges(components, ("cost_share", "mass_share", "lead_weeks")),
        *_crowded_parents(components, "cost"),
        *_crowded_parents(components, "mass"),
    ]


def broken_shares(shares: Draft) -> list[Problem]:
    """Report shares of the world, ranges that end before they start, and more than all of one whole."""
    world = [
        shares.table.problem("countries, whose share it is", quote(text), row=row, column="country")
        for row, text in enumerate(shares.values("country"))
        if text is not None and _WORLD in text.split("+")
    ]
    return [*world, *_reversed_ranges(shares, ("share",)), *_crowded_wholes(shares)]


def _loops(draft: Draft) -> Iterator[Problem]:
    """Yield a problem for each ring of parts, at its first row."""
    ids = draft.values("id")
    parents = dict(zip(ids, draft.values("parent"), strict=True))
    told: set[str] = set()
    for first in ids:
        chain: list[str] = []
        name = first
        while name is not None and name not in chain and name not in told:
            chain.append(name)
            name = parents.get(name)
        if name in chain:
            ring = [*chain[chain.index(name) :], name]
            got = ", which is part of ".join(map(quote, ring[:_LISTED]))
            yield draft.table.problem("no part of itself", got, row=ids.index(name), column="parent")
        told.update(chain)


def _reversed_ranges(draft: Draft, names: tuple[str, ...]) -> Iterator[Problem]:
    for name in names:
        ends = zip(draft.values(f"{name}_low"), draft.values(f"{name}_high"), strict=True)
        for row, (low, high) in enumerate(ends):
            if low is not None and high is not None and high < low:
                expected = f"at least {name}_low, {low:g}"
                yield draft.table.problem(expected, quote(f"{high:g}"), row=row, column=f"{name}_high")


def _crowded_parents(draft: Draft, what: str) -> Iterator[Problem]:
    """Yield a problem for each thing whose parts are more than the whole of it."""
    column = f"{what}_share_low"
    parts: dict[str, dict[str, float]] = defaultdict(dict)
    for name, parent, low in zip(
        draft.values("id"), draft.values("parent"), draft.values(column), strict=True
    ):
        if None not in (name, parent, low):
            parts[parent][name] = low
    for row, name in enumerate(draft.values("id")):
        total = sum(parts.get(name, {}).values())
        if total > ROUNDING:
            got = f"{total:g} of {list_words([*parts[name]][:_LISTED], 'and')}"
            expected = f"parts of {quote(name)} with at most 1 of its {what} together"
            yield draft.table.problem(expected, got, row=row, column=column)


def _crowded_wholes(draft: Draft) -> Iterator[Problem]:
    """Yield a problem for each whole of which more than all is told, at the first of its rows."""
    rows = zip(*(draft.values(name) for name in (*_WHOLE, "country", "share_low")), strict=True)
    wholes: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for row, cells in enumerate(rows):
        wholes[cells[: len(_WHOLE)]].append(row)
    countries, lows = draft.values("country"), draft.values("share_low")
    for whole, own in wholes.items():
        least = _least_by_country([(countries[row], lows[row]) for row in own])
        total = sum(least.values())
        if total > ROUNDING:
            got = f"{total:g} of {list_words([*least][:_LISTED], 'and')}"
            said = ", ".join(str(word) for word in whole if word)
            remedy = "tell wholes apart by measure, basis or period"
            expected = f"shares of at most 1 together ({said})"
            yield draft.table.problem(expected, got, remedy, row=own[0], column="share_low")


def _least_by_country(shares: list[tuple[str | None, float | None]]) -> Mapping[str, float]:
    """Return the least share of each country or group, less groups with a member that stands by itself."""
    least: dict[str, float] = {}
    for country, low in shares:
        if country is not None and low is not None:
            least[country] = min(low, least.get(country, low))
    single = {country for country in least if len(members_of(country)) == 1}
    return {
        country: low
        for country, low in least.items()
        if country in single or not any(code in single for code in members_of(country))
    }
