"""The bundled data: where they lie, what is owed for them, and the network as its files hold it."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd

from isthmus._modes import MODES, ROUTED
from isthmus.geo import inverse
from isthmus.layers._tables.schemas import PLACES

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    from numpy.typing import NDArray

Outline = float | tuple[tuple[float, float], ...]
"""The outline of a mark: the radius of a disc, or the corners of a polygon."""

_STEPS_A_DEGREE: Final = 1000


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
        Columns ``name``, ``what``, ``version``, ``licence``, ``date``, ``attribution``, ``url`` and ``owes``,
        what its licence asks of those who pass it on, as text.

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


def capacities() -> pd.DataFrame:
    """Return how much crossings, canals and ports can take, take, and are planned to take, as published.

    Returns
    -------
    pandas.DataFrame
        One row a figure: ``id``; ``target``, the gate or hub; ``mode``; ``nature`` (capacity, flow, planned);
        ``low`` and ``high`` in ``unit``, in which ``direction`` and ``period``; the same as ``t_day_low`` and
        ``t_day_high`` in tonnes a day, NaN where that does not follow, and ``t_day_by``, what a train, wagon
        or TEU was taken to hold; ``source``, ``source_url``, ``as_of``, ``confidence``, ``verified`` (whether
        the source was seen) and ``note``; and the ``sentence`` that says it.

    Examples
    --------
    >>> capacities().set_index("id").loc[["mala_paths"], ["t_day_low", "t_day_high"]].values.tolist()
    [[12500.0, 19100.0]]
    >>> capacities().loc[0, "sentence"]
    'Capacity: 16 to 18 trains a day each way (2021-12).'
    """
    figures = ["low", "high", "t_day_low", "t_day_high"]
    table = rule_table("capacities")
    table[figures] = table[figures].apply(pd.to_numeric)
    return table.assign(sentence=[_tell_capacity(row) for row in table.to_dict("records")])


def _tell_capacity(row: Mapping[Hashable, Any]) -> str:
    """Return how much something takes, in its unit, in which direction and when."""
    low, high = (f"{row[end]:,.12g}" for end in ("low", "high"))
    much = low if low == high else f"{low} to {high}"
    return f"{row['nature'].capitalize()}: {much} {row['unit']} {row['direction']} ({row['period']})."


@cache
def zone_ids() -> frozenset[str]:
    """Return the ids of the risk zones of the bundled atlas, which takes a second to read as a whole."""
    with data_path("atlas/risk_zones.csv") as path:
        return frozenset(pd.read_csv(path, usecols=["id"])["id"])


def atlas_places() -> pd.DataFrame:
    """Return kind, id, name, country, lon and lat of the places of the bundled atlas that have a location."""
    tables = []
    for layer in PLACES:
        with data_path(f"atlas/{layer}.csv") as path:
            tables.append(pd.read_csv(path, keep_default_na=False, na_values={"lon": "", "lat": ""}))
    return pd.concat(tables)[["kind", "id", "name", "country", "lon", "lat"]].dropna()


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


class ModeGraph(NamedTuple):
    """The network of one mode.

    Parameters
    ----------
    lonlat : (nodes, 2) array
        In degrees.
    tails, heads : (edges,) arrays of int
    metres : (edges,) array
        Along the line, which may be longer than the geodesic between the ends.
    codes : (countries,) array of str
        ISO 3166-1 alpha-2, ZZ for no country; empty for the sea and the air.
    country : (nodes,) array of int
        Where in `codes` the country of each node stands; empty for the sea and the air.
    """

    lonlat: NDArray[np.float64]
    tails: NDArray[np.int64]
    heads: NDArray[np.int64]
    metres: NDArray[np.float64]
    codes: NDArray[np.str_]
    country: NDArray[np.uint8]


@cache
def mode_graph(mode: str) -> ModeGraph:
    """Return the bundled network of a mode. Its arrays are shared and can't be written to."""
    data = _read_arrays(f"{mode}.npz")
    steps = np.cumsum([_decode_whole(axis) for axis in data["points"]], axis=1).T
    lonlat = np.asarray(steps / _STEPS_A_DEGREE, dtype=np.float64)
    tails = np.cumsum(_decode_whole(data["tails"]))
    heads = tails + _decode_whole(data["heads"])
    if "steps" in data:
        metres = np.asarray(float(data["step_m"]) * _decode_whole(data["steps"]), dtype=np.float64)
    else:
        metres = inverse(*lonlat[tails].T, *lonlat[heads].T)[2]
    codes, country = (
        data.get(name, np.zeros(0, kind)) for name, kind in (("codes", "U2"), ("country", "u1"))
    )
    graph = ModeGraph(lonlat, tails, heads, metres, codes, country)
    for array in graph:
        array.flags.writeable = False
    return graph


