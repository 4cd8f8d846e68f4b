"""What a route and a resilience ask alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDateTime,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterString,
)

from .messages import option

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .algorithm import IsthmusAlgorithm

MODES = ("sea", "ferry", "rail", "road", "air")
BEST_BY = ("cost", "time", "distance")
VESSELS = ("ultra", "neopanamax", "panamax", "feeder", "none")

LABELS = {
    "FROM": "From",
    "TO": "To",
    "--modes": "Modes",
    "--by": "Best by",
    "--closed": "Shut",
    "--avoid": "Keep out of",
    "--on": "On the day",
    "--vessel": "Ships",
    "--calls": "Ports between",
    "--costs": "Cost model",
    "--policy": "Policies",
    "--goods": "Goods",
    "--output": "Output",
}


def question_parameters() -> Iterator[QgsProcessingParameterDefinition]:
    """Yield what is asked, the rarer ones among the advanced."""
    yield QgsProcessingParameterEnum(
        "MODES", "Modes", MODES, allowMultiple=True, optional=True, usesStaticStrings=True
    )
    yield QgsProcessingParameterEnum(
        "BY", "Best by", BEST_BY, defaultValue=BEST_BY[0], usesStaticStrings=True
    )
    yield QgsProcessingParameterString("CLOSED", "Shut: gates, ports, countries", optional=True)
    yield QgsProcessingParameterFeatureSource(
        "AVOID", "Keep out of: polygons", [QgsProcessing.SourceType.TypeVectorPolygon], optional=True
    )
    yield QgsProcessingParameterDateTime(
        "ON", "On the day", QgsProcessingParameterDateTime.Type.Date, optional=True
    )
    for parameter in (
        QgsProcessingParameterBoolean("OPEN", "As if all were open", defaultValue=False),
        QgsProcessingParameterEnum("VESSEL", "Ships", VESSELS, optional=True, usesStaticStrings=True),
        QgsProcessingParameterString("CALLS", "Ports between", optional=True),
        QgsProcessingParameterString("COSTS", "Cost model", optional=True),
        QgsProcessingParameterString("POLICY", "Policies", optional=True),
        QgsProcessingParameterString("GOODS", "Goods", optional=True),
    ):
        parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
        yield parameter


def question_words(
    algorithm: IsthmusAlgorithm, parameters: Any, folder: str, context: Any, feedback: Any
) -> list[str]:
    """Return the question's options for the command."""
    is_open = algorithm.parameterAsBoolean(parameters, "OPEN", context)
    on = "open" if is_open else day_of(algorithm, parameters, "ON", context)
    avoided = "".join(algorithm.export(parameters, "AVOID", folder, context, feedback))
    texts = ("CLOSED", "CALLS", "COSTS", "POLICY", "GOODS")
    words = [
        *option("--modes", ",".join(algorithm.parameterAsEnumStrings(parameters, "MODES", context))),
        *option("--by", algorithm.parameterAsEnumString(parameters, "BY", context)),
        *option("--vessel", algorithm.parameterAsEnumString(parameters, "VESSEL", context)),
        *option("--avoid", avoided),
        *option("--on", on),
    ]
    for name in texts:
        words += option(f"--{name.lower()}", algorithm.parameterAsString(parameters, name, context))
    return words


def day_of(algorithm: IsthmusAlgorithm, parameters: Any, name: str, context: Any) -> str:
    """Return a day as the command takes it; empty if none was chosen."""
    chosen = algorithm.parameterAsDateTime(parameters, name, context)
    return chosen.date().toString("yyyy-MM-dd") if chosen.isValid() else ""
