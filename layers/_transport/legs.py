"""Routes as rows: one a leg, which is as far as goods stay on one mode, and one for the total."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from isthmus.layers._bundled.files import hub_table
from isthmus.layers._tables.modes import TOTAL

from .case import draw_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from isthmus.geo import Route

    from .case import Case

__all__ = ["Legs"]


@dataclass(frozen=True)
class Legs:
    """What turns routes through a network into rows.

    Parameters
    ----------
    case : Case
        The network on the day of the question.
    """

    case: Case

    def rows(self, route: Route) -> list[dict[str, Any]]:
        """Return the legs of a route in the order of travel, and its total."""
        pairs = enumerate(pairwise(route.modes), start=1)
        changes = [place for place, (mode, following) in pairs if mode != following]
        nodes = self.case.nodes_on(route.edges)
        legs = [
            self._leg(route, nodes, start, stop) for start, stop in pairwise([0, *changes, len(route.modes)])
        ]
        total = {
            **self._between(int(nodes[0]), int(nodes[-1])),
            "mode": TOTAL,
            "km": route.length_m / 1000,
            "h": route.hours,
            "usd_t": route.cost,
            "gates": _once(chain.from_iterable(leg["gates"] for leg in legs)),
            "countries": _once(chain.from_iterable(leg["countries"] for leg in legs)),
            "limited": _once(chain.from_iterable(leg["limited"] for leg in legs)),
            "geometry": None,
        }
        return [*legs, total]

    def _leg(self, route: Route, nodes: NDArray[np.int64], start: int, stop: int) -> dict[str, Any]:
        """Return the row of the edges from one place along a route to another."""
        edges, network = np.array(route.edges[start:stop]), self.case.whole
        # A ship's or train's way begins beside the hub where it was boarded.
        stops = [node for node in nodes[max(start - 1, 0) : stop + 2].tolist() if node in self._stops]
        line = _leg_line(network.lonlat[nodes[start : stop + 1]])
        return {
            **self._between(stops[0], stops[-1]),
            "mode": route.modes[start],
            "km": network.lengths_m[edges].sum() / 1000,
            "h": _sum(network.hours, edges),
            "usd_t": _sum(network.costs, edges),
            "gates": self.case.gates_along(edges),
            "countries": self.case.countries_along(edges, nodes[start : stop + 1]),
            "limited": self.case.limits_on(edges),
            "geometry": line,
        }

    def _between(self, start: int, stop: int) -> dict[str, str]:
        (from_id, from_name), (to_id, to_name) = self._stops[start], self._stops[stop]
        return {"from_id": from_id, "from": from_name, "to_id": to_id, "to": to_name}

    @cached_property
    def _stops(self) -> Mapping[int, tuple[str, str]]:
        """Id and name of every node at which goods change their mode or a route ends."""
        table = hub_table()
        ports = table["name"].where(table["kind"] != "port", table["name"] + " (port)")
        stops = dict(enumerate(zip(table["id"], ports, strict=True)))
        ends = (*self.case.origins, *self.case.destinations)
        own = {
            node: (end.places[0].id, end.places[0].name) for end in ends if end.joins for node in end.nodes
        }
        return stops | own


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _sum(values: NDArray[np.float64] | None, edges: NDArray[np.int64]) -> float:
    return float("nan") if values is None else float(values[edges].sum())


def _leg_line(lonlat: NDArray[np.float64]) -> BaseGeometry | None:
    """Return geodesics between points, dense enough to be drawn straight; None where all are one point."""
    moves = np.append(True, (np.diff(lonlat, axis=0) != 0).any(axis=1))
    if moves.sum() == 1:
        return None
    line: BaseGeometry = draw_lines([shapely.LineString(lonlat[moves])])[0]
    return line
