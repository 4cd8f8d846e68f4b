"""Execute the notebooks of examples/ anew; outputs are kept small, with a picture in place of each map.

``python tools/run_notebooks.py [NAME ...]`` writes them. With ``--check`` they run at the quick sizes that
their cells of parameters name, and nothing is written.
"""

from __future__ import annotations

import base64
import html
import io
import re
import shutil
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from PIL import Image
from playwright.sync_api import sync_playwright

EXAMPLES = Path(__file__).parent.parent / "examples"

#: The frame of a map, whose page stands in an attribute.
FRAME = re.compile(r'<iframe[^>]* srcdoc="([^"]*)"', re.DOTALL)

#: Where a warning came from: a file of the kernel's own, or of a library.
ORIGIN = re.compile(r"^/\S+\.py:\d+: ", re.MULTILINE)

#: A picture of a map, in pixels, and how many colours pictures have.
SIZE = {"width": 1000, "height": 600}
COLORS = 256

SECONDS = 7_200


def run(path: Path, *, quick: bool) -> nbformat.NotebookNode:
    """Return a notebook with what its cells give, run in an empty folder."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if quick and "quick" in cell.metadata:
            cell.source += f"\n{cell.metadata['quick']}"
    with tempfile.TemporaryDirectory() as folder:
        resources = {"metadata": {"path": folder}}
        NotebookClient(
            notebook,
            timeout=SECONDS,
            startup_timeout=SECONDS,
            resources=resources,
            record_timing=False,
            kernel_name="python3",
        ).execute()
    return notebook


def shrink(notebook: nbformat.NotebookNode) -> None:
    """Put pictures in place of maps, and take out of outputs what tells of the machine."""
    for output in (output for cell in notebook.cells for output in cell.get("outputs", [])):
        if output.output_type == "stream":
            output.text = ORIGIN.sub("", output.text)
        data = output.get("data", {})
        if frame := FRAME.search(data.get("text/html", "")):
            del data["text/html"]
            data["image/png"] = base64.b64encode(picture(html.unescape(frame[1]))).decode()
        elif "image/png" in data:
            data["image/png"] = base64.b64encode(palette(base64.b64decode(data["image/png"]))).decode()


def picture(page: str) -> bytes:
    """Return a map as a picture, once it is drawn."""
    program = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        (file := Path(folder) / "map.html").write_text(page, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        tab = browser.new_page(viewport=SIZE, reduced_motion="reduce")
        tab.goto(file.as_uri())
        tab.wait_for_selector("html[data-drawn=true]")
        shot = tab.screenshot()
        browser.close()
    return palette(shot)


def palette(png: bytes) -> bytes:
    """Return a picture in few colours."""
    target = io.BytesIO()
    image = Image.open(io.BytesIO(png)).convert("RGB")
    image.quantize(COLORS, kmeans=2, dither=Image.Dither.NONE).save(target, "png", optimize=True)
    return target.getvalue()


def main(words: list[str]) -> None:
    """Run the notebooks that are named, or all."""
    quick = "--check" in words
    names = [word for word in words if not word.startswith("--")]
    paths = [EXAMPLES / f"{name}.ipynb" for name in names] or sorted(EXAMPLES.glob("*.ipynb"))
    for path in paths:
        began = time.perf_counter()
        notebook = run(path, quick=quick)
        if not quick:
            shrink(notebook)
            nbformat.write(notebook, path)
        print(f"{path.name}: {time.perf_counter() - began:.0f} s", flush=True)
    print(f"{len(paths)} passed, 0 failed")


if __name__ == "__main__":
    main(sys.argv[1:])
