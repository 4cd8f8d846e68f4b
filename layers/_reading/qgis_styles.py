"""Styles that QGIS saved, as looks of a layer: beside its file (``NAME.qml``), or in a GeoPackage.

A style is data from anywhere: it is parsed without entities, up to a size, and each colour, length and shape
is checked. What it says that a map here can't is named once, in a note.
"""

from __future__ import annotations

import math
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, NamedTuple
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers.expat import ExpatError, ParserCreate

from isthmus.geo import Problem
from isthmus.layers._bundled.files import shapes
from isthmus.layers._tables.cells import as_number
from isthmus.layers._tables.schema import FrozenMapping
from isthmus.layers._tables.symbology import Style, Symbol, Symbology
from isthmus.layers._writing.qgis import MM, VIEW, svg_picture, width_expression

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from isthmus.layers._tables.schema import Geometry

MAX_STYLE = 8 * 2**20
"""Largest style that is read, in bytes."""

MAX_CLASSES = 200
"""Largest number of classes: a legend of more is no legend."""

_MAX_DEPTH, _MAX_ELEMENTS = 64, 200_000
_MAX_PX, _MIN_PX = 60.0, 0.1
_LONGEST_LABEL, _LONGEST_DASH = 200, 8
_UNITS = {"": 1.0, "MM": 1.0, "Pixel": MM, "Point": 25.4 / 72, "Inch": 25.4}  # in millimetres
_KINDS: Mapping[str, Geometry] = {"marker": "point", "line": "line", "fill": "polygon"}
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
_FIELD = re.compile(r'"([^"]+)"|([^\W\d]\w*)')
_EQUALS = re.compile(r"""\s*"([^"]+)"\s*=\s*(?:'((?:[^']|'')*)'|(-?\d+(?:\.\d+)?))\s*""")
_WEIGHT = re.compile(r'sqrt\("([^"]+)"')
_PRESENT = "a style that a map here can draw"
_OWN = "SELECT substr(styleQML, 1, ?) FROM layer_styles WHERE f_table_name = ? ORDER BY useAsDefault DESC, id"
_LAYERS = "SELECT table_name FROM gpkg_contents WHERE data_type = 'features'"


class _Unread(Exception):  # noqa: N818 - no error: a reader is told, and the layer drawn otherwise
    """What keeps a style from being read, and the remedy."""


Faults = dict[str, str]
"""What a style says that can't be drawn, and the remedy of each."""

_USABLE = "use single, categorized or graduated symbols"
_NEUTRAL = "#5a6b80"
_SIZES = {"size_unit", "line_width_unit", "outline_width_unit", "customdash_unit"}
_DASHES = {"dash": (6.0, 3.0), "dot": (2.0, 3.0), "dash dot": (6.0, 3.0, 2.0, 3.0)}


def read_style(path: Path, layer: str, names: Iterable[str] = ()) -> tuple[Style | None, list[Problem]]:
    """Return how QGIS draws a layer of a file, if a style was saved, and notes on what can't be drawn.

    Parameters
    ----------
    path : Path
        The file.
    layer : str
        Name of the layer in the file; "" for the only one.
    names : iterable of str
        Names of the columns, by which classes may be told.
    """
    file, style = path.with_suffix(".qml").name, None
    faults: Faults = {}
    try:
        found = _style_text(path, layer)
        if found is None:
            return None, []
        file, text = found
        style = _style_of(_parse(text), {*names}, faults)
    except _Unread as why:
        got, remedy = why.args
        faults = {got: remedy}
    except (OSError, sqlite3.Error) as error:
        faults = {f"one that can't be read: {error}": "save it anew in QGIS"}
    return style, [Problem(file, _PRESENT, got, remedy=how, severity="note") for got, how in faults.items()]


def _style_text(path: Path, layer: str) -> tuple[str, bytes] | None:
    """Return the style in a GeoPackage, or else the one beside a file, and the name of the file it is in."""
    if path.suffix.lower() == ".gpkg":
        text = _stored_style(path, layer)
        if text is not None:
            return path.name, text
    beside = path.with_suffix(".qml")
    if not beside.is_file():
        return None
    with beside.open("rb") as file:
        return beside.name, file.read(MAX_STYLE + 1)


