"""How an atlas looks: one self-contained, interactive HTML file, or a figure for a report."""

from isthmus._face import name_members as _name_members

from ._brief import Brief, Chapter
from ._explore import explore
from ._figures.figure import save_png, save_svg
from ._map import Map

__all__ = ["Brief", "Chapter", "Map", "explore", "save_png", "save_svg"]

_name_members(__name__, __all__)
