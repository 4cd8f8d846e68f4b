"""The saved page against the HTML validator and the accessibility rules of axe-core."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browser import LOOKS, PHONE, settle
from proof_size import proof_size

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from browser import Opened

MODULES = Path(__file__).parent.parent / "maps" / "assets" / "node_modules"

#: What Java need not compile as well as it can, since it ends soon; deep schemas ask for a deep stack.
SHORT_RUN = ("-XX:TieredStopAtLevel=1", "-Xss4m")

#: Two lines of Leaflet's style sheet that the validator does not know.
LEAFLETS_OWN = ("“plus-lighter” is not a “mix-blend-mode” value", "Property “behavior” doesn't exist")


def test_the_html_is_valid(bundled_map: Path) -> None:
    java = shutil.which("java")
    assert java is not None
    jar = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
    result = subprocess.run(
        [java, *SHORT_RUN, "-jar", jar, "--format", "json", bundled_map],
        capture_output=True,
        text=True,
        check=False,
    )
    messages = json.loads(result.stderr)["messages"]
    errors = [message["message"] for message in messages if message["type"] == "error"]
    assert [text for text in errors if not any(known in text for known in LEAFLETS_OWN)] == []


def violations(page: Page) -> list[str]:
    """Run axe-core on the page as it stands."""
    if not page.evaluate("'axe' in window"):
        page.evaluate((MODULES / "axe-core" / "axe.min.js").read_text("utf-8"))
    found: list[str] = page.evaluate(
        """async () => {
            const { violations } = await axe.run({ resultTypes: ["violations"] });
            const told = (id) => ({ html }) => `${id}: ${html.slice(0, 120)}`;
            return violations.flatMap(({ id, nodes }) => nodes.map(told(id)));
        }"""
    )
    return found


@pytest.mark.parametrize(("size", "dark"), LOOKS[: proof_size(2, 4)])
def test_axe_finds_nothing(
    open_map: Callable[..., Opened], bundled_map: Path, size: tuple[int, int], *, dark: bool
) -> None:
    page = open_map(bundled_map, size=size, dark=dark).page
    assert violations(page) == []
    if size == PHONE:
        page.click("#panel-toggle")
        assert violations(page) == []
        page.click("#panel-toggle")
    page.fill("#search-box", "gdansk")
    assert violations(page) == []
    page.locator(".results button").first.click()
    page.locator(".leaflet-popup").wait_for()
    settle(page)
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Table", exact=True).click()
    assert violations(page) == []
