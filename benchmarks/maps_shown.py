"""Saved maps shown in Chromium: how soon each answers, beside those of peers.

What a peer's page asks of the network comes from the packages in maps/assets/node_modules; where it is not
there, that is told, and nothing is timed.
"""

from __future__ import annotations

import shutil
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import psutil
from job import Answer, Job, Peer
from maps_browser import FLAGS, frames_of, open_page, pan
from maps_write import write_explore, write_markers, write_ours
from playwright.sync_api import sync_playwright
from tables import points

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import geopandas as gpd
    from playwright.sync_api import Browser, Page

ELSEWHERE = "its page asks hosts for scripts, which no benchmark does"


@cache
def browser() -> Browser:
    """Return a browser that ends with this process."""
    program = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    return sync_playwright().start().chromium.launch(executable_path=program, args=FLAGS)


class Shown(NamedTuple):
    """Points, and a folder for their maps."""

    table: gpd.GeoDataFrame
    folder: Path

    @classmethod
    def of(cls, count: int, folder: Path) -> Shown:
        return cls(points(count), folder)

    def opener(self, write: Callable[[gpd.GeoDataFrame, Path], None]) -> Callable[[], Answer]:
        """Write a map, and return the task that opens it and waits until it answers."""
        path = self.folder / f"{write.__name__}.html"
        write(self.table, path)
        return lambda: opened(path)


def opened(path: Path) -> Answer:
    """Open a map in place of the one before, and tell the processor time of the browser."""
    for context in browser().contexts:
        context.close()
    before = _processor_times()
    page, answered = open_page(browser(), path)
    if not answered:
        raise TimeoutError
    return Answer(page, sum(used - before.get(process, 0.0) for process, used in _processor_times().items()))


def _processor_times() -> dict[int, float]:
    """Return the processor time of each process below this one."""
    return {it.pid: sum(it.cpu_times()[:2]) for it in psutil.Process().children(recursive=True)}


def frames_a_second(page: Page) -> float:
    return float(frames_of(page, pan).split()[0])


def opens(name: str, write: Callable[[gpd.GeoDataFrame, Path], None], package: str, most: int) -> Peer:
    return Peer(name, package, lambda made: made.opener(write), frames_a_second, most=most)


JOBS = [
    Job(
        "a map of points shown",
        "points",
        (1_000, 10_000, 100_000, 1_000_000),
        Shown.of,
        (
            opens("maps.Map", write_ours, "isthmus", 10**6),
            opens("GeoDataFrame.explore", write_explore, "folium", 10_000),
            opens("folium's FastMarkerCluster", write_markers, "folium", 100_000),
            *(
                Peer(name, name, lambda made: made.opener(write_ours), lacks=ELSEWHERE)
                for name in ("lonboard", "pydeck", "keplergl")
            ),
        ),
        "frames a second while it is moved",
    )
]
