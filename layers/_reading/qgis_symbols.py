"""Symbols of styles that QGIS saved, as a map here draws them.

Each colour, length and shape is checked; what a map can't draw is noted with its remedy.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from isthmus.layers._bundled.files import shapes
from isthmus.layers._tables.cells import as_number
from isthmus.layers._tables.symbology import Symbol
from isthmus.layers._writing.qgis import MM, VIEW, svg_picture, width_expression

if TYPE_CHECKING:
    from collections.abc import Mapping
    from xml.etree.ElementTree import Element

Faults = dict[str, str]
"""What a style says that can't be drawn, and the remedy of each."""

NEUTRAL = "#5a6b80"
"""Colour of what a style gives none."""

_LONGEST_LABEL, _LONGEST_DASH = 200, 8
_MAX_PX, _MIN_PX = 60.0, 0.1
_UNITS = {"": 1.0, "MM": 1.0, "Pixel": MM, "Point": 25.4 / 72, "Inch": 25.4}  # in millimetres
_MARKS = {
    **{
        shape: shape
        for shape in ("circle", "square", "diamond", "triangle", "pentagon", "hexagon", "star", "cross")
    },
    "equilateral_triangle": "triangle",
    "regular_star": "star",
    "cross_fill": "cross",
    "rectangle": "square",
}
_COLOR = re.compile(r"(\d{1,3}),(\d{1,3}),(\d{1,3})(?:,(\d{1,3}))?(?:,.*)?", re.ASCII)
_HEX_COLOR = re.compile(r"#[0-9a-f]{6}", re.ASCII)
_WEIGHT = re.compile(r'sqrt\("([^"]+)"')
_SIZES = {"size_unit", "line_width_unit", "outline_width_unit", "customdash_unit"}
_DASHES = {"dash": (6.0, 3.0), "dot": (2.0, 3.0), "dash dot": (6.0, 3.0, 2.0, 3.0)}
_DASHES["dash dot dot"] = (*_DASHES["dash dot"], 2.0, 3.0)


def symbol_of(element: Element, label: str, opacity: float, faults: Faults, *, shown: bool = True) -> Symbol:
    """Return a symbol as a map draws it: its first layer that is enabled.

    Parameters
    ----------
    element : Element
        What the style says of it.
    label : str
        What a reader sees.
    opacity : float
        Of the layer as a whole.
    faults : dict of str to str
        Takes what can't be drawn, and the remedy.
    shown : bool
        Whether a map shows its class on opening.
    """
    layers = [layer for layer in element.iterfind("layer") if layer.get("enabled", "1") == "1"]
    if len(layers) > 1:
        faults["symbols of several layers"] = "the first of them is drawn"
    if not layers:
        return Symbol(label[:_LONGEST_LABEL], NEUTRAL, shown=False)
    options = _options(layers[0])
    kind = layers[0].get("class", "")
    if kind not in _DRAWN:
        faults[f'the symbol layer "{kind}"'] = "use a simple marker, line or fill"
    if any(name.endswith("unit") and text not in _UNITS for name, text in options.items() if name in _SIZES):
        faults["sizes in units of the map"] = "use millimetres, points or pixels"
    if any(number_in(part, 0.0) for name in ("angle", "offset") for part in options.get(name, "").split(",")):
        faults["symbols that are turned or set off"] = "they are drawn upright, where the row is"
    drawn = _DRAWN.get(kind, _draw_mark)(options, faults)
    own = opacity * number_in(element.get("alpha", "1"), 1.0) * drawn.opacity
    label = " ".join(label.split())[:_LONGEST_LABEL]
    return replace(drawn, label=label or "All", shown=shown, opacity=round(min(max(own, 0.0), 1.0), 3))


def _draw_mark(options: Mapping[str, str], faults: Faults) -> Symbol:
    name = options.get("name", "circle")
    shape = _pictures().get(name) or _MARKS.get(name)
    if shape is None:
        faults["marks of other shapes"] = f"circles are drawn; use one of {', '.join(sorted(_MARKS))}"
    half = _pixels(options, "size", 2.0) / (2 * VIEW if name in _pictures() else 2)
    color, opacity = _color(options, "color", faults)
    if opacity == 0 and options.get("outline_style", "solid") != "no":
        color, opacity = _color(options, "outline_color", faults)
        faults["hollow marks"] = "they are drawn full"
    return Symbol("", color, shape or "circle", _limit(half), (), opacity)


