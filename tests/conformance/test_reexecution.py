"""Re-execution: from a failure or of chosen steps; what runs again, what is kept."""

import textwrap

import pytest

PIPELINE = """
import os
from pathlib import Path

NOTES = Path(os.environ["CONFORMANCE_NOTES"])


def note(text):
    with NOTES.open("a") as file:
        file.write(text + "\\n")


def broken(name):
    return name in os.environ.get("CONFORMANCE_BROKEN", "").split(",")


@dg.op
def extract():
    note("extract")
    return [3, 1, 2]


@dg.op
def transform(rows):
    note("transform")
    if broken("transform"):
        raise ValueError("transform is broken")
    return sorted(rows)


@dg.op
def load(rows):
    note("load")
    if broken("load"):
        raise ValueError("load is broken")
    return rows


@dg.op
def count(rows):
    note("count")
    return len(rows)


@dg.graph_asset
def tbl():
    return load(transform(extract()))


@dg.asset
def down(tbl):
    note("down")
    return len(tbl)


@dg.asset
def apart():
    note("apart")
    return 0


@dg.job(executor_def=dg.in_process_executor)
def ops_job():
    rows = extract()
    load(transform(rows))
    count(rows)


@dg.op(out=dg.DynamicOut())
def spread():
    note("spread")
    if broken("spread"):
        raise ValueError("nothing to spread")
    for n in (1, 2, 3):
        yield dg.DynamicOutput(n, mapping_key=f"n{n}")


@dg.op
def work(n):
    note(f"work {n}")
    if n == 2 and broken("work"):
        raise ValueError("two is broken")
    return n * 10


@dg.op
def gather(parts):
    note("gather")
    return sum(parts)


@dg.graph_asset
def fanned():
    return gather(spread().map(work).collect())


@dg.op(out={"left": dg.Out(), "right": dg.Out()})
def split():
    note("split")
    yield dg.Output(1, "left")
    yield dg.Output(2, "right")


@dg.op
def use_left(n):
    note("use_left")
    return n


@dg.op
def use_right(n):
    note("use_right")
    if broken("right"):
        raise ValueError("right is broken")
    return n


@dg.graph
def inner(n):
    return use_right(n)


@dg.graph_multi_asset(outs={"lefty": dg.AssetOut(), "righty": dg.AssetOut()}, can_subset=True)
def sides():
    left, right = split()
    return {"lefty": use_left(left), "righty": inner(right)}


@dg.op(out={"maybe": dg.Out(is_required=False), "surely": dg.Out()})
def choose():
    note("choose")
    yield dg.Output(1, "surely")


@dg.op
def skipped(n):
    note("skipped")


@dg.op
def kept(n):
    note("kept")
    if broken("kept"):
        raise ValueError("kept is broken")


@dg.job(executor_def=dg.in_process_executor)
def choosing():
    maybe, surely = choose()
    skipped(maybe)
    kept(surely)


@dg.op(config_schema={"fail": bool})
def moody(context):
    note("moody")
    if context.op_config["fail"]:
        raise ValueError("in a mood")
    return "calm"


@dg.job(executor_def=dg.in_process_executor)
def moody_job():
    moody()


@dg.asset(partitions_def=dg.StaticPartitionsDefinition(["a", "b"]))
def parted(context):
    note(f"parted {context.partition_key}")
    return context.partition_key


@dg.asset(partitions_def=dg.StaticPartitionsDefinition(["a", "b"]))
def parted_below(context, parted):
    note(f"below {parted}")
    if broken("below"):
        raise ValueError("below is broken")
    return parted * 2


defs = dg.Definitions(
    executor=dg.in_process_executor,
    assets=[tbl, down, apart, fanned, sides, parted, parted_below],
    jobs=[
        dg.define_asset_job("tbl_job", selection="tbl*"),
        dg.define_asset_job("all_job", selection=["tbl", "down", "apart"]),
        dg.define_asset_job("fan_job", selection="fanned"),
        dg.define_asset_job("sides_job", selection=["lefty", "righty"]),
        dg.define_asset_job("parted_job", selection=["parted", "parted_below"]),
    ],
)


def tbl_job():
    return defs.resolve_job_def("tbl_job")


def all_job():
    return defs.resolve_job_def("all_job")


def fan_job():
    return defs.resolve_job_def("fan_job")


def sides_job():
    return defs.resolve_job_def("sides_job")


def parted_job():
    return defs.resolve_job_def("parted_job")
"""


