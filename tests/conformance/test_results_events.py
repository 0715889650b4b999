"""What a result tells, which events a run leaves, and what the log of runs answers."""

import pytest

KINDS = (
    "STEP_START",
    "LOADED_INPUT",
    "STEP_INPUT",
    "STEP_OUTPUT",
    "ASSET_MATERIALIZATION",
    "HANDLED_OUTPUT",
    "STEP_SUCCESS",
)


@pytest.fixture
def f(dg):
    """A graph asset of two ops."""

    @dg.op
    def one():
        return 1

    @dg.op
    def inc(n):
        return dg.Output(n + 1, metadata={"rows": n})

    @dg.graph_asset
    def f():
        return inc(one())

    return f


@pytest.fixture
def failing(dg):
    """Two branches, one of which fails."""

    @dg.op
    def good():
        return 1

    @dg.op
    def bad():
        raise RuntimeError("out of luck")

    @dg.op
    def after(n):
        return n

    @dg.graph_asset
    def broken():
        return after(bad())

    @dg.graph_asset
    def fine():
        return after(good())

    @dg.asset
    def below(broken):
        return broken

    return [broken, fine, below]


# --- the result ---------------------------------------------------------------------------------


def test_result_of_a_good_run(dg, f):
    """A result knows its run, its values and its materializations."""
    result = dg.materialize([f])
    assert result.success is True
    assert result.run_id == result.dagster_run.run_id
    assert result.asset_value("f") == result.asset_value(dg.AssetKey("f")) == 2
    assert result.output_for_node("f.one") == 1
    assert result.output_for_node("f.inc", "result") == 2
    assert result.output_for_node("f", "result") == 2
    assert [e.asset_key for e in result.get_asset_materialization_events()] == [dg.AssetKey("f")]


def test_nodes_of_a_good_run(dg, f):
    """A result tells of each node how it went."""
    result = dg.materialize([f])
    assert result.is_node_success("f.one")
    assert result.is_node_success("f")
    assert not result.is_node_failed("f.one")
    assert not result.is_node_skipped("f.one")
    assert not result.is_node_untouched("f.one")


def test_events_of_a_node(dg, f):
    """`events_for_node` gives the events of one step; an unknown node has none."""
    result = dg.materialize([f])
    kinds = [e.event_type_value for e in result.events_for_node("f.one")]
    assert kinds[0] == "STEP_START"
    assert kinds[-1] == "STEP_SUCCESS"
    assert result.events_for_node("nowhere") == []


def test_filter_events(dg, f):
    """`filter_events` gives the events that a function picks."""
    result = dg.materialize([f])
    picked = result.filter_events(lambda e: e.event_type_value == "STEP_SUCCESS")
    assert sorted(e.step_key for e in picked) == ["f.inc", "f.one"]


def test_step_events_by_kind(dg, f):
    """The result has the success, failure and skip events of steps."""
    result = dg.materialize([f])
    assert len(result.get_step_success_events()) == 2
    assert result.get_step_failure_events() == []
    assert result.get_step_skipped_events() == []
    assert result.get_failed_step_keys() == set()


def test_value_of_an_unknown_asset(dg, f):
    """The value of an asset that was not in the run can't be read."""
    result = dg.materialize([f])
    with pytest.raises(Exception) as caught:
        result.asset_value("ghost")
    assert "ghost" in str(caught.value)


@pytest.mark.parametrize(
    ("node", "output"), [("ghost", "result"), ("f.ghost", "result"), ("f.one", "ghost")]
)
def test_output_of_an_unknown_node(dg, f, node, output):
    """The output of a node that there is not can't be read; the error names it."""
    result = dg.materialize([f])
    with pytest.raises(Exception) as caught:
        result.output_for_node(node, output)
    assert "ghost" in str(caught.value)


def test_output_that_was_not_made(dg, failing):
    """The output of a step that failed can't be read."""
    result = dg.materialize(failing, raise_on_error=False)
    with pytest.raises(dg.DagsterInvariantViolationError):
        result.output_for_node("broken.bad")


