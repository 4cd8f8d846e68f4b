"""From Kaohsiung to Gdańsk by sea, with the Suez Canal open and shut."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from isthmus import layers, maps

DAY = "2021-03-20"  # three days before Ever Given ran aground


def draw() -> maps.Map:
    """Return the map."""
    usual = layers.route("Kaohsiung", "Gdańsk", modes="sea", on=DAY)
    shut = layers.route("Kaohsiung", "Gdańsk", modes="sea", on=DAY, closed="suez")
    totals = pd.concat([way[way["mode"] == "total"] for way in (usual, shut)], ignore_index=True)
    ways = gpd.GeoDataFrame(
        {"canal": ["open", "shut"], "km": totals["km"], "days": totals["h"] / 24}
        | {"attribution": totals["attribution"]},
        geometry=[way[way["mode"] == "sea"].geometry.union_all() for way in (usual, shut)],
        crs=4326,
    )
    km, days = ways["km"].diff().iloc[-1], ways["days"].diff().iloc[-1]
    return maps.Map(
        title="Round Africa",
        subtitle=f"Without the Suez Canal a ship to Gdańsk sails {km:,.0f} km and {days:.1f} days more",
    ).add(
        ways[::-1],
        title="Suez Canal",
        column="canal",
        categories=["open", "shut"],
        cmap=["#1b6ca8", "#c2410c"],
        width=4,
        label="canal",
        tooltip=["canal", "km", "days"],
    )


if __name__ == "__main__":
    draw().save("suez_open_and_shut.html")
