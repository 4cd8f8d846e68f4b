"""Names of countries in the language of a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel import Locale

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["country_names"]


def country_names(table: gpd.GeoDataFrame, lang: str) -> list[str]:
    """Return names of countries: in English those of the table, in other languages those of Unicode's CLDR.

    Examples
    --------
    >>> from isthmus.layers._bundled.countries import countries
    >>> table = countries().set_index("iso").loc[["TW", "PL"]].reset_index()
    >>> country_names(table, "en"), country_names(table, "cs")
    (['Taiwan', 'Poland'], ['Tchaj-wan', 'Polsko'])
    """
    if lang == "en":
        return list(table["name"])
    known = dict(Locale.parse(lang, sep="-").territories)
    return [str(known.get(iso, name)) for iso, name in zip(table["iso"], table["name"], strict=True)]
