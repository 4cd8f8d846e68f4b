"""Write how near the model comes to past disruptions, as docs/replay.md shows it.

``python tools/build_replay.py`` asks the model what it says of each observed effect and writes the page;
``--check`` tells whether the page says what the model does.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from isthmus import layers
from isthmus.layers._transport.disruptions import tell_figure

if TYPE_CHECKING:
    import pandas as pd

TARGET = Path(__file__).parents[1] / "docs" / "replay.md"

HEAD = """# Replay: the model held against what happened

This page is written by `python tools/build_replay.py`. It shows what `layers.replay()` and `isthmus
replay` say.

{disruptions} past disruptions are bundled with {effects} observed effects, each with its source
(`layers.disruptions()`, `isthmus disruptions`). {modelled} of them are of a kind that the model has a
quantity for: a longer way or voyage, dearer transport, a share of routes. **{missed} are missed, {near}
near, {inside} inside.** For {unmodelled} the model has no quantity, and they count for nothing.

Each is asked as on the day before it began: what if these gates close? The best route before is held
against the best one after, by the default cost model; in brackets stands the range over all cost
models, where they differ.

- **Inside** is what is not less than the low figure and not more than the high one. A single figure
  stands for what is within a tenth of it. Where nothing was observed to change, up to 1 % of the whole
  way is inside, up to 3 % near.
- **Near** is at most 1.5 times more or less than the nearest figure.
- **Missed** is all else, and what is right by another way than the one that ships, trains or flights
  took.

What the misses teach: the model lets flights pass where there is airspace and no high ground, and knows
no corridors and no winds; freight that loses a crossing goes round by the next one at once, since there
are no queues and no capacities; prices are costs and follow no shortage; what is restricted, as during
drills, is taken as open. Which way the model goes round stands in the column "then by".
"""

TITLES = {"missed": "Missed", "near": "Near", "inside": "Inside"}


def page() -> str:
    """Return the page."""
    table = layers.replay()
    counts = {verdict: int((table["verdict"] == verdict).sum()) for verdict in TITLES}
    unmodelled = table[table["verdict"] == "not modelled"]
    head = HEAD.format(
        disruptions=table["disruption"].nunique(),
        effects=len(table),
        modelled=len(table) - len(unmodelled),
        unmodelled=len(unmodelled),
        **counts,
    )
    parts = [_section(title, table[table["verdict"] == verdict]) for verdict, title in TITLES.items()]
    return "\n".join([head, *parts, _rest(unmodelled)])


def _section(title: str, rows: pd.DataFrame) -> str:
    lines = [
        f"## {title}\n",
        "| disruption | effect | observed | modelled | times off | then by | note and source |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows.to_dict("records"):
        told = [_told(row["observed_low"], row["observed_low"], row["observed_high"])]
        told.append(_told(row["modelled"], row["modelled_low"], row["modelled_high"], whole=True))
        off = _off(row["factor"], missed=row["verdict"] == "missed")
        passed = row["gates_after"].replace("+", ", ") if row["gates_after"] else ""
        source = f"[{row['source']}]({row['source_url']})"
        note = ". ".join(filter(None, [row["note"].rstrip("."), source]))
        where = f", {row['between']}" if row["between"] else ""
        effect = f"{row['quantity']}{where}, {row['unit']}"
        lines.append(f"| {row['title']} | {effect} | {told[0]} | {told[1]} | {off} | {passed} | {note} |")
    return "\n".join([*lines, ""])


def _off(factor: float, *, missed: bool) -> str:
    """Return how many times off the model is; what is missed and not off is right by another way."""
    if factor == 1:
        return "another way" if missed else ""
    return tell_figure(factor).replace("no route", "-")


def _told(value: float, low: float, high: float, *, whole: bool = False) -> str:
    ends = [tell_figure(end) for end in (low, high)]
    span = ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"
    return f"{tell_figure(value)} ({span})" if whole and ends[0] != ends[1] else span


def _rest(rows: pd.DataFrame) -> str:
    lines = ["## Not modelled\n", "| disruption | effect | observed | note and source |", "|---|---|---|---|"]
    for row in rows.to_dict("records"):
        _, _, said = row["sentence"].rpartition(": observed ")
        source = f"[{row['source']}]({row['source_url']})"
        note = ". ".join(filter(None, [row["note"].rstrip("."), source]))
        lines.append(f"| {row['title']} | {row['quantity']} | {said.removesuffix('.')} | {note} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    text = page()
    if "--check" in sys.argv:
        sys.exit(0 if TARGET.read_text("utf-8") == text else f"{TARGET}: not what the model says")
    TARGET.write_text(text, encoding="utf-8")
