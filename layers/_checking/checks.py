"""Checks of rows: by themselves, against the countries they name, and against other rows and layers."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import replace
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import shapely

from isthmus.layers._bundled.countries import country_at, country_codes, lies_in
from isthmus.layers._bundled.names import find_countries, members_of, nearest_name
from isthmus.layers._tables import dates
from isthmus.layers._tables.atlas_schemas import ATLAS_SCHEMAS, PLAIN_SCHEMAS
from isthmus.layers._tables.cells import list_words, quote
from isthmus.layers._tables.columns import GROUPS
from isthmus.layers._tables.crs import LIMITS
from isthmus.layers._tables.schema import nearest
from isthmus.layers._tables.schemas import PLACES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from isthmus.geo import Problem
    from isthmus.layers._tables.schema import Column
    from isthmus.layers._tables.table import Draft, GeometryArray

TOLERANCE_KM = 30.0
"""How far beyond its country a point may lie: outlines are coarse (15 km at worst), points are rounded."""

_TOO_SMALL = ("VA",)  # countries without an outline
_HINTS = 10  # unknown names of a column to compare with all others

ROUNDING: Final = 1.01
"""Figures that were rounded before they were published may add up to a little more than the whole."""

_WORLD: Final = "WLD"
_WHOLE: Final = ("component", "stage", "measure", "basis", "period")
_LISTED: Final = 5
_TOLD: Final = ("days", "share")


class _Leg(NamedTuple):
    seq: int
    row: int
    start: str
    end: str


def double_ids(draft: Draft) -> list[Problem]:
    """Report each id that an earlier row of the layer has already."""
    first: dict[str, int] = {}
    problems = []
    for row, name in enumerate(draft.values("id") if "id" in draft.layer else []):
        if name is None:
            continue
        if first.setdefault(name, row) != row:
            got = f"{quote(name)}, which row {draft.table.rows[first[name]]} has already"
            problems.append(draft.table.problem("an id of its own", got, row=row, column="id"))
    return problems


def reversed_dates(draft: Draft) -> list[Problem]:
    """Report rows that end before they start; a month or a year ends with its last day."""
    if "start" not in draft.layer:
        return []
    return [
        draft.table.problem(f"a date not before the start, {start}", quote(end), row=row, column="end")
        for row, (start, end) in enumerate(zip(draft.values("start"), draft.values("end"), strict=True))
        if start is not None and end is not None and dates.span(end)[1] < dates.span(start)[0]
    ]


def unknown_countries(draft: Draft) -> list[Problem]:
    """Report codes that are no country's."""
    codes = {*country_codes(), *_TOO_SMALL}
    known = {"country": codes, "countries": codes.union(GROUPS)}
    schema = ATLAS_SCHEMAS[draft.table.layer]
    columns = [schema[name] for name in schema.of_kind("country", "countries")]
    return [
        draft.table.problem(column.expected, quote(text), row=row, column=column.name)
        for column in columns
        for row, text in enumerate(draft.values(column.name))
        if text is not None and not known[column.kind].issuperset(text.split("+"))
    ]


def suggest_countries(draft: Draft, problems: Sequence[Problem]) -> list[Problem]:
    """Say in problems of countries that no code is given for which ones may be meant."""
    columns = ATLAS_SCHEMAS[draft.table.layer].of_kind("country", "countries")
    unknown = dict.fromkeys(
        problem.got
        for problem in problems
        if problem.column in columns and problem.row is not None and not problem.remedy
    )
    names = {got: got.strip('"') for got in islice(unknown, _HINTS)}
    hints = {got: (_like_countries(name), _country_settings(name)) for got, name in names.items()}
    return [
        replace(
            problem,
            remedy=problem.remedy or hints.get(problem.got, ("", ()))[0],
            settings=problem.settings or hints.get(problem.got, ("", ()))[1],
        )
        if problem.column in columns and problem.row is not None
        else problem
        for problem in problems
    ]


def _country_settings(text: str) -> tuple[str, ...]:
    """Return what isthmus.toml could say of a name: one of the countries it may mean, or none."""
    name = json.dumps(text, ensure_ascii=False)
    like = re.search(r"\(([A-Z]{2})\)$", nearest_name(text))
    codes = find_countries(text) or ((like[1],) if like else ())
    if text == "an empty cell" or not codes:
        return ()
    return tuple(f'countries.{name} = "{code}"' for code in (*codes, *[""] * (len(codes) == 1)))


def _like_countries(text: str) -> str:
    several = find_countries(text)
    if len(several) > 1:
        return f"it may be {' or '.join(several)}"
    like = "" if text == "an empty cell" else nearest_name(text)
    return f"did you mean {like}?" if like else ""


def misplacements(draft: Draft) -> list[Problem]:
    """Report points outside the country their row declares, and say so where lon and lat are swapped."""
    if ATLAS_SCHEMAS[draft.table.layer].geometry != "point":
        return []
    points = draft.layer.geometry.to_numpy()
    declared = np.array(draft.values("country"), dtype=object)
    checked = np.isin(declared.astype(str), country_codes()) & ~shapely.is_missing(points)
    rows = np.flatnonzero(checked)
    rows = rows[~lies_in(points[rows], declared[rows], within_km=TOLERANCE_KM)]
    swapped = lies_in(_mirror(points[rows]), declared[rows], within_km=TOLERANCE_KM)
    found = country_at(points[rows], within_km=TOLERANCE_KM)
    return [
        _misplacement(draft, row, declared[row], country, swapped=mirrored)
        for row, country, mirrored in zip(rows.tolist(), found, swapped.tolist(), strict=True)
    ]


