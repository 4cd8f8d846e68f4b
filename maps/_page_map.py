"""A folium map on a page of its own: how it opens, how it is fitted, and how it becomes a file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, BinaryIO, Self

import folium
from branca.element import Element

from isthmus._arguments import as_numbers, as_path, as_whole, check_flag, check_kind, check_text, unfit
from isthmus.layers._writing.atomic import replacement

from ._folium import name_elements
from ._opening import Opening, as_bounds
from ._page import Page, PageText, page_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["PageMap"]


class PageMap(folium.Map):
    """A folium map on a page that needs no network.

    Parameters
    ----------
    view : Opening
        Where it opens and how its reader may move it.
    text : PageText
        What the page says about itself.
    height : int
        Height in pixels of the frame that shows the page in a notebook.
    """

    # Leaflet is inside the page; this empties folium's lists of links for maps of this class alone.
    default_js: list[tuple[str, str]] = []  # noqa: RUF012  # folium's attributes
    default_css: list[tuple[str, str]] = []  # noqa: RUF012

    def __init__(self, view: Opening, text: PageText, *, height: int) -> None:
        super().__init__(location=view.location or (20, 20), tiles=None, zoom_control=False, zoom_snap=0.25)
        self.options.update(view.options, zoom=view.zoom or 2)
        self._view = view
        Page(text, height=height).add_child(self)

    def add_child(self, child: Element, name: str | None = None, index: int | None = None) -> Self:
        """Add an element of folium, which is called by its number from now on."""
        check_kind("child", child, Element, "an element of folium, such as a Marker")
        if name is not None:
            check_text("name", name)
        index = None if index is None else as_whole("index", index)
        super().add_child(child, name=name, index=index)
        name_elements(child, page_of(self).names)
        return self

    def fit_bounds(
        self,
        bounds: Sequence[Sequence[float]],
        padding_top_left: Sequence[float] | None = None,
        padding_bottom_right: Sequence[float] | None = None,
        padding: Sequence[float] | None = None,
        max_zoom: int | None = None,
    ) -> None:
        """Let the map open on what lies between two corners.

        Parameters
        ----------
        bounds : sequence of two points
            South-west and north-east, each as latitude and longitude in degrees: what `get_bounds` returns.
        padding_top_left, padding_bottom_right, padding : (float, float), optional
            Pixels between them and the edges of the map.
        max_zoom : int, optional
            The closest that the map opens.

        Raises
        ------
        ArgumentError
            If they are no such corners, as those of a map that holds nothing are.
        """
        corners = as_bounds(bounds)
        paddings = {"top_left": padding_top_left, "bottom_right": padding_bottom_right, "": padding}
        for where, pixels in paddings.items():
            name = f"padding_{where}".strip("_")
            if pixels is not None and as_numbers(name, pixels, "two numbers of pixels").shape != (2,):
                raise unfit(name, "two numbers of pixels", pixels)
        max_zoom = None if max_zoom is None else as_whole("max_zoom", max_zoom)
        super().fit_bounds(corners, padding_top_left, padding_bottom_right, padding, max_zoom)

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
        check_flag("close_file", close_file)
        if hasattr(outfile, "write"):
            super().save(outfile, close_file, **kwargs)
            return
        path = as_path("outfile", os.fsdecode(outfile) if isinstance(outfile, bytes) else outfile)
        with replacement(path) as temporary:
            temporary.write_text(self.get_root().render(**kwargs), encoding="utf-8")
