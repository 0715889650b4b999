from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

from graphmat.rendering.reports.matrix import matrices


def table(document: dict[str, Any], made: frozenset[str]) -> ET.Element:
    """The only matrix of a report."""
    text = matrices(document["definitions"]["subsets"], made)
    (found,) = ET.fromstring(f"<x>{text}</x>").iter("table")
    return found


def test_wanted_outputs_of_each_selection(document: dict[str, Any]) -> None:
    """A row for each selection: what it wants, what only runs, what does not run."""
    rows = list(table(document, frozenset()).find("tbody"))
    cells = [[each.get("aria-label") for each in row.iter("span")] for row in rows]

    assert cells[0] == ["wanted", "not wanted", "not run"]
    assert cells[1][:3] == ["wanted", "wanted", "wanted"]
    assert "three" in "".join(rows[1].itertext())


def test_selection_of_the_run_is_marked(document: dict[str, Any]) -> None:
    """The row of what the run selected says so."""
    rows = list(table(document, frozenset({"one", "elsewhere"})).find("tbody"))

    assert ["this run" in "".join(row.itertext()) for row in rows] == [True, False]


def test_outputs_stand_below_their_op(document: dict[str, Any]) -> None:
    """The heading of an op spans its outputs."""
    first, second = table(document, frozenset()).find("thead")

    assert [(each.text, each.get("colspan")) for each in first][1:3] == [("one", "2"), ("two", "1")]
    assert [each.text for each in second] == ["a", "b", "result"]
