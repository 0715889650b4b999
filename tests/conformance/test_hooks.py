"""Success and failure hooks: when they fire, what they see, what their own failures do."""

import pytest


def _kinds(result, prefix="HOOK"):
    """The kinds of hook events of a run with their steps."""
    return sorted(
        (event.event_type_value, event.step_key)
        for event in result.all_events
        if event.event_type_value.startswith(prefix)
    )


@pytest.fixture
def noted(dg):
    """A success hook and a failure hook that note the step, and their notes."""
    notes = []

    @dg.success_hook
    def glad(context):
        notes.append(("glad", context.step_key))

    @dg.failure_hook
    def sad(context):
        notes.append(("sad", context.step_key))

    return {glad, sad}, notes


@pytest.fixture
def good(dg):
    """An op that succeeds."""

    @dg.op
    def good():
        return 1

    return good


@pytest.fixture
def bad(dg):
    """An op that fails."""

    @dg.op
    def bad():
        raise ValueError("sour")

    return bad


# --- when they fire -----------------------------------------------------------------------------


def test_success_hook_of_an_op(dg, good, noted):
    """A success hook fires once for a step that succeeded."""
    hooks, notes = noted

    @dg.job
    def one():
        good.with_hooks(hooks)()

    one.execute_in_process()
    assert notes == [("glad", "good")]


def test_failure_hook_of_an_op(dg, bad, noted):
    """A failure hook fires once for a step that failed."""
    hooks, notes = noted

    @dg.job
    def one():
        bad.with_hooks(hooks)()

    one.execute_in_process(raise_on_error=False)
    assert notes == [("sad", "bad")]


def test_hooks_of_a_job(dg, good, bad, noted):
    """Hooks of a job fire for each of its ops."""
    hooks, notes = noted

    @dg.job(hooks=hooks)
    def both():
        good()
        bad()

    both.execute_in_process(raise_on_error=False)
    assert sorted(notes) == [("glad", "good"), ("sad", "bad")]


def test_hooks_of_a_job_reach_nested_graphs(dg, good, noted):
    """Hooks of a job fire for the ops of its graphs."""
    hooks, notes = noted

    @dg.graph
    def inner():
        return good()

    @dg.job(hooks=hooks)
    def outer():
        inner()

    outer.execute_in_process()
    assert notes == [("glad", "inner.good")]


def test_hooks_of_a_graph_call(dg, good, noted):
    """Hooks set at the call of a graph fire for each op in it."""
    hooks, notes = noted

    @dg.graph
    def inner():
        return [good(), good()][0]

    @dg.job
    def outer():
        inner.with_hooks(hooks)()

    outer.execute_in_process()
    assert sorted(notes) == [("glad", "inner.good"), ("glad", "inner.good_2")]


def test_hooks_only_where_they_were_set(dg, good, noted):
    """An op without hooks fires none."""
    hooks, notes = noted

    @dg.job
    def two():
        good.with_hooks(hooks)()
        good.alias("quiet")()

    two.execute_in_process()
    assert notes == [("glad", "good")]


def test_hooks_of_a_graph_asset(dg, good, noted):
    """Hooks of a graph asset fire for each of its ops."""
    hooks, notes = noted

    @dg.op
    def after(n):
        return n

    @dg.graph_asset(hooks=hooks)
    def made():
        return after(good())

    dg.materialize_to_memory([made])
    assert notes == [("glad", "made.good"), ("glad", "made.after")]


def test_hooks_of_a_failing_graph_asset(dg, good, noted):
    """In a failing graph asset each op fires the hook of its own outcome."""
    hooks, notes = noted

    @dg.op
    def breaks(n):
        raise ValueError("sour")

    @dg.op
    def never(n):
        return n

    @dg.graph_asset(hooks=hooks)
    def made():
        return never(breaks(good()))

    dg.materialize([made], raise_on_error=False)
    assert notes == [("glad", "made.good"), ("sad", "made.breaks")]


def test_hooks_of_a_graph_multi_asset(dg, good, noted):
    """Hooks of a graph_multi_asset fire for each op that runs."""
    hooks, notes = noted

    @dg.graph_multi_asset(
        outs={"a": dg.AssetOut(), "b": dg.AssetOut()}, hooks=hooks, can_subset=True
    )
    def both():
        return {"a": good(), "b": good()}

    dg.materialize([both], selection="b")
    assert notes == [("glad", "both.good_2")]


def test_hooks_of_an_asset_job(dg, good, noted):
    """define_asset_job(hooks=) fires for the ops of its assets."""
    hooks, notes = noted

    @dg.graph_asset
    def made():
        return good()

    job = dg.define_asset_job("made_job", selection="made", hooks=hooks)
    defs = dg.Definitions(assets=[made], jobs=[job])
    defs.resolve_job_def("made_job").execute_in_process()
    assert notes == [("glad", "made.good")]