def test_result_of_a_graph(dg):
    """A graph's result has the graph's output values."""

    @dg.op
    def one():
        return 1

    @dg.graph(out={"a": dg.GraphOut(), "b": dg.GraphOut()})
    def g():
        return one.alias("x")(), one.alias("y")()

    result = g.execute_in_process()
    assert result.output_value("a") == 1
    assert result.output_for_node("y") == 1


# --- a failed run -------------------------------------------------------------------------------


def test_original_exception_is_raised(dg, failing):
    """With `raise_on_error` the op's own exception comes out."""
    with pytest.raises(RuntimeError, match="out of luck"):
        dg.materialize(failing)


def test_failed_run_tells_what_failed(dg, failing, seen):
    """A failed run's result names the failed step; other branches went on."""
    result = dg.materialize(failing, raise_on_error=False)
    assert result.success is False
    assert result.get_failed_step_keys() == {"broken.bad"}
    assert result.is_node_failed("broken.bad")
    for name in ("broken.after", "below"):
        assert result.is_node_untouched(name)
        assert not result.is_node_failed(name)
    assert seen(result).made == ["fine"]
    assert result.asset_value("fine") == 1


def test_failure_data(dg, failing):
    """The failure of a step holds the error and what caused it."""
    result = dg.materialize(failing, raise_on_error=False)
    error = result.failure_data_for_node("broken.bad").error
    assert error.cls_name == "DagsterExecutionStepExecutionError"
    assert error.cause.cls_name == "RuntimeError"
    assert "out of luck" in error.cause.message
    assert result.failure_data_for_node("fine.good") is None


def test_failure_with_description_and_metadata(dg):
    """A Failure carries its description and metadata to the event."""

    @dg.op
    def stop():
        raise dg.Failure(description="bad rows", metadata={"rows": 3})

    @dg.graph_asset
    def g():
        return stop()

    with pytest.raises(dg.Failure, match="bad rows"):
        dg.materialize([g])
    data = dg.materialize([g], raise_on_error=False).failure_data_for_node("g.stop")
    assert data.user_failure_data.description == "bad rows"
    assert data.user_failure_data.metadata["rows"].value == 3


def test_failure_events(dg, failing):
    """A failed run ends with a failure event."""
    result = dg.materialize(failing, raise_on_error=False)
    kinds = [e.event_type_value for e in result.all_events]
    assert "STEP_FAILURE" in kinds
    assert kinds[-1] == "PIPELINE_FAILURE"
    assert result.get_run_failure_event().is_failure


def test_stored_value_stays_when_a_later_run_fails(dg, kept_instance):
    """A failed run leaves the value of the run before in place."""
    broken = []

    @dg.op
    def make():
        return 1

    @dg.op
    def publish(n):
        if broken:
            raise ValueError("no")
        return n

    @dg.graph_asset
    def g():
        return publish(make())

    defs = dg.Definitions(assets=[g])
    dg.materialize([g], instance=kept_instance)
    broken.append(1)
    dg.materialize([g], instance=kept_instance, raise_on_error=False)
    assert defs.load_asset_value("g", instance=kept_instance) == 1


# --- events -------------------------------------------------------------------------------------


def test_order_of_events(dg, f):
    """Events of a run come in their documented order."""
    events = [
        (e.step_key, e.event_type_value)
        for e in dg.materialize([f]).all_events
        if e.event_type_value in KINDS
    ]
    assert events == [
        ("f.one", "STEP_START"),
        ("f.one", "STEP_OUTPUT"),
        ("f.one", "HANDLED_OUTPUT"),
        ("f.one", "STEP_SUCCESS"),
        ("f.inc", "STEP_START"),
        ("f.inc", "LOADED_INPUT"),
        ("f.inc", "STEP_INPUT"),
        ("f.inc", "STEP_OUTPUT"),
        ("f.inc", "ASSET_MATERIALIZATION"),
        ("f.inc", "HANDLED_OUTPUT"),
        ("f.inc", "STEP_SUCCESS"),
    ]


