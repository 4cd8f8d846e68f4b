"""The map: a folium map whose layers are packed and whose page needs no network."""

from __future__ import annotations

import json
import warnings
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, Self, Unpack

from isthmus._arguments import as_whole, check_flag, check_text
from isthmus.geo import DataWarning
from isthmus.layers._tables.atlas_schemas import About
from isthmus.layers._tables.table import note_places, without_place

from ._atlas import Extent, extend, frame_atlas, readings_of, room_around
from ._bar_charts import Chart, atlas_charts
from ._description import (
    BASE_SOURCES,
    NETWORK_SOURCES,
    credit_sentences,
    describe_content,
    describe_summary,
    is_over_lines,
    makers,
    rows_to_draw,
)
from ._elements import template
from ._kinds import TILED, draw_kind
from ._layer import TILES, base_layers, columns_of
from ._looks import Look, in_own_style, network_look, plain_look
from ._messages import join_sentences, messages
from ._packing.binary import MOST_DIGITS
from ._packing.encoding import embed
from ._page import PageText, page_of
from ._page_map import MapOptions, PageOptions, as_opening, check_tiles
from ._result_maps import atlas_tables, content_of
from ._row_tiles import TileMap, overview_of
from ._thematic import StyleOptions, style_look
from ._trials import answers_record, legs_look, legs_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd

    from isthmus.layers import Atlas, Summary
    from isthmus.layers._records import Reading

    from ._result_maps import Result

#: Kinds of tables whose rows without a place are sums, or say that there is nothing to show.
PLACED = frozenset({"routes", "exposure"})


