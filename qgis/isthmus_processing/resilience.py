"""Where the network narrows between two sides, and what would widen it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputFile,
    QgsProcessingOutputHtml,
    QgsProcessingOutputVectorLayer,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterString,
    QgsProcessingUtils,
)

from .algorithm import IsthmusAlgorithm
from .atlas import atlas_parameters, atlas_words
from .exported import Styled
from .question import LABELS, question_parameters, question_words

#: The layers of ``resilience.gpkg``, from the lowest to the topmost, and their titles.
_LAYERS = {
    "legs": "Routes before and after",
    "routes": "Independent routes",
    "widening": "What would widen the network",
}


class Resilience(IsthmusAlgorithm):
    """The command ``isthmus resilience``."""

    NAME = "resilience"
    TITLE = "Resilience between two sides"
    TAGS = ("redundancy", "cut", "bottleneck", "criticality", "network")
    LABELS: ClassVar = {**LABELS, "ATLAS": "Atlas in a folder", "--output": "Folder of results"}

    def initAlgorithm(self, _configuration: Any = None) -> None:
        """Say what is asked: QGIS calls this by name."""
        for name, label in (("FROM", "From"), ("TO", "To")):
            self.addParameter(QgsProcessingParameterString(name, label))
        for parameter in (*question_parameters(), *atlas_parameters()):
            self.addParameter(parameter)
        self.addParameter(QgsProcessingParameterFolderDestination(self.OUTPUT, "Folder of results"))
        for name, title in _LAYERS.items():
            self.addOutput(QgsProcessingOutputVectorLayer(name.upper(), title))
        self.addOutput(QgsProcessingOutputHtml("BRIEF", "Brief"))
        self.addOutput(QgsProcessingOutputFile("MAP", "Interactive map"))

    def processAlgorithm(self, parameters: Any, context: Any, feedback: Any) -> dict[str, Any]:
        """Call the command: QGIS calls this by name."""
        target = self.parameterAsString(parameters, self.OUTPUT, context)
        ends = [
            f"--{name.lower()}={self.parameterAsString(parameters, name, context)}" for name in ("FROM", "TO")
        ]
        with self.folder() as folder:
            words = [
                self.NAME,
                f"--output={target}",
                *ends,
                *question_words(self, parameters, folder, context, feedback),
                "--",
                *atlas_words(self, parameters, folder, context, feedback),
            ]
            for line in self.call(words, folder, feedback):
                if not line.startswith("Wrote "):
                    feedback.pushInfo(line)
        feedback.pushInfo(f"The interactive map is {Path(target, 'map.html')}")
        return {
            self.OUTPUT: target,
            "BRIEF": str(Path(target, "brief.html")),
            "MAP": str(Path(target, "map.html")),
            **self._load(Path(target, "resilience.gpkg"), context),
        }

    def _load(self, file: Path, context: Any) -> dict[str, str]:
        """Let the project show the layers of a result that have rows, each in its style, and return all."""
        found = {}
        for name, title in _LAYERS.items():
            found[name.upper()] = place = f"{file}|layername={name}"
            layer = QgsProcessingUtils.mapLayerFromString(place, context)
            if context.project() and layer is not None and layer.featureCount():
                details = QgsProcessingContext.LayerDetails(title, context.project(), name.upper())
                self.let_style(details, Styled())
                context.addLayerToLoadOnCompletion(place, details)
        return found
