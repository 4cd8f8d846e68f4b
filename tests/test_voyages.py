"""Voyages of 150 to 1,500 nautical miles, held against two other sources that agree.

``data/voyages.csv`` has every such voyage between ports of the network in a sixth of *Distances Between
Ports* (NGA Pub. 151, 2001, as read by https://github.com/kaklin/sea-routes) that another network has within
5 %: searoute 1.6.0, or one of the two of scgraph 2.15.0, led on from its nearest place to the port.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from isthmus.layers._bundled.network_files import rule_table
from isthmus.layers._transport.world_network import hubs, network

NAUTICAL_MILE = 1852.0
STOCKHOLM = "both sources lead round its archipelago, ours by Sandhamn or Furusund"
OUTLIERS = {
    **{("SESTO", code): STOCKHOLM for code in ("FIHEL", "FIKTK", "FIRAU", "FIOUL", "SEMMA")},
    ("CNYNT", "CNSHA"): "Pub. 151 ends at the city, up the river from the port",
    ("JPYOK", "CNTAO"): "by Kanmon and Jeju: others stand further off Korea's islands",
    ("YEADE", "ERMSW"): "ours goes round the Dahlak islands, others between them",
}


@pytest.fixture(scope="module")
def voyages() -> pd.DataFrame:
    """The published voyages with their length here."""
    table = pd.read_csv(Path(__file__).parent / "data" / "voyages.csv")
    node = hubs().set_index("id")["node"]
    origins, codes = np.unique(table["origin"], return_inverse=True)
    metres = network(modes="sea").distances(node[origins].tolist(), by="distance")
    table["nm"] = metres[codes, node[table["destination"]]] / NAUTICAL_MILE
    table["error"] = table["nm"] / table["pub_151_nm"] - 1
    return table


def test_the_two_sources_agree(voyages: pd.DataFrame) -> None:
    assert len(voyages) > 150
    assert voyages["pub_151_nm"].between(150, 1500).all()
    assert (voyages["other_nm"] / voyages["pub_151_nm"] - 1).abs().max() <= 0.053
    assert not voyages.duplicated(["origin", "destination"]).any()


def test_half_of_the_voyages_are_right_to_a_percent(voyages: pd.DataFrame) -> None:
    assert voyages["error"].abs().median() <= 0.009
    assert abs(voyages["error"].median()) <= 0.001


def test_the_factor_of_one_half_of_the_voyages_makes_the_other_right(voyages: pd.DataFrame) -> None:
    """The shortest ways round the coasts are as much too short in the half that nothing was chosen on."""
    names = (f"{row.origin} {row.destination}" for row in voyages.itertuples())
    half = np.array([int(hashlib.sha256(name.encode()).hexdigest(), 16) % 2 for name in names])
    factor = rule_table("lengths").set_index("mode").loc["sea", "factor"]
    drawn = voyages["nm"] / float(str(factor))
    chosen, held_out = ((voyages["pub_151_nm"] / drawn)[half == own].median() for own in (0, 1))
    assert round(chosen, 3) == float(str(factor))
    assert abs(voyages["error"][half == 1].median()) < 0.002
    assert held_out == pytest.approx(chosen, abs=0.002)


def test_voyages_are_right_to_five_percent_but_for_those_explained(voyages: pd.DataFrame) -> None:
    off = voyages[voyages["error"].abs() > 0.05]
    found = {*zip(off["origin"], off["destination"], strict=True)}
    assert found == {*OUTLIERS}, off.to_string()
    assert len(found) <= 0.05 * len(voyages)
