"""The cells of a table of flows: which column says what, and figures as people write them, with units."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

import pandas as pd

from isthmus.geo import Problem, ValidationError
from isthmus.layers._bundled.gazetteer import simplify
from isthmus.layers._tables.cells import as_number, as_text, quote
from isthmus.layers._tables.numerals import is_usual, plain_number, readings, sign_among
from isthmus.layers._tables.table import file_columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FILE: Final = "flows"
"""What messages call the table."""

NEEDED: Final = ("origin", "destination", "quantity")
"""Columns without which there are no flows."""

OPTIONAL: Final = ("product", "unit", "period", "qualifier", "id")
"""Columns that a table of flows may have."""

SIDES: Final = ("buyers", "suppliers")
"""Whose shares a flow may tell: of the buyers of its origin, and of the suppliers of its destination."""

#: What statistics call a column, where the table has not the column itself.
USUAL: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "origin": ("exporter", "from", "origincountry", "exportercode", "exporteriso", "supplier"),
        "destination": ("importer", "to", "destinationcountry", "importercode", "importeriso", "buyer"),
        "quantity": ("value", "tradevalue", "primaryvalue", "obsvalue", "amount"),
        "product": ("commodity", "commoditycode", "cmdcode", "hs", "hscode", "hs6", "good", "goods"),
        "unit": ("unitofmeasure", "currency"),
        "period": ("year", "refyear", "timeperiod"),
    }
)

#: Words by what they mean, without accents, separated by semicolons.
_QUALIFIERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "": ";exact;exactly;=;official;dokladnie;presne;точно",
        "more than": "more than;at least;over;above;from;min;minimum;no less than;not less than;greater than"
        ";upwards of;>;>=;≥;≧;ponad;co najmniej;vice nez;alespon;більше;понад;щонаименше;至少;超過",
        "up to": "up to;at most;less than;under;below;max;maximum;no more than;not more than;fewer than"
        ";<;<=;≤;≦;do;az;co najwyzej;mene nez;nejvyse;до;менше;щонаибільше;最多;不到",
        "about": "about;approximately;approx;circa;ca;around;roughly;some;almost;nearly;estimate;estimated"
        ";est;~;≈;okolo;prawie;asi;zhruba;близько;приблизно;約;约;大約",
    }
)
_QUALIFIER_OF: Final = MappingProxyType(
    {word: kind for kind, words in _QUALIFIERS.items() for word in words.split(";")}
)
_MISSING: Final = frozenset(
    ("n/a", "na", "n.a.", "nan", "none", "null", "-", "\N{EN DASH}", "..", "...", ":", "?", "c")
)
_PARTS: Final = re.compile(
    r"(?P<before>[^\d\s.,+\-][^\d+\-]*?|)\s*(?P<first>[+\-]?[\d.,][\d.,]*(?:e[+\-]?\d+)?)"
    r"(?:\s*(?:-|–|to)\s*(?P<second>\d[\d.,]*))?\s*(?P<after>%|)",  # noqa: RUF001 - a dash of ranges
    re.IGNORECASE,
)
_BLANKS: Final = re.compile(r"(?<=\d)[\s'’_](?=\d{3}(?!\d))")  # noqa: RUF001 - thousands in Switzerland
_MOST: Final = 1e100
_QUALIFIERS_IN_WORDS: Final = "about, more than, at least, less than, up to, or nothing"

_UNIT_WORDS: Final = re.compile(r"us\$|nt\$|[^\W\d_]+|\d+|[%$€£¥]")
_SCALES: Final[Mapping[str, float]] = MappingProxyType(
    dict.fromkeys(("k", "thousand", "thousands", "ths", "tys", "tis", "тис", "1000", "千"), 1e3)
    | dict.fromkeys(("million", "millions", "mln", "mn", "mio", "mil", "млн", "1000000", "百萬", "百万"), 1e6)
    | dict.fromkeys(("billion", "billions", "bn", "bln", "mld", "mrd", "млрд", "十億"), 1e9)
)
_CURRENCIES: Final = ("usd", "eur", "twd", "gbp", "jpy", "cny", "pln", "czk", "uah", "chf")
_BASES: Final[Mapping[str, tuple[float, str]]] = MappingProxyType(
    dict.fromkeys(("us$", "us dollar", "us dollars", "usdollar", "usdollars"), (1.0, "usd"))
    | dict.fromkeys(("euro", "euros", "€"), (1.0, "eur"))
    | dict.fromkeys(("nt$", "ntd"), (1.0, "twd"))
    | dict.fromkeys(("tonne", "tonnes", "metric ton", "metric tons", "metric tonnes"), (1.0, "t"))
    | dict.fromkeys(("kg", "kgs", "kilogram", "kilograms"), (1e-3, "t"))
    | dict.fromkeys(("pc", "pcs", "piece", "pieces"), (1.0, "pieces"))
    | dict.fromkeys(("unit", "number", "number of units"), (1.0, "units"))
    | dict.fromkeys(("percent", "per cent", "pct", "procent", "percentage"), (1.0, "%"))
    | dict.fromkeys(("share", "shares", "fraction", "ratio"), (100.0, "%"))
    | {f"k{currency}": (1e3, currency) for currency in _CURRENCIES}
    | {f"m{currency}": (1e6, currency) for currency in _CURRENCIES}
)
_MINUS: Final = str.maketrans(
    "\N{MINUS SIGN}\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}", "-   "
)


@dataclass(frozen=True)
class FlowCells:
    """The cells of a table of flows, by what they say.

    Parameters
    ----------
    texts : mapping of str to list of str
        Of each flow its origin, destination, quantity, product, unit, period, qualifier and id.
    headers : mapping of str to str
        What the table calls these, where it has them.
    rows : list of int
        Row of each flow in the table, the first being 1.
    sides : list of tuple of str
        The `SIDES` on which each counts.
    is_typed : bool
        Whether the quantities are numbers already.
    notes : list of Problem
        What was taken for granted.
    """

    texts: dict[str, list[str]]
    headers: dict[str, str]
    rows: list[int]
    sides: list[tuple[str, ...]]
    is_typed: bool
    notes: list[Problem] = field(default_factory=list)


def bare_header(header: str) -> str:
    """Return the letters and digits of a header, small and without accents."""
    return re.sub(r"[\W_]", "", simplify(header))


def plain_cells(table: pd.DataFrame, keys: Mapping[str, str]) -> FlowCells:
    """Return the cells of columns that are called by what they are, those under usual names noted."""
    found = {name: name for name in (*NEEDED, *OPTIONAL) if name in table}
    usual = {}
    for name in (*NEEDED, *OPTIONAL):
        words = (name, *USUAL.get(name, ()))
        theirs = next((keys[word] for word in words if word in keys and keys[word] not in found), None)
        if name not in found and theirs is not None:
            usual[name] = theirs
    missing = [name for name in NEEDED if name not in {**found, **usual}]
    if missing:
        have = f"a table of {', '.join(file_columns(table)[:12]) or 'no columns'}"
        remedy = "origin is who sells, destination who buys: rename the column that says it"
        raise ValidationError(
            [Problem(FILE, "this column", have, column=name, remedy=remedy) for name in missing]
        )
    headers = found | usual
    texts = {name: cell_texts(table, headers.get(name)) for name in (*NEEDED, *OPTIONAL)}
    typed = pd.api.types.is_numeric_dtype(table[headers["quantity"]])
    rows = list(range(1, len(table) + 1))
    notes = [flow_note(f'column "{name}"', f"column {quote(theirs)}", name) for name, theirs in usual.items()]
    return FlowCells(texts, headers, rows, [SIDES] * len(rows), typed, notes)


def cell_texts(table: pd.DataFrame, column: str | None) -> list[str]:
    """Return a column's cells as text without blanks around, "" for missing ones."""
    return [""] * len(table) if column is None else [as_text(value).strip() for value in table[column]]


