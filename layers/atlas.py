"""An atlas: the seven layers of one network, read, checked and written together."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from isthmus.geo import Problem, ValidationError

from .about import About
from .bundled import bundled
from .draft import DEGREES
from .read import read_tables
from .schemas import SCHEMAS
from .sources import sources
from .validation import in_order, validate
from .write import write_layers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import geopandas as gpd


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
    about : About, optional
        What the atlas says of itself where it is written.

    Raises
    ------
    ValidationError
        If a table lacks a column of its schema, or is not in EPSG:4326.

    See Also
    --------
    SCHEMAS : what the columns of each layer mean.
    """

    factories: gpd.GeoDataFrame
    tech_hubs: gpd.GeoDataFrame
    gateways: gpd.GeoDataFrame
    corridors: gpd.GeoDataFrame
    flows: gpd.GeoDataFrame
    partnerships: gpd.GeoDataFrame
    risk_zones: gpd.GeoDataFrame
    about: About = field(default_factory=About)

    def __post_init__(self) -> None:
        problems = [problem for name, table in self.layers() for problem in _unfit(name, table)]
        if problems:
            raise ValidationError(problems)

    def layers(self) -> Iterator[tuple[str, gpd.GeoDataFrame]]:
        """Yield each layer's name and table, in the order of the schemas."""
        for name in SCHEMAS:
            yield name, getattr(self, name)

    def write(self, folder: str | Path, *, formats: Sequence[str] = ("geojson",)) -> list[Path]:
        """Write the layers to a folder: all files or none.

        A GeoPackage holds all layers, as ``atlas.gpkg``; of the other formats there is a file a layer. Beside
        them lie ``data_dictionary.csv`` and ``datapackage.json``: columns, units, sources, licences, hashes.

        Parameters
        ----------
        folder : str or Path
            Where to write; it is made where it is missing.
        formats : sequence of str
            Names of formats: "geojson", "gpkg", "parquet", "fgb" and "csv".

        Returns
        -------
        list of Path
            The files by name.

        Raises
        ------
        WriteError
            If a format is unknown or the operating system refuses.
        """
        return write_layers(self.layers(), Path(folder), formats=formats, about=self.about)


def _unfit(name: str, table: gpd.GeoDataFrame) -> list[Problem]:
    """Return what keeps a table from being a layer."""
    missing = [column for column in SCHEMAS[name].names if column not in table]
    problems = [Problem(name, "this column", "a table without it", column=column) for column in missing]
    if table.crs != DEGREES:
        expected = f"coordinates in {DEGREES}"
        problems.append(Problem(name, expected, str(table.crs), remedy="see GeoDataFrame.to_crs"))
    return problems


def read(path: str | Path) -> Atlas:
    """Read and check an atlas.

    Parameters
    ----------
    path : str or Path
        A folder of layer files, each named after its layer (``factories.csv``), or one GeoPackage. Files
        may be CSV, GeoJSON, GeoPackage, GeoParquet and Excel workbooks.

    Returns
    -------
    Atlas
        The seven layers; one without a file is empty.

    Raises
    ------
    ReadError
        If nothing is there, or an optional package is missing.
    ValidationError
        If the data have problems; it lists all of them.
    """
    tables, problems = read_tables(Path(path))
    layers, wrong = validate(tables)
    if problems or wrong:
        raise ValidationError(in_order(problems + wrong))
    return Atlas(**layers)


def check(path: str | Path) -> list[Problem]:
    """Return everything that is wrong with an atlas.

    Parameters
    ----------
    path : str or Path
        A folder of layer files, or one GeoPackage.

    Returns
    -------
    list of Problem
        By file and row; empty if nothing is wrong.

    Raises
    ------
    ReadError
        If nothing is there, or an optional package is missing.
    """
    tables, misplaced = read_tables(Path(path))
    return in_order(misplaced + validate(tables)[1])


def example() -> Atlas:
    """Return the bundled atlas of production and transit between Taiwan and Central Europe.

    Examples
    --------
    >>> {name: len(layer) for name, layer in example().layers()}
    {'factories': 33, 'tech_hubs': 28, 'gateways': 78, 'corridors': 145, 'flows': 32, 'partnerships': 26,
     'risk_zones': 25}
    """
    made = sources().set_index("name").loc["atlas"].to_dict()
    about = About(title=made["what"], licence="CC-BY-4.0", attribution=made["attribution"])
    with bundled("atlas") as folder:
        return replace(read(folder), about=about)
