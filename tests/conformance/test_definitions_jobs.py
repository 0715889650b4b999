"""Definitions, the jobs in them, the ways to start a run, and the signatures of them all."""

import inspect
import re
import uuid

import pytest


@pytest.fixture
def three(dg):
    """Three assets: a source, a graph asset on it, and an asset on that."""

    @dg.op
    def inc(n):
        return n + 1

    @dg.asset(group_name="raw", tags={"layer": "bronze"}, kinds={"csv"}, owners=["team:core"])
    def src():
        return 1

    @dg.graph_asset(group_name="mart", tags={"layer": "silver"})
    def mid(src):
        return inc(inc(src))

    @dg.asset(group_name="mart", metadata={"m": 1})
    def end(mid):
        return mid * 10

    return [src, mid, end]


# --- Definitions --------------------------------------------------------------------------------


def test_empty_definitions(dg):
    """Definitions may be empty."""
    assert list(dg.Definitions().resolve_all_asset_specs()) == []


def test_unknown_keyword_is_a_type_error(dg):
    """Definitions refuses a keyword it does not know."""
    with pytest.raises(TypeError):
        dg.Definitions(asets=[])


@pytest.mark.parametrize("bad", [{"assets": 5}, {"assets": [5]}, {"jobs": [5]}, {"resources": 5}])
def test_members_must_be_of_their_kind(dg, bad):
    """Definitions checks what it is given, without an internal error."""
    with pytest.raises(Exception) as caught:
        dg.Definitions.validate_loadable(dg.Definitions(**bad))
    assert not isinstance(caught.value, (KeyError, IndexError, AssertionError))


def test_specs_of_all_assets(dg, three):
    """`resolve_all_asset_specs` gives the spec of every asset."""
    defs = dg.Definitions(assets=[*three, dg.AssetSpec("outside")])
    specs = {spec.key.to_user_string(): spec for spec in defs.resolve_all_asset_specs()}
    assert set(specs) == {"src", "mid", "end", "outside"}
    assert specs["mid"].group_name == "mart"
    assert specs["src"].tags["layer"] == "bronze"


def test_get_assets_def(dg, three):
    """`get_assets_def` finds a definition by the key of an asset of it."""
    defs = dg.Definitions(assets=three)
    assert defs.get_assets_def("mid").key == dg.AssetKey("mid")
    assert defs.get_assets_def(dg.AssetKey("end")).key == dg.AssetKey("end")


def test_validate_loadable_accepts_good_definitions(dg, three):
    """Definitions without fault validate."""
    dg.Definitions.validate_loadable(
        dg.Definitions(assets=three, jobs=[dg.define_asset_job("all_of_it")])
    )


def test_validate_loadable_finds_a_dangling_upstream(dg, three):
    """An upstream that nothing provides is found without a run."""
    with pytest.raises(dg.DagsterInvalidDefinitionError, match="src"):
        dg.Definitions.validate_loadable(dg.Definitions(assets=three[1:]))


def test_validate_loadable_finds_a_missing_resource(dg):
    """A resource that nothing provides is found without a run; it is named."""

    @dg.op(required_resource_keys={"warehouse"})
    def store():
        return 1

    @dg.graph_asset
    def f():
        return store()

    with pytest.raises(dg.DagsterInvalidDefinitionError, match="warehouse"):
        dg.Definitions.validate_loadable(dg.Definitions(assets=[f]))


def test_validate_loadable_finds_a_missing_io_manager(dg):
    """An I/O manager that nothing provides is found without a run; it is named."""

    @dg.asset(io_manager_key="warehouse")
    def f():
        return 1

    with pytest.raises(dg.DagsterInvalidDefinitionError, match="warehouse"):
        dg.Definitions.validate_loadable(dg.Definitions(assets=[f]))


def test_validate_loadable_finds_a_bad_job_selection(dg, three):
    """A job on an asset that there is not is found without a run."""
    defs = dg.Definitions(assets=three, jobs=[dg.define_asset_job("j", selection=["nowhere"])])
    with pytest.raises(dg.DagsterError) as caught:
        dg.Definitions.validate_loadable(defs)
    assert "nowhere" in f"{caught.value} {caught.value.__cause__}"


