"""Shares of one whole: what is told, and every completion of what is not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from isthmus import layers
from isthmus.layers._supply.wholes import OTHERS, Whole, read_wholes
from isthmus.layers._tables.result_schemas import Range
from proof_size import proof_size

COLUMNS = layers.PLAIN_SCHEMAS["component_shares"].names


def table(*rows: dict[str, Any]) -> pd.DataFrame:
    """Return rows of shares of one whole, each numbered and of one year where it does not say otherwise."""
    both = {
        "component": "magnet",
        "stage": "making",
        "measure": "production",
        "period": "2024",
        "as_of": "2025",
    }
    made = [{"id": f"s{number}", **both, **row} for number, row in enumerate(rows)]
    return pd.DataFrame(made, columns=list(COLUMNS)).astype({"share_low": float, "share_high": float})


def share(country: str, low: float | None, high: float | None = None, **more: object) -> dict[str, Any]:
    return {"country": country, "share_low": low, "share_high": high, **more}


def exact(country: str, value: float, **more: object) -> dict[str, Any]:
    return share(country, value, value, **more)


def whole(*rows: dict[str, Any], day: str | None = None) -> Whole:
    (found,) = read_wholes(table(*rows), day)
    return found


def test_what_is_left_is_anybodys_but_those_named() -> None:
    found = whole(exact("CN", 0.5), share("JP", 0.1, 0.3), share("US", None))
    assert found.known == pytest.approx(0.6)
    assert found.share("CN") == Range(0.5, 0.5)
    assert found.share("JP") == Range(0.1, 0.3)
    assert found.share("US").high == pytest.approx(0.4)  # named, without a figure
    assert found.share("VN").high == pytest.approx(0.4)
    assert found.share(OTHERS).high == pytest.approx(0.4)
    assert found.sources() == ["CN", "JP", "US"]


def test_an_index_is_that_of_the_whole_table_where_all_is_told() -> None:
    found = whole(*(exact(code, part) for code, part in (("CN", 0.5), ("JP", 0.3), ("US", 0.2))))
    assert found.herfindahl().low == pytest.approx(0.38)
    assert found.herfindahl().high == pytest.approx(0.38)


def test_without_its_largest_holder_an_index_still_holds() -> None:
    """Foundries of 2023 without Taiwan: the sum of squares alone is 0.086, and the right one 0.2976."""
    shares = {"CN": 0.26, "KR": 0.12, "US": 0.06, "JP": 0.02}
    lost = whole(*(exact(code, part) for code, part in shares.items()))
    right = whole(exact("TW", 0.46), *(exact(code, part) for code, part in shares.items()))
    assert lost.known < 0.5
    assert lost.herfindahl().low < right.herfindahl().low <= right.herfindahl().high < lost.herfindahl().high


def test_the_latest_figure_of_each_country_counts_and_none_much_older() -> None:
    found = whole(
        exact("CN", 0.9, period="2022"),
        exact("CN", 0.8, period="2024"),
        exact("JP", 0.1, period="2023"),
        exact("US", 0.9, period="2010"),
    )
    assert [(one.name, one.share.low) for one in found.holders] == [("CN", 0.8), ("JP", 0.1)]
    assert found.period == "2023 to 2024"
    assert found.note == "figures of 2023 and 2024"


def test_a_source_that_is_only_named_takes_no_figure_s_place() -> None:
    found = whole(
        exact("CN", 0.9, period="2022"), share("CN", None, period="2024"), share("US", None, period="2025")
    )
    assert found.share("CN") == Range(0.9, 0.9)
    assert found.sources() == ["CN", "US"]
    assert (found.period, found.last_year, found.note) == ("2022", 2022, "")
    assert whole(share("CN", None)).share("CN") == Range(0.0, 1.0)


def test_forecasts_count_when_their_time_is_asked_about() -> None:
    rows = exact("CN", 0.9), exact("CN", 0.7, period="2030")
    assert whole(*rows).share("CN").low == 0.9
    assert whole(*rows, day="2030-06-01").share("CN").low == 0.7
    assert whole(*rows, day="2024-02-01").share("CN").low == 0.9
    assert read_wholes(table(*rows), "2023-12-31") == ()
    undated = exact("CN", 0.7, period="2030", as_of="n.d.")
    assert whole(undated).share("CN").low == 0.7  # nobody can tell


def test_sources_that_differ_are_a_range_and_the_note_says_so() -> None:
    found = whole(exact("CN", 0.85), exact("CN", 0.94), share("CN", None))
    assert found.share("CN") == Range(0.85, 0.94)
    assert found.note == "sources differ on CN"


def test_of_a_group_counts_what_its_members_leave() -> None:
    found = whole(exact("EU", 0.5), exact("DE", 0.2), exact("FR", 0.1), exact("CN", 0.3))
    rest = found.holders[-1]
    assert rest.name == "rest of EU"
    assert rest.share.low == pytest.approx(0.2)
    assert len(rest.countries) == 25
    assert found.share("PL").high == pytest.approx(0.2)
    assert found.share("PL").low == 0
    assert found.known == pytest.approx(0.8)


def test_groups_that_overlap_are_not_counted_twice() -> None:
    found = whole(exact("AU+CL", 0.5), exact("CL+CN", 0.4))
    assert found.known == 0.5
    assert found.note == "CL+CN is left out, which overlaps another group"


def test_more_than_all_is_told_apart() -> None:
    found = whole(exact("CN", 0.9, period="2023"), exact("JP", 0.3))
    assert found.is_crowded
    assert found.note == "figures of 2023 and 2024; 1.20 of it is told"
    rounded = whole(exact("CN", 0.905), exact("JP", 0.1))
    assert not rounded.is_crowded
    assert rounded.herfindahl().high <= 1


def test_wholes_are_told_apart_by_what_is_counted() -> None:
    rows = (
        exact("CN", 0.9),
        exact("CN", 0.8, measure="capacity"),
        exact("CN", 0.7, basis="chips"),
        exact("CN", 0.6, stage="mining"),
    )
    found = read_wholes(table(*rows), None)
    assert [one.share("CN").low for one in found] == [0.9, 0.8, 0.7, 0.6]
    assert [one.is_located for one in found] == [True] * 4
    assert not whole(exact("CN", 0.9, measure="makers")).is_located


def completion(found: Whole, random: np.random.Generator) -> dict[str, float]:
    """Return shares of all countries that are as told, at random; what is left goes to one or many others."""
    low = np.array([one.share.low for one in found.holders])
    room = np.array([one.share.high for one in found.holders]) - low
    free = 1.0 - low.sum()
    for one in random.permutation(len(low)):
        added = min(free, room[one] * random.choice([0.0, random.random(), 1.0]))
        low[one] += added
        free -= added
    if free > found.rest.high + 1e-12:  # not all room was used: fill it
        raise AssertionError
    shares: dict[str, float] = {}
    for holder, part in zip(found.holders, low, strict=True):
        codes = sorted(holder.countries)
        split = random.dirichlet([0.3] * len(codes)) * part
        shares |= dict(zip(codes, split.tolist(), strict=True))
    many = int(random.integers(1, 6))
    return shares | dict(
        zip([f"X{i}" for i in range(many)], (random.dirichlet([0.5] * many) * free).tolist(), strict=True)
    )


def test_bounds_hold_every_completion_of_what_is_not_told() -> None:
    random = np.random.default_rng(15)
    for _ in range(proof_size(60, 3000)):
        count = int(random.integers(1, 5))
        lows = random.dirichlet([1.0] * (count + 1))[:count]
        codes = random.permutation(["CN", "JP", "US", "KR+TW", "EU", "VN"])[:count]
        rows = [
            share(
                str(code),
                float(low),
                None if random.random() < 0.3 else float(min(1.0, low + random.random() * 0.3)),
            )
            for code, low in zip(codes, lows, strict=True)
        ]
        found = whole(*rows)
        index = found.herfindahl()
        full = completion(found, random)
        assert sum(full.values()) == pytest.approx(1.0)
        assert index.low - 1e-9 <= sum(part**2 for part in full.values()) <= index.high + 1e-9
        for code, part in full.items():
            assert found.share(code).low - 1e-9 <= part <= found.share(code).high + 1e-9
