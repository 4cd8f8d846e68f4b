"""Named passages that can be closed: straits, canals, capes, borders, border posts, gauge breaks, skies."""

from __future__ import annotations

import geopandas as gpd
import shapely

from isthmus.layers._bundled.network_files import MODES, gate_edges, gate_table


def gates() -> gpd.GeoDataFrame:
    """Return the passages of the bundled network that can be closed by name.

    Each holds every edge that leads through it: for straits, canals and capes the lanes whose geodesic
    crosses a line from shore to shore, for borders the railways and roads between the two countries, for
    border posts and gauge breaks those of them near the post, for airspaces the links over a country's land.

    Returns
    -------
    GeoDataFrame
        Columns name (to close it by), kind, title, edges (how many it holds), modes (joined by spaces)
        and geometry (lines across a passage, points of posts, coarse outlines of airspaces; EPSG:4326), in
        the order of the names.

    Examples
    --------
    >>> gates().set_index("name").loc["suez", ["kind", "title", "modes"]].tolist()
    ['canal', 'Suez Canal', 'sea']
    """
    table = gate_table().rename(columns={"id": "name"})
    sizes = {mode: [len(edges) for edges in gate_edges(mode)] for mode in MODES}
    held = list(zip(*sizes.values(), strict=True))
    columns = {
        **table[["name", "kind", "title"]],
        "edges": [sum(counts) for counts in held],
        "modes": [" ".join(mode for mode, n in zip(MODES, counts, strict=True) if n) for counts in held],
    }
    return gpd.GeoDataFrame(columns, geometry=shapely.from_wkt(table["geometry"]), crs="EPSG:4326")
