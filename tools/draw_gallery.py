"""Draw the maps of examples/gallery, and take their pictures: light, dark, and on a phone.

``python tools/draw_gallery.py [NAME ...]`` writes pages into out/gallery and pictures beside the scripts.
With ``--check`` the pages alone are written.
"""

from __future__ import annotations

import importlib.util
import io
import shutil
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from types import ModuleType

    from playwright.sync_api import Browser

GALLERY = Path(__file__).parent.parent / "examples" / "gallery"
PICTURES = GALLERY / "pictures"
PAGES = Path("out/gallery")

#: A figure for print is no page.
FIGURE = "print_figure"

#: Looks by name: width and height in pixels, and the colours of the reader's system.
LOOKS = {"light": (1000, 620, "light"), "dark": (1000, 620, "dark"), "phone": (390, 780, "light")}

COLORS = 256

#: Pixels across of the figure for print.
FIGURE_WIDTH = 1000


def load(path: Path) -> ModuleType:
    """Return a script as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path}: expected a script")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def photograph(browser: Browser, page: Path, look: str) -> Image.Image:
    """Return a map as a picture, once it is drawn."""
    width, height, scheme = LOOKS[look]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        has_touch=look == "phone",
        offline=True,
    )
    tab = context.new_page()
    tab.goto(page.absolute().as_uri())
    tab.wait_for_selector("html[data-drawn=true]")
    shot = tab.screenshot()
    context.close()
    return Image.open(io.BytesIO(shot))


def keep(image: Image.Image, path: Path) -> None:
    """Write a picture in few colours."""
    few = image.convert("RGB").quantize(COLORS, kmeans=2, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


def draw(path: Path, browser: Browser | None) -> None:
    """Draw a map or a figure, and its pictures where there is a browser."""
    module = load(path)
    PAGES.mkdir(parents=True, exist_ok=True)
    target = PAGES / f"{path.stem}{'.png' if path.stem == FIGURE else '.html'}"
    if path.stem == FIGURE:
        module.write(target)
    else:
        module.draw().save(target)
    if browser is None:
        return
    PICTURES.mkdir(exist_ok=True)
    if path.stem == FIGURE:
        figure = Image.open(target)
        size = (FIGURE_WIDTH, round(FIGURE_WIDTH * figure.height / figure.width))
        keep(figure.convert("RGB").resize(size, Image.Resampling.LANCZOS), PICTURES / f"{FIGURE}.png")
        return
    for look in LOOKS:
        keep(photograph(browser, target, look), PICTURES / f"{path.stem}-{look}.png")


def main(words: list[str]) -> None:
    """Draw the maps that are named, or all."""
    names = [word for word in words if not word.startswith("--")]
    paths = [GALLERY / f"{name}.py" for name in names] or sorted(GALLERY.glob("*.py"))
    program = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = None
        if "--check" not in words:
            browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for path in paths:
            began = time.perf_counter()
            draw(path, browser)
            print(f"{path.name}: {time.perf_counter() - began:.0f} s", flush=True)
    print(f"{len(paths)} passed, 0 failed")


if __name__ == "__main__":
    main(sys.argv[1:])
