"""How routes, gates and results are presented wherever a map meets them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from isthmus.layers._transport.network_schemas import GATES, MOVES, ROUTES, WIDENING

from ._layer import Look
from ._resources import messages

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["gates_look", "network_look"]


def network_look(table: gpd.GeoDataFrame, lang: str) -> Look | None:
    """Return the look of routes, gates or a result in a language, or None for any other table.

    A table with all the columns of one of them is one, whether it was just worked out or read from a file.

    Examples
    --------
    >>> from isthmus import layers
    >>> network_look(layers.gates(), "pl").title
    'Wąskie przejścia'
    >>> network_look(layers.hubs(), "pl") is None
    True
    """
    columns = {*table.columns}
    if {*ROUTES.names} <= columns:
        return Look.of_layer("routes", lang, group="corridors")
    if {*GATES.names} <= columns:
        return gates_look(lang)
    if {*MOVES.names} <= columns:
        return Look.of_layer("moves", lang, group="corridors", name="what")
    if {*WIDENING.names} <= columns:
        return Look.of_layer("widening", lang, group="corridors", name="title")
    return None


def gates_look(lang: str, *, shown: bool = True) -> Look:
    """Return the look of gates in a language: named by their titles, with what closes one on its card."""
    look = Look.of_layer("gates", lang, group="corridors", shown=shown, name="title")
    return replace(look, labels={**(look.labels or {}), "name": messages(lang)["column.id"]})
