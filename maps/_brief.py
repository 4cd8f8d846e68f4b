"""A brief: what a result says to somebody who decides, on one page, and the same as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from types import NoneType
from typing import TYPE_CHECKING, Any, cast

import pandas as pd

from isthmus._arguments import as_path, check_fields, check_kind, check_members, unfit
from isthmus._modes import MODES
from isthmus.layers import Atlas, Components, Measures, Resilience
from isthmus.layers import measures as find_measures
from isthmus.layers._bundled.countries import country_titles
from isthmus.layers._supply.component_report import say_gaps, say_needs, say_sources, say_ways
from isthmus.layers._tables.atlas_schemas import About
from isthmus.layers._tables.cells import list_words
from isthmus.layers._writing.atomic import replacement

from ._description import credit_sentences
from ._page import text_template

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

#: So many rows of a table stand in a brief, which is one page.
_MOST_ROWS = 6
#: So many of the rules that bar nothing.
_MOST_RULES = 2
_DAY = 24.0  # hours
_HUNDRED = 100.0
#: How what is dated was taken, of which no best route passes anything.
_TAKEN = {"shut": "were shut that day", "open": "were restricted or avoided, and taken as open"}
#: What a brief says of the kinds of cuts that it tells; the others follow from these.
_APART = {"hub": "ports, terminals and airports", "thing": "anything with a name"}


@dataclass(frozen=True, slots=True)
class Chapter:
    """One part of a brief: what it answers, in sentences and a table.

    Parameters
    ----------
    heading : str
    sentences : tuple of str
    columns : tuple of str
        Heads of the table, with units; none where there is no table.
    rows : tuple of tuple of str
        Its cells as a reader sees them.
    """

    heading: str
    sentences: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    def __post_init__(self) -> None:
        check_fields(self)


@dataclass(frozen=True, slots=True)
class Brief:
    """What a result says to somebody who decides: question, answer, what could be done, what is not known.

    Parameters
    ----------
    title : str
    chapters : tuple of Chapter
    sources : tuple of (str, str)
        What the answer rests on, and whom to name for it; and where it stands, if it has an address.

    Examples
    --------
    >>> from isthmus import layers
    >>> brief = Brief.of(layers.components())
    >>> [chapter.heading for chapter in brief.chapters]
    ['The question', 'Where it narrows', 'What could stand in', 'What is not known']
    """

    title: str
    chapters: tuple[Chapter, ...]
    sources: tuple[tuple[str, str], ...]

    def __post_init__(self) -> None:
        check_fields(self)
        check_members("chapters", self.chapters, Chapter, "a tuple of Chapter")

    @classmethod
    def of(
        cls, result: Resilience | Components, *, title: str = "", measures: Measures | None = None
    ) -> Brief:
        """Return the brief of a result.

        Parameters
        ----------
        result : Resilience or Components
        title : str
            Heading; left out, what was asked.
        measures : Measures, optional
            What `layers.measures` found for a resilience; left out, it is asked.

        Raises
        ------
        ArgumentError
            If there is no brief of such a thing.
        """
        check_kind("title", title, str, "a text")
        check_kind("measures", measures, (Measures, NoneType), "what layers.measures returns")
        if isinstance(result, Resilience):
            return _brief_resilience(result, title, find_measures(result) if measures is None else measures)
        if isinstance(result, Components):
            return _brief_components(result, title)
        raise unfit("result", "what layers.resilience or layers.components returns", result)

    def record(self) -> dict[str, Any]:
        """Return the brief in terms that JSON knows."""
        return cast("dict[str, Any]", json.loads(json.dumps(asdict(self))))

    def html(self) -> str:
        """Return the page: no script, and nothing from elsewhere."""
        return text_template("brief.html").render(brief=self)

    def _repr_html_(self) -> str:
        return text_template("brief_body.html").render(brief=self)

    def save(self, path: str | Path) -> None:
        """Write the page, or the same as JSON, by the ending of the file: whole or not at all.

        Parameters
        ----------
        path : str or Path
            A file that ends in ``.html`` or ``.json``.

        Raises
        ------
        ArgumentError
            If it ends in something else.
        WriteError
            If the operating system refuses.
        """
        path = as_path("path", path)
        if path.suffix.lower() not in {".html", ".json"}:
            raise unfit("path", "a file ending in .html or .json", str(path))
        as_json = path.suffix.lower() == ".json"
        text = json.dumps(self.record(), ensure_ascii=False, indent=2) + "\n" if as_json else self.html()
        with replacement(path) as temporary:
            temporary.write_text(text, encoding="utf-8", errors="surrogatepass" if as_json else "replace")


def _brief_resilience(result: Resilience, title: str, found: Measures) -> Brief:
    asked, names = result.question, country_titles()
    ends = {
        str(side): list_words([names.get(name, name) for name in own["name"]], "and")
        for side, own in result.ends.groupby("side", sort=False)
    }
    used = {"network-ports", "network-rules", *(MODES[mode].source for mode in asked.modes)}
    about = asked.atlas.about if isinstance(asked.atlas, Atlas) else About("")
    return Brief(
        title or f"From {ends['origin']} to {ends['destination']}: where the network narrows",
        (
            _ask_ways(result, ends),
            _tell_cuts(result),
            _tell_closures(result),
            _tell_widening(result, found),
            _doubt_ways(result),
        ),
        tuple((sentence, "") for sentence in credit_sentences(about, used)),
    )


def _ask_ways(result: Resilience, ends: dict[str, str]) -> Chapter:
    asked = result.question
    shut = result.closures[result.closures["passes"] | (result.closures["kind"] == "asked")]
    titles = [title.removesuffix(f" ({name})") for name, title in shut[["name", "title"]].to_numpy()]
    named = pd.Series(titles, shut["taken"].tolist(), dtype=str).groupby(level=0).agg(", ".join)
    others = result.closures.drop(shut.index)["taken"].value_counts()
    modes = list_words(asked.modes, "and")
    day = "with everything open" if asked.on == "open" else f"on {asked.on}"
    sentences = [
        f"From {ends['origin']} to {ends['destination']}, by {modes}, {day}.",
        f"The network is the bundled one of ports, lines and borders; best is the least {asked.by}.",
        f"Shut and in the way: {named['shut']}." if "shut" in named else "",
        f"Restricted or avoided, and taken as open: {named['open']}." if "open" in named else "",
        *(f"{count} more {_TAKEN[str(way)]}, in the way of no best route." for way, count in others.items()),
        f"Policies applied: {', '.join(asked.policy)}. {result.policy_sentence}" if asked.policy else "",
        result.goods_sentence,
    ]
    return Chapter("The question", tuple(filter(None, sentences)))


def _tell_cuts(result: Resilience) -> Chapter:
    """Return the fewest things that part each pair."""
    names = country_titles()
    columns = ("Every route", "passes one of", "Fewest that part them", "Which")
    rows = tuple(
        (
            " to ".join(names.get(row[end], row[end]) for end in ("origin", "destination")),
            _APART[row["apart"]],
            "none" if pd.isna(row["size"]) else f"{row['size']:d}",
            row["titles"].replace("+", ", ") if row["titles"] else f"a way by {row['witness']}",
        )
        for row in result.cuts[result.cuts["apart"].isin(_APART)].to_dict("records")
    )
    return Chapter("Where it narrows", (), columns, rows)


def _tell_closures(result: Resilience) -> Chapter:
    """Return what the closure of each thing on a best route does, by itself."""
    columns = ("Closed", "Extra days", "Observed, days", "Extra USD/t", "Demand rerouted", "Demand cut off")
    rows = tuple(
        (
            row["title"],
            _bounds_text(row["extra_h_low"] / _DAY, row["extra_h_high"] / _DAY),
            _bounds_text(row["observed_h_low"] / _DAY, row["observed_h_high"] / _DAY),
            _bounds_text(row["extra_usd_t"], row["extra_usd_t"]),
            _percents(row["delayed_share"], row["delayed_share"]),
            _percents(row["unserved_share"], row["unserved_share"]),
        )
        for row in result.criticality.head(_MOST_ROWS).to_dict("records")
    )
    nothing = "The best routes pass nothing that can be closed by name."
    told = result.criticality_sentence if rows else nothing
    return Chapter("If one of these closes", (told,) if told else (), columns if rows else (), rows)


def _tell_widening(result: Resilience, found: Measures) -> Chapter:
    """Return what would help over all that may happen, the best first."""
    columns = ("Measure", "Days late saved", "Demand no longer cut off", "Extra USD/t in use")
    rows = tuple(
        (
            row["name"],
            _bounds_text(row["saved_low"], row["saved_high"]),
            _percents(row["saved_unserved_low"], row["saved_unserved_high"]),
            _bounds_text(row["usd_t_low"], row["usd_t_high"]),
            " ".join(filter(None, (_bounds_text(row["cost_low"], row["cost_high"]), _text(row["currency"])))),
        )
        for row in found.table.head(_MOST_ROWS).to_dict("records")
    )
    links = [f"{row['title']} ({row['kind']})" for row in result.widening.head(3).to_dict("records")]
    anew = f"A new link that would add a way or save time: {list_words(links, 'or')}." if links else ""
    sentences = tuple(filter(None, (found.sentence, anew, result.widening_sentence)))
    return Chapter("What would widen it", sentences, (*columns, "Cost, millions") if rows else (), rows)


def _doubt_ways(result: Resilience) -> Chapter:
    told = result.policies[result.policies["passes"] & (result.policies["taken"] == "told")]
    worst = result.criticality.head(_MOST_ROWS)
    bare = worst["title"][worst["observed_h_low"].isna()].tolist()
    sentences = [
        "Extra days are those of the cost models, from the least to the most of them.",
        "Contracts, timetables, prices of a day and the room that gates and ports have are in none of them.",
        f"No effect of a past closure was found for {list_words(bare, 'and')}." if bare else "",
        f"How much each pair counts: {result.case.demand.basis}.",
        *told["sentence"].head(_MOST_RULES),
    ]
    return Chapter("What is not known", tuple(filter(None, sentences)))


def _brief_components(result: Components, title: str) -> Brief:
    told, ways = result.told, result.ways
    products = ", ".join(told.names[name] for name in told.products) or "no product"
    asked = [
        f"Which countries {products} can't be made without, as far as the atlas tells.",
        f"It tells of {len(told.order)} components, and of shares of {len(told.wholes)} wholes of these.",
        f"Routes of its parts to {ways.destination} are those of the bundled network."
        if ways.destination
        else "",
    ]
    question = Chapter("The question", tuple(filter(None, asked)))
    gaps = Chapter("What is not known", tuple(say_gaps(told, result.parts)))
    chapters = (question, _tell_needs(result), _tell_substitutes(result), gaps)
    rows = result.shares[["source", "source_url"]].dropna().drop_duplicates("source").to_dict("records")
    own = ((sentence, "") for sentence in credit_sentences(told.atlas.about, set()))
    sources = (*own, *((row["source"], row["source_url"]) for row in rows))
    return Brief(title or f"{products}: what can't be made without one country", chapters, sources)


def _tell_needs(result: Components) -> Chapter:
    """Return what can't be made without one country, and what the routes of parts share."""
    told, names = result.told, country_titles()
    least = result.products[result.products["output_low"] > 0].sort_values("output_low", ascending=False)
    columns = ("Without", "Of its value", "Of its output", "By way of")
    rows = tuple(
        (
            names.get(row["country"], row["country"]),
            _percents(row["value_low"], row["value_high"]),
            _percents(row["output_low"], row["output_high"]),
            _name_stage(told.names, row["through"]),
        )
        for row in least.head(_MOST_ROWS).to_dict("records")
    )
    ways = list(say_ways(result.gates, result.ways))[: -1 if result.ways.destination else None]
    sentences = (*say_needs(told, result.products, result.lines), *say_sources(told), *ways)
    return Chapter("Where it narrows", sentences, columns if rows else (), rows)


