"""Jobs, runs and results: asset jobs, op jobs, materialize, the event log, direct contexts."""

import uuid

import pytest


def _types(result):
    """The kinds of a result's events, in order."""
    return [event.event_type_value for event in result.all_events]


@pytest.fixture
def chain(dg):
    """A graph asset of two ops and an asset below it."""

    @dg.op
    def draw():
        return 2

    @dg.op
    def double(n):
        return n * 2

    @dg.graph_asset
    def well():
        return double(draw())

    @dg.asset
    def bucket(well):
        return well + 1

    return [well, bucket]


# --- asset jobs ---------------------------------------------------------------------------------


def test_implicit_job(dg, chain, seen):
    """The implicit job makes every asset."""
    result = (
        dg.Definitions(assets=chain).resolve_implicit_global_asset_job_def().execute_in_process()
    )
    assert seen(result).made == ["bucket", "well"]


def test_get_implicit_global_asset_job_def(dg, chain, seen):
    """The older name of the implicit job works as well."""
    result = dg.Definitions(assets=chain).get_implicit_global_asset_job_def().execute_in_process()
    assert seen(result).made == ["bucket", "well"]


def test_asset_job_of_everything(dg, chain, seen):
    """define_asset_job() without a selection takes all assets."""
    defs = dg.Definitions(assets=chain, jobs=[dg.define_asset_job("everything")])
    assert seen(defs.resolve_job_def("everything").execute_in_process()).made == ["bucket", "well"]


def test_get_job_def(dg, chain, seen):
    """get_job_def() finds an asset job too."""
    defs = dg.Definitions(assets=chain, jobs=[dg.define_asset_job("everything")])
    assert seen(defs.get_job_def("everything").execute_in_process()).made == ["bucket", "well"]


def test_asset_job_with_a_selection(dg, chain, seen):
    """An asset job is limited to its selection."""
    defs = dg.Definitions(assets=chain, jobs=[dg.define_asset_job("some", selection="well")])
    assert seen(defs.resolve_job_def("some").execute_in_process()).made == ["well"]


def test_asset_job_by_definitions(dg, chain, seen):
    """An asset job's selection may be a list of definitions."""
    defs = dg.Definitions(assets=chain, jobs=[dg.define_asset_job("some", selection=[chain[0]])])
    assert seen(defs.resolve_job_def("some").execute_in_process()).made == ["well"]


def test_asset_job_tags(dg, chain, instance):
    """An asset job's tags are on its runs."""
    defs = dg.Definitions(assets=chain, jobs=[dg.define_asset_job("j", tags={"team": "core"})])
    result = defs.resolve_job_def("j").execute_in_process(instance=instance)
    assert instance.get_run_by_id(result.run_id).tags["team"] == "core"


def test_asset_job_name_in_the_run(dg, chain, instance):
    """A run's record names its job."""
    defs = dg.Definitions(assets=chain, jobs=[dg.define_asset_job("j")])
    result = defs.resolve_job_def("j").execute_in_process(instance=instance)
    assert instance.get_run_by_id(result.run_id).job_name == "j"


def test_unknown_job(dg, chain):
    """An unknown job is refused by name."""
    defs = dg.Definitions(assets=chain, jobs=[dg.define_asset_job("nightly")])
    with pytest.raises(dg.DagsterInvariantViolationError, match="nihgtly"):
        defs.resolve_job_def("nihgtly")


def test_asset_job_of_an_unknown_key(dg, chain):
    """A job whose selection names an unknown asset is refused."""
    defs = dg.Definitions(assets=chain, jobs=[dg.define_asset_job("j", selection="wells")])
    with pytest.raises(dg.DagsterInvalidDefinitionError):
        defs.resolve_job_def("j")


def test_duplicate_job_names(dg, chain):
    """Two jobs of one name are refused."""
    jobs = [dg.define_asset_job("j", selection=name) for name in ("well", "bucket")]
    with pytest.raises(dg.DagsterInvalidDefinitionError, match="j"):
        dg.Definitions(assets=chain, jobs=jobs).resolve_job_def("j")


def test_illegal_job_name(dg):
    """A job's name is checked."""
    with pytest.raises(dg.DagsterInvalidDefinitionError):

        @dg.job(name="no spaces please")
        def anything():
            pass


def test_partial_selection_of_an_unsplittable_graph(dg):
    """A part of a definition without can_subset is refused."""

    @dg.op(out={"a": dg.Out(), "b": dg.Out()})
    def both():
        return 1, 2

    @dg.graph_multi_asset(outs={"a": dg.AssetOut(), "b": dg.AssetOut()})
    def pair():
        a, b = both()
        return {"a": a, "b": b}

    job = dg.Definitions(assets=[pair]).resolve_implicit_global_asset_job_def()
    with pytest.raises(dg.DagsterInvalidSubsetError, match="a"):
        job.execute_in_process(asset_selection=[dg.AssetKey("a")])