class _Pipeline:
    """The module above, its notes and its runs."""

    def __init__(self, dg, module, notes, monkeypatch, instance):
        self.dg = dg
        self.module = module
        self.notes = notes
        self.monkeypatch = monkeypatch
        self.instance = instance

    def run(self, job="tbl_job", broken="", **options):
        """Execute a job with some ops broken; give back success, run id and the ops that ran."""
        self.notes.write_text("")
        self.monkeypatch.setenv("CONFORMANCE_BROKEN", broken)
        target = self.dg.reconstructable(getattr(self.module, job))
        with self.dg.execute_job(target, instance=self.instance, **options) as result:
            self.events = [e.event_type_value for e in result.all_events]
            self.steps = [
                e.step_key for e in result.all_events if e.event_type_value == "STEP_START"
            ]
            return result.success, result.run_id, self.notes.read_text().split("\n")[:-1]

    def again(self, run_id, job="tbl_job", broken="", **more):
        """Re-execute from failure."""
        options = self.dg.ReexecutionOptions.from_failure(run_id, self.instance)
        return self.run(job, broken, reexecution_options=options, **more)

    def steps_again(self, run_id, steps, job="tbl_job", broken=""):
        """Re-execute chosen steps."""
        options = self.dg.ReexecutionOptions(parent_run_id=run_id, step_selection=steps)
        return self.run(job, broken, reexecution_options=options)


@pytest.fixture
def pipeline(dg, write_module, tmp_path, monkeypatch, kept_instance):
    """A module with jobs whose ops can be broken, run against one log on disk."""
    notes = tmp_path / "notes.txt"
    notes.write_text("")
    monkeypatch.setenv("CONFORMANCE_NOTES", str(notes))
    module = write_module(textwrap.dedent(PIPELINE), name="pipeline")
    return _Pipeline(dg, module, notes, monkeypatch, kept_instance)


# --- execute_job --------------------------------------------------------------------------------


def test_execute_job(pipeline):
    """execute_job runs a reconstructable job."""
    success, _, ran = pipeline.run()
    assert success
    assert ran == ["extract", "transform", "load", "down"]


def test_execute_job_does_not_raise(pipeline):
    """execute_job gives a failed result in place of raising."""
    success, _, ran = pipeline.run(broken="transform")
    assert not success
    assert ran == ["extract", "transform"]


def test_execute_job_raises_on_request(dg, pipeline):
    """execute_job(raise_on_error=True) raises the op's exception."""
    with pytest.raises(ValueError, match="transform is broken"):
        pipeline.run(broken="transform", raise_on_error=True)


def test_execute_job_with_tags(dg, pipeline):
    """execute_job(tags=) tags the run."""
    _, run_id, _ = pipeline.run(tags={"who": "me"})
    assert pipeline.instance.get_run_by_id(run_id).tags["who"] == "me"


def test_execute_job_with_an_asset_selection(dg, pipeline):
    """execute_job(asset_selection=) runs those assets alone."""
    success, _, ran = pipeline.run("all_job", asset_selection=[dg.AssetKey("apart")])
    assert success
    assert ran == ["apart"]


def test_reconstructable_refuses_a_lambda(dg):
    """A job made by a lambda can't be found again."""
    with pytest.raises(dg.DagsterInvariantViolationError):
        dg.reconstructable(lambda: None)


def test_reconstructable_of_a_job_object(pipeline):
    """A job of a module is reconstructable itself."""
    success, _, ran = pipeline.run("ops_job")
    assert success
    assert sorted(ran) == ["count", "extract", "load", "transform"]


# --- from failure -------------------------------------------------------------------------------


def test_from_failure_runs_the_failed_step_and_what_follows(pipeline):
    """Re-execution from failure runs the failed step and all that could not run."""
    _, run_id, _ = pipeline.run(broken="transform")
    success, _, ran = pipeline.again(run_id)
    assert success
    assert ran == ["transform", "load", "down"]


def test_from_failure_at_the_last_op_of_a_graph(pipeline):
    """What succeeded inside a graph asset is not run again."""
    _, run_id, _ = pipeline.run(broken="load")
    success, _, ran = pipeline.again(run_id)
    assert success
    assert ran == ["load", "down"]


