"""Events that are likely, by the closures of the past."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from isthmus import layers
from isthmus.layers._transport.events import _range


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
