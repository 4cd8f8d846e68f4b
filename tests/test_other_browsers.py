"""Firefox and WebKitGTK beside Chromium: the bundled page opens, draws and answers without an error."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from other_browsers import firefox, noting_copy, wait_until, webkit

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from other_browsers import Browser

#: Something is drawn on more than a hundredth of the dots of the topmost canvas.
DRAWN = """(() => {
  const canvas = [...document.querySelectorAll(".painter canvas")].pop();
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.filter((value, i) => i % 4 === 3 && value > 0).length > 0.01 * (data.length / 4);
})()"""

#: What the table of the best routes says.
PAIRS = "return document.querySelector('#what-if table').textContent"


@pytest.fixture(params=[firefox, webkit], ids=["firefox", "webkit"])
def started(request: pytest.FixtureRequest, tmp_path: Path) -> AbstractContextManager[Browser]:
    """Return a browser that is about to start, where `make browsers` has installed both and asks for it."""
    if not os.environ.get("ISTHMUS_BROWSERS"):
        pytest.skip("make browsers runs it")
    start: Callable[[Path], AbstractContextManager[Browser]] = request.param
    return start(tmp_path)


def test_the_bundled_page_opens_draws_and_answers(
    started: AbstractContextManager[Browser], bundled_map: Path, tmp_path: Path
) -> None:
    with started as browser:
        browser.open(noting_copy(bundled_map, tmp_path))
        wait_until(browser, "document.documentElement.dataset.ready")
        wait_until(browser, "document.documentElement.dataset.drawn")
        wait_until(browser, DRAWN)  # it is drawn anew when the map takes its size
        before = browser.run(PAIRS)
        browser.click("#what-if button.close[data-gate]")
        wait_until(browser, "document.querySelector('.what-if-said').textContent")
        assert browser.run(PAIRS) != before
        wait_until(browser, "location.hash.includes('closed=')")
        browser.click("#table-open")
        assert browser.run("return document.querySelector('#table tbody tr') !== null")
        assert browser.run("return noted") == []
