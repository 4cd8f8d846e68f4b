"""What a map says first: what an atlas holds, and how redundant its routes are."""

from __future__ import annotations

from functools import partial, reduce
from itertools import starmap
from math import inf
from typing import TYPE_CHECKING, Literal

import pandas as pd

from isthmus._choices import LANGUAGES
from isthmus._modes import MODES
from isthmus.layers import closures, hubs, sources
from isthmus.layers._bundled.countries import country_titles
from isthmus.layers._bundled.files import credit, distinct_licences, table_credits
from isthmus.layers._scale.partitions import is_lazy, sample_rows

from ._atlas import source_dates
from ._messages import gates_in, join_sentences, messages, title_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    import geopandas as gpd

    from isthmus.layers import Atlas, PairSummary, Summary
    from isthmus.layers._tables.atlas_schemas import About

#: A hyphen at which no line is broken, so that a date is read as one.
NO_BREAK_HYPHEN = "\N{NON-BREAKING HYPHEN}"

#: Data sets of `isthmus.layers.sources` behind the base map, and behind lines along the network.
BASE_SOURCES = frozenset({"countries", "places", "lakes", "leaflet", "geographiclib-geodesic"})
NETWORK_SOURCES = frozenset(
    {"network-ports", "network-rules", *(mode.source for mode in MODES.values() if mode.source)}
)

#: The makers of the base map and of the bundled places, and of lines along railways and roads.
MAKERS = "Natural Earth · GeoNames"
LINE_MAKERS = "© OpenStreetMap contributors"

#: Up to so many things that part a pair are told one by one; of more than so many, a few are named.
FEW, MOST_NAMED = 3, 4
#: Of more passages than so many that all routes share, a few are named.
MOST_SHARED = 6

#: About so many rows are drawn of a table in parts that has more.
MOST_SAMPLED = 100_000


def describe_content(atlas: Atlas | None, summary: Summary | None, *, lang: str = "en") -> str:
    """Return what an atlas holds, and what was shut on the day that a summary is about."""
    told = [describe_atlas(atlas, lang=lang)] if atlas is not None else []
    if summary is not None:
        shut = dict(zip(summary.closed, summary.closed_by, strict=True))
        limited = dict(zip(summary.limited, summary.limited_by, strict=True))
        whom = dict(zip(summary.closed, summary.closed_to, strict=True))
        told.append(describe_closures(summary.on, shut, limited, whom, lang=lang))
        if summary.policy:
            barred = dict(zip(summary.barred, summary.barred_to, strict=True))
            told.append(describe_policies(barred, kept=not summary.policy_moves, lang=lang))
    said = list(filter(None, told))
    return join_sentences(lang, *said) if said else ""


def describe_atlas(atlas: Atlas, *, lang: str = "en") -> str:
    """Return what an atlas holds, in two sentences.

    Numbers stand beside the words rather than inside a clause, so that no word has to agree with its number:
    that is right in every language.

    Examples
    --------
    >>> from isthmus import layers
    >>> print(describe_atlas(layers.example()))
    Factories and tech hubs: 72 · Countries and territories: ... · Corridors: 26 · Legs: 145 · ...
    """
    words = messages(lang)
    places = pd.concat([atlas.factories["country"], atlas.tech_hubs["country"]])
    contents = words["atlas.contents"].format(
        sites=len(places),
        countries=places.nunique(),
        corridors=atlas.corridors["corridor_id"].nunique(),
        **{name: len(table) for name, table in atlas.layers() if name != "corridors"},
        legs=len(atlas.corridors),
    )
    dates = source_dates(atlas)
    if dates.empty:
        return contents
    first, last = (date.replace("-", NO_BREAK_HYPHEN) for date in (dates.min()[:4], dates.max()[:7]))
    return join_sentences(lang, contents, words["atlas.sources"].format(first=first, last=last))


def describe_summary(summary: Summary, *, lang: str = "en") -> str:
    """Return what a summary says: what its goods go by, where the best routes narrow, what parts all of them.

    Examples
    --------
    >>> from isthmus import layers
    >>> print(describe_summary(layers.example().summary))
    Goods: drones. By worth, weight and urgency they go by road and air. The cheapest routes all pass ...
    """
    words = messages(lang)
    goods = words["summary.goods"].format(
        goods=_list_names((words.get(f"goods.{name}", name) for name in summary.goods), words, last="list"),
        modes=describe_modes(summary, lang=lang),
    )
    routes = words["summary.routes"].format(
        modes=describe_modes(summary, lang=lang),
        pairs=reduce(
            lambda so_far, pair: words["summary.pairs"].format(pairs=so_far, pair=pair),
            [_describe_pairs(pairs, words) for pairs in _pairs_alike(summary.pairs)],
        ),
    )
    shared = zip(summary.shared_names, summary.shared_titles, strict=True)
    best = words[f"summary.shared.{summary.by}"].format(
        shared=_list_names(starmap(partial(title_in, words), shared), words, last="and", most=MOST_SHARED),
        state=words[f"summary.state.{'open' if summary.on == 'open' else 'on'}"].format(
            on=(summary.on or summary.network_as_of).replace("-", NO_BREAK_HYPHEN)
        ),
    )
    return join_sentences(lang, *([goods] if summary.follows_goods else []), best, routes)