@pytest.mark.departs("rule 6")
def test_partial_selection_tells_the_ways_out(dg):
    """The refusal of a part names the definition, the missing keys and can_subset."""

    @dg.op(out={"left": dg.Out(), "right": dg.Out()})
    def both():
        return 1, 2

    @dg.graph_multi_asset(outs={"left": dg.AssetOut(), "right": dg.AssetOut()})
    def twins():
        left, right = both()
        return {"left": left, "right": right}

    job = dg.Definitions(assets=[twins]).resolve_implicit_global_asset_job_def()
    with pytest.raises(dg.DagsterInvalidSubsetError) as caught:
        job.execute_in_process(asset_selection=[dg.AssetKey("left")])
    text = str(caught.value)
    assert "twins" in text
    assert "right" in text
    assert "can_subset" in text


# --- op jobs and graphs -------------------------------------------------------------------------


def test_op_job(dg):
    """A job of ops runs and gives its outputs."""

    @dg.op
    def one():
        return 1

    @dg.job
    def single():
        one()

    result = single.execute_in_process()
    assert result.success
    assert result.output_for_node("one") == 1


def test_job_in_definitions(dg):
    """A job of ops may stand beside assets in Definitions."""

    @dg.op
    def one():
        return 1

    @dg.job
    def single():
        one()

    assert dg.Definitions(jobs=[single]).resolve_job_def("single").execute_in_process().success


def test_job_attributes(dg):
    """A job shows its name, description and tags."""

    @dg.op
    def one():
        return 1

    @dg.job(name="renamed", tags={"a": "b"})
    def single():
        """What it is for."""
        one()

    assert (single.name, single.description) == ("renamed", "What it is for.")
    assert single.tags["a"] == "b"


def test_job_tags_reach_the_run(dg):
    """A job's tags and those of the run are on context.run_tags."""

    @dg.op
    def tell(context):
        return {name: context.run_tags[name] for name in ("a", "c")}

    @dg.job(tags={"a": "b"})
    def single():
        tell()

    assert single.execute_in_process(tags={"c": "d"}).output_for_node("tell") == {
        "a": "b",
        "c": "d",
    }


def test_run_tag_wins_over_the_job(dg):
    """A tag given for the run replaces the job's."""

    @dg.op
    def tell(context):
        return context.get_tag("a")

    @dg.job(tags={"a": "job"})
    def single():
        tell()

    assert single.execute_in_process(tags={"a": "run"}).output_for_node("tell") == "run"


def test_graph_to_job(dg):
    """A graph becomes a job, with resources of the moment."""

    @dg.op(required_resource_keys={"n"})
    def tell(context):
        return context.resources.n

    @dg.graph
    def g():
        tell()

    job = g.to_job(name="g_job", resource_defs={"n": dg.ResourceDefinition.hardcoded_resource(4)})
    assert job.name == "g_job"
    assert job.execute_in_process().output_for_node("tell") == 4


def test_graph_to_job_with_config(dg):
    """to_job(config=) is the run config of its runs."""

    @dg.op(config_schema={"n": int})
    def tell(context):
        return context.op_config["n"]

    @dg.graph
    def g():
        tell()

    job = g.to_job(config={"ops": {"tell": {"config": {"n": 6}}}})
    assert job.execute_in_process().output_for_node("tell") == 6


def test_graph_output_value(dg):
    """A graph run by itself gives its outputs by name."""

    @dg.op(out={"x": dg.Out(), "y": dg.Out()})
    def both():
        return 1, 2

    @dg.graph(out={"left": dg.GraphOut(), "right": dg.GraphOut()})
    def g():
        x, y = both()
        return {"left": y, "right": x}

    result = g.execute_in_process()
    assert (result.output_value("left"), result.output_value("right")) == (2, 1)


# --- materialize --------------------------------------------------------------------------------


def test_materialize(dg, chain, seen):
    """materialize() makes all that it is given."""
    result = dg.materialize(chain)
    assert result.success
    assert seen(result).made == ["bucket", "well"]


def test_materialize_to_memory_gives_values(dg, chain):
    """materialize_to_memory() keeps the values for reading."""
    result = dg.materialize_to_memory(chain)
    assert (result.asset_value("well"), result.asset_value("bucket")) == (4, 5)


def test_asset_value_by_key(dg, chain):
    """asset_value() takes an AssetKey too."""
    assert dg.materialize_to_memory(chain).asset_value(dg.AssetKey(["well"])) == 4


def test_materialize_with_tags(dg, chain, instance):
    """materialize(tags=) tags the run."""
    result = dg.materialize(chain, tags={"why": "test"}, instance=instance)
    assert instance.get_run_by_id(result.run_id).tags["why"] == "test"


def test_materialize_nothing(dg):
    """materialize([]) succeeds and makes nothing."""
    result = dg.materialize([])
    assert result.success
    assert result.get_asset_materialization_events() == []


