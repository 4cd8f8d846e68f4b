"""What keeps the text of folium's elements text, kind by kind, in a copy that is rendered in their place.

Folium writes popups, tooltips, names of layers and attributions as markup, and some of them inside a
script's template literal, where backticks and ``${}`` end the text. Here

- a string given to `folium.Popup`, `folium.Tooltip`, `folium.GeoJsonPopup` or `folium.GeoJsonTooltip`, the
  properties that the last two show, the name of a layer, and the names of properties and the styles that
  `folium.GeoJson` puts into its script are text, whatever they hold;
- an attribution is text with links to web pages;
- an element given to `folium.Popup` (a `branca.element.Element`, not an `Html`) and the ``html`` of a
  `folium.DivIcon` are markup: whoever passes data on in them escapes it with `html.escape`. The page's
  policy keeps scripts in them from running.

A macro's text is made a template again before branca writes it, so that braces in a popup or in a property of
the data would run as Jinja code when a map is saved. The copy's macros quote what they write, so that the
second rendering gives it back as it was.
"""

from __future__ import annotations

import html
import json
import re
from collections import OrderedDict
from functools import cache
from itertools import pairwise
from types import MappingProxyType, SimpleNamespace
from typing import TYPE_CHECKING, Any, Self

import folium
import folium.plugins
import jinja2
from branca.colormap import ColorMap, StepColormap
from branca.element import Element, Figure, Html, MacroElement
from folium.map import Layer
from jinja2.utils import htmlsafe_json_dumps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

#: A link to a web page, as the providers of tiles write it.
LINK = re.compile(r'(<a href="https?://[^"<>\s]+"[^<>]*>[^<>]*</a>)')

#: How geopandas' legend of categories is known, and what stands in it.
LEGEND = "maplegend"
LEGEND_TITLE = re.compile(r"<div class='legend-title'>(.*?)</div>\s*<div class='legend-scale'>", re.DOTALL)
LEGEND_ITEM = re.compile(
    r"<li><span style='background:(.*?)'></span>(.*?)</li>(?=\s*(?:<li><span style=|</ul>\s*</div>))",
    re.DOTALL,
)

#: What geopandas writes about braces.
RAW = "{% raw %}"
BRACES = re.compile(RAW + r"(\{+)\{% endraw %\}")

#: How folium's styles name an element, such as a pattern, whose name is to stand in the script.
REFERENCE = re.compile(r"\{\{'(\w+)'\}\}")

#: The macros that branca reads from an element's template.
MACROS = ("header", "html", "script")

#: Colours that a smooth scale is drawn with, and up to how many of its own each has its number.
SAMPLES, FEW_COLORS = 48, 9


def copy_tree(root: Figure) -> Element:
    """Return a copy of a figure and of all below it, to be rendered: rendering changes what it renders.

    A copy keeps the name of its original, so that whatever speaks of one by its name means the other. Its
    text stays text, and it quotes what it writes.
    """
    copies: dict[int, Element] = {}
    copy_of_root = _copy_into(copies, root, None)
    for original in (*below(root), *root.html._children.values()):  # noqa: SLF001
        copy = copies[id(original)]
        vars(copy).update(text_attributes(copy))
        if isinstance(copy, MacroElement):
            copy._template = _QuoteTemplate(copy._template)  # noqa: SLF001  # branca has no other way
    return copy_of_root


def _copy_into(copies: dict[int, Element], element: Element, parent: Element | None) -> Element:
    """Copy an element, its children, and the elements that are part of it, such as the head of a figure."""
    if id(element) in copies:
        return copies[id(element)]
    copy = copies[id(element)] = object.__new__(type(element))
    vars(copy).update(vars(element), _parent=parent)
    for name, part in vars(element).items():
        if isinstance(part, Element) and part._parent is element:  # noqa: SLF001
            setattr(copy, name, _copy_into(copies, part, copy))
    children = {name: _copy_into(copies, child, copy) for name, child in element._children.items()}  # noqa: SLF001
    copy._children = OrderedDict(children)
    return copy


def below(element: Element) -> Iterator[Element]:
    """Return all that was added to an element, and to what was added, in the order of drawing."""
    for child in element._children.values():  # noqa: SLF001
        yield child
        yield from below(child)


def quote_template(text: str) -> str:
    """Return a Jinja template that renders to the text.

    Examples
    --------
    >>> import jinja2
    >>> jinja2.Template(quote_template("{{ 7 * 7 }} {% x %} {# y #} {{{")).render()
    '{{ 7 * 7 }} {% x %} {# y #} {{{'
    """
    return re.sub(r"\{(?=[{%#])|(?<=\{)\{", "{{ '{' }}", text)


