"""What a map draws below everything else: land with its borders, lakes and rivers, fine where the data are.

The outlines are Natural Earth's at 1:10 million: near the ports, straits and sites of the bundled data with
nearly every point of the source, elsewhere with as few as those of `countries`, whose boundaries they follow.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np

from isthmus.layers._tables.crs import DEGREES

from .countries import decode_outlines
from .files import data_path

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from numpy.typing import NDArray


def ground_layers() -> Mapping[str, gpd.GeoDataFrame]:
    """Return land by country, lakes, the largest first, and rivers, each as a table of its own.

    Returns
    -------
    mapping of str to GeoDataFrame
        By "land" (multipolygons), "lakes" (multipolygons) and "rivers" (multilinestrings); EPSG:4326.

    Examples
    --------
    >>> sorted(ground_layers())
    ['lakes', 'land', 'rivers']
    """
    data = _ground_arrays()
    kinds = {"land": "land", "lakes": "lake", "rivers": "line"}
    return {
        name: gpd.GeoDataFrame(geometry=decode_outlines(data, kind), crs=DEGREES)
        for name, kind in kinds.items()
    }


@cache
def _ground_arrays() -> Mapping[str, NDArray[Any]]:
    with data_path("ground.npz") as path, np.load(path) as data:
        return dict(data)
