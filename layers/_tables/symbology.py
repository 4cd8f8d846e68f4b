"""How each class of features looks, said once: the map's legend and styles for QGIS are made from this.

Colours are of middle lightness, so that each stands out on a light and on a dark ground, and are told apart
by readers with any of the common colour vision deficiencies (after P. Tol, Colour Schemes,
SRON/EPS/TN/09-002, 2021). Shape, width or dash always says the same as the colour.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from isthmus._arguments import unfit
from isthmus._modes import MODES, TRANSFER
from isthmus.geo import ArgumentError

from .schema import FrozenMapping

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isthmus._modes import Mode


BRICK = "#c1452f"
AMBER = "#c97a12"
TEAL = "#0d8086"
SLATE = "#5a6b80"
BLUE = "#2c6fb3"
BROWN = "#a0632b"
OLIVE = "#75821f"
VIOLET = "#8957b8"
GREEN = "#1f8f6f"
ROSE = "#b04a80"

#: Colours by the names that the table of modes gives them.
PALETTE: Mapping[str, str] = FrozenMapping(
    {
        "brick": BRICK,
        "amber": AMBER,
        "teal": TEAL,
        "slate": SLATE,
        "blue": BLUE,
        "brown": BROWN,
        "olive": OLIVE,
        "violet": VIOLET,
        "green": GREEN,
        "rose": ROSE,
    }
)

#: The widest mark, line or outline, in pixels.
MOST_WIDTH = 60.0

#: How much wider than a corridor's leg a route's is, in pixels.
ROUTE_WIDER = 0.8

#: How wide the part of a line inside a risk zone is, in pixels.
EXPOSED_WIDTH = 4.0

#: Grades of severity, and their colours, rising evenly in lightness contrast (after F. Crameri's lajolla, doi
#: 10.5281/zenodo.1243862).
GRADES = ("1, slight", "2, moderate", "3, considerable", "4, high", "5, severe")
SEVERITY = ("#d9b13b", "#dd8f3f", "#cf6a45", "#ab4650", "#7d3058")


@dataclass(frozen=True, slots=True)
class Symbol:
    """The looks of one class.

    Parameters
    ----------
    label : str
        What a reader sees in the legend; empty for a class of numbers that they name.
    color : str
        Colour as ``#rrggbb``.
    shape : str
        Outline of a mark.
    width : float
        Half the width of a mark, or the width of a line or outline, in pixels.
    dash : tuple of float
        Lengths of strokes and gaps in pixels; empty for a solid line.
    opacity : float
        Of a line or of the inside of a polygon, from 0 to 1.
    shown : bool
        Whether a map shows the class on opening.
    reach_km : float
        Kilometres that an area reaches to both sides of a line: from afar a page draws it wider, so that it
        is seen. 0 for any other.

    Raises
    ------
    ArgumentError
        If the colour or the opacity is none.
    """

    label: str
    color: str
    shape: str = "circle"
    width: float = 5.0
    dash: tuple[float, ...] = ()
    opacity: float = 1.0
    shown: bool = True
    reach_km: float = 0.0

    def __post_init__(self) -> None:
        if not re.fullmatch(r"#[0-9a-f]{6}", self.color):
            raise unfit("color", "a colour as #rrggbb in lower case", self.color)
        if not 0 < self.width <= MOST_WIDTH:
            raise unfit("width", f"pixels up to {MOST_WIDTH}", self.width)
        if not re.fullmatch(r"\w+", self.shape):
            raise unfit("shape", "the name of an outline", self.shape)
        if not 0 <= self.opacity <= 1:
            raise ArgumentError(f"opacity: expected an opacity from 0 to 1, got {self.opacity}")


@dataclass(frozen=True, slots=True)
class Symbology:
    """The symbols of a layer, by the values of one of its columns.

    Parameters
    ----------
    column : str
        Column whose values tell the classes apart; empty if the layer has one look.
    symbols : mapping of str to Symbol
        Symbol of each value, in the order of the legend.
    other : Symbol
        Symbol of every other value.
    weight : str
        Column whose numbers widen a line; empty if none does.
    spans : mapping of str to (float, float)
        For classes of numbers, from and to which number each reaches, ends included; the first that holds a
        number is its class.

    Examples
    --------
    >>> SYMBOLOGY["corridors"]["sea"].label
    'Sea'
    >>> SYMBOLOGY["corridors"]["canoe"].label
    'Other'
    """

    column: str
    symbols: Mapping[str, Symbol]
    other: Symbol
    weight: str = ""
    spans: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("symbols", "spans"):
            object.__setattr__(self, name, FrozenMapping(getattr(self, name)))

    def __getitem__(self, value: str) -> Symbol:
        return self.symbols.get(value, self.other)


#: The look of a layer that nobody gave one.
PLAIN = Symbology("", {}, Symbol("All", BLUE, width=4, opacity=0.8))

#: Countries by the least share of the supply of a part that is lost with them.
SUPPLY = Symbology(
    "needs_low",
    {
        name: Symbol(label, color, width=1, opacity=opacity)
        for name, label, color, opacity in (
            ("most", "\N{GREATER-THAN OR EQUAL TO} 90 %", SEVERITY[4], 0.4),
            ("much", "50\N{EN DASH}90 %", SEVERITY[3], 0.36),
            ("some", "10\N{EN DASH}50 %", SEVERITY[2], 0.3),
            ("little", "< 10 %", SEVERITY[1], 0.24),
        )
    },
    Symbol("0 %", SLATE, width=1, opacity=0.12),
    spans={"most": (0.9, 1), "much": (0.5, 0.9), "some": (0.1, 0.5), "little": (1e-9, 0.1)},
)

#: Colours and dashes of routes, one after another.
ROUTE_STYLES = ((BLUE, ()), (BRICK, (12, 4)), (TEAL, (4, 4)), (VIOLET, (12, 3, 3, 3)), (AMBER, (2, 3)))

#: The best ways from those countries.
SUPPLY_WAYS = Symbology("", {}, Symbol("All", BLUE, width=1.8))

#: Risk buffers, lighter the farther they reach; labels are numbers and need no translation.
RISK_BUFFERS = Symbology(
    "to_km",
    {
        "10": Symbol("0\N{EN DASH}10 km", AMBER, width=0.4, opacity=0.3, reach_km=10),
        "25": Symbol("10\N{EN DASH}25 km", AMBER, width=0.4, opacity=0.14, shown=False),
        "50": Symbol("25\N{EN DASH}50 km", AMBER, width=0.4, opacity=0.08, shown=False),
    },
    Symbol("> 50 km", AMBER, width=0.4, opacity=0.06, shown=False),
)


def _line_of(mode: Mode, *, wider: float = 0.0) -> Symbol:
    return Symbol(mode.title, PALETTE[mode.color], width=round(mode.width + wider, 1), dash=mode.dash)


def _severity(grade: int, label: str) -> Symbol:
    width, opacity = round(0.6 + 0.2 * grade, 1), round(0.10 + 0.03 * grade, 2)
    return Symbol(label, SEVERITY[grade - 1], width=width, opacity=opacity)


SYMBOLOGY: Mapping[str, Symbology] = FrozenMapping(
    {
        "factories": Symbology(
            "kind",
            {
                "factory": Symbol("Factory", BRICK, "square"),
                "supplier": Symbol("Supplier of parts", AMBER, "diamond"),
            },
            Symbol("Other", BRICK, "circle"),
        ),
        "tech_hubs": Symbology(
            "kind",
            {
                "tech_hub": Symbol("Cluster or park", TEAL, "hexagon"),
                "research": Symbol("Research institute", TEAL, "star"),
                "association": Symbol("Association", TEAL, "circle"),
            },
            Symbol("Other", TEAL, "pentagon"),
        ),
        "gateways": Symbology(
            "kind",
            {
                "port": Symbol("Port", BLUE, "anchor"),
                "airport": Symbol("Airport", VIOLET, "plane"),
                "rail_terminal": Symbol("Rail terminal", BROWN, "gate"),
                "border_crossing": Symbol("Border crossing", SLATE, "cross"),
                "strait": Symbol("Strait", SLATE, "bowtie"),
                "canal": Symbol("Canal", SLATE, "bowtie"),
                "cape": Symbol("Cape", SLATE, "triangle"),
                "sea": Symbol("Waypoint at sea", SLATE, "dot", shown=False),
                "airspace": Symbol("Waypoint in the air", SLATE, "dot", shown=False),
            },
            Symbol("Other", SLATE, "circle"),
        ),
        "corridors": Symbology(
            "mode",
            {name: _line_of(mode) for name, mode in MODES.items()},
            Symbol("Other", SLATE, width=2),
        ),
        "flows": Symbology(
            "unit",
            {
                "USD million": Symbol("Value in US dollars", ROSE, opacity=0.55),
                "TWD million": Symbol("Value in Taiwan dollars", ROSE, opacity=0.4),
                "EUR million": Symbol("Value in euros", VIOLET, opacity=0.5),
                "million t": Symbol("Weight in tonnes", OLIVE, opacity=0.5),
                "units": Symbol("Pieces", TEAL, opacity=0.5),
            },
            Symbol("Other", SLATE, opacity=0.5),
            weight="quantity",
        ),
        "partnerships": Symbology(
            "kind",
            {
                "MOU": Symbol("Memorandum of understanding", ROSE, width=1.4),
                "agreement": Symbol("Agreement", ROSE, width=2.2),
                "supply": Symbol("Supply", AMBER, width=2.2),
                "backup": Symbol("Backup of production", AMBER, width=1.6, dash=(5, 3)),
                "programme": Symbol("Programme", TEAL, width=1.6, dash=(5, 3)),
                "membership": Symbol("Membership", TEAL, width=1.4, dash=(2, 3)),
                "proposal": Symbol("Proposal", ROSE, width=1.4, dash=(2, 4)),
            },
            Symbol("Other", SLATE, width=1.4),
        ),
        "risk_zones": Symbology(
            "severity",
            {str(grade): _severity(grade, label) for grade, label in enumerate(GRADES, start=1)},
            Symbol("Not graded", SLATE, width=1, opacity=0.12),
        ),
    }
)

#: The looks of routes and of gates.
NETWORK_SYMBOLOGY: Mapping[str, Symbology] = FrozenMapping(
    {
        "routes": Symbology(
            "mode",
            {
                **{name: _line_of(mode, wider=ROUTE_WIDER) for name, mode in MODES.items()},
                TRANSFER: Symbol("Change of modes", SLATE, width=2, dash=(1, 3)),
            },
            Symbol("Other", SLATE, width=2),
        ),
        "moves": Symbology(
            "what",
            {
                "new": Symbol("Newly used", TEAL, width=4.5),
                "more": Symbol("Carries more", BLUE, width=4.5, dash=(12, 2)),
                "kept": Symbol("Carries the same", SLATE, width=2.5),
                "less": Symbol("Carries less", AMBER, width=3, dash=(8, 3)),
                "left": Symbol("No longer used", BRICK, width=3, dash=(3, 4)),
            },
            Symbol("Other", SLATE, width=2),
        ),
        "widening": Symbology(
            "kind",
            {
                "direct railway": Symbol("Another railway", ROSE, width=4, dash=(6, 2)),
            },
            Symbol("Gate to open", GREEN, width=5),
        ),
        "gates": Symbology(
            "kind",
            {
                "strait": Symbol("Strait", BRICK, "bowtie", width=3),
                "canal": Symbol("Canal", BRICK, "bowtie", width=3, dash=(3, 2)),
                "cape": Symbol("Cape", AMBER, "triangle", width=2.2, dash=(5, 3)),
                "border": Symbol("Border", SLATE, "cross", width=2.2),
                "border_post": Symbol("Border post", SLATE, "cross", width=4),
                "front_line": Symbol("Line of contact", SLATE, width=1.6, dash=(2, 3)),
                "gauge_break": Symbol("Change of gauge", ROSE, "gate", width=5),
                "ferry": Symbol("Ferry", GREEN, "cross", width=2.2, shown=False),
                "land_bridge": Symbol("Land bridge", BROWN, "cross", width=2.2, shown=False),
                "airspace": Symbol("Airspace", VIOLET, width=1, opacity=0.08, shown=False),
            },
            Symbol("Other", SLATE, width=2),
        ),
    }
)


def exposure_symbols(zones: Symbology) -> Symbology:
    """Return the symbols of lines inside risk zones: by the severity of the zone, in its colours.

    Examples
    --------
    >>> exposure_symbols(SYMBOLOGY["risk_zones"])["5"].opacity
    1.0
    """
    lines = {grade: _as_line(symbol) for grade, symbol in zones.symbols.items()}
    return replace(zones, column="zone_severity", symbols=lines, other=_as_line(zones.other))


def _as_line(symbol: Symbol) -> Symbol:
    return replace(symbol, width=EXPOSED_WIDTH, opacity=1.0)
