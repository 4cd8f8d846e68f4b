"""What was shut when: passages and borders, month by month, on the slider of the map."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pandas as pd

from isthmus import layers, maps

#: How hard a closure of each kind is, from 1 to 5, and how wide its mark is.
SEVERITY = {"event": 5, "law": 5, "avoided": 4, "restricted": 2}
RADIUS_KM = {"strait": 150, "canal": 150, "border": 30, "border_post": 30}


def draw() -> maps.Map:
    """Return the map."""
    kinds = layers.gates().set_index("name")["kind"]
    shut = layers.closures()
    shut = shut[shut["target"].map(kinds).isin(RADIUS_KM)]
    zones = pd.DataFrame(
        {
            "id": shut["id"],
            "name": shut["title"],
            "kind": shut["target"].map(kinds).map("{} closure".format).str.replace("_", " "),
            "severity": shut["kind"].map(SEVERITY),
            "severity_rationale": "5 shut by law or an event, 4 avoided by carriers, 2 restricted",
            "geometry_rule": "gate:" + shut["target"],
            "radius_km": shut["target"].map(kinds).map(RADIUS_KM),
            "start": shut["start"],
            "end": shut["end"],
        }
    ).join(shut[["source", "source_url", "as_of", "confidence", "verified", "attribution"]])
    with tempfile.TemporaryDirectory() as folder:
        zones.to_csv(Path(folder) / "risk_zones.csv", index=False)
        atlas = layers.read(folder)
    return maps.Map(
        atlas,
        title="What was shut, and when",
        subtitle=f"{len(zones)} dated closures and limits of passages and borders: move the slider",
        description="From public sources, each named on its card.",
    )


if __name__ == "__main__":
    draw().save("closures_in_time.html")
