"""One attempt at a step: context, failures of every kind, and what is raised to whom."""

from __future__ import annotations

import sys

import pytest

import graphmat as dg
from graphmat.events import kinds


@pytest.mark.parametrize(
    ("raises", "name"),
    [
        (lambda: 1 / 0, "ZeroDivisionError"),
        (lambda: sys.exit(3), "SystemExit"),
        (lambda: exec("raise GeneratorExit"), "GeneratorExit"),
    ],
    ids=["exception", "exit", "not an exception"],
)
def test_whatever_an_op_raises_is_its_failure(carry_out, raises, name):
    """An op cannot end the run: an exit or an odd exception fails its step like any other."""

    @dg.asset
    def made():
        return raises()

    @dg.asset
    def other():
        return 1

    ended = carry_out([made, other])

    assert ended.error("made")[0] == name
    assert ended.made() == {"other": True}


def test_a_failure_keeps_its_facts(carry_out):
    """``Failure`` records what the user says of it, and is not tried again if it says so."""

    @dg.op
    def gives_up():
        raise dg.Failure("no more", metadata={"rows": 3}, allow_retries=False)

    @dg.graph_asset(retry_policy=dg.RetryPolicy(max_retries=5))
    def made():
        return gives_up()

    ended = carry_out([made])

    failure = ended.outcome.failed["made.gives_up"]["failure"]
    assert failure["description"] == "no more"
    assert failure["metadata"]["rows"]["value"] == 3
    assert ended.of(kinds.STEP_UP_FOR_RETRY) == []


def test_outputs_before_a_failure_stay(carry_out):
    """What was yielded before an op failed is materialized."""

    @dg.multi_asset(outs={"first": dg.AssetOut(), "second": dg.AssetOut()})
    def both():
        yield dg.Output(1, "first")
        raise ValueError

    ended = carry_out([both])

    assert ended.made() == {"first": True}
    assert not ended.outcome.success


def test_the_context_of_an_op(carry_out):
    """An op sees its step, its definition, what is selected, and the outputs that are wanted."""
    seen = {}

    @dg.op(out={"a": dg.Out(is_required=False), "b": dg.Out(is_required=False)})
    def looks(context):
        seen.update(
            handle=context.op_handle,
            name=context.name,
            keys=context.selected_asset_keys,
            outputs=context.selected_output_names,
            is_subset=context.is_subset,
        )
        yield dg.Output(1, "a")

    @dg.graph_multi_asset(outs={"x": dg.AssetOut(), "y": dg.AssetOut()}, can_subset=True)
    def made():
        a, b = looks.alias("renamed")()
        return {"x": a, "y": b}

    carry_out([made], "x")

    assert seen == {
        "handle": "made.renamed",
        "name": "renamed",
        "keys": {dg.AssetKey("x")},
        "outputs": {"a"},
        "is_subset": True,
    }


def test_what_an_op_logs_is_recorded(carry_out):
    """Lines that an op logs are in the run's record, with their level and step."""

    @dg.asset
    def talks(context):
        context.log.warning("careful: %s", "hot")
        return 1

    (event,) = carry_out([talks]).of(kinds.LOG_MESSAGE)

    assert (event.step_key, event.message, event.data["level"]) == ("talks", "careful: hot", 30)


def test_a_resource_that_was_not_asked_for(carry_out):
    """An op that reaches for a resource that it did not declare is told how to."""

    @dg.asset
    def greedy(context):
        return context.resources.db

    ended = carry_out([greedy])

    assert "'db' was not asked for" in ended.error("greedy")[1]
    assert "required_resource_keys={'db'}" in ended.outcome.failed["greedy"]["hint"]


def test_an_op_may_call_an_op(carry_out):
    """Calling an op in the body of an op runs it there, and adds no step."""

    @dg.op
    def helper(x):
        return x + 1

    @dg.asset
    def made():
        return helper(1)

    ended = carry_out([made])

    assert ended.value("made") == 2
    assert ended.steps(kinds.STEP_START) == ["made"]


def test_inputs_are_held_against_their_types(carry_out):
    """A value of the wrong type fails the step that takes it, before its body runs."""
    ran = []

    @dg.asset
    def up():
        return "text"

    @dg.asset
    def down(up: int):
        ran.append(up)
        return 1

    ended = carry_out([up, down])

    assert ran == []
    assert ended.error("down")[0] == "TypeCheckError"
    assert "input 'up' of 'down'" in ended.error("down")[1]


def test_metadata_added_on_the_way(carry_out):
    """Metadata that an op adds through its context joins what it says with the output."""

    @dg.asset
    def made(context):
        context.add_output_metadata({"early": 1, "both": "context"})
        return dg.Output(1, metadata={"late": 2, "both": "output"})

    (event,) = carry_out([made]).of(kinds.ASSET_MATERIALIZATION)

    assert {"early", "late", "both"} == set(event.data["metadata"])
