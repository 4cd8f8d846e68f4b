"""What commands share that take a folder of GeoParquet, a part at a time, and write another."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ._options import TABLE, OutputFile, show_clock, stdout_or, to_stdout

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

SCHEDULER = click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Of the Dask cluster that works on a folder. Left out, a process a processor does.",
)

#: What ``-o`` means where a table is written, or a folder.
PARTS_HELP = "File to write; its ending is its format. - prints GeoJSON. A folder of files becomes a folder."


class PartsOutput(OutputFile):
    """A file for a table; a name without an ending is the folder's for one in parts."""

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> str | bytes | os.PathLike[str]:
        """Return the path, its ending known, or a folder."""
        path = Path(value)
        return super().convert(value, param, ctx) if path.suffix or to_stdout(path) else path


#: A file that holds a table with shapes, or a folder of such files.
PARTS = PartsOutput(*TABLE.endings)


@contextmanager
def work_on(what: str, given: Path, output: Path, scheduler: str | None) -> Iterator[None]:
    """Show how far work is; for a folder, lend the workers that it is shared among.

    Raises
    ------
    click.UsageError
        If a folder is to become a file, a file a folder, or a cluster is to work on a file.
    """
    in_parts = given.is_dir()
    if in_parts != (not output.suffix and not to_stdout(output)):
        expected = "a folder" if in_parts else f"a file ending in {', '.join(TABLE.endings)}"
        raise click.UsageError(f"--output: expected {expected}, as {given} is, got {stdout_or(output)}")
    if scheduler is not None and not in_parts:
        raise click.UsageError("--scheduler: expected a folder of files to share among workers, got a file")
    if not in_parts:
        with show_clock(what):
            yield
        return
    from isthmus.layers._scale.part_files import lend_workers

    count = len([*given.glob("*.parquet")])
    with (
        lend_workers(scheduler),
        show_clock(what, so_far=lambda: f" {count_parts(output)} of {count} parts,"),
    ):
        yield


def count_parts(folder: Path) -> int:
    """Return how many parts of a table are written."""
    return len([*folder.glob("part-*.parquet")])
