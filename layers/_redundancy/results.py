"""Results of questions about resilience: held beside others, what a closure costs, and a folder of files."""

from __future__ import annotations

import dataclasses
import hashlib
import importlib.util
import json
import platform
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from isthmus._arguments import as_path, check_kind, unfit
from isthmus.layers._atlas import Atlas
from isthmus.layers._bundled.files import (
    credit_answers,
    data_path,
    join_credits,
    owe,
    sources,
    table_credits,
)
from isthmus.layers._reading.read import refuse_files_read
from isthmus.layers._reading.read_table import read_closed
from isthmus.layers._transport.risk_costs import ANNUAL_PERCENT, as_worth, journey_of_edges, parts_of
from isthmus.layers._writing.atomic import replacement, replacements
from isthmus.layers._writing.geopackage import write_geopackages
from isthmus.layers._writing.write import WRITERS, write_table
from isthmus.layers._writing.write_cells import csv_columns

from .comparison import Comparison, compare_routes
from .resilience import Resilience

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from isthmus.layers._transport.question import AtlasTables, Closed


__all__ = ["RESILIENCE_TABLES", "closure_costs", "compare", "result_tables", "write_resilience"]

#: What a result is written as, in the order in which it is worked out.
RESILIENCE_TABLES: Final = (
    *("ends", "closures", "policies", "cuts", "pairs", "routes", "criticality", "effects", "pairs_of_gates"),
    *("widening", "comparison", "loads_of_gates", "legs"),
)
_PACKAGES: Final = ("isthmus", "numpy", "scipy", "shapely", "pyproj", "pandas", "geopandas")
_CITED: Final = (
    "Menger (1927), Zur allgemeinen Kurventheorie, Fundamenta Mathematicae 10, 96-115",
    "Ford and Fulkerson (1956), Maximal flow through a network, Canadian Journal of Mathematics 8, 399-404",
    "Coudert, Perennes, Rivano and Voge (2016), Combinatorial optimization in networks with SRLGs, DMTCS 18",
    "Jenelius, Petersen and Mattsson (2006), Importance and exposure, Transportation Research A 40, 537-560",
)


