"""What stands on a figure's map besides what it shows: the scale bar, and the letters of insets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from pyproj import Geod

from isthmus.maps._resources import messages

from .base import COAST, INK

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .labels import Names
    from .view import View

__all__ = ["draw_letter", "draw_scale"]

#: A scale bar is at most this share of the map's width.
SCALE_SHARE = 0.2

#: Between the bar and the frame of the map, as a share of the map's width.
INDENT = 0.025

#: Where text stands that belongs to a place on the frame: a little above it.
ABOVE: Mapping[str, Any] = {"xycoords": "axes fraction", "xytext": (0, 2.5), "textcoords": "offset points"}

#: On a map wider than this, in metres, scale varies so much that the bar says where it holds.
WIDE_MAP = 3_000_000.0

#: Parts the thousands of a number, as ISO 80000-1 asks for.
THIN_SPACE = "\N{NARROW NO-BREAK SPACE}"


def draw_scale(names: Names, view: View, lang: str) -> None:
    """Draw a bar of a round length in a lower corner that is free; it holds at the centre of the map."""
    km, share = _scale(view)
    key = "figure.scale_at_centre" if view.width > WIDE_MAP else "figure.scale"
    text = messages(lang)[key].format(km=f"{km:,}".replace(",", THIN_SPACE))
    axes = names.axes
    y = INDENT * axes.bbox.width / axes.bbox.height
    label = axes.annotate(text, (0, y), va="bottom", color=INK, fontsize=5.6, **ABOVE)
    for x, align, start in ((1 - INDENT, "right", 1 - INDENT - share), (INDENT, "left", INDENT)):
        label.xy = (x, y)
        label.set(ha=align)
        ends = [start, start + share]
        bar = shapely.LineString(axes.transAxes.transform([(end, y) for end in ends]))
        if names.take(shapely.box(*shapely.total_bounds([names.box_of(label), bar])), wary=True):
            break
    axes.plot(ends, [y, y], color=INK, linewidth=1.1, transform=axes.transAxes, solid_capstyle="butt")


def _scale(view: View) -> tuple[int, float]:
    """Return how many kilometres a bar stands for, and its share of the map's width."""
    left, bottom, right, top = view.bounds
    x, y, reach = (left + right) / 2, (bottom + top) / 2, view.width * SCALE_SHARE / 2
    metres = Geod(ellps="WGS84").inv(*view.inverse((x - reach, y)), *view.inverse((x + reach, y)))[2]
    km = _round_down(metres / 1000)
    return km, SCALE_SHARE * 1000 * km / metres


def _round_down(number: float) -> int:
    """Return the largest of 1, 2 and 5 times a power of ten that is not larger.

    Examples
    --------
    >>> _round_down(870), _round_down(45.0)
    (500, 20)
    """
    power = 10 ** int(np.floor(np.log10(number)))
    return int(max(factor * power for factor in (1, 2, 5) if factor * power <= number))


def draw_letter(names: Names, view: View, letter: str, area: shapely.Polygon) -> None:
    """Outline an area that another map shows, and write its letter; an empty area is the map itself."""
    corner, coordinates = (0.0, 1.0), "axes fraction"
    if not area.is_empty:
        outline = view.project([area])
        names.keep_out(outline)
        x, y = shapely.get_coordinates(outline).T
        names.axes.plot(x, y, color=INK, linewidth=0.7)
        corner, coordinates = (float(x[y.argmax()]), float(y.max())), "data"
    label = names.axes.annotate(
        letter,
        corner,
        xycoords=coordinates,
        xytext=(2.5, -2.5),
        textcoords="offset points",
        va="top",
        color=INK,
        fontsize=7,
        fontweight="bold",
        zorder=4,
        bbox={"boxstyle": "square,pad=0.25", "facecolor": "white", "edgecolor": COAST, "linewidth": 0.4},
    )
    names.taken.append(names.box_of(label))
