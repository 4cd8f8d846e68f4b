"""A layer on its way from a file: its typed rows, and the table that says where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import geopandas as gpd

    from .table import RawTable

DEGREES = "EPSG:4326"
"""Longitude and latitude in degrees on WGS 84: the coordinates of every layer."""


@dataclass(frozen=True)
class Draft:
    """A layer being checked.

    Parameters
    ----------
    table : RawTable
        The table as its file says it.
    layer : geopandas.GeoDataFrame
        The same rows, typed; their index counts from 0.
    """

    table: RawTable
    layer: gpd.GeoDataFrame

    def values(self, column: str) -> list[Any]:
        """Return a column's values, None where one is missing."""
        cells = self.layer[column]
        values: list[Any] = cells.astype(object).where(cells.notna(), None).tolist()
        return values
