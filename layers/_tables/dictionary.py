"""What every column of every layer means, as a table."""

from __future__ import annotations

import pandas as pd

from .schemas import SCHEMAS


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
