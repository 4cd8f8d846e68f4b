"""Write what the map of the bundled atlas says first, and what its reader may close.

``python tools/build_summary.py`` asks for the routes from Taiwan to Poland and Czechia by sea and rail with
the closures and the laws in force on the day of the atlas. It writes ``summary.json``, how redundant they
are, and ``what_if.json``, the best routes under every closure of up to three gates, into
``layers/data/atlas``; with ``--check`` it compares them with those there.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

from rebuild import rebuild

from isthmus import layers
from isthmus.layers._redundancy.what_if import answers_of

FOLDER = Path(__file__).parents[1] / "layers" / "data" / "atlas"


def build() -> dict[str, bytes]:
    """Return the answers to the question that the bundled atlas is about."""
    day = layers.sources().set_index("name").at["atlas", "date"]
    result = layers.resilience(
        layers.read(FOLDER),
        origins=["TW"],
        destinations=["PL", "CZ"],
        modes="sea,rail",
        by="cost",
        on=day,
        policy="law",
    )
    summary = json.dumps(asdict(result.summary()), ensure_ascii=False, indent=1)
    what_if = json.dumps(answers_of(result).record(), ensure_ascii=False, separators=(",", ":"))
    return {"summary.json": f"{summary}\n".encode(), "what_if.json": f"{what_if}\n".encode()}


if __name__ == "__main__":
    sys.exit(rebuild(__doc__, FOLDER, build))
