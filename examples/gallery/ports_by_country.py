"""Ports of the bundled network, coloured by the countries that have most of them."""

from __future__ import annotations

from isthmus import layers, maps

MOST = 8

#: English names of those that have most.
NAMES = {
    "AU": "Australia",
    "BR": "Brazil",
    "CN": "China",
    "IT": "Italy",
    "JP": "Japan",
    "RU": "Russia",
    "TW": "Taiwan",
    "US": "United States",
}


def draw() -> maps.Map:
    """Return the map."""
    hubs = layers.hubs()
    ports = hubs[hubs["kind"] == "port"].copy()
    most = [NAMES.get(code, code) for code in ports["country"].value_counts().head(MOST).index]
    ports["of"] = ports["country"].replace(NAMES)
    ports.loc[~ports["of"].isin(most), "of"] = "others"
    return maps.explore(
        ports,
        column="of",
        categories=[*most, "others"],
        cmap=[
            "#4477aa",
            "#ee6677",
            "#228833",
            "#aa8800",
            "#33a0c4",
            "#aa3377",
            "#994f00",
            "#5b4fb3",
            "#9aa5b1",
        ],
        size=5,
        tooltip=["name", "country"],
        title="Ports by country",
        location=(22, 60),
        zoom_start=2,
        map_kwds={
            "title": f"{len(ports)} ports, and whose they are",
            "subtitle": f"The {MOST} countries with most ports in the bundled network have a colour",
        },
    )


if __name__ == "__main__":
    draw().save("ports_by_country.html")