def flow_note(expected: str, got: str, column: str, remedy: str = "") -> Problem:
    """Return a note on a column of the table."""
    return Problem(FILE, expected, got, column=column, remedy=remedy, severity="note")


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity.

    Parameters
    ----------
    quantity : float
        The figure as it stands, the middle of a range, NaN where there is none.
    low, high : float
        What it is at least and at most.
    qualifier : str
        What its own cell says of it: "about", "more than", "up to", or nothing.
    unit : str
        The unit that its own cell says: "%", or nothing.
    """

    quantity: float
    low: float
    high: float
    qualifier: str = ""
    unit: str = ""


class Complaint(NamedTuple):
    """Why a cell says no quantity."""

    column: str
    expected: str
    remedy: str = ""


_NO_NUMBER: Final = Complaint(
    "quantity",
    "a finite number >= 0",
    "leave the cell empty where the figure is unknown; its unit stands in the column unit",
)


def is_no_figure(text: str) -> bool:
    """Tell whether a cell says in some way that there is no figure.

    Examples
    --------
    >>> is_no_figure(""), is_no_figure("n/a"), is_no_figure("..."), is_no_figure("0")
    (True, True, True, False)
    """
    return not text or simplify(text) in _MISSING or text in _MISSING


def read_figure(text: str, qualifier: str, *, sign: str | None, about: float) -> Figure | Complaint:
    """Return the quantity that a cell and its qualifier say, or why they say none.

    Parameters
    ----------
    text, qualifier : str
    sign : str or None
        What stands before decimals, as `decimal_sign` tells.
    about : float
        How far a quantity may be from the figure that it is about, as a share of it.

    Examples
    --------
    >>> read_figure("1 234,5", "at least", sign=None, about=0.1)
    Figure(quantity=1234.5, low=1234.5, high=inf, qualifier='', unit='')
    >>> read_figure("40-60 %", "", sign=None, about=0.1)
    Figure(quantity=50.0, low=40.0, high=60.0, qualifier='', unit='%')
    >>> read_figure("1,234", "", sign=None, about=0.1).remedy
    'it may be 1234 or 1.234: write the one that is meant'
    """
    kind = _QUALIFIER_OF.get(simplify(qualifier).strip(" ."))
    if kind is None:
        return Complaint("qualifier", _QUALIFIERS_IN_WORDS)
    if is_no_figure(text):
        return Figure(math.nan, 0.0, math.inf)
    parts = _PARTS.fullmatch(_plain(text))
    own = _QUALIFIER_OF.get(simplify(parts["before"] or "").strip(" .")) if parts else None
    if parts is None or own is None:
        return _NO_NUMBER
    if own and kind and own != kind:
        return Complaint("qualifier", f'what the figure itself says, "{own}"', "take one of the two out")
    first, second = parts["first"], parts["second"] or parts["first"]
    unclear = [figure for figure in (first, second) if not sign and len(readings(figure)) > 1]
    if unclear and not (sign is None and all(map(is_usual, unclear))):
        meanings = " or ".join(readings(unclear[0]))
        return _NO_NUMBER._replace(remedy=f"it may be {meanings}: write the one that is meant")
    figure = _figure_between(_as_quantity(first, sign), _as_quantity(second, sign), own or kind, about)
    return _NO_NUMBER if figure is None else replace(figure, qualifier=own, unit=parts["after"])


def decimal_sign(texts: Iterable[str]) -> str | None:
    """Return what stands before decimals in a column: "" where its cells differ, None where none tells.

    Examples
    --------
    >>> decimal_sign(["1,234", "> 5,5"]), decimal_sign(["1,234", "1.5-2"]), decimal_sign(["1,234"])
    (',', '.', None)
    """
    parts = [_PARTS.fullmatch(_plain(text)) for text in texts if "," in text or "." in text]
    return sign_among(part[side] for part in parts if part for side in ("first", "second") if part[side])


def is_percent(unit: str) -> bool:
    """Tell whether figures of a unit are shares of a whole.

    Examples
    --------
    >>> [is_percent(unit) for unit in ("% of imports", "percent", "share", "USD")]
    [True, True, True, False]
    """
    return unit_of(unit)[1].startswith("%")


def whole_of(unit: str) -> float:
    """Return what all shares of a unit add up to: 100 of percent, 1 of fractions."""
    return 100 / unit_of(unit)[0]


@cache
def unit_of(text: str) -> tuple[float, str]:
    """Return how many of which unit a text says: of two units of the same one, figures can be compared.

    Examples
    --------
    >>> unit_of("USD million"), unit_of("thousand US$"), unit_of("kg"), unit_of("% of imports")
    ((1000000.0, 'usd'), (1000.0, 'usd'), (0.001, 't'), (1.0, '% of imports'))
    """
    words = _UNIT_WORDS.findall(simplify(text))
    scale = math.prod(_SCALES[word] for word in words if word in _SCALES)
    words = [word for word in words if word not in _SCALES]
    bare = " ".join(word for word in words if word != "m")
    if "m" in words and _base_of(bare)[1] in _CURRENCIES:  # USD m; elsewhere it may be metres
        return 1e6 * scale * _base_of(bare)[0], _base_of(bare)[1]
    factor, base = _base_of(" ".join(words))
    return scale * factor, base


def _figure_between(first: float | None, second: float | None, qualifier: str, about: float) -> Figure | None:
    """Return a quantity from one figure to another, or qualified so; None if they are not in order."""
    if first is None or second is None or second < first:
        return None
    low, high = {
        "": (first, second),
        "more than": (first, math.inf),
        "up to": (0.0, second),
        "about": (first * (1 - about), second * (1 + about)),
    }[qualifier]
    return Figure((first + second) / 2, low, high)


def _plain(text: str) -> str:
    """Return a figure with the minus of keyboards, and without the blanks that split its thousands."""
    return _BLANKS.sub("", text.translate(_MINUS).strip())


def _as_quantity(text: str, sign: str | None) -> float | None:
    """Return a finite number of 0 or more that a text says, or None."""
    number = plain_number(text, sign) if sign else next(iter(readings(text)), None)
    value = None if number is None else as_number(number)
    return value if value is not None and 0 <= value <= _MOST else None


def _base_of(text: str) -> tuple[float, str]:
    words = text.split()
    for count in range(len(words), 0, -1):
        known = _BASES.get(" ".join(words[:count]))
        if known is not None:
            return known[0], " ".join([known[1], *words[count:]])
    return 1.0, text
