"""A page that holds everything it needs: scripts, styles and data inside, no request to anywhere.

The same map is the same file: where branca names an element at random, here it has a number, from when it
comes to the map, or from the first rendering.
"""

from __future__ import annotations

import base64
import hashlib
import re
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Self, cast

import branca.element
import folium
import jinja2
from branca.element import Element, Figure

from isthmus._arguments import check_choice, check_flag
from isthmus.geo import IsthmusError, WriteError

from ._elements import below, copy_tree
from ._messages import messages
from ._plugins import Link, asset, check_markup, files_inside, links_of, sources_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


#: What branca names an element by, after the name of its kind.
RANDOM = re.compile(r"[0-9a-f]{32}")
ID = re.compile(rf"(?<=_){RANDOM.pattern}")

#: What a script calls where it needs jQuery.
JQUERY = re.compile(r"(?<![\w$.])(?:\$|jQuery)[(.]")

#: A script in the head.
SCRIPT = re.compile(r"<script[^>]*>(.*?)</script>", re.DOTALL)

#: What shows markup from a ``data:`` address.
FRAME = re.compile(r"(?:<|\\u003c)iframe", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageText:
    """What a page says about itself.

    Parameters
    ----------
    title, subtitle, description : str
        Heading, line under it, and what the map holds.
    leads : tuple of str
        What the map answers to each question that it was asked.
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
    leads: tuple[str, ...] = ()
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
        """Leads and description as one text."""
        return " ".join(filter(None, (*self.leads, self.description)))

    def text(self, key: str) -> str:
        """Return a message in the language of the page."""
        return messages(self.lang)[key]


class Page(Figure):
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
        self.names: dict[str, str] = {}

    def add_child(self, child: Element, name: str | None = None, index: int | None = None) -> Self:
        """Add an element, which is called by its number from now on."""
        super().add_child(child, name=name, index=index)
        name_elements(child, self.names)
        return self

    def render(self, **kwargs: Any) -> str:  # branca's signature
        """Return the page as HTML, the same for the same content.

        Raises
        ------
        WriteError
            If an element of the map would load something from the network, can't work on such a page, or
            can't be drawn.
        """
        for part in (*self._children.values(), self.header, self.html, self.script):
            name_elements(part, self.names)
        with foreign_elements():
            return cast("Page", copy_tree(self))._render(**kwargs)  # noqa: SLF001  # itself

    def _render(self, **kwargs: Any) -> str:
        """Return a page that is a copy as HTML; its elements change and add to it."""
        self.data = {}
        plain = not any(_needs_folium(element) for element in below(self))
        written = list(self.script._children)  # noqa: SLF001  # by an author, for what is drawn
        for child in list(self._children.values()):
            child.render(**kwargs)
        for own in written:
            self.script._children.move_to_end(own)  # noqa: SLF001
        asked = links_of(self)
        outside = [*(link for link in asked if link.inside is None), *sources_of(self), *check_markup(self)]
        if self.text.offline and outside:
            raise WriteError(
                f"expected a map that needs no network, got one that loads {', '.join(map(str, outside))}; "
                "remove what loads it, or allow it with Map(..., offline=False)"
            )
        parts = self._parts(asked, plain=plain, **kwargs)
        return text_template("page.html").render(
            page=self.text,
            credits=self.credits,
            policy=self._policy(parts, outside, beside=kwargs.get("beside", False)),
            parts=parts,
            data=self.data,
        )

    def _parts(self, asked: list[Link], *, plain: bool, **kwargs: Any) -> Parts:
        """Return the styles, the markup and the scripts of a page whose elements are rendered."""
        script = put_names(self.script.render(**kwargs), self.names)
        header = [it for it in self.header._children.values() if not isinstance(it, branca.element.Link)]  # noqa: SLF001
        head = put_names("\n".join(it.render(**kwargs) for it in header), self.names)
        ours = [] if plain else ["folium"]
        tiles = ["tiles"] if kwargs.get("beside") else []
        wanted = ["vendor/jquery.js"] if JQUERY.search(script + head) else []
        foreign = [link for link in asked if link.inside is None]
        names = {element.get_name() for element in below(self) if isinstance(element, folium.Map)}
        maps = [it for name, it in self.html._children.items() if name in names]  # noqa: SLF001
        others = [it for name, it in self.html._children.items() if name not in names]  # noqa: SLF001
        return Parts(
            styles=[asset(f"{name}.css") for name in ("isthmus", *ours)] + files_inside(asked, "style"),
            style_links=[link.url for link in foreign if link.kind == "style"],
            library=[asset(name) for name in ("leaflet.js", *wanted)] + files_inside(asked, "script"),
            script_links=[link.url for link in foreign if link.kind == "script"],
            head=head,
            body=put_names("\n".join(it.render(**kwargs) for it in maps), self.names),
            over=put_names("\n".join(it.render(**kwargs) for it in others), self.names),
            scripts=[*(asset(f"{name}.js") for name in ("isthmus", *ours, *tiles)), script],
        )

    def _repr_html_(self, **kwargs: Any) -> str:
        """Return a frame with the page inside, for notebooks, over words for where no frames are shown."""
        return text_template("notebook.html").render(
            title=self.text.title,
            description=self.text.description,
            height=self.frame_height,
            page=self.render(**kwargs),
        )

    def _policy(self, parts: Parts, outside: Iterable[Link], *, beside: bool) -> str:
        """Return what the page may load and run: what is inside or beside it, and the hosts of others."""
        tiles = [Link("tiles", "picture", self.text.tiles)] if self.text.tiles else []
        kinds = ("script", "style", "frame", "data")
        hosts = {kind: sorted({it.host for it in outside if it.kind == kind}) for kind in kinds}
        pictures = sorted({it.host for it in (*outside, *tiles)})
        frames = ["data:"] if any(map(FRAME.search, (parts.over, parts.scripts[-1]))) else []
        rules = {
            "default-src": ["'none'"],
            "script-src": [*map(_hash, parts.running), *hosts["script"]],
            "style-src": ["'unsafe-inline'", *hosts["style"]],
            "img-src": ["data:", "blob:", *pictures],
            "media-src": ["data:", "blob:", *pictures],
            "font-src": hosts["style"] or ["'none'"],
            "frame-src": [*frames, *hosts["frame"]],
            "connect-src": [*(["'self'"] if beside else []), *hosts["data"]],
            "base-uri": ["'none'"],
            "form-action": ["'none'"],
        }
        return "; ".join(f"{name} {' '.join(sources)}" for name, sources in rules.items() if sources)


@dataclass(frozen=True, slots=True)
class Parts:
    """Styles, markup and scripts of a page.

    Parameters
    ----------
    styles, style_links : list of str
        Style sheets, and the addresses of others.
    library, script_links : list of str
        Leaflet and the plugins, and the addresses of others.
    head, body, over : str
        Markup that elements of folium write: into the head, for the map, and what stands before it.
    scripts : list of str
        What runs when all else is there; the last is the map's own.
    """

    styles: list[str]
    style_links: list[str]
    library: list[str]
    script_links: list[str]
    head: str
    body: str
    over: str
    scripts: list[str]

    def __post_init__(self) -> None:
        for scripts in (self.library, self.scripts):
            scripts[:] = map(_keep_inside, scripts)

    @property
    def library_first(self) -> bool:
        """Whether something in the head is written for Leaflet."""
        return bool(self.script_links) or "<script" in self.head

    @property
    def running(self) -> list[str]:
        """Every script that stands in the page."""
        return [*self.library, *SCRIPT.findall(self.head), *self.scripts]


def page_of(element: Element) -> Page:
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


def name_elements(root: Element, names: dict[str, str]) -> None:
    """Give numbers to an element and all below it, and note that of each random name that one had.

    Threads that name the same tree give the same numbers: each element is named after all before it.

    Examples
    --------
    >>> import folium
    >>> group, names = folium.FeatureGroup(), {}
    >>> marker = folium.Marker((50, 20)).add_to(group)
    >>> before = marker.get_name()
    >>> name_elements(group, names)
    >>> marker.get_name(), put_names(f"{before}.openPopup()", names)
    ('marker_2', 'marker_2.openPopup()')
    """
    for element in (root, *below(root)):
        if RANDOM.fullmatch(element._id):  # noqa: SLF001  # branca has no other way
            element._id = names.setdefault(element._id, str(len(names) + 1))  # noqa: SLF001


def put_names(text: str, names: Mapping[str, str]) -> str:
    """Return a text that calls elements by their numbers where it called them by random names."""
    return ID.sub(lambda found: names.get(found[0], found[0]), text)


@contextmanager
def foreign_elements() -> Iterator[None]:
    """Turn whatever the elements of others raise while a page is drawn into one error that names the element.

    Raises
    ------
    WriteError
        If one raised anything.
    """
    try:
        yield
    except (IsthmusError, MemoryError):
        raise
    except Exception as error:
        got = f"{type(error).__name__}: {error}"
        raise WriteError(f"{_owner_of(error)}: expected an element that can be drawn, got {got}") from error


def _owner_of(error: BaseException) -> str:
    """Return the kind of the innermost element that was being drawn when an error rose."""
    found, step = "map", error.__traceback__
    while step is not None:
        drawn = step.tb_frame.f_locals.get("self")
        found = type(drawn).__name__ if isinstance(drawn, Element) else found
        step = step.tb_next
    return found


def _needs_folium(element: Element) -> bool:
    """Tell whether an element is neither a map nor a layer of this package."""
    return not isinstance(element, folium.Map) and not type(element).__module__.startswith("isthmus.")


def _keep_inside(script: str) -> str:
    """Return a script in which nothing ends its element early."""
    return re.sub(r"<(?=/script|!--)", r"\\x3C", script, flags=re.IGNORECASE)


def _hash(script: str) -> str:
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


@cache
def text_template(name: str) -> jinja2.Template:
    """Return a template in which all text is escaped unless it is marked as safe."""
    environment = jinja2.Environment(loader=jinja2.PackageLoader("isthmus.maps"), autoescape=True)
    return environment.get_template(name)
