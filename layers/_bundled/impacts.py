"""Published delays, costs and capacities: what a closure did, as low and high figures with their sources."""

from __future__ import annotations

import pandas as pd

from .files import bundled


def impacts() -> pd.DataFrame:
    """Return the bundled figures.

    Returns
    -------
    pandas.DataFrame
        Columns ``id``, ``topic`` (sea, rail, ...), ``what``, ``low`` and ``high`` (equal where one figure was
        published), ``unit``, and those that say who published them.

    Examples
    --------
    >>> impacts().loc[0, ["low", "high", "unit"]].to_dict()
    {'low': 10.0, 'high': 14.0, 'unit': 'days'}
    """
    with bundled("atlas/impacts.csv") as path:
        return pd.read_csv(path, dtype={"low": "float64", "high": "float64", "as_of": "str"})