def test_run_starts_and_ends(dg, f):
    """A run's events begin with its start and end with its success."""
    kinds = [e.event_type_value for e in dg.materialize([f]).all_events]
    assert kinds[0] == "PIPELINE_START"
    assert kinds[-1] == "PIPELINE_SUCCESS"


def test_event_types_are_an_enumeration(dg, f):
    """An event's type is a DagsterEventType."""
    types = {e.event_type for e in dg.materialize([f]).all_events}
    assert dg.DagsterEventType.STEP_SUCCESS in types
    assert dg.DagsterEventType.ASSET_MATERIALIZATION in types


def test_event_predicates(dg, f):
    """An event says of what kind it is."""
    events = dg.materialize([f]).all_events
    assert [e.step_key for e in events if e.is_step_success] == ["f.one", "f.inc"]
    assert [e.step_key for e in events if e.is_step_start] == ["f.one", "f.inc"]
    assert len([e for e in events if e.is_step_materialization]) == 1
    assert not [e for e in events if e.is_step_failure]


def test_materialization_event(dg, f):
    """A materialization event has the key, the step and the metadata."""
    (event,) = dg.materialize([f]).get_asset_materialization_events()
    assert event.asset_key == dg.AssetKey("f")
    assert event.step_key == "f.inc"
    materialization = event.materialization
    assert isinstance(materialization, dg.AssetMaterialization)
    assert materialization.metadata["rows"] == dg.MetadataValue.int(1)
    assert event.partition is None


def test_materializations_for_a_node(dg, f):
    """`asset_materializations_for_node` gives the materializations of one step."""
    result = dg.materialize([f])
    (found,) = result.asset_materializations_for_node("f.inc")
    assert found.asset_key == dg.AssetKey("f")
    assert list(result.asset_materializations_for_node("f.one")) == []


def test_materializations_that_an_op_logs(dg, seen):
    """An op may log materializations of other assets."""

    @dg.op
    def logs(context):
        context.log_event(dg.AssetMaterialization("outside", description="d", metadata={"n": 1}))
        return 1

    @dg.graph_asset
    def g():
        return logs()

    assert seen(dg.materialize([g])).made == ["g", "outside"]


def test_observations(dg):
    """An op may log observations."""

    @dg.op
    def observes(context):
        context.log_event(dg.AssetObservation("outside", metadata={"n": 1}))
        return 1

    @dg.graph_asset
    def g():
        return observes()

    result = dg.materialize([g])
    (found,) = result.asset_observations_for_node("g.observes")
    assert found.asset_key == dg.AssetKey("outside")


def test_data_version_of_upstream_is_recorded(dg):
    """A materialization names the versions of the upstream data that it was made of."""

    @dg.asset
    def base():
        return dg.Output(1, data_version=dg.DataVersion("v9"))

    @dg.op
    def inc(n):
        return n + 1

    @dg.graph_asset
    def g(base):
        return inc(base)

    events = dg.materialize([base, g]).get_asset_materialization_events()
    (tags,) = [e.materialization.tags for e in events if e.asset_key == g.key]
    assert tags["dagster/input_data_version/base"] == "v9"


# --- the log of runs ----------------------------------------------------------------------------


def test_latest_materialization(dg, f, kept_instance):
    """The log knows the latest materialization of an asset, and none of one never made."""
    assert kept_instance.get_latest_materialization_event(f.key) is None
    first = dg.materialize([f], instance=kept_instance)
    second = dg.materialize([f], instance=kept_instance)
    latest = kept_instance.get_latest_materialization_event(f.key)
    assert latest.run_id == second.run_id != first.run_id
    assert latest.asset_materialization.metadata["rows"].value == 1