def test_materialize_of_a_word(dg):
    """materialize() takes a list of assets, not their name."""
    with pytest.raises(Exception, match=r"[Aa]sset|[Ss]equence|list"):
        dg.materialize("well")


def test_materialize_loads_from_an_earlier_run(dg, chain, kept_instance, seen):
    """A later run of the lower asset loads the upper one's value."""
    dg.materialize(chain, instance=kept_instance)
    result = dg.materialize(chain, selection="bucket", instance=kept_instance)
    assert seen(result).ran == ["bucket"]
    assert result.output_for_node("bucket") == 5


def test_materialize_without_its_upstream(dg, chain, kept_instance):
    """A run fails when its upstream value was never made."""
    result = dg.materialize(chain, selection="bucket", instance=kept_instance, raise_on_error=False)
    assert not result.success


@pytest.mark.departs("rule 20")
def test_missing_upstream_is_named(dg, chain, kept_instance):
    """The refusal for a missing upstream value names the asset and how to make it."""
    with pytest.raises(dg.DagsterError, match="well") as caught:
        dg.materialize(chain, selection="bucket", instance=kept_instance)
    assert "materialize" in str(caught.value)


def test_external_asset_is_loaded(dg):
    """An external asset's value is loaded by the I/O manager, and never made."""

    class Shelf(dg.IOManager):
        def handle_output(self, context, obj):
            pass

        def load_input(self, context):
            return "from " + context.asset_key.to_user_string()

    @dg.asset
    def reader(outside):
        return outside

    seen = []

    @dg.op
    def keep(text):
        seen.append(text)
        return text

    @dg.graph_asset
    def graph_reader(outside):
        return keep(outside)

    outside = dg.AssetSpec("outside")
    result = dg.materialize([outside, reader, graph_reader], resources={"io_manager": Shelf()})
    assert result.success
    assert seen == ["from outside"]


# --- results ------------------------------------------------------------------------------------


def test_output_of_inner_ops(dg, chain):
    """The outputs of ops inside a graph asset are read by dotted names."""
    result = dg.materialize(chain)
    assert result.output_for_node("well.draw") == 2
    assert result.output_for_node("well.double") == 4
    assert result.output_for_node("well") == 4


def test_output_of_an_unknown_node(dg, chain):
    """An unknown node is refused by name."""
    with pytest.raises(dg.DagsterInvariantViolationError, match="wlel"):
        dg.materialize(chain).output_for_node("wlel")


def test_output_of_an_unknown_name(dg, chain):
    """An unknown output of a node is refused by name."""
    with pytest.raises(Exception, match="nope"):
        dg.materialize(chain).output_for_node("bucket", "nope")


def test_outputs_of_a_graph_by_asset(dg):
    """A graph of several assets gives its outputs by name."""

    @dg.op(out={"a": dg.Out(), "b": dg.Out()})
    def both():
        return 1, 2

    @dg.graph_multi_asset(outs={"x": dg.AssetOut(), "y": dg.AssetOut()})
    def pair():
        a, b = both()
        return {"x": a, "y": b}

    result = dg.materialize([pair])
    assert (result.output_for_node("pair", "x"), result.output_for_node("pair", "y")) == (1, 2)


def test_node_success(dg, chain):
    """Nodes that succeeded are known by dotted name and by graph."""
    result = dg.materialize(chain)
    assert result.is_node_success("well.draw")
    assert result.is_node_success("bucket")
    assert not result.is_node_failed("bucket")
    assert not result.is_node_skipped("bucket")


def test_events_for_node(dg, chain):
    """events_for_node() gives the events of one node."""
    kinds = {event.event_type_value for event in dg.materialize(chain).events_for_node("bucket")}
    assert {"STEP_START", "STEP_SUCCESS", "ASSET_MATERIALIZATION", "HANDLED_OUTPUT"} <= kinds


def test_filter_events(dg, chain):
    """filter_events() keeps what its function keeps."""
    result = dg.materialize(chain)
    starts = result.filter_events(lambda event: event.event_type_value == "STEP_START")
    assert [event.step_key for event in starts] == ["well.draw", "well.double", "bucket"]


def test_asset_materializations_for_node(dg, chain):
    """asset_materializations_for_node() gives a node's materializations."""
    (one,) = dg.materialize(chain).asset_materializations_for_node("bucket")
    assert one.asset_key == dg.AssetKey("bucket")


def test_run_id_is_a_uuid(dg, chain):
    """A run's id is a UUID."""
    result = dg.materialize(chain)
    assert str(uuid.UUID(result.run_id)) == result.run_id


def test_given_run_id(dg):
    """A run may be given its id."""

    @dg.op
    def tell(context):
        return context.run_id

    @dg.job
    def single():
        tell()

    mine = str(uuid.uuid4())
    result = single.execute_in_process(run_id=mine)
    assert result.run_id == mine
    assert result.output_for_node("tell") == mine


def test_dagster_run_of_a_result(dg, chain):
    """A result holds the record of its run."""
    result = dg.materialize(chain, tags={"a": "b"})
    assert result.dagster_run.run_id == result.run_id
    assert result.dagster_run.tags["a"] == "b"


