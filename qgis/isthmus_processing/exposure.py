"""How far lines run inside zones, and in bands around them."""

from __future__ import annotations

from typing import Any, ClassVar

from qgis.core import (
    QgsProcessing,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDateTime,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterString,
    QgsProcessingParameterVectorDestination,
)

from .algorithm import IsthmusAlgorithm
from .buffer import PATHS
from .messages import option
from .question import day_of


class Exposure(IsthmusAlgorithm):
    """The command ``isthmus exposure``."""

    NAME = "exposure"
    TITLE = "Exposure of lines to zones"
    TAGS = ("risk", "hazard", "length", "intersection")
    LABELS: ClassVar = {
        "LINES": "Lines",
        "ZONES": "Zones",
        "--on": "On the day",
        "--band": "Bands around the zones",
        "--path": "Between two vertices",
        "--output": "Lines inside zones",
    }

    def initAlgorithm(self, _configuration: Any = None) -> None:
        """Say what is asked: QGIS calls this by name."""
        kinds = QgsProcessing.SourceType
        for name, label, kind in (
            ("LINES", "Lines", kinds.TypeVectorLine),
            ("ZONES", "Zones", kinds.TypeVectorPolygon),
        ):
            self.addParameter(QgsProcessingParameterFeatureSource(name, label, [kind]))
        self.addParameter(
            QgsProcessingParameterDateTime(
                "ON", "On the day", QgsProcessingParameterDateTime.Type.Date, optional=True
            )
        )
        self.addParameter(QgsProcessingParameterString("BANDS", "Bands around the zones", optional=True))
        self.addParameter(QgsProcessingParameterBoolean("ALL_HAZARDS", "All hazards", defaultValue=False))
        path = QgsProcessingParameterEnum(
            "PATH", "Between two vertices", PATHS, optional=True, usesStaticStrings=True
        )
        path.setFlags(path.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
        self.addParameter(path)
        self.addParameter(
            QgsProcessingParameterVectorDestination(
                self.OUTPUT, "Lines inside zones", QgsProcessing.SourceType.TypeVectorLine
            )
        )

    def processAlgorithm(self, parameters: Any, context: Any, feedback: Any) -> dict[str, Any]:
        """Call the command: QGIS calls this by name."""
        target = self.target(parameters, self.OUTPUT, context, ["LINES", "ZONES"])
        with self.folder() as folder:
            words = [
                self.NAME,
                *option("--on", day_of(self, parameters, "ON", context)),
                *option("--band", self.parameterAsString(parameters, "BANDS", context)),
                *option("--path", self.parameterAsEnumString(parameters, "PATH", context)),
                *(["--all-hazards"] if self.parameterAsBoolean(parameters, "ALL_HAZARDS", context) else []),
                "--",
                *self.export(parameters, "LINES", folder, context, feedback),
                *self.export(parameters, "ZONES", folder, context, feedback),
            ]
            return self.write(words, target, folder, context, feedback)
