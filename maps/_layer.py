"""A table as a layer of a folium map: packed bytes, and what the page needs to draw and explain them.

So are the base map's countries, lakes, disputed lines and names; tiles come on request.
"""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from functools import cache
from itertools import count
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pandas as pd
import shapely
from folium.map import Layer

from isthmus.layers._bundled.countries import cities, countries, country_marks, disputed_lines
from isthmus.layers._bundled.ground import ground_layers
from isthmus.layers._tables.crs import check_crs, in_degrees
from isthmus.layers._tables.dates import span
from isthmus.layers._tables.schemas import NARROWS
from isthmus.layers._tables.table import check_columns

from ._elements import template
from ._looks import Look, classify
from ._packing.binary import pack, sort_spatially
from ._packing.encoding import embed
from ._page import page_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import geopandas as gpd

    from isthmus.layers._tables.symbology import Symbol

#: South and west, north and east.
Bounds: TypeAlias = tuple[tuple[float | None, float | None], tuple[float | None, float | None]]

#: The tiles that a reader may ask for; their terms: https://operations.osmfoundation.org/policies/tiles/.
TILES = MappingProxyType(
    {"url": "https://tile.openstreetmap.org/{z}/{x}/{y}.png", "attribution": "© OpenStreetMap contributors"}
)

#: The page draws the layers under this heading below all others, each in its own way, by its title.
BASE_GROUP = "base"

#: Decimals of a degree that are kept: 11 m, a pixel at the closest zoom; of what is drawn from afar, 110 m.
BASE_DIGITS = MappingProxyType(
    {"countries": 4, "lakes": 4, "rivers": 3, "disputed_lines": 3, "country_names": 3, "towns": 3}
)

#: What a table without a place spans.
NOWHERE: Bounds = ((None, None), (None, None))

#: From this many points on, neighbours are stored side by side, which makes the file smaller.
MANY_POINTS = 10_000

#: Letters of a title that a layer's key keeps.
MOST_KEY = 60

#: What the address of a web page looks like.
LINK = r"https?://\S+$"

#: Name of the column, made for the page, that holds the class of each row.
CLASS = "@class"

#: Names of the columns, made for the page, that hold the months from and to which each row holds.
MONTHS = ("@from", "@to")


class PackedLayer(Layer):
    """A packed table, drawn on canvas.

    Parameters
    ----------
    packed : str
        What `pack_layer` made.
    look : Look
        How it is presented.
    bounds : list of two points
        What the table spans, as folium writes it.
    table : geopandas.GeoDataFrame, optional
        What a figure shows of it.
    """

    _template = template("layer.html")

    def __init__(
        self, packed: str, look: Look, *, bounds: Bounds = NOWHERE, table: gpd.GeoDataFrame | None = None
    ) -> None:
        super().__init__(name=look.title, overlay=True, control=look.group != "base", show=look.shown)
        self._name = "PackedLayer"
        self.packed = packed
        self.key = look.key
        self.look = look
        self.table = table
        self._bounds = bounds

    def _get_self_bounds(self) -> list[list[float | None]]:
        """Return what the table spans, for `folium.Map.get_bounds`."""
        return [list(corner) for corner in self._bounds]

    def render(self, **kwargs: Any) -> None:  # type: ignore[override]  # branca's macros return nothing
        """Hand the bytes to the page, and the script that unpacks them."""
        page_of(self).data[f"data-{self.get_name()}"] = self.packed
        super().render(**kwargs)  # type: ignore[no-untyped-call]


def bounds_of(table: gpd.GeoDataFrame) -> Bounds:
    """Return what a table spans, as folium writes it: south and west, north and east, in degrees.

    Examples
    --------
    >>> import geopandas as gpd
    >>> bounds_of(gpd.GeoDataFrame(geometry=gpd.points_from_xy([21, 18.65], [52.2, 54.35]), crs=4326))
    ((52.2, 18.65), (54.35, 21.0))
    """
    west, south, east, north = map(float, in_degrees(table).total_bounds)
    return NOWHERE if np.isnan(west) else ((south, west), (north, east))


def layer_key(title: str, taken: Collection[str]) -> str:
    """Return a short name for a layer that no other on its map has, for addresses and names of files.

    Examples
    --------
    >>> layer_key("Ports & rail", {"ports_rail"}), layer_key("港口", set())
    ('ports_rail_2', '港口')
    """
    key = re.sub(r"\W+", "_", title.casefold())[:MOST_KEY].strip("_") or "layer"
    return next(name for name in (key if n == 1 else f"{key}_{n}" for n in count(1)) if name not in taken)


