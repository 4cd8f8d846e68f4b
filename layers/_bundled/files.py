"""The data bundled with the package: where they lie, what is owed for them, and the small ones among them."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

Outline = float | tuple[tuple[float, float], ...]
"""The outline of a mark: the radius of a disc, or the corners of a polygon."""


def data_path(name: str) -> AbstractContextManager[Path]:
    """Return a bundled file or folder as a path, for the length of a ``with`` block.

    Parameters
    ----------
    name : str
        Its path inside ``layers/data``, parts split by ``/``.

    Examples
    --------
    >>> with data_path("atlas") as folder:
    ...     (folder / "factories.csv").exists()
    True
    """
    return resources.as_file(resources.files("isthmus.layers.data").joinpath(*name.split("/")))


def sources() -> pd.DataFrame:
    """Return every bundled data set.

    Returns
    -------
    pandas.DataFrame
        Columns ``name``, ``what``, ``version``, ``licence``, ``date``, ``attribution`` and ``url``, as text.

    Examples
    --------
    >>> sources().set_index("name").loc["atlas", "licence"]
    'CC BY 4.0'
    """
    with data_path("SOURCES.json") as path:
        return pd.DataFrame(json.loads(path.read_text(encoding="utf-8")), dtype="str")


def impacts() -> pd.DataFrame:
    """Return published delays, costs and capacities: what a closure did, as low and high figures.

    Returns
    -------
    pandas.DataFrame
        One row a figure: ``id``; ``topic`` (sea, rail, ...); ``what`` was measured; ``low`` and ``high``,
        equal where one figure was published, in ``unit``; ``source``, ``source_url`` and ``as_of``, who
        published it, where, and for which day; ``confidence`` (official, reported, derived) and
        ``source_grade``, the same of the source; whether it was ``verified`` there; and a ``note``.

    Examples
    --------
    >>> impacts().loc[0, ["low", "high", "unit"]].to_dict()
    {'low': 10.0, 'high': 14.0, 'unit': 'days'}
    """
    with data_path("atlas/impacts.csv") as path:
        return pd.read_csv(path, dtype={"low": "float64", "high": "float64", "as_of": "str"})


def outline(shape: str) -> Outline:
    """Return the outline of a mark, in a square from -1 to 1, whose ordinates run downwards.

    The page, printed figures and QGIS draw marks by these.

    Parameters
    ----------
    shape : str
        Name of the shape; one that is not known is a circle.

    Returns
    -------
    float or tuple of (float, float)
        The radius of a disc, or the corners of a polygon.

    Examples
    --------
    >>> outline("circle"), outline("square")
    (0.9, ((-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)))
    """
    return _outlines().get(shape, _outlines()["circle"])


def shapes() -> tuple[str, ...]:
    """Return the names of the outlines of marks."""
    return tuple(_outlines())


def svg_path(shape: str) -> str:
    """Return an outline as SVG writes it.

    Examples
    --------
    >>> svg_path("square")
    'M-0.8,-0.8L0.8,-0.8L0.8,0.8L-0.8,0.8Z'
    """
    drawn = outline(shape)
    if isinstance(drawn, float):
        return f"M{-drawn} 0A{drawn} {drawn} 0 1 0 {drawn} 0A{drawn} {drawn} 0 1 0 {-drawn} 0Z"
    return "M" + "L".join(f"{x:g},{y:g}" for x, y in drawn) + "Z"


@cache
def _outlines() -> dict[str, Outline]:
    with data_path("outlines.json") as path:
        drawn = json.loads(path.read_text("utf-8"))
    return {
        shape: tuple((x, y) for x, y in shown) if isinstance(shown, list) else float(shown)
        for shape, shown in drawn.items()
    }
