"""Styles that QGIS saved, as looks of a layer: beside its file (``NAME.qml``), or in a GeoPackage.

A style is data from anywhere: it is parsed without entities, up to a size, and each colour, length and shape
is checked. What it says that a map here can't is named once, in a note.
"""

from __future__ import annotations

import math
import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers.expat import ExpatError, ParserCreate

from isthmus.geo import Problem
from isthmus.layers._tables.symbology import Symbol, Symbology
from isthmus.layers._tables.table import Style

from .qgis_symbols import NEUTRAL, Faults, number_in, symbol_of, weight_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from isthmus.layers._tables.schema import Geometry

MAX_STYLE = 8 * 2**20
"""Largest style that is read, in bytes."""

MAX_CLASSES = 200
"""Largest number of classes: a legend of more is no legend."""

_MAX_DEPTH, _MAX_ELEMENTS = 64, 200_000
_KINDS: Mapping[str, Geometry] = {"marker": "point", "line": "line", "fill": "polygon"}
_FIELD = re.compile(r'"([^"]+)"|([^\W\d]\w*)')
_EQUALS = re.compile(r"""\s*"([^"]+)"\s*=\s*(?:'((?:[^']|'')*)'|(-?\d+(?:\.\d+)?))\s*""")
_USABLE = "use single, categorized or graduated symbols"
_PRESENT = "a style that a map here can draw"
_OWN = (
    "SELECT substr(styleQML, 1, ?) FROM layer_styles WHERE f_table_name = ? ORDER BY useAsDefault DESC, {} id"
)
_LAYERS = "SELECT table_name FROM gpkg_contents WHERE data_type = 'features'"


class _Unread(Exception):  # noqa: N818 - no error: a reader is told, and the layer drawn otherwise
    """What keeps a style from being read, and the remedy."""


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
    file, style = path.name if path.suffix.lower() == ".gpkg" else path.with_suffix(".qml").name, None
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
        if not columns:
            return None
        needs = {"styleQML", "f_table_name", "useAsDefault", "id"}
        if kinds.get("layer_styles") != "table" or any(columns.values()) or not needs <= columns.keys():
            raise _Unread("a table layer_styles that is not QGIS'", "save the style anew in QGIS")
        names = [layer] if layer else [name for (name,) in database.execute(_LAYERS)]
        newest = _OWN.format("update_time DESC," if "update_time" in columns else "")  # where none is default
        row = database.execute(newest, [MAX_STYLE + 1, *names]).fetchone() if len(names) == 1 else None
    if row and not isinstance(row[0], str):
        raise _Unread("a style without QML", "save it anew in QGIS")
    return row[0].encode("utf-8", "replace") if row else None


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
    transparent = number_in(root.findtext("layerTransparency", "0"), 0.0) / 100  # as QGIS 2 says it
    opacity = number_in(root.findtext("layerOpacity", ""), 1 - transparent)
    drawn = [
        (one, symbol_of(symbols[one.symbol], one.label, opacity, faults, shown=one.shown)) for one in classes
    ]
    weights = {weight_of(symbol, column, faults) for symbol in symbols.values()}
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
    if root.find("renderer-v2//effect[@type='effectStack'][@enabled='1']") is not None:
        faults["effects such as shadows"] = "they are left out"
    if (
        root.find("renderer-v2/rotation[@field]") is not None
        or root.find("renderer-v2/sizescale[@field]") is not None
    ):
        faults["sizes and colours by expressions"] = "use categories or ranges"


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
        return column, [_class_of_range(element) for element in renderer.iterfind("ranges/range")]
    return column, [one for element in renderer.iterfind("categories/category") for one in _category(element)]


def _category(element: Element) -> Iterator[_Class]:
    values = [element.get("value", ""), *(value.get("value", "") for value in element.iterfind("val"))]
    # newer versions of QGIS say NULL of the class of all others, older ones an empty text
    values = {"List": values[1:], "NULL": [""]}.get(element.get("type", ""), values[:1])
    for value in values:
        key = value.capitalize() if element.get("type") == "bool" else value
        label = element.get("label", "") if len(values) == 1 else value
        yield _Class(key, element.get("symbol", ""), label, element.get("render") != "false")


def _class_of_range(element: Element) -> _Class:
    low, high = (number_in(element.get(edge, ""), math.nan) for edge in ("lower", "upper"))
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
    other = others[0] if others else Symbol("Other", NEUTRAL, shown=False)
    spans = {one.value: one.span for one, _ in drawn if one.span}
    symbols = {one.value: symbol for one, symbol in drawn if one.value}
    return Symbology(column, symbols, other, weight, spans)


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
