"""The provider: five algorithms, and the setting that says where the command is."""

from __future__ import annotations

from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING

from processing.core.ProcessingConfig import ProcessingConfig, Setting
from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from .buffer import Buffer
from .check import Check
from .command import NAME, SETTING, version_of_plugin
from .exposure import Exposure
from .resilience import Resilience
from .route import Route

if TYPE_CHECKING:
    from .exported import Styled

#: Styles that wait for their layers to be shown.
MOST_KEPT = 100

ICON = Path(__file__).with_name("icon.svg")


class IsthmusProvider(QgsProcessingProvider):
    """Algorithms that call the ``isthmus`` command."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: deque[Styled] = deque(maxlen=MOST_KEPT)

    def load(self) -> bool:
        """Add the setting and the algorithms."""
        ProcessingConfig.settingIcons[self.name()] = self.icon()
        ProcessingConfig.addSetting(
            Setting(
                self.name(),
                SETTING,
                "isthmus command (left empty, the one on the path)",
                "",
                valuetype=Setting.FILE,
            )
        )
        ProcessingConfig.readSettings()
        self.refreshAlgorithms()
        return True

    def unload(self) -> None:
        """Take the setting away."""
        ProcessingConfig.removeSetting(SETTING)

    def loadAlgorithms(self) -> None:
        """Add the algorithms: QGIS calls this by name."""
        for algorithm in (Buffer, Exposure, Route, Check, Resilience):
            self.addAlgorithm(algorithm())

    def id(self) -> str:
        """Return what stands before the names of the algorithms."""
        return NAME

    def name(self) -> str:
        """Return the name in the toolbox."""
        return NAME

    def longName(self) -> str:
        """Return the name with what it is."""
        return f"isthmus {version_of_plugin()}: where networks of production and transit narrow"

    def icon(self) -> QIcon:
        """Return the picture in the toolbox."""
        return QIcon(str(ICON))

    def svgIconPath(self) -> str:
        """Return the file of the picture."""
        return str(ICON)
