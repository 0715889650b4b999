from __future__ import annotations

from typing import Any

import pytest

from graphmat.rendering.reports.run_tables import assets_table, log_table, ops_table, value_text


def test_ops(document: dict[str, Any]) -> None:
    """An op has its status, its duration, its place, and whether it was on the critical path."""
    table = ops_table(document)
    titles = [heading.title for heading in table.headings]
    first = dict(zip(titles, table.rows[0], strict=True))

    assert first["took"] == (0.5, "500 ms")
    assert first["critical path"] == "yes"
    assert first["where"] == "/project/definitions.py:3"
    assert [row[1] for row in table.rows] == ["success", "failure", "skipped"]
    assert "attempts" not in titles  # nobody was tried twice


def test_assets_that_were_not_made_say_why(document: dict[str, Any]) -> None:
    """What was to be made and was not stands in the same table, with the reason."""
    table = assets_table(document)

    assert [row[:2] for row in table.rows] == [["one", "materialized"], ["two", "failed"]]
    assert table.rows[1][-1] == "'g.two' failed"


def test_levels_of_logs_have_names(document: dict[str, Any]) -> None:
    """A level is told by its name; how many lines were left out is told too."""
    table = log_table(document)

    assert table.rows[0][1] == "warning"
    assert table.caption == "What the ops logged; 3 earlier lines left out"


@pytest.mark.parametrize(
    ("document", "text"),
    [
        ({"type": "int", "value": 1234}, "1,234"),
        ({"type": "bool", "value": True}, "yes"),
        ({"type": "json", "value": {"a": [1]}}, '{"a": [1]}'),
        ({"type": "timestamp", "value": 0}, "1970-01-01 00:00:00"),
        ({"type": "null", "value": None}, ""),
        ({"type": "text", "value": "x" * 500}, "x" * 400 + "…"),
    ],
)
def test_values_of_metadata(document: dict[str, Any], text: str) -> None:
    """Each kind of value is told in words; very long ones are cut."""
    assert value_text(document) == text
