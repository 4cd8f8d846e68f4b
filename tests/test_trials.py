"""What a page's reader may try: past disruptions and policies, and what helps, in the language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from isthmus import layers
from isthmus._choices import LANGUAGES
from isthmus.maps._messages import messages
from isthmus.maps._trials import RESTRICTS, answers_record, past_cases, policy_cases


def test_policies_close_the_countries_that_some_route_passes() -> None:
    told = {case["countries"]: case["closed"] for case in policy_cases(["RU", "suez", "HK", "CN"])}
    assert told == {"RU": [0], "BY": [], "CN+HK+MO": [3, 2], "IR": [], "KP": []}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_would_help_is_called_in_the_language(lang: str) -> None:
    what_if = layers.example().others[0].what_if
    assert what_if is not None
    helps = answers_record(what_if, lang)["helps"]
    assert [one["more_routes"] is None for one in helps] == [False] * 3 + [True] * 3
    assert all(one["bounds"] for one in helps[:3])
    gate = replace(what_if, helps=what_if.helps[what_if.helps["kind"] == "gate"])
    assert messages(lang)["gate.bab_el_mandeb"] in answers_record(gate, lang)["helps"][0]["name"]
    for kind in {"stock", "source", "way", "port", "gate", *what_if.helps["kind"]} - {"mode", "project"}:
        assert {f"help.{kind}", f"help.link.{kind}"} & {*messages(lang)}, kind


def test_past_disruptions_that_let_some_pass_or_shut_no_gate_are_left_out() -> None:
    every = {*layers.gates()["name"]}
    table = layers.disruptions().drop_duplicates("disruption").set_index("title")
    titles = [case["title"] for case in past_cases([], {"sea", "rail", "road", "air"})]
    assert titles
    for title, row in table.iterrows():
        meant = row["kind"] not in RESTRICTS and every.issuperset(row["shut"].split("+"))
        assert (title in titles) == meant, title
    starts = table.loc[titles, "start"].tolist()
    assert starts == sorted(starts, reverse=True)


def test_cases_are_of_the_modes_on_the_map_and_name_what_some_route_passes() -> None:
    by_rail = {case["title"]: case["closed"] for case in past_cases(["suez", "border_by_pl"], {"rail"})}
    assert by_rail["Poland shuts its border with Belarus"] == [1]
    assert not any("Suez" in title for title in by_rail)


def test_gates_are_called_by_their_names_in_the_language_and_found_by_those_of_the_data() -> None:
    atlas = layers.example()
    found = [
        mark
        for what_if in (atlas.what_if, atlas.others[0].what_if)
        if what_if is not None
        for mark in answers_record(what_if, "cs")["gates"]
    ]
    marks = {mark["name"]: (mark["label"], mark["title"]) for mark in found}
    assert marks["good_hope"] == ("Mys Dobré naděje", "Cape of Good Hope")
    assert marks["airspace_cn"][0] == "Vzdušný prostor: Čína"
