"""What elements of a map load: scripts and styles that are inside the package, and what is elsewhere."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import branca.element
import folium
from folium import plugins
from folium.elements import JSCSSMixin
from folium.utilities import JsCode

from isthmus.geo import WriteError

from ._elements import below

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

#: Files that are inside, by the last part of the address that folium loads them from; empty where the page
#: needs none: Leaflet is inside, icons and popups need neither jQuery nor Bootstrap, colour scales no d3.
INSIDE: Mapping[str, str] = MappingProxyType(
    {
        "Control.FullScreen.css": "vendor/leaflet.fullscreen.css",
        "Control.FullScreen.min.js": "vendor/leaflet.fullscreen.js",
        "Control.MiniMap.css": "vendor/leaflet-minimap.css",
        "Control.MiniMap.js": "vendor/leaflet-minimap.js",
        "L.Control.MousePosition.min.css": "vendor/leaflet-mouse-position.css",
        "L.Control.MousePosition.min.js": "vendor/leaflet-mouse-position.js",
        "MarkerCluster.Default.css": "",
        "MarkerCluster.css": "vendor/leaflet.markercluster.css",
        "all.min.css": "",
        "bootstrap-glyphicons.css": "",
        "bootstrap.bundle.min.js": "",
        "bootstrap.min.css": "",
        "d3.min.js": "",
        "default.min.css": "",
        "iso8601.min.js": "vendor/iso8601-js-period.js",
        "jquery-3.7.1.min.js": "",
        "jquery-ui.min.js": "",
        "jquery.min.js": "",
        "leaflet-ant-path.min.js": "vendor/leaflet-ant-path.js",
        "leaflet-measure.min.css": "vendor/leaflet-measure.css",
        "leaflet-measure.min.js": "vendor/leaflet-measure.js",
        "leaflet-search.min.css": "vendor/leaflet-search.css",
        "leaflet-search.min.js": "vendor/leaflet-search.js",
        "leaflet.awesome-markers.css": "",
        "leaflet.awesome-markers.js": "",
        "leaflet.awesome.rotate.min.css": "",
        "leaflet.css": "",
        "leaflet.groupedlayercontrol.min.css": "vendor/leaflet-groupedlayercontrol.css",
        "leaflet.groupedlayercontrol.min.js": "vendor/leaflet-groupedlayercontrol.js",
        "leaflet.js": "",
        "leaflet.markercluster.js": "vendor/leaflet.markercluster.js",
        "leaflet.timedimension.control.css": "vendor/leaflet-timedimension.css",
        "leaflet.timedimension.min.js": "vendor/leaflet-timedimension.js",
        "leaflet_heat.min.js": "leaflet_heat.min.js",
        "moment.min.js": "vendor/moment.js",
        "pa7_hm.min.js": "pa7_hm.min.js",
        "pa7_leaflet_hm.min.js": "pa7_leaflet_hm.min.js",
    }
)

#: What each of branca's links loads.
LINKS: Mapping[type[branca.element.Element], str] = MappingProxyType(
    {branca.element.JavascriptLink: "script", branca.element.CssLink: "style"}
)

#: What each tag of a page loads by an attribute.
LOADING = MappingProxyType(
    {
        ("audio", "src"): "picture",
        ("embed", "src"): "frame",
        ("iframe", "src"): "frame",
        ("img", "src"): "picture",
        ("input", "src"): "picture",
        ("link", "href"): "style",
        ("object", "data"): "frame",
        ("script", "src"): "script",
        ("source", "src"): "picture",
        ("video", "poster"): "picture",
        ("video", "src"): "picture",
    }
)

#: How branca's frames begin.
FRAMED = "data:text/html;charset=utf-8;base64,"

#: An address of the network, in a style or a script.
IN_STYLE = re.compile(r"(?:url\(|@import)\s*['\"]?((?:https?:)?//[^'\")\s;]+)", re.IGNORECASE)
IN_SCRIPT = re.compile(r"['\"`](https?://[^'\"`\s]+)")

#: Where folium's Geocoder asks, unless its options say otherwise.
GEOCODERS = MappingProxyType(
    {"nominatim": "https://nominatim.openstreetmap.org/", "photon": "https://photon.komoot.io/"}
)


@dataclass(frozen=True, slots=True)
class Link:
    """What an element of a map loads.

    Parameters
    ----------
    owner : str
        What kind of element of the map loads it.
    kind : {"script", "style", "picture", "frame", "data"}
        What is loaded.
    url : str
        Where from; tiles have blanks such as ``{s}`` in it.
    """

    owner: str
    kind: str
    url: str

    @property
    def inside(self) -> str | None:
        """The file that is inside instead, empty if the page needs none; None if there is no such file."""
        return INSIDE.get(urlsplit(self.url).path.rpartition("/")[2]) if self.kind in LINKS.values() else None

    @property
    def host(self) -> str:
        """What a Content-Security-Policy allows so that this is loaded.

        Examples
        --------
        >>> Link("tiles", "picture", "https://{s}.tile.example.org/{z}/{x}/{y}.png").host
        'https://*.tile.example.org'
        """
        scheme, host = urlsplit(self.url, scheme="https")[:2]
        return f"{scheme}://{re.sub(r'^[^.]*[{][^.]*[.]', '*.', host)}"

    def __str__(self) -> str:
        return f"{self.owner} ({self.url})"


def links_of(page: branca.element.Figure) -> list[Link]:
    """Return the scripts and styles that the elements of a rendered page ask for, each once, in their order.

    Folium's own list of them is by names, of which two plugins may use one for different files.
    """
    asked = [link for it in below(page) if isinstance(it, JSCSSMixin) for link in _own_links(it)]
    for name, child in page.header._children.items():  # noqa: SLF001  # branca has no other way
        kind = LINKS.get(type(child))
        if kind:
            asked.append(Link(name, kind, str(getattr(child, "url", ""))))
    return list({link.url: link for link in reversed(asked)}.values())[::-1]


def _own_links(element: JSCSSMixin) -> list[Link]:
    owner = type(element).__name__
    scripts = [Link(owner, "script", url) for _, url in element.default_js]
    return scripts + [Link(owner, "style", url) for _, url in element.default_css]


def files_inside(links: Iterable[Link], kind: str) -> list[str]:
    """Return the text of each file of a kind that is inside and stands for some of the links."""
    names = dict.fromkeys(link.inside for link in links if link.kind == kind and link.inside)
    return [asset(name) for name in names]


@cache
def asset(name: str) -> str:
    """Return a script or a style sheet that is inside the package, or inside folium, as text."""
    ours = files("isthmus.maps").joinpath("assets", name)
    return (ours if ours.is_file() else files("folium").joinpath("templates", name)).read_text("utf-8")


def sources_of(page: branca.element.Figure) -> Iterator[Link]:
    """Return the pictures and data that folium's elements on a page load while it is open."""
    for element in below(page):
        owner = type(element).__name__
        for address in _pictures_of(element):
            if _is_foreign(address):
                yield Link(owner, "picture", address)
        for address in _data_of(element):
            yield Link(owner, "data", address)