def test_success_event(dg, chain):
    """A good run ends with its success event."""
    result = dg.materialize(chain)
    assert result.get_run_success_event().event_type_value == "PIPELINE_SUCCESS"
    assert _types(result)[0] == "PIPELINE_START"
    assert _types(result)[-1] == "PIPELINE_SUCCESS"


def test_order_of_a_steps_events(dg, chain):
    """A step starts, loads, stores, records its asset and succeeds, in that order."""
    result = dg.materialize(chain)
    kinds = [event.event_type_value for event in result.all_events if event.step_key == "bucket"]
    wanted = [
        "STEP_START",
        "LOADED_INPUT",
        "STEP_INPUT",
        "STEP_OUTPUT",
        "ASSET_MATERIALIZATION",
        "HANDLED_OUTPUT",
        "STEP_SUCCESS",
    ]
    assert [kind for kind in kinds if kind in wanted] == wanted


def test_inner_op_has_no_materialization(dg, chain):
    """Ops inside a graph store values without materializing anything."""
    result = dg.materialize(chain)
    kinds = [event.event_type_value for event in result.all_events if event.step_key == "well.draw"]
    assert "HANDLED_OUTPUT" in kinds
    assert "ASSET_MATERIALIZATION" not in kinds


def test_event_helpers(dg, chain):
    """Events answer what kind they are."""
    result = dg.materialize(chain)
    materialized = [event for event in result.all_events if event.is_step_materialization]
    assert len(materialized) == 2
    assert sum(event.is_step_success for event in result.all_events) == 3
    assert {event.event_type for event in materialized} == {
        dg.DagsterEventType.ASSET_MATERIALIZATION
    }


def test_materialization_metadata(dg):
    """Metadata of the op output that is the asset is on its materialization."""

    @dg.op
    def measured(context):
        context.add_output_metadata({"rows": 3, "note": "ok"})
        return [1, 2, 3]

    @dg.graph_asset
    def table():
        return measured()

    (event,) = dg.materialize([table]).get_asset_materialization_events()
    metadata = event.materialization.metadata
    assert (metadata["rows"].value, metadata["note"].value) == (3, "ok")


def test_materialization_of_an_output_object(dg):
    """Output(metadata=) is on the materialization as well."""

    @dg.asset
    def table():
        return dg.Output([1], metadata={"rows": 1})

    (event,) = dg.materialize([table]).get_asset_materialization_events()
    assert event.materialization.metadata["rows"].value == 1


# --- the event log ------------------------------------------------------------------------------


def test_latest_materialization(dg, chain, instance):
    """The log gives an asset's latest materialization."""
    dg.materialize(chain, instance=instance)
    second = dg.materialize(chain, instance=instance)
    event = instance.get_latest_materialization_event(dg.AssetKey("well"))
    assert event.run_id == second.run_id
    assert event.asset_materialization.asset_key == dg.AssetKey("well")


def test_no_materialization(dg, instance):
    """An asset that was never made has no latest materialization."""
    assert instance.get_latest_materialization_event(dg.AssetKey("never")) is None


def test_fetch_materializations(dg, chain, instance):
    """The log gives an asset's materializations, newest first."""
    runs = [dg.materialize(chain, instance=instance).run_id for _ in range(3)]
    found = instance.fetch_materializations(dg.AssetKey("bucket"), limit=2)
    assert [record.run_id for record in found.records] == [runs[2], runs[1]]


def test_asset_keys_of_the_log(dg, chain, instance):
    """The log knows which assets were made."""
    dg.materialize(chain, instance=instance)
    assert set(instance.all_asset_keys()) == {dg.AssetKey("well"), dg.AssetKey("bucket")}
    assert instance.has_asset_key(dg.AssetKey("well"))
    assert not instance.has_asset_key(dg.AssetKey("draw"))


def test_runs_of_the_log(dg, chain, instance):
    """The log lists runs, newest first."""
    runs = [dg.materialize(chain, instance=instance).run_id for _ in range(2)]
    assert [run.run_id for run in instance.get_runs()] == runs[::-1]


def test_runs_by_status(dg, chain, instance):
    """The log lists runs by status."""

    @dg.asset
    def bad():
        raise ValueError("x")

    dg.materialize(chain, instance=instance)
    failed = dg.materialize([bad], instance=instance, raise_on_error=False)
    found = instance.get_runs(filters=dg.RunsFilter(statuses=[dg.DagsterRunStatus.FAILURE]))
    assert [run.run_id for run in found] == [failed.run_id]


def test_runs_by_tag(dg, chain, instance):
    """The log lists runs by tag."""
    dg.materialize(chain, instance=instance)
    tagged = dg.materialize(chain, instance=instance, tags={"k": "v"})
    found = instance.get_runs(filters=dg.RunsFilter(tags={"k": "v"}))
    assert [run.run_id for run in found] == [tagged.run_id]


