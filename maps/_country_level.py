"""Draw what is known only to its country at the country's mark, so that nobody takes it for a site."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from isthmus.layers._bundled.countries import country_marks
from isthmus.layers._tables import rules
from isthmus.layers._tables.schemas import PLACES

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt
    import shapely

    from isthmus.layers import Atlas

__all__ = ["at_country_marks"]


def at_country_marks(atlas: Atlas) -> Atlas:
    """Return an atlas whose places of country precision stand at the mark of their country.

    Lines of partnerships follow the places they join.

    Examples
    --------
    >>> from isthmus import layers
    >>> atlas = layers.example()
    >>> alliance = atlas.tech_hubs["id"] == "tediboa"
    >>> atlas.tech_hubs.geometry[alliance].item()
    <POINT (121.53 25.05)>
    >>> at_country_marks(atlas).tech_hubs.geometry[alliance].item()
    <POINT (120.81 23.515)>
    """
    marks = country_marks().set_index("iso").geometry
    places = {name: _moved(getattr(atlas, name), marks.to_dict()) for name in PLACES}
    moved = replace(atlas, **places)
    return replace(moved, partnerships=_rejoined(atlas.partnerships, moved))


def _moved(table: gpd.GeoDataFrame, marks: dict[str, shapely.Point]) -> gpd.GeoDataFrame:
    vague = (table["precision"] == "country") & table["country"].isin(list(marks))
    geometry = table.geometry.where(~vague, table["country"].map(marks))
    return table.set_geometry(geometry.set_crs(table.crs, allow_override=True))


def _rejoined(partnerships: gpd.GeoDataFrame, atlas: Atlas) -> gpd.GeoDataFrame:
    """Draw again the partnerships one of whose ends is known only to its country."""
    points: dict[str, shapely.Point] = {}
    vague: set[str] = set()
    for name in PLACES:
        table = getattr(atlas, name)
        points |= dict(zip(table["id"], table.geometry, strict=True))
        vague |= set(table["id"][table["precision"] == "country"])
    ends: npt.NDArray[np.bool_] = (partnerships["a"].isin(vague) | partnerships["b"].isin(vague)).to_numpy()
    lines = rules.between(partnerships["a"].tolist(), partnerships["b"].tolist(), points)
    return partnerships.set_geometry(np.where(ends, lines, partnerships.geometry.to_numpy()), crs=4326)
