"""Firefox and WebKitGTK, as Debian has them: what a test needs of WebDriver.

Firefox is asked over Marionette, its own protocol, since no geckodriver is packaged; WebKitGTK by its driver.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Seconds that a browser has to start, or to answer.
PATIENCE = 60

#: What WebDriver calls an element.
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"

#: Firefox asks for nothing on its own with these.
PREFERENCES = {
    "app.normandy.enabled": False,
    "app.update.enabled": False,
    "browser.safebrowsing.downloads.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
    "toolkit.telemetry.enabled": False,
}

#: Notes, before any script of a page, what goes wrong on it.
NOTING = """<script>
window.noted = [];
addEventListener("error", ({ message }) => noted.push(message));
addEventListener("unhandledrejection", ({ reason }) => noted.push(String(reason)));
addEventListener("securitypolicyviolation", ({ blockedURI }) => noted.push(`refused ${blockedURI}`));
for (const kind of ["error", "warn"]) console[kind] = (...words) => noted.push(words.join(" "));
</script>"""


class Browser(Protocol):
    """What a test asks of a browser."""

    def open(self, path: Path) -> None:
        """Open a file."""

    def run(self, script: str) -> Any:  # noqa: ANN401  # what JSON holds
        """Return what a script returns."""

    def click(self, selector: str) -> None:
        """Click the first element of a selector, as a reader does."""


def noting_copy(page: Path, folder: Path) -> Path:
    """Return a copy of a page that notes what goes wrong on it."""
    copy = folder / f"noting_{page.name}"
    copy.write_text(page.read_text("utf-8").replace("<head>", f"<head>{NOTING}", 1), "utf-8")
    return copy


def wait_until(browser: Browser, condition: str) -> None:
    """Wait until a condition of the page holds."""
    end = time.monotonic() + PATIENCE
    while not browser.run(f"return Boolean({condition})"):
        assert time.monotonic() < end, f"{condition}: expected it within {PATIENCE} s"
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


class Firefox:
    """Firefox by Marionette: each message is its length, a colon, and JSON."""

    def __init__(self, port: int) -> None:
        end = time.monotonic() + PATIENCE
        while True:
            with suppress(OSError):
                self._socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
                break
            assert time.monotonic() < end, "expected Firefox to listen"
            time.sleep(0.1)
        self._count = 0
        self._read()
        self._call("NewSession", {"strictFileInteractability": True})

    def close(self) -> None:
        """Talk no more to it."""
        self._socket.close()

    def _read(self) -> Any:  # noqa: ANN401  # what JSON holds
        length = b""
        while (digit := self._socket.recv(1)) != b":":
            length += digit
        content = b""
        while len(content) < int(length):
            content += self._socket.recv(int(length) - len(content))
        return json.loads(content)

    def _call(self, command: str, words: dict[str, Any]) -> Any:  # noqa: ANN401  # what JSON holds
        self._count += 1
        message = json.dumps([0, self._count, f"WebDriver:{command}", words])
        self._socket.sendall(f"{len(message.encode())}:{message}".encode())
        _, _, error, result = self._read()
        assert error is None, error
        return result

    def open(self, path: Path) -> None:
        """Open a file."""
        self._call("Navigate", {"url": path.absolute().as_uri()})

    def run(self, script: str) -> Any:  # noqa: ANN401  # what JSON holds
        """Return what a script returns."""
        return self._call("ExecuteScript", {"script": script, "args": []})["value"]

    def click(self, selector: str) -> None:
        """Click the first element of a selector, as a reader does."""
        found = self._call("FindElement", {"using": "css selector", "value": selector})["value"]
        self._call("ElementClick", {"id": found[ELEMENT]})


class WebKit:
    """WebKitGTK's own small browser, by its driver."""

    def __init__(self, port: int, program: Path) -> None:
        self._address = f"http://127.0.0.1:{port}"
        options = {"binary": str(program), "args": ["--automation"]}
        capabilities = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        end = time.monotonic() + PATIENCE
        while True:
            with suppress(OSError):
                session = self._call("/session", {"capabilities": capabilities})["sessionId"]
                break
            assert time.monotonic() < end, "expected WebKitWebDriver to listen"
            time.sleep(0.1)
        self._address += f"/session/{session}"

    def _call(self, path: str, words: dict[str, Any]) -> Any:  # noqa: ANN401  # what JSON holds
        request = urllib.request.Request(  # noqa: S310  # this machine's own
            self._address + path, json.dumps(words).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
            return json.load(answer)["value"]

    def open(self, path: Path) -> None:
        """Open a file."""
        self._call("/url", {"url": path.absolute().as_uri()})

    def run(self, script: str) -> Any:  # noqa: ANN401  # what JSON holds
        """Return what a script returns."""
        return self._call("/execute/sync", {"script": script, "args": []})

    def click(self, selector: str) -> None:
        """Click the first element of a selector, as a reader does."""
        found = self._call("/element", {"using": "css selector", "value": selector})
        self._call(f"/element/{found[ELEMENT]}/click", {})


@contextmanager
def firefox(folder: Path) -> Iterator[Firefox]:
    """Start Firefox without a window."""
    port, profile = _free_port(), folder / "profile"
    profile.mkdir()
    settings = PREFERENCES | {"marionette.port": port}
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in settings.items()]
    (profile / "user.js").write_text("".join(lines))
    words = ["firefox-esr", "--headless", "--marionette", "--no-remote", "--profile", str(profile)]
    with _running(words, os.environ | {"HOME": str(folder), "MOZ_DISABLE_CONTENT_SANDBOX": "1"}):
        browser = Firefox(port)
        yield browser
        browser.close()


@contextmanager
def webkit(folder: Path) -> Iterator[WebKit]:
    """Start WebKitGTK on a screen that nobody sees."""
    port = _free_port()
    quiet = {
        "HOME": str(folder),
        "LIBGL_ALWAYS_SOFTWARE": "1",
        "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
        "GIO_USE_VFS": "local",
    }
    words = ["xvfb-run", "--auto-servernum", "WebKitWebDriver", f"--port={port}"]
    with _running(words, os.environ | quiet):
        yield WebKit(port, next(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser")))


@contextmanager
def _running(words: list[str], environment: dict[str, str]) -> Iterator[None]:
    """Run a program, and end it and all that it started."""
    process = subprocess.Popen(  # these words
        words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, 15)
        process.wait(PATIENCE)
