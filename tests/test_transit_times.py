"""Published transit times of real pairs, like with like, beside what the model says."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

sys.path.append(str(Path(__file__).parents[1] / "tools"))

from build_transit_times import PAIRS, TARGET, compare, page


@pytest.fixture(scope="module")
def compared() -> pd.DataFrame:
    return compare()


def test_each_pair_says_what_its_days_count_and_who_says_so() -> None:
    pairs = pd.read_csv(PAIRS, keep_default_na=False)
    assert len(pairs) >= 40
    assert pairs["id"].is_unique
    assert set(pairs["kind"]) == {"sailing", "terminal", "door"}
    assert {*"+".join(pairs["modes"]).split("+")} == {"sea", "rail", "road", "air"}
    assert (pairs["days_low"] <= pairs["days_high"]).all()
    assert (pairs["source"] != "").all()
    assert pairs["source_url"].str.startswith("http").all()


def test_the_range_of_the_model_meets_nine_of_ten_published_ones(compared: pd.DataFrame) -> None:
    assert compared["met"].mean() > 0.9
    assert (compared["least"] <= compared["days"]).all()
    assert (compared["days"] < compared["most"]).all()


def test_most_times_are_inside_and_the_rest_near_with_a_reason(compared: pd.DataFrame) -> None:
    inside = compared["verdict"] == "inside"
    assert inside.mean() >= 0.7
    assert inside[compared["half"] == "held out"].mean() > 0.59
    assert (compared["verdict"] == "missed").sum() <= 1
    assert ((compared["why"] == "") == inside).all(), compared.loc[(compared["why"] == "") != inside, "id"]


def test_what_a_source_says_of_its_service_is_asked() -> None:
    """Calls and weeks are the source's, and none is said of what the model has no ships or queues for."""
    pairs = pd.read_csv(PAIRS, keep_default_na=False)
    assert set(pairs.loc[pairs["calls"] != "", "modes"]) == {"sea"}
    assert set(pairs.loc[pairs["on"] != "", "modes"]) == {"rail"}
    told = pairs[pairs["note"].str.contains("between|direct service") & (pairs["kind"] == "sailing")]
    assert (told["calls"] != "").all()


def test_neither_long_nor_short_is_usual(compared: pd.DataFrame) -> None:
    published = (compared["days_low"] + compared["days_high"]) / 2
    assert abs(np.log(compared["days"] / published).median()) < 0.1


def test_the_page_says_what_the_model_does(compared: pd.DataFrame) -> None:
    """After a change of the model: python tools/build_transit_times.py."""
    assert TARGET.read_text("utf-8") == page(compared)