def test_run_status(dg, chain, instance):
    """A good run is recorded as a success."""
    result = dg.materialize(chain, instance=instance)
    run = instance.get_run_by_id(result.run_id)
    assert run.status == dg.DagsterRunStatus.SUCCESS
    assert run.is_success
    assert run.is_finished


def test_unknown_run(dg, instance):
    """An unknown run id gives no run."""
    assert instance.get_run_by_id("00000000-0000-0000-0000-000000000000") is None


def test_planned_materializations(dg, chain, instance):
    """The log of a run begins with the assets that were planned."""
    result = dg.materialize(chain, instance=instance)
    planned = [
        entry.dagster_event
        for entry in instance.all_logs(result.run_id)
        if entry.dagster_event
        and entry.dagster_event.event_type_value == "ASSET_MATERIALIZATION_PLANNED"
    ]
    assert [event.asset_key.to_user_string() for event in planned] == ["bucket", "well"]


def test_logs_by_type(dg, chain, instance):
    """The log gives a run's events of one type."""
    result = dg.materialize(chain, instance=instance)
    found = instance.all_logs(result.run_id, of_type=dg.DagsterEventType.STEP_SUCCESS)
    assert sorted(entry.step_key for entry in found) == ["bucket", "well.double", "well.draw"]


def test_step_stats(dg, chain, instance):
    """The log gives a run's steps with their status."""
    result = dg.materialize(chain, instance=instance)
    stats = {one.step_key: one.status.value for one in instance.get_run_step_stats(result.run_id)}
    assert stats == {"well.draw": "SUCCESS", "well.double": "SUCCESS", "bucket": "SUCCESS"}


def test_log_messages(dg, instance):
    """What an op logs is in the event log, with level and step."""

    @dg.op
    def talks(context):
        context.log.info("hello there")
        context.log.warning("mind the gap")

    @dg.job
    def talking():
        talks()

    result = talking.execute_in_process(instance=instance)
    said = {
        entry.user_message: (entry.level, entry.step_key)
        for entry in instance.all_logs(result.run_id)
        if entry.user_message in {"hello there", "mind the gap"}
    }
    assert said == {"hello there": (20, "talks"), "mind the gap": (30, "talks")}


def test_wipe_assets(dg, chain, instance):
    """Wiping an asset forgets its materializations."""
    dg.materialize(chain, instance=instance)
    instance.wipe_assets([dg.AssetKey("well")])
    assert instance.get_latest_materialization_event(dg.AssetKey("well")) is None
    assert instance.get_latest_materialization_event(dg.AssetKey("bucket")) is not None


def test_materialization_tags(dg, instance):
    """A materialization names code version and data version."""

    @dg.asset(code_version="v9")
    def made():
        return dg.Output(1, data_version=dg.DataVersion("abc"))

    dg.materialize([made], instance=instance)
    tags = instance.get_latest_materialization_event(dg.AssetKey("made")).asset_materialization.tags
    assert (tags["dagster/code_version"], tags["dagster/data_version"]) == ("v9", "abc")


def test_kept_log_is_read_by_another_instance(dg, chain, tmp_path):
    """A log on disk outlives the instance that wrote it."""
    with dg.DagsterInstance.local_temp(str(tmp_path)) as first:
        run_id = dg.materialize(chain, instance=first).run_id
    with dg.DagsterInstance.local_temp(str(tmp_path)) as second:
        assert second.get_run_by_id(run_id) is not None


def test_instance_for_test(dg, chain):
    """instance_for_test() gives a log for the length of a block."""
    with dg.instance_for_test() as log:
        dg.materialize(chain, instance=log)
        assert log.has_asset_key(dg.AssetKey("well"))


# --- what an op sees ----------------------------------------------------------------------------


def test_context_in_an_asset_run(dg):
    """An op of a graph asset sees its asset, run and place."""

    @dg.op
    def look(context):
        return {
            "keys": sorted(key.to_user_string() for key in context.selected_asset_keys),
            "asset": context.asset_key.to_user_string(),
            "output": context.asset_key_for_output("result").to_user_string(),
            "handle": str(context.op_handle),
            "subset": context.is_subset,
            "outputs": set(context.selected_output_names),
        }

    @dg.graph_asset
    def seen_asset():
        return look()

    assert dg.materialize_to_memory([seen_asset]).asset_value("seen_asset") == {
        "keys": ["seen_asset"],
        "asset": "seen_asset",
        "output": "seen_asset",
        "handle": "seen_asset.look",
        "subset": False,
        "outputs": {"result"},
    }


def test_context_in_a_plain_job(dg):
    """An op of a plain job has no asset and all of its outputs selected."""

    @dg.op(out={"a": dg.Out(), "b": dg.Out()})
    def look(context):
        return set(context.selected_output_names), (
            context.job_name,
            set(context.selected_asset_keys),
            context.has_assets_def,
            context.retry_number,
        )

    @dg.job
    def plain():
        look()

    result = plain.execute_in_process()
    assert result.output_for_node("look", "a") == {"a", "b"}
    assert result.output_for_node("look", "b") == ("plain", set(), False, 0)


