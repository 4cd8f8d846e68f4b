"""What the layers of an atlas mean: reading, checking, writing and analysing them."""

from isthmus._choices import OnInvalid, Precision, Ships
from isthmus._face import name_members as _name_members
from isthmus.geo import ValidationError

from ._atlas import Atlas, check, example, hints, read
from ._bundled.files import impacts, sources
from ._bundled.network_files import capacities
from ._bundled.place_names import PlaceLike
from ._checking.validation import Rejected
from ._coarsen import coarsen
from ._reading.read_table import read_table
from ._records import PairSummary, Summary
from ._redundancy.comparison import Comparison
from ._redundancy.disruption import disruption, savings
from ._redundancy.links import projects
from ._redundancy.measures import Measures, measures
from ._redundancy.portfolio import portfolio
from ._redundancy.reassignment import Reassignment, reassign
from ._redundancy.resilience import Resilience, resilience
from ._redundancy.results import RESILIENCE_TABLES, closure_costs, compare, write_resilience
from ._risk.risk_buffers import buffer
from ._risk.traffic import replay_traffic, traffic
from ._risk.zone_exposure import exposure
from ._routing import route
from ._supply.component_report import COMPONENT_TABLES
from ._supply.components import Components, components
from ._supply.concentration import THRESHOLDS, Thresholds, herfindahl
from ._supply.dependence import dependence
from ._supply.history import dependence_over_time
from ._supply.reexports import reexports
from ._supply.survival import Stop, Survival
from ._tables.atlas_schemas import PLAIN_SCHEMAS, About, data_dictionary
from ._tables.result_schemas import Range
from ._tables.schema import Column, Schema
from ._tables.schemas import SCHEMAS
from ._tables.story import Note, Scene
from ._transport.closures import closures
from ._transport.cost_models import cost_models
from ._transport.disruptions import Event, closure_rates, disruptions, likely_closures, likely_events
from ._transport.gates import gates
from ._transport.goods import goods
from ._transport.hazards import hazards_to, in_force
from ._transport.policies import policies
from ._transport.question import Closed
from ._transport.replay import replay
from ._transport.risk_costs import risk_costs
from ._transport.world_network import hubs, network
from ._writing.geojson import write_geojson
from ._writing.write import write_starter, write_table

__all__ = [
    "COMPONENT_TABLES",
    "PLAIN_SCHEMAS",
    "RESILIENCE_TABLES",
    "SCHEMAS",
    "THRESHOLDS",
    "About",
    "Atlas",
    "Closed",
    "Column",
    "Comparison",
    "Components",
    "Event",
    "Measures",
    "Note",
    "OnInvalid",
    "PairSummary",
    "PlaceLike",
    "Precision",
    "Range",
    "Reassignment",
    "Rejected",
    "Resilience",
    "Scene",
    "Schema",
    "Ships",
    "Stop",
    "Summary",
    "Survival",
    "Thresholds",
    "ValidationError",
    "buffer",
    "capacities",
    "check",
    "closure_costs",
    "closure_rates",
    "closures",
    "coarsen",
    "compare",
    "components",
    "cost_models",
    "data_dictionary",
    "dependence",
    "dependence_over_time",
    "disruption",
    "disruptions",
    "example",
    "exposure",
    "gates",
    "goods",
    "hazards_to",
    "herfindahl",
    "hints",
    "hubs",
    "impacts",
    "in_force",
    "likely_closures",
    "likely_events",
    "measures",
    "network",
    "policies",
    "portfolio",
    "projects",
    "read",
    "read_table",
    "reassign",
    "reexports",
    "replay",
    "replay_traffic",
    "resilience",
    "risk_costs",
    "route",
    "savings",
    "sources",
    "traffic",
    "write_geojson",
    "write_resilience",
    "write_starter",
    "write_table",
]

_name_members(__name__, __all__)
