"""How tables are presented: title, heading, symbols and words of layers of an atlas, of routes and results.

A look is made in the language of the map; the words come from the messages, all else from the schema.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import numpy as np
import pandas as pd

from isthmus.layers._tables.result_schemas import EXPOSURE, GATES, MOVES, ROUTES, WIDENING
from isthmus.layers._tables.schemas import ATTRIBUTION, PLACES, SCHEMAS
from isthmus.layers._tables.symbology import (
    PLAIN,
    RISK_BUFFERS,
    SUPPLY,
    Symbol,
    Symbology,
    exposure_symbols,
)
from isthmus.layers._tables.table import Style

from ._messages import (
    TABLES,
    column_labels,
    column_units,
    column_values,
    layer_symbology,
    messages,
    plain_symbology,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from isthmus.layers import Atlas

#: What a risk buffer holds.
BAND_COLUMNS = ("sites_inside", "which_inside", "risks_met", "corridor_km")

#: How a legend shows the classes of a layer.
Legend: TypeAlias = Literal["classes", "ramp", "none"]

#: The closest zoom that Leaflet's tiles have.
CLOSEST: Final = 24

#: Shapes of which a style may speak.
_SHAPES = {"point": "Point", "line": "LineString", "polygon": "Polygon"}


@dataclass(frozen=True, slots=True)
class Look:
    """How a table is presented.

    Parameters
    ----------
    title : str
        Name of the layer.
    key : str
        Short name of the layer in addresses and in the names of files.
    group : str
        Heading under which the legend lists it.
    note : str
        A sentence under its title.
    shown : bool
        Whether the map shows it on opening.
    name : str
        Column with the name of each row; if there is none such, the first column of text is taken.
    symbology : Symbology
        How each class is drawn.
    labels : mapping of str to str
        What a reader sees for a column; a column that is not named keeps its own name.
    units : mapping of str to str
        Unit of the numbers of a column.
    values : mapping of str to mapping of str to str
        What a reader sees for the set values of a column; files keep the values.
    countries : tuple of str
        Columns whose values are codes of countries.
    links : tuple of str or None
        Columns whose values are addresses of web pages; None for all whose every value is one.
    hidden : tuple of str
        Columns that a reader does not see.
    dates : tuple of str
        Columns with the dates from and to which a row holds: see `Schema`.
    day : str
        If there is one, a map opens on the rows that hold on it, and not on those that are over.
    legend : {"classes", "ramp", "none"}
        Whether the legend lists the classes, shows them as one scale of colours, or leaves them out.
    is_labelled : bool
        Whether names are written on the map.
    tip : tuple of str
        Columns that are told beside the name of what is pointed at.
    card : tuple of str or None
        Columns of a card, in this order; None for all that a reader sees.
    zooms : tuple of int
        Zooms from which and up to which the layer is drawn.
    area_opacity : float
        The most opacity of areas, below which the land and other layers are seen.
    kind : {"", "hexbin", "heat", "arcs"}
        What was worked out of the table, if anything.
    heat_km : float
        How far the heat of a point reaches.
    heat_by : str
        Column of what is spread; if empty, the points are.
    """

    title: str
    key: str = ""
    group: str = "Layers"
    note: str = ""
    shown: bool = True
    name: str = "name"
    symbology: Symbology = PLAIN
    labels: Mapping[str, str] | None = None
    units: Mapping[str, str] | None = None
    values: Mapping[str, Mapping[str, str]] | None = None
    countries: tuple[str, ...] = ()
    links: tuple[str, ...] | None = None
    hidden: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    day: str = ""
    legend: Legend = "classes"
    is_labelled: bool = False
    tip: tuple[str, ...] = ()
    card: tuple[str, ...] | None = None
    zooms: tuple[int, int] = (0, CLOSEST)
    area_opacity: float = 0.4
    kind: str = ""
    heat_km: float = 0.0
    heat_by: str = ""

    @classmethod
    def of_layer(
        cls,
        layer: str,
        lang: str,
        *,
        group: str,
        shown: bool = True,
        name: str = "name",
        symbology: Symbology | None = None,
    ) -> Look:
        """Return the look of a table that has a schema, in a language."""
        symbols, schema = symbology or layer_symbology(layer, lang), TABLES[layer]
        return cls(
            title=messages(lang)[f"layer.{layer}"],
            key=layer,
            group=messages(lang)[f"group.{group}"],
            note=messages(lang).get(f"note.{layer}", ""),
            shown=shown,
            name=name,
            symbology=symbols,
            labels=column_labels(layer, lang),
            units=column_units(layer, lang),
            values=column_values(layer, lang),
            countries=schema.of_kind("country", "countries"),
            links=schema.of_kind("url"),
            hidden=("id", "precision", symbols.column, *schema.hidden),
            dates=schema.dates,
        )


def atlas_looks(lang: str) -> Mapping[str, Look]:
    """Return the looks of an atlas' layers in a language, from the lowest to the topmost.

    Examples
    --------
    >>> atlas_looks("cs")["corridors"].title
    'Dopravní koridory'
    """
    looks = (
        Look.of_layer("risk_zones", lang, group="risks"),
        Look.of_layer("flows", lang, group="trade", shown=False),
        Look.of_layer("partnerships", lang, group="trade", shown=False),
        Look.of_layer("corridors", lang, group="corridors"),
        *(Look.of_layer(layer, lang, group="places") for layer in reversed(PLACES)),
    )
    return MappingProxyType({look.key: look for look in looks})


def name_places(look: Look, atlas: Atlas) -> Look:
    """Return a look of one of an atlas' layers in which ids of places read as their names.

    Examples
    --------
    >>> from isthmus import layers
    >>> name_places(atlas_looks("en")["partnerships"], layers.example()).values["b"]["iron"]
    'IRON Cluster (Lviv)'
    """
    places = atlas.places
    names = dict(zip(places["id"], places["name"].fillna(places["id"]), strict=True))
    columns = (column.name for column in SCHEMAS[look.key].columns if column.refers_to)
    used = {column: sorted({*getattr(atlas, look.key)[column].dropna()} & names.keys()) for column in columns}
    read = {column: {id_: names[id_] for id_ in ids} for column, ids in used.items()}
    return replace(look, values={**(look.values or {}), **read})  # noqa: PD011  # no table


def buffers_look(lang: str) -> Look:
    """Return how risk buffers are presented: the nearest shown, the others for the reader to add."""
    words = messages(lang)
    return Look(
        words["buffers.title"],
        key="buffers",
        group=words["group.corridors"],
        note=words["buffers.note"],
        symbology=RISK_BUFFERS,
        labels={RISK_BUFFERS.column: words["buffers.classes"]}
        | {name: words[f"buffers.{name}"] for name in BAND_COLUMNS},
        units={"corridor_km": "km"},
        hidden=("id", "from_km", "to_km", ATTRIBUTION.name),
    )


def supply_look(lang: str) -> Look:
    """Return how the countries that make something are presented, by what is lost with each."""
    words = messages(lang)
    names = ("component", "parts", "needs_low", "needs_high")
    return Look(
        words["supply.title"],
        key="supply",
        group=words["group.places"],
        note=words["supply.note"],
        symbology=SUPPLY,
        labels={name: words[f"supply.{name}"] for name in names},
        hidden=("country",),
    )


def network_look(table: gpd.GeoDataFrame, lang: str) -> Look | None:
    """Return the look of routes, gates or a result in a language, or None for any other table.

    A table with all the columns of one of them is one, whether it was just worked out or read from a file.

    Examples
    --------
    >>> from isthmus import layers
    >>> network_look(layers.gates(), "pl").title
    'Wąskie przejścia'
    >>> network_look(layers.hubs(), "pl") is None
    True
    """
    columns = {*table.columns}
    if {*ROUTES.names} <= columns:
        return Look.of_layer("routes", lang, group="corridors")
    if {*GATES.names} <= columns:
        return gates_look(lang)
    if {*MOVES.names} <= columns:
        return Look.of_layer("moves", lang, group="corridors", name="what")
    if {*WIDENING.names} <= columns:
        return Look.of_layer("widening", lang, group="corridors", name="title")
    if {column.name for column in EXPOSURE.columns if column.required} <= columns:
        return _exposure_look(lang)
    return None


def _exposure_look(lang: str) -> Look:
    """Return the look of lines inside risk zones: by the severity of the zone, in its colours."""
    symbols = exposure_symbols(layer_symbology("risk_zones", lang))
    return Look.of_layer("exposure", lang, group="risks", name="line_name", symbology=symbols)


def plain_look(lang: str) -> Look:
    """Return the look of a table that nobody gave one."""
    words = messages(lang)
    return Look(words["table.layer"], group=words["group.layers"], symbology=plain_symbology(lang))


def gates_look(lang: str, *, shown: bool = True) -> Look:
    """Return the look of gates in a language: named by their titles, with what closes one on its card."""
    look = Look.of_layer("gates", lang, group="corridors", shown=shown, name="title")
    words = messages(lang)
    own = {"name": words["column.id"], "history": words["history.closures"]}
    return replace(look, labels={**(look.labels or {}), **own})


def classify(table: gpd.GeoDataFrame, symbology: Symbology) -> tuple[dict[str, Symbol], Any]:
    """Return the symbols that a table needs by what they stand for, and the place of each row's among them.

    Steps of a scale of numbers are all needed.

    Every value that has no symbol of its own stands under an empty text.

    Examples
    --------
    >>> import geopandas as gpd
    >>> table = gpd.GeoDataFrame({"mode": ["rail", "canoe", "rail"]}, geometry=[None] * 3, crs=4326)
    >>> symbols, codes = classify(table, layer_symbology("corridors", "en"))
    >>> {value: symbol.label for value, symbol in symbols.items()}, codes.tolist()
    ({'rail': 'Rail', '': 'Other'}, [0, 1, 0])
    """
    if symbology.column not in table.columns:
        return {"": symbology.other}, np.zeros(len(table), int)
    values = _class_keys(table[symbology.column], symbology)
    present = [
        value for value, symbol in symbology.symbols.items() if not symbol.label or (values == value).any()
    ]
    codes = values.map({value: code for code, value in enumerate(present)})
    symbols = {value: symbology.symbols[value] for value in present}
    if codes.isna().any():
        symbols[""] = symbology.other
    return symbols, codes.fillna(len(present)).astype(int).to_numpy()


def _class_keys(cells: pd.Series[Any], symbology: Symbology) -> pd.Series[Any]:
    """Return under what the symbol of each cell stands, if it has one of its own."""
    if not symbology.spans:
        return cells.map(as_key, na_action="ignore")
    numbers = pd.to_numeric(cells, errors="coerce").to_numpy(float, na_value=np.nan)
    inside = [(low <= numbers) & (numbers <= high) for low, high in symbology.spans.values()]
    return pd.Series(np.select(inside, [*symbology.spans], default=""), index=cells.index, dtype="str")


def in_own_style(look: Look, table: gpd.GeoDataFrame) -> Look:
    """Return a look as the owner of a table has it drawn in QGIS, if that was read with it."""
    style = Style.of(table)
    if style is None or {*table.geom_type.dropna().str.removeprefix("Multi")} - {_SHAPES[style.geometry]}:
        return look
    hidden = tuple(name for name in look.hidden if name != style.name)
    return replace(look, symbology=style.symbology, name=style.name or look.name, hidden=hidden)


def as_key(value: object) -> str:
    """Return under what the class of a value stands."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
