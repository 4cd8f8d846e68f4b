"""How redundant routes are, as numbers and names and in two sentences."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from isthmus import layers

sys.path.append(str(Path(__file__).parents[1] / "tools"))

from build_summary import FOLDER, build


@pytest.fixture(scope="module")
def stored() -> layers.Summary:
    found = layers.example().summary
    assert found is not None
    return found


def test_what_is_stored_is_what_the_data_say() -> None:
    """The summary of the bundled atlas, and its routes under every closure."""
    for name, content in build().items():
        assert (FOLDER / name).read_bytes() == content, "run python tools/build_summary.py"


def test_a_summary_survives_json(stored: layers.Summary) -> None:
    assert layers.Summary.from_record(json.loads(json.dumps(asdict(stored)))) == stored


def test_two_terminals_of_a_city_are_named_once(stored: layers.Summary) -> None:
    pair = replace(stored.pairs[0], routes=3, narrowest=("Lviv (city)", "Kyiv (city)", "Lviv (city)"))
    first, second = replace(stored, pairs=(pair,)).sentences()
    assert first.endswith("passes Lviv (city) or Kyiv (city).")
    assert second.startswith("The cheapest route passes ")


def test_no_route_is_said_so(stored: layers.Summary) -> None:
    pair = replace(stored.pairs[0], routes=0, narrowest=())
    assert replace(stored, pairs=(pair,), shared_titles=()).sentences() == (
        "By sea and rail, no route leads from TW to PL.",
        "There is no route that could pass a gate.",
    )


@pytest.mark.parametrize(
    ("routes", "said"),
    [
        (1, "1 independent route leads from"),
        (2, "2 independent routes lead from"),
        (3, "3 independent routes lead from"),
    ],
)
def test_routes_are_counted_in_words_that_fit(stored: layers.Summary, routes: int, said: str) -> None:
    first, _ = replace(stored, pairs=(replace(stored.pairs[0], routes=routes),)).sentences()
    assert said in first


def test_what_several_pairs_share_is_said_of_all(stored: layers.Summary) -> None:
    assert len(stored.pairs) > 1
    assert stored.sentences()[1].startswith("The cheapest routes share ")