def _stored_style(path: Path, layer: str) -> bytes | None:
    """Return the default style of a layer in a GeoPackage, if its table of styles is a plain table."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
        database.execute("PRAGMA trusted_schema = OFF")
        kinds = {row[1]: row[2] for row in database.execute("PRAGMA table_list")}
        columns = {row[1]: row[6] for row in database.execute("PRAGMA table_xinfo(layer_styles)")}
        if kinds.get("layer_styles") != "table" or any(columns.values()):
            return None
        if not {"styleQML", "f_table_name", "useAsDefault", "id"} <= columns.keys():
            return None
        names = [layer] if layer else [name for (name,) in database.execute(_LAYERS)]
        row = database.execute(_OWN, [MAX_STYLE + 1, *names]).fetchone() if len(names) == 1 else None
    return row[0].encode("utf-8", "replace") if row and isinstance(row[0], str) else None


def _parse(text: bytes) -> Element:
    """Return the root of a style; a document type may be named, as QGIS does, but nothing declared in it."""
    if len(text) > MAX_STYLE:
        raise _Unread(f"one of more than {MAX_STYLE // 2**20} MiB", "save it without embedded pictures")
    builder, parser, depth, count = TreeBuilder(), ParserCreate(), 0, 0

    def enter(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if depth > _MAX_DEPTH or count > _MAX_ELEMENTS:
            raise _Unread("one with too many parts", "save it anew in QGIS")
        builder.start(name, attributes)

    def leave(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(name)

    def refuse(*_: object) -> None:
        raise _Unread("a document type with entities of its own", "save it anew in QGIS")

    parser.StartElementHandler, parser.EndElementHandler = enter, leave
    parser.CharacterDataHandler, parser.EntityDeclHandler = builder.data, refuse
    try:
        parser.Parse(text, True)  # noqa: FBT003 - expat takes no names
        root = builder.close()
    except (ExpatError, LookupError, ValueError) as error:
        raise _Unread(f"no XML: {error}", "save it anew in QGIS") from None
    if root.tag != "qgis":
        raise _Unread("XML of another kind", "save it in QGIS as a QML style")
    return root


def _style_of(root: Element, names: set[str], faults: Faults) -> Style | None:
    renderer = root.find("renderer-v2")
    if renderer is None:
        return None
    symbols = {element.get("name", ""): element for element in renderer.iterfind("symbols/symbol")}
    column, classes = _classes(renderer)
    classes = [one for one in classes if one.symbol in symbols]
    kinds = {_KINDS.get(symbols[one.symbol].get("type", "")) for one in classes}
    if len(kinds) != 1 or len(classes) > MAX_CLASSES:
        got = f"more than {MAX_CLASSES} classes" if len(classes) > MAX_CLASSES else "no symbols of one kind"
        raise _Unread(got, _USABLE)
    if column and names and column not in names:
        raise _Unread(f'classes by "{column}", which is no column', "tell classes apart by a column")
    _check_layer(root, faults)
    opacity = _number(root.findtext("layerOpacity", "1"), 1.0)
    drawn = [(one, _symbol_of(symbols[one.symbol], one, opacity, faults)) for one in classes]
    weights = {_weight(symbol, column, faults) for symbol in symbols.values()}
    symbology = _symbology(column, drawn, weights.pop() if len(weights) == 1 else "")
    return Style(symbology, kinds.pop() or "point", _label_column(root, names, faults))


def _check_layer(root: Element, faults: Faults) -> None:
    """Note what a style says of the layer as a whole that can't be drawn."""
    if root.get("hasScaleBasedVisibilityFlag") == "1":
        faults["visibility by scale"] = "the layer is shown at every scale"
    if any(root.findtext(name, "0").strip() not in {"", "0"} for name in ("blendMode", "featureBlendMode")):
        faults["blending of colours"] = "use opacity"
    if root.find("SingleCategoryDiagramRenderer") is not None or root.find(
        "LinearlyInterpolatedDiagramRenderer"
    ):
        faults["diagrams"] = "say the numbers on the cards"


