"""Tables without places as files: CSV and Parquet."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from isthmus.geo import WriteError
from isthmus.layers._tables.formulas import disarmed
from isthmus.layers._tables.table import as_cells

from .atomic import replacing

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["write_plain"]


def write_plain(table: pd.DataFrame, path: str | Path) -> Path:
    """Write a table without places; the file is replaced as a whole or not at all.

    Parameters
    ----------
    table : pandas.DataFrame
        Any table; its index is left out. In CSV, text that a spreadsheet would run as a formula is disarmed.
    path : str or Path
        File whose name ends in ``.csv`` or ``.parquet``.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    WriteError
        If the ending is another one, pyarrow is missing for Parquet, or the operating system refuses.
    """
    path = Path(path)
    writers = {".csv": _csv, ".parquet": _parquet}
    if path.suffix.lower() not in writers:
        raise WriteError(f"{path}: expected a file that ends in {' or '.join(writers)}: no row has a place")
    with replacing(path) as temporary:
        writers[path.suffix.lower()](table, temporary)
    return path


def _csv(table: pd.DataFrame, path: Path) -> None:
    numeric = set(table.select_dtypes("number"))
    cells = as_cells({str(name): table[name] for name in table})
    columns = {
        name: texts if name in numeric else [disarmed(text) for text in texts]
        for name, texts in cells.items()
    }
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))


def _parquet(table: pd.DataFrame, path: Path) -> None:
    try:
        table.to_parquet(path, index=False, engine="pyarrow")
    except ImportError:
        raise WriteError(f"{path.name}: Parquet needs pyarrow; pip install 'isthmus[parquet]'") from None
