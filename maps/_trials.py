"""What a page's reader may ask: closures, past disruptions and policies, and what would help."""

from __future__ import annotations

import math
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from isthmus.layers import gates, policies
from isthmus.layers._bundled.countries import country_titles
from isthmus.layers._bundled.files import credit_modes
from isthmus.layers._bundled.network_files import disruption_table
from isthmus.layers._tables.schemas import ATTRIBUTION

from ._description import describe_modes
from ._looks import Look
from ._messages import layer_symbology, messages, title_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import shapely

    from isthmus.layers import Summary
    from isthmus.layers._records import WhatIf
    from isthmus.layers._tables.symbology import Symbology

RESTRICTS: Final = frozenset({"drought", "epidemic rule", "weather and congestion"})
"""Kinds of past disruptions that let some pass."""

LEG_WIDTH: Final = 4.5
"""Pixels of a leg of a best route."""

LEGS_KEY: Final = "what_if"
"""Short name of the layer of legs."""

MOST_HELPS: Final = 3
"""So many links, and so many other measures, are told of."""


def legs_look(summary: Summary | None, lang: str, *, shown: bool) -> Look:
    """Return how the legs of routes are presented in a language: by their mode, as routes are."""
    words = messages(lang)
    modes = f" ({describe_modes(summary, lang=lang)})" if summary else ""
    return Look(
        words["what_if.layer"] + modes,
        key=LEGS_KEY,
        shown=shown,
        group=words["group.corridors"],
        note=words["what_if.note"],
        symbology=_wider(layer_symbology("routes", lang)),
        hidden=("mode", ATTRIBUTION.name),
    )


def legs_table(what_if: WhatIf, lang: str) -> gpd.GeoDataFrame:
    """Return the legs, each named by its mode, with whom its line is owed to."""
    symbols = layer_symbology("routes", lang).symbols
    names = what_if.legs["mode"].map({mode: symbol.label for mode, symbol in symbols.items()})
    owners = {ATTRIBUTION.name: [credit_modes([mode]) for mode in what_if.legs["mode"]]}
    return what_if.legs.assign(name=names.fillna(what_if.legs["mode"]), **owners)


def answers_record(
    what_if: WhatIf, lang: str, *, summary: Summary | None = None, layer: str = LEGS_KEY
) -> dict[str, Any]:
    """Return the answers in terms that JSON knows, as ``WhatIfData`` of the page's types has them."""
    names = what_if.gates["name"].tolist()
    pairs = [
        {
            "origin": a,
            "destination": b,
            "share": share,
            "own": [names.index(end) for end in (a, b) if end in names],
        }
        for a, b, share in what_if.pairs.itertuples(index=False)
    ]
    words = messages(lang)
    marks = [
        {
            "name": name,
            "title": title,
            "label": title_in(words, name, title),
            "kind": kind,
            "lon": _degrees(point, 0),
            "lat": _degrees(point, 1),
        }
        for name, title, kind, point in what_if.gates.itertuples(index=False)
    ]
    routes = [
        {
            "km": _decimals(km),
            "h": _decimals(h),
            "usd_t": _decimals(usd_t),
            "gates": [*gates_on],
            "legs": [*legs],
        }
        for km, h, usd_t, gates_on, legs in what_if.routes.itertuples(index=False)
    ]
    closures = [
        [pair, opened, [*closed], route]
        for pair, opened, closed, route in what_if.closures.itertuples(index=False)
    ]
    asked = {
        "by": what_if.by,
        "depth": what_if.depth,
        "layer": layer,
        "label": "" if summary is None else describe_modes(summary, lang=lang),
        "counts_hours": summary is not None and bool(summary.goods),
    }
    record = {"pairs": pairs, "gates": marks, "routes": routes, "closures": closures}
    cases = {"cases": past_cases(names, {*what_if.legs["mode"]}), "policies": policy_cases(names)}
    return asked | record | cases | {"helps": _helps(what_if, words)}


def _helps(what_if: WhatIf, words: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the links that would widen the network, and what would help, few of each."""
    table = what_if.helps.assign(link=what_if.helps["more_routes"].notna())
    best = table.groupby("link").head(MOST_HELPS).sort_values("link", ascending=False, kind="stable")
    return [
        {
            "name": _help_name(row, words),
            "kind": row.kind,
            "more_routes": _decimals(row.more_routes),
            "saved": [_decimals(row.saved_low), _decimals(row.saved_high)],
            "found": [_decimals(row.saved_unserved_low), _decimals(row.saved_unserved_high)],
            "cost": [_decimals(row.cost_low), _decimals(row.cost_high)],
            "currency": row.currency if isinstance(row.currency, str) else "",
            "bounds": None if row.geometry is None else [round(edge, 2) for edge in row.geometry.bounds],
        }
        for row in best.itertuples()
    ]


def _help_name(row: Any, words: Mapping[str, str]) -> str:  # noqa: ANN401  # of itertuples
    """Return what a link or measure is called in a language; a project and a link by their own names."""
    if pd.notna(row.more_routes):
        return words[f"help.link.{row.kind}"].format(name=row.name)
    named = f"help.{row.kind}"
    if named not in words:
        return str(row.name)
    titles = {**country_titles(), **gates().set_index("name")["title"]}
    parts = [title_in(words, part, titles.get(part, part)) for part in row.subject.split("+")]
    key = f"{named}.{row.subject}"
    return words[key if key in words else named].format(subject=", ".join(parts))


def past_cases(names: list[str], modes: set[str]) -> list[dict[str, Any]]:
    """Return past disruptions that shut gates to some modes, the latest first, and which of some names.

    A gate of a network that is not among them is on none of the routes.

    Examples
    --------
    >>> [(case["title"], case["closed"]) for case in past_cases(["kiel", "suez"], {"sea"}) if case["closed"]]
    [('Kiel Canal shut when a crane hit its bridges', [0]), ('Suez Canal blocked by a grounded ship', [1])]
    """
    every = {*gates()["name"]}
    table = disruption_table("disruptions").sort_values("start", ascending=False)
    columns = ("title", "start", "end", "kind", "gates", "modes")
    cases = []
    for title, start, end, kind, shut, by in zip(*(table[name] for name in columns), strict=True):
        closed = shut.split("+")
        if kind not in RESTRICTS and every.issuperset(closed) and modes & {*by.split("+")}:
            places = [names.index(name) for name in closed if name in names]
            cases.append({"title": title, "start": start, "end": end, "closed": places})
    return cases


def policy_cases(names: list[str]) -> list[dict[str, Any]]:
    """Return what a shipper may choose not to pass, by the countries, and which of some names that closes.

    Examples
    --------
    >>> policy_cases(["CN", "RU", "suez"])[0]
    {'countries': 'RU', 'closed': [1]}
    """
    rules = policies()
    chosen = rules[(rules["nature"] == "choice") & rules["via"].ne("")]
    via = [text.split("+") for text in chosen["via"]]
    return [
        {"countries": "+".join(codes), "closed": [names.index(code) for code in codes if code in names]}
        for codes in via
    ]


def _wider(symbology: Symbology) -> Symbology:
    """Return symbols of lines that stand out among corridors of the same modes."""
    symbols = {mode: replace(symbol, width=LEG_WIDTH) for mode, symbol in symbology.symbols.items()}
    return replace(symbology, symbols=MappingProxyType(symbols))


def _degrees(point: shapely.Point | None, axis: int) -> float | None:
    return None if point is None or point.is_empty else round(point.coords[0][axis], 3)


def _decimals(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 2)
