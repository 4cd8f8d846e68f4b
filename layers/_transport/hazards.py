"""Which hazards are in force on a day, and which modes of transport they hinder."""

from __future__ import annotations

import re
import warnings
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import geopandas as gpd
import numpy as np
import shapely

from isthmus._arguments import check_choice, check_kind, describe, unfit
from isthmus._modes import MODES, TRANSFER
from isthmus.geo import DataWarning, Problem, ValidationError
from isthmus.layers._tables.cells import as_text, quote
from isthmus.layers._tables.dates import EXPECTED, as_iso, span
from isthmus.layers._tables.table import check_columns

from .closures import OPEN

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry


#: What a hazard can hinder, by its kind: a medium, with all modes on it, or a mode; one that is not named
#: hinders every mode. A control of exports stops goods before they leave: it hinders none on the way.
HINDERED: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "airspace closure": frozenset({"air"}),
        "airspace incident": frozenset({"air"}),
        "attacks on shipping": frozenset({"water"}),
        "border closure": frozenset({"land"}),
        "cable damage": frozenset(),
        "crime": frozenset({"water"}),
        "drought": frozenset({"water"}),
        "export control": frozenset(),
        "flood": frozenset({"land"}),
        "grounding": frozenset({"water"}),
        "industrial accident": frozenset(),
        "interference": frozenset({"air", "water"}),
        "military exercise": frozenset({"air", "water"}),
        "road blockade": frozenset({"road"}),
        "sabotage": frozenset({"land"}),
        "strait closure": frozenset({"water"}),
        "war risk": frozenset({"water"}),
    }
)


#: Kinds of gates that a zone closes only if the larger part of them lies in it.
_WIDE: Final = ("airspace", "border", "front_line")
_MOST: Final = 0.5


def in_force(zones: gpd.GeoDataFrame, on: dt.date | str | None = None) -> gpd.GeoDataFrame:
    """Return the zones in force on a date.

    Parameters
    ----------
    zones : geopandas.GeoDataFrame
        Zones; one without ``start`` was always there, one without ``end`` still is. Both are texts, dates,
        moments or years as numbers.
    on : str or date, optional
        A day, month or year, in ISO 8601 if it is a text: a zone counts that is in force on any day of it.
        Without it, or on "open", all zones count.

    Returns
    -------
    geopandas.GeoDataFrame
        Those rows, unchanged.

    Raises
    ------
    ArgumentError
        If the date is none, or the zones are no table.
    ValidationError
        With a line for every zone whose start or end is no date, or may be two, and for every one that ends
        before it starts.

    Warns
    -----
    DataWarning
        Where a start or an end had to be understood: a time of day that was left out, another order.

    Examples
    --------
    >>> from isthmus import layers
    >>> zones = layers.example().risk_zones
    >>> in_force(zones, "2025-09-15")["name"].head(3).tolist()
    ['Attacks on ships in the Red Sea and ...', 'Black Sea war-risk listed area', 'Sea robbery, ...']
    """
    check_kind("zones", zones, gpd.GeoDataFrame, "a GeoDataFrame")
    check_columns(zones, "zones")
    if on is None or (isinstance(on, str) and on == OPEN):
        return zones
    first, last = _days_of(on)
    starts, ends = (_read_edges(zones, column) for column in ("start", "end"))
    problems = [*starts.problems, *ends.problems, *_reversed_zones(zones, starts.days, ends.days)]
    if problems:
        raise ValidationError(problems)
    if starts.notes or ends.notes:
        warnings.warn(DataWarning([*starts.notes, *ends.notes]), stacklevel=2)
    return zones[(starts.days <= last) & (first <= ends.days)]


def _days_of(on: object) -> tuple[int, int]:
    """Return the first and the last day of a date that is asked for."""
    try:
        iso, note = as_iso(on)
        first, last = span("" if note and isinstance(on, str) else iso)
    except ValueError:
        raise unfit("on", 'an ISO date such as 2025-09-15, or "open"', on) from None
    return first.toordinal(), last.toordinal()


class _Edges(NamedTuple):
    """Where zones start or end.

    Parameters
    ----------
    days : numpy.ndarray of float, shape (zones,)
        The day, infinite where the end is open.
    problems, notes : list of Problem
        Of dates that are none, and of those that had to be understood.
    """

    days: NDArray[np.float64]
    problems: list[Problem]
    notes: list[Problem]