def _is_foreign(address: object) -> bool:
    return isinstance(address, str) and re.match(r"(https?:)?//", address.strip()) is not None


def _pictures_of(element: branca.element.Element) -> list[Any]:
    """Return what an element of folium shows as pictures, videos or tiles, inside the page or not."""
    options = getattr(element, "options", None) or {}
    tiles = getattr(getattr(element, "tile_layer", None), "tiles", None)
    attributes = [getattr(element, name, None) for name in ("tiles", "url", "image", "video_url")]
    return [tiles, *attributes, options.get("icon_url"), options.get("shadow_url")]


def _data_of(element: branca.element.Element) -> list[str]:
    """Return where an element of folium asks for data once the page is open."""
    if isinstance(element, folium.GeoJson):
        return [] if element.embed else [str(element.embed_link)]
    if isinstance(element, plugins.VectorGridProtobuf):
        return [str(element.url)]
    if isinstance(element, plugins.TimestampedWmsTileLayers):
        return [str(layer.url) for layer in element.layers]
    if isinstance(element, plugins.Realtime):
        source: Any = element.src
        return IN_SCRIPT.findall(source.js_code if isinstance(source, JsCode) else json.dumps(source))
    if isinstance(element, plugins.Geocoder):
        options: dict[str, Any] = element.options
        asked = options["provider_options"].get("serviceUrl") or GEOCODERS.get(options["provider"])
        return [asked] if asked else []
    return []


