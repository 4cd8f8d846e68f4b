"""How an atlas looks: one self-contained, interactive HTML file."""

from .webmap import Map

__all__ = ["Map"]
