from __future__ import annotations

import io
from typing import Any

from graphmat.events import kinds
from graphmat.events.model import Event
from graphmat.keys import AssetKey
from graphmat.rendering.progress import QUIET, VERBOSE, PlainProgress
from graphmat.rendering.screen import Screen

RUN_ID = "8239d742-9bdb-4d3d-84d0-11e60b6ebba4"


def event(kind: str, step_key: str | None = None, asset: str | None = None, **facts: Any) -> Event:
    """An event of the run."""
    message = facts.pop("message", "")
    key = AssetKey(asset) if asset else None
    return Event(kind, RUN_ID, 0.0, step_key, key, None, message, facts)


RUN = [
    event(kinds.RUN_START),
    event(kinds.ASSET_MATERIALIZATION_PLANNED, "g.foo", "foo_asset"),
    event(kinds.ASSET_MATERIALIZATION_PLANNED, "g.baz", "baz_asset"),
    event(kinds.STEP_START, "g.foo"),
    event(kinds.LOG_MESSAGE, "g.foo", message="hello \x1b[2J\nworld", level=20),
    event(kinds.LOG_MESSAGE, "g.foo", message="details", level=10),
    event(kinds.ASSET_MATERIALIZATION, "g.foo", "bar_asset", expected=False),
    event(kinds.STEP_SUCCESS, "g.foo", duration_s=0.012),
    event(kinds.STEP_UP_FOR_RETRY, "g.baz", message="attempt 1: E: no", delay_s=2.0),
    event(
        kinds.STEP_FAILURE,
        "g.baz",
        duration_s=1.5,
        error={"class": "ValueError", "message": "\x1b[31mred\nmore"},
    ),
    event(kinds.STEP_SKIPPED, "g.qux", message="'g.baz' did not succeed"),
    event(kinds.RUN_FAILURE),
]


def shown(events: list[Event], verbosity: int = 0) -> str:
    """What a run's events look like."""
    stream = io.StringIO()
    progress = PlainProgress(Screen(stream), verbosity)
    for each in events:
        progress.take([each])
    return stream.getvalue()


def test_one_line_for_each_step_that_ends() -> None:
    """A run is told in order: what is made, how each step ends and why."""
    assert shown(RUN) == (
        "run 8239d742: making 2 assets (baz_asset, foo_asset)\n"
        "  done     g.foo                          0.01 s  unexpected: bar_asset\n"
        "  retry    g.baz                                  attempt 1: E: no; again in 2.0 s\n"
        "  FAILED   g.baz                           1.5 s  ValueError: \\x1b[31mred\n"
        "  skipped  g.qux                                  'g.baz' did not succeed\n"
    )


def test_quiet_tells_nothing() -> None:
    """With -q, a run is silent, whatever happens in it."""
    warning = event(kinds.LOG_MESSAGE, "g.foo", message="careful", level=30)

    assert shown([*RUN, warning], QUIET) == ""


def test_warnings_of_ops_are_told() -> None:
    """What an op logs as a warning is told without -v."""
    warning = event(kinds.LOG_MESSAGE, "g.foo", message="careful", level=30)

    assert shown([warning]) == "  | g.foo: WARNING: careful\n"


def test_verbose_tells_starts_and_details() -> None:
    """With -v, starts and all that ops log are told too, line by line and harmless."""
    text = shown(RUN, VERBOSE)

    assert "  | g.foo: hello \\x1b[2J\n  | world\n" in text

    assert "  start    g.foo\n" in text
    assert "  | g.foo: DEBUG: details\n" in text


def test_failed_check_is_told() -> None:
    """A check that failed has a line with its verdict; one that passed only with -v."""
    failed = event(
        kinds.ASSET_CHECK_EVALUATION,
        "c",
        "foo",
        check_name="is_big",
        passed=False,
        severity="WARN",
        description="3 rows\nmore",
    )
    passed = event(kinds.ASSET_CHECK_EVALUATION, "c", "foo", check_name="is_big", passed=True)

    assert " ".join(shown([failed]).split()) == "CHECK c is_big of foo failed (WARN): 3 rows"
    assert shown([passed]) == ""
    assert "is_big of foo passed" in shown([passed], VERBOSE)


def test_trouble_besides_steps_is_told() -> None:
    """A hook that failed is told with what it was."""
    hook = event(kinds.HOOK_ERRORED, "g.foo", message="hook 'h' failed", error={"class": "E"})

    assert "hook 'h' failed" in shown([hook])
