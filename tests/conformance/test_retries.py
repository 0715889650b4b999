"""Retries: policies, requests, what a retried attempt sees, and what is left when they run out."""

import pytest


def _kinds(result, step):
    """The kinds of events of one step, in order."""
    return [event.event_type_value for event in result.all_events if event.step_key == step]


def _flaky(dg, failures, **options):
    """An op that raises for its first `failures` attempts, and the list of its attempts."""
    attempts = []

    @dg.op(**options)
    def flaky(context):
        attempts.append(context.retry_number)
        if len(attempts) <= failures:
            raise ValueError(f"attempt {len(attempts)} broke")
        return len(attempts)

    return flaky, attempts


def _job(dg, op_def, **options):
    """A job of one op."""

    @dg.job(**options)
    def single():
        op_def()

    return single


# --- policies -----------------------------------------------------------------------------------


def test_default_policy_retries_once(dg):
    """RetryPolicy() gives an op one more attempt."""
    flaky, attempts = _flaky(dg, 1, retry_policy=dg.RetryPolicy())
    assert _job(dg, flaky).execute_in_process().output_for_node("flaky") == 2
    assert attempts == [0, 1]


def test_retry_number_counts_up(dg):
    """context.retry_number is 0 at first and counts the retries."""
    flaky, attempts = _flaky(dg, 3, retry_policy=dg.RetryPolicy(max_retries=3))
    assert _job(dg, flaky).execute_in_process().success
    assert attempts == [0, 1, 2, 3]


def test_no_more_attempts_than_allowed(dg):
    """max_retries bounds the attempts."""
    flaky, attempts = _flaky(dg, 99, retry_policy=dg.RetryPolicy(max_retries=2))
    assert not _job(dg, flaky).execute_in_process(raise_on_error=False).success
    assert attempts == [0, 1, 2]


def test_success_needs_no_retry(dg):
    """An op that succeeds is not run again."""
    flaky, attempts = _flaky(dg, 0, retry_policy=dg.RetryPolicy(max_retries=5))
    _job(dg, flaky).execute_in_process()
    assert attempts == [0]


def test_max_retries_zero(dg):
    """A policy of no retries fails at once."""
    flaky, attempts = _flaky(dg, 1, retry_policy=dg.RetryPolicy(max_retries=0))
    assert not _job(dg, flaky).execute_in_process(raise_on_error=False).success
    assert attempts == [0]


def test_no_policy_no_retry(dg):
    """Without a policy an op is tried once."""
    flaky, attempts = _flaky(dg, 1)
    assert not _job(dg, flaky).execute_in_process(raise_on_error=False).success
    assert attempts == [0]


def test_events_of_a_retry(dg):
    """A retried step is recorded as up for retry and restarted before its success."""
    flaky, _ = _flaky(dg, 1, retry_policy=dg.RetryPolicy())
    kinds = _kinds(_job(dg, flaky).execute_in_process(), "flaky")
    told = [
        k
        for k in kinds
        if k in {"STEP_START", "STEP_UP_FOR_RETRY", "STEP_RESTARTED", "STEP_SUCCESS"}
    ]
    assert told == ["STEP_START", "STEP_UP_FOR_RETRY", "STEP_RESTARTED", "STEP_SUCCESS"]


def test_events_when_retries_run_out(dg):
    """After the last attempt the step is recorded as failed, once."""
    flaky, _ = _flaky(dg, 9, retry_policy=dg.RetryPolicy(max_retries=2))
    kinds = _kinds(_job(dg, flaky).execute_in_process(raise_on_error=False), "flaky")
    assert kinds.count("STEP_UP_FOR_RETRY") == 2
    assert kinds.count("STEP_FAILURE") == 1


def test_retry_attempts_for_node(dg):
    """The result counts a node's retries."""
    flaky, _ = _flaky(dg, 2, retry_policy=dg.RetryPolicy(max_retries=2))
    assert _job(dg, flaky).execute_in_process().retry_attempts_for_node("flaky") == 2


def test_retry_attempts_for_a_smooth_node(dg):
    """A node that was not retried has zero retry attempts."""
    flaky, _ = _flaky(dg, 0)
    assert _job(dg, flaky).execute_in_process().retry_attempts_for_node("flaky") == 0


def test_policy_in_a_graph_asset(dg):
    """An op's policy holds inside a graph asset."""
    flaky, attempts = _flaky(dg, 1, retry_policy=dg.RetryPolicy())

    @dg.graph_asset
    def steady():
        return flaky()

    assert dg.materialize_to_memory([steady]).asset_value("steady") == 2
    assert attempts == [0, 1]


