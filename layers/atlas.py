"""An atlas: the seven layers of one network, read, checked and written together."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from isthmus.geo import ValidationError

from .bundled import bundled
from .read import read_tables
from .schemas import SCHEMAS
from .validation import validate

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

    from isthmus.geo import Problem


@dataclass(frozen=True, eq=False)
class Atlas:
    """The layers of one production and transit network.

    Parameters
    ----------
    factories, tech_hubs, gateways : geopandas.GeoDataFrame
        Places, as points.
    corridors, flows, partnerships : geopandas.GeoDataFrame
        Legs of corridors, goods between countries and agreements, as lines.
    risk_zones : geopandas.GeoDataFrame
        Hazards with a place and a time, as polygons.
    """

    factories: gpd.GeoDataFrame
    tech_hubs: gpd.GeoDataFrame
    gateways: gpd.GeoDataFrame
    corridors: gpd.GeoDataFrame
    flows: gpd.GeoDataFrame
    partnerships: gpd.GeoDataFrame
    risk_zones: gpd.GeoDataFrame

    def layers(self) -> Iterator[tuple[str, gpd.GeoDataFrame]]:
        """Yield each layer's name and table, in the order of the schemas."""
        for name in SCHEMAS:
            yield name, getattr(self, name)


def read(path: str | Path) -> Atlas:
    """Read and check an atlas.

    Parameters
    ----------
    path : str or Path
        A folder of layer files, each named after its layer (``factories.csv``), or one GeoPackage.

    Returns
    -------
    Atlas
        The seven layers; one without a file is empty.

    Raises
    ------
    ReadError
        If nothing is there.
    ValidationError
        If the data have problems; it lists all of them.
    """
    tables, unreadable = read_tables(Path(path))
    layers, problems = validate(tables)
    if unreadable or problems:
        raise ValidationError([*unreadable, *problems])
    return Atlas(**layers)


def check(path: str | Path) -> list[Problem]:
    """Return everything that is wrong with an atlas, by file and row."""
    tables, unreadable = read_tables(Path(path))
    return [*unreadable, *validate(tables)[1]]


def example() -> Atlas:
    """Return the bundled atlas of production and transit between Taiwan and Central Europe.

    Examples
    --------
    >>> {name: len(layer) for name, layer in example().layers()}  # doctest: +NORMALIZE_WHITESPACE
    {'factories': 33, 'tech_hubs': 28, 'gateways': 78, 'corridors': 145, 'flows': 32, 'partnerships': 26,
     'risk_zones': 25}
    """
    with bundled("atlas") as folder:
        return read(folder)
