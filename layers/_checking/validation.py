"""The one place where data are checked: tables go in, layers and every problem come out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from isthmus._arguments import check_kind
from isthmus.geo import Problem
from isthmus.layers._bundled.countries import country_marks
from isthmus.layers._geometry.coordinates import own_geometry
from isthmus.layers._geometry.rules import connect, draw_legs, draw_zones, measure_legs
from isthmus.layers._tables.atlas_schemas import ATLAS_SCHEMAS
from isthmus.layers._tables.columns import parse
from isthmus.layers._tables.crs import DEGREES
from isthmus.layers._tables.daily_schemas import DAILY
from isthmus.layers._tables.schemas import PLACES
from isthmus.layers._tables.table import Draft, RawTable

from . import checks
from .days import broken_days

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import shapely


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

    def __post_init__(self) -> None:
        check_kind("problem", self.problem, Problem, "a Problem")
        check_kind("cells", self.cells, Mapping, "a mapping of texts")


def validate(tables: Iterable[RawTable]) -> tuple[dict[str, Any], list[Problem]]:
    """Check tables against their schemas and each other, and give every row its geometry.

    Parameters
    ----------
    tables : iterable of RawTable
        At most one table a layer; a layer left out is empty.

    Returns
    -------
    layers : dict of str to pandas.DataFrame
        The tables of an atlas, typed; its layers as GeoDataFrames in EPSG:4326. They are whole only if there
        is no problem.
    problems : list of Problem
        Everything that is wrong. A row that could not be told apart into cells has no other problem.
    """
    given = {table.layer: table for table in tables}
    drafts: dict[str, Draft] = {}
    problems: list[Problem] = []
    for name in ATLAS_SCHEMAS:
        drafts[name], found = _draft_table(given[name]) if name in given else (_empty_draft(name), [])
        problems += found
    problems += _draw_rows(drafts)
    problems += _check_relations(drafts)
    unread = [problem for table in given.values() for problem in table.problems]
    torn = {(problem.file, problem.row) for problem in unread if problem.row is not None}
    problems = unread + [problem for problem in problems if (problem.file, problem.row) not in torn]
    return {name: _finish_table(draft) for name, draft in drafts.items()}, problems


def _finish_table(draft: Draft) -> pd.DataFrame:
    """Return a layer, or a table without places as what it is."""
    is_placed = ATLAS_SCHEMAS[draft.table.layer].geometry != "none"
    return draft.layer if is_placed else pd.DataFrame(draft.layer.drop(columns=draft.layer.geometry.name))


def _draft_table(table: RawTable) -> tuple[Draft, list[Problem]]:
    """Type one table and check its rows by themselves."""
    schema = ATLAS_SCHEMAS[table.layer]
    frame, wrong_cells = parse(table, schema)
    geometry, wrong_places = own_geometry(table, schema)
    draft = Draft(table, gpd.GeoDataFrame(frame, geometry=geometry, crs=DEGREES))
    return draft, [
        *checks.suggest_countries(draft, wrong_cells),
        *wrong_places,
        *checks.double_ids(draft),
        *checks.reversed_dates(draft),
        *checks.unknown_countries(draft),
        *checks.misplacements(draft),
    ]


def _empty_draft(layer: str) -> Draft:
    """Return a layer that is left out, in a table that may be changed."""
    draft = _draft_nothing(layer)
    return replace(draft, layer=draft.layer.copy())


@cache
def _draft_nothing(layer: str) -> Draft:
    return _draft_table(RawTable(layer, layer, {}, ()))[0]


def _draw_rows(drafts: Mapping[str, Draft]) -> list[Problem]:
    """Fill in missing geometries by the rules of their rows, and the lengths of legs."""
    places, owed = _points_by_id(drafts), _owners_by_id(drafts)
    marks = country_marks()
    countries = dict(zip(marks["iso"], marks.geometry, strict=True))
    problems = [
        *draw_legs(drafts["corridors"], places, owed),
        *connect(drafts["partnerships"], "a", "b", places, owed),
        *connect(drafts["flows"], "origin", "destination", countries, {}),  # their marks are owed to nobody
        *_legs_without_ends(drafts["corridors"]),
        *draw_zones(drafts["risk_zones"]),
    ]
    measure_legs(drafts["corridors"], places)
    return problems


def _points_by_id(drafts: Mapping[str, Draft]) -> dict[str, shapely.Point]:
    return {
        name: point
        for layer in PLACES
        for name, point in zip(drafts[layer].values("id"), drafts[layer].layer.geometry, strict=True)
        if name is not None and point is not None
    }


def _owners_by_id(drafts: Mapping[str, Draft]) -> dict[str, str]:
    """Return whom to name for the points of places."""
    return {
        name: text
        for layer in PLACES
        for name, text in zip(
            *(drafts[layer].values(column) for column in ("id", "attribution")), strict=True
        )
        if name is not None and text is not None
    }


def _check_relations(drafts: dict[str, Draft]) -> list[Problem]:
    """Check what rows say of each other."""
    return [
        *checks.shared_ids(drafts),
        *checks.unknown_references(drafts),
        *checks.broken_corridors(drafts["corridors"]),
        *checks.broken_bills(drafts["components"]),
        *checks.broken_shares(drafts["component_shares"]),
        *checks.broken_recovery(drafts["recovery"]),
        *(problem for name in DAILY for problem in broken_days(drafts[name])),
    ]


def sort_problems(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems by file, row and column."""
    return sorted(problems, key=lambda problem: (problem.file, problem.row or 0, problem.column or ""))


def without_invalid(
    tables: Sequence[RawTable], problems: Iterable[Problem]
) -> tuple[dict[str, Any], list[Problem], list[Rejected]]:
    """Validate tables without the rows that have problems, nor those that then lead nowhere.

    Parameters
    ----------
    tables : sequence of RawTable
        The tables.
    problems : iterable of Problem
        What is wrong with them.

    Returns
    -------
    layers : dict of str to pandas.DataFrame
        The tables without the rejected rows.
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
            Rejected(problem, _row_cells(*rows[problem.file, problem.row]))
            for problem in left
            if problem.row is not None and (problem.file, problem.row) in rows
        ]
        whole = [problem for problem in left if problem.row is None]
        kept = [_without_rows(table, wrong) for table in kept]
        left = sort_problems({*whole, *validate(kept)[1]})


def _row_cells(table: RawTable, row: int) -> dict[str, str]:
    cells = {name: texts[row] for name, texts in table.cells.items()}
    if table.geometry is not None and table.geometry[row] is not None:
        cells["wkt"] = table.geometry[row].wkt
    return cells


def _without_rows(table: RawTable, wrong: set[tuple[str, int]]) -> RawTable:
    keep = [row for row, number in enumerate(table.rows) if (table.file, number) not in wrong]
    return replace(
        table,
        cells={name: [texts[row] for row in keep] for name, texts in table.cells.items()},
        rows=[table.rows[row] for row in keep],
        geometry=None if table.geometry is None else table.geometry[np.array(keep, dtype=int)],
        problems=tuple(problem for problem in table.problems if problem.row is None),
    )


def _legs_without_ends(legs: Draft) -> list[Problem]:
    """Report legs without a line that name no ends."""
    missing = legs.layer.geometry.isna().to_numpy()
    return [
        legs.table.problem("the place of an end, or a line", "an empty cell", row=row, column=column)
        for column in ("from_id", "to_id")
        for row, name in enumerate(legs.values(column))
        if missing[row] and name is None
    ]
