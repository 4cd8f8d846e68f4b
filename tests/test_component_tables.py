"""What an atlas tells of its components, as tables."""

from __future__ import annotations

from functools import cache
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest

from isthmus import layers
from isthmus.layers._supply.component_tables import Told


@cache
def told(day: str | None = None) -> Told:
    """Return what a small atlas tells: of product T two parts, of one of which shares are told."""
    names = layers.PLAIN_SCHEMAS["components"].names
    parts = [
        {"id": "T", "name": "Thing", "level": "product"},
        {"id": "A", "name": "Arm", "parent": "T", "level": "part", "needed": "yes"},
        {"id": "B", "name": "Bolt", "parent": "T", "level": "part"},
    ]
    bill = pd.DataFrame(parts, columns=list(names)).astype(
        {"cost_share_low": float, "cost_share_high": float}
    )
    both = {
        "stage": "making",
        "measure": "production",
        "source": "S",
        "as_of": "2025",
        "confidence": "reported",
    }
    shares: list[dict[str, Any]] = [
        {**both, "component": "A", "country": "CN", "share_low": 0.95, "share_high": 0.95, "period": "2024"},
        {
            **both,
            "component": "A",
            "country": "EU",
            "share_low": 0.03,
            "share_high": 0.03,
            "period": "2023",
            "source": "R",
            "as_of": "2024",
            "confidence": "derived",
        },
        {**both, "component": "A", "country": "JP", "share_low": None, "share_high": None, "period": "2024"},
    ]
    columns = layers.PLAIN_SCHEMAS["component_shares"].names
    table = pd.DataFrame(shares, columns=list(columns)).astype({"share_low": float, "share_high": float})
    sites = {
        "id": ["f", "g", "h"],
        "name": ["F", "G", "H"],
        "country": ["CN", "PL", "PL"],
        "makes": ["A+B", "A", None],
        "status": [None, "planned", None],
    }
    bare = layers.example()
    factories = gpd.GeoDataFrame(
        pd.DataFrame(sites, columns=[*layers.SCHEMAS["factories"].names]),
        geometry=gpd.points_from_xy([1, 2, 3], [1, 2, 3]),
        crs=4326,
    )
    tables = {name: layer.iloc[:0] for name, layer in bare.layers()} | {"factories": factories}
    atlas = layers.Atlas(**tables, components=bill, component_shares=table)
    return Told(atlas, day, 0.5, layers.THRESHOLDS["us-2023"])


def test_sites_stand_once_for_each_component_they_make() -> None:
    sites = told().sites
    assert sites[["id", "component", "component_name"]].to_numpy().tolist() == [
        ["f", "A", "Arm"],
        ["f", "B", "Bolt"],
        ["g", "A", "Arm"],
    ]
    assert told().makers["A"] == {"makers": "f", "maker_countries": "CN", "not_running": "g"}


def test_a_part_says_who_tells_of_it_and_the_oldest_day() -> None:
    part = told().parts().set_index("component").loc["A"]
    assert part[["source", "as_of", "confidence"]].tolist() == ["S; R", "2024", "derived"]
    assert part["note"] == "figures of 2023 and 2024"
    assert part["other_countries"] == "JP"  # a group of many countries names no source
    assert told().parts().set_index("component").loc["B", "why"] == "no share by country is told"


def test_countries_are_those_of_figures_and_any_other() -> None:
    assert told().countries == ["CN", "others"]
    needs = told().needs().set_index(["component", "country"])
    assert needs.loc[("A", "CN"), ["needs_low", "needs_high"]].tolist() == [0.95, 0.95]
    assert needs.loc[("A", "others"), ["needs_low", "needs_high"]].tolist() == [0.0, pytest.approx(0.02)]


def test_what_is_made_outside_and_by_whom() -> None:
    (row,) = told().outside()
    assert (row.component, row.stage, row.country, row.others) == ("A", "making", "CN", ["JP"])
    assert row.share.low == row.share.high == pytest.approx(0.05)


def test_numbers_have_no_dust() -> None:
    shares = told().shares()
    assert shares["outside_low"].tolist()[0] == 0.05
    assert shares["country"].tolist() == ["CN", "JP", "EU", "others"]


def test_lines_add_up_to_the_products() -> None:
    lines = told().lines()
    products = told().totals(lines, told().needs())
    assert products["product"].tolist() == ["T", "T"]
    sums = lines.groupby("country", sort=False)["value_high"].sum().clip(upper=1)
    assert products["value_high"].tolist() == pytest.approx(sums.tolist())
    assert {*lines["name"]} == {"Arm", "Bolt", "work, and parts that no line names"}
