"""What is found about components: in sentences that say what they rest on, and as files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from isthmus.layers._bundled.countries import country_titles
from isthmus.layers._bundled.files import join_credits, table_credits
from isthmus.layers._tables.cells import list_words
from isthmus.layers._tables.schemas import ATTRIBUTION, PASSAGES
from isthmus.layers._writing.atomic import replacement, replacements
from isthmus.layers._writing.write import write_table

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping
    from pathlib import Path

    from isthmus.layers._tables.result_schemas import Range

    from .component_tables import Told
    from .recovery import Recovery
    from .source_routes import SourceRoutes

__all__ = [
    "COMPONENT_TABLES",
    "record",
    "say_gaps",
    "say_needs",
    "say_sources",
    "say_stop",
    "say_survival",
    "say_ways",
    "site_name",
    "write",
]

#: What a result is written as, in the order in which it is read.
COMPONENT_TABLES: Final = ("parts", "shares", "needs", "products", "lines", "gates", "routes", "sites")

#: What a share that can't be made rests on.
_NEEDS_SCOPE: Final = (
    "This counts the parts of the bill, spreads a shortage evenly over all who use a part, and lets nobody "
    "make more than before."
)

#: What the days of a stop rest on.
_SCOPE: Final = (
    "Days count from the last delivery, without what is under way; nobody makes more than before, and no "
    "substitute but those told steps in."
)

_MOST: Final = 3
_HALF: Final = 0.5
_TENTH: Final = 0.1


def say_needs(told: Told, products: pd.DataFrame, lines: pd.DataFrame) -> Iterator[str]:
    """Yield what of each product can't be made without the country it needs most, and why no more is known.

    Parameters
    ----------
    told : Told
    products, lines : pandas.DataFrame
        As `Components` has them.
    """
    for product, own in products.groupby("product", sort=False):
        name = told.names[str(product)]
        first = own.sort_values(["value_low", "output_low"], ascending=False, kind="stable").iloc[0]
        if first["output_low"] <= 0 and first["value_low"] <= 0:
            yield f"Of {name}, the figures name nothing that can't be made without one country."
            continue
        yield f"{_say_need(told, name, first)} {_NEEDS_SCOPE}"
        wide = lines[(lines["product"] == product) & (lines["country"] == first["country"])]
        gaps = wide.assign(gap=wide["value_high"] - wide["value_low"]).nlargest(_MOST, "gap")
        named = [f"{row.name} ({_percent(row.gap)})" for row in gaps[gaps["gap"] > 0].itertuples(index=False)]
        if named:
            yield f"Of the value, what is not known lies mostly in {list_words(named, 'and')}."
        others = own[(own["country"] != first["country"]) & (own["output_low"] > 0)]
        others = others.sort_values("output_low", ascending=False, kind="stable")
        least = [
            f"{_percent(row.output_low)} without {_country_name(row.country)}"
            for row in others.itertuples(index=False)
        ]
        if least:
            yield f"At least {list_words(least, 'and')} of its output can't be made."


def _say_need(told: Told, product: str, row: pd.Series[Any]) -> str:
    """Return what of a product can't be made without a country, at least and at most."""
    scarce = f" ({_stage(told, row['through'])})" if row["through"] else ""
    value, output = _percent(row["value_high"]), _percent(row["output_high"])
    most = "all of both" if value == output == _percent(1.0) else f"{value} and {output}"
    return (
        f"Without {_country_name(row['country'])}, at least {_percent(row['value_low'])} of the value of "
        f"{product} and {_percent(row['output_low'])} of its output{scarce} can't be made; at most {most}."
    )


