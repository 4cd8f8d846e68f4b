"""An atlas: the layers of one network, and tables beside them, read, checked and written together."""

from __future__ import annotations

import warnings
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, get_args

import pandas as pd

from isthmus._arguments import as_names, as_path, check_choice, check_kind, check_members
from isthmus._choices import FORMATS, OnInvalid
from isthmus._face import html_table
from isthmus.geo import DataWarning, Problem, ValidationError

from ._bundled.files import data_path, sources
from ._checking.validation import Rejected, sort_problems, validate, without_invalid
from ._reading.config import hints_of, said_beside
from ._reading.read import read_tables, refuse_files_read
from ._records import Reading
from ._tables.atlas_schemas import ATLAS_SCHEMAS, PLAIN_SCHEMAS, About, empty_table, faults_of_table
from ._tables.schemas import PLACES, SCHEMAS
from ._tables.table import check_columns, check_table
from ._transport.policies import as_policies
from ._writing.write import write_layers
from ._writing.write_cells import write_rejected

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import geopandas as gpd

    from ._records import Summary, WhatIf


@dataclass(frozen=True, eq=False, repr=False)
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
    components, component_shares, recovery : pandas.DataFrame, optional
        What products are made of, where parts are made, and how long they outlast the loss of a source.
    transits, port_calls : pandas.DataFrame, optional
        Ships a day at passages and ports, as PortWatch of the IMF publishes them: see `traffic`.
    about : About, optional
        What the atlas says of itself where it is written.
    rejected : tuple of Rejected
        Rows that were left out when it was read, each with its reason.
    summary : Summary, optional
        How redundant its routes were found to be, which a map of it says first: see `resilience`.
    what_if : WhatIf, optional
        Its best routes under every closure of a few gates, for the reader of a map of it to close some.
    others : tuple of Reading
        Both for other questions about it.
    policy : tuple of str
        The sets of rules that hold where a question about it names none: see `policies`.
    read_from : Path, optional
        The folder or the file that it was read from, in which `write` replaces and adds nothing.

    Raises
    ------
    ValidationError
        If a table lacks a column of its schema, or is not in EPSG:4326.

    See Also
    --------
    data_dictionary : what each column means; `SCHEMAS` are the layers that have them.

    Examples
    --------
    >>> example()
    <Atlas 'Sites, corridors, flows, ...': factories 41, tech_hubs 31, gateways 78, ...>
    """

    factories: gpd.GeoDataFrame
    tech_hubs: gpd.GeoDataFrame
    gateways: gpd.GeoDataFrame
    corridors: gpd.GeoDataFrame
    flows: gpd.GeoDataFrame
    partnerships: gpd.GeoDataFrame
    risk_zones: gpd.GeoDataFrame
    components: pd.DataFrame = field(default_factory=lambda: empty_table("components"))
    component_shares: pd.DataFrame = field(default_factory=lambda: empty_table("component_shares"))
    recovery: pd.DataFrame = field(default_factory=lambda: empty_table("recovery"))
    transits: pd.DataFrame = field(default_factory=lambda: empty_table("transits"))
    port_calls: pd.DataFrame = field(default_factory=lambda: empty_table("port_calls"))
    about: About = field(default_factory=About)
    rejected: tuple[Rejected, ...] = ()
    summary: Summary | None = None
    what_if: WhatIf | None = None
    others: tuple[Reading, ...] = ()
    policy: tuple[str, ...] = ()
    read_from: Path | None = None

    def __post_init__(self) -> None:
        for name, table in self.layers():
            check_table(table, name)
        for name in PLAIN_SCHEMAS:
            check_columns(getattr(self, name), name)
        check_kind("about", self.about, About, "an About")
        check_members("rejected", self.rejected, Rejected, "a tuple of Rejected")
        check_kind("read_from", self.read_from, (Path, NoneType), "a Path")
        Reading(self.summary, self.what_if)  # which checks both
        check_members("others", self.others, Reading, "a tuple of readings")
        object.__setattr__(self, "policy", as_policies(self.policy))
        problems = [problem for name, table in self.tables() for problem in faults_of_table(name, table)]
        if problems:
            raise ValidationError(problems)

    def __repr__(self) -> str:
        title = f" {self.about.title!r}" if self.about.title else ""
        return f"<Atlas{title}: {', '.join(f'{name} {len(table)}' for name, table in self._shown())}>"

    def _repr_html_(self) -> str:
        shown = ((ATLAS_SCHEMAS[name], len(table)) for name, table in self._shown())
        facts = {schema.title: f"{count}, each {schema.row}" for schema, count in shown}
        left = {"Left out": f"{len(self.rejected)} rejected rows"} if self.rejected else {}
        return html_table(self.about.title or "Atlas", facts | left)

    def layers(self) -> Iterator[tuple[str, gpd.GeoDataFrame]]:
        """Yield each layer's name and table, in the order of the schemas."""
        for name in SCHEMAS:
            yield name, getattr(self, name)

    def tables(self) -> Iterator[tuple[str, pd.DataFrame]]:
        """Yield the name and table of each layer, then those of the tables without places."""
        for name in ATLAS_SCHEMAS:
            yield name, getattr(self, name)

    def _shown(self) -> Iterator[tuple[str, pd.DataFrame]]:
        """Yield all layers, and the tables without places that have rows."""
        yield from self.layers()
        yield from ((name, getattr(self, name)) for name in PLAIN_SCHEMAS if len(getattr(self, name)))

    @property
    def places(self) -> gpd.GeoDataFrame:
        """The factories, tech hubs and gateways in one table, with the columns that all three have."""
        return pd.concat([getattr(self, name) for name in PLACES], join="inner", ignore_index=True)

    def write(self, folder: str | Path, *, formats: str | Iterable[str] = ("geojson",)) -> list[Path]:
        """Write the layers to a folder: all files or none.

        A GeoPackage holds all layers, as ``atlas.gpkg``; of the other formats there is a file a layer or a
        table of others that has rows. ``data_dictionary.csv`` and ``datapackage.json`` say what they hold.

        Parameters
        ----------
        folder : str or Path
            Where to write; it is made where it is missing.
        formats : str or iterable of str
            Names of formats, a text joined by commas: "geojson", "gpkg", "parquet", "fgb", "csv" and "xlsx".

        Returns
        -------
        list of Path
            The files by name.

        Raises
        ------
        WriteError
            If a format is unknown, the atlas was read from that folder or file, or the operating system
            refuses.
        """
        folder = as_path("folder", folder)
        chosen = as_names("formats", formats)
        endings = [ending for ending in chosen if ending in FORMATS]  # the writers refuse the others
        written = [folder / f"{name}.{ending}" for name in (*ATLAS_SCHEMAS, "atlas") for ending in endings]
        refuse_files_read(written, self.read_from)
        kept = {*dict(self._shown()), *(path.stem for path in written if path.exists())}
        tables = [(name, table) for name, table in self.tables() if name in kept]
        return write_layers(tables, folder, formats=chosen, about=self.about, rejected=self.rejected)

    def write_rejected(self, path: str | Path) -> Path:
        """Write the rows that were left out, each with its reason, as CSV."""
        return write_rejected(self.rejected, as_path("path", path))


