"""The data sets bundled with the package, and what is owed to their makers."""

from __future__ import annotations

import json

import pandas as pd

from .files import bundled


def sources() -> pd.DataFrame:
    """Return every bundled data set.

    Returns
    -------
    pandas.DataFrame
        Columns ``name``, ``what``, ``version``, ``licence``, ``date``, ``attribution`` and ``url``, as text.

    Examples
    --------
    >>> sources().set_index("name").loc["atlas", "licence"]
    'CC BY 4.0'
    """
    with bundled("SOURCES.json") as path:
        return pd.DataFrame(json.loads(path.read_text(encoding="utf-8")), dtype="str")
