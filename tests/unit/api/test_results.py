"""What a run leaves in the hands of whoever started it from Python."""

from __future__ import annotations

import pytest

import graphmat as dg


@dg.op
def one():
    """An op without inputs."""
    return 1


@dg.op
def plus(x):
    """An op with one input."""
    return x + 1


@dg.op
def fail(x):
    """An op that fails."""
    raise ValueError("on purpose")


@dg.graph_multi_asset(outs={"good": dg.AssetOut(), "bad": dg.AssetOut()})
def made():
    """One asset that is made, one that is not."""
    start = one()
    return {"good": plus(start), "bad": plus.alias("after")(fail(start))}


@pytest.fixture
def result():
    """A run of which one branch failed."""
    return dg.materialize([made], raise_on_error=False)


def test_how_the_steps_ended(result):
    """Each step is told as succeeded, failed or untouched, a graph by its steps."""
    assert not result.success
    assert result.is_node_success("made.one")
    assert result.is_node_failed("made.fail")
    assert result.is_node_untouched("made.after")
    assert result.is_node_failed("made")
    assert result.get_failed_step_keys() == {"made.fail"}
    assert result.get_run_failure_event().event_type_value == "PIPELINE_FAILURE"


def test_why_a_step_failed(result):
    """The facts of a failure have the exception's class, message and the user's frames."""
    data = result.failure_data_for_node("made.fail")

    assert data.error.cause.cls_name == "ValueError"
    assert "on purpose" in data.error.cause.message
    assert result.failure_data_for_node("made.one") is None


def test_values(result):
    """Values of assets and of steps can be asked for; what was not made is told as that."""
    assert result.asset_value("good") == 2
    assert result.output_for_node("made.one") == 1
    with pytest.raises(dg.DagsterInvariantViolationError, match="did not make"):
        result.asset_value("bad")
    with pytest.raises(dg.DagsterInvariantViolationError, match="no outputs found"):
        result.output_for_node("made.fail")
    with pytest.raises(dg.DagsterInvariantViolationError, match="use asset_value"):
        result.output_value()


def test_each_value_is_a_fresh_copy():
    """Changing a value that a result gave does not change the next one that it gives."""

    @dg.asset
    def listed():
        return [1]

    found = dg.materialize([listed])
    found.asset_value("listed").append(2)

    assert found.asset_value("listed") == [1]


def test_events_of_a_step_and_of_a_graph(result):
    """The events of a graph are those of its steps; of a name that is only a beginning, none."""
    steps = {event.step_key for event in result.events_for_node("made")}

    assert steps == {"made.one", "made.plus", "made.fail", "made.after"}
    assert result.events_for_node("mad") == []
    assert result.filter_events(lambda event: event.is_step_failure)[0].node_name == "fail"


def test_materializations(result):
    """What was made, and what had been planned."""
    made_now = [str(event.asset_key) for event in result.get_asset_materialization_events()]
    planned = [str(event.asset_key) for event in result.get_asset_materialization_planned_events()]

    assert made_now == ["good"]
    assert planned == ["bad", "good"]


def test_a_value_that_only_this_process_can_hold():
    """A job of ops may pass on what cannot be pickled, and the result still has it."""
    import threading

    @dg.op
    def lock():
        return threading.Lock()

    @dg.op
    def looks(x):
        return type(x).__name__

    @dg.job
    def work():
        looks(lock())

    found = work.execute_in_process()

    assert found.output_for_node("looks") == "lock"
    assert hasattr(found.output_for_node("lock"), "acquire")


def test_items_of_a_fan_out():
    """The values of a mapped step are a dictionary by mapping key."""

    @dg.op(out=dg.DynamicOut())
    def spread():
        yield dg.DynamicOutput(1, "a")
        yield dg.DynamicOutput(2, "b")

    @dg.job
    def work():
        spread().map(plus)

    found = work.execute_in_process()

    assert found.output_for_node("spread") == {"a": 1, "b": 2}
    assert found.output_for_node("plus") == {"a": 2, "b": 3}


def test_the_value_of_a_job():
    """A job that returns an output has it as its value."""

    @dg.graph(out={"x": dg.GraphOut(), "y": dg.GraphOut()})
    def both():
        start = one()
        return {"x": start, "y": plus(start)}

    found = both.to_job().execute_in_process()

    assert (found.output_value("x"), found.output_value("y")) == (1, 2)
    with pytest.raises(dg.DagsterInvariantViolationError, match="no output 'z'"):
        found.output_value("z")