def test_hooks_of_an_asset(dg, noted):
    """@asset(hooks=) fires for the asset's step."""
    hooks, notes = noted

    @dg.asset(hooks=hooks)
    def made():
        return 1

    dg.materialize_to_memory([made])
    assert notes == [("glad", "made")]


def test_job_with_hooks(dg, good, noted):
    """with_hooks() of a job gives a job that fires them."""
    hooks, notes = noted

    @dg.job
    def plain():
        good()

    plain.with_hooks(hooks).execute_in_process()
    assert notes == [("glad", "good")]
    plain.execute_in_process()
    assert len(notes) == 1


def test_no_hook_for_a_retried_attempt(dg, noted):
    """A retried attempt fires no failure hook; the last outcome fires its hook once."""
    hooks, notes = noted
    attempts = []

    @dg.op(retry_policy=dg.RetryPolicy(max_retries=2))
    def flaky():
        attempts.append(1)
        if len(attempts) < 3:
            raise ValueError("again")

    @dg.job(hooks=hooks)
    def one():
        flaky()

    one.execute_in_process()
    assert notes == [("glad", "flaky")]


def test_failure_hook_once_after_the_retries(dg, noted):
    """When retries run out the failure hook fires once."""
    hooks, notes = noted

    @dg.op(retry_policy=dg.RetryPolicy(max_retries=2))
    def flaky():
        raise ValueError("again")

    @dg.job(hooks=hooks)
    def one():
        flaky()

    one.execute_in_process(raise_on_error=False)
    assert notes == [("sad", "flaky")]


def test_no_hook_for_a_skipped_step(dg, noted):
    """A skipped step fires no hook."""
    hooks, notes = noted

    @dg.op(out=dg.Out(is_required=False))
    def maybe():
        yield from ()

    @dg.op
    def after(n):
        return n

    @dg.job(hooks=hooks)
    def line():
        after(maybe())

    line.execute_in_process()
    assert notes == [("glad", "maybe")]


def test_hooks_for_each_mapped_step(dg, noted):
    """Each branch of a fan-out fires its hook."""
    hooks, notes = noted

    @dg.op(out=dg.DynamicOut())
    def spread():
        yield dg.DynamicOutput(1, mapping_key="a")
        yield dg.DynamicOutput(2, mapping_key="b")

    @dg.op
    def work(n):
        return n

    @dg.job
    def fan():
        spread().map(work.with_hooks(hooks))

    fan.execute_in_process()
    assert sorted(notes) == [("glad", "work[a]"), ("glad", "work[b]")]


# --- the events ---------------------------------------------------------------------------------


def test_hook_completed_event(dg, good):
    """A hook that fired is recorded as completed."""

    @dg.success_hook
    def glad(context):
        pass

    @dg.job(hooks={glad})
    def one():
        good()

    assert _kinds(one.execute_in_process()) == [("HOOK_COMPLETED", "good")]


def test_hook_event_follows_the_step(dg, good):
    """A hook fires after its step's success."""

    @dg.success_hook
    def glad(context):
        pass

    @dg.job(hooks={glad})
    def one():
        good()

    kinds = [event.event_type_value for event in one.execute_in_process().all_events]
    assert kinds.index("STEP_SUCCESS") < kinds.index("HOOK_COMPLETED")


def test_hook_that_was_not_due_is_skipped(dg, good):
    """A failure hook of a good step is recorded as skipped."""

    @dg.failure_hook
    def sad(context):
        pass

    @dg.job(hooks={sad})
    def one():
        good()

    assert _kinds(one.execute_in_process()) == [("HOOK_SKIPPED", "good")]


def test_hook_that_raises_leaves_the_run(dg, good):
    """An exception in a hook does not fail a good run; it is recorded."""

    @dg.success_hook
    def clumsy(context):
        raise RuntimeError("dropped the vase")

    @dg.job(hooks={clumsy})
    def one():
        good()

    result = one.execute_in_process()
    assert result.success
    assert _kinds(result) == [("HOOK_ERRORED", "good")]


@pytest.mark.departs("rule 21")
def test_hook_that_raises_is_shown(dg, good):
    """The event of a failed hook names the hook and what it raised."""

    @dg.success_hook
    def clumsy(context):
        raise RuntimeError("dropped the vase")

    @dg.job(hooks={clumsy})
    def one():
        good()

    (event,) = [
        e for e in one.execute_in_process().all_events if e.event_type_value == "HOOK_ERRORED"
    ]
    assert "clumsy" in event.message
    assert "dropped the vase" in event.message


def test_hook_that_raises_leaves_the_others(dg, good, noted):
    """One hook's exception does not keep another from firing."""
    hooks, notes = noted

    @dg.success_hook
    def clumsy(context):
        raise RuntimeError("dropped the vase")

    @dg.job(hooks={clumsy, *hooks})
    def one():
        good()

    one.execute_in_process()
    assert notes == [("glad", "good")]


# --- what they see ------------------------------------------------------------------------------


