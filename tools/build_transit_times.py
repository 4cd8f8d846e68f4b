"""Write how near the model comes to published transit times, as docs/transit_times.md shows it.

``python tools/build_transit_times.py`` asks for the route of each pair in tests/data/transit_times.csv and
writes the page; ``--check`` tells whether the page says what the model does.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from isthmus import layers
from isthmus._choices import COST_MODEL
from isthmus._modes import MODES, TOTAL, TRANSFER
from isthmus.layers._bundled.network_files import hub_table
from isthmus.layers._transport.cost_models import CostModel, as_calls
from isthmus.layers._transport.replay import judge
from isthmus.layers._transport.services import named_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from isthmus.layers._transport.cost_models import Bound

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "docs" / "transit_times.md"
PAIRS = ROOT / "tests" / "data" / "transit_times.csv"

HEAD = """# Transit times: the model held against published ones

This page is written by `python tools/build_transit_times.py`.

{rows} published transit times of {pairs} pairs are held against the model, like with like: a **sailing** is
a ship's leg from port to port with the ports between, **services** are all legs without the days of a box
in the terminals between, **terminal** to terminal is from the first leg to the last, with what lies between
and all of the wait for what is boarded there, and **door** to door is all of the route's time. What several
sources say of one pair is one range, from the least to the most. Each pair is asked by the default cost
model with everything open but for what the column "asked" says is shut. Where a source says at how many
ports the ship calls between, it is asked with so many (`calls=`), which the same column tells; where it
speaks of a queue in some week, it is asked on a day of that week (`on=`), with the queues and closures of
that day. In brackets stand the least and the most of the model's figures (`h_low`, `h_high`).

**{inside} are inside, {near} near, {missed} missed; the model's range meets the published one in {met}
of them.** Inside is what lies in the published range, whose days are whole ones: half a day either way,
and a tenth of a single figure. Near is at most 1.5 times more or less, missed is all else.

| pairs, in halves by a hash of their ids | inside | near | missed |
|---|---|---|---|
{halves}

Of one pair, services differ by a third and more, and most sources tell a single one of them:

| published of a pair | inside | near | missed |
|---|---|---|---|
{kinds}

Figures of the cost model and of the crossings come from sources about these (see their `note`s); what was
chosen between such figures was chosen by the half "chosen on"; the other's verdicts were seen, too. How long
a ship stands in a port between, and a box in a terminal of trains, is by sources of which no pair here is.
That a box waits where it boards, and not half of it where it lands, and that a study counted services alone,
was put right when t37, t38 and t40 were seen near, all of the half "chosen on": of the half held out no
verdict moved by it.
The {later} pairs from t72 to t100 were found in the search for those: all were taken, none moved a figure.
Those called fresh were found later, by a search for trades and not for pairs that were off. All were written
down before the model was asked, and nothing was chosen by them: they tell best what to expect of a new pair.
No source is older than 2014, since ships sail a fifth to a third slower than before 2008 (Clarksons), but for
a train of 2013. Further sources were looked for where the model had been off, so that all of it flatters.
What would make single figures near is the service: its ports between (`calls=`), its speed and its timetable.
"""

TITLES = {"missed": "Missed", "near": "Near", "inside": "Inside"}


HALVES = ("chosen on", "held out")
FRESH = "fresh"
#: From these numbers on, pairs were found when the figures of the model stood, and were in no half.
LATER, NEW = 72, 101
PAIR = ["kind", "modes", "origin", "destination", "closed", "calls", "on"]


def compare(step: int = 1) -> pd.DataFrame:
    """Return the published pairs with the model's ``days``, ``least`` and ``most``, and the ``verdict``.

    Of a larger step, every so many-th pair.
    """
    pairs = _join_sources(pd.read_csv(PAIRS, keep_default_na=False))[::step].reset_index(drop=True)
    rows = [_answer(pair) for pair in pairs.to_dict("records")]
    return pd.concat([pairs, pd.DataFrame(rows)], axis=1)


def _join_sources(times: pd.DataFrame) -> pd.DataFrame:
    """Return one row a pair: from the least to the most that any source says, and the half that it is of."""
    links = "[" + times["source"] + "](" + times["source_url"] + ")"
    low, high = (times[column].map("{:g}".format) for column in ("days_low", "days_high"))
    said = low.where(low == high, low + " to " + high) + ": " + links
    several = times.duplicated(PAIR, keep=False)
    told = times.assign(sources=links.where(~several, said)).groupby(PAIR, sort=False)
    joined = told.agg(
        id=("id", "first"),
        by=("by", "first"),
        days_low=("days_low", "min"),
        days_high=("days_high", "max"),
        note=("note", _join_texts),
        why=("why", _join_texts),
        sources=("sources", "; ".join),
        count=("id", "size"),
    ).reset_index()
    return joined.assign(half=[_half_of(name) for name in joined["id"]])


def _half_of(name: str) -> str:
    return HALVES[_digest(name) % 2] if _number(name) < NEW else FRESH


def _number(name: str) -> int:
    return int(name[1:])


def _join_texts(texts: pd.Series[str]) -> str:
    return ". ".join(dict.fromkeys(text.removesuffix(".") for text in texts if text))


def _digest(name: str) -> int:
    return int(hashlib.sha256(name.encode()).hexdigest(), 16)


def _answer(pair: dict[Any, Any]) -> dict[str, object]:
    """Return what the model says of a pair."""
    asked = {"modes": pair["modes"].replace("+", ","), "closed": pair["closed"], "by": pair["by"]}
    asked |= {"calls": pair["calls"] or None, "on": pair["on"] or "open"}
    route = layers.route(pair["origin"], pair["destination"], policy="none", **asked)
    days, least, most = _hours(route, pair) / 24
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


def _hours(route: gpd.GeoDataFrame, pair: dict[Any, Any]) -> NDArray[np.float64]:
    """Return the hours, the least and the most that a published time is about.

    Half of the time in ports between, and of the wait for a ship or train, is told where goods board it, and
    half where they leave it. Where one is left out, the time in ports is added; what was waited for the first
    leg is no part of a published time, and all that was for the last is.
    """
    legs = _legs_of(route, pair["kind"])
    taken = legs[["h", "h_low", "h_high"]].sum().to_numpy()
    if pair["kind"] == "door":
        return taken
    ships, calls = str(route["vessel"].iloc[0]), as_calls(pair["calls"] or None)
    bounds: tuple[Bound, ...] = ("value", "low", "high")
    models = [CostModel.find(COST_MODEL, vessel=ships, bound=bound, calls=calls) for bound in bounds]
    told_apart = legs if pair["kind"] == "services" else legs.iloc[[0, -1]]
    halves = (told_apart["mode"] == "sea").sum() * (2 if pair["kind"] == "services" else 1)
    in_ports = halves / 2 * np.array([model.in_ports("sea") for model in models])
    if pair["kind"] != "terminal":
        return taken + in_ports
    first, last = (_half_waits(legs.iloc[place], models) for place in (0, -1))
    return taken + in_ports - first + last


def _half_waits(leg: pd.Series[Any], models: Sequence[CostModel]) -> NDArray[np.float64]:
    """Return half of the hours that a leg's service is waited for, the least and the most of them."""
    ids = hub_table()["id"]
    for line in named_lines(MODES):
        if line.mode == leg["mode"] and {*ids[[*line.hubs]]} == {leg["from_id"], leg["to_id"]}:
            return line.headway_h / 2 * np.array([0.5, 0, 1])
    return np.array([model["wait_h", str(leg["mode"])] for model in models])


