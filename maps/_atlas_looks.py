"""How an atlas is presented: which layer lies on which, under which heading, and what the page says of it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd

from isthmus.layers._tables.schemas import PLACES, SCHEMAS

from ._layer import Look
from ._resources import messages
from ._translation import joined

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from isthmus.layers import Atlas

__all__ = ["atlas_looks", "central_places", "describe_atlas", "frame_atlas", "name_places", "source_dates"]


#: A hyphen at which no line is broken, so that a date is read as one.
NO_BREAK_HYPHEN = "\N{NON-BREAKING HYPHEN}"

#: A country with at least this share of an atlas' places is in view when the map opens.
SHARE_IN_VIEW = 0.05


@cache
def atlas_looks(lang: str) -> Mapping[str, Look]:
    """Return the looks of an atlas' layers in a language, from the lowest to the topmost.

    Examples
    --------
    >>> atlas_looks("cs")["corridors"].title
    'Dopravní koridory'
    """
    looks = (
        Look.of_layer("risk_zones", lang, group="risks", shown=False, dates=("start", "end")),
        Look.of_layer("flows", lang, group="trade", shown=False, dates=("period",)),
        Look.of_layer("partnerships", lang, group="trade", shown=False, dates=("date", "")),
        Look.of_layer("corridors", lang, group="corridors"),
        *(Look.of_layer(layer, lang, group="places") for layer in reversed(PLACES)),
    )
    return MappingProxyType({look.key: look for look in looks})


def name_places(look: Look, atlas: Atlas) -> Look:
    """Return a look of one of an atlas' layers in which ids of places read as their names.

    Examples
    --------
    >>> from isthmus import layers
    >>> name_places(atlas_looks("en")["partnerships"], layers.example()).values["b"]["iron"]
    'IRON Cluster (Lviv)'
    """
    places = atlas.places
    names = dict(zip(places["id"], places["name"].fillna(places["id"]), strict=True))
    columns = (column.name for column in SCHEMAS[look.key].columns if column.refers_to)
    used = {column: sorted({*getattr(atlas, look.key)[column].dropna()} & names.keys()) for column in columns}
    read = {column: {id_: names[id_] for id_ in ids} for column, ids in used.items()}
    return replace(look, values={**(look.values or {}), **read})  # noqa: PD011  # no table


def describe_atlas(atlas: Atlas, *, lang: str = "en") -> str:
    """Return what an atlas holds, in two sentences.

    Numbers stand beside the words rather than inside a clause, so that no word has to agree with its number:
    that is right in every language.

    Examples
    --------
    >>> from isthmus import layers
    >>> print(describe_atlas(layers.example()))
    Factories and tech hubs: 61 · Countries and territories: ... · Corridors: 26 · Legs: 145 · ...
    """
    words = messages(lang)
    places = pd.concat([atlas.factories["country"], atlas.tech_hubs["country"]])
    contents = words["atlas.contents"].format(
        sites=len(places),
        countries=places.nunique(),
        corridors=atlas.corridors["corridor_id"].nunique(),
        **{name: len(table) for name, table in atlas.layers() if name != "corridors"},
        legs=len(atlas.corridors),
    )
    dates = source_dates(atlas)
    if dates.empty:
        return contents
    first, last = (date.replace("-", NO_BREAK_HYPHEN) for date in (dates.min()[:4], dates.max()[:7]))
    return joined(lang, contents, words["atlas.sources"].format(first=first, last=last))


def source_dates(atlas: Atlas) -> pd.Series[str]:
    """Return the dates of all sources that bear one.

    Examples
    --------
    >>> from isthmus import layers
    >>> source_dates(layers.example()).max()
    '2026-04-26'
    """
    dates: pd.Series[str] = pd.concat([table["as_of"] for _, table in atlas.layers()]).dropna()
    dated: pd.Series[str] = dates[dates.str.match(r"\d{4}")]
    return dated


def central_places(atlas: Atlas) -> gpd.GeoDataFrame:
    """Return the places of the countries that have the most of them.

    Examples
    --------
    >>> from isthmus import layers
    >>> sorted(central_places(layers.example())["country"].unique())
    ['CZ', 'PL', 'TW', 'UA']
    """
    places = atlas.places
    shares = places["country"].value_counts(normalize=True)
    return places[places["country"].isin(shares.index[shares >= SHARE_IN_VIEW])]


def frame_atlas(atlas: Atlas) -> tuple[float, float, float, float] | None:
    """Return the west, south, east and north that show the countries with the most places, if there are any.

    Examples
    --------
    >>> from isthmus import layers
    >>> [round(side) for side in frame_atlas(layers.example())]
    [14, 23, 122, 55]
    """
    places = central_places(atlas)
    return tuple(places.total_bounds.tolist()) if len(places) else None
