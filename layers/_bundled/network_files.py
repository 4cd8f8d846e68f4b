"""The bundled transport network as its files hold it: graphs by mode, hubs, gates, rules and parameters."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd

from isthmus.geo import inverse
from isthmus.layers._tables.modes import ROUTED

from .files import data_path

if TYPE_CHECKING:
    from numpy.typing import NDArray

_STEPS_A_DEGREE: Final = 1000


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


def channel_edges() -> NDArray[np.int32]:
    """Return the edges by sea along canals and rivers, which may lie in what the coast draws as land."""
    return _read_arrays("sea.npz")["channel"]


def gate_edges(mode: str) -> list[NDArray[np.int32]]:
    """Return the edges of a mode that each gate holds, gates in the order of `gate_table`."""
    data = _read_arrays("gates.npz")
    if f"{mode}_edges" not in data:
        return [np.empty(0, np.int32)] * len(gate_table())
    return np.split(data[f"{mode}_edges"], np.cumsum(data[f"{mode}_sizes"])[:-1])


def gate_table() -> pd.DataFrame:
    """Return id, kind, title and geometry (WKT) of each gate, as text."""
    return _text_table("gates")


def hub_table() -> pd.DataFrame:
    """Return the hubs: ports, airports and cities, with the node of each mode (-1 where none is near).

    Columns are id, kind, name, country, lon, lat, and for each mode that goes on from there the nearest node
    and its distance, such as ``rail`` and ``rail_km``. The nodes of the air are the airports themselves.
    """
    table = _text_table("hubs")
    modes = [mode for mode in ROUTED if mode in table]
    for column in ("lon", "lat", *(f"{mode}_km" for mode in modes)):
        table[column] = table[column].replace("", "0").astype(float)
    for column in modes:
        table[column] = table[column].replace("", "-1").astype(np.int64)
    return table


def rule_table(name: str) -> pd.DataFrame:
    """Return the rules of a kind, as text: closures, links, gauges or breaks."""
    return _text_table(f"rules_{name}")


def cost_model_table() -> pd.DataFrame:
    """Return the speeds, tariffs and handling times of every cost model, with their units and sources."""
    return _text_table("cost_models").astype({"value": float})


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
