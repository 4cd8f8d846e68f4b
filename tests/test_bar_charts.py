"""The charts beside a map, against its tables."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from isthmus import layers
from isthmus.maps._bar_charts import MOST_BARS, MOST_COURSES, Bar, atlas_charts


@pytest.fixture(scope="module")
def atlas() -> layers.Atlas:
    return layers.example()


def test_lengths_count_each_leg_once(atlas: layers.Atlas) -> None:
    lengths, *_ = atlas_charts(atlas)
    legs = atlas.corridors.drop_duplicates(["from_id", "to_id", "mode"])
    assert sum(bar.value for bar in lengths.bars) == pytest.approx(legs["length_km"].sum(), abs=3)
    again = atlas.corridors.assign(id=atlas.corridors["id"] + "-again")
    twice = replace(atlas, corridors=pd.concat([atlas.corridors, again], ignore_index=True))
    assert atlas_charts(twice)[0].bars == lengths.bars


def test_exposure_is_of_zones_in_force_that_hinder_the_mode(atlas: layers.Atlas) -> None:
    inside = atlas_charts(atlas)[1]
    assert len(inside.bars) <= MOST_BARS
    longest = inside.bars[0]
    legs = atlas.corridors[atlas.corridors["corridor"] == longest.label]
    assert 1 <= longest.value <= legs["length_km"].sum()
    again = atlas.risk_zones.assign(id=atlas.risk_zones["id"] + "-again")
    twice = replace(atlas, risk_zones=pd.concat([atlas.risk_zones, again], ignore_index=True))
    assert atlas_charts(twice)[1].bars == inside.bars, "overlapping zones count once"
    over = replace(atlas, risk_zones=atlas.risk_zones.assign(start="1990", end="1991"))
    assert len(atlas_charts(over)) == len(atlas_charts(atlas)) - 1, "no zone is in force any more"


def test_partners_are_counted_by_country(atlas: layers.Atlas) -> None:
    partners = atlas_charts(atlas)[2]
    asked = {*atlas.partnerships["a"], *atlas.partnerships["b"]}
    places = atlas.places[atlas.places["id"].isin(asked)]
    counts = places["country"].value_counts()[:MOST_BARS]
    assert {bar.label: bar.value for bar in partners.bars} == counts.to_dict()
    assert partners.countries


def test_an_atlas_of_places_alone_has_no_charts(atlas: layers.Atlas) -> None:
    empty = {name: getattr(atlas, name)[:0] for name in ("corridors", "flows", "partnerships", "risk_zones")}
    assert atlas_charts(replace(atlas, **empty)) == []


def test_concentration_is_drawn_from_period_to_period_with_its_bounds(atlas: layers.Atlas) -> None:
    *_, sold, bought = atlas_charts(atlas)
    assert sold.title == "Concentration of the buyers of Taiwan: drones"
    assert bought.title == "Concentration of the suppliers of Ukraine: drones (Ukrainian customs)"
    table = layers.dependence_over_time(atlas.flows)
    course = table[
        (table["side"] == "buyers") & (table["country"] == "TW") & (table["unit"] == "USD million")
    ]
    index = course[course["product"] == "drones"].drop_duplicates("period").set_index("period").round(2)
    assert [bar.label for bar in sold.bars] == ["2024", "2025-01/2025-06", "2025-07/2025-10"]
    for bar in sold.bars:
        low, high = index.loc[bar.label, ["hhi_low", "hhi_high"]]
        assert bar == Bar(bar.label, low, bar.color, high)


def test_few_markets_are_drawn_and_of_each_the_last_periods(atlas: layers.Atlas) -> None:
    months = [f"20{year}-{month:02}" for year in (24, 25) for month in range(1, 13)]
    first = atlas.flows[:2].assign(origin="TW", destination=["PL", "WLD"], quantity=1.0, unit="t")
    tables = [first.assign(period=when, product=kind) for when in months for kind in "abc"]
    flows = pd.concat(tables, ignore_index=True)
    charts = atlas_charts(replace(atlas, flows=flows))[3:]
    assert len(charts) == MOST_COURSES
    assert [bar.label for bar in charts[0].bars] == months[-MOST_BARS:]


def test_flows_that_contradict_each_other_have_no_chart(atlas: layers.Atlas) -> None:
    twice = pd.concat([atlas.flows, atlas.flows], ignore_index=True)
    assert len(atlas_charts(replace(atlas, flows=twice))) == 3


def test_parts_add_up_to_their_bars_each_stretch_once(atlas: layers.Atlas) -> None:
    linked = [chart for chart in atlas_charts(atlas) if chart.parts]
    assert len(linked) == 3
    for chart in linked:
        sums = [0.0] * len(chart.bars)
        for bar, amount in {(part.bar, part.name): part.amount for part in chart.parts}.items():
            sums[bar[0]] += amount
        for bar, total in zip(chart.bars, sums, strict=True):
            assert abs(bar.value - total) <= 1, (chart.title, bar.label)
    tables = dict(atlas.layers())
    for part in (part for chart in linked for part in chart.parts):
        assert part.id in set(tables[part.layer]["id"])
