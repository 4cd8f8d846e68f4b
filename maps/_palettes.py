"""Scales of colours: by the names of ColorBrewer and matplotlib, as lists, or as these libraries make one."""

from __future__ import annotations

import importlib.util
import re
from dataclasses import dataclass, replace
from itertools import cycle, islice
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from branca.colormap import ColorMap, LinearColormap, linear

from isthmus._arguments import as_items, unfit
from isthmus.layers._tables.symbology import PALETTE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: A name of ColorBrewer or matplotlib, colours one after another, or a scale of branca or matplotlib.
ColorScale: TypeAlias = "str | Sequence[str] | ColorMap | Callable[[float], Any]"

#: A list of matplotlib's with at most so many colours tells kinds apart.
MOST_BY_KIND: Final = 20

#: Scales of ColorBrewer whose colours are told apart by kind (C. Brewer, https://colorbrewer2.org).
QUALITATIVE: Final = frozenset({"Accent", "Dark2", "Paired", "Pastel1", "Pastel2", "Set1", "Set2", "Set3"})

#: A scale without steps is asked for so many colours: neighbours look the same.
STEPS: Final = 32

#: Where a scale is asked for its colours.
SHARES: Final = tuple(share / (STEPS - 1) for share in range(STEPS))


def as_color(argument: str, value: object) -> str:
    """Return a colour, by its name in CSS or as ``#rrggbb``, as ``#rrggbb``.

    Examples
    --------
    >>> as_color("color", "tomato"), as_color("color", "#FFF")
    ('#ff6347', '#ffffff')
    """
    name = re.sub(r"^#(.)(.)(.)$", r"#\1\1\2\2\3\3", value) if isinstance(value, str) else ""
    try:
        return str(LinearColormap([name, name])(0))[:7].lower()
    except (TypeError, ValueError) as error:
        raise unfit(argument, 'a colour such as "#2c6fb3" or "tomato"', value) from error


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours from one end of a scale to the other, or told apart by kind."""

    colors: tuple[str, ...]
    is_by_kind: bool = False

    def spread(self, count: int) -> list[str]:
        """Return colours evenly from the one end to the other."""
        scale = LinearColormap(self.colors, vmin=0, vmax=max(count - 1, 1))
        return [str(scale(place))[:7].lower() for place in range(count)]

    def distinguish(self, count: int) -> list[str]:
        """Return colours for kinds: one after another, where they are meant to be."""
        return [*islice(cycle(self.colors), count)] if self.is_by_kind else self.spread(count)


def palette(cmap: ColorScale | None) -> Palette:
    """Return the colours that are meant by a name, a list, a scale or nothing."""
    if cmap is None:
        return Palette((*PALETTE.values(),), is_by_kind=True)
    if isinstance(cmap, str):
        return _named_palette(cmap)
    if isinstance(cmap, ColorMap):
        low, width = float(cmap.vmin), float(cmap.vmax - cmap.vmin)
        return Palette(tuple(str(cmap(low + width * share))[:7] for share in SHARES))
    if callable(cmap):
        return _of_matplotlib(cmap)
    colors = as_items("cmap", cmap, "the name of a scale, or colours")
    if not colors:
        raise unfit("cmap", "the name of a scale, or colours", cmap)
    return Palette(tuple(as_color("cmap", color) for color in colors), is_by_kind=True)


def _named_palette(name: str) -> Palette:
    """Return a scale of ColorBrewer, which is at hand, or of matplotlib; ``_r`` turns it round."""
    base = name.removesuffix("_r")
    known = [one for one in dir(linear) if re.fullmatch(re.escape(base) + r"(_\d\d)?", one)]
    if known:
        found = Palette(tuple(map(_as_hex, getattr(linear, max(known)).colors)), base in QUALITATIVE)
    elif importlib.util.find_spec("matplotlib") is None:
        remedy = "one of ColorBrewer, or pip install matplotlib for one of its"
        raise unfit("cmap", 'the name of a scale, such as "viridis" or "YlOrRd"', name, remedy)
    else:
        from matplotlib import colormaps  # noqa: PLC0415 - optional

        if base not in colormaps:
            raise unfit("cmap", 'the name of a scale, such as "viridis" or "YlOrRd"', name)
        found = _of_matplotlib(colormaps[base])
    return found if base == name else replace(found, colors=found.colors[::-1])


def _of_matplotlib(scale: Callable[[float], Any]) -> Palette:
    listed = getattr(scale, "colors", None)
    if listed is not None and len(listed) <= MOST_BY_KIND:
        return Palette(tuple(map(_as_hex, listed)), is_by_kind=True)
    try:
        return Palette(tuple(_as_hex(scale(share)) for share in SHARES))
    except (TypeError, ValueError, IndexError) as error:
        raise unfit("cmap", "a scale that gives red, green and blue from 0 to 1", scale) from error


def _as_hex(color: Any) -> str:  # noqa: ANN401  # a text, or red, green, blue and perhaps opacity
    if isinstance(color, str):
        return as_color("cmap", color)
    return "#" + "".join(f"{round(255 * min(max(float(part), 0), 1)):02x}" for part in [*color][:3])