class _Class(NamedTuple):
    """A class of a renderer: what it stands for, its symbol by name, and what a reader sees."""

    value: str
    symbol: str
    label: str
    shown: bool = True
    span: tuple[float, float] | None = None


def _classes(renderer: Element) -> tuple[str, list[_Class]]:
    """Return the column by which a renderer tells classes apart, and these; "" stands for all others."""
    kind = renderer.get("type", "")
    if kind == "singleSymbol":
        return "", [_Class("", "0", "")]
    if kind == "RuleRenderer":
        return _classes_of_rules(renderer)
    if kind not in {"categorizedSymbol", "graduatedSymbol"}:
        raise _Unread(f'the renderer "{kind}"', _USABLE)
    field = _FIELD.fullmatch(renderer.get("attr", "").strip())
    if field is None:
        raise _Unread("classes by an expression", "tell classes apart by a column")
    column = field[1] or field[2]
    if kind == "graduatedSymbol":
        return column, [_range(element) for element in renderer.iterfind("ranges/range")]
    return column, [one for element in renderer.iterfind("categories/category") for one in _category(element)]


def _category(element: Element) -> Iterator[_Class]:
    values = [element.get("value", ""), *(value.get("value", "") for value in element.iterfind("val"))]
    values = values[1:] if element.get("type") == "List" else values[:1]
    for value in values:
        key = value.capitalize() if element.get("type") == "bool" else value
        label = element.get("label", "") if len(values) == 1 else value
        yield _Class(key, element.get("symbol", ""), label, element.get("render") != "false")


def _range(element: Element) -> _Class:
    low, high = (_number(element.get(edge, ""), math.nan) for edge in ("lower", "upper"))
    if math.isnan(low) or math.isnan(high):
        raise _Unread("a range without numbers", "classify the layer anew in QGIS")
    label = element.get("label", "") or f"{low:g} - {high:g}"
    return _Class(label, element.get("symbol", ""), label, element.get("render") != "false", (low, high))


def _classes_of_rules(renderer: Element) -> tuple[str, list[_Class]]:
    """Return the classes of rules that are categories: each a value of one column, or all others."""
    rules = renderer.findall("rules/rule")
    matches = [_EQUALS.fullmatch(rule.get("filter", "")) for rule in rules]
    columns = {match[1] for match in matches if match}
    equal = all(
        (match is not None or rule.get("filter") == "ELSE") and rule.find("rule") is None
        for match, rule in zip(matches, rules, strict=True)
    )
    by_scale = any(rule.get("scalemindenom") or rule.get("scalemaxdenom") for rule in rules)
    if len(columns) != 1 or not equal or by_scale:
        raise _Unread("rules other than a value of one column each", _USABLE)
    classes = [
        _Class(
            (match[3] or (match[2] or "").replace("''", "'")) if match else "",
            rule.get("symbol", ""),
            rule.get("label", ""),
            rule.get("checkstate") != "0",
        )
        for match, rule in zip(matches, rules, strict=True)
    ]
    return columns.pop(), classes


def _symbology(column: str, drawn: Sequence[tuple[_Class, Symbol]], weight: str) -> Symbology:
    """Return what a map draws; rows of no class, which QGIS leaves out, are for the reader to add."""
    others = [symbol for one, symbol in drawn if not one.value]
    other = others[0] if others else Symbol("Other", _NEUTRAL, shown=False)
    spans = {one.value: one.span for one, _ in drawn if one.span}
    symbols = {one.value: symbol for one, symbol in drawn if one.value}
    return Symbology(column, FrozenMapping(symbols), other, weight, FrozenMapping(spans))


