"""A Processing provider for QGIS that calls the ``isthmus`` command, which has an environment of its own."""

from __future__ import annotations

from typing import Any


def classFactory(iface: Any) -> Any:
    """Return the plugin: QGIS calls this by name."""
    from .plugin import IsthmusPlugin  # noqa: PLC0415 - what needs no QGIS is tested without it

    return IsthmusPlugin(iface)
