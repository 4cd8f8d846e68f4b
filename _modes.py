"""The modes of transport: what each is called, where it is boarded, how far it reaches, and how it looks.

A mode is a row here, its files in ``data/network`` (graph, hubs, parameters) and its words in the messages of
the page; no other module names one for what it can do. The command line's help reads the table, too, and must
not wait for the packages to be loaded: it stands beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

Medium = Literal["water", "land", "air"]
"""What a mode travels on: hazards hinder modes by it, and on land and in the air it lies in countries."""


@dataclass(frozen=True, slots=True)
class Mode:
    """A mode of transport.

    Parameters
    ----------
    title : str
        Name as a reader sees it.
    way : str
        One stretch of its network, for messages: "a railway".
    medium : {"water", "land", "air"}
        What it travels on.
    network : str
        The bundled network that its legs follow; empty where a leg is the geodesic.
    hub : str
        Kind of hub where it is boarded; empty where a city is.
    serves_km : float
        How far around its hubs it serves places that its network does not reach; 0 where it does not.
    joins_km : float
        How far from its network a place that is no hub may lie; 0 where it is boarded at hubs alone.
    follows_km : float
        How far from its network the end of a corridor's leg may lie that follows it.
    detour : float
        How many times longer than the geodesic such a leg may be.
    is_default : bool
        Whether goods may go by it where nothing else is said.
    is_once : bool
        Whether goods take it in one stretch alone: ashore again, they stay there.
    feeds_km : float
        How far from an end it goes where goods may fly instead; 0 for any distance.
    feeder : str
        The mode by which goods come to its hubs and leave them, where they may go by that; empty for any.
    has_gauge : bool
        Whether it waits where the track's gauge changes.
    source : str
        Data set behind its network: a name in `isthmus.layers.sources`.
    color : str
        Name of its colour.
    width : float
        Width of its lines in pixels.
    dash : tuple of float
        Strokes and gaps of its lines in pixels; empty for a solid line.
    """

    title: str
    way: str
    medium: Medium
    network: str
    hub: str = ""
    serves_km: float = 0.0
    joins_km: float = 0.0
    follows_km: float = 0.0
    detour: float = 1.0
    is_default: bool = False
    is_once: bool = False
    feeds_km: float = 0.0
    feeder: str = ""
    has_gauge: bool = False
    source: str = ""
    color: str = "slate"
    width: float = 2.0
    dash: tuple[float, ...] = ()


MODES: Final[Mapping[str, Mode]] = MappingProxyType(
    {
        "sea": Mode(
            "Sea",
            "a sea lane",
            medium="water",
            network="sea",
            hub="port",
            serves_km=50,
            joins_km=400,
            follows_km=250,  # points at sea are placed by hand, far from any lane
            detour=3.0,  # ships go around capes
            is_default=True,
            is_once=True,
            source="network-sea",
            color="blue",
            width=2.2,
        ),
        "ferry": Mode(
            "Ferry",
            "a ferry",
            medium="water",
            network="sea",
            hub="port",
            follows_km=250,
            detour=3.0,
            source="network-sea",
            color="green",
            width=2.2,
            dash=(2, 3),
        ),
        "rail": Mode(
            "Rail",
            "a railway",
            medium="land",
            network="rail",
            joins_km=50,
            follows_km=40,
            detour=1.8,
            is_default=True,
            has_gauge=True,
            source="network-rail-road",
            color="brown",
            width=2.4,
            dash=(8, 3),
        ),
        "road": Mode(
            "Road",
            "a road",
            medium="land",
            network="road",
            joins_km=50,
            follows_km=40,
            detour=1.8,
            is_default=True,
            feeds_km=1200,  # two days of a driver, nine hours at 70 km/h each: Regulation (EC) 561/2006
            source="network-rail-road",
            color="olive",
            width=2.2,
            dash=(3, 2),
        ),
        "air": Mode(
            "Air",
            "an airport",
            medium="air",
            network="air",
            hub="airport",
            serves_km=100,
            feeder="road",
            source="network-air",
            color="violet",
            dash=(2, 4),
        ),
    }
)
"""Every mode of a corridor's leg, by its name."""

ROUTED: Final = tuple(name for name, mode in MODES.items() if mode.network == name)
"""The modes with a network of their own, in the order in which a network holds them."""

MODES_ASKED: Final = tuple(name for name in ROUTED if MODES[name].is_default)
"""The modes that goods may go by where nothing else is said."""

FERRY: Final = "ferry"
"""The mode of lines from port to port by name; they go with the sea, too."""

RAIL: Final = "rail"
"""The mode that links are proposed for."""

TRANSFER: Final = "transfer"
"""What edges and legs are called on which goods change their mode."""

TOTAL: Final = "total"
"""What the row of a whole route is called."""


def of_medium(medium: Medium) -> tuple[str, ...]:
    """Return the routed modes of a medium.

    Examples
    --------
    >>> of_medium("land")
    ('rail', 'road')
    """
    return tuple(name for name in ROUTED if MODES[name].medium == medium)


def modes_among(names: NDArray[np.str_]) -> frozenset[str]:
    """Return which modes edges are of: to look for each takes a tenth of the time of collecting the names.

    Examples
    --------
    >>> import numpy as np
    >>> sorted(modes_among(np.array(["sea", "transfer", "sea"])))
    ['sea', 'transfer']
    """
    return frozenset(mode for mode in (*MODES, TRANSFER) if (names == mode).any())
