"""Where in a table of trade each thing stands: under names of ours, or as statistics are published.

Published layouts name who reports, the partner and the direction of a flow, and mix totals with their parts:
of UN Comtrade by customs procedure, mode of transport and second partner, of Eurostat's Comext by statistical
procedure. What a reporter says of its own trade counts on its own side alone; the partner's mirror of it is
another figure.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import pandas as pd

from isthmus.geo import Problem, ValidationError
from isthmus.layers._bundled.gazetteer import simplify
from isthmus.layers._tables.cells import as_number, as_text, quote
from isthmus.layers._tables.dates import period_key
from isthmus.layers._tables.table import file_columns

from .flow_cells import (
    FILE,
    NEEDED,
    OPTIONAL,
    SIDES,
    USUAL,
    FlowCells,
    bare_header,
    cell_texts,
    flow_note,
    plain_cells,
)
from .partners import find_partner

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_REPORTER: Final = (
    *("reporteriso", "reporteriso3", "declarantiso", "reporter", "declarant", "reportercode"),
    *("reporterdesc", "reportername", "reportingcountry", "declarantlab"),
)
_PARTNER: Final = (
    *("partneriso", "partneriso3", "partner", "partnercode", "partnerdesc", "partnername"),
    *("partnercountry", "partnerlab"),
)
_DIRECTION: Final = ("flowcode", "tradeflowcode", "flow", "tradeflow", "flowdesc", "tradeflowname", "rgcode")
_IMPORTS: Final = frozenset(("m", "1", "import", "imports", "imp"))
_EXPORTS: Final = frozenset(("x", "2", "export", "exports", "exp"))
#: Parts of imports or of exports: re-exports, goods for processing, domestic exports.
_PARTS_OF_FLOWS: Final = re.compile(
    r"rx|rm|dx|fm|mip|xip|mop|xop|3|4|re[ -]?(ex|im)ports?|(domestic|foreign) .*|.*processing.*"
)
#: Columns of figures in the order in which they are taken, and their units; "" where another column says it.
_MEASURES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "primaryvalue": "USD",
        "tradevalueus": "USD",
        "tradevalueusd": "USD",
        "tradevaluein1000usd": "1000 USD",
        "tradevalue1000usd": "1000 USD",
        "valueineuros": "EUR",
        "valueeur": "EUR",
        "obsvalue": "",
        "value": "",
        "tradevalue": "",
        "quantity": "",
        "netwgt": "kg",
        "netweightkg": "kg",
        "quantityinkg": "kg",
        "quantitykg": "kg",
        "qty": "",
    }
)
_UNITS: Final = ("unit", "indicators", "indicator", "unitofmeasure", "currency")
_UNITS_OF_QTY: Final = ("qtyunitabbr", "qtyunit", "unit")
#: What Eurostat calls a measure, and its unit.
_INDICATORS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "valueineuros": "EUR",
        "valueeur": "EUR",
        "quantityinkg": "kg",
        "quantitykg": "kg",
        "quantityin100kg": "100 kg",
        "supquantity": "supplementary units",
    }
)
_PRODUCTS: Final = (
    *("cmdcode", "commoditycode", "productnc", "productcode", "product", "commodity", "hscode", "hs6"),
    *("cmddesc",),
)
_PERIODS: Final = ("period", "timeperiod", "refyear", "year")
#: Columns that split a flow into parts, and how they call the whole.
_SPLITS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "partner2code": frozenset(("0",)),
        "partner2iso": frozenset(("w00",)),
        "2ndpartnercode": frozenset(("0",)),
        "customscode": frozenset(("c00",)),
        "customsproccode": frozenset(("c00",)),
        "motcode": frozenset(("0",)),
        "modeoftransportcode": frozenset(("0",)),
        "moscode": frozenset(("0",)),
        "statregime": frozenset(),
        "statprocedure": frozenset(),
        "tradetype": frozenset(),
    }
)
_BACI: Final[Mapping[str, str]] = MappingProxyType(
    {"origin": "i", "destination": "j", "quantity": "v", "product": "k", "period": "t"}
)


def find_cells(table: pd.DataFrame) -> FlowCells:
    """Return the cells of a table of flows.

    Raises
    ------
    ValidationError
        If a column is missing, or a flow has no direction.

    Examples
    --------
    >>> cells = {"reporterISO": ["POL"], "partnerISO": ["W00"], "flowCode": ["M"], "primaryValue": [5.0]}
    >>> found = find_cells(pd.DataFrame(cells))
    >>> found.texts["origin"], found.texts["destination"], found.texts["unit"], found.sides
    (['W00'], ['POL'], ['USD'], [('suppliers',)])
    """
    keys = {bare_header(str(name)): str(name) for name in reversed(table.columns)}
    own = {name for name in ("origin", "destination") if not keys.keys().isdisjoint((name, *USUAL[name]))}
    if not own and {"i", "j", "v"} <= keys.keys() and not {"t", "k"}.isdisjoint(keys):
        return _baci_cells(table, keys)
    ends = [next((key for key in words if key in keys), None) for words in (_REPORTER, _PARTNER)]
    measure = next((key for key in _MEASURES if key in keys), None)
    if not own and all(ends) and measure:
        return _reported_cells(table, keys, measure)
    return plain_cells(table, keys)


def _baci_cells(table: pd.DataFrame, keys: Mapping[str, str]) -> FlowCells:
    """Return the cells of CEPII's BACI: value v in thousand USD of product k from i to j in year t."""
    headers = {name: keys[key] for name, key in _BACI.items() if key in keys}
    texts = {name: cell_texts(table, headers.get(name)) for name in (*NEEDED, *OPTIONAL)}
    texts["product"] = [_hs_code(text) for text in texts["product"]]
    texts["unit"] = ["1000 USD"] * len(table)
    typed = pd.api.types.is_numeric_dtype(table[headers["quantity"]])
    note = flow_note("columns of flows", "those of BACI: values v in thousand USD from i to j", "quantity")
    rows = list(range(1, len(table) + 1))
    return FlowCells(texts, headers, rows, [SIDES] * len(rows), typed, [note])


