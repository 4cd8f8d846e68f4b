"""What a figure shows: the layers of an atlas with their looks, and its words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import shapely

from isthmus._arguments import as_names, check_text
from isthmus.geo import ArgumentError
from isthmus.maps._atlas import at_country_marks, central_places, check_atlas
from isthmus.maps._description import describe_atlas
from isthmus.maps._looks import atlas_looks, classify, in_own_style

if TYPE_CHECKING:
    from collections.abc import Collection

    import geopandas as gpd

    from isthmus.layers import Atlas
    from isthmus.layers._tables.symbology import Symbol
    from isthmus.maps._looks import Look

__all__ = ["Content"]


@dataclass(frozen=True)
class Content:
    """What the maps of a figure show, and what stands around them.

    Parameters
    ----------
    atlas : Atlas
        The whole, which decides what part of the Earth is shown; what is known only to its country stands at
        the country's mark.
    layers : tuple of (Look, GeoDataFrame)
        What is drawn, from the lowest to the topmost.
    title, description : str
        Heading, and the text under it.
    lang : str
        Language of the words that are not data.
    """

    atlas: Atlas
    layers: tuple[tuple[Look, gpd.GeoDataFrame], ...]
    title: str
    description: str
    lang: str

    @classmethod
    def of(
        cls, atlas: Atlas, *, layers: str | Collection[str], title: str, description: str, lang: str
    ) -> Content:
        """Return what a figure of some layers of an atlas shows.

        Raises
        ------
        ArgumentError
            If there is no such layer or language, or the atlas is none.
        """
        check_atlas(atlas)
        check_text("title", title)
        check_text("description", description)
        looks = atlas_looks(lang)
        names = as_names("layers", layers)
        unknown = [name for name in names if name not in looks]
        if unknown:
            got = ", ".join(map(repr, unknown))
            raise ArgumentError(f"layers: expected layers of {', '.join(looks)}, got {got}")
        description = description or describe_atlas(atlas, lang=lang)
        atlas = at_country_marks(atlas)
        tables = dict(atlas.layers())
        drawn = tuple(
            (in_own_style(look, tables[name]), _rows_with_place(tables[name]))
            for name, look in looks.items()
            if name in names
        )
        return cls(atlas, drawn, title, description, lang)

    @property
    def countries(self) -> list[str]:
        """ISO 3166-1 codes of the countries with the most places."""
        return sorted(central_places(self.atlas)["country"].unique())

    @cached_property
    def classes(self) -> tuple[tuple[Look, Symbol, gpd.GeoDataFrame], ...]:
        """Each class that is shown, with its rows, in the order of drawing."""
        classed = [(look, table, *classify(table, look.symbology)) for look, table in self.layers]
        return tuple(
            (look, symbol, table[codes == code])
            for look, table, symbols, codes in classed
            for code, symbol in enumerate(symbols.values())
            if symbol.shown and (codes == code).any()
        )

    def without_points_in(self, area: shapely.Geometry) -> Content:
        """Return the same without the points inside an area of longitude and latitude."""
        layers = tuple(
            (look, table[~((table.geom_type == "Point") & table.intersects(area))])
            for look, table in self.layers
        )
        return replace(self, layers=layers)


def _rows_with_place(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the rows that have a place."""
    shapes = table.geometry.to_numpy()
    return table[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
