"""What an atlas says of itself, and of its columns, wherever it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from isthmus._arguments import check_choice, check_fields
from isthmus._choices import PRECISIONS, Precision

from .plain_schemas import ATLAS_SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Mapping

OWN_COLUMN = "A column of the owner's own."
"""What is said of a column that no schema knows."""


@dataclass(frozen=True, slots=True)
class About:
    """What an atlas says of itself.

    Parameters
    ----------
    title : str
        What it is about.
    licence : str
        Licence under which it may be passed on, as an SPDX expression; empty if nobody said.
    attribution : str
        Whom to name.
    precision : {"exact", "city", "region", "country"}
        To what its places were coarsened; "exact" if they were not.

    Raises
    ------
    ArgumentError
        If there is no such precision.
    """

    title: str = ""
    licence: str = ""
    attribution: str = ""
    precision: Precision = "exact"

    def __post_init__(self) -> None:
        check_choice("precision", self.precision, PRECISIONS)
        check_fields(self)


def data_dictionary() -> pd.DataFrame:
    """Return one row a column of each table of an atlas.

    Returns
    -------
    pandas.DataFrame
        Columns ``layer``, ``column``, ``kind``, ``unit``, ``required``, ``allowed`` and ``description``, as
        text.

    Examples
    --------
    >>> words = data_dictionary()
    >>> words[words["column"] == "severity"]["description"].item()
    'From 1 (slight) to 5 (severe).'
    """
    return pd.DataFrame(
        [
            {
                "layer": schema.name,
                "column": column.name,
                "kind": column.kind,
                "unit": column.unit or "",
                "required": "yes" if column.required else "no",
                "allowed": " | ".join(column.allowed),
                "description": column.description,
            }
            for schema in ATLAS_SCHEMAS.values()
            for column in schema.columns
        ]
    )


def own_dictionary(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return one row a column that layers have beyond those of their schemas, as `data_dictionary` does.

    Examples
    --------
    >>> table = pd.DataFrame({"id": ["a"], "employees": [7]})
    >>> own_dictionary({"factories": table})[["layer", "column", "kind"]].values.tolist()
    [['factories', 'employees', 'integer']]
    """
    return pd.DataFrame(
        [
            {
                "layer": name,
                "column": str(column),
                "kind": kind_of(table[column]),
                "unit": "",
                "required": "no",
                "allowed": "",
                "description": OWN_COLUMN,
            }
            for name, table in tables.items()
            for column in table
            if column not in ATLAS_SCHEMAS[name] and column != "geometry"
        ],
        columns=data_dictionary().columns,
    )


def kind_of(cells: pd.Series[Any]) -> Literal["integer", "number", "text"]:
    """Return the kind of a column that no schema knows."""
    if pd.api.types.is_integer_dtype(cells):
        return "integer"
    return "number" if pd.api.types.is_float_dtype(cells) else "text"
