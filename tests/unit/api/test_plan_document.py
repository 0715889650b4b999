from __future__ import annotations

import json
from typing import Any

from graphmat.api import verbs


def test_plan_as_a_document(definitions: Any, instance: Any) -> None:
    """A plan tells each step's reason, inputs and outputs; all of it is JSON."""
    document = verbs.plan(definitions, instance, select=["baz_asset"], target="definitions.py")

    assert json.loads(json.dumps(document)) == document
    assert document["schema"] == "graphmat/plan/1"
    assert document["target"] == "definitions.py"
    assert [step["step_key"] for step in document["steps"]] == [
        "my_graph_assets.bar",
        "my_graph_assets.foo",
        "my_graph_assets.baz",
    ]
    foo = document["steps"][1]
    assert foo["reason"] == "needed by my_graph_assets.baz"
    assert foo["after"] == ["my_graph_assets.bar"]
    assert [(each["name"], each["disposition"]) for each in foo["outputs"]] == [
        ("foo_1", "dropped"),
        ("foo_2", "needed"),
    ]
    assert foo["inputs"][0]["sources"] == [
        {
            "kind": "step",
            "step_key": "my_graph_assets.bar",
            "output": "bar_1",
            "asset": None,
            "is_collected": False,
        }
    ]


def test_what_is_loaded_is_told_once(definitions: Any, instance: Any) -> None:
    """An asset that is loaded comes with the run that made it and the steps that read it."""
    made = verbs.materialize(definitions, instance, select=["baz_asset"])

    document = verbs.plan(definitions, instance, select=["total"])

    (load,) = document["loads"]
    assert (load["asset"], load["by"], load["run_id"]) == ("baz_asset", ["total"], made["run_id"])
    assert load["is_materialized"]
