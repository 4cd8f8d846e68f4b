"""Daily figures of ships: which gate or port each name is, days that are wrong, twice there, or missing."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from isthmus.geo import distance
from isthmus.layers._bundled.names import localities, name_key
from isthmus.layers._bundled.network_files import gate_edges, gate_table, hub_table
from isthmus.layers._tables.cells import list_words, quote
from isthmus.layers._tables.daily_schemas import COUNTS, DAILY, DATE_PARTS, DAY_KEYS, PASSAGE, PORT, SHIPS
from isthmus.layers._tables.schema import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import geopandas as gpd

    from isthmus.geo import Problem
    from isthmus.layers._tables.table import Draft, GeometryArray, RawTable

_WORDS: Final = frozenset({"strait", "straits", "channel", "canal", "passage"})
_WIDTH_OF_DAY: Final = len("2025-09-15")
_LISTED: Final = 3
#: A port of an atlas this near to one of the network is that one.
_SAME_KM: Final = 30.0


@cache
def find_gate(name: str) -> str:
    """Return the passage at sea of the bundled network that a name means, "" if none is.

    Examples
    --------
    >>> [*map(find_gate, ("Bab el-Mandeb Strait", "Oresund Strait", "Korea Strait", "Ombai Strait"))]
    ['bab_el_mandeb', 'oresund', 'tsushima', '']
    """
    titles = _sea_gates()
    if name in titles:
        return name
    key = _bare_key(name)
    same = (gate for gate, title in titles.items() if _bare_key(title) == key)
    longer = (gate for gate, title in titles.items() if title.casefold().startswith(f"{name.casefold()} "))
    return next(same, next(longer, ""))


def _bare_key(name: str) -> str:
    """Return what the spellings of a passage's name share, whatever they call it: a strait, a canal."""
    words = name_key(name).split()
    return " ".join(word for word in words if word not in _WORDS) or " ".join(words)


@cache
def _sea_gates() -> Mapping[str, str]:
    held = dict(zip(gate_table()["id"], map(len, gate_edges("sea")), strict=False))
    titles = dict(gate_table()[["id", "title"]].to_numpy().tolist())
    return {gate: titles[gate] for gate, edges in held.items() if edges}


@cache
def find_port(name: str, country: str) -> str:
    """Return the port of the bundled network that a name means in a country, by its id; "" if none is.

    Examples
    --------
    >>> find_port("Gdansk", "PL"), find_port("As Suways", "EG"), find_port("Abbot Point", "AU")
    ('PLGDN', 'EGSUZ', '')
    """
    if name in _port_titles():
        return name
    found = localities(name, [country] if country else [], [PORT])
    places = (place for one in found for place in one.places if place.hub is not None)
    return next((place.id for place in places), "")


@cache
def _port_titles() -> Mapping[str, str]:
    hubs = hub_table()
    return dict(hubs.loc[hubs["kind"] == PORT, ["id", "name"]].to_numpy().tolist())


def place_titles(kind: str) -> Mapping[str, str]:
    """Return what a reader knows the passages or ports of the bundled network by, by their names or ids."""
    return _sea_gates() if kind == PASSAGE else _port_titles()


def places_of_days(table: pd.DataFrame, layer: str) -> pd.Series[str]:
    """Return which gate or port of the network each row of a daily table is of, "" where none is."""
    names = [name for name in ("portname", "country", "place") if name in table]
    told = table[names].fillna("").drop_duplicates()
    cells = [tuple(row) for row in told.to_numpy().tolist()]
    found = {row: _place_told(dict(zip(names, row, strict=True)), layer) for row in cells}
    rows = map(tuple, table[names].fillna("").to_numpy())
    return pd.Series([found[row] for row in rows], index=table.index, dtype="str")


def _place_told(row: Mapping[str, str], layer: str) -> str:
    name = row.get("place") or row["portname"]
    return find_gate(name) if DAILY[layer] == PASSAGE else find_port(name, row.get("country", ""))


def places_of_gateways(gateways: gpd.GeoDataFrame) -> pd.Series[str]:
    """Return which passage, by its name, or port, by where it lies, each gateway of an atlas is; "" if none.

    Examples
    --------
    >>> from isthmus.layers import example
    >>> gateways = example().gateways.set_index("id")
    >>> places_of_gateways(gateways)[["port_gdn", "wp_suez", "wp_scs"]].tolist()
    ['PLGDN', 'suez', '']
    """
    hubs = hub_table()
    ports = hubs[hubs["kind"] == PORT]
    points = np.asarray(shapely.points(ports[["lon", "lat"]].to_numpy()), dtype=object)
    found = [
        _nearest_port(ports, points, row.country, row.geometry)
        if row.kind == PORT and row.geometry is not None
        else find_gate(str(row.name))
        for row in gateways.assign(name=gateways["name"].fillna("")).itertuples(index=False)
    ]
    return pd.Series(found, index=gateways.index, dtype="str")


def _nearest_port(ports: pd.DataFrame, points: GeometryArray, country: str, place: shapely.Point) -> str:
    there = np.flatnonzero(ports["country"] == country)
    km = distance(points[there], place) / 1000
    return str(ports["id"].iloc[there[np.argmin(km)]]) if len(there) and km.min() <= _SAME_KM else ""


def note_days(table: RawTable) -> RawTable:
    """Return a daily table with notes on days that are missing and on names that are not known."""
    if table.layer not in DAILY or not table.rows:
        return table
    cells = pd.DataFrame({name: table.column(name) for name in ("date", "portname", "country", "place")})
    notes = [*_note_gaps(table, cells), *_note_unknown(table, cells)]
    return replace(table, notes=(*table.notes, *notes))


