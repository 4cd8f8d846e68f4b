"""How much is to go in a day, and what gates and ports take: as published, as given, or as assumed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

import numpy as np
import pandas as pd

from isthmus._arguments import as_names, as_number, describe, is_number
from isthmus._modes import TRANSFER
from isthmus.geo import ArgumentError
from isthmus.layers._bundled.network_files import capacities
from isthmus.layers._tables.cells import list_words
from isthmus.layers._tables.table import check_columns
from isthmus.layers._transport.gates import HUBS

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Mapping

    from numpy.typing import NDArray

    from isthmus.layers._transport.case import Case

    Ints = NDArray[np.int64]

_BOTH_WAYS: Final = "both ways"
#: What stands between two years in a period, of which a flow is told for each.
_TWO_YEARS: Final = ";"
_MOST_T_DAY: Final = 1e9
#: Kinds of gates that are lines of their own.
_CHAINS: Final = ("ferry", "land_bridge")
#: The kind of gates that close together, whose edges others hold, too.
_TOGETHER: Final = "shared risk"


class Takes(NamedTuple):
    """How much a gate takes in tonnes a day each way.

    Parameters
    ----------
    low, high : float
    basis : {"published", "given", "assumed", "carried", "closed"}
        By figures that are published or the user's own; without limit as the user assumes; from what it
        carries before, where nothing is known; or nothing, since it is closed.
    ids : tuple of str
        The published figures.
    """

    low: float
    high: float
    basis: str
    ids: tuple[str, ...] = ()


EVERYTHING: Final = Takes(np.inf, np.inf, "assumed")

Limits: TypeAlias = "dict[str, tuple[Takes, Ints]]"
"""What gates and ports take, by name, and the edges by which they do."""


def gates_counted(case: Case) -> dict[str, Ints]:
    """Return an edge of each way through every gate of the network, so that what passes counts once.

    A ferry or a land bridge is a chain of edges; a gate of any other kind holds those that cross a line.
    Ports and airports are left out: how much goes through a terminal counts by mode.
    """
    passages = case.passages
    kinds = ((name, edges, passages.kinds[name]) for name, edges in passages.edges.items() if len(edges))
    return {
        name: edges[:1] if kind in _CHAINS else edges
        for name, edges, kind in kinds
        if kind not in (*HUBS, _TOGETHER)
    }


def find_limits(case: Case, table: pd.DataFrame | None, unlimited: str | Collection[str]) -> Limits:
    """Return what is known of gates and ports on the network, what is given before what is published.

    Raises
    ------
    ArgumentError
        With a line for everything that is wrong with the table, or with what is assumed to take everything.
    """
    given = {} if table is None else _given_limits(case, table)
    own = {name: (takes, edges) for name, (takes, edges) in given.items() if takes is not None and len(edges)}
    published = {name: held for name, held in _published_limits(case).items() if name not in given}
    assumed = {
        name: (EVERYTHING, edges)
        for word in as_names("unlimited", unlimited)
        for name, edges in _assumed_gates(case, word).items()
        if name not in {*published, *own}
    }
    return published | own | assumed


def _published_limits(case: Case) -> Limits:
    """Return what each gate and port takes by published figures, where it lies on the network of its mode."""
    counted, ports, modes = gates_counted(case), {*case.hubs["id"]}, case.whole.modes
    found = {}
    for (name, mode), takes in capacity_ranges().items():
        edges = counted.get(name, np.empty(0, np.int64))
        if name in ports:  # which goods pass where they change from or to the mode
            edges = case.passages.find("capacities", name)[1]
            edges = edges[modes[edges] == TRANSFER]
        edges = case.passages.of_modes(edges, [mode])
        if len(edges):
            found[name] = takes, edges
    return found


def capacity_ranges() -> dict[tuple[str, str], Takes]:
    """Return what gates and ports take each way, in tonnes a day, by the published figures of each mode.

    At least what was seen to pass, of two years the greater, and at most the most that any source says; where
    that is no capacity but traffic, there is no limit. A figure of both ways counts from a half to all. What
    is only planned, and what no tonnes follow from, is left out.

    Examples
    --------
    >>> capacity_ranges()["brest", "rail"]
    Takes(low=12500.0, high=19100.0, basis='published', ids=('mala_paths', 'mala_flow', 'mala_tonnes'))
    """
    table = capacities()
    table = table[table["t_day_low"].notna() & (table["nature"] != "planned")]
    found = {}
    for (name, mode), rows in table.groupby(["target", "mode"], sort=True):
        told = (rows["nature"] == "capacity").to_numpy()
        shared = np.where(rows["direction"] == _BOTH_WAYS, 0.5, 1.0)
        later = ~told & rows["period"].str.contains(_TWO_YEARS, regex=False).to_numpy()
        greater = np.where(later, rows["high"] / rows["low"], 1.0)
        low = float((rows["t_day_low"] * shared * greater).max())
        high = float(rows["t_day_high"][told].max()) if told.any() else np.inf
        found[str(name), str(mode)] = Takes(low, max(low, high), "published", tuple(rows["id"]))
    return found


def _given_limits(case: Case, table: pd.DataFrame) -> dict[str, tuple[Takes | None, Ints]]:
    """Return what gates and ports take by a table of one's own, None where it says nothing is known."""
    check_columns(table, "capacities", needs=["name", "t_day_low", "t_day_high"])
    found: dict[str, tuple[Takes | None, Ints]] = {}
    problems = []
    for row in table.to_dict("records"):
        try:
            name, limit = case.passages.name_meant(str(row["name"])), _given_limit(case, row)
            if name in found:
                problems.append(f"capacities, {name}: expected each gate and port once, got it again")
            found[name] = limit
        except ArgumentError as error:
            problems.append(str(error))
    if problems:
        raise ArgumentError("\n".join(problems))
    return found


