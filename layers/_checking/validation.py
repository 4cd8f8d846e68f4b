"""The one place where data are checked: tables go in, layers and every problem come out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd

from isthmus.layers._tables.coordinates import stated_geometry
from isthmus.layers._tables.draft import DEGREES, Draft
from isthmus.layers._tables.parse import parse
from isthmus.layers._tables.schemas import SCHEMAS
from isthmus.layers._tables.table import RawTable

from .checks_country import misplaced, unknown_countries
from .checks_network import broken_corridors, shared_ids, unknown_references
from .checks_rows import double_ids, reversed_dates
from .derive import derive_geometry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from isthmus.geo import Problem


def validate(tables: Iterable[RawTable]) -> tuple[dict[str, gpd.GeoDataFrame], list[Problem]]:
    """Check tables against their schemas and each other, and give every row its geometry.

    Parameters
    ----------
    tables : iterable of RawTable
        At most one table a layer; a layer left out is empty.

    Returns
    -------
    layers : dict of str to geopandas.GeoDataFrame
        The seven layers, typed, in EPSG:4326. They are whole only if there is no problem.
    problems : list of Problem
        Everything that is wrong. A row that could not be told apart into cells has no other problem.
    """
    given = {table.layer: table for table in tables}
    drafts: dict[str, Draft] = {}
    problems: list[Problem] = []
    for name in SCHEMAS:
        drafts[name], found = _draft(given.get(name) or RawTable(name, name, {}, ()))
        problems += found
    problems += derive_geometry(drafts)
    problems += _relations(drafts)
    unread = [problem for table in given.values() for problem in table.problems]
    torn = {(problem.file, problem.row) for problem in unread if problem.row is not None}
    problems = unread + [problem for problem in problems if (problem.file, problem.row) not in torn]
    return {name: draft.layer for name, draft in drafts.items()}, problems


def _draft(table: RawTable) -> tuple[Draft, list[Problem]]:
    """Type one table and check its rows by themselves."""
    schema = SCHEMAS[table.layer]
    frame, wrong_cells = parse(table, schema)
    geometry, wrong_places = stated_geometry(table, schema)
    draft = Draft(table, gpd.GeoDataFrame(frame, geometry=geometry, crs=DEGREES))
    return draft, [
        *wrong_cells,
        *wrong_places,
        *double_ids(draft),
        *reversed_dates(draft),
        *unknown_countries(draft),
        *misplaced(draft),
    ]


def _relations(drafts: dict[str, Draft]) -> list[Problem]:
    """Check what rows say of each other."""
    return [*shared_ids(drafts), *unknown_references(drafts), *broken_corridors(drafts["corridors"])]


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems by file, row and column."""
    return sorted(problems, key=lambda problem: (problem.file, problem.row or 0, problem.column or ""))
