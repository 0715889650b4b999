"""Running in the caller's own process: ``materialize``, ``execute_in_process``."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graphmat.api.instance import Instance, NullEventLog
from graphmat.api.planning import check_resources, near, new_run_id, plan_definitions
from graphmat.api.results import ExecuteInProcessResult
from graphmat.api.states import LogStates
from graphmat.definitions.arguments import as_dict
from graphmat.definitions.assets import AssetsDefinition
from graphmat.definitions.definitions import Definitions
from graphmat.definitions.jobs import JobDefinition
from graphmat.errors import (
    GraphmatError,
    InvalidSelectionError,
    ParameterError,
    ResourceInitError,
    RunNotFoundError,
    did_you_mean,
)
from graphmat.events.records import RunRecord
from graphmat.execution.engine import RunOutcome
from graphmat.execution.recorder import Recorder
from graphmat.execution.run_context import RunContext
from graphmat.execution.whole_run import execute_plan
from graphmat.executors.in_process import InProcessExecutor
from graphmat.graphs.asset_graph import AssetGraph
from graphmat.graphs.flattening import flatten_graph
from graphmat.io_managers.object_store import MemoryObjectStore, ObjectStoreIOManager
from graphmat.keys import AssetKey, key_strings
from graphmat.planning.build import build_plan
from graphmat.planning.plan import ExecutionPlan
from graphmat.selection.subset import whole_graph

if TYPE_CHECKING:
    from graphmat.events.model import Event
    from graphmat.execution.outcome import StoredOutput

EPHEMERAL_JOB = "__ephemeral_asset_job__"
PARTITION_TAG = "dagster/partition"
"""The tag of a run that names its partition, as modules and tools of the peer know it."""


def throwaway_instance(*, takes_anything: bool = False) -> Instance:
    """An instance whose log keeps nothing: the result is all that is wanted.

    Args:
        takes_anything: Whether values that cannot be pickled may pass between ops.
    """
    store = MemoryObjectStore(takes_anything=takes_anything)
    return Instance(NullEventLog(), ObjectStoreIOManager(store), None)


def checked_instance(instance: Any) -> Instance | None:
    """The instance that a run was given, if any.

    Raises:
        ParameterError: It is something else.
    """
    if instance is None or isinstance(instance, Instance):
        return instance
    raise ParameterError(
        f"'instance' must be an instance, not {instance!r}",
        hint="Instance.get() is the one of the current folder, Instance.ephemeral() is in memory",
    )


class FinishedRun:
    """A run that has ended.

    Args:
        run: Its context.
        outcome: How it ended.
        events: Its events, where they were gathered.
    """

    __slots__ = ("events", "outcome", "run")

    def __init__(self, run: RunContext, outcome: RunOutcome, events: list[Event]) -> None:
        self.run = run
        self.outcome = outcome
        self.events = events


def run_plan(
    plan: ExecutionPlan,
    instance: Instance,
    *,
    job: Any = None,
    tags: Mapping[str, str] | None = None,
    run_config: Any = None,
    fail_fast: bool = False,
    strict: bool = False,
    sinks: Sequence[Callable[[Sequence[Event]], None]] = (),
    gather: bool = True,
    keep_live_values: bool = False,
    input_values: Mapping[str, Any] | None = None,
    target: str = "",
    should_stop: Callable[[], bool] | None = None,
    executor_of: Callable[[RunContext], Any] = InProcessExecutor,
    process: Mapping[str, Any] | None = None,
    tolerate_resources: bool = False,
) -> FinishedRun:
    """Carry out a plan and record it.

    Args:
        plan: What runs.
        instance: Where it is recorded.
        job: The job, as the user's code sees it.
        tags: Tags of the run.
        run_config: Run configuration: a mapping, a ``RunConfig``, or a read document.
        fail_fast: Whether the first failure ends the run.
        strict: Whether a selected asset that was not made fails the run.
        sinks: What shows events, after they are stored.
        gather: Whether the events are kept for the caller.
        keep_live_values: Whether values are kept for the caller as they were produced.
        input_values: Values of a job's inputs.
        target: How the definitions were found.
        should_stop: Asked between steps.
        executor_of: Makes the executor.
        process: Facts of the owning process.
        tolerate_resources: Whether a resource that cannot be set up is a failed run, and no error.

    Raises:
        InvalidConfigError: The run configuration does not fit; nothing ran.
        ResourceInitError: A resource could not be set up; that is recorded.
        KeyboardInterrupt: The run was interrupted; that is recorded.
    """
    from graphmat.execution.configuration import read_configuration

    config = read_configuration(run_config, plan, job)
    all_tags = {
        **(job.run_tags if job is not None else {}),
        **_partition_tags(plan),
        **(tags or {}),
    }
    record = RunRecord(
        run_id=plan.run_id,
        started_at=time.time(),
        job_name=plan.job_name,
        target=target,
        asset_selection=None if plan.selects_all else key_strings(plan.asset_keys),
        partition_key=plan.partition_key,
        tags={key: str(value) for key, value in all_tags.items()},
        run_config=config.masked_document() if config is not None else {},
        parent_run_id=plan.parent_run_id,
        root_run_id=plan.root_run_id,
        process=process,
        step_keys_to_execute=[step.step_key for step in plan.steps_to_run()]
        if plan.parent_run_id
        else None,
    )
    events: list[Event] = []
    all_sinks = [*sinks, events.extend] if gather else list(sinks)
    recorder = Recorder(instance.event_log, plan.run_id, time.time, all_sinks)
    run = RunContext(
        plan=plan,
        record=record,
        recorder=recorder,
        store_manager=instance.store_manager,
        config=config,
        instance=instance,
        job=job,
        input_values=input_values,
        mask=config.mask if config is not None else None,
        strict=strict,
    )
    if keep_live_values:
        run.live_values = {}
    if instance.event_log.run(plan.run_id) is not None:
        raise ParameterError(f"there is a run '{plan.run_id}' already")
    instance.event_log.create_run(record)
    from graphmat.execution.run_resources import opened

    try:
        with opened(run):
            executor = executor_of(run)
            try:
                outcome = execute_plan(run, executor, fail_fast=fail_fast, should_stop=should_stop)
            finally:
                executor.close()
    except ResourceInitError as error:
        if not tolerate_resources:
            raise
        outcome = RunOutcome()
        outcome.failed["(resources)"] = {"class": "ResourceInitError", "message": error.message}
        outcome.exception = error
    return FinishedRun(run, outcome, events)


def _partition_tags(plan: ExecutionPlan) -> dict[str, str]:
    if plan.partition_key is None:
        return {}
    tags = {PARTITION_TAG: str(plan.partition_key)}
    for step in plan.steps:
        definition = step.definition.partitions_def if step.definition is not None else None
        convert = getattr(definition, "get_partition_key_from_str", None)
        if convert is not None and step.partition_key is not None:
            by_dimension = getattr(convert(step.partition_key), "keys_by_dimension", {})
            for name, key in by_dimension.items():
                tags[f"dagster/partition/{name}"] = key
            break
    return tags


def result_of(finished: FinishedRun, job: Any) -> ExecuteInProcessResult:
    """The result of a run, for the caller."""
    run = finished.run

    def read(output: StoredOutput) -> Any:
        from graphmat.execution.inputs import ATOMS
        from graphmat.execution.reading import read_output
        from graphmat.execution.unit import Unit

        if isinstance(output.value, ATOMS):
            return output.value
        step = run.plan.step(output.record.step_key.split("[", 1)[0])
        assert step is not None  # noqa: S101  # it was produced by it
        return read_output(run, Unit(step, (), []), "", output, None, None)

    return ExecuteInProcessResult(
        run, finished.outcome, finished.events, job, read, lambda n, o: _flat_output(run, job, n, o)
    )


def _flat_output(run: RunContext, job: Any, node: str, output: str) -> tuple[str, str] | None:
    """The step and output that an output of a graph is."""
    from graphmat.graphs.nested import nested_output

    return nested_output(run.plan, job, node, output)


def raise_first(finished: FinishedRun) -> None:
    """Raise what the first failed step raised."""
    error = finished.outcome.exception
    if error is not None:
        raise error
    if finished.outcome.failed:
        document = next(iter(finished.outcome.failed.values()))
        raise GraphmatError(document.get("message", "the run failed"))


def execute_job(
    job: JobDefinition,
    *,
    run_config: Any = None,
    instance: Any = None,
    partition_key: str | None = None,
    raise_on_error: bool = True,
    op_selection: Sequence[str] | None = None,
    asset_selection: Sequence[Any] | None = None,
    run_id: str | None = None,
    input_values: Mapping[str, Any] | None = None,
    tags: Mapping[str, str] | None = None,
    resources: Mapping[str, Any] | None = None,
) -> ExecuteInProcessResult:
    """Run a job here and now; see ``JobDefinition.execute_in_process``."""
    home = checked_instance(instance) or throwaway_instance(takes_anything=True)
    run_id = _checked_run_id(run_id)
    partition_key = partition_key or (tags or {}).get(PARTITION_TAG)
    if job.graph is not None:
        plan = plan_graph_job(job, partition_key, op_selection, run_id, resources)
    else:
        definitions = _with_resources(job.definitions, resources)
        keys, checks = selected_keys(job, asset_selection, LogStates(home.event_log))
        plan = plan_definitions(
            definitions,
            home,
            keys=keys,
            checks=checks,
            job_name=job.name,
            partition_key=partition_key,
            run_id=run_id,
            selects_all=asset_selection is None and job.selection is None,
            must_hold=raise_on_error,
            resources={**job.resource_defs, **(resources or {})},
        )
    apply_job(plan, job)
    finished = run_plan(
        plan,
        home,
        job=job,
        tags=tags,
        run_config=_layered(job.config, run_config),
        fail_fast=raise_on_error,
        keep_live_values=True,
        tolerate_resources=not raise_on_error,
        input_values={**job.input_values, **(input_values or {})},
    )
    if raise_on_error:
        raise_first(finished)
    return result_of(finished, job)


def _layered(base: Any, own: Any) -> Any:
    return own if own is not None else base


def _checked_run_id(run_id: str | None) -> str:
    if run_id is None:
        return new_run_id()
    import uuid

    try:
        uuid.UUID(run_id)
    except (ValueError, AttributeError, TypeError):
        raise ParameterError(f"a run id must be a UUID, not {run_id!r}") from None
    return run_id


def _with_resources(definitions: Definitions, resources: Mapping[str, Any] | None) -> Definitions:
    """The definitions; what is given for one run replaces theirs in the plan."""
    del resources
    return definitions


def apply_job(plan: ExecutionPlan, job: JobDefinition) -> None:
    """Give the steps of a plan what their job says of all ops."""
    for step in plan.steps:
        if job.hooks:
            step.hooks = step.hooks | job.hooks
        if job.op_retry_policy is not None and step.retry_policy is None:
            step.retry_policy = job.op_retry_policy
    if job.hooks:
        check_resources(plan)


def selected_keys(
    job: JobDefinition, asset_selection: Sequence[Any] | None, state: Any = None
) -> tuple[frozenset[AssetKey], Any]:
    """The assets and checks of a job, or those of them that are asked for.

    Raises:
        InvalidSelectionError: None are, or some that the job does not have.
    """
    graph = job.definitions.asset_graph
    keys: frozenset[AssetKey] = frozenset(graph.asset_keys)
    checks: Any = frozenset(graph.check_keys)
    if isinstance(job.selection, set | frozenset):
        keys, checks = frozenset(job.selection), None
    elif job.selection is not None:
        selected = job.definitions.resolve_selected(job.selection, state)
        keys, checks = selected.asset_keys, selected.check_keys
    if asset_selection is None:
        return keys, checks
    if isinstance(asset_selection, AssetKey | str):
        raise ParameterError("'asset_selection' must be a list of asset keys")
    chosen = [AssetKey.from_coercible(key) for key in asset_selection]
    if not chosen:
        raise InvalidSelectionError("asset_selection is empty: nothing would be made")
    known = [key.to_user_string() for key in graph.all_keys()]
    unknown = [key for key in chosen if not graph.has(key)]
    if unknown:
        names = ", ".join(f"'{key}'" for key in unknown)
        raise InvalidSelectionError(
            f"no asset is called {names}{near(str(unknown[0]), known)}",
            names=key_strings(unknown),
        )
    outside_here = [key for key in chosen if key not in graph.asset_keys]
    if outside_here:
        names = ", ".join(f"'{key}'" for key in outside_here)
        raise InvalidSelectionError(
            f"{names} cannot be made: external, nothing here makes it",
            names=key_strings(outside_here),
        )
    outside = [key for key in chosen if key not in keys]
    if outside:
        names = ", ".join(f"'{key}'" for key in outside)
        raise InvalidSelectionError(
            f"job '{job.name}' does not select {names}",
            names=key_strings(outside),
            hint="a job's selection is a limit; use the job '__ASSET_JOB', or another",
        )
    return frozenset(chosen), None


def plan_graph_job(
    job: JobDefinition,
    partition_key: str | None,
    op_selection: Sequence[str] | None,
    run_id: str,
    resources: Mapping[str, Any] | None = None,
) -> ExecutionPlan:
    """Plan a job of ops."""
    from graphmat.api.op_selection import select_ops

    assert job.graph is not None  # noqa: S101  # asked by the caller
    flat = flatten_graph(job.graph)
    subset = whole_graph(flat)
    if op_selection:
        select_ops(subset, op_selection)
    graph = job.definitions.asset_graph if job.definitions is not None else None
    base = job.definitions.resources if job.definitions is not None else {}
    plan = build_plan(
        subset,
        run_id=run_id,
        job_name=job.name,
        graph=graph or AssetGraph(()),
        partition_key=partition_key,
        resource_defs={**base, **job.resource_defs, **(resources or {})},
        selects_all=True,
    )
    check_resources(plan)
    return plan


def materialize(
    assets: Sequence[Any],
    run_config: Any = None,
    instance: Any = None,
    resources: Mapping[str, Any] | None = None,
    partition_key: str | None = None,
    raise_on_error: bool = True,
    tags: Mapping[str, str] | None = None,
    selection: Any = None,
) -> ExecuteInProcessResult:
    """Make assets here and now.

    Args:
        assets: Assets, external assets and checks; those that are not selected may be loaded.
        run_config: Run configuration.
        instance: Where to record; default: nowhere that lasts.
        resources: Resource key → resource.
        partition_key: The partition to make.
        raise_on_error: Whether a failed step raises its exception.
        tags: Tags of the run.
        selection: Which of the assets; None: all.

    Returns:
        The result, with the values that were made.

    Raises:
        InvalidSelectionError: The selection is empty or names something unknown.
        InvalidDefinitionError: The assets do not fit together.
    """
    if isinstance(assets, str | bytes) or not isinstance(assets, Sequence):
        raise ParameterError(f"'assets' must be a list of assets, not {assets!r}")
    definitions = Definitions(
        assets=[item for item in assets if not _only_checks(item)],
        asset_checks=[item for item in assets if _only_checks(item)],
        resources=resources,
    )
    definitions.validate()
    partition_key = partition_key or as_dict(tags, "tags").get(PARTITION_TAG)
    home = checked_instance(instance) or throwaway_instance()
    job = JobDefinition(EPHEMERAL_JOB, selection=selection, definitions=definitions)
    if not assets:
        return _empty_result(job, home)
    graph = definitions.asset_graph
    keys: Any = frozenset(graph.asset_keys)
    checks: Any = frozenset(graph.check_keys)
    if selection is not None:
        selected = definitions.resolve_selected(selection, LogStates(home.event_log))
        keys, checks = selected.asset_keys, selected.check_keys
    plan = plan_definitions(
        definitions,
        home,
        keys=keys,
        checks=checks,
        job_name=EPHEMERAL_JOB,
        partition_key=partition_key,
        selects_all=selection is None,
        must_hold=raise_on_error,
    )
    finished = run_plan(
        plan,
        home,
        job=job,
        tags=tags,
        run_config=run_config,
        fail_fast=raise_on_error,
        keep_live_values=True,
        tolerate_resources=not raise_on_error,
    )
    if raise_on_error:
        raise_first(finished)
    return result_of(finished, job)


def _only_checks(item: Any) -> bool:
    return isinstance(item, AssetsDefinition) and not item.specs_by_key


def _empty_result(job: JobDefinition, instance: Any) -> ExecuteInProcessResult:
    plan = ExecutionPlan(
        run_id=new_run_id(), job_name=job.name, steps=[], graph=job.definitions.asset_graph
    )
    return result_of(run_plan(plan, instance, job=job), job)


def materialize_to_memory(
    assets: Sequence[Any],
    run_config: Any = None,
    instance: Any = None,
    resources: Mapping[str, Any] | None = None,
    partition_key: str | None = None,
    raise_on_error: bool = True,
    tags: Mapping[str, str] | None = None,
    selection: Any = None,
) -> ExecuteInProcessResult:
    """Make assets here and now, with every value kept in memory only.

    The arguments are those of ``materialize``; I/O managers are replaced by one in memory.
    """
    from graphmat.io_managers.memory import InMemoryIOManager

    definitions = Definitions(assets=[item for item in assets if not _only_checks(item)])
    manager = InMemoryIOManager()
    given = dict(resources or {})
    for key in sorted(_manager_keys(definitions.asset_graph) | {"io_manager"}):
        given.setdefault(key, manager)
    return materialize(
        [
            item.but(options={"resource_defs": _without_managers(item)})
            if isinstance(item, AssetsDefinition)
            else item
            for item in assets
        ],
        run_config,
        instance,
        given,
        partition_key,
        raise_on_error,
        tags,
        selection,
    )


def _without_managers(item: AssetsDefinition) -> dict[str, Any]:
    managers = _manager_keys(AssetGraph([item]))
    return {key: value for key, value in item.resource_defs.items() if key not in managers}


def _manager_keys(graph: AssetGraph) -> set[str]:
    found = set()
    for definition in graph.definitions:
        for flat_op in graph.flat(definition).ops:
            found |= {out.io_manager_key for out in flat_op.op.outs.values() if out.io_manager_key}
        found |= {
            spec.io_manager_key for spec in definition.specs_by_key.values() if spec.io_manager_key
        }
    return found


def load_asset_value(
    definitions: Definitions, asset_key: AssetKey, instance: Any, partition_key: str | None
) -> Any:
    """Load the stored value of an asset; see ``Definitions.load_asset_value``."""
    graph = definitions.asset_graph
    if not graph.has(asset_key):
        known = [key.to_user_string() for key in graph.all_keys()]
        raise InvalidSelectionError(
            f"no asset is called '{asset_key}'", hint=did_you_mean(str(asset_key), known)
        )
    home = instance if instance is not None else Instance.get()
    plan = ExecutionPlan(
        run_id=new_run_id(),
        job_name="load_asset_value",
        steps=[],
        graph=graph,
        resource_defs=definitions.resource_defs_for(
            [graph.definition_by_key[asset_key]] if asset_key in graph.definition_by_key else []
        ),
    )
    record = RunRecord(run_id=plan.run_id, started_at=time.time())
    run = RunContext(
        plan=plan,
        record=record,
        recorder=Recorder(home.event_log, plan.run_id, time.time),
        store_manager=home.store_manager,
        instance=home,
    )
    from graphmat.execution.run_resources import opened
    from graphmat.execution.stored_assets import load_asset_value as load_value

    with opened(run, only=_loader_keys(graph, asset_key, plan)):
        return load_value(run, asset_key, partition_key)


def _loader_keys(graph: AssetGraph, asset_key: AssetKey, plan: ExecutionPlan) -> set[str]:
    spec = graph.spec(asset_key)
    keys = {spec.io_manager_key or "io_manager"}
    owner = graph.definition_by_key.get(asset_key)
    if owner is not None:
        keys |= _manager_keys(AssetGraph([owner]))
    return {key for key in keys if key in plan.resource_defs}


def find_run(instance: Instance, run_id: str) -> RunRecord:
    """A run by its id, or by the beginning of it.

    Raises:
        RunNotFoundError: There is none, or more than one.
    """
    record = instance.event_log.run(run_id)
    if record is not None:
        return record  # type: ignore[no-any-return]  # a RunRecord
    matches = [run for run in instance.event_log.runs() if run.run_id.startswith(run_id)]
    if len(matches) == 1:
        return matches[0]  # type: ignore[no-any-return]  # as above
    what = "several runs begin" if matches else "no run begins"
    raise RunNotFoundError(f"{what} with '{run_id}'", hint="graphmat runs list")


def flatten_members(items: Iterable[Any]) -> list[Any]:
    """Assets out of lists of lists."""
    found: list[Any] = []
    for item in items:
        if isinstance(item, list | tuple):
            found.extend(flatten_members(item))
        else:
            found.append(item)
    return found
