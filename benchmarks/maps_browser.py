"""Measure saved maps in headless Chromium: how soon they answer, and how smoothly they pan and zoom.

Run with ``python benchmarks/maps_browser.py``; it needs Chromium, and for the pages of `explore`, whose
scripts are served from maps/assets/node_modules, ``npm install`` there and matplotlib and mapclassify here.

A map answers once it has loaded, its panel is filled and its data are drawn, and no task of more than 50 ms
is running any more. Frames are those between two callbacks of requestAnimationFrame, while a mouse drags
the map to and fro six times, then zooms with the wheel two steps in and two steps out.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np
from maps_write import write_arcs, write_explore, write_heat, write_hexbin, write_ours
from playwright.sync_api import Browser, Page, Route, sync_playwright
from tables import LARGE, TABLES

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

ASSETS = Path(__file__).parents[1] / "maps" / "assets"
SIZE = {"width": 1200, "height": 800}
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
WATCH = (Path(__file__).parent / "watch.js").read_text("utf-8")
PATIENCE_S = 60
PROGRAM = shutil.which("chromium") or shutil.which("chromium-headless-shell")

#: Kinds of layers that are measured with each table, besides plain ones.
KINDS = {"100k points": (write_hexbin, write_heat), "5k lines": (write_arcs,)}


def open_page(browser: Browser, path: Path) -> tuple[Page, float]:
    """Open a page and return it with the milliseconds until it answered, 0 if it did not in time."""
    page = browser.new_page(viewport=SIZE)
    page.route("**/*", serve)
    page.add_init_script(WATCH)
    page.goto(path.as_uri(), wait_until="commit")
    give_up = monotonic() + PATIENCE_S
    while not (answered := page.evaluate("watch.answered")) and monotonic() < give_up:
        page.wait_for_timeout(50)
    return page, answered


def serve(route: Route) -> None:
    """Serve Leaflet and its plugin for clusters from this project's folder, nothing else from anywhere."""
    url = route.request.url
    modules, name = ASSETS / "node_modules", Path(url).name
    if url.startswith(("file:", "data:", "blob:")):
        route.continue_()
    elif url.endswith(("leaflet.js", "leaflet.css")):
        route.fulfill(path=modules / "leaflet" / "dist" / name)
    elif name in {"leaflet.markercluster.js", "MarkerCluster.css", "MarkerCluster.Default.css"}:
        route.fulfill(path=modules / "leaflet.markercluster" / "dist" / name)
    else:
        route.fulfill(body="")


def frames_of(page: Page, act: Callable[[Page], None]) -> str:
    """Return frames a second, the 95th percentile and the longest frame in milliseconds."""
    page.evaluate("watch.startFrames()")
    act(page)
    page.wait_for_timeout(300)
    frames = np.array(page.evaluate("watch.stopFrames()"))
    rate = 1000 * len(frames) / frames.sum()
    return f"{rate:4.0f} fps, 95 % {np.percentile(frames, 95):4.0f}, worst {frames.max():4.0f} ms"


def pan(page: Page) -> None:
    x, y = SIZE["width"] * 0.55, SIZE["height"] * 0.5
    for turn in range(6):
        sign = 1 if turn % 2 else -1
        page.mouse.move(x - 150 * sign, y)
        page.mouse.down()
        for step in range(20):
            page.mouse.move(x + (15 * step - 150) * sign, y + step % 5 * 6)
        page.mouse.up()
        page.wait_for_timeout(120)


def zoom(page: Page) -> None:
    page.mouse.move(SIZE["width"] * 0.55, SIZE["height"] * 0.5)
    for step in (-200, -200, 200, 200):
        page.mouse.wheel(0, step)
        page.wait_for_timeout(700)


def measure(browser: Browser, table: gpd.GeoDataFrame, folder: Path, write: Callable[..., None]) -> None:
    path = folder / "map.html"
    write(table, path)
    page, answered = open_page(browser, path)
    if answered:
        print(f"  {write.__name__:14} answers after {answered:5.0f} ms; ", end="")
        print(f"pan {frames_of(page, pan)}; zoom {frames_of(page, zoom)}", flush=True)
    else:
        print(f"  {write.__name__:14} no answer in {PATIENCE_S} s", flush=True)
    page.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ours", action="store_true", help="leave out the pages of explore")
    parser.add_argument("--runs", type=int, default=2)
    words = parser.parse_args()
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as name:
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=FLAGS)
        for title, make in (TABLES | LARGE).items():
            print(title)
            table = make()
            for _ in range(words.runs):
                measure(browser, table, Path(name), write_ours)
                for write in KINDS.get(title, ()):
                    measure(browser, table, Path(name), write)
            if not words.ours and title in TABLES:
                measure(browser, table, Path(name), write_explore)
        browser.close()


if __name__ == "__main__":
    main()
