"""The layout of a figure: title, maps, legend and notes, in millimetres from the top; and its file.

The legend shows every class that is drawn, by layer, in as many columns as fit.
"""

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
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from matplotlib.text import Annotation

from isthmus.layers._writing.atomic import replacement
from isthmus.maps._description import is_over_lines, makers
from isthmus.maps._messages import join_sentences, messages

from .map_frame import draw_map
from .marks import INK, MUTED, SHRINK, dash_of, draw_mark
from .text import MM_A_POINT, fonts_for, one_line, wrap
from .view import area_of, view_insets, view_whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from matplotlib.axes import Axes

    from isthmus.layers._tables.symbology import Symbol

    from .view import Content

#: Millimetres.
WIDTH = 180.0
MARGIN = 3.0
BETWEEN = 2.0
MAP_HEIGHT = 106.0
INSET_WIDTH = 50.0
INSET_HEIGHT = 57.0
INSIDE = WIDTH - 2 * MARGIN

#: Of the legend, in millimetres: the least width of a column, the height of a line, the room below a block.
COLUMN = 33.0
LINE = 3.0
UNDER_BLOCK = 1.6

#: Millimetres of the room for a symbol, and what is added to the height of a class above that of its lines.
SYMBOL = 6.5
LEAD = 0.45

#: Millimetres for the notes below.
NOTES_HEIGHT = 2 * LINE

HEADING, LABEL, NOTE = 6.2, 6.0, 5.4  # sizes in points

#: Sizes of text in points, and the distance of its lines as a share of them.
TITLE, TEXT, NOTES = 12.5, 7.0, 5.2
LEADING = 1.4

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

#: What a file calls the line that says whom it owes.
OWNERS = {"png": "Copyright", "svg": "Rights"}


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

    def write(self, lines: list[TextLine], top: float) -> None:
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


def write_figure(content: Content, path: str | Path, file_format: str) -> None:
    """Draw a figure and write it, whole or not at all; settings of matplotlib neither matter nor change."""
    fonts = fonts_for(_all_texts(content))
    settings = style.context(["default", {**SETTINGS, "font.family": fonts}])
    with settings, warnings.catch_warnings(), replacement(Path(path)) as temporary:
        warnings.filterwarnings("ignore", "Glyph .* missing")  # said once already, for all letters
        owners = {OWNERS[file_format]: _makers(content)}
        metadata = METADATA[file_format] | {"Title": one_line(content.title)} | owners
        figure = _draw_figure(content)
        if file_format == "png":
            _add_halos(figure)
        figure.savefig(temporary, format=file_format, metadata=metadata)


def _draw_figure(content: Content) -> Figure:
    """Return the figure: the whole network, insets where places crowd, and what it all means."""
    whole = view_whole(content.atlas, aspect=INSIDE / MAP_HEIGHT)
    insets = view_insets(content.atlas, whole, aspect=INSET_WIDTH / INSET_HEIGHT)
    head = _heading(content.title, content.description)
    notes = [TextLine(text, NOTES, MUTED) for text in wrap(_figure_notes(content), width=INSIDE, size=NOTES)]
    legend_left = MARGIN + len(insets) * (INSET_WIDTH + BETWEEN)
    legend_width = WIDTH - MARGIN - legend_left
    row = max(legend_height(content, legend_width), INSET_HEIGHT if insets else 0)
    tops = [MARGIN]
    for height in (_height_of(head), MAP_HEIGHT, row, _height_of(notes)):
        tops.append(tops[-1] + height + BETWEEN)
    sheet = Sheet(tops[-1])
    sheet.write(head, tops[0])
    areas = {letter: area_of(view) for letter, view in zip(ascii_uppercase, insets, strict=False)}
    elsewhere = content.without_points_in(shapely.union_all([*areas.values()]))
    draw_map(sheet.axes(MARGIN, tops[1], INSIDE, MAP_HEIGHT), whole, elsewhere, areas)
    for i, (letter, view) in enumerate(zip(areas, insets, strict=True)):
        left = MARGIN + i * (INSET_WIDTH + BETWEEN)
        axes = sheet.axes(left, tops[2], INSET_WIDTH, INSET_HEIGHT)
        draw_map(axes, view, content, {letter: shapely.Polygon()})
    draw_legend(sheet.axes(legend_left, tops[2], legend_width, row), content, width=legend_width, height=row)
    sheet.write(notes, tops[3])
    return sheet.figure


def _heading(title: str, description: str) -> list[TextLine]:
    lines = [TextLine(one_line(title), TITLE, INK, bold=True)] if title else []
    texts = wrap(description, width=INSIDE, size=TEXT) if description else []
    return lines + [TextLine(text, TEXT, MUTED) for text in texts]


