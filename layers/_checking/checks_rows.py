"""Checks of the rows of one layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isthmus.layers._tables import dates
from isthmus.layers._tables.parse import quoted

if TYPE_CHECKING:
    from isthmus.geo import Problem
    from isthmus.layers._tables.draft import Draft


def double_ids(draft: Draft) -> list[Problem]:
    """Report each id that an earlier row of the layer has already."""
    first: dict[str, int] = {}
    problems = []
    for row, name in enumerate(draft.values("id")):
        if name is None:
            continue
        if first.setdefault(name, row) != row:
            got = f"{quoted(name)}, which row {draft.table.rows[first[name]]} has already"
            problems.append(draft.table.problem("an id of its own", got, row=row, column="id"))
    return problems


def reversed_dates(draft: Draft) -> list[Problem]:
    """Report rows that end before they start; a month or a year ends with its last day."""
    if "start" not in draft.layer:
        return []
    return [
        draft.table.problem(f"a date not before the start, {start}", quoted(end), row=row, column="end")
        for row, (start, end) in enumerate(zip(draft.values("start"), draft.values("end"), strict=True))
        if start is not None and end is not None and dates.span(end)[1] < dates.span(start)[0]
    ]
