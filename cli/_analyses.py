"""The commands that compute: each reads files, calls one function of `isthmus.layers`, and writes a file."""

from __future__ import annotations

import json
import re
import reprlib
from itertools import chain
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from isthmus._choices import COST_MODEL, GUIDELINES, PathKind

from ._options import (
    ATLAS,
    Command,
    OutputFile,
    lend_output,
    open_atlas,
    question_options,
    refuse_inputs,
    say,
    show_clock,
    stdout_or,
    to_stdout,
)
from ._parts import PARTS, PARTS_HELP, SCHEDULER, count_parts, work_on

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    from isthmus.layers import Components

    from ._options import QuestionOptions


#: Kilometres in each unit that a distance may be given in.
UNITS = {"m": 0.001, "km": 1.0, "nm": 1.852}


_THRESHOLDS = click.option(
    "--thresholds",
    type=click.Choice(GUIDELINES),
    default=GUIDELINES[0],
    show_default=True,
    help="Whose words for concentration.",
)


class Distances(click.ParamType[tuple[float, ...]]):
    """Distances with their units, joined by commas, such as ``10km,50km``; kilometres come out."""

    name = "distances"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, ...]:
        """Return the kilometres of each."""
        texts = str(value).split(",")
        found = [re.fullmatch(r"(\d+(?:\.\d+)?)\s*(m|km|nm)", text.strip()) for text in texts]
        if not all(match and 0 < float(match[1]) < inf for match in found):
            self.fail(f"expected a distance such as 10km, 500m or 5nm, got {reprlib.repr(value)}", param, ctx)
        return tuple(float(match[1]) * UNITS[match[2]] for match in found if match)


