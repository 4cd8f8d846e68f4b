"""What an atlas says of itself, and of its columns, wherever it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import pandas as pd

from isthmus._arguments import check_choice, check_fields

from .schemas import SCHEMAS

Precision = Literal["exact", "city", "region", "country"]
"""How exactly places are shown, from the finest to the coarsest."""

PRECISIONS: tuple[Precision, ...] = get_args(Precision)


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
    """Return one row a column of each layer.

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
            for schema in SCHEMAS.values()
            for column in schema.columns
        ]
    )
