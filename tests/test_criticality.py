"""What the closure of a gate does alone, and of two at once."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from isthmus import layers
from isthmus.layers._redundancy.criticality import tell_savings
from small_studies import DIAMOND, small


def test_a_diamond_has_two_routes_and_a_delay() -> None:
    result = small(DIAMOND, gates={"north": [1], "south": [3]})
    assert len(result.routes) == result.pairs.iloc[0]["gate_routes"] == 2
    assert (result.pairs.iloc[0]["h"], result.pairs.iloc[0]["km"]) == (2, 200)
    row = result.criticality.set_index("name")
    assert row.index.tolist() == ["north"]  # the south lies on no best route
    assert row.loc["north", ["extra_h", "extra_km", "extra_usd_t", "unserved_share"]].tolist() == [
        4,
        400,
        40,
        0,
    ]
    assert row.loc["north", ["extra_h_low", "extra_h_high"]].tolist() == [4, 4]
    both = result.pairs_of_gates.iloc[0]
    assert (both["a"], both["b"], both["unserved_share"], both["beyond_unserved"]) == ("north", "south", 1, 1)


def test_delay_and_lost_demand_are_never_averaged() -> None:
    edges = [(0, 2, "sea", 1), (2, 1, "sea", 1), (2, 3, "sea", 1), (0, 3, "sea", 10)]
    result = small(edges, gates={"strait": [0]}, ends=([0], [1, 3]))
    row = result.criticality.iloc[0]
    assert row["unserved_share"] == 0  # node 1 is reached around, by node 3
    assert row["extra_h"] == pytest.approx(((10 + 1 + 1 - 2) + (10 - 2)) / 2)
    cut_off = small(edges[:3], gates={"strait": [0]}, ends=([0], [1, 3]))
    assert cut_off.criticality.iloc[0]["unserved_share"] == 1


def test_a_closure_that_saves_hours_is_told_with_its_price() -> None:
    table = pd.DataFrame({"title": ["Suez", "Malacca"], "extra_h": [-8.0, 5.0], "extra_usd_t": [20.0, 0.0]})
    assert tell_savings(table, "cost") == (
        "Best is the least cost: while Suez is shut, the way that is best then takes fewer hours, for all "
        "that it costs more."
    )
    assert tell_savings(table, "time") == ""
    assert "costs less, for all that it takes longer" in tell_savings(table.assign(extra_usd_t=-1.0), "time")
    assert small(DIAMOND, gates={"north": [1]}).criticality_sentence == ""


def test_delays_have_the_range_of_all_cost_models() -> None:
    ways = {"origins": "TWKHH", "destinations": "NLRTM", "modes": "sea", "on": "open"}
    row = layers.resilience(layers.example(), **ways).criticality.set_index("name").loc["suez"]
    assert row["extra_h_low"] < row["extra_h_high"]
    assert row["extra_h_low"] <= row["extra_h"] <= row["extra_h_high"]


def test_pairs_of_gates_against_every_pair() -> None:
    edges = [
        (0, 2, "sea", 1),
        (2, 1, "sea", 1),
        (0, 3, "sea", 2),
        (3, 1, "sea", 2),
        (0, 4, "sea", 5),
        (4, 1, "sea", 5),
    ]
    gates = {"a": [0], "b": [2], "c": [4], "d": [1, 3]}
    result = small(edges, gates=gates)
    rows = result.pairs_of_gates.itertuples()
    told = {(row.a, row.b): np.inf if row.unserved_share else row.extra_h for row in rows}
    alone = result.criticality.set_index("name")["extra_h"]
    for one, other in combinations(sorted(gates), 2):
        network = result.case.network.without(gates=[one, other])
        extra = network.distances([0], [1])[0, 0] - 2
        expected = told.get((one, other), max(alone.get(one, 0.0), alone.get(other, 0.0)))
        assert expected == extra, (one, other)
