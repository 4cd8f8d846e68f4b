"""Routes as rows: one a leg, which is as far as goods stay on one mode, and one for the total."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from isthmus import geo
from isthmus.layers._bundled.countries import country_at
from isthmus.layers._bundled.network_files import gate_table, mode_graph
from isthmus.layers._tables.crs import MAX_GAP_M

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from isthmus.geo import Network, Route

TOTAL: Final = "total"
_NOWHERE: Final = "ZZ"  # nodes off every coast


@dataclass(frozen=True)
class Legs:
    """What turns routes through a network into rows.

    Parameters
    ----------
    network : Network
        The bundled network, with or without closures and places joined to it.
    stops : mapping of int to (str, str)
        Id and name of every node at which goods change their mode or the journey ends.
    first : mapping of str to int
        First node of each mode.
    """

    network: Network
    stops: Mapping[int, tuple[str, str]]
    first: Mapping[str, int]

    def rows(self, route: Route) -> list[dict[str, Any]]:
        """Return the legs of a route in the order of travel, and its total."""
        pairs = enumerate(pairwise(route.modes), start=1)
        changes = [place for place, (mode, following) in pairs if mode != following]
        bounds = pairwise([0, *changes, len(route.modes)])
        legs = [self._leg(route, start, stop) for start, stop in bounds]
        total = {
            **self._between(route.nodes[0], route.nodes[-1]),
            "mode": TOTAL,
            "km": route.length_m / 1000,
            "h": route.hours,
            "cost_usd_t": route.cost,
            "gates": _once(chain.from_iterable(leg["gates"] for leg in legs)),
            "countries": _once(chain.from_iterable(leg["countries"] for leg in legs)),
            "geometry": None,
        }
        return [*legs, total]

    def _leg(self, route: Route, start: int, stop: int) -> dict[str, Any]:
        """Return the row of the edges from one place along a route to another."""
        edges, nodes = np.array(route.edges[start:stop]), np.array(route.nodes[start : stop + 1])
        # A ship's or train's way begins beside the hub where it was boarded.
        stops = [node for node in route.nodes[max(start - 1, 0) : stop + 2] if node in self.stops]
        line = _line(self.network.lonlat[nodes])
        countries = self._countries(route.modes[start], nodes, line)
        return {
            **self._between(stops[0], stops[-1]),
            "mode": route.modes[start],
            "km": self.network.lengths_m[edges].sum() / 1000,
            "h": _sum(self.network.hours, edges),
            "cost_usd_t": _sum(self.network.costs, edges),
            "gates": _in_order_of_travel(self._gates(route, edges), countries),
            "countries": countries,
            "geometry": line,
        }

    def _between(self, start: int, stop: int) -> dict[str, str]:
        (from_id, from_name), (to_id, to_name) = self.stops[start], self.stops[stop]
        return {"from_id": from_id, "from": from_name, "to_id": to_id, "to": to_name}

    def _gates(self, route: Route, edges: NDArray[np.int64]) -> list[str]:
        """Return the gates that some edges of a route lead through; hubs that a rule closes are none."""
        known = set(gate_table()["id"]).intersection(route.gates)
        passed = [name for name in route.gates if name in known]
        return [name for name in passed if np.isin(edges, self.network.gates[name]).any()]

    def _countries(self, mode: str, nodes: NDArray[np.int64], line: BaseGeometry | None) -> list[str]:
        """Return the countries on whose land a leg lies, or that it flies over, in the order of travel."""
        if mode in {"rail", "road"}:
            graph = mode_graph(mode)
            codes = graph.codes[graph.country[nodes - self.first[mode]]].tolist()
        elif mode == "air" and line is not None:
            codes = country_at(np.asarray(shapely.points(shapely.get_coordinates(line)))).tolist()
        else:
            codes = []
        return [code for code in _once(codes) if code not in {None, _NOWHERE}]


def _in_order_of_travel(gates: list[str], countries: list[str]) -> list[str]:
    """Return the gates of a leg with airspaces in the order of the countries, and those only grazed last.

    One flight is one edge, which passes all of its airspaces at once; other gates are in order already.
    """
    flown = {f"airspace_{code.lower()}": place for place, code in enumerate(countries)}
    return sorted(gates, key=lambda gate: flown.get(gate, len(flown)))


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _sum(values: NDArray[np.float64] | None, edges: NDArray[np.int64]) -> float:
    return float("nan") if values is None else float(values[edges].sum())


def _line(lonlat: NDArray[np.float64]) -> BaseGeometry | None:
    """Return geodesics between points, dense enough to be drawn straight; None where all are one point."""
    moves = np.append(True, (np.diff(lonlat, axis=0) != 0).any(axis=1))
    if moves.sum() == 1:
        return None
    return geo.split_antimeridian(geo.densify(shapely.LineString(lonlat[moves]), MAX_GAP_M))
