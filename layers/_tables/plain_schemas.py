"""The tables of an atlas whose rows have no place: what a product is made of, and where parts are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .schema import Column, FrozenMapping, Schema
from .schemas import ID, NAME, PROVENANCE, SCHEMAS, YES_NO

if TYPE_CHECKING:
    from collections.abc import Mapping

_PROVENANCE = tuple(column for column in PROVENANCE if column.name != "precision")

PRODUCT, ASSEMBLY = "product", "assembly"
"""Levels of a bill with a meaning of their own: what is sold, and parts that a bill lists together."""

LOCATED = ("production", "capacity")
"""Measures that say where a thing is made; makers go by their home, exports by the last country."""

COMPONENTS = Schema(
    "components",
    "Components",
    "a product, or a part of one",
    "none",
    (
        ID,
        NAME,
        Column(
            "parent",
            "id",
            "Part of",
            "What it is a part of; empty for a product.",
            refers_to=("components",),
        ),
        Column(
            "level",
            "text",
            "Level",
            "What it is in the bill; an assembly is a group of parts that the bill lists together.",
            allowed=(PRODUCT, ASSEMBLY, "component", "part", "material", "software"),
        ),
        Column(
            "needed",
            "text",
            "Needed",
            "Whether none of the parent can be made without it; empty where nobody says.",
            allowed=YES_NO,
        ),
        *(
            Column(
                f"{what}_share_{end}",
                "number",
                f"Share of {what}, {word}",
                f"At {word}, of the {what} of its parent.",
                minimum=0,
                maximum=1,
            )
            for what in ("cost", "mass")
            for end, word in (("low", "least"), ("high", "most"))
        ),
        Column("cost_basis", "text", "Cost from", "What the share of the cost rests on."),
        Column("mass_basis", "text", "Mass from", "What the share of the mass rests on."),
        Column("substitutes", "text", "Substitutes", "What may stand in for it, and at what price."),
        *(
            Column(
                f"lead_weeks_{end}",
                "number",
                f"Lead time, {word}",
                f"From order to delivery, at {word}.",
                unit="weeks",
                minimum=0,
            )
            for end, word in (("low", "least"), ("high", "most"))
        ),
        Column("lead_basis", "text", "Lead time from", "What the lead time rests on."),
        *_PROVENANCE,
    ),
)

COMPONENT_SHARES = Schema(
    "component_shares",
    "Shares of components",
    "a share of a country, or of several together, in the making of a component",
    "none",
    (
        Column("id", "id", "Id", "Stable name of the row, unique in its table.", required=True),
        Column("component", "id", "Component", "What is made.", required=True, refers_to=("components",)),
        Column(
            "stage",
            "text",
            "Stage",
            "Step of its making, such as mining, refining or making; each has a whole of its own.",
            required=True,
        ),
        Column(
            "country", "countries", "Country", "Where, or whose; several hold it together.", required=True
        ),
        Column("share_low", "number", "Share, least", "At least, of the whole.", minimum=0, maximum=1),
        Column("share_high", "number", "Share, most", "At most, of the whole.", minimum=0, maximum=1),
        Column(
            "measure",
            "text",
            "Measure",
            "What is counted: production or capacity where it lies, makers by their home, or exports.",
            allowed=(*LOCATED, "makers", "exports"),
            required=True,
        ),
        Column("basis", "text", "Basis", "Of which whole, such as all foundries; told apart by name."),
        Column("period", "period", "Period", "For when it holds; after the date of its source, a forecast."),
        *_PROVENANCE,
    ),
    dates=("period",),
)

PLAIN_SCHEMAS: Mapping[str, Schema] = FrozenMapping(
    {schema.name: schema for schema in (COMPONENTS, COMPONENT_SHARES)}
)
"""The tables without places by name, in the order in which an atlas lists them."""

ATLAS_SCHEMAS: Mapping[str, Schema] = FrozenMapping({**SCHEMAS, **PLAIN_SCHEMAS})
"""All tables of an atlas by name: its layers, then those without places."""
