"""What the layers of an atlas mean: reading, checking, writing and analysing them."""

from isthmus.geo import ValidationError

from .about import About, Precision
from .atlas import Atlas, OnInvalid, check, example, read
from .buffers import buffer
from .coarsen import coarsen
from .components import component_flows, upstream
from .concentration import BANDS, Bands, Interval, herfindahl
from .dependence import dependence
from .dictionary import data_dictionary
from .disruption import Event, disruption, zone_events
from .gates import gates
from .geojson import write_geojson
from .hazards import hindering, in_force
from .impacts import impacts
from .loads import Comparison
from .plain_tables import write_plain
from .read_table import read_table
from .resilience import Resilience, compare, resilience
from .resilience_files import RESILIENCE_TABLES, write_resilience
from .route import route
from .schema import Column, Schema
from .schemas import SCHEMAS
from .sources import sources
from .starter import write_starter
from .summary import PairSummary, Summary
from .transport import closures, hubs, network, scenarios
from .write import write_table
from .zones import exposure

__all__ = [
    "BANDS",
    "RESILIENCE_TABLES",
    "SCHEMAS",
    "About",
    "Atlas",
    "Bands",
    "Column",
    "Comparison",
    "Event",
    "Interval",
    "OnInvalid",
    "PairSummary",
    "Precision",
    "Resilience",
    "Schema",
    "Summary",
    "ValidationError",
    "buffer",
    "check",
    "closures",
    "coarsen",
    "compare",
    "component_flows",
    "data_dictionary",
    "dependence",
    "disruption",
    "example",
    "exposure",
    "gates",
    "herfindahl",
    "hindering",
    "hubs",
    "impacts",
    "in_force",
    "network",
    "read",
    "read_table",
    "resilience",
    "route",
    "scenarios",
    "sources",
    "upstream",
    "write_geojson",
    "write_plain",
    "write_resilience",
    "write_starter",
    "write_table",
    "zone_events",
]
