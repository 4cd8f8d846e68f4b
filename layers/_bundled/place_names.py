"""What a text means as a place: a name, a code, an id or a point.

Names are compared without regard to case, accents, hyphens and apostrophes. Cities of Taiwan, Poland, Czechia
and Ukraine are known by their names in these countries' languages, too.
"""

from __future__ import annotations

import difflib
import math
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

import pandas as pd
import shapely

from isthmus.geo import ArgumentError
from isthmus.geo._ellipsoid import GEOD
from isthmus.layers._tables.coordinates import LIMITS
from isthmus.layers._tables.schemas import PLACES

from .countries import country_at, country_marks
from .files import bundled
from .network_files import hub_table

if TYPE_CHECKING:
    from collections.abc import Mapping

Asked: TypeAlias = str | tuple[float, float]
"""How a place is asked for: a text, or longitude and latitude in degrees."""

HUB_KINDS: Final = ("city", "port", "airport")
"""Kinds of hubs, the one that a name means before the others first."""

_ONE_PLACE_KM: Final = 60.0  # a city and its port may lie this far apart, such as Bangkok and Laem Chabang
_OFF_COAST_KM: Final = 5.0  # simplified coasts leave piers in the water
_CITY: Final = "市"  # what Chinese names of cities may end in
_LISTED: Final = 8
_POINT: Final = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)\s*[,; ]\s*([+-]?\d+(?:\.\d+)?)\s*", re.ASCII)
_PORT: Final = re.compile(r"port of (?P<of>.+)|(?P<its>.+) port")
_LETTERS: Final = str.maketrans(  # those that have no accent to take off
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "\N{LATIN SMALL LETTER DOTLESS I}": "i"}
)
_APOSTROPHES: Final = "'.\N{RIGHT SINGLE QUOTATION MARK}"


@dataclass(frozen=True, slots=True)
class Place:
    """A place that a text means.

    Parameters
    ----------
    kind : str
        ``city``, ``port`` or ``airport`` for a hub of the network, ``point`` for a longitude and latitude,
        and for a place of an atlas its kind there.
    id : str
        GeoNames id, UN/LOCODE, IATA code or id of an atlas; empty for a point.
    name : str
        Name as a reader sees it.
    country : str
        ISO 3166-1 alpha-2; empty where there is none, or none is known.
    lon, lat : float
        In degrees; NaN where a place of an atlas has no location.
    hub : int or None
        Row of the hub, if it is one.
    """

    kind: str
    id: str
    name: str
    country: str
    lon: float
    lat: float
    hub: int | None = None

    def __str__(self) -> str:
        """Return the name with what tells it apart."""
        name = f"{self.name}, {self.country}" if self.country else self.name
        return f"{name} ({self.kind} {self.id})" if self.id else name


NO_PLACES: Final[Mapping[str, Place]] = MappingProxyType({})


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
        return [_located(own[text], argument)]
    found = _coded(text) or _named(text, _names()) or _coded(text.upper())
    found = found or _named(text, _other_names()) or _in_atlas(text)
    if not found:
        raise ArgumentError(f"{argument}: {_unknown(text, own)}")
    if len(_localities(found)) > 1:
        listed = "\n".join(_candidate(place, found) for place in found[:_LISTED])
        raise ArgumentError(f"{argument}: {text!r} is the name of several places:\n{listed}")
    return found


def hub_places() -> list[Place]:
    """Return every hub, in the order of their rows."""
    return list(_hubs())


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
    country = country_at(shapely.points([[lon, lat]]), within_km=_OFF_COAST_KM)[0]
    return Place("point", "", f"{lon:g},{lat:g}", country or "", lon, lat)


def _on_earth(lon: float, lat: float) -> bool:
    return abs(lon) <= LIMITS["lon"] and abs(lat) <= LIMITS["lat"]


def _two_numbers(asked: object, argument: str) -> tuple[float, float]:
    try:
        lon, lat = map(float, asked)  # type: ignore[call-overload]  # whatever it is
    except (TypeError, ValueError):
        raise ArgumentError(f"{argument}: expected a name, a code or (lon, lat), got {asked!r}") from None
    return lon, lat


def _coded(text: str) -> list[Place]:
    """Return the hub of a code; UN/LOCODEs may be written with a space after the country."""
    row = _codes().get(text.replace(" ", ""))
    return [] if row is None else [_hubs()[row]]


def _named(text: str, names: Mapping[str, list[int]]) -> list[Place]:
    """Return the hubs of a name, which may end in its country or say that a port is meant."""
    for name, country in _readings(text):
        port = _PORT.fullmatch(name)
        meant = names.get(name, []) or (names.get(port["of"] or port["its"], []) if port else [])
        kinds = HUB_KINDS if name in names else ("port",)
        hubs = [_hubs()[row] for row in meant]
        found = [hub for hub in hubs if hub.kind in kinds and country in {"", hub.country}]
        if found:
            return found
    return []


def _readings(text: str) -> list[tuple[str, str]]:
    """Return each way to read a text as a name and a country: the last comma may part the two."""
    name, comma, country = text.rpartition(",")
    whole = [(simplified(text), "")]
    if not comma:
        return whole
    known = _countries().get(simplified(country))
    return [*whole, (simplified(name), known)] if known else whole


