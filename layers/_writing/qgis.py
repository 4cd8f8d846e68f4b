"""Styles and metadata of layers in the XML of QGIS, made from the same symbols as the legend of the map.

QGIS reads a style (QML) from table ``layer_styles`` of a GeoPackage, metadata (QMD) from ``gpkg_metadata``.
Lengths are millimetres: the symbols' pixels at 96 to the inch.
"""

from __future__ import annotations

import base64
from functools import cache
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, tostring

from isthmus.layers._bundled.files import svg_path
from isthmus.layers._tables.date_columns import day_names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from isthmus.layers._tables.atlas_schemas import About
    from isthmus.layers._tables.schema import Geometry, Schema
    from isthmus.layers._tables.symbology import Symbol, Symbology

_VERSION = "3.22"  # the oldest QGIS that the tests open the styles in
MM = 25.4 / 96
VIEW = 1.2  # half the side of the square around an outline
_MAX_WEIGHT_PX = 14.0
_MIN_WEIGHT_PX = 1.5
_EXPRESSION = "3"  # a QgsProperty that is computed
_BETWEEN_MOMENTS, _END_EXCLUDED = "4", "0"  # a row holds from one moment up to another, both computed


def style(schema: Schema, symbology: Symbology) -> str:
    """Return a layer's style as QML: how classes look, when rows hold, and what columns are called.

    Parameters
    ----------
    schema : Schema
        The layer, whose dates are days as `with_days` makes them.
    symbology : Symbology
        The symbols of its classes.

    Returns
    -------
    str
        An XML document.

    Examples
    --------
    >>> from isthmus.layers._tables.schemas import FLOWS
    >>> from isthmus.layers._tables.symbology import SYMBOLOGY
    >>> 'label="Pieces"' in style(FLOWS, SYMBOLOGY["flows"])
    True
    """
    root = Element("qgis", version=_VERSION, styleCategories="Symbology|Fields|Temporal")
    kind = "categorizedSymbol" if symbology.column else "singleSymbol"
    if symbology.spans:
        kind = "graduatedSymbol"
    renderer = SubElement(root, "renderer-v2", type=kind, symbollevels="0", forceraster="0")
    classes = [*symbology.symbols.items()]
    if symbology.spans:
        _add_ranges(renderer, classes, symbology)
    else:
        classes.append(("", symbology.other))
    if symbology.column:
        renderer.set("attr", symbology.column)
    if kind == "categorizedSymbol":
        _add_categories(renderer, classes)
    symbols = SubElement(renderer, "symbols")
    for number, (_, symbol) in enumerate(classes):
        _add_symbol(symbols, str(number), symbol, schema.geometry, symbology)
    if schema.dates:
        _add_times(root, day_names(schema))
    aliases = SubElement(root, "aliases")
    for column in schema.columns:
        SubElement(aliases, "alias", field=column.name, name=column.label)
    return tostring(root, encoding="unicode")


def metadata(schema: Schema, about: About, owners: Sequence[str] = ()) -> str:
    """Return what a layer says of itself, and whom it owes, as QMD.

    Examples
    --------
    >>> from isthmus.layers._tables.atlas_schemas import About
    >>> from isthmus.layers._tables.schemas import FLOWS
    >>> "<title>Flows</title>" in metadata(FLOWS, About(licence="CC-BY-4.0"))
    True
    >>> "<abstract>Taiwan to Poland: a row is" in metadata(FLOWS, About(title="Taiwan to Poland"))
    True
    """
    root = Element("qgis", version=_VERSION)
    said = f"{about.title}: a row is" if about.title else "A row is"
    precision = "" if about.precision == "exact" else f" Places are shown to the {about.precision}."
    texts = {
        "identifier": schema.name,
        "type": "dataset",
        "title": schema.title,
        "abstract": f"{said} {schema.row}.{precision}",
        "rights": "; ".join(owners) or about.attribution,
        "license": about.licence,
    }
    for tag, text in texts.items():
        if text:
            SubElement(root, tag).text = text
    return tostring(root, encoding="unicode")


def _add_times(root: Element, columns: tuple[str, str]) -> None:
    """Let the temporal controller show rows from the start of one day to the end of another.

    Between the two columns alone, QGIS would show none on its last day, which it takes for its midnight.
    """
    start, end = columns
    times = SubElement(root, "temporal", enabled="1", mode=_BETWEEN_MOMENTS, limitMode=_END_EXCLUDED)
    times.attrib |= {"startField": start, "endField": end, "fixedDuration": "0", "durationUnit": "d"}
    times.set("startExpression", f'coalesce(to_datetime("{start}"), make_datetime(1, 1, 1, 0, 0, 0))')
    if end:
        after = f"""to_datetime("{end}") + to_interval('1 day')"""
        times.set("endExpression", f"coalesce({after}, make_datetime(9999, 12, 31, 0, 0, 0))")