def say_sources(told: Told) -> Iterator[str]:
    """Yield what may have no source outside a country, and of what little is made outside one."""
    alone: dict[str, list[str]] = {}
    little: dict[str, list[str]] = {}
    for component, stage, country, share, others, period in told.outside():
        where = ", ".join(filter(None, (stage, period)))
        if share.low <= 0 and not others:
            alone.setdefault(country, []).append(f"{told.names[component]} ({where})")
        if share.high <= _TENTH:
            little.setdefault(country, []).append(f"{told.names[component]} ({where}: {_amount(share)})")
    for country, names in alone.items():
        told_of, title = list_words(names, "and"), _country_name(country)
        yield f"As far as figures and sites tell, no source outside {title} is known of {told_of}."
    for country, names in little.items():
        yield f"At most a tenth is made outside {_country_name(country)} of {list_words(names, 'and')}."


def say_gaps(told: Told, parts: pd.DataFrame) -> Iterator[str]:
    """Yield of what nothing is told, or too little for an index."""
    bare = parts[parts["stage"].isna() & ~parts["component"].isin(told.bill.inner)]
    if len(bare):
        yield f"No share by country is told of {list_words(bare['name'], 'and')}."
    thin = parts[parts["stage"].notna() & parts["hhi_low"].isna()]
    if len(thin):
        stages, least = parts["stage"].notna().sum(), _percent(told.least_known)
        yield (
            f"For {len(thin)} of {stages} stages of parts, too little is known for an index of "
            f"concentration: the shares told add up to less than {least}, or to more than all."
        )


def say_ways(gates: pd.DataFrame, ways: SourceRoutes) -> Iterator[str]:
    """Yield the passages that most of a component's supply would take, once for all that share them."""
    wide = gates[(gates["through_low"] >= _HALF) & gates["kind"].isin(PASSAGES)]
    shared: dict[frozenset[str], list[str]] = {}
    order: dict[frozenset[str], list[str]] = {}
    for name, own in wide.groupby("name", sort=False):
        order.setdefault(frozenset(own["title"]), [*dict.fromkeys(own["title"])])
        shared.setdefault(frozenset(own["title"]), []).append(str(name))
    for passed, names in shared.items():
        titles = order[passed]
        yield (
            f"On the best routes to {_country_name(ways.destination)}, at least half of the world's supply "
            f"of {list_words(names, 'and')} would pass {list_words(titles, 'and')}."
        )
    if ways.destination:
        yield f"Routes are {ways.scope}."
    for row in ways.table.dropna(subset="why").itertuples(index=False):
        yield f"From {_country_name(row.country)} no route is known: {row.why}."


def say_survival(
    told: Told, recovery: Recovery, published: pd.DataFrame, nodes: pd.DataFrame
) -> Iterator[str]:
    """Yield for how many parts nothing is told, what cases tell, and what surely stands still too long."""
    names, order = told.names, told.order
    bare = recovery.without_stock()
    if bare:
        yield f"No stock is known of {len(bare)} of {len(order)} components: how long they last is open."
    rows = published[published["kind"].isin(["stock", "survival"])]
    ends = rows.groupby("component", sort=False).agg({"days_low": "min", "days_high": "max"})
    pairs = zip(ends.index, *(ends[end].tolist() for end in ends), strict=True)
    lasted = [f"{_days(low, high)} without {names[name]}" for name, low, high in pairs]
    if lasted:
        yield f"In published cases users went on for {list_words(lasted, 'and')}."
    if not recovery.is_mended:
        return
    for row in nodes[nodes["gap_d_low"] > 0].to_dict("records"):
        yield (
            f"Without {_source_name(told, row)}, {row['name']} is missed after "
            f"{_days(row['tts_d_low'], row['tts_d_high'])}, and made there again after "
            f"{_days(row['ttr_d_low'], row['ttr_d_high'])}."
        )


def _source_name(told: Told, row: Mapping[Hashable, Any]) -> str:
    """Return what a reader calls a source: a site, or else a country."""
    return site_name(told, row["site"]) if row["site"] else _country_name(row["country"])


def _country_name(country: str) -> str:
    """Return what a reader calls a country, by its code; anything else as it is."""
    return country_titles().get(country, country)


