"""Everything that is wrong with the data of an atlas."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureSink,
    QgsFields,
    QgsProcessing,
    QgsProcessingException,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFeatureSink,
    QgsVectorLayer,
    QgsWkbTypes,
)

from .algorithm import IsthmusAlgorithm
from .atlas import atlas_parameters, atlas_words

#: Statuses of the command: nothing is wrong, something is.
_CHECKED = (0, 1)
_COLUMNS = ("severity", "file", "row", "column", "expected", "got", "remedy")


class Check(IsthmusAlgorithm):
    """The command ``isthmus check``."""

    NAME = "check"
    TITLE = "Check an atlas"
    TAGS = ("validate", "problems", "quality")
    LABELS: ClassVar = {"ATLAS": "Atlas in a folder"}

    def initAlgorithm(self, _configuration: Any = None) -> None:
        """Say what is asked: QGIS calls this by name."""
        for parameter in atlas_parameters():
            self.addParameter(parameter)
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                self.OUTPUT, "Problems and notes", QgsProcessing.SourceType.TypeVector
            )
        )
        self.addOutput(QgsProcessingOutputNumber("PROBLEMS", "Number of problems"))
        self.addOutput(QgsProcessingOutputNumber("NOTES", "Number of notes"))

    def processAlgorithm(self, parameters: Any, context: Any, feedback: Any) -> dict[str, Any]:
        """Call the command: QGIS calls this by name."""
        with self.folder() as folder:
            atlas = atlas_words(self, parameters, folder, context, feedback)
            if not atlas:
                raise QgsProcessingException("Expected layers of an atlas or a folder, got neither.")
            words = [self.NAME, "--json", "--", *atlas]
            found = _problems("\n".join(self.call(words, folder, feedback, good=_CHECKED)))
        sink, name = self.parameterAsSink(
            parameters,
            self.OUTPUT,
            context,
            _fields(),
            QgsWkbTypes.Type.NoGeometry,
            QgsCoordinateReferenceSystem(),
        )
        if sink is None:
            raise QgsProcessingException(self.invalidSinkError(parameters, self.OUTPUT))
        for problem in found:
            row = QgsFeature(_fields())
            row.setAttributes([problem[column] for column in _COLUMNS])
            sink.addFeature(row, QgsFeatureSink.Flag.FastInsert)
        counts = {
            key: sum(problem["severity"] == severity for problem in found)
            for key, severity in (("PROBLEMS", "problem"), ("NOTES", "note"))
        }
        feedback.pushInfo(f"Problems: {counts['PROBLEMS']}. Notes: {counts['NOTES']}.")
        return {self.OUTPUT: name, **counts}


def _problems(text: str) -> list[dict[str, Any]]:
    """Return what the command found."""
    try:
        return list(json.loads(text))
    except ValueError:
        raise QgsProcessingException(f"isthmus answered something else than JSON: {text[:200]}") from None


def _fields() -> QgsFields:
    """Return the columns of the table of problems: types have other names in Qt 6, and none in an address."""
    columns = (f"field={column}:{'integer' if column == 'row' else 'string'}" for column in _COLUMNS)
    return QgsVectorLayer(f"NoGeometry?{'&'.join(columns)}", "", "memory").fields()