def test_policy_on_an_asset(dg):
    """@asset(retry_policy=) retries the asset's function."""
    attempts = []

    @dg.asset(retry_policy=dg.RetryPolicy(max_retries=1))
    def steady(context):
        attempts.append(context.retry_number)
        if not context.retry_number:
            raise OSError("busy")
        return "ok"

    assert dg.materialize_to_memory([steady]).asset_value("steady") == "ok"
    assert attempts == [0, 1]


def test_policy_set_at_the_call(dg):
    """with_retry_policy() gives one use of an op a policy."""
    flaky, attempts = _flaky(dg, 1)

    @dg.job
    def single():
        flaky.with_retry_policy(dg.RetryPolicy(max_retries=1))()

    assert single.execute_in_process().success
    assert attempts == [0, 1]


def test_policy_at_the_call_wins(dg):
    """The policy of the call replaces that of the op."""
    flaky, attempts = _flaky(dg, 9, retry_policy=dg.RetryPolicy(max_retries=5))

    @dg.job
    def single():
        flaky.with_retry_policy(dg.RetryPolicy(max_retries=1))()

    single.execute_in_process(raise_on_error=False)
    assert attempts == [0, 1]


def test_job_wide_policy(dg):
    """op_retry_policy of a job holds for ops without a policy."""
    flaky, attempts = _flaky(dg, 1)
    assert (
        _job(dg, flaky, op_retry_policy=dg.RetryPolicy(max_retries=1)).execute_in_process().success
    )
    assert attempts == [0, 1]


def test_op_policy_wins_over_the_job(dg):
    """An op's own policy wins over the job's."""
    flaky, attempts = _flaky(dg, 9, retry_policy=dg.RetryPolicy(max_retries=2))
    job = _job(dg, flaky, op_retry_policy=dg.RetryPolicy(max_retries=0))
    job.execute_in_process(raise_on_error=False)
    assert attempts == [0, 1, 2]


def test_asset_job_retry_policy(dg):
    """define_asset_job(op_retry_policy=) holds for the ops of its graph assets."""
    flaky, attempts = _flaky(dg, 1)

    @dg.graph_asset
    def steady():
        return flaky()

    job = dg.define_asset_job("all_of_it", op_retry_policy=dg.RetryPolicy(max_retries=1))
    defs = dg.Definitions(assets=[steady], jobs=[job])
    assert defs.resolve_job_def("all_of_it").execute_in_process().success
    assert attempts == [0, 1]


def test_only_the_failing_op_is_retried(dg):
    """A retry runs the failed op again, not the ops before it."""
    before = []
    attempts = []

    @dg.op
    def source():
        before.append(1)
        return 5

    @dg.op(retry_policy=dg.RetryPolicy(max_retries=2))
    def middle(n):
        attempts.append(n)
        if len(attempts) < 3:
            raise ValueError("again")
        return n

    @dg.job
    def line():
        middle(source())

    assert line.execute_in_process().success
    assert (before, attempts) == ([1], [5, 5, 5])


def test_dependents_wait_for_the_retry(dg):
    """An op after a retried one runs once, with the good value."""
    flaky, _ = _flaky(dg, 1, retry_policy=dg.RetryPolicy())
    got = []

    @dg.op
    def after(n):
        got.append(n)

    @dg.job
    def line():
        after(flaky())

    line.execute_in_process()
    assert got == [2]


def test_delay_is_accepted(dg):
    """A policy with a short delay retries as well."""
    flaky, attempts = _flaky(dg, 1, retry_policy=dg.RetryPolicy(max_retries=1, delay=0.01))
    assert _job(dg, flaky).execute_in_process().success
    assert attempts == [0, 1]


@pytest.mark.parametrize("backoff", ["LINEAR", "EXPONENTIAL"])
@pytest.mark.parametrize("jitter", [None, "FULL", "PLUS_MINUS"])
def test_backoff_and_jitter_are_accepted(dg, backoff, jitter):
    """Every backoff works with every jitter."""
    policy = dg.RetryPolicy(
        max_retries=2,
        delay=0.005,
        backoff=getattr(dg.Backoff, backoff),
        jitter=None if jitter is None else getattr(dg.Jitter, jitter),
    )
    flaky, attempts = _flaky(dg, 2, retry_policy=policy)
    assert _job(dg, flaky).execute_in_process().success
    assert attempts == [0, 1, 2]


