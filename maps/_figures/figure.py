"""A static figure for a report: the network, insets where places crowd, and a legend, as PNG or SVG.

It needs the extra ``png`` (matplotlib and babel), and neither a browser nor a network.
"""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

from isthmus._arguments import as_path
from isthmus.geo import WriteError

from .view import Content

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from isthmus.layers import Atlas

#: What the extra brings.
NEEDED = ("matplotlib", "babel")

#: Formats of figures.
FIGURE_FORMATS = ("png", "svg", "pdf")

#: Millimetres: widths of a column and of a page of journals.
WIDTHS_MM = (85.0, 180.0)

#: The layers that a figure shows unless others are named.
SHOWN = ("corridors", "gateways", "tech_hubs", "factories")


def save_png(
    atlas: Atlas,
    path: str | Path,
    *,
    title: str = "",
    description: str = "",
    layers: str | Collection[str] = SHOWN,
    lang: str = "en",
) -> None:
    """Write an atlas as a picture, 180 mm wide at 300 dots an inch.

    The projection is Lambert's azimuthal equal-area one about the middle of the network, or Equal Earth if
    the network spans more than a hemisphere.

    Parameters
    ----------
    atlas : Atlas
        What to draw.
    path : str or Path
        File to write, whole or not at all.
    title : str
        Heading.
    description : str
        Text under it; if empty, what the atlas holds.
    layers : str or collection of str
        Names of the layers to draw; a text joins several by commas.
    lang : {"en", "zh-TW", "pl", "cs", "uk"}
        Language of the words that are not data.

    Raises
    ------
    ArgumentError
        If there is no such layer or language, or the atlas is none.
    WriteError
        If matplotlib or babel is missing, or the file can't be written.

    Warns
    -----
    IsthmusWarning
        If no installed font holds a letter of the text.

    Examples
    --------
    >>> import tempfile
    >>> from isthmus import layers
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_png(layers.example(), f"{folder}/map.png", title="From Taiwan to Central Europe")
    """
    content = Content.of(atlas, layers=layers, title=title, description=description, lang=lang)
    write_content(content, path, "png")


def save_svg(
    atlas: Atlas,
    path: str | Path,
    *,
    title: str = "",
    description: str = "",
    layers: str | Collection[str] = SHOWN,
    lang: str = "en",
) -> None:
    """Write an atlas as a drawing whose text stays text, 180 mm wide.

    Parameters, errors and warnings are those of `save_png`.

    Examples
    --------
    >>> import tempfile
    >>> from isthmus import layers
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_svg(layers.example(), f"{folder}/map.svg", layers=["corridors", "risk_zones"], lang="cs")
    """
    content = Content.of(atlas, layers=layers, title=title, description=description, lang=lang)
    write_content(content, path, "svg")


def write_content(
    content: Content, path: str | Path, file_format: str, *, width_mm: float = WIDTHS_MM[1]
) -> None:
    """Write a figure of some content in some format and width."""
    path = as_path("path", path)
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise WriteError(
            f"{path}: drawing a figure needs {' and '.join(missing)}: pip install {' '.join(missing)}"
        )
    from .layout import write_figure  # noqa: PLC0415 - optional: only those who draw figures need it

    write_figure(content, path, file_format, width=width_mm)
