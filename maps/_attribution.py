"""Who is named on a map, and the sentences that its sources are owed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isthmus.layers import sources
from isthmus.layers._tables.modes import MODES

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from isthmus.layers._tables.metadata import About

__all__ = ["BASE_SOURCES", "NETWORK_SOURCES", "credit_sentences", "makers"]

#: Data sets of `isthmus.layers.sources` behind the base map, and behind lines along the network.
BASE_SOURCES = frozenset({"countries", "places", "lakes", "leaflet", "geographiclib-geodesic"})
NETWORK_SOURCES = frozenset(
    {"network-ports", "network-rules", *(mode.source for mode in MODES.values() if mode.source)}
)

#: The makers of the base map and of the bundled places, and of lines along railways and roads.
MAKERS = "Natural Earth · GeoNames"
LINE_MAKERS = "© OpenStreetMap contributors"


def makers(*others: str, over_lines: bool) -> str:
    """Return who is named beside a map; where lines follow the network, as the Open Database Licence asks.

    Examples
    --------
    >>> makers("Leaflet", over_lines=True)
    'Natural Earth · GeoNames · Leaflet · © OpenStreetMap contributors'
    """
    return " · ".join([MAKERS, *others, *([LINE_MAKERS] if over_lines else [])])


def credit_sentences(about: About, names: AbstractSet[str]) -> tuple[str, ...]:
    """Return the sentence that an atlas is owed, if it says so, and each of some bundled data sets.

    Examples
    --------
    >>> from isthmus.layers import About
    >>> own, lakes = credit_sentences(About("Our study", licence="CC0-1.0", attribution="Ann"), {"lakes"})
    >>> own, lakes
    ('Our study: Ann. CC0-1.0.', 'Outlines of the largest lakes: Made with Natural Earth. ...')
    """
    own = f"{about.title}: {about.attribution}. {about.licence}".strip(": .")
    bundled = (
        f"{source.what}: {source.attribution}. {source.licence}. {source.version}, {source.date}."
        for source in sources().itertuples()
        if source.name in names
    )
    return (*([f"{own}."] if about.attribution else []), *bundled)
