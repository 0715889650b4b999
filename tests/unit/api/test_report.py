from __future__ import annotations

import json
from typing import Any

import pytest

from graphmat.api import verbs
from graphmat.api.report import completed, report_definitions, run_report
from graphmat.errors import RunNotFoundError


def whole(definitions: Any, instance: Any, run_id: str | None = None) -> dict[str, Any]:
    """The whole report of a run."""
    document = run_report(instance.event_log, run_id)
    run = document["run"]["run_id"]
    return completed(document, report_definitions(definitions, instance, run_id=run))


def test_report_is_a_document(definitions: Any, instance: Any) -> None:
    """A report is made of what JSON has, and tells the newest run."""
    verbs.materialize(definitions, instance, select=["+total"])

    document = whole(definitions, instance)

    assert json.loads(json.dumps(document)) == document
    assert document["schema"] == "graphmat/report/1"
    assert document["run"]["status"] == "success"
    assert {each["step_key"] for each in document["attempts"]} == {
        "my_graph_assets.bar",
        "my_graph_assets.foo",
        "my_graph_assets.baz",
        "total",
    }
    assert [each["step_key"] for each in document["critical_path"]] == [
        "my_graph_assets.bar",
        "my_graph_assets.foo",
        "my_graph_assets.baz",
        "total",
    ]


def test_steps_that_ran_one_after_another_share_a_lane(definitions: Any, instance: Any) -> None:
    """In one process there is one lane."""
    verbs.materialize(definitions, instance, select=["+total"])

    assert {each["lane"] for each in whole(definitions, instance)["attempts"]} == {0}


def test_numbers_are_followed_over_time(definitions: Any, instance: Any) -> None:
    """A number in metadata has a history up to the run of the report, and not beyond."""
    for _ in range(3):
        verbs.materialize(definitions, instance, select=["baz_asset"])
    runs = instance.event_log.runs()

    newest = run_report(instance.event_log)["history"]
    second = run_report(instance.event_log, runs[1].run_id)["history"]
    first = run_report(instance.event_log, runs[2].run_id)["history"]

    assert [(each["asset"], each["metadata"], len(each["points"])) for each in newest] == [
        ("baz_asset", "rows", 3)
    ]
    assert len(second[0]["points"]) == 2
    assert first == []


def test_report_does_not_change(definitions: Any, instance: Any) -> None:
    """A run's report is the same whenever it is made, whatever ran afterwards."""
    verbs.materialize(definitions, instance, select=["baz_asset"])
    run_id = instance.event_log.runs(limit=1)[0].run_id
    before = whole(definitions, instance, run_id)
    verbs.materialize(definitions, instance, select=["foo_asset"])

    after = whole(definitions, instance, run_id)

    assert after == before


def test_subsets_of_the_graphs_that_took_part(definitions: Any, instance: Any) -> None:
    """For each selection of a graph's assets the outputs that it wants, of all that there are."""
    verbs.materialize(definitions, instance, select=["baz_asset"])

    (subset,) = whole(definitions, instance)["definitions"]["subsets"]

    assert [(each["step_key"], each["output"]) for each in subset["outputs"]] == [
        ("my_graph_assets.bar", "bar_1"),
        ("my_graph_assets.bar", "bar_2"),
        ("my_graph_assets.foo", "foo_1"),
        ("my_graph_assets.foo", "foo_2"),
        ("my_graph_assets.baz", "result"),
    ]
    assert [each["selected"] for each in subset["selections"]] == [
        ["baz_asset"],
        ["foo_asset"],
        ["baz_asset", "foo_asset"],
    ]
    assert subset["selections"][1]["steps"] == {
        "my_graph_assets.bar": ["bar_1"],
        "my_graph_assets.foo": ["foo_1"],
    }


def test_no_run_yet(instance: Any) -> None:
    """Without a run there is nothing to report, and that is said."""
    with pytest.raises(RunNotFoundError, match="no run is recorded yet"):
        run_report(instance.event_log)