def test_merge(dg, three):
    """`merge` puts definitions together."""
    merged = dg.Definitions.merge(
        dg.Definitions(assets=three[:1]),
        dg.Definitions(assets=three[1:], jobs=[dg.define_asset_job("j")]),
    )
    assert merged.get_job_def("j").execute_in_process().asset_value("end") == 30


def test_merge_with_conflicting_resources(dg):
    """Definitions with different resources of one name can't be merged."""
    with pytest.raises(dg.DagsterInvariantViolationError, match="db"):
        dg.Definitions.merge(
            dg.Definitions(resources={"db": object()}), dg.Definitions(resources={"db": object()})
        )


def test_definitions_hold_plain_jobs(dg):
    """Jobs of ops stand beside assets."""

    @dg.op
    def one():
        return 1

    @dg.job
    def plain():
        one()

    defs = dg.Definitions(jobs=[plain])
    assert defs.get_job_def("plain").execute_in_process().output_for_node("one") == 1


def test_resources_of_definitions_reach_ops(dg):
    """Any object may be a resource."""

    class Counter:
        def __init__(self):
            self.calls = 0

    counter = Counter()

    @dg.op(required_resource_keys={"counter"})
    def count(context):
        context.resources.counter.calls += 1
        return context.resources.counter.calls

    @dg.graph_asset
    def f():
        return count()

    defs = dg.Definitions(assets=[f], resources={"counter": counter})
    result = defs.get_implicit_global_asset_job_def().execute_in_process()
    assert result.asset_value("f") == 1
    assert counter.calls == 1


# --- jobs ---------------------------------------------------------------------------------------


def test_implicit_job(dg, three):
    """There is always a job of all assets."""
    defs = dg.Definitions(assets=three)
    job = defs.get_implicit_global_asset_job_def()
    assert job.name == "__ASSET_JOB"
    assert job.execute_in_process().asset_value("end") == 30
    assert defs.get_job_def("__ASSET_JOB").name == "__ASSET_JOB"


def test_newer_names_of_the_same(dg, three):
    """`resolve_job_def` and `resolve_implicit_global_asset_job_def` do the same."""
    defs = dg.Definitions(assets=three, jobs=[dg.define_asset_job("j")])
    assert defs.resolve_job_def("j").name == "j"
    assert defs.resolve_implicit_global_asset_job_def().execute_in_process().success


def test_unknown_job_is_refused(dg, three):
    """A job that there is not is an error that lists those there are."""
    defs = dg.Definitions(assets=three, jobs=[dg.define_asset_job("nightly")])
    with pytest.raises(dg.DagsterInvariantViolationError, match="nightly"):
        defs.get_job_def("nihgtly")


@pytest.mark.parametrize(
    ("selection", "made"),
    [
        (None, ["end", "mid", "src"]),
        ("src", ["src"]),
        ("*", ["end", "mid", "src"]),
        (["src", "mid"], ["mid", "src"]),
        ("*end", ["end", "mid", "src"]),
        ("src*", ["end", "mid", "src"]),
        ("*mid", ["mid", "src"]),
        ("group:raw", ["src"]),
        ("key:src", ["src"]),
        ("key:src or key:mid", ["mid", "src"]),
        ("tag:layer=silver or group:raw", ["mid", "src"]),
        ("kind:csv", ["src"]),
        ('owner:"team:core"', ["src"]),
        ("not key:end", ["mid", "src"]),
        ("+key:mid", ["mid", "src"]),
    ],
)
def test_job_selections(dg, three, seen, selection, made):
    """A job's selection may be text, a list, or nothing for all."""
    job = dg.define_asset_job("j", selection=selection) if selection else dg.define_asset_job("j")
    defs = dg.Definitions(assets=three, jobs=[job])
    assert seen(defs.get_job_def("j").execute_in_process()).made == made


def test_job_selection_by_objects(dg, three, seen):
    """A job's selection may be keys, definitions or an AssetSelection."""
    src, mid, end = three
    defs = dg.Definitions(
        assets=three,
        jobs=[
            dg.define_asset_job("keys", selection=[src.key, mid.key]),
            dg.define_asset_job("defs", selection=[src, mid]),
            dg.define_asset_job("all", selection=dg.AssetSelection.all()),
            dg.define_asset_job("up", selection=dg.AssetSelection.assets("mid").upstream()),
            dg.define_asset_job(
                "but", selection=dg.AssetSelection.all() - dg.AssetSelection.assets(end)
            ),
        ],
    )
    made = {
        name: seen(defs.get_job_def(name).execute_in_process()).made
        for name in ("keys", "defs", "all", "up", "but")
    }
    assert made == {
        "keys": ["mid", "src"],
        "defs": ["mid", "src"],
        "all": ["end", "mid", "src"],
        "up": ["mid", "src"],
        "but": ["mid", "src"],
    }