def check_markup(page: branca.element.Figure) -> list[Link]:
    """Return what the markup on a rendered page loads from the network.

    Raises
    ------
    WriteError
        If something in it would run, which it does not on such a page: it may hold text from data.
    """
    links = [link for markup in _markup_of(page) for link in markup.links]
    owners = {element.get_name(): type(element).__name__ for element in below(page)}
    for part in ("header", "html"):
        for name, child in getattr(page, part)._children.items():  # noqa: SLF001
            if isinstance(child, branca.element.Link):
                continue
            markup = Markup(owners.get(name, f"get_root().{part}"), child.render())
            markup.check(scripts_run=part == "header")
            links += markup.links
    return links


def _markup_of(page: branca.element.Figure) -> Iterator[Markup]:
    """Return the markup that stands in the page's script; in frames, nothing runs."""
    for element in below(page):
        owner = type(element).__name__
        if isinstance(element, folium.Vega | folium.VegaLite):
            raise WriteError(
                f"{owner}: expected what works under the page's policy, got a chart that compiles scripts; "
                'put a picture of it into the popup, such as folium.Popup(folium.Element("<img ...>"))'
            )
        if isinstance(element, plugins.DualMap):
            raise WriteError(
                f"{owner}: expected what stands on a map, got one that makes a page of its own; "
                "save two maps, or compare two layers by GroupedLayerControl or SideBySideLayers"
            )
        texts = [piece["markup"] for piece in getattr(element, "pieces", ()) if "markup" in piece]
        if isinstance(element, folium.DivIcon):
            texts.append(str(element.options.get("html") or ""))
        for text in texts:
            markup = Markup(owner, text)
            markup.check_frames()
            yield markup


class Markup(HTMLParser):
    """What markup that an author gave would run or load.

    Parameters
    ----------
    owner : str
        Whose it is.
    text : str
        The markup.

    Examples
    --------
    >>> markup = Markup("popup", '<img src="//example.org/a.png" onerror="alert(1)"><script>f()</script>')
    >>> markup.runs, markup.scripts, markup.links[0].host
    (['onerror'], ['f()'], 'https://example.org')
    """

    def __init__(self, owner: str, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.owner = owner
        self.runs: list[str] = []
        self.scripts: list[str] = []
        self.frames: list[Markup] = []
        self.links: list[Link] = []
        self._inside = ""
        self.feed(text)
        self.close()

    def check(self, *, scripts_run: bool) -> None:
        """Refuse markup in which something would run."""
        found = self.runs + ([] if scripts_run else ["<script>"] * len(self.scripts))
        if found:
            raise WriteError(
                f"{self.owner}: expected markup in which nothing runs, got {found[0]}; give the script to "
                "get_root().script.add_child(folium.Element(...)), which may listen with addEventListener"
            )
        self.check_frames()

    def check_frames(self) -> None:
        """Refuse a frame whose content needs a script."""
        if any(frame.scripts for frame in self.frames):
            raise WriteError(
                f"{self.owner}: expected a frame in which nothing runs, got one with a script; show a "
                "picture of what it draws, or a table"
            )

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag loads and runs."""
        self._inside = tag
        for name, value in attrs:
            address = (value or "").strip()
            if name.startswith("on") or re.match(r"javascript:", address, re.IGNORECASE):
                self.runs.append(name)
            elif (tag, name) in LOADING:
                self._note_address(LOADING[tag, name], address)
            elif name == "style":
                self._note_style(address)

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002  # the parser's signature
        """Note that a tag ends."""
        self._inside = ""

    def handle_data(self, data: str) -> None:
        """Note a script, and what a style sheet loads."""
        if self._inside == "script" and data.strip():
            self.scripts.append(data)
        elif self._inside == "style":
            self._note_style(data)

    def _note_address(self, kind: str, address: str) -> None:
        if _is_foreign(address):
            self.links.append(Link(self.owner, kind, address))
        elif address.startswith(FRAMED):
            content = base64.b64decode(address.removeprefix(FRAMED)).decode("utf-8", "replace")
            self.frames.append(Markup(self.owner, content))
            self.links += self.frames[-1].links

    def _note_style(self, text: str) -> None:
        self.links += [Link(self.owner, "picture", address) for address in IN_STYLE.findall(text)]
