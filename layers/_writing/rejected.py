"""Rows left out because of their problems, kept with their reasons so that nothing is lost."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from isthmus.layers._checking.validation import in_order, validate
from isthmus.layers._tables.formulas import disarmed

from .atomic import replacing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd

    from isthmus.geo import Problem
    from isthmus.layers._tables.table import RawTable

REJECTED = "rejected.csv"
"""Name of the file of rejected rows beside the layers."""


@dataclass(frozen=True)
class Rejected:
    """A row that was left out.

    Parameters
    ----------
    problem : Problem
        Why, and where it stood.
    cells : mapping of str to str
        The row as its file said it; its shape, if any, as WKT.
    """

    problem: Problem
    cells: Mapping[str, str]


def without_invalid(
    tables: Sequence[RawTable], problems: Iterable[Problem]
) -> tuple[dict[str, gpd.GeoDataFrame], list[Problem], list[Rejected]]:
    """Validate tables without the rows that have problems, nor those that then lead nowhere.

    Parameters
    ----------
    tables : sequence of RawTable
        The tables.
    problems : iterable of Problem
        What is wrong with them.

    Returns
    -------
    layers : dict of str to geopandas.GeoDataFrame
        The layers without the rejected rows.
    problems : list of Problem
        Those of whole files, which no row can be rejected for.
    rejected : list of Rejected
        The rows, once for each of their problems.
    """
    kept, left = list(tables), list(problems)
    rejected: list[Rejected] = []
    while True:
        wrong = {(problem.file, problem.row) for problem in left if problem.row is not None}
        if not wrong:
            return validate(kept)[0], left, rejected
        rows = {(table.file, number): (table, row) for table in kept for row, number in enumerate(table.rows)}
        rejected += [
            Rejected(problem, _cells(*rows[problem.file, problem.row]))
            for problem in left
            if problem.row is not None and (problem.file, problem.row) in rows
        ]
        whole = [problem for problem in left if problem.row is None]
        kept = [_without(table, wrong) for table in kept]
        left = in_order({*whole, *validate(kept)[1]})


def write_rejected(rejected: Iterable[Rejected], path: Path) -> Path:
    """Write rejected rows as CSV: file, row, column, reason, and the row itself as JSON."""
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["file", "row", "column", "reason", "cells"])
        for one in rejected:
            cells = json.dumps(one.cells, ensure_ascii=False)
            where = [one.problem.file, one.problem.row, disarmed(one.problem.column or "")]
            writer.writerow([*where, str(one.problem), cells])
    return path


def _cells(table: RawTable, row: int) -> dict[str, str]:
    cells = {name: texts[row] for name, texts in table.cells.items()}
    if table.geometry is not None and table.geometry[row] is not None:
        cells["wkt"] = table.geometry[row].wkt
    return cells


def _without(table: RawTable, wrong: set[tuple[str, int]]) -> RawTable:
    keep = [row for row, number in enumerate(table.rows) if (table.file, number) not in wrong]
    return replace(
        table,
        cells={name: [texts[row] for row in keep] for name, texts in table.cells.items()},
        rows=[table.rows[row] for row in keep],
        geometry=None if table.geometry is None else table.geometry[np.array(keep, dtype=int)],
        problems=tuple(problem for problem in table.problems if problem.row is None),
    )
