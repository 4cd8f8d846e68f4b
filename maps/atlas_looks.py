"""How an atlas is presented: which layer lies on which, under which heading, and what the page says of it."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from .layer import Look

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isthmus.layers import Atlas

__all__ = ["LOOKS", "describe_atlas", "frame_atlas"]

#: The layers of an atlas from the lowest to the topmost.
LOOKS: Mapping[str, Look] = MappingProxyType(
    {
        "risk_zones": Look.of_layer(
            "risk_zones",
            group="Risks",
            note="Hazards with a place and a time; severity, radii and outlines are set by hand.",
            shown=False,
            dates=("start", "end"),
        ),
        "flows": Look.of_layer(
            "flows",
            group="Trade and agreements",
            note="Country to country; the line widens towards the buyer, and with the quantity.",
            shown=False,
            dates=("period",),
        ),
        "partnerships": Look.of_layer(
            "partnerships",
            group="Trade and agreements",
            note="Between organisations; the line is drawn from place to place.",
            shown=False,
            dates=("date", ""),
        ),
        "corridors": Look.of_layer(
            "corridors", group="Corridors", note="Legs drawn as shortest lines between the points they name."
        ),
        "gateways": Look.of_layer("gateways", group="Places"),
        "tech_hubs": Look.of_layer("tech_hubs", group="Places"),
        "factories": Look.of_layer("factories", group="Places"),
    }
)

PLACES = ("factories", "tech_hubs", "gateways")

#: A country with at least this share of an atlas' places is in view when the map opens.
SHARE_IN_VIEW = 0.05


def describe_atlas(atlas: Atlas) -> str:
    """Return what an atlas holds, in two sentences.

    Examples
    --------
    >>> from isthmus import layers
    >>> print(describe_atlas(layers.example()))
    61 factories and tech hubs in ..., 26 corridors in 145 legs between 78 gateways, ...
    """
    places = pd.concat([atlas.factories[["country"]], atlas.tech_hubs[["country"]]])
    dates = pd.concat([table["as_of"] for _, table in atlas.layers()]).dropna()
    dates = dates[dates.str.match(r"\d{4}")]
    contents = (
        f"{len(places)} factories and tech hubs in {places['country'].nunique()} countries or territories, "
        f"{atlas.corridors['corridor_id'].nunique()} corridors in {len(atlas.corridors)} legs between "
        f"{len(atlas.gateways)} gateways, {len(atlas.partnerships)} agreements, "
        f"{len(atlas.flows)} flows of goods and {len(atlas.risk_zones)} risk zones."
    )
    if dates.empty:
        return contents
    return f"{contents} Public sources of {dates.min()[:4]} to {dates.max()[:7]}; city precision at best."


def frame_atlas(atlas: Atlas) -> tuple[float, float, float, float] | None:
    """Return the west, south, east and north that show the countries with the most places, if there are any.

    Examples
    --------
    >>> from isthmus import layers
    >>> [round(side) for side in frame_atlas(layers.example())]
    [14, 23, 122, 55]
    """
    tables = [getattr(atlas, name) for name in PLACES]
    filled = [table[["country", table.geometry.name]] for table in tables if len(table)]
    if not filled:
        return None
    places = pd.concat(filled)
    shares = places["country"].value_counts(normalize=True)
    bounds = places[places["country"].isin(shares.index[shares >= SHARE_IN_VIEW])].total_bounds
    return tuple(np.asarray(bounds, float).tolist())
