"""Thematic maps: a table coloured, sized and labelled by its columns, in the words of `geopandas.explore`."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Hashable
from dataclasses import replace
from functools import partial
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypedDict

import numpy as np
import pandas as pd

from isthmus._arguments import (
    as_items,
    as_number,
    as_whole,
    check_choice,
    check_flag,
    check_kind,
    check_text,
    list_choices,
    unfit,
)
from isthmus.layers._bundled.files import shapes
from isthmus.layers._tables.symbology import MOST_WIDTH, Symbol, Symbology

from ._captions import aliases_of, caption_legend
from ._looks import CLOSEST, as_key
from ._messages import messages
from ._palettes import STEPS, as_color, palette

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ._looks import Legend, Look
    from ._palettes import ColorScale

#: More values than this are no classes that a reader can tell apart.
MOST_CATEGORIES: Final = 200

#: The most points whose size a page varies.
MOST_SIZED: Final = 20_000

#: Of areas, which show the land below, and of what has no value.
AREA_OPACITY: Final = 0.7
MISSING: Final = "#9aa3ad"

#: Ways of explore() to say what a line, an outline or an area looks like, by what it is here.
_STYLE_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "color": "color",
        "fillColor": "color",
        "fillOpacity": "opacity",
        "opacity": "opacity",
        "radius": "size",
        "weight": "width",
    }
)


class StyleOptions(TypedDict, total=False):
    """How a table is drawn, by the names that `geopandas.GeoDataFrame.explore` has for it."""

    column: str | None
    cmap: ColorScale | None
    color: str | None
    scheme: str | None
    k: int
    vmin: float | None
    vmax: float | None
    categorical: bool
    categories: Sequence[object] | None
    classification_kwds: Mapping[str, Any] | None
    legend: bool
    legend_kwds: Mapping[str, Any]
    tooltip: bool | str | int | Sequence[str]
    popup: bool | str | int | Sequence[str]
    tooltip_kwds: Mapping[str, Any]
    popup_kwds: Mapping[str, Any]
    size: float | str | None
    width: float | str | None
    label: str | None
    marker: str
    opacity: float | None
    min_zoom: int
    max_zoom: int
    missing_kwds: Mapping[str, Any]
    style_kwds: Mapping[str, Any]
    kind: str
    cell_km: float | None
    radius_km: float | None


def style_look(look: Look, table: pd.DataFrame, options: Mapping[str, Any], lang: str) -> Look:
    """Return a look with what its maker says of colours, sizes, cards and zooms.

    Raises
    ------
    ArgumentError
        If there is no such option, column, scale or scheme, or its value is none.

    Examples
    --------
    >>> from isthmus.maps._looks import plain_look
    >>> table = pd.DataFrame({"tons": [1.0, 5.0, None], "kind": ["port", "plant", "port"]})
    >>> by_kind = style_look(plain_look("en"), table, {"column": "kind"}, "en")
    >>> [(value, symbol.label) for value, symbol in by_kind.symbology.symbols.items()]
    [('plant', 'plant'), ('port', 'port')]
    >>> style_look(
    ...     plain_look("en"), table, {"column": "tons", "k": 2, "scheme": "EqualInterval"}, "en"
    ... ).legend
    'classes'
    """
    if not options:
        return look
    given = _merge_style_words(options)
    for name in ("column", "label"):
        check_text(name, given.get(name, ""))
    by_row = given.pop("color") if given.get("color") in {*table.columns} else None
    for name in ("column", "size", "width", "label"):
        if isinstance(given.get(name), str):
            _check_column(name, given[name], table)
    base = _base_symbol(look.symbology.other, given)
    plain = replace(look.symbology, other=base)
    symbology, legend = (
        _colors_by(table, given, plain, lang)
        if by_row is None or "column" in given
        else (_own_colors(table[by_row], base), "none")
    )
    symbology, legend, caption = caption_legend(symbology, legend, given)
    check_flag("legend", given.get("legend", True))
    weight = _weight_of(table, given)
    tip, card = (chosen_columns(argument, given, table) for argument in ("tooltip", "popup"))
    return replace(
        look,
        symbology=replace(symbology, weight=weight or symbology.weight),
        legend=legend if given.get("legend", True) else "none",
        name=given.get("label") or look.name,
        is_labelled=given.get("label") is not None,
        labels={
            **(look.labels or {}),
            **aliases_of(table, {"tooltip": tip, "popup": card}, given),
            **caption,
        },
        tip=tip or (),
        card=card,
        hidden=tuple(name for name in look.hidden if name not in {*(tip or ()), *(card or ())}),
        zooms=_zooms(given),
        area_opacity=base.opacity if given.get("opacity") is not None else AREA_OPACITY,
    )


def _merge_style_words(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return options by their names here, those of ``style_kwds`` and ``missing_kwds`` checked."""
    for name in options:
        check_choice("option", name, StyleOptions.__annotations__)
    style = options.get("style_kwds") or {}
    check_kind("style_kwds", style, dict, "a dict of explore()'s words")
    for name in style:
        check_choice("style_kwds", name, [*_STYLE_WORDS, "fill", "stroke", "style_function"])
    if "style_function" in style:
        remedy = "put what it works out into a column, and give column="
        raise unfit("style_kwds", "colours, widths and opacities", "a style_function", remedy)
    said = {_STYLE_WORDS[name]: value for name, value in style.items() if name in _STYLE_WORDS}
    return said | {name: value for name, value in options.items() if value is not None}


