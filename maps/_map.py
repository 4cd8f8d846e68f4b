"""The map: a folium map whose layers are packed and whose page needs no network."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Self

import folium
from folium.map import Layer

from isthmus._arguments import as_whole, check_flag, check_kind, check_text
from isthmus.layers import Summary, gates
from isthmus.layers._tables.crs import in_degrees
from isthmus.layers._tables.metadata import About
from isthmus.layers._tables.schemas import NETWORK
from isthmus.layers._writing.atomic import replacement

from ._atlas import at_country_marks, check_atlas, corridor_buffers, frame_atlas
from ._base_layers import TILES, base_layers
from ._charts import Chart, atlas_charts
from ._description import (
    BASE_SOURCES,
    NETWORK_SOURCES,
    credit_sentences,
    describe_content,
    describe_summary,
    makers,
)
from ._folium import template
from ._layer import PackedLayer, columns_of, layer_key, pack_layer
from ._looks import Look, atlas_looks, buffers_look, gates_look, name_places, network_look, plain_look
from ._messages import messages
from ._packing.binary import MOST_DIGITS
from ._packing.encoding import embed
from ._page import Page, PageText, page_of
from ._results import content_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from isthmus.layers import Atlas

    from ._results import Result

__all__ = ["Map"]

#: West, south, east and north, in degrees.
Extent = tuple[float, float, float, float]

#: Degrees; what spans less is one place, which is shown with this much around it.
ONE_PLACE, AROUND_PLACE = 0.02, 0.7

#: Kinds of tables whose rows without a place are sums, or say that there is nothing to show.
PLACED = frozenset({"routes", "exposure"})

#: Zoom levels between which a reader may go; beyond the last, the coastlines have nothing more to show.
ZOOMS = (1, 12)


class Map(folium.Map):
    r"""An interactive map in one file that needs no network.

    It is a `folium.Map`: what folium draws can be added to it. Text from data stays text, whatever it holds.

    Parameters
    ----------
    atlas : Atlas, optional
        Drawn with its layers grouped by theme. Without it, the map starts with the base map alone.
    title : str
        Heading of the page; if empty, the word for a map.
    subtitle : str
        Line under the heading.
    description : str
        A short summary; if there is an atlas and this is empty, what the atlas holds.
    summary : Summary, optional
        How redundant routes are, which the page says first; left out, what the atlas knows of itself.
    theme : {"auto", "light", "dark"}
        Colours; with "auto", those of the reader's system.
    lang : {"en", "zh-TW", "pl", "cs", "uk"}
        Language of the interface; names from data stay as they are.
    height : int
        Height in pixels of the frame that shows the map in a notebook.
    offline : bool
        Whether the page may load nothing from the network. Without, it may load what folium's plugins on it
        ask for, from their hosts and no others.
    tiles : bool
        Whether the page has a button that loads OpenStreetMap's tiles; before it is pressed, none are.

    Raises
    ------
    ArgumentError
        If there is no such theme or language, or the atlas is none.

    Examples
    --------
    >>> from isthmus import layers
    >>> page = Map(layers.example(), title="From Taiwan to Central Europe").get_root().render()
    >>> page.count("http-equiv"), page.count("<script src="), page.count("@import")
    (1, 0, 0)
    """

    # Leaflet is inside the page; this empties folium's lists of links for maps of this class alone.
    default_js: list[tuple[str, str]] = []  # noqa: RUF012  # folium's attributes
    default_css: list[tuple[str, str]] = []  # noqa: RUF012
    _template = template("map.html")

    def __init__(  # noqa: PLR0913  # each by its name
        self,
        atlas: Atlas | None = None,
        *,
        title: str = "",
        subtitle: str = "",
        description: str = "",
        summary: Summary | None = None,
        theme: str = "auto",
        lang: str = "en",
        height: int = 560,
        offline: bool = True,
        tiles: bool = False,
    ) -> None:
        if atlas is not None:
            check_atlas(atlas)
        if summary is not None:
            check_kind("summary", summary, Summary, "a Summary")
        for name, value in (("title", title), ("subtitle", subtitle), ("description", description)):
            check_text(name, value)
        height = as_whole("height", height, low=1)
        check_flag("tiles", tiles)
        super().__init__(location=(20, 20), zoom_start=2, tiles=None, zoom_control=False, zoom_snap=0.25)
        self.options.update(zoom=2, min_zoom=ZOOMS[0], max_zoom=ZOOMS[1])
        self._lang = lang
        self._charts: list[Chart] = []
        self._extent: Extent | None = None
        self._fixed = atlas is not None
        self._over_lines = False
        self._sources = BASE_SOURCES
        self._about = About() if atlas is None else atlas.about
        if atlas is not None:
            summary = summary or atlas.summary
        title = title or self._words["map.title"]
        lead = describe_summary(summary, lang=lang) if summary else ""
        description = description or describe_content(atlas, summary, lang=lang)
        tiles_url = TILES["url"] if tiles else ""
        text = PageText(title, subtitle, lead, description, lang, theme, offline, tiles_url)
        Page(text, height=height).add_child(self)
        for layer in base_layers():
            self.add_child(layer)
        if atlas is not None:
            self._add_atlas(atlas)

    @classmethod
    def of(  # noqa: PLR0913  # each by its name
        cls,
        result: Result,
        *,
        title: str = "",
        subtitle: str = "",
        description: str = "",
        theme: str = "auto",
        lang: str = "en",
        height: int = 560,
        offline: bool = True,
        tiles: bool = False,
    ) -> Self:
        """Return the map of a result: what the command line draws.

        Routes are drawn with the gates they pass; a resilience by what its closures do to each stretch, with
        the independent routes and what would widen the network for the reader to add; exposure by the
        severity of the zones.

        Parameters
        ----------
        result : Atlas, Resilience, Comparison or geopandas.GeoDataFrame
            An atlas, what `isthmus.layers.route`, `resilience`, `compare` or `exposure` returns, or any other
            table with geometries.
        title : str
            Heading of the page; if empty, it tells of the result.
        subtitle, description, theme, lang, height, offline, tiles
            As for `Map`.

        Raises
        ------
        ArgumentError
            If there is no map of such a thing, no such theme or no such language.

        Examples
        --------
        >>> from isthmus import layers
        >>> Map.of(layers.route("Warsaw", "Prague", modes=["rail"]))
        <Map 'Warsaw - Prague': Routes, Gates>
        """
        for name, value in (("title", title), ("description", description)):
            check_text(name, value)
        content = content_of(result, lang)
        made = cls(
            content.atlas,
            title=title or content.title,
            subtitle=subtitle,
            description=description or content.description,
            summary=content.summary,
            theme=theme,
            lang=lang,
            height=height,
            offline=offline,
            tiles=tiles,
        )
        for part in content.parts:
            made.add(part.table, title=part.title, shown=part.shown)
        return made

    def _add_atlas(self, atlas: Atlas) -> None:
        self._charts += atlas_charts(atlas, lang=self._lang)
        tables = dict(at_country_marks(atlas).layers())
        if len(atlas.corridors):
            self._draw(corridor_buffers(atlas), buffers_look(self._lang))
            self._draw(gates(), gates_look(self._lang, shown=False))
        for name, look in atlas_looks(self._lang).items():
            if len(tables[name]):
                self._draw(tables[name], name_places(look, atlas))
        if len(atlas.corridors):
            self._sources |= NETWORK_SOURCES
        self._over_lines = bool((atlas.corridors["geometry_rule"] == NETWORK).any())
        self._extent = frame_atlas(atlas)

    def add(
        self,
        table: gpd.GeoDataFrame,
        *,
        title: str = "",
        note: str = "",
        shown: bool = True,
        digits: int | None = None,
    ) -> Self:
        """Draw a table; routes and gates in the colours of their modes and kinds.

        The map opens on its atlas; without one, on the first table and others that are shown, gates aside.

        Parameters
        ----------
        table : geopandas.GeoDataFrame
            Points, lines, polygons or a mixture, in any coordinate reference system.
        title : str
            Name of the layer in the legend; if empty, the word for routes, gates or any layer.
        note : str
            A sentence under its title.
        shown : bool
            Whether the map shows it on opening.
        digits : int, optional
            Decimals of a degree to keep: 5 are 1.1 m, 7 are 1 cm. Left out, 5 for points and 4 for lines and
            areas, which is a third of a pixel at the closest zoom, and more for a table that spans little.

        Returns
        -------
        Map
            This map, so that calls can be chained.

        Raises
        ------
        ArgumentError
            If the table has no geometry, two of its columns bear one name, or there are no such decimals.
        GeometryError
            If a coordinate is no number, or is outside of its reference system.

        Examples
        --------
        >>> import geopandas as gpd, shapely
        >>> ports = gpd.GeoDataFrame({"name": ["Gdańsk"]}, geometry=[shapely.Point(18.65, 54.35)], crs=4326)
        >>> _ = Map(title="Ports").add(ports, title="Ports")
        """
        columns_of(table)
        check_text("title", title)
        check_text("note", note)
        check_flag("shown", shown)
        digits = None if digits is None else as_whole("digits", digits, high=MOST_DIGITS)
        known = network_look(table, self._lang)
        if known:
            self._sources |= NETWORK_SOURCES
            self._over_lines = True
        look = known or plain_look(self._lang)
        look = replace(look, title=title or look.title, note=note or look.note, shown=shown)
        self._draw(table[table.geometry.notna()] if look.key in PLACED else table, look, digits=digits)
        framing = look.key != "gates" and (look.shown or self._extent is None)
        if framing and len(table) and not self._fixed:
            self._extent = _extend(self._extent, in_degrees(table))
        return self

    def _draw(self, table: gpd.GeoDataFrame, look: Look, *, digits: int | None = None) -> None:
        taken = {child.key for child in self._children.values() if isinstance(child, PackedLayer)}
        look = replace(look, key=layer_key(look.key or look.title, taken))
        self.add_child(PackedLayer(pack_layer(table, look, digits=digits), look))

    @property
    def _words(self) -> Mapping[str, str]:
        """The words of the interface."""
        return messages(self._lang)

    @property
    def _attribution(self) -> str:
        """Who is named in the corner."""
        return makers("Leaflet", over_lines=self._over_lines)

    @property
    def _opening(self) -> Extent | None:
        """What the map shows on opening: its extent, or more than that around a single place."""
        if self._extent is None:
            return None
        west, south, east, north = self._extent
        if max(east - west, north - south) > ONE_PLACE:
            return self._extent
        return west - AROUND_PLACE, south - AROUND_PLACE, east + AROUND_PLACE, north + AROUND_PLACE

    def render(self, **kwargs: Any) -> None:  # type: ignore[override]  # branca's macros return nothing
        """Hand the page what its panel shows, and the script that starts it."""
        page = page_of(self)
        page.credits = credit_sentences(self._about, self._sources)
        panel = {
            "messages": dict(self._words),
            "charts": [asdict(chart) for chart in self._charts],
            "tiles": dict(TILES) if page.text.tiles else None,
        }
        page.data[f"page-{self.get_name()}"] = embed(json.dumps(panel, ensure_ascii=False).encode())
        super().render(**kwargs)  # type: ignore[no-untyped-call]

    def __repr__(self) -> str:
        """Return the title and the layers, for a notebook that shows no pages."""
        layers = [child for child in self._children.values() if isinstance(child, Layer) and child.control]
        names = ", ".join(str(layer.layer_name) for layer in layers) or "no layers"
        return f"<Map {page_of(self).text.title!r}: {names}>"

    def save(
        self,
        outfile: str | bytes | Path | BinaryIO,
        close_file: bool = True,  # noqa: FBT001, FBT002  # folium's signature
        **kwargs: Any,
    ) -> None:
        """Write the map to a file, whole or not at all.

        Parameters
        ----------
        outfile : str, Path or binary file
            Where to; a file that is open already is written as it is.
        close_file : bool
            Whether to close a file that was open.
        **kwargs
            What folium passes on to its templates.

        Raises
        ------
        WriteError
            If the map holds a plugin that would load something from the network, or the file can't be
            written.
        """
        if not isinstance(outfile, str | Path):
            super().save(outfile, close_file, **kwargs)
            return
        with replacement(Path(outfile)) as temporary:
            temporary.write_text(self.get_root().render(**kwargs), encoding="utf-8")


def _extend(extent: Extent | None, table: gpd.GeoDataFrame) -> Extent | None:
    """Return the extent that shows another one and a table."""
    west, south, east, north = table.total_bounds
    if math.isnan(west):
        return extent
    if extent is not None:
        west, south = min(west, extent[0]), min(south, extent[1])
        east, north = max(east, extent[2]), max(north, extent[3])
    return west, max(south, -80), east, min(north, 84)