def test_asset_key_in_a_plain_job(dg):
    """An op of a plain job that asks for its asset fails."""

    @dg.op
    def look(context):
        return context.asset_key

    @dg.job
    def plain():
        look()

    with pytest.raises(dg.DagsterError):
        plain.execute_in_process()


def test_op_facts(dg):
    """The context names op, op definition and step."""

    @dg.op(tags={"t": "1"})
    def look(context):
        return (
            context.op.name,
            context.op_def.name,
            str(context.op_handle),
            context.op_def.tags["t"],
        )

    @dg.job
    def plain():
        look.alias("other")()

    assert plain.execute_in_process().output_for_node("other") == ("other", "look", "other", "1")


def test_has_tag(dg):
    """has_tag and get_tag read the run's tags."""

    @dg.op
    def look(context):
        return (context.has_tag("here"), context.has_tag("gone"), context.get_tag("gone"))

    @dg.job
    def plain():
        look()

    assert plain.execute_in_process(tags={"here": "1"}).output_for_node("look") == (
        True,
        False,
        None,
    )


def test_instance_of_the_context(dg, instance):
    """context.instance is the log of the run."""

    @dg.op
    def look(context):
        return context.instance.get_run_by_id(context.run_id) is not None

    @dg.job
    def plain():
        look()

    assert plain.execute_in_process(instance=instance).output_for_node("look") is True


def test_log_event(dg, instance):
    """context.log_event() records a materialization of its own."""

    @dg.op
    def note(context):
        context.log_event(dg.AssetMaterialization("elsewhere", metadata={"n": 1}))

    @dg.job
    def noting():
        note()

    noting.execute_in_process(instance=instance)
    event = instance.get_latest_materialization_event(dg.AssetKey("elsewhere"))
    assert event.asset_materialization.metadata["n"].value == 1


def test_log_observation(dg):
    """context.log_event() records an observation."""

    @dg.op
    def note(context):
        context.log_event(dg.AssetObservation("elsewhere", metadata={"n": 1}))

    @dg.job
    def noting():
        note()

    (one,) = noting.execute_in_process().asset_observations_for_node("note")
    assert one.asset_key == dg.AssetKey("elsewhere")


def test_annotated_asset_context(dg):
    """An op of a graph asset may annotate its context as AssetExecutionContext."""

    @dg.op
    def look(context: dg.AssetExecutionContext):
        return context.asset_key.to_user_string()

    @dg.graph_asset
    def made():
        return look()

    assert dg.materialize_to_memory([made]).asset_value("made") == "made"


def test_annotated_op_context(dg):
    """An op may annotate its context as OpExecutionContext."""

    @dg.op
    def look(context: dg.OpExecutionContext) -> str:
        return context.job_name

    @dg.job
    def plain():
        look()

    assert plain.execute_in_process().output_for_node("look") == "plain"


def test_load_asset_value_in_an_op(dg, kept_instance):
    """context.load_asset_value() reads another asset of the run."""

    @dg.asset
    def first():
        return 5

    @dg.asset(deps=[first])
    def second(context):
        return context.load_asset_value(dg.AssetKey("first")) + 1

    assert dg.materialize([first, second], instance=kept_instance).output_for_node("second") == 6


# --- order --------------------------------------------------------------------------------------


def test_priority(dg):
    """Among ready ops a higher priority goes first."""
    ran = []

    @dg.op
    def note(context):
        ran.append(context.op.name)

    @dg.job
    def ordered():
        note.alias("a")()
        note.alias("b").tag({"dagster/priority": "5"})()
        note.alias("c").tag({"dagster/priority": "-1"})()

    ordered.execute_in_process()
    assert ran == ["b", "a", "c"]


def test_alphabetical_order(dg):
    """Ready ops of one level run in alphabetical order."""
    ran = []

    @dg.op
    def note(context):
        ran.append(context.op.name)

    @dg.job
    def ordered():
        for name in ("zebra", "ant", "mole"):
            note.alias(name)()

    ordered.execute_in_process()
    assert ran == ["ant", "mole", "zebra"]


def test_nothing_dependency_orders(dg):
    """An In(Nothing) puts an op after another without a value."""
    ran = []

    @dg.op
    def a_late():
        ran.append("first")

    @dg.op(ins={"after": dg.In(dg.Nothing)})
    def a_early():
        ran.append("second")

    @dg.job
    def ordered():
        a_early(a_late())

    ordered.execute_in_process()
    assert ran == ["first", "second"]


def test_list_of_nothing_dependencies(dg):
    """An In(Nothing) takes a list of ops to wait for."""
    ran = []

    @dg.op
    def note(context):
        ran.append(context.op.name)

    @dg.op(ins={"after": dg.In(dg.Nothing)})
    def a_last():
        ran.append("a_last")

    @dg.job
    def ordered():
        a_last(after=[note.alias("x")(), note.alias("y")()])

    ordered.execute_in_process()
    assert ran == ["x", "y", "a_last"]


