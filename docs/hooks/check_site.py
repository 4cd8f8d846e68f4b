"""Look through a built site: what leads nowhere in it, and what its pages would fetch from elsewhere.

``python docs/hooks/check_site.py FOLDER`` prints a line for each, and exits with 1 if there is any.
"""

from __future__ import annotations

import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Attributes by which a page fetches; a link that is only followed when clicked is none.
FETCHED = {(tag, "src") for tag in ("img", "script", "iframe", "source", "video", "audio", "embed")} | {
    ("object", "data"),
    ("link", "href"),
    ("img", "srcset"),
    ("form", "action"),
    ("image", "href"),
}

#: In styles: what they load. In scripts: how they would ask a host.
IN_STYLES = re.compile(r"""(?:url\(|@import)\s*["']?\s*((?:https?:)?//[^"')\s]+)""")
IN_SCRIPTS = re.compile(
    r"(?:fetch|importScripts|import|WebSocket|EventSource|sendBeacon|\.src\s*=|\.open)\s*\(?\s*"
    r"""(?:["'][A-Z]+["'],\s*)?["'`]((?:https?:|wss?:)?//[^"'`\s]+)"""
)


class Page(HTMLParser):
    """What a page is linked to and fetches, and where links to it may lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.fetched: list[str] = []
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the anchors, links and addresses of an element."""
        self._inside = tag
        given = {name: value for name, value in attrs if value}
        self.ids.update(given[name] for name in ("id", "name") if name in given)
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "link" and "canonical" in given.get("rel", ""):
            return
        self.fetched += [value for name, value in given.items() if (tag, name) in FETCHED]
        self.fetched += IN_STYLES.findall(given.get("style", ""))

    def handle_data(self, data: str) -> None:
        """Note what inline styles and scripts load."""
        searched = {"style": IN_STYLES, "script": IN_SCRIPTS}.get(self._inside)
        self.fetched += searched.findall(data) if searched else []


def faults(folder: Path) -> Iterator[str]:
    """Yield a sentence for each link that leads nowhere, and for each address that a page would fetch."""
    written = [
        path for path in sorted(folder.rglob("*.html")) if "_static" not in path.parts
    ]  # a theme's template
    pages = {path: Page(path.read_text("utf-8")) for path in written}
    for path, page in pages.items():
        name = path.relative_to(folder)
        for link in (*page.links, *page.fetched):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                if link in page.fetched and parts.scheme != "data":
                    yield f"{name}: fetches {link}"
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.is_file():
                yield f"{name}: nothing at {link}"
            elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].ids:
                yield f"{name}: no such anchor: {link}"
    for path in sorted([*folder.rglob("*.css"), *folder.rglob("*.js"), *folder.rglob("*.svg")]):
        text = path.read_text("utf-8", errors="replace")
        for address in (IN_SCRIPTS if path.suffix == ".js" else IN_STYLES).findall(text):
            yield f"{path.relative_to(folder)}: fetches {address}"


if __name__ == "__main__":
    found = list(faults(Path(sys.argv[1]).resolve()))
    for sentence in found:
        print(sentence)  # noqa: T201  # the answer
    sys.exit(bool(found))