def test_job_config(dg):
    """A job may bring the config of its ops, which a run may replace."""

    @dg.op(config_schema={"n": int})
    def make(context):
        return context.op_config["n"]

    @dg.graph_asset
    def f():
        return make()

    def config(n):
        return {"ops": {"f": {"ops": {"make": {"config": {"n": n}}}}}}

    defs = dg.Definitions(assets=[f], jobs=[dg.define_asset_job("j", config=config(4))])
    assert defs.get_job_def("j").execute_in_process().asset_value("f") == 4
    assert defs.get_job_def("j").execute_in_process(run_config=config(5)).asset_value("f") == 5


def test_job_tags_and_description(dg, three):
    """A job keeps its tags and description; its runs bear the tags."""
    defs = dg.Definitions(
        assets=three, jobs=[dg.define_asset_job("j", description="d", tags={"team": "x"})]
    )
    job = defs.get_job_def("j")
    assert job.description == "d"
    result = job.execute_in_process(tags={"who": "me"})
    assert result.dagster_run.tags["team"] == "x"
    assert result.dagster_run.tags["who"] == "me"


def test_duplicate_job_names_are_refused(dg, three):
    """Two jobs can't bear one name."""
    defs = dg.Definitions(
        assets=three,
        jobs=[dg.define_asset_job("j", selection="src"), dg.define_asset_job("j", selection="mid")],
    )
    with pytest.raises(dg.DagsterInvalidDefinitionError, match="j"):
        dg.Definitions.validate_loadable(defs)


# --- asset_selection of a run -------------------------------------------------------------------


def test_asset_selection_of_a_run(dg, three, seen, kept_instance):
    """A run of a job may be narrowed to some of its assets."""
    job = dg.Definitions(assets=three).get_implicit_global_asset_job_def()
    first = job.execute_in_process(asset_selection=[dg.AssetKey("src")], instance=kept_instance)
    second = job.execute_in_process(asset_selection=(dg.AssetKey("mid"),), instance=kept_instance)
    assert (seen(first).made, seen(second).made) == (["src"], ["mid"])
    assert second.asset_value("mid") == 3


def test_asset_selection_with_duplicates(dg, three, seen):
    """A key selected twice is selected."""
    job = dg.Definitions(assets=three).get_implicit_global_asset_job_def()
    result = job.execute_in_process(asset_selection=[dg.AssetKey("src"), dg.AssetKey("src")])
    assert seen(result).made == ["src"]


def test_asset_selection_of_an_unknown_key(dg, three):
    """A key that there is not is refused and named."""
    job = dg.Definitions(assets=three).get_implicit_global_asset_job_def()
    with pytest.raises(dg.DagsterInvalidSubsetError, match="ghost"):
        job.execute_in_process(asset_selection=[dg.AssetKey("ghost")])


@pytest.mark.departs("rule 11")
def test_unknown_key_is_answered_with_the_nearest(dg, three, said):
    """The error for an unknown key offers the nearest known one."""
    job = dg.Definitions(assets=three).get_implicit_global_asset_job_def()
    with pytest.raises(dg.DagsterInvalidSubsetError, match="midd") as caught:
        job.execute_in_process(asset_selection=[dg.AssetKey("midd")])
    assert re.search(r"\bmid\b", said(caught.value))


def test_one_key_is_no_selection(dg, three):
    """`asset_selection` is a list; one key by itself is refused."""
    job = dg.Definitions(assets=three).get_implicit_global_asset_job_def()
    with pytest.raises(Exception) as caught:
        job.execute_in_process(asset_selection=dg.AssetKey("src"))
    assert not isinstance(caught.value, (KeyError, AssertionError))


