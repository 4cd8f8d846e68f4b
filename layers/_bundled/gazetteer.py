"""Places by name: the hubs of the network, under their own names and those in their countries' languages.

Names are compared without regard to case, accents, hyphens and apostrophes. Cities of Taiwan, Poland, Czechia
and Ukraine are known by their names in these countries' languages, too.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd

from isthmus.geo import inverse
from isthmus.layers._tables.crs import DEGREES

from .files import data_path
from .network_files import hub_table

if TYPE_CHECKING:
    from collections.abc import Mapping

HUB_KINDS: Final = ("city", "port", "airport")
"""Kinds of hubs, the one that a name means before the others first."""

_ONE_PLACE_KM: Final = 60.0  # a city and its port may lie this far apart, such as Bangkok and Laem Chabang
_CITY: Final = "市"  # what Chinese names of cities may end in
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


def simplify(name: str) -> str:
    """Return a name in small letters, without accents, hyphens and apostrophes.

    Examples
    --------
    >>> simplify("Ust'-Luga"), simplify(" ŁÓDŹ ")
    ('ust luga', 'lodz')
    """
    letters = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    dropped = {letter for letter in letters if unicodedata.combining(letter)} | {*_APOSTROPHES}
    bare = "".join(letter for letter in letters if letter not in dropped)
    return " ".join(re.split(r"[\s\-]+", bare.strip()))


def hub_places() -> list[Place]:
    """Return every hub, in the order of their rows."""
    return list(_hubs())


@cache
def places_by_code() -> Mapping[str, Place]:
    """Return every hub by its code: GeoNames id, UN/LOCODE or IATA."""
    return {place.id: place for place in _hubs()}


@cache
def places_by_name() -> Mapping[str, tuple[Place, ...]]:
    """Return the hubs of each name of their own, simplified: cities before ports and airports."""
    places: dict[str, tuple[Place, ...]] = {}
    for place in sorted(_hubs(), key=_by_kind):
        name = simplify(place.name)
        places[name] = (*places.get(name, ()), place)
    return places


@cache
def places_by_other_name() -> Mapping[str, tuple[Place, ...]]:
    """Return the hubs of each other name: a city, and the port and airport that share its own name."""
    with data_path("city_names.csv") as path:
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
    found: dict[str, set[Place]] = {}
    for code, name in table.itertuples(index=False, name=None):
        city = places_by_code().get(code)
        if city is not None:
            for spelling in {simplify(name), simplify(name).removesuffix(_CITY)}:
                found.setdefault(spelling, set()).update(_city_with_hubs(city))
    return {spelling: tuple(sorted(places, key=_by_kind)) for spelling, places in found.items()}


def cities_named(name: str, country: str) -> tuple[Place, ...]:
    """Return the cities that a name means in a country.

    Parameters
    ----------
    name : str
        In English or, in Taiwan, Poland, Czechia and Ukraine, in any language of theirs; case and accents
        may be left out. A city's own name counts for more than the other names of others.
    country : str
        ISO 3166-1 alpha-2.

    Examples
    --------
    >>> [str(*cities_named(name, "PL")) for name in ("Warszawa", "lodz")]
    ['Warsaw, PL (city 756135)', 'Łódź, PL (city 3093133)']
    >>> len(cities_named("Brzeg Dolny Mały", "PL"))
    0
    """
    for names in (places_by_name(), places_by_other_name()):
        places = names.get(simplify(name), ())
        found = tuple(place for place in places if place.kind == "city" and place.country == country)
        if found:
            return found
    return ()


def km_apart(one: Place, other: Place) -> float:
    """Return the geodesic distance between two places in kilometres."""
    return km_between((one.lon, one.lat), (other.lon, other.lat))


def km_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the geodesic distance between two points in kilometres."""
    return float(inverse(*one, *other)[2]) / 1000


def are_near(one: Place, other: Place) -> bool:
    """Tell whether two places lie as near each other as a city and its port may."""
    return km_apart(one, other) < _ONE_PLACE_KM


def cities() -> gpd.GeoDataFrame:
    """Return cities of more than a million people, smaller ones in four countries, and the capitals.

    In Taiwan, Poland, Czechia and Ukraine the cities have more than 30,000 people. Places are rounded to 0.01
    degrees, in Ukraine to 0.1. No city is marked as the capital of Israel or of the State of Palestine, since
    the status of Jerusalem is open in the United Nations view.

    Returns
    -------
    GeoDataFrame
        Columns geonameid, name (in English or romanised), country (ISO 3166-1 alpha-2), population, capital
        (bool) and geometry (points, EPSG:4326), by country and the largest first.

    Examples
    --------
    >>> largest = cities()
    >>> largest.loc[largest["capital"] & (largest["country"] == "CZ"), "name"].tolist()
    ['Prague']
    """
    with data_path("places.csv") as path:
        table = pd.read_csv(path, keep_default_na=False)  # NA is Namibia
    points = gpd.points_from_xy(table["lon"], table["lat"])
    table = table.drop(columns=["lon", "lat"]).astype({"capital": bool})
    return gpd.GeoDataFrame(table, geometry=points, crs=DEGREES)


@cache
def _hubs() -> tuple[Place, ...]:
    table = hub_table()
    columns = table[["kind", "id", "name", "country", "lon", "lat"]].assign(hub=range(len(table)))
    return tuple(Place(*values) for values in columns.itertuples(index=False, name=None))


def _by_kind(place: Place) -> tuple[int, int]:
    return HUB_KINDS.index(place.kind), place.hub or 0


def _city_with_hubs(city: Place) -> list[Place]:
    """Return a city, and the port and airport of its name."""
    return [
        city,
        *(
            other
            for other in places_by_name()[simplify(city.name)]
            if other.country == city.country and other.kind != city.kind and are_near(city, other)
        ),
    ]
