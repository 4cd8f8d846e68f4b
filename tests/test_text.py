"""The text of a figure: lines that fit, and names that hide neither marks nor one another."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Annotation

from isthmus._choices import LANGUAGES
from isthmus.layers._bundled.countries import countries
from isthmus.layers._tables.symbology import Symbol
from isthmus.maps._figures.marks import Mark
from isthmus.maps._figures.text import (
    MM_A_POINT,
    Labels,
    _middle_of_first,
    country_names,
    label_areas,
    label_marks,
    one_line,
    wrap,
)

WORDS = st.lists(st.text("abkłß12Wi", min_size=1, max_size=8), max_size=12).map(" ".join)


def drawn_width(text: str, size: float) -> float:
    """Return millimetres, as a printer's dots have them."""
    figure = Figure(dpi=300)
    canvas = FigureCanvasAgg(figure)
    label = figure.text(0, 0, text, fontsize=size)
    return float(label.get_window_extent(canvas.get_renderer()).width) / 300 * 72 * MM_A_POINT


@given(WORDS)
def test_lines_fit_and_nothing_is_lost(text: str) -> None:
    lines = wrap(text, width=30, size=6)
    assert " ".join(lines).split() == one_line(text).split()
    assert all(drawn_width(line, 6) <= 30.3 for line in lines)


@pytest.mark.filterwarnings("ignore:Glyph")  # without a font each letter is as wide as an empty box
@pytest.mark.parametrize("text", ["西伯利亞鐵路、巴拿馬運河、蘇伊士運河。", "a·b · c"])
def test_scripts_without_spaces_are_broken_between_letters(text: str) -> None:
    lines = wrap(text, width=12, size=6)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert not any(line.startswith(("、", "。", "·")) for line in lines)


STYLE = {"fontsize": 6}
SYMBOL = Symbol("Port", "#2c6fb3")


@pytest.fixture
def labels() -> Labels:
    """Labels of a map of 100 by 100 units, 2 inches wide."""
    figure = Figure(figsize=(2, 2), dpi=100)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, 100), ylim=(0, 100))
    return Labels(axes)


def written(labels: Labels) -> dict[str, Annotation]:
    return {text.get_text(): text for text in labels.axes.texts if isinstance(text, Annotation)}


def mark(x: float, y: float, **options: object) -> Mark:
    return Mark((x, y), SYMBOL, **{"name": "", "city": "", "passage": False, "hollow": False} | options)  # type: ignore[arg-type]


def test_a_name_stands_to_the_right_of_its_mark_where_there_is_room(labels: Labels) -> None:
    labels.keep_clear((50, 50), 2)
    labels.beside((50, 50), "Port", STYLE)
    text = written(labels)["Port"]
    assert (text.get_ha(), text.get_va()) == ("left", "center_baseline")
    assert text.get_position() == (3.6, 0)


def test_a_name_gives_way_to_what_is_taken_and_to_the_edge(labels: Labels) -> None:
    labels.beside((98, 50), "Port", STYLE)
    assert written(labels)["Port"].get_ha() == "right"
    labels.beside((98, 50), "Again", STYLE)
    again = written(labels)["Again"]
    assert (again.get_ha(), again.get_va()) != ("right", "center_baseline")
    boxes = [labels.box_of(text) for text in written(labels).values()]
    assert not boxes[0].intersects(boxes[1])


def test_a_name_without_room_is_left_out(labels: Labels) -> None:
    labels.keep_out(np.array([shapely.box(0, 0, 100, 100)]))
    labels.beside((50, 50), "Port", STYLE)
    labels.amid((50, 50), "Land", STYLE)
    assert written(labels) == {}


def test_a_name_stands_on_a_line_only_where_it_finds_no_other_place(labels: Labels) -> None:
    labels.avoid(np.array([shapely.LineString([(50, 50), (100, 50)])]))
    labels.beside((50, 50), "Port", STYLE)
    assert written(labels)["Port"].get_ha() != "left"
    across = [shapely.LineString([(x, 0), (x, 100)]) for x in range(101)]
    labels.avoid(np.array(across))
    labels.beside((50, 20), "Crossed", STYLE)
    assert "Crossed" in written(labels)


def test_what_is_taken_is_a_square_about_the_mark_in_points(labels: Labels) -> None:
    labels.keep_clear((50, 50), 7.2)
    assert labels.taken[0].bounds == pytest.approx((90, 90, 110, 110))


def test_a_box_is_taken_once_and_only_on_the_map(labels: Labels) -> None:
    box = shapely.box(10, 10, 20, 20)
    assert labels.take(box)
    assert not labels.take(shapely.box(15, 15, 25, 25))
    assert not labels.take(shapely.box(190, 190, 210, 210))
    labels.lines.append(shapely.LineString([(100, 0), (100, 200)]))
    assert not labels.take(shapely.box(90, 90, 110, 110), wary=True)
    assert labels.take(shapely.box(90, 90, 110, 110))


def test_passages_are_named_by_themselves_and_cities_once(labels: Labels) -> None:
    marks = [
        mark(20, 80, name="Strait", city="Nowhere", passage=True),
        mark(20, 20, name="Works", city="Town"),
        mark(22, 20, name="Other works", city="Town"),
        mark(80, 20, name="Unknown"),
    ]
    label_marks(labels, marks, near=5)
    assert set(written(labels)) == {"Strait", "Nowhere", "Town"}
    assert written(labels)["Town"].xy == (21, 20)
    assert written(labels)["Strait"].get_style() == "italic"


def test_of_cities_those_with_the_most_marks_come_first(labels: Labels) -> None:
    marks = [mark(50, 50, city="Small"), *[mark(50, 50, city="Large")] * 2]
    label_marks(labels, marks, near=5)
    assert written(labels)["Large"].get_position() == (3.6, 0)
    assert written(labels)["Small"].get_position() != (3.6, 0)


def test_places_far_from_the_first_are_of_another_city() -> None:
    places = np.array([[0.0, 0.0], [3.0, 4.0], [100.0, 0.0]])
    assert _middle_of_first(places, 5.0).tolist() == [1.5, 2]
    assert _middle_of_first(places, 4.9).tolist() == [0, 0]


def test_areas_are_named_in_the_middle_of_their_largest_part_if_they_are_large_enough(labels: Labels) -> None:
    outlines = np.array(
        [
            shapely.MultiPolygon([shapely.box(0, 0, 10, 10), shapely.box(40, 60, 80, 100)]),
            shapely.box(40, 0, 60, 20),
            shapely.box(90, 0, 91, 1),
            shapely.Polygon(),
        ]
    )
    label_areas(labels, outlines, np.array(["BIG", "MID", "TINY", "GONE"]), smallest=50)
    found = written(labels)
    assert list(found) == ["BIG", "MID"]
    assert found["BIG"].xy == pytest.approx((60, 80), abs=1)
    assert found["MID"].xy == pytest.approx((50, 10), abs=1)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_countries_have_names_in_every_language(lang: str) -> None:
    table = countries()
    names = country_names(table, lang)
    assert len(names) == len(table)
    assert all(names)
    taiwan = names[table["iso"].tolist().index("TW")]
    assert (
        taiwan == {"en": "Taiwan", "zh-TW": "台灣", "pl": "Tajwan", "cs": "Tchaj-wan", "uk": "Тайвань"}[lang]
    )