def test_fetch_materializations(dg, f, kept_instance):
    """`fetch_materializations` gives an asset's history, newest first."""
    runs = [dg.materialize([f], instance=kept_instance).run_id for _ in range(3)]
    found = kept_instance.fetch_materializations(f.key, limit=2)
    assert [record.run_id for record in found.records] == runs[:0:-1]


def test_all_asset_keys(dg, failing, kept_instance):
    """The log lists the assets that were ever made."""
    dg.materialize(failing, instance=kept_instance, raise_on_error=False)
    assert kept_instance.has_asset_key(dg.AssetKey("fine"))
    assert dg.AssetKey("fine") in kept_instance.all_asset_keys()


def test_runs_of_the_log(dg, failing, kept_instance):
    """The log lists its runs, newest first, with status and tags, and filters them."""
    dg.materialize([failing[1]], instance=kept_instance, tags={"k": "v"})
    dg.materialize(failing, instance=kept_instance, raise_on_error=False)
    statuses = [run.status for run in kept_instance.get_runs()]
    assert statuses == [dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.SUCCESS]
    good = kept_instance.get_runs(filters=dg.RunsFilter(statuses=[dg.DagsterRunStatus.SUCCESS]))
    tagged = kept_instance.get_runs(filters=dg.RunsFilter(tags={"k": "v"}))
    assert [r.run_id for r in good] == [r.run_id for r in tagged]
    assert len(good) == 1


def test_run_by_id(dg, f, kept_instance):
    """A run is found by its id."""
    result = dg.materialize([f], instance=kept_instance)
    run = kept_instance.get_run_by_id(result.run_id)
    assert run.is_success
    assert run.run_id == result.run_id
    assert kept_instance.get_run_by_id("no-such-run") is None


def test_run_knows_its_selection(dg, failing, kept_instance):
    """A run knows which assets it was asked for."""
    job = dg.Definitions(assets=failing).get_implicit_global_asset_job_def()
    result = job.execute_in_process(asset_selection=[dg.AssetKey("fine")], instance=kept_instance)
    run = kept_instance.get_run_by_id(result.run_id)
    assert run.asset_selection == {dg.AssetKey("fine")}
    assert run.job_name == "__ASSET_JOB"


def test_step_stats(dg, failing, kept_instance):
    """The log knows how each step of a run went."""
    result = dg.materialize(failing, instance=kept_instance, raise_on_error=False)
    stats = {s.step_key: s for s in kept_instance.get_run_step_stats(result.run_id)}
    assert stats["broken.bad"].status.value == "FAILURE"
    assert stats["fine.good"].status.value == "SUCCESS"
    assert stats["fine.good"].attempts == 1


def test_all_logs(dg, f, kept_instance):
    """The log has every event of a run, and the lines that ops logged."""

    @dg.op
    def talks(context):
        context.log.info("quite so")
        context.log.warning("oh dear")
        return 1

    @dg.graph_asset
    def g():
        return talks()

    result = dg.materialize([g], instance=kept_instance)
    entries = kept_instance.all_logs(result.run_id)
    said = {e.user_message: (e.level, e.step_key) for e in entries if not e.is_dagster_event}
    assert said["quite so"] == (20, "g.talks")
    assert said["oh dear"] == (30, "g.talks")
    assert "ASSET_MATERIALIZATION" in [
        e.dagster_event.event_type_value for e in entries if e.is_dagster_event
    ]


def test_planned_materializations(dg, failing, kept_instance):
    """The log says what a run planned to make, even if it came to nothing."""
    result = dg.materialize(failing, instance=kept_instance, raise_on_error=False)
    planned = kept_instance.all_logs(
        result.run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION_PLANNED
    )
    keys = sorted(e.dagster_event.asset_key.to_user_string() for e in planned)
    assert keys == ["below", "broken", "fine"]