def _hs_code(text: str) -> str:
    """Return a code of the Harmonized System with the zero in front that numbers lose."""
    return f"0{text}" if text.isdigit() and len(text) % 2 else text


@dataclass(frozen=True, slots=True)
class _Report:
    """What a country says of a flow: a row of a table, or several that are its parts."""

    row: int
    reporter: str
    partner: str
    direction: str
    product: str
    unit: str
    period: str
    quantity: str
    parts: tuple[str, ...]

    @property
    def key(self) -> tuple[str, ...]:
        """What all parts of a flow share."""
        who = find_partner(self.partner)
        partner = who.name if who and who.kind == "countries" else self.partner
        return self.reporter, partner, self.direction, self.product, self.unit, self.period


def _reported_cells(table: pd.DataFrame, keys: Mapping[str, str], measure: str) -> FlowCells:
    """Return the cells of imports and exports as countries report them, each once."""
    directions, notes = _directions(table, keys)
    splits = [key for key in _SPLITS if key in keys]
    columns = (
        _first_texts(table, keys, _REPORTER),
        _first_texts(table, keys, _PARTNER),
        directions,
        [_hs_code(text) for text in _first_texts(table, keys, _PRODUCTS)],
        _units_of_measure(table, keys, measure),
        [period_key(text) for text in _first_texts(table, keys, _PERIODS)],
        cell_texts(table, keys[measure]),
        zip(*(cell_texts(table, keys[key]) for key in splits), strict=True) if splits else [()] * len(table),
    )
    reports = [_Report(row, *cells) for row, cells in enumerate(zip(*columns, strict=True), start=1)]
    reports, more = _whole_flows([report for report in reports if report.direction], splits)
    bought = [report.direction == "M" for report in reports]
    ends = [
        (report.partner, report.reporter)[:: 1 if is_import else -1]
        for report, is_import in zip(reports, bought, strict=True)
    ]
    texts = {name: [getattr(report, name) for report in reports] for name in _KEPT}
    texts |= {"origin": [one for one, _ in ends], "destination": [other for _, other in ends]}
    texts |= dict.fromkeys(("qualifier", "id"), [""] * len(reports))
    figures = f'"{keys[measure]}" of what countries report'
    note = flow_note("columns of flows", figures, "quantity", "what each says counts for that country alone")
    typed = pd.api.types.is_numeric_dtype(table[keys[measure]])
    rows = [report.row for report in reports]
    sides: list[tuple[str, ...]] = [(SIDES[is_import],) for is_import in bought]
    return FlowCells(texts, {"quantity": keys[measure]}, rows, sides, typed, [note, *notes, *more])


