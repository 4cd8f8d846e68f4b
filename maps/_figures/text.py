"""The text of a figure: fonts that hold its letters, lines that fit, and names where they hide nothing."""

from __future__ import annotations

import re
import warnings
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

import numpy as np
import shapely
from babel import Locale
from matplotlib import font_manager
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from isthmus.geo import IsthmusWarning

from .marks import INK, MUTED, parts_in_view

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd
    import numpy.typing as npt
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase
    from matplotlib.text import Annotation

    from .marks import Mark

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

#: So many letters without a font are told.
MOST_TOLD = 20

#: What a line is made of: a word and the space after it, or a letter of a script that is written without
#: spaces; and the punctuation that must not begin a line.
PIECES = re.compile(
    r"[\u2e80-\u9fff\uf900-\ufaff][\u3000-\u303f\uff00-\uffef]*\s*|[^\s\u2e80-\u9fff\uf900-\ufaff]+\s*(?:·\s+)?"
)

#: Drawn for a printer's dots, text is up to this much wider than by its outlines.
HINTED = 1.015

#: Points a name keeps from whatever else is there.
PADDING = 0.8

Across = Literal["left", "center", "right"]
Along = Literal["bottom", "center_baseline", "top"]

#: Where a name stands by its mark, in the order in which places are tried: shares of an offset to the right
#: and upwards, and how the text is aligned (after E. Imhof, Positioning names on maps, The American
#: Cartographer 2(2), 1975).
BESIDE: tuple[tuple[float, float, Across, Along], ...] = (
    (1.0, 0.0, "left", "center_baseline"),
    (-1.0, 0.0, "right", "center_baseline"),
    (0.0, 1.0, "center", "bottom"),
    (0.0, -1.0, "center", "top"),
    (0.8, 0.8, "left", "bottom"),
    (0.8, -0.8, "left", "top"),
    (-0.8, 0.8, "right", "bottom"),
    (-0.8, -0.8, "right", "top"),
)

#: Points between a mark and its name, beside it or beyond the marks about it, and whether lines are avoided.
OFFSETS = ((3.6, True), (6.0, True), (3.6, False), (8.5, True), (7.5, False), (11.5, True), (11.5, False))

#: Where the name of an area stands: points from its middle.
AMID = tuple((right, up) for up in (0, 5, -5, 10, -10, 15, -15) for right in (0, 8, -8, 16, -16))

#: How each kind of name is written.
PASSAGE_STYLE = {"fontsize": 5.4, "color": INK, "style": "italic"}
CITY_STYLE = {"fontsize": 5.8, "color": INK}
COUNTRY_STYLE = {"fontsize": 5.0, "color": MUTED}


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
    missing = {letter for text in texts for letter in text if letter.isprintable()} - _letters_of(FONT)
    fonts = [FONT]
    if missing:
        _know_fonts()
    installed = set(font_manager.get_font_names())
    for font in FALLBACKS:
        if missing and font in installed and missing & _letters_of(font):
            missing -= _letters_of(font)
            fonts.append(font)
    if missing:
        letters, more = "".join(sorted(missing))[:MOST_TOLD], len(missing) - MOST_TOLD
        told = f"{letters!r}" + (f" and {more} more" if more > 0 else "")
        warnings.warn(
            f"expected an installed font for every letter, got none for {told}: "
            f"install one, such as {FALLBACKS[0]}",
            IsthmusWarning,
            stacklevel=2,
        )
    return fonts


@cache
def _know_fonts() -> None:
    """Tell matplotlib of fonts that were installed after it made its list, which it keeps for years."""
    known = {Path(entry.fname) for entry in font_manager.fontManager.ttflist}
    for path in sorted({*map(Path, font_manager.findSystemFonts())} - known):
        with suppress(OSError, RuntimeError, ValueError, UnicodeDecodeError):  # no font that it can read
            font_manager.fontManager.addfont(path)


@cache
def _letters_of(font: str) -> frozenset[str]:
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


