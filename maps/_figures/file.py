"""A figure as a file, the same bytes for the same content."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matplotlib import style
from matplotlib.patheffects import withStroke
from matplotlib.text import Annotation

from isthmus.layers._writing.atomic import replacing
from isthmus.maps._resources import messages

from .page import draw_page
from .text import fonts_for, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from matplotlib.figure import Figure

    from .content import Content

__all__ = ["write_figure"]

DOTS_PER_INCH = 300

#: What matplotlib would else take from the reader's settings, from the clock, or from the text itself.
SETTINGS: Mapping[str, Any] = {
    "figure.dpi": DOTS_PER_INCH,
    "path.simplify": False,
    "savefig.dpi": DOTS_PER_INCH,
    "svg.fonttype": "none",
    "svg.hashsalt": "isthmus",
    "text.parse_math": False,
    "text.usetex": False,
}

#: Metadata of a file: no date, and no version of the program.
METADATA = {"png": {"Software": None}, "svg": {"Date": None, "Creator": None}}


def write_figure(content: Content, path: str | Path, file_format: str) -> None:
    """Draw a figure and write it, whole or not at all; settings of matplotlib neither matter nor change."""
    fonts = fonts_for(_texts(content))
    settings = style.context(["default", {**SETTINGS, "font.family": fonts}])
    with settings, warnings.catch_warnings(), replacing(Path(path)) as temporary:
        warnings.filterwarnings("ignore", "Glyph .* missing")  # said once already, for all letters
        metadata = METADATA[file_format] | {"Title": one_line(content.title)}
        figure = draw_page(content)
        if file_format == "png":
            _add_halos(figure)
        figure.savefig(temporary, format=file_format, metadata=metadata)


def _texts(content: Content) -> Iterator[str]:
    """Yield every text that the figure may show."""
    yield from (content.title, content.description, *messages(content.lang).values())
    for _, table in content.layers:
        for column in ("name", "city"):
            if column in table:
                yield from table[column].dropna().astype(str)


def _add_halos(figure: Figure) -> None:
    """Set the names on maps off from what lies below; in a drawing that would turn text into outlines."""
    for name in figure.findobj(Annotation):
        name.set_path_effects([withStroke(linewidth=1.4, foreground=(1, 1, 1, 0.75))])
