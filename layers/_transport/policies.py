"""Rules on transit and trade, in named sets that a question can ask for, and what they mean for a route.

A rule says what may not go from where to where, or through whom, or needs a licence, since when and by what
source. It bars a route, in `Rule.bars`, if it forbids something to everybody, and if it is about all goods
or about goods that the question names. What a rule asks for besides (a licence, a clause, that some buyers,
carriers or uses keep away), and what it says of goods that nobody named, is told and not applied.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, cast

from isthmus._arguments import as_names, unfit
from isthmus.layers._bundled.names import EU
from isthmus.layers._bundled.network_files import rule_table, tell_doubt
from isthmus.layers._tables.cells import list_words
from isthmus.layers._tables.dates import span

from .closures import OPEN, as_day, data_day
from .goods import find_goods

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import pandas as pd

Effect: TypeAlias = Literal[
    "barred",
    "licence refused",
    "licence",
    "restricted",
    "clause",
    "suspended",
    "exempt",
    "inquiry",
    "unknown",
]
"""What a rule does: the first two forbid, the others ask for something or say where a rule stands."""

_SAYS: Final[Mapping[Effect, str]] = {
    "barred": "barred",
    "licence refused": "with a licence only, refused as a rule",
    "licence": "with a licence only",
    "restricted": "restricted",
    "clause": "asked of contracts",
    "suspended": "suspended",
    "exempt": "exempt from a ban",
    "inquiry": "under inquiry",
    "unknown": "whether in force was not found",
}
_TEXTS: Final = ("id", "policy", "to_whom", "since", "until", "title", "instrument", "as_of")
#: What stands for the sets of all rules that are law, and for no set.
_LAW: Final = "law"
_NONE: Final = "none"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a set.

    Parameters
    ----------
    id, policy : str
        Its own name, and that of its set.
    nature : {"law", "choice"}
    effect : str
        What it does: see `policies`.
    goods : frozenset of str
        What it is about; empty if all goods.
    origins, via, destinations : frozenset of str
        Countries that goods come from, pass and go to, or ids of hubs that they pass; empty if any.
    modes : tuple of str
        By what; empty if any.
    to_whom : str
        Whom it concerns, for a reader; empty if all.
    since, until : str
        First and last day in force, or a month for all its days; empty where none was found.
    title, instrument, as_of : str
    doubt : str
        How its sentence ends where not all of it was seen in the source.
    """

    id: str
    policy: str
    nature: Literal["law", "choice"]
    effect: Effect
    goods: frozenset[str]
    origins: frozenset[str]
    via: frozenset[str]
    destinations: frozenset[str]
    modes: tuple[str, ...]
    to_whom: str
    since: str
    until: str
    title: str
    instrument: str
    as_of: str
    doubt: str

    @classmethod
    def of(cls, row: Mapping[str, str]) -> Rule:
        """Return the rule that a row of the bundled table tells of."""
        return cls(
            effect=cast("Effect", row["effect"]),
            nature="law" if row["nature"] == "law" else "choice",
            goods=_names(row["goods"]),
            origins=_countries(row["from"]),
            via=_names(row["via"]),
            destinations=_countries(row["to"]),
            modes=tuple(filter(None, row["modes"].split("+"))),
            doubt=tell_doubt(row["verified"]),
            **{name: row[name] for name in _TEXTS},
        )

    def holds(self, day: date) -> bool:
        """Tell whether it is in force on a day."""
        begun = not self.since or span(self.since)[0] <= day
        return begun and (not self.until or day <= span(self.until)[1])

    def binds(self, origin: str, destination: str) -> bool:
        """Tell whether it is about goods from one country to another.

        Goods that start or end in a country do not pass it in transit, and what leaves the countries that a
        rule names goes to others than these.
        """
        ends = {origin, destination}
        leaves = not self.origins or origin in self.origins
        goes = destination in self.destinations if self.destinations else destination not in self.origins
        return leaves and goes and not ends & self.via and "" not in ends

    @property
    def forbids(self) -> bool:
        """Whether it forbids something to everybody."""
        return self.effect in {"barred", "licence refused"} and not self.to_whom

    def bars(self, goods: Collection[str]) -> bool:
        """Tell whether it forbids what goes, of which these kinds are named."""
        return self.forbids and (not self.goods or not self.goods.isdisjoint(goods))

    def tell(self, trips: Collection[tuple[str, str]]) -> str:
        """Return its sentence, and whose ends it is about where others are asked with these."""
        bound = [
            f"{origin} - {destination}"
            for origin, destination in sorted(trips)
            if self.binds(origin, destination)
        ]
        if len(bound) == len(trips):
            return self.sentence
        return f"{self.sentence} It binds {list_words(bound, 'and')} alone."

    @property
    def sentence(self) -> str:
        """What it says: what, to whom, since when, by which instrument."""
        if self.nature == "choice":
            return f"{self.title} ({self.instrument}){self.doubt}."
        whom = f" for {self.to_whom}" if self.to_whom else ""
        return f"{self.title}: {_SAYS[self.effect]}{whom} {self._when()} ({self.instrument}){self.doubt}."

    def _when(self) -> str:
        if self.until:
            return f"from {self.since} to {self.until}"
        return f"since {self.since or 'a day that was not found'}, end not found as of {self.as_of}"