@dataclass
class Labels:
    """The labels of one map, and what they must not hide.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        The map.
    taken : list of Polygon
        Boxes in pixels that are taken.
    lines : list of LineString
        In pixels; a name stands on one only if it finds no other place.
    """

    axes: Axes
    taken: list[shapely.Polygon] = field(default_factory=list)
    lines: list[shapely.LineString] = field(default_factory=list)

    def keep_clear(self, xy: npt.ArrayLike, radius: float) -> None:
        """Take the box about a mark, whose radius is given in points."""
        x, y = self.axes.transData.transform(np.asarray(xy, float))
        half = radius * self._pixels
        self.taken.append(shapely.box(x - half, y - half, x + half, y + half))

    def keep_out(self, areas: npt.NDArray[np.object_]) -> None:
        """Take areas of the map."""
        self.taken += shapely.transform(areas, self.axes.transData.transform).tolist()

    def avoid(self, lines: npt.NDArray[np.object_]) -> None:
        """Note lines of the map that names had better not hide."""
        self.lines += shapely.transform(lines, self.axes.transData.transform).tolist()

    def beside(self, xy: npt.ArrayLike, text: str, style: Mapping[str, Any]) -> None:
        """Write the name of a mark at the first free place about it, or not at all."""
        label = self._label(xy, text, style)
        box = cache(partial(self._align, label))
        for offset, wary in OFFSETS:
            for right, up, ha, va in BESIDE:
                if self._move(label, box(ha, va), (right * offset, up * offset), wary=wary):
                    label.set(ha=ha, va=va)
                    return
        label.remove()

    def amid(self, xy: npt.ArrayLike, text: str, style: Mapping[str, Any]) -> None:
        """Write the name of an area at the first free place about its middle, or not at all."""
        label = self._label(xy, text, style)
        box = self._align(label, "center", "center_baseline")
        if not any(self._move(label, box, offset, wary=wary) for wary in (True, False) for offset in AMID):
            label.remove()

    def take(self, box: shapely.Polygon, *, wary: bool = False) -> bool:
        """Take a box in pixels if it is on the map and free, if wary of lines too; return whether it is."""
        obstacles = np.array(self.taken + self.lines if wary else self.taken, object)
        whole = shapely.box(*self.axes.get_window_extent().extents)
        if not whole.contains(box) or shapely.intersects(obstacles, box).any():
            return False
        self.taken.append(box)
        return True

    def box_of(self, label: Annotation) -> shapely.Polygon:
        """Return the box of a text and a little room about it, in pixels."""
        canvas = cast("Any", self.axes.figure.canvas)  # of the Agg kind, which has no types
        extent = label.get_window_extent(cast("RendererBase", canvas.get_renderer()))
        return shapely.box(*extent.padded(PADDING * self._pixels).extents)

    def _label(self, xy: npt.ArrayLike, text: str, style: Mapping[str, Any]) -> Annotation:
        x, y = np.asarray(xy, float).tolist()
        return self.axes.annotate(one_line(text), (x, y), xytext=(0, 0), textcoords="offset points", **style)

    def _align(self, label: Annotation, ha: Across, va: Along) -> shapely.Polygon:
        """Align a text, and return the box that it then has without an offset."""
        label.set(ha=ha, va=va)
        return self.box_of(label)

    def _move(
        self, label: Annotation, box: shapely.Polygon, offset: tuple[float, float], *, wary: bool
    ) -> bool:
        """Move a text by an offset in points if its box is free there; return whether it is."""
        pixels = np.multiply(offset, self._pixels)
        if not self.take(shapely.transform(box, lambda corners: corners + pixels), wary=wary):
            return False
        label.set_position(offset)
        return True

    @property
    def _pixels(self) -> float:
        """Pixels a point."""
        return self.axes.figure.dpi / 72


def label_marks(labels: Labels, marks: list[Mark], near: float) -> None:
    """Name passages, then cities, those with the most marks first."""
    for mark in marks:
        if mark.passage:
            labels.beside(mark.xy, mark.name, PASSAGE_STYLE)
    cities: dict[str, list[tuple[float, float]]] = {}
    for mark in marks:
        if mark.city:
            cities.setdefault(mark.city, []).append(mark.xy)
    for city, places in sorted(cities.items(), key=lambda item: -len(item[1])):
        labels.beside(_middle_of_first(np.array(places), near), city, CITY_STYLE)


def _middle_of_first(places: npt.NDArray[np.float64], near: float) -> npt.NDArray[np.float64]:
    """Return the middle of the places near the first; farther ones are of another city of that name."""
    return np.asarray(places[np.linalg.norm(places - places[0], axis=1) <= near].mean(axis=0))


def label_areas(
    labels: Labels, outlines: npt.NDArray[np.object_], titles: npt.NDArray[np.object_], smallest: float
) -> None:
    """Name areas, the largest first, in the middle of the largest part that is in view."""
    parts, rows = parts_in_view(outlines, shapely.GeometryType.POLYGON)
    areas = shapely.area(parts)
    named: set[int] = set()
    for i in np.argsort(-areas, kind="stable")[: (areas > smallest).sum()]:
        if rows[i] not in named:
            named.add(rows[i])
            circle = shapely.maximum_inscribed_circle(parts[i], np.sqrt(smallest) / 20)
            labels.amid(shapely.get_coordinates(circle)[0], titles[rows[i]], COUNTRY_STYLE)


def country_names(table: gpd.GeoDataFrame, lang: str) -> list[str]:
    """Return names of countries: in English those of the table, in other languages those of Unicode's CLDR.

    Examples
    --------
    >>> from isthmus.layers._bundled.countries import countries
    >>> table = countries().set_index("iso").loc[["TW", "PL"]].reset_index()
    >>> country_names(table, "en"), country_names(table, "cs")
    (['Taiwan', 'Poland'], ['Tchaj-wan', 'Polsko'])
    """
    if lang == "en":
        return list(table["name"])
    known = dict(Locale.parse(lang, sep="-").territories)
    return [str(known.get(iso, name)) for iso, name in zip(table["iso"], table["name"], strict=True)]