_KEPT: Final = ("product", "unit", "period", "quantity")


def _directions(table: pd.DataFrame, keys: Mapping[str, str]) -> tuple[list[str], list[Problem]]:
    """Return "M" or "X" for each row, "" for one that is a part of others, and what was left out."""
    column = next((keys[key] for key in _DIRECTION if key in keys), None)
    if column is None:
        have = f"a table of {', '.join(file_columns(table)[:12])}"
        remedy = "add it: import or export, as the reporter sees it"
        raise ValidationError([Problem(FILE, "this column", have, column="flow", remedy=remedy)])
    texts = cell_texts(table, column)
    read = {text: _read_direction(text) for text in texts}
    problems = [
        Problem(FILE, "import or export", quote(text), row=row, column=column)
        for row, text in enumerate(texts, start=1)
        if read[text] is None
    ]
    if problems:
        raise ValidationError(problems)
    parts = [text for text in texts if read[text] == ""]
    got = f"{len(parts)} row{'s' * (len(parts) > 1)} of {', '.join(dict.fromkeys(map(quote, parts)))}"
    notes = [flow_note("imports or exports", got, column, "left out, as parts of these")] * bool(parts)
    return [read[text] or "" for text in texts], notes


def _read_direction(text: str) -> str | None:
    bare = simplify(text)
    if bare in _IMPORTS or bare in _EXPORTS:
        return "M" if bare in _IMPORTS else "X"
    return "" if _PARTS_OF_FLOWS.fullmatch(bare) else None


def _first_texts(table: pd.DataFrame, keys: Mapping[str, str], words: Sequence[str]) -> list[str]:
    """Return of each row the first cell that is filled, of some columns that say the same."""
    columns = [cell_texts(table, keys[key]) for key in words if key in keys]
    return [next(filter(None, cells), "") for cells in zip(*columns, strict=True)] or [""] * len(table)


def _units_of_measure(table: pd.DataFrame, keys: Mapping[str, str], measure: str) -> list[str]:
    """Return the unit of each figure: that of the column, or what another column says."""
    if _MEASURES[measure]:
        return [_MEASURES[measure]] * len(table)
    words = _UNITS_OF_QTY if measure in {"qty", "quantity"} else _UNITS
    return [_INDICATORS.get(bare_header(text), text) for text in _first_texts(table, keys, words)]


def _whole_flows(reports: Sequence[_Report], splits: Sequence[str]) -> tuple[list[_Report], list[Problem]]:
    """Return flows without the parts that stand beside their whole, and the sums of other parts."""
    groups: dict[tuple[str, ...], list[_Report]] = defaultdict(list)
    for report in reports:
        groups[report.key].append(report)
    found: list[_Report] = []
    beside, added = 0, 0
    for group in groups.values():
        whole = _totals_among(group, splits)
        joined = _sum_of_parts(whole)
        beside += len(group) - len(whole)
        added += len(whole) * (len(joined) < len(whole))
        found += joined
    notes = [
        flow_note("each flow once", f"{beside} rows of parts beside their whole, left out", "row")
    ] * bool(beside)
    notes += [flow_note("each flow once", f"{added} rows of parts, added up", "row")] * bool(added)
    return sorted(found, key=lambda report: report.row), notes


def _totals_among(group: list[_Report], splits: Sequence[str]) -> list[_Report]:
    """Return of some reports of one flow those of the whole, where they are there."""
    for place, key in enumerate(splits):
        whole = [report for report in group if simplify(report.parts[place]) in _SPLITS[key]]
        group = whole or group
    return group


def _sum_of_parts(group: list[_Report]) -> list[_Report]:
    """Return the sum of reports that are parts of one flow; what is twice the same part stays as it is."""
    figures = [as_number(report.quantity) for report in group]
    known = [figure for figure in figures if figure is not None]
    apart = len({(report.parts, report.partner) for report in group}) == len(group)
    if len(group) == 1 or not apart or len(known) < len(group):
        return group
    return [replace(group[0], quantity=as_text(sum(known)))]
