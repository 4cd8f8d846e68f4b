"""What a text means as a place: a name, a code, an id or a point."""

from __future__ import annotations

import difflib
import math
import re
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

import pandas as pd
import shapely

from isthmus.geo import ArgumentError
from isthmus.layers._tables.crs import LIMITS
from isthmus.layers._tables.schemas import PLACES

from .countries import OFF_COAST_KM, country_at, country_marks
from .files import data_path
from .gazetteer import (
    HUB_KINDS,
    Place,
    are_near,
    hub_places,
    places_by_code,
    places_by_name,
    places_by_other_name,
    simplify,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

Asked: TypeAlias = str | tuple[float, float]
"""How a place is asked for: a text, or longitude and latitude in degrees."""

NO_PLACES: Final[Mapping[str, Place]] = MappingProxyType({})

_LISTED: Final = 8
_POINT: Final = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)\s*[,; ]\s*([+-]?\d+(?:\.\d+)?)\s*", re.ASCII)
_PORT: Final = re.compile(r"port of (?P<of>.+)|(?P<its>.+) port")


def places_named(asked: Asked, argument: str, own: Mapping[str, Place] = NO_PLACES) -> list[Place]:
    """Return the place that is meant: one, or the city, port and airport that share a name.

    Parameters
    ----------
    asked : str or (float, float)
        As for `find_end`.
    argument : str
        What a message calls it.
    own : mapping of str to Place
        Places of the user's own by id, which an id means before anything else.

    Raises
    ------
    ArgumentError
        If nothing is known by the name, or more than one place, or it has no location.
    """
    point = _point(asked, argument)
    if point is not None:
        return [point]
    text = str(asked).strip()
    if text in own:
        return [_with_location(own[text], argument)]
    found = _by_code(text) or _by_name(text, places_by_name()) or _by_code(text.upper())
    found = found or _by_name(text, places_by_other_name()) or _by_id(text)
    if not found:
        raise ArgumentError(f"{argument}: {_suggest_names(text, own)}")
    if len(_localities(found)) > 1:
        listed = "\n".join(_candidate(place, found) for place in found[:_LISTED])
        raise ArgumentError(f"{argument}: {text!r} is the name of several places:\n{listed}")
    return found


def is_place(text: str) -> bool:
    """Tell whether a text names one place of the bundled network.

    Examples
    --------
    >>> is_place("Taichung, TW"), is_place("Taichung, PL")
    (True, False)
    """
    try:
        return bool(places_named(text, "place"))
    except ArgumentError:
        return False


def country_code(text: str) -> str | None:
    """Return the code of the country that a code or an English name means, or None.

    Examples
    --------
    >>> country_code("tw"), country_code("Poland"), country_code("Gdańsk")
    ('TW', 'PL', None)
    """
    return _country_codes().get(simplify(text))


def _point(asked: object, argument: str) -> Place | None:
    """Return the point that two numbers, or a text of two numbers, say."""
    if isinstance(asked, str):
        match = _POINT.fullmatch(asked)
        if match is None:
            return None
        lon, lat = map(float, match.groups())
    else:
        lon, lat = _two_numbers(asked, argument)
    if not _on_earth(lon, lat):
        remedy = f"; did you mean {lat:g},{lon:g}?" if _on_earth(lat, lon) else ""
        raise ArgumentError(
            f"{argument}: expected longitude,latitude in degrees, got {lon:g},{lat:g}{remedy}"
        )
    country = country_at(shapely.points([[lon, lat]]), within_km=OFF_COAST_KM)[0]
    return Place("point", "", f"{lon:g},{lat:g}", country or "", lon, lat)


def _on_earth(lon: float, lat: float) -> bool:
    return abs(lon) <= LIMITS["lon"] and abs(lat) <= LIMITS["lat"]


