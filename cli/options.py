"""What several commands share: how words are understood, how results are printed, how mistakes are told."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import pandas as pd

    from isthmus.layers import Atlas

__all__ = [
    "ATLAS",
    "FILE",
    "FOLDER",
    "LANGUAGES",
    "PRECISIONS",
    "Formats",
    "Group",
    "layer_rows",
    "open_atlas",
    "table_text",
]

ATLAS = click.Path(exists=True, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)

#: Formats that an atlas can be written in.
FORMATS = ("geojson", "gpkg", "parquet", "fgb", "csv")

#: How exactly places may be shown, from the finest to the coarsest.
PRECISIONS = ("exact", "city", "region", "country")

#: Languages of a map, said here again because help must not wait for the maps to be imported.
LANGUAGES = ("en", "zh-TW", "pl", "cs", "uk")


class Command(click.Command):
    """A command that tells its user's mistakes in a line each, without a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; an error of the package becomes lines on stderr and exit status 1."""
        from isthmus.geo import IsthmusError, ValidationError

        try:
            return super().invoke(ctx)
        except ValidationError as error:
            for problem in error.problems:
                click.echo(str(problem), err=True)
        except (IsthmusError, OSError) as error:
            click.echo(f"isthmus: {error}", err=True)
        return ctx.exit(1)


class Group(click.Group):
    """A group of such commands that suggests the one a user may have meant."""

    command_class = Command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which one is nearest."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            near = difflib.get_close_matches(args[0], self.commands, n=1)
            if near:
                raise click.UsageError(f"{error.message} Did you mean {near[0]!r}?", ctx) from None
            raise


class Formats(click.ParamType[tuple[str, ...]]):
    """Names of formats, joined by commas."""

    name = "formats"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Return the names, each of them known."""
        names = tuple(str(value).split(","))
        for name in names:
            if name not in FORMATS:
                self.fail(f"expected formats of {', '.join(FORMATS)}, got {name!r}", param, ctx)
        return names


def open_atlas(path: Path | None) -> Atlas:
    """Return the atlas at a path, or the bundled one."""
    from isthmus import layers

    return layers.example() if path is None else layers.read(path)


def layer_rows(atlas: Atlas) -> str:
    """Return a line a layer: its name and how many rows it has."""
    return "\n".join(f"  {name:<13} {len(table):>6} rows" for name, table in atlas.layers())


def table_text(table: pd.DataFrame) -> str:
    """Return a table as blocks of ``column: value`` lines, which any terminal is wide enough for."""
    rows = table.astype(str).to_dict(orient="records")
    return "\n\n".join("\n".join(f"{name}: {value}" for name, value in row.items() if value) for row in rows)
