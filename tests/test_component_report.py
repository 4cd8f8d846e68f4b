"""Sentences about components: what they say of bills and wholes made by hand."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from test_component_tables import told

from isthmus.layers._supply.component_report import say_gaps, say_needs, say_sources, say_ways
from isthmus.layers._supply.source_routes import SourceRoutes


def test_needs_name_the_scarcest_part_and_what_is_not_known() -> None:
    found = told()
    lines = found.lines()
    first, second = say_needs(found, found.totals(lines, found.needs()), lines)
    assert first.startswith(
        "Without China, at least 0 % of the value of Thing and 95 % of its output (Arm, making) "
        "can't be made; at most all of both. This counts the parts of the bill"
    )
    assert second == "Of the value, what is not known lies mostly in Bolt (100 %)."


def test_little_is_made_outside_and_another_source_is_named() -> None:
    assert [*say_sources(told())] == [
        "At most a tenth is made outside China of Arm (making, 2023 to 2024: 5 %)."
    ]


def test_what_may_have_no_other_source_is_told() -> None:
    found = told()
    china = found.atlas.component_shares.iloc[:1].assign(share_high=None).astype({"share_high": float})
    alone = replace(found, atlas=replace(found.atlas, component_shares=china))
    assert [*say_sources(alone)] == [
        "As far as figures and sites tell, no source outside China is known of Arm (making, 2024).",
        "At most a tenth is made outside China of Arm (making, 2024: 0 to 5 %).",
    ]
    elsewhere = found.atlas.factories.assign(country="PL", status=None)
    made = replace(found, atlas=replace(found.atlas, component_shares=china, factories=elsewhere))
    assert len([*say_sources(made)]) == 1  # a site elsewhere makes it


def test_of_what_nothing_is_told() -> None:
    found = told()
    assert [*say_gaps(found, found.parts())] == ["No share by country is told of Bolt."]


def test_gates_that_most_of_the_supply_passes_are_told_once() -> None:
    columns = ["name", "title", "kind", "through_low"]
    rows = [
        ("Arm", "Strait", "strait", 0.9),
        ("Arm", "Port", "port", 0.9),
        ("Pin", "Strait", "strait", 0.5),
        ("Nut", "Cape", "cape", 0.4),
    ]
    table = pd.DataFrame({"destination": ["PL"], "country": ["CN"], "why": [None]})
    ways = SourceRoutes(table, {}, {}, {}, "PL", "by sea")
    assert [*say_ways(pd.DataFrame(rows, columns=columns), ways)] == [
        "On the best routes to Poland, at least half of the world's supply of Arm and Pin would pass Strait.",
        "Routes are by sea.",
    ]
    lost = SourceRoutes(table.assign(why="no route leads there"), {}, {}, {}, "PL", "by sea")
    assert "From China no route is known: no route leads there." in [
        *say_ways(pd.DataFrame(columns=columns), lost)
    ]
