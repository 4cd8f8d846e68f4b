"""Who is at an end of a flow: countries, groups of countries, the world, its rest, or nobody says who."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

from isthmus.layers._bundled.countries import country_codes
from isthmus.layers._bundled.gazetteer import simplify
from isthmus.layers._bundled.names import EU, find_countries, name_key, nearest_name

if TYPE_CHECKING:
    from collections.abc import Mapping

_EU: Final = " ".join(sorted(EU))
_EURO_AREA: Final = "AT BE CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK"

#: Groups whose members are known: the members, what is taken for granted, and how statistics write the name.
_GROUPS: Final[Mapping[str, tuple[str, str, tuple[str, ...]]]] = MappingProxyType(
    {
        "EU": (
            _EU,
            "the European Union of 27 since 2020-02-01",
            (
                *("EU", "EU27", "EU-27", "EU27_2020", "EU 27 2020", "EU2", "EUU", "EUN", "97", "UE", "ЄС"),
                *("European Union", "European Union 27", "EU - 27 countries (from 2020)"),
                *("European Union - 27 countries (from 2020)", "EU member states", "EU countries"),
                *("Unia Europejska", "Evropská unie", "Європейський Союз", "Europäische Union"),
                *("Union européenne", "歐盟", "欧盟", "歐洲聯盟", "欧洲联盟"),
                *("Intra-EU", "Intra-EU27", "INT_EU27_2020", "INTRA_EU27_2020", "EU27_2020_INTRA"),
            ),
        ),
        "EU28": (
            f"{_EU} GB",
            "the European Union with the United Kingdom, 2013-07-01 to 2020-01-31",
            ("EU28", "EU-28", "European Union 28", "European Union - 28 countries (2013-2020)"),
        ),
        "EA20": (_EURO_AREA, "the euro area of 20, 2023 to 2025", ("EA20", "Euro area 20")),
        "EA21": (f"{_EURO_AREA} BG", "the euro area of 21 since 2026", ("EA21", "Euro area 21")),
        "EFTA": ("CH IS LI NO", "the four of EFTA", ("EFTA", "European Free Trade Association")),
        "ASEAN": (
            "BN ID KH LA MM MY PH SG TH TL VN",
            "the 11 of ASEAN since 2025-10",
            ("ASEAN", "Association of Southeast Asian Nations"),
        ),
        "USMCA": ("CA MX US", "Canada, Mexico and the United States", ("USMCA", "NAFTA", "CUSMA")),
        "GCC": ("AE BH KW OM QA SA", "the six of the GCC", ("GCC", "Gulf Cooperation Council")),
        "G7": ("CA DE FR GB IT JP US", "the seven countries of the G7", ("G7", "Group of Seven")),
        "BW+LS+NA+SZ+ZA": (
            "BW LS NA SZ ZA",
            "the customs union of southern Africa",
            ("711", "Southern African Customs Union", "SACU"),
        ),
        "CZ+SK": ("CZ SK", "Czechoslovakia, to 1992", ("200", "Czechoslovakia")),
        "ME+RS": ("ME RS", "Serbia and Montenegro, to 2005", ("891", "Serbia and Montenegro")),
        "SD+SS": ("SD SS", "the Sudan of before 2011", ("736", "Sudan (before 2012)", "Fmr Sudan")),
        "BE+LU": ("BE LU", "Belgium and Luxembourg together", ("Belgium-Luxembourg", "BLX", "058")),
    }
)
#: Parts of countries that Eurostat tells apart.
_PARTS: Final = (
    ("XI", "GB", "Northern Ireland, as a part of the United Kingdom"),
    ("XU", "GB", "the United Kingdom without Northern Ireland"),
    ("XC", "ES", "Ceuta, as a part of Spain"),
    ("XL", "ES", "Melilla, as a part of Spain"),
)
_EXTRA_EU: Final = (
    "Extra-EU",
    "Extra-EU27",
    "EXT_EU",
    "EXT_EU27_2020",
    "EXTRA_EU27_2020",
    "EU27_2020_EXTRA",
    "non-EU",
)
#: What UN Comtrade, BACI and WITS call the trade that partners report with Taiwan.
_TAIWAN: Final = (
    *("490", "S19", "OAS", "Other Asia, nes", "Other Asia, n.e.s.", "Other Asia", "Asia, nes"),
    *("Other Asia, not elsewhere specified", "Asia, not elsewhere specified"),
)
_WORLD: Final = (
    *(
        "World",
        "WLD",
        "W00",
        "0",
        "1",
        "Total",
        "TOT",
        "Grand total",
        "World total",
        "Total world",
        "Worldwide",
    ),
    *("Global", "All", "All countries", "All partners", "All trading partners", "Whole world"),
    *("Świat", "Cały świat", "Ogółem", "Razem", "Svět", "Celý svět", "Celkem", "Світ", "Весь світ", "Усього"),
    *("Разом", "Welt", "Monde", "Mundo", "世界", "全世界", "全球", "總計", "总计", "合計", "合计"),
)
_REST: Final = re.compile(
    r"(all )?others?( (countries|partners|markets|origins|destinations|suppliers|buyers|states|areas))?"
    r"|(the )?(rest|remainder)( of( the)? world)?|row|remaining( countries| partners)?"
    r"|(wszystkie )?(pozostale|inne)( kraje| panstwa)?|reszta swiata|ostatni( zeme| staty)?|zbytek sveta"
    r"|інші( краіни)?|решта( світу)?|其他|其它|其餘|其余|其他國家|其他国家"
)
_UNNAMED: Final = re.compile(
    r"\bn\.?e\.?s\b|not elsewhere|\b(un|not )(specified|known|disclosed|allocated|declared|determined)"
    r"|confidential|\bsecret|\bbunkers?\b|special categor|free zones?|stores and provisions|neutral zone"
    r"|nieokreslon|nespecifik|не визначен|невідом|未指定|不詳|未分類"
)
_UNNAMED_CODES: Final = frozenset(
    (
        *("qp", "qq", "qr", "qs", "qu", "qv", "qw", "qx", "qy", "qz"),  # of Eurostat
        *("_x", "xx", "zz", "uns", "spe", "bun", "fre", "nze", "x1", "x2", "e19", "a59", "a79", "f19", "o19"),
        *("129", "221", "290", "471", "473", "492", "527", "536", "568", "577", "636", "637"),
        *("837", "838", "839", "849", "879", "899"),
    )
)
_REGIONS: Final = re.compile(
    r"africa|asia|europe|(latin |north |south |central )?america|americas|oceania|middle east|euro area"
    r"|euro zone|eurozone|oecd|opec|brics\w*|mercosur|apec|cis|g20|(high|low|middle)[\w ]* income|intra.*"
    r"|(sub saharan|eastern|western|northern|southern|central|south eastern) \w+"
)
#: Not drawn by `countries`, as it is smaller than its grid.
_TOO_SMALL: Final = "VA"


@dataclass(frozen=True, slots=True)
class Partner:
    """One end of a flow.

    Parameters
    ----------
    name : str
        What results call it.
    kind : {"countries", "world", "rest", "unnamed"}
        The world is the whole. Its rest is whoever no other flow names; unnamed is anybody, named or not.
    countries : frozenset of str
        ISO 3166-1 alpha-2 codes; empty where they are not told.
    note : str
        What is taken for granted to understand it.
    """

    name: str
    kind: Literal["countries", "world", "rest", "unnamed"]
    countries: frozenset[str] = frozenset()
    note: str = ""


@cache
def find_partner(text: str) -> Partner | None:
    """Return whom a text means: a code, a name, a group, or several of these joined by ``+``.

    Examples
    --------
    >>> [find_partner(text).name for text in ("156", "Czechia+POL", "EU27_2020", "World", "490")]
    ['CN', 'CZ+PL', 'EU', 'WLD', 'TW']
    >>> find_partner("Areas, nes").kind, find_partner("Rest of the world").kind, find_partner("Atlantis")
    ('unnamed', 'rest', None)
    """
    found = [_one_partner(part) for part in text.split("+")]
    partners = [partner for partner in found if partner is not None]
    if len(partners) < len(found) or len(found) == 1:
        return partners[0] if partners and len(found) == 1 else None
    kinds = {partner.kind for partner in partners}
    name = "+".join(dict.fromkeys(partner.name for partner in partners))
    if "world" in kinds:
        return Partner(name, "world")
    note = "; ".join(filter(None, (partner.note for partner in partners)))
    members = frozenset().union(*(partner.countries for partner in partners))
    return Partner(name, "countries", members, note) if kinds == {"countries"} else None


def say_unknown(text: str) -> str:
    """Return what may be done about a text that means no partner.

    Examples
    --------
    >>> say_unknown("Korea"), say_unknown("Germny")
    ('it may be KP or KR', 'did you mean Germany (DE)?')
    """
    several = find_countries(text)
    if several:
        return f"it may be {' or '.join(several)}"
    if not text.strip():
        return (
            'say who it is, "Areas, nes" where nobody does; NA of Namibia is lost where it is read as missing'
        )
    if _REGIONS.fullmatch(simplify(text)):
        return (
            "its members are not known here: write its countries joined by +, or leave out what they repeat"
        )
    like = nearest_name(text)
    return f"did you mean {like}?" if like else "write the country's code, such as TW"


def _one_partner(text: str) -> Partner | None:
    key = name_key(text)
    known = _aggregates().get(key)
    if known is not None:
        return known
    found = find_countries(text)
    if len(found) == 1:
        return Partner(found[0], "countries", frozenset(found))
    bare = simplify(text).strip(" .")
    if found or not bare:
        return None
    if _REST.fullmatch(bare):
        return Partner("rest of the world", "rest", note="whoever is not listed")
    if key in _UNNAMED_CODES or bare in _UNNAMED_CODES or _UNNAMED.search(bare):
        return Partner("not specified", "unnamed", note="may be anybody, listed or not")
    return None


@cache
def _aggregates() -> dict[str, Partner]:
    """Return the groups by every key of their names, and Taiwan by what stands for it."""
    parts = {
        name_key(name): Partner(code, "countries", frozenset((code,)), note) for name, code, note in _PARTS
    }
    taiwan = Partner("TW", "countries", frozenset(("TW",)), "Other Asia, nes is in practice Taiwan")
    outside = frozenset((*country_codes(), _TOO_SMALL)) - {*_EU.split()}
    extra = Partner("Extra-EU", "countries", outside, "all countries but the EU of 27")
    found = dict.fromkeys(map(name_key, _WORLD), Partner("WLD", "world"))
    found |= dict.fromkeys(map(name_key, _TAIWAN), taiwan) | dict.fromkeys(map(name_key, _EXTRA_EU), extra)
    found |= parts
    for code, (members, note, names) in _GROUPS.items():
        group = Partner(code, "countries", frozenset(members.split()), note)
        found |= dict.fromkeys(map(name_key, names), group)
    return found
