"""Ids for rows that have none, made from their names."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from isthmus.layers._bundled.gazetteer import simplify
from isthmus.layers._tables.cells import quote
from isthmus.layers._tables.schema import nearest
from isthmus.layers._tables.schemas import PLACES, SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from isthmus.layers._tables.table import RawTable


def make_ids(tables: Mapping[str, RawTable]) -> dict[str, RawTable]:
    """Return tables in which a missing column of ids is made from the names, if these tell rows apart.

    An id of a place is its own among all layers of places. Where it would not be, that is a problem.

    Parameters
    ----------
    tables : mapping of str to RawTable
        Tables by the layers that they are to become.

    Examples
    --------
    >>> from isthmus.layers._tables.table import RawTable
    >>> table = RawTable("factories", "f.csv", {"name": ["Żuraw Works", "B"]}, [1, 2])
    >>> made = make_ids({"factories": table})["factories"]
    >>> made.cells["id"]
    ['zuraw_works', 'b']
    >>> made.notes[0].got
    'none, and made from the names, such as zuraw_works'
    """
    made = dict(tables)
    for layer, table in tables.items():
        if _lacks_ids(table):
            others = [made[other] for other in PLACES if layer in PLACES and other in made and other != layer]
            made[layer] = _with_ids(table, {name for other in others for name in other.column("id")})
    return made


def _lacks_ids(table: RawTable) -> bool:
    """Tell whether a table has names, but no ids, nor a column that may be meant for them."""
    if any(text.strip() for text in table.column("id")) or not any(table.column("name")):
        return False
    return not any(nearest(name, SCHEMAS[table.layer].names) == "id" for name in table.cells if name != "id")


def _with_ids(table: RawTable, taken: Collection[str]) -> RawTable:
    names = table.column("name")
    ids = [re.sub(r"\W+", "_", simplify(name)).strip("_") for name in names]
    counts = Counter(ids)
    alike = [
        name for name, made in zip(names, ids, strict=True) if made and (counts[made] > 1 or made in taken)
    ]
    if alike:
        got = f"none, and {quote(alike[0])} names more than one row"
        problem = table.problem(
            'column "id", or names that tell rows apart', got, "add the column", column="id"
        )
        return replace(table, problems=(*table.problems, problem))
    got = f"none, and made from the names, such as {next(filter(None, ids), '')}"
    remedy = "add the column, so that ids stay when names change"
    note = table.note('column "id"', got, remedy, column="id")
    return replace(table, cells={**table.cells, "id": ids}, notes=(*table.notes, note))
