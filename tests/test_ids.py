"""Ids made from names."""

from pathlib import Path

import pytest

from isthmus import layers
from isthmus.geo import DataWarning


def test_ids_are_made_from_names_that_tell_rows_apart(tmp_path: Path) -> None:
    (tmp_path / "factories.csv").write_text("name,lon,lat\nŁódź Works,19.4,51.7\n廠房 2,120,24\n", "utf-8")
    with pytest.warns(DataWarning, match="made from the names, such as lodz_works"):
        assert layers.read(tmp_path).factories["id"].tolist() == ["lodz_works", "廠房_2"]


def test_names_that_repeat_are_a_problem_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "factories.csv").write_text("name,lon,lat\nA b,19,51\nA-B,20,51\n")
    assert (
        'factories.csv, id: expected column "id", or names that tell rows apart, '
        'got none, and "A b" names more than one row; add the column'
    ) in map(str, layers.check(tmp_path))


@pytest.mark.parametrize("header", ["id,", ""])
def test_ids_are_their_own_among_all_places(tmp_path: Path, header: str) -> None:
    own = "works," if header else ""
    (tmp_path / "factories.csv").write_text("name,lon,lat\nWorks,19,51\n")
    (tmp_path / "tech_hubs.csv").write_text(f"{header}name,lon,lat\n{own}Works,20,51\n")
    assert any('"Works" names more than one row' in str(problem) for problem in layers.check(tmp_path))


def test_a_column_that_may_be_meant_for_ids_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "factories.csv").write_text("ids,name,lon,lat\nx,Works,19,51\n")
    assert [problem.column for problem in layers.check(tmp_path)] == ["id", "ids"]