class _QuoteTemplate:
    """A template that gives quoted text, and so do its macros."""

    def __init__(self, template: Any) -> None:  # noqa: ANN401  # folium's or branca's kind of jinja2.Template
        self._template = template

    def render(self, *args: Any, **kwargs: Any) -> str:
        """Return quoted text, for the elements that render their template themselves."""
        return quote_template(self._template.render(*args, **kwargs))

    @property
    def module(self) -> SimpleNamespace:
        macros = vars(self._template.module)
        return SimpleNamespace(**{name: _quote_macro(macros[name]) for name in MACROS if name in macros})


def _quote_macro(macro: Callable[..., str]) -> Callable[..., str]:
    return lambda this, kwargs: quote_template(REFERENCE.sub(r"\1", macro(this, kwargs)))


@cache
def template(name: str) -> jinja2.Template:
    """Return a folium template: macros that write a part of the head, the body or the script."""
    loader = jinja2.PackageLoader("isthmus.maps")
    environment = folium.template.Environment(loader=loader)  # type: ignore[no-untyped-call]
    return environment.get_template(name)


def text_attributes(element: Any) -> dict[str, Any]:  # noqa: ANN401  # folium's elements have no common type
    """Return the attributes that an element needs for its text to stay text when it is rendered."""
    for kind, attributes in KINDS.items():
        if isinstance(element, kind):
            return attributes(element)
    if LEGEND in (getattr(element, "_template_str", None) or ""):
        return _legend_attributes(element._template_str)  # noqa: SLF001
    if type(element) is MacroElement and LEGEND in _header_of(element):
        return {"_template": jinja2.Template("")}  # jQuery UI, to move the legend about
    changes: dict[str, Any] = {}
    if isinstance(element, Layer):
        changes["layer_name"] = html.escape(element.layer_name)
    if isinstance(element, folium.GeoJson):
        changes |= _geojson_attributes(element)
    options = getattr(element, "options", {})
    if "attribution" in options:
        changes["options"] = options | {"attribution": _keep_links(str(options["attribution"]))}
    return changes


def _popup_attributes(popup: folium.Popup) -> dict[str, Any]:
    pieces = [_piece(child) for child in popup.html._children.values()]  # noqa: SLF001
    return {"_template": template("popup.html"), "pieces": pieces}


def _scale_attributes(scale: ColorMap) -> dict[str, Any]:
    low, high = float(scale.vmin), float(scale.vmax)
    drawn = {
        "_template": template("color_scale.html"),
        "stops": _color_stops(scale),
        "vmin": low,
        "vmax": high,
    }
    if scale.tick_labels is not None:
        ticks = [tick if isinstance(tick, str) else float(tick) for tick in scale.tick_labels]
        return drawn | {"tick_labels": ticks}
    if len(scale.index) <= FEW_COLORS:
        return drawn  # numbers where the colours change
    return drawn | {"tick_labels": [low + (high - low) * part / 4 for part in range(5)]}


def _minimap_attributes(minimap: folium.plugins.MiniMap) -> dict[str, Any]:
    """Return what draws the base map into it, where folium would load tiles that nobody asked for."""
    if minimap.tile_layer.tiles != folium.TileLayer().tiles:
        return {}
    return {"_template": template("mini_map.html"), "tile_layer": None}


def _group_attributes(control: folium.plugins.GroupedLayerControl) -> dict[str, Any]:
    """Return names of groups and layers that stay text, which the plugin takes for markup."""
    groups = {
        html.escape(group): {html.escape(name): layer for name, layer in layers.items()}
        for group, layers in control.grouped_overlays.items()
    }
    options: dict[str, Any] = control.options
    exclusive = [html.escape(group) for group in options.get("exclusiveGroups", ())]
    return {
        "grouped_overlays": groups,
        "options": options | ({"exclusiveGroups": exclusive} if exclusive else {}),
        "layers_untoggle": sorted(control.layers_untoggle),
    }


def _timestamped_attributes(layer: folium.plugins.TimestampedGeoJson) -> dict[str, Any]:
    """Return data whose popups and tooltips stay text, if they are no script of an author's."""
    try:
        data = json.loads(layer.data)
    except ValueError:
        return {}
    for feature in data.get("features", ()):
        words = feature.get("properties") or {}
        words |= {name: html.escape(str(words[name])) for name in ("popup", "tooltip") if words.get(name)}
    return {"data": json.dumps(data)}


def _slider_attributes(choropleth: folium.plugins.TimeSliderChoropleth) -> dict[str, Any]:
    """Return what puts the slider beside the map, which here is not the first thing of the page."""
    script = choropleth._template.module.script  # noqa: SLF001
    beside = SimpleNamespace(script=lambda *words: script(*words).replace('select("body")', 'select("main")'))
    return {"_template": SimpleNamespace(module=beside), "layer_name": html.escape(choropleth.layer_name)}


