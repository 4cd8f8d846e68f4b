"""Give every row of an atlas that has no geometry of its own the one that follows from its rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from isthmus import geo
from isthmus.geo import GeometryError
from isthmus.layers._bundled.countries import countries, country_marks
from isthmus.layers._tables import rules
from isthmus.layers._tables.coordinates import centres
from isthmus.layers._tables.draft import DEGREES
from isthmus.layers._tables.parse import quoted
from isthmus.layers._tables.schemas import GEODESIC, GIVEN, NETWORK, PLACES
from isthmus.layers._transport.network_lines import NETWORKS, Along, along_network

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isthmus.geo import Problem
    from isthmus.layers._tables.draft import Draft
    from isthmus.layers._tables.table import GeometryArray


def derive_geometry(drafts: Mapping[str, Draft]) -> list[Problem]:
    """Fill in missing geometries, and the lengths of legs.

    Parameters
    ----------
    drafts : mapping of str to Draft
        All layers of an atlas; their tables are filled in place.

    Returns
    -------
    list of Problem
        Rows with neither a geometry nor a rule that can be followed.
    """
    places = _points_by_id(drafts)
    problems = [
        *_draw_legs(drafts["corridors"], places),
        *_connect(drafts["partnerships"], "a", "b", places),
        *_connect(drafts["flows"], "origin", "destination", _by_code(country_marks())),
        *_unplaced_legs(drafts["corridors"]),
        *_draw_zones(drafts["risk_zones"]),
    ]
    _measure(drafts["corridors"], places)
    return problems


def _points_by_id(drafts: Mapping[str, Draft]) -> dict[str, shapely.Point]:
    return {
        name: point
        for layer in PLACES
        for name, point in zip(drafts[layer].values("id"), drafts[layer].layer.geometry, strict=True)
        if name is not None and point is not None
    }


def _by_code(table: gpd.GeoDataFrame) -> dict[str, Any]:
    return dict(zip(table["iso"], table.geometry, strict=True))


def _connect(draft: Draft, start: str, end: str, points: Mapping[str, shapely.Point]) -> list[Problem]:
    """Draw the rows without a line from start to end."""
    starts, ends = draft.values(start), draft.values(end)
    lines, problems = np.full(len(starts), None, dtype=object), []
    try:
        lines = rules.between(starts, ends, points)
    except GeometryError:  # some ends are opposite on the Earth: one by one, to report each
        for row in range(len(starts)):
            try:
                lines[row] = rules.between(starts[row : row + 1], ends[row : row + 1], points)[0]
            except GeometryError as error:
                problems.append(draft.table.problem("two ends with one way", str(error), row=row, column=end))
    _fill(draft, lines)
    return problems


def _draw_legs(legs: Draft, points: Mapping[str, shapely.Point]) -> list[Problem]:
    """Draw the legs without a line, say how each is drawn, and fill in missing lengths over networks.

    A leg that asks for the geodesic gets it; any other follows the network of its mode, where that leads.
    """
    given = legs.layer.geometry.notna().to_numpy()
    lines, km = _over_networks(legs, points)
    _fill(legs, lines)
    problems = _connect(legs, "from_id", "to_id", points)
    drawn = legs.layer.geometry.notna().to_numpy()
    how = np.select([given, ~np.isnan(km), drawn], [GIVEN, NETWORK, GEODESIC], "")
    said = legs.layer["geometry_rule"].where(given)
    legs.layer["geometry_rule"] = said.fillna(pd.Series(how, index=said.index, dtype="str").replace("", None))
    legs.layer["length_km"] = legs.layer["length_km"].fillna(pd.Series(km.round(1), index=said.index))
    return problems


def _over_networks(legs: Draft, points: Mapping[str, shapely.Point]) -> Along:
    """Return the ways over the networks of the legs that have no line and ask for no geodesic."""
    along = Along(np.full(len(legs.layer), None, dtype=object), np.full(len(legs.layer), np.nan))
    starts, ends = (
        np.array([points.get(name) for name in legs.values(column)], dtype=object)
        for column in ("from_id", "to_id")
    )
    free = legs.layer.geometry.isna() & (legs.layer["geometry_rule"] != GEODESIC)
    free &= ~(shapely.is_missing(starts) | shapely.is_missing(ends) | (starts == ends))
    for mode in NETWORKS:
        rows = np.flatnonzero(free & (legs.layer["mode"] == mode))
        along.lines[rows], along.km[rows] = along_network(mode, starts[rows], ends[rows])
    return along


def _fill(draft: Draft, derived: GeometryArray) -> None:
    own = draft.layer.geometry.to_numpy()
    filled = np.where(shapely.is_missing(own), derived, own)
    draft.layer["geometry"] = gpd.GeoSeries(filled, index=draft.layer.index, crs=DEGREES)


def _measure(legs: Draft, points: Mapping[str, shapely.Point]) -> None:
    """Fill in lengths still missing; a leg between two places at one point has no line, and is 0 km long."""
    lengths = geo.length(legs.layer.geometry.to_numpy()) / 1000
    ends = zip(legs.values("from_id"), legs.values("to_id"), strict=True)
    same = [start in points and points[start] == points.get(end) for start, end in ends]
    lengths[np.isnan(lengths) & np.array(same, dtype=bool)] = 0.0
    given = legs.layer["length_km"].to_numpy()
    legs.layer["length_km"] = np.where(np.isnan(given), lengths.round(1), given)


def _unplaced_legs(legs: Draft) -> list[Problem]:
    """Report legs without a line that name no ends."""
    missing = shapely.is_missing(legs.layer.geometry.to_numpy())
    return [
        legs.table.problem("the place of an end, or a line", "an empty cell", row=row, column=column)
        for column in ("from_id", "to_id")
        for row, name in enumerate(legs.values(column))
        if missing[row] and name is None
    ]


def _draw_zones(zones: Draft) -> list[Problem]:
    """Draw the zones without a shape by their rules."""
    middle, problems = centres(zones.table)
    shapes = zones.layer.geometry.to_numpy().copy()
    outlines = _by_code(countries())
    reported = {problem.row for problem in problems}
    rows = zip(zones.values("geometry_rule"), middle, zones.values("radius_km"), strict=True)
    for row, (rule, centre, radius) in enumerate(rows):
        if shapes[row] is not None or zones.table.rows[row] in reported:
            continue
        try:
            shapes[row] = rules.zone(rule or "", centre, radius or 0.0, outlines)
        except ValueError as error:
            problems.append(
                zones.table.problem(str(error), quoted(rule or ""), row=row, column="geometry_rule")
            )
    _fill(zones, shapes)
    return problems
