"""The layout of a figure: title, maps, legend and notes, in millimetres from the top; and its file."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from pathlib import Path
from string import ascii_uppercase
from typing import TYPE_CHECKING, Any

import shapely
from matplotlib import style
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.text import Annotation

from isthmus.layers._writing.atomic import replacement
from isthmus.maps._description import makers
from isthmus.maps._messages import join_sentences, messages

from .legend import draw_legend, legend_height
from .map_frame import draw_map
from .marks import INK, MUTED
from .text import MM_A_POINT, fonts_for, one_line, wrap
from .view import area_of, view_content, view_insets

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from matplotlib.axes import Axes

    from .view import Content, View

#: Millimetres; a map is so much of its width high.
MARGIN = 3.0
BETWEEN = 2.0
MAP_SHARE = 106.0 / 174
INSET_WIDTH = 50.0
INSET_HEIGHT = 57.0

#: Narrower figures have no room for insets beside their legend.
LEAST_WITH_INSETS = 150.0

#: Sizes of text in points, and the distance of its lines as a share of them.
TITLE, TEXT, NOTES = 12.5, 7.0, 5.2
LEADING = 1.4

#: How much wider bold text is.
BOLDER = 1.15

DOTS_PER_INCH = 300

#: What matplotlib would else take from the reader's settings, from the clock, or from the text itself.
SETTINGS: Mapping[str, Any] = {
    "figure.dpi": DOTS_PER_INCH,
    "path.simplify": False,
    "savefig.dpi": DOTS_PER_INCH,
    "pdf.fonttype": 42,
    "svg.fonttype": "none",
    "svg.hashsalt": "isthmus",
    "text.parse_math": False,
    "text.usetex": False,
}

#: Metadata of a file: no date, and no version of the program.
METADATA = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}

#: What a file calls the line that says whom it owes.
OWNERS = {"png": "Copyright", "svg": "Rights", "pdf": "Author"}


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text, its size in points and its colour."""

    text: str
    size: float
    color: str
    bold: bool = False

    @property
    def height(self) -> float:
        """Millimetres."""
        return self.size * LEADING * MM_A_POINT


@dataclass
class Sheet:
    """A figure that is filled from the top.

    Parameters
    ----------
    width, height : float
        Millimetres.
    """

    width: float
    height: float
    figure: Figure = field(init=False)

    def __post_init__(self) -> None:
        self.figure = Figure(figsize=(self.width / 25.4, self.height / 25.4), facecolor="white")
        FigureCanvasAgg(self.figure)  # measures text, whatever the format of the file

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """Return axes on a rectangle."""
        bottom = self.height - top - height
        return self.figure.add_axes(
            (left / self.width, bottom / self.height, width / self.width, height / self.height)
        )

    def write(self, lines: list[TextLine], top: float) -> None:
        """Write lines from a top downwards."""
        for line in lines:
            middle = 1 - (top + line.height / 2) / self.height
            weight = "bold" if line.bold else "normal"
            self.figure.text(
                MARGIN / self.width,
                middle,
                line.text,
                va="center_baseline",
                fontsize=line.size,
                color=line.color,
                fontweight=weight,
            )
            top += line.height


def write_figure(content: Content, path: str | Path, file_format: str, *, width: float) -> None:
    """Draw a figure and write it, whole or not at all; settings of matplotlib neither matter nor change."""
    fonts = fonts_for(_all_texts(content))
    settings = style.context(["default", {**SETTINGS, "font.family": fonts}])
    with settings, warnings.catch_warnings(), replacement(Path(path)) as temporary:
        warnings.filterwarnings("ignore", "Glyph .* missing")  # said once already, for all letters
        owners = {OWNERS[file_format]: _makers(content)}
        metadata = METADATA[file_format] | {"Title": one_line(content.title)} | owners
        figure = _draw_figure(content, width)
        if file_format != "svg":
            _add_halos(figure)
        figure.savefig(temporary, format=file_format, metadata=metadata)


def _draw_figure(content: Content, width: float) -> Figure:
    """Return the figure: the whole network, insets where places crowd, and what it all means."""
    inside = width - 2 * MARGIN
    map_height = inside * MAP_SHARE
    whole = view_content(content, aspect=inside / map_height)
    insets = _insets(content, whole, width)
    head = _heading(content.title, content.description, inside)
    notes = [TextLine(text, NOTES, MUTED) for text in wrap(_figure_notes(content), width=inside, size=NOTES)]
    legend_left = MARGIN + len(insets) * (INSET_WIDTH + BETWEEN)
    legend_width = width - MARGIN - legend_left
    row = max(legend_height(content, legend_width), INSET_HEIGHT if insets else 0)
    tops = [MARGIN]
    for height in (_height_of(head), map_height, row, _height_of(notes)):
        tops.append(tops[-1] + height + BETWEEN)
    sheet = Sheet(width, tops[-1])
    sheet.write(head, tops[0])
    areas = {letter: area_of(view) for letter, view in zip(ascii_uppercase, insets, strict=False)}
    elsewhere = content.without_points_in(shapely.union_all([*areas.values()]))
    draw_map(sheet.axes(MARGIN, tops[1], inside, map_height), whole, elsewhere, areas)
    for i, (letter, view) in enumerate(zip(areas, insets, strict=True)):
        left = MARGIN + i * (INSET_WIDTH + BETWEEN)
        axes = sheet.axes(left, tops[2], INSET_WIDTH, INSET_HEIGHT)
        draw_map(axes, view, content, {letter: shapely.Polygon()})
    draw_legend(sheet.axes(legend_left, tops[2], legend_width, row), content, width=legend_width, height=row)
    sheet.write(notes, tops[3])
    return sheet.figure


def _insets(content: Content, whole: View, width: float) -> list[View]:
    """Return the views of where places crowd, if there is room for them."""
    if content.atlas is None or width < LEAST_WITH_INSETS:
        return []
    return view_insets(content.atlas, whole, aspect=INSET_WIDTH / INSET_HEIGHT)


def _heading(title: str, description: str, width: float) -> list[TextLine]:
    titles = wrap(title, width=width / BOLDER, size=TITLE) if title else []
    lines = [TextLine(text, TITLE, INK, bold=True) for text in titles]
    texts = wrap(description, width=width, size=TEXT) if description else []
    return lines + [TextLine(text, TEXT, MUTED) for text in texts]


def _figure_notes(content: Content) -> str:
    words = messages(content.lang)
    credit = words["figure.credit"].format(names=_makers(content))
    notes = [look.note for look, table in content.layers if look.note and len(table)]
    return join_sentences(content.lang, credit, *notes, words["about.boundaries"])


def _makers(content: Content) -> str:
    """Return who is named beside a figure, and in its file."""
    return makers(over_lines=content.over_lines)


def _height_of(lines: list[TextLine]) -> float:
    return sum(line.height for line in lines)


def _all_texts(content: Content) -> Iterator[str]:
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
