"""The links that could be added, and the projects, row by row."""

from __future__ import annotations

import numpy as np

from isthmus import layers
from isthmus.layers._redundancy.links import candidates
from small_studies import bundled_atlas


def test_the_candidates_on_the_bundled_network() -> None:
    result = layers.resilience(bundled_atlas(), origins=["TW"], destinations=["CZ"])
    links = candidates(result.case)
    assert set(links.kinds) == {"direct railway", "border by rail", "port to rail"}
    assert links.km[np.array(links.kinds) == "direct railway"].max() <= 500
    assert links.km[np.array(links.kinds) == "border by rail"].max() <= 50
    assert not any("(TW)" in title for title in links.titles)  # no railway over the strait
    assert "Mailiao" in np.array(links.titles)[np.array(links.kinds) == "port to rail"]


def test_every_project_says_what_it_is_by_whom_and_how_sure() -> None:
    table = layers.projects()
    assert table["id"].is_unique
    assert {*table["status"]} == {"open", "building", "planned"}
    assert {*table["adds"]} == {"link", "capacity"}
    assert {*table["verified"]} <= {"yes", "no"}
    assert {*table["confidence"]} <= {"official", "reported", "derived"}
    assert {*table["precision"]} == {"city"}
    for column in ("name", "what", "source", "as_of"):
        assert table[column].str.strip().all(), column
    assert table["source_url"].str.match("https?://").all()
    assert not table["source"].str.contains("memory").any()
    for name in ("cost", "year", "adds"):
        assert (table[f"{name}_low"] <= table[f"{name}_high"].fillna(np.inf)).sum() == table[
            f"{name}_low"
        ].notna().sum()
    assert (table["cost_low"].notna() == (table["currency"] != "")).all()
    assert (table["cost_low"].notna() == table["cost_high"].notna()).all()
    assert {*table.geometry.geom_type} == {"Point", "LineString"}
    known = {*layers.hubs()["country"]}
    assert {code for joined in table["countries"] for code in joined.split("+")} <= known


def test_second_readings_of_projects_stand_in_the_table() -> None:
    """Of sources that differ from the first, and what is no cost of the project alone."""
    table = layers.projects().set_index("id")
    assert table.loc["fehmarnbelt", ["year_low", "year_high"]].tolist() == [2031, 2032]
    assert table.loc["lyon_turin", "year_low"] == 2033
    assert table.loc["cku", ["adds_low", "adds_high"]].tolist() == [5, 13.5]
    assert table.loc["khh_t7", "confidence"] == "derived"
    assert table.loc[["cpk_rail", "koper_pier", "mostyska_lviv"], "cost_low"].isna().all()
    assert table.loc["slawkow", "verified"] == "no"
