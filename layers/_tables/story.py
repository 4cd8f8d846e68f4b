"""What the maker of a map tells on it: scenes of a tour, and notes at places."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from isthmus._arguments import as_items, as_names, as_number, check_text, unfit
from isthmus.geo import ArgumentError

from .dates import span

_SIDES: Final = ("latitude", 90), ("longitude", 540)


@dataclass(frozen=True, slots=True)
class Scene:
    """A chapter of a tour: what it says, and what the map shows with it.

    Parameters
    ----------
    title, text : str
    location : (float, float), optional
        Latitude and longitude of the middle, as folium has them; left out, the map shows what it opens on.
    zoom : float, optional
        How near.
    layers : str or collection of str, optional
        Titles or keys of the only layers that are shown; left out, those that are on opening.
    closed : str or collection of str
        Gates, gateways and countries that are closed to the best routes that are shown.
    month : str
        As ``2024-05``; empty for what is in force on the map's day, "all" for all dates.

    Raises
    ------
    ArgumentError
        If there is no such place or month, or it says nothing.

    Examples
    --------
    >>> Scene("Without Suez", "Ships go round the Cape.", location=(10, 60), zoom=3, closed="suez").closed
    ('suez',)
    """

    title: str
    text: str = ""
    location: tuple[float, float] | None = None
    zoom: float | None = None
    layers: str | Collection[str] | None = None
    closed: str | Collection[str] = ()
    month: str = ""

    def __post_init__(self) -> None:
        check_text("title", self.title)
        check_text("text", self.text)
        if not self.title.strip():
            raise unfit("title", "what the scene is about", self.title)
        shown = None if self.layers is None else tuple(as_names("layers", self.layers))
        told = {
            "location": None if self.location is None else as_location("location", self.location),
            "zoom": None if self.zoom is None else as_zoom("zoom", self.zoom),
            "layers": shown,
            "closed": tuple(as_names("closed", self.closed)),
            "month": as_month("month", self.month),
        }
        for name, value in told.items():
            object.__setattr__(self, name, value)


@dataclass(frozen=True, slots=True)
class Note:
    """What is to be said of a place, pinned to it.

    Parameters
    ----------
    text : str
    location : (float, float)
        Latitude and longitude, as folium has them.

    Raises
    ------
    ArgumentError
        If there is no such place, or it says nothing.

    Examples
    --------
    >>> Note("Our second plant", (50.06, 19.94)).location
    (50.06, 19.94)
    """

    text: str
    location: tuple[float, float]

    def __post_init__(self) -> None:
        check_text("text", self.text)
        if not self.text.strip():
            raise unfit("text", "what is to be said", self.text)
        object.__setattr__(self, "location", as_location("location", self.location))


def as_location(argument: str, value: object) -> tuple[float, float]:
    """Return a latitude and a longitude.

    Examples
    --------
    >>> as_location("location", [50, 20])
    (50.0, 20.0)
    """
    pair = as_items(argument, value, "a latitude and a longitude")
    if len(pair) != len(_SIDES):
        raise unfit(argument, "a latitude and a longitude", value)
    lat, lon = (
        as_number(argument, number, expected=f"a {side} from -{most} to {most}", low=-most, high=most)
        for number, (side, most) in zip(pair, _SIDES, strict=True)
    )
    return lat, lon


def as_zoom(argument: str, value: object) -> float:
    """Return how near a map is.

    Examples
    --------
    >>> as_zoom("zoom", 4)
    4.0
    """
    return as_number(argument, value, expected="a zoom from 0 to 19", low=0, high=19)


def as_month(argument: str, value: object) -> str:
    """Return a month as ``2024-05``, "all", or nothing.

    Examples
    --------
    >>> as_month("month", "2024-05"), as_month("month", "all")
    ('2024-05', 'all')
    """
    check_text(argument, value)
    text = str(value)
    if text in {"", "all"}:
        return text
    try:
        span(text)
    except ValueError:
        raise unfit(argument, 'a month such as 2024-05, or "all"', value) from None
    return text[:7]


def read_story(said: object, kind: type[Scene | Note]) -> tuple[Any, ...]:
    """Return the scenes or notes that tables of TOML tell.

    Raises
    ------
    ArgumentError
        If one has no meaning; it says which.

    Examples
    --------
    >>> read_story([{"text": "A plant", "location": [50, 20]}], Note)
    (Note(text='A plant', location=(50.0, 20.0)),)
    """
    known = [field.name for field in fields(kind)]
    told = []
    for number, one in enumerate(as_items("tables", said, "tables"), start=1):
        if not isinstance(one, Mapping) or {*one} - {*known}:
            raise unfit(f"number {number}", f"a table with some of {', '.join(known)}", one)
        try:
            told.append(kind(**one))
        except TypeError:
            raise unfit(f"number {number}", f"a table with {known[0]}", one) from None
        except ArgumentError as error:
            raise ArgumentError(f"number {number}: {error}") from None
    return tuple(told)
