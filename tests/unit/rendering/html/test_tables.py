from __future__ import annotations

from graphmat.rendering.html.tables import PAGE_SIZE, Heading, Table

HEADINGS = [Heading("name", "code"), Heading("took", "number"), Heading("state", "state")]


def test_first_rows_are_written_out() -> None:
    """A reader without scripts has the first rows; the script has them all."""
    rows = [[f"row {number}", (float(number), f"{number} s"), "not run"] for number in range(250)]
    table = Table("ops", "All", HEADINGS, rows)

    assert table.markup().count("<tr><td") == PAGE_SIZE
    assert "150 more rows need a script" in table.markup()
    assert len(table.document()["rows"]) == 250
    assert '<span class="chip not-run">not run</span>' in table.markup()


def test_columns_without_a_word_are_left_out() -> None:
    """A column in which nothing stands takes no room."""
    table = Table("ops", "All", HEADINGS, [["a", "", "done"], ["b", "", "done"]])

    assert [each["title"] for each in table.document()["columns"]] == ["name", "state"]


def test_no_rows_no_table() -> None:
    """An empty table is not shown."""
    assert Table("ops", "All", HEADINGS, []).markup() == ""
