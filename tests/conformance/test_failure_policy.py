"""What a failing op does to its run: what still runs, what is recorded, what is raised."""

import sys

import pytest


def _types(result):
    """The kinds of a result's events, in order."""
    return [event.event_type_value for event in result.all_events]


class _OddError(Exception):
    """A user's exception with a field of its own."""

    def __init__(self, code):
        super().__init__(f"odd {code}")
        self.code = code


def _branches(dg):
    """A job of one failing line (bad, after_bad) and one good line (good, after_good)."""
    ran = []

    @dg.op
    def bad():
        ran.append("bad")
        raise ValueError("rotten")

    @dg.op
    def after_bad(n):
        ran.append("after_bad")

    @dg.op
    def good():
        ran.append("good")
        return 1

    @dg.op
    def after_good(n):
        ran.append("after_good")
        return n + 1

    @dg.job
    def branches():
        after_bad(bad())
        after_good(good())

    return branches, ran


# --- what is raised -----------------------------------------------------------------------------


def test_the_users_exception_is_raised(dg):
    """The caller sees the exception that the op raised, not a wrapper."""

    @dg.op
    def bad():
        raise _OddError(17)

    @dg.job
    def failing():
        bad()

    with pytest.raises(_OddError) as caught:
        failing.execute_in_process()
    assert caught.value.code == 17


def test_the_very_exception_object_is_raised(dg):
    """The exception keeps its identity."""
    mine = _OddError(1)

    @dg.op
    def bad():
        raise mine

    @dg.job
    def failing():
        bad()

    with pytest.raises(_OddError) as caught:
        failing.execute_in_process()
    assert caught.value is mine


def test_the_cause_of_an_exception_is_kept(dg):
    """An exception raised from another keeps its cause."""

    @dg.op
    def bad():
        try:
            {}["absent"]
        except KeyError as error:
            raise _OddError(2) from error

    @dg.job
    def failing():
        bad()

    with pytest.raises(_OddError) as caught:
        failing.execute_in_process()
    assert isinstance(caught.value.__cause__, KeyError)


@pytest.mark.parametrize("entry", ["materialize", "materialize_to_memory"])
def test_materialize_raises_the_users_exception(dg, entry):
    """materialize raises what an op of a graph asset raised."""

    @dg.op
    def bad():
        raise _OddError(3)

    @dg.graph_asset
    def broken():
        return bad()

    with pytest.raises(_OddError):
        getattr(dg, entry)([broken])


def test_raise_on_error_false_gives_a_result(dg):
    """With raise_on_error=False a failed run is a result that says so."""
    branches, _ = _branches(dg)
    result = branches.execute_in_process(raise_on_error=False)
    assert result.success is False


def test_materialize_without_raising(dg):
    """materialize(raise_on_error=False) gives a result as well."""

    @dg.asset
    def bad():
        raise ValueError("x")

    assert not dg.materialize([bad], raise_on_error=False).success


# --- what still runs ----------------------------------------------------------------------------


def test_independent_branches_go_on(dg):
    """Ops that do not depend on the failed one still run."""
    branches, ran = _branches(dg)
    branches.execute_in_process(raise_on_error=False)
    assert {"good", "after_good"} <= set(ran)


def test_dependents_do_not_run(dg):
    """Ops that depend on the failed one do not run."""
    branches, ran = _branches(dg)
    branches.execute_in_process(raise_on_error=False)
    assert "after_bad" not in ran


def test_values_of_good_branches_are_readable(dg):
    """The outputs of ops that succeeded can be read from a failed run."""
    branches, _ = _branches(dg)
    result = branches.execute_in_process(raise_on_error=False)
    assert result.output_for_node("after_good") == 2


def test_reading_a_failed_node_is_refused(dg):
    """The output of an op that failed can't be read."""
    branches, _ = _branches(dg)
    result = branches.execute_in_process(raise_on_error=False)
    with pytest.raises(dg.DagsterInvariantViolationError, match="bad"):
        result.output_for_node("bad")


def test_sibling_assets_are_materialized(dg, seen):
    """A failing asset leaves its independent siblings to be made."""

    @dg.asset
    def bad():
        raise ValueError("x")

    @dg.asset
    def below(bad):
        return 1

    @dg.asset
    def apart():
        return 2

    result = dg.materialize([bad, below, apart], raise_on_error=False)
    assert seen(result).made == ["apart"]


def test_downstream_graph_asset_does_not_run(dg, seen):
    """No op of a graph asset below a failed asset runs when it needs that value."""

    @dg.asset
    def bad():
        raise ValueError("x")

    @dg.op
    def use(n):
        return n

    @dg.graph_asset
    def below(bad):
        return use(bad)

    result = dg.materialize([bad, below], raise_on_error=False)
    assert seen(result).ran == ["bad"]


