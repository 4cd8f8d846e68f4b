"""What the layers of an atlas mean: reading, checking, writing and analysing them."""

from isthmus.geo import ValidationError

from .analysis.buffers import buffer
from .analysis.components import component_flows, upstream
from .analysis.concentration import BANDS, Bands, Interval, herfindahl
from .analysis.dependence import dependence
from .analysis.disruption import Event, disruption, zone_events
from .analysis.loads import Comparison
from .analysis.resilience import Resilience, compare, resilience
from .analysis.resilience_files import RESILIENCE_TABLES, write_resilience
from .analysis.zones import exposure
from .atlas import Atlas, OnInvalid, check, example, read
from .bundled.impacts import impacts
from .bundled.sources import sources
from .coarsen import coarsen
from .reading.read_table import read_table
from .summary import PairSummary, Summary
from .tables.about import About, Precision
from .tables.dictionary import data_dictionary
from .tables.schema import Column, Schema
from .tables.schemas import SCHEMAS
from .transport.gates import gates
from .transport.hazards import hindering, in_force
from .transport.network import closures, hubs, network, scenarios
from .transport.route import route
from .writing.geojson import write_geojson
from .writing.plain_tables import write_plain
from .writing.starter import write_starter
from .writing.write import write_table

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
