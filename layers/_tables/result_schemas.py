"""What is worked out rather than read: the columns of routes, gates and results, and ranges."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from isthmus._arguments import check_fields
from isthmus._modes import MODES, TOTAL, TRANSFER
from isthmus.geo import ArgumentError

from .atlas_schemas import ATLAS_SCHEMAS
from .schema import Column, FrozenMapping, Schema
from .schemas import ATTRIBUTION, ID, NAME, PROVENANCE, RISK_ZONES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

_PROVENANCE = {column.name: column for column in PROVENANCE}
_SEVERITY = RISK_ZONES["severity"]


def _range(name: str, label: str, text: str, unit: str | None, *, hidden: bool = True) -> Iterator[Column]:
    """Yield the columns of the least and the most of a quantity."""
    for end, word in (("low", "least"), ("high", "most")):
        yield Column(f"{name}_{end}", "number", f"{label}, {word}", text, unit=unit, minimum=0, hidden=hidden)


ROUTES = Schema(
    "routes",
    "Routes",
    "one leg of a route, or its total",
    "line",
    (
        ID,
        NAME,
        Column("route", "integer", "Route", "Number of the route, the best being 1.", minimum=1),
        Column("seq", "integer", "Leg", "Place of the leg along its route, counted from 1.", minimum=1),
        Column(
            "mode",
            "text",
            "Mode",
            "How goods travel; a change of modes is a leg of its own.",
            allowed=(*MODES, TRANSFER, TOTAL),
        ),
        Column("from_id", "text", "From", "Code of the hub where the leg starts.", hidden=True),
        Column("from", "text", "From", "Hub or place where the leg starts."),
        Column("to_id", "text", "To", "Code of the hub where the leg ends.", hidden=True),
        Column("to", "text", "To", "Hub or place where the leg ends."),
        Column("km", "number", "Length", "Along the network.", unit="km", minimum=0),
        Column("h", "number", "Time", "With borders, changes of gauge and terminals.", unit="h", minimum=0),
        Column("usd_t", "number", "Cost", "US dollars for each tonne.", unit="USD/t", minimum=0),
        Column("moving_h", "number", "Under way", "Moving.", unit="h", minimum=0, hidden=True),
        Column(
            "dwell_h",
            "number",
            "Aboard, at rest",
            "In ports between, and while drivers and trains rest.",
            unit="h",
            minimum=0,
            hidden=True,
        ),
        Column(
            "waiting_h",
            "number",
            "Waiting",
            "Until something leaves, at borders and passages.",
            unit="h",
            minimum=0,
            hidden=True,
        ),
        Column(
            "handling_h",
            "number",
            "Handling",
            "In terminals and at changes of gauge.",
            unit="h",
            minimum=0,
            hidden=True,
        ),
        *_range("h", "Time", "By the least or most of every figure.", "h"),
        *_range("usd_t", "Cost", "By the least or most of every figure.", "USD/t"),
        Column("gates", "text", "Gates", "Gates passed, in the order of travel."),
        Column("countries", "countries", "Countries", "Countries whose land is crossed or flown over."),
        Column("origin", "text", "From", "What was matched where the route starts.", hidden=True),
        Column("destination", "text", "To", "What was matched where the route ends.", hidden=True),
        Column("closed", "text", "Closed", "What was shut, by name or by the day."),
        Column(
            "closed_by",
            "text",
            "Closed by",
            "Why each was: law, event, avoided, restricted, size, asked.",
            hidden=True,
        ),
        Column("in_the_way", "text", "Shut on the way", "What is shut that the best route would else pass."),
        Column("limited", "text", "Restricted or avoided", "What the leg passes though it is limited."),
        Column(
            "limited_by", "text", "Limited by", "Why each is: avoided, restricted, or a share.", hidden=True
        ),
        Column("policy", "text", "Policies", "Sets of rules that held.", hidden=True),
        Column("barred", "text", "Barred", "What the policies barred."),
        Column("barred_by", "text", "Barred by", "The policy that did, for each.", hidden=True),
        Column("told", "text", "Rules to weigh", "Rules on the way that bar nothing by themselves."),
        Column("without_policy", "text", "Without the policies", "How the best route would differ."),
        Column("goods", "text", "Goods", "Kinds of goods that go."),
        Column("goods_by", "text", "Goods go by", "What the goods go by, and why.", hidden=True),
        Column("on", "date", "On", "Day whose closures apply.", allowed=("open",)),
        Column("vessel", "text", "Ships", "Class of the ships that go."),
        Column("calls", "text", "Ports between", "How many the ships call at, where that was asked."),
        Column("costs", "text", "Cost model", "Whose speeds and costs apply."),
        *(_PROVENANCE[name] for name in ("source", "as_of", "confidence")),
        ATTRIBUTION,
    ),
)

GATES = Schema(
    "gates",
    "Gates",
    "a passage that can be closed by name",
    "line",
    (
        Column("name", "text", "Name", "What closes it."),
        Column("kind", "text", "What it is", "Kind of passage."),
        Column("title", "text", "Title", "Name as a reader sees it."),
        Column(
            "edges", "integer", "Edges", "How many edges of the network it holds.", minimum=0, hidden=True
        ),
        Column("modes", "text", "Modes", "Modes of transport that pass it."),
        Column("gauges", "text", "Gauges of track", "Of the railways that meet there, in mm."),
        *_range("waiting_h", "Waiting", "In its queue, beyond any border or sea way.", "h", hidden=False),
        Column("handling_h", "number", "Handling", "Change of gauge.", unit="h", minimum=0),
        *_range("usd_t", "Cost", "Tolls.", "USD/t", hidden=False),
        Column("takes", "text", "Largest ships", "What ships it takes."),
        *_range("capacity", "Capacity", "As published, in the unit of the row.", None),
        Column("capacity_unit", "text", "Unit of capacity", "In which direction, too.", hidden=True),
        Column("traffic", "text", "Traffic", "What it can take, takes and is planned to take, as published."),
        *(_PROVENANCE[name] for name in ("source", "verified")),
        ATTRIBUTION,
    ),
)

MOVES = Schema(
    "moves",
    "Routes before and after",
    "a stretch that carries the same before and after a closure",
    "line",
    (
        Column("mode", "text", "Mode", "How goods travel.", allowed=(*MODES, TRANSFER)),
        Column("load_before", "number", "Carried before", "Share of the demand.", minimum=0, maximum=1),
        Column("load_after", "number", "Carried after", "Share of the demand.", minimum=0, maximum=1),
        Column("change", "number", "Change", "In the share of the demand."),
        Column("what", "text", "About", "What the closure does to the stretch."),
        ATTRIBUTION,
    ),
)

WIDENING = Schema(
    "widening",
    "What would widen the network",
    "a link to add or a gate to open",
    "line",
    (
        Column("kind", "text", "What it is", "Kind of link or gate."),
        Column("title", "text", "Title", "Name as a reader sees it."),
        Column("km", "number", "Length", "Of the link.", unit="km", minimum=0),
        Column("served_share", "number", "Demand newly served", "Share of the demand.", minimum=0),
        Column(
            "served_closed_share",
            "number",
            "Demand newly served if a gate shuts",
            "Share of the demand, on the average over closures.",
            minimum=0,
        ),
        Column("more_routes", "number", "More independent routes", "Weighted by the demand.", minimum=0),
        Column(
            "gain_closed_h",
            "number",
            "Time gained if a gate shuts",
            "On the average over closures.",
            unit="h",
        ),
        Column("gain_h", "number", "Time gained", "Of the quickest routes.", unit="h", minimum=0),
        ATTRIBUTION,
    ),
)

EXPOSURE = Schema(
    "exposure",
    "Exposure to risk zones",
    "a part of a line in a zone, or in a band around it",
    "line",
    (
        Column("line_id", "text", "Line", "Id of the line.", hidden=True),
        Column("line_name", "text", "Line", "Name of the line."),
        Column("zone_id", "text", "Risk zone", "Id of the zone.", hidden=True),
        Column("zone_name", "text", "Risk zone", "Name of the zone."),
        Column("zone_kind", "text", "Hazard", "Kind of hazard."),
        replace(_SEVERITY, name="zone_severity"),
        Column(
            "band_km",
            "number",
            "Distance from the zone",
            "Outer distance of the band; 0 inside the zone.",
            unit="km",
            required=True,
            minimum=0,
        ),
        Column("km", "number", "Length", "Of this part.", unit="km", required=True, minimum=0),
        Column("share", "number", "Share of the line", "Of this part.", required=True, minimum=0, maximum=1),
        Column("h", "number", "Time", "At the speed of the line's mode.", unit="h", required=True, minimum=0),
        Column(
            "united_km",
            "number",
            "Length in any zone",
            "At this distance, where overlapping zones count once.",
            unit="km",
            required=True,
            minimum=0,
        ),
        Column(
            "united_share",
            "number",
            "Share in any zone",
            "The same as a share of the line.",
            required=True,
            minimum=0,
            maximum=1,
        ),
        Column(
            "united_h", "number", "Time in any zone", "The same in hours.", unit="h", required=True, minimum=0
        ),
        ATTRIBUTION,
    ),
)

NETWORK_SCHEMAS: Mapping[str, Schema] = FrozenMapping(
    {schema.name: schema for schema in (ROUTES, GATES, MOVES, WIDENING, EXPOSURE)}
)
"""The tables of the network by name."""

#: Columns by which a table is known that was worked out here and has no places.
_PLAIN_RESULTS: Final = tuple(
    frozenset(columns.split())
    for columns in (
        "side country partner share_low share_high hhi_low",  # of dependence
        "component country share_low suppliers",
        "id origin quantity destination product unit source_url",
        "id topic what low high as_of",
        "id policy nature effect via",
        "goods usd_kg_low usd_kg_high sentence",
        "id kind target passes_low to_whom",
        "id target nature t_day_low sentence",
        "model quantity mode value source",
        "name what licence attribution url",
        "name title taken kind sentence",  # and from here on of resilience
        "policy id taken places sentence",
        "side name hubs basis",
        "origin destination apart size names",
        "origin destination demand_share hub_routes gate_routes",
        "origin destination demand_share h_before h_after",
        "name kind extra_h delayed_share unserved_share",
        "name origin destination extra_h unserved",
        "a b a_title b_title unserved_share",
        "name title load_before load_after change",
    )
)


def is_own_table(columns: Collection[str]) -> bool:
    """Tell whether a table has the columns of one of ours of whose rows some have no place.

    Examples
    --------
    >>> is_own_table(ROUTES.names), is_own_table(["name", "city"])
    (True, False)
    """
    known = {*columns}
    schemas = (*(one for one in ATLAS_SCHEMAS.values() if one.geometry != "point"), *NETWORK_SCHEMAS.values())
    return any(known >= {*schema.names} for schema in schemas) or any(
        known >= plain for plain in _PLAIN_RESULTS
    )


@dataclass(frozen=True, slots=True)
class Range:
    """A quantity known to lie between two numbers, ends included.

    Parameters
    ----------
    low, high : float
        The same where the quantity is known; both NaN where it has no meaning.

    Raises
    ------
    ArgumentError
        If they are not in order.

    Examples
    --------
    >>> str(Range(1.1, 1.1)), str(Range(1.1, 2.5))
    ('1.1', '1.1 to 2.5')
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        check_fields(self)
        if self.low > self.high:
            raise ArgumentError(f"Range: expected low <= high, got {self.low} and {self.high}")

    def __str__(self) -> str:
        return f"{self.low:g}" if self.low == self.high else f"{self.low:g} to {self.high:g}"