class Map(TileMap):
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
    **options
        Options of `folium.Map`: ``location`` (latitude and longitude of the middle) and ``zoom_start``,
        without which the map opens on what it holds; ``min_zoom``, ``max_zoom``, ``max_bounds`` with
        ``min_lat``, ``max_lat``, ``min_lon`` and ``max_lon``, ``control_scale``, ``zoom_control`` (True,
        False or a corner), ``prefer_canvas``, and Leaflet's ``dragging``, ``keyboard``,
        ``scroll_wheel_zoom``, ``double_click_zoom``, ``touch_zoom``, ``box_zoom``, ``zoom_snap`` and
        ``zoom_delta``.

    Raises
    ------
    ArgumentError
        If there is no such theme, language or option, or the atlas is none.

    Examples
    --------
    >>> from isthmus import layers
    >>> page = Map(layers.example(), title="From Taiwan to Central Europe").get_root().render()
    >>> page.count("http-equiv"), page.count("<script src="), page.count("@import")
    (1, 0, 0)
    """

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
        **options: Unpack[MapOptions],
    ) -> None:
        readings = readings_of(atlas, summary)
        for name, value in (("title", title), ("subtitle", subtitle), ("description", description)):
            check_text(name, value)
        check_tiles(tiles)
        self._lang = lang
        self._charts: list[Chart] = []
        self._what_ifs: list[dict[str, Any]] = []
        self._extent: Extent | None = None
        self._fixed = atlas is not None
        self._over_lines, self._sources = False, BASE_SOURCES
        self._about = About() if atlas is None else atlas.about
        title = title or self._words["map.title"]
        leads = tuple(describe_summary(told.summary, lang=lang) for told in readings if told.summary)
        description = description or describe_content(atlas, readings[0].summary, lang=lang)
        url = TILES["url"] if tiles else ""
        text = PageText(title, subtitle, leads, description, lang, theme, offline, url)
        super().__init__(as_opening(options), text, height=as_whole("height", height, low=1))
        for layer in base_layers():
            self.add_child(layer)
        if atlas is not None:
            self._add_atlas(atlas, readings)

    @classmethod
    def of(
        cls,
        result: Result,
        *,
        title: str = "",
        description: str = "",
        lang: str = "en",
        **options: Unpack[PageOptions],
    ) -> Self:
        """Return the map of a result: what the command line draws.

        Routes are drawn with the gates they pass, and move when the reader closes one, unless they keep out
        of zones or come from a file; a resilience by what its closures do to each stretch, with the
        independent routes and what would widen it for the reader to add; components by what is lost with
        each country, and the ways from them; exposure by the severity of the zones.

        Parameters
        ----------
        result : Atlas, Resilience, Components, Comparison or geopandas.GeoDataFrame
            An atlas, what `isthmus.layers.route`, `resilience`, `components`, `compare` or `exposure`
            returns, or any other table with geometries.
        title : str
            Heading of the page; if empty, it tells of the result.
        description, lang, **options
            As for `Map`; so are its ``subtitle``, ``theme``, ``height``, ``offline`` and ``tiles``.

        Raises
        ------
        ArgumentError
            If there is no map of such a thing, no such theme or no such language.

        Examples
        --------
        >>> from isthmus import layers
        >>> Map.of(layers.route("Warsaw", "Prague", modes=["rail"]))
        <Map 'Warsaw - Prague': Best routes, Routes, Gates>
        """
        for name, value in (("title", title), ("description", description)):
            check_text(name, value)
        content = content_of(result, lang)
        made = cls(
            content.atlas,
            title=title or content.title,
            description=description or content.description,
            summary=content.readings[0].summary if content.readings else None,
            lang=lang,
            **options,
        )
        for reading in content.readings:
            made._let_close(reading)
        for part in content.parts:
            if part.look is None:
                made.add(part.table, title=part.title, shown=part.shown)
            else:
                made._place(part.table, part.look)
        return made

    def _let_close(self, reading: Reading) -> None:
        """Draw the best routes, which move when the reader closes a passage."""
        if (what_if := reading.what_if) is None:
            return
        is_first, table = not self._what_ifs, legs_table(what_if, self._lang)
        now = table.iloc[what_if.legs_now]
        key = self._draw(table, legs_look(reading.summary, self._lang, shown=is_first), seen=now)
        self._what_ifs.append(answers_record(what_if, self._lang, summary=reading.summary, layer=key))
        self._sources, self._over_lines = self._sources | NETWORK_SOURCES, True
        if is_first:
            self._extent = extend(self._extent, now)

    def _add_atlas(self, atlas: Atlas, readings: Iterable[Reading]) -> None:
        self._figure_atlas = atlas
        self._scenes, self._notes = atlas.about.tour, atlas.about.notes
        self._charts += atlas_charts(atlas, lang=self._lang)
        for table, look in atlas_tables(atlas, self._lang):
            self._draw(table, look)
        if len(atlas.corridors):
            self._sources |= NETWORK_SOURCES
        self._over_lines, self._extent = is_over_lines(atlas.corridors), frame_atlas(atlas)
        for reading in readings:
            self._let_close(reading)

    def add(
        self,
        table: gpd.GeoDataFrame,
        *,
        title: str = "",
        note: str = "",
        shown: bool = True,
        digits: int | None = None,
        **style: Unpack[StyleOptions],
    ) -> Self:
        """Draw a table: routes and gates in the colours of their modes and kinds, others as is asked for.

        One that `read_table` read with a style of QGIS is drawn in that. The map opens on its
        atlas; without one, on the first table and others that are shown, gates aside.

        Parameters
        ----------
        table : geopandas.GeoDataFrame
            Points, lines, polygons or a mixture, in any coordinate reference system. Of partitions with more
            than 100,000 rows about so many are drawn, a random sample, and the legend says so.
        title : str
            Name of the layer in the legend; if empty, the word for routes, gates or any layer.
        note : str
            A sentence under its title.
        shown : bool
            Whether the map shows it on opening.
        digits : int, optional
            Decimals of a degree to keep: 5 are 1.1 m, 7 are 1 cm. Left out, 5 for points and 4 for lines and
            areas, a pixel at the closest zoom, and more for a table that spans little.
        **style
            How it is drawn, by the names of `geopandas.GeoDataFrame.explore`: ``column`` whose values are
            coloured, by ``cmap`` (a scale of ColorBrewer, "viridis" and its like, one of matplotlib with the
            extra ``explore``, or colours) between ``vmin`` and ``vmax``, in ``k`` classes of a ``scheme`` of
            mapclassify (extra ``explore``, with ``classification_kwds``), or as kinds (``categorical``,
            ``categories``); one ``color``; ``legend``, ``missing_kwds`` (color, label), ``style_kwds``
            (color, fillColor, weight, opacity, fillOpacity, radius); ``tooltip`` and ``popup``, True, False,
            columns, or how many. And, which explore() has not: ``size`` of points and ``width`` of lines in
            pixels or by a column, areas in proportion to it; ``label``, a column written on the map;
            ``marker``, the outline of points; ``opacity``, not of plain points; ``min_zoom``, ``max_zoom``;
            and ``kind``, what is made of the table: "hexbin", hexagons of one area, ``cell_km`` apart, that
            count points or add up ``column``; "heat", how dense points lie, or ``column``, within
            ``radius_km``; "arcs", from where lines start to where they end, with dots that run along;
            "tiles" (extra), hexagons and, closer in, each row in ``color``, from tiles that `save` writes
            beside the page: that map is a folder, which a web server shows.

        Returns
        -------
        Map
            This map, so that calls can be chained.

        Warns
        -----
        DataWarning
            If none of its rows has a place.

        Raises
        ------
        ArgumentError
            If the table has no geometry, two of its columns bear one name, or there are no such decimals,
            column, scale, scheme or option.
        GeometryError
            If a coordinate is no number, or is outside of its reference system.

        Examples
        --------
        >>> import geopandas as gpd, shapely
        >>> ports = gpd.GeoDataFrame({"name": ["Gdańsk"]}, geometry=[shapely.Point(18.65, 54.35)], crs=4326)
        >>> _ = Map(title="Ports").add(ports, title="Ports", color="teal", label="name")
        """
        check_text("title", title)
        check_text("note", note)
        tiles = None
        if style.get("kind") == TILED:
            table, style, tiles = overview_of(table, style, self._lang)
        table, note = rows_to_draw(table, note, self._lang)
        columns_of(table)
        table, given, said, told = draw_kind(table, style, self._lang)
        note = note or said if tiles is None else join_sentences(self._lang, note or said, tiles.note)
        check_flag("shown", shown)
        digits = None if digits is None else as_whole("digits", digits, high=MOST_DIGITS)
        if len(table) and without_place(table).all():
            warnings.warn(DataWarning(note_places(table, "table", "nothing is drawn")), stacklevel=2)
        look = in_own_style(network_look(table, self._lang) or plain_look(self._lang), table)
        look = replace(look, title=title or look.title, note=note or look.note, shown=shown, **told)
        self._place(table, style_look(look, table, given, self._lang), digits)
        if tiles is not None:
            self.add_child(tiles.over(self._children))
        return self

    def _place(self, table: gpd.GeoDataFrame, look: Look, digits: int | None = None) -> None:
        """Draw a table, name whom it is owed to, and open on it, gates aside."""
        if network_look(table, self._lang) or is_over_lines(table):
            self._sources |= NETWORK_SOURCES
            self._over_lines = True
        self._draw(table[~table.geometry.isna()] if look.key in PLACED else table, look, digits=digits)
        framing = look.key != "gates" and (look.shown or self._extent is None)
        if framing and len(table) and not self._fixed:
            self._extent = extend(self._extent, table)

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
        """What the map shows on opening: what it holds, unless its author said where."""
        return None if self._extent is None or self._view.location else room_around(self._extent)

    def render(self, **kwargs: Any) -> None:  # type: ignore[override]  # branca's macros return nothing
        """Hand the page what its panel shows, and the script that starts it."""
        (page := page_of(self)).credits = credit_sentences(self._about, self._sources)
        panel = {
            "messages": {key: text for key, text in self._words.items() if not key.startswith("country.")},
            "charts": [asdict(chart) for chart in self._charts],
            "tiles": dict(TILES) if page.text.tiles else None,
            "what_ifs": self._what_ifs,
            **self._story((gate for it in self._what_ifs for gate in it["gates"]), kwargs.get("portal", "")),
        }
        page.data[f"page-{self.get_name()}"] = embed(json.dumps(panel, ensure_ascii=False).encode())
        super().render(**kwargs)  # type: ignore[no-untyped-call]
