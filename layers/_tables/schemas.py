"""The seven layers of an atlas, each as one schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isthmus._modes import MODES, ROUTED

from .schema import Column, FrozenMapping, Schema

if TYPE_CHECKING:
    from collections.abc import Mapping

PLACES = ("factories", "tech_hubs", "gateways")
"""The layers whose rows are places; an id names one place among all three."""

YES_NO = ("yes", "no")

ID = Column("id", "id", "Id", "Stable name of the row, unique in its layer.", required=True)
NAME = Column("name", "text", "Name", "Name as a reader sees it.", required=True)
COUNTRY = Column("country", "country", "Country", "Country in which the place lies.")
CITY = Column(
    "city", "text", "City", "City or region in which the place lies; empty if only the country is known."
)
ROLE = Column("role", "text", "Role", "What the place does.")
GAUGE = Column("gauge_mm", "text", "Gauge", "Track gauge; two joined by / where it changes.", unit="mm")

ATTRIBUTION = Column(
    "attribution",
    "text",
    "Attribution",
    "Whom to name for it, its point or line, and under which licence, where these are bundled data.",
    hidden=True,
)

LOCATION = (
    Column(
        "coord_basis",
        "text",
        "Point taken from",
        "Gazetteer entry whose point stands for the place.",
        hidden=True,
    ),
    Column(
        "location_verified",
        "text",
        "Location checked",
        "Whether the source was seen to name the city; n/a where the row names no city.",
        allowed=("yes", "no", "n/a"),
        hidden=True,
    ),
    ATTRIBUTION,
)

PROVENANCE = (
    Column("source", "text", "Source", "Who says so."),
    Column("source_url", "url", "Link", "Where it can be read."),
    Column(
        "as_of",
        "date",
        "As of",
        "Date of the source, or for which it holds; n.d. where the source bears none.",
        allowed=("n.d.",),
    ),
    Column(
        "confidence",
        "text",
        "Confidence",
        "Said by the body in charge (official), by others (reported), or worked out from either (derived).",
        allowed=("official", "reported", "derived"),
    ),
    Column(
        "source_grade",
        "text",
        "Kind of source",
        "Standing of the source; reported-low is a weak one, memory and hand-placed have none.",
        allowed=("official", "reported", "reported-low", "memory", "hand-placed"),
    ),
    Column(
        "verified", "text", "Seen at its source", "Whether the source was seen to say so.", allowed=YES_NO
    ),
    Column(
        "precision",
        "text",
        "Precision",
        "How exactly the place is known; country means a mark of the country, never a site.",
        allowed=("exact", "city", "region", "country"),
    ),
    Column("note", "text", "Note", "What else a reader should know."),
)

FACTORIES = Schema(
    "factories",
    "Factories",
    "a place that makes something",
    "point",
    (
        ID,
        NAME,
        Column("kind", "text", "What it is", "Maker of goods or of parts.", allowed=("factory", "supplier")),
        COUNTRY,
        CITY,
        Column("products", "text", "Products", "What it makes, with published capacities."),
        Column(
            "makes",
            "ids",
            "Makes",
            "Components that it makes, by their ids.",
            refers_to=("components",),
            hidden=True,
        ),
        Column(
            "status",
            "text",
            "Status",
            "Whether it makes them yet, or still; empty where nobody says.",
            allowed=("running", "planned", "stopped"),
        ),
        *LOCATION,
        *PROVENANCE,
    ),
)

TECH_HUBS = Schema(
    "tech_hubs",
    "Tech hubs",
    "a cluster, institute, park or association",
    "point",
    (
        ID,
        NAME,
        Column(
            "kind",
            "text",
            "What it is",
            "Cluster or park, research body, or association.",
            allowed=("tech_hub", "research", "association"),
        ),
        COUNTRY,
        CITY,
        ROLE,
        *LOCATION,
        *PROVENANCE,
    ),
)

NARROWS = ("strait", "canal")
"""Kinds of gateways at which ways by sea come together."""

PASSAGES = ("border_crossing", *NARROWS, "cape", "sea", "airspace")
"""Kinds of gateways that goods only pass; at any other they start, end or change their mode."""

GATEWAYS = Schema(
    "gateways",
    "Gateways",
    "a place that a corridor passes through: a port, airport, terminal, crossing or passage",
    "point",
    (
        ID,
        NAME,
        Column(
            "kind",
            "text",
            "What it is",
            "Kind of gateway; passages at sea and in the air belong to no country.",
            allowed=("port", "airport", "rail_terminal", *PASSAGES),
        ),
        COUNTRY,
        CITY,
        GAUGE,
        ROLE,
        *LOCATION,
        *PROVENANCE,
    ),
)

GIVEN, NETWORK, GEODESIC = "given", "network", "geodesic"
"""How a leg is drawn: as its file says, over the network of its mode, or as the shortest line."""

CORRIDORS = Schema(
    "corridors",
    "Corridors",
    "one leg of a corridor",
    "line",
    (
        ID,
        NAME,
        Column("corridor_id", "id", "Corridor id", "Corridor the leg is part of.", hidden=True),
        Column("corridor", "text", "Corridor", "Name of that corridor."),
        Column("seq", "integer", "Leg", "Place of the leg along its corridor, counted from 1.", minimum=1),
        Column(
            "mode",
            "text",
            "Mode",
            "How goods travel.",
            allowed=(*ROUTED, *(mode for mode in MODES if mode not in ROUTED)),
            required=True,
        ),
        Column("from_id", "id", "From", "Place where the leg starts.", refers_to=PLACES),
        Column("to_id", "id", "To", "Place where the leg ends.", refers_to=PLACES),
        GAUGE,
        Column("status", "text", "Status", "Whether it is in use, as its source puts it."),
        Column(
            "length_km",
            "number",
            "Length",
            "Along the network or the line it is drawn as, unless given.",
            unit="km",
            minimum=0,
        ),
        Column(
            "geometry_rule",
            "text",
            "Drawn as",
            "As its file gives it, over the network of its mode, or as the geodesic, which may be asked for.",
            allowed=(GIVEN, NETWORK, GEODESIC),
            hidden=True,
        ),
        Column(
            "leg_order",
            "text",
            "Order of legs",
            "Whether the order of the legs is published or derived.",
            hidden=True,
        ),
        Column(
            "nodes_in_source",
            "text",
            "Nodes in the source",
            "Whether the source names the places along the corridor.",
            allowed=("yes", "part", "no"),
            hidden=True,
        ),
        ATTRIBUTION,
        *PROVENANCE,
    ),
)

FLOWS = Schema(
    "flows",
    "Flows",
    "goods from country to country in a period",
    "line",
    (
        ID,
        NAME,
        Column("origin", "countries", "From", "Where the goods come from.", required=True),
        Column("destination", "countries", "To", "Where the goods go.", required=True),
        Column("product", "text", "Product", "What the goods are."),
        Column("quantity", "number", "Quantity", "How much, in the unit given.", minimum=0),
        Column("unit", "text", "Unit", "Unit of the quantity."),
        Column(
            "qualifier",
            "text",
            "Quantity is",
            "How the source qualifies the quantity; empty where it does not.",
            allowed=("about", "more than", "up to"),
        ),
        Column("period", "period", "Period", "When the goods moved."),
        ATTRIBUTION,
        *PROVENANCE,
    ),
    dates=("period",),
)

PARTNERSHIPS = Schema(
    "partnerships",
    "Partnerships",
    "an agreement between two organisations",
    "line",
    (
        ID,
        NAME,
        Column("a", "id", "Partner", "First organisation.", required=True, refers_to=PLACES),
        Column("b", "id", "Partner", "Second organisation.", required=True, refers_to=PLACES),
        Column("kind", "text", "What it is", "Kind of agreement."),
        Column("date", "date", "Date", "When it was made."),
        Column("what", "text", "About", "What it is about."),
        ATTRIBUTION,
        *PROVENANCE,
    ),
    dates=("date", ""),
)

RISK_ZONES = Schema(
    "risk_zones",
    "Risk zones",
    "a hazard with a place and a time",
    "polygon",
    (
        ID,
        NAME,
        Column("kind", "text", "What it is", "Kind of hazard."),
        Column("severity", "integer", "Severity", "From 1 (slight) to 5 (severe).", minimum=1, maximum=5),
        Column("start", "date", "Start", "First day, month or year in force."),
        Column("end", "date", "End", "Last day, month or year in force; empty while it lasts or if unknown."),
        Column(
            "geometry_rule",
            "text",
            "Drawn as",
            "How it is drawn: point, strait:NAME or canal:NAME (a circle); line:LON LAT,... or gate:NAME"
            " (all within radius_km); area:LON LAT,... or, less the land in it, waters:LON LAT,...;"
            " country:CODE or, with its sea, airspace:CODE; bbox:W,S,E,N.",
            hidden=True,
        ),
        Column("radius_km", "number", "Radius", "How far around the point or line.", unit="km", minimum=0),
        Column("severity_rationale", "text", "Why this severity", "What the severity rests on."),
        Column("frequency", "text", "How often", "How often it has happened."),
        Column(
            "dates_in_source",
            "text",
            "Dates in the source",
            "Whether the source gives the dates.",
            allowed=YES_NO,
            hidden=True,
        ),
        Column("radius_basis", "text", "Radius taken from", "What the radius rests on.", hidden=True),
        ATTRIBUTION,
        *PROVENANCE,
    ),
    dates=("start", "end"),
)

SCHEMAS: Mapping[str, Schema] = FrozenMapping(
    {
        schema.name: schema
        for schema in (FACTORIES, TECH_HUBS, GATEWAYS, CORRIDORS, FLOWS, PARTNERSHIPS, RISK_ZONES)
    }
)
"""The layers by name, in the order in which an atlas lists them."""
