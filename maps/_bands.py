"""Bands of distance beside the corridors of an atlas: how near is near to a corridor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isthmus.layers import buffer
from isthmus.layers._tables.symbology import BANDS

from ._layer import Look
from ._resources import messages

if TYPE_CHECKING:
    import geopandas as gpd

    from isthmus.layers import Atlas

__all__ = ["RADII_KM", "bands_look", "corridor_bands"]

#: Outer edges of the bands.
RADII_KM = (10, 25, 50)

#: Share of the radius by which a drawn edge may be off: less than a pixel at the closest zoom.
TOLERANCE = 0.01


def corridor_bands(atlas: Atlas) -> gpd.GeoDataFrame:
    """Return the bands beside each corridor, the widest first.

    Examples
    --------
    >>> from isthmus import layers
    >>> bands = corridor_bands(layers.example())
    >>> len(bands), bands["to_km"].unique().tolist()
    (78, [50.0, 25.0, 10.0])
    """
    legs = atlas.corridors[atlas.corridors.geometry.notna()]
    corridors = legs.dissolve("corridor_id", as_index=False).rename(columns={"corridor": "title"})
    lines = corridors[["title", "geometry"]].rename(columns={"title": "name"})
    return buffer(lines, RADII_KM, tolerance=TOLERANCE)


def bands_look(lang: str) -> Look:
    """Return how the bands are presented: the nearest shown, the others for the reader to add."""
    words = messages(lang)
    return Look(
        words["bands.title"],
        key="bands",
        group=words["group.corridors"],
        note=words["bands.note"],
        symbology=BANDS,
        labels={BANDS.column: words["bands.title"]},
        hidden=("from_km", "to_km"),
    )
