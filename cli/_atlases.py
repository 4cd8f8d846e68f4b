"""The commands that take an atlas as a whole: begin one, check, draw and write it, and its daily figures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from isthmus._choices import LANGUAGES, PRECISIONS, OnInvalid, Precision, Ships

from ._options import (
    AS_JSON,
    ATLAS,
    FOLDER,
    ON_INVALID,
    PLAIN_TABLE,
    Command,
    Formats,
    OutputFile,
    is_quiet,
    layer_rows,
    lend_output,
    open_atlas,
    refuse_inputs,
    say,
    show_clock,
    stdout_or,
    table_text,
    to_stdout,
)

if TYPE_CHECKING:
    from isthmus.layers import Atlas

#: What a map is written as follows the ending of its file.
MAP_ENDINGS = (".html", ".png", ".svg")

#: Exit status when the data have problems.
PROBLEMS = 1


#: What a replay says that has nothing to tell.
NONE_BEFELL = "None of the past disruptions befell one of these places in these days."


@click.command(cls=Command, epilog="\b\nExample:\n  isthmus init my-study/")
@click.argument("folder", type=FOLDER)
def init(folder: Path) -> None:
    """Write a small atlas that works, to be changed into your own."""
    from isthmus import layers

    for path in layers.write_starter(folder):
        say(f"Wrote {path}")
    say(f"Next: isthmus map {folder} -o map.html")


@click.command(
    "map",
    cls=Command,
    epilog='\b\nExamples:\n  isthmus map my-study/ -o map.html --title "Our suppliers"\n'
    "  isthmus map -o map.png --lang pl\n"
    "  isthmus map my-study/ -o - | gzip > map.html.gz",
)
@click.argument("atlas", type=ATLAS, required=False)
@click.option(
    "-o",
    "--output",
    type=OutputFile(*MAP_ENDINGS),
    required=True,
    help="File to write: .html, .png or .svg; - prints the page.",
)
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
@ON_INVALID
def map_(  # noqa: PLR0913 - one for each option
    atlas: Path | None,
    output: Path,
    title: str | None,
    theme: str,
    lang: str,
    *,
    tiles: bool,
    on_invalid: OnInvalid,
) -> None:
    """Draw an atlas as one offline HTML file, or as a figure.

    The page needs no network. A figure for a report is a PNG or an SVG, by the ending of the file.
    """
    from isthmus.maps._messages import messages

    ending = ".html" if to_stdout(output) else output.suffix.lower()
    _check_map_call(output, ending, on_invalid, for_page=tiles or theme != "auto")
    refuse_inputs([output], atlas)
    with show_clock("Drawing the map"):
        tables = open_atlas(atlas, on_invalid=on_invalid)
        name = messages(lang)["atlas.title"] if atlas is None else tables.about.title or atlas.stem
        with lend_output(output, ending) as path:
            _draw(tables, path, title=title or name, theme=theme, lang=lang, tiles=tiles)
            size = path.stat().st_size
    _tell_map(tables, output, size, lang)


def _check_map_call(output: Path, ending: str, on_invalid: OnInvalid, *, for_page: bool) -> None:
    """Refuse options that do not go together."""
    if ending != ".html" and for_page:
        raise click.UsageError(f"expected no --theme and no --tiles for a figure such as {output.name}")
    if to_stdout(output) and on_invalid == "skip":
        raise click.UsageError("expected a file for -o: rows left out are written beside it")


def _draw(tables: Atlas, path: Path, *, title: str, theme: str, lang: str, tiles: bool) -> None:
    from isthmus import maps

    match path.suffix.lower():
        case ".png":
            maps.save_png(tables, path, title=title, lang=lang)
        case ".svg":
            maps.save_svg(tables, path, title=title, lang=lang)
        case _:
            maps.Map(tables, title=title, theme=theme, lang=lang, tiles=tiles).save(path)


def _tell_map(tables: Atlas, output: Path, size: int, lang: str) -> None:
    """Print what was written and what leaves with it; on stderr where standard output is the page itself."""
    from isthmus.maps._description import describe_sharing

    err = to_stdout(output)
    if not err:
        for path in _write_rejected(tables, output.with_suffix(".rejected.csv")):
            say(f"Wrote {path}")
    say(f"Wrote {stdout_or(output)} ({size / 1e6:.1f} MB)", err=err)
    say(layer_rows(tables), err=err)
    for line in describe_sharing(tables, lang):
        say(line, err=err)
    _tell_personal(tables, err=err)
    if output.suffix.lower() == ".html":
        say("Open it in any browser, with or without a network, or send it as it is.")


def _tell_personal(tables: Atlas, *, err: bool = False) -> None:
    """Print which columns hold people, or keys to something, by their looks, before somebody sends them."""
    from isthmus.layers._tables.atlas_schemas import personal_columns

    for column in personal_columns(dict(tables.tables())):
        say(f"{column} looks personal or secret; leave it out if nobody is to read it", err=err)


def _write_rejected(tables: Atlas, path: Path) -> list[Path]:
    """Write the rows that were left out, if any were; a file of an earlier run does not stay as it was."""
    return [tables.write_rejected(path)] if tables.rejected or path.exists() else []


@click.command(
    cls=Command,
    epilog="\b\nExamples:\n"
    "  isthmus export my-study/ -o out/ --format gpkg,csv\n"
    "  isthmus export my-study/ -o to-share/ --precision region",
)
@click.argument("atlas", type=ATLAS, required=False)
@click.option("-o", "--output", type=FOLDER, required=True, help="Folder to write to.")
@click.option(
    "--format",
    "formats",
    type=Formats(),
    default="geojson",
    show_default=True,
    help="Of geojson, gpkg, parquet, fgb, csv and xlsx, joined by commas.",
)
@click.option(
    "--precision",
    type=click.Choice(PRECISIONS),
    default="exact",
    show_default=True,
    help="Coarsen places, lines and zones to this before anything is written.",
)
@ON_INVALID
def export(
    atlas: Path | None, output: Path, formats: tuple[str, ...], precision: Precision, on_invalid: OnInvalid
) -> None:
    """Write an atlas as files that a GIS opens: all of them or none.

    A GeoPackage holds all layers with their styles for QGIS; of the other formats there is a file a layer.
    data_dictionary.csv and datapackage.json tell what is in them. Rows left out by --on-invalid skip go to
    rejected.csv; of a coarsened export, to a file beside the folder, since they are as exact as they were.
    """
    from isthmus import layers

    if to_stdout(output):
        raise click.UsageError("expected a folder for -o: an export is several files")
    _refuse_own_folder(atlas, output, formats)
    with show_clock("Writing the layers"):
        tables = open_atlas(atlas, on_invalid=on_invalid)
        paths = layers.coarsen(tables, precision).write(output, formats=formats)
    if precision != "exact":
        beside = output.resolve()  # "." has no name to put another beside
        paths += _write_rejected(tables, beside.with_name(f"{beside.name}.rejected.csv"))
    say("\n".join(f"Wrote {path}" for path in paths))
    say(layer_rows(tables))
    _tell_personal(tables)


def _refuse_own_folder(atlas: Path | None, output: Path, formats: tuple[str, ...]) -> None:
    """Refuse an export into the folder it is made of: beside its sources, copies would be read as layers."""
    from isthmus.layers import PLAIN_SCHEMAS, SCHEMAS

    names = [*SCHEMAS, *PLAIN_SCHEMAS, "atlas"]  # of a GeoPackage
    refuse_inputs([output / f"{name}.{ending}" for name in names for ending in formats], atlas)


@click.command(
    cls=Command,
    epilog="\b\nExamples:\n  isthmus check my-study/ --json\n"
    "  isthmus check my-study/ --fix-hints -o my-study/isthmus.toml",
)
@click.argument("atlas", type=ATLAS)
@click.option("--json", "as_json", is_flag=True, help="Print the problems and notes as JSON.")
@click.option(
    "--fix-hints",
    is_flag=True,
    help="Print the isthmus.toml that settles how the files are read, with what can't be known as comments.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    help="New file for the hints; one that is there is never replaced.",
)
@click.pass_context
def check(
    context: click.Context, atlas: Path, *, as_json: bool, fix_hints: bool, output: Path | None
) -> None:
    """List everything that is wrong with the data of an atlas, and notes on what was taken for granted.

    The exit status is 0 if nothing is wrong, 1 if something is.
    """
    _check_hints_call(output, as_json=as_json, fix_hints=fix_hints)
    import json
    from dataclasses import asdict

    from isthmus import layers

    with show_clock("Checking"):
        found = layers.check(atlas)
        text = layers.hints(atlas) if fix_hints else ""
    if fix_hints:
        _give_hints(text, output)
    wrong = sum(problem.severity == "problem" for problem in found)
    if as_json:
        click.echo(json.dumps([asdict(problem) for problem in found], ensure_ascii=False, indent=2))
    else:
        for problem in found:
            if problem.severity == "problem" or not is_quiet(context):
                click.echo(str(problem), err=True)
        counts = [_count_words(wrong, "problem")] + [_count_words(len(found) - wrong, "note")] * (
            len(found) > wrong
        )
        say(f"{atlas}: {', '.join(counts)}", err=fix_hints)
    context.exit(PROBLEMS if wrong else 0)


def _check_hints_call(output: Path | None, *, as_json: bool, fix_hints: bool) -> None:
    """Refuse options that do not go together, and a file that is there."""
    if output is not None and not fix_hints:
        raise click.UsageError("expected --fix-hints with -o: a check itself writes no file")
    if as_json and fix_hints:
        raise click.UsageError("expected --json or --fix-hints: both print to standard output")
    if output is not None and not to_stdout(output) and output.exists():
        raise click.UsageError(f"expected a new file for -o, {output} is there already")


def _give_hints(text: str, output: Path | None) -> None:
    """Print hints, or write them to a new file."""
    if output is None or to_stdout(output):
        click.echo(text, nl=False)
        return
    with output.open("x", encoding="utf-8") as file:
        file.write(text)
    say(f"Wrote {output}", err=True)


def _count_words(count: int, what: str) -> str:
    return f"{count or 'no'} {what}{'' if count == 1 else 's'}"


@click.command(cls=Command, epilog="\b\nExample:\n  isthmus sources --json")
@AS_JSON
def sources(*, as_json: bool) -> None:
    """List the bundled data sets and their licences."""
    from isthmus import layers

    table = layers.sources()
    click.echo(table.to_json(orient="records", force_ascii=False, indent=2) if as_json else table_text(table))


@click.command(
    cls=Command,
    epilog="\b\nExamples:\n  isthmus traffic my-study/\n"
    "  isthmus traffic my-study/ --replay --ships container -o replay.csv",
)
@click.argument("atlas", type=ATLAS)
@click.option("-o", "--output", type=PLAIN_TABLE, help="File to write: .csv or .parquet. - prints CSV.")
@click.option("--ships", type=click.Choice(get_args(Ships)), default="all", show_default=True, help="Which.")
@click.option("--on", metavar="DATE", help="Last of the seven days. Left out, the last that is there.")
@click.option("--usual", metavar="PERIOD", help="What is usual, such as 2023. Left out, 52 weeks before.")
@click.option("--replay", is_flag=True, help="Tell of past disruptions instead of the last days.")
def traffic(
    *, atlas: Path, output: Path | None, ships: Ships, on: str | None, usual: str | None, replay: bool
) -> None:
    """Tell how many ships pass and call beside the usual, from daily figures of PortWatch in an atlas.

    The figures are read from its tables transits and port_calls, as they were downloaded: none is fetched.
    """
    from isthmus import layers

    if replay and (on or usual):
        raise click.UsageError("--replay has days of its own: leave out --on and --usual")
    if output is not None:
        refuse_inputs([output], atlas)
    told = open_atlas(atlas)
    if replay:
        table = layers.replay_traffic(told, ships=ships)
    else:
        table = layers.traffic(told, ships=ships, on=on, usual=usual)
    if output is None:
        click.echo("\n".join(table["sentence"]) or NONE_BEFELL)
        return
    with lend_output(output, ".csv") as target:
        layers.write_table(table, target)
    say(f"Wrote {stdout_or(output)} ({len(table)} rows)", err=to_stdout(output))
