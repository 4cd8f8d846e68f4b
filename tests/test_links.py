"""The links that could be added, and the projects, row by row."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from isthmus import layers
from isthmus.layers._redundancy.links import add_project, candidates
from isthmus.layers._transport.cost_models import speeds
from isthmus.layers._transport.goods import modes_for
from small_studies import bundled_atlas, small


def test_the_candidates_on_the_bundled_network() -> None:
    result = layers.resilience(bundled_atlas(), origins=["TW"], destinations=["CZ"], modes=modes_for([]))
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
    assert table.loc["slawkow", ["cost_low", "cost_high", "currency"]].tolist() == [180, 181, "PLN"]


def test_a_project_shortens_a_way_by_its_length_and_closes_with_its_borders() -> None:
    """A straight railway of a hand-made world: as far as the geodesic, at the speed of trains."""
    edges = [(0, 2, "rail", 9), (2, 1, "rail", 9), (3, 4, "sea", 1)]
    case = small(edges).case
    case = replace(case, question=replace(case.question, modes=("rail",)))
    more = add_project(case, ("rail",), np.array([[0.0, 0.0], [1.0, 0.0]]))
    assert more is not None
    km = 111.319
    assert more.whole.lengths_m[-1] / 1000 == pytest.approx(km, abs=0.01)
    assert more.after.hours.item() == pytest.approx(km / speeds()["rail"], rel=1e-3)
    assert more.after.hours.item() < case.after.hours.item() == 18
    assert add_project(case, ("road",), np.array([[0.0, 0.0], [1.0, 0.0]])) is None
    assert add_project(case, ("rail",), np.array([[50.0, 0.0], [60.0, 0.0]])) is None


def test_rail_baltica_crosses_two_borders_changes_gauge_and_is_shut_with_them() -> None:
    ways = {"origins": "Tallinn", "destinations": "Warsaw", "modes": "rail"}
    asked = layers.resilience(**ways, by="time", on="open").case
    course = np.array([[24.75, 59.44], [24.11, 56.95], [23.9, 54.9], [21.01, 52.23]])
    more = add_project(asked, ("rail",), course)
    assert more is not None
    new = np.arange(len(asked.whole.tails), len(more.whole.tails))
    held = {name for name, edges in more.passages.edges.items() if np.isin(new, edges).any()}
    assert held == {"border_ee_lv", "border_lt_lv", "border_lt_pl"}
    assert more.after.hours.item() < asked.after.hours.item()
    shut = layers.resilience(**ways, by="time", on="open", closed="border_lt_pl").case
    closed = add_project(shut, ("rail",), course)
    assert closed is not None
    assert more.network.is_open[new].all()
    assert not closed.network.is_open[new].all()
