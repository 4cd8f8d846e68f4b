"""The page of a figure: title, maps, legend and notes, laid out in millimetres from its upper left corner."""

from __future__ import annotations

from dataclasses import dataclass, field
from string import ascii_uppercase
from typing import TYPE_CHECKING

import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from isthmus.layers._tables.schemas import NETWORK
from isthmus.maps._resources import messages
from isthmus.maps._translation import joined

from .base import INK, MUTED
from .frames import area_of, frame_insets, frame_whole
from .legend import draw_legend, legend_height
from .panel import draw_panel
from .text import MM_A_POINT, one_line, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from .content import Content

__all__ = ["draw_page"]

#: Millimetres.
WIDTH = 180.0
MARGIN = 3.0
BETWEEN = 2.0
MAP_HEIGHT = 106.0
INSET_WIDTH = 50.0
INSET_HEIGHT = 57.0
INSIDE = WIDTH - 2 * MARGIN

#: Sizes of text in points, and the distance of its lines as a share of them.
TITLE, TEXT, NOTES = 12.5, 7.0, 5.2
LEADING = 1.4

#: The makers of the base map and of the bundled places, who are named on every figure.
CREDIT = "Natural Earth · GeoNames"
#: Added where lines follow railways and roads, as the Open Database Licence asks.
LINES_CREDIT = " · © OpenStreetMap contributors"


@dataclass(frozen=True, slots=True)
class Line:
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
    height : float
        Millimetres.
    """

    height: float
    figure: Figure = field(init=False)

    def __post_init__(self) -> None:
        self.figure = Figure(figsize=(WIDTH / 25.4, self.height / 25.4), facecolor="white")
        FigureCanvasAgg(self.figure)  # measures text, whatever the format of the file

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """Return axes on a rectangle."""
        bottom = self.height - top - height
        return self.figure.add_axes((left / WIDTH, bottom / self.height, width / WIDTH, height / self.height))

    def write(self, lines: list[Line], top: float) -> None:
        """Write lines from a top downwards."""
        for line in lines:
            middle = 1 - (top + line.height / 2) / self.height
            weight = "bold" if line.bold else "normal"
            self.figure.text(
                MARGIN / WIDTH,
                middle,
                line.text,
                va="center_baseline",
                fontsize=line.size,
                color=line.color,
                fontweight=weight,
            )
            top += line.height


def draw_page(content: Content) -> Figure:
    """Return the figure: the whole network, insets where places crowd, and what it all means."""
    whole = frame_whole(content.atlas, aspect=INSIDE / MAP_HEIGHT)
    insets = frame_insets(content.atlas, whole, aspect=INSET_WIDTH / INSET_HEIGHT)
    head = _head(content.title, content.description)
    notes = [Line(text, NOTES, MUTED) for text in wrapped(_notes(content), width=INSIDE, size=NOTES)]
    legend_left = MARGIN + len(insets) * (INSET_WIDTH + BETWEEN)
    legend_width = WIDTH - MARGIN - legend_left
    row = max(legend_height(content, legend_width), INSET_HEIGHT if insets else 0)
    tops = [MARGIN]
    for height in (_height(head), MAP_HEIGHT, row, _height(notes)):
        tops.append(tops[-1] + height + BETWEEN)
    sheet = Sheet(tops[-1])
    sheet.write(head, tops[0])
    areas = {letter: area_of(view) for letter, view in zip(ascii_uppercase, insets, strict=False)}
    elsewhere = content.without_points_in(shapely.union_all([*areas.values()]))
    draw_panel(sheet.axes(MARGIN, tops[1], INSIDE, MAP_HEIGHT), whole, elsewhere, areas)
    for i, (letter, view) in enumerate(zip(areas, insets, strict=True)):
        left = MARGIN + i * (INSET_WIDTH + BETWEEN)
        axes = sheet.axes(left, tops[2], INSET_WIDTH, INSET_HEIGHT)
        draw_panel(axes, view, content, {letter: shapely.Polygon()})
    draw_legend(sheet.axes(legend_left, tops[2], legend_width, row), content, width=legend_width, height=row)
    sheet.write(notes, tops[3])
    return sheet.figure


def _head(title: str, description: str) -> list[Line]:
    lines = [Line(one_line(title), TITLE, INK, bold=True)] if title else []
    texts = wrapped(description, width=INSIDE, size=TEXT) if description else []
    return lines + [Line(text, TEXT, MUTED) for text in texts]


def _notes(content: Content) -> str:
    words = messages(content.lang)
    over_lines = (content.atlas.corridors["geometry_rule"] == NETWORK).any()
    credit = words["figure.credit"].format(names=CREDIT + LINES_CREDIT if over_lines else CREDIT)
    notes = [look.note for look, table in content.layers if look.note and len(table)]
    return joined(content.lang, credit, *notes, words["about.boundaries"])


def _height(lines: list[Line]) -> float:
    return sum(line.height for line in lines)
