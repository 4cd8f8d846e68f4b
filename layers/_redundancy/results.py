"""Results of questions about resilience: two held beside each other, and one as a folder of files."""

from __future__ import annotations

import dataclasses
import hashlib
import importlib.util
import json
import platform
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd

from isthmus._arguments import as_path, check_kind, unfit
from isthmus.layers._atlas import Atlas
from isthmus.layers._bundled.files import data_path, join_credits, sources, table_credits
from isthmus.layers._reading.read import refuse_files_read
from isthmus.layers._writing.atomic import replacement, replacements
from isthmus.layers._writing.geopackage import write_geopackages
from isthmus.layers._writing.write import WRITERS, write_table
from isthmus.layers._writing.write_cells import csv_columns

from .comparison import Comparison, compare_routes
from .resilience import Resilience

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pandas as pd

    from isthmus.layers._transport.question import AtlasTables


__all__ = ["RESILIENCE_TABLES", "compare", "result_tables", "write_resilience"]

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
    layer of ``resilience.gpkg`` as well. ``run.json`` tells what was asked, of which data (by their SHA-256),
    with which versions, whose methods these are, and whom to name for the lines.

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
    """
    check_kind("result", result, Resilience, "a Resilience")
    if progress is not None and not callable(progress):
        raise unfit("progress", "a function of a name, or None", progress)
    folder = as_path("folder", folder)
    atlas = result.question.atlas
    refuse_files_read(resilience_files(folder), atlas.read_from if isinstance(atlas, Atlas) else None)
    places: list[tuple[str, gpd.GeoDataFrame]] = []
    with replacements(folder) as staged:
        for name, table in result_tables(result):
            if isinstance(table, gpd.GeoDataFrame):
                places.append((name, table))
            _write_files(table, staged, name)
            if progress:
                progress(name)
        write_geopackages(places, staged / "resilience.gpkg")
        owners = join_credits(name for _, table in places for name in table_credits(table))
        with replacement(staged / "run.json") as temporary:
            run = _run(result) | {"attribution": owners.split("; ")}
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
        "limited": [*case.limited],
        "limited_by": [held.by for held in case.limited.values()],
        "barred": [*case.barred],
        "barred_by": [held.by for held in case.barred.values()],
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
