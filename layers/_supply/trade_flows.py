"""Tables of flows as people have them: who, of what, how much at least and at most, and when."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from isthmus.geo import Problem, ValidationError
from isthmus.layers._bundled.gazetteer import simplify
from isthmus.layers._tables.cells import as_number, quote
from isthmus.layers._tables.dates import is_period, period_key, span

from .flow_cells import (
    FILE,
    Complaint,
    Figure,
    FlowCells,
    decimal_sign,
    is_no_figure,
    read_figure,
    unit_of,
)
from .partners import Partner, find_partner, say_unknown
from .trade_layouts import find_cells

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import pandas as pd


DAY: Final = timedelta(days=1)

#: The first moment of a day, in the time of some zone: as a period, that day.
_MIDNIGHT: Final = re.compile(r"^(\d{4}-\d\d-\d\d)[T ]00:00:00(?:\.0+)?(?:Z|[+-]\d\d:?\d\d)?$")
_QUARTER: Final = re.compile(r"(\d{4})-Q([1-4])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Flow:
    """One row of a table of flows.

    Parameters
    ----------
    row : int
        Of the table, the first being 1.
    sides : tuple of str
        Whose shares it tells: of "buyers", of "suppliers", or of both.
    origin, destination : Partner
    product, unit, period : str
    quantity : float
        The figure as it stands, NaN where there is none.
    low, high : float
        What the quantity is at least and at most.
    qualifier : str
        How its source qualifies the figure: as it stands.
    id : str
    """

    row: int
    sides: tuple[str, ...]
    origin: Partner
    destination: Partner
    product: str
    unit: str
    period: str
    quantity: float
    low: float
    high: float
    qualifier: str
    id: str

    def ends_of(self, side: str) -> tuple[Partner, Partner]:
        """Return whose "buyers" or "suppliers" a side is about, and the partner."""
        ends = (self.origin, self.destination)
        return ends if side == "buyers" else ends[::-1]


def read_flows(table: pd.DataFrame, *, about: float) -> tuple[list[Flow], list[Problem]]:
    """Return the flows of a table, and notes on what was taken for granted to understand them.

    Parameters
    ----------
    table : pandas.DataFrame
    about : float
        How far a quantity may be from the figure that it is about, as a share of it.

    Raises
    ------
    ValidationError
        If a column is missing, or a cell can't be understood; every one of them is told.
    """
    cells = find_cells(table)
    texts, reading = cells.texts, _FlowReader(cells)
    ends = {name: reading.partners(name) for name in ("origin", "destination")}
    figures = reading.figures(about)
    units = _units(texts["unit"], figures)
    reading.check_units(units)
    if reading.problems:
        raise ValidationError(sorted(reading.problems, key=lambda problem: problem.row or 0))
    flows = [
        Flow(
            cells.rows[row],
            cells.sides[row],
            ends["origin"][row],
            ends["destination"][row],
            texts["product"][row],
            units[row],
            _MIDNIGHT.sub(r"\1", texts["period"][row]),
            figure.quantity,
            figure.low,
            figure.high,
            texts["qualifier"][row] or figure.qualifier,
            texts["id"][row],
        )
        for row, figure in enumerate(figures)
    ]
    flows = _unite_spellings(flows)
    flows, converted = _unite_units(flows)
    return flows, [*cells.notes, *reading.notes, *converted]


class _FlowReader:
    """The cells of a table, and what is found wrong with them."""

    def __init__(self, cells: FlowCells) -> None:
        self._cells = cells
        self._texts = cells.texts
        self.problems: list[Problem] = []
        self.notes: list[Problem] = []

    def partners(self, column: str) -> list[Partner]:
        """Return who stands in a column of ends."""
        nobody = Partner("", "unnamed")
        found = [find_partner(text) for text in self._texts[column]]
        for row, (text, partner) in enumerate(zip(self._texts[column], found, strict=True)):
            if partner is None:
                self._refuse(
                    "a country, a group of countries or the world", text, row, column, say_unknown(text)
                )
        partners = [partner or nobody for partner in found]
        self._note_names(column, partners)
        return partners

    def figures(self, about: float) -> list[Figure]:
        """Return the quantities with their bounds."""
        texts = self._texts["quantity"]
        sign = "." if self._cells.is_typed else decimal_sign(texts)
        figures = []
        for row, (text, qualifier) in enumerate(zip(texts, self._texts["qualifier"], strict=True)):
            found = read_figure(text, qualifier, sign=sign, about=about)
            if isinstance(found, Complaint):
                self._refuse(found.expected, self._texts[found.column][row], row, found.column, found.remedy)
                found = Figure(math.nan, 0.0, math.inf)
            figures.append(found)
        self._note_figures(texts, figures)
        return figures

    def _note_figures(self, texts: Sequence[str], figures: Sequence[Figure]) -> None:
        """Tell which cells are no plain numbers, and how they are read."""
        missing = [text for text in texts if text and is_no_figure(text)]
        if missing:
            self._note("numbers", f"{_cells(missing)}, read as missing", "quantity")
        signs = [text for text in texts if as_number(text) is None and text not in ("", *missing)]
        if signs and not self.problems:
            first = figures[texts.index(signs[0])]
            read = f"{first.low:g}" if first.low == first.high else f"{first.low:g} to {first.high:g}"
            self._note("plain numbers", f"{_cells(signs)}, read as {read}", "quantity")

    def check_units(self, units: Sequence[str]) -> None:
        """Refuse rows without a unit where others have one: nobody can add them up."""
        for row, unit in enumerate(units if any(units) else ()):
            if not unit:
                self._refuse("a unit in every row or in none", unit, row, "unit", "say which it is")

    def _refuse(self, expected: str, got: str, row: int, column: str, remedy: str = "") -> None:
        name = self._cells.headers.get(column, column)
        said = quote(got) if got else "an empty cell"
        where = self._cells.rows[row]
        self.problems.append(Problem(FILE, expected, said, row=where, column=name, remedy=remedy))

    def _note(self, expected: str, got: str, column: str, remedy: str = "") -> None:
        name = self._cells.headers.get(column, column)
        self.notes.append(Problem(FILE, expected, got, column=name, remedy=remedy, severity="note"))

    def _note_names(self, column: str, partners: Sequence[Partner]) -> None:
        """Tell which cells are called otherwise in the result."""
        pairs = list(zip(self._texts[column], partners, strict=True))
        read = [(text, one.name) for text, one in pairs if one.name and text != one.name]
        shown = dict.fromkeys(name for name in read if name[1] not in ("not specified", "rest of the world"))
        if shown:
            some = ", ".join(f"{quote(text)} as {name}" for text, name in [*shown][:3])
            self._note("codes of countries", f"{len(shown)} by name, such as {some}", column)
        for partner in dict.fromkeys(one for text, one in pairs if one.note and text != one.name):
            texts = [text for text, one in pairs if one == partner]
            self._note("countries", _cells(texts), column, f"{partner.name}: {partner.note}")


def _cells(texts: Sequence[str]) -> str:
    return f"{len(texts)} cell{'s' * (len(texts) > 1)} such as {quote(texts[0])}"


def _units(texts: Sequence[str], figures: Sequence[Figure]) -> list[str]:
    """Return the unit of each figure: a missing one has that of the others, where cells say it."""
    said = {figure.unit for figure in figures if not math.isnan(figure.quantity)}
    usual = said.pop() if len(said) == 1 and not any(texts) else ""
    return [text or figure.unit or usual for text, figure in zip(texts, figures, strict=True)]


def _unite_spellings(flows: list[Flow]) -> list[Flow]:
    """Return flows whose products and periods are written one way each: the first."""
    first: dict[str, dict[str, str]] = {"product": {}, "period": {}}
    return [
        replace(
            flow,
            product=first["product"].setdefault(simplify(flow.product), flow.product),
            period=first["period"].setdefault(period_key(flow.period), flow.period),
        )
        for flow in flows
    ]


def _unite_units(flows: list[Flow]) -> tuple[list[Flow], list[Problem]]:
    """Return flows of a product and period in one unit for each that they can be told in."""
    first: dict[tuple[str, str, str], str] = {}
    united, changed = [], {}
    for flow in flows:
        scale, base = unit_of(flow.unit)
        unit = first.setdefault((base, flow.product, flow.period), flow.unit)
        if unit == flow.unit:
            united.append(flow)
            continue
        factor = scale / unit_of(unit)[0]
        changed[flow.unit, unit] = factor
        united.append(
            replace(
                flow,
                unit=unit,
                quantity=flow.quantity * factor,
                low=flow.low * factor,
                high=flow.high * factor,
            )
        )
    notes = [
        Problem(
            FILE,
            "one unit a market",
            f"{quote(theirs)}, read as {factor:g} {ours}",
            column="unit",
            severity="note",
        )
        for (theirs, ours), factor in changed.items()
    ]
    return united, notes


class Span(NamedTuple):
    """First and last day."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """How many days it has, its first and last among them."""
        return (self.end - self.start).days + 1

    @property
    def period(self) -> str:
        """The span as a table writes it: in months, where it is whole ones."""
        whole = self.start.day == 1 and (self.end + DAY).day == 1
        first, last = (day.isoformat()[: 7 if whole else None] for day in self)
        return first if first == last else f"{first}/{last}"

    def overlaps(self, other: Span) -> bool:
        """Tell whether another span has a day of this one."""
        return self.start <= other.end and other.start <= self.end

    def holds(self, other: Span) -> bool:
        """Tell whether another span lies inside and is not the same."""
        return self.start <= other.start and other.end <= self.end and self != other


def is_time(period: str) -> bool:
    """Tell whether a period, as statistics write it, is a time."""
    return is_period(_iso_period(period))


def span_of(period: str) -> Span:
    """Return the first and the last day of a period."""
    return Span(*span(_iso_period(period)))


def _iso_period(period: str) -> str:
    """Return a period, as statistics write it, as an ISO one."""
    key = period_key(period)
    if match := _QUARTER.fullmatch(key):
        year, last = match[1], 3 * int(match[2])
        return f"{year}-{last - 2:02}/{year}-{last:02}"
    return key