@pytest.mark.parametrize(
    ("backoff", "expected"),
    [(None, [2, 2, 2, 2]), ("LINEAR", [2, 4, 6, 8]), ("EXPONENTIAL", [2, 6, 14, 30])],
)
def test_delays_of_a_policy(dg, backoff, expected):
    """The delay before each attempt follows the backoff."""
    policy = dg.RetryPolicy(
        max_retries=4, delay=2, backoff=None if backoff is None else getattr(dg.Backoff, backoff)
    )
    assert [policy.calculate_delay(attempt) for attempt in (1, 2, 3, 4)] == expected


@pytest.mark.parametrize(("jitter", "top"), [("FULL", 10), ("PLUS_MINUS", 20)])
def test_jitter_stays_in_its_bounds(dg, jitter, top):
    """Jitter draws the delay from its range."""
    policy = dg.RetryPolicy(max_retries=1, delay=10, jitter=getattr(dg.Jitter, jitter))
    drawn = [policy.calculate_delay(1) for _ in range(50)]
    assert all(0 <= one <= top for one in drawn)
    assert len(set(drawn)) > 1


@pytest.mark.parametrize("option", ["backoff", "jitter"])
def test_backoff_and_jitter_need_a_delay(dg, option):
    """Backoff or jitter without a delay is refused."""
    value = {"backoff": dg.Backoff.LINEAR, "jitter": dg.Jitter.FULL}[option]
    with pytest.raises(dg.DagsterInvalidDefinitionError):
        dg.RetryPolicy(max_retries=1, **{option: value})


@pytest.mark.departs("rule 21")
@pytest.mark.parametrize("option", ["backoff", "jitter"])
def test_refusal_names_the_option(dg, option):
    """The refusal of a backoff or jitter without delay names that option."""
    value = {"backoff": dg.Backoff.LINEAR, "jitter": dg.Jitter.FULL}[option]
    with pytest.raises(dg.DagsterInvalidDefinitionError, match=option):
        dg.RetryPolicy(max_retries=1, **{option: value})


# --- when they run out --------------------------------------------------------------------------


def test_failure_data_keeps_the_cause(dg):
    """After the last attempt the failure of the node holds the user's message."""
    flaky, _ = _flaky(dg, 9, retry_policy=dg.RetryPolicy(max_retries=1))
    result = _job(dg, flaky).execute_in_process(raise_on_error=False)
    assert "attempt 2 broke" in result.failure_data_for_node("flaky").error.to_string()


@pytest.mark.departs("rule 21")
def test_original_exception_after_the_retries(dg):
    """When retries run out, the op's own exception is raised."""
    flaky, _ = _flaky(dg, 9, retry_policy=dg.RetryPolicy(max_retries=1))
    with pytest.raises(ValueError, match="attempt 2 broke"):
        _job(dg, flaky).execute_in_process()


@pytest.mark.departs("rule 21")
def test_original_exception_after_retry_requested(dg):
    """When requested retries run out, the exception they were raised from is raised."""

    @dg.op
    def asks():
        try:
            {}["missing page"]
        except KeyError as error:
            raise dg.RetryRequested(max_retries=1) from error

    with pytest.raises(KeyError, match="missing page"):
        _job(dg, asks).execute_in_process()


@pytest.mark.departs("rule 21")
def test_original_object_survives(dg):
    """The exception raised after the retries is the very object of the last attempt."""
    raised = []

    @dg.op(retry_policy=dg.RetryPolicy(max_retries=2))
    def bad():
        raised.append(ValueError("x"))
        raise raised[-1]

    with pytest.raises(ValueError, match="x") as caught:
        _job(dg, bad).execute_in_process()
    assert caught.value is raised[-1]
    assert len(raised) == 3


def test_dependents_do_not_run_after_exhaustion(dg):
    """What depends on a step that ran out of retries does not run."""
    flaky, _ = _flaky(dg, 9, retry_policy=dg.RetryPolicy(max_retries=1))
    got = []

    @dg.op
    def after(n):
        got.append(n)

    @dg.job
    def line():
        after(flaky())

    assert not line.execute_in_process(raise_on_error=False).success
    assert got == []


# --- RetryRequested -----------------------------------------------------------------------------


def test_retry_requested(dg):
    """Raising RetryRequested runs the op again."""
    attempts = []

    @dg.op
    def asks(context):
        attempts.append(context.retry_number)
        if len(attempts) < 3:
            raise dg.RetryRequested(max_retries=5)
        return "done"

    assert _job(dg, asks).execute_in_process().output_for_node("asks") == "done"
    assert attempts == [0, 1, 2]


def test_retry_requested_is_bounded(dg):
    """RetryRequested stops at its own max_retries."""
    attempts = []

    @dg.op
    def asks():
        attempts.append(1)
        raise dg.RetryRequested(max_retries=2)

    assert not _job(dg, asks).execute_in_process(raise_on_error=False).success
    assert len(attempts) == 3