def _figure_notes(content: Content) -> str:
    words = messages(content.lang)
    credit = words["figure.credit"].format(names=_makers(content))
    notes = [look.note for look, table in content.layers if look.note and len(table)]
    return join_sentences(content.lang, credit, *notes, words["about.boundaries"])


def _makers(content: Content) -> str:
    """Return who is named beside a figure, and in its file."""
    return makers(over_lines=is_over_lines(content.atlas.corridors))


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


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A class: its symbol, its kind of geometry, and its label in lines."""

    symbol: Symbol
    kind: str
    lines: tuple[str, ...]

    @property
    def height(self) -> float:
        """Millimetres."""
        return LINE * len(self.lines) + LEAD


@dataclass(frozen=True, slots=True)
class LegendBlock:
    """A heading and the classes below it."""

    title: str
    entries: tuple[LegendEntry, ...]

    @property
    def height(self) -> float:
        """Millimetres."""
        return LINE + LEAD + sum(entry.height for entry in self.entries) + UNDER_BLOCK


def legend_height(content: Content, width: float) -> float:
    """Return the least height, in millimetres, in which the legend fits a width."""
    return _height_of_blocks(_legend_blocks(content, width), width) + NOTES_HEIGHT


def _height_of_blocks(blocks: list[LegendBlock], width: float) -> float:
    height = max((block.height for block in blocks), default=0.0)
    while len(_flow_blocks(blocks, height)) > _column_count(width):
        height += 1
    return height


def draw_legend(axes: Axes, content: Content, *, width: float, height: float) -> None:
    """Draw the legend from the upper left corner of axes of a width and a height in millimetres."""
    axes.set(xlim=(0, width), ylim=(0, height))
    axes.axis("off")
    blocks = _legend_blocks(content, width)
    columns = _flow_blocks(blocks, _height_of_blocks(blocks, width))
    for i, column in enumerate(columns):
        top = height
        for block in column:
            _draw_block(axes, block, i * width / _column_count(width), top)
            top -= block.height
    words = messages(content.lang)
    notes = [words["figure.hollow"]] if _has_hollow_marks(content) else []
    if content.countries:
        notes.append(words["figure.tinted"])
    for i, note in enumerate(reversed(notes)):
        axes.text(0, i * LINE, note, va="bottom", fontsize=NOTE, color=MUTED)


def _has_hollow_marks(content: Content) -> bool:
    return any("country" in set(rows.get("precision", ())) for _, _, rows in content.classes)


def _column_count(width: float) -> int:
    return max(1, int(width / COLUMN))


def _legend_blocks(content: Content, width: float) -> list[LegendBlock]:
    """Return a block for each layer that is shown, the topmost first."""
    room = width / _column_count(width) - SYMBOL - 1
    found: dict[str, list[LegendEntry]] = {}
    for look, symbol, rows in content.classes:
        kind = rows.geom_type.iloc[0].removeprefix("Multi")
        entry = LegendEntry(symbol, kind, tuple(wrap(symbol.label, width=room, size=LABEL)))
        found.setdefault(look.title, []).append(entry)
    return [LegendBlock(title, tuple(entries)) for title, entries in reversed(found.items())]


def _flow_blocks(blocks: list[LegendBlock], height: float) -> list[list[LegendBlock]]:
    """Return blocks in columns no higher than a height."""
    columns: list[list[LegendBlock]] = []
    free = 0.0
    for block in blocks:
        if not columns or block.height > free:
            columns.append([])
            free = height
        columns[-1].append(block)
        free -= block.height
    return columns


def _draw_block(axes: Axes, block: LegendBlock, x: float, top: float) -> None:
    axes.text(
        x, top - LINE / 2, block.title, va="center_baseline", fontsize=HEADING, fontweight="bold", color=INK
    )
    top -= LINE + LEAD
    for entry in block.entries:
        _draw_symbol(axes, entry, x + SYMBOL / 2 - 0.5, top - entry.height / 2)
        for i, text in enumerate(entry.lines):
            y = top - (i + 0.5) * LINE - LEAD / 2
            axes.text(x + SYMBOL, y, text, va="center_baseline", fontsize=LABEL, color=INK)
        top -= entry.height


def _draw_symbol(axes: Axes, entry: LegendEntry, x: float, y: float) -> None:
    symbol = entry.symbol
    if entry.kind == "LineString":
        width = symbol.width * SHRINK
        axes.plot([x - 2.5, x + 2.5], [y, y], color=symbol.color, linewidth=width, linestyle=dash_of(symbol))
    elif entry.kind == "Polygon":
        face = (symbol.color, symbol.opacity + 0.15)
        box = Rectangle((x - 2.2, y - 1), 4.4, 2, facecolor=face, edgecolor=symbol.color, linewidth=0.5)
        axes.add_patch(box)
    else:
        draw_mark(axes, symbol, (x, y))
