"""What a text means as a place: a name, a code, an id or a point, or a list of these."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Collection, Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

import shapely

from isthmus._arguments import as_items, check_text, describe, is_number, unfit
from isthmus.geo import ArgumentError
from isthmus.layers._tables.crs import LIMITS

from .countries import OFF_COAST_KM, country_at
from .files import atlas_places
from .gazetteer import KINDS, Place, hub_of_code, name_and_kind, place_of_code, simplify
from .names import (
    Locality,
    facilities,
    find_countries,
    likeliest,
    localities,
    places_like,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

PlaceLike: TypeAlias = str | tuple[float, float]
"""How a place is asked for: a text, or longitude and latitude in degrees."""

NO_PLACES: Final[Mapping[str, Place]] = MappingProxyType({})

HOME: Final = frozenset({"TW", "PL", "CZ", "UA"})
"""The countries that the bundled atlas is about: a place of a name there is never passed over."""

_LISTED: Final = 8
_HINTS: Final = 3
_ID_LIKE: Final = 0.8
_POINT: Final = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)\s*[,; ]\s*([+-]?\d+(?:\.\d+)?)\s*", re.ASCII)
_THREE_CAPITALS: Final = re.compile("[A-Z]{3}")
_SPACED_CODE: Final = re.compile("([A-Za-z]{2}) ([A-Za-z0-9]{3})")


def find_places(
    asked: PlaceLike,
    argument: str,
    own: Mapping[str, Place] = NO_PLACES,
    *,
    countries: Collection[str] = (),
) -> list[Place]:
    """Return the place that is meant: one, or the city, port and airport that share a name.

    Three capitals are the code of an airport or nothing. Of several places of a name one is meant if it
    counts five times the next, as `localities` counts, and none of the others lies in a country that the
    question or the bundled atlas is about: `likeliest` says it in full. Otherwise the message lists them,
    and what to type for each.

    Parameters
    ----------
    asked : str or (float, float)
        As for `find_end`.
    argument : str
        What a message calls it.
    own : mapping of str to Place
        Places of the user's own by id, which an id means before anything else.
    countries : collection of str
        Countries that the question is about, ISO 3166-1 alpha-2.

    Raises
    ------
    ArgumentError
        If nothing is known by the name, or more than one place, or it has no location.
    """
    point = _point(asked, argument)
    if point is not None:
        return [point]
    check_text(argument, asked)
    text = str(asked).strip()
    if text in own:
        return [_with_location(own[text], argument)]
    found = _meant_by(text, {*countries} | HOME)
    if not found:
        raise ArgumentError(f"{argument}: {_suggest_names(text, own)}")
    if len(found) > 1:
        listed = "\n".join([line for locality in found for line in _candidate(locality, found)][:_LISTED])
        raise ArgumentError(f"{argument}: {describe(text)} is the name of several places:\n{listed}")
    return [*found[0].places]


def is_place(text: str) -> bool:
    """Tell whether a text names one place of the bundled network.

    Examples
    --------
    >>> is_place("Taichung, TW"), is_place("Taichung, PL")
    (True, False)
    """
    return _POINT.fullmatch(text) is not None or len(_meant_by(text.strip(), HOME)) == 1


def country_code(text: str) -> str | None:
    """Return the code of the country that a code or a name means, or None; as for `find_countries`.

    Examples
    --------
    >>> country_code("tw"), country_code("POL"), country_code("Польща"), country_code("Gdańsk")
    ('TW', 'PL', 'PL', None)
    """
    found = find_countries(text)
    return found[0] if len(found) == 1 else None


def find_country(text: str) -> str | None:
    """Return the country that a text means by its code, or by a name that no place has, or None.

    Examples
    --------
    >>> find_country("ru"), find_country("Russia"), find_country("Singapore"), find_country("Gdańsk")
    ('RU', 'RU', None, None)
    """
    code = country_code(text)
    return code if code is None or text.upper() == code or not is_place(text) else None


def countries_in(asked: Iterable[PlaceLike]) -> frozenset[str]:
    """Return the countries that a question names, and those of the places that it names without a doubt.

    Examples
    --------
    >>> sorted(countries_in(["PL", "Taichung", "Brest, BY", "Brest", (21.0, 52.2)]))
    ['BY', 'PL', 'TW']
    """
    texts = [text.strip() for text in asked if isinstance(text, str) and not _POINT.fullmatch(text)]
    places = [found[0].places[0] for found in (_meant_by(text, HOME) for text in texts) if len(found) == 1]
    codes = {code for code in map(country_code, texts) if code}
    return frozenset(codes | {place.country for place in places})


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
        raise unfit(argument, "a name, a code or (lon, lat)", asked) from None
    return lon, lat


def _meant_by(text: str, countries: Collection[str]) -> list[Locality]:
    """Return what a text means: a hub's code, a name, another code, or an id of the bundled atlas.

    What is a country's code or name, too, means a place only if that is a hub's own.
    """
    code = _SPACED_CODE.sub(r"\1\2", text) if _SPACED_CODE.fullmatch(text) else text
    hub = hub_of_code(code)
    if hub is not None:
        return [_alone(hub)]
    if _THREE_CAPITALS.fullmatch(text):
        return [] if country_code(text) else _by_code(text)
    found = _by_name(text)
    if country_code(text):
        found = [
            one
            for one in found
            if one.places[0].hub is not None and (one.is_own or country_code(one.places[0].name))
        ]
    return likeliest(found, countries) or _by_code(code) or _by_id(text)


def _alone(place: Place) -> Locality:
    return Locality((place,), is_own=True, size=place.population, weight=1.0)


def _by_code(code: str) -> list[Locality]:
    place = place_of_code(code)
    return [] if place is None else [_alone(place)]


def _by_name(text: str) -> list[Locality]:
    """Return the places of a name, which may end in its country or say that a port or airport is meant."""
    for name, country in _names_and_countries(text):
        countries = [country] if country else []
        bare, kind = name_and_kind(name)
        found = localities(name, countries) or (facilities(bare, countries, kind) if kind else [])
        if found:
            return found
    return []


def _names_and_countries(text: str) -> list[tuple[str, str]]:
    """Return each way to read a text as a name and a country: the last comma may part the two."""
    name, comma, country = text.rpartition(",")
    whole = [(simplify(text), "")]
    if not comma:
        return whole
    known = country_code(country)
    return [*whole, (simplify(name), known)] if known else whole


def _with_location(place: Place, argument: str) -> Place:
    if math.isnan(place.lon):
        raise ArgumentError(f"{argument}: {place} has no location; give its longitude,latitude instead")
    return place


def _by_id(text: str) -> list[Locality]:
    """Return the place of the bundled atlas that has an id."""
    place = _atlas_places().get(text)
    return [] if place is None else [_alone(place)]


def _candidate(locality: Locality, among: list[Locality]) -> list[str]:
    """Return a line on each hub of one of several places of a name, and what to type for it."""
    hubs = [place for place in locality.places if place.hub is not None]
    country = locality.places[0].country
    is_single = sum(other.places[0].country == country for other in among) == 1
    return [
        f"  {place} at {place.lon:g},{place.lat:g}: "
        f"type {f'{place.name}, {country}' if is_single else place.id!r}"
        for place in hubs or locality.places[:1]
    ]


def _suggest_names(text: str, own: Mapping[str, Place]) -> str:
    """Say that nothing is known by a text, and what is most like it, in spelling and in kind."""
    if country_code(text):
        return f"{describe(text)} is a country; name a place in it"
    name, comma, country = text.rpartition(",")
    asked = simplify(name) if comma else simplify(text)
    code = country_code(country) or "" if comma else ""
    bare, kind = name_and_kind(asked)
    kinds = [kind] if kind else KINDS
    places = [*places_like(bare, code, kinds), *(places_like(bare, kinds=kinds) if code else ())]
    ids = difflib.get_close_matches(asked, own, n=1, cutoff=_ID_LIKE)
    ids_of_atlas = difflib.get_close_matches(asked, _atlas_places(), n=1, cutoff=_ID_LIKE)
    near = [*dict.fromkeys([*ids, *(place.name for place in places), *ids_of_atlas])][:_HINTS]
    listed = f"; the nearest names are {', '.join(near)}" if near else ""
    return (
        f"nothing is known as {describe(text)}{listed}; longitude,latitude such as 120.68,24.15 always works"
    )


@cache
def _atlas_places() -> dict[str, Place]:
    """Return the places of the bundled atlas by id."""
    return {values[1]: Place(*values) for values in atlas_places().itertuples(index=False, name=None)}


_NUMBER: Final = re.compile(r"\s*[+-]?\d+(\.\d*)?\s*", re.ASCII)
_TWO: Final = 2
_EXPECTED: Final = "a name, a code or (lon, lat)"


def split_places(argument: str, given: object) -> tuple[PlaceLike, ...]:
    """Return the places that are asked for: names, codes and points, each once.

    In a text commas part places, but for those of a point (``120.68,24.15``) and the one before the country
    of a place (``Taichung, TW``).

    Raises
    ------
    ArgumentError
        If it is neither a text, a point nor a collection of these, or nothing is asked for.

    Examples
    --------
    >>> (
    ...     split_places("origins", "PL,CZ"),
    ...     split_places("origins", "Taichung, TW"),
    ...     split_places("origins", (1, 2)),
    ... )
    (('PL', 'CZ'), ('Taichung, TW',), ((1.0, 2.0),))
    >>> split_places("origins", "120.68,24.15"), split_places("origins", ["Lyon, FR", (0.1, 51)])
    (('120.68,24.15',), ('Lyon, FR', (0.1, 51.0)))
    """
    if isinstance(given, str):
        check_text(argument, given)
        found: list[PlaceLike] = [*_split_text(given)]
    elif _is_point(given):
        found = [_read_point(argument, given)]
    elif isinstance(given, Mapping):
        raise unfit(argument, _EXPECTED, given)
    else:
        several = as_items(argument, given, _EXPECTED)
        found = [place if isinstance(place, str) else _read_point(argument, place) for place in several]
    if not found or not all(found):
        raise unfit(argument, 'at least one name, such as "TW"', given)
    return tuple(dict.fromkeys(found))


def _split_text(text: str) -> list[str]:
    """Return the places of a text, and put together again what its commas should not have parted."""
    places: list[str] = []
    for part in (part.strip() for part in text.split(",")):
        last = places[-1] if places else ""
        if _NUMBER.fullmatch(last) and _NUMBER.fullmatch(part):
            places[-1] = f"{last},{part}"
        elif last and _is_country_of(part, last):
            places[-1] = f"{last}, {part}"
        else:
            places.append(part)
    return places


def _is_country_of(part: str, last: str) -> bool:
    """Tell whether a part of a text is the country of the place before it: of SIN, FRA both are airports."""
    codes = hub_of_code(last), hub_of_code(part)
    return country_code(part) is not None and None in codes and is_place(f"{last}, {part}")


def _is_point(given: object) -> bool:
    if isinstance(given, str | bytes | set | frozenset | Mapping) or getattr(given, "ndim", 1) != 1:
        return False
    return isinstance(given, Collection) and len(given) == _TWO and all(map(is_number, given))


def _read_point(argument: str, given: object) -> tuple[float, float]:
    if not (_is_point(given) and isinstance(given, Collection)):
        raise unfit(argument, _EXPECTED, given)
    lon, lat = map(float, given)
    return lon, lat
