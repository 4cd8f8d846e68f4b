"""What several commands share: options, how their words are understood, and how results are printed."""

from __future__ import annotations

import functools
import sys
import textwrap
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from shutil import get_terminal_size
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypedDict, get_args

import click

from isthmus._choices import COST_MODEL, FORMATS, VESSELS, OnInvalid, Weight
from isthmus._modes import MODES, MODES_ASKED

from ._command import Command, Group, is_quiet

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator

    import pandas as pd

    from isthmus.layers import Atlas

__all__ = [
    "AS_JSON",
    "ATLAS",
    "FOLDER",
    "ON_INVALID",
    "OUTPUT_HELP",
    "PLAIN_TABLE",
    "ROUTES",
    "TABLE",
    "Command",
    "Formats",
    "Group",
    "OutputFile",
    "QuestionOptions",
    "align",
    "fold",
    "is_quiet",
    "layer_rows",
    "lend_output",
    "on_terminal",
    "open_atlas",
    "question_options",
    "refuse_inputs",
    "say",
    "show_clock",
    "stdout_or",
    "table_text",
    "to_stdout",
]

ATLAS = click.Path(exists=True, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)

#: What to do with rows that have problems.
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")

ON_INVALID = click.option(
    "--on-invalid",
    type=click.Choice(get_args(OnInvalid)),
    default="raise",
    show_default=True,
    help="Refuse rows with problems, take them without their wrong cells, or leave them out.",
)

#: What ``-o`` means where a table is written.
OUTPUT_HELP = "File to write; its ending is its format. - prints GeoJSON."

_STDOUT = "-"

#: No sentence is folded to fewer columns than this.
_NARROWEST = 40

_QUESTION = (
    click.option(
        "--modes",
        multiple=True,
        metavar="NAMES",
        help=f"Of {', '.join(MODES)}, by commas. Left out, what goods go by, or {', '.join(MODES_ASKED)}; "
        "air between airports.",
    ),
    click.option(
        "--by",
        type=click.Choice(get_args(Weight)),
        default="cost",
        show_default=True,
        help="What makes a route the best.",
    ),
    click.option(
        "--closed",
        multiple=True,
        metavar="NAMES",
        help="What is shut: gates, ports, countries, risk zones, files of zones, by commas. May be repeated.",
    ),
    click.option("--avoid", type=ATLAS, metavar="ZONES", help="File of zones to keep out of."),
    click.option(
        "--on", metavar="DATE", help="Day whose closures apply, or open. Left out, the day of the data."
    ),
    click.option(
        "--vessel",
        type=click.Choice(VESSELS),
        help="Class of ships, which some passages are too small for. Left out, that of the trade.",
    ),
    click.option(
        "--calls", metavar="N", help="How many ports ships call at between, or 5-10. Left out, as usual."
    ),
    click.option("--costs", default=COST_MODEL, show_default=True, help="Whose speeds and costs apply."),
    click.option(
        "--policy",
        multiple=True,
        metavar="NAMES",
        help="Sets of rules that hold, joined by commas, or law, or none. Left out, the atlas's own.",
    ),
    click.option(
        "--goods",
        multiple=True,
        metavar="NAMES",
        help="What goods go: what they go by, and which rules bind them.",
    ),
)


