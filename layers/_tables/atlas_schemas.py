"""All tables of an atlas: those without places, the dictionary of columns, what it says of itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import geopandas as gpd
import pandas as pd

from isthmus._arguments import check_choice, check_fields, check_members
from isthmus._choices import PRECISIONS, Precision
from isthmus.geo import Problem

from .cells import list_words
from .columns import parse
from .crs import DEGREES
from .daily_schemas import DAILY_SCHEMAS
from .schema import Column, FrozenMapping, Schema
from .schemas import ID, NAME, PROVENANCE, SCHEMAS, YES_NO
from .story import Note, Scene
from .table import RawTable

if TYPE_CHECKING:
    from collections.abc import Mapping

_PROVENANCE = tuple(column for column in PROVENANCE if column.name != "precision")

#: Words in the names of columns that hold people or keys, in the languages of the page.
_PERSONAL = (
    r"(?:e.?)?mails?|(?:tele)?(?:ph|f)on\w*|tel|mobile|kom[oó]rka|fax|contacts?|kontakt\w*|persons?|owner|surname",
    r"(?:first|last|full).?name|imi[eę]|nazwisko|jm[eé]no|p[rř][ií]jmen[ií]|pesel|passport|birth\w*",
    r"passw\w*|has[lł]o|heslo|secret|token|api.?key|credentials?|телефон|пошта|прізвище|пароль",
)
_PERSONAL_NAME = re.compile(
    rf"(?i)(?:^|[\W_])(?:{'|'.join(_PERSONAL)})(?:$|[\W_])|電話|信箱|聯絡人|姓名|密碼"
)
_PERSONAL_TEXT = re.compile(
    r"[\w.+-]+@[\w-]+\.\w|^\+\d[\d ()./-]{7,}$|-----BEGIN|\b(?:AKIA[0-9A-Z]{16}|gh[pos]_\w{30,}|sk-\w{20,})\b"
)

PRODUCT, ASSEMBLY = "product", "assembly"
"""Levels of a bill with a meaning of their own: what is sold, and parts that a bill lists together."""

#: More columns than these that a table lacks are told as one problem.
_MANY = 12

LOCATED = ("production", "capacity")
"""Measures that say where a thing is made; makers go by their home, exports by the last country."""

COMPONENTS = Schema(
    "components",
    "Components",
    "a product, or a part of one",
    "none",
    (
        ID,
        NAME,
        Column(
            "parent",
            "id",
            "Part of",
            "What it is a part of; empty for a product.",
            refers_to=("components",),
        ),
        Column(
            "level",
            "text",
            "Level",
            "What it is in the bill; an assembly is a group of parts that the bill lists together.",
            allowed=(PRODUCT, ASSEMBLY, "component", "part", "material", "software"),
        ),
        Column(
            "needed",
            "text",
            "Needed",
            "Whether none of the parent can be made without it; empty where nobody says.",
            allowed=YES_NO,
        ),
        *(
            Column(
                f"{what}_share_{end}",
                "number",
                f"Share of {what}, {word}",
                f"At {word}, of the {what} of its parent.",
                minimum=0,
                maximum=1,
            )
            for what in ("cost", "mass")
            for end, word in (("low", "least"), ("high", "most"))
        ),
        Column("cost_basis", "text", "Cost from", "What the share of the cost rests on."),
        Column("mass_basis", "text", "Mass from", "What the share of the mass rests on."),
        Column("substitutes", "text", "Substitutes", "What may stand in for it, and at what price."),
        *(
            Column(
                f"lead_weeks_{end}",
                "number",
                f"Lead time, {word}",
                f"From order to delivery, at {word}.",
                unit="weeks",
                minimum=0,
            )
            for end, word in (("low", "least"), ("high", "most"))
        ),
        Column("lead_basis", "text", "Lead time from", "What the lead time rests on."),
        *_PROVENANCE,
    ),
)

COMPONENT_SHARES = Schema(
    "component_shares",
    "Shares of components",
    "a share of a country, or of several together, in the making of a component",
    "none",
    (
        Column("id", "id", "Id", "Stable name of the row, unique in its table.", required=True),
        Column("component", "id", "Component", "What is made.", required=True, refers_to=("components",)),
        Column(
            "stage",
            "text",
            "Stage",
            "Step of its making, such as mining, refining or making; each has a whole of its own.",
            required=True,
        ),
        Column(
            "country", "countries", "Country", "Where, or whose; several hold it together.", required=True
        ),
        Column("share_low", "number", "Share, least", "At least, of the whole.", minimum=0, maximum=1),
        Column("share_high", "number", "Share, most", "At most, of the whole.", minimum=0, maximum=1),
        Column(
            "measure",
            "text",
            "Measure",
            "What is counted: production or capacity where it lies, makers by their home, or exports.",
            allowed=(*LOCATED, "makers", "exports"),
            required=True,
        ),
        Column("basis", "text", "Basis", "Of which whole, such as all foundries; told apart by name."),
        Column("period", "period", "Period", "For when it holds; after the date of its source, a forecast."),
        *_PROVENANCE,
    ),
    dates=("period",),
)

RECOVERY = Schema(
    "recovery",
    "Recovery",
    "a figure on how long a component outlasts the loss of a source, and how soon that recovers",
    "none",
    (
        Column("id", "id", "Id", "Stable name of the row, unique in its table.", required=True),
        Column("component", "id", "Component", "Of what.", required=True, refers_to=("components",)),
        Column("stage", "text", "Stage", "Step of its making of which it is a supply; empty for the last."),
        Column("country", "countries", "Country", "Where it lies, is made, or is used."),
        Column("site", "id", "Site", "The site, of a study that goes so far.", refers_to=("factories",)),
        Column(
            "kind",
            "text",
            "Kind",
            "Supply: a source's share of the demand; stock: how long it lasts; restart: when a source makes "
            "a share of its former output again; substitution: when another delivers a share of the demand; "
            "survival, stop: how long users of a case went on, and stood still.",
            allowed=("supply", "stock", "restart", "substitution", "survival", "stop"),
            required=True,
        ),
        *(
            Column(f"days_{end}", "number", f"Days, {word}", f"At {word}.", unit="d", minimum=0)
            for end, word in (("low", "least"), ("high", "most"))
        ),
        *(
            Column(f"share_{end}", "number", f"Share, {word}", f"At {word}.", minimum=0, maximum=1)
            for end, word in (("low", "least"), ("high", "most"))
        ),
        Column("case", "text", "Case", "The published case it was seen in; empty for the study's own."),
        Column("began", "date", "Began", "When the case began."),
        *_PROVENANCE,
    ),
)

PLAIN_SCHEMAS: Mapping[str, Schema] = FrozenMapping(
    {schema.name: schema for schema in (COMPONENTS, COMPONENT_SHARES, RECOVERY)} | dict(DAILY_SCHEMAS)
)
"""The tables without places by name, in the order in which an atlas lists them."""

ATLAS_SCHEMAS: Mapping[str, Schema] = FrozenMapping({**SCHEMAS, **PLAIN_SCHEMAS})
"""All tables of an atlas by name: its layers, then those without places."""


OWN_COLUMN = "A column of the owner's own."
"""What is said of a column that no schema knows."""


@dataclass(frozen=True, slots=True)
class About:
    """What an atlas says of itself.

    Parameters
    ----------
    title : str
        What it is about.
    licence : str
        Licence under which it may be passed on, as an SPDX expression; empty if nobody said.
    attribution : str
        Whom to name.
    precision : {"exact", "city", "region", "country"}
        To what its places were coarsened; "exact" if they were not.
    tour : tuple of Scene
        The chapters that its map tells.
    notes : tuple of Note
        What its map says of places.

    Raises
    ------
    ArgumentError
        If there is no such precision.
    """

    title: str = ""
    licence: str = ""
    attribution: str = ""
    precision: Precision = "exact"
    tour: tuple[Scene, ...] = ()
    notes: tuple[Note, ...] = ()

    def __post_init__(self) -> None:
        check_choice("precision", self.precision, PRECISIONS)
        check_fields(self)
        check_members("tour", self.tour, Scene, "a tuple of Scene")
        check_members("notes", self.notes, Note, "a tuple of Note")


def empty_table(name: str) -> pd.DataFrame:
    """Return a table without places that has no rows."""
    return parse(RawTable(name, name, {}, ()), ATLAS_SCHEMAS[name])[0]


def faults_of_table(name: str, table: pd.DataFrame) -> list[Problem]:
    """Return what keeps a table from being one of an atlas: a column or degrees that it lacks."""
    missing = [column for column in ATLAS_SCHEMAS[name].names if column not in table]
    problems = [Problem(name, "this column", "a table without it", column=column) for column in missing]
    if len(missing) > _MANY:
        problems = [Problem(name, f"the columns {list_words(missing, 'and')}", "a table without them")]
    if isinstance(table, gpd.GeoDataFrame) and name in SCHEMAS and table.crs != DEGREES:
        expected = f"coordinates in {DEGREES}"
        problems.append(Problem(name, expected, str(table.crs), remedy="see GeoDataFrame.to_crs"))
    return problems


def data_dictionary() -> pd.DataFrame:
    """Return one row a column of each table of an atlas.

    Returns
    -------
    pandas.DataFrame
        Columns ``layer``, ``column``, ``kind``, ``unit``, ``required``, ``allowed`` and ``description``, as
        text.

    Examples
    --------
    >>> words = data_dictionary()
    >>> words[words["column"] == "severity"]["description"].item()
    'From 1 (slight) to 5 (severe).'
    """
    return pd.DataFrame(
        [
            {
                "layer": schema.name,
                "column": column.name,
                "kind": column.kind,
                "unit": column.unit or "",
                "required": "yes" if column.required else "no",
                "allowed": " | ".join(column.allowed),
                "description": column.description,
            }
            for schema in ATLAS_SCHEMAS.values()
            for column in schema.columns
        ]
    )


def own_dictionary(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return one row a column that layers have beyond those of their schemas, as `data_dictionary` does.

    Examples
    --------
    >>> table = pd.DataFrame({"id": ["a"], "employees": [7]})
    >>> own_dictionary({"factories": table})[["layer", "column", "kind"]].values.tolist()
    [['factories', 'employees', 'integer']]
    """
    return pd.DataFrame(
        [
            {
                "layer": name,
                "column": str(column),
                "kind": kind_of(table[column]),
                "unit": "",
                "required": "no",
                "allowed": "",
                "description": OWN_COLUMN,
            }
            for name, table in tables.items()
            for column in table
            if column not in ATLAS_SCHEMAS[name] and column != "geometry"
        ],
        columns=data_dictionary().columns,
    )


def kind_of(cells: pd.Series[Any]) -> Literal["integer", "number", "text"]:
    """Return the kind of a column that no schema knows."""
    if pd.api.types.is_integer_dtype(cells):
        return "integer"
    return "number" if pd.api.types.is_float_dtype(cells) else "text"


def personal_columns(tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """Return the columns of one's own that look as if they held people, or keys to something, by layer.

    Examples
    --------
    >>> table = pd.DataFrame({"id": ["a"], "contact_mail": ["x"], "who": ["ann@example.org"], "tons": [7]})
    >>> personal_columns({"factories": table})
    ['factories.contact_mail', 'factories.who']
    """
    own = own_dictionary(tables)[["layer", "column"]].itertuples(index=False)
    return [f"{layer}.{column}" for layer, column in own if _is_personal(column, tables[layer][column])]


def _is_personal(name: str, cells: pd.Series[Any]) -> bool:
    if _PERSONAL_NAME.search(name):
        return True
    texts = cells.dropna()
    return pd.api.types.is_string_dtype(texts) and bool(texts.str.contains(_PERSONAL_TEXT).any())