def result_tables(result: Resilience) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the name of each table of a result, and the table as soon as it is worked out."""
    work: dict[str, Callable[[], pd.DataFrame]] = {
        "comparison": lambda: result.comparison.pairs,
        "loads_of_gates": lambda: result.comparison.gates,
        "legs": lambda: result.comparison.legs,
    }
    for name in RESILIENCE_TABLES:
        yield name, work[name]() if name in work else getattr(result, name)


def write_resilience(
    result: Resilience, folder: str | Path, *, progress: Callable[[str], None] | None = None
) -> list[Path]:
    """Write a result to a folder: all files or none.

    Each table is a CSV file, and a Parquet file where pyarrow is there; what has places is GeoJSON and a
    layer of ``resilience.gpkg`` as well. Each row says in ``attribution`` whom to name. ``run.json`` tells
    what was asked, of which data (by their SHA-256), with which versions, whose methods these are, and whom
    to name for all of it.

    Parameters
    ----------
    result : Resilience
    folder : str or Path
        Where to write; it is made where it is missing.
    progress : callable, optional
        Called with the name of each table that is worked out.

    Returns
    -------
    list of Path
        The files by name.

    Raises
    ------
    WriteError
        If the folder is that of the atlas that was asked about, or the operating system refuses.

    Examples
    --------
    >>> import tempfile
    >>> from isthmus import layers
    >>> way = layers.resilience(origins="TWKHH", destinations="NLRTM", modes="sea", on="open")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     written = write_resilience(way, folder)
    >>> [path.name for path in written if "cuts" in path.name and path.suffix == ".csv"]
    ['cuts.csv']
    """
    check_kind("result", result, Resilience, "a Resilience")
    if progress is not None and not callable(progress):
        raise unfit("progress", "a function of a name, or None", progress)
    folder = as_path("folder", folder)
    atlas = result.question.atlas
    refuse_files_read(resilience_files(folder), atlas.read_from if isinstance(atlas, Atlas) else None)
    places: list[tuple[str, gpd.GeoDataFrame]] = []
    owners = credit_answers(result.question.modes, atlas.about if isinstance(atlas, Atlas) else None)
    with replacements(folder) as staged:
        for name, table in result_tables(result):
            if isinstance(table, gpd.GeoDataFrame):
                places.append((name, table))
            _write_files(owe(table, owners), staged, name)
            if progress:
                progress(name)
        write_geopackages(places, staged / "resilience.gpkg")
        named = join_credits([owners, *(name for _, table in places for name in table_credits(table))])
        with replacement(staged / "run.json") as temporary:
            run = _run(result) | {"attribution": named.split("; ")}
            text = json.dumps(run, ensure_ascii=False, indent=2)
            temporary.write_text(text + "\n", encoding="utf-8")
        written = sorted(path.name for path in staged.iterdir())
    return [folder / name for name in written]


def resilience_files(folder: Path) -> list[Path]:
    """Return the files that `write_resilience` may write to a folder."""
    names = [f"{name}.{ending}" for name in RESILIENCE_TABLES for ending in ("csv", "geojson", "parquet")]
    return [folder / name for name in (*names, "resilience.gpkg", "run.json")]


def _write_files(table: pd.DataFrame, folder: Path, name: str) -> None:
    parquet = ["parquet"] if importlib.util.find_spec("pyarrow") else []
    if isinstance(table, gpd.GeoDataFrame):
        for ending in ("csv", "geojson", *parquet):
            WRITERS[ending](table, folder / f"{name}.{ending}")
    else:
        for ending in ("csv", *parquet):
            write_table(table, folder / f"{name}.{ending}")


def _run(result: Resilience) -> dict[str, Any]:
    case = result.case
    return {
        "question": case.question.record(),
        "closed": [*case.shut],
        "closed_by": [held.by for held in case.shut.values()],
        "closed_to": [[*held.whom] for held in case.shut.values()],
        "limited": [*case.limited],
        "limited_by": [held.by for held in case.limited.values()],
        "barred": [*case.barred],
        "barred_by": [held.by for held in case.barred.values()],
        "barred_to": [[*held.whom] for held in case.barred.values()],
        "policies": result.policy_sentence,
        "demand": case.demand.basis,
        "goods": result.goods_sentence,
        "summary": dataclasses.asdict(result.summary()),
        "versions": {"python": platform.python_version()} | {name: version(name) for name in _PACKAGES},
        "inputs": {} if case.question.atlas is None else _hashes(case.question.atlas),
        "data_sets": sources().to_dict(orient="records"),
        "citations": list(_CITED),
    }


def _hashes(atlas: AtlasTables) -> dict[str, str]:
    """Return the SHA-256 of each layer of the atlas as CSV, and of each file of the transport network."""
    found = {
        f"atlas/{name}": _sha256(
            json.dumps(csv_columns(table), ensure_ascii=False).encode("utf-8", "surrogatepass")
        )
        for name, table in atlas.layers()
    }
    with data_path("network") as folder:
        return found | {
            f"network/{path.name}": _sha256(path.read_bytes()) for path in sorted(folder.iterdir())
        }


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def compare(before: Resilience, after: Resilience) -> Comparison:
    """Return what moved between two results, what load that adds elsewhere, and what is cut off.

    Parameters
    ----------
    before, after : Resilience
        Of the same ends and modes, with different closures.

    Returns
    -------
    Comparison
        Tables of pairs and gates, and the legs with their loads before and after.

    Raises
    ------
    ArgumentError
        If the two do not ask about the same.

    Examples
    --------
    >>> from isthmus import layers
    >>> atlas = layers.example()
    >>> ways = {"origins": "TW", "destinations": "NL", "modes": "sea", "on": "open"}
    >>> open_, shut = resilience(atlas, **ways), resilience(atlas, **ways, closed=["suez"])
    >>> compare(open_, shut).gates.set_index("name").loc[["good_hope", "suez"], "change"].tolist()
    [1.0, -1.0]
    """
    for name, result in (("before", before), ("after", after)):
        check_kind(name, result, Resilience, "a Resilience")
    one, other = before.case, after.case
    if one.is_skeleton != other.is_skeleton:
        one, other = one.entire, other.entire
    return compare_routes(one, other, start=one.after, end=other.after)


def closure_costs(
    result: Resilience,
    closed: Closed,
    *,
    usd_kg: tuple[float, float] | None = None,
    cargo_percent: tuple[float, float] | None = None,
    annual_percent: tuple[float, float] = ANNUAL_PERCENT,
) -> pd.DataFrame:
    """Return what a closure costs each pair, part by part: detour, tolls, premiums, and capital on the way.

    Parameters
    ----------
    result : Resilience
    closed : str, Path, GeoDataFrame, polygon or collection of these
        Besides what the question shuts, as for `Resilience.what_if`.
    usd_kg, cargo_percent, annual_percent
        As for `risk_costs`.

    Returns
    -------
    pandas.DataFrame
        A row for each ``origin``, ``destination`` and ``part``, ``usd_t_low`` and ``usd_t_high``,
        ``usd_teu_low`` and ``usd_teu_high``: what is paid more after the closure, less than nothing where it
        is saved, as the premium of a strait that is no longer passed. ``detour`` is freight without tolls;
        ``all`` is everything. Missing where it is not known, and where no route is left. ``counted`` says
        what is ``in usd_t``, the cost of routes, already.

    Raises
    ------
    ArgumentError
        If anything named is unknown, or a figure is none.

    Notes
    -----
    Of each part the low ends of both routes are compared, and the high ends: the same figures hold before and
    after. Sums go from all low ends to all high ends, as the parts are independent of each other.

    Examples
    --------
    >>> from isthmus import layers
    >>> ways = {"origins": "TWKHH", "destinations": "NLRTM", "modes": "sea", "on": "open"}
    >>> costs = closure_costs(layers.resilience(**ways), "suez").set_index("part")
    >>> costs.loc[["toll", "hull premium"], ["usd_t_low", "usd_t_high"]].round(1).values.tolist()
    [[-7.6, -6.5], [-16.5, -3.8]]
    """
    check_kind("result", result, Resilience, "a Resilience")
    worth = as_worth(usd_kg, cargo_percent, annual_percent)
    case, best = result.replacements.search_under(read_closed(closed))
    rows = []
    for i, j in case.pairs:
        ends = {"origin": case.origins[i].name, "destination": case.destinations[j].name}
        ways = [found.edges[i][j] for found in (case.after, best)]
        told = [
            None if way is None else pd.DataFrame(parts_of(journey_of_edges(case, way), worth))
            for way in ways
        ]
        rows += [{**ends, **row} for row in _costs_between(*told)]
    return pd.DataFrame(rows, columns=["origin", "destination", "part", *_COSTS, "counted"])


_COSTS: Final = ("usd_t_low", "usd_t_high", "usd_teu_low", "usd_teu_high")
_COUNTED: Final = {
    "freight": "in usd_t",
    "toll": "in usd_t",
    "hull premium": "beside",
    "cargo premium": "beside",
    "capital": "beside",
}


def _costs_between(before: pd.DataFrame | None, after: pd.DataFrame | None) -> list[dict[str, Any]]:
    """Return the difference of each part; missing without a route before or after."""
    rows, sums = [], dict.fromkeys(_COSTS, 0.0)
    for part, usual in _COUNTED.items():
        row, counted = dict.fromkeys(_COSTS, float("nan")), usual
        if before is not None and after is not None:
            one, other = (table[table["part"] == part] for table in (before, after))
            counted = next(iter({*one["counted"], *other["counted"]}), usual)
            row = _difference(one, other)
        if part != "capital" or counted == usual:
            sums = {end: sums[end] + row[end] for end in _COSTS}
        rows.append({"part": "detour" if part == "freight" else part, **row, "counted": counted})
    return [*rows, {"part": "all", **sums, "counted": ""}]


def _difference(one: pd.DataFrame, other: pd.DataFrame) -> dict[str, float]:
    """Return how much more one part comes to; nothing where both ask the same premium at the same places.

    Of a premium that is not known, it is known that it is more than nothing.
    """
    found: dict[str, float] = {}
    same = set(one["place"]) == set(other["place"]) != {""}
    for unit in ("usd_t", "usd_teu"):
        names = [f"{unit}_low", f"{unit}_high"]
        low, high = sorted(
            float(other[name].sum(skipna=False) - one[name].sum(skipna=False)) for name in names
        )
        if not np.isfinite(low):
            low, high = (low if one.size else 0.0), (high if other.size else 0.0)
        found |= dict(zip(names, (0.0, 0.0) if same else (low, high), strict=True))
    return found
