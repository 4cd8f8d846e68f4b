"""Tables as workbooks: text stays text, numbers are numbers, and what does not fit is refused."""

from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest
import shapely

from isthmus import layers
from isthmus.geo import WriteError
from isthmus.layers._writing import write_excel

FORMULAS = ["=1+1", '=HYPERLINK("https://example.org")', "+1", "-1", "@SUM(1)", "#N/A", "'=x", "\t=x", "007"]


def written(folder: Path, columns: dict[str, list[object]]) -> Path:
    count = len(next(iter(columns.values())))
    table = gpd.GeoDataFrame(columns, geometry=[shapely.Point(21.01, 52.23)] * count, crs="EPSG:4326")
    return layers.write_table(table, folder / "factories.xlsx")


def test_formulas_are_text_with_the_mark_of_text_and_come_back_unchanged(tmp_path: Path) -> None:
    path = written(tmp_path, {"id": FORMULAS, "=1+1": FORMULAS})
    sheet = openpyxl.load_workbook(path).active
    for row in sheet.iter_rows():
        for cell in row[:2]:
            assert cell.data_type == "s"
            assert cell.quotePrefix == str(cell.value).startswith(tuple("=+-@\t'"))
    again = layers.read_table(path)
    assert again["id"].tolist() == again["=1+1"].tolist() == FORMULAS


def test_numbers_are_numbers_and_ids_are_text(tmp_path: Path) -> None:
    path = written(tmp_path, {"id": ["007"], "size_km": [1.5], "count": [3], "on": [True], "large": [2**60]})
    header, row = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
    assert dict(zip(header, row, strict=True)) == {
        "id": "007",
        "size_km": 1.5,
        "count": 3,
        "on": True,
        "large": str(2**60),
        "lon": 21.01,
        "lat": 52.23,
    }


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"id": ["a\rb"]}, r"expected text that Excel holds, got '\\r'"),
        ({"id": ["x" * 40_000]}, "at most 32,767 characters in a cell of a sheet, got 40,000"),
    ],
)
def test_what_a_sheet_cannot_hold_is_refused(
    tmp_path: Path, columns: dict[str, list[object]], said: str
) -> None:
    with pytest.raises(WriteError, match=said):
        written(tmp_path, columns)
    assert list(tmp_path.iterdir()) == []


def test_more_rows_than_a_sheet_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write_excel, "MAX_ROWS", 2)
    with pytest.raises(WriteError, match="at most 2 rows of a sheet, got 3"):
        written(tmp_path, {"id": ["a", "b", "c"]})


def test_a_shape_that_no_cell_holds_is_drawn_again_by_its_rule(tmp_path: Path) -> None:
    zones = layers.example().risk_zones
    layers.write_table(zones, tmp_path / "risk_zones.xlsx")
    again = layers.read(tmp_path).risk_zones
    assert again.geometry.geom_equals_exact(zones.geometry, 1e-5).all()
    bare = zones.drop(columns="geometry_rule")
    with pytest.raises(WriteError, match="expected at most 32,767 characters in a cell"):
        layers.write_table(bare, tmp_path / "bare.xlsx")