def site_name(told: Told, site: str) -> str:
    """Return what a reader calls a site, by its id."""
    names = dict(told.atlas.factories[["id", "name"]].to_numpy().tolist())
    return str(names.get(site) or site)


def say_stop(title: str, weeks: float | None, slips: pd.DataFrame) -> Iterator[str]:
    """Yield what runs short for sure if something stops, what may do so, and what that rests on."""
    length = "" if weeks is None else f"for {weeks:g} week{'s' * (weeks != 1)}"
    ending = length or "until it works again"
    lead = f"If {title} is out {ending}, "
    sure = slips[np.isfinite(slips["slip_d_high"])]
    for row in sure.itertuples(index=False):
        lost = " to ".join(dict.fromkeys((_percent(row.output_low), _percent(row.output_high))))
        yield f"{lead}{row.name} runs short after {_days(row.slip_d_low, row.slip_d_high)}, by {lost}."
        lead = "Then "
    may = slips.drop(sure.index)
    if len(may):
        names = list_words(may["name"], "and") if len(may) <= _MOST else f"{len(may)} components"
        last = may.sort_values("level", key=lambda level: level != "product", kind="stable").iloc[0]
        why = last["why"] or ""
        since = f"from day {may['slip_d_low'].min():.0f} on"
        runs = f"run{'s' * (len(may) == 1)} short"
        yield f"{lead}it is open whether and when {names} {runs}, {since}{': ' * bool(why)}{why}."
    if not len(slips):
        yield f"{lead}nothing runs short."
    yield _SCOPE


def record(
    asked: Mapping[str, Any], sentences: list[str], tables: Mapping[str, pd.DataFrame]
) -> dict[str, Any]:
    """Return all of a result in terms that JSON knows: what was asked, sentences, rows of tables, owners."""
    told_once = ["geometry", ATTRIBUTION.name]
    plain = {
        name: pd.DataFrame(table).drop(columns=told_once, errors="ignore") for name, table in tables.items()
    }
    rows = {name: json.loads(table.to_json(orient="records")) for name, table in plain.items()}
    owners = join_credits(owner for table in tables.values() for owner in table_credits(table))
    return {"question": asked, "sentences": sentences, **rows, ATTRIBUTION.name: owners.split("; ")}


def write(tables: Mapping[str, pd.DataFrame], answer: Mapping[str, Any], path: Path) -> list[Path]:
    """Write the parts of a result, or all of it as JSON, or to a folder: see `Components.write`."""
    if path.suffix == ".json":
        return [_write_json(answer, path)]
    if path.suffix:
        return [write_table(tables["parts"], path)]
    with replacements(path) as staged:
        for name, table in tables.items():
            write_table(table, staged / f"{name}.csv")
        _write_json(answer, staged / "components.json")
        written = sorted(file.name for file in staged.iterdir())
    return [path / name for name in written]


def _write_json(answer: Mapping[str, Any], path: Path) -> Path:
    with replacement(path) as temporary:
        text = json.dumps(answer, ensure_ascii=False, indent=2)
        temporary.write_text(text + "\n", encoding="utf-8")
    return path


def _stage(told: Told, through: str) -> str:
    """Return a component and a stage as readers call them."""
    component, _, stage = through.partition(" ")
    return f"{told.names.get(component, component)}, {stage}".rstrip(", ")


def _amount(share: Range) -> str:
    """Return a small share, to a tenth of a percent."""
    ends = (f"{end:.1%}".removesuffix("%").removesuffix(".0") for end in (share.low, share.high))
    return f"{' to '.join(dict.fromkeys(ends))} %"


def _percent(share: float) -> str:
    return "less than 1 %" if 0 < share < 0.005 else f"{share:.0%}".replace("%", " %")  # noqa: PLR2004


def _days(low: float, high: float) -> str:
    """Return days as readers call them."""
    if np.isinf(high):
        return f"{low:.0f} days or more"
    return f"{' to '.join(dict.fromkeys((f'{low:.0f}', f'{high:.0f}')))} days"
