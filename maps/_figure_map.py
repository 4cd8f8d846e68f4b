"""A map as a figure: what it shows on opening, with the sentence that answers, in a report's width."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
import shapely

from isthmus._arguments import as_number, as_path, unfit
from isthmus.layers._tables.crs import in_degrees

from ._figures.figure import FIGURE_FORMATS, WIDTHS_MM, write_content
from ._figures.view import Content
from ._layer import BASE_GROUP, PackedLayer, bounds_of, layer_key, pack_layer, rows_on_opening
from ._messages import join_sentences
from ._page import page_of
from ._page_map import PageMap
from ._trials import LEGS_KEY

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt

    from isthmus.layers import Atlas

    from ._looks import Look

#: More vertices than this say no better what part of the Earth is shown.
MOST_VERTICES = 5000


class FigureMap(PageMap):
    """A map that can be printed.

    Parameters
    ----------
    view, text, height
        As for `isthmus.maps._page_map.PageMap`.
    """

    _figure_atlas: Atlas | None = None
    _over_lines: bool = False

    def save_figure(self, path: str | Path, *, width_mm: float = WIDTHS_MM[1]) -> None:
        """Write what the map shows on opening as a figure, by the ending a PNG, an SVG or a PDF.

        Above it stand the title and the sentences that answer, below it a legend and whom it is owed to. The
        projection is Lambert's azimuthal equal-area one about the middle of what is shown, or Equal Earth if
        that spans more than a hemisphere. What folium draws is not on it. `Map.save` does the same for these
        endings.

        Parameters
        ----------
        path : str or Path
            File to write, whole or not at all.
        width_mm : float
            Width of the figure in millimetres, from 80 to 400: journals have columns of about 85, and pages
            of 180.

        Raises
        ------
        ArgumentError
            If there is no such format or width.
        WriteError
            If matplotlib or babel is missing, or the file can't be written.

        Warns
        -----
        IsthmusWarning
            If no installed font holds a letter of the text.

        Examples
        --------
        >>> import tempfile
        >>> from isthmus import layers, maps
        >>> page = maps.Map.of(layers.route("Warsaw", "Prague", modes=["rail"]))
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     page.save_figure(f"{folder}/map.svg", width_mm=85)
        """
        file_format = as_path("path", path).suffix.lower().removeprefix(".")
        if file_format not in FIGURE_FORMATS:
            raise unfit("path", "a file ending in .png, .svg or .pdf", str(path))
        low, high = WIDTHS_MM[0] - 5, 400
        width = as_number(
            "width_mm", width_mm, expected=f"millimetres from {low:g} to {high}", low=low, high=high
        )
        write_content(self._figure_content(), path, file_format, width_mm=width)

    def save(
        self,
        outfile: str | bytes | Path | BinaryIO,
        close_file: bool = True,  # noqa: FBT001, FBT002  # folium's signature
        **kwargs: Any,
    ) -> None:
        """Write the map as a page, or, if the name ends in .png, .svg or .pdf, as `save_figure` does.

        Parameters, errors and warnings are those of `folium.Map.save` and `save_figure`.
        """
        if isinstance(outfile, str | Path) and Path(outfile).suffix.lower()[1:] in FIGURE_FORMATS:
            self.save_figure(outfile)
        else:
            super().save(outfile, close_file, **kwargs)

    def _draw(
        self,
        table: gpd.GeoDataFrame,
        look: Look,
        *,
        digits: int | None = None,
        seen: gpd.GeoDataFrame | None = None,
    ) -> str:
        """Draw a table, of which some rows may be seen at first, and return the short name of its layer."""
        taken = {child.key for child in self._children.values() if isinstance(child, PackedLayer)}
        look = replace(look, key=layer_key(look.key or look.title, taken))
        packed, seen = pack_layer(table, look, digits=digits), table if seen is None else seen
        self.add_child(PackedLayer(packed, look, bounds=bounds_of(table), table=seen))
        return look.key

    def _figure_content(self) -> Content:
        """Return what a figure of the map shows."""
        text = page_of(self).text
        told = [text.subtitle, *(text.leads or [text.description])]
        drawn = [
            (child.look, rows_on_opening(in_degrees(child.table), child.look))
            for child in self._children.values()
            if isinstance(child, PackedLayer) and child.look.group != BASE_GROUP and child.look.shown
            if child.table is not None
        ]
        if "routes" in {look.key for look, _ in drawn}:  # the best of which they are
            drawn = [(look, table) for look, table in drawn if look.key != LEGS_KEY]
        drawn = [(replace(look, note="") if look.key == LEGS_KEY else look, table) for look, table in drawn]
        return Content(
            self._figure_atlas,
            tuple((look, table) for look, table in drawn if len(table)),
            text.title,
            join_sentences(text.lang, *filter(None, told)) if any(told) else "",
            text.lang,
            over_lines=self._over_lines,
            points=_vertices([table for look, table in drawn if look.key != "gates"]),
        )


def _vertices(tables: list[gpd.GeoDataFrame]) -> npt.NDArray[np.float64]:
    """Return vertices of what is shown, enough to say where it lies."""
    found = [shapely.get_coordinates(table.geometry) for table in tables]
    every = np.concatenate([np.empty((0, 2)), *found])
    return every[:: max(1, len(every) // MOST_VERTICES)]
