from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graphmat.rendering.screen import Screen, Text
from graphmat.rendering.summary import summary_lines

Drawn = Callable[[list[Text]], str]


def made(asset: str, *, is_expected: bool = True, partition: str | None = None) -> dict[str, Any]:
    """A materialization."""
    return {"asset": asset, "partition": partition, "is_expected": is_expected}


def missing(asset: str, why: str) -> dict[str, Any]:
    """A planned asset that was not made."""
    return {"asset": asset, "partition": None, "why": why}


def run(**facts: Any) -> dict[str, Any]:
    """The document of a run."""
    return {
        "run_id": "8239d742-9bdb-4d3d-84d0-11e60b6ebba4",
        "status": "success",
        "duration_s": 0.123,
        "error": None,
        "materialized": [],
        "not_materialized": [],
        "steps": [],
        "failures": [],
        "checks": [],
        **facts,
    }


def test_summary_of_a_success(pipe: Screen, drawn: Drawn) -> None:
    """Assets come first, and those that nobody selected are marked."""
    document = run(
        materialized=[made("foo", is_expected=False), made("baz"), made("daily", partition="1\x1b")]
    )

    assert drawn(summary_lines(pipe, document)) == (
        "done: 3 assets materialized in 0.12 s (run 8239d742)\n"
        "  materialized  baz, daily[1\\x1b]\n"
        "  unexpected    foo (not selected, but made all the same)"
    )


def test_summary_of_a_failure(pipe: Screen, drawn: Drawn) -> None:
    """What was not made has its reason, what failed the user's exception, file and line."""
    frames = [["/p/defs.py", 35, "baz", "return 1 / 0"]]
    document = run(
        status="failure",
        materialized=[made("foo")],
        not_materialized=[missing("baz", "'g.baz' failed"), missing("qux", "skipped")],
        steps=[{"status": "success"}, {"status": "failure"}],
        failures=[
            {
                "step_key": "g.baz",
                "class": "ZeroDivisionError",
                "message": "division by zero",
                "frames": frames,
            }
        ],
    )

    assert drawn(summary_lines(pipe, document)) == (
        "failed: 1 asset materialized, 1 step failed in 0.12 s (run 8239d742)\n"
        "  materialized      foo\n"
        "  not materialized  baz: 'g.baz' failed\n"
        "                    qux: skipped\n"
        "  failed  g.baz: ZeroDivisionError: division by zero\n"
        "            /p/defs.py:35 in baz: return 1 / 0"
    )


def test_summary_stays_short(pipe: Screen) -> None:
    """Of hundreds of assets and failures only the first are named."""
    failure = {"step_key": "g.x", "class": "E", "message": "no", "frames": []}
    document = run(
        status="failure",
        materialized=[made(f"m{number}") for number in range(300)],
        not_materialized=[missing(f"n{number}", "failed") for number in range(300)],
        failures=[failure] * 300,
    )

    lines = summary_lines(pipe, document)

    assert len(lines) <= 10
    assert "and 294 more" in str(lines[1])
    assert "and 299 failures more" in str(lines[-1])


def test_summary_of_checks(pipe: Screen, drawn: Drawn) -> None:
    """Checks are counted; those that failed are named."""
    passed = {"check": "a", "asset": "x", "passed": True, "severity": "ERROR"}
    failed = {"check": "b", "asset": "x", "passed": False, "severity": "WARN"}

    assert "checks  1 passed" in drawn(summary_lines(pipe, run(checks=[passed])))
    assert "checks  1 of 2 failed: b of x (WARN)" in drawn(
        summary_lines(pipe, run(checks=[passed, failed]))
    )


def test_summary_says_why_a_run_failed_without_a_failed_step(pipe: Screen, drawn: Drawn) -> None:
    """A run that only --strict failed says so."""
    document = run(status="failure", error="selected assets were not materialized: 'a'")

    assert "why  selected assets were not materialized: 'a'" in drawn(summary_lines(pipe, document))
