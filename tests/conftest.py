"""Fixtures that several test files use."""

from browser import chromium, open_map

__all__ = ["chromium", "open_map"]
