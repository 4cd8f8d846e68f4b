"""What the layers of an atlas mean: reading, checking, writing and analysing them."""

from isthmus._face import name_members
from isthmus.geo import ValidationError

from ._analysis.buffers import buffer
from ._analysis.components import component_flows, upstream
from ._analysis.concentration import BANDS, Bands, Interval, herfindahl
from ._analysis.dependence import dependence
from ._analysis.disruption import Event, disruption, zone_events
from ._analysis.loads import Comparison
from ._analysis.resilience import Resilience, compare, resilience
from ._analysis.resilience_files import RESILIENCE_TABLES, write_resilience
from ._analysis.zones import exposure
from ._atlas import Atlas, OnInvalid, check, example, read
from ._bundled.files import impacts, sources
from ._coarsen import coarsen
from ._reading.read_table import read_table
from ._summary import PairSummary, Summary
from ._tables.metadata import About, Precision, data_dictionary
from ._tables.schema import Column, Schema
from ._tables.schemas import SCHEMAS
from ._transport.gates import gates
from ._transport.hazards import hindering, in_force
from ._transport.network import closures, hubs, network, scenarios
from ._transport.route import route
from ._writing.geojson import write_geojson
from ._writing.write import write_plain, write_starter, write_table

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

name_members(__name__, __all__)
