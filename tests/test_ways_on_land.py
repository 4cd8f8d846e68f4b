"""Railways and roads, held against published lengths.

The source draws lines with few bends, so that they come out short: by some 4 % in Russia, the United States
and Australia, by 12 % in China. What is long lacks a link. ``data/ways_on_land.csv`` has the places passed
and who says how far it is.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pyproj import Geod
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from isthmus.layers._bundled.files import mode_graph

GEOD = Geod(ellps="WGS84")
# What is off by more than 5 %: all that is too long, with the gap; the number of what is too short.
TOO_LONG = {
    "Montreal - New York City": "no line from Montreal to Rouses Point",
    "Vancouver - Portland, US - Eugene": "no line from Everett to Seattle",
    "Boston, US - New York City - Washington": "no line from Boston to Providence",
    "New York City - Washington - Atlanta - New Orleans": "no line from Birmingham by Meridian",
}
TOO_SHORT = {"rail": 14, "road": 4}


@cache
def lines(mode: str) -> coo_array:
    graph = mode_graph(mode)
    size = len(graph.lonlat)
    return coo_array((graph.metres, (graph.tails, graph.heads)), shape=(size, size)).tocsr()


def km_along(mode: str, course: str) -> float:
    """Return the length of the shortest way over some places, from each to the nearest line and back."""
    graph = mode_graph(mode)
    stops = np.array([point.split() for point in course.split(",")], dtype=float)
    ways = [GEOD.inv(*np.broadcast_to(stop, graph.lonlat.shape).T, *graph.lonlat.T)[2] for stop in stops]
    nodes = [int(metres.argmin()) for metres in ways]
    between = dijkstra(lines(mode), directed=False, indices=nodes[:-1])[np.arange(len(nodes) - 1), nodes[1:]]
    return float(between.sum() + ways[0].min() + ways[-1].min()) / 1000


@pytest.fixture(scope="module")
def published() -> pd.DataFrame:
    """The published lengths and how far off the network is."""
    table = pd.read_csv(Path(__file__).parent / "data" / "ways_on_land.csv")
    found = [km_along(mode, course) for mode, course in zip(table["mode"], table["course"], strict=True)]
    return table.assign(found=found, error=np.array(found) / table["km"] - 1)


def test_there_are_forty_of_them_with_a_source(published: pd.DataFrame) -> None:
    assert len(published) >= 40
    assert published["source_url"].str.startswith("http").all()
    assert not published.duplicated(["mode", "places"]).any()


@pytest.mark.parametrize(("mode", "low"), [("rail", -0.045), ("road", -0.03)])
def test_lines_are_some_percent_short(published: pd.DataFrame, mode: str, low: float) -> None:
    assert low < published.loc[published["mode"] == mode, "error"].median() < 0


def test_what_is_off_by_more_than_five_percent_is_known(published: pd.DataFrame) -> None:
    assert {*published.loc[published["error"] > 0.05, "places"]} == {*TOO_LONG}
    assert published.loc[published["error"] < -0.05, "mode"].value_counts().to_dict() == TOO_SHORT