def test_from_failure_leaves_finished_siblings(pipeline):
    """Independent assets that were made are not made again."""
    _, run_id, first = pipeline.run("all_job", broken="transform")
    assert "apart" in first
    success, _, ran = pipeline.again(run_id, "all_job")
    assert success
    assert ran == ["transform", "load", "down"]


def test_from_failure_of_an_op_job(pipeline):
    """Jobs of plain ops are re-executed too."""
    _, run_id, first = pipeline.run("ops_job", broken="transform")
    assert "count" in first
    success, _, ran = pipeline.again(run_id, "ops_job")
    assert success
    assert ran == ["transform", "load"]


def test_from_failure_twice(pipeline):
    """A second failure is re-executed from what the whole ancestry finished."""
    _, first, _ = pipeline.run(broken="transform")
    success, second, ran = pipeline.again(first, broken="load")
    assert not success
    assert ran == ["transform", "load"]
    success, _, ran = pipeline.again(second)
    assert success
    assert ran == ["load", "down"]


def test_from_failure_that_fails_again_at_the_same_step(pipeline):
    """The second re-execution finds the first run's values."""
    _, first, _ = pipeline.run(broken="transform")
    _, second, ran = pipeline.again(first, broken="transform")
    assert ran == ["transform"]
    success, _, ran = pipeline.again(second)
    assert success
    assert ran == ["transform", "load", "down"]


def test_values_after_from_failure(dg, pipeline):
    """The assets hold what a run without failure would have made."""
    _, run_id, _ = pipeline.run(broken="transform")
    pipeline.again(run_id)
    assert pipeline.module.defs.load_asset_value("tbl", instance=pipeline.instance) == [1, 2, 3]
    assert pipeline.module.defs.load_asset_value("down", instance=pipeline.instance) == 3


def test_lineage_of_runs(pipeline):
    """A re-execution knows its parent and the first run of the line."""
    _, first, _ = pipeline.run(broken="transform")
    _, second, _ = pipeline.again(first, broken="load")
    _, third, _ = pipeline.again(second)
    run = pipeline.instance.get_run_by_id(third)
    assert (run.parent_run_id, run.root_run_id) == (second, first)


def test_run_ids_differ(pipeline):
    """A re-execution is a run of its own."""
    _, first, _ = pipeline.run(broken="transform")
    _, second, _ = pipeline.again(first)
    assert first != second


def test_parent_stays_failed(dg, pipeline):
    """The parent's record does not change."""
    _, first, _ = pipeline.run(broken="transform")
    _, second, _ = pipeline.again(first)
    statuses = [pipeline.instance.get_run_by_id(one).status for one in (first, second)]
    assert statuses == [dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.SUCCESS]


def test_step_keys_to_execute(pipeline):
    """The run's record lists the steps that were to run."""
    _, first, _ = pipeline.run(broken="load")
    _, second, _ = pipeline.again(first)
    run = pipeline.instance.get_run_by_id(second)
    assert sorted(run.step_keys_to_execute) == ["down", "tbl.load"]


def test_from_failure_of_a_good_run(dg, pipeline):
    """A run that succeeded can't be re-executed from failure."""
    _, run_id, _ = pipeline.run()
    with pytest.raises(dg.DagsterError):
        pipeline.again(run_id)


def test_from_failure_of_an_unknown_run(pipeline):
    """An unknown run can't be re-executed."""
    with pytest.raises(Exception, match=r"None|unknown|no run|not found|No run|Unknown"):
        pipeline.again("00000000-0000-0000-0000-000000000000")


@pytest.mark.departs("rule 20")
def test_from_failure_of_an_unknown_run_is_told(dg, pipeline):
    """The refusal of an unknown run names it."""
    with pytest.raises(dg.DagsterError, match="00000000-0000"):
        pipeline.again("00000000-0000-0000-0000-000000000000")


# --- chosen steps -------------------------------------------------------------------------------


