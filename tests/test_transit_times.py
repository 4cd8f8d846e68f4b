"""Published transit times of real pairs, like with like, beside what the model says."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

sys.path.append(str(Path(__file__).parents[1] / "tools"))

from build_transit_times import PAIRS, TARGET, _hours, compare, lines_of, page

from isthmus import layers
from proof_size import proof_size

#: Of the pairs, every so many-th is asked anew with the other tests: what all come to is told from the page.
STEP = proof_size(5, 1)


@pytest.fixture(scope="module")
def compared() -> pd.DataFrame:
    return compare(STEP)


@pytest.fixture(scope="module")
def told() -> pd.DataFrame:
    """Return what the page says of every pair: its verdict, and the days of the model and of sources."""
    rows = []
    for part in TARGET.read_text("utf-8").split("\n## ")[1:]:
        verdict, _, lines = part.partition("\n")
        for line in lines.strip().splitlines()[2:]:
            published, model = line.split(" | ")[3:5]
            low, *_, high = [float(number) for number in re.findall(r"[\d.]+", 2 * f"{published} ")]
            rows.append([verdict.lower(), *map(float, re.findall(r"[\d.]+", model)), low, high])
    return pd.DataFrame(rows, columns=["verdict", "days", "least", "most", "low", "high"])


def test_each_pair_says_what_its_days_count_and_who_says_so() -> None:
    pairs = pd.read_csv(PAIRS, keep_default_na=False)
    assert len(pairs) >= 40
    assert pairs["id"].is_unique
    assert set(pairs["kind"]) == {"sailing", "services", "terminal", "door"}
    assert {*"+".join(pairs["modes"]).split("+")} == {"sea", "rail", "road", "air"}
    assert (pairs["days_low"] <= pairs["days_high"]).all()
    assert (pairs["source"] != "").all()
    assert pairs["source_url"].str.startswith("http").all()


def test_the_range_of_the_model_meets_nine_of_ten_published_ones(
    told: pd.DataFrame, compared: pd.DataFrame
) -> None:
    assert ((told["least"] <= told["high"]) & (told["most"] >= told["low"])).mean() > 0.9
    assert (compared["least"] <= compared["days"]).all()
    assert (compared["days"] < compared["most"]).all()


def test_most_times_are_inside_and_the_rest_near_with_a_reason(
    told: pd.DataFrame, compared: pd.DataFrame
) -> None:
    text = TARGET.read_text("utf-8")
    groups = re.findall(r"\| (chosen on|held out|fresh|a range|a single) ?[^|]*\| (\d+) of (\d+) ", text)
    inside_of = {name: (int(inside), int(size)) for name, inside, size in groups}
    first = [sum(own) for own in zip(inside_of["chosen on"], inside_of["held out"], strict=True)]
    assert first[0] / first[1] > 0.73
    assert inside_of["held out"][0] / inside_of["held out"][1] > 0.59
    assert inside_of["a range"][0] / inside_of["a range"][1] > 0.8
    assert inside_of["fresh"][1] >= 14
    assert sum(size for name, (_, size) in inside_of.items() if name.startswith("a ")) == len(told)
    assert (told["verdict"] == "missed").sum() <= 1
    inside = compared["verdict"] == "inside"
    assert ((compared["why"] == "") == inside).all(), compared.loc[(compared["why"] == "") != inside, "id"]


def test_what_is_waited_for_on_the_way_counts_whole_and_before_it_starts_not_at_all() -> None:
    """Half of each wait stands at either end of a leg: by hand, of a train and a weekly ferry."""
    route = layers.route("Khorgos", "Baku", modes="sea,rail", closed="RU,TM", on="open", policy="none")
    legs = route[route["mode"] != "total"].reset_index(drop=True)
    on_the_way = legs.iloc[1:4]
    assert on_the_way["mode"].tolist() == ["rail", "transfer", "ferry"]
    train, ferry = 6, 42  # halves: of a train a day at most a week, and of a ship a week
    assert legs["waiting_h"].iloc[2] == pytest.approx(train + ferry)
    counted = {"kind": "terminal", "calls": ""}
    assert _hours(route, counted)[0] == pytest.approx(on_the_way["h"].sum() - train + ferry)
    assert _hours(route, counted | {"kind": "services"})[0] == pytest.approx(legs["h"].iloc[[1, 3]].sum())


def test_what_a_source_says_of_its_service_is_asked() -> None:
    """Calls and weeks are the source's, and none is said of what the model has no ships or queues for."""
    pairs = pd.read_csv(PAIRS, keep_default_na=False)
    assert set(pairs.loc[pairs["calls"] != "", "modes"]) == {"sea"}
    assert set(pairs.loc[pairs["on"] != "", "modes"]) == {"rail"}
    told = pairs[pairs["note"].str.contains("between|direct service") & (pairs["kind"] == "sailing")]
    assert (told["calls"] != "").all()


def test_neither_long_nor_short_is_usual(told: pd.DataFrame) -> None:
    published = (told["low"] + told["high"]) / 2
    assert abs(np.log(told["days"] / published).median()) < 0.1


def test_the_page_says_what_the_model_does(told: pd.DataFrame, compared: pd.DataFrame) -> None:
    """After a change of the model: python tools/build_transit_times.py."""
    text = TARGET.read_text("utf-8")
    counts = told["verdict"].value_counts()
    assert f"{counts['inside']} are inside, {counts['near']} near, {counts['missed']} missed;" in text
    for verdict, rows in compared.groupby("verdict"):
        part = text.split(f"\n## {str(verdict).title()}\n")[1].split("\n## ")[0]
        assert {*lines_of(rows)} <= {*part.splitlines()}
    if STEP == 1:
        assert text == page(compared)