def test_nothing_beside_values(dg):
    """An op may take values and wait for others at once."""
    ran = []

    @dg.op
    def setup():
        ran.append("setup")

    @dg.op
    def value():
        return 4

    @dg.op(ins={"after": dg.In(dg.Nothing)})
    def use(n):
        ran.append(n)

    @dg.job
    def ordered():
        use(value(), after=setup())

    ordered.execute_in_process()
    assert sorted(map(str, ran)) == ["4", "setup"]
    assert ran[-1] == 4


# --- direct calls -------------------------------------------------------------------------------


def test_direct_call_of_an_asset(dg):
    """An asset's function is called like any function."""

    @dg.asset
    def tripled(n):
        return n * 3

    assert tripled(4) == 12


def test_direct_call_with_a_context(dg):
    """build_op_context() stands in for the run's context."""

    @dg.op
    def look(context, n):
        context.log.info("in the test")
        return n + 1

    assert look(dg.build_op_context(), 1) == 2


def test_direct_call_without_its_context(dg):
    """An op that needs a context can't be called without one."""

    @dg.op
    def look(context):
        return 1

    with pytest.raises(dg.DagsterInvalidInvocationError):
        look()


def test_run_tags_of_a_built_context(dg):
    """build_op_context(run_tags=) serves a direct call."""

    @dg.op
    def look(context):
        return context.run_tags["k"]

    assert look(dg.build_op_context(run_tags={"k": "v"})) == "v"


def test_output_metadata_of_a_built_context(dg):
    """Metadata added in a direct call can be read back."""

    @dg.op
    def measured(context):
        context.add_output_metadata({"rows": 2})
        return 1

    context = dg.build_op_context()
    measured(context)
    assert context.get_output_metadata("result")["rows"] == 2


@pytest.mark.departs("rule 17")
def test_selected_outputs_of_a_built_context(dg):
    """build_op_context(selected_output_names=) lets a subsettable op be tested."""

    @dg.op(out={"a": dg.Out(is_required=False), "b": dg.Out(is_required=False)})
    def pick(context):
        for name in ("a", "b"):
            if name in context.selected_output_names:
                yield dg.Output(name, name)

    made = list(pick(dg.build_op_context(selected_output_names={"b"})))
    assert [one.output_name for one in made] == ["b"]


@pytest.mark.departs("rule 17")
def test_all_outputs_are_selected_in_a_direct_call(dg):
    """Without selected_output_names a direct call selects every output."""

    @dg.op(out={"a": dg.Out(is_required=False), "b": dg.Out(is_required=False)})
    def pick(context):
        for name in ("a", "b"):
            if name in context.selected_output_names:
                yield dg.Output(name, name)

    made = list(pick(dg.build_op_context()))
    assert [one.output_name for one in made] == ["a", "b"]


# --- more of what users build -------------------------------------------------------------------


def test_partition_by_tag(dg):
    """The tag dagster/partition names a run's partition as partition_key does."""

    @dg.asset(partitions_def=dg.StaticPartitionsDefinition(["a", "b"]))
    def parted(context):
        return context.partition_key

    job = dg.Definitions(assets=[parted]).resolve_implicit_global_asset_job_def()
    result = job.execute_in_process(tags={"dagster/partition": "b"})
    assert result.output_for_node("parted") == "b"


def test_subset_of_a_graph_in_a_job(dg, seen):
    """A run of a job may take a part of a subsettable graph."""

    @dg.op(out={"a": dg.Out(is_required=False), "b": dg.Out(is_required=False)})
    def both(context):
        for name in ("a", "b"):
            if name in context.selected_output_names:
                yield dg.Output(name, name)

    @dg.op
    def finish(n):
        return n

    @dg.graph_multi_asset(outs={"x": dg.AssetOut(), "y": dg.AssetOut()}, can_subset=True)
    def pair():
        a, b = both()
        return {"x": a, "y": finish(b)}

    job = dg.define_asset_job("pair_job", selection=["x", "y"])
    part = dg.Definitions(assets=[pair], jobs=[job]).resolve_job_def("pair_job")
    assert seen(part.execute_in_process(asset_selection=[dg.AssetKey("x")])).ran == ["pair.both"]
    assert seen(part.execute_in_process(asset_selection=[dg.AssetKey("y")])).made == ["y"]


def test_job_of_one_asset_of_a_graph(dg, seen):
    """define_asset_job() may name one asset of a subsettable graph."""

    @dg.op
    def one():
        return 1

    @dg.graph_multi_asset(outs={"x": dg.AssetOut(), "y": dg.AssetOut()}, can_subset=True)
    def pair():
        return {"x": one(), "y": one()}

    job = dg.define_asset_job("only_y", selection="y")
    result = (
        dg.Definitions(assets=[pair], jobs=[job]).resolve_job_def("only_y").execute_in_process()
    )
    assert seen(result).ran == ["pair.one_2"]


