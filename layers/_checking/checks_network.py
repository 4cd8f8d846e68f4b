"""Checks of what rows say of rows of other layers."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from isthmus.layers._tables.parse import quoted
from isthmus.layers._tables.schema import nearest
from isthmus.layers._tables.schemas import PLACES, SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from isthmus.geo import Problem
    from isthmus.layers._tables.draft import Draft
    from isthmus.layers._tables.schema import Column


class _Leg(NamedTuple):
    seq: int
    row: int
    start: str
    end: str


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
                got = f"{quoted(name)}, which {file}, row {number} has already"
                problems.append(table.problem("an id of its own among all places", got, row=row, column="id"))
    return problems


def unknown_references(drafts: Mapping[str, Draft]) -> list[Problem]:
    """Report values that name no row of the layers they refer to."""
    return [
        problem
        for draft in drafts.values()
        for column in SCHEMAS[draft.table.layer].columns
        if column.refers_to
        for problem in _unknown(draft, column, [drafts[layer] for layer in column.refers_to])
    ]


def broken_corridors(corridors: Draft) -> list[Problem]:
    """Report legs that share their number in a corridor, or do not start where the leg before ends."""
    problems = []
    for legs in _legs_by_corridor(corridors).values():
        for before, leg in pairwise(sorted(legs)):
            if leg.seq == before.seq:
                got = f"{quoted(str(leg.seq))}, which row {corridors.table.rows[before.row]} has already"
                problem = corridors.table.problem("a number of its own", got, row=leg.row, column="seq")
            elif leg.start != before.end:
                expected = f"{quoted(before.end)}, where leg {before.seq} ends"
                problem = corridors.table.problem(expected, quoted(leg.start), row=leg.row, column="from_id")
            else:
                continue
            problems.append(problem)
    return problems


def _unknown(draft: Draft, column: Column, targets: list[Draft]) -> Iterator[Problem]:
    ids = {name for target in targets for name in target.values("id")} - {None}
    unread = [target.table.file for target in targets if target.table.problems and not target.table.rows]
    expected = f"the id of a row of {', '.join(column.refers_to)}"
    for row, name in enumerate(draft.values(column.name)):
        if name is None or name in ids:
            continue
        if unread:
            remedy = f"mend {' and '.join(unread)} first"
        else:
            like = nearest(name, ids)
            remedy = f'did you mean "{like}"?' if like else ""
        yield draft.table.problem(expected, quoted(name), remedy, row=row, column=column.name)


def _legs_by_corridor(corridors: Draft) -> dict[str, list[_Leg]]:
    names = ("corridor_id", "seq", "from_id", "to_id")
    legs: dict[str, list[_Leg]] = {}
    rows = zip(*(corridors.values(name) for name in names), strict=True)
    for row, (corridor, seq, start, end) in enumerate(rows):
        if None not in (corridor, seq, start, end):
            legs.setdefault(corridor, []).append(_Leg(seq, row, start, end))
    return legs