def test_hook_context_names(dg, good, instance):
    """A hook sees step key, op, job and run."""
    seen = {}

    @dg.success_hook
    def look(context):
        seen.update(
            step=context.step_key, op=context.op.name, job=context.job_name, run=context.run_id
        )

    @dg.job(hooks={look})
    def one():
        good()

    result = one.execute_in_process(instance=instance)
    assert seen == {"step": "good", "op": "good", "job": "one", "run": result.run_id}


def test_hook_sees_the_outputs(dg):
    """A success hook sees the output values by name."""
    seen = []

    @dg.op(out={"a": dg.Out(), "b": dg.Out()})
    def pair():
        return 1, "two"

    @dg.success_hook
    def look(context):
        seen.append(dict(context.op_output_values))

    @dg.job(hooks={look})
    def one():
        pair()

    one.execute_in_process()
    assert seen == [{"a": 1, "b": "two"}]


def test_hook_sees_the_metadata(dg):
    """A hook sees the metadata of the outputs."""
    seen = []

    @dg.op
    def counted(context):
        context.add_output_metadata({"rows": 3})
        return [1, 2, 3]

    @dg.success_hook
    def look(context):
        seen.append(context.op_output_metadata["result"]["rows"])

    @dg.job(hooks={look})
    def one():
        counted()

    one.execute_in_process()
    assert [getattr(value, "value", value) for value in seen] == [3]


def test_failure_hook_sees_the_exception(dg):
    """A failure hook sees the op's own exception."""
    mine = ValueError("mine")
    seen = []

    @dg.op
    def bad():
        raise mine

    @dg.failure_hook
    def look(context):
        seen.append(context.op_exception)

    @dg.job(hooks={look})
    def one():
        bad()

    one.execute_in_process(raise_on_error=False)
    assert len(seen) == 1
    assert seen[0] is mine


def test_success_hook_sees_no_exception(dg, good):
    """A success hook's op_exception is None."""
    seen = []

    @dg.success_hook
    def look(context):
        seen.append(context.op_exception)

    @dg.job(hooks={look})
    def one():
        good()

    one.execute_in_process()
    assert seen == [None]


def test_hook_sees_the_config(dg):
    """A hook sees the op's config."""
    seen = []

    @dg.op(config_schema={"n": int})
    def sized(context):
        return 1

    @dg.success_hook
    def look(context):
        seen.append(context.op_config)

    @dg.job(hooks={look})
    def one():
        sized()

    one.execute_in_process(run_config={"ops": {"sized": {"config": {"n": 2}}}})
    assert seen == [{"n": 2}]


def test_hook_can_log(dg, good, instance):
    """What a hook logs is in the log."""

    @dg.success_hook
    def say(context):
        context.log.info("all well with the op")

    @dg.job(hooks={say})
    def one():
        good()

    result = one.execute_in_process(instance=instance)
    texts = [entry.user_message for entry in instance.all_logs(result.run_id)]
    assert any("all well with the op" in (text or "") for text in texts)


# --- resources ----------------------------------------------------------------------------------


def test_hook_with_a_resource(dg, good):
    """A hook reads the resources it requires."""
    sent = []

    @dg.success_hook(required_resource_keys={"mail"})
    def post(context):
        context.resources.mail.append(context.step_key)

    @dg.job(hooks={post}, resource_defs={"mail": dg.ResourceDefinition.hardcoded_resource(sent)})
    def one():
        good()

    one.execute_in_process()
    assert sent == ["good"]


def test_hook_without_its_resource(dg, good):
    """A hook whose resource nobody gives is refused before the run."""

    @dg.failure_hook(required_resource_keys={"mail"})
    def post(context):
        pass

    with pytest.raises(dg.DagsterInvalidDefinitionError, match="mail"):

        @dg.job(hooks={post})
        def one():
            good()

        one.execute_in_process()


# --- definitions --------------------------------------------------------------------------------


def test_hook_names(dg):
    """A hook is named after its function, or by name=."""

    @dg.success_hook
    def glad(context):
        pass

    @dg.failure_hook(name="alarm")
    def anything(context):
        pass

    assert (glad.name, anything.name) == ("glad", "alarm")


def test_hook_decorated_function_can_be_tested(dg):
    """A hook can be called with a context built for it."""
    calls = []

    @dg.success_hook
    def glad(context):
        calls.append(context.log is not None)

    glad(dg.build_hook_context())
    assert calls == [True]


def test_hook_context_with_resources(dg):
    """build_hook_context(resources=) serves a hook's test."""
    sent = []

    @dg.success_hook(required_resource_keys={"mail"})
    def post(context):
        context.resources.mail.append("sent")

    post(dg.build_hook_context(resources={"mail": sent}))
    assert sent == ["sent"]


def test_hooks_of_from_graph(dg, good, noted):
    """from_graph(hook_defs=) fires for each op that runs."""
    hooks, notes = noted

    @dg.graph
    def made():
        return good()

    asset = dg.AssetsDefinition.from_graph(made, hook_defs=hooks)
    dg.materialize([asset])
    assert notes == [("glad", "made.good")]