def _legs_of(route: gpd.GeoDataFrame, kind: str) -> gpd.GeoDataFrame:
    """Return the legs that a published time of a kind is about."""
    legs = route[route["mode"] != TOTAL].reset_index(drop=True)
    under_way = legs.index[legs["mode"] != TRANSFER]
    if kind == "services":
        return legs.loc[under_way]
    return legs if kind == "door" else legs.loc[under_way[0] : under_way[-1]]


def _bounds(low: float, high: float) -> tuple[float, float]:
    """Return what is inside a published range of whole days."""
    if low < high:
        return low - 0.5, high + 0.5
    return min(low - 0.5, 0.9 * low), max(high + 0.5, 1.1 * high)


def page(table: pd.DataFrame) -> str:
    """Return the page about what `compare` returns."""
    counts = {verdict: int((table["verdict"] == verdict).sum()) for verdict in TITLES}
    halves = "\n".join(_half_line(table, half) for half in (*HALVES, FRESH))
    size = {"pairs": len(table), "rows": int(table["count"].sum()), "met": int(table["met"].sum())}
    size["later"] = int(table["id"].map(_number).between(LATER, NEW, inclusive="left").sum())
    is_range = table["days_low"] < table["days_high"]
    kinds = "\n".join(
        _count_line(name, table.loc[own, "verdict"])
        for name, own in (("a range, of one source or several", is_range), ("a single figure", ~is_range))
    )
    parts = [HEAD.format(halves=halves, kinds=kinds, **size, **counts)]
    for verdict, title in TITLES.items():
        rows = table[table["verdict"] == verdict]
        lines = lines_of(rows)
        parts += [
            f"## {title}\n",
            "| from - to | | asked | published, days | model, days | note and source |",
        ]
        parts += ["|---|---|---|---|---|---|", *lines, ""]
    return "\n".join(parts)


def lines_of(table: pd.DataFrame) -> list[str]:
    """Return the lines of the page about pairs."""
    return [_line(row) for row in table.to_dict("records")]


def _half_line(table: pd.DataFrame, half: str) -> str:
    """Return how many pairs of a half are inside, near and missed."""
    return _count_line(half, table.loc[table["half"] == half, "verdict"])


def _count_line(name: str, verdicts: pd.Series[str]) -> str:
    counts = [f"{(verdicts == verdict).sum()} of {len(verdicts)}" for verdict in ("inside", "near", "missed")]
    return f"| {name} | {' | '.join(counts)} |"


def _line(row: dict[Any, Any]) -> str:
    low, high = row["days_low"], row["days_high"]
    said = f"{low:g}" if low == high else f"{low:g} to {high:g}"
    model = f"{row['days']:.1f} ({row['least']:.0f} to {row['most']:.0f})"
    told = " ".join(f"{text[0].upper()}{text[1:]}." for text in (row["note"], row["why"]) if text)
    source = f"{told} {row['sources']}".strip()
    ends = f"{row['origin']} - {row['destination']}"
    kind = f"{row['kind']}, {row['modes'].replace('+', ' and ')}"
    return f"| {ends} | {kind} | {_asked(row)} | {said} | {model} | {source} |"


def _asked(row: dict[Any, Any]) -> str:
    """Return what a pair is asked with besides its ends and modes."""
    words = {"closed": "{} shut", "calls": "{} ports between", "on": "on {}"}
    return ", ".join(text.format(row[name]) for name, text in words.items() if row[name])


if __name__ == "__main__":
    text = page(compare())
    if "--check" in sys.argv:
        sys.exit(0 if TARGET.read_text("utf-8") == text else f"{TARGET}: not what the model says")
    TARGET.write_text(text, encoding="utf-8")
