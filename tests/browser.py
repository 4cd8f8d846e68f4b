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


@dataclass
class Opened:
    """A page in the browser, and what went wrong or out while it was open."""

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def assert_quiet(self) -> None:
        """No request, no message on the console, no script from data."""
        assert self.requests == []
        assert self.errors == []
        assert self.dialogs == []


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


@pytest.fixture
def open_map(chromium: Browser) -> Iterator[Callable[..., Opened]]:
    """Open a saved map with the network blocked, and wait until it is ready."""
    with opener(chromium) as open_:
        yield open_


@contextmanager
def opener(chromium: Browser) -> Iterator[Callable[..., Opened]]:
    """Lend what opens saved maps, and close them all afterwards."""
    contexts = []

    def open_(path: Path, *, size: tuple[int, int] = DESKTOP, dark: bool = False, hash_: str = "") -> Opened:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            has_touch=size == PHONE,
            offline=True,
            accept_downloads=True,
        )
        contexts.append(context)
        context.add_init_script(path=IDLE)
        opened = Opened(context.new_page())
        _watch(opened)
        opened.page.goto(path.absolute().as_uri() + hash_)
        opened.page.wait_for_selector("html[data-ready=true]")
        settle(opened.page)
        assert opened.page.locator(".painter canvas").count() >= 2
        return opened

    yield open_
    for context in contexts:
        context.close()


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


def _watch(opened: Opened) -> None:
    page = opened.page

    def note_request(url: str) -> None:
        if not url.startswith(("file:", "data:", "blob:")):
            opened.requests.append(url)

    page.on("request", lambda request: note_request(request.url))
    page.on("console", lambda message: opened.errors.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: opened.errors.append(str(error)))
    page.on("dialog", lambda dialog: (opened.dialogs.append(dialog.message), dialog.dismiss()))
