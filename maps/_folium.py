"""What folium's elements write, so that the same map is the same file and their text stays text.

Two habits of branca stand in the way. An element's id is random. And a macro's text is made a template
again before it is written, so that braces in a popup or in a property of the data run as Jinja code when a
map is saved. For the time of one rendering, elements are numbered by their place in the tree, and what
their macros write is quoted, so that the second rendering gives it back as it was.

Folium writes popups, tooltips, names of layers and attributions as markup, and some of them inside a
script's template literal, where backticks and ``${}`` end the text. Here

- a string given to `folium.Popup`, `folium.Tooltip`, `folium.GeoJsonPopup` or `folium.GeoJsonTooltip`, the
  properties that the last two show, and the name of a layer are text, whatever they hold;
- an attribution is text with links to web pages;
- an element given to `folium.Popup` (a `branca.element.Element`, not an `Html`) and the ``html`` of a
  `folium.DivIcon` are markup: whoever passes data on in them escapes it with `html.escape`. The page's
  policy keeps scripts in them from running.
"""

from __future__ import annotations

import html
import re
from contextlib import contextmanager
from functools import cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import branca.element
import folium
import jinja2
from branca.element import Html
from folium.map import Layer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from branca.element import Element

__all__ = ["below", "prepared", "quote_template", "template"]

#: A link to a web page, as the providers of tiles write it.
LINK = re.compile(r'(<a href="https?://[^"<>\s]+"[^<>]*>[^<>]*</a>)')

#: The macros that branca reads from an element's template.
MACROS = ("header", "html", "script")


@contextmanager
def prepared(root: branca.element.Element) -> Iterator[None]:
    """Lend a root whose elements are numbered and quote what they write.

    Parameters
    ----------
    root : branca.element.Element
        A figure. What its elements add to the tree while they are rendered is taken out again.
    """
    elements = list(below(root))
    before = [dict(vars(element)) for element in elements]
    for number, element in enumerate(elements, start=1):
        if isinstance(element, Layer):  # one without a name is named after its id
            element.layer_name = element.layer_name.replace(element._id, str(number))  # noqa: SLF001
        element._id = str(number)  # noqa: SLF001  # ids are random and there is no public way to set one
        element._children = element._children.copy()  # noqa: SLF001  # so that the tree stays as it was
        vars(element).update(text_attributes(element))
        if isinstance(element, branca.element.MacroElement):
            element._template = _QuotingTemplate(element._template)  # noqa: SLF001
    try:
        yield
    finally:
        for element, attributes in zip(elements, before, strict=True):
            vars(element).clear()
            vars(element).update(attributes)


def below(element: branca.element.Element) -> Iterator[branca.element.Element]:
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


class _QuotingTemplate:
    """A template that gives quoted text, and so do its macros."""

    def __init__(self, template: Any) -> None:  # noqa: ANN401  # folium's or branca's kind of jinja2.Template
        self._template = template

    def render(self, *args: Any, **kwargs: Any) -> str:
        """Return quoted text, for the elements that render their template themselves."""
        return quote_template(self._template.render(*args, **kwargs))

    @property
    def module(self) -> SimpleNamespace:
        macros = vars(self._template.module)
        return SimpleNamespace(**{name: _quoting(macros[name]) for name in MACROS if name in macros})


def _quoting(macro: Callable[..., str]) -> Callable[..., str]:
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
    options = getattr(element, "options", {})
    if "attribution" in options:
        changes["options"] = options | {"attribution": _keep_links(str(options["attribution"]))}
    return changes


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