def test_retry_requested_with_wait(dg):
    """seconds_to_wait is accepted."""
    attempts = []

    @dg.op
    def asks():
        attempts.append(1)
        if len(attempts) == 1:
            raise dg.RetryRequested(max_retries=1, seconds_to_wait=0.01)

    assert _job(dg, asks).execute_in_process().success


def test_retry_requested_default(dg):
    """RetryRequested() allows one retry."""
    attempts = []

    @dg.op
    def asks():
        attempts.append(1)
        raise dg.RetryRequested

    assert not _job(dg, asks).execute_in_process(raise_on_error=False).success
    assert len(attempts) == 2


def test_retry_requested_events(dg):
    """A requested retry is recorded like one from a policy."""
    attempts = []

    @dg.op
    def asks():
        attempts.append(1)
        if len(attempts) == 1:
            raise dg.RetryRequested

    kinds = _kinds(_job(dg, asks).execute_in_process(), "asks")
    assert (
        kinds.index("STEP_UP_FOR_RETRY")
        < kinds.index("STEP_RESTARTED")
        < kinds.index("STEP_SUCCESS")
    )


# --- Failure and retries ------------------------------------------------------------------------


def test_failure_is_retried_by_a_policy(dg):
    """A Failure is retried like any exception."""
    attempts = []

    @dg.op(retry_policy=dg.RetryPolicy(max_retries=1))
    def gives_up():
        attempts.append(1)
        raise dg.Failure("not now")

    assert not _job(dg, gives_up).execute_in_process(raise_on_error=False).success
    assert len(attempts) == 2


def test_failure_that_allows_no_retries(dg):
    """Failure(allow_retries=False) ignores the policy."""
    attempts = []

    @dg.op(retry_policy=dg.RetryPolicy(max_retries=3))
    def gives_up():
        attempts.append(1)
        raise dg.Failure("never", allow_retries=False)

    assert not _job(dg, gives_up).execute_in_process(raise_on_error=False).success
    assert len(attempts) == 1


def test_failure_without_retries_is_raised_as_it_is(dg):
    """A Failure that allows no retries reaches the caller whole."""

    @dg.op(retry_policy=dg.RetryPolicy(max_retries=3))
    def gives_up():
        raise dg.Failure("never", metadata={"why": "closed"}, allow_retries=False)

    with pytest.raises(dg.Failure, match="never") as caught:
        _job(dg, gives_up).execute_in_process()
    assert caught.value.metadata["why"].value == "closed"


# --- what a retried attempt made ----------------------------------------------------------------


def test_output_before_the_failure_stays_materialized(dg, seen):
    """An asset yielded before the op fails for good stays materialized."""

    @dg.op(out={"a": dg.Out(), "b": dg.Out()})
    def halfway():
        yield dg.Output(1, "a")
        raise ValueError("tired")

    @dg.graph_multi_asset(outs={"a": dg.AssetOut(), "b": dg.AssetOut()})
    def pair():
        a, b = halfway()
        return {"a": a, "b": b}

    result = dg.materialize([pair], raise_on_error=False)
    assert not result.success
    assert seen(result).made == ["a"]


def test_retried_step_materializes_again(dg, seen):
    """An asset yielded by each attempt is recorded at each attempt."""
    attempts = []

    @dg.op(out={"a": dg.Out(), "b": dg.Out()}, retry_policy=dg.RetryPolicy(max_retries=1))
    def halfway():
        attempts.append(1)
        yield dg.Output(len(attempts), "a")
        if len(attempts) == 1:
            raise ValueError("tired")
        yield dg.Output(0, "b")

    @dg.graph_multi_asset(outs={"a": dg.AssetOut(), "b": dg.AssetOut()})
    def pair():
        a, b = halfway()
        return {"a": a, "b": b}

    result = dg.materialize([pair])
    assert seen(result).made == ["a", "a", "b"]


def test_last_attempt_value_wins(dg):
    """The stored value is that of the last attempt."""
    attempts = []

    @dg.op(out={"a": dg.Out(), "b": dg.Out()}, retry_policy=dg.RetryPolicy(max_retries=1))
    def halfway():
        attempts.append(1)
        yield dg.Output(len(attempts), "a")
        if len(attempts) == 1:
            raise ValueError("tired")
        yield dg.Output(0, "b")

    @dg.job
    def pair():
        halfway()

    assert pair.execute_in_process().output_for_node("halfway", "a") == 2