def pack_layer(table: gpd.GeoDataFrame, look: Look, *, digits: int | None = None) -> str:
    """Pack a table and its look into the text that a page carries.

    Parameters
    ----------
    table : geopandas.GeoDataFrame
        Points, lines, polygons or a mixture, in any coordinate reference system.
    look : Look
        How it is presented.
    digits : int, optional
        Decimals of a degree to keep.

    Returns
    -------
    str
        What `embed` makes of the packed bytes.
    """
    columns = columns_of(table)
    if (
        len(table) >= MANY_POINTS
        and (shapely.get_type_id(np.asarray(table.geometry)) == shapely.GeometryType.POINT).all()
    ):
        table = sort_spatially(table)
    symbols, codes = classify(table, look.symbology)
    made = {CLASS: codes} | _months(table, look.dates)
    links = _link_columns(table, columns) if look.links is None else look.links
    look = replace(look, name=_name_column(table, columns, look), links=links)
    header = {"layer": _describe(columns, list(made), look, symbols) | {"now": _month_now(made, look.day)}}
    attributes = [table[column].rename(name) for name, column in columns.items()]
    attributes += [pd.Series(values, name=name) for name, values in made.items()]
    return embed(pack(table.geometry, attributes, digits=digits, extra=header, on_course=True))


def columns_of(table: gpd.GeoDataFrame, argument: str = "table") -> dict[str, Any]:
    """Return the columns that hold a table's attributes, by their names as text.

    Raises
    ------
    ArgumentError
        If the table has no geometry or no CRS of the Earth, or two of its columns bear one name.

    Examples
    --------
    >>> import geopandas as gpd
    >>> columns_of(gpd.GeoDataFrame({2024: [1.5]}, geometry=[None], crs=4326))
    {'2024': 2024}
    """
    check_crs(table, argument)
    in_degrees(table.iloc[:0], argument)
    check_columns(table, argument)
    return {str(column): column for column in table.columns if column != table.geometry.name}


def _name_column(table: gpd.GeoDataFrame, columns: Mapping[str, Any], look: Look) -> str:
    """Return the column that names the rows: the look's, else the first of text, else none."""
    texts = (name for name, column in columns.items() if pd.api.types.is_string_dtype(table[column]))
    return look.name if look.name in columns else next(texts, "")


