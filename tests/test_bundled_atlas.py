"""Rows of the bundled atlas: complete, in agreement with each other, and open about where they are from."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest
import shapely

from isthmus import layers

sys.path.append(str(Path(__file__).parents[1] / "tools"))

import build_atlas

if TYPE_CHECKING:
    import geopandas as gpd

#: The closures, one after another, that each zone is about.
CLOSURES = {
    "r02": ["ever_given"],
    "r03": [
        *("panama_draught", "panama_2023_08", "panama_2023_10", "panama_2023_11", "panama_2024_06"),
    ],
    "r05": ["hormuz", "hormuz_pause", "hormuz_april", "hormuz_return", "hormuz_june"],
    "r06": ["gulf_iran"],
    "r07": ["tw_2022_08"],
    "r08": ["tw_2024_05"],
    "r09": ["tw_2025_04"],
    "r10": ["tw_2025_12"],
    "r12": ["hauliers_hrebenne"],
    "r13": ["farmers_hrebenne"],
    "r14": ["pl_by_border"],
    "r15": ["ru_airspace"],
    "r26": ["gulf_kuwait"],
    "r27": ["gulf_qatar"],
    "r28": ["gulf_emirates"],
    "r29": ["gulf_israel"],
    "r30": ["tw_2024_10"],
    "r31": ["tw_2023_04"],
    "r34": ["hauliers_dorohusk"],
    "r35": ["hauliers_dorohusk_2"],
    "r36": ["farmers_medyka_2023"],
    "r37": ["farmers_dorohusk"],
    "r38": ["farmers_medyka"],
    "r39": ["farmers_medyka_04"],
}
#: A second closure of the same days, of another place of the zone.
TWINS = {"r06": "gulf_iraq", "r12": "hauliers_korczowa", "r13": "farmers_korczowa"} | {
    "r15": "ru_airspace_tw",
    "r26": "gulf_bahrain",
    "r38": "farmers_zosin",
}
#: What has the outline of an airspace and is no closure: a night's incident, a bulletin of interference.
NO_CLOSURES = {"r25", "r32"}


@pytest.fixture(scope="module")
def zones() -> gpd.GeoDataFrame:
    return layers.example().risk_zones.set_index("id", drop=False)


@pytest.mark.parametrize("name", list(build_atlas.build()))
def test_what_follows_from_the_rows_is_up_to_date(name: str) -> None:
    assert (build_atlas.ATLAS / name).read_bytes() == build_atlas.build()[name]


@pytest.mark.parametrize("zone", CLOSURES)
def test_a_zone_is_in_force_on_the_days_of_its_closures(zone: str, zones: gpd.GeoDataFrame) -> None:
    table = layers.closures().set_index("id")
    told = table.loc[CLOSURES[zone]]
    row = zones.loc[zone].fillna("")
    assert (row["start"], row["end"]) == (told["start"].iloc[0], told["end"].iloc[-1])
    ends, starts = (pd.to_datetime(days) for days in (told["end"][:-1], told["start"][1:]))
    assert ((starts.to_numpy() - ends.to_numpy()) <= pd.Timedelta(days=1)).all(), "a gap"
    if zone in TWINS:
        assert table.loc[TWINS[zone], ["start", "end"]].tolist() == [row["start"], row["end"]]


def test_every_zone_of_a_gate_or_an_airspace_has_its_closures(zones: gpd.GeoDataFrame) -> None:
    targets = layers.closures().set_index("id")["target"].str.split("+")
    for row in zones[~zones.index.isin(NO_CLOSURES)].itertuples():
        kind, _, names = row.geometry_rule.partition(":")
        if kind in {"gate", "airspace"}:
            closed = [*CLOSURES[row.id], TWINS.get(row.id, CLOSURES[row.id][0])]
            held = {target for name in closed for target in targets[name]}
            told = [f"airspace_{name.lower()}" if kind == "airspace" else name for name in names.split("+")]
            assert held >= {*told}


def test_drills_last_the_days_on_which_they_were_held(zones: gpd.GeoDataFrame) -> None:
    drills = zones[zones["kind"] == "military exercise"]
    days = pd.to_datetime(drills["end"]) - pd.to_datetime(drills["start"])
    assert len(drills) == 6
    assert days.dt.days.max() <= 3


def test_zones_have_outlines_and_circles_a_reason(zones: gpd.GeoDataFrame) -> None:
    assert zones.geometry.is_valid.all()
    rules = zones["geometry_rule"].str.partition(":")[0]
    assert not {"bbox", "strait", "canal"} & {*rules}
    reasons = zones["radius_basis"].fillna("")
    small = zones["radius_km"] <= 10
    assert reasons[(rules == "point") & small].str.startswith("no extent was published").all()
    assert reasons[(rules == "point") & ~small].str.startswith("published").all()
    assert (reasons != "").tolist() == zones["radius_km"].notna().tolist()


def test_zones_hinder_their_own_modes(zones: gpd.GeoDataFrame) -> None:
    legs = layers.example().corridors.dropna(subset="geometry")
    exposed = layers.exposure(legs, zones, on="2026-04-26").dropna(subset="zone_id")
    modes = exposed["line_id"].map(legs.set_index("id")["mode"]).groupby(exposed["zone_kind"]).agg(set)
    assert modes["airspace closure"] == {"air"}
    assert modes["war risk"] == modes["attacks on shipping"] == {"sea"}
    assert "export control" not in modes


def test_what_was_not_seen_says_on_what_it_rests() -> None:
    for _, table in layers.example().layers():
        unseen = table[table["verified"] != "yes"]
        assert set(unseen["source_grade"]) <= {"memory", "hand-placed"}
        memory = unseen[unseen["source_grade"] == "memory"]
        assert memory["source"].str.startswith("General knowledge").all()
        assert (table.loc[table["source_grade"].isin(["memory", "hand-placed"]), "verified"] == "no").all()


def test_rows_that_are_not_to_be_relied_on_stay_out() -> None:
    atlas = layers.example()
    flows = atlas.flows
    monthly = flows["period"].str.fullmatch(r"\d{4}-\d{2}") & flows["product"].str.contains("drones")
    assert not monthly.any(), "one outlet alone has months"
    assert not flows["period"].str.startswith("2026").any(), "one rewrite alone has 2026"
    assert not atlas.factories["products"].str.contains("military").any()


def test_the_onward_flow_is_a_claim_with_bounds() -> None:
    flows = layers.example().flows.set_index("id")
    onward = flows.loc["f33"]
    assert (onward["origin"], onward["destination"], onward["qualifier"]) == ("CZ+PL", "UA", "up to")
    assert onward["quantity"] == flows.loc["f01", "quantity"]
    assert "claim" in onward["note"]
    recorded = layers.dependence(flows.loc[["f34", "f35"]].reset_index())
    china = recorded[(recorded["side"] == "suppliers") & (recorded["partner"] == "CN")].iloc[0]
    assert china["share_low"] == pytest.approx(1297 / 1443)


def test_one_ceremony_is_told_once() -> None:
    agreements = layers.example().partnerships
    held = agreements[agreements["date"] == "2025-09-03"]
    pairs = set(zip(held["a"], held["b"], strict=True))
    assert pairs == {(a, b) for a in ("tediboa", "thunder_tiger") for b in ("iron", "taipo")}
    assert held["note"].str.contains("founding article counts a second memorandum").all()


@pytest.mark.parametrize(
    ("zone", "inside", "outside"),
    [
        ("r40", [(54.8, 25.6), (56.6, 25.2), (49.5, 29)], [(58.6, 23.9), (66, 24), (38.5, 21.3)]),
        ("r41", [(45, 12.4), (42, 15), (59, 10), (46.5, -2)], [(38.5, 21.3), (40, -4.3), (58, 18), (61, 8)]),
    ],
)
def test_areas_that_insurers_list_are_drawn_as_published(
    zone: str, inside: list[tuple[float, float]], outside: list[tuple[float, float]]
) -> None:
    """The Gulf west of 58 degrees east, and the Red Sea and the Indian Ocean of JWLA-032; sea alone."""
    area = layers.example().risk_zones.set_index("id").geometry[zone]
    assert all(area.contains(shapely.Point(place)) for place in inside)
    assert not any(area.contains(shapely.Point(place)) for place in outside)
    assert not area.contains(shapely.Point(45, 25))