def test_policy_is_ignored_in_a_direct_call(dg):
    """A direct call of an op raises at its first failure."""
    calls = []

    @dg.op(retry_policy=dg.RetryPolicy(max_retries=3))
    def bad():
        calls.append(1)
        raise ValueError("once")

    with pytest.raises(ValueError, match="once"):
        bad()
    assert calls == [1]


def test_retry_in_a_mapped_branch(dg):
    """A failing branch of a fan-out is retried alone."""
    calls = []

    @dg.op(out=dg.DynamicOut())
    def spread():
        yield dg.DynamicOutput(1, mapping_key="one")
        yield dg.DynamicOutput(2, mapping_key="two")

    @dg.op(retry_policy=dg.RetryPolicy(max_retries=1))
    def work(n):
        calls.append(n)
        if n == 2 and calls.count(2) == 1:
            raise ValueError("jam")
        return n

    @dg.op
    def total(parts):
        return sum(parts)

    @dg.job
    def fan():
        total(spread().map(work).collect())

    assert fan.execute_in_process().output_for_node("total") == 3
    assert (calls.count(1), calls.count(2)) == (1, 2)


@pytest.mark.departs("rule 12")
def test_retry_policy_on_a_graph_asset(dg):
    """graph_asset(retry_policy=) holds for its ops without a policy."""
    flaky, attempts = _flaky(dg, 1)

    @dg.graph_asset(retry_policy=dg.RetryPolicy(max_retries=1))
    def steady():
        return flaky()

    assert dg.materialize_to_memory([steady]).asset_value("steady") == 2
    assert attempts == [0, 1]


@pytest.mark.departs("rule 12")
def test_retry_policy_on_a_graph_multi_asset(dg):
    """graph_multi_asset(retry_policy=) holds for its ops as well."""
    flaky, attempts = _flaky(dg, 1)

    @dg.graph_multi_asset(outs={"a": dg.AssetOut()}, retry_policy=dg.RetryPolicy(max_retries=1))
    def steady():
        return {"a": flaky()}

    assert dg.materialize_to_memory([steady]).asset_value("a") == 2
    assert attempts == [0, 1]


def test_retry_loads_the_inputs_again(dg):
    """Each attempt loads its inputs anew."""
    attempts = []

    @dg.op
    def source():
        return [1]

    @dg.op(retry_policy=dg.RetryPolicy(max_retries=1))
    def spoils(values):
        attempts.append(list(values))
        values.append(2)
        if len(attempts) == 1:
            raise ValueError("again")
        return values

    @dg.graph_asset
    def made():
        return spoils(source())

    assert dg.materialize([made]).output_for_node("made") == [1, 2]
    assert attempts == [[1], [1]]


def test_resource_is_shared_by_the_attempts(dg):
    """A retry uses the resource that the run opened."""
    opened = []
    attempts = []

    @dg.resource
    def line(_):
        opened.append(1)
        return "l"

    @dg.op(required_resource_keys={"line"}, retry_policy=dg.RetryPolicy(max_retries=2))
    def calls(context):
        attempts.append(context.resources.line)
        if len(attempts) < 3:
            raise ValueError("busy")

    _job(dg, calls, resource_defs={"line": line}).execute_in_process()
    assert opened == [1]
    assert len(attempts) == 3


def test_type_check_failure_and_retries(dg):
    """An output of the wrong type fails the run, whatever the policy."""

    @dg.op(retry_policy=dg.RetryPolicy(max_retries=2))
    def wrong() -> int:
        return "text"

    assert not _job(dg, wrong).execute_in_process(raise_on_error=False).success


def test_two_ops_with_policies(dg):
    """Each op counts its own attempts."""
    counts = {"a": 0, "b": 0}

    @dg.op(retry_policy=dg.RetryPolicy(max_retries=3))
    def flaky(context):
        counts[context.op.name] += 1
        if counts[context.op.name] < (2 if context.op.name == "a" else 4):
            raise ValueError("again")

    @dg.job
    def both():
        flaky.alias("a")()
        flaky.alias("b")()

    result = both.execute_in_process()
    assert result.success
    assert counts == {"a": 2, "b": 4}
    assert [result.retry_attempts_for_node(name) for name in ("a", "b")] == [1, 3]


def test_retry_in_a_nested_graph(dg):
    """A policy holds for an op deep in a graph asset."""
    flaky, _ = _flaky(dg, 1, retry_policy=dg.RetryPolicy(max_retries=1))

    @dg.graph
    def inner():
        return flaky()

    @dg.graph_asset
    def made():
        return inner()

    result = dg.materialize_to_memory([made])
    assert result.asset_value("made") == 2
    assert _kinds(result, "made.inner.flaky").count("STEP_UP_FOR_RETRY") == 1
