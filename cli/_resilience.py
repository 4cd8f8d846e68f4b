"""The command ``isthmus resilience``."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from ._options import ATLAS, FOLDER, Command, is_quiet, on_terminal, open_atlas, say
from ._question import question_options

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ._question import QuestionOptions

__all__ = ["resilience"]


class SharedRisk(click.ParamType[tuple[str, tuple[str, ...]]]):
    """A shared risk: its name and what it closes, such as ``baltic=oresund,great_belt``."""

    name = "name=a,b"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, tuple[str, ...]]:
        """Return the name and the members."""
        name, _, members = str(value).partition("=")
        if not name or not members:
            self.fail(
                f"expected a name and gates, such as baltic=oresund,great_belt, got {value!r}", param, ctx
            )
        return name, tuple(member.strip() for member in members.replace("+", ",").split(","))


@click.command(
    cls=Command,
    epilog="\b\nExamples:\n"
    "  isthmus resilience --from TW --to PL,CZ -o out/\n"
    "  isthmus resilience --from TW --to PL --modes sea --closed suez -o out/",
)
@click.argument("atlas", type=ATLAS, required=False)
@click.option("--from", "origins", required=True, help="Countries, places or points lon,lat, by commas.")
@click.option("--to", "destinations", required=True, help="The same.")
@click.option("-o", "--output", type=FOLDER, required=True, help="Folder to write to.")
@question_options
@click.option("--together", type=SharedRisk(), multiple=True, help="A shared risk; may be repeated.")
def resilience(
    *,
    atlas: Path | None,
    origins: str,
    destinations: str,
    output: Path,
    together: tuple[tuple[str, tuple[str, ...]], ...],
    question: QuestionOptions,
) -> None:
    """Write where the network narrows between two sides, and what would widen it.

    Tables, layers for a GIS, a map, and run.json, which tells how to repeat it.
    """
    from isthmus import layers, maps

    tables = open_atlas(atlas)
    result = layers.resilience(
        tables, origins=origins, destinations=destinations, together=dict(together), **question
    )
    with _progress(len(layers.RESILIENCE_TABLES)) as step:
        written = layers.write_resilience(result, output, progress=step)
    maps.Map.of(result).save(output / "map.html")
    for path in [*written, output / "map.html"]:
        say(f"Wrote {path}")
    for sentence in result.summary().sentences():
        say(sentence)
    day = "" if result.question.on == "open" else f" on {result.question.on}"
    say(f"Shut{day}: {', '.join(result.closed.values()) or 'nothing'}.")
    for taken, why in result.closures.groupby("taken", sort=False)["sentence"]:
        say(f"Why, and taken as {taken}: {' '.join(filter(None, why))}")


@contextmanager
def _progress(steps: int) -> Iterator[Callable[[str], None]]:
    """Show on a terminal how far the work is; a pipe gets nothing."""
    if not on_terminal() or is_quiet(click.get_current_context()):
        yield lambda _: None
        return
    with click.progressbar(length=steps, label="Searching", file=sys.stderr) as bar:
        yield lambda _: bar.update(1)
