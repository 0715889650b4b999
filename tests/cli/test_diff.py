"""`graphmat diff`: what is different in two runs, the earliest divergence first."""

from __future__ import annotations

import json

import pytest

MODULE = """
import os

import graphmat as dg


@dg.asset
def raw():
    return int(os.environ.get("RAW", "1"))


@dg.op(config_schema={"by": dg.Field(int, default_value=1)})
def scale(context, raw):
    return raw * context.op_config["by"]


@dg.graph_asset
def scaled(raw):
    return scale(raw)


@dg.asset
def report(scaled):
    return f"it is {scaled}"
"""


@pytest.fixture
def runs(folder):
    """A project with one run."""
    folder.write(MODULE)
    folder.run("materialize")
    return folder


def difference(project):
    """The two newest runs compared."""
    return json.loads(project.run("diff", "last-1", "last", "--json").out)


def test_two_runs_alike(runs):
    """Runs that did the same are the same."""
    runs.run("materialize")

    done = runs.run("diff", "last-1", "last")
    assert done.code == 0
    assert done.out.startswith("same: run ")
    assert difference(runs)["is_same"]


def test_other_data(runs):
    """An op that gave other values is the first divergence; what follows is told as such."""
    runs.run("materialize", RAW="2")
    document = difference(runs)

    assert document["first_divergence"]["step_key"] == "raw"
    assert [(step["step_key"], step["is_cause"]) for step in document["steps"]] == [
        ("raw", True),
        ("scaled.scale", False),
        ("report", False),
    ]
    text = runs.run("diff", "last-1", "last").out
    assert "first divergence: raw: same code and inputs, other values" in text
    assert {each["asset"] for each in document["assets"]} == {"raw", "scaled", "report"}


def test_other_code(runs):
    """An op whose code has changed diverges by that; a comment changes nothing."""
    runs.write(MODULE.replace("import os\n", "import os  # a comment\n"))
    runs.run("materialize")
    assert difference(runs)["is_same"]

    runs.write(MODULE.replace("it is {scaled}", "it was {scaled}"))
    runs.run("materialize")
    document = difference(runs)
    assert document["first_divergence"]["step_key"] == "report"
    assert document["first_divergence"]["differences"][0]["what"] == "code"


def test_other_configuration(runs):
    """Another configuration is told, and the op that gave other values because of it."""
    runs.run("materialize", "--set", "ops.scaled.ops.scale.config.by=3")
    document = difference(runs)

    assert [(each["what"], each["b"]) for each in document["config"]] == [
        ("ops.scaled.ops.scale.config.by", 3)
    ]
    assert document["first_divergence"]["step_key"] == "scaled.scale"


def test_other_ops(runs):
    """Ops that only one of the runs had are told."""
    runs.run("materialize", "-s", "raw")
    document = difference(runs)

    assert {step["step_key"] for step in document["steps"]} == {"scaled.scale", "report"}
    assert document["run"] == [{"what": "selection", "a": None, "b": ["raw"]}]


def test_a_run_that_was_gone_on_with(runs):
    """What a resumed run kept counts as its own: only what it made anew can differ."""
    runs.write(MODULE.replace('return f"it is {scaled}"', "raise ValueError(scaled)"))
    runs.run("materialize")
    runs.write(MODULE)
    runs.run("resume")

    document = difference(runs)
    assert [each["step_key"] for each in document["steps"]] == ["report"]
    assert {str(each["asset"]) for each in document["assets"]} == {"report"}
    assert json.loads(runs.run("diff", "last-2", "last", "--json").out)["is_same"]


def test_names_are_shown_as_they_are(folder):
    """Underscores of assets and of paths in the configuration are kept."""
    folder.write(MODULE.replace("scaled", "scaled_up").replace('"by"', '"by_how_much"'))
    folder.run("materialize")
    folder.run("materialize", "--set", "ops.scaled_up.ops.scale.config.by_how_much=3")

    out = folder.run("diff", "last-1", "last").out

    assert "ops.scaled_up.ops.scale.config.by_how_much: - | 3" in out
    assert "scaled_up data version: " in out


def test_runs_that_are_not_there(runs):
    """A run that is not recorded is refused."""
    assert runs.run("diff", "last", "last-7").code == 4
