"""Opens saved maps in a real browser, waits until they are at rest, and notes what goes wrong or out."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

#: Chromium asks for nothing on its own with these.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

#: Tells when a page has nothing left to do.
IDLE = Path(__file__).with_name("idle.js")

DESKTOP = (1200, 800)
PHONE = (390, 844)

#: Windows, and whether they are dark, and so at rest; the first two show every layout and every colour.
LOOKS = [(DESKTOP, False), (PHONE, True), (DESKTOP, True), (PHONE, False)]


@dataclass
class Opened:
    """A map that is open in a page of the browser, and what went wrong or out meanwhile."""

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Note what the page does from now on."""
        self._noting = {
            "request": lambda request: self._note_request(request.url),
            "console": lambda message: self.errors.append(f"{message.type}: {message.text}"),
            "pageerror": lambda error: self.errors.append(str(error)),
            "dialog": lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()),
        }
        for event, note in self._noting.items():
            self.page.on(event, note)  # type: ignore[call-overload]

    def _note_request(self, url: str) -> None:
        if not url.startswith(("file:", "data:", "blob:")):
            self.requests.append(url)

    def assert_quiet(self) -> None:
        """No request, no message on the console, no script from data."""
        assert self.requests == []
        assert self.errors == []
        assert self.dialogs == []

    def leave(self) -> None:
        """Leave the page as it was before: empty, with the mouse outside, and nobody noting."""
        self.page.goto("about:blank")
        self.page.mouse.move(-1, -1)
        for event, note in self._noting.items():
            self.page.remove_listener(event, note)  # type: ignore[arg-type]


class Pages:
    """Pages of the browser, each lent to one test at a time: new ones take a quarter of the time of tests."""

    def __init__(self, chromium: Browser) -> None:
        self._chromium = chromium
        self._idle: dict[tuple[tuple[int, int], bool], list[Page]] = {}

    @contextmanager
    def lend(self) -> Iterator[Callable[..., Opened]]:
        """Lend what opens saved maps, and take all pages back afterwards."""
        lent = []

        def open_(
            path: Path, *, size: tuple[int, int] = DESKTOP, dark: bool = False, hash_: str = ""
        ) -> Opened:
            idle = self._idle.setdefault((size, dark), [])
            opened = Opened(idle.pop() if idle else self._new_page(size, dark=dark))
            lent.append((idle, opened))
            opened.page.goto(path.absolute().as_uri() + hash_)
            opened.page.wait_for_selector("html[data-ready=true]")
            settle(opened.page)
            assert opened.page.locator(".painter canvas").count() >= 2
            return opened

        yield open_
        for idle, opened in lent:
            opened.leave()
            idle.append(opened.page)

    def _new_page(self, size: tuple[int, int], *, dark: bool) -> Page:
        context = self._chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce" if dark else "no-preference",
            has_touch=size == PHONE,
            offline=True,
            accept_downloads=True,
        )
        context.add_init_script(path=IDLE)
        return context.new_page()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Chromium without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_program(), args=FLAGS)
        yield browser
        browser.close()


def _program() -> str | None:
    """Return the build without a window, which opens a page in half the time, or else the whole browser."""
    return shutil.which("chromium-headless-shell") or shutil.which("chromium")


@pytest.fixture(scope="session")
def pages(chromium: Browser) -> Pages:
    """Return the pages of the browser that tests lend one another."""
    return Pages(chromium)


@pytest.fixture
def open_map(pages: Pages) -> Iterator[Callable[..., Opened]]:
    """Open a saved map with the network blocked, and wait until it is ready."""
    with pages.lend() as open_:
        yield open_


def settle(page: Page) -> None:
    """Wait until nothing moves on a page, nothing fades, and all is drawn."""
    page.evaluate("untilIdle()")


def go_to(page: Page, hash_: str) -> None:
    """Follow a link to another view of the map that is open, and wait until it is shown."""
    page.evaluate(
        """hash => new Promise((resolve) => {
            addEventListener("hashchange", resolve, { once: true });
            location.hash = hash;
        })""",
        hash_,
    )
    settle(page)