# --- materialize --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("selection", "made"),
    [
        ("src", ["src"]),
        (["src"], ["src"]),
        (["src", "mid"], ["mid", "src"]),
        ("*", ["end", "mid", "src"]),
        (None, ["end", "mid", "src"]),
        ("*mid", ["mid", "src"]),
        ("group:raw or key:mid", ["mid", "src"]),
    ],
)
def test_materialize_selection_text(dg, three, seen, selection, made):
    """`materialize` takes a selection as text or a list of texts."""
    assert seen(dg.materialize(three, selection=selection)).made == made


def test_materialize_selection_objects(dg, three, seen):
    """`materialize` takes keys, definitions and AssetSelections."""
    src, mid, _ = three
    for selection in (
        [src.key, mid.key],
        [src, mid],
        dg.AssetSelection.assets(src, mid),
        dg.AssetSelection.groups("raw") | dg.AssetSelection.keys("mid"),
        dg.AssetSelection.assets("mid").upstream(),
        dg.AssetSelection.assets("end").upstream() - dg.AssetSelection.assets("end"),
    ):
        assert seen(dg.materialize(three, selection=selection)).made == ["mid", "src"]


def test_materialize_unknown_name(dg, three):
    """A name in a selection that there is not is an error that names it."""
    with pytest.raises(dg.DagsterError) as caught:
        dg.materialize(three, selection="ghost")
    assert "ghost" in f"{caught.value} {caught.value.__cause__}"


@pytest.mark.parametrize("bad", ["text", 5, None])
def test_materialize_takes_a_list_of_assets(dg, bad):
    """What is not a list of assets is refused."""
    with pytest.raises(Exception) as caught:
        dg.materialize(bad)
    assert not isinstance(caught.value, (KeyError, AssertionError))


def test_materialize_external_and_source(dg, three):
    """Assets that are only specified may stand in the list."""
    assert dg.materialize([*three, dg.AssetSpec("outside")]).success


def test_materialize_resources(dg):
    """Resources for the run are given as a dict."""

    @dg.asset(required_resource_keys={"n"})
    def f(context):
        return context.resources.n

    assert dg.materialize([f], resources={"n": 4}).asset_value("f") == 4


def test_materialize_tags(dg, three):
    """Tags for the run are on it."""
    result = dg.materialize(three, tags={"why": "test"})
    assert result.dagster_run.tags["why"] == "test"


def test_materialize_raise_on_error(dg):
    """Without `raise_on_error` a failed run is a result like any other."""

    @dg.asset
    def bad():
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        dg.materialize([bad])
    assert dg.materialize([bad], raise_on_error=False).success is False


def test_materialize_to_memory(dg, three, tmp_path):
    """`materialize_to_memory` keeps every value in memory, whatever its I/O manager's key."""

    @dg.asset(io_manager_key="nowhere_defined")
    def odd(end):
        return end + 1

    result = dg.materialize_to_memory([*three, odd])
    assert result.asset_value("odd") == 31


def test_materialize_to_memory_does_not_pickle(dg):
    """In memory any object may pass from asset to asset."""

    @dg.asset
    def fn():
        return lambda: 5

    @dg.asset
    def called(fn):
        return fn()

    assert dg.materialize_to_memory([fn, called]).asset_value("called") == 5


def test_same_assets_in_many_runs(dg, three, kept_instance):
    """Definitions may be run again and again; each run is recorded."""
    ids = [dg.materialize(three, instance=kept_instance).run_id for _ in range(3)]
    assert [run.run_id for run in kept_instance.get_runs()] == ids[::-1]


def test_load_asset_value(dg, three, kept_instance):
    """A stored value can be loaded without a run."""
    defs = dg.Definitions(assets=three)
    defs.get_implicit_global_asset_job_def().execute_in_process(instance=kept_instance)
    assert defs.load_asset_value("end", instance=kept_instance) == 30
    assert defs.load_asset_value(dg.AssetKey("mid"), instance=kept_instance) == 3


def test_load_asset_value_that_there_is_not(dg, three, kept_instance):
    """A value that was never made can't be loaded."""
    defs = dg.Definitions(assets=three)
    with pytest.raises(Exception) as caught:
        defs.load_asset_value("mid", instance=kept_instance)
    assert "mid" in str(caught.value)


def test_asset_value_loader(dg, three, kept_instance):
    """A loader reads several values."""
    defs = dg.Definitions(assets=three)
    defs.get_implicit_global_asset_job_def().execute_in_process(instance=kept_instance)
    with defs.get_asset_value_loader(instance=kept_instance) as loader:
        assert loader.load_asset_value("src") == 1
        assert loader.load_asset_value("end") == 30


