"""The two sentences that sum a result up: what is told of each pair, and what all of them share."""

from __future__ import annotations

import math

from isthmus import layers
from isthmus.layers._summary import PairSummary
from small_studies import BRIDGE, DIAMOND, small


def test_a_pair_is_told_with_its_narrowest_place_and_the_fewest_passages_that_part_it() -> None:
    result = small(BRIDGE, gates={"bridge": [2]})
    assert result.summary().pairs == (
        PairSummary("0", "1", 1, ("Bridge",), 1, ("bridge",), ("Bridge",), hours=7.0),
    )


def test_no_number_of_passages_parts_a_pair_whose_route_passes_none() -> None:
    (pair,) = small(DIAMOND, gates={"north": [1]}).summary().pairs
    assert (pair.routes, pair.passages, pair.passage_names) == (2, None, ())


def test_a_pair_without_a_route_has_no_hours() -> None:
    (pair,) = small([(0, 2, "sea", 1)]).summary().pairs
    assert (pair.routes, pair.narrowest) == (0, ())
    assert math.isnan(pair.hours)


def test_what_all_best_routes_pass_is_told_in_the_order_of_travel() -> None:
    edges = [(0, 2, "sea", 1), (2, 3, "sea", 1), (3, 1, "sea", 1), (3, 4, "sea", 1), (3, 5, "sea", 1)]
    gates = {"z first": [0], "a second": [1], "own": [2]}
    summary = small(edges, gates=gates, ends=([0], [1, 4])).summary()
    assert summary.shared_names == ("z first", "a second")
    assert summary.shared_titles == ("Z First", "A Second")
    nowhere = small([(0, 2, "sea", 1)], gates={"strait": [0]}).summary()
    assert nowhere.shared_names == ()


def test_a_pair_that_is_cut_off_is_no_reason_to_share_nothing() -> None:
    summary = small([(0, 1, "sea", 1)], gates={"strait": [0]}, ends=([0], [1, 2])).summary()
    assert summary.shared_names == ("strait",)


def test_it_says_the_question_and_the_days_of_the_data() -> None:
    summary = small(DIAMOND, gates={"north": [1]}, closed=["north"]).summary()
    assert (summary.modes, summary.by, summary.closed) == (("sea",), "time", ("north",))
    dates = layers.sources().set_index("name")["date"]
    assert summary.atlas_as_of == dates["atlas"]
    assert summary.network_as_of == dates[dates.index.str.startswith("network")].max()