def _names(text: str) -> frozenset[str]:
    return frozenset(filter(None, text.split("+")))


def _countries(text: str) -> frozenset[str]:
    """Return the countries of a cell, those of the European Union by their codes."""
    codes = _names(text)
    return codes - {"EU"} | (EU if "EU" in codes else frozenset())


def policies(on: date | str | None = None) -> pd.DataFrame:
    """Return the rules on transit and trade that a question can ask for by ``policy``, each with its source.

    Parameters
    ----------
    on : str or date, optional
        A day, as an ISO date: those in force on it. Left out, or "open", all of them.

    Returns
    -------
    pandas.DataFrame
        One row a rule:

        - ``id``; ``policy``, the set that it is of, by which it is asked for; ``nature``: ``law``, or a
          ``choice`` that a shipper or buyer may make;
        - ``effect``: ``barred``; ``licence refused``, where one is needed and as a rule not given;
          ``licence``, where one is needed; ``restricted``, to some carriers or vehicles; ``clause``, in
          contracts; ``suspended``, ``exempt``, ``inquiry``; or ``unknown``, where it was not found what is
          in force;
        - ``goods`` that it is about, empty if all; ``from``, ``via`` and ``to``, codes of countries, EU, or
          ids of ports, empty if any; and ``modes``, empty if any; each joined by ``+``;
        - ``to_whom``, whom it concerns, empty if all;
        - ``since`` and ``until``, the first and the last day in force; a month stands for all its days, and
          an empty end was not found as of ``as_of``: neither over nor for ever;
        - ``title``, ``instrument``, ``source``, ``source_url``, ``as_of``, ``confidence``, ``verified``
          (whether what it says was seen in the source), ``note``, ``attribution`` (whom to name); and the
          ``sentence`` that says it.

    Raises
    ------
    ArgumentError
        If the day is none.

    Examples
    --------
    >>> print(policies().set_index("id").loc["eu_833_transit_ind", "sentence"])
    Transit through Russia of industrial goods of Annex XXXVII exported from the EU: barred since 2023-12-19,
    end not found as of 2023-12-19 (Regulation (EU) 833/2014, article 3k(1a), by Regulation (EU) 2023/2878).
    """
    rules = _all_rules()
    table = rule_table("policies").assign(sentence=[rule.sentence for rule in rules])
    day = OPEN if on is None else as_day(on)
    if day == OPEN:
        return table
    holds = [rule.holds(date.fromisoformat(day)) for rule in rules]
    return table[holds].reset_index(drop=True)