def _layer_option(name: str, file: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return the option that names a layer or sheet of a file."""
    return click.option(name, metavar="NAME", help=f"Layer or sheet of {file}, where it has several.")


@click.command(
    cls=Command,
    epilog="\b\nExample:\n  isthmus buffer corridors.geojson --radius 10km,50km -o bands.gpkg",
)
@click.argument("file", type=ATLAS)
@click.option(
    "-r",
    "--radius",
    "radii",
    type=Distances(),
    multiple=True,
    required=True,
    help="Such as 10km,50km; may be repeated.",
)
@click.option("-o", "--output", type=PARTS, required=True, help=PARTS_HELP)
@click.option(
    "--tolerance",
    type=click.FloatRange(1e-5, 0.1),
    default=1e-3,
    show_default=True,
    help="Share of the radius.",
)
@click.option(
    "--path",
    type=click.Choice(get_args(PathKind)),
    help="What is between two vertices; if not said, the geodesic of lines, a straight edge of polygons.",
)
@click.option("--dissolve", is_flag=True, help="Unite the bands of all rows.")
@_layer_option("--layer", "FILE")
@SCHEDULER
def buffer(  # noqa: PLR0913 - one parameter an option
    *,
    file: Path,
    radii: tuple[tuple[float, ...], ...],
    output: Path,
    tolerance: float,
    path: PathKind | None,
    dissolve: bool,
    layer: str | None,
    scheduler: str | None,
) -> None:
    """Write bands of distance around features.

    Distances are measured on the ellipsoid, within the tolerance anywhere on Earth. A folder of GeoParquet
    becomes a folder, a part at a time; what was stopped goes on where it was.
    """
    from isthmus import layers

    refuse_inputs([output], file)
    with work_on("Drawing the bands", file, output, scheduler):
        table = layers.read_table(file, layer=layer)
        bands = layers.buffer(table, [*chain(*radii)], tolerance=tolerance, path=path, dissolve=dissolve)
        with lend_output(output, ".geojson") as target:
            layers.write_table(bands, target)
    done = f"{count_parts(output)} parts" if file.is_dir() else f"{len(bands)} rings around {len(table)} rows"
    say(f"Wrote {stdout_or(output)} ({done})", err=to_stdout(output))


@click.command(
    cls=Command,
    epilog="\b\nExample:\n"
    "  isthmus exposure corridors.geojson risk_zones.geojson --on 2025-09-15 -o exposure.csv",
)
@click.argument("lines", type=ATLAS)
@click.argument("zones", type=ATLAS)
@click.option("-o", "--output", type=PARTS, required=True, help=PARTS_HELP)
@click.option("--on", metavar="DATE", help="Only zones in force on this ISO date count.")
@click.option(
    "--band", "bands", type=Distances(), multiple=True, help="Around the zones, by commas; may be repeated."
)
@click.option(
    "--all-hazards",
    is_flag=True,
    help="Count every zone for every line, not only for the modes that its kind hinders.",
)
@click.option("--costs", default=COST_MODEL, show_default=True, help="By whose speeds kilometres are hours.")
@click.option(
    "--path", type=click.Choice(get_args(PathKind)), help="What lines and edges are. Left out, by their kind."
)
@_layer_option("--lines-layer", "LINES")
@_layer_option("--zones-layer", "ZONES")
@SCHEDULER
def exposure(  # noqa: PLR0913 - one parameter an option
    *,
    lines: Path,
    zones: Path,
    output: Path,
    on: str | None,
    bands: tuple[tuple[float, ...], ...],
    all_hazards: bool,
    costs: str,
    path: PathKind | None,
    lines_layer: str | None,
    zones_layer: str | None,
    scheduler: str | None,
) -> None:
    """Write how far lines run inside zones, and in bands around them.

    Each line is measured inside each zone, and inside any zone, where overlapping ones count once. A zone
    counts for the modes that its kind of hazard hinders: a closed airspace for flights alone. LINES may be a
    folder of GeoParquet, which becomes a folder, a part at a time; what was stopped goes on where it was.
    """
    from isthmus import layers

    refuse_inputs([output], lines, zones)
    with work_on("Measuring", lines, output, scheduler):
        table = layers.exposure(
            layers.read_table(lines, layer=lines_layer),
            layers.read_table(zones, layer=zones_layer),
            on=on,
            bands_km=[*chain(*bands)],
            all_hazards=all_hazards,
            costs=costs,
            path=path,
        )
        with lend_output(output, ".geojson") as target:
            layers.write_table(table, target)
    if lines.is_dir():
        done = f"{count_parts(output)} parts"
    else:
        met = table.dropna(subset="zone_id") if "zone_id" in table else table[table["km"] > 0]
        done = f"{len(met)} meetings of a line and a zone"
    say(f"Wrote {stdout_or(output)} ({done})", err=to_stdout(output))


@click.command(
    cls=Command,
    epilog="\b\nExample:\n  isthmus dependence flows.csv -o dependence.csv --thresholds eu-2004",
)
@click.argument("flows", type=ATLAS)
@click.option(
    "-o",
    "--output",
    type=OutputFile(".csv", ".parquet"),
    required=True,
    help="File to write: .csv or .parquet. - prints CSV.",
)
@_THRESHOLDS
@click.option("--over-time", is_flag=True, help="Write how shares and indices change from period to period.")
@click.option("--complete", is_flag=True, help="The flows are all there are, so that their sum is the total.")
@click.option(
    "--about",
    type=click.FloatRange(0, 1),
    default=0.1,
    show_default=True,
    help="By which share a figure that is said to be about so much may be off.",
)
def dependence(
    flows: Path, output: Path, thresholds: str, *, over_time: bool, complete: bool, about: float
) -> None:
    """Write on whom countries depend: shares of buyers and suppliers, and how concentrated they are.

    FLOWS has columns origin, destination and quantity, and product, unit and period where they differ. What
    no flow names stays unknown: shares and indices are the lowest and the highest that the flows allow.
    """
    from isthmus import layers

    refuse_inputs([output], flows)
    told, chosen = layers.read_table(flows, places=False), layers.THRESHOLDS[thresholds]
    ask = layers.dependence_over_time if over_time else layers.dependence
    table = ask(told, thresholds=thresholds, complete=complete, about=about)
    with lend_output(output, ".csv") as target:
        layers.write_table(table, target)
    markets = table.drop_duplicates(["side", "country", "product", "unit", "period"])
    if over_time:
        counts = markets["change"].value_counts()
        found = ", ".join(f"{word} in {counts.get(word, 0)}" for word in ("up", "down", "none", "unclear"))
        result = f"Change of concentration from one period to the next: {found}."
    else:
        result = f"{markets['total'].notna().sum()} of {len(markets)} markets have a known total."
    err = to_stdout(output)
    say(f"Wrote {stdout_or(output)} ({len(table)} partners)", err=err)
    levels = f"Concentration is moderate from {chosen.moderate:g} and high from {chosen.high:g}"
    say(f"{result} {levels}: {chosen.source}.", err=err)


class ComponentsOutput(OutputFile):
    """A file for the parts, or for all of a result as JSON; a name without an ending is a folder's."""

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> str | bytes | os.PathLike[str]:
        """Return the path, its ending known, or a folder."""
        path = Path(value)
        return super().convert(value, param, ctx) if path.suffix or str(path) == "-" else path


@click.command(
    cls=Command,
    epilog="\b\nExamples:\n  isthmus components -o parts.csv\n"
    "  isthmus components my-study/ --to PL -o out/\n"
    "  isthmus components --to Warsaw -o parts.html",
)
@click.argument("atlas", type=ATLAS, required=False)
@click.option(
    "--to", "destination", metavar="PLACE", help="Where parts go, to tell the gates their ways share."
)
@click.option(
    "-o",
    "--output",
    type=ComponentsOutput(".csv", ".parquet", ".xlsx", ".gpkg", ".json", ".html"),
    help="File for the parts (.csv, .parquet, .xlsx, .gpkg), for all (.json) or for a map (.html), or a "
    "folder for all tables.",
)
@question_options
@click.option(
    "--least-known",
    type=click.FloatRange(0, 1),
    default=0.5,
    show_default=True,
    help="Share of a whole to be told before an index of its concentration is.",
)
@_THRESHOLDS
@click.option("--stop", metavar="NAME", help="Tell what runs short if this country, site or gate stops.")
@click.option("--part", metavar="NAME", help="Of --stop: the one component that stops.")
@click.option("--weeks", type=float, help="Of --stop: for how long. Left out, until sources work again.")
@click.option("--cases", is_flag=True, help="Of --stop: let published cases stand for what is not told.")
@click.option("--json", "as_json", is_flag=True, help="Print all of it as JSON.")
def components(  # noqa: PLR0913 - one parameter an option
    *,
    atlas: Path | None,
    destination: str | None,
    output: Path | None,
    question: QuestionOptions,
    least_known: float,
    thresholds: str,
    stop: str | None,
    part: str | None,
    weeks: float | None,
    cases: bool,
    as_json: bool,
) -> None:
    """Tell what has no second source: where parts are made, and what can't be made without a country.

    Shares are those that the atlas tells; what is left of a whole after them is anybody's, so that every
    number is the least and the most that they allow.
    """
    from isthmus import layers

    if output is not None:
        refuse_inputs([output], atlas)
    if stop is None and (part or weeks is not None or cases):
        raise click.UsageError("--part, --weeks and --cases are of --stop: say what stops")
    with show_clock("Following the parts"):
        result = layers.components(
            open_atlas(atlas),
            destination=destination,
            least_known=least_known,
            thresholds=thresholds,
            **question,
        )
        said = (
            []
            if stop is None
            else result.survival(cases=cases).stop(stop, part=part, weeks=weeks).sentences()
        )
        record = result.record() | ({} if stop is None else {"stop": said})
        text = json.dumps(record, ensure_ascii=False, indent=2) if as_json else str(result)
        written = [] if output is None else _write_components(result, output)
    click.echo(text if as_json else "\n".join((text, *said)))
    if written:
        say("\n".join(f"Wrote {path}" for path in written), err=as_json)


def _write_components(result: Components, output: Path) -> list[Path]:
    if output.suffix.lower() != ".html":
        return result.write(output)
    from isthmus import maps

    maps.Map.of(result).save(output)
    return [output]