def _note_gaps(table: RawTable, cells: pd.DataFrame) -> Iterator[Problem]:
    """Yield a note on the places that lack days between their first and their last."""
    days = pd.to_datetime(cells["date"], format="%Y-%m-%d", errors="coerce")
    told = days.groupby(cells["portname"]).agg(["min", "max", "nunique"]).dropna()
    lacking = (told["max"] - told["min"]).dt.days + 1 - told["nunique"]
    lacking = lacking[lacking > 0].sort_values(ascending=False, kind="stable")
    if len(lacking):
        some = [f"{days} of {quote(str(name))}" for name, days in lacking[:_LISTED].items()]
        some += [f"some of {len(lacking) - _LISTED} more places"] if len(lacking) > _LISTED else []
        remedy = "what is missing is no zero: means are over the days that are there"
        got = f"none for {list_words(some, 'and')}"
        yield table.note("a row for each day", got, remedy, column="date")


def _note_unknown(table: RawTable, cells: pd.DataFrame) -> Iterator[Problem]:
    """Yield a note on the places that are no gate or port of the network."""
    found = places_of_days(cells, table.layer)
    unknown = [*dict.fromkeys(cells.loc[(found == "") & (cells["place"] == ""), "portname"])]
    if unknown:
        kind = DAILY[table.layer]
        more = [f"{len(unknown) - _LISTED} more"] if len(unknown) > _LISTED else []
        named = list_words([*map(quote, unknown[:_LISTED]), *more], "and")
        got = f"{named}, told without a place on the map"
        such = next(iter(place_titles(kind)))
        remedy = f"if it is one of them, say which in a column place, such as {such}"
        yield table.note(f"the name of a {kind} of the network", got, remedy, column="portname")


def broken_days(draft: Draft) -> list[Problem]:
    """Report rows of no day or one that is there twice, counts that do not add up, and unknown places."""
    if draft.table.layer not in DAILY or not draft.table.rows:
        return []
    own = (*_no_days(draft), *_wrong_sums(draft), *_unknown_places(draft))
    return [*own, *_double_days(draft), *_double_names(draft)]


def _no_days(draft: Draft) -> Iterator[Problem]:
    """Yield a problem for each date that is a month or a year, or that year, month and day contradict."""
    dates = draft.layer["date"]
    short = dates.notna() & (dates.str.len() != _WIDTH_OF_DAY)
    for row in draft.layer.index[short]:
        yield draft.table.problem("a day", quote(dates[row]), row=row, column="date")
    days = pd.to_datetime(dates.where(~short))
    for part in DATE_PARTS:
        said = draft.layer[part].astype("float64")
        apart = said.notna() & days.notna() & (said != getattr(days.dt, part))
        for row in draft.layer.index[apart]:
            got = quote(f"{said[row]:g}")
            yield draft.table.problem(f"the {part} of {dates[row]}", got, row=row, column=part)


def _double_days(draft: Draft) -> Iterator[Problem]:
    """Yield a problem for each row whose place has that day already."""
    keys = draft.layer[[*DAY_KEYS]]
    first = keys.assign(row=draft.layer.index).groupby([*DAY_KEYS])["row"].transform("first")
    twice = keys.notna().all(axis=1) & (first != draft.layer.index)
    for row in draft.layer.index[twice]:
        got = f"{keys['date'][row]}, which row {draft.table.rows[int(first[row])]} has already"
        expected = f"each day of {quote(keys['portid'][row])} once"
        yield draft.table.problem(expected, got, row=row, column="date")


def _double_names(draft: Draft) -> Iterator[Problem]:
    """Yield a problem for each place of two names, at the first row of another one: it may be two places."""
    told = draft.layer[["portid", "portname"]].dropna().drop_duplicates()
    first = told.groupby("portid")["portname"].transform("first")
    for row, name in told["portname"][told["portname"] != first].items():
        expected = f"one name of {quote(told['portid'][row])}, {quote(first[row])}"
        yield draft.table.problem(expected, quote(name), row=row, column="portname")


def _wrong_sums(draft: Draft) -> Iterator[Problem]:
    """Yield a problem for each count of several kinds of ships that is not their sum."""
    form, whole = COUNTS[draft.table.layer]
    cargo, tanker = form.format("cargo"), form.format("tanker")
    others = [name for name in map(form.format, SHIPS) if name != tanker]
    for total, parts in ((cargo, others), (whole, [cargo, tanker])):
        columns = draft.layer[[total, *parts]].astype("float64")
        added = columns[parts].sum(axis=1)
        wrong = columns.notna().all(axis=1) & (columns[total] != added)
        for row in draft.layer.index[wrong]:
            expected = f"the sum of {list_words(parts, 'and')}, {added[row]:g}"
            got = quote(f"{columns[total][row]:g}")
            yield draft.table.problem(expected, got, row=row, column=total)


def _unknown_places(draft: Draft) -> Iterator[Problem]:
    """Yield a problem for each name of a gate or port in the column for it that the network does not know."""
    kind = DAILY[draft.table.layer]
    titles = place_titles(kind)
    said = draft.layer["place"].dropna()
    wrong = {name: nearest(name, titles) for name in said.unique() if name not in titles}
    for row, name in said[said.isin(wrong)].items():
        remedy = f'did you mean "{wrong[name]}"?' if wrong[name] else "ports go by their UN/LOCODE"
        expected = f"a {kind} of the network"
        yield draft.table.problem(expected, quote(name), remedy, row=row, column="place")
