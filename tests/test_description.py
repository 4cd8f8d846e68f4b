"""The two sentences that a map of the bundled atlas says first."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import pytest
from shapely import Point

from isthmus import layers, maps
from isthmus._choices import LANGUAGES
from isthmus.maps._description import (
    BASE_SOURCES,
    NETWORK_SOURCES,
    credit_sentences,
    describe_summary,
    makers,
)
from isthmus.maps._messages import messages, title_in


@pytest.fixture(scope="module")
def stored() -> layers.Summary:
    """By sea and rail, the second reading of the bundled map."""
    found = layers.example().others[0].summary
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
    page = maps.Map(atlas).get_root().render()
    assert atlas.summary is not None
    assert page.index(describe_summary(atlas.summary)) < page.index(describe_summary(stored))
    assert 'class="lead"' not in maps.Map(replace(atlas, summary=None, others=())).get_root().render()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_summary_by_goods_says_what_they_go_by_and_names_pairs_alike_once(lang: str) -> None:
    told, words = layers.example().summary, messages(lang)
    assert told is not None
    text = describe_summary(told, lang=lang)
    assert text.startswith(words["summary.goods"].split("{")[0] + words["goods.drones"])
    pair = told.pairs[0]
    narrowest = title_in(words, pair.narrowest_names[0], pair.narrowest[0])
    assert text.count(narrowest) == 2  # shared, and once what parts both pairs
    assert words["goods.drones"] not in describe_summary(replace(told, follows_goods=False), lang=lang)
    assert {f"goods.{name}" for name in layers.goods()["goods"]} <= {*words}


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