def _check_column(argument: str, name: str, table: pd.DataFrame) -> None:
    if name not in table.columns:
        raise unfit(argument, f"a column of the table: {list_choices(map(str, table.columns))}", name)


def _weight_of(table: pd.DataFrame, given: Mapping[str, Any]) -> str:
    """Return the column that sizes points or widens lines; empty if none does."""
    names = {given[name] for name in ("size", "width") if isinstance(given.get(name), str)}
    if len(names) > 1:
        remedy = "add points and lines as two layers"
        raise unfit("width", "the column of size=, or pixels", given["width"], remedy)
    for name in names:
        _check_weight(table[name], name)
    return "".join(names)


def _check_weight(numbers: pd.Series[Any], name: str) -> None:
    if not pd.api.types.is_numeric_dtype(numbers) or (numbers.dropna() < 0).any():
        raise unfit(name, "numbers of at least 0, which sizes can show", numbers)
    if len(numbers) > MOST_SIZED:
        raise unfit(
            name, f"sizes of up to {MOST_SIZED} rows", len(numbers), "colour them by the column instead"
        )


def _base_symbol(plain: Symbol, given: Mapping[str, Any]) -> Symbol:
    """Return the symbol that all classes have but for their colour."""
    pixels = partial(as_number, expected=f"pixels, or the name of a column, up to {MOST_WIDTH}", low=0.1)
    sizes = [
        pixels(name, given[name], high=MOST_WIDTH)
        for name in ("size", "width")
        if name in given and not isinstance(given[name], str)
    ]
    check_choice("marker", given.get("marker", plain.shape), shapes())
    opacity = given.get("opacity", plain.opacity)
    return replace(
        plain,
        color=as_color("color", given["color"]) if "color" in given else plain.color,
        shape=given.get("marker", plain.shape),
        width=sizes[0] if sizes else plain.width,
        opacity=as_number("opacity", opacity, expected="a number from 0 to 1", low=0, high=1),
    )


def _colors_by(
    table: pd.DataFrame, given: Mapping[str, Any], plain: Symbology, lang: str
) -> tuple[Symbology, Legend]:
    """Return the classes of a column, and how a legend shows them."""
    if "column" not in given:
        return plain if "color" not in given else Symbology("", {}, plain.other), "classes"
    cells, base = table[given["column"]], plain.other
    check_flag("categorical", given.get("categorical", False))
    missing = _missing_symbol(base, given, lang)
    is_number = pd.api.types.is_numeric_dtype(cells) and not pd.api.types.is_bool_dtype(cells)
    if given.get("categorical") or "categories" in given or not is_number:
        values = _categories(cells, given)
        colors = palette(given.get("cmap")).distinguish(len(values))
        symbols = {
            value: replace(base, label=value, color=color)
            for value, color in zip(values, colors, strict=True)
        }
        return Symbology(str(given["column"]), symbols, missing), "classes"
    edges = _class_edges(cells.to_numpy(float, na_value=np.nan), given)
    colors = palette(given.get("cmap", "viridis")).spread(len(edges) - 1)
    spans = {str(place): (float(low), float(high)) for place, (low, high) in enumerate(pairwise(edges))}
    symbols = {
        place: replace(base, label="", color=color) for place, color in zip(spans, colors, strict=True)
    }
    legend: Legend = "classes" if "scheme" in given else "ramp"
    return Symbology(str(given["column"]), symbols, missing, spans=spans), legend


def _own_colors(cells: pd.Series[Any], base: Symbol) -> Symbology:
    """Return symbols in the colours that a column names."""
    symbols = {
        as_key(color): replace(base, label=str(color), color=as_color("color", color))
        for color in cells.dropna().unique()
    }
    return Symbology(str(cells.name), symbols, replace(base, color=MISSING))


