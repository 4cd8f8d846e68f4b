"""Rules on transit and trade: right to the day, bound to whom they bind, and never passed or advised."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

import numpy as np
import pytest

from isthmus import geo, layers
from isthmus.layers._bundled.countries import countries
from isthmus.layers._bundled.names import EU
from isthmus.layers._transport.case import Case
from isthmus.layers._transport.closures import data_day
from isthmus.layers._transport.legs import policies_move, tell_policies
from isthmus.layers._transport.policies import (
    Rule,
    as_goods,
    as_policies,
    places_unlawful,
    policies,
    rules_on,
)
from isthmus.layers._transport.question import Question

#: What the sources say of each rule, by hand and apart from the bundled table: first and last day.
DAYS = {
    "eu_833_transit_dual": ("2023-02-26", ""),
    "eu_833_transit_ind": ("2023-12-19", ""),
    "eu_765_transit": ("2024-06-30", ""),
    "eu_hauliers_ru": ("2022-04-09", ""),
    "ru_1374": ("2024-10-15", ""),
    "ru_lorries": ("2022-10-10", ""),
    "ua_import": ("2022-04-09", ""),
    "tw_entities": ("2025-06-10", ""),
    "cn_uav_2023": ("2023-09-01", "2024-08-31"),
    "cn_uav_2024": ("2024-09-01", ""),
    "cn_re_oct": ("2025-10-09", "2025-11-06"),
    "cn_re_susp": ("2025-11-07", "2026-11-10"),
    "cn_gage_ban": ("2024-12-03", "2025-11-08"),
    "cn_gage_susp": ("2025-11-09", "2026-11-27"),
    "cn_tw_2025": ("2025-07-09", ""),
    "cn_eu_2026": ("2026-04-24", ""),
    "us_asda_funds": ("2025-12-22", ""),
    "us_fcc_exempt": ("2026-01-07", "2026-12-31"),
    "un_2397_supply": ("2017-12-22", ""),
}
RULES = {rule.id: rule for rule in rules_on("2026-04-26", {"law", "choice"})}


def in_force(day: date) -> set[str]:
    return {*policies(day)["id"]}


@pytest.mark.parametrize(("name", "days"), DAYS.items(), ids=[*DAYS])
def test_a_rule_is_right_to_the_day(name: str, days: tuple[str, str]) -> None:
    first, day = date.fromisoformat(days[0]), timedelta(days=1)
    assert name not in in_force(first - day)
    assert name in in_force(first)
    if days[1]:
        last = date.fromisoformat(days[1])
        assert name in in_force(last)
        assert name not in in_force(last + day)
    else:
        assert name in in_force(date(2100, 1, 1))


def test_the_table_says_what_it_is() -> None:
    table = policies()
    assert table["id"].is_unique
    law = table[table["nature"] == "law"]
    assert set(table["nature"]) == {"law", "choice"}
    assert (law[["source", "source_url", "as_of", "instrument"]] != "").all(axis=None)
    assert set(table["verified"]) == {"yes", "no"}
    assert (table.loc[table["verified"] == "no", "note"] != "").all()
    assert (table.groupby("policy")["nature"].nunique() == 1).all()
    known = {*countries()["iso"], "EU", *layers.hubs()["id"]}
    for column in ("from", "via", "to"):
        assert {code for cell in table[column] for code in cell.split("+") if code} <= known
    places = table[["from", "via", "to"]].replace("", None)
    assert places.notna().any(axis=1).all()


def test_what_came_after_a_suspension_is_said_to_be_unknown() -> None:
    for suspended, after in (("cn_re_susp", "cn_re_after"), ("cn_gage_susp", "cn_gage_after")):
        table = policies().set_index("id")
        [last, first] = [date.fromisoformat(table.loc[name, column]) for name, column in
                         ((suspended, "until"), (after, "since"))]  # fmt: skip
        assert first == last + timedelta(days=1)
        assert "whether in force was not found" in table.loc[after, "sentence"]


def test_sentences_tell_what_for_whom_and_since_when() -> None:
    said = policies().set_index("id")["sentence"]
    assert said["cn_gage_ban"].endswith("barred from 2024-12-03 to 2025-11-08 (Ministry of Commerce, "
                                        "announcement 46 of 2024, article 2).")  # fmt: skip
    assert (
        "with a licence only since a day that was not found, end not found as of 2025-06" in said["tw_shtc"]
    )
    assert "barred for eight named entities of Taiwan since 2025-07-09" in said["cn_tw_2025"]
    assert "barred since 2026-04, end not found as of 2026-04" in said["eu_20th"]
    assert said["no_transit_iran"] == (
        "Nothing passes Iran, on land, in its ports or over it (a shipper's own choice, no law)."
    )


@pytest.mark.parametrize(
    ("rule", "trip", "binds"),
    [
        ("eu_833_transit_dual", "PL CN", True),
        ("eu_833_transit_dual", "CN PL", False),  # eastbound alone
        ("eu_833_transit_dual", "PL RU", False),  # no transit
        ("eu_833_transit_dual", "FI PL", False),  # no export
        ("ru_1374", "CN PL", True),
        ("ru_1374", "RU PL", False),
        ("tw_shtc", "TW PL", True),
        ("tw_shtc", "PL TW", False),
        ("ua_import", "RU UA", True),
        ("ua_import", "UA RU", False),
        ("cn_tw_2025", "CN TW", True),
        ("no_transit_china", "TW PL", True),
        ("no_transit_china", "CN PL", False),
        ("no_chinese_parts", "CN PL", True),
        ("un_2397_supply", "TW KP", True),
        ("un_2397_from", "KP CN", True),
        ("un_2397_from", "CN KR", False),
        ("no_chinese_parts", "CN HK", False),
        ("eu_iran_ports_in", "TW PL", True),
        ("eu_iran_ports_in", "TW UA", False),
    ],
)
def test_a_rule_binds_whom_it_binds(rule: str, trip: str, *, binds: bool) -> None:
    origin, destination = trip.split()
    assert RULES[rule].binds(origin, destination) is binds


def test_nobody_is_bound_whose_country_is_not_known() -> None:
    assert not any(rule.binds("", "PL") or rule.binds("TW", "") for rule in RULES.values())


@pytest.mark.parametrize(
    ("rule", "goods", "bars"),
    [
        ("eu_833_transit_dual", [], False),
        ("eu_833_transit_dual", ["dual_use"], True),
        ("eu_833_transit_dual", ["machinery"], False),
        ("tw_shtc", ["dual_use"], False),  # a licence is no bar
        ("tw_ru_2023", ["machine_tools"], True),  # one that is refused is
        ("cn_tw_2025", ["dual_use"], False),  # eight entities alone
        ("cn_gage_susp", ["gallium"], False),
        ("ua_import", [], True),
    ],
)
def test_a_rule_bars_what_it_forbids_to_all(rule: str, goods: list[str], *, bars: bool) -> None:
    assert RULES[rule].bars(goods) is bars


#: Of each set of law a trip by which it is tried, the day from which it changes the answer, and how, by hand
#: after its text: a place that goods may not pass or reach any more, or a rule that is told.
CHANGES = [
    ("eu_russia", "Warsaw - Moscow", "road", "dual_use", "2022-02-26", "barred RU"),
    ("eu_russia", "Almaty - Warsaw", "road", "", "2022-04-09", "told eu_hauliers_ru"),
    ("eu_russia", "Warsaw - Almaty", "rail", "industrial_goods", "2023-12-19", "barred RU"),
    ("eu_russia", "Warsaw - Almaty", "rail", "firearms", "2024-03-20", "told eu_833_clause"),
    ("eu_russia", "Warsaw - Bishkek", "road", "machine_tools", "2026-04-01", "barred KG"),
    ("eu_belarus", "Warsaw - Minsk", "road", "dual_use", "2022-03-02", "barred BY"),
    ("eu_belarus", "Warsaw - Almaty", "rail", "firearms", "2024-06-30", "barred BY"),
    ("eu_iran", "Gdańsk - IRBND", "sea", "drone_parts", "2024-11-19", "barred IR"),
    ("eu_iran", "Gdańsk - Baku", "sea,rail", "", "2024-11-19", "barred IRBAZ"),
    ("eu_dual_use", "Gdańsk - TWKHH", "sea", "dual_use", "2021-09-09", "told eu_dual_821"),
    ("russia_countermeasures", "Almaty - Warsaw", "rail", "electronics", "2024-10-15", "barred RU"),
    ("belarus_countermeasures", "Warsaw - Moscow", "road", "", "2022-04-16", "told by_eu_lorries"),
    ("un_north_korea", "TWKHH - KPNAM", "sea", "machinery", "2017-12-22", "barred KP"),
    ("ukraine_embargo", "Moscow - Kyiv", "road", "", "2022-04-09", "barred UA"),
    ("ukraine_embargo", "Kyiv - Moscow", "road", "", "2022-09-27", "barred RU"),
    ("taiwan_export_control", "TWKHH - RUVVO", "sea", "machine_tools", "2023-01-04", "barred RU"),
    ("taiwan_export_control", "TWKHH - Shanghai", "sea", "dual_use", "2025-06-10", "told tw_entities"),
    ("china_export_control", "Shanghai - USLAX", "sea", "germanium", "2024-12-03", "barred US"),
    ("china_export_control", "Shanghai - TWKHH", "sea", "drones", "2024-09-01", "told cn_uav_2024"),
    ("china_export_control", "Shanghai - Gdańsk", "sea", "magnets", "2025-04-04", "told cn_re_apr"),
    ("us_drones", "TWKHH - USLAX", "sea", "drones", "2025-12-22", "told us_fcc"),
]


def answer(policy: str, trip: str, modes: str, goods: str, on: date) -> set[str]:
    """Return what a set makes of a trip: what it bars, where nothing is advised then, and what it tells."""
    start, end = trip.split(" - ")
    words = {"modes": modes, "policy": policy, "on": on.isoformat()} | ({"goods": goods} if goods else {})
    case = Case.of(Question.ask(origins=start, destinations=end, **words))  # type: ignore[arg-type]
    assert case.barred.keys() <= case.unlawful
    return {f"barred {place}" for place in case.barred} | {f"told {rule.id}" for rule in case.told}


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: f"{change[0]}-{change[-1]}")
def test_a_set_changes_the_answer_from_its_day_on(change: tuple[str, str, str, str, str, str]) -> None:
    policy, trip, modes, goods, first, what = change
    day = date.fromisoformat(first)
    assert what in answer(policy, trip, modes, goods, day)
    assert what not in answer(policy, trip, modes, goods, day - timedelta(days=1))
    assert answer("none", trip, modes, goods, day) == set()
    if goods and what.startswith("barred"):
        assert what not in answer(policy, trip, modes, "graphite", day), "about other goods"
        assert what not in answer(policy, trip, modes, "", day), "told alone where nobody says what goes"


def test_every_set_was_tried() -> None:
    table = policies().drop_duplicates("policy").set_index("policy")["nature"]
    assert {change[0] for change in CHANGES} == {*table.index[table == "law"]}
    assert {trial[0] for trial in TRIALS} | {"no_chinese_parts"} >= {*table.index[table == "choice"]}
    assert answer("no_chinese_parts", "Shanghai - TWKHH", "sea", "", date(2025, 1, 1)) == {"barred TW"}
    assert answer("no_chinese_parts", "TWKHH - Shanghai", "sea", "", date(2025, 1, 1)) == set()


def test_eu_is_its_27_members() -> None:
    assert len(EU) == 27
    assert RULES["eu_833_dual"].origins == EU


#: Between which places each set is tried, by which modes, and with which goods.
TRIALS = [
    ("eu_russia", "Warsaw", "Xi'an", "rail,sea", "dual_use"),
    ("eu_belarus", "Warsaw", "Almaty", "rail", "industrial_goods"),
    ("russia_countermeasures", "Xi'an", "Warsaw", "rail,sea", "machinery"),
    ("no_transit_russia", "Almaty", "Warsaw", "rail,sea", ""),
    ("no_transit_belarus", "Almaty", "Warsaw", "road", ""),
    ("no_transit_china", "TPE", "WAW", "air", ""),
    ("no_transit_china", "Hanoi", "Almaty", "rail", ""),
    ("no_transit_iran", "Ashgabat", "Istanbul", "rail", ""),
    ("no_transit_north_korea", "Vladivostok", "Dalian", "rail", ""),
]


@cache
def asked(trial: tuple[str, str, str, str, str], **more: str) -> Case:
    policy, origin, destination, modes, goods = trial
    words = {"origins": origin, "destinations": destination, "modes": modes, "goods": goods, "by": "time"}
    return Case.of(Question.ask(**({**words, "policy": policy} | more)))  # type: ignore[arg-type]


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: "-".join(trial[:3]))
def test_no_route_passes_what_a_policy_bars(trial: tuple[str, str, str, str, str]) -> None:
    case = asked(trial)
    barred = {place for rule in rules_on(data_day(), [trial[0]]) for place in rule.via}
    assert barred & {*case.barred}
    [[route]] = case.after.edges
    assert route is None or not barred & {*case.countries_along(route, case.nodes_on(route.tolist()))}
    there = np.isin(case.countries, [*barred])
    land = np.flatnonzero((there[case.whole.tails] | there[case.whole.heads]) & (case.whole.modes != "air"))
    assert not case.network.is_open[land].any()


@pytest.mark.parametrize("trial", TRIALS[:4], ids=lambda trial: "-".join(trial[:3]))
def test_without_the_policy_the_answer_is_that_of_no_policy(trial: tuple[str, str, str, str, str]) -> None:
    case, free = asked(trial), asked(trial, policy="none")
    assert free.barred == {}
    assert case.unruled.hours.tolist() == free.after.hours.tolist()
    moved = case.unruled.hours.tolist() != case.after.hours.tolist()
    assert policies_move(case) is moved
    assert tell_policies(free) == ""
    said = tell_policies(case)
    assert ("the best routes are the same" in said) is not moved
    if moved:
        assert f"{free.after.hours[0, 0]:,.0f} h instead of {case.after.hours[0, 0]:,.0f}" in said


def test_what_is_about_goods_that_nobody_names_is_told() -> None:
    routes = layers.route("Warsaw", "Minsk", modes="rail", policy="eu_belarus, eu_dual_use")
    assert routes["barred"].isna().all()
    assert set(routes["policy"]) == {"eu_belarus+eu_dual_use"}
    assert routes["told"].iloc[0] == "eu_765_dual+eu_dual_821"  # transit is no matter of Minsk
    assert routes["without_policy"].iloc[0] == "Without the policies the best routes are the same."


def test_a_route_says_what_was_barred_by_which_set() -> None:
    routes = layers.route("Xi'an", "Warsaw", modes="rail,sea", policy="no_transit_russia", by="time")
    total = routes.iloc[-1]
    assert (total["barred"], total["barred_by"], total["policy"]) == ("RU", *["no_transit_russia"] * 2)
    assert "RU" not in total["countries"].split("+")
    assert total["without_policy"].startswith(
        "Without the policies the best route from Xi'an to Warsaw passes"
    )
    free = layers.route("Xi'an", "Warsaw", modes="rail,sea", by="time").iloc[-1]
    assert "RU" in free["countries"].split("+")
    assert free[["policy", "barred", "barred_by", "told", "without_policy"]].isna().all()


def test_no_route_names_the_rule_and_does_not_advise_to_break_it() -> None:
    with pytest.raises(geo.NoRouteError) as caught:
        layers.route("Xi'an", "Warsaw", modes="rail", policy="no_transit_russia", closed="suez")
    message = str(caught.value)
    assert "every one passes Russia (RU); add the mode sea. Nothing passes Russia" in message
    assert "allow" not in message
    with pytest.raises(geo.NoRouteError) as caught:
        layers.route("Moscow", "Kyiv", modes="rail", on="open", policy="ukraine_embargo")
    assert "by rail: goods may not go from the one to the other. Import of goods" in str(caught.value)


def test_a_rule_that_is_not_in_force_bars_nothing() -> None:
    words = {"modes": "rail", "goods": "machinery", "policy": "russia_countermeasures"}
    assert layers.route("Xi'an", "Warsaw", on="2024-10-14", **words)["barred"].isna().all()  # type: ignore[arg-type]
    with pytest.raises(geo.NoRouteError, match="decree 1374"):
        layers.route("Xi'an", "Warsaw", on="2024-10-15", **words)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"policy": "eu_rusia"}, "policy: expected names of law, none, eu_russia, .*, got 'eu_rusia'"),
        ({"goods": "guns"}, "goods: expected kinds of .*dual_use.*, got 'guns'; leave out what no rule"),
        ({"policy": 7}, "policy: "),
        ({"policy": " "}, "policy: expected names of law, none, "),
    ],
)
def test_unknown_words_are_refused(words: dict[str, str], says: str) -> None:
    with pytest.raises(geo.ArgumentError, match=says):
        layers.route("Warsaw", "Minsk", modes="rail", **words)  # type: ignore[arg-type]


def test_goods_are_known_as_people_write_them() -> None:
    written = "Machine tools, DUAL-USE, semiconductors, HS batteries (none)"
    with pytest.raises(geo.ArgumentError, match=r"got 'HS batteries \(none\)'"):
        as_goods(written)
    assert as_goods(written.rpartition(",")[0]) == ("dual_use", "electronics", "machine_tools")


def test_each_pair_is_routed_with_the_policies_that_bind_it() -> None:
    words: dict[str, Any] = {"destinations": "CN", "modes": "sea,rail", "on": "open", "vessel": "none"}
    words |= {"policy": "no_transit_russia", "by": "time"}
    both = layers.resilience(origins="PL,RU", **words)
    apart = [layers.resilience(origins=code, **words) for code in ("PL", "RU")]
    for hours in ("h", "km"):
        assert both.pairs[hours].tolist() == [one.pairs[hours][0] for one in apart]
    assert both.cuts["sentence"].tolist() == [text for one in apart for text in one.cuts["sentence"]]
    assert both.case.barred["RU"].whom == ("PL - CN",)
    assert both.policies["sentence"][0].endswith("It binds PL - CN alone.")
    shut = both.what_if("border_kz_ru")
    assert shut["h_after"].tolist() == [one.what_if("border_kz_ru")["h_after"][0] for one in apart]
    assert shut["unserved"].tolist() == [False, False]
    without = both.policy_comparison.pairs
    assert (without["extra_h"] > 0).tolist() == [True, False]
    assert "from PL to CN" in both.policy_sentence
    assert both.summary().barred_to == ("PL - CN",)
    assert both.widening["gain_h"].notna().all()


def test_the_bundled_atlas_asks_for_the_laws() -> None:
    result = layers.resilience(origins="TW", destinations="PL,CZ,UA", modes="sea,rail")
    assert result.question.policy == ("law",)
    table = result.policies.set_index("id")
    assert table.loc["tw_shtc", ["taken", "passes"]].tolist() == ["told", True]
    assert table.loc["ru_1374", ["taken", "passes"]].tolist() == ["told", False]
    assert table.loc["eu_iran_ports_in", ["taken", "places"]].tolist() == ["barred", "IRBAZ"]
    told = "It binds TW - CZ and TW - PL alone."
    assert table.loc["eu_iran_ports_in", "sentence"].endswith(told)
    assert (result.policy_comparison.pairs["extra_h"] == 0).all()
    assert result.policy_sentence == "Without the policies the best routes are the same."
    assert "IRBAZ" not in result.closed
    free = layers.resilience(origins="TW", destinations="PL", modes="sea,rail", policy="none")
    assert (free.question.policy, free.policy_sentence, len(free.policies)) == ((), "", 0)


def test_a_comparison_shows_what_a_policy_moves() -> None:
    result = layers.resilience(
        origins="CN", destinations="PL", modes="rail,sea", by="time", policy="no_transit_russia"
    )
    pairs = result.policy_comparison.pairs.iloc[0]
    assert "border_kz_ru" in pairs["gates_before"].split("+")
    assert pairs["extra_h"] > 0
    assert result.policies.iloc[0][["taken", "places"]].tolist() == ["barred", "RU"]
    assert "barred Russia (RU)" in repr(result)


@pytest.mark.parametrize("policy", ["none", "no_transit_iran"])
def test_what_is_unlawful_for_some_goods_is_no_place_for_advice(policy: str) -> None:
    words = {"on": "2026-04-26", "policy": as_policies(policy), "goods": ()}
    found = places_unlawful([("TW", "PL")], **words)  # type: ignore[arg-type]
    assert {"RU", "BY", "CN"} - found == {"CN"}  # the transit of goods of the EU; through China, by licence
    assert ("IR" in found) is (policy == "no_transit_iran")
    assert "UA" in places_unlawful([("RU", "UA")], **words)  # type: ignore[arg-type]


def test_widening_never_advises_what_is_forbidden(monkeypatch: pytest.MonkeyPatch) -> None:
    words = {"origins": "TW", "destinations": "PL", "modes": "rail,sea", "by": "time", "on": "open"}

    def advised(**more: str) -> set[str]:
        result = layers.resilience(**words, **more)  # type: ignore[arg-type]
        return {title for title in result.widening["title"] if "(BY)" in title or "Belarus" in title}

    assert advised(policy="none", closed="border_by_pl") == {"Border of Belarus and Poland"}
    assert advised(policy="no_transit_belarus", closed="border_by_pl") == set()
    monkeypatch.setattr(Case, "unlawful", frozenset[str]())
    assert "Minsk (BY) - Biała Podlaska (PL)" in advised(policy="none")


def test_what_a_law_closes_is_not_advised_to_be_opened() -> None:
    result = layers.resilience(
        origins="TW", destinations="PL", modes="air", by="time", closed="airspace_ru", policy="none"
    )
    assert result.closures.set_index("name").loc["airspace_ru", "taken"] == "shut"
    assert "Airspace of Russia" not in set(result.widening["title"])


def test_rules_are_values() -> None:
    assert all(isinstance(rule, Rule) for rule in RULES.values())
    assert {rule.id for rule in rules_on("2024-07-01", ["law"])} >= {"cn_uav_2023", "eu_765_transit"}
    assert as_policies("none") == as_policies([]) == ()
    assert rules_on("open", ["us_drones"]) == rules_on(data_day(), ["us_drones"])
    assert policies("open")["id"].tolist() == policies()["id"].tolist()
    assert len(policies("1900-01-01")) == 7  # licences without a first day, and choices


@pytest.mark.parametrize("day", ["soon", 2024])
def test_a_day_that_is_none_is_refused(day: object) -> None:
    with pytest.raises(geo.ArgumentError, match="on: expected an ISO date"):
        policies(day)  # type: ignore[arg-type]
