"""What users choose among, by name: said once for the packages and for the command line's help.

Help must not wait for the packages to be loaded, so that nothing is imported here.
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

Weight: TypeAlias = Literal["cost", "time", "distance"]
"""What makes a route the best."""

PathKind: TypeAlias = Literal["geodesic", "straight"]
"""What is between two vertices: the geodesic, or what is straight in longitude and latitude."""

OnInvalid: TypeAlias = Literal["raise", "warn", "skip"]
"""What becomes of rows with problems."""

Precision: TypeAlias = Literal["exact", "city", "region", "country"]
"""How exactly places are shown, from the finest to the coarsest."""

Ships: TypeAlias = Literal["all", "cargo", "container", "dry_bulk", "general_cargo", "roro", "tanker"]
"""Of which ships traffic is told; cargo are all but tankers."""

PRECISIONS: Final[tuple[Precision, ...]] = get_args(Precision)

COST_MODEL: Final = "freight"
"""Whose speeds and costs apply where nothing else is said: a name in `isthmus.layers.cost_models`."""

ANY_VESSEL: Final = "none"
"""What is asked for where no passage is to be too small."""

VESSELS: Final = ("ultra", "neopanamax", "panamax", "feeder", ANY_VESSEL)
"""Classes of ships, the largest first."""

MOST_ALTERNATIVES: Final = 20
"""How many routes may be asked for at once."""

FORMATS: Final = ("geojson", "gpkg", "parquet", "fgb", "csv", "xlsx")
"""Formats that an atlas can be written in."""

LANGUAGES: Final = ("en", "zh-TW", "pl", "cs", "uk")
"""Languages of a map, each a file in ``maps/messages``."""

GUIDELINES: Final = ("us-2023", "us-2010", "eu-2004")
"""Names of `isthmus.layers.THRESHOLDS`, whose words for concentration there are; the usual ones first."""