def _symbol_of(element: Element, of: _Class, opacity: float, faults: Faults) -> Symbol:
    """Return a symbol as a map draws it: its first layer that is shown."""
    layers = [layer for layer in element.iterfind("layer") if layer.get("enabled", "1") == "1"]
    if len(layers) > 1:
        faults["symbols of several layers"] = "the first of them is drawn"
    if not layers:
        return Symbol(of.label[:_LONGEST_LABEL], _NEUTRAL, shown=False)
    options = _options(layers[0])
    kind = layers[0].get("class", "")
    if kind not in _DRAWN:
        faults[f'the symbol layer "{kind}"'] = "use a simple marker, line or fill"
    if any(name.endswith("unit") and text not in _UNITS for name, text in options.items() if name in _SIZES):
        faults["sizes in units of the map"] = "use millimetres, points or pixels"
    drawn = _DRAWN.get(kind, _draw_mark)(options, faults)
    own = opacity * _number(element.get("alpha", "1"), 1.0) * drawn.opacity
    label = " ".join(of.label.split())[:_LONGEST_LABEL]
    return replace(drawn, label=label or "All", shown=of.shown, opacity=round(min(max(own, 0.0), 1.0), 3))


def _draw_mark(options: Mapping[str, str], faults: Faults) -> Symbol:
    name = options.get("name", "circle")
    shape = _pictures().get(name) or _MARKS.get(name)
    if shape is None:
        faults["marks of other shapes"] = f"circles are drawn; use one of {', '.join(sorted(_MARKS))}"
    half = _pixels(options, "size", 2.0) / (2 * VIEW if name in _pictures() else 2)
    color, opacity = _color(options, "color")
    return Symbol("", color, shape or "circle", _limit(half), (), opacity)


def _draw_line(options: Mapping[str, str], _: Faults) -> Symbol:
    color, opacity = _color(options, "line_color")
    lengths = [_number(text, 0.0) for text in options.get("customdash", "").split(";")]
    scale = _UNITS.get(options.get("customdash_unit", ""), 1.0) / MM
    dashes = options.get("use_custom_dash") == "1" and all(length > 0 for length in lengths)
    dash = tuple(round(_limit(length * scale), 2) for length in lengths[:_LONGEST_DASH]) if dashes else ()
    if not dashes and options.get("line_style", "solid") != "solid":
        dash = _DASHES.get(options["line_style"], ())
    return Symbol("", color, width=_limit(_pixels(options, "line_width", 0.26)), dash=dash, opacity=opacity)


def _draw_area(options: Mapping[str, str], faults: Faults) -> Symbol:
    color, opacity = _color(options, "color")
    edge, _ = _color(options, "outline_color")
    if options.get("style", "solid") == "no":
        color, opacity = edge, 0.0
    elif options.get("style", "solid") != "solid":
        faults["patterns in areas"] = "they are drawn in one colour"
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


def _color(options: Mapping[str, str], name: str) -> tuple[str, float]:
    """Return a colour as ``#rrggbb`` and its opacity."""
    text = options.get(name, "")
    match = _COLOR.fullmatch(text)
    if match is None:
        return (text.lower() if _HEX_COLOR.fullmatch(text.lower()) else _NEUTRAL), 1.0
    red, green, blue, alpha = (min(int(part or 255), 255) for part in match.groups())
    return f"#{red:02x}{green:02x}{blue:02x}", round(alpha / 255, 2)  # of 256 steps


def _pixels(options: Mapping[str, str], name: str, default: float) -> float:
    """Return a length of a symbol in pixels."""
    scale = _UNITS.get(options.get(f"{name}_unit", ""), 1.0)
    return _number(options.get(name, ""), default) * scale / MM


def _limit(pixels: float) -> float:
    return round(min(max(pixels, _MIN_PX), _MAX_PX), 2)


def _number(text: str, default: float) -> float:
    value = as_number(text.strip())
    return default if value is None else value


def _weight(symbol: Element, column: str, faults: Faults) -> str:
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


def _label_column(root: Element, names: set[str], faults: Faults) -> str:
    """Return the column that labels the rows; "" if none does."""
    labels = root.find("labeling")
    if labels is None or root.get("labelsEnabled") != "1":
        return ""
    text = labels.find("settings/text-style")
    column = "" if text is None else text.get("fieldName", "")
    if column not in names or labels.get("type") != "simple":
        faults["labels by an expression or a rule"] = "label by one column"
        return ""
    return column


@cache
def _pictures() -> dict[str, str]:
    """Return the shapes of our own marks, by what an exported style says for each."""
    return {f"base64:{svg_picture(shape)}": shape for shape in shapes()}
