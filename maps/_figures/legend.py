"""The legend of a figure: every class that it shows, by layer, in as many columns as fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.patches import Rectangle

from isthmus.maps._messages import messages

from .basemap import INK, MUTED
from .marks import SHRINK, dash_of, draw_mark
from .text import wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from isthmus.layers._tables.symbology import Symbol

    from .content import Content

__all__ = ["draw_legend", "legend_height"]

#: Millimetres: the least width of a column, the height of a line of text, and the room between blocks.
COLUMN = 33.0
LINE = 3.0
BETWEEN = 1.6

#: Millimetres of the room for a symbol, and what is added to the height of a class above that of its lines.
SYMBOL = 6.5
LEAD = 0.45

#: Millimetres for the notes below.
NOTES_HEIGHT = 2 * LINE

HEADING, LABEL, NOTE = 6.2, 6.0, 5.4  # sizes in points


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
        return LINE + LEAD + sum(entry.height for entry in self.entries) + BETWEEN


def legend_height(content: Content, width: float) -> float:
    """Return the least height, in millimetres, in which the legend fits a width."""
    blocks, columns = _legend_blocks(content, width), _column_count(width)
    height = max((block.height for block in blocks), default=0.0)
    while len(_flow_blocks(blocks, height)) > columns:
        height += 1
    return height + NOTES_HEIGHT


def draw_legend(axes: Axes, content: Content, *, width: float, height: float) -> None:
    """Draw the legend from the upper left corner of axes of a width and a height in millimetres."""
    axes.set(xlim=(0, width), ylim=(0, height))
    axes.axis("off")
    columns = _flow_blocks(_legend_blocks(content, width), legend_height(content, width) - NOTES_HEIGHT)
    for i, blocks in enumerate(columns):
        top = height
        for block in blocks:
            _draw_block(axes, block, i * width / _column_count(width), top)
            top -= block.height
    words = messages(content.lang)
    notes = [words["figure.hollow"]] if _has_hollow_marks(content) else []
    if content.countries:
        notes.append(words["figure.tinted"])
    for i, note in enumerate(reversed(notes)):
        axes.text(0, i * LINE, note, va="bottom", fontsize=NOTE, color=MUTED)


def _has_hollow_marks(content: Content) -> bool:
    return any("country" in set(rows.get("precision", ())) for _, _, rows in content.classes())


def _column_count(width: float) -> int:
    return max(1, int(width / COLUMN))


def _legend_blocks(content: Content, width: float) -> list[LegendBlock]:
    """Return a block for each layer that is shown, the topmost first."""
    room = width / _column_count(width) - SYMBOL - 1
    found: dict[str, list[LegendEntry]] = {}
    for look, symbol, rows in content.classes():
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
