"""The map: a folium map whose layers are packed and whose page needs no network."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, BinaryIO, Self

import folium
from folium.map import Layer

from isthmus.layers import gates, sources
from isthmus.layers._tables.about import About
from isthmus.layers._tables.schemas import NETWORK
from isthmus.layers._writing.atomic import replacing

from ._atlas_looks import atlas_looks, describe_atlas, frame_atlas, name_places
from ._bands import bands_look, corridor_bands
from ._basemap import base_layers
from ._charts import Chart, atlas_charts
from ._country_level import at_country_marks
from ._layer import Look, PackedLayer, layer_key, pack_layer
from ._network_looks import gates_look, network_look
from ._packing.embedding import embed
from ._page import Page, PageText, page_of
from ._resources import messages, template
from ._summary_words import describe_summary
from ._translation import plain_symbology

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    import geopandas as gpd

    from isthmus.layers import Atlas, Summary

__all__ = ["Map"]

#: West, south, east and north, in degrees.
Frame = tuple[float, float, float, float]

#: Shown in the corner of every map.
ATTRIBUTION = "Natural Earth · GeoNames · Leaflet"

#: Added on maps with lines along railways and roads, as the Open Database Licence asks.
LINES_ATTRIBUTION = " · © OpenStreetMap contributors"

#: The tiles that a reader may ask for; their terms: https://operations.osmfoundation.org/policies/tiles/.
TILES = MappingProxyType(
    {"url": "https://tile.openstreetmap.org/{z}/{x}/{y}.png", "attribution": "© OpenStreetMap contributors"}
)

#: Data sets of `isthmus.layers.sources` behind the base map, and behind lines along the network.
BASE_SOURCES = frozenset({"countries", "places", "lakes", "leaflet", "geographiclib-geodesic"})
NETWORK_SOURCES = frozenset(
    {"network-rail-road", "network-sea", "network-air", "network-ports", "network-rules"}
)

#: Degrees; what spans less is one place, which is shown with this much around it.
ONE_PLACE, AROUND_PLACE = 0.02, 0.7

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
        super().__init__(location=(20, 20), zoom_start=2, tiles=None, zoom_control=False, zoom_snap=0.25)
        self.options.update(zoom=2, min_zoom=ZOOMS[0], max_zoom=ZOOMS[1])
        self.attribution = ATTRIBUTION
        self.lang = lang
        self.words = messages(lang)
        self.charts: list[Chart] = []
        self.frame: Frame | None = None
        self.fixed = atlas is not None
        self.credited = BASE_SOURCES
        self.about = About() if atlas is None else atlas.about
        if atlas is not None:
            description = description or describe_atlas(atlas, lang=lang)
            summary = summary or atlas.summary
        title = title or self.words["map.title"]
        lead = describe_summary(summary, lang=lang) if summary else ""
        self.tiles = TILES if tiles else None
        address = TILES["url"] if tiles else ""
        text = PageText(title, subtitle, lead, description, self._credits(), lang, theme, offline, address)
        Page(text, height=height).add_child(self)
        for layer in base_layers():
            self.add_child(layer)
        if atlas is not None:
            self._add_atlas(atlas)

    def _add_atlas(self, atlas: Atlas) -> None:
        self.charts += atlas_charts(atlas, lang=self.lang)
        tables = dict(at_country_marks(atlas).layers())
        if len(atlas.corridors):
            self._draw(corridor_bands(atlas), bands_look(self.lang))
            self._draw(gates(), gates_look(self.lang, shown=False))
        for name, look in atlas_looks(self.lang).items():
            if len(tables[name]):
                self._draw(tables[name], name_places(look, atlas))
        if len(atlas.corridors):
            self._credit(NETWORK_SOURCES)
        if (atlas.corridors["geometry_rule"] == NETWORK).any():
            self.attribution = ATTRIBUTION + LINES_ATTRIBUTION
        self.frame = frame_atlas(atlas)

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

        Examples
        --------
        >>> import geopandas as gpd, shapely
        >>> ports = gpd.GeoDataFrame({"name": ["Gdańsk"]}, geometry=[shapely.Point(18.65, 54.35)], crs=4326)
        >>> _ = Map(title="Ports").add(ports, title="Ports")
        """
        plain = Look(
            self.words["table.layer"], group=self.words["group.layers"], symbology=plain_symbology(self.lang)
        )
        look = network_look(table, self.lang) or plain
        if look is not plain:
            self._credit(NETWORK_SOURCES)
            self.attribution = ATTRIBUTION + LINES_ATTRIBUTION
        look = replace(look, title=title or look.title, note=note or look.note, shown=shown)
        self._draw(table[table.geometry.notna()] if look.key == "routes" else table, look, digits=digits)
        framing = look.key != "gates" and (look.shown or self.frame is None)
        if framing and len(table) and not self.fixed:
            self.frame = _around(self.frame, table.to_crs(4326) if table.crs else table)
        return self

    def _draw(self, table: gpd.GeoDataFrame, look: Look, *, digits: int | None = None) -> None:
        taken = {child.key for child in self._children.values() if isinstance(child, PackedLayer)}
        look = replace(look, key=layer_key(look.key or look.title, taken))
        self.add_child(PackedLayer(pack_layer(table, look, digits=digits), look))

    def _credit(self, names: AbstractSet[str]) -> None:
        """Name data sets among the sources of the page."""
        self.credited |= names
        page = page_of(self)
        page.text = replace(page.text, credits=self._credits())

    def _credits(self) -> tuple[str, ...]:
        """Return the sentence that the atlas is owed, if it says so, and each of the bundled data sets."""
        about = self.about
        own = f"{about.title}: {about.attribution}. {about.licence}".strip(": .")
        return (*([f"{own}."] if about.attribution else []), *_credits(self.credited))

    @property
    def opening(self) -> Frame | None:
        """What the map shows on opening: its frame, or more than that around a single place."""
        if (
            self.frame is None
            or max(self.frame[2] - self.frame[0], self.frame[3] - self.frame[1]) > ONE_PLACE
        ):
            return self.frame
        west, south, east, north = self.frame
        return west - AROUND_PLACE, south - AROUND_PLACE, east + AROUND_PLACE, north + AROUND_PLACE

    def render(self, **kwargs: Any) -> None:  # type: ignore[override]  # branca's macros return nothing
        """Hand the page what its panel shows, and the script that starts it."""
        panel = {
            "messages": dict(self.words),
            "charts": [asdict(chart) for chart in self.charts],
            "tiles": dict(self.tiles) if self.tiles else None,
        }
        page_of(self).data[f"page-{self.get_name()}"] = embed(json.dumps(panel, ensure_ascii=False).encode())
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
        with replacing(Path(outfile)) as temporary:
            temporary.write_text(self.get_root().render(**kwargs), encoding="utf-8")


def _around(frame: Frame | None, table: gpd.GeoDataFrame) -> Frame | None:
    """Return the frame that shows another one and a table."""
    west, south, east, north = table.total_bounds
    if math.isnan(west):
        return frame
    if frame is not None:
        west, south = min(west, frame[0]), min(south, frame[1])
        east, north = max(east, frame[2]), max(north, frame[3])
    return west, max(south, -80), east, min(north, 84)


def _credits(names: AbstractSet[str]) -> tuple[str, ...]:
    """Return the sentence that each of some bundled data sets is owed."""
    return tuple(
        f"{source.what}: {source.attribution}. {source.licence}. {source.version}, {source.date}."
        for source in sources().itertuples()
        if source.name in names
    )
