"""What folium's elements write, with the text that they were given kept text.

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
from typing import TYPE_CHECKING, Any

import folium
from branca.element import Html
from folium.map import Layer

from ._resources import template

if TYPE_CHECKING:
    from branca.element import Element

__all__ = ["kept_text"]

#: A link to a web page, as the providers of tiles write it.
LINK = re.compile(r'(<a href="https?://[^"<>\s]+"[^<>]*>[^<>]*</a>)')


def kept_text(element: Any) -> dict[str, Any]:  # noqa: ANN401  # folium's elements have no common type
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
