"""The commands on the bundled transport network: routes, and where it narrows."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from isthmus._choices import MOST_ALTERNATIVES

from ._lists import align
from ._options import (
    ATLAS,
    FOLDER,
    ROUTES,
    Command,
    is_quiet,
    lend_output,
    on_terminal,
    open_atlas,
    question_options,
    refuse_inputs,
    say,
    show_clock,
    stdout_or,
    to_stdout,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import geopandas as gpd

    from isthmus.layers import Resilience

    from ._options import QuestionOptions

__all__ = ["resilience", "route"]


@click.command(
    cls=Command,
    epilog="\b\nExamples:\n"
    "  isthmus route Taichung Warsaw --modes sea,rail --closed suez -o route.geojson\n"
    "  isthmus route TWKHH Prague --alternatives 3 -o routes.html\n"
    "  isthmus route Warsaw Minsk --modes rail --on 2025-09-15 -o route.gpkg\n"
    "  isthmus route -o route.csv -- -0.13,51.51 Gdynia",
)
@click.argument("origin", metavar="FROM")
@click.argument("destination", metavar="TO")
@click.option(
    "-o",
    "--output",
    type=ROUTES,
    required=True,
    help="File to write; its ending is its format, or .html for a map. - prints GeoJSON.",
)
@question_options
@click.option(
    "--alternatives",
    type=click.IntRange(1, MOST_ALTERNATIVES),
    default=1,
    show_default=True,
    help="How many routes that really differ.",
)
@click.option(
    "--places", type=ATLAS, metavar="PATH", help="Folder of an atlas, or file of points: their ids are ends."
)
def route(
    *,
    origin: str,
    destination: str,
    output: Path,
    alternatives: int,
    places: Path | None,
    question: QuestionOptions,
) -> None:
    """Write the best route between two places, leg by leg.

    FROM and TO are names of cities or ports ("Taichung", "Chaozhou, TW"), UN/LOCODEs, IATA codes, ids of
    your own places or of the bundled atlas, or longitude,latitude. A change of modes is a leg of its own.
    """
    from isthmus import layers

    refuse_inputs([output], question["avoid"], places)
    with show_clock("Routing"):
        routes = layers.route(origin, destination, **question, places=places, alternatives=alternatives)
    with lend_output(output, ".geojson") as target:
        _write_routes(routes, target)
    say(f"{_routes_text(routes)}\n\nWrote {stdout_or(output)} ({len(routes)} rows)", err=to_stdout(output))


def _routes_text(routes: gpd.GeoDataFrame) -> str:
    """Return what was matched at the ends and what was shut, and each route as a line a leg."""
    first = routes.iloc[0]
    shut = str(first["closed"] or "nothing").replace("+", ", ")
    day = "" if first["on"] == "open" else f" on {first['on']}"
    ends = [f"From {first['origin']}", f"To   {first['destination']}", f"Shut{day}: {shut}"]
    ends += _closure_sentences(routes, "closed")
    if limited := _closure_sentences(routes, "limited"):
        ends += ["On the way, though restricted or avoided:", *limited]
    ends += _policy_lines(routes)
    return "\n\n".join(["\n".join(ends), *(_legs_text(legs) for _, legs in routes.groupby("route"))])


def _closure_sentences(routes: gpd.GeoDataFrame, column: str) -> list[str]:
    """Return the sentences of the dated closures behind what was shut, or limited."""
    from isthmus import layers

    told = routes[[column, f"{column}_by"]].dropna().drop_duplicates().to_numpy()
    kinds = {pair for names, by in told for pair in zip(names.split("+"), by.split("+"), strict=True)}
    table = layers.closures(routes["on"].iloc[0])
    rows = zip(table["target"], table["kind"], table["sentence"], strict=True)
    return [f"  {said}" for names, kind, said in rows if kinds & {(name, kind) for name in names.split("+")}]


def _policy_lines(routes: gpd.GeoDataFrame) -> list[str]:
    """Return what the policies barred, what they say besides, and how the best route differs without them."""
    from isthmus import layers

    first = routes.iloc[0]
    if not first["policy"]:
        return []
    lines = [f"Policies: {str(first['policy']).replace('+', ', ')}"]
    lines += [f"Barred: {str(first['barred'] or 'nothing').replace('+', ', ')}. {first['without_policy']}"]
    rules = layers.policies().set_index("id")["sentence"]
    told = dict.fromkeys(name for names in routes["told"].dropna() for name in names.split("+"))
    return [*lines, *(["To weigh besides:"] if told else []), *(f"  {rules[name]}" for name in told)]


def _legs_text(legs: gpd.GeoDataFrame) -> str:
    """Return a route as a line a leg, and what it passes."""
    total = legs.iloc[-1]
    rows = [
        [mode, f"{start} - {end}", f"{km:,.0f} km", f"{h:,.0f} h", f"{cost:,.0f} USD/t"]
        for mode, start, end, km, h, cost in legs[["mode", "from", "to", "km", "h", "usd_t"]].to_numpy()
    ]
    gates = total["gates"].replace("+", ", ") or "no gate"
    return f"Route {total['route']}, through {gates}\n{align(rows, right=3)}"


def _write_routes(routes: gpd.GeoDataFrame, output: Path) -> None:
    """Write routes as a map with the gates they pass, or as a table, by the ending of the file."""
    from isthmus import layers

    if output.suffix.lower() != ".html":
        layers.write_table(routes, output)
        return
    from isthmus import maps

    maps.Map.of(routes).save(output)


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
    from isthmus.layers._redundancy.results import resilience_files

    written = [*resilience_files(output), output / "map.html"]
    refuse_inputs(written, question["avoid"], atlas)
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
    if result.question.policy:
        _say_policies(result)


def _say_policies(result: Resilience) -> None:
    """Print what the policies barred, what they say besides, and how the best routes differ without them."""
    said = result.policies[result.policies["passes"]].groupby("taken")["sentence"].agg(" ".join)
    say(f"Policies: {', '.join(result.question.policy)}. {result.policy_sentence}")
    for taken, head in (("barred", "Barred"), ("told", "To weigh besides")):
        if taken in said:
            say(f"{head}: {said[taken]}")


@contextmanager
def _progress(steps: int) -> Iterator[Callable[[str], None]]:
    """Show on a terminal how far the work is; a pipe gets nothing."""
    if not on_terminal() or is_quiet(click.get_current_context()):
        yield lambda _: None
        return
    with click.progressbar(length=steps, label="Searching", file=sys.stderr) as bar:
        yield lambda _: bar.update(1)
