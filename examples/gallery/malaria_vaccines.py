"""First shipments of the malaria vaccine R21 from Pune to four countries of Africa, in doses."""

from __future__ import annotations

import warnings
from pathlib import Path

import geopandas as gpd
import shapely

from isthmus import geo, layers, maps


def draw() -> maps.Map:
    """Return the map."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", geo.DataWarning)  # says that Pune is taken for the city in India
        study = layers.read(Path(__file__).with_suffix(""))
    doses = study.flows["quantity"].sum()
    ends = shapely.get_point(study.flows.geometry.to_numpy(), -1)  # the marks of countries
    pune = study.factories.geometry.iloc[0]
    flows = study.flows.assign(thousands=study.flows["quantity"] / 1000)
    flows["label"] = [
        f"{name.removeprefix('R21 to ').removeprefix('the ')} {thousands:.0f}"
        for name, thousands in zip(flows["name"], flows["thousands"], strict=True)
    ]
    lines = flows.set_geometry([shapely.LineString([pune, end]) for end in ends], crs=4326)
    return (
        maps.Map(
            title=f"One factory, {len(flows)} campaigns",
            subtitle=f"First shipments of the malaria vaccine R21, {doses:,.0f} doses in 2024",
        )
        .add(
            lines.sort_values("thousands", ascending=False),
            title="Thousands of doses",
            width="thousands",
            color="#7b4ea3",
            opacity=0.75,
            tooltip=["name", "quantity", "period"],
            popup=["name", "quantity", "qualifier", "period", "source", "source_url", "verified", "note"],
        )
        .add(
            gpd.GeoDataFrame(flows[["label"]], geometry=ends, crs=4326),
            title="Countries",
            color="#7b4ea3",
            size=6,
            label="label",
        )
        .add(study.factories, title="Where it is made", color="#d97706", size=8, label="name")
    )


if __name__ == "__main__":
    draw().save("malaria_vaccines.html")
