from __future__ import annotations

import json
from typing import Any

import pytest

import graphmat as dg
from graphmat.api import runs, verbs
from graphmat.errors import RunNotFoundError


@dg.asset
def good() -> int:
    """Succeed."""
    return 1


@dg.asset
def bad(good: int) -> int:
    """Fail."""
    raise ValueError(f"no \x1b[31m{good}")


@dg.asset
def after(bad: int) -> int:
    """Never run."""
    return bad


def failing() -> dg.Definitions:
    """Three assets in a row; the second fails."""
    return dg.Definitions(assets=[good, bad, after])


def test_run_as_a_document(definitions: Any, instance: Any) -> None:
    """A run tells what it made, with the objects, and its steps; all of it is JSON."""
    verbs.materialize(definitions, instance, select=["baz_asset"], tags={"a": "b"})

    document = runs.show_run(instance.event_log)

    assert json.loads(json.dumps(document)) == document
    assert (document["schema"], document["status"]) == ("graphmat/run/1", "success")
    assert document["selection"] == ["baz_asset"]
    assert document["tags"] == {"a": "b"}
    assert [each["asset"] for each in document["materialized"]] == ["baz_asset"]
    assert document["materialized"][0]["metadata"] == {"rows": {"type": "int", "value": 3}}
    assert [step["status"] for step in document["steps"]] == ["success"] * 3


def test_failed_run_tells_what_is_missing_and_why(instance: Any) -> None:
    """The failure comes with the user's frames; causes stand before their consequences."""
    verbs.materialize(failing(), instance)

    document = runs.show_run(instance.event_log)

    assert document["status"] == "failure"
    assert [(each["asset"], each["reason"]) for each in document["not_materialized"]] == [
        ("bad", "step_failed"),
        ("after", "upstream_failed"),
    ]
    (failure,) = document["failures"]
    assert (failure["step_key"], failure["class"]) == ("bad", "ValueError")
    assert failure["message"] == "no \x1b[31m1"
    assert failure["frames"][-1][2] == "bad"


def test_run_is_found_by_the_beginning_of_its_id(definitions: Any, instance: Any) -> None:
    """The newest run is meant by default; a few characters name any other."""
    first = verbs.materialize(definitions, instance)["run_id"]
    second = verbs.materialize(definitions, instance)["run_id"]
    log = instance.event_log

    assert runs.find_run(log, None).run_id == second
    assert runs.find_run(log, first).run_id == first
    assert runs.find_run(log, first[:8]).run_id == first
    with pytest.raises(RunNotFoundError, match="no run begins with 'zzz'"):
        runs.find_run(log, "zzz")


def test_nothing_recorded_yet(instance: Any) -> None:
    """Before the first run the reader is told how to make one."""
    with pytest.raises(RunNotFoundError) as caught:
        runs.find_run(instance.event_log, None)

    assert "graphmat materialize" in caught.value.hint


def test_runs_newest_first(definitions: Any, instance: Any) -> None:
    """Runs are listed from the newest, with how much each made."""
    verbs.materialize(definitions, instance, select=["foo_asset"])
    verbs.materialize(failing(), instance)

    document = runs.list_runs(instance.event_log)

    assert [(each["status"], each["materialization_count"]) for each in document["runs"]] == [
        ("failure", 1),
        ("success", 1),
    ]
    failed = runs.list_runs(instance.event_log, statuses=["failure"], limit=1)
    assert [each["status"] for each in failed["runs"]] == ["failure"]


def test_what_ops_logged(instance: Any) -> None:
    """Log lines are a part of the document only where they are asked for."""

    @dg.asset
    def talkative(context: dg.AssetExecutionContext) -> None:
        context.log.warning("careful")

    verbs.materialize(dg.Definitions(assets=[talkative]), instance)

    assert "log" not in runs.show_run(instance.event_log)
    (line,) = runs.show_run(instance.event_log, with_log=True)["log"]
    assert (line["step_key"], line["message"]) == ("talkative", "careful")
