"""How tables that are worked out look in a GIS, and what their columns mean, told by their columns."""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle
from typing import TYPE_CHECKING, Final, NamedTuple

import geopandas as gpd

from .result_schemas import EXPOSURE, GATES, MOVES, NETWORK_SCHEMAS, ROUTES, WIDENING
from .schema import Column, Schema
from .symbology import (
    NETWORK_SYMBOLOGY,
    RISK_BUFFERS,
    ROUTE_STYLES,
    SLATE,
    SYMBOLOGY,
    Symbol,
    Symbology,
    exposure_symbols,
)
from .table import Style

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from .schema import Geometry

_SHAPES: Final[Mapping[str, Geometry]] = {
    "Point": "point",
    "LineString": "line",
    "Polygon": "polygon",
}

_BANDS: Final = Schema(
    "bands",
    "Bands of distance",
    "all that is as far from a feature as its two columns of kilometres say",
    "polygon",
    (
        Column("from_km", "number", "From", "Inner distance of the band.", unit="km", minimum=0),
        Column("to_km", "number", "To", "Outer distance of the band.", unit="km", minimum=0),
    ),
)

_INDEPENDENT_ROUTES: Final = Schema(
    "independent_routes",
    "Independent routes",
    "one of the routes between two ends that share no hub",
    "line",
    (
        Column("origin", "text", "From", "Where the route starts."),
        Column("destination", "text", "To", "Where the route ends."),
        *(ROUTES[name] for name in ("route", "km", "h", "usd_t", "gates", "countries", "attribution")),
    ),
)

_FIXED: Final = (
    (GATES, NETWORK_SYMBOLOGY["gates"]),
    (MOVES, NETWORK_SYMBOLOGY["moves"]),
    (WIDENING, NETWORK_SYMBOLOGY["widening"]),
)


_EXPOSED: Final = exposure_symbols(SYMBOLOGY["risk_zones"])

#: Where the zones have no severity.
_EXPOSED_PLAIN: Final = Symbology("", {}, replace(_EXPOSED["3"], label="Inside a zone"))


class ResultStyle(NamedTuple):
    """What a table's columns mean, and how its classes look."""

    schema: Schema
    symbology: Symbology


def result_style(table: pd.DataFrame) -> ResultStyle | None:
    """Return the looks of a table that was worked out, None of any other.

    Examples
    --------
    >>> from isthmus import layers
    >>> found = result_style(layers.buffer(layers.example().gateways, [10, 50]))
    >>> [symbol.label for symbol in found.symbology.symbols.values()]
    ['0\N{EN DASH}10 km', '10\N{EN DASH}50 km']
    >>> result_style(layers.hubs()) is None
    True
    """
    columns = {*table.columns}
    if columns >= {*ROUTES.names}:
        several = len({*table["route"]}) > 1
        return ResultStyle(ROUTES, _route_symbols(table) if several else NETWORK_SYMBOLOGY["routes"])
    for schema, symbols in _FIXED:
        if columns >= {*schema.names}:
            return ResultStyle(schema, symbols)
    if columns >= {column.name for column in EXPOSURE.columns if column.required}:
        return ResultStyle(EXPOSURE, _EXPOSED if _EXPOSED.column in columns else _EXPOSED_PLAIN)
    if columns >= {*_INDEPENDENT_ROUTES.names} - {"attribution"}:
        return ResultStyle(_INDEPENDENT_ROUTES, _route_symbols(table))
    if columns >= {*_BANDS.names} and _geometry_of(table) in {"polygon", "none"}:
        return ResultStyle(_BANDS, _band_symbols(table))
    return None


def has_words(table: pd.DataFrame, symbology: Symbology) -> bool:
    """Tell whether symbols are those of a result which a map has words for in every language.

    Examples
    --------
    >>> from isthmus import layers
    >>> gates = layers.gates()
    >>> has_words(gates, result_style(gates).symbology)
    True
    """
    found = result_style(table)
    return found is not None and found.schema.name in NETWORK_SCHEMAS and found.symbology == symbology


def style_of(table: pd.DataFrame) -> ResultStyle | None:
    """Return how a table is drawn: as what was worked out, or else as its owner has it.

    Examples
    --------
    >>> from isthmus import layers
    >>> style_of(layers.gates()).schema.title
    'Gates'
    """
    found, owned, geometry = result_style(table), Style.of(table), _geometry_of(table)
    if found is None and owned is not None and geometry in {owned.geometry, "none"}:
        return ResultStyle(Schema("", "", "a feature", owned.geometry, ()), owned.symbology)
    return found


def _geometry_of(table: pd.DataFrame) -> Geometry | None:
    """Return what all shapes of a table are: "none" where it has none, None where there are several kinds."""
    if not isinstance(table, gpd.GeoDataFrame):
        return None
    kinds = {_SHAPES.get(shape) for shape in table.geom_type.dropna().astype("str").str.removeprefix("Multi")}
    if not kinds:
        return "none"
    return kinds.pop() if len(kinds) == 1 else None


def _route_symbols(table: pd.DataFrame) -> Symbology:
    """Return a colour and a dash for each of several routes."""
    numbers = sorted(table["route"].dropna().unique())
    symbols = {
        str(int(number)): Symbol(f"Route {int(number)}", color, width=4, dash=dash)
        for number, (color, dash) in zip(numbers, cycle(ROUTE_STYLES), strict=False)
    }
    return Symbology("route", symbols, Symbol("Other", SLATE, width=2))


def _band_symbols(table: pd.DataFrame) -> Symbology:
    """Return lighter symbols for bands farther away, as many as there are."""
    ends = table[["to_km", "from_km"]].dropna().drop_duplicates("to_km").sort_values("to_km")
    looks = [*RISK_BUFFERS.symbols.values(), RISK_BUFFERS.other]
    symbols = {
        _key(to): Symbol(
            f"{start:g}\N{EN DASH}{to:g} km", look.color, width=look.width, opacity=look.opacity, reach_km=to
        )
        for (to, start), look in zip(ends.to_numpy(), _and_last(looks, len(ends)), strict=True)
    }
    return Symbology("to_km", symbols, RISK_BUFFERS.other)


def _and_last(looks: list[Symbol], count: int) -> Iterable[Symbol]:
    return [looks[min(number, len(looks) - 1)] for number in range(count)]


def _key(number: float) -> str:
    """Return a number as QGIS and the page write that of a class."""
    return str(int(number)) if float(number).is_integer() else repr(float(number))