def test_run_id_may_be_given(dg, three):
    """A run may be given its id."""
    job = dg.Definitions(assets=three).get_implicit_global_asset_job_def()
    run_id = str(uuid.uuid4())
    assert job.execute_in_process(run_id=run_id).run_id == run_id


def test_run_id_must_be_new(dg, three, kept_instance):
    """Two runs of one log can't have one id."""
    job = dg.Definitions(assets=three).get_implicit_global_asset_job_def()
    run_id = str(uuid.uuid4())
    job.execute_in_process(run_id=run_id, instance=kept_instance)
    with pytest.raises(dg.DagsterError):
        job.execute_in_process(run_id=run_id, instance=kept_instance)


def test_resources_of_a_run_replace_those_of_definitions(dg):
    """Resources given for one run stand in for the definitions'."""

    @dg.asset(required_resource_keys={"n"})
    def f(context):
        return context.resources.n

    defs = dg.Definitions(assets=[f], resources={"n": 1})
    job = defs.get_implicit_global_asset_job_def()
    assert job.execute_in_process().asset_value("f") == 1
    assert job.execute_in_process(resources={"n": 2}).asset_value("f") == 2


def test_map_asset_specs_on_definitions(dg, three):
    """`map_asset_specs` changes specs throughout."""
    defs = dg.Definitions(assets=three)
    mapped = defs.map_asset_specs(func=lambda spec: spec.merge_attributes(metadata={"seen": True}))
    assert all(spec.metadata["seen"] for spec in mapped.resolve_all_asset_specs())


@pytest.mark.departs("rule 9")
def test_unknown_op_in_config_of_the_implicit_job(dg, three):
    """Config for an op that there is not is refused, even in the job of all assets."""
    job = dg.Definitions(assets=three).get_implicit_global_asset_job_def()
    with pytest.raises(dg.DagsterInvalidConfigError, match="sorce"):
        job.execute_in_process(run_config={"ops": {"sorce": {"config": {"n": 1}}}})


def test_config_of_an_asset_left_out_of_the_run(dg, seen):
    """Config for an asset of the job that this run leaves out is accepted."""

    @dg.asset(config_schema={"n": int})
    def a(context):
        return context.op_execution_context.op_config["n"]

    @dg.asset
    def b():
        return 2

    job = dg.Definitions(assets=[a, b]).get_implicit_global_asset_job_def()
    result = job.execute_in_process(
        asset_selection=[dg.AssetKey("b")], run_config={"ops": {"a": {"config": {"n": 1}}}}
    )
    assert seen(result).made == ["b"]


def test_op_selection_of_a_job(dg):
    """A job of ops may be run in part."""

    @dg.op
    def one():
        return 1

    @dg.op
    def other():
        return 2

    @dg.op
    def inc(n):
        return n + 1

    @dg.job
    def j():
        inc(one())
        other()

    def started(selection):
        result = j.execute_in_process(op_selection=selection)
        return sorted(e.step_key for e in result.all_events if e.event_type_value == "STEP_START")

    assert started(["one"]) == ["one"]
    assert started(["*inc"]) == ["inc", "one"]
    assert started(["one*"]) == ["inc", "one"]
    assert started(["one", "other"]) == ["one", "other"]


# --- signatures ---------------------------------------------------------------------------------

