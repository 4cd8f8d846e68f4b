"""Railways and roads, held against published lengths.

The source draws lines with few bends; ``rules_lengths.csv`` makes them longer by a factor for each country.
``data/ways_on_land.csv`` has the places passed and who says how far it is.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pyproj import Geod
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import KDTree

from isthmus.geo import unit_vectors
from isthmus.layers._bundled.network_files import mode_graph, rule_table

GEOD = Geod(ellps="WGS84")
#: What is off by more than 5 %.
OUTLIERS = {
    "Nanning - Kunming": "the source's line has still fewer bends than others in China",
    "Toronto - Vancouver": "the source leads by Calgary, the Canadian by Edmonton",
    "Portland, US - Spokane": "by another bank of the Columbia",
    "New York City - Washington - Atlanta - New Orleans": "the factor is too much for it",
    "Aktau - Beyneu": "the source leads straight over the plateau",
}


@cache
def lines(mode: str) -> coo_array:
    graph = mode_graph(mode)
    size = len(graph.lonlat)
    return coo_array((graph.metres, (graph.tails, graph.heads)), shape=(size, size)).tocsr()


@cache
def places(mode: str) -> KDTree:
    return KDTree(unit_vectors(*mode_graph(mode).lonlat.T).T)


def km_along(mode: str, course: str) -> float:
    """Return the length of the shortest way over some places, from each to the nearest line and back."""
    graph = mode_graph(mode)
    stops = np.array([point.split() for point in course.split(",")], dtype=float)
    nodes = places(mode).query(unit_vectors(*stops.T).T)[1]
    off = GEOD.inv(*stops.T, *graph.lonlat[nodes].T)[2]
    between = dijkstra(lines(mode), directed=False, indices=nodes[:-1])[np.arange(len(nodes) - 1), nodes[1:]]
    return float(between.sum() + off[0] + off[-1]) / 1000


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


def test_they_are_right_to_five_percent_but_for_those_explained(published: pd.DataFrame) -> None:
    off = published[published["error"].abs() > 0.05]
    assert {*off["places"]} == {*OUTLIERS}, off.to_string()
    assert abs(published["error"].median()) < 0.01


def test_factors_of_one_half_of_the_lines_make_the_other_right(published: pd.DataFrame) -> None:
    """A country's factor from the half of its lines that a hash picks holds for the other half, and back."""
    factors = rule_table("lengths").set_index(["mode", "country"])["factor"].astype(float)
    kept = published[~published["places"].isin(OUTLIERS)]
    country = kept["country"].to_numpy()
    factor = np.array([factors.get((m, c), 1.0) for m, c in zip(kept["mode"], country, strict=True)])
    plain = kept["found"] / factor
    half = np.array([hashlib.sha256(name.encode()).digest()[0] % 2 for name in kept["places"]])
    for mode, code in factors.index:
        own = (kept["mode"] == mode) & (country == code)
        for fitted in (0, 1):
            one, other = own & (half == fitted), own & (half != fitted)
            if one.any() and other.any():
                own_factor = kept["km"][one].sum() / plain[one].sum()
                error = plain[other].sum() * own_factor / kept["km"][other].sum() - 1
                assert abs(error) < 0.05, (mode, code, fitted, own_factor, error)
