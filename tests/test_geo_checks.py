"""What a network is given: every problem is found, and all are told at once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from isthmus import geo
from small_networks import build


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"lonlat": [1, 2, 3, 4]}, r"lonlat: expected shape \(nodes, 2\), got \(4,\)"),
        ({"lonlat": [(0, 0), (91, 91), (1, 1)]}, r"lonlat\[1\]: expected a latitude of -90 to 90"),
        ({"lonlat": [(0, 0), (1, 1), (np.nan, 1)]}, r"lonlat\[2\]: expected finite degrees"),
        ({"lonlat": [(0, 0), (1, 1), (500_000, 1)]}, r"not in metres, got \[500000.0, 1.0\]"),
        ({"lonlat": [("a", "b")]}, "lonlat: expected numbers"),
        ({"tails": [0, 4]}, r"tails\[1\]: expected one of the 4 nodes, from 0, got 4"),
        ({"tails": [0, -1]}, r"tails\[1\]: .*, got -1"),
        ({"heads": [0.0, 1.0]}, "heads: expected a list of node indices, got float64"),
        ({"heads": [1]}, "heads: expected 2 values, one for each edge, got 1"),
        ({"modes": ["sea"]}, "modes: expected 2 values, one for each edge, got 1"),
        ({"modes": "sea"}, r"give a list of 2"),
        ({"modes": ["sea", ""]}, r"modes\[1\]: expected a name, got ''"),
        ({"modes": ["sea", None]}, r"modes\[1\]: expected a name, got None"),
        ({"hours": [1, np.nan]}, r"hours\[1\]: expected a finite number >= 0, got nan"),
        ({"costs": [-1, -2]}, r"costs\[0\]: expected a finite number >= 0, got -1.0 \(and 1 more\)"),
        ({"lengths_m": [1, np.inf]}, r"lengths_m\[1\]: .* got inf"),
        ({"lengths_m": [[1, 2]]}, r"lengths_m: expected a number for each edge, got shape \(1, 2\)"),
        ({"hours": 3}, r"hours: expected a number for each edge"),
        ({"capacities": [1, 2.5]}, r"capacities\[1\]: expected a whole number"),
        ({"capacities": [1, 2**31]}, r"capacities\[1\]: expected a whole number"),
        ({"gates": {"suez": []}}, r"gates\['suez'\]: expected at least one edge, got none"),
        ({"gates": {"suez": [2]}}, r"gates\['suez'\]\[0\]: expected one of the 2 edges, from 0, got 2"),
        ({"gates": {"suez": [True, False]}}, "np.flatnonzero turns a mask into indices"),
        ({"gates": {3: [0]}}, "gates: expected names, got 3"),
        (
            {"lonlat": [(0, 0), (180, 0), (1, 1)]},
            r"tails, heads\[0\]: expected ends that are not nearly opposite",
        ),
    ],
)
def test_bad_input_is_refused(changed: dict[str, object], message: str) -> None:
    with pytest.raises(geo.ArgumentError, match=message):
        build(**changed)


@given(st.lists(st.sampled_from(["rail", "road", "sea", ""]), max_size=12))
def test_modes_may_be_a_list_or_an_array_of_text(modes: list[str]) -> None:
    def told(given_modes: object) -> object:
        ends = np.zeros(len(modes), np.int64)
        try:
            return geo.Network([(0, 0)], ends, ends, modes=given_modes).modes.tolist()  # type: ignore[arg-type]
        except geo.ArgumentError as error:
            return str(error)

    assert told(np.array(modes, "U5")) == told(modes)


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(geo.ArgumentError) as caught:
        build(tails=[0, 9], hours=[-1, 0], gates={"suez": []})
    first, *rest = str(caught.value).splitlines()
    assert first == "3 problems in the network:"
    assert [line.split(":")[0] for line in rest] == ["tails[1]", "hours[0]", "gates['suez']"]


def test_a_single_problem_is_counted_as_one() -> None:
    with pytest.raises(geo.ArgumentError) as caught:
        build(heads=[1, 9])
    assert str(caught.value).splitlines() == [
        "1 problem in the network:",
        "heads[1]: expected one of the 4 nodes, from 0, got 9",
    ]