def test_first_op_of_a_graph_asset_that_needs_nothing_runs(dg, seen):
    """An op of a downstream graph asset that does not use the failed value still runs."""

    @dg.asset
    def bad():
        raise ValueError("x")

    @dg.op
    def alone():
        return 1

    @dg.op
    def join(a, b):
        return a + b

    @dg.graph_asset
    def below(bad):
        return join(bad, alone())

    result = dg.materialize([bad, below], raise_on_error=False)
    assert "below.alone" in seen(result).done
    assert "below.join" not in seen(result).ran


def test_collector_of_a_failed_fan_in_does_not_run(dg):
    """A list input with one failed member stops its op."""
    ran = []

    @dg.op
    def good():
        return 1

    @dg.op
    def bad():
        raise ValueError("x")

    @dg.op
    def total(parts):
        ran.append(parts)

    @dg.job
    def fan():
        total([good(), bad()])

    fan.execute_in_process(raise_on_error=False)
    assert ran == []


def test_previous_value_stays_after_a_failure(dg, kept_instance):
    """A failed run leaves the stored value of the run before."""
    fail = []

    @dg.op
    def source():
        if fail:
            raise ValueError("second time")
        return "first"

    @dg.graph_asset
    def thing():
        return source()

    dg.materialize([thing], instance=kept_instance)
    fail.append(1)
    dg.materialize([thing], instance=kept_instance, raise_on_error=False)
    defs = dg.Definitions(assets=[thing])
    assert defs.load_asset_value("thing", instance=kept_instance) == "first"


# --- the words of the result --------------------------------------------------------------------


def test_node_states(dg):
    """The result tells succeeded, failed and untouched nodes apart."""
    branches, _ = _branches(dg)
    result = branches.execute_in_process(raise_on_error=False)
    assert result.is_node_success("good")
    assert result.is_node_failed("bad")
    assert result.is_node_untouched("after_bad")
    assert not result.is_node_failed("good")
    assert not result.is_node_success("bad")


def test_failed_step_keys(dg):
    """get_failed_step_keys() holds the steps that failed, and only those."""
    branches, _ = _branches(dg)
    result = branches.execute_in_process(raise_on_error=False)
    assert set(result.get_failed_step_keys()) == {"bad"}


def test_step_failure_events(dg):
    """get_step_failure_events() gives one event per failed step."""
    branches, _ = _branches(dg)
    result = branches.execute_in_process(raise_on_error=False)
    assert [event.step_key for event in result.get_step_failure_events()] == ["bad"]


def test_step_success_events(dg):
    """get_step_success_events() gives the steps that succeeded."""
    branches, _ = _branches(dg)
    result = branches.execute_in_process(raise_on_error=False)
    assert {event.step_key for event in result.get_step_success_events()} == {"good", "after_good"}


def test_run_failure_event(dg):
    """A failed run ends with its failure event."""
    branches, _ = _branches(dg)
    result = branches.execute_in_process(raise_on_error=False)
    assert result.get_run_failure_event().event_type_value == "PIPELINE_FAILURE"
    assert _types(result)[-1] == "PIPELINE_FAILURE"


def test_no_success_event_in_a_failed_run(dg):
    """A failed run holds no success event of the run."""
    branches, _ = _branches(dg)
    assert "PIPELINE_SUCCESS" not in _types(branches.execute_in_process(raise_on_error=False))


def test_failure_data_of_a_good_node(dg):
    """A node that did not fail has no failure data."""
    branches, _ = _branches(dg)
    result = branches.execute_in_process(raise_on_error=False)
    assert result.failure_data_for_node("good") is None


def test_failure_data_names_the_users_error(dg):
    """Failure data holds the user's exception as the cause."""
    branches, _ = _branches(dg)
    result = branches.execute_in_process(raise_on_error=False)
    error = result.failure_data_for_node("bad").error
    assert error.cause.cls_name == "ValueError"
    assert "rotten" in error.cause.message


def test_failure_data_has_a_trace(dg):
    """Failure data shows where in the user's code it happened."""
    branches, _ = _branches(dg)
    result = branches.execute_in_process(raise_on_error=False)
    assert "rotten" in result.failure_data_for_node("bad").error.to_string()
    assert any("in bad" in line for line in result.failure_data_for_node("bad").error.cause.stack)


def test_nested_failed_node(dg):
    """An op that failed inside a graph asset is named by its dotted path."""

    @dg.op
    def bad():
        raise ValueError("deep")

    @dg.graph
    def inner():
        return bad()

    @dg.graph_asset
    def outer():
        return inner()

    result = dg.materialize([outer], raise_on_error=False)
    assert set(result.get_failed_step_keys()) == {"outer.inner.bad"}


