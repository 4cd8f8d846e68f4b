"""The map: a folium map whose layers are packed and whose page needs no network."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Self

import folium
import geopandas as gpd
import shapely

from isthmus.layers import Atlas

from .atlas_looks import LOOKS, describe_atlas, frame_atlas
from .charts import Chart, atlas_charts
from .basemap import base_layers
from .layer import Look, PackedLayer, pack_layer
from .page import Page, PageText
from .resources import messages, template

__all__ = ["Map"]

#: Shown in the corner of every map.
ATTRIBUTION = "Natural Earth · GeoNames · Leaflet"

#: Longitude and latitude that a map shows when it has nothing to show: the inhabited world.
WORLD = (-170.0, -56.0, 190.0, 75.0)


class Map(folium.Map):  # type: ignore[misc]  # folium publishes no types
    """An interactive map in one file that needs no network.

    It is a `folium.Map`: what folium draws can be added to it. Text from data stays text, whatever it holds.

    Parameters
    ----------
    atlas : Atlas, optional
        Drawn with its layers grouped by theme. Without it, the map starts with the base map alone.
    title : str, optional
        Heading of the page.
    subtitle : str, optional
        Line under the heading.
    description : str, optional
        A short summary; if there is an atlas and this is not given, the counts of its layers.
    theme : {"auto", "light", "dark"}
        Colours; with "auto", those of the reader's system.
    lang : str
        Language of the interface; names from data stay as they are.

    Examples
    --------
    >>> from isthmus import layers
    >>> m = Map(layers.example(), title="From Taiwan to Central Europe")
    >>> html = m.get_root().render()
    >>> "http-equiv=\"Content-Security-Policy\"" in html
    True
    """

    default_js: Sequence[tuple[str, str]] = ()
    default_css: Sequence[tuple[str, str]] = ()
    _template = template("map.html")

    def __init__(  # noqa: PLR0913  # a page has these six properties
        self,
        atlas: Atlas | None = None,
        *,
        title: str = "Map",
        subtitle: str = "",
        description: str = "",
        theme: str = "auto",
        lang: str = "en",
    ) -> None:
        super().__init__(
            location=(0, 0), zoom_start=2, tiles=None, zoom_control=False,
            zoom_snap=0.25, min_zoom=1.5, max_zoom=12, world_copy_jump=True,
        )
        self.attribution = ATTRIBUTION
        self.lang = lang
        self.charts: list[Chart] = [] if atlas is None else atlas_charts(atlas)
        if atlas is not None:
            description = description or describe_atlas(atlas)
        text = PageText(title, subtitle, description, (), lang, theme)
        Page(text).add_child(self)
        for layer in base_layers():
            self.add_child(layer)
        if atlas is not None:
            self._add_atlas(atlas)

    def render(self, **kwargs: Any) -> None:  # noqa: ANN401  # folium's signature
        """Hand the page what its panel shows, and the script that starts it."""
        panel = {"messages": dict(messages(self.lang)), "charts": [asdict(chart) for chart in self.charts]}
        packed = gzip.compress(json.dumps(panel, ensure_ascii=False).encode(), mtime=0)
        self.get_root().data[f"page-{self.get_name()}"] = base64.b64encode(packed).decode()
        super().render(**kwargs)

    def _add_atlas(self, atlas: Atlas) -> None:
        tables = dict(atlas.layers())
        for name, look in LOOKS.items():
            if len(tables[name]):
                self._draw(tables[name], look)
        self._frame(frame_atlas(atlas))

    def _frame(self, bounds: Sequence[float]) -> None:
        west, south, east, north = bounds
        self.fit_bounds([[south, west], [north, east]], padding=(28, 28))

    def add(self, table: gpd.GeoDataFrame, *, title: str = "Layer", note: str = "", shown: bool = True) -> Self:
        """Draw a table.

        Parameters
        ----------
        table : geopandas.GeoDataFrame
            Points, lines, polygons or a mixture, in any coordinate reference system.
        title : str
            Name of the layer in the legend.
        note : str
            A sentence under its title.
        shown : bool
            Whether the map shows it on opening.

        Returns
        -------
        Map
            This map, so that calls can be chained.

        Examples
        --------
        >>> ports = gpd.GeoDataFrame({"name": ["Gdańsk"]}, geometry=[shapely.Point(18.65, 54.35)], crs=4326)
        >>> _ = Map(title="Ports").add(ports, title="Ports")
        """
        self._draw(table, Look(title, note=note, shown=shown))
        return self

    def _draw(self, table: gpd.GeoDataFrame, look: Look) -> None:
        self.add_child(PackedLayer(pack_layer(table, look), look))

    def save(self, outfile: str | Path, **kwargs: Any) -> None:  # noqa: ANN401  # folium's signature
        """Write the map to a file, whole or not at all.

        Parameters
        ----------
        outfile : str or Path
            Where to.
        **kwargs
            What folium passes on to its templates.

        Raises
        ------
        WriteError
            If the map holds a plugin that would load something from the network.
        """
        Path(outfile).write_bytes(self.get_root().render(**kwargs).encode())
