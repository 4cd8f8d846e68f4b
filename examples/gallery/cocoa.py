"""Cocoa from West Africa to Amsterdam: whom the Netherlands buy from, by the lanes that ships take."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd

from isthmus import layers, maps


def draw() -> maps.Map:
    """Return the map."""
    shares = pd.read_csv(Path(__file__).with_suffix(".csv"))
    shares["label"] = [f"{row.name} {row.share} %" for row in shares.itertuples(index=False)]
    ways = [
        layers.route(row.port, row.destination, modes="sea", on="2024-03-31") for row in shares.itertuples()
    ]
    totals = pd.concat([way[way["mode"] == "total"] for way in ways]).reset_index()
    lanes = gpd.GeoDataFrame(
        shares.assign(days=(totals["h"] / 24).round(1), attribution=totals["attribution"]),
        geometry=[way[way["mode"] == "sea"].geometry.union_all() for way in ways],
        crs=4326,
    ).sort_values("share", ascending=False)
    hubs = layers.hubs()
    ports = hubs[hubs["kind"] == "port"].merge(shares.drop(columns="name"), left_on="name", right_on="port")
    passed = layers.gates().set_index("name").loc[sorted({*totals["gates"]}), "title"]
    return (
        maps.Map(
            title=f"{shares['share'].sum()} % of the Netherlands' cocoa comes from three countries",
            subtitle=f"Import value, first quarter of 2024. All lanes pass the {' and '.join(passed)}",
            control_scale=False,
        )
        .add(
            lanes,
            title="Share of the import value, %",
            column="name",
            categories=[*lanes["name"]],
            cmap=["#35978f", "#8c510a", "#e08214"],
            width="share",
            tooltip=["name", "share", "days"],
            popup=["name", "share", "period", "days", "source", "source_url", "verified", "note"],
        )
        .add(ports, title="Ports of departure", color="#b03a2e", size=5, label="label", popup=["port"])
    )


if __name__ == "__main__":
    draw().save("cocoa.html")
