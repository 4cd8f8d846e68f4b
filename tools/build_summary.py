"""Write what the map of the bundled atlas says first, and what its reader may close.

``python tools/build_summary.py`` asks for the cheapest routes from Taiwan to Poland and Czechia with the
closures and the laws in force on the day of the atlas: by what the goods go by that the demand is counted
in, and by sea and rail. It writes ``summary.json``, how redundant they are, and ``what_if.json``, the best
routes under every closure of a few gates, into ``layers/data/atlas``; with ``--check`` it compares them with
those there.
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
#: By what: first by what nobody says, so that the goods do.
MODES = (None, "sea,rail")


def ask() -> list[layers.Resilience]:
    """Return the answers to the questions that the bundled atlas is about."""
    atlas, day = layers.read(FOLDER), layers.sources().set_index("name").at["atlas", "date"]
    return [
        layers.resilience(
            atlas, origins=["TW"], destinations=["PL", "CZ"], modes=modes, by="cost", on=day, policy="law"
        )
        for modes in MODES
    ]


def summarise(results: list[layers.Resilience]) -> bytes:
    """Return what a map says first, as a file."""
    told = json.dumps([asdict(result.summary()) for result in results], ensure_ascii=False, indent=1)
    return f"{told}\n".encode()


def build() -> dict[str, bytes]:
    """Return both files."""
    results = ask()
    routes = [answers_of(result).record() for result in results]
    what_ifs = json.dumps(routes, ensure_ascii=False, separators=(",", ":"))
    return {"summary.json": summarise(results), "what_if.json": f"{what_ifs}\n".encode()}


if __name__ == "__main__":
    sys.exit(rebuild(__doc__, FOLDER, build))
