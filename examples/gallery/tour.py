"""A tour in four scenes: what Suez carries, what its closure moves, and what is left."""

from __future__ import annotations

from isthmus import layers, maps


def draw() -> maps.Map:
    """Return the map."""
    way = layers.route("Kaohsiung", "Gdańsk", modes="sea", on="2021-03-20")
    passed = len(way["gates"].iloc[-1].split("+"))
    m = maps.Map.of(way, title="One ship, one canal")
    m.tell(
        [
            layers.Scene("The way", f"A ship to Gdańsk passes {passed} straits, canals and capes."),
            layers.Scene(
                "The narrow point", "At Suez the ways of Europe and Asia are one.", location=(29, 34), zoom=5
            ),
            layers.Scene(
                "Shut", "Without it, the ship goes round Africa.", location=(5, 45), zoom=3, closed="suez"
            ),
            layers.Scene(
                "The second door",
                "The Strait of Malacca has a neighbour: Sunda.",
                location=(0, 104),
                zoom=5,
                closed=["suez", "malacca"],
            ),
        ]
    )
    return m.note("Ever Given ran aground here on 23 March 2021", (30.02, 32.58))


if __name__ == "__main__":
    draw().save("tour.html")
