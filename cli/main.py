"""The commands of ``isthmus``. Each parses its words, calls the package and prints.

Heavy imports wait inside the commands, so that ``isthmus --help`` answers at once.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

import click

from .analyses import buffer, exposure
from .dependence import dependence
from .options import (
    ATLAS,
    FILE,
    FOLDER,
    LANGUAGES,
    PRECISIONS,
    Formats,
    Group,
    layer_rows,
    open_atlas,
    table_text,
)
from .resilience import resilience
from .routes import gates, route

if TYPE_CHECKING:
    from pathlib import Path

    from isthmus.layers import Precision

#: What a map is written as follows the ending of its file.
MAP_ENDINGS = (".html", ".png", ".svg")

#: Exit status when the data have problems.
PROBLEMS = 1


@click.group(
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="\b\nExamples:\n"
    "  isthmus map -o map.html\n"
    "  isthmus check my-study/\n"
    "  isthmus export my-study/ -o out/ --format geojson",
)
@click.version_option(version("isthmus"), prog_name="isthmus")
def main() -> None:
    """Map production and transit networks: where does one narrow, and what would widen it.

    ATLAS is a folder of layer files (CSV, GeoJSON, GPKG, Parquet, XLSX; a layer's name is its file's) or one
    GPKG. Left out, it is the bundled atlas of Taiwan and Central Europe.
    """


@main.command(
    "map",
    epilog='\b\nExamples:\n  isthmus map my-study/ -o map.html --title "Our suppliers"\n'
    "  isthmus map -o map.png --lang pl",
)
@click.argument("atlas", type=ATLAS, required=False)
@click.option("-o", "--output", type=FILE, required=True, help="File to write: .html, .png or .svg.")
@click.option("--title", help="Heading of the page.")
@click.option(
    "--theme",
    type=click.Choice(["auto", "light", "dark"]),
    default="auto",
    show_default=True,
    help="Colours of the page; a figure has its own.",
)
@click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    default="en",
    show_default=True,
    help="Language of the interface; names from the data stay as they are.",
)
@click.option("--tiles", is_flag=True, help="Add a button that loads OpenStreetMap's tiles.")
def map_command(  # one for each option
    atlas: Path | None, output: Path, title: str | None, theme: str, lang: str, *, tiles: bool
) -> None:
    """Draw an atlas as one offline HTML file, or as a figure.

    The page needs no network. A figure for a report is a PNG or an SVG, by the ending of the file.
    """
    from isthmus import maps
    from isthmus.maps.resources import messages

    ending = output.suffix.lower()
    if ending not in MAP_ENDINGS:
        raise click.BadParameter(f"expected a file ending in {', '.join(MAP_ENDINGS)}, got {output.name!r}")
    if ending != ".html" and (tiles or theme != "auto"):
        raise click.UsageError(f"expected no --theme and no --tiles for a figure such as {output.name}")
    tables = open_atlas(atlas)
    heading = title or (messages(lang)["atlas.title"] if atlas is None else atlas.stem)
    if ending == ".png":
        maps.save_png(tables, output, title=heading, lang=lang)
    elif ending == ".svg":
        maps.save_svg(tables, output, title=heading, lang=lang)
    else:
        maps.Map(tables, title=heading, theme=theme, lang=lang, tiles=tiles).save(output)
    click.echo(f"Wrote {output} ({output.stat().st_size / 1e6:.1f} MB)")
    click.echo(layer_rows(tables))
    if ending == ".html":
        click.echo("Open it in any browser, with or without a network, or send it as it is.")


@main.command(
    epilog="\b\nExamples:\n"
    "  isthmus export my-study/ -o out/ --format gpkg,csv\n"
    "  isthmus export my-study/ -o to-share/ --precision region"
)
@click.argument("atlas", type=ATLAS, required=False)
@click.option("-o", "--output", type=FOLDER, required=True, help="Folder to write to.")
@click.option(
    "--format",
    "formats",
    type=Formats(),
    default="geojson",
    show_default=True,
    help="Of geojson, gpkg, parquet, fgb and csv, joined by commas.",
)
@click.option(
    "--precision",
    type=click.Choice(PRECISIONS),
    default="exact",
    show_default=True,
    help="Coarsen places, lines and zones to this before anything is written.",
)
def export(atlas: Path | None, output: Path, formats: tuple[str, ...], precision: Precision) -> None:
    """Write an atlas as files that a GIS opens: all of them or none.

    A GeoPackage holds all layers with their styles for QGIS; of the other formats there is a file a layer.
    data_dictionary.csv and datapackage.json tell what is in them.
    """
    from isthmus import layers

    tables = layers.coarsen(open_atlas(atlas), precision)
    for path in tables.write(output, formats=formats):
        click.echo(f"Wrote {path}")
    click.echo(layer_rows(tables))


@main.command(epilog="\b\nExample:\n  isthmus check my-study/ --json")
@click.argument("atlas", type=ATLAS)
@click.option("--json", "as_json", is_flag=True, help="Print the problems as JSON.")
@click.pass_context
def check(context: click.Context, atlas: Path, *, as_json: bool) -> None:
    """List everything that is wrong with the data of an atlas.

    The exit status is 0 if nothing is, 1 if something is.
    """
    import json
    from dataclasses import asdict

    from isthmus import layers

    problems = layers.check(atlas)
    if as_json:
        click.echo(json.dumps([asdict(problem) for problem in problems], ensure_ascii=False, indent=2))
    else:
        for problem in problems:
            click.echo(str(problem), err=True)
        click.echo(f"{atlas}: {len(problems) or 'no'} problem{'' if len(problems) == 1 else 's'}")
    context.exit(PROBLEMS if problems else 0)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def sources(*, as_json: bool) -> None:
    """List the bundled data sets and their licences."""
    from isthmus import layers

    table = layers.sources()
    click.echo(table.to_json(orient="records", force_ascii=False, indent=2) if as_json else table_text(table))


main.add_command(buffer)
main.add_command(exposure)
main.add_command(route)
main.add_command(gates)
main.add_command(dependence)
main.add_command(resilience)
