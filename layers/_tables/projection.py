"""Coordinates of any reference system brought to degrees on WGS 84."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
from pyproj.exceptions import CRSError, ProjError

from isthmus.geo import WriteError

from .draft import DEGREES
from .table import unreadable

if TYPE_CHECKING:
    from pathlib import Path

    from pyproj import CRS

    from .table import GeometryArray


def to_degrees(path: Path, geometry: GeometryArray, crs: str | CRS) -> GeometryArray:
    """Return geometries in EPSG:4326.

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
        raise unreadable(path, "a coordinate reference system", f"{crs}: {error}") from None
    return shapes


def in_degrees(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a table in EPSG:4326.

    Raises
    ------
    WriteError
        If it has no CRS.
    """
    if table.crs is None:
        raise WriteError("expected a table with a CRS, got one without; see GeoDataFrame.set_crs")
    return table if table.crs == DEGREES else table.to_crs(DEGREES)
