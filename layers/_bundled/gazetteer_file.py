"""The gazetteer as its file holds it: places by row, and the rows of a name or a code.

Names stand as lines in the order of their bytes, so that one is found by bisection and none need become a
Python object first: an answer takes what unpacking the file takes.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from .files import data_path

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LINE_END: Final = 10
_STEPS_A_DEGREE: Final = 100


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


def rows_named(name: str) -> list[tuple[int, bool]]:
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
