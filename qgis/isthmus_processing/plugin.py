"""What QGIS loads: it adds the provider to Processing, and takes it away again."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsApplication

from .provider import IsthmusProvider


class IsthmusPlugin:
    """The plugin."""

    def __init__(self, iface: Any) -> None:
        self._iface = iface
        self._provider: IsthmusProvider | None = None

    def initProcessing(self) -> None:
        """Add the provider; ``qgis_process`` calls nothing else."""
        self._provider = IsthmusProvider()
        QgsApplication.processingRegistry().addProvider(self._provider)

    def initGui(self) -> None:
        """Start within QGIS."""
        self.initProcessing()

    def unload(self) -> None:
        """Take the provider away."""
        if self._provider is not None:
            QgsApplication.processingRegistry().removeProvider(self._provider)
            self._provider = None
