"""What a name means, a country or places of the world, and what it may have been meant to say."""

from __future__ import annotations

import csv
import difflib
import math
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from .files import data_path
from .gazetteer import (
    KINDS,
    Place,
    are_near,
    find_hubs,
    find_rows,
    nearest_of,
    place_at,
    rows_like,
    simplify,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

EU: Final = frozenset(
    (
        *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"),
        *("IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
    )
)
"""The 27 of the European Union since 2020-02-01."""

_NUMBER: Final = re.compile(r"\s*(\d{1,3})(?:\.0)?\s*", re.ASCII)
_SHORT_FOR: Final = {
    "dem": "democratic",
    "fed": "federated",
    "is": "islands",
    "isds": "islands",
    "rep": "republic",
    "st": "saint",
    "sts": "states",
}
_SMALL_WORDS: Final = frozenset(("and", "of", "the"))
#: What full names of states say before the name, such as "Kingdom of Denmark".
_FORMS: Final = frozenset(("federal", "kingdom", "republic", "state"))

_UNKNOWN_SIZE: Final = 100_000  # inhabitants that a hub, terminal or crossing counts as where none are known
_FACILITIES: Final = frozenset({"rail_terminal", "border_crossing", "science_park"})
_HUB_SHARE: Final = 10.0  # a hub of the network counts as so many times its size
_OTHER_NAME_SHARE: Final = 0.1  # a place counts for so little under a name that is not its own
_FAR_LARGER: Final = 5.0  # a place that counts so many times the next of its name is the one that is meant
_SMALLEST_SHARE: Final = (
    1000.0  # a place of the name that counts less than this share of the first is no rival
)
_LIKE: Final = 0.78  # names less alike than this are no hint
_LIKE_OF_HUB: Final = 0.7  # the same for hubs of the network
_OTHER_NAME_LESS: Final = 0.1  # by how much less names are alike that are not a place's own
_SAME_START: Final = 0.08  # how much likelier a name is that starts with the same letter
_HUB_BONUS: Final = 0.05
_LONGEST: Final = 100  # letters of a name to compare
_LIKE_ROWS: Final = 60  # names to compare letter by letter


def members_of(text: str) -> frozenset[str]:
    """Return the countries that codes joined by ``+`` stand for, of which EU is all its members.

    Examples
    --------
    >>> sorted(members_of("TW+JP")), len(members_of("EU+US"))
    (['JP', 'TW'], 28)
    """
    return frozenset(code for one in text.split("+") for code in (EU if one == "EU" else (one,)))


@lru_cache(maxsize=1 << 12)  # names of gates and countries are compared again with each question
def name_key(name: str) -> str:
    """Return what the spellings of a name share: its words in the order of the alphabet, numbers of 3 digits.

    Examples
    --------
    >>> name_key("Korea, Dem. People's Rep. of") == name_key("Democratic People's Republic of Korea")
    True
    >>> name_key("Côte d'Ivoire"), name_key("St. Kitts & Nevis"), name_key("4")
    ('cote divoire', 'kitts nevis saint', '004')
    """
    number = _NUMBER.fullmatch(name)
    if number:
        return number[1].zfill(3)
    words = re.findall(r"\w+", simplify(name.replace("\N{MODIFIER LETTER APOSTROPHE}", "'")))
    if len(words) > 1:
        words = [_SHORT_FOR.get(word, word) for word in words]
    return " ".join(sorted({*words} - _SMALL_WORDS) or words)


def find_countries(text: str) -> tuple[str, ...]:
    """Return the countries that a text means: one, none, or those that share a name.

    Parameters
    ----------
    text : str
        A code of ISO 3166-1 (alpha-2, alpha-3 or numeric), of Eurostat or of UN Comtrade, or a name: in
        English, in the languages of the map's page, in those of the country, or as statistics write it.

    Returns
    -------
    tuple of str
        ISO 3166-1 alpha-2 codes.

    Examples
    --------
    >>> [*map(find_countries, ("cn", "CHN", "156", "China", "中国", "Čína", "Chiny"))] == [("CN",)] * 7
    True
    >>> find_countries("Czech Rep."), find_countries("Korea"), find_countries("Atlantis")
    (('CZ',), ('KP', 'KR'), ())
    """
    key = name_key(text)
    bare = " ".join(word for word in key.split() if word not in _FORMS)
    return _codes().get(key) or _codes().get(bare, ())


def nearest_name(text: str) -> str:
    """Return the name most like a text that means no country, with its code; "" if none is like it.

    Examples
    --------
    >>> nearest_name("Chnia"), nearest_name("Duetschland"), nearest_name("xyzzy")
    ('China (CN)', 'Deutschland (DE)', '')
    """
    written = {name_key(name): f"{name} ({code})" for code, name in _read_names()}
    return next((written[key] for key in difflib.get_close_matches(name_key(text), written, n=1)), "")


@cache
def _codes() -> dict[str, tuple[str, ...]]:
    """Return the countries of each name and code."""
    found: dict[str, set[str]] = {}
    for code, name in _read_names():
        for key in (name_key(code), name_key(name)):
            found.setdefault(key, set()).add(code)
    return {key: tuple(sorted(codes)) for key, codes in found.items()}


@cache
def _read_names() -> list[tuple[str, str]]:
    with data_path("country_names.csv") as path, path.open(encoding="utf-8", newline="") as file:
        return [(row["iso"], row["name"]) for row in csv.DictReader(file)]


class Locality(NamedTuple):
    """What a name means in one place: a city, say, with its port and airport.

    Parameters
    ----------
    places : tuple of Place
        Hubs of the network before others, and each kind in the order of `KINDS`.
    is_own : bool
        Whether the name is one of theirs, and not what others call them.
    size : int
        The inhabitants that it counts as.
    weight : float
        How much there is to say that it is meant: see `localities`.
    """

    places: tuple[Place, ...]
    is_own: bool
    size: int
    weight: float


def localities(name: str, countries: Collection[str] = (), kinds: Collection[str] = KINDS) -> list[Locality]:
    """Return what a name means, the likeliest first.

    Each counts as its inhabitants do, a hub of the network ten times, and a tenth under a name that is not
    its own: so Rome is likelier than the town of Roma, and Barcelona in Spain than that in Venezuela.

    Parameters
    ----------
    name : str
        In any language; case and accents may be left out.
    countries : collection of str
        ISO 3166-1 alpha-2 codes of countries to look in; all where none is given.
    kinds : collection of str
        Kinds of places to look for.
    """
    found = [
        (place, is_own)
        for place, is_own in _candidates(simplify(name))
        if place.kind in kinds and (not countries or place.country in countries)
    ]
    groups: list[list[tuple[Place, bool]]] = []
    for candidate in sorted(found, key=_by_size, reverse=True):
        group = next((group for group in groups if _belongs(candidate[0], group)), None)
        if group is None:
            groups.append([candidate])
        else:
            group.append(candidate)
    return sorted(map(_locality, groups), key=lambda locality: -locality.weight)


def likeliest(found: Sequence[Locality], countries: Collection[str] = ()) -> list[Locality]:
    """Return the one locality that is meant, or all of them where more than one may be.

    It is the first if it counts five times the next or more, and none of the others calls itself so, lies in
    one of the given countries and counts a thousandth of it. A place that only others call so is not among
    them beside one that calls itself so, unless it is five times its size: Salem is not Jerusalem.

    Parameters
    ----------
    found : sequence of Locality
        The likeliest first, as `localities` returns them.
    countries : collection of str
        Those that the question is about: ISO 3166-1 alpha-2.

    Examples
    --------
    >>> [found.places[0].country for found in likeliest(localities("Birmingham"))]
    ['GB']
    >>> [found.places[0].country for found in likeliest(localities("Birmingham"), ["US"])][:2]
    ['GB', 'US']
    """
    own = max((one.size for one in found if one.is_own), default=0)
    meant = [one for one in found if one.is_own or one.size >= _FAR_LARGER * own]
    first, others = meant[:1], meant[1:]
    is_far = all(first[0].weight >= _FAR_LARGER * other.weight for other in others)
    rivals = [other for other in others if other.is_own and other.places[0].country in countries]
    is_asked = any(_SMALLEST_SHARE * other.weight >= first[0].weight for other in rivals)
    return first if is_far and not is_asked else meant


def facilities(name: str, countries: Collection[str], kind: str) -> list[Locality]:
    """Return the places of a kind that have a name, or else those nearest to places that have it."""
    found = localities(name, countries, [kind])
    near = [] if found else [(one, nearest_of(kind, one.places[0])) for one in localities(name, countries)]
    return found or [one._replace(places=(place,)) for one, place in near if place]


def find_cities(name: str, country: str) -> tuple[Place, ...]:
    """Return the cities that a name means in a country, the likeliest first.

    Parameters
    ----------
    name : str
        In English or any other language; case and accents may be left out.
    country : str
        ISO 3166-1 alpha-2.

    Examples
    --------
    >>> [str(*find_cities(name, "PL")) for name in ("Warszawa", "lodz")]
    ['Warsaw, PL (city 756135)', 'Łódź, PL (city 3093133)']
    >>> len(find_cities("Brzeg Dolny Mały", "PL"))
    0
    """
    found = localities(name, [country], ["city"])
    return tuple(locality.places[0] for locality in likeliest(found, [country]))


def places_like(name: str, country: str = "", kinds: Collection[str] = KINDS) -> list[Place]:
    """Return the places whose names are most like one, large ones and hubs of the network before others.

    Parameters
    ----------
    name : str
        As someone wrote it.
    country : str
        ISO 3166-1 alpha-2 of the country to look in; empty for all.
    kinds : collection of str
        Kinds of places to look for.

    Examples
    --------
    >>> places_like("Duisborg", "DE")[0].name
    'Duisburg'
    """
    asked = simplify(name[:_LONGEST])
    score: dict[str, tuple[float, Place]] = {}
    for words, row in rows_like(asked, _LIKE_ROWS):
        place = place_at(row)
        alike = difflib.SequenceMatcher(None, asked, words).ratio()
        alike -= 0.0 if words == simplify(place.name) else _OTHER_NAME_LESS
        if (
            alike >= (_LIKE if place.hub is None else _LIKE_OF_HUB)
            and place.kind in kinds
            and country in {"", place.country}
        ):
            kept = score.get(place.name, (0.0, place))
            alike += _size_bonus(place) + (_SAME_START if words[:1] == asked[:1] else 0.0)
            score[place.name] = max(kept, (alike, place), key=lambda pair: pair[0])
    return [place for _, place in sorted(score.values(), key=lambda pair: -pair[0])]


def _candidates(name: str) -> list[tuple[Place, bool]]:
    """Return the places of a simplified name, and whether it is their own, with the hubs of the same name."""
    found: dict[str, tuple[Place, bool]] = {}
    for row, is_own in find_rows(name):
        place = place_at(row)
        found[place.id] = place, is_own or found.get(place.id, (place, False))[1]
    for hub in find_hubs(name):
        found[hub.id] = found.get(hub.id, (hub, True))[0], True
    for place, is_own in [*found.values()]:
        for hub in () if is_own else find_hubs(simplify(place.name)):
            if hub.country == place.country and are_near(hub, place):
                found.setdefault(hub.id, (hub, False))
    return [*found.values()]


def _by_size(candidate: tuple[Place, bool]) -> tuple[float, str]:
    place, is_own = candidate
    return _size(place) * (1.0 if is_own else _OTHER_NAME_SHARE), place.id


def _size(place: Place) -> int:
    """Return the inhabitants that a place counts as."""
    known = place.kind in _FACILITIES or (place.hub is not None and place.kind != "city")
    return place.population or (_UNKNOWN_SIZE if known else 0)


def _belongs(place: Place, group: list[tuple[Place, bool]]) -> bool:
    """Tell whether a place lies where others of a name are, and is of another kind."""
    first = group[0][0]
    is_new = all(place.kind != other.kind for other, _ in group)
    return is_new and place.country == first.country and are_near(place, first)


def _locality(group: list[tuple[Place, bool]]) -> Locality:
    places = sorted((place for place, _ in group), key=_by_kind)
    weight = max(_by_size(candidate)[0] for candidate in group)
    is_hub = any(place.hub is not None for place in places)
    return Locality(
        tuple(places),
        any(is_own for _, is_own in group),
        max(map(_size, places)),
        weight * (_HUB_SHARE if is_hub else 1.0),
    )


def _by_kind(place: Place) -> tuple[bool, int, int]:
    return place.hub is None, KINDS.index(place.kind), place.hub or 0


def _size_bonus(place: Place) -> float:
    """Return how much likelier a place is for its size: a hundredth for each tenfold, and more for a hub."""
    return 0.01 * math.log10(max(_size(place), 1)) + (_HUB_BONUS if place.hub is not None else 0.0)
