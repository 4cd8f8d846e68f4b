"""The text of a figure: fonts that hold its letters, and lines that fit its width."""

from __future__ import annotations

import re
import warnings
from functools import cache
from typing import TYPE_CHECKING

from matplotlib import font_manager
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from isthmus.geo import IsthmusWarning

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["fonts_for", "one_line", "wrap"]

#: Comes with matplotlib, so that a figure is the same on every machine; it holds Latin, Greek and Cyrillic.
FONT = "DejaVu Sans"

#: Tried in this order for what it does not hold, if they are installed.
FALLBACKS = (
    "Noto Sans CJK TC",
    "Noto Sans TC",
    "PingFang TC",
    "Microsoft JhengHei",
    "Heiti TC",
    "Noto Sans CJK JP",
    "Arial Unicode MS",
)

MM_A_POINT = 25.4 / 72

#: What a line is made of: a word and the space after it, or a letter of a script that is written without
#: spaces; and the punctuation that must not begin a line.
PIECES = re.compile(
    r"[\u2e80-\u9fff\uf900-\ufaff][\u3000-\u303f\uff00-\uffef]*\s*|[^\s\u2e80-\u9fff\uf900-\ufaff]+\s*(?:·\s+)?"
)

#: Drawn for a printer's dots, text is up to this much wider than by its outlines.
HINTED = 1.015


def one_line(text: str) -> str:
    r"""Return text from data as one line that any file format can hold.

    Examples
    --------
    >>> one_line("Port of\nGdańsk\x00 <b>")
    'Port of Gdańsk <b>'
    """
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def fonts_for(texts: Iterable[str]) -> list[str]:
    """Return the fonts that hold the letters of texts, the first for all that it holds.

    Warns
    -----
    IsthmusWarning
        If no installed font holds a letter: a picture shows an empty box for it.

    Examples
    --------
    >>> fonts_for(["Gdańsk", "Київ"])
    ['DejaVu Sans']
    """
    missing = {letter for text in texts for letter in text if letter.isprintable()} - _letters(FONT)
    fonts = [FONT]
    installed = set(font_manager.get_font_names())
    for font in FALLBACKS:
        if missing and font in installed and missing & _letters(font):
            missing -= _letters(font)
            fonts.append(font)
    if missing:
        warnings.warn(
            f"expected an installed font for every letter, got none for {''.join(sorted(missing))!r}: "
            f"install one, such as {FALLBACKS[0]}",
            IsthmusWarning,
            stacklevel=2,
        )
    return fonts


@cache
def _letters(font: str) -> frozenset[str]:
    return frozenset(map(chr, font_manager.get_font(font_manager.findfont(font)).get_charmap()))


def wrap(text: str, *, width: float, size: float) -> list[str]:
    """Return text as lines that are no wider than a width in millimetres, set in a size in points.

    Examples
    --------
    >>> wrap("Klaster lub park technologiczny", width=25, size=6)
    ['Klaster lub park', 'technologiczny']
    """
    lines = [""]
    for piece in PIECES.findall(one_line(text)):
        if lines[-1] and HINTED * _text_width(lines[-1] + piece.rstrip(), size) > width:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]


def _text_width(text: str, size: float) -> float:
    """Return the width of a text in millimetres."""
    font = FontProperties(size=size)
    return float(text_to_path.get_text_width_height_descent(text, font, ismath=False)[0]) * MM_A_POINT