def test_one_step_again(pipeline):
    """One step runs again on the parent's values."""
    _, run_id, _ = pipeline.run()
    success, _, ran = pipeline.steps_again(run_id, ["tbl.transform"])
    assert success
    assert ran == ["transform"]


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (["tbl.load"], ["load"]),
        (["tbl.transform", "tbl.load"], ["transform", "load"]),
        (["tbl.transform*"], ["transform", "load", "down"]),
        (["*tbl.transform"], ["extract", "transform"]),
        (["+tbl.load"], ["transform", "load"]),
        (["tbl.transform+"], ["transform", "load"]),
        (["down"], ["down"]),
    ],
)
def test_steps_again(pipeline, selection, expected):
    """Steps are chosen by dotted key, with + one step and * all the way."""
    _, run_id, _ = pipeline.run()
    success, _, ran = pipeline.steps_again(run_id, selection)
    assert success
    assert ran == expected


def test_all_steps_again(pipeline):
    """An empty step selection runs everything again."""
    _, run_id, _ = pipeline.run()
    success, again, ran = pipeline.steps_again(run_id, [])
    assert success
    assert ran == ["extract", "transform", "load", "down"]
    assert pipeline.instance.get_run_by_id(again).parent_run_id == run_id


def test_unknown_step(dg, pipeline):
    """An unknown step is refused by name."""
    _, run_id, _ = pipeline.run()
    with pytest.raises(dg.DagsterExecutionStepNotFoundError, match=r"tbl\.trnsform"):
        pipeline.steps_again(run_id, ["tbl.trnsform"])


def test_step_of_a_failed_run(pipeline):
    """Steps of a failed run can be chosen too."""
    _, run_id, _ = pipeline.run(broken="load")
    success, _, ran = pipeline.steps_again(run_id, ["tbl.load"])
    assert success
    assert ran == ["load"]


def test_step_again_in_another_job(pipeline):
    """Another job that has the step may run it."""
    _, run_id, _ = pipeline.run()
    success, _, ran = pipeline.steps_again(run_id, ["tbl.load"], job="all_job")
    assert success
    assert ran == ["load"]


def test_step_again_materializes(dg, pipeline):
    """A step that makes an asset materializes it again."""
    _, run_id, _ = pipeline.run()
    pipeline.steps_again(run_id, ["tbl.load"])
    records = pipeline.instance.fetch_materializations(dg.AssetKey("tbl"), limit=10).records
    assert len(records) == 2


def test_inner_step_again_materializes_nothing(dg, pipeline):
    """A step inside a graph makes no asset by itself."""
    _, run_id, _ = pipeline.run()
    pipeline.steps_again(run_id, ["tbl.extract"])
    records = pipeline.instance.fetch_materializations(dg.AssetKey("tbl"), limit=10).records
    assert len(records) == 1


# --- fan-outs -----------------------------------------------------------------------------------


def test_finished_items_of_a_fan_out_are_kept(pipeline):
    """Re-execution from failure runs the failed branch and the collector, not the good branches."""
    _, run_id, first = pipeline.run("fan_job", broken="work")
    assert sorted(first) == ["spread", "work 1", "work 2", "work 3"]
    success, _, ran = pipeline.again(run_id, "fan_job")
    assert success
    assert ran == ["work 2", "gather"]


def test_value_of_a_fan_out_after_from_failure(pipeline):
    """The collector sees old and new branches alike."""
    _, run_id, _ = pipeline.run("fan_job", broken="work")
    pipeline.again(run_id, "fan_job")
    assert pipeline.module.defs.load_asset_value("fanned", instance=pipeline.instance) == 60


def test_failure_before_the_fan_out(pipeline):
    """When the fan-out itself failed, re-execution runs it, every branch and the collector."""
    _, run_id, first = pipeline.run("fan_job", broken="spread")
    assert first == ["spread"]
    success, _, ran = pipeline.again(run_id, "fan_job")
    assert success
    assert sorted(ran) == ["gather", "spread", "work 1", "work 2", "work 3"]


# --- other shapes -------------------------------------------------------------------------------


def test_from_failure_in_one_branch_of_a_graph(pipeline):
    """The finished branch of a graph of two assets is not run again."""
    _, run_id, first = pipeline.run("sides_job", broken="right")
    assert sorted(first) == ["split", "use_left", "use_right"]
    success, _, ran = pipeline.again(run_id, "sides_job")
    assert success
    assert ran == ["use_right"]