def test_two_failures_are_both_recorded(dg):
    """Each failing branch leaves its own failure."""

    @dg.op
    def one():
        raise ValueError("1")

    @dg.op
    def two():
        raise KeyError("2")

    @dg.job
    def both():
        one()
        two()

    result = both.execute_in_process(raise_on_error=False)
    assert set(result.get_failed_step_keys()) == {"one", "two"}


# --- the record ---------------------------------------------------------------------------------


def test_run_record_is_failure(dg, instance):
    """The log's record of a failed run has status FAILURE."""
    branches, _ = _branches(dg)
    result = branches.execute_in_process(instance=instance, raise_on_error=False)
    assert instance.get_run_by_id(result.run_id).status == dg.DagsterRunStatus.FAILURE


def test_run_record_is_failure_when_raising(dg, instance):
    """A run that raised is recorded as failed as well."""
    branches, _ = _branches(dg)
    with pytest.raises(ValueError, match="rotten"):
        branches.execute_in_process(instance=instance)
    (run,) = instance.get_runs()
    assert run.status == dg.DagsterRunStatus.FAILURE


def test_step_failure_is_in_the_log_when_raising(dg, instance):
    """A run that raised left its step failure in the log."""
    branches, _ = _branches(dg)
    with pytest.raises(ValueError, match="rotten"):
        branches.execute_in_process(instance=instance)
    (run,) = instance.get_runs()
    kinds = [
        (entry.dagster_event.event_type_value, entry.dagster_event.step_key)
        for entry in instance.all_logs(run.run_id)
        if entry.dagster_event
    ]
    assert ("STEP_FAILURE", "bad") in kinds


def test_failed_asset_is_not_materialized(dg, instance):
    """An asset whose op failed has no materialization."""

    @dg.asset
    def bad():
        raise ValueError("x")

    dg.materialize([bad], instance=instance, raise_on_error=False)
    assert instance.get_latest_materialization_event(dg.AssetKey("bad")) is None


def test_upstream_materialization_survives(dg, instance):
    """What was made before the failure stays recorded."""

    @dg.asset
    def first():
        return 1

    @dg.asset
    def second(first):
        raise ValueError("x")

    dg.materialize([first, second], instance=instance, raise_on_error=False)
    assert instance.get_latest_materialization_event(dg.AssetKey("first")) is not None


# --- Failure ------------------------------------------------------------------------------------


def test_failure_is_raised_as_it_is(dg):
    """A dg.Failure reaches the caller with description and metadata."""

    @dg.op
    def gives_up():
        raise dg.Failure(description="no flour", metadata={"stock": 0})

    @dg.job
    def baking():
        gives_up()

    with pytest.raises(dg.Failure) as caught:
        baking.execute_in_process()
    assert caught.value.description == "no flour"
    assert caught.value.metadata["stock"].value == 0


def test_failure_metadata_in_the_result(dg):
    """failure_data_for_node holds the description and metadata of a Failure."""

    @dg.op
    def gives_up():
        raise dg.Failure(description="no flour", metadata={"shop": "closed"})

    @dg.job
    def baking():
        gives_up()

    result = baking.execute_in_process(raise_on_error=False)
    told = result.failure_data_for_node("gives_up").user_failure_data
    assert told.description == "no flour"
    assert told.metadata["shop"].value == "closed"


def test_ordinary_exception_has_no_user_failure_data(dg):
    """An ordinary exception carries no metadata of a Failure."""
    branches, _ = _branches(dg)
    result = branches.execute_in_process(raise_on_error=False)
    assert result.failure_data_for_node("bad").user_failure_data is None


def test_failure_in_a_graph_asset(dg, seen):
    """A Failure in a graph asset stops what depends on it."""

    @dg.op
    def gives_up():
        raise dg.Failure("no")

    @dg.op
    def after(n):
        return n

    @dg.graph_asset
    def cake():
        return after(gives_up())

    result = dg.materialize([cake], raise_on_error=False)
    assert seen(result).ran == ["cake.gives_up"]
    assert seen(result).made == []


# --- ways to fail -------------------------------------------------------------------------------


def test_system_exit_is_a_failure_of_the_step(dg):
    """sys.exit in an op fails its step, not the process."""

    @dg.op
    def leaves():
        sys.exit(3)

    @dg.job
    def leaving():
        leaves()

    result = leaving.execute_in_process(raise_on_error=False)
    assert set(result.get_failed_step_keys()) == {"leaves"}


