"""The bundled data: where they lie, what is owed for them, and whom to name on every row that holds them.

Lines that follow the network, and points of cities, are other people's data, under licences that ask to name
them wherever the data go. So each row says so itself, in a column that every format keeps.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

import pandas as pd

from isthmus._modes import MODES, TRANSFER
from isthmus.layers._tables.schemas import ATTRIBUTION, PLACES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from isthmus.layers._tables.atlas_schemas import About

Outline = float | tuple[tuple[float, float], ...]
"""The outline of a mark: the radius of a disc, or the corners of a polygon."""

_SEPARATOR: Final = "; "


def data_path(name: str) -> AbstractContextManager[Path]:
    """Return a bundled file or folder as a path, for the length of a ``with`` block.

    Parameters
    ----------
    name : str
        Its path inside ``layers/data``, parts split by ``/``.

    Examples
    --------
    >>> with data_path("atlas") as folder:
    ...     (folder / "factories.csv").exists()
    True
    """
    return resources.as_file(resources.files("isthmus.layers.data").joinpath(*name.split("/")))


def sources() -> pd.DataFrame:
    """Return every bundled data set.

    Returns
    -------
    pandas.DataFrame
        Columns ``name``, ``what``, ``version``, ``licence``, ``date``, ``attribution``, ``url`` and ``owes``,
        what its licence asks of those who pass it on, as text.

    Examples
    --------
    >>> sources().set_index("name").loc["atlas", "licence"]
    'CC BY 4.0'
    """
    with data_path("SOURCES.json") as path:
        return pd.DataFrame(json.loads(path.read_text(encoding="utf-8")), dtype="str")


def file_credits(table: pd.DataFrame, about: About | None = None) -> tuple[str, ...]:
    """Return whom to name for a file of a table, if it has rows: its owner, and those whom the rows name.

    Examples
    --------
    >>> import pandas as pd
    >>> from isthmus.layers._tables.atlas_schemas import About
    >>> rails = pd.DataFrame({"attribution": [credit("network-rail-road")]})
    >>> file_credits(rails, About(attribution="Ann", licence="CC0-1.0"))
    ('Ann (CC0-1.0)', '© OpenStreetMap contributors (ODbL 1.0)')
    """
    own = _own_credit(about) if len(table) else ()
    return tuple(dict.fromkeys([*own, *table_credits(table)]))


def _own_credit(about: About | None) -> tuple[str, ...]:
    """Return whom an atlas says it is owed to: of the bundled one, as its rows say it."""
    name, licence = (about.attribution, about.licence) if about else ("", "")
    made = sources().set_index("name").loc["atlas"]
    if (name, licence) == (made["attribution"], made["licence"].replace(" ", "-")):
        return (credit("atlas"),)
    own = f"{name} ({licence})" if name and licence else name or licence
    return (own,) if own else ()


@cache
def credit(name: str) -> str:
    """Return whom to name for a bundled data set, and its licence; nobody for what is in the public domain.

    Parameters
    ----------
    name : str
        Of `isthmus.layers.sources`.

    Examples
    --------
    >>> credit("network-rail-road"), credit("network-sea")
    ('© OpenStreetMap contributors (ODbL 1.0)', '')
    """
    made = sources().set_index("name").loc[name]
    free = made["licence"].startswith("Public domain")
    return "" if free else f"{made['attribution']} ({made['licence']})"


def credit_licences(owners: Iterable[str]) -> list[str]:
    """Return the licences, as SPDX names them, of the bundled data whose owners are among some.

    Examples
    --------
    >>> credit_licences(["Ann (CC0-1.0)", credit("network-rail-road"), credit("places")])
    ['CC-BY-4.0', 'ODbL-1.0']
    """
    named = {*owners}
    licences = sources().set_index("name")["licence"]
    owed = {licence for name, licence in licences.items() if credit(str(name)) in named}
    return sorted(licence.replace(" ", "-") for licence in owed)


def distinct_licences(told: Iterable[str]) -> list[str]:
    """Return licences one by one, each once, however it is written, without what of a source it is for.

    Examples
    --------
    >>> distinct_licences(["Public domain (data), MIT (package)", "CC-BY-4.0", "MIT", "CC BY 4.0", ""])
    ['CC BY 4.0', 'MIT', 'Public domain']
    """
    named = [part for text in told for part in re.sub(r" \([^)]*\)", "", text).split(", ") if part]
    return sorted({re.sub(r"\W", "", name).lower(): name for name in sorted(named, reverse=True)}.values())


def join_credits(texts: Iterable[object]) -> str:
    """Return credits as one text, each once, in the order in which they come; missing ones say nothing.

    Examples
    --------
    >>> join_credits(["GeoNames (CC BY 4.0)", None, "Ann (CC0-1.0); GeoNames (CC BY 4.0)"])
    'GeoNames (CC BY 4.0); Ann (CC0-1.0)'
    """
    whole = [text for text in texts if isinstance(text, str)]
    return _SEPARATOR.join(dict.fromkeys(part for text in whole for part in text.split(_SEPARATOR) if part))


def credit_modes(modes: Iterable[str]) -> str:
    """Return whom to name for lines by some modes of transport, a change of modes among them.

    Examples
    --------
    >>> credit_modes(["sea", "rail", "road"])
    '© OpenStreetMap contributors (ODbL 1.0)'
    """
    behind = {name: mode.source for name, mode in MODES.items()} | {TRANSFER: "network-ports"}
    return join_credits(credit(behind[mode]) for mode in modes if mode in behind)


def credit_answers(modes: Collection[str], about: About | None = None) -> str:
    """Return whom to name for what was worked out of an atlas, and of the network by some modes.

    Examples
    --------
    >>> credit_answers(["sea"]) == credit("network-rules")
    True
    """
    rules = [credit("network-rules")] if modes else []
    return join_credits([*_own_credit(about), *rules, credit_modes(modes)])


def owe(table: pd.DataFrame, owners: str) -> pd.DataFrame:
    """Return a table whose rows name owners, unless they say already whom they owe.

    Examples
    --------
    >>> import pandas as pd
    >>> owe(pd.DataFrame({"id": ["a"]}), "Ann (CC0-1.0)").columns.tolist()
    ['id', 'attribution']
    """
    return table if ATTRIBUTION.name in table else table.assign(**{ATTRIBUTION.name: owners})


def carry_credits(table: pd.DataFrame, origin: pd.DataFrame) -> pd.DataFrame:
    """Return a table that names whom the rows do that it was worked out from, if these name anybody.

    Examples
    --------
    >>> import pandas as pd
    >>> carry_credits(pd.DataFrame({"id": ["a"]}), pd.DataFrame({"id": ["b"]})).columns.tolist()
    ['id']
    """
    owners = join_credits(table_credits(origin))
    return owe(table, owners) if owners else table


def credit_ends(
    starts: Sequence[str | None], ends: Sequence[str | None], credits_of: Mapping[str, str]
) -> list[str | None]:
    """Return whom to name for lines from place to place, of whom each place owes what is said.

    Examples
    --------
    >>> credit_ends(["a", "b"], ["b", "c"], {"a": "GeoNames (CC BY 4.0)"})
    ['GeoNames (CC BY 4.0)', None]
    """
    pairs = zip(starts, ends, strict=True)
    return [join_credits(credits_of.get(end or "") for end in pair) or None for pair in pairs]


def table_credits(table: pd.DataFrame) -> tuple[str, ...]:
    """Return whom to name for the rows of a table, each once.

    Examples
    --------
    >>> import pandas as pd
    >>> table_credits(pd.DataFrame({"attribution": ["Ann (CC0-1.0)", "Ann (CC0-1.0)", None]}))
    ('Ann (CC0-1.0)',)
    >>> table_credits(pd.DataFrame({"id": ["a"]}))
    ()
    """
    name = ATTRIBUTION.name
    joined = join_credits(table[name].dropna().unique()) if name in table else ""
    return tuple(joined.split(_SEPARATOR)) if joined else ()


def impacts() -> pd.DataFrame:
    """Return published delays, costs and capacities: what a closure did, as low and high figures.

    Returns
    -------
    pandas.DataFrame
        One row a figure: ``id``; ``topic`` (sea, rail, ...); ``what`` was measured; ``low`` and ``high``,
        equal where one figure was published, in ``unit``; ``source``, ``source_url`` and ``as_of``, who
        published it, where, and for which day; ``confidence`` (official, reported, derived) and
        ``source_grade``, the same of the source; whether it was ``verified`` there; a ``note``; and
        ``attribution``, whom to name.

    Examples
    --------
    >>> impacts().loc[0, ["low", "high", "unit"]].to_dict()
    {'low': 10.0, 'high': 14.0, 'unit': 'days'}
    """
    with data_path("atlas/impacts.csv") as path:
        table = pd.read_csv(path, dtype={"low": "float64", "high": "float64", "as_of": "str"})
    return owe(table, credit("atlas"))


@cache
def zone_ids() -> frozenset[str]:
    """Return the ids of the risk zones of the bundled atlas, which takes a second to read as a whole."""
    with data_path("atlas/risk_zones.csv") as path:
        return frozenset(pd.read_csv(path, usecols=["id"])["id"])


def atlas_places() -> pd.DataFrame:
    """Return kind, id, name, country, lon and lat of the places of the bundled atlas that have a location."""
    tables = []
    for layer in PLACES:
        with data_path(f"atlas/{layer}.csv") as path:
            tables.append(pd.read_csv(path, keep_default_na=False, na_values={"lon": "", "lat": ""}))
    return pd.concat(tables)[["kind", "id", "name", "country", "lon", "lat"]].dropna()


def outline(shape: str) -> Outline:
    """Return the outline of a mark, in a square from -1 to 1, whose ordinates run downwards.

    The page, printed figures and QGIS draw marks by these.

    Parameters
    ----------
    shape : str
        Name of the shape; one that is not known is a circle.

    Returns
    -------
    float or tuple of (float, float)
        The radius of a disc, or the corners of a polygon.

    Examples
    --------
    >>> outline("circle"), outline("square")
    (0.9, ((-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)))
    """
    return _outlines().get(shape, _outlines()["circle"])


def shapes() -> tuple[str, ...]:
    """Return the names of the outlines of marks."""
    return tuple(_outlines())


def svg_path(shape: str) -> str:
    """Return an outline as SVG writes it.

    Examples
    --------
    >>> svg_path("square")
    'M-0.8,-0.8L0.8,-0.8L0.8,0.8L-0.8,0.8Z'
    """
    drawn = outline(shape)
    if isinstance(drawn, float):
        return f"M{-drawn} 0A{drawn} {drawn} 0 1 0 {drawn} 0A{drawn} {drawn} 0 1 0 {-drawn} 0Z"
    return "M" + "L".join(f"{x:g},{y:g}" for x, y in drawn) + "Z"


@cache
def _outlines() -> dict[str, Outline]:
    with data_path("outlines.json") as path:
        drawn = json.loads(path.read_text("utf-8"))
    return {
        shape: tuple((x, y) for x, y in shown) if isinstance(shown, list) else float(shown)
        for shape, shown in drawn.items()
    }
