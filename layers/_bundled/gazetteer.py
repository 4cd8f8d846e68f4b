"""Places of the world: cities, ports, airports, terminals and crossings, whether hubs of the network or not.

Cities have 15,000 inhabitants or more, in Taiwan, Poland, Czechia and Ukraine 5,000, and are known by their
names in the languages of the world. Names are compared without regard to case, accents, hyphens and
apostrophes. In the file they stand as lines in the order of their bytes, so that one is found by bisection
and none need become a Python object first: an answer takes what unpacking the file takes.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from isthmus.geo import inverse

from .files import data_path
from .network_files import hub_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

KINDS: Final = ("city", "port", "airport", "rail_terminal", "border_crossing", "science_park", "town")
"""Kinds of places, the one that a name means before others first; towns are known by their codes alone."""

_ONE_PLACE_KM: Final = 60.0  # a city and its port may lie this far apart, such as Bangkok and Laem Chabang
_LAST_OF_ALPHABETS: Final = "\N{CJK RADICAL REPEAT}"  # signs from here on stand without spaces
_ABOUT_DEG: Final = 2.0
_IATA: Final = 3  # letters of its codes; those of ICAO have four, and stand for airfields that others lack
_LETTERS: Final = (
    str.maketrans(  # those that have no accent to take off, and a sign that Taiwan writes in two ways
        {
            "ł": "l",
            "ø": "o",
            "đ": "d",
            "ð": "d",
            "þ": "th",
            "æ": "ae",
            "œ": "oe",
            "\N{LATIN SMALL LETTER DOTLESS I}": "i",
            "臺": "台",
        }
    )
)
_APOSTROPHES: Final = (
    "'.`\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}"
)

_LINE_END: Final = 10
_STEPS_A_DEGREE: Final = 100


@dataclass(frozen=True, slots=True)
class Place:
    """A place that a text means.

    Parameters
    ----------
    kind : str
        One of `KINDS`, ``point`` for a longitude and latitude, and for a place of an atlas its kind there.
    id : str
        GeoNames id, UN/LOCODE, IATA or else ICAO code, or id of an atlas; empty for a point.
    name : str
        Name as a reader sees it.
    country : str
        ISO 3166-1 alpha-2; empty where there is none, or none is known.
    lon, lat : float
        In degrees; NaN where a place of an atlas has no location.
    hub : int or None
        Row of the hub, if it is one.
    population : int
        Inhabitants; 0 where they are not known.
    """

    kind: str
    id: str
    name: str
    country: str
    lon: float
    lat: float
    hub: int | None = None
    population: int = field(default=0, compare=False)

    def __str__(self) -> str:
        """Return the name with what tells it apart."""
        name = f"{self.name}, {self.country}" if self.country else self.name
        return f"{name} ({self.kind} {self.id})" if self.id else name


@lru_cache(maxsize=1 << 14)  # more than the names and headers that the package brings along
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
    return " ".join(re.split(r"[\s\-/]+", bare.strip()))


def name_and_kind(text: str) -> tuple[str, str]:
    """Return a name without the word that says that a port, an airport or a terminal is meant, and that kind.

    Examples
    --------
    >>> name_and_kind("Port of Hamburg"), name_and_kind("letiště Praha"), name_and_kind("桃園國際機場")
    (('hamburg', 'port'), ('praha', 'airport'), ('桃園', 'airport'))
    >>> name_and_kind("Newport")
    ('newport', '')
    """
    name = simplify(text)
    for word, kind in _facility_words():
        bare = name.removesuffix(word if word[0] > _LAST_OF_ALPHABETS else f" {word}")
        bare = bare if bare != name else name.removeprefix(f"{word} ")
        if bare not in {name, ""}:
            return bare.strip(), kind
    return name, ""


@cache
def _facility_words() -> list[tuple[str, str]]:
    """Return the words for ports, airports and terminals with their kinds, the longest first."""
    with data_path("facility_words.csv") as path, path.open(encoding="utf-8", newline="") as file:
        words = [(simplify(row["word"]), row["kind"]) for row in csv.DictReader(file)]
    return sorted(words, key=lambda pair: -len(pair[0]))


def hub_places() -> list[Place]:
    """Return every hub, in the order of their rows."""
    return list(_hubs())


def place_of_code(code: str) -> Place | None:
    """Return the place of a GeoNames id, UN/LOCODE, IATA or ICAO code or another id, in whatever case.

    Examples
    --------
    >>> print(place_of_code("EPRZ"), place_of_code("dedui"), place_of_code("QQQ"), sep=", ")
    Rzeszow-Jasionka Airport, PL (airport RZE), Duisburg, DE (city 2934691), None
    """
    hub = hub_of_code(code)
    if hub is not None:
        return hub
    row = row_of_code(code)
    return None if row is None else place_at(row)


def place_at(row: int) -> Place:
    """Return the place of a row of the gazetteer, as the hub that it is."""
    entry = entry_at(row)
    hub = _hubs_by_code().get(entry.id)
    if hub is not None:
        return replace(hub, population=entry.population)
    return Place(*entry[:6], population=entry.population)


def find_hubs(name: str) -> tuple[Place, ...]:
    """Return the hubs whose own name is a simplified one."""
    return _hubs_by_name().get(name, ())


def hub_of_code(code: str) -> Place | None:
    """Return the hub of a code, in whatever case."""
    return _hubs_by_code().get(code.upper())


def km_apart(one: Place, other: Place) -> float:
    """Return the geodesic distance between two places in kilometres."""
    return km_between((one.lon, one.lat), (other.lon, other.lat))


def km_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the geodesic distance between two points in kilometres."""
    return float(inverse(*one, *other)[2]) / 1000


