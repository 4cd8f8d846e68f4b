"""What a result leaves with an atlas, in terms of JSON: its sentences, and its routes under closures."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType, NoneType
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import shapely

from isthmus._arguments import check_choice, check_fields, check_kind, check_members, unfit
from isthmus.layers._tables.cells import list_words
from isthmus.layers._tables.crs import DEGREES

if TYPE_CHECKING:
    from pathlib import Path

#: What the best routes are called.
_BEST = MappingProxyType({"time": "quickest", "cost": "cheapest", "distance": "shortest"})

#: Decimals of a degree that a record keeps: a hundred metres.
_DIGITS = 3
#: Tables of a record, and their columns.
_TABLES = {
    "pairs": ("origin", "destination", "demand_share"),
    "gates": ("name", "title", "kind"),
    "legs": ("mode",),
    "routes": ("km", "h", "usd_t", "gates", "legs"),
    "closures": ("pair", "opened", "closed", "route"),
    "helps": (
        *("kind", "name", "subject", "more_routes", "saved_low", "saved_high", "saved_unserved_low"),
        *("saved_unserved_high", "cost_low", "cost_high", "currency"),
    ),
}
#: Tables of a record whose rows have places.
_PLACED = ("gates", "legs", "helps")


@dataclass(frozen=True, slots=True)
class PairSummary:
    """How redundant the routes of one pair are.

    Parameters
    ----------
    origin, destination : str
        As asked: mostly codes of countries.
    things : int or None
        How many ports, airports, gates and third countries must close at least to part the pair; 0 if no
        route leads there, None if no number of them does.
    narrowest_names, narrowest : tuple of str
        Which, and what a reader knows them by.
    passages : int or None
        How many gates and third countries must close at least to part the pair; None if no number does.
    passage_names, passage_titles : tuple of str
        Which.
    hours : float
        Of the quickest route; NaN if none leads there.
    """

    origin: str
    destination: str
    things: int | None
    narrowest_names: tuple[str, ...]
    narrowest: tuple[str, ...]
    passages: int | None
    passage_names: tuple[str, ...]
    passage_titles: tuple[str, ...]
    hours: float

    def __post_init__(self) -> None:
        check_fields(self)


@dataclass(frozen=True, slots=True)
class Summary:
    """What two sentences say of a result, as numbers and names for any language.

    Parameters
    ----------
    pairs : tuple of PairSummary
    modes : tuple of str
    shared_names, shared_titles : tuple of str
        The gates and gateways that the best route of every pair passes, but for the airspaces of the ends.
    closed, closed_by : tuple of str
        What was shut, by name, and why each was: law, event, avoided, restricted, size, asked.
    closed_to : tuple of str
        The pairs of countries to which alone each was, as a list; empty if to all.
    limited, limited_by : tuple of str
        What was restricted or avoided and taken as open, and why each was.
    policy : tuple of str
        The sets of rules that held.
    barred, barred_by : tuple of str
        What these barred, by name, and the set that did.
    barred_to : tuple of str
        The pairs of countries to which alone each was, as a list; empty if to all.
    policy_moves : bool
        Whether a best route would be another one without them.
    by : {"time", "cost", "distance"}
        What makes a route the best.
    on : str
        The day of the dated closures in force, "" if none is asked for.
    demand : str
        What the weights are from.
    goods : tuple of str
        Kinds of goods that go, whose hours count among the costs.
    follows_goods : bool
        Whether the modes are what these go by.
    atlas_as_of, network_as_of : str
        The day to which the data stand; "" where the package doesn't say.
    """

    pairs: tuple[PairSummary, ...]
    modes: tuple[str, ...]
    shared_names: tuple[str, ...]
    shared_titles: tuple[str, ...]
    closed: tuple[str, ...]
    closed_by: tuple[str, ...]
    closed_to: tuple[str, ...]
    limited: tuple[str, ...]
    limited_by: tuple[str, ...]
    policy: tuple[str, ...]
    barred: tuple[str, ...]
    barred_by: tuple[str, ...]
    barred_to: tuple[str, ...]
    policy_moves: bool
    by: str
    on: str
    demand: str
    goods: tuple[str, ...]
    follows_goods: bool
    atlas_as_of: str
    network_as_of: str

    def __post_init__(self) -> None:
        check_fields(self)
        check_choice("by", self.by, _BEST)
        check_members("pairs", self.pairs, PairSummary, "a tuple of PairSummary")

    def sentences(self) -> tuple[str, str]:
        """Return two sentences in English.

        Examples
        --------
        >>> from isthmus import layers
        >>> ways = {"origins": ["TWKHH"], "destinations": ["PLGDN"], "modes": ["sea"]}
        >>> summary = layers.resilience(layers.example(), **ways).summary()
        >>> summary.sentences()[0]
        'In the bundled network, by sea, every route from TWKHH to PLGDN passes ...'
        """
        told = "; ".join(map(_pair_sentence, self.pairs))
        first = f"In the bundled network, by {list_words(self.modes, 'and')}, {told}."
        led = sum(pair.things != 0 for pair in self.pairs)
        if not led:
            return first, "There is no route that could pass a gate."
        best = f"{_BEST[self.by]} {'routes share' if led > 1 else 'route passes'}"
        return first, f"The {best} {list_words(self.shared_titles, 'and') or 'no gate'}."

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Summary:
        """Return a summary from what `dataclasses.asdict` made of it, lists for tuples as JSON has them."""
        given = _as_tuples(record, cls)
        pairs = tuple(PairSummary(**_as_tuples(pair, PairSummary)) for pair in given["pairs"])
        return cls(**(given | {"pairs": pairs}))


def _as_tuples(record: object, kind: type[Summary | PairSummary]) -> dict[str, Any]:
    names = [field.name for field in fields(kind)]
    if not isinstance(record, Mapping) or set(record) != set(names):
        raise unfit("record", f"a mapping with {', '.join(names)}", record)
    return {name: tuple(value) if isinstance(value, list) else value for name, value in record.items()}


def _pair_sentence(pair: PairSummary) -> str:
    ends = f"from {pair.origin} to {pair.destination}"
    if pair.things == 0:
        return f"no route leads {ends}"
    if pair.things is None:
        return f"a route {ends} passes nothing that can be closed by name"
    return f"every route {ends} passes {list_words(pair.narrowest, 'or')}"


def no_helps() -> gpd.GeoDataFrame:
    """Return the table of what would help, without any.

    Examples
    --------
    >>> len(no_helps())
    0
    """
    return gpd.GeoDataFrame(columns=[*_TABLES["helps"], "geometry"], geometry="geometry", crs=DEGREES)


@dataclass(frozen=True, eq=False)
class WhatIf:
    """The best routes of each pair under every closure of a few gates or countries.

    Parameters
    ----------
    by : str
        What makes a route the best.
    depth : int
        Up to how many changes at once, closures or an opening, are answered exactly.
    pairs : pandas.DataFrame
        ``origin``, ``destination`` and ``demand_share``.
    gates : geopandas.GeoDataFrame
        ``name``, ``title`` and ``kind`` of all that any of the routes passes, countries among them; a point
        on each, none where it has no place.
    legs : geopandas.GeoDataFrame
        The stretches that make up the routes: ``mode``, a line.
    routes : pandas.DataFrame
        ``km``, ``h`` and ``usd_t``; ``gates`` and ``legs``, tuples of rows of the tables, in the order of
        travel.
    closures : pandas.DataFrame
        ``pair``, a row; ``opened``, the row of a gate that is shut on the day, or -1: what is open besides;
        ``closed``, a tuple of rows of `gates`; ``route``, a row, or -1 where none is left.
    helps : geopandas.GeoDataFrame
        What would widen the network and what would help when something shuts, the best of each first:
        ``kind``, ``name`` and ``subject`` as `isthmus.layers.measures` has them, or those of a link;
        ``more_routes`` that a link adds, what a measure saves, and what it costs; a line, none of measures.
    """

    by: str
    depth: int
    pairs: pd.DataFrame
    gates: gpd.GeoDataFrame
    legs: gpd.GeoDataFrame
    routes: pd.DataFrame
    closures: pd.DataFrame
    helps: gpd.GeoDataFrame = field(default_factory=no_helps)

    def __post_init__(self) -> None:
        check_fields(self)

    @property
    def legs_now(self) -> list[int]:
        """The rows of the legs that the best routes pass while nothing more is closed."""
        as_is = (self.closures["opened"] < 0) & ~self.closures["closed"].astype(bool)
        now = self.closures.loc[as_is, "route"]
        return sorted({leg for legs in self.routes["legs"].iloc[now[now >= 0]] for leg in legs})

    def record(self) -> dict[str, Any]:
        """Return everything in terms that JSON knows, places to a hundred metres."""
        tables = {
            name: _as_json(pd.DataFrame(getattr(self, name))[list(columns)])
            for name, columns in _TABLES.items()
        }
        places = {name: [_coarse(shape) for shape in getattr(self, name).geometry] for name in _PLACED}
        return {"by": self.by, "depth": self.depth, **tables, "places": places}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> WhatIf:
        """Return what `record` wrote, once JSON has read it.

        Raises
        ------
        ArgumentError
            If it is no such record.
        """
        expected = ["by", "depth", *_TABLES, "places"]
        if not isinstance(record, Mapping) or [*record] != expected:
            raise unfit("record", f"a mapping with {', '.join(expected)}", record)
        tables: dict[str, Any] = {name: pd.DataFrame(record[name]) for name in _TABLES}
        for table, column in (("routes", "gates"), ("routes", "legs"), ("closures", "closed")):
            tables[table][column] = [tuple(rows) for rows in tables[table][column]]
        for name, shapes in record["places"].items():
            lines = [None if shape is None else shapely.geometry.shape(shape) for shape in shapes]
            tables[name] = gpd.GeoDataFrame(tables[name], geometry=lines, crs=DEGREES)
        return cls(record["by"], record["depth"], **tables)


def _as_json(table: pd.DataFrame) -> dict[str, list[Any]]:
    """Return a table by columns, without numbers that are none."""
    return {
        str(name): values.where(values.notna(), None).tolist()
        for name, values in table.astype(object).items()
    }


@dataclass(frozen=True, eq=False)
class Reading:
    """What a map tells of one question: the summary of its answer, and its routes under closures.

    Parameters
    ----------
    summary : Summary or None
    what_if : WhatIf or None
    """

    summary: Summary | None
    what_if: WhatIf | None

    def __post_init__(self) -> None:
        check_kind("summary", self.summary, (Summary, NoneType), "a Summary")
        check_kind("what_if", self.what_if, (WhatIf, NoneType), "a WhatIf")

    @classmethod
    def from_folder(cls, folder: Path) -> list[Reading]:
        """Return the readings whose parts are in two files of a folder: see tools/build_summary.py."""
        files = (folder / f"{name}.json" for name in ("summary", "what_if"))
        records = zip(*(json.loads(path.read_text("utf-8")) for path in files), strict=True)
        return [cls(Summary.from_record(told), WhatIf.from_record(routes)) for told, routes in records]


def _coarse(shape: shapely.Geometry | None) -> dict[str, Any] | None:
    if shape is None:
        return None
    coarse = shapely.transform(shape, lambda lonlat: lonlat.round(_DIGITS))
    return dict(json.loads(shapely.to_geojson(coarse)))
