from isthmus.layers._tables.table import RawTable


def test_problems_name_the_row_of_the_file() -> None:
    table = RawTable("flows", "flows.csv", {"id": ["a", "b"]}, rows=[1, 3])
    assert str(table.problem("x", "y", row=1, column="id")) == "flows.csv, row 3, id: expected x, got y"
    assert table.column("nothing") == ["", ""]
