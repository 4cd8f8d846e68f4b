"""The commands on the bundled network: routes, where it narrows, and what is known of it."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from isthmus._choices import MOST_ALTERNATIVES

from ._options import (
    AS_JSON,
    ATLAS,
    FOLDER,
    PLAIN_TABLE,
    ROUTES,
    Command,
    align,
    fold,
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
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from isthmus.layers import Resilience

    from ._options import QuestionOptions


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
    ends = [f"From {first['origin']}", f"To   {first['destination']}", *_shut_lines(routes)]
    if limited := _closure_sentences(routes, "limited"):
        ends += ["On the way, though restricted or avoided:", *limited]
    ends += _policy_lines(routes)
    ends += [first["goods_by"]] if first["goods_by"] else []
    return "\n\n".join(["\n".join(ends), *(_legs_text(legs) for _, legs in routes.groupby("route"))])


def _shut_lines(routes: gpd.GeoDataFrame) -> list[str]:
    """Return what was shut that the route would else pass, or as was asked, and why; and how much besides."""
    first = routes.iloc[0]
    closed, reasons, passed = (
        str(first[column]).split("+") if first[column] else []
        for column in ("closed", "closed_by", "in_the_way")
    )
    told = [name for name, by in zip(closed, reasons, strict=True) if name in passed or by == "asked"]
    return [_shut_line(told, len(closed), first["on"]), *_closure_sentences(routes, "closed", told)]


def _shut_line(told: list[str], count: int, on: str) -> str:
    """Return what was shut, and how much besides that is off the way."""
    day = "" if on == "open" else f" on {on}"
    rest = count - len(told)
    listed = f" (isthmus gates --on {on} lists what was shut that day)" if day else ""
    besides = f"{rest} {'more ' if told else ''}off the way{listed}" if rest else ""
    return f"Shut{day}: {'; '.join(filter(None, [', '.join(told), besides])) or 'nothing'}"


def _closure_sentences(
    routes: gpd.GeoDataFrame, column: str, only: Collection[str] | None = None
) -> list[str]:
    """Return the sentences of the dated closures behind what was shut, or limited, or some of it only."""
    from isthmus import layers

    told = routes[[column, f"{column}_by"]].dropna().drop_duplicates().to_numpy()
    kinds = {
        (name, kind)
        for names, by in told
        for name, kind in zip(names.split("+"), by.split("+"), strict=True)
        if only is None or name in only
    }
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
@click.option("--demand", type=float, metavar="T_DAY", help="Tonnes a day, held against what gates take.")
def resilience(  # noqa: PLR0913 - one for each option
    *,
    atlas: Path | None,
    origins: str,
    destinations: str,
    output: Path,
    together: tuple[tuple[str, tuple[str, ...]], ...],
    demand: float | None,
    question: QuestionOptions,
) -> None:
    """Write where the network narrows between two sides, and what would widen it.

    Tables, layers for a GIS, a map, a brief, measures that help, and run.json, which tells how to repeat it.
    """
    from isthmus import layers, maps
    from isthmus.layers._redundancy.results import resilience_files

    drawn = [output / name for name in ("map.html", "brief.html", "brief.json", "measures.csv")]
    refuse_inputs([*resilience_files(output), *drawn], question["avoid"], atlas)
    tables, asked = open_atlas(atlas), {"origins": origins, "destinations": destinations}
    result = layers.resilience(tables, **asked, together=dict(together), **question)
    with _progress(len(layers.RESILIENCE_TABLES)) as step:
        written = layers.write_resilience(result, output, progress=step)
    maps.Map.of(result).save(drawn[0])
    found = layers.measures(result, demand=demand)
    for path in drawn[1:3]:
        maps.Brief.of(result, measures=found).save(path)
    layers.write_table(found.table, drawn[3])
    for line in (*(f"Wrote {path}" for path in [*written, *drawn]), *result.summary().sentences()):
        say(line)
    told = result.closures[result.closures["passes"] | (result.closures["kind"] == "asked")]
    shut = told.loc[told["taken"] == "shut", "title"].tolist()
    say(f"{_shut_line(shut, len(result.closed), result.question.on)}.")
    for taken, why in told.groupby("taken", sort=False)["sentence"]:
        say(f"Why, and taken as {taken}: {' '.join(filter(None, why))}")
    if result.question.policy:
        _say_policies(result)
    said = [result.criticality_sentence, result.widening_sentence, found.sentence]
    said = [f"Goods: {result.goods_sentence}", *said] if result.goods_sentence else said
    say("\n".join(filter(None, [*said, *found.table["sentence"].head(3)])))


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


_OUTPUT = click.option("-o", "--output", type=PLAIN_TABLE, help="File to write: .csv or .parquet.")


@click.command(
    cls=Command,
    epilog="\b\nExamples:\n  isthmus policies --on 2025-09-15\n  isthmus policies -o rules.csv",
)
@click.option("--on", metavar="DATE", help="Day on which they are in force. Left out, all of them.")
@_OUTPUT
@AS_JSON
def policies(*, on: str | None, output: Path | None, as_json: bool) -> None:
    """List the rules on transit and trade, in the sets by which --policy asks for them."""
    from isthmus import layers

    _show(layers.policies(on), ["policy", "effect", "sentence"], output, as_json=as_json)


def _show(table: pd.DataFrame, columns: list[str], output: Path | None, *, as_json: bool) -> None:
    """Write a table, or print it whole as JSON, or some of its columns as lines."""
    from isthmus import layers

    if output is not None:
        layers.write_table(table, output)
        say(f"Wrote {output} ({len(table)} rows)", err=as_json)
    if as_json:
        click.echo(table.to_json(orient="records", force_ascii=False, indent=2))
    elif output is None and len(table):
        click.echo(fold(table[columns].to_numpy().tolist()))


@click.command(cls=Command, epilog="\b\nExamples:\n  isthmus gates --json\n  isthmus gates --on 2025-09-15")
@click.option("--on", metavar="DATE", help="List instead what was shut or limited on a day, and why.")
@AS_JSON
def gates(*, on: str | None, as_json: bool) -> None:
    """List the passages that can be closed, by name.

    They are straits, canals, capes, borders, border posts, changes of gauge and airspaces.
    """
    from isthmus import layers

    if on is None:
        table = layers.gates().drop(columns="geometry")
        shown = ["name", "kind", "modes", "title"]
    else:
        table = layers.closures(on)
        shown = ["target", "kind", "modes", "sentence"]
    _show(table, shown, None, as_json=as_json)


@click.command(
    cls=Command,
    epilog="\b\nExamples:\n  isthmus disruptions\n  isthmus disruptions -o observed.csv",
)
@_OUTPUT
@AS_JSON
def disruptions(*, output: Path | None, as_json: bool) -> None:
    """List past disruptions with the effects that were observed of them."""
    from isthmus import layers

    _show(layers.disruptions(), ["disruption", "sentence"], output, as_json=as_json)


@click.command(cls=Command, epilog="\b\nExamples:\n  isthmus replay\n  isthmus replay -o score.csv")
@_OUTPUT
@AS_JSON
def replay(*, output: Path | None, as_json: bool) -> None:
    """Hold the model against past disruptions: what was observed beside what it says, misses first."""
    from isthmus import layers

    with show_clock("Replaying"):
        table = layers.replay()
    _show(table, ["verdict", "sentence"], output, as_json=as_json)
    counts = table["verdict"].value_counts()
    asked = ", ".join(f"{counts.get(verdict, 0)} {verdict}" for verdict in ("missed", "near", "inside"))
    modelled = len(table) - counts.get("not modelled", 0)
    say(f"Of {modelled} effects {asked}; {len(table) - modelled} more are not modelled.", err=as_json)