def gate_edges(mode: str) -> list[NDArray[np.int32]]:
    """Return the edges of a mode that each gate holds, gates in the order of `gate_table`."""
    data = _read_arrays("gates.npz")
    none = np.empty(0, np.int32)
    if f"{mode}_edges" not in data:
        return [none] * len(gate_table())
    held = np.split(data[f"{mode}_edges"], np.cumsum(data[f"{mode}_sizes"])[:-1])
    return [*held, *([none] * len(line_table()))]


def skeleton_masks(mode: str) -> tuple[NDArray[np.bool_], NDArray[np.bool_]] | None:
    """Return which edges of a mode its skeleton keeps, and at which nodes ways meet something.

    None where it has no skeleton: see `isthmus.layers._transport.skeleton`.
    """
    data, graph = _read_arrays("skeleton.npz"), mode_graph(mode)
    if f"{mode}_edges" not in data:
        return None
    packed = ((data[f"{mode}_edges"], graph.tails), (data[f"{mode}_nodes"], graph.lonlat))
    edges, nodes = (np.unpackbits(bits, count=len(of)).astype(bool) for bits, of in packed)
    return edges, nodes


@cache
def _gates_and_lines() -> pd.DataFrame:
    lines, places = line_table(), hub_table().set_index("id")[["lon", "lat"]]
    middles = (places.loc[lines["hub_a"]].to_numpy() + places.loc[lines["hub_b"]].to_numpy()) / 2
    marks = [f"POINT ({lon:.3f} {lat:.3f})" for lon, lat in middles.tolist()]
    named = lines[["id", "kind", "title"]].assign(geometry=marks)
    return pd.concat([_text_table("gates"), named], ignore_index=True)


def gate_table() -> pd.DataFrame:
    """Return id, kind, title and geometry (WKT) of each gate, as text; those of `line_table` come last."""
    return _gates_and_lines().copy()


def line_table() -> pd.DataFrame:
    """Return the ferries and land bridges, which lead from port to port, as text."""
    return _text_table("rules_ferries")


def hub_table(modes: Collection[str] = ()) -> pd.DataFrame:
    """Return the hubs: ports, airports and cities, with the node of each mode (-1 where none is near).

    Columns are id, kind, name, country, lon, lat, and for each mode that goes on from there the nearest node
    and its distance, such as ``rail`` and ``rail_km``. The nodes of the air are the airports themselves.

    Where goods may go by all of some modes, those that lorries bring to a hub board nothing else there: a
    station at an airport takes passengers.
    """
    table = _read_hub_table().copy()
    for mode in MODES.values():
        if mode.feeder in modes:
            others = [name for name in ROUTED if name in table and name != mode.feeder]
            table.loc[table["kind"] == mode.hub, others] = -1
    return table


@cache
def _read_hub_table() -> pd.DataFrame:
    table = _text_table("hubs")
    modes = [mode for mode in ROUTED if mode in table]
    for column in ("lon", "lat", *(f"{mode}_km" for mode in modes)):
        table[column] = table[column].replace("", "0").astype(float)
    for column in modes:
        table[column] = table[column].replace("", "-1").astype(np.int64)
    return table


def rule_table(name: str) -> pd.DataFrame:
    """Return the rules of a kind, as text: closures, links, gauges, waits or others."""
    return _text_table(f"rules_{name}")


def disruption_table(name: str) -> pd.DataFrame:
    """Return the past disruptions, or the ``effects`` that were observed of them, as text."""
    return _text_table("disruptions" if name == "disruptions" else f"disruption_{name}")


def cost_model_table() -> pd.DataFrame:
    """Return the speeds, tariffs and handling times of every cost model, with their units and sources."""
    return _read_cost_model_table().copy()


@cache
def _read_cost_model_table() -> pd.DataFrame:
    return _text_table("cost_models").astype(dict.fromkeys(("low", "value", "high"), float))


@cache
def _read_arrays(name: str) -> dict[str, NDArray[Any]]:
    with data_path(f"network/{name}") as path, np.load(path) as data:
        return dict(data)


def _text_table(name: str) -> pd.DataFrame:
    return _read_text_table(name).copy()


@cache
def _read_text_table(name: str) -> pd.DataFrame:
    with data_path(f"network/{name}.csv") as path:
        return pd.read_csv(path, dtype=str, keep_default_na=False)  # NA is Namibia


def _decode_whole(planes: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return whole numbers from zigzag-encoded byte planes, the lowest first: 0, 1, 2, 3 are 0, -1, 1, -2."""
    zigzag = planes[0].astype(np.uint32)
    for i, plane in enumerate(planes[1:], start=1):
        zigzag |= plane.astype(np.uint32) << np.uint32(8 * i)
    whole = (zigzag >> 1).astype(np.int32) ^ -(zigzag & 1).astype(np.int32)
    return np.asarray(whole, dtype=np.int64)
