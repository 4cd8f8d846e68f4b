"""Fixtures that several test files use."""

from browser import chromium, open_map

__all__ = ["chromium", "collect_ignore", "open_map"]

#: Run by QGIS' own Python, in a process of its own.
collect_ignore = ["qgis_look.py"]
