from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import pytest

from graphmat.rendering.reports.plots import number_text, plots


def test_plot_tells_its_numbers(document: dict[str, Any]) -> None:
    """Those who do not see the line hear how many values there are, between what, and the last."""
    root = ET.fromstring(plots(document["history"]))
    picture = next(root.iter("svg"))

    assert picture.get("aria-label") == "one: rows, 3 values between 10 and 30, last 30"
    assert [each.findtext("title") for each in root.iter("circle")] == [
        "10, 2026-01-01 00:00:00, run 1",
        "20, 2026-02-01 00:00:00, run 2",
        "30, 2026-03-01 00:00:00, run 3",
    ]


def test_values_that_never_change_are_a_level_line(document: dict[str, Any]) -> None:
    """No range is no reason to divide by it."""
    series = document["history"][0]
    for point in series["points"]:
        point["value"] = 7
    line = next(ET.fromstring(plots([series])).iter("polyline")).get("points")

    assert {point.split(",")[1] for point in line.split()} == {"45.0"}


def test_nothing_measured() -> None:
    """Without numbers there is no plot."""
    assert plots([]) == ""


@pytest.mark.parametrize(
    ("value", "text"),
    [(1234, "1,234"), (0.25, "0.25"), (2.0, "2"), (-3.14159, "-3.142"), (1e20, "1e+20")],
)
def test_numbers(value: float, text: str) -> None:
    """Numbers are written as people write them."""
    assert number_text(value) == text