def _read_edges(zones: pd.DataFrame, column: str) -> _Edges:
    """Return the first days of a column of starts, or the last ones of a column of ends."""
    edge, open_end = (0, -np.inf) if column == "start" else (1, np.inf)
    days, problems = np.full(len(zones), open_end), []
    notes: dict[str, list[Problem]] = {}
    for row, value in enumerate(zones.get(column, ())):
        got = quote(value) if isinstance(value, str) else describe(value)
        problem = Problem("zones", EXPECTED, got, row=row + 1, column=column)
        try:
            iso, note = as_iso(value)
        except ValueError as reason:
            problems.append(replace(problem, remedy=str(reason)))
            continue
        if iso:
            days[row] = span(iso)[edge].toordinal()
        if note:
            notes.setdefault(re.sub(r"\d", "", note), []).append(replace(problem, remedy=note))
    return _Edges(days, problems, [_sum_notes(alike) for alike in notes.values()])


def _sum_notes(alike: list[Problem]) -> Problem:
    """Return the first of some notes of a kind, which says how many there are."""
    first, others = alike[0], len(alike) - 1
    more = f", and {others} more of the kind" if others else ""
    return replace(first, got=f"{first.got}, {first.remedy}{more}", remedy="", severity="note")


def _reversed_zones(
    zones: pd.DataFrame, starts: NDArray[np.float64], ends: NDArray[np.float64]
) -> list[Problem]:
    """Report zones that end before they start, which would never be in force."""
    return [
        Problem(
            "zones",
            f"a date not before the start, {as_text(zones['start'].iloc[row])}",
            as_text(zones["end"].iloc[row]),
            row=row + 1,
            column="end",
        )
        for row in np.flatnonzero(starts > ends).tolist()
    ]


def hazards_to(zones: gpd.GeoDataFrame, mode: str) -> gpd.GeoDataFrame:
    """Return the zones whose hazard can hinder a mode of transport.

    Parameters
    ----------
    zones : geopandas.GeoDataFrame
        Zones with their ``kind``.
    mode : str
        A mode of a corridor, such as ``sea``, or ``transfer``.

    Returns
    -------
    geopandas.GeoDataFrame
        The rows of these zones, under their own index; a kind that is not known hinders every mode.

    Raises
    ------
    ArgumentError
        If the zones have no ``kind``, or there is no such mode.

    Examples
    --------
    >>> from isthmus import layers
    >>> zones = layers.example().risk_zones
    >>> set(zones["kind"]) - set(hazards_to(zones, "rail")["kind"]) >= {"airspace closure", "drought"}
    True
    """
    check_kind("zones", zones, gpd.GeoDataFrame, "a GeoDataFrame")
    check_columns(zones, "zones", needs=["kind"])
    check_choice("mode", mode, (*MODES, TRANSFER))
    return zones[hinders(zones["kind"], mode)]


def hinders(kinds: pd.Series[Any], mode: str) -> NDArray[np.bool_]:
    """Tell which kinds of hazard hinder a mode; a mode that is not known is hindered by all.

    Examples
    --------
    >>> import pandas as pd
    >>> kinds = pd.Series(["war risk", "storm", "export control"])
    >>> hinders(kinds, "rail").tolist(), hinders(kinds, "pipeline").tolist()
    ([False, True, False], [True, True, True])
    """
    if mode not in MODES and mode != TRANSFER:
        return np.ones(len(kinds), dtype=bool)
    means = {mode, MODES[mode].medium} if mode in MODES else set()
    hindered = [HINDERED.get(as_text(kind)) for kind in kinds]
    return np.array([known is None or not known.isdisjoint(means) for known in hindered], dtype=bool)


def are_inside(gates: gpd.GeoDataFrame, zone: BaseGeometry) -> NDArray[np.bool_]:
    """Tell which gates a zone closes; shares are of areas and lengths in degrees, which is near enough."""
    marks = gates.geometry.to_numpy()
    met: NDArray[np.bool_] = np.asarray(shapely.intersects(marks, zone))
    sizes = [shapely.area if area else shapely.length for area in shapely.area(marks[met]) > 0]
    kinds = gates["kind"].to_numpy(str)[met] if "kind" in gates else np.full(met.sum(), "")
    shares = [
        size(shapely.intersection(mark, zone)) / size(mark) if kind in _WIDE else 1.0
        for size, mark, kind in zip(sizes, marks[met], kinds, strict=True)
    ]
    met[met] = np.array(shares) >= _MOST
    return met
