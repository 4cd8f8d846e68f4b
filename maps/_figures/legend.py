"""The legend of a figure: every class that is drawn, by layer, in as many columns as fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from babel.numbers import format_decimal
from matplotlib.patches import Rectangle

from isthmus.maps._messages import messages

from .marks import INK, MUTED, SHRINK, dash_of, draw_mark
from .text import wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from isthmus.layers._tables.symbology import Symbol
    from isthmus.maps._looks import Look

    from .view import Content

#: In millimetres: the least width of a column, the height of a line, the room below a block.
COLUMN = 33.0
LINE = 3.0
UNDER_BLOCK = 1.6

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
    colors: tuple[str, ...] = ()

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
        entries = found.setdefault(look.title, [])
        if look.legend == "none" or (look.legend == "ramp" and not symbol.label and entries):
            continue
        kind = rows.geom_type.iloc[0].removeprefix("Multi")
        label, colors = (symbol.label, ()) if symbol.label else _span_label(look, symbol, content.lang)
        lines = tuple(wrap(label, width=room, size=LABEL))
        entries.append(LegendEntry(symbol, kind, lines, colors))
    return [LegendBlock(title, tuple(entries)) for title, entries in reversed(found.items())]


def _span_label(look: Look, symbol: Symbol, lang: str) -> tuple[str, tuple[str, ...]]:
    """Return from and to which number a class reaches, or the whole scale and its colours."""
    spans, symbols = look.symbology.spans, look.symbology.symbols
    name = next(name for name, one in symbols.items() if one is symbol or one == symbol)
    ends = spans[name]
    colors: tuple[str, ...] = ()
    if look.legend == "ramp":
        ends = (min(low for low, _ in spans.values()), max(high for _, high in spans.values()))
        colors = tuple(symbols[place].color for place in spans)
    numbers = (format_decimal(float(f"{end:.4g}"), locale=lang.replace("-", "_")) for end in ends)
    column = (look.labels or {}).get(look.symbology.column, look.symbology.column)
    return f"{column}: " * bool(colors) + " \N{EN DASH} ".join(numbers), colors


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
    if entry.colors:
        step = 4.4 / len(entry.colors)
        for place, color in enumerate(entry.colors):
            axes.add_patch(Rectangle((x - 2.2 + place * step, y - 1), step, 2, facecolor=color, linewidth=0))
    elif entry.kind == "LineString":
        width = symbol.width * SHRINK
        axes.plot([x - 2.5, x + 2.5], [y, y], color=symbol.color, linewidth=width, linestyle=dash_of(symbol))
    elif entry.kind == "Polygon":
        face = (symbol.color, symbol.opacity + 0.15)
        box = Rectangle((x - 2.2, y - 1), 4.4, 2, facecolor=face, edgecolor=symbol.color, linewidth=0.5)
        axes.add_patch(box)
    else:
        draw_mark(axes, symbol, (x, y))
