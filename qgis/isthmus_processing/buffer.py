"""Bands of distance around features, measured on the ellipsoid."""

from __future__ import annotations

from typing import Any, ClassVar

from qgis.core import (
    QgsProcessing,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
    QgsProcessingParameterVectorDestination,
)

from .algorithm import IsthmusAlgorithm
from .messages import option

PATHS = ("geodesic", "straight")


class Buffer(IsthmusAlgorithm):
    """The command ``isthmus buffer``."""

    NAME = "buffer"
    TITLE = "Geodesic buffer"
    TAGS = ("ring", "band", "distance", "corridor", "risk")
    TAKEN = ("of_id", "from_km", "to_km")
    LABELS: ClassVar = {
        "--radius": "Distances",
        "--tolerance": "Tolerance",
        "--path": "Between two vertices",
        "--output": "Bands of distance",
    }

    def initAlgorithm(self, _configuration: Any = None) -> None:
        """Say what is asked: QGIS calls this by name."""
        self.addParameter(
            QgsProcessingParameterFeatureSource(
                "INPUT", "Features", [QgsProcessing.SourceType.TypeVectorAnyGeometry]
            )
        )
        self.addParameter(QgsProcessingParameterString("RADII", "Distances", "10km,50km"))
        self.addParameter(QgsProcessingParameterBoolean("DISSOLVE", "Dissolve", defaultValue=False))
        path = QgsProcessingParameterEnum(
            "PATH", "Between two vertices", PATHS, optional=True, usesStaticStrings=True
        )
        tolerance = QgsProcessingParameterNumber(
            "TOLERANCE",
            "Tolerance, as a share of the distance",
            QgsProcessingParameterNumber.Type.Double,
            0.001,
            minValue=1e-5,
            maxValue=0.1,
        )
        for parameter in (path, tolerance):
            parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
            self.addParameter(parameter)
        self.addParameter(
            QgsProcessingParameterVectorDestination(
                self.OUTPUT, "Bands of distance", QgsProcessing.SourceType.TypeVectorPolygon
            )
        )

    def processAlgorithm(self, parameters: Any, context: Any, feedback: Any) -> dict[str, Any]:
        """Call the command: QGIS calls this by name."""
        target = self.target(parameters, self.OUTPUT, context, ["INPUT"])
        with self.folder() as folder:
            words = [
                self.NAME,
                *option("--radius", self.parameterAsString(parameters, "RADII", context)),
                *option("--path", self.parameterAsEnumString(parameters, "PATH", context)),
                *option("--tolerance", self.parameterAsDouble(parameters, "TOLERANCE", context)),
                *(["--dissolve"] if self.parameterAsBoolean(parameters, "DISSOLVE", context) else []),
                "--",
                *self.export(parameters, "INPUT", folder, context, feedback),
            ]
            return self.write(words, target, folder, context, feedback)
