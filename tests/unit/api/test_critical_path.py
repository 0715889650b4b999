from __future__ import annotations

from typing import Any

from graphmat.api.critical_path import critical_path


def attempt(step: str, start: float, end: float) -> dict[str, Any]:
    """An attempt of a report."""
    return {"step_key": step, "from_s": start, "to_s": end}


def keys(path: list[dict[str, Any]]) -> list[str]:
    """The steps of a path."""
    return [each["step_key"] for each in path]


def test_the_last_source_counts() -> None:
    """From the step that ended last back to the source that it waited for longest."""
    path = critical_path(
        [attempt("a", 0, 1), attempt("b", 0, 5), attempt("c", 5.5, 7), attempt("d", 1, 2)],
        {"c": ["a", "b"], "d": ["a"]},
    )

    assert path == [
        {"step_key": "b", "duration_s": 5, "waited_s": 0},
        {"step_key": "c", "duration_s": 1.5, "waited_s": 0.5},
    ]


def test_items_of_a_fan_out_count_as_their_step() -> None:
    """What collects a fan-out waits for its slowest item; attempts of a step are one span."""
    attempts = [attempt("each[x]", 0, 1), attempt("each[y]", 0, 1), attempt("each[y]", 2, 3)]

    assert keys(critical_path([*attempts, attempt("all", 3, 4)], {"all": ["each"]})) == [
        "each[y]",
        "all",
    ]


def test_nothing_ran() -> None:
    """A run without steps has no critical path."""
    assert critical_path([], {}) == []


def test_what_is_said_of_other_steps_does_no_harm() -> None:
    """Definitions that have changed since the run may name steps that it had not, or circles."""
    path = critical_path([attempt("a", 0, 1), attempt("b", 1, 2)], {"b": ["gone", "a"], "a": ["b"]})

    assert keys(path) == ["a", "b"]
