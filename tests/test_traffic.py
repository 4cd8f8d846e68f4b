"""Observed traffic: the last week beside the usual, past disruptions, cards and charts."""

from __future__ import annotations

import warnings
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from isthmus import layers, maps
from isthmus.geo import ArgumentError, DataWarning
from isthmus.layers._risk.courses import WEEK, YEAR
from isthmus.maps._atlas import OBSERVED, observed_traffic, with_traffic
from isthmus.maps._bar_charts import MOST_BARS, atlas_charts
from isthmus.maps._result_maps import atlas_tables
from small_studies import daily_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from warm_python import Run


def study(folder: Path, *texts: str) -> layers.Atlas:
    """Return an atlas of daily tables alone."""
    rows = [line for text in texts for line in text.splitlines()[1:]]
    (folder / "transits.csv").write_text("\n".join([texts[0].splitlines()[0], *rows]) + "\n", "utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)
        return layers.read(folder)


def suez(folder: Path, ships: Sequence[int], first: str = "2025-01-01") -> layers.Atlas:
    return study(folder, daily_text("Suez Canal", ships, first=first))


def test_a_week_is_held_against_the_52_before(tmp_path: Path) -> None:
    """Known by argument: 364 days of 40 and 60 by turns of 14, then a week of 30."""
    usual = [40 if day // 14 % 2 else 60 for day in range(YEAR)]
    row = layers.traffic(suez(tmp_path, [*usual, *[30] * WEEK])).iloc[0]
    assert [row["start"], row["end"], row["days"]] == ["2025-12-31", "2026-01-06", 7]
    assert [row["usual_start"], row["usual_end"]] == ["2025-01-01", "2025-12-30"]
    assert [row["calls_day"], row["usual_low"], row["usual_high"]] == [30, 40, 60]
    means = pd.Series(usual).rolling(WEEK).mean().dropna()
    assert row["usual_day"] == pytest.approx(np.median(means))
    assert [row["share_low"], row["share_high"]] == [0.5, 0.75]
    assert [row["year_before_day"], row["verdict"]] == [60, "fewer"]
    assert row["sentence"].startswith("Suez Canal: 30.0 ships a day from 2025-12-31 to 2026-01-06, where")


@pytest.mark.parametrize(("ships", "verdict"), [(40, "usual"), (60, "usual"), (39, "fewer"), (61, "more")])
def test_what_lies_in_the_range_is_usual(tmp_path: Path, ships: int, verdict: str) -> None:
    usual = [40 if day // 14 % 2 else 60 for day in range(YEAR)]
    assert layers.traffic(suez(tmp_path, [*usual, *[ships] * WEEK]))["verdict"].item() == verdict


def test_a_long_disruption_is_seen_beside_the_period_that_is_said(tmp_path: Path) -> None:
    atlas = suez(tmp_path, [70] * 365 + [30] * 400, first="2023-01-01")
    assert layers.traffic(atlas)["verdict"].item() == "usual"
    (row,) = layers.traffic(atlas, usual="2023").to_dict("records")
    assert (row["verdict"], round(row["share"], 3)) == ("fewer", 0.429)
    (row,) = layers.traffic(atlas, on="2024-01-07").to_dict("records")
    assert (row["start"], row["calls_day"], row["verdict"]) == ("2024-01-01", 30, "fewer")


def test_a_day_that_is_missing_is_no_zero(tmp_path: Path) -> None:
    head, *rows = daily_text("Suez Canal", [50] * YEAR + [20] * WEEK).splitlines()
    gaps = [row for place, row in enumerate(rows) if place % 50 and place != YEAR + 2]
    row = layers.traffic(study(tmp_path, "\n".join([head, *gaps]))).iloc[0]
    assert [row["days"], row["calls_day"], row["usual_low"], row["usual_high"]] == [6, 20, 50, 50]


def test_what_is_too_short_is_not_judged(tmp_path: Path) -> None:
    row = layers.traffic(suez(tmp_path, [50] * 60)).iloc[0]
    assert row["verdict"] == "unknown"
    assert "too few days from 2025-01-01 to 2025-02-22 tell what is usual" in row["sentence"]
    later = layers.traffic(suez(tmp_path, [50] * 400), on="2030-01-01").iloc[0]
    assert [later["days"], later["verdict"]] == [0, "unknown"]
    assert "no figures from 2029-12-26 to 2030-01-01" in later["sentence"]


def test_ships_are_counted_by_kind_and_places_keep_apart(tmp_path: Path) -> None:
    other = daily_text("Ombai Strait", [5] * 400, portid="chokepoint16")
    atlas = study(tmp_path, daily_text("Suez Canal"), other)
    found = layers.traffic(atlas, ships="tanker")
    assert found[["place", "title", "calls_day"]].to_numpy().tolist() == [
        ["suez", "Suez Canal", 50],
        ["", "Ombai Strait", 5],
    ]
    assert layers.traffic(atlas, ships="container")["calls_day"].tolist() == [0, 0]
    assert set(layers.traffic(atlas, ships="container")["verdict"]) == {"usual"}


def test_past_disruptions_are_held_against_what_the_model_has_shut(tmp_path: Path) -> None:
    """Known by argument: in seven days of 2021 5 of 50 pass at Suez, or as many as ever."""
    first, days = date(2020, 1, 1), 600
    blocked = range((date(2021, 3, 23) - first).days, (date(2021, 3, 30) - first).days)
    ships = [5 if day in blocked else 50 for day in range(days)]
    (row,) = layers.replay_traffic(suez(tmp_path, ships, first="2020-01-01")).to_dict("records")
    assert (row["disruption"], row["place"]) == ("ever_given_2021", "suez")
    assert (row["days"], row["days_shut"], row["calls_day"], row["share"]) == (7, 7, 5, 0.1)
    assert (row["usual_start"], row["usual_end"]) == ("2020-03-24", "2021-03-22")
    assert row["verdict"] == "agrees"
    (row,) = layers.replay_traffic(suez(tmp_path, [50] * days, first="2020-01-01")).to_dict("records")
    assert (row["share"], row["verdict"]) == (1, "differs")
    assert len(layers.replay_traffic(suez(tmp_path, [50] * 30, first="2022-01-01"))) == 0


def test_a_drought_that_the_model_leaves_open_lets_two_thirds_pass(tmp_path: Path) -> None:
    ships = [36] * 516 + [24] * 431  # from June 2023 to 4 August 2024
    atlas = study(tmp_path, daily_text("Panama Canal", ships, first="2022-01-01", portid="chokepoint2"))
    (row,) = layers.replay_traffic(atlas).to_dict("records")
    assert (row["disruption"], row["days_shut"], row["verdict"]) == ("panama_2023", 0, "agrees")
    assert round(row["share"], 2) == 0.67
    assert row["passes_low"] <= row["share"] <= row["passes_high"]


@pytest.mark.parametrize(
    ("asked", "word"),
    [({"on": "open"}, "on: "), ({"usual": "soon"}, "usual: "), ({"ships": "sail"}, "ships: ")],
)
def test_what_is_no_day_period_or_ship_is_refused(tmp_path: Path, asked: dict[str, Any], word: str) -> None:
    with pytest.raises(ArgumentError, match=word):
        layers.traffic(suez(tmp_path, [50] * 10), **asked)


def test_an_atlas_without_daily_figures_says_where_to_put_them() -> None:
    with pytest.raises(ArgumentError, match=r"as transits\.csv and port_calls\.csv"):
        layers.traffic(layers.example())


def test_cards_and_charts_tell_of_what_was_observed(tmp_path: Path) -> None:
    hormuz = daily_text("Strait of Hormuz", [0] * 400, portid="chokepoint6")
    atlas = study(tmp_path, daily_text("Suez Canal", [50] * 393 + [20] * 7), hormuz)
    told = observed_traffic(atlas, "pl")
    assert told["suez"].startswith("20.0 statków na dobę od 2026-01-29 do 2026-02-04; w 52 wcześniejszych")
    (chart,) = atlas_charts(atlas)
    assert (chart.title, len(chart.bars)) == ("Ships a day by week, Suez Canal", MOST_BARS)
    assert [(bar.label, bar.value, bar.high) for bar in (chart.bars[0], *chart.bars[-2:])] == [
        ("Usual, 52 weeks", 50, 50),
        ("2026-01-28", 50, None),
        ("2026-02-04", 20, None),
    ]
    whole = replace(layers.example(), transits=atlas.transits)
    drawn = {look.key: table for table, look in atlas_tables(whole, "en")}
    for key, column in (("gates", "name"), ("gateways", "id")):
        cells = drawn[key].set_index(column)[OBSERVED].dropna()
        assert {*cells.index} <= {"suez", "hormuz", "wp_suez", "wp_hormuz"}
        assert cells.str.startswith("20.0 ships a day").sum() == 1
    table, look = next(iter(atlas_tables(layers.example(), "en")))
    assert with_traffic(table, None, look, told, "en") == (table, look)
    assert OBSERVED not in {name for table, _ in atlas_tables(layers.example(), "en") for name in table}


def test_a_map_of_daily_figures_alone_draws_the_gates(tmp_path: Path) -> None:
    assert "Gates" in repr(maps.Map(suez(tmp_path, [50] * 400), title="Suez"))


def test_the_command_tells_a_line_a_place_or_writes_a_table(run: Run, tmp_path: Path) -> None:
    (tmp_path / "study").mkdir()
    suez(tmp_path / "study", [50] * 393 + [20] * 7)
    told = run("traffic", "study")
    assert told.stdout.startswith("Suez Canal: 20.0 ships a day from 2026-01-29 to 2026-02-04, where 50.0")
    assert run("traffic", "study", "--replay", "-o", "replay.csv").returncode == 0
    assert (tmp_path / "replay.csv").read_text("utf-8").startswith("disruption,title,place,start,end,")
    assert "None of the past disruptions" in run("traffic", "study", "--replay").stdout
    assert "leave out --on and --usual" in run("traffic", "study", "--replay", "--on", "2026-01-01").stderr
