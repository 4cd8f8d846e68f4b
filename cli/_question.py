"""The options of every command that asks for a way, and how their words are understood."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, TypedDict

import click

from ._options import ATLAS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import geopandas as gpd

    from isthmus.geo import Weight
    from isthmus.layers import Atlas

__all__ = ["DEFAULTS", "QuestionOptions", "open_places", "question_options"]

#: What is asked where nothing is said; here again because help must not wait for the layers to be imported.
DEFAULTS = {"modes": "sea,rail,road", "by": "cost", "costs": "freight"}


class QuestionOptions(TypedDict):
    """A question as the options of a command say it: what `isthmus.layers.route` takes by these names."""

    modes: str
    by: Weight
    closed: gpd.GeoDataFrame | list[str]
    avoid: gpd.GeoDataFrame | None
    on: str | None
    costs: str


_OPTIONS = (
    click.option(
        "--modes",
        multiple=True,
        metavar="NAMES",
        default=[DEFAULTS["modes"]],
        show_default=True,
        help="Of sea, rail, road and air, joined by commas. May be repeated.",
    ),
    click.option(
        "--by",
        type=click.Choice(["cost", "time", "distance"]),
        default=DEFAULTS["by"],
        show_default=True,
        help="What makes a route the best.",
    ),
    click.option(
        "--closed",
        multiple=True,
        metavar="NAMES",
        help="What is shut: gates, ports, countries or risk zones, joined by commas. May be repeated.",
    ),
    click.option("--avoid", type=ATLAS, metavar="ZONES", help="File of zones to keep out of."),
    click.option(
        "--on", metavar="DATE", help="Day whose closures apply, or open. Left out, the day of the data."
    ),
    click.option(
        "--costs", default=DEFAULTS["costs"], show_default=True, help="Whose speeds and costs apply."
    ),
)


def question_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of a question, which it takes as ``question``."""

    @functools.wraps(command)
    def call(**values: Any) -> None:
        asked = {name: values.pop(name) for name in QuestionOptions.__annotations__}
        question = QuestionOptions(
            modes=",".join(asked["modes"]),
            by=asked["by"],
            closed=[name for names in asked["closed"] for name in names.split(",")],
            avoid=_read_zones(asked["avoid"]),
            on=asked["on"],
            costs=asked["costs"],
        )
        command(**values, question=question)

    return functools.reduce(lambda wrapped, option: option(wrapped), reversed(_OPTIONS), call)


def _read_zones(path: Path | None) -> gpd.GeoDataFrame | None:
    from isthmus import layers

    return None if path is None else layers.read_table(path)


def open_places(path: Path | None) -> Atlas | gpd.GeoDataFrame | None:
    """Return an atlas from its folder, or the points of a file."""
    from isthmus import layers

    if path is None:
        return None
    return layers.read(path) if path.is_dir() else layers.read_table(path)
