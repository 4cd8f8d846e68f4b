"""What of an atlas a map draws, and where it opens."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from isthmus import geo, layers
from isthmus.geo import ArgumentError
from isthmus.layers._bundled.countries import country_marks
from isthmus.layers._tables.schemas import PLACES
from isthmus.maps._atlas import (
    MOST_NAMES,
    at_country_marks,
    central_places,
    check_atlas,
    corridor_buffers,
    extend,
    frame_atlas,
    latest_date,
    source_dates,
)


@pytest.fixture(scope="module")
def atlas() -> layers.Atlas:
    return layers.example()


def test_what_is_no_atlas_is_told_what_to_call(atlas: layers.Atlas) -> None:
    check_atlas(atlas)
    with pytest.raises(
        ArgumentError, match=r"atlas: expected an Atlas, got .*; read one with isthmus\.layers\.read"
    ):
        check_atlas("study/")


def test_places_known_to_their_country_stand_at_its_mark_and_others_stay(atlas: layers.Atlas) -> None:
    marks, marked = country_marks().set_index("iso").geometry, at_country_marks(atlas)
    moved = 0
    for name in PLACES:
        before, after = getattr(atlas, name), getattr(marked, name)
        vague = before["precision"] == "country"
        moved += int(vague.sum())
        assert after.geometry[~vague].equals(before.geometry[~vague])
        for country, point in zip(after["country"][vague], after.geometry[vague], strict=True):
            assert point == marks[country]
        assert after.crs == "EPSG:4326"
    assert moved > 0


def test_a_place_of_a_country_without_a_mark_stays(atlas: layers.Atlas) -> None:
    hubs = atlas.tech_hubs.assign(precision="country", country="EU")
    marked = at_country_marks(replace(atlas, tech_hubs=hubs))
    assert marked.tech_hubs.geometry.equals(hubs.geometry)


def test_partnerships_follow_the_places_they_join(atlas: layers.Atlas) -> None:
    marked = at_country_marks(atlas)
    points = {row.id: row.geometry for name in PLACES for row in getattr(marked, name).itertuples()}
    vague = {
        row.id for name in PLACES for row in getattr(atlas, name).itertuples() if row.precision == "country"
    }
    for before, after in zip(atlas.partnerships.itertuples(), marked.partnerships.itertuples(), strict=True):
        if {before.a, before.b} & vague:
            if after.geometry is not None:
                ends = shapely.get_coordinates(after.geometry)[[0, -1]]
                joined = shapely.get_coordinates([points[after.a], points[after.b]])
                assert ends == pytest.approx(joined)
        else:
            assert before.geometry == after.geometry or before.geometry is after.geometry is None
    assert any({row.a, row.b} & vague for row in atlas.partnerships.itertuples())


def test_countries_with_a_twentieth_of_the_places_are_in_view(atlas: layers.Atlas) -> None:
    one, other = atlas.tech_hubs.iloc[:1].assign(country="JP"), atlas.tech_hubs.iloc[:19].assign(country="TW")
    empty = {name: table.iloc[:0] for name, table in atlas.layers()}
    twenty = replace(atlas, **empty | {"tech_hubs": pd.concat([one, other], ignore_index=True)})
    assert set(central_places(twenty)["country"]) == {"JP", "TW"}
    more = pd.concat([one, other, other.iloc[:1]], ignore_index=True)
    assert set(central_places(replace(twenty, tech_hubs=more))["country"]) == {"TW"}


def test_a_map_opens_on_those_countries(atlas: layers.Atlas) -> None:
    assert frame_atlas(atlas) == tuple(central_places(atlas).total_bounds.tolist())
    assert frame_atlas(replace(atlas, **{name: table.iloc[:0] for name, table in atlas.layers()})) is None


def test_a_risk_buffer_is_one_of_all_corridors_and_tells_what_it_holds(atlas: layers.Atlas) -> None:
    some = atlas.corridors[atlas.corridors["corridor_id"].isin(["C01", "C10"])]
    bands = corridor_buffers(replace(atlas, corridors=some))
    assert bands["to_km"].tolist() == [50, 25, 10]
    assert not shapely.intersection(*bands.geometry[:2]).area
    places = pd.concat([atlas.factories, atlas.tech_hubs], join="inner")
    places = places[places["precision"] != "country"]
    lonlat = shapely.get_coordinates(places.geometry.to_numpy())
    for band in bands.itertuples():
        inside = set(places["name"][shapely.contains_xy(band.geometry, *lonlat.T)])
        assert band.sites_inside == len(inside)
        assert {*band.which_inside.split("; ")[:MOST_NAMES]} <= inside
    km = geo.length(some.geometry.dropna().to_numpy()).sum() / 1000
    assert bands["corridor_km"].fillna(0).tolist() == pytest.approx([0, 0, km], abs=0.5)


def test_a_risk_buffer_meets_the_risks_in_force(atlas: layers.Atlas) -> None:
    met = corridor_buffers(atlas).iloc[-1]["risks_met"].split("; ")
    zones = atlas.risk_zones.set_index("name")
    assert "Attacks on ships in the Red Sea and the Gulf of Aden" in met
    assert "Suez Canal blockage (Ever Given)" not in met
    assert all(zones.loc[met, "end"].fillna("9999") >= latest_date(atlas)[:7])


def test_dates_are_those_that_begin_with_a_year(atlas: layers.Atlas) -> None:
    dates = source_dates(atlas)
    assert any((table["as_of"] == "n.d.").any() for _, table in atlas.layers())
    assert "n.d." not in set(dates)
    assert dates.str.fullmatch(r"\d{4}(-\d\d){0,2}").all()
    assert len(dates) == sum(
        table["as_of"].str.match(r"\d{4}", na=False).sum() for _, table in atlas.layers()
    )


def test_an_extent_grows_by_a_table_as_far_as_a_map_shows_the_earth() -> None:
    poles = gpd.GeoDataFrame(geometry=[shapely.Point(0, -90), shapely.Point(5, 89)], crs=4326)
    assert extend((10, 0, 20, 1), poles) == (0, -80, 20, 84)
    assert extend((10, 0, 20, 1), poles[:0]) == (10, 0, 20, 1)
