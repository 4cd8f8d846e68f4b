"""Write how redundant the routes of the bundled atlas are, which its map says first.

``python tools/build_summary.py`` asks for the routes from Taiwan to Poland and Czechia by sea and rail with
the closures and the laws in force on the day of the atlas, and writes ``layers/data/atlas/summary.json``.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from isthmus import layers

TARGET = Path(__file__).parents[1] / "layers" / "data" / "atlas" / "summary.json"


def summary() -> layers.Summary:
    """Return the summary of the question that the bundled atlas is about."""
    day = layers.sources().set_index("name").at["atlas", "date"]
    result = layers.resilience(
        layers.read(TARGET.parent),
        origins=["TW"],
        destinations=["PL", "CZ"],
        modes="sea,rail",
        by="cost",
        on=day,
        policy="law",
    )
    return result.summary()


if __name__ == "__main__":
    found = summary()
    TARGET.write_text(json.dumps(asdict(found), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(*found.sentences(), sep="\n")