SIGNATURES = {
    "op": "compute_fn=None name=None description=None ins=None out=None config_schema=None "
    "required_resource_keys=None tags=None retry_policy=None code_version=None pool=None",
    "Out": "dagster_type description=None is_required=True io_manager_key=None metadata=None "
    "code_version=None",
    "In": "dagster_type description=None default_value metadata=None asset_key=None "
    "input_manager_key=None",
    "Output": "value output_name='result' metadata=None data_version=None",
    "DynamicOutput": "value mapping_key output_name='result' metadata=None",
    "graph": "compose_fn=None name=None description=None ins=None out=None tags=None config=None",
    "GraphOut": "description=None",
    "GraphIn": "description=None",
    "job": "compose_fn=None name=None description=None resource_defs=None config=None tags=None "
    "metadata=None hooks=None op_retry_policy=None partitions_def=None",
    "graph_asset": "compose_fn=None name=None description=None ins=None config=None "
    "key_prefix=None group_name=None partitions_def=None hooks=None metadata=None tags=None "
    "owners=None resource_defs=None check_specs=None code_version=None key=None kinds=None",
    "graph_multi_asset": "outs name=None ins=None partitions_def=None hooks=None group_name=None "
    "can_subset=False resource_defs=None check_specs=None config=None",
    "asset": "compute_fn=None name=None key_prefix=None ins=None deps=None metadata=None tags=None "
    "description=None config_schema=None required_resource_keys=None resource_defs=None hooks=None "
    "io_manager_def=None io_manager_key=None dagster_type partitions_def=None op_tags=None "
    "group_name=None output_required=True retry_policy=None code_version=None key=None "
    "check_specs=None owners=None kinds=None pool=None",
    "multi_asset": "outs=None name=None ins=None deps=None description=None config_schema=None "
    "required_resource_keys=None internal_asset_deps=None partitions_def=None hooks=None "
    "op_tags=None can_subset=False resource_defs=None group_name=None retry_policy=None "
    "code_version=None specs=None check_specs=None pool=None",
    "AssetOut": "key_prefix=None key=None dagster_type description=None is_required=True "
    "io_manager_key=None metadata=None group_name=None code_version=None owners=None tags=None "
    "kinds=None",
    "AssetIn": "key=None metadata=None key_prefix=None input_manager_key=None "
    "partition_mapping=None dagster_type",
    "AssetSpec": "key deps=None description=None metadata=None skippable=False group_name=None "
    "code_version=None owners=None tags=None kinds=None partitions_def=None",
    "AssetDep": "asset partition_mapping metadata",
    "Definitions": "assets=None schedules=None sensors=None jobs=None resources=None executor=None "
    "loggers=None asset_checks=None",
    "define_asset_job": "name selection=None config=None description=None tags=None metadata=None "
    "executor_def=None hooks=None op_retry_policy=None",
    "materialize": "assets run_config=None instance=None resources=None partition_key=None "
    "raise_on_error=True tags=None selection=None",
    "materialize_to_memory": "assets run_config=None instance=None resources=None "
    "partition_key=None raise_on_error=True tags=None selection=None",
    "load_assets_from_modules": "modules group_name=None key_prefix=None source_key_prefix=None "
    "include_specs=False",
    "RetryPolicy": "max_retries=1 delay=None backoff=None jitter=None",
    "RetryRequested": "max_retries=1 seconds_to_wait=None",
    "Failure": "description=None metadata=None allow_retries=None",
    "build_op_context": "resources=None op_config=None resources_config=None instance=None "
    "config=None partition_key=None partition_key_range=None mapping_key=None run_tags=None",
    "build_asset_context": "resources=None resources_config=None asset_config=None instance=None "
    "partition_key=None run_tags=None",
    "AssetMaterialization": "asset_key description=None metadata=None partition=None tags=None",
    "MaterializeResult": "asset_key=None metadata=None check_results=None data_version=None "
    "tags=None value",
}

METHODS = {
    "AssetsDefinition.from_graph": "graph_def keys_by_input_name=None keys_by_output_name=None "
    "key_prefix=None internal_asset_deps=None partitions_def=None partition_mappings=None "
    "resource_defs=None group_name=None group_names_by_output_name=None "
    "descriptions_by_output_name=None metadata_by_output_name=None tags_by_output_name=None "
    "can_subset=False check_specs=None owners_by_output_name=None "
    "code_versions_by_output_name=None",
    "AssetsDefinition.from_op": "op_def keys_by_input_name=None keys_by_output_name=None "
    "key_prefix=None internal_asset_deps=None partitions_def=None partition_mappings=None "
    "group_name=None can_subset=False",
    "JobDefinition.execute_in_process": "run_config=None instance=None partition_key=None "
    "raise_on_error=True op_selection=None asset_selection=None run_id=None input_values=None "
    "tags=None resources=None",
    "GraphDefinition.execute_in_process": "run_config=None instance=None resources=None "
    "raise_on_error=True op_selection=None run_id=None input_values=None",
    "GraphDefinition.to_job": "name=None description=None resource_defs=None config=None tags=None "
    "metadata=None hooks=None op_retry_policy=None op_selection=None partitions_def=None",
    "Definitions.get_job_def": "name",
    "Definitions.load_asset_value": "asset_key python_type=None instance=None partition_key=None",
}


