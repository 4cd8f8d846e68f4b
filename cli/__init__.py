"""The command line: it parses, calls and prints."""

from ._main import main

__all__ = ["main"]