def _link_columns(table: gpd.GeoDataFrame, columns: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the columns whose every value is the address of a web page.

    Examples
    --------
    >>> import geopandas as gpd
    >>> sites = {"see": ["https://example.org/1", None], "curl": ["no", "link"]}
    >>> table = gpd.GeoDataFrame(sites, geometry=[None] * 2, crs=4326)
    >>> _link_columns(table, {"see": "see", "curl": "curl"})
    ('see',)
    """
    return tuple(name for name, column in columns.items() if _holds_links(table[column].dropna()))


def _holds_links(values: pd.Series[Any]) -> bool:
    return pd.api.types.is_string_dtype(values) and len(values) > 0 and bool(values.str.match(LINK).all())


def _describe(
    columns: Mapping[str, Any], made: list[str], look: Look, symbols: Mapping[str, Symbol]
) -> dict[str, Any]:
    """Return what the header of the packed bytes says about the layer's looks."""
    labels = look.labels or {}
    places = {name: place for place, name in enumerate(columns)}
    made_places = {name: len(places) + place for place, name in enumerate(made)}
    return {
        "key": look.key,
        "title": look.title,
        "group": look.group,
        "note": look.note,
        "name": places.get(look.name, -1),
        "names": dict((look.values or {}).get(look.name, {})),  # noqa: PD011  # no table
        "class": made_places[CLASS],
        "classed_by": labels.get(look.symbology.column, look.symbology.column),
        "precision": places.get("precision", -1),
        "verified": places.get("verified", -1) if "source" in places else -1,
        "grade": places.get("source_grade", -1),
        "weight": places.get(look.symbology.weight, -1),
        "by": places.get(look.symbology.column, -1),
        "tapers": look.key == "flows" or look.kind == "arcs",
        "moves": look.kind == "arcs",
        "heat_km": look.heat_km,
        "heat_by": places.get(look.heat_by, -1),
        "legend": look.legend,
        "labelled": look.is_labelled,
        "zooms": list(look.zooms),
        "area_opacity": look.area_opacity,
        "tip": [places[name] for name in look.tip if name in places],
        "card": None if look.card is None else [places[name] for name in look.card if name in places],
        "from": made_places.get(MONTHS[0], -1),
        "to": made_places.get(MONTHS[1], -1),
        "classes": [
            _describe_class(value, symbol, look.symbology.spans.get(value))
            for value, symbol in symbols.items()
        ],
        "fields": [
            {"column": place, **_describe_field(name, look)}
            for name, place in places.items()
            if name not in {*look.hidden, look.name}
        ],
    }


def _describe_field(name: str, look: Look) -> dict[str, Any]:
    """Return how a card shows a column."""
    return {
        "label": (look.labels or {}).get(name, name),
        "unit": (look.units or {}).get(name, ""),
        "values": dict((look.values or {}).get(name, {})),  # noqa: PD011  # no table
        "countries": name in look.countries,
        "link": name in (look.links or ()),
    }


def _months(table: gpd.GeoDataFrame, dates: tuple[str, ...]) -> dict[str, Any]:
    """Return the months, counted from the year 0, from and to which each row holds; none where it is open."""
    if not dates or dates[0] not in table.columns:
        return {}
    columns = (dates[0], dates[-1])
    return {
        made: table[column].map(lambda text, edge=edge: _month(text, edge), na_action="ignore").astype(float)
        if column
        else np.full(len(table), np.nan)
        for edge, (made, column) in enumerate(zip(MONTHS, columns, strict=True))
    }


def _month_now(made: Mapping[str, Any], day: str) -> int:
    """Return the month of a day on which some row holds, else -1."""
    if not day or MONTHS[0] not in made:
        return -1
    now = _month(day, 1)
    first, last = (np.asarray(made[name], dtype=float) for name in MONTHS)
    holds = ~(first > now) & ~(last < now)
    return int(now) if holds.any() else -1


def rows_on_opening(table: gpd.GeoDataFrame, look: Look) -> gpd.GeoDataFrame:
    """Return the rows that have a place and hold when the map is opened."""
    shapes = np.asarray(table.geometry)
    seen = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    now = _month_now(made := _months(table, look.dates), look.day)
    if now >= 0:
        first, last = (np.asarray(made[name], dtype=float) for name in MONTHS)
        seen &= ~(first > now) & ~(last < now)
    return table[seen]


def _month(text: str, edge: int) -> float:
    day = span(text)[edge]
    return day.year * 12 + day.month - 1


def _describe_class(value: str, symbol: Symbol, span: tuple[float, float] | None) -> dict[str, Any]:
    look = asdict(symbol)
    described = {"label": look.pop("label"), "shown": look.pop("shown"), "passage": value in NARROWS}
    return described | {"symbol": look, "span": span if span and not symbol.label else None}


def base_layers() -> list[PackedLayer]:
    """Return the layers of the base map, the lowest first."""
    return [PackedLayer(packed, Look(title, group=BASE_GROUP)) for title, packed in _pack_base()]


@cache
def _pack_base() -> tuple[tuple[str, str], ...]:
    ground = ground_layers()
    tables = {
        "countries": ground["land"],
        "lakes": ground["lakes"],
        "rivers": ground["rivers"],
        "disputed_lines": disputed_lines()[["name", "geometry"]],
        "country_names": _name_points(),
        "towns": cities().sort_values("population", ascending=False)[
            ["name", "population", "other_names", "geometry"]
        ],
    }
    return tuple(
        (title, pack_layer(table, Look(title, group=BASE_GROUP), digits=BASE_DIGITS[title]))
        for title, table in tables.items()
    )


def _name_points() -> gpd.GeoDataFrame:
    """Return where each country is named, its name, its code and the width of its largest part in degrees."""
    parts = countries()[["iso", "geometry"]].explode(ignore_index=True)
    bounds = parts.bounds
    parts = parts.assign(area=shapely.area(np.asarray(parts.geometry)), width=bounds["maxx"] - bounds["minx"])
    widths = parts.sort_values("area").groupby("iso")["width"].last()
    marks = country_marks()
    return marks.assign(width=marks["iso"].map(widths).round(2))[["name", "width", "iso", "geometry"]]
