"""DuckDB with its extension for geometries, from a package: nothing is asked of the network."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely

if TYPE_CHECKING:
    import numpy as np


def connect(**tables: np.ndarray) -> Any:  # noqa: ANN401 - a peer that may be missing
    """Return a connection to a database in memory with a table of shapes for each name."""
    import duckdb  # noqa: PLC0415 - a peer that may be missing

    found = find_spec("duckdb_extension_spatial")
    if found is None or found.origin is None:
        raise ModuleNotFoundError(name="duckdb_extension_spatial")
    [extension] = (Path(found.origin).parent / "extensions").glob("*/spatial.duckdb_extension")
    engine = duckdb.connect()
    engine.execute(f"LOAD '{extension}'")
    for name, shapes in tables.items():
        engine.register("given", pd.DataFrame({"wkb": shapely.to_wkb(shapes)}))
        engine.execute(f"CREATE TABLE {name} AS SELECT ST_GeomFromWKB(wkb) AS shape FROM given")  # noqa: S608 (ours)
        engine.unregister("given")
    return engine
