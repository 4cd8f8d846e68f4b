"""Lists of places as users write them: a text with commas, a point, or any collection of these."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Final

from isthmus._arguments import as_items, is_number, unfit
from isthmus.layers._bundled.place_names import country_code, is_place

if TYPE_CHECKING:
    from isthmus.layers._bundled.place_names import Asked

_NUMBER: Final = re.compile(r"\s*[+-]?\d+(\.\d*)?\s*", re.ASCII)
_TWO: Final = 2
_EXPECTED: Final = "a name, a code or (lon, lat)"


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
        elif last and country_code(part) and is_place(f"{last}, {part}"):
            places[-1] = f"{last}, {part}"
        else:
            places.append(part)
    return places


def _is_point(given: object) -> bool:
    if isinstance(given, str | bytes | set | frozenset | Mapping) or getattr(given, "ndim", 1) != 1:
        return False
    return isinstance(given, Collection) and len(given) == _TWO and all(map(is_number, given))


def _read_point(argument: str, given: object) -> tuple[float, float]:
    if not (_is_point(given) and isinstance(given, Collection)):
        raise unfit(argument, _EXPECTED, given)
    lon, lat = map(float, given)
    return lon, lat
