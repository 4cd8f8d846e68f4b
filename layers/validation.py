"""The one place where data are checked: tables go in, layers and every problem come out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from . import rules
from .coordinates import centres, stated_geometry
from .marks import country_marks, country_outlines
from .parse import parse
from .schemas import PLACES, SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import shapely

    from isthmus.geo import Problem

    from .table import RawTable

CRS = "EPSG:4326"


def validate(tables: Iterable[RawTable]) -> tuple[dict[str, gpd.GeoDataFrame], list[Problem]]:
    """Check tables against their schemas and each other, and give every row its geometry.

    Parameters
    ----------
    tables : iterable of RawTable
        One table a layer; a layer left out is empty.

    Returns
    -------
    layers : dict of str to geopandas.GeoDataFrame
        The seven layers, typed, in EPSG:4326. They are whole only if there is no problem.
    problems : list of Problem
        Everything that is wrong, by file and row.
    """
    raw = {table.layer: table for table in tables}
    layers: dict[str, gpd.GeoDataFrame] = {}
    problems: list[Problem] = []
    for schema in SCHEMAS.values():
        if schema.name not in raw:
            layers[schema.name] = empty(schema.name)
            continue
        table = raw[schema.name]
        frame, found = parse(table, schema)
        geometry, wrong = stated_geometry(table, schema)
        layers[schema.name] = gpd.GeoDataFrame(frame, geometry=geometry, crs=CRS)
        problems += [*table.problems, *found, *wrong]
    problems += _derive(layers, raw)
    return {name: layer.reset_index(drop=True) for name, layer in layers.items()}, problems


def empty(name: str) -> gpd.GeoDataFrame:
    """Return a layer without rows, with the columns of its schema."""
    from .table import RawTable, text_table

    frame, _ = parse(RawTable(name, name, text_table({})), SCHEMAS[name])
    return gpd.GeoDataFrame(frame, geometry=[], crs=CRS)


def _derive(layers: dict[str, gpd.GeoDataFrame], raw: Mapping[str, RawTable]) -> list[Problem]:
    """Give a geometry to each row that has none of its own."""
    points: dict[str, shapely.Point] = {}
    for name in PLACES:
        points.update(dict(zip(layers[name]["id"], layers[name].geometry, strict=True)))
    legs, flows, links = layers["corridors"], layers["flows"], layers["partnerships"]
    _fill(legs, rules.between(legs["from_id"], legs["to_id"], points))
    _fill(flows, rules.between(flows["origin"], flows["destination"], country_marks()))
    _fill(links, rules.between(links["a"], links["b"], points))
    lengths = pd.Series(
        [round(rules.GEOD.geometry_length(g) / 1000, 1) if g else np.nan for g in legs.geometry], legs.index
    )
    legs["length_km"] = legs["length_km"].fillna(lengths)
    return _draw_zones(layers["risk_zones"], raw["risk_zones"]) if "risk_zones" in raw else []


def _fill(layer: gpd.GeoDataFrame, geometry: np.ndarray) -> None:
    own = layer.geometry.to_numpy()
    layer["geometry"] = gpd.GeoSeries(
        np.where(layer.geometry.isna(), geometry, own), index=layer.index, crs=CRS
    )


def _draw_zones(zones: gpd.GeoDataFrame, table: RawTable) -> list[Problem]:
    middle, problems = centres(table)
    shapes = zones.geometry.to_numpy().copy()
    outlines = country_outlines()
    for place, row in enumerate(zones.index):
        if shapes[place] is not None:
            continue
        rule = zones["geometry_rule"].iloc[place]
        try:
            shapes[place] = rules.zone(rule, middle[place], zones["radius_km"].iloc[place], outlines)
        except ValueError as error:
            problems.append(table.problem(row, "geometry_rule", str(error), f'"{rule}"'))
    _fill(zones, shapes)
    return problems
