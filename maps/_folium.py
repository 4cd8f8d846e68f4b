"""What folium's elements write, so that the same map is the same file and their text stays text.

Two habits of branca stand in the way. An element's id is random. And a macro's text is made a template
again before it is written, so that braces in a popup or in a property of the data run as Jinja code when a
map is saved. So a copy of the tree is rendered, whose macros quote what they write, so that the second
rendering gives it back as it was, and ids become places in the tree.

Folium writes popups, tooltips, names of layers and attributions as markup, and some of them inside a
script's template literal, where backticks and ``${}`` end the text. Here

- a string given to `folium.Popup`, `folium.Tooltip`, `folium.GeoJsonPopup` or `folium.GeoJsonTooltip`, the
  properties that the last two show, the name of a layer, and the names of properties and the styles that
  `folium.GeoJson` puts into its script are text, whatever they hold;
- an attribution is text with links to web pages;
- an element given to `folium.Popup` (a `branca.element.Element`, not an `Html`) and the ``html`` of a
  `folium.DivIcon` are markup: whoever passes data on in them escapes it with `html.escape`. The page's
  policy keeps scripts in them from running.
"""

from __future__ import annotations

import html
import re
from collections import OrderedDict
from functools import cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Self

import folium
import jinja2
from branca.element import Element, Html, MacroElement
from folium.map import Layer
from jinja2.utils import htmlsafe_json_dumps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["below", "copy_tree", "quote_template", "stable_names", "template"]

#: A link to a web page, as the providers of tiles write it.
LINK = re.compile(r'(<a href="https?://[^"<>\s]+"[^<>]*>[^<>]*</a>)')

#: What branca names an element by, after the name of its kind.
ID = re.compile(r"(?<=_)[0-9a-f]{32}")

#: The macros that branca reads from an element's template.
MACROS = ("header", "html", "script")


def copy_tree(root: Element) -> Element:
    """Return a copy of a figure and of all below it, to be rendered: rendering changes what it renders.

    A copy keeps the name of its original, so that whatever speaks of one by its name means the other. Its
    text stays text, and it quotes what it writes.
    """
    copies: dict[int, Element] = {}
    copy_of_root = _copy_into(copies, root, None)
    for original in below(root):
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


def stable_names(root: Element) -> Callable[[str], str]:
    """Return what puts the place of each element below a root into a text where its random id stands.

    Examples
    --------
    >>> page = folium.Figure()
    >>> marker = folium.Marker((50, 20)).add_to(folium.Map(tiles=None).add_to(page))
    >>> stable_names(page)(f"{marker.get_name()}.openPopup()")
    'marker_2.openPopup()'
    """
    places = {element._id: str(place) for place, element in enumerate(below(root), start=1)}  # noqa: SLF001
    return lambda text: ID.sub(lambda found: places.get(found[0], found[0]), text)


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
    return lambda this, kwargs: quote_template(macro(this, kwargs))


def text_attributes(element: Any) -> dict[str, Any]:  # noqa: ANN401  # folium's elements have no common type
    """Return the attributes that an element needs for its text to stay text when it is rendered."""
    if isinstance(element, folium.Popup):
        pieces = [_piece(child) for child in element.html._children.values()]  # noqa: SLF001
        return {"_template": template("popup.html"), "pieces": pieces}
    if isinstance(element, folium.Tooltip):
        return {"_template": template("tooltip.html"), "pieces": [{"text": element.text}]}
    if isinstance(element, folium.GeoJsonPopup):
        return _field_table("bindPopup", element.popup_options)
    if isinstance(element, folium.GeoJsonTooltip):
        return _field_table("bindTooltip", element.tooltip_options)
    changes: dict[str, Any] = {}
    if isinstance(element, Layer):
        changes["layer_name"] = html.escape(element.layer_name)
    if isinstance(element, folium.GeoJson):
        changes |= _geojson_attributes(element)
    options = getattr(element, "options", {})
    if "attribution" in options:
        changes["options"] = options | {"attribution": _keep_links(str(options["attribution"]))}
    return changes


def _geojson_attributes(element: folium.GeoJson) -> dict[str, Any]:
    changes: dict[str, Any] = {
        name: _value_style(getattr(element, name))
        for name in ("style_function", "highlight_function")
        if hasattr(element, name)
    }
    prefix, identifier = "feature.properties.", getattr(element, "feature_identifier", "")
    if identifier.startswith(prefix):
        changes["feature_identifier"] = _PropertyPath(identifier.removeprefix(prefix))
    return changes


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


@cache
def template(name: str) -> jinja2.Template:
    """Return a folium template: macros that write a part of the head, the body or the script."""
    loader = jinja2.PackageLoader("isthmus.maps")
    environment = folium.template.Environment(loader=loader)  # type: ignore[no-untyped-call]
    return environment.get_template(name)
