"""The boundaries the map shows: the United Nations view, as far as the source draws what it needs."""

from __future__ import annotations

from typing import NamedTuple

Box = tuple[float, float, float, float]  # west, south, east, north

# What the source names apart from the countries, and whose it is.
PARTS = {
    "Kosovo": "XK",
    "Somaliland": "SO",
    "N. Cyprus": "CY",
    "Cyprus U.N. Buffer Zone": "CY",
    "Akrotiri": "CY",  # the base areas have no code of their own
    "Dhekelia": "CY",
    "USNB Guantanamo Bay": "CU",
    "Baikonur": "KZ",
    "Siachen Glacier": "IN",
    "Indian Ocean Ter.": "CC",
    "Coral Sea Is.": "AU",
    "Clipperton I.": "FR",
}
# Reefs that several states claim and nobody lives on; Vatican City is smaller than the source's grid.
LEFT_OUT = {"Spratly Is.", "Bajo Nuevo Bank", "Serranilla Bank", "Scarborough Reef", "Vatican"}

# Polygons of one country in the source that lie in the box and belong to, or have the code of, another.
MOVED: tuple[tuple[str, str, Box], ...] = (
    ("RU", "UA", (32.0, 44.0, 37.0, 46.3)),  # Crimea
    ("FR", "GF", (-55.0, 2.0, -51.0, 6.0)),
    ("FR", "GP", (-62.0, 15.8, -60.9, 16.6)),
    ("FR", "MQ", (-61.3, 14.3, -60.7, 15.0)),
    ("FR", "RE", (55.0, -22.0, 56.0, -20.5)),
    ("FR", "YT", (44.9, -13.1, 45.5, -12.5)),
    ("NO", "SJ", (10.0, 74.0, 34.0, 81.0)),  # Svalbard
    ("NO", "SJ", (-10.0, 70.0, -7.0, 72.0)),  # Jan Mayen
    ("NO", "BV", (3.0, -55.0, 4.0, -54.0)),
    ("NL", "BQ", (-69.0, 12.0, -62.0, 18.0)),
    ("NZ", "TK", (-173.0, -10.0, -171.0, -8.0)),
    ("CC", "CX", (105.0, -11.0, 106.0, -10.0)),
)

# Islands that the source leaves out, nearer to another country than to theirs: lon, lat and area in km2, all
# approximate (Nangan and Lieyu compared with GeoNames' places).
ISLETS: tuple[tuple[str, float, float, float], ...] = (
    ("TW", 119.933, 26.150, 10.4),  # Nangan
    ("TW", 119.995, 26.225, 8.9),  # Beigan
    ("TW", 120.493, 26.368, 4.4),  # Dongyin
    ("TW", 119.939, 25.973, 2.4),  # Xiju
    ("TW", 119.974, 25.955, 2.6),  # Dongju
    ("TW", 118.235, 24.430, 14.9),  # Lieyu
)

NOTES = {"XK": "Without prejudice to positions on status, and in line with UNSCR 1244 (1999)."}


class Line(NamedTuple):
    """A line of de facto control: the border the source draws round `inside`, which is part of `country`."""

    country: str
    inside: str
    name: str
    note: str


LINES = (
    Line(
        "UA",
        "RU",
        "Line of de facto control, Crimea",
        "Crimea is part of Ukraine: UNGA resolution 68/262 (2014).",
    ),
    Line("CY", "N. Cyprus", "Ceasefire line, Cyprus", "UNSCR 541 (1983) and 550 (1984)."),
    Line(
        "EH",
        "MA",
        "Line of de facto control, Western Sahara",
        "A non-self-governing territory on the UN list.",
    ),
    Line(
        "SO",
        "Somaliland",
        "Line of de facto control, Somaliland",
        "Declared independence in 1991; part of Somalia.",
    ),
)