def _misplacement(draft: Draft, row: int, declared: str, found: str | None, *, swapped: bool) -> Problem:
    point = draft.layer.geometry.iloc[row]
    got = f"{point.x:g}, {point.y:g}, in {found or 'no country'}"
    remedy = "lon and lat look swapped" if swapped else "check lon, lat and country"
    column = "lon" if "lon" in draft.table.cells else "geometry"
    return draft.table.problem(f"a point in {declared}", got, remedy, row=row, column=column)


def _mirror(points: GeometryArray) -> GeometryArray:
    """Return points with lon and lat exchanged, None where that is no point on the Earth."""
    lon, lat = shapely.get_x(points), shapely.get_y(points)
    swapped = np.full(len(points), None, dtype=object)
    possible = np.abs(lon) <= LIMITS["lat"]
    swapped[possible] = shapely.points(lat[possible], lon[possible])
    return swapped


def shared_ids(drafts: Mapping[str, Draft]) -> list[Problem]:
    """Report ids of places that another layer of places has already: a reference could mean either."""
    seen: dict[str, tuple[str, int]] = {}
    problems = []
    for layer in PLACES:
        table = drafts[layer].table
        for row, name in enumerate(drafts[layer].values("id")):
            if name is None:
                continue
            file, number = seen.setdefault(name, (table.file, table.rows[row]))
            if file != table.file:
                got = f"{quote(name)}, which {file}, row {number} has already"
                problems.append(table.problem("an id of its own among all places", got, row=row, column="id"))
    return problems


def unknown_references(drafts: Mapping[str, Draft]) -> list[Problem]:
    """Report values that name no row of the layers they refer to."""
    return [
        problem
        for draft in drafts.values()
        for column in ATLAS_SCHEMAS[draft.table.layer].columns
        if column.refers_to and not _is_unsaid(draft, [drafts[layer] for layer in column.refers_to])
        for problem in _unknown_names(draft, column, [drafts[layer] for layer in column.refers_to])
    ]


def _is_unsaid(draft: Draft, targets: list[Draft]) -> bool:
    """Tell whether a layer names rows of tables without places that an atlas does not have at all."""
    missing = all(target.table.layer in PLAIN_SCHEMAS and not target.table.rows for target in targets)
    return missing and draft.table.layer not in PLAIN_SCHEMAS


def broken_corridors(corridors: Draft) -> list[Problem]:
    """Report legs that share their number in a corridor, or do not start where the leg before ends."""
    problems = []
    for legs in _legs_by_corridor(corridors).values():
        for before, leg in pairwise(sorted(legs)):
            if leg.seq == before.seq:
                got = f"{quote(str(leg.seq))}, which row {corridors.table.rows[before.row]} has already"
                problem = corridors.table.problem("a number of its own", got, row=leg.row, column="seq")
            elif leg.start != before.end:
                expected = f"{quote(before.end)}, where leg {before.seq} ends"
                problem = corridors.table.problem(expected, quote(leg.start), row=leg.row, column="from_id")
            else:
                continue
            problems.append(problem)
    return problems


def _unknown_names(draft: Draft, column: Column, targets: list[Draft]) -> Iterator[Problem]:
    ids = {name for target in targets for name in target.values("id")} - {None}
    unread = [target.table.file for target in targets if target.table.problems and not target.table.rows]
    expected = f"the id of a row of {', '.join(column.refers_to)}"
    named = ((row, text) for row, text in enumerate(draft.values(column.name)) if text is not None)
    several = column.kind == "ids"
    unknown = [
        (row, name)
        for row, text in named
        for name in (text.split("+") if several else [text])
        if name not in ids
    ]
    for place, (row, name) in enumerate(unknown):
        if unread:
            remedy = f"mend {' and '.join(unread)} first"
        else:
            like = nearest(name, ids) if place < _HINTS else None
            remedy = f'did you mean "{like}"?' if like else ""
        yield draft.table.problem(expected, quote(name), remedy, row=row, column=column.name)


def _legs_by_corridor(corridors: Draft) -> dict[str, list[_Leg]]:
    names = ("corridor_id", "seq", "from_id", "to_id")
    legs: dict[str, list[_Leg]] = {}
    rows = zip(*(corridors.values(name) for name in names), strict=True)
    for row, (corridor, seq, start, end) in enumerate(rows):
        if None not in (corridor, seq, start, end):
            legs.setdefault(corridor, []).append(_Leg(seq, row, start, end))
    return legs


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


def broken_recovery(recovery: Draft) -> list[Problem]:
    """Report ranges that end before they start, and rows without the figure that they are to tell."""
    empty = {what: recovery.layer[[f"{what}_low", f"{what}_high"]].isna().all(axis=1) for what in _TOLD}
    asked = recovery.layer["kind"].eq("supply").map({True: "share", False: "days"})
    bare = ((row, what) for row, what in enumerate(asked) if empty[what].iloc[row])
    told = (recovery.table.problem(what, "none", row=row, column=f"{what}_low") for row, what in bare)
    return [*told, *_reversed_ranges(recovery, _TOLD)]


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
