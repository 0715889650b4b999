from __future__ import annotations

from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from graphmat.rendering.reports.timeline import bars, ticks, timeline


def attempt(number: int, status: str = "success") -> dict[str, Any]:
    """One of many quick attempts, each behind the one before."""
    return {
        "step_key": f"s{number}",
        "attempt": 1,
        "status": status,
        "lane": 0,
        "from_s": number * 0.001,
        "to_s": number * 0.001 + 0.001,
    }


def test_bars_tell_step_status_and_time(document: dict[str, Any]) -> None:
    """Each bar says in words what it is; those on the critical path say that too."""
    root = ET.fromstring(timeline(document))
    told = [element.findtext("title") for element in root.iter("rect")]

    assert told == [
        "g.one: success, 500 ms, on the critical path",
        "g.two: failure, 1.2 s, on the critical path",
    ]


def test_thousands_of_quick_steps_are_few_bars() -> None:
    """Bars too narrow to be seen go together; a failure among them stays a bar of its own."""
    attempts = [
        attempt(number, "failure" if number == 2500 else "success") for number in range(5000)
    ]
    found = bars(attempts, 5.0)

    assert len(found) < 700
    assert sum(len(bar.attempts) for bar in found) == 5000
    assert next(bar for bar in found if bar.status == "failure").attempts == [attempts[2500]]
    assert all(one.left <= two.left for one, two in pairwise(found))


def test_nothing_ran(document: dict[str, Any]) -> None:
    """Without attempts there is no timeline."""
    assert timeline({**document, "attempts": []}) == ""


@pytest.mark.parametrize("whole", [0.0004, 0.02, 1, 7.5, 59, 61, 3600, 100_000])
def test_ticks_are_few_and_round(whole: float) -> None:
    """A time scale has a handful of marks, whatever its length."""
    found = ticks(whole)

    assert 3 <= len(found) <= 11
    assert found[0] == 0
    assert found[-1] <= whole