def read(path: str | Path, *, on_invalid: OnInvalid = "raise") -> Atlas:
    """Read and check an atlas.

    Parameters
    ----------
    path : str or Path
        A folder of layer files, each named after its layer (``factories.csv``), or one GeoPackage. Files
        may be CSV, GeoJSON, GeoPackage, GeoParquet, FlatGeobuf and Excel workbooks. An ``isthmus.toml`` among
        them may say how to read them, and what their columns are called. Styles of QGIS, in a GeoPackage or
        beside a file (``factories.qml``), say how maps draw the layers.
    on_invalid : {"raise", "warn", "skip"}
        What becomes of rows with problems: all of them are raised; or warned of, and the wrong cells are
        missing; or the rows are left out, and kept in ``rejected`` of the atlas, which is written with it.

    Returns
    -------
    Atlas
        Its layers and tables; one without a file is empty.

    Warns
    -----
    DataWarning
        Lists what was taken for granted while reading, such as an encoding, and every problem not raised.

    Raises
    ------
    ArgumentError
        If ``on_invalid`` is none of the three.
    ReadError
        If nothing is there, or an optional package is missing.
    ValidationError
        If the data have problems; it lists all of them. Files that are none are always raised.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     read(write_starter(folder)[0].parent).factories["id"].tolist()
    ['works', 'parts']
    """
    check_choice("on_invalid", on_invalid, get_args(OnInvalid))
    tables, found, about = read_tables(place := as_path("path", path))
    layers, wrong = validate(tables)
    notes = [note for note in found if note.severity == "note"]
    problems = sort_problems([problem for problem in found if problem.severity == "problem"] + wrong)
    rejected: list[Rejected] = []
    if problems and on_invalid == "skip":
        layers, problems, rejected = without_invalid(tables, problems)
    fatal = [problem for problem in problems if on_invalid == "raise" or problem.row is None]
    if fatal:
        raise ValidationError(fatal)
    notes += [note for table in tables for note in table.notes]
    told = sort_problems([*notes, *problems, *(one.problem for one in rejected)])
    if told:
        warnings.warn(DataWarning(told), stacklevel=2)
    for table in tables:
        if table.style:
            table.style.put_on(layers[table.layer])
    return Atlas(**layers, about=about, rejected=tuple(rejected), read_from=place.absolute())