def are_near(one: Place, other: Place) -> bool:
    """Tell whether two places lie as near each other as a city and its port may."""
    return km_apart(one, other) < _ONE_PLACE_KM


def nearest_of(kind: str, place: Place) -> Place | None:
    """Return the hub of a kind nearest to a place, or else the nearest with a name; None if all are far."""
    hubs = [hub for hub in _hubs() if hub.kind == kind and hub.country == place.country]
    near = [hub for hub in hubs if are_near(hub, place)] or [
        other
        for other in map(place_at, _rows_about(kind, place))
        if are_near(other, place) and (kind != "airport" or len(other.id) == _IATA)
    ]
    return min(near, key=lambda other: km_apart(other, place), default=None)


def _rows_about(kind: str, place: Place) -> list[int]:
    """Return the rows of a kind in the square of four degrees about a place."""
    rows = np.flatnonzero(_array("kind") == [*_array("kinds")].index(kind))
    steps = np.abs(_array("lonlat")[:, rows] / _STEPS_A_DEGREE - [[place.lon], [place.lat]])
    found: list[int] = rows[(steps < _ABOUT_DEG).all(axis=0)].tolist()
    return found


@cache
def _hubs() -> tuple[Place, ...]:
    table = hub_table()
    columns = table[["kind", "id", "name", "country", "lon", "lat"]].assign(hub=range(len(table)))
    return tuple(Place(*values) for values in columns.itertuples(index=False, name=None))


@cache
def _hubs_by_code() -> Mapping[str, Place]:
    return {place.id: place for place in _hubs()}


@cache
def _hubs_by_name() -> Mapping[str, tuple[Place, ...]]:
    """Return the hubs of each name of their own, simplified."""
    places: dict[str, tuple[Place, ...]] = {}
    for place in _hubs():
        name = simplify(place.name)
        places[name] = (*places.get(name, ()), place)
    return places


class Entry(NamedTuple):
    """A place as the file says it: kind, id, name, country, lon, lat and inhabitants (0 where unknown)."""

    kind: str
    id: str
    name: str
    country: str
    lon: float
    lat: float
    population: int


class Lines:
    """Lines of text, none of which is cut out before it is asked for."""

    def __init__(self, text: NDArray[np.uint8]) -> None:
        self.text = text.tobytes()
        self.ends = np.flatnonzero(text == _LINE_END)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.ends)

    def __getitem__(self, row: int) -> bytes:
        """Return a line without its end."""
        start = int(self.ends[row - 1]) + 1 if row else 0
        return self.text[start : int(self.ends[row])]

    def find(self, line: str) -> int | None:
        """Return where a line stands among lines in the order of their bytes, or None."""
        key = line.encode()
        row = bisect_left(range(len(self)), key, key=self.__getitem__)
        return row if row < len(self) and self[row] == key else None


def entry_at(row: int) -> Entry:
    """Return the place of a row."""
    code, _, name = _lines("place_lines")[row].decode().partition("\t")
    lon, lat = (_array("lonlat")[:, row] / _STEPS_A_DEGREE).tolist()
    return Entry(
        str(_array("kinds")[_array("kind")[row]]),
        code,
        name,
        str(_array("countries")[_array("country")[row]]),
        lon,
        lat,
        int(_array("population")[row]),
    )


def find_rows(name: str) -> list[tuple[int, bool]]:
    """Return the rows of a simplified name, each with whether it is the place's own."""
    line = _lines("name_lines").find(name)
    return [] if line is None else _rows_of_line(line)


def row_of_code(code: str) -> int | None:
    """Return the row of a code or an id, in whatever case, or None."""
    line = _lines("code_lines").find(code.casefold())
    return None if line is None else int(_array("code_rows")[line])


def rows_like(name: str, most: int) -> list[tuple[str, int]]:
    """Return names that share many pairs of letters with a simplified one, the most first, with their rows.

    Parameters
    ----------
    name : str
        A simplified name.
    most : int
        How many names to return.
    """
    names = _lines("name_lines")
    key = f"\n{name}\n".encode()
    pairs = {key[i : i + 2] for i in range(len(key) - 1)}
    shared = np.zeros(len(names), dtype=np.int32)
    for pair in pairs:
        shared[np.unique(np.searchsorted(names.ends, _find_pair(pair)))] += 1
    lengths = np.diff(names.ends, prepend=-1)
    likeness = 2 * shared / (len(pairs) + lengths)
    near = np.argsort(-likeness, kind="stable")[:most].tolist()
    return [(names[line].decode(), row) for line in near for row, _ in _rows_of_line(line)]


def _find_pair(pair: bytes) -> NDArray[np.intp]:
    """Return where a pair of letters stands in the text of the names; a name starts behind a line's end."""
    text = _array("name_lines")
    return np.flatnonzero((text[:-1] == pair[0]) & (text[1:] == pair[1])) + 1


def _rows_of_line(line: int) -> list[tuple[int, bool]]:
    end = int(_name_ends()[line])
    start = end - int(_array("name_counts")[line])
    return [(code >> 1, not code & 1) for code in _array("name_rows")[start:end].tolist()]


@cache
def _name_ends() -> NDArray[np.int64]:
    return np.cumsum(_array("name_counts"), dtype=np.int64)


@cache
def _lines(name: str) -> Lines:
    return Lines(_array(name))


@cache
def _array(name: str) -> NDArray[Any]:
    with data_path("gazetteer.npz") as path, np.load(path) as data:
        array: NDArray[Any] = data[name]
    array.flags.writeable = False
    return array
