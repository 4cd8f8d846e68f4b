"""All routes that some closure makes the best, in tables: what a page needs to answer without the network."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from isthmus._arguments import check_fields, unfit

from ._tables.crs import DEGREES

__all__ = ["WhatIf"]

#: Decimals of a degree that a record keeps: a hundred metres.
_DIGITS = 3
#: Tables of a record, and their columns.
_TABLES = {
    "pairs": ("origin", "destination", "demand_share"),
    "gates": ("name", "title", "kind"),
    "legs": ("mode",),
    "routes": ("km", "h", "usd_t", "gates", "legs"),
    "closures": ("pair", "closed", "route"),
}


@dataclass(frozen=True, eq=False)
class WhatIf:
    """The best routes of each pair under every closure of a few gates or countries.

    Parameters
    ----------
    by : str
        What makes a route the best.
    depth : int
        Up to how many closures at once are answered exactly.
    pairs : pandas.DataFrame
        ``origin``, ``destination`` and ``demand_share``.
    gates : geopandas.GeoDataFrame
        ``name``, ``title`` and ``kind`` of all that any of the routes passes, countries among them; a point
        on each, none where it has no place.
    legs : geopandas.GeoDataFrame
        The stretches that make up the routes: ``mode``, a line.
    routes : pandas.DataFrame
        ``km``, ``h`` and ``usd_t``; ``gates`` and ``legs``, tuples of rows of the tables, in the order of
        travel.
    closures : pandas.DataFrame
        ``pair``, a row; ``closed``, a tuple of rows of `gates`; ``route``, a row, or -1 where none is left.
    """

    by: str
    depth: int
    pairs: pd.DataFrame
    gates: gpd.GeoDataFrame
    legs: gpd.GeoDataFrame
    routes: pd.DataFrame
    closures: pd.DataFrame

    def __post_init__(self) -> None:
        check_fields(self)

    @property
    def legs_now(self) -> list[int]:
        """The rows of the legs that the best routes pass while nothing more is closed."""
        now = self.closures.loc[~self.closures["closed"].astype(bool), "route"]
        return sorted({leg for legs in self.routes["legs"].iloc[now[now >= 0]] for leg in legs})

    def record(self) -> dict[str, Any]:
        """Return everything in terms that JSON knows, places to a hundred metres."""
        tables = {
            name: pd.DataFrame(getattr(self, name))[list(columns)].to_dict("list")
            for name, columns in _TABLES.items()
        }
        places = {
            name: [_coarse(shape) for shape in getattr(self, name).geometry] for name in ("gates", "legs")
        }
        return {"by": self.by, "depth": self.depth, **tables, "places": places}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> WhatIf:
        """Return what `record` wrote, once JSON has read it.

        Raises
        ------
        ArgumentError
            If it is no such record.
        """
        expected = ["by", "depth", *_TABLES, "places"]
        if not isinstance(record, Mapping) or [*record] != expected:
            raise unfit("record", f"a mapping with {', '.join(expected)}", record)
        tables: dict[str, Any] = {name: pd.DataFrame(record[name]) for name in _TABLES}
        for table, column in (("routes", "gates"), ("routes", "legs"), ("closures", "closed")):
            tables[table][column] = [tuple(rows) for rows in tables[table][column]]
        for name, shapes in record["places"].items():
            lines = [None if shape is None else shapely.geometry.shape(shape) for shape in shapes]
            tables[name] = gpd.GeoDataFrame(tables[name], geometry=lines, crs=DEGREES)
        return cls(record["by"], record["depth"], **tables)


def _coarse(shape: shapely.Geometry | None) -> dict[str, Any] | None:
    if shape is None:
        return None
    coarse = shapely.transform(shape, lambda lonlat: lonlat.round(_DIGITS))
    return dict(json.loads(shapely.to_geojson(coarse)))
