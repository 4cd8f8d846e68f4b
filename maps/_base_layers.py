"""The base map: countries, lakes, disputed lines and names from the package, and tiles on request."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import shapely

from isthmus.layers._bundled.countries import countries, country_marks, disputed_lines, lakes
from isthmus.layers._bundled.gazetteer import cities

from ._layer import PackedLayer, pack_layer
from ._looks import Look

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["TILES", "base_layers"]

#: The tiles that a reader may ask for; their terms: https://operations.osmfoundation.org/policies/tiles/.
TILES = MappingProxyType(
    {"url": "https://tile.openstreetmap.org/{z}/{x}/{y}.png", "attribution": "© OpenStreetMap contributors"}
)

#: The page draws the layers under this heading below all others, each in its own way, by its title.
GROUP = "base"

#: Decimals of a degree that are kept: 110 m, where the outlines come from a grid of 400 m.
DIGITS = 3


def base_layers() -> list[PackedLayer]:
    """Return the layers of the base map, the lowest first."""
    return [PackedLayer(packed, Look(title, group=GROUP)) for title, packed in _pack_base()]


@cache
def _pack_base() -> tuple[tuple[str, str], ...]:
    tables = {
        "countries": countries()[["geometry"]],
        "lakes": lakes()[["geometry"]],
        "disputed_lines": disputed_lines()[["name", "geometry"]],
        "country_names": _name_points(),
        "towns": cities().sort_values("population", ascending=False)[["name", "population", "geometry"]],
    }
    return tuple(
        (title, pack_layer(table, Look(title, group=GROUP), digits=DIGITS)) for title, table in tables.items()
    )


def _name_points() -> gpd.GeoDataFrame:
    """Return where each country is named, its name, its code and the width of its largest part in degrees."""
    parts = countries()[["iso", "geometry"]].explode(ignore_index=True)
    bounds = parts.bounds
    parts = parts.assign(area=shapely.area(np.asarray(parts.geometry)), width=bounds["maxx"] - bounds["minx"])
    widths = parts.sort_values("area").groupby("iso")["width"].last()
    marks = country_marks()
    return marks.assign(width=marks["iso"].map(widths).round(2))[["name", "width", "iso", "geometry"]]
