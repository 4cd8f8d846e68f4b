"""Make and look at a map of millions of points: python benchmarks/tiles.py [POINTS] [FOLDER].

Points of a seeded generator lie in a folder of GeoParquet, 500,000 a file. The map is made of it in a process
of its own: seconds, processor time, most memory, bytes. Then a server on the loopback, which answers range
requests, shows it to Chromium: when it answers, when rows are there, and how frames go meanwhile.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from maps_browser import FLAGS, SIZE, WATCH, frames_of, pan, zoom
from playwright.sync_api import Browser, sync_playwright
from tables import points

from isthmus import layers, maps

sys.path.append(str(Path(__file__).parents[1] / "tests"))
from range_server import served

PART = 500_000
CHROMIUM = "/usr/bin/chromium-headless-shell"
POLAND, PATIENCE_MS = (52, 19.5), 120_000


def write_points(folder: Path, count: int) -> None:
    folder.mkdir(parents=True)
    for start in range(-(-count // PART)):
        table = points(min(PART, count - start * PART), start=start + 1)
        layers.write_table(table, folder / f"{start:04}.parquet")


def make(source: Path, target: Path) -> None:
    """Make the map, and say what that took."""
    began = time.perf_counter()
    page = maps.Map(title="Sites").add(
        layers.read_table(source), title="Sites", kind="tiles", color="crimson"
    )
    added = time.perf_counter() - began
    page.save(target)
    took = time.perf_counter() - began
    print(f"made in {took:.0f} s, of which the overview {added:.0f} s")
    for who, whose in ((resource.RUSAGE_SELF, "Python"), (resource.RUSAGE_CHILDREN, "tippecanoe")):
        used = resource.getrusage(who)
        processor, most = used.ru_utime + used.ru_stime, used.ru_maxrss / 1e3
        print(f"  {whose}: {processor:.0f} s of processors, {most:,.0f} MB at most", flush=True)


def look(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport=SIZE)
    page.add_init_script(WATCH)
    page.goto(address)
    page.wait_for_selector("html[data-tiles]", timeout=PATIENCE_MS)
    while not page.evaluate("watch.answered"):
        page.wait_for_timeout(50)
    print(f"answers after {page.evaluate('watch.answered'):.0f} ms")
    name = page.evaluate("document.querySelector('.folium-map').id")
    for closer in (6.5, 8, 10, 12):
        page.evaluate("delete document.documentElement.dataset.tiles")
        began = time.perf_counter()
        page.evaluate(f"{name}.setView({list(POLAND)}, {closer}, {{animate: false}})")
        page.wait_for_selector("html[data-tiles=drawn]", timeout=PATIENCE_MS)
        print(f"zoom {closer}: rows are there after {1000 * (time.perf_counter() - began):.0f} ms")
        print(f"  pan {frames_of(page, pan)}; zoom {frames_of(page, zoom)}", flush=True)
    page.close()


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    with tempfile.TemporaryDirectory() as place:
        folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(place)  # noqa: PLR2004
        if not (folder / "map" / "index.html").exists():
            write_points(folder / "rows", count)
            call = f"from tiles import *; make(Path({str(folder / 'rows')!r}), Path({str(folder / 'map')!r}))"
            subprocess.run([sys.executable, "-c", call], check=True, cwd=Path(__file__).parent)  # noqa: S603
        sizes = {path.name: path.stat().st_size / 1e6 for path in (folder / "map").iterdir()}
        print(f"{count:,} points:", ", ".join(f"{name} {size:,.1f} MB" for name, size in sizes.items()))
        with served(folder / "map") as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            look(browser, f"{address}/index.html")
            browser.close()


if __name__ == "__main__":
    main()
