"""Cities: the map's labels, and places to be found by name."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import geopandas as gpd
import pandas as pd


def places() -> gpd.GeoDataFrame:
    """Return cities of more than a million people, smaller ones in four countries, and the capitals.

    In Taiwan, Poland, Czechia and Ukraine the cities have more than 30,000 people. Places are rounded to 0.01
    degrees, in Ukraine to 0.1. No city is marked as the capital of Israel or of the State of Palestine, since
    the status of Jerusalem is open in the United Nations view.

    Returns
    -------
    GeoDataFrame
        Columns geonameid, name (in English or romanised), country (ISO 3166-1 alpha-2), population, capital
        (bool) and geometry (points, EPSG:4326), by country and the largest first.

    Examples
    --------
    >>> cities = places()
    >>> cities.loc[cities["capital"] & (cities["country"] == "CZ"), "name"].tolist()
    ['Prague']
    """
    table = _table()
    points = gpd.points_from_xy(table["lon"], table["lat"])
    return gpd.GeoDataFrame(table.drop(columns=["lon", "lat"]), geometry=points, crs="EPSG:4326")


@cache
def _table() -> pd.DataFrame:
    with files("isthmus.layers.data").joinpath("places.csv").open(encoding="utf-8") as file:
        table = pd.read_csv(file, keep_default_na=False)  # NA is Namibia
    return table.astype({"capital": bool})