def _missing_symbol(base: Symbol, given: Mapping[str, Any], lang: str) -> Symbol:
    said = given.get("missing_kwds") or {}
    check_kind("missing_kwds", said, dict, "a dict with a color and a label")
    label = said.get("label", messages(lang)["thematic.missing"])
    check_kind("missing_kwds", label, str, "a text as its label")
    return replace(base, label=label, color=as_color("missing_kwds", said.get("color", MISSING)))


def _categories(cells: pd.Series[Any], given: Mapping[str, Any]) -> list[str]:
    """Return the values that are told apart, in the order of the legend."""
    if "categories" in given:
        if isinstance(cells.dtype, pd.CategoricalDtype):
            remedy = "leave it out, or set them by .cat.set_categories"
            raise unfit("categories", "none beside a column that has its own", given["categories"], remedy)
        values = as_items("categories", given["categories"], "a list of values")
    elif isinstance(cells.dtype, pd.CategoricalDtype):
        values = [*cells.cat.categories]
    else:
        _check_single(cells)
        values = sorted(cells.dropna().unique(), key=lambda value: (isinstance(value, str), value))
    if len(values) > MOST_CATEGORIES:
        remedy = "name those that matter in categories="
        raise unfit("column", f"up to {MOST_CATEGORIES} values to tell apart", len(values), remedy)
    return list(dict.fromkeys(map(as_key, values)))


def _check_single(cells: pd.Series[Any]) -> None:
    """Check that each row holds one value, not a list of them."""
    several = [] if cells.dtype != object else [cell for cell in cells if not isinstance(cell, Hashable)]
    if several:
        raise unfit("column", "one value a row", several[0])


def _class_edges(values: np.ndarray[Any, Any], given: Mapping[str, Any]) -> np.ndarray[Any, Any]:
    """Return the numbers between which classes lie, from the lowest to the highest."""
    known = values[np.isfinite(values)]
    if not len(known):
        return np.array([])
    if "scheme" in given:
        breaks = _breaks(known, given)  # a fence may lie below all values
        return np.unique([min(known.min(), breaks[0]), *breaks])
    low, high = (
        as_number(name, given.get(name, float(end)), expected="a number", low=-np.inf, high=np.inf)
        for name, end in (("vmin", known.min()), ("vmax", known.max()))
    )
    if low > high:
        raise unfit("vmin", f"a number below vmax, {high}", low)
    edges = np.linspace(low, high, STEPS + 1) if low < high else np.array([low, high])
    return np.array([min(edges[0], known.min()), *edges[1:-1], max(edges[-1], known.max())])


def _breaks(known: np.ndarray[Any, Any], given: Mapping[str, Any]) -> list[float]:
    """Return the upper ends of the classes of a scheme of mapclassify."""
    if importlib.util.find_spec("mapclassify") is None:
        raise unfit("scheme", "mapclassify, which classes numbers", None, "pip install mapclassify")
    import mapclassify  # type: ignore[import-untyped]  # noqa: PLC0415 - optional, and slow to load

    names = {re.sub(r"\W|_", "", name).lower() for name in mapclassify.CLASSIFIERS}
    scheme = given["scheme"]
    check_kind("scheme", scheme, str, "a scheme of mapclassify")
    if re.sub(r"\W|_", "", scheme).lower() not in names:
        raise unfit("scheme", list_choices(sorted(mapclassify.CLASSIFIERS)), scheme)
    count = min(as_whole("k", given.get("k", 5), low=1), len(np.unique(known)))
    try:
        classes = mapclassify.classify(known, scheme, k=count, **(given.get("classification_kwds") or {}))
    except (TypeError, ValueError) as error:
        raise unfit("classification_kwds", f"what {scheme} takes ({error})", given.get("k", 5)) from error
    return [*classes.bins]


def chosen_columns(argument: str, given: Mapping[str, Any], table: pd.DataFrame) -> tuple[str, ...] | None:
    """Return the columns that a tooltip or a card shows: those named, the first so many; None if not said."""
    value = given.get(argument, True)
    if value is True:
        return None
    if value is False or isinstance(value, int):
        return tuple(map(str, table.columns.drop("geometry", errors="ignore")))[
            : as_whole(argument, int(value))
        ]
    chosen = [value] if isinstance(value, str) else as_items(argument, value, "True, False, or columns")
    for name in chosen:
        _check_column(argument, name, table)
    return tuple(map(str, chosen))


def _zooms(given: Mapping[str, Any]) -> tuple[int, int]:
    low = as_whole("min_zoom", given.get("min_zoom", 0), high=CLOSEST)
    return low, as_whole("max_zoom", given.get("max_zoom", CLOSEST), low=low, high=CLOSEST)
