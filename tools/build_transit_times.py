"""Write how near the model comes to published transit times, as docs/transit_times.md shows it.

``python tools/build_transit_times.py`` asks for the route of each pair in tests/data/transit_times.csv and
writes the page; ``--check`` tells whether the page says what the model does.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from isthmus import layers
from isthmus._modes import TOTAL, TRANSFER
from isthmus.layers._transport.replay import judge

if TYPE_CHECKING:
    import geopandas as gpd

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "docs" / "transit_times.md"
PAIRS = ROOT / "tests" / "data" / "transit_times.csv"

HEAD = """# Transit times: the model held against published ones

This page is written by `python tools/build_transit_times.py`.

{pairs} published transit times are held against the model, like with like: a **sailing** is a ship's leg
from port to port, **terminal** to terminal is from the first leg to the last, with what lies between,
and **door** to door is all of the route's time. Each is asked by the default cost model with everything
open but for what the column "shut" says. In brackets stand the least and the most of the model's figures
(`h_low`, `h_high`).

**{inside} are inside, {near} near, {missed} missed; the model's range meets the published one in {met}
of them.** Inside is what lies in the published range, whose days are whole ones: half a day either way,
and a tenth of a single figure. Near is at most 1.5 times more or less, missed is all else.

None is older than 2014, since ships sail a fifth to a third slower than before 2008 (Clarksons), but for
a train of 2013. Figures of the cost model were chosen with some of these in view (those of its `note`s),
so that this is how well it fits, and no forecast. Services of one pair differ by a third and more, which
one figure can't meet: that is what the ranges are for.
"""

TITLES = {"missed": "Missed", "near": "Near", "inside": "Inside"}


def compare() -> pd.DataFrame:
    """Return the published pairs with the model's ``days``, ``least`` and ``most``, and the ``verdict``."""
    pairs = pd.read_csv(PAIRS, keep_default_na=False)
    rows = [_answer(pair) for pair in pairs.to_dict("records")]
    return pd.concat([pairs, pd.DataFrame(rows)], axis=1)


def _answer(pair: dict[Any, Any]) -> dict[str, object]:
    """Return what the model says of a pair."""
    asked = {"modes": pair["modes"].replace("+", ","), "closed": pair["closed"], "by": pair["by"]}
    route = layers.route(pair["origin"], pair["destination"], on="open", policy="none", **asked)
    days, least, most = _legs_of(route, pair["kind"])[["h", "h_low", "h_high"]].sum() / 24
    low, high = _bounds(pair["days_low"], pair["days_high"])
    factor = 1.0 if low <= days <= high else max(days / high, low / days)
    verdict = judge(factor, led=True)
    return {
        "days": days,
        "least": least,
        "most": most,
        "verdict": verdict,
        "met": least <= high and most >= low,
    }


def _legs_of(route: gpd.GeoDataFrame, kind: str) -> gpd.GeoDataFrame:
    """Return the legs that a published time of a kind is about."""
    legs = route[route["mode"] != TOTAL].reset_index(drop=True)
    under_way = legs.index[legs["mode"] != TRANSFER]
    return legs if kind == "door" else legs.loc[under_way[0] : under_way[-1]]


def _bounds(low: float, high: float) -> tuple[float, float]:
    """Return what is inside a published range of whole days."""
    if low < high:
        return low - 0.5, high + 0.5
    return min(low - 0.5, 0.9 * low), max(high + 0.5, 1.1 * high)


def page(table: pd.DataFrame) -> str:
    """Return the page about what `compare` returns."""
    counts = {verdict: int((table["verdict"] == verdict).sum()) for verdict in TITLES}
    parts = [HEAD.format(pairs=len(table), met=int(table["met"].sum()), **counts)]
    for verdict, title in TITLES.items():
        rows = table[table["verdict"] == verdict]
        lines = [_line(row) for row in rows.to_dict("records")]
        parts += [f"## {title}\n", "| from - to | | shut | published, days | model, days | note and source |"]
        parts += ["|---|---|---|---|---|---|", *lines, ""]
    return "\n".join(parts)


def _line(row: dict[Any, Any]) -> str:
    low, high = row["days_low"], row["days_high"]
    said = f"{low:g}" if low == high else f"{low:g} to {high:g}"
    model = f"{row['days']:.1f} ({row['least']:.0f} to {row['most']:.0f})"
    told = " ".join(f"{text[0].upper()}{text[1:]}." for text in (row["note"], row["why"]) if text)
    source = f"{told} [{row['source']}]({row['source_url']})".strip()
    ends = f"{row['origin']} - {row['destination']}"
    kind = f"{row['kind']}, {row['modes'].replace('+', ' and ')}"
    return f"| {ends} | {kind} | {row['closed']} | {said} | {model} | {source} |"


if __name__ == "__main__":
    text = page(compare())
    if "--check" in sys.argv:
        sys.exit(0 if TARGET.read_text("utf-8") == text else f"{TARGET}: not what the model says")
    TARGET.write_text(text, encoding="utf-8")