def check(path: str | Path) -> list[Problem]:
    """Return everything that is wrong with an atlas, and notes on what was taken for granted to read it.

    Parameters
    ----------
    path : str or Path
        A folder of layer files, or one GeoPackage.

    Returns
    -------
    list of Problem
        By file and row; what is no fault has the severity "note".

    Raises
    ------
    ReadError
        If nothing is there, or an optional package is missing.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     check(write_starter(folder)[0].parent)
    []
    """
    try:
        return _find_problems(as_path("path", path))
    except ValidationError as error:
        return sort_problems(error.problems)


def _find_problems(path: Path) -> list[Problem]:
    tables, found, _ = read_tables(path)
    return sort_problems([note for table in tables for note in table.notes] + found + validate(tables)[1])


def hints(path: str | Path) -> str:
    r"""Return the ``isthmus.toml`` that settles how the files of a folder are read.

    What was taken for granted to read them stands as it is: encodings, delimiters, which column is which.
    What may be read in several ways stands as comments, a line a reading, for their owner to choose.

    Parameters
    ----------
    path : str or Path
        A folder of layer files. An ``isthmus.toml`` in it stays as it is; what it says is among the hints.

    Returns
    -------
    str
        The text of the file.

    Raises
    ------
    ReadError
        If nothing is there, or an optional package is missing.
    ValidationError
        If the ``isthmus.toml`` that is there has no meaning.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     _ = Path(folder, "factories.csv").write_text("id;name;country;city\na;A;PL;Radom\n")
    ...     print(hints(folder).partition("away.")[2].strip())
    [factories]
    delimiter = ";"
    """
    folder = as_path("path", path)
    return hints_of(_find_problems(folder), said_beside(folder))


def example() -> Atlas:
    """Return the bundled atlas of production and transit between Taiwan and Central Europe.

    Examples
    --------
    >>> {name: len(layer) for name, layer in example().layers()}
    {'factories': 41, 'tech_hubs': 31, 'gateways': 78, 'corridors': 145, 'flows': 44, 'partnerships': 36,
     'risk_zones': 40}
    """
    return deepcopy(_bundled_atlas())  # whoever changes a table changes their own


@cache
def _bundled_atlas() -> Atlas:
    made = sources().set_index("name").loc["atlas"].to_dict()
    about = About(title=made["what"], licence="CC-BY-4.0", attribution=made["attribution"])
    with data_path("atlas") as folder:
        own, *others = Reading.from_folder(folder)
        return replace(
            read(folder),
            about=about,
            summary=own.summary,
            what_if=own.what_if,
            others=tuple(others),
            policy=("law",),
            read_from=None,
        )
