"""A map as a widget of a notebook: what its reader does there comes back to Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import traitlets

from isthmus._arguments import as_names, check_text
from isthmus.layers import Scene

from ._plugins import asset

if TYPE_CHECKING:
    from collections.abc import Collection

    # What type checkers know of a widget: those of ipywidgets have no types.
    from traitlets import HasTraits as AnyWidget
else:
    from anywidget import AnyWidget

#: Months of a year, from which the page counts them.
MONTHS = 12


class MapWidget(AnyWidget):
    """The page of a map in a frame of a notebook.

    Its traits follow the reader: ``selection`` (``layer`` and ``name``, or None), ``closed`` (names of gates,
    ports and countries), ``filters`` (key of a layer, name of a filter, text) and ``view`` (``center`` in
    latitude and longitude, ``zoom``, ``layers``, ``month``). ``observe`` hears of their changes.

    Parameters
    ----------
    page : str
        What the frame shows; it tells and takes messages.
    title : str
        What screen readers call the frame.
    height : int
        Height of the frame in pixels.

    Examples
    --------
    >>> from isthmus import layers, maps
    >>> widget = maps.Map(layers.example()).widget()
    >>> widget.close_gates("suez")
    >>> [(told["call"], told["arguments"]) for told in widget.commands]
    [('close', [['suez']])]
    """

    page: traitlets.Unicode[str, str | bytes] = traitlets.Unicode().tag(sync=True)
    title: traitlets.Unicode[str, str | bytes] = traitlets.Unicode().tag(sync=True)
    height: traitlets.Int[int, int] = traitlets.Int(560).tag(sync=True)
    commands: traitlets.List[dict[str, Any]] = traitlets.List(traitlets.Dict()).tag(sync=True)
    selection: traitlets.Instance[dict[str, Any] | None] = traitlets.Instance(dict, allow_none=True).tag(
        sync=True
    )
    closed: traitlets.List[str] = traitlets.List(traitlets.Unicode()).tag(sync=True)
    filters: traitlets.List[list[str]] = traitlets.List(traitlets.List(traitlets.Unicode())).tag(sync=True)
    view: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)

    def __init__(self, page: str, *, title: str, height: int) -> None:
        self._esm = asset("widget.js")
        super().__init__(page=page, title=title, height=height)

    def close_gates(self, names: str | Collection[str] = ()) -> None:
        """Close these gates, ports and countries and no others.

        Parameters
        ----------
        names : str or collection of str
            As `isthmus.layers.gates` names them; left out, none is closed.
        """
        self._ask("close", list(as_names("names", names)))

    def select(self, layer: str = "", name: str = "") -> None:
        """Open the card of a feature; without arguments, close it.

        Parameters
        ----------
        layer : str
            Title or key of a layer.
        name : str
            Id or name of the feature.
        """
        for argument, text in (("layer", layer), ("name", name)):
            check_text(argument, text)
        self._ask("select", *filter(None, (layer, name)))

    def filter(self, layer: str, text: str = "") -> None:
        """Show the rows of a layer that have all words of a text; of an empty one, all.

        Parameters
        ----------
        layer : str
            Title or key of a layer.
        text : str
        """
        for argument, value in (("layer", layer), ("text", text)):
            check_text(argument, value)
        self._ask("filter", layer, text)

    def look_at(
        self,
        location: tuple[float, float] | None = None,
        *,
        zoom: float | None = None,
        layers: str | Collection[str] | None = None,
        month: str = "",
    ) -> None:
        """Move the map: what is left out stays.

        Parameters
        ----------
        location : (float, float), optional
            Latitude and longitude of the middle; with it, a zoom.
        zoom : float, optional
            How near.
        layers : str or collection of str, optional
            Keys of the only layers that are shown.
        month : str
            As ``2024-05``, or "all".
        """
        scene = Scene("view", location=location, zoom=zoom, layers=layers, month=month)
        state = {
            "center": scene.location and list(scene.location),
            "zoom": scene.zoom,
            "layers": None if scene.layers is None else list(scene.layers),
            "month": _month_number(scene.month),
        }
        self._ask("view", {name: value for name, value in state.items() if value is not None})

    def _ask(self, call: str, *given: Any) -> None:  # what JSON holds
        """Note a command; a page that opens later hears of the last of each kind."""
        number = 1 + max((told["number"] for told in self.commands), default=0)
        about = [call, *given[:1]] if call == "filter" else [call]
        kept = [told for told in self.commands if [told["call"], *told["arguments"]][: len(about)] != about]
        self.commands = [*kept, {"number": number, "call": call, "arguments": list(given)}]


def _month_number(month: str) -> int | str | None:
    """Return a month as the page counts them, "all", or None for that of the page."""
    if not month or month == "all":
        return month or None
    year, number = map(int, month.split("-"))
    return year * MONTHS + number - 1
