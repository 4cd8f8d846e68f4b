"""One folder with one of each mistake; its problems, as lines, stand in the text file beside it."""

from pathlib import Path

import pytest

from isthmus import layers
from isthmus.geo import ValidationError
from isthmus.layers._bundled.files import data_path

DATA = Path(__file__).parent / "data"


def test_every_mistake_of_the_bad_atlas_is_listed() -> None:
    expected = (DATA / "bad_atlas.txt").read_text(encoding="utf-8").splitlines()
    assert [str(problem) for problem in layers.check(DATA / "bad_atlas")] == expected


def test_read_raises_them_all_at_once() -> None:
    with pytest.raises(ValidationError) as caught:
        layers.read(DATA / "bad_atlas")
    found = layers.check(DATA / "bad_atlas")
    assert list(caught.value.problems) == [problem for problem in found if problem.severity == "problem"]


def test_rows_without_a_mistake_have_no_problem() -> None:
    problems = layers.check(DATA / "bad_atlas")
    assert not [
        p for p in problems if p.row == 1 and p.file in {"factories.csv", "corridors.csv", "risk_zones.csv"}
    ]


def test_the_bundled_atlas_has_none() -> None:
    with data_path("atlas") as folder:
        assert layers.check(folder) == []


def test_ids_are_unique_among_all_places(tmp_path: Path) -> None:
    for name in ("factories", "tech_hubs"):
        (tmp_path / f"{name}.csv").write_text("id,name,lon,lat\nx,X,21,52\n", encoding="utf-8")
    (problem,) = layers.check(tmp_path)
    assert str(problem) == (
        "tech_hubs.csv, row 1, id: expected an id of its own among all places, "
        'got "x", which factories.csv, row 1 has already'
    )
