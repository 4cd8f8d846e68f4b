"""A list of one's own, from a CSV, coloured and sized by its tonnes."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from pathlib import Path

from isthmus import geo, layers, maps

LIST = Path(__file__).with_suffix(".csv")


def draw() -> maps.Map:
    """Return the map."""
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore", geo.DataWarning)  # says for which city each name was taken
        shutil.copy(LIST, Path(folder) / "factories.csv")
        sites = layers.read(folder).factories
    return maps.explore(
        sites,
        column="tonnes",
        scheme="Quantiles",
        k=4,
        cmap=["#e9b44c", "#d9752c", "#c8473a", "#8e2f4a"],
        size="tonnes",
        label="name",
        tooltip=["name", "city", "tonnes"],
        title="Tonnes a year",
        map_kwds={
            "title": "Where our tonnes are made",
            "subtitle": f"{sites['tonnes'].sum():,} tonnes a year at {len(sites)} sites (made up)",
        },
    )


if __name__ == "__main__":
    draw().save("own_tonnes.html")
