"""Which hazards are in force on a day, and which modes of transport they hinder."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from isthmus.geo import ArgumentError
from isthmus.layers._tables.dates import span
from isthmus.layers._tables.modes import MODES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from isthmus.layers._tables.modes import Medium

__all__ = ["HINDERED_MEDIA", "hazards_to", "in_force"]

#: The media whose modes a hazard can hinder, by its kind; one that is not named hinders every mode. A control
#: of exports stops goods before they leave, so that it hinders none on the way.
HINDERED_MEDIA: Mapping[str, frozenset[Medium]] = MappingProxyType(
    {
        "airspace closure": frozenset({"air"}),
        "airspace incident": frozenset({"air"}),
        "border closure": frozenset({"land"}),
        "crime": frozenset({"water"}),
        "drought": frozenset({"water"}),
        "export control": frozenset(),
        "industrial accident": frozenset(),
        "infrastructure damage": frozenset({"water"}),
        "interference": frozenset({"air", "water"}),
        "war risk": frozenset({"water"}),
    }
)


def in_force(zones: gpd.GeoDataFrame, on: str | None = None) -> gpd.GeoDataFrame:
    """Return the zones in force on a date.

    Parameters
    ----------
    zones : geopandas.GeoDataFrame
        Zones; one without ``start`` was always there, one without ``end`` still is.
    on : str or None
        An ISO year, month or day: a zone counts that is in force on any day of it. Without it, all zones
        count.

    Returns
    -------
    geopandas.GeoDataFrame
        Those rows, unchanged.

    Raises
    ------
    ArgumentError
        If the date is none.

    Examples
    --------
    >>> from isthmus import layers
    >>> zones = layers.example().risk_zones
    >>> in_force(zones, "2025-09-15")["name"].head(3).tolist()
    ['Red Sea and Bab el-Mandeb attacks', 'Black Sea war-risk listed area', 'Sea robbery, Straits of ...']
    """
    if on is None:
        return zones
    first, last = (day.toordinal() for day in _days_of(on))
    starts = _zone_days(zones, "start", 0, -np.inf)
    ends = _zone_days(zones, "end", 1, np.inf)
    return zones[(starts <= last) & (first <= ends)]


def _days_of(on: str) -> tuple[dt.date, dt.date]:
    try:
        return span(on)
    except ValueError as error:
        raise ArgumentError(f"on: expected an ISO date such as 2025-09-15, got {on!r}") from error


def hazards_to(zones: gpd.GeoDataFrame, mode: str) -> gpd.GeoDataFrame:
    """Return the zones whose hazard can hinder a mode of transport.

    Parameters
    ----------
    zones : geopandas.GeoDataFrame
        Zones with their ``kind``.
    mode : str
        A mode of a corridor, such as ``sea``.

    Returns
    -------
    geopandas.GeoDataFrame
        Those rows, unchanged.

    Examples
    --------
    >>> from isthmus import layers
    >>> zones = layers.example().risk_zones
    >>> set(zones["kind"]) - set(hazards_to(zones, "rail")["kind"]) >= {"airspace closure", "drought"}
    True
    """
    medium = MODES[mode].medium if mode in MODES else None
    hinders = [kind not in HINDERED_MEDIA or medium in HINDERED_MEDIA[kind] for kind in zones["kind"]]
    return zones[np.asarray(hinders, bool)]


def _zone_days(zones: gpd.GeoDataFrame, column: str, edge: int, open_end: float) -> NDArray[np.float64]:
    if column not in zones:
        return np.full(len(zones), open_end)
    days = [span(text)[edge].toordinal() if isinstance(text, str) else open_end for text in zones[column]]
    return np.asarray(days, float)
