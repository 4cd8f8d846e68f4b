"""Drones from Taiwan in the first ten months of 2025: the wider the line, the more."""

from __future__ import annotations

import geopandas as gpd
import shapely

from isthmus import layers, maps

PERIOD = "2025-01/2025-10"


def draw() -> maps.Map:
    """Return the map."""
    flows = layers.example().flows
    told = flows[(flows["period"] == PERIOD) & (flows["origin"] == "TW") & (flows["unit"] == "USD million")]
    all_, parts = told[told["destination"] == "WLD"], told[told["destination"] != "WLD"]
    shown = parts.rename(columns={"quantity": "USD million"}).sort_values("USD million", ascending=False)
    two = shown["USD million"].head(2).sum() / all_["quantity"].iloc[0]
    ends = gpd.GeoDataFrame(
        {"label": [f"{row.destination} {row.quantity:.1f}" for row in parts.itertuples()]},
        geometry=shapely.get_point(parts.geometry.to_numpy(), -1),
        crs=4326,
    )
    return (
        maps.Map(
            title="Where Taiwan's drones go",
            subtitle=f"Poland and Czechia took {two:.0%} of the exports from January to October 2025",
            location=(42, 68),
            zoom_start=3,
        )
        .add(
            shown,
            title="Millions of US dollars",
            width="USD million",
            color="#0f766e",
            opacity=0.7,
            tooltip=["name", "USD million", "period"],
            popup=["name", "USD million", "period", "source", "source_url", "verified", "note"],
        )
        .add(ends, title="Countries", color="#0d9488", size=5, label="label")
    )


if __name__ == "__main__":
    draw().save("flows_by_width.html")
