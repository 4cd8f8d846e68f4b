"""The command ``isthmus resilience``."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING, Literal

import click

from ._options import ATLAS, FOLDER, Command, is_quiet, open_atlas, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

__all__ = ["resilience"]


class Names(click.ParamType[tuple[str, ...]]):
    """Names joined by commas; a point is two numbers joined by a comma, so it stands alone."""

    name = "names"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Return the names."""
        words = [word.strip() for word in str(value).split(",")]
        if all(_is_number(word) for word in words):
            return (",".join(words),)
        if not all(words):
            self.fail(f"expected names joined by commas, got {value!r}", param, ctx)
        return tuple(words)


def _is_number(word: str) -> bool:
    return word.lstrip("-").replace(".", "", 1).isdigit()


class Group(click.ParamType[tuple[str, tuple[str, ...]]]):
    """A shared risk: its name and what it closes, such as ``baltic=oresund+great_belt``."""

    name = "name=a+b"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, tuple[str, ...]]:
        """Return the name and the members."""
        name, _, members = str(value).partition("=")
        if not name or not members:
            self.fail(
                f"expected a name and gates, such as baltic=oresund+great_belt, got {value!r}", param, ctx
            )
        return name, tuple(members.split("+"))


@click.command(
    cls=Command,
    epilog="\b\nExamples:\n"
    "  isthmus resilience --from TW --to PL,CZ -o out/\n"
    "  isthmus resilience --from TW --to PL --mode sea --close suez -o out/",
)
@click.argument("atlas", type=ATLAS, required=False)
@click.option("--from", "origins", type=Names(), required=True, help="Countries, hubs or a point lon,lat.")
@click.option("--to", "destinations", type=Names(), required=True, help="The same.")
@click.option("-o", "--output", type=FOLDER, required=True, help="Folder to write to.")
@click.option(
    "--mode", "modes", type=Names(), default="sea,rail", show_default=True, help="Of sea, rail, road and air."
)
@click.option("--close", "closed", type=Names(), multiple=True, help="Gates and gateways that are closed.")
@click.option("--zone", "zones", type=Names(), multiple=True, help="Risk zones that close what lies inside.")
@click.option("--on", metavar="DATE", help="The ISO date whose closures are in force.")
@click.option(
    "--by",
    type=click.Choice(["time", "cost", "distance"]),
    default="time",
    show_default=True,
    help="What makes a route the best.",
)
@click.option("--together", type=Group(), multiple=True, help="A shared risk; may be repeated.")
def resilience(  # noqa: PLR0913 - one parameter an option
    *,
    atlas: Path | None,
    origins: tuple[str, ...],
    destinations: tuple[str, ...],
    output: Path,
    modes: tuple[str, ...],
    closed: tuple[tuple[str, ...], ...],
    zones: tuple[tuple[str, ...], ...],
    on: str | None,
    by: Literal["time", "cost", "distance"],
    together: tuple[tuple[str, tuple[str, ...]], ...],
) -> None:
    """Write where the network narrows between two sides, and what would widen it.

    Tables, layers for a GIS, a map, and run.json, which tells how to repeat it.
    """
    from isthmus import layers, maps

    tables = open_atlas(atlas)
    result = layers.resilience(
        tables,
        origins=origins,
        destinations=destinations,
        modes=modes,
        closed=tuple(chain.from_iterable(closed)),
        zones=tuple(chain.from_iterable(zones)),
        on=on,
        by=by,
        together=dict(together),
    )
    with _progress(len(layers.RESILIENCE_TABLES)) as step:
        written = layers.write_resilience(result, output, progress=step)
    maps.Map.of(result).save(output / "map.html")
    for path in [*written, output / "map.html"]:
        say(f"Wrote {path}")
    for sentence in result.summary().sentences():
        say(sentence)


@contextmanager
def _progress(steps: int) -> Iterator[Callable[[str], None]]:
    """Show on a terminal how far the work is; a pipe gets nothing."""
    if not sys.stderr.isatty() or is_quiet(click.get_current_context()):
        yield lambda _: None
        return
    with click.progressbar(length=steps, label="Searching", file=sys.stderr) as bar:
        yield lambda _: bar.update(1)