def _check_signature(found, wanted):
    if any(p.kind is p.VAR_KEYWORD for p in found.parameters.values()):
        return
    for word in wanted.split():
        name, _, default = word.partition("=")
        assert name in found.parameters
        if default:
            assert found.parameters[name].default == eval(default)


@pytest.mark.parametrize("name", sorted(SIGNATURES))
def test_signature(dg, name):
    """Each function and class takes the keywords of the API, with its defaults."""
    _check_signature(inspect.signature(getattr(dg, name)), SIGNATURES[name])


@pytest.mark.parametrize("name", sorted(METHODS))
def test_signature_of_a_method(dg, name):
    """Each method takes the keywords of the API, with its defaults."""
    owner, method = name.split(".")
    found = inspect.signature(getattr(getattr(dg, owner), method))
    _check_signature(found, METHODS[name])


def test_unknown_keyword_of_a_method_is_a_type_error(dg):
    """No method takes a keyword that it does not know."""

    @dg.op
    def one():
        return 1

    @dg.graph
    def g():
        one()

    with pytest.raises(TypeError):
        g.to_job(nme="x")
    with pytest.raises(TypeError):
        dg.AssetsDefinition.from_op(one, grup_name="x")
    with pytest.raises(TypeError):
        dg.define_asset_job("j", selecton="*")
    with pytest.raises(TypeError):
        g.execute_in_process(rais_on_error=False)


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Output", "value output_name metadata"),
        ("AssetSpec", "key"),
        ("AssetKey", "path"),
        ("materialize", "assets run_config instance resources partition_key raise_on_error"),
        ("define_asset_job", "name selection config"),
        ("Definitions", "assets schedules sensors jobs resources"),
        ("AssetIn", "key metadata key_prefix"),
        ("AssetOut", "key_prefix key"),
    ],
)
def test_positional_order(dg, name, first):
    """The first parameters stand in the order of the API, for those who give them by position."""
    found = list(inspect.signature(getattr(dg, name)).parameters)
    assert found[: len(first.split())] == first.split()


ERRORS = [
    "DagsterError",
    "DagsterInvalidDefinitionError",
    "DagsterInvariantViolationError",
    "DagsterInvalidSubsetError",
    "DagsterInvalidConfigError",
    "DagsterInvalidInvocationError",
    "DagsterTypeCheckDidNotPass",
    "DagsterStepOutputNotFoundError",
    "DagsterExecutionStepExecutionError",
    "DagsterExecutionStepNotFoundError",
    "DagsterUserCodeExecutionError",
    "DagsterResourceFunctionError",
    "DagsterUnknownResourceError",
    "DagsterUnknownPartitionError",
    "DagsterConfigMappingFunctionError",
    "DagsterRunNotFoundError",
]


@pytest.mark.parametrize("name", ERRORS)
def test_errors_derive_from_one(dg, name):
    """Every error of the library can be caught as a DagsterError."""
    assert issubclass(getattr(dg, name), dg.DagsterError)
    assert issubclass(dg.DagsterError, Exception)


def test_errors_with_more_than_one_parent(dg):
    """Some errors can be caught by a more general class of Python's or the library's."""
    assert issubclass(dg.DagsterUnknownResourceError, AttributeError)
    assert issubclass(dg.DagsterExecutionStepExecutionError, dg.DagsterUserCodeExecutionError)
    assert issubclass(dg.DagsterResourceFunctionError, dg.DagsterUserCodeExecutionError)
    assert not issubclass(dg.Failure, dg.DagsterError)
    assert not issubclass(dg.RetryRequested, dg.DagsterError)


def test_a_function_that_makes_the_definitions(dg):
    """`@definitions` keeps a function that makes the definitions when it is called."""

    @dg.definitions
    def defs():
        @dg.asset
        def made():
            return 1

        return dg.Definitions(assets=[made])

    assert {spec.key for spec in defs().resolve_all_asset_specs()} == {dg.AssetKey("made")}


def test_a_function_that_makes_definitions_of_arguments(dg):
    """`@definitions` refuses a function that asks for an argument."""
    with pytest.raises(dg.DagsterInvariantViolationError):

        @dg.definitions
        def defs(argument):
            return dg.Definitions()