def _two_numbers(asked: object, argument: str) -> tuple[float, float]:
    try:
        lon, lat = map(float, asked)  # type: ignore[call-overload]  # whatever it is
    except (TypeError, ValueError):
        raise ArgumentError(f"{argument}: expected a name, a code or (lon, lat), got {asked!r}") from None
    return lon, lat


def _by_code(text: str) -> list[Place]:
    """Return the hub of a code; UN/LOCODEs may be written with a space after the country."""
    place = places_by_code().get(text.replace(" ", ""))
    return [] if place is None else [place]


def _by_name(text: str, names: Mapping[str, tuple[Place, ...]]) -> list[Place]:
    """Return the hubs of a name, which may end in its country or say that a port is meant."""
    for name, country in _readings(text):
        port = _PORT.fullmatch(name)
        meant = names.get(name, ()) or (names.get(port["of"] or port["its"], ()) if port else ())
        kinds = HUB_KINDS if name in names else ("port",)
        found = [hub for hub in meant if hub.kind in kinds and country in {"", hub.country}]
        if found:
            return found
    return []


def _readings(text: str) -> list[tuple[str, str]]:
    """Return each way to read a text as a name and a country: the last comma may part the two."""
    name, comma, country = text.rpartition(",")
    whole = [(simplify(text), "")]
    if not comma:
        return whole
    known = _country_codes().get(simplify(country))
    return [*whole, (simplify(name), known)] if known else whole


def _with_location(place: Place, argument: str) -> Place:
    if math.isnan(place.lon):
        raise ArgumentError(f"{argument}: {place} has no location; give its longitude,latitude instead")
    return place


def _by_id(text: str) -> list[Place]:
    """Return the place of the bundled atlas that has an id."""
    place = _atlas_places().get(text)
    return [] if place is None else [place]


def _localities(places: list[Place]) -> list[Place]:
    """Return one place of each locality: in one country, places that lie near each other are one."""
    kept: list[Place] = []
    for place in places:
        near = [other for other in kept if other.country == place.country and are_near(place, other)]
        if not near or any(other.kind == place.kind for other in near):
            kept.append(place)
    return kept


def _candidate(place: Place, among: list[Place]) -> str:
    """Return a line on one of several places of a name, and what to type for it."""
    compatriots = [other for other in _localities(among) if other.country == place.country]
    words = place.id if len(compatriots) > 1 else f"{place.name}, {place.country}"
    return f"  {place} at {place.lon:g},{place.lat:g}: type {words!r}"


def _suggest_names(text: str, own: Mapping[str, Place]) -> str:
    names = {words: places[0].name for words, places in places_by_name().items()}
    known = names | {name: name for name in (*_atlas_places(), *own)}
    asked = simplify(text.rpartition(",")[0] or text)
    near = [known[words] for words in difflib.get_close_matches(asked, known, n=3)]
    listed = f"; the nearest names are {', '.join(near)}" if near else ""
    return f"nothing is known as {text!r}{listed}; longitude,latitude such as 120.68,24.15 always works"


@cache
def _country_codes() -> dict[str, str]:
    """Return the code of each country by its name and by itself."""
    marks = country_marks()
    pairs = zip(marks["name"], marks["iso"], strict=True)
    codes = {hub.country.casefold(): hub.country for hub in hub_places()}  # some are too small to have a mark
    return codes | {word: iso for name, iso in pairs for word in (simplify(name), iso.casefold())}


@cache
def _atlas_places() -> dict[str, Place]:
    """Return the places of the bundled atlas by id."""
    places: dict[str, Place] = {}
    for layer in PLACES:
        with data_path(f"atlas/{layer}.csv") as path:
            table = pd.read_csv(path, keep_default_na=False, na_values={"lon": "", "lat": ""})
        columns = table.dropna(subset=["lon", "lat"])[["kind", "id", "name", "country", "lon", "lat"]]
        places |= {values[1]: Place(*values) for values in columns.itertuples(index=False, name=None)}
    return places
