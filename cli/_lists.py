"""The commands that list what is known: gates, policies, past disruptions, the score, and the sources."""

from __future__ import annotations

import sys
import textwrap
from shutil import get_terminal_size
from typing import TYPE_CHECKING

import click

from ._options import PLAIN_TABLE, Command, say, show_clock, table_text

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

__all__ = ["align", "disruptions", "fold", "gates", "policies", "replay", "sources"]

#: No sentence is folded to fewer columns than this.
_NARROWEST = 40

_OUTPUT = click.option("-o", "--output", type=PLAIN_TABLE, help="File to write: .csv or .parquet.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")


@click.command(
    cls=Command,
    epilog="\b\nExamples:\n  isthmus policies --on 2025-09-15\n  isthmus policies -o rules.csv",
)
@click.option("--on", metavar="DATE", help="Day on which they are in force. Left out, all of them.")
@_OUTPUT
@_JSON
def policies(*, on: str | None, output: Path | None, as_json: bool) -> None:
    """List the rules on transit and trade, in the sets by which --policy asks for them."""
    from isthmus import layers

    _show(layers.policies(on), ["policy", "effect", "sentence"], output, as_json=as_json)


def _show(table: pd.DataFrame, columns: list[str], output: Path | None, *, as_json: bool) -> None:
    """Write a table, or print it whole as JSON, or some of its columns as lines."""
    from isthmus import layers

    if output is not None:
        layers.write_table(table, output)
        say(f"Wrote {output} ({len(table)} rows)", err=as_json)
    if as_json:
        click.echo(table.to_json(orient="records", force_ascii=False, indent=2))
    elif output is None and len(table):
        click.echo(fold(table[columns].to_numpy().tolist()))


@click.command(cls=Command, epilog="\b\nExamples:\n  isthmus gates --json\n  isthmus gates --on 2025-09-15")
@click.option("--on", metavar="DATE", help="List instead what was shut or limited on a day, and why.")
@_JSON
def gates(*, on: str | None, as_json: bool) -> None:
    """List the passages that can be closed, by name.

    They are straits, canals, capes, borders, border posts, changes of gauge and airspaces.
    """
    from isthmus import layers

    if on is None:
        table = layers.gates().drop(columns="geometry")
        shown = ["name", "kind", "modes", "title"]
    else:
        table = layers.closures(on)
        shown = ["target", "kind", "modes", "sentence"]
    _show(table, shown, None, as_json=as_json)


@click.command(
    cls=Command,
    epilog="\b\nExamples:\n  isthmus disruptions\n  isthmus disruptions -o observed.csv",
)
@_OUTPUT
@_JSON
def disruptions(*, output: Path | None, as_json: bool) -> None:
    """List past disruptions with the effects that were observed of them."""
    from isthmus import layers

    _show(layers.disruptions(), ["disruption", "sentence"], output, as_json=as_json)


@click.command(cls=Command, epilog="\b\nExamples:\n  isthmus replay\n  isthmus replay -o score.csv")
@_OUTPUT
@_JSON
def replay(*, output: Path | None, as_json: bool) -> None:
    """Hold the model against past disruptions: what was observed beside what it says, misses first."""
    from isthmus import layers

    with show_clock("Replaying"):
        table = layers.replay()
    _show(table, ["verdict", "sentence"], output, as_json=as_json)
    counts = table["verdict"].value_counts()
    asked = ", ".join(f"{counts.get(verdict, 0)} {verdict}" for verdict in ("missed", "near", "inside"))
    modelled = len(table) - counts.get("not modelled", 0)
    say(f"Of {modelled} effects {asked}; {len(table) - modelled} more are not modelled.", err=as_json)


@click.command(cls=Command, epilog="\b\nExample:\n  isthmus sources --json")
@_JSON
def sources(*, as_json: bool) -> None:
    """List the bundled data sets and their licences."""
    from isthmus import layers

    table = layers.sources()
    click.echo(table.to_json(orient="records", force_ascii=False, indent=2) if as_json else table_text(table))


def fold(rows: list[list[str]]) -> str:
    """Return rows that end in a sentence: folded to a terminal's width, a row a line elsewhere."""
    indent = sum(max(map(len, column)) + 2 for column in zip(*(row[:-1] for row in rows), strict=True))
    if sys.stdout is None or not sys.stdout.isatty():
        return align(rows)
    width = max(_NARROWEST, get_terminal_size().columns)
    folded = [textwrap.wrap(row[-1], max(_NARROWEST, width - indent)) or [""] for row in rows]
    lines = [
        [*(row[:-1] if first else [""] * (len(row) - 1)), text]
        for row, texts in zip(rows, folded, strict=True)
        for first, text in zip([True, *[False] * (len(texts) - 1)], texts, strict=True)
    ]
    return align(lines)


def align(rows: list[list[str]], *, right: int = 0) -> str:
    """Return rows with their cells below each other, the last few to the right of their columns."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    last_left = len(widths) - right
    return "\n".join(
        "  ".join(
            cell.ljust(width) if place < last_left else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )
