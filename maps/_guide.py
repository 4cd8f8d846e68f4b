"""What a map tells besides its layers: a tour, notes at places; and to which other page it talks."""

from __future__ import annotations

import importlib.util
import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Self

from folium.map import Layer

from isthmus._arguments import as_items, check_members, check_text, unfit
from isthmus.layers import Note, Scene
from isthmus.layers._tables.schema import nearest

from ._figure_map import FigureMap
from ._layer import PackedLayer
from ._page import page_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ._widget import MapWidget

#: The origin of a page, as browsers write it.
ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]+)?", re.ASCII)


class GuideMap(FigureMap):
    """A map whose maker tells what it shows.

    Parameters
    ----------
    view, text, height
        As for `isthmus.maps._page_map.PageMap`.
    """

    _scenes: tuple[Scene, ...] = ()
    _notes: tuple[Note, ...] = ()
    _portal: str = ""

    def tell(self, scenes: Iterable[Scene]) -> Self:
        """Lead the reader through the map: chapters, each with what it shows.

        The reader steps through them, and prints them as a report.

        Parameters
        ----------
        scenes : iterable of Scene
            In this order, after those that are there.

        Returns
        -------
        Map
            This map, so that calls can be chained.

        Raises
        ------
        ArgumentError
            If one is no scene.

        Examples
        --------
        >>> from isthmus import layers, maps
        >>> tour = [
        ...     layers.Scene("Where it begins", location=(24, 121), zoom=6),
        ...     layers.Scene("Where it ends"),
        ... ]
        >>> _ = maps.Map(title="From Taiwan to Poland").tell(tour)
        """
        more = tuple(as_items("scenes", scenes, "a list of Scene"))
        check_members("scenes", more, Scene, "a list of Scene")
        self._scenes += more
        return self

    def note(self, text: str, location: tuple[float, float]) -> Self:
        """Pin a note to a place; it travels in the file.

        Parameters
        ----------
        text : str
        location : (float, float)
            Latitude and longitude, as folium has them.

        Returns
        -------
        Map
            This map, so that calls can be chained.

        Raises
        ------
        ArgumentError
            If there is no such place, or it says nothing.

        Examples
        --------
        >>> from isthmus import maps
        >>> _ = maps.Map(title="Plants").note("Our second plant", (50.06, 19.94))
        """
        self._notes += (Note(text, location),)
        return self

    def talk_to(self, origin: str) -> Self:
        """Let the page that frames the map steer it and hear of it; without this, none can.

        It posts messages such as ``{isthmus: "close", arguments: [["suez"]]}`` to the frame and hears
        ``{isthmus: "selected", ...}``: docs/portal.md lists them. Messages of any other origin are dropped.

        Parameters
        ----------
        origin : str
            Of the page, such as ``https://portal.example``.

        Returns
        -------
        Map
            This map, so that calls can be chained.

        Raises
        ------
        ArgumentError
            If it is no origin.

        Examples
        --------
        >>> from isthmus import maps
        >>> _ = maps.Map(title="Plants").talk_to("https://portal.example")
        """
        check_text("origin", origin)
        if not ORIGIN.fullmatch(origin):
            raise unfit("origin", "the origin of a page, such as https://portal.example", origin)
        self._portal = origin
        return self

    def widget(self) -> MapWidget:
        """Return the map as a widget of a notebook, which tells Python what its reader does.

        Its traits follow the reader, and its methods steer the page: ``closed`` and ``close_gates``,
        ``selection`` and ``select``, ``filters`` and ``filter``, ``view`` and ``look_at``. It shows the map
        as it is now, and needs the extra ``widget``.

        Returns
        -------
        anywidget.AnyWidget
            For the last line of a cell; ``observe`` hears of changes.

        Raises
        ------
        ArgumentError
            If anywidget is not installed.
        WriteError
            If the map holds a plugin that would load something from the network.

        Examples
        --------
        >>> from isthmus import layers, maps
        >>> widget = maps.Map(layers.example()).widget()
        >>> widget.close_gates("suez")
        >>> widget.closed  # once the page is shown, what is closed there
        []
        """
        if importlib.util.find_spec("anywidget") is None:
            raise unfit("widget", "anywidget", None, "pip install anywidget")
        from ._widget import MapWidget  # noqa: PLC0415 - optional

        page = page_of(self)
        return MapWidget(page.render(portal="*"), title=page.text.title, height=page.frame_height)

    def _story(self, passages: Iterable[Mapping[str, str]], portal: str = "") -> dict[str, Any]:
        """Return what the page is told of it; of what there is to be closed, the names are given.

        Raises
        ------
        ArgumentError
            If a scene shows a layer or closes a passage that the page has not.
        """
        drawn = [
            child for child in self._children.values() if isinstance(child, PackedLayer) and child.control
        ]
        layers = {name: None for child in drawn for name in (child.layer_name, child.key)}
        gates = {one[name]: None for one in passages for name in ("title", "label", "name")}
        for scene in self._scenes:
            for argument, asked, known in (("layers", scene.layers, layers), ("closed", scene.closed, gates)):
                wrong = [name for name in asked or () if name not in known]
                if wrong:
                    near = nearest(wrong[0], tuple(known))
                    expected = f"what the page has to show or close for the scene {scene.title!r}"
                    raise unfit(argument, expected, wrong[0], f'did you mean "{near}"?' if near else "")
        return {
            "tour": [asdict(stop) for stop in self._scenes],
            "notes": [asdict(note) for note in self._notes],
            "portal": portal or self._portal,
        }

    def __repr__(self) -> str:
        """Return the title and the layers, for a notebook that shows no pages."""
        layers = [child for child in self._children.values() if isinstance(child, Layer) and child.control]
        names = ", ".join(str(layer.layer_name) for layer in layers) or "no layers"
        return f"<Map {page_of(self).text.title!r}: {names}>"
