"""Disruptions: what was observed, by whom, what the model is asked; events likely by past closures."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest
from scipy import stats

from isthmus import layers
from isthmus.layers._tables.dates import span
from isthmus.layers._transport.disruptions import UNITS, _range, disruptions, observed_delays, tell_figure
from isthmus.layers._transport.replay import MEASURES

TABLE = disruptions()
BY_ID = TABLE.set_index("id")


def test_there_are_many_and_each_says_who_observed_it() -> None:
    assert TABLE["disruption"].nunique() >= 12
    assert TABLE["id"].is_unique
    for column in ("title", "kind", "start", "quantity", "unit", "source", "source_url", "as_of", "modes"):
        assert (TABLE[column] != "").all(), column
    assert (TABLE["low"] <= TABLE["high"]).all()
    assert set(TABLE["basis"]) == {"observed", "estimate", "derived"}
    assert set(TABLE["confidence"]) <= {"official", "reported"}
    assert (TABLE.loc[TABLE["verified"] == "no", ["note", "event_note"]] != "").any(axis=1).sum() >= 1
    assert TABLE.groupby("disruption")[["title", "start", "end", "shut"]].nunique().eq(1).all(axis=None)


def test_days_are_days() -> None:
    for start, end, day in TABLE[["start", "end", "day"]].to_numpy():
        assert span(start)[0] < date(2027, 1, 1)
        assert not end or span(start)[0] <= span(end)[1]
        assert not day or span(start)[0] <= date.fromisoformat(day) <= span(end)[1]


def test_what_the_model_is_asked_is_whole() -> None:
    asked = TABLE[TABLE["measure"] != ""]
    assert set(asked["measure"]) == set(MEASURES)
    assert set(asked["unit"]) <= set(UNITS)
    for column in ("origin", "destination", "by"):
        assert (asked[column] != "").all(), column
    assert set(asked["by"]) <= {"cost", "time"}
    assert ((asked["closes"] != "") | (asked["day"] != "")).all()
    assert (asked["low"] >= 0).all()
    silent = TABLE.loc[
        TABLE["measure"] == "", ["origin", "destination", "by", "closes", "passes", "day", "gates"]
    ]
    assert (silent == "").all(axis=None)


def test_what_closes_and_is_passed_is_a_gate() -> None:
    known = {*layers.gates()["name"], *layers.hubs()["id"]}
    for column in ("shut", "closes", "besides", "passes", "gates"):
        named = {name for cell in TABLE[column] for name in cell.split("+") if name}
        assert named <= known | {"USBAL"}, column


@pytest.mark.parametrize(
    ("before", "values"),
    [
        ("1,449 in 2023", {4406, 7322}),
        ("", {1028, 759, 2705}),
        ("36 to 38", {22, 32}),
    ],
)
def test_before_and_after_are_no_range(before: str, values: set[int]) -> None:
    """The second look found rows whose low and high were two days, not two bounds."""
    rows = TABLE[TABLE["low"].isin(values) | TABLE["high"].isin(values)]
    assert values <= {*rows["low"], *rows["high"]}
    assert set(rows["before"]) == {before}
    if before != "36 to 38":
        assert (rows["low"] == rows["high"]).all()


def test_what_the_second_look_corrected_is_corrected() -> None:
    assert BY_ID.loc["hauliers_2023_05", ["low", "high"]].tolist() == [500, 700]
    assert BY_ID.loc["hauliers_2023_03", ["low", "high"]].tolist() == [2900, 2900]
    assert BY_ID.loc["ever_given_2021_02", ["low", "high"]].tolist() == [5, 6]
    assert BY_ID.loc["hormuz_2026_01", ["low", "high"]].tolist() == [1, 8]
    assert BY_ID.loc["ru_airspace_2022_01", "low"] == 230
    assert BY_ID.loc["lt_by_2025_01", "unit"] == "tractors and trailers"


def test_sentences_say_what_where_and_how_much() -> None:
    said = BY_ID["sentence"]
    assert said["ever_given_2021_04"] == (
        "Suez Canal blocked by a grounded ship (2021-03-23 to 2021-03-29), longer voyage by the Cape "
        "(Asia - Europe): 10 to 12 days."
    )
    assert said["panama_2023_01"].endswith("transits a day: 22 to 32 ships a day (before: 36 to 38).")
    assert "(since 2023-12-15)" in said["red_sea_2023_01"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (7321.6, "7,322"),
        (0.379, "0.38"),
        (0, "0"),
        (-66.6, "-67"),
        (9.6, "9.6"),
        (math.inf, "no route"),
        (12.0, "12"),
    ],
)
def test_figures_have_the_digits_they_deserve(value: float, text: str) -> None:
    assert tell_figure(value) == text


def test_a_gate_is_told_by_all_that_tell_of_it_alone() -> None:
    delays = observed_delays()
    assert delays["border_by_pl"][:2] == (240, 720)
    assert delays["kiel"][:3] == (16, 16, "North Sea - Baltic")
    assert delays["airspace_ru"].observed_h_low == pytest.approx(91 / 60)
    assert delays["airspace_ru"].observed_h_high == pytest.approx(286 / 60)
    assert delays["suez"].observed_h_low == delays["bab_el_mandeb"].observed_h_low == 168
    assert "airspace_by" not in delays


def test_criticality_shows_what_was_observed_beside_the_models_range() -> None:
    result = layers.resilience(origins="TWKHH", destinations="NLRTM", modes="sea", on="open")
    table = result.criticality.set_index("name")
    row = table.loc["suez"]
    assert row[["observed_h_low", "observed_h_high"]].tolist() == [168, 360]
    assert row["observed_between"].startswith("Asia - Europe")
    assert "Noon Post" in row["observed_source"]
    assert 0 < row["extra_h_low"] <= row["extra_h_high"]
    rest = table.drop(["suez", "bab_el_mandeb"])
    assert rest["observed_h_low"].isna().all()
    assert set(rest["observed_source"]) == {""}


def test_the_ranges_are_those_of_garwood_and_of_epstein_and_sobel() -> None:
    low, high = _range(4, 6.0)
    assert stats.poisson.sf(3, low * 6) == pytest.approx(0.05)
    assert stats.poisson.cdf(4, high * 6) == pytest.approx(0.05)
    rates = _range(3, 90.0, censored=False)  # three lengths that add up to 90 days
    expected = [2 * 90 / stats.chi2.ppf(share, 6) for share in (0.95, 0.05)]
    assert [1 / rate for rate in reversed(rates)] == pytest.approx(expected)
    assert _range(0, 10.0)[0] == 0


def test_rates_follow_from_the_dated_closures() -> None:
    rates, told = layers.closure_rates().set_index("name"), layers.closures().set_index("id")
    assert len(rates) > 30
    suez = rates.loc["suez"]
    assert (suez["closures"], suez["days"], suez["ids"]) == (1, 7, "ever_given")
    assert (rates["per_year_low"] < rates["closures"] / (rates["years"] - rates["days"] / 365.25)).all()
    assert (rates["probability_low"] < rates["days"] / (365.25 * rates["years"])).all()
    assert (rates["days"] / (365.25 * rates["years"]) < rates["probability_high"]).all()
    used = {name for ids in rates["ids"] for name in ids.split("+")}
    assert not (told.loc[sorted(used), "kind"] == "restricted").any()
    assert np.isinf(rates.loc["bab_el_mandeb", "mean_days_high"])
    assert rates.loc["bab_el_mandeb", "closures"] == 1  # three of them follow each other


def test_what_is_likely_is_asked_of_a_result_in_ten_thousand_draws() -> None:
    ways = {"origins": "TWKHH", "destinations": "NLRTM", "modes": "sea", "on": "open"}
    result = layers.resilience(layers.example(), **ways)
    row = layers.disruption(result, layers.likely_closures(), seed=3).iloc[0]
    assert row["method"] == "Monte Carlo, 10000 draws, seed 3"
    assert 0 <= row["extra_h_low"] < row["extra_h_high"] < 400
    assert row["unserved_high"] == pytest.approx(0, abs=1e-12)