def _given_limit(case: Case, row: Mapping[Hashable, Any]) -> tuple[Takes | None, Ints]:
    low, high = row["t_day_low"], row["t_day_high"]
    edges = case.passages.find("capacities", str(row["name"]))[1]
    name = case.passages.name_meant(str(row["name"]))
    edges = gates_counted(case).get(name, edges)
    known = [end for end in (low, high) if not pd.isna(end)]
    if not all(is_number(end) and end >= 0 for end in known) or known != sorted(known):
        said = " and ".join(map(describe, (low, high)))
        raise ArgumentError(f"capacities, {name}: expected tonnes a day from 0, the least first, got {said}")
    if case.passages.kinds.get(name, HUBS[0]) in HUBS:
        mode = row.get("mode")
        if mode not in case.question.modes:
            raise ArgumentError(
                f"capacities, {name}: expected the mode by which it takes this in a column mode, one of "
                f"{list_words(case.question.modes, 'or')}, got {describe(mode)}"
            )
        edges = case.passages.of_modes(edges, [str(mode)])
    if not known:
        return None, edges
    return Takes(
        0.0 if pd.isna(low) else float(low), np.inf if pd.isna(high) else float(high), "given"
    ), edges


def _assumed_gates(case: Case, word: str) -> dict[str, Ints]:
    """Return the gates of a kind, or the one of a name, and their edges."""
    passages, counted = case.passages, gates_counted(case)
    of_kind = {name: edges for name, edges in counted.items() if passages.kinds[name] == word}
    if of_kind or word in {*passages.kinds.values()}:
        return of_kind
    edges, name = passages.find("unlimited", word)[1], passages.name_meant(word)
    return {name: counted.get(name, edges)}


def amounts_asked(case: Case, demand: float | pd.DataFrame) -> NDArray[np.float64]:
    """Return how many tonnes a day each pair sends, or tell all that is wrong with them."""
    if not isinstance(demand, pd.DataFrame):
        expected = "tonnes a day above 0, or a table of origin, destination and t_day"
        return as_number("demand", demand, expected=expected, low=0, high=_MOST_T_DAY) * case.demand.shares
    check_columns(demand, "demand", needs=["origin", "destination", "t_day"])
    sides = [[end.name for end in ends] for ends in (case.origins, case.destinations)]
    amounts, problems = np.full(case.demand.shares.shape, np.nan), []
    for one, other, much in demand[["origin", "destination", "t_day"]].itertuples(index=False):
        pair = [side.index(end) if end in side else -1 for side, end in zip(sides, (one, other), strict=True)]
        if min(pair) < 0 or not np.isnan(amounts[*pair]):
            known = f"{list_words(sides[0], 'or')} to {list_words(sides[1], 'or')}, each pair once"
            problems.append(f"demand: expected ends of the question, {known}, got {one} to {other}")
        elif not (is_number(much) and 0 <= much <= _MOST_T_DAY):
            problems.append(f"demand, {one} to {other}: expected tonnes a day from 0, got {describe(much)}")
        else:
            amounts[*pair] = much
    if problems:
        raise ArgumentError("\n".join(problems))
    return np.where(np.isnan(amounts), 0.0, amounts)
