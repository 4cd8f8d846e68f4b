"""The best routes between two places."""

from __future__ import annotations

from typing import Any, ClassVar

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessing,
    QgsProcessingException,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterNumber,
    QgsProcessingParameterPoint,
    QgsProcessingParameterString,
    QgsProcessingParameterVectorDestination,
)

from .algorithm import IsthmusAlgorithm
from .messages import option
from .question import LABELS, question_parameters, question_words

MOST_ROUTES = 20


class Route(IsthmusAlgorithm):
    """The command ``isthmus route``."""

    NAME = "route"
    TITLE = "Route by sea, rail, road and air"
    TAGS = ("shortest path", "network", "transport", "freight", "shipping", "closure")
    LABELS: ClassVar = {
        **LABELS,
        "--alternatives": "How many routes",
        "--places": "Places of your own",
        "--output": "Routes",
    }

    def initAlgorithm(self, _configuration: Any = None) -> None:
        """Say what is asked: QGIS calls this by name."""
        for name, label in (("FROM", "From"), ("TO", "To")):
            self.addParameter(QgsProcessingParameterString(name, label, optional=True))
            self.addParameter(
                QgsProcessingParameterPoint(
                    f"{name}_POINT", f"{label} a point on the map instead", optional=True
                )
            )
        for parameter in question_parameters():
            self.addParameter(parameter)
        self.addParameter(
            QgsProcessingParameterNumber(
                "ALTERNATIVES",
                "How many routes",
                QgsProcessingParameterNumber.Type.Integer,
                1,
                minValue=1,
                maxValue=MOST_ROUTES,
            )
        )
        self.addParameter(
            QgsProcessingParameterFeatureSource(
                "PLACES", "Places of your own", [QgsProcessing.SourceType.TypeVectorPoint], optional=True
            )
        )
        self.addParameter(
            QgsProcessingParameterVectorDestination(
                self.OUTPUT, "Routes", QgsProcessing.SourceType.TypeVectorLine
            )
        )

    def processAlgorithm(self, parameters: Any, context: Any, feedback: Any) -> dict[str, Any]:
        """Call the command: QGIS calls this by name."""
        target = self.target(parameters, self.OUTPUT, context, ["AVOID", "PLACES"])
        ends = [self._end(parameters, name, context) for name in ("FROM", "TO")]
        with self.folder() as folder:
            words = [
                self.NAME,
                *question_words(self, parameters, folder, context, feedback),
                *option("--alternatives", self.parameterAsInt(parameters, "ALTERNATIVES", context)),
                *option("--places", "".join(self.export(parameters, "PLACES", folder, context, feedback))),
                "--",
                *ends,
            ]
            return self.write(words, target, folder, context, feedback)

    def _end(self, parameters: Any, name: str, context: Any) -> str:
        """Return an end of the route as the command takes it."""
        text = str(self.parameterAsString(parameters, name, context)).strip()
        chosen = parameters.get(f"{name}_POINT")
        if bool(text) == bool(chosen):
            said = "both a name and a point" if text else "neither a name nor a point"
            raise QgsProcessingException(
                f"{LABELS[name]}: expected a name or a point on the map, got {said}."
            )
        if text:
            return text
        degrees = QgsCoordinateReferenceSystem("EPSG:4326")
        point = self.parameterAsPoint(parameters, f"{name}_POINT", context, degrees)
        return f"{point.x():.6f},{point.y():.6f}"
