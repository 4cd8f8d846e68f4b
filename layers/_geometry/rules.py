"""Lines by rules, from the places they join; shapes of risk zones are in `zones`.

- A leg of a corridor follows the network of its mode, where that leads, unless it asks for the geodesic,
- a partnership joins its two organisations, a flow the marks of its countries.

Where a rule has no place to go to (the group EU, two organisations at one point), the geometry is missing:
never a guess. Shapes are dense enough to look the same as geodesics and as straight lines on a map, and split
where they cross 180 degrees.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from isthmus import geo
from isthmus._modes import MODES
from isthmus.geo import GeometryError
from isthmus.layers._bundled.credits import credit, credit_ends, join_credits
from isthmus.layers._tables.schemas import ATTRIBUTION, GEODESIC, GIVEN, NETWORK
from isthmus.layers._transport.ways import Along, along_network

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from isthmus.geo import Problem
    from isthmus.layers._tables.table import Draft, GeometryArray

#: Points of one's own are owed to nobody.
_NOBODY: Final[Mapping[str, str]] = MappingProxyType({})


def between(
    starts: Sequence[str | None], ends: Sequence[str | None], points: Mapping[str, shapely.Point]
) -> GeometryArray:
    """Return the geodesic from each start to each end.

    Parameters
    ----------
    starts, ends : sequence of str or None
        Names of points; several joined by ``+`` give one line each.
    points : mapping of str to shapely.Point
        The points by name.

    Returns
    -------
    numpy.ndarray
        One line or multi-line a row; None where a name has no point, or both ends are one point.

    Raises
    ------
    GeometryError
        If two ends lie so far apart that several geodesics join them.

    Examples
    --------
    >>> points = {"a": shapely.Point(20, 50), "b": shapely.Point(20.5, 50), "c": shapely.Point(20, 50.4)}
    >>> for line in between(["a", "a", "a"], ["b", "b+c", "EU"], points):
    ...     print(line)
    LINESTRING (20 50, 20.5 50)
    MULTILINESTRING ((20 50, 20.5 50), (20 50, 20 50.4))
    None
    """
    lines = np.full(len(starts), None, dtype=object)
    for row, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if start is not None and end is not None:
            lines[row] = _geodesics_between(start.split("+"), end.split("+"), points)
    return geo.split_antimeridian(geo.densify(lines))


def _geodesics_between(
    starts: list[str], ends: list[str], points: Mapping[str, shapely.Point]
) -> shapely.LineString | shapely.MultiLineString | None:
    if not points.keys() >= {*starts, *ends}:
        return None
    pairs = [(points[start], points[end]) for start in starts for end in ends]
    if any(start == end for start, end in pairs):
        return None
    lines = [shapely.LineString(pair) for pair in pairs]
    return lines[0] if len(lines) == 1 else shapely.MultiLineString(lines)


def connect(
    draft: Draft,
    start: str,
    end: str,
    points: Mapping[str, shapely.Point],
    owed: Mapping[str, str] = _NOBODY,
) -> list[Problem]:
    """Draw the rows without a line from start to end, and name whom the ends owe their points to."""
    starts, ends = draft.values(start), draft.values(end)
    lines, problems = np.full(len(starts), None, dtype=object), []
    try:
        lines = between(starts, ends, points)
    except GeometryError:  # some ends are opposite on the Earth: one by one, to report each
        for row in range(len(starts)):
            try:
                lines[row] = between(starts[row : row + 1], ends[row : row + 1], points)[0]
            except GeometryError as error:
                problems.append(draft.table.problem("two ends with one way", str(error), row=row, column=end))
    made = draft.layer.geometry.isna().to_numpy() & ~shapely.is_missing(lines)
    draft.fill(lines)
    _name_owners(draft, made, credit_ends(starts, ends, owed))
    return problems


def _name_owners(draft: Draft, made: NDArray[np.bool_], owners: Sequence[str | None]) -> None:
    """Say in the rows whose lines were made whom to name for them."""
    name = ATTRIBUTION.name
    if name in draft.layer:
        rows = zip(draft.layer[name], made.tolist(), owners, strict=True)
        said = [join_credits([text, owner]) or None if drawn else text for text, drawn, owner in rows]
        draft.layer[name] = pd.Series(said, index=draft.layer.index, dtype="str")


def draw_legs(
    legs: Draft, points: Mapping[str, shapely.Point], owed: Mapping[str, str] = _NOBODY
) -> list[Problem]:
    """Draw the legs without a line, say how each is drawn, and fill in missing lengths over networks.

    A leg that asks for the geodesic gets it; any other follows the network of its mode, where that leads.
    """
    given = legs.layer.geometry.notna().to_numpy()
    lines, km = _over_networks(legs, points)
    legs.fill(lines)
    ends = credit_ends(legs.values("from_id"), legs.values("to_id"), owed)
    behind = [credit(MODES[mode].source) if mode in MODES else "" for mode in legs.values("mode")]
    _name_owners(legs, ~np.isnan(km), [join_credits(pair) for pair in zip(behind, ends, strict=True)])
    problems = connect(legs, "from_id", "to_id", points, owed)
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
    for mode in MODES:
        rows = np.flatnonzero(free & (legs.layer["mode"] == mode))
        along.lines[rows], along.km[rows] = along_network(mode, starts[rows], ends[rows])
    return along


def measure_legs(legs: Draft, points: Mapping[str, shapely.Point]) -> None:
    """Fill in lengths still missing; a leg between two places at one point has no line, and is 0 km long."""
    lengths = geo.length(legs.layer.geometry.to_numpy()) / 1000
    ends = zip(legs.values("from_id"), legs.values("to_id"), strict=True)
    same = [start in points and points[start] == points.get(end) for start, end in ends]
    lengths[np.isnan(lengths) & np.array(same, dtype=bool)] = 0.0
    given = legs.layer["length_km"].to_numpy()
    legs.layer["length_km"] = np.where(np.isnan(given), lengths.round(1), given)


def legs_without_ends(legs: Draft) -> list[Problem]:
    """Report legs without a line that name no ends."""
    missing = shapely.is_missing(legs.layer.geometry.to_numpy())
    return [
        legs.table.problem("the place of an end, or a line", "an empty cell", row=row, column=column)
        for column in ("from_id", "to_id")
        for row, name in enumerate(legs.values(column))
        if missing[row] and name is None
    ]