def test_planned_materializations_of_a_subset(dg, kept_instance):
    """Only selected assets are planned."""

    @dg.op
    def a():
        return 1

    @dg.graph_multi_asset(outs={"M": dg.AssetOut(), "N": dg.AssetOut()}, can_subset=True)
    def g():
        return {"M": a.alias("m")(), "N": a.alias("n")()}

    result = dg.materialize([g], selection="N", instance=kept_instance)
    planned = kept_instance.all_logs(
        result.run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION_PLANNED
    )
    found = [
        (e.dagster_event.asset_key.to_user_string(), e.dagster_event.step_key) for e in planned
    ]
    assert found == [("N", "g.n")]


def test_wipe_assets(dg, f, kept_instance):
    """An asset's history can be wiped."""
    dg.materialize([f], instance=kept_instance)
    kept_instance.wipe_assets([f.key])
    assert kept_instance.get_latest_materialization_event(f.key) is None
    assert not kept_instance.has_asset_key(f.key)


def test_failed_run_is_recorded_even_if_it_raises(dg, failing, kept_instance):
    """A run that raises is in the log as failed."""
    with pytest.raises(RuntimeError):
        dg.materialize(failing, instance=kept_instance)
    (run,) = kept_instance.get_runs()
    assert run.status == dg.DagsterRunStatus.FAILURE
    kinds = [
        e.dagster_event.event_type_value
        for e in kept_instance.all_logs(run.run_id)
        if e.is_dagster_event
    ]
    assert "STEP_FAILURE" in kinds
    assert "PIPELINE_FAILURE" in kinds


def test_partial_materialization_before_a_failure(dg, seen):
    """An asset that an op yielded before it failed stays made."""

    @dg.op(out={"m": dg.Out(), "n": dg.Out()})
    def half():
        yield dg.Output(1, "m")
        raise ValueError("no")

    @dg.graph_multi_asset(outs={"M": dg.AssetOut(), "N": dg.AssetOut()})
    def g():
        m, n = half()
        return {"M": m, "N": n}

    result = dg.materialize([g], raise_on_error=False)
    assert not result.success
    assert seen(result).made == ["M"]


def test_log_survives_being_closed(dg, f, tmp_path):
    """A log on disk is there again when it is opened again."""
    folder = tmp_path / "kept"
    folder.mkdir()
    with dg.DagsterInstance.local_temp(str(folder)) as log:
        run_id = dg.materialize([f], instance=log).run_id
    with dg.DagsterInstance.local_temp(str(folder)) as log:
        assert log.get_latest_materialization_event(f.key).run_id == run_id
        assert dg.Definitions(assets=[f]).load_asset_value("f", instance=log) == 2


# --- departures ---------------------------------------------------------------------------------


@pytest.mark.departs("rule 21")
def test_original_exception_after_retries(dg):
    """After the last retry the op's own exception comes out."""

    @dg.op(retry_policy=dg.RetryPolicy(max_retries=1))
    def bad():
        raise KeyError("the very one")

    @dg.graph_asset
    def g():
        return bad()

    with pytest.raises(KeyError, match="the very one"):
        dg.materialize([g])


@pytest.mark.departs("rule 10")
def test_skipped_node_is_not_a_success(dg):
    """A graph whose op was skipped is not told to be both skipped and successful."""

    @dg.op(out=dg.Out(is_required=False))
    def maybe():
        if False:
            yield dg.Output(1)

    @dg.op
    def after(n):
        return n

    @dg.graph_asset
    def g():
        return after(maybe())

    result = dg.materialize([g])
    assert not (result.is_node_skipped("g") and result.is_node_success("g"))


def test_a_materialization_can_be_reported_without_a_run(dg):
    """What was made elsewhere is reported to the instance, and is then the latest."""
    instance = dg.DagsterInstance.ephemeral()

    instance.report_runless_asset_event(
        dg.AssetMaterialization("elsewhere", metadata={"rows": 3}, description="by hand")
    )

    event = instance.get_latest_materialization_event(dg.AssetKey("elsewhere"))
    assert event is not None
    assert event.asset_materialization.metadata["rows"].value == 3
