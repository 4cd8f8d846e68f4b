"""Components whose makers sit in few countries: how much of them a named country makes, and who else does."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

import pandas as pd

from isthmus._arguments import check_kind, unfit
from isthmus.layers._atlas import Atlas
from isthmus.layers._bundled.files import impacts
from isthmus.layers._bundled.place_names import country_code

if TYPE_CHECKING:
    from collections.abc import Mapping


__all__ = ["component_makers", "component_shares"]


class _Component(NamedTuple):
    """How the makers of a component are known, and where its published share stands.

    Parameters
    ----------
    words : str
        Pattern of the products of those who make it.
    share : mapping of str to str
        Rows of `impacts` that give a share of the world's making in percent, by country.
    """

    words: str
    share: Mapping[str, str]


_COMPONENTS: Final[Mapping[str, _Component]] = MappingProxyType(
    {
        "rare-earth magnets": _Component("magnet", MappingProxyType({"CN": "i23"})),
        "separated rare earths": _Component(
            "separation|heavy rare earth|rare-earth processing|^rare earths", MappingProxyType({"CN": "i24"})
        ),
        "battery cells": _Component("cells|battery", MappingProxyType({"CN": "i38"})),
    }
)


def component_shares() -> pd.DataFrame:
    """Return published shares of countries in the making of components, as flows to the world.

    Returns
    -------
    pandas.DataFrame
        Rows for `dependence`: ``id`` of the figure in `impacts`; ``origin``, the country that makes the
        ``product``, or ``WLD`` for all of it; ``destination``, always the world; ``quantity`` in ``unit``,
        percent of what the world makes, with ``qualifier`` where it is the least of several figures;
        ``source``, ``source_url`` and ``as_of``, who published it, where and for which day.

    Examples
    --------
    >>> from isthmus.layers import dependence
    >>> shares = dependence(component_shares())
    >>> shares.loc[shares["partner"] == "CN", ["product", "share_low", "hhi_low", "hhi_high"]].round(4)
                     product  share_low  hhi_low  hhi_high
    0     rare-earth magnets       0.94   0.8836    0.8872
    1  separated rare earths       0.91   0.8281    0.8362
    2          battery cells       0.75   0.5625    1.0000
    """
    figures = impacts().set_index("id")
    rows = []
    for product, component in _COMPONENTS.items():
        for country, figure in component.share.items():
            said = figures.loc[figure, ["source", "source_url", "as_of"]].to_dict()
            both = {"destination": "WLD", "product": product, "unit": "% of the world's", **said}
            low, high = figures.loc[figure, ["low", "high"]]
            more = "" if low == high else "more than"
            rows.append({"id": figure, "origin": country, "quantity": low, "qualifier": more, **both})
            rows.append(
                {"id": f"{figure} (whole)", "origin": "WLD", "quantity": 100.0, "qualifier": "", **both}
            )
    return pd.DataFrame(rows)


def component_makers(atlas: Atlas, *, country: str = "CN") -> pd.DataFrame:
    """Return how far components depend on one country, and which other makers the atlas knows.

    A share is given where one was published, from low to high; otherwise it may be anything, as a count of
    sites says nothing of what they make.

    Parameters
    ----------
    atlas : Atlas
        Its suppliers are looked through.
    country : str
        By its code or its name, as for `route`.

    Returns
    -------
    pandas.DataFrame
        One row a component: ``component``, ``country``, ``share_low``, ``share_high``, ``as_of`` and
        ``source`` of the share; ``suppliers`` there and ``other_suppliers`` (ids), and ``other_countries``,
        each joined by ``+``.

    Raises
    ------
    ArgumentError
        If there is no such country.

    Examples
    --------
    >>> from isthmus import layers
    >>> magnets = component_makers(layers.example()).iloc[0]
    >>> magnets[["component", "suppliers", "other_countries"]].tolist()
    ['rare-earth magnets', 'baotou+ganzhou+ningbo', 'EE+JP+KR+US']
    >>> float(magnets["share_low"])
    0.94
    """
    check_kind("atlas", atlas, Atlas, "an Atlas")
    code = country_code(country) if isinstance(country, str) else None
    if code is None:
        raise unfit("country", 'the code or the name of a country, such as "CN"', country)
    figures = impacts().set_index("id")
    rows = []
    for name, component in _COMPONENTS.items():
        row: dict[str, object] = {
            "component": name,
            "country": code,
            "share_low": 0.0,
            "share_high": 1.0,
            "as_of": "",
            "source": "",
        }
        if code in component.share:
            figure = figures.loc[component.share[code]]
            row |= {"share_low": figure["low"] / 100, "share_high": figure["high"] / 100}
            row |= {"as_of": figure["as_of"], "source": figure["source"]}
        rows.append(row | _makers(atlas, component.words, code))
    return pd.DataFrame(rows)


def _makers(atlas: Atlas, words: str, country: str) -> dict[str, str]:
    """Return the suppliers of a component, there and elsewhere."""
    places = atlas.factories
    makes = places["products"].fillna("").str.contains(words, case=False)
    makers = places[makes & (places["kind"] == "supplier")]
    there, elsewhere = makers[makers["country"] == country], makers[makers["country"] != country]
    return {
        "suppliers": "+".join(there["id"]),
        "other_suppliers": "+".join(elsewhere["id"]),
        "other_countries": "+".join(sorted(elsewhere["country"].dropna().unique())),
    }
