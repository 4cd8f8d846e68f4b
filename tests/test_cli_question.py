"""The options of every command that asks for a way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import geopandas as gpd
import pytest
from click.testing import CliRunner

from isthmus import layers
from isthmus.cli import main
from isthmus.cli._question import DEFAULTS, QuestionOptions, open_places, question_options
from isthmus.layers._tables.modes import in_order
from isthmus.layers._transport.question import MODES_ASKED

if TYPE_CHECKING:
    from pathlib import Path

#: What every question is asked by, besides its ends.
SHARED = ("modes", "by", "closed", "avoid", "on", "costs")


@pytest.mark.parametrize("command", ["route", "resilience"])
def test_the_commands_ask_by_the_same_names_and_defaults(command: str) -> None:
    options = {option.name: option for option in main.commands[command].params}
    assert set(QuestionOptions.__annotations__) == set(SHARED) <= set(options)
    for name in SHARED:
        assert f"--{name}" in options[name].opts
    assert {"modes": ",".join(MODES_ASKED), "by": "cost", "costs": "freight"} == DEFAULTS


@pytest.mark.parametrize("words", [["--closed", "suez,panama"], ["--closed", "suez", "--closed", "panama"]])
def test_the_command_takes_commas_and_repeats(tmp_path: Path, words: list[str]) -> None:
    out = tmp_path / "route.csv"
    done = CliRunner().invoke(main, ["route", "TWKHH", "NLRTM", "--modes", "sea", *words, "-o", str(out)])
    assert done.exit_code == 0, done.output
    assert ",suez+panama+" in out.read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "modes"),
    [
        ([], ("sea", "rail", "road")),
        (["--modes", "rail, sea"], ("sea", "rail")),
        (["--modes", "rail", "--modes", "sea"], ("sea", "rail")),
    ],
)
def test_modes_may_be_repeated(words: list[str], modes: tuple[str, ...]) -> None:
    done = CliRunner().invoke(_tell_modes, words)
    assert done.output.split() == [*modes]


@pytest.mark.parametrize("word", ["--mode", "--close"])
def test_an_option_has_one_name(word: str) -> None:
    done = CliRunner().invoke(_tell_modes, [word, "sea"])
    assert done.exit_code == 2
    assert f"No such option '{word}'" in done.output


@click.command
@question_options
def _tell_modes(question: QuestionOptions) -> None:
    click.echo(" ".join(in_order(question["modes"])))


def test_places_are_a_folder_or_a_file(tmp_path: Path) -> None:
    layers.write_starter(tmp_path / "study")
    atlas, table = open_places(tmp_path / "study"), open_places(tmp_path / "study" / "factories.csv")
    assert isinstance(atlas, layers.Atlas)
    assert isinstance(table, gpd.GeoDataFrame)
    assert table["id"].tolist() == atlas.factories["id"].tolist()
    assert open_places(None) is None
