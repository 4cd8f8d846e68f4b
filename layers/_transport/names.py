"""Lists of places as users write them: a text with commas, a point, or any collection of these."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sized
from typing import TYPE_CHECKING, Final, SupportsFloat

from isthmus.geo import ArgumentError
from isthmus.layers._bundled.place_names import country_code, is_place

if TYPE_CHECKING:
    from isthmus.layers._bundled.place_names import Asked

_NUMBER: Final = re.compile(r"\s*[+-]?\d+(\.\d*)?\s*", re.ASCII)
_TWO: Final = 2


def split_places(argument: str, given: object) -> tuple[Asked, ...]:
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
        found: list[Asked] = [*_split_text(given)]
    elif _is_point(given):
        found = [_read_point(argument, given)]
    elif isinstance(given, Iterable) and not isinstance(given, bytes | Mapping):
        found = [place if isinstance(place, str) else _read_point(argument, place) for place in given]
    else:
        raise ArgumentError(f"{argument}: expected a name, a code or (lon, lat), got {given!r}")
    if not found or not all(found):
        raise ArgumentError(f'{argument}: expected at least one name, such as "TW", got {given!r}')
    return tuple(dict.fromkeys(found))


def _split_text(text: str) -> list[str]:
    """Return the places of a text, and put together again what its commas should not have parted."""
    places: list[str] = []
    for part in (part.strip() for part in text.split(",")):
        last = places[-1] if places else ""
        if _NUMBER.fullmatch(last) and _NUMBER.fullmatch(part):
            places[-1] = f"{last},{part}"
        elif last and country_code(part) and is_place(f"{last}, {part}"):
            places[-1] = f"{last}, {part}"
        else:
            places.append(part)
    return places


def _is_point(given: object) -> bool:
    if isinstance(given, str | bytes) or not (isinstance(given, Iterable) and isinstance(given, Sized)):
        return False
    return len(given) == _TWO and all(map(_is_degrees, given))


def _is_degrees(value: object) -> bool:
    return isinstance(value, SupportsFloat) and not isinstance(value, bool)


def _read_point(argument: str, given: object) -> tuple[float, float]:
    if not (_is_point(given) and isinstance(given, Iterable)):
        raise ArgumentError(f"{argument}: expected a name, a code or (lon, lat), got {given!r}")
    lon, lat = map(float, given)
    return lon, lat
