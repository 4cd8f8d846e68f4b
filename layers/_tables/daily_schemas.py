"""Ships a day at passages and ports: two tables of an atlas, in the layout in which PortWatch publishes them.

PortWatch is made by the International Monetary Fund and the University of Oxford. Its figures are under the
terms of the IMF and none are bundled: an atlas holds what its owner has downloaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .schema import Column, FrozenMapping, Schema

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .schema import Kind

SHIPS: Final = ("container", "dry_bulk", "general_cargo", "roro", "tanker")
"""Kinds of ships that are told apart."""

DATE_PARTS: Final = ("year", "month", "day")
"""Columns that say once more what the date says."""

PASSAGE, PORT = "passage", "port"
"""What the places of a daily table are."""


def _day_and_place(named: str, *places: Column) -> tuple[Column, ...]:
    """Return the columns that say of which day and place a row of PortWatch is."""
    return (
        Column("date", "date", "Day", "Of which day, in UTC.", required=True),
        *(Column(part, "integer", part.title(), f"The {part} of the date.") for part in DATE_PARTS),
        Column("portid", "text", "PortWatch id", f"PortWatch's id of the {named}.", required=True),
        Column("portname", "text", "PortWatch name", f"PortWatch's name of the {named}.", required=True),
        *places,
    )


def _ship_columns(form: str, whole: str, what: str, unit: str | None, *, kind: Kind) -> tuple[Column, ...]:
    """Return the columns of a figure by kinds of ships, of all but tankers, and of all."""
    parts = {ship: f"of {ship.replace('_', ' ')} ships" for ship in SHIPS}
    told = {form.format(ship): words for ship, words in (parts | {"cargo": "of all but tankers"}).items()}
    return tuple(
        Column(name, kind, f"{what} {words}", f"{what} {words} on the day.", unit=unit, minimum=0)
        for name, words in (told | {whole: "of all ships"}).items()
    )


TRANSITS = Schema(
    "transits",
    "Daily transits",
    "a day at a passage, as PortWatch of the IMF publishes it",
    "none",
    (
        *_day_and_place("passage"),
        *_ship_columns("n_{}", "n_total", "Transits", None, kind="integer"),
        *_ship_columns("capacity_{}", "capacity", "Deadweight", "t", kind="number"),
        Column("place", "text", "Passage", "Which gate it is, where its name does not tell."),
    ),
    dates=("date",),
)

PORT_CALLS = Schema(
    "port_calls",
    "Daily calls",
    "a day at a port, as PortWatch of the IMF publishes it",
    "none",
    (
        *_day_and_place(
            "port",
            Column("country", "country", "Country", "Country in which the port lies."),
            Column("ISO3", "text", "ISO 3166-1 alpha-3", "The country's code of three letters."),
        ),
        *_ship_columns("portcalls_{}", "portcalls", "Calls", None, kind="integer"),
        *_ship_columns("import_{}", "import", "Cargo landed", "t", kind="number"),
        *_ship_columns("export_{}", "export", "Cargo shipped", "t", kind="number"),
        Column(
            "place",
            "text",
            "Port",
            "Which port it is, by its id, where its name does not tell.",
        ),
    ),
    dates=("date",),
)

DAILY_SCHEMAS: Final[Mapping[str, Schema]] = FrozenMapping(
    {schema.name: schema for schema in (TRANSITS, PORT_CALLS)}
)
"""The daily tables by name."""

DAILY: Final[Mapping[str, str]] = FrozenMapping({TRANSITS.name: PASSAGE, PORT_CALLS.name: PORT})
"""What the places of each daily table are."""

COUNTS: Final[Mapping[str, tuple[str, str]]] = FrozenMapping(
    {TRANSITS.name: ("n_{}", "n_total"), PORT_CALLS.name: ("portcalls_{}", "portcalls")}
)
"""How each daily table calls its counts of some ships and of all."""

DAY_KEYS: Final = ("portid", "date")
"""Columns that tell the rows of a daily table apart."""

DAILY_SOURCE: Final[Mapping[str, str]] = FrozenMapping(
    {
        "source": "PortWatch, by the International Monetary Fund and the University of Oxford",
        "source_url": "https://portwatch.imf.org",
    }
)
"""Whose figures these are: the rows of a download do not say so."""