def describe_modes(summary: Summary, *, lang: str = "en") -> str:
    """Return by which modes the routes of a summary go.

    Examples
    --------
    >>> from isthmus import layers
    >>> print(describe_modes(layers.example().summary))
    road and air
    """
    words = messages(lang)
    return _list_names((words[f"summary.mode.{mode}"] for mode in summary.modes), words, last="and")


def describe_closures(
    on: str,
    shut: Mapping[str, str],
    limited: Mapping[str, str],
    whom: Mapping[str, str] | None = None,
    *,
    lang: str = "en",
) -> str:
    """Return what was shut on a day and why, and what was restricted or avoided and taken as open.

    Parameters
    ----------
    on : str
        An ISO date, or "open".
    shut, limited : mapping of str to str
        Why each is, by name: law, event, avoided, restricted, size or asked.
    whom : mapping of str to str, optional
        The pairs to which alone something is shut, by its name.
    lang : str
        Language of the sentences.

    Examples
    --------
    >>> print(describe_closures("open", {"suez": "asked"}, {}))
    Shut: as asked: Suez Canal.
    >>> print(describe_closures("2023-11-20", {}, {"panama": "restricted"}))
    Restricted or avoided, and taken as open: Panama Canal (61 to 75 % still pass).
    """
    words, titles = messages(lang), _with_pairs(_passages(on, lang), whom or {})
    reasons = [
        words[f"closures.{kind}"].format(
            names=_list_names(
                [titles.get(name, name) for name in shut if shut[name] == kind], words, last="list"
            )
        )
        for kind in dict.fromkeys(shut.values())
    ]
    sentences = []
    if reasons:
        told = reduce(
            lambda so_far, reason: words["closures.list"].format(reasons=so_far, reason=reason), reasons
        )
        day = on.replace("-", NO_BREAK_HYPHEN)
        key = "closures.shut" if on == "open" else "closures.shut_on"
        sentences.append(words[key].format(reasons=told, on=day))
    if limited:
        names = _list_names([titles.get(name, name) for name in limited], words, last="list")
        sentences.append(words["closures.limited"].format(names=names))
    return join_sentences(lang, *sentences) if sentences else ""


def _with_pairs(titles: Mapping[str, str], whom: Mapping[str, str]) -> dict[str, str]:
    """Return what things are called, with the pairs to which alone some are shut."""
    return {**titles, **{name: f"{titles.get(name, name)} ({to})" for name, to in whom.items() if to}}


def describe_policies(barred: Mapping[str, str], *, kept: bool, lang: str = "en") -> str:
    """Return what the policies of a question barred, or that they change no best route.

    Examples
    --------
    >>> print(describe_policies({"RU": "", "IRBAZ": "TW - PL"}, kept=False))
    Barred by the policies applied: Russia, Bandar-e Anzali (TW - PL).
    >>> print(describe_policies({"RU": ""}, kept=True))
    The policies applied change none of the best routes.
    """
    words = messages(lang)
    if kept:
        return words["policies.kept"]
    titles = {**hubs().set_index("id")["name"], **country_titles()}
    names = _with_pairs(
        {name: words.get(f"country.{name}", titles.get(name, name)) for name in barred}, barred
    )
    return words["policies.barred"].format(names=_list_names(names.values(), words, last="list"))


def _passages(on: str, lang: str) -> dict[str, str]:
    """Return what hubs and gates are called, with the share that still passes on a day where some does."""
    words = messages(lang)
    titles = {**hubs().set_index("id")["name"], **gates_in(lang).set_index("name")["title"]}
    for names, low, high in closures(on)[["target", "passes_low", "passes_high"]].to_numpy():
        if high > 0:
            share = words["closures.range" if low < high else "closures.one"].format(
                low=f"{100 * low:.0f}", high=f"{100 * high:.0f}"
            )
            titles |= {
                name: words["closures.share"].format(name=titles[name], share=share)
                for name in names.split("+")
            }
    return titles


def _pairs_alike(pairs: Iterable[PairSummary]) -> list[list[PairSummary]]:
    """Return pairs of one origin together whose routes all pass the same."""
    alike: dict[object, list[PairSummary]] = {}
    for pair in pairs:
        alike.setdefault((pair.origin, pair.things, pair.narrowest_names), []).append(pair)
    return [*alike.values()]


