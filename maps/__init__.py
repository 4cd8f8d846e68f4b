"""How an atlas looks: one self-contained, interactive HTML file, or a figure for a report."""

from .figures.figure import save_png, save_svg
from .webmap import Map

__all__ = ["Map", "save_png", "save_svg"]