def test_failing_generator_after_an_output(dg):
    """A generator op that raises after an output fails its step."""

    @dg.op(out={"a": dg.Out(), "b": dg.Out()})
    def halfway():
        yield dg.Output(1, "a")
        raise ValueError("tired")

    @dg.job
    def half():
        halfway()

    assert set(half.execute_in_process(raise_on_error=False).get_failed_step_keys()) == {"halfway"}


def test_output_of_a_failed_op_feeds_nothing(dg):
    """What an op yielded before it failed is not handed on: what needs it is skipped."""
    ran = []

    @dg.op(out={"a": dg.Out(), "b": dg.Out()})
    def halfway():
        yield dg.Output(1, "a")
        raise ValueError("tired")

    @dg.op
    def use(value):
        ran.append(value)
        return value

    @dg.graph_multi_asset(outs={"x": dg.AssetOut(), "y": dg.AssetOut()})
    def both():
        a, b = halfway()
        return {"x": use(a), "y": use(b)}

    result = dg.materialize([both], raise_on_error=False)

    assert not result.success
    assert ran == []
    assert result.get_asset_materialization_events() == []


def test_failing_type_check_fails_the_step(dg):
    """An output of the wrong type fails the step and stores nothing."""

    @dg.op
    def wrong() -> int:
        return "text"

    @dg.graph_asset
    def number():
        return wrong()

    result = dg.materialize([number], raise_on_error=False)
    assert not result.success
    assert result.get_asset_materialization_events() == []


def test_failing_store_fails_the_step(dg):
    """An I/O manager that can't store fails the step; nothing is recorded as made."""

    class Full(dg.IOManager):
        def handle_output(self, context, obj):
            raise OSError("disk full")

        def load_input(self, context):
            raise AssertionError("nothing is loaded")

    @dg.asset
    def thing():
        return 1

    result = dg.materialize([thing], resources={"io_manager": Full()}, raise_on_error=False)
    assert set(result.get_failed_step_keys()) == {"thing"}
    assert result.get_asset_materialization_events() == []


def test_failing_store_raises_the_users_exception(dg):
    """The error of an I/O manager reaches the caller as it is."""

    class Full(dg.IOManager):
        def handle_output(self, context, obj):
            raise OSError("disk full")

        def load_input(self, context):
            raise AssertionError("nothing is loaded")

    @dg.asset
    def thing():
        return 1

    with pytest.raises(OSError, match="disk full"):
        dg.materialize([thing], resources={"io_manager": Full()})


def test_failing_load_fails_the_consumer(dg):
    """An I/O manager that can't load fails the step that wanted the value."""

    class WriteOnly(dg.IOManager):
        def handle_output(self, context, obj):
            pass

        def load_input(self, context):
            raise OSError("unreadable")

    @dg.asset
    def first():
        return 1

    @dg.asset
    def second(first):
        return first

    result = dg.materialize(
        [first, second], resources={"io_manager": WriteOnly()}, raise_on_error=False
    )
    assert set(result.get_failed_step_keys()) == {"second"}


# --- skips --------------------------------------------------------------------------------------


def _optional(dg):
    """A job whose op `maybe` never yields its optional output."""

    @dg.op(out=dg.Out(is_required=False))
    def maybe():
        yield from ()

    @dg.op
    def uses(n):
        return n

    @dg.op
    def further(n):
        return n

    @dg.job
    def skipping():
        further(uses(maybe()))

    return skipping


def test_skip_is_no_failure(dg):
    """A run whose ops were skipped for want of an optional output succeeds."""
    assert _optional(dg).execute_in_process().success


def test_skips_spread(dg, seen):
    """What needs a skipped op is skipped too."""
    assert seen(_optional(dg).execute_in_process()).skipped == ["further", "uses"]


def test_skipped_step_events(dg):
    """get_step_skipped_events() gives the skipped steps."""
    result = _optional(dg).execute_in_process()
    assert {event.step_key for event in result.get_step_skipped_events()} == {"uses", "further"}


def test_skipped_node_state(dg):
    """A skipped node is skipped, and neither failed nor untouched."""
    result = _optional(dg).execute_in_process()
    assert result.is_node_skipped("uses")
    assert not result.is_node_failed("uses")


@pytest.mark.departs("rule 10")
def test_selected_asset_never_yielded_is_reported(dg, instance):
    """An asset that was selected and never yielded is told of in the run's events."""

    @dg.op(out=dg.Out(is_required=False))
    def maybe():
        yield from ()

    @dg.graph_asset
    def hoped():
        return maybe()

    result = dg.materialize([hoped], instance=instance)
    told = [event for event in result.all_events if "hoped" in (event.message or "")]
    assert any("not" in event.message for event in told)


def test_empty_graph_succeeds(dg):
    """A job without ops succeeds."""

    @dg.job
    def nothing():
        pass

    assert nothing.execute_in_process().success
