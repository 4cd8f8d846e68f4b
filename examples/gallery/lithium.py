"""Lithium from Australia and Chile: what share of each one's exports goes where, by the lanes of ships."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd

from isthmus import layers, maps


def draw() -> maps.Map:
    """Return the map."""
    shares = pd.read_csv(Path(__file__).with_suffix(".csv"))
    shares["name"] = shares["origin"] + " to " + shares["destination"]
    ways = [
        layers.route(row.port, row.port_there, modes="sea", on="2024-06-30") for row in shares.itertuples()
    ]
    lanes = gpd.GeoDataFrame(
        shares.assign(attribution=[way["attribution"].iloc[-1] for way in ways]),
        geometry=[way[way["mode"] == "sea"].geometry.union_all() for way in ways],
        crs=4326,
    ).sort_values("share", ascending=False)
    to_china = shares[shares["destination"] == "China"].set_index("origin")["share"]
    of = shares.groupby("port_there").apply(
        lambda rows: " and ".join(f"{share:.2g} %" for share in rows["share"])
    )
    names = shares.drop_duplicates("port_there").set_index("port_there")["destination"]
    hubs = layers.hubs()
    ports = hubs[(hubs["kind"] == "port") & hubs["name"].isin(of.index)].copy()
    ports["label"] = [f"{names[name]} {of[name]}" for name in ports["name"]]
    return (
        maps.Map(
            title="Two exporters, one buyer",
            subtitle=f"China takes {to_china['Australia']:.0f} % of Australia's spodumene (early 2025) "
            f"and {to_china['Chile']:.0f} % of Chile's lithium products (2023)",
            location=(8, -168),
            zoom_start=2,
        )
        .add(
            lanes,
            title="Share of the exporter's lithium, %",
            column="origin",
            cmap=["#b35806", "#2166ac"],
            width="share",
            tooltip=["name", "share", "goods", "period"],
            popup=["name", "share", "goods", "period", "source", "source_url", "verified", "note"],
        )
        .add(ports, title="Where it goes", color="#b0307a", size=5, label="label", popup=["label"])
    )


if __name__ == "__main__":
    draw().save("lithium.html")