def test_two_runs_of_one_job_are_apart(dg):
    """Runs of one job do not share ids or events."""

    @dg.op
    def one():
        return 1

    @dg.job
    def single():
        one()

    first, second = single.execute_in_process(), single.execute_in_process()
    assert first.run_id != second.run_id
    assert {event.step_key for event in first.get_step_success_events()} == {"one"}


def test_run_config_of_the_record(dg, instance):
    """A run's record holds its run config."""

    @dg.op(config_schema={"n": int})
    def sized(context):
        return context.op_config["n"]

    @dg.job
    def single():
        sized()

    config = {"ops": {"sized": {"config": {"n": 3}}}}
    result = single.execute_in_process(run_config=config, instance=instance)
    assert instance.get_run_by_id(result.run_id).run_config == config


def test_asset_selection_of_the_record(dg, chain, instance):
    """A run's record names the assets that were asked for."""
    job = dg.Definitions(assets=chain).resolve_implicit_global_asset_job_def()
    result = job.execute_in_process(asset_selection=[dg.AssetKey("well")], instance=instance)
    assert set(instance.get_run_by_id(result.run_id).asset_selection) == {dg.AssetKey("well")}


def test_cursor_over_runs(dg, chain, instance):
    """The log lists as many runs as are asked for."""
    runs = [dg.materialize(chain, instance=instance).run_id for _ in range(3)]
    assert [run.run_id for run in instance.get_runs(limit=1)] == runs[-1:]


def test_runs_of_a_job(dg, instance):
    """The log lists the runs of one job."""

    @dg.op
    def one():
        return 1

    @dg.job
    def first():
        one()

    @dg.job
    def second():
        one()

    first.execute_in_process(instance=instance)
    wanted = second.execute_in_process(instance=instance).run_id
    found = instance.get_runs(filters=dg.RunsFilter(job_name="second"))
    assert [run.run_id for run in found] == [wanted]


def test_materialize_mixed_definitions(dg, seen):
    """Graph assets, plain assets and multi-assets run together in the order of their values."""

    @dg.asset
    def start():
        return 1

    @dg.op
    def add(n):
        return n + 1

    @dg.graph_asset
    def middle(start):
        return add(add(start))

    @dg.multi_asset(outs={"low": dg.AssetOut(), "high": dg.AssetOut()})
    def ends(middle):
        return middle - 10, middle + 10

    @dg.op
    def join(a, b):
        return (a, b)

    @dg.graph_asset
    def final(low, high):
        return join(low, high)

    result = dg.materialize_to_memory([final, ends, middle, start])
    assert result.asset_value("final") == (-7, 13)
    assert seen(result).made == ["final", "high", "low", "middle", "start"]


def test_values_are_copies_between_ops(dg):
    """With the file store an op that changes its input does not change another's."""

    @dg.op
    def make():
        return [1]

    @dg.op
    def spoil(n):
        n.append(2)
        return n

    @dg.op
    def keep(n):
        return n

    @dg.op
    def join(a, b):
        return (a, b)

    @dg.graph_asset
    def made():
        n = make()
        return join(spoil(n), keep(n))

    assert dg.materialize([made]).output_for_node("made") == ([1, 2], [1])


def test_log_of_an_unknown_run_is_empty(dg, instance):
    """The log of a run that never was is empty."""
    assert list(instance.all_logs("00000000-0000-0000-0000-000000000000")) == []


def test_observation_does_not_materialize(dg, instance):
    """An observation is no materialization."""

    @dg.op
    def note(context):
        context.log_event(dg.AssetObservation("elsewhere"))

    @dg.job
    def noting():
        note()

    noting.execute_in_process(instance=instance)
    assert instance.get_latest_materialization_event(dg.AssetKey("elsewhere")) is None


def test_op_takes_a_stored_asset(dg, kept_instance) -> None:
    """An op of a plain job takes the stored value of an asset that another run made."""

    @dg.asset
    def numbers():
        return 5

    @dg.op
    def double(number):
        return number * 2

    @dg.job(resource_defs={"io_manager": dg.fs_io_manager})
    def doubles() -> None:
        double(numbers.to_source_asset())

    dg.materialize([numbers], instance=kept_instance, resources={"io_manager": dg.fs_io_manager})
    result = doubles.execute_in_process(instance=kept_instance)

    assert result.output_for_node("double") == 10


@pytest.mark.departs("the project's store")
def test_op_takes_an_asset_of_the_store(dg, instance) -> None:
    """So it does from the project's own store."""

    @dg.asset
    def numbers():
        return 5

    @dg.op
    def double(number):
        return number * 2

    @dg.job
    def doubles() -> None:
        double(numbers.to_source_asset())

    dg.materialize([numbers], instance=instance)

    assert doubles.execute_in_process(instance=instance).output_for_node("double") == 10