def test_materializations_of_both_runs(dg, pipeline):
    """Each asset is materialized once over the failed run and its re-execution."""
    _, run_id, _ = pipeline.run("sides_job", broken="right")
    pipeline.again(run_id, "sides_job")
    counts = [
        len(pipeline.instance.fetch_materializations(dg.AssetKey(key), limit=10).records)
        for key in ("lefty", "righty")
    ]
    assert counts == [1, 1]


def test_nested_step_again(pipeline):
    """A step of a nested graph is chosen by its whole path."""
    _, run_id, _ = pipeline.run("sides_job")
    success, _, ran = pipeline.steps_again(run_id, ["sides.inner.use_right"], "sides_job")
    assert success
    assert ran == ["use_right"]


@pytest.mark.departs("rule 3")
def test_from_failure_of_a_subset_run(dg, pipeline):
    """Re-execution of a run of some assets stays with those assets."""
    _, run_id, first = pipeline.run(
        "sides_job", broken="right", asset_selection=[dg.AssetKey("righty")]
    )
    assert first == ["split", "use_right"]
    success, _, ran = pipeline.again(run_id, "sides_job")
    assert success
    assert ran == ["use_right"]


def test_skipped_steps_stay_skipped(pipeline):
    """A step that was skipped for want of an output is not run by a re-execution."""
    _, run_id, first = pipeline.run("choosing", broken="kept")
    assert first == ["choose", "kept"]
    success, _, ran = pipeline.again(run_id, "choosing")
    assert success
    assert ran == ["kept"]


def test_from_failure_with_other_config(pipeline):
    """A re-execution may be given another run config."""

    def config(fail):
        return {"ops": {"moody": {"config": {"fail": fail}}}}

    success, run_id, _ = pipeline.run("moody_job", run_config=config(True))
    assert not success
    success, _, ran = pipeline.again(run_id, "moody_job", run_config=config(False))
    assert success
    assert ran == ["moody"]


def test_from_failure_of_a_partition(dg, pipeline):
    """A re-execution is of its parent's partition."""
    tags = {"dagster/partition": "b"}
    _, run_id, first = pipeline.run("parted_job", broken="below", tags=tags)
    assert first == ["parted b", "below b"]
    success, again, ran = pipeline.again(run_id, "parted_job", tags=tags)
    assert success
    assert ran == ["below b"]
    assert pipeline.instance.get_run_by_id(again).tags["dagster/partition"] == "b"


@pytest.mark.departs("rule 20")
def test_from_failure_of_a_partition_keeps_its_key(pipeline):
    """A re-execution is of its parent's partition without saying so again."""
    _, run_id, _ = pipeline.run("parted_job", broken="below", tags={"dagster/partition": "a"})
    success, _, ran = pipeline.again(run_id, "parted_job")
    assert success
    assert ran == ["below a"]


def test_tags_of_a_reexecution(pipeline):
    """A re-execution carries the tags that it is given."""
    _, run_id, _ = pipeline.run(broken="load")
    _, again, _ = pipeline.again(run_id, tags={"team": "core"})
    assert pipeline.instance.get_run_by_id(again).tags["team"] == "core"


def test_reexecution_of_a_good_run_keeps_nothing_old(pipeline):
    """A full re-execution of a good run runs everything with its own values."""
    _, run_id, first = pipeline.run("sides_job")
    _, _, ran = pipeline.steps_again(run_id, [], "sides_job")
    assert sorted(ran) == sorted(first)


def test_values_of_chosen_steps(pipeline):
    """A chosen step loads its inputs from the parent run."""
    _, run_id, _ = pipeline.run()
    pipeline.steps_again(run_id, ["tbl.load"])
    assert pipeline.module.defs.load_asset_value("tbl", instance=pipeline.instance) == [1, 2, 3]


def test_output_of_a_reexecuted_step(dg, pipeline):
    """The result of a re-execution gives the outputs of the steps that it ran."""
    _, run_id, _ = pipeline.run("ops_job", broken="transform")
    target = dg.reconstructable(pipeline.module.ops_job)
    options = dg.ReexecutionOptions.from_failure(run_id, pipeline.instance)
    pipeline.monkeypatch.setenv("CONFORMANCE_BROKEN", "")
    with dg.execute_job(target, instance=pipeline.instance, reexecution_options=options) as result:
        assert result.success
        assert result.output_for_node("transform") == [1, 2, 3]