def _located(place: Place, argument: str) -> Place:
    if math.isnan(place.lon):
        raise ArgumentError(f"{argument}: {place} has no location; give its longitude,latitude instead")
    return place


def _in_atlas(text: str) -> list[Place]:
    place = _atlas().get(text)
    return [] if place is None else [place]


def _localities(places: list[Place]) -> list[Place]:
    """Return one place of each locality: in one country, places that lie near each other are one."""
    kept: list[Place] = []
    for place in places:
        near = [
            other
            for other in kept
            if other.country == place.country and km_apart(place, other) < _ONE_PLACE_KM
        ]
        if not near or any(other.kind == place.kind for other in near):
            kept.append(place)
    return kept


def _one_locality(one: Place, other: Place) -> bool:
    """Tell whether two hubs are the city and the port, say, of one place."""
    same_land = one.country == other.country and one.kind != other.kind
    return same_land and km_apart(one, other) < _ONE_PLACE_KM


def km_apart(one: Place, other: Place) -> float:
    """Return the geodesic distance between two places in kilometres."""
    return km_between((one.lon, one.lat), (other.lon, other.lat))


def km_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the geodesic distance between two points in kilometres."""
    return float(GEOD.inv(*one, *other)[2]) / 1000


def _candidate(place: Place, among: list[Place]) -> str:
    """Return a line on one of several places of a name, and what to type for it."""
    compatriots = [other for other in _localities(among) if other.country == place.country]
    words = place.id if len(compatriots) > 1 else f"{place.name}, {place.country}"
    return f"  {place} at {place.lon:g},{place.lat:g}: type {words!r}"


def _unknown(text: str, own: Mapping[str, Place]) -> str:
    names = {words: _hubs()[rows[0]].name for words, rows in _names().items()}
    known = names | {name: name for name in (*_atlas(), *own)}
    asked = simplified(text.rpartition(",")[0] or text)
    near = [known[words] for words in difflib.get_close_matches(asked, known, n=3)]
    listed = f"; the nearest names are {', '.join(near)}" if near else ""
    return f"nothing is known as {text!r}{listed}; longitude,latitude such as 120.68,24.15 always works"


def simplified(name: str) -> str:
    """Return a name in small letters, without accents, hyphens and apostrophes.

    Examples
    --------
    >>> simplified("Ust'-Luga"), simplified(" ŁÓDŹ ")
    ('ust luga', 'lodz')
    """
    letters = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    dropped = {letter for letter in letters if unicodedata.combining(letter)} | {*_APOSTROPHES}
    bare = "".join(letter for letter in letters if letter not in dropped)
    return " ".join(re.split(r"[\s\-]+", bare.strip()))


@cache
def _hubs() -> tuple[Place, ...]:
    table = hub_table()
    columns = table[["kind", "id", "name", "country", "lon", "lat"]].assign(hub=range(len(table)))
    return tuple(Place(*values) for values in columns.itertuples(index=False, name=None))


@cache
def _codes() -> dict[str, int]:
    return {place.id: row for row, place in enumerate(_hubs())}


@cache
def _names() -> dict[str, list[int]]:
    """Return the rows of the hubs of each name, cities before ports and airports."""
    names: dict[str, list[int]] = {}
    for row in sorted(range(len(_hubs())), key=_kind_of):
        names.setdefault(simplified(_hubs()[row].name), []).append(row)
    return names


@cache
def _other_names() -> dict[str, list[int]]:
    """Return the rows of the hubs of each name that a city's country's languages give it."""
    with bundled("city_names.csv") as path:
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
    rows: dict[str, set[int]] = {}
    for code, name in table.itertuples(index=False, name=None):
        if code in _codes():
            for spelling in {simplified(name), simplified(name).removesuffix(_CITY)}:
                rows.setdefault(spelling, set()).update(_of_city(_codes()[code]))
    return {spelling: sorted(own, key=_kind_of) for spelling, own in rows.items()}


def _of_city(row: int) -> list[int]:
    """Return the rows of a city and of the port and airport of its name."""
    city = _hubs()[row]
    named = [other for other in _names()[simplified(city.name)] if _one_locality(city, _hubs()[other])]
    return [row, *named]


def _kind_of(row: int) -> tuple[int, int]:
    return HUB_KINDS.index(_hubs()[row].kind), row


@cache
def _countries() -> dict[str, str]:
    """Return the code of each country by its name and by itself."""
    marks = country_marks()
    pairs = zip(marks["name"], marks["iso"], strict=True)
    codes = {hub.country.casefold(): hub.country for hub in _hubs()}  # some are too small to have a mark
    return codes | {word: iso for name, iso in pairs for word in (simplified(name), iso.casefold())}


@cache
def _atlas() -> dict[str, Place]:
    """Return the places of the bundled atlas by id."""
    places: dict[str, Place] = {}
    for layer in PLACES:
        with bundled(f"atlas/{layer}.csv") as path:
            table = pd.read_csv(path, keep_default_na=False, na_values={"lon": "", "lat": ""})
        columns = table.dropna(subset=["lon", "lat"])[["kind", "id", "name", "country", "lon", "lat"]]
        places |= {values[1]: Place(*values) for values in columns.itertuples(index=False, name=None)}
    return places
