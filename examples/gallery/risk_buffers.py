"""What lies within 10, 50 and 100 km of the railway from Łódź to Ostrava, as bands that do not pile up."""

from __future__ import annotations

from isthmus import layers, maps

RADII_KM = (10, 50, 100)


def draw() -> maps.Map:
    """Return the map."""
    way = layers.route("Łódź", "Ostrava", modes="rail", on="open")
    railway = way[way["mode"] == "rail"]
    bands = layers.buffer(railway, RADII_KM, dissolve=True)
    bands["band"] = [
        f"{low:.0f} to {high:.0f} km" for low, high in zip(bands["from_km"], bands["to_km"], strict=True)
    ]
    hubs = layers.hubs()
    inside = hubs[hubs.within(bands.geometry.union_all())]
    return (
        maps.Map(
            title="Who lives along the railway from Łódź to Ostrava",
            subtitle=f"{len(inside)} cities and terminals within {RADII_KM[-1]} km of the railway",
        )
        .add(
            bands,
            title="Distance from the railway",
            column="band",
            categories=[f"{low} to {high} km" for low, high in zip((0, *RADII_KM), RADII_KM, strict=False)],
            cmap=["#a50f15", "#de5a3b", "#e8a33d"],
            opacity=0.55,
        )
        .add(railway, title="Railway")
        .add(inside, title="Cities and terminals", color="#64748b", size=4, label="name")
    )


if __name__ == "__main__":
    draw().save("risk_buffers.html")
