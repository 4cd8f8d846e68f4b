"""What the maker of a map tells on it: scenes and notes, and where isthmus.toml says them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from isthmus import layers
from isthmus.geo import ArgumentError, ValidationError
from isthmus.layers._tables.story import Note, Scene, read_story

if TYPE_CHECKING:
    from pathlib import Path


def test_a_scene_holds_what_is_shown_with_it() -> None:
    scene = Scene(
        "Suez", location=[10, 60], zoom=3, layers="Corridors, Gates", closed="suez", month="2024-05-03"
    )  # type: ignore[arg-type]
    assert scene.location == (10.0, 60.0)
    assert scene.layers == ("Corridors", "Gates")
    assert (scene.closed, scene.month) == (("suez",), "2024-05")


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ({"title": " "}, "title: expected what the scene is about"),
        ({"location": (91, 0)}, "location: expected a latitude from -90 to 90"),
        ({"location": (1, 2, 3)}, "location: expected a latitude and a longitude"),
        ({"zoom": 40}, "zoom: expected a zoom from 0 to 19"),
        ({"month": "May"}, "month: expected a month such as 2024-05"),
    ],
)
def test_a_scene_refuses_what_no_map_shows(told: dict[str, Any], message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        Scene(**{"title": "Suez", **told})


def test_a_note_says_something_somewhere() -> None:
    with pytest.raises(ArgumentError, match="text: expected what is to be said"):
        Note("", (50, 20))
    with pytest.raises(ArgumentError, match="location: expected a longitude"):
        Note("A plant", (50, 999))


def test_a_folder_tells_its_tour_and_notes(tmp_path: Path) -> None:
    (tmp_path / "factories.csv").write_text(
        "id,name,kind,country,lon,lat\na,Works,factory,PL,20,50\n", "utf-8"
    )
    config = tmp_path / "isthmus.toml"
    config.write_text(
        '[[about.tour]]\ntitle = "One"\n[[about.tour]]\ntitle = "Two"\nclosed = ["suez"]\n'
        '[[about.notes]]\ntext = "Works"\nlocation = [50, 20]\n',
        "utf-8",
    )
    about = layers.read(tmp_path).about
    assert [(scene.title, scene.closed) for scene in about.tour] == [("One", ()), ("Two", ("suez",))]
    assert about.notes == (Note("Works", (50, 20)),)
    config.write_text('[[about.tour]]\ntitle = "One"\n[[about.tour]]\nmonth = "2024"\n', "utf-8")
    with pytest.raises(ValidationError, match=r"\[\[about.tour\]\].*number 2"):
        layers.read(tmp_path)


@pytest.mark.parametrize("said", ["x", [1], [{"title": "a", "colour": "red"}], [{"title": 3}]])
def test_what_tells_nothing_is_refused(said: object) -> None:
    with pytest.raises(ArgumentError):
        read_story(said, Scene)
