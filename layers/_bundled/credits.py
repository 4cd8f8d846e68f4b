"""Whom to name for what the package brings along, on every row that holds it.

Lines that follow the network, and points of cities, are other people's data, under licences that ask to name
them wherever the data go. So each row says so itself, in a column that every format keeps.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from isthmus._modes import MODES, TRANSFER
from isthmus.layers._tables.schemas import ATTRIBUTION

from .files import sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from isthmus.layers._tables.atlas_schemas import About

_SEPARATOR: Final = "; "


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
    name, licence = (about.attribution, about.licence) if about and len(table) else ("", "")
    own = f"{name} ({licence})" if name and licence else name or licence
    return tuple(dict.fromkeys([*([own] if own else []), *table_credits(table)]))


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
