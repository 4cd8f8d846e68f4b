"""A page that holds everything it needs: scripts, styles and data inside, no request to anywhere."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import branca.element
import jinja2

from isthmus._arguments import check_choice, check_flag
from isthmus.geo import WriteError

from ._folium import below, copy_tree, stable_names
from ._messages import messages

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

#: What each of branca's links loads.
LINKS: dict[type[branca.element.Link], str] = {
    branca.element.JavascriptLink: "script",
    branca.element.CssLink: "style",
}

#: What a page may do: run the scripts whose hashes stand here, show pictures that are inside, and nothing
#: else, unless its author allows the network.
POLICY = (
    "default-src 'none'; script-src {scripts}; style-src {styles}; img-src {pictures}; media-src {pictures}; "
    "font-src {fonts}; base-uri 'none'; form-action 'none'"
)


@dataclass(frozen=True, slots=True)
class PageText:
    """What a page says about itself.

    Parameters
    ----------
    title, subtitle, lead, description : str
        Heading, line under it, what the map answers, and what it holds.
    lang : str
        Language of the interface.
    theme : {"auto", "light", "dark"}
        Colours; with "auto", those of the reader's system.
    offline : bool
        Whether the page may load nothing from the network.
    tiles : str
        Address of tiles that the page may load after a click, as a template; empty for none.
    """

    title: str
    subtitle: str = ""
    lead: str = ""
    description: str = ""
    lang: str = "en"
    theme: str = "auto"
    offline: bool = True
    tiles: str = ""

    def __post_init__(self) -> None:
        check_choice("theme", self.theme, ("auto", "light", "dark"))
        check_flag("offline", self.offline)
        messages(self.lang)

    @property
    def summary(self) -> str:
        """Lead and description as one text."""
        return f"{self.lead} {self.description}" if self.lead else self.description

    def text(self, key: str) -> str:
        """Return a message in the language of the page."""
        return messages(self.lang)[key]


class Page(branca.element.Figure):
    """The folium figure of a self-contained page.

    Parameters
    ----------
    text : PageText
        What the page says about itself.
    height : int
        Height in pixels of the frame that shows it in a notebook.
    """

    def __init__(self, text: PageText, *, height: int) -> None:
        super().__init__(title=text.title)
        self.header._children.clear()  # noqa: SLF001  # the template says which letters the page is in
        self.frame_height = height
        self.text = text
        self.credits: tuple[str, ...] = ()
        self.data: dict[str, str] = {}

    def render(self, **kwargs: Any) -> str:  # branca's signature
        """Return the page as HTML, the same for the same content.

        Raises
        ------
        WriteError
            If a plugin needs a file that is not inside the package.
        """
        return cast("Page", copy_tree(self))._render(**kwargs)  # noqa: SLF001  # itself

    def _render(self, **kwargs: Any) -> str:
        """Return a page that is a copy as HTML; its elements change and add to it."""
        self.data = {}
        name = stable_names(self)
        for child in list(self._children.values()):
            child.render(**kwargs)
        addresses = self._foreign_addresses()
        if self.text.offline and addresses:
            raise WriteError(
                f"expected a map that needs no network, got one that loads {', '.join(map(str, addresses))}; "
                "remove what loads it, or allow it with Map(..., offline=False)"
            )
        head = name(self._render_head(**kwargs))
        library = _keep_inside(_asset("leaflet.js"))
        scripts = [_keep_inside(it) for it in (_asset("isthmus.js"), name(self.script.render(**kwargs)))]
        if "<script" in head:  # of a plugin, which is written for Leaflet
            head = f"<script>{library}</script>\n{head}"
        else:
            scripts.insert(0, library)
        return _text_template("page.html").render(
            page=self.text,
            credits=self.credits,
            policy=self._policy([*scripts, *_scripts_of(head)], addresses),
            style=_asset("isthmus.css"),
            head=head,
            body=name(self.html.render(**kwargs)),
            data={name(key): content for key, content in self.data.items()},
            scripts=scripts,
        )

    def _repr_html_(self, **kwargs: Any) -> str:
        """Return a frame with the page inside, for notebooks, over words for where no frames are shown."""
        return _text_template("notebook.html").render(
            title=self.text.title,
            description=self.text.description,
            height=self.frame_height,
            page=self.render(**kwargs),
        )

    def _foreign_addresses(self) -> list[ForeignAddress]:
        """Return what the page would load from the network: scripts, styles and pictures."""
        children: Mapping[str, branca.element.Element] = self.header._children  # noqa: SLF001
        links = [
            ForeignAddress(self._owner(name), kind, str(child.url))
            for name, child in children.items()
            for link, kind in LINKS.items()
            if isinstance(child, link) and name not in NOT_NEEDED
        ]
        return links + [
            ForeignAddress(type(element).__name__, "picture", address)
            for element in below(self)
            for address in _pictures_of(element)
            if isinstance(address, str) and re.match(r"(https?:)?//", address)
        ]

    def _owner(self, link: str) -> str:
        """Return the name of the kind of element that adds a link to the page."""
        for element in below(self):
            links = [*getattr(element, "default_js", ()), *getattr(element, "default_css", ())]
            if link in dict(links):
                return type(element).__name__
        return link

    def _render_head(self, **kwargs: Any) -> str:
        children: Mapping[str, branca.element.Element] = self.header._children  # noqa: SLF001
        return "\n".join(child.render(**kwargs) for name, child in children.items() if name not in NOT_NEEDED)

    def _policy(self, scripts: list[str], addresses: list[ForeignAddress]) -> str:
        """Return what the page may load and run: what is inside, and the hosts of the addresses."""
        hosts = {kind: sorted({it.host for it in addresses if it.kind == kind}) for kind in LINKS.values()}
        tiles = [ForeignAddress("tiles", "picture", self.text.tiles).host] if self.text.tiles else []
        pictures = {it.host for it in addresses} | set(tiles)
        return POLICY.format(
            scripts=" ".join([*map(_hash, scripts), *hosts["script"]]),
            styles=" ".join(["'unsafe-inline'", *hosts["style"]]),
            pictures=" ".join(["data:", "blob:", *sorted(pictures)]),
            fonts=" ".join(hosts["style"] or ["'none'"]),
        )


@dataclass(frozen=True, slots=True)
class ForeignAddress:
    """What an element of a map loads from the network.

    Parameters
    ----------
    name : str
        What kind of element of the map loads it.
    kind : {"script", "style", "picture"}
        What is loaded.
    url : str
        Where from; tiles have blanks such as ``{s}`` in it.
    """

    name: str
    kind: str
    url: str

    @property
    def host(self) -> str:
        """What a Content-Security-Policy allows so that this is loaded.

        Examples
        --------
        >>> ForeignAddress("tiles", "picture", "https://{s}.tile.example.org/{z}/{x}/{y}.png").host
        'https://*.tile.example.org'
        """
        scheme, host = urlsplit(self.url, scheme="https")[:2]
        return f"{scheme}://{re.sub(r'^[^.]*[{][^.]*[.]', '*.', host)}"

    def __str__(self) -> str:
        return f"{self.name} ({self.url})"


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


def _pictures_of(element: branca.element.Element) -> list[object]:
    """Return what an element of folium shows as pictures, videos or tiles, inside the page or not."""
    options = getattr(element, "options", None) or {}
    attributes = [getattr(element, name, None) for name in ("tiles", "url", "image", "video_url")]
    return [*attributes, options.get("icon_url"), options.get("shadow_url")]


def _keep_inside(script: str) -> str:
    """Return a script in which nothing ends its element early."""
    return re.sub(r"<(?=/script|!--)", r"\\x3C", script, flags=re.IGNORECASE)


def _hash(script: str) -> str:
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _scripts_of(head: str) -> list[str]:
    return re.findall(r"<script[^>]*>(.*?)</script>", head, re.DOTALL)


@cache
def _asset(name: str) -> str:
    """Return a script or a style sheet as text."""
    return files("isthmus.maps").joinpath("assets", name).read_text("utf-8")


@cache
def _text_template(name: str) -> jinja2.Template:
    """Return a template in which all text is escaped unless it is marked as safe."""
    environment = jinja2.Environment(loader=jinja2.PackageLoader("isthmus.maps"), autoescape=True)
    return environment.get_template(name)
