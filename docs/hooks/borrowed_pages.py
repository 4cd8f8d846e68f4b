"""Pages of the site that are files elsewhere in the repository: Markdown, the gallery and notebooks.

Links lead to pages, or else to files. A notebook is shown as it is kept, with its outputs; nothing is run.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

ROOT = Path(__file__).parent.parent.parent

#: Each page with the file that stands in its place.
ELSEWHERE = {
    "benchmarks": "benchmarks/README.md",
    "benchmark-results": "benchmarks/results.md",
    "changelog": "CHANGELOG.md",
    "contributing": "CONTRIBUTING.md",
    "gallery": "examples/gallery/README.md",
    "how-to/notebooks": "examples/README.md",
}
#: Where pages of notebooks are written at each build.
NOTEBOOKS = "examples"

LINK = re.compile(r"(?<=\]\()(?!\w+:|#)([^)#\s]+)")
#: What the gallery shows of a map: a link to its script, and its pictures.
SCRIPT = re.compile(r"\[(\w+\.py)\]\(\1\)")
PICTURES = re.compile(
    r"!\[(?P<alt>[^\]]*), light\]\((?P<path>\S+)-light\.png\)\n\n"
    r"\[dark\]\((?P=path)-dark\.png\) · \[on a phone\]\((?P=path)-phone\.png\)"
)


def borrow_page(app: Sphinx, name: str, source: list[str]) -> None:
    """Put a file from elsewhere in the place of its page."""
    if name not in ELSEWHERE:
        return
    docs, file = Path(app.srcdir), ROOT / ELSEWHERE[name]
    pages = {(ROOT / path).resolve(): docs / f"{page}.md" for page, path in ELSEWHERE.items()}
    pages |= {path: docs / NOTEBOOKS / f"{path.stem}.md" for path in notebooks()}

    def linked(found: re.Match[str]) -> str:
        target = (file.parent / found[1]).resolve()
        return os.path.relpath(pages.get(target, target), (docs / name).parent)

    text = file.read_text("utf-8")
    if name == "gallery":
        text = show_gallery(text)
    source[0] = LINK.sub(linked, text)
    if name == "how-to/notebooks":
        rows = "\n".join(f"../{NOTEBOOKS}/{path.stem}" for path in notebooks())
        source[0] += f"\n```{{toctree}}\n:hidden:\n\n{rows}\n```\n"


def notebooks() -> list[Path]:
    """Return the notebooks of the repository."""
    return sorted((ROOT / "examples").resolve().glob("*.ipynb"))


def show_gallery(text: str) -> str:
    r"""Return the gallery with pictures of the reader's own theme, and with scripts that can be read.

    Examples
    --------
    >>> print(
    ...     show_gallery(
    ...         "A map. [a.py](a.py)\n\n![A, light](p/a-light.png)\n\n"
    ...         "[dark](p/a-dark.png) · [on a phone](p/a-phone.png)"
    ...     )
    ... )
    A map.
    <BLANKLINE>
    ::::{div} pictures
    :::{image} ../examples/gallery/p/a-light.png
    :alt: A
    :class: only-light shot
    :::
    :::{image} ../examples/gallery/p/a-dark.png
    :alt: A, dark
    :class: only-dark shot
    :::
    :::{image} ../examples/gallery/p/a-phone.png
    :alt: A, on a phone
    :class: shot phone
    :::
    ::::
    <BLANKLINE>
    :::{dropdown} a.py
    ```{literalinclude} ../examples/gallery/a.py
    ```
    :::
    """
    shown = []
    for part in re.split(r"(?m)^(?=###? )", text):
        script = SCRIPT.search(part)
        if script is not None:
            folder = f"../{Path(ELSEWHERE['gallery']).parent.as_posix()}"
            part = SCRIPT.sub("", part, count=1).replace(" ,", "")  # noqa: PLW2901
            part = "\n".join(line.rstrip() for line in PICTURES.sub(_pictures, part).rstrip().splitlines())  # noqa: PLW2901
            part += f"\n\n:::{{dropdown}} {script[1]}\n```{{literalinclude}} {folder}/{script[1]}\n```\n:::\n"  # noqa: PLW2901
        shown.append(part)
    return "\n".join(shown).rstrip("\n")


def _pictures(found: re.Match[str]) -> str:
    folder = f"../{Path(ELSEWHERE['gallery']).parent.as_posix()}"
    kinds = {"light": ("", "only-light shot"), "dark": (", dark", "only-dark shot")}
    kinds["phone"] = (", on a phone", "shot phone")
    images = (
        f":::{{image}} {folder}/{found['path']}-{kind}.png\n:alt: {found['alt']}{end}\n:class: {looks}\n:::\n"
        for kind, (end, looks) in kinds.items()
    )
    return f"::::{{div}} pictures\n{''.join(images)}::::"


def write_notebooks(app: Sphinx) -> None:
    """Write a page for each notebook; one that says the same stays as it is."""
    folder = Path(app.srcdir) / NOTEBOOKS
    folder.mkdir(exist_ok=True)
    for path in notebooks():
        page = folder / f"{path.stem}.md"
        text = show_notebook(json.loads(path.read_text("utf-8")), f"../../examples/{path.name}")
        if not page.exists() or page.read_text("utf-8") != text:
            page.write_text(text, encoding="utf-8")


def show_notebook(notebook: dict[str, Any], address: str) -> str:
    r"""Return the text of a page: what cells say, hold and gave, and where the notebook itself is.

    Examples
    --------
    >>> cells = [
    ...     {"cell_type": "markdown", "source": ["# One\n", "and two."]},
    ...     {
    ...         "cell_type": "code",
    ...         "source": "1 + 1",
    ...         "outputs": [{"output_type": "execute_result", "data": {"text/plain": ["2"]}}],
    ...     },
    ... ]
    >>> print(show_notebook({"cells": cells}, "../one.ipynb"))
    # One
    and two.
    <BLANKLINE>
    [The notebook itself](../one.ipynb), to run and to change.
    <BLANKLINE>
    ```python
    1 + 1
    ```
    <BLANKLINE>
    ```{code-block} text
    :class: gave
    2
    ```
    """
    parts: list[str] = []
    for cell in notebook["cells"]:
        text = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(text)
        elif text:
            parts.append(_fenced(text, "python"))
            parts += [part for output in cell["outputs"] for part in _output(output)]
    parts.insert(1, f"[The notebook itself]({address}), to run and to change.")
    return "\n\n".join(parts)


def _output(output: dict[str, Any]) -> Iterator[str]:
    """Yield what a cell gave: a picture, else a table, else text."""
    data = {kind: "".join(value) for kind, value in output.get("data", {}).items()}
    if "image/png" in data:
        inside = data["image/png"].replace("\n", "")
        picture = f'<img class="gave" alt="What the cell shows" src="data:image/png;base64,{inside}">'
        yield _fenced(picture, "{raw} html")
    elif "text/html" in data:
        yield _fenced(f'<div class="gave">{data["text/html"]}</div>', "{raw} html")
    elif text := "".join(output.get("text", data.get("text/plain", ""))):
        yield _fenced(f":class: gave\n{text.rstrip()}", "{code-block} text")


def _fenced(text: str, kind: str) -> str:
    marks = max(map(len, re.findall(r"`{3,}", text)), default=2) + 1
    return f"{'`' * marks}{kind}\n{text}\n{'`' * marks}"
