"""The command ``isthmus dependence``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ._options import ATLAS, Command, OutputFile, lend_output, say, stdout_or, to_stdout

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["dependence"]

#: Published bands of concentration, said here again because help must not wait for the layers to be imported.
THRESHOLDS = ("us-2023", "us-2010", "eu-2004")


@click.command(
    cls=Command,
    epilog="\b\nExample:\n  isthmus dependence flows.csv -o dependence.csv --bands eu-2004",
)
@click.argument("flows", type=ATLAS)
@click.option(
    "-o",
    "--output",
    type=OutputFile(".csv", ".parquet"),
    required=True,
    help="File to write: .csv or .parquet. - prints CSV.",
)
@click.option(
    "--bands",
    type=click.Choice(THRESHOLDS),
    default="us-2023",
    show_default=True,
    help="Whose words for concentration.",
)
@click.option("--complete", is_flag=True, help="The flows are all there are, so that their sum is the total.")
def dependence(flows: Path, output: Path, bands: str, *, complete: bool) -> None:
    """Write on whom countries depend: shares of buyers and suppliers, and how concentrated they are.

    FLOWS has columns origin, destination and quantity, and product, unit and period where they differ. What
    no flow names stays unknown: shares and indices are the lowest and the highest that the flows allow.
    """
    from isthmus import layers

    chosen = layers.THRESHOLDS[bands]
    table = layers.dependence(layers.read_table(flows, places=False), bands=chosen, complete=complete)
    known = table[table["concentration"] != "unknown"]
    markets = ["side", "country", "product", "unit", "period"]
    with lend_output(output, ".csv") as target:
        layers.write_table(table, target)
    err = to_stdout(output)
    say(f"Wrote {stdout_or(output)} ({len(table)} partners)", err=err)
    say(
        f"{len(known[markets].drop_duplicates())} of {len(table[markets].drop_duplicates())} markets have a "
        f"known total. Concentration is moderate from {chosen.moderate:g} and high from {chosen.high:g}: "
        f"{chosen.source}.",
        err=err,
    )