def _name_stage(names: Mapping[str, str], through: object) -> str:
    """Return a component and its stage as a reader calls them."""
    component, _, stage = _text(through).partition(" ")
    return f"{names[component]}, {stage}" if component else ""


def _tell_substitutes(result: Components) -> Chapter:
    """Return of the parts that are least made elsewhere by whom they are, and what may stand in."""
    names = country_titles()
    parts = result.parts.dropna(subset="outside_high").sort_values("outside_high", kind="stable")
    columns = ("Part", "Most of it in", "Made elsewhere", "By", "What may stand in", "Weeks to order")
    rows = tuple(
        (
            f"{row['name']} ({row['stage']})",
            names.get(row["largest"], row["largest"]),
            _percents(row["outside_low"], row["outside_high"]),
            ", ".join(names.get(one, one) for one in _text(row["other_countries"]).split("+")),
            _text(row["substitutes"]),
            _bounds_text(row["lead_weeks_low"], row["lead_weeks_high"]),
        )
        for row in parts.drop_duplicates("component").head(_MOST_ROWS).to_dict("records")
    )
    return Chapter("What could stand in", (), columns if rows else (), rows)


def _text(value: object) -> str:
    """Return a cell that may be empty."""
    return value if isinstance(value, str) else ""


def _bounds_text(low: Any, high: Any) -> str:  # noqa: ANN401 - a number, or what pandas has for a missing one
    """Return a range as a reader sees it; nothing where it is not known."""
    if pd.isna(low) or pd.isna(high):
        return ""
    first, last = map(_figure, (low, high))
    return first if first == last else f"{first} to {last}"


def _figure(value: float) -> str:
    """Return a number to a tenth, one of hundreds to one."""
    text = f"{value:,.0f}" if abs(value) >= _HUNDRED else f"{value:,.1f}".removesuffix(".0")
    return "0" if text == "-0" else text.replace("-", "\N{MINUS SIGN}")


def _percents(low: Any, high: Any) -> str:  # noqa: ANN401 - as above
    if pd.isna(low) or pd.isna(high):
        return ""
    return f"{_bounds_text(round(100 * low), round(100 * high))} %"
