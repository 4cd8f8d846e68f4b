"""A page that holds everything it needs: scripts, styles and data inside, no request to anywhere."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import branca.element

from isthmus.geo import WriteError

from .rendering import prepared
from .resources import asset, messages, page_template

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Page", "PageText", "page_of"]

#: Links of folium that the page does not need: Leaflet is inside, icons and popups need neither of the
#: others.
NOT_NEEDED = frozenset(
    {
        "awesome_markers",
        "awesome_markers_css",
        "awesome_markers_font_css",
        "awesome_rotate_css",
        "bootstrap",
        "bootstrap_css",
        "glyphicons_css",
        "jquery",
        "leaflet",
        "leaflet_css",
    }
)

#: What a page may do: run the scripts whose hashes stand here, show pictures that are inside, and nothing
#: else.
POLICY = (
    "default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data: blob:; "
    "base-uri 'none'; form-action 'none'"
)


@dataclass(frozen=True, slots=True)
class PageText:
    """What a page says about itself.

    Parameters
    ----------
    title, subtitle, description : str
        Heading, line under it, and a short summary.
    credits : tuple of str
        Sources and licences, one sentence each.
    lang : str
        Language of the interface.
    theme : {"auto", "light", "dark"}
        Colours; with "auto", those of the reader's system.
    """

    title: str
    subtitle: str = ""
    description: str = ""
    credits: tuple[str, ...] = ()
    lang: str = "en"
    theme: str = "auto"

    def __post_init__(self) -> None:
        if self.theme not in {"auto", "light", "dark"}:
            raise ValueError(f"expected a theme of auto, light or dark, got {self.theme!r}")
        messages(self.lang)

    def text(self, key: str) -> str:
        """Return a message in the language of the page."""
        return messages(self.lang)[key]


class Page(branca.element.Figure):
    """The folium figure of a self-contained page.

    Parameters
    ----------
    text : PageText
        What the page says about itself.
    """

    def __init__(self, text: PageText) -> None:
        super().__init__(title=text.title)
        self.text = text
        self.data: dict[str, str] = {}

    def render(self, **kwargs: Any) -> str:  # branca's signature
        """Return the page as HTML, the same for the same content.

        Raises
        ------
        WriteError
            If a plugin needs a file that is not inside the package.
        """
        self.data = {}
        for part in (self.header, self.html, self.script):
            part._children.clear()  # noqa: SLF001  # branca offers no other way to render afresh
        with prepared(self):
            for child in list(self._children.values()):
                child.render(**kwargs)
        head = self._render_head(**kwargs)
        scripts = [asset("leaflet.js"), asset("isthmus.js"), self.script.render(**kwargs)]
        scripts = [_keep_inside(script) for script in scripts]
        return page_template().render(
            page=self.text,
            policy=POLICY.format(hashes=" ".join(map(_hash, [*scripts, *_scripts_of(head)]))),
            style=asset("isthmus.css"),
            head=head,
            body=self.html.render(**kwargs),
            data=self.data,
            scripts=scripts,
        )

    def _render_head(self, **kwargs: Any) -> str:
        links = (branca.element.JavascriptLink, branca.element.CssLink)
        children: Mapping[str, branca.element.Element] = self.header._children  # noqa: SLF001
        foreign = [
            name for name, child in children.items() if isinstance(child, links) and name not in NOT_NEEDED
        ]
        if foreign:
            raise WriteError(
                f"expected a map whose plugins are inside the page, got one that loads {', '.join(foreign)} "
                "from the network; remove that plugin, or save a plain folium.Map instead"
            )
        return "\n".join(
            child.render(**kwargs) for child in children.values() if not isinstance(child, links)
        )


def page_of(element: branca.element.Element) -> Page:
    """Return the page that an element stands on.

    Raises
    ------
    WriteError
        If it stands on a plain figure, as a layer of this package on a plain `folium.Map` does.
    """
    page = element.get_root()
    if not isinstance(page, Page):
        raise WriteError(
            "expected a layer on an isthmus.maps.Map, got one on another figure; add it to such a map"
        )
    return page


def _keep_inside(script: str) -> str:
    """Return a script in which nothing ends its element early."""
    return re.sub(r"<(?=/script|!--)", r"\\x3C", script, flags=re.IGNORECASE)


def _hash(script: str) -> str:
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _scripts_of(head: str) -> list[str]:
    return re.findall(r"<script[^>]*>(.*?)</script>", head, re.DOTALL)
