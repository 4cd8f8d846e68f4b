"""The commands on the bundled transport network: routes between places, and the gates on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ._options import ATLAS, FILE, Command, say, stdout_or, to_stdout, working, written

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from isthmus.layers._transport.route import By

__all__ = ["gates", "route"]

#: Modes of transport, said here again because help must not wait for the network to be imported.
MODES = ("sea", "rail", "road", "air")


class Modes(click.ParamType[tuple[str, ...]]):
    """Modes of transport, joined by commas."""

    name = "modes"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Return the modes, each of them known."""
        modes = tuple(str(value).split(","))
        for mode in modes:
            if mode not in MODES:
                self.fail(f"expected modes of {', '.join(MODES)}, got {mode!r}", param, ctx)
        return modes


@click.command(
    cls=Command,
    epilog="\b\nExamples:\n"
    "  isthmus route Taichung Warsaw --mode sea,rail --close suez -o route.geojson\n"
    "  isthmus route TWKHH Prague --alternatives 3 -o routes.html\n"
    "  isthmus route Warsaw Minsk --mode rail --on 2025-09-15 -o route.gpkg\n"
    "  isthmus route -o route.csv -- -0.13,51.51 Gdynia",
)
@click.argument("origin", metavar="FROM")
@click.argument("destination", metavar="TO")
@click.option(
    "-o",
    "--output",
    type=FILE,
    required=True,
    help="File to write; its ending is its format, or .html for a map. - prints GeoJSON.",
)
@click.option(
    "--mode",
    "modes",
    type=Modes(),
    default="sea,rail,road",
    show_default=True,
    help="Of sea, rail, road and air, joined by commas.",
)
@click.option("--close", "closed", multiple=True, metavar="GATE", help="A gate to shut; may be repeated.")
@click.option("--avoid", type=ATLAS, metavar="ZONES", help="File of zones to keep out of.")
@click.option(
    "--alternatives",
    type=click.IntRange(1, 20),
    default=1,
    show_default=True,
    help="How many routes that really differ.",
)
@click.option(
    "--by",
    type=click.Choice(["cost", "time", "distance"]),
    default="cost",
    show_default=True,
    help="What makes a route the best.",
)
@click.option("--on", metavar="DATE", help="Apply what is closed on this ISO date.")
@click.option("--scenario", default="freight", show_default=True, help="Whose speeds and costs apply.")
@click.option(
    "--places", type=ATLAS, metavar="PATH", help="Folder of an atlas, or file of points: their ids are ends."
)
def route(  # noqa: PLR0913, PLR0917  # one parameter an option
    origin: str,
    destination: str,
    output: Path,
    modes: tuple[str, ...],
    closed: tuple[str, ...],
    avoid: Path | None,
    alternatives: int,
    by: By,
    on: str | None,
    scenario: str,
    places: Path | None,
) -> None:
    """Write the best route between two places, leg by leg.

    FROM and TO are names of cities or ports ("Taichung", "Chaozhou, TW"), UN/LOCODEs, IATA codes, ids of
    your own places or of the bundled atlas, or longitude,latitude. A change of modes is a leg of its own.
    """
    from isthmus import layers
    from isthmus.geo import ArgumentError

    try:
        with working("Routing"):
            routes = layers.route(
                origin,
                destination,
                modes=modes,
                closed=closed,
                avoid=None if avoid is None else layers.read_table(avoid),
                on=on,
                by=by,
                alternatives=alternatives,
                scenario=scenario,
                places=None if places is None else _points(places),
            )
    except ArgumentError as error:
        raise click.UsageError(str(error)) from None
    with written(output, ".geojson") as target:
        _write(routes, target)
    say(f"{_routes_text(routes)}\n\nWrote {stdout_or(output)} ({len(routes)} rows)", err=to_stdout(output))


@click.command(cls=Command, epilog="\b\nExample:\n  isthmus gates --json")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def gates(*, as_json: bool) -> None:
    """List the passages that can be closed, by name.

    They are straits, canals, capes, borders, border posts, changes of gauge and airspaces.
    """
    from isthmus import layers

    table = layers.gates().drop(columns="geometry")
    if as_json:
        click.echo(table.to_json(orient="records", force_ascii=False, indent=2))
        return
    click.echo(_aligned(table[["name", "kind", "modes", "title"]].to_numpy().tolist()))


def _points(path: Path) -> gpd.GeoDataFrame:
    """Return the places of an atlas, or the points of a file."""
    from isthmus import layers

    return layers.read(path).places if path.is_dir() else layers.read_table(path)


def _routes_text(routes: gpd.GeoDataFrame) -> str:
    """Return what was matched at the ends, and each route as a line a leg."""
    ends = f"From {routes['origin'].iloc[0]}\nTo   {routes['destination'].iloc[0]}"
    return "\n\n".join([ends, *(_legs_text(legs) for _, legs in routes.groupby("route"))])


def _legs_text(legs: gpd.GeoDataFrame) -> str:
    """Return a route as a line a leg, and what it passes."""
    total = legs.iloc[-1]
    rows = [
        [mode, f"{start} - {end}", f"{km:,.0f} km", f"{h:,.0f} h", f"{cost:,.0f} USD/t"]
        for mode, start, end, km, h, cost in legs[["mode", "from", "to", "km", "h", "cost_usd_t"]].to_numpy()
    ]
    gates = total["gates"].replace("+", ", ") or "no gate"
    return f"Route {total['route']}, through {gates}\n{_aligned(rows, right=3)}"


def _aligned(rows: list[list[str]], *, right: int = 0) -> str:
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


def _write(routes: gpd.GeoDataFrame, output: Path) -> None:
    """Write routes as a map with the gates they pass, or as a table, by the ending of the file."""
    from isthmus import layers

    if output.suffix.lower() != ".html":
        layers.write_table(routes, output)
        return
    from isthmus import maps

    maps.Map.of(routes).save(output)