def _describe_pairs(pairs: Sequence[PairSummary], words: Mapping[str, str]) -> str:
    """Return what every route of some pairs passes, or that there is none, or that one passes nothing."""
    pair = pairs[0]
    origin, *goals = (
        words.get(f"country.{name}", name) for name in (pair.origin, *(each.destination for each in pairs))
    )
    destination = _list_names(goals, words, last="or")
    known = zip(pair.narrowest_names, pair.narrowest, strict=True)
    narrowest = [title_in(words, name, title) for name, title in known]
    count = 0 if pair.things is None else pair.things
    key = "wide" if pair.things is None else "many" if count > FEW else "pair" if count else "apart"
    named = _list_names(narrowest, words, last="and" if count > FEW else "or", most=MOST_NAMED)
    return words[f"summary.{key}"].format(
        origin=origin, destination=destination, narrowest=named, count=count
    )


def _list_names(
    names: Iterable[str], words: Mapping[str, str], *, last: Literal["and", "or", "list"], most: float = inf
) -> str:
    """Return names as a reader lists them, the last after a word; of more than most three and a count."""
    known = list(names)
    if len(known) > most:
        listed = _list_names(known[:3], words, last="list")
        return words["summary.more"].format(names=listed, count=len(known) - 3)
    *others, final = known or [words["summary.none"]]
    if not others:
        return final
    listed = reduce(lambda so_far, name: words["summary.list"].format(names=so_far, name=name), others)
    return words[f"summary.{last}"].format(names=listed, name=final)


def makers(*others: str, over_lines: bool) -> str:
    """Return who is named beside a map; where lines follow the network, as the Open Database Licence asks.

    Examples
    --------
    >>> makers("Leaflet", over_lines=True)
    'Natural Earth · GeoNames · Leaflet · © OpenStreetMap contributors'
    """
    return " · ".join([MAKERS, *others, *([LINE_MAKERS] if over_lines else [])])


def is_over_lines(table: pd.DataFrame) -> bool:
    """Tell whether rows of a table follow lines of OpenStreetMap.

    Examples
    --------
    >>> from isthmus import layers
    >>> atlas = layers.example()
    >>> is_over_lines(atlas.corridors), is_over_lines(atlas.factories)
    (True, False)
    """
    return credit("network-rail-road") in table_credits(table)


def credit_sentences(about: About, names: AbstractSet[str]) -> tuple[str, ...]:
    """Return the sentence that an atlas is owed, if it says so, and each of some bundled data sets.

    Examples
    --------
    >>> from isthmus.layers import About
    >>> own, lakes = credit_sentences(About("Our study", licence="CC0-1.0", attribution="Ann"), {"lakes"})
    >>> own, lakes
    ('Our study: Ann. CC0-1.0.', 'Lakes and large rivers: Made with Natural Earth. ...')
    """
    own = f"{about.title}: {about.attribution}. {about.licence}".strip(": .")
    bundled = (
        f"{source.what}: {source.attribution}. {source.licence}. {source.version}, {source.date}."
        for source in sources().itertuples()
        if source.name in names
    )
    return (*([f"{own}."] if about.attribution else []), *bundled)


def describe_sharing(atlas: Atlas, lang: str) -> tuple[str, ...]:
    """Return what leaves with a map besides its rows: how precise places are, what is owed, its language.

    Examples
    --------
    >>> from isthmus import layers
    >>> for line in describe_sharing(layers.example(), "en"):
    ...     print(line)
    Rows by precision: city 161, country 97, region 157
    Under BSD-2-Clause, CC BY 4.0, ISC, MIT, ODbL 1.0, Public domain; the map says whom to name
    Its words are in en; --lang takes zh-TW, pl, cs, uk. Names from data stay as they are
    """
    tables = [table["precision"] for _, table in atlas.layers() if "precision" in table]
    counts = pd.concat(tables).value_counts().sort_index() if tables else pd.Series(dtype=int)
    rows = ", ".join(f"{precision} {count}" for precision, count in counts.items())
    named = BASE_SOURCES | (NETWORK_SOURCES if len(atlas.corridors) else frozenset())
    told = [str(source.licence) for source in sources().itertuples() if source.name in named]
    licences = distinct_licences([*told, atlas.about.licence])
    others = ", ".join(tag for tag in LANGUAGES if tag != lang)
    return (
        *([f"Rows by precision: {rows}"] if rows else []),
        f"Under {', '.join(licences)}; the map says whom to name",
        f"Its words are in {lang}; --lang takes {others}. Names from data stay as they are",
    )


def rows_to_draw(table: gpd.GeoDataFrame, note: str, lang: str) -> tuple[gpd.GeoDataFrame, str]:
    """Return what of a table is drawn, a sample of one in many parts, and the note that says so."""
    if not is_lazy(table):
        return table, note
    drawn, count = sample_rows(table, MOST_SAMPLED)
    if len(drawn) == count:
        return drawn, note
    sample = messages(lang)["map.sample"].format(count=f"{len(drawn):_}", all=f"{count:_}")
    said = sample.replace("_", "\u202f")
    return drawn, join_sentences(lang, note, said) if note else said
