"""The charts of the panel hold the numbers of the atlas."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from isthmus import layers
from isthmus.maps._charts import MOST_BARS, atlas_charts


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
    _, inside, _ = atlas_charts(atlas)
    assert len(inside.bars) <= MOST_BARS
    longest = inside.bars[0]
    legs = atlas.corridors[atlas.corridors["corridor"] == longest.label]
    assert 1 <= longest.value <= legs["length_km"].sum()
    again = atlas.risk_zones.assign(id=atlas.risk_zones["id"] + "-again")
    twice = replace(atlas, risk_zones=pd.concat([atlas.risk_zones, again], ignore_index=True))
    assert atlas_charts(twice)[1].bars == inside.bars, "overlapping zones count once"
    over = replace(atlas, risk_zones=atlas.risk_zones.assign(start="1990", end="1991"))
    assert len(atlas_charts(over)) == 2, "no zone is in force any more"


def test_partners_are_counted_by_country(atlas: layers.Atlas) -> None:
    *_, partners = atlas_charts(atlas)
    asked = {*atlas.partnerships["a"], *atlas.partnerships["b"]}
    places = atlas.places[atlas.places["id"].isin(asked)]
    counts = places["country"].value_counts()[:MOST_BARS]
    assert {bar.label: bar.value for bar in partners.bars} == counts.to_dict()
    assert partners.countries


def test_an_atlas_of_places_alone_has_no_charts(atlas: layers.Atlas) -> None:
    empty = {name: getattr(atlas, name)[:0] for name in ("corridors", "partnerships", "risk_zones")}
    assert atlas_charts(replace(atlas, **empty)) == []
