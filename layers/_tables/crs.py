"""Degrees on WGS 84, and coordinates of any other reference system brought to them."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import geopandas as gpd
from pyproj.exceptions import CRSError, ProjError

from isthmus.geo import ArgumentError, IsthmusError, Problem, ValidationError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pyproj import CRS

    from .table import GeometryArray

DEGREES = "EPSG:4326"
"""Longitude and latitude in degrees on WGS 84: the coordinates of every layer."""

LIMITS: Mapping[str, float] = MappingProxyType({"lon": 180.0, "lat": 90.0})
"""How far degrees reach either way."""

NO_CRS = "expected a table with a CRS, got one without; if it is in degrees, use table.set_crs(4326)"
"""What is wrong with a table that does not say what its coordinates are."""


def to_degrees(path: Path, geometry: GeometryArray, crs: str | CRS) -> GeometryArray:
    """Return geometries in degrees.

    Parameters
    ----------
    path : Path
        File they come from, for messages.
    geometry : numpy.ndarray
        The geometries.
    crs : str or pyproj.CRS
        Reference system of their coordinates.

    Raises
    ------
    ValidationError
        If there is no such CRS, or the coordinates lie outside it.
    """
    try:
        shapes: GeometryArray = gpd.GeoSeries(geometry, crs=crs).to_crs(DEGREES).to_numpy()
    except (CRSError, ProjError) as error:
        wrong = Problem(path.name, "a coordinate reference system", f"{crs}: {error}")
        raise ValidationError([wrong]) from None
    return shapes


def in_degrees(
    table: gpd.GeoDataFrame, argument: str = "", *, error: type[IsthmusError] = ArgumentError
) -> gpd.GeoDataFrame:
    """Return a table in degrees; one that does not say what its coordinates are is never taken for it.

    Parameters
    ----------
    table : geopandas.GeoDataFrame
        The table; it stays as it is.
    argument : str
        What a message calls it.
    error : type of IsthmusError
        What to raise.

    Raises
    ------
    IsthmusError
        If it has no CRS.
    """
    if table.crs is None:
        raise error(f"{argument}: {NO_CRS}" if argument else NO_CRS)
    return table if table.crs == DEGREES else table.to_crs(DEGREES)
