"""What a layer's columns mean: the classes every schema is made of."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeVar, get_args

from isthmus._arguments import check_choice, check_fields, check_members

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")

_LONGEST = 100  # characters of a name that may be another one, mistyped

Kind = Literal["id", "ids", "text", "number", "integer", "date", "period", "country", "countries", "url"]
"""What the cells of a column hold.

``id`` is stable text, ``country`` an ISO 3166-1 alpha-2 code, ``ids`` and ``countries`` several of them
joined by ``+`` (countries also the groups EU and WLD), ``date`` an ISO year, month or day, ``period`` a date
or two of them joined by ``/``.
"""

Geometry = Literal["point", "line", "polygon", "none"]
"""What the rows of a table are drawn as; those of a table without places, as nothing."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a layer.

    Parameters
    ----------
    name : str
        Name in files and tables; a unit is part of it (``length_km``).
    kind : Kind
        What its cells hold.
    label : str
        What a reader of the map sees, such as "As of".
    description : str
        One sentence on what it means.
    unit : str or None
        Unit of a number.
    allowed : tuple of str
        The only values it may take; empty if any will do. For a date: the words that may stand in its place.
    required : bool
        Whether every row needs a value.
    refers_to : tuple of str
        Layers whose ids its values name.
    minimum, maximum : float or None
        Range of a number, ends included.
    hidden : bool
        Whether it says how a row was made rather than what it is: in files, but not on the cards of a map.

    Examples
    --------
    >>> Column(
    ...     "severity", "integer", "Severity", "From 1 (slight) to 5 (severe).", minimum=1, maximum=5
    ... ).expected
    'a whole number from 1 to 5'
    """

    name: str
    kind: Kind
    label: str
    description: str
    unit: str | None = None
    allowed: tuple[str, ...] = ()
    required: bool = False
    refers_to: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    hidden: bool = False

    def __post_init__(self) -> None:
        check_fields(self)
        check_choice("kind", self.kind, get_args(Kind))

    @property
    def expected(self) -> str:
        """What a cell should hold, in words."""
        if self.kind in {"number", "integer"}:
            return _NOUNS[self.kind] + _range_words(self.minimum, self.maximum)
        if self.kind in {"date", "period"}:
            return " or ".join([_NOUNS[self.kind], *map(_quote_word, self.allowed)])
        if self.allowed:
            return "one of " + ", ".join(self.allowed)
        return _NOUNS[self.kind]


@dataclass(frozen=True, slots=True)
class Schema:
    """One layer: what a row is, its geometry and its columns.

    Parameters
    ----------
    name : str
        Name of the layer and of its files.
    title : str
        Name as a reader of the map sees it.
    row : str
        What a row is.
    geometry : {"point", "line", "polygon", "none"}
        Kind of geometry; the parts of one row may be several. Rows of "none" have no place.
    columns : tuple of Column
        The columns, in the order in which files list them.
    dates : tuple of str
        Columns with the ISO dates from and to which a row holds; empty if the layer does not change with
        time, one column if it holds both as a period, and an empty name for an end that is open.

    Examples
    --------
    >>> hubs = Schema("hubs", "Hubs", "a hub", "point", (Column("id", "id", "Id", "Stable name."),))
    >>> hubs["id"].label
    'Id'
    >>> "kind" in hubs
    False
    """

    name: str
    title: str
    row: str
    geometry: Geometry
    columns: tuple[Column, ...]
    dates: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_fields(self)
        check_choice("geometry", self.geometry, get_args(Geometry))
        check_members("columns", self.columns, Column, "a tuple of Column")
        check_members("dates", self.dates, str, "a tuple of names of columns")

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def hidden(self) -> tuple[str, ...]:
        """Names of the columns that are in files, but not on the cards of a map."""
        return tuple(column.name for column in self.columns if column.hidden)

    def of_kind(self, *kinds: Kind) -> tuple[str, ...]:
        """Return the names of the columns of some kinds, in order.

        Examples
        --------
        >>> from isthmus.layers import SCHEMAS
        >>> SCHEMAS["flows"].of_kind("url"), SCHEMAS["flows"].of_kind("country", "countries")
        (('source_url',), ('origin', 'destination'))
        """
        for kind in kinds:
            check_choice("kinds", kind, get_args(Kind))
        return tuple(column.name for column in self.columns if column.kind in kinds)

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def __getitem__(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


class FrozenMapping(Mapping[str, T]):
    """A mapping that nobody changes, and that survives a pickle, a copy and a worker process.

    Parameters
    ----------
    items : mapping of str
        What it holds.

    Examples
    --------
    >>> frozen = FrozenMapping({"a": 1})
    >>> frozen["a"], len(frozen)
    (1, 1)
    >>> frozen["b"] = 2
    Traceback (most recent call last):
    TypeError: 'FrozenMapping' object does not support item assignment
    """

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[str, T]) -> None:
        self._items = dict(items)

    def __getitem__(self, key: str) -> T:
        return self._items[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __repr__(self) -> str:
        return f"FrozenMapping({self._items!r})"


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name most like this one, or None if none is.

    Examples
    --------
    >>> nearest("contry", ["city", "country"])
    'country'
    >>> nearest("altitude", ["city", "country"]) is None
    True
    """
    if len(name) > _LONGEST:  # comparing takes the square of it, and nobody mistypes so much
        return None
    names = {candidate.casefold(): candidate for candidate in known}
    found = difflib.get_close_matches(name.strip().casefold(), names, n=1)
    return names[found[0]] if found else None


_NOUNS: dict[Kind, str] = {
    "id": "an id",
    "ids": "ids joined by +",
    "text": "text",
    "number": "a number",
    "integer": "a whole number",
    "date": "an ISO date (2025, 2025-09 or 2025-09-03)",
    "period": "an ISO date or two of them as 2025-01/2025-10",
    "country": "an ISO 3166-1 alpha-2 country code",
    "countries": "country codes joined by + (or EU, WLD)",
    "url": "an address starting with http:// or https://",
}


def _quote_word(word: str) -> str:
    return f'"{word}"'


def _range_words(minimum: float | None, maximum: float | None) -> str:
    if minimum is None and maximum is None:
        return ""
    if maximum is None:
        return f" >= {minimum:g}"
    if minimum is None:
        return f" <= {maximum:g}"
    return f" from {minimum:g} to {maximum:g}"