def _add_categories(renderer: Element, classes: list[tuple[str, Symbol]]) -> None:
    categories = SubElement(renderer, "categories")
    for number, (value, symbol) in enumerate(classes):
        shown = str(symbol.shown).lower()
        SubElement(
            categories,
            "category",
            symbol=str(number),
            value=value,
            type="string",
            label=symbol.label,
            render=shown,
        )


def _add_ranges(renderer: Element, classes: list[tuple[str, Symbol]], symbology: Symbology) -> None:
    ranges = SubElement(renderer, "ranges")
    for number, (value, symbol) in enumerate(classes):
        low, high = symbology.spans[value]
        said = {"symbol": str(number), "label": symbol.label, "render": str(symbol.shown).lower()}
        SubElement(ranges, "range", said | {"lower": repr(low), "upper": repr(high)})


def _add_symbol(
    symbols: Element, name: str, symbol: Symbol, geometry: Geometry, symbology: Symbology
) -> None:
    kind, class_, properties = _DRAWN[geometry](symbol)
    opacity = 1.0 if geometry == "polygon" else symbol.opacity
    parent = SubElement(symbols, "symbol", name=name, type=kind, alpha=f"{opacity:g}", clip_to_extent="1")
    layer = SubElement(parent, "layer", {"class": class_, "enabled": "1", "pass": "0", "locked": "0"})
    _add_options(layer, properties)
    if symbology.weight:
        _add_width(layer, symbology)


def _mark_style(symbol: Symbol) -> tuple[str, str, dict[str, str]]:
    return (
        "marker",
        "SvgMarker",
        {
            "name": f"base64:{svg_picture(symbol.shape)}",
            "color": _qgis_color(symbol.color),
            "outline_style": "no",
            "size": _millimetres(2 * VIEW * symbol.width),
            "size_unit": "MM",
        },
    )


def _line_style(symbol: Symbol) -> tuple[str, str, dict[str, str]]:
    return (
        "line",
        "SimpleLine",
        {
            "line_color": _qgis_color(symbol.color),
            "line_width": _millimetres(symbol.width),
            "line_width_unit": "MM",
            "capstyle": "flat",
            "joinstyle": "round",
            "use_custom_dash": str(int(bool(symbol.dash))),
            "customdash": ";".join(map(_millimetres, symbol.dash)),
            "customdash_unit": "MM",
        },
    )


def _area_style(symbol: Symbol) -> tuple[str, str, dict[str, str]]:
    return (
        "fill",
        "SimpleFill",
        {
            "color": _qgis_color(symbol.color, symbol.opacity),
            "outline_color": _qgis_color(symbol.color),
            "outline_width": _millimetres(symbol.width),
            "outline_width_unit": "MM",
        },
    )


_DRAWN = {"point": _mark_style, "line": _line_style, "polygon": _area_style}


def _add_options(parent: Element, values: Mapping[str, str]) -> Element:
    options = SubElement(parent, "Option", type="Map")
    for name, value in values.items():
        SubElement(options, "Option", name=name, value=value, type="QString")
    return options


def _add_width(layer: Element, symbology: Symbology) -> None:
    """Let a line grow with the root of its number, as wide as the map draws it."""
    width = width_expression(symbology.weight, symbology.column)
    collection = _add_options(
        SubElement(layer, "data_defined_properties"), {"name": "", "type": "collection"}
    )
    properties = SubElement(collection, "Option", name="properties", type="Map")
    own = SubElement(properties, "Option", name="outlineWidth", type="Map")
    SubElement(own, "Option", name="active", value="true", type="bool")
    SubElement(own, "Option", name="expression", value=width, type="QString")
    SubElement(own, "Option", name="type", value=_EXPRESSION, type="int")


def width_expression(weight: str, column: str) -> str:
    """Return how QGIS computes the width of a line from a number, told by classes of a column."""
    share = f'"{weight}" / maximum("{weight}", group_by:="{column}")'
    return f"coalesce(max({_MIN_WEIGHT_PX}, {_MAX_WEIGHT_PX} * sqrt({share})), {_MIN_WEIGHT_PX}) * {MM:.4f}"


def _millimetres(pixels: float) -> str:
    return f"{pixels * MM:.4g}"


def _qgis_color(text: str, opacity: float = 1.0) -> str:
    """Return ``#rrggbb`` as QGIS writes it: red, green, blue and opacity from 0 to 255."""
    red, green, blue = bytes.fromhex(text.removeprefix("#"))
    return f"{red},{green},{blue},{round(255 * opacity)}"


@cache
def svg_picture(shape: str) -> str:
    """Return a mark as an SVG in base 64, of which QGIS sets the colour."""
    box = f"{-VIEW} {-VIEW} {2 * VIEW} {2 * VIEW}"
    svg = Element("svg", xmlns="http://www.w3.org/2000/svg", viewBox=box, width="24", height="24")
    SubElement(svg, "path", d=svg_path(shape), fill="param(fill)")
    return base64.b64encode(tostring(svg)).decode("ascii")
