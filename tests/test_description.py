"""The two sentences that a map of the bundled atlas says first, and the numbers of its charts."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

from isthmus import layers, maps
from isthmus._choices import LANGUAGES
from isthmus.maps._description import (
    BASE_SOURCES,
    MOST_BARS,
    NETWORK_SOURCES,
    atlas_charts,
    credit_sentences,
    describe_summary,
    makers,
)
from isthmus.maps._messages import messages, title_in


@pytest.fixture(scope="module")
def stored() -> layers.Summary:
    found = layers.example().summary
    assert found is not None
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_names_what_is_shared(stored: layers.Summary, lang: str) -> None:
    text = describe_summary(stored, lang=lang)
    few = dict(zip(stored.pairs[0].narrowest_names[:3], stored.pairs[0].narrowest, strict=False))
    shared = dict(zip(stored.shared_names, stored.shared_titles, strict=True))
    for name, title in {**few, **shared}.items():
        assert title_in(messages(lang), name, title) in text
    assert str(len(stored.pairs[0].narrowest) - 3) in text  # the others are counted
    for mode in stored.modes:
        assert messages(lang)[f"summary.mode.{mode}"] in text
    assert "{" not in text


def test_nothing_shared_is_said_so(stored: layers.Summary) -> None:
    assert "no common gate" in describe_summary(replace(stored, shared_names=(), shared_titles=()))


def test_the_map_opens_on_the_summary(stored: layers.Summary) -> None:
    atlas = layers.example()
    assert describe_summary(stored) in maps.Map(atlas).get_root().render()
    assert 'class="lead"' not in maps.Map(replace(atlas, summary=None)).get_root().render()


def table(**places: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"name": list(places)}, geometry=list(places.values()), crs=4326)


def test_a_page_credits_what_it_shows() -> None:
    own = maps.Map().add(table(a=Point(10, 50))).get_root().render()
    assert "Natural Earth" in own
    assert "ODbL" not in own
    assert "The library that measures on the ellipsoid" in own
    bundled = maps.Map(layers.example()).get_root().render()
    assert "ODbL" in bundled
    assert layers.example().about.title in bundled


def test_an_atlas_of_ones_own_is_credited_to_its_makers() -> None:
    about = replace(layers.example().about, title="Motors", attribution="The motor works", licence="")
    page = maps.Map(replace(layers.example(), about=about)).get_root().render()
    assert "Motors: The motor works." in page
    assert layers.example().about.title not in page


def test_openstreetmap_is_named_where_lines_follow_its_ways() -> None:
    assert makers(over_lines=False) == "Natural Earth · GeoNames"
    assert makers("Ann", over_lines=True) == "Natural Earth · GeoNames · Ann · © OpenStreetMap contributors"


def test_every_source_that_is_asked_for_has_its_sentence() -> None:
    names = BASE_SOURCES | NETWORK_SOURCES
    assert names <= set(layers.sources()["name"])
    sentences = credit_sentences(layers.About(), names)
    assert len(sentences) == len(names)
    for source in layers.sources().itertuples():
        if source.name in names:
            assert f"{source.what}: {source.attribution}. {source.licence}. " in "\n".join(sentences)


@pytest.mark.parametrize(
    ("about", "said"),
    [
        (layers.About("Ours", "CC0-1.0", "Ann"), "Ours: Ann. CC0-1.0."),
        (layers.About("", "CC0-1.0", "Ann"), "Ann. CC0-1.0."),
        (layers.About("Ours", "", "Ann"), "Ours: Ann."),
    ],
)
def test_an_atlas_is_owed_what_it_says(about: layers.About, said: str) -> None:
    assert credit_sentences(about, set()) == (said,)


def test_an_atlas_that_names_nobody_is_owed_nothing() -> None:
    assert credit_sentences(layers.About("Ours", "CC0-1.0"), set()) == ()


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
