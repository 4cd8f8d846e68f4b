"""A folium map on a page of its own: how it opens, how it is fitted, and how it becomes a file."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, BinaryIO, Self, TypedDict

import folium
from branca.element import Element

from isthmus._arguments import (
    as_items,
    as_number,
    as_numbers,
    as_path,
    as_whole,
    check_choice,
    check_flag,
    check_kind,
    check_text,
    unfit,
)
from isthmus.layers._writing.atomic import replacement

from ._looks import CLOSEST
from ._page import Page, PageText, name_elements, page_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


#: Zoom levels between which a reader may go; beyond the last, the coastlines have nothing more to show.
ZOOMS = (1, 14)

#: The zoom that folium opens a place at.
PLACE_ZOOM = 10

CORNERS = ("topleft", "topright", "bottomleft", "bottomright")

#: Options that are True or False and go on to Leaflet as they are.
FLAGS = (
    "dragging",
    "scroll_wheel_zoom",
    "double_click_zoom",
    "touch_zoom",
    "box_zoom",
    "keyboard",
    "prefer_canvas",
)

#: Options that folium has and a page of this package does not take, and what to do instead.
NOT_TAKEN: Mapping[str, str] = MappingProxyType(
    {
        "attr": "add folium.TileLayer(tiles, attr=...) to a map with offline=False",
        "attribution_control": "what is owed is always shown",
        "disable_3d": "leave it out; the reader's browser decides",
        "font_size": "leave it out; the reader's browser decides",
        "left": "the map fills its page; give height= for the frame in a notebook",
        "no_touch": "leave it out; the reader's browser decides",
        "png_enabled": "save an atlas with isthmus.maps.save_png",
        "position": "the map fills its page; give height= for the frame in a notebook",
        "top": "the map fills its page; give height= for the frame in a notebook",
        "width": "the map fills its page; give height= for the frame in a notebook",
    }
)


class MapOptions(TypedDict, total=False):
    """Options of `folium.Map` that a page of this package takes, by folium's or Leaflet's names."""

    location: Sequence[float] | None
    zoom_start: int
    min_zoom: int
    max_zoom: int
    min_lat: float
    max_lat: float
    min_lon: float
    max_lon: float
    max_bounds: bool
    control_scale: bool
    zoom_control: bool | str
    prefer_canvas: bool
    crs: str
    dragging: bool
    scroll_wheel_zoom: bool
    scrollWheelZoom: bool
    double_click_zoom: bool
    doubleClickZoom: bool
    touch_zoom: bool
    touchZoom: bool
    box_zoom: bool
    boxZoom: bool
    keyboard: bool
    zoom_snap: float
    zoomSnap: float
    zoom_delta: float
    zoomDelta: float


class PageOptions(MapOptions, total=False):
    """What a page is told besides what it shows: see `Map`."""

    subtitle: str
    theme: str
    height: int
    offline: bool
    tiles: bool


@dataclass(frozen=True, slots=True)
class Opening:
    """Where a map opens and how its reader may move it.

    Parameters
    ----------
    location : tuple of float, optional
        Latitude and longitude of the middle; without it, the map opens on what it holds.
    zoom : int, optional
        Zoom level on opening; without it, what the map holds just fits.
    scale : bool
        Whether a scale is shown.
    zoom_corner : str
        Where the buttons are that zoom; empty for none.
    options : Mapping
        What goes on to Leaflet.
    """

    location: tuple[float, float] | None = None
    zoom: int | None = None
    scale: bool = True
    zoom_corner: str = "topright"
    options: Mapping[str, Any] = field(default_factory=dict)


def as_opening(options: Mapping[str, Any]) -> Opening:
    """Return what folium's options of a map ask for.

    Raises
    ------
    ArgumentError
        If there is no such option, a page of this package does not take it, or its value is none.

    Examples
    --------
    >>> view = as_opening({"location": [52.2, 21], "zoom_start": 6, "scrollWheelZoom": False})
    >>> view.location, view.zoom, view.options["scroll_wheel_zoom"]
    ((52.2, 21.0), 6, False)
    """
    given = {_as_folium_name(name): value for name, value in options.items()}
    location = None if given.get("location") is None else _as_place(given["location"])
    zoom = given.get("zoom_start", PLACE_ZOOM if location else None)
    check_flag("control_scale", given.get("control_scale", True))
    check_choice("crs", given.get("crs", "EPSG3857"), ["EPSG3857"])
    return Opening(
        location,
        None if zoom is None else as_whole("zoom_start", zoom, high=CLOSEST),
        scale=bool(given.get("control_scale", True)),
        zoom_corner=_as_corner(given.get("zoom_control", True)),
        options=_leaflet_options(given),
    )


def _as_folium_name(name: str) -> str:
    """Return an option's name as folium writes it, which also takes Leaflet's."""
    folium_name = re.sub(r"(?<=[a-z])([A-Z])", r"_\1", name).lower()
    if folium_name in NOT_TAKEN:
        raise unfit(name, "no such option, which a page does not take", name, NOT_TAKEN[folium_name])
    if name not in MapOptions.__annotations__:
        raise unfit(name, "an option of a map", name, "see help(isthmus.maps.Map) for those there are")
    return folium_name


def _as_place(value: object) -> tuple[float, float]:
    lat, lon = _as_pair("location", value)
    return _as_lat("location", lat), _as_lon("location", lon)


def _as_pair(argument: str, value: object) -> list[Any]:
    pair = as_items(argument, value, "a latitude and a longitude")
    if len(pair) != 2:  # noqa: PLR2004
        raise unfit(argument, "a latitude and a longitude", value)
    return pair


def _as_lat(argument: str, value: object) -> float:
    return as_number(argument, value, expected="a latitude from -90 to 90", low=-90, high=90)


def _as_lon(argument: str, value: object) -> float:
    return as_number(argument, value, expected="a longitude from -540 to 540", low=-540, high=540)


def _as_corner(value: object) -> str:
    if isinstance(value, bool):
        return "topright" if value else ""
    check_choice("zoom_control", value, CORNERS)
    return str(value)


def _leaflet_options(given: Mapping[str, Any]) -> dict[str, Any]:
    least = as_whole("min_zoom", given.get("min_zoom", ZOOMS[0]), high=CLOSEST)
    most = as_whole("max_zoom", given.get("max_zoom", max(least, ZOOMS[1])), low=least, high=CLOSEST)
    options: dict[str, Any] = {"min_zoom": least, "max_zoom": most}
    for name in FLAGS:
        if name in given:
            check_flag(name, given[name])
            options[name] = bool(given[name])
    for name in ("zoom_snap", "zoom_delta"):
        if name in given:
            options[name] = as_number(name, given[name], expected="a number from 0 to 4", low=0, high=4)
    check_flag("max_bounds", given.get("max_bounds", False))
    if given.get("max_bounds"):
        options["max_bounds"] = [
            [_as_lat("min_lat", given.get("min_lat", -90)), _as_lon("min_lon", given.get("min_lon", -180))],
            [_as_lat("max_lat", given.get("max_lat", 90)), _as_lon("max_lon", given.get("max_lon", 180))],
        ]
    return options


def check_tiles(value: object) -> None:
    """Refuse tiles by another name than the one there is a button for."""
    if not isinstance(value, bool):
        remedy = "add other tiles with folium.TileLayer(...), and allow their host with offline=False"
        raise unfit("tiles", "True or False", value, remedy)


def as_bounds(value: object) -> list[list[float]]:
    """Return the corners that a map is to be fitted to, as latitude and longitude."""
    expected = "two points, [[south, west], [north, east]]"
    corners = as_items("bounds", value, expected)
    if len(corners) != 2:  # noqa: PLR2004
        raise unfit("bounds", expected, value)
    pairs = [_as_pair("bounds", corner) for corner in corners]
    return [[_as_lat("bounds", lat), _as_lon("bounds", lon)] for lat, lon in pairs]


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