class Formats(click.ParamType[tuple[str, ...]]):
    """Names of formats, joined by commas."""

    name = "formats"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Return the names, each of them known."""
        names = tuple(name.strip() for name in str(value).split(","))
        for name in names:
            if name not in FORMATS:
                self.fail(f"expected formats of {', '.join(FORMATS)}, got {name!r}", param, ctx)
        return names


class OutputFile(click.Path):
    """A file to write, of a format that its ending tells before any work is done; or ``-``."""

    def __init__(self, *endings: str) -> None:
        super().__init__(dir_okay=False, allow_dash=True, path_type=Path)
        self.endings = endings

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> str | bytes | os.PathLike[str]:
        """Return the path, its ending known."""
        path = Path(value)
        if str(path) != _STDOUT and path.suffix.lower() not in self.endings:
            self.fail(f"expected a file ending in {', '.join(self.endings)}, got {path.name!r}", param, ctx)
        return super().convert(value, param, ctx)


#: A file that holds a table with shapes.
TABLE = OutputFile(*(f".{name}" for name in FORMATS))

#: A file that holds a table without shapes.
PLAIN_TABLE = OutputFile(".csv", ".parquet")

#: A file that holds routes, or their map.
ROUTES = OutputFile(*TABLE.endings, ".html")


def open_atlas(path: Path | None, *, on_invalid: OnInvalid = "raise") -> Atlas:
    """Return the atlas at a path, or the bundled one."""
    from isthmus import layers

    return layers.example() if path is None else layers.read(path, on_invalid=on_invalid)


def refuse_inputs(written: Iterable[Path], *inputs: Path | None) -> None:
    """Refuse to replace a file that a command reads, or to add layers to a folder that it reads.

    Parameters
    ----------
    written : iterable of Path
        The files that the command would write; ``-`` is none.
    *inputs : Path or None
        What it reads: files, folders of an atlas, None for the bundled data.

    Raises
    ------
    WriteError
        If one of the files to write is one of those read, or would be read as one.
    """
    from isthmus.layers._reading.read import refuse_files_read

    refuse_files_read([path for path in written if not to_stdout(path)], *inputs)


def say(text: str, *, err: bool = False) -> None:
    """Print what was done, unless the user asked for silence."""
    if not is_quiet(click.get_current_context()):
        click.echo(text, err=err)


@contextmanager
def show_clock(what: str, *, so_far: Callable[[], str] = str) -> Iterator[None]:
    """Show on a terminal what is going on, how far and for how many seconds, and wipe it out afterwards."""
    if not on_terminal() or is_quiet(click.get_current_context()):
        yield
        return
    done = threading.Event()
    clock = threading.Thread(target=_tick, args=(what, so_far, done), daemon=True)
    clock.start()
    try:
        yield
    finally:
        done.set()
        clock.join()


def on_terminal() -> bool:
    """Tell whether what is printed on stderr is seen as it comes; a stream that was closed is none."""
    return sys.stderr is not None and sys.stderr.isatty()


def _tick(what: str, so_far: Callable[[], str], done: threading.Event) -> None:
    began = time.monotonic()
    shown = ""
    while not done.wait(0.5 if shown else 0.2):
        shown = f"{what} ...{so_far()} {time.monotonic() - began:.0f} s"
        click.echo(f"\r{shown}", err=True, nl=False)
    click.echo("\r" + " " * len(shown) + "\r", err=True, nl=False)


@contextmanager
def lend_output(output: Path, ending: str) -> Iterator[Path]:
    """Lend the path of a file to write; ``-`` means one that is then copied to standard output.

    Parameters
    ----------
    output : Path
        What the user gave.
    ending : str
        How the file ends that stands in for standard output: it tells the format.
    """
    if str(output) != _STDOUT:
        yield output
        return
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"output{ending}"
        yield path
        if sys.stdout is None:
            raise click.UsageError("expected a file for -o, or standard output that is open")
        sys.stdout.buffer.write(path.read_bytes())


def to_stdout(output: Path) -> bool:
    """Tell whether the user asked for standard output, which then holds nothing else."""
    return str(output) == _STDOUT


def stdout_or(output: Path) -> str:
    """Return where a result went, in words."""
    return "standard output" if to_stdout(output) else str(output)


def layer_rows(atlas: Atlas) -> str:
    """Return a line a layer or table with rows: its name and how many it has."""
    shown = dict(atlas.layers()) | {name: table for name, table in atlas.tables() if len(table)}
    return "\n".join(f"  {name:<16} {len(table):>6} rows" for name, table in shown.items())


def table_text(table: pd.DataFrame) -> str:
    """Return a table as blocks of ``column: value`` lines, which any terminal is wide enough for."""
    rows = table.astype(str).to_dict(orient="records")
    return "\n\n".join("\n".join(f"{name}: {value}" for name, value in row.items() if value) for row in rows)


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


class QuestionOptions(TypedDict):
    """A question as the options of a command say it: what `isthmus.layers.route` takes by these names."""

    modes: str | None
    by: Weight
    closed: list[str]
    avoid: Path | None
    on: str | None
    vessel: str | None
    calls: str | None
    costs: str
    policy: str | None
    goods: list[str]


def question_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of a question, which it takes as ``question``."""

    @functools.wraps(command)
    def call(**values: Any) -> None:
        asked = {name: values.pop(name) for name in QuestionOptions.__annotations__}
        question = QuestionOptions(
            modes=",".join(asked["modes"]) if asked["modes"] else None,
            by=asked["by"],
            closed=[*asked["closed"]],
            avoid=asked["avoid"],
            on=asked["on"],
            vessel=asked["vessel"],
            calls=asked["calls"],
            costs=asked["costs"],
            policy=",".join(asked["policy"]) if asked["policy"] else None,
            goods=[name for names in asked["goods"] for name in names.split(",")],
        )
        command(**values, question=question)

    return functools.reduce(lambda wrapped, option: option(wrapped), reversed(_QUESTION), call)
