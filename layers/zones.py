"""How far the lines of a network run inside zones of risk."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from isthmus import geo

from .dates import span

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from .table import GeometryArray

__all__ = ["HAZARD_MODES", "exposure", "hindering", "in_force"]

DEGREES = "EPSG:4326"

#: Modes of transport that a hazard can hinder, by its kind; one that is not named hinders every mode. A
#: control of exports stops goods before they leave, so that it hinders none on the way.
HAZARD_MODES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "airspace closure": frozenset({"air"}),
        "airspace incident": frozenset({"air"}),
        "border closure": frozenset({"rail", "road"}),
        "crime": frozenset({"sea", "ferry"}),
        "drought": frozenset({"sea", "ferry"}),
        "export control": frozenset(),
        "industrial accident": frozenset(),
        "infrastructure damage": frozenset({"sea", "ferry"}),
        "interference": frozenset({"air", "sea", "ferry"}),
        "war risk": frozenset({"sea", "ferry"}),
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
    first, last = (day.toordinal() for day in _asked(on))
    starts = _days(zones, "start", 0, -np.inf)
    ends = _days(zones, "end", 1, np.inf)
    return zones[(starts <= last) & (first <= ends)]


def _asked(on: str) -> tuple[dt.date, dt.date]:
    try:
        return span(on)
    except ValueError as error:
        raise geo.ArgumentError(f"on: expected an ISO date such as 2025-09-15, got {on!r}") from error


def hindering(zones: gpd.GeoDataFrame, mode: str) -> gpd.GeoDataFrame:
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
    >>> set(zones["kind"]) - set(hindering(zones, "rail")["kind"]) >= {"airspace closure", "drought"}
    True
    """
    hinders = [mode in HAZARD_MODES.get(kind, {mode}) for kind in zones["kind"]]
    return zones[np.asarray(hinders, bool)]


def _days(zones: gpd.GeoDataFrame, column: str, edge: int, open_end: float) -> NDArray[np.float64]:
    if column not in zones:
        return np.full(len(zones), open_end)
    days = [span(text)[edge].toordinal() if isinstance(text, str) else open_end for text in zones[column]]
    return np.asarray(days, float)


def exposure(lines: gpd.GeoDataFrame, zones: gpd.GeoDataFrame, *, on: str | None = None) -> gpd.GeoDataFrame:
    """Return how far each line runs inside each zone, and inside any of them.

    Lengths are geodesic, on the ellipsoid. Static exposure says where a network meets hazards; it does not
    predict losses, since traffic reroutes (Devetak, Verschuur and Klimek, arXiv 2606.13431).

    Parameters
    ----------
    lines : geopandas.GeoDataFrame
        Corridors, routes or any lines; ``id`` and ``name`` are carried over where they are.
    zones : geopandas.GeoDataFrame
        Risk zones or any polygons; ``id``, ``name``, ``kind`` and ``severity`` are carried over.
    on : str or None
        Only zones in force on this date count: see `in_force`.

    Returns
    -------
    geopandas.GeoDataFrame
        One row for each line and zone that meet, with the part of the line inside as geometry:
        ``km`` and ``share`` inside this zone, ``united_km`` and ``united_share`` inside any zone, where
        overlapping zones count once, so that it is never the sum. A line outside all zones has one row with
        0 km and no zone.

    Raises
    ------
    GeometryError
        If a geometry has no right answer.

    Examples
    --------
    >>> from isthmus import layers
    >>> atlas = layers.example()
    >>> legs = atlas.corridors[atlas.corridors["id"] == "C01-09"]
    >>> exposure(legs, atlas.risk_zones, on="2025-09")[["line_id", "zone_id", "km", "share", "united_km"]]
      line_id zone_id     km  share  united_km
    0  C01-09     r01  707.5  0.721      707.5
    """
    lines, zones = _in_degrees(lines), _in_degrees(in_force(zones, on))
    line_shapes, zone_shapes = lines.geometry.to_numpy(), zones.geometry.to_numpy()
    line, zone, metres = geo.length_within(line_shapes, zone_shapes)
    united = _united_metres(line_shapes, zone_shapes)
    outside = np.setdiff1d(np.arange(len(lines)), line)
    order = np.argsort(np.concatenate([line, outside]), kind="stable")
    rows = np.concatenate([line, outside])[order]
    columns = np.concatenate([zone, np.full(len(outside), -1)])[order]
    km = np.concatenate([metres, np.zeros(len(outside))])[order] / 1000
    lengths = geo.length(line_shapes)[rows] / 1000
    table = pd.DataFrame(
        _carried(lines, rows, "line", ["id", "name"])
        | _carried(zones, columns, "zone", ["id", "name", "kind", "severity"])
        | {"km": km.round(1), "share": _share(km, lengths)}
        | {"united_km": (united[rows] / 1000).round(1), "united_share": _share(united[rows] / 1000, lengths)}
    )
    inside = _parts_inside(line_shapes, zone_shapes, rows, columns)
    return gpd.GeoDataFrame(table, geometry=inside, crs=DEGREES)


def _in_degrees(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return table.to_crs(DEGREES) if table.crs else table


def _united_metres(lines: GeometryArray, zones: GeometryArray) -> NDArray[np.float64]:
    """Return the metres of each line inside the union of all zones."""
    metres = np.zeros(len(lines))
    present = zones[~shapely.is_missing(zones)]
    if len(present):
        line, _, length = geo.length_within(lines, [shapely.union_all(shapely.make_valid(present))])
        metres[line] = length
    return metres


def _carried(
    table: gpd.GeoDataFrame, rows: NDArray[np.int64], prefix: str, columns: list[str]
) -> dict[str, pd.Series]:
    """Return columns of a table at some rows; row -1 has no values."""
    kept = [column for column in columns if column in table]
    picked = table[kept].reset_index(drop=True).reindex(rows).reset_index(drop=True)
    return {f"{prefix}_{column}": picked[column] for column in kept}


def _share(km: NDArray[np.float64], lengths: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.divide(km, lengths, out=np.zeros_like(km), where=lengths > 0).round(3)


def _parts_inside(
    lines: GeometryArray, zones: GeometryArray, rows: NDArray[np.int64], columns: NDArray[np.int64]
) -> GeometryArray:
    parts = np.full(len(rows), None, dtype=object)
    met = columns >= 0
    parts[met] = shapely.intersection(lines[rows[met]], shapely.make_valid(zones)[columns[met]])
    return parts