def _draw_line(options: Mapping[str, str], faults: Faults) -> Symbol:
    color, opacity = _color(options, "line_color", faults)
    lengths = [number_in(text, 0.0) for text in options.get("customdash", "").split(";")]
    scale = _UNITS.get(options.get("customdash_unit", ""), 1.0) / MM
    dashes = options.get("use_custom_dash") == "1" and all(length > 0 for length in lengths)
    dash = tuple(round(_limit(length * scale), 2) for length in lengths[:_LONGEST_DASH]) if dashes else ()
    if not dashes and options.get("line_style", "solid") != "solid":
        dash, opacity = _DASHES.get(options["line_style"], ()), opacity * (options["line_style"] != "no")
    return Symbol("", color, width=_limit(_pixels(options, "line_width", 0.26)), dash=dash, opacity=opacity)


def _draw_area(options: Mapping[str, str], faults: Faults) -> Symbol:
    color, opacity = _color(options, "color", faults)
    edge, _ = _color(options, "outline_color", {})
    if options.get("style", "solid") == "no":
        color, opacity = edge, 0.0
    elif options.get("style", "solid") != "solid":
        faults["patterns in areas"] = "they are drawn in one colour"
    if options.get("outline_style", "solid") not in {"solid", "no"}:
        faults["dashed outlines"] = "they are drawn in one piece"
    if options.get("outline_style", "solid") != "no" and edge != color:
        faults["outlines of another colour than the area"] = "they are drawn in the colour of the area"
    return Symbol("", color, width=_limit(_pixels(options, "outline_width", 0.26)), opacity=opacity)


_DRAWN = {
    "SimpleMarker": _draw_mark,
    "SvgMarker": _draw_mark,
    "SimpleLine": _draw_line,
    "SimpleFill": _draw_area,
}


def _options(layer: Element) -> dict[str, str]:
    """Return the properties of a symbol layer, as new or as old versions of QGIS write them."""
    old = {prop.get("k", ""): prop.get("v", "") for prop in layer.iterfind("prop")}
    return old | {
        option.get("name", ""): option.get("value", "") for option in layer.iterfind("Option/Option")
    }


def _color(options: Mapping[str, str], name: str, faults: Faults) -> tuple[str, float]:
    """Return a colour as ``#rrggbb`` and its opacity."""
    text = options.get(name, "").lower()
    match = _COLOR.fullmatch(text)
    if match is None and _HEX_COLOR.fullmatch(text):
        return text, 1.0
    if match is None:
        if text:
            faults["colours that are no red, green and blue"] = (
                f"{NEUTRAL} is drawn; save the style anew in QGIS"
            )
        return NEUTRAL, 1.0
    red, green, blue, alpha = (min(int(part or 255), 255) for part in match.groups())
    return f"#{red:02x}{green:02x}{blue:02x}", round(alpha / 255, 2)  # of 256 steps


def _pixels(options: Mapping[str, str], name: str, default: float) -> float:
    """Return a length of a symbol in pixels."""
    scale = _UNITS.get(options.get(f"{name}_unit", ""), 1.0)
    return number_in(options.get(name, ""), default) * scale / MM


def _limit(pixels: float) -> float:
    return round(min(max(pixels, _MIN_PX), _MAX_PX), 2)


def number_in(text: str, default: float) -> float:
    """Return the number in a text, or a default."""
    value = as_number(text.strip())
    return default if value is None else value


def weight_of(symbol: Element, column: str, faults: Faults) -> str:
    """Return the column whose numbers widen a line as a map does it; "" if none does."""
    expressions = [
        option.get("value", "")
        for option in symbol.iterfind(".//data_defined_properties//Option[@name='expression']")
    ]
    fields = symbol.findall(".//data_defined_properties//Option[@name='field']")
    match = _WEIGHT.search(expressions[0]) if len(expressions) == 1 else None
    if match and expressions[0] == width_expression(match[1], column):
        return match[1]
    if expressions or fields:
        faults["sizes and colours by expressions"] = "use categories or ranges"
    return ""


@cache
def _pictures() -> dict[str, str]:
    """Return the shapes of our own marks, by what an exported style says for each."""
    return {f"base64:{svg_picture(shape)}": shape for shape in shapes()}
