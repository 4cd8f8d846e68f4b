"""One point and one outline a country."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import shapely

from .bundled import bundled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely.geometry.base import BaseGeometry


def country_marks() -> Mapping[str, shapely.Point]:
    """Return the mark of each country by ISO code."""
    with bundled("atlas/country_marks.csv") as path:
        table = pd.read_csv(path)
    return {iso: shapely.Point(lon, lat) for iso, lon, lat in table.itertuples(index=False)}


def country_outlines() -> Mapping[str, BaseGeometry]:
    """Return the outline of each country by ISO code."""
    return {"CN": shapely.box(74, 18, 134, 53), "TW": shapely.box(120, 21.9, 122, 25.3)}