#: What is drawn in another way than folium's, and how.
KINDS: Mapping[type[Element], Callable[[Any], dict[str, Any]]] = MappingProxyType(
    {
        folium.Popup: _popup_attributes,
        folium.Tooltip: lambda it: {"_template": template("tooltip.html"), "pieces": [{"text": it.text}]},
        folium.GeoJsonPopup: lambda it: _field_table("bindPopup", it.popup_options),
        folium.GeoJsonTooltip: lambda it: _field_table("bindTooltip", it.tooltip_options),
        ColorMap: _scale_attributes,
        folium.plugins.GroupedLayerControl: _group_attributes,
        folium.plugins.MiniMap: _minimap_attributes,
        folium.plugins.ScrollZoomToggler: lambda _: {"_template": template("scroll_zoom.html")},
        folium.plugins.TimeSliderChoropleth: _slider_attributes,
        folium.plugins.TimestampedGeoJson: _timestamped_attributes,
    }
)


def _color_stops(scale: ColorMap) -> list[tuple[float, str]]:
    """Return colours of a scale, each with its share of the way from the lowest value to the highest."""
    low, width = float(scale.vmin), float(scale.vmax - scale.vmin) or 1.0
    if isinstance(scale, StepColormap):
        edges = [min(max((float(edge) - low) / width, 0.0), 1.0) for edge in scale.index]
        colors = [scale(float(edge)) for edge in scale.index[:-1]]
        return [(edge, color) for sides, color in zip(pairwise(edges), colors, strict=True) for edge in sides]
    shares = [share / SAMPLES for share in range(SAMPLES + 1)]
    return [(share, scale(low + share * width)) for share in shares]


def _header_of(element: MacroElement) -> str:
    header = getattr(element._template.module, "header", None)  # noqa: SLF001
    return str(header(element, {})) if header else ""


def _legend_attributes(markup: str) -> dict[str, Any]:
    """Return what geopandas' legend shows, whose markup holds categories as they stand in the data."""
    title = LEGEND_TITLE.search(markup)
    return {
        "_template": template("legend.html"),
        "legend_title": title[1] if title else "",
        "legend_items": LEGEND_ITEM.findall(markup),
    }


def _geojson_attributes(element: folium.GeoJson) -> dict[str, Any]:
    changes: dict[str, Any] = {
        name: _value_style(getattr(element, name))
        for name in ("style_function", "highlight_function")
        if hasattr(element, name)
    }
    features = element.data.get("features") if isinstance(element.data, dict) else None
    if features and any(RAW in str(value) for it in features for value in (it["properties"] or {}).values()):
        changes["data"] = element.data | {"features": [_without_raw(it) for it in features]}
    prefix, identifier = "feature.properties.", getattr(element, "feature_identifier", "")
    if identifier.startswith(prefix):
        changes["feature_identifier"] = _PropertyPath(identifier.removeprefix(prefix))
    return changes


def _without_raw(feature: dict[str, Any]) -> dict[str, Any]:
    """Return a feature whose braces stand as they came: geopandas keeps them from templates, as we do."""
    plain = {
        name: BRACES.sub(r"\1", value) if isinstance(value, str) else value
        for name, value in (feature["properties"] or {}).items()
    }
    return feature | {"properties": plain}


class _PropertyPath(str):
    """The script's way to a property of a feature: in brackets, so that its name may be any text.

    folium looks for the property too, and takes the way apart at its dots.
    """

    __slots__ = ("name",)
    name: str

    def __new__(cls, name: str) -> Self:
        path = super().__new__(cls, f"feature.properties[{htmlsafe_json_dumps(name)}]")
        path.name = name
        return path

    def split(self, *_: object) -> list[str]:
        return ["feature", "properties", self.name]


def _value_style(style: Callable[[Any], dict[str, Any]]) -> Callable[[Any], dict[str, Any]]:
    """Return a style without the values that folium would write into its script without their quotes."""
    return lambda feature: {
        key: value
        for key, value in style(feature).items()
        if not (isinstance(value, str) and (value.startswith("{{") or value.endswith("}}")))
    }


def _piece(child: Element) -> dict[str, str]:
    """Return what stands in a popup: text, or the markup of an element that its author made."""
    if isinstance(child, Html):
        return {"text": child.data.replace("\\`", "`")}  # folium has put the backslash there
    return {"markup": child.render()}


def _field_table(binding: str, options: dict[str, Any]) -> dict[str, Any]:
    return {"_template": template("field_table.html"), "binding": binding, "shown_with": options}


def _keep_links(attribution: str) -> str:
    """Return an attribution in which all but links to web pages is text.

    Examples
    --------
    >>> _keep_links('<b>Maps</b> by <a href="https://example.org">Ann</a>')
    '&lt;b&gt;Maps&lt;/b&gt; by <a href="https://example.org">Ann</a>'
    """
    pieces = LINK.split(attribution)
    return "".join(
        _only_address(piece) if place % 2 else html.escape(html.unescape(piece))
        for place, piece in enumerate(pieces)
    )


def _only_address(link: str) -> str:
    """Return a link without attributes other than its address."""
    return re.sub(r'("https?://[^"]+")[^>]*>', r"\1>", link)