def as_policies(policy: str | Collection[str]) -> tuple[str, ...]:
    """Return the names of the sets that are asked for, in the order of the table; "law" for all that are law.

    Parameters
    ----------
    policy : str or collection of str
        Names of sets, a text joined by commas; "law" for every set of law, "none" for no set.

    Raises
    ------
    ArgumentError
        If one is unknown.

    Examples
    --------
    >>> as_policies("no_transit_china, eu_russia"), as_policies("law, eu_russia")
    (('eu_russia', 'no_transit_china'), ('law',))
    """
    nature = _natures()
    asked = {*as_names("policy", policy)}
    wrong = asked - {*nature, _LAW, _NONE}
    if wrong or (isinstance(policy, str) and not asked):
        expected = f"names of {', '.join((_LAW, _NONE, *nature))}"
        raise unfit("policy", expected, ", ".join(sorted(wrong)))
    all_law = _LAW in asked
    named = [name for name, kind in nature.items() if name in asked and not (all_law and kind == _LAW)]
    return (_LAW, *named) if all_law else tuple(named)


def _natures() -> dict[str, str]:
    """Return whether each set is law or a choice, in the order of the table."""
    return dict(rule_table("policies")[["policy", "nature"]].to_numpy().tolist())


def as_goods(goods: str | Collection[str]) -> tuple[str, ...]:
    """Return the kinds of goods that are named, in alphabetical order.

    Raises
    ------
    ArgumentError
        If no rule knows one of them, and its worth is not known.

    Examples
    --------
    >>> as_goods("Dual-use, permanent magnets, semiconductors")
    ('dual_use', 'electronics', 'magnets')
    """
    kinds = find_goods()
    known = frozenset({kind.name for kind in kinds}).union(*(rule.goods for rule in _all_rules()))
    called = {_goods_key(name): name for name in known}
    called |= {_goods_key(product): kind.name for kind in kinds for product in kind.products}
    asked = {name: called.get(_goods_key(name), "") for name in as_names("goods", goods)}
    if wrong := sorted(name for name, kind in asked.items() if not kind):
        remedy = "leave out what no rule here is about"
        raise unfit("goods", f"kinds of {', '.join(sorted(known))}", ", ".join(wrong), remedy)
    return tuple(sorted(set(asked.values())))


def _goods_key(name: str) -> str:
    """Return what the spellings of a kind of goods share, such as "Machine tools" and "machine_tools"."""
    return re.sub(r"[\s_-]+", " ", name).casefold()


def rules_on(day: str, names: Collection[str]) -> list[Rule]:
    """Return the rules of some sets in force on a day, an ISO date; on "open", on the day of the data."""
    when = date.fromisoformat(data_day() if day == OPEN else day)
    asked = {*names, *(name for name, kind in _natures().items() if kind in names)}
    return [rule for rule in _all_rules() if rule.policy in asked and rule.holds(when)]


def places_unlawful(
    trips: Collection[tuple[str, str]], *, on: str, policy: Collection[str], goods: Collection[str]
) -> frozenset[str]:
    """Return the countries and hubs through which nobody is to be advised to widen a network.

    They are those that some goods may not pass between the ends, in either direction, by a law in force or
    by a policy that is asked for; and where the goods in question may not go.

    Parameters
    ----------
    trips : collection of (str, str)
        The countries where goods start and end.
    on, policy, goods
        As a question has them.
    """
    rules = rules_on(on, {_LAW, *policy})
    both_ways = {*trips, *((there, here) for here, there in trips)}
    found: set[str] = set()
    for rule in (rule for rule in rules if rule.forbids):
        if any(rule.binds(*trip) for trip in both_ways):
            found |= rule.via
        if rule.bars(goods) and not rule.via:
            found |= {there for here, there in trips if rule.binds(here, there)}
    return frozenset(found)


@cache
def _all_rules() -> tuple[Rule, ...]:
    table = rule_table("policies")
    return tuple(Rule.of(dict(zip(table.columns, row, strict=True))) for row in table.to_numpy().tolist())
