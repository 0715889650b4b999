"""Jobs: of assets, and of ops."""

from __future__ import annotations

import pytest

import graphmat as dg
from graphmat.errors import GraphmatError, InvariantViolationError
from graphmat.keys import AssetKey


@dg.op
def one():
    """An op without inputs."""
    return 1


@dg.asset
def up():
    """An asset."""
    return 1


def test_a_job_needs_definitions_to_know_its_assets():
    """A job of assets that belongs nowhere cannot tell its keys, and says what is missing."""
    job = dg.define_asset_job("ups", "up")

    with pytest.raises(InvariantViolationError, match="does not belong to definitions") as caught:
        _ = job.asset_keys
    assert "Definitions(jobs=[…])" in caught.value.hint
    assert dg.Definitions(assets=[up], jobs=[job]).get_job_def("ups").asset_keys == {AssetKey("up")}


def test_tags_of_a_job_are_tags_of_its_runs():
    """Unless it says otherwise, a job's tags are on each of its runs, and runs can have more."""
    job = dg.define_asset_job("ups", tags={"a": "1"})
    other = dg.define_asset_job("others", tags={"a": "1"}, run_tags={"b": "2"})
    defs = dg.Definitions(assets=[up], jobs=[job, other])

    def tags(name, **options):
        found = defs.get_job_def(name).execute_in_process(**options).dagster_run.tags
        return {key: value for key, value in found.items() if "/" not in key}

    assert tags("ups", tags={"c": "3"}) == {"a": "1", "c": "3"}
    assert tags("others") == {"b": "2"}


def test_a_job_of_ops():
    """A function that calls ops is a job, named after the function."""

    @dg.job(description="d")
    def work():
        one()

    assert (work.name, work.description) == ("work", "d")
    assert [node.name for node in work.nodes] == ["one"]
    assert work.execute_in_process().success


def test_a_graph_becomes_a_job():
    """A graph is a job under its own name or another."""

    @dg.graph
    def body():
        return one()

    assert (body.to_job().name, body.to_job(name="other").name) == ("body", "other")
    with pytest.raises(GraphmatError, match="not a valid name"):
        body.to_job(name="a b")


def test_hooks_and_retries_of_a_job_reach_its_ops():
    """What is said of a job holds for its ops that say nothing themselves."""
    seen = []

    @dg.success_hook
    def note(context):
        seen.append(context.step_key)

    @dg.op
    def flaky(context):
        if context.retry_number == 0:
            raise ValueError
        return 1

    @dg.job(hooks={note}, op_retry_policy=dg.RetryPolicy(max_retries=1))
    def work():
        flaky()

    assert work.execute_in_process().success
    assert seen == ["flaky"]


def test_values_for_the_inputs_of_a_job():
    """Inputs of a job's graph are given with the job, or with the run, which goes before."""

    @dg.op
    def shown(x):
        return x

    @dg.job(input_values={"x": 1})
    def work(x):
        shown(x)

    assert work.execute_in_process().output_for_node("shown") == 1
    assert work.execute_in_process(input_values={"x": 2}).output_for_node("shown") == 2
