"""Running in the caller's own process: ``materialize``, ``execute_in_process``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graphmat.api.asset_values import manager_keys, without_managers
from graphmat.api.chosen_partitions import PARTITION_TAG, range_of_tags
from graphmat.api.job_plans import apply_job, job_config, plan_graph_job, selected_keys
from graphmat.api.planning import new_run_id, plan_definitions
from graphmat.api.running import (
    checked_instance,
    raise_first,
    result_of,
    run_plan,
    throwaway_instance,
)
from graphmat.api.states import LogStates
from graphmat.definitions.arguments import as_dict
from graphmat.definitions.assets import AssetsDefinition
from graphmat.definitions.definitions import Definitions
from graphmat.definitions.jobs import JobDefinition
from graphmat.errors import (
    ParameterError,
)
from graphmat.planning.plan import ExecutionPlan

if TYPE_CHECKING:
    from graphmat.api.results import ExecuteInProcessResult

EPHEMERAL_JOB = "__ephemeral_asset_job__"


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
    partition_key = partition_key or as_dict(tags, "tags").get(PARTITION_TAG)
    if job.graph is not None:
        plan = plan_graph_job(job, partition_key, op_selection, run_id, resources, home.event_log)
    else:
        keys, checks = selected_keys(
            job, asset_selection, LogStates(home.event_log, job.definitions.asset_graph)
        )
        plan = plan_definitions(
            job.definitions,
            home,
            keys=keys,
            checks=checks,
            job_name=job.name,
            partition_key=partition_key,
            partition_range=None if partition_key else range_of_tags(tags),
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
        run_config=run_config if run_config is not None else job_config(job, plan.partition_key),
        fail_fast=raise_on_error,
        keep_live_values=True,
        tolerate_resources=not raise_on_error,
        input_values=input_values,
    )
    if raise_on_error:
        raise_first(finished)
    return result_of(finished, job)


def _checked_run_id(run_id: str | None) -> str:
    if run_id is None:
        return new_run_id()
    import uuid

    try:
        uuid.UUID(run_id)
    except (ValueError, AttributeError, TypeError):
        raise ParameterError(f"a run id must be a UUID, not {run_id!r}") from None
    return run_id


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
        selected = definitions.resolve_selected(
            selection, LogStates(home.event_log, definitions.asset_graph)
        )
        keys, checks = selected.asset_keys, selected.check_keys
    plan = plan_definitions(
        definitions,
        home,
        keys=keys,
        checks=checks,
        job_name=EPHEMERAL_JOB,
        partition_key=partition_key,
        partition_range=None if partition_key else range_of_tags(tags),
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
    for key in sorted(manager_keys(definitions.asset_graph) | {"io_manager"}):
        given.setdefault(key, manager)
    return materialize(
        [
            item.but(options={"resource_defs": without_managers(item)})
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


def validate_run_config(job_def: JobDefinition, run_config: Any = None) -> dict[str, Any]:
    """Check a run configuration without running anything.

    Args:
        job_def: The job that it is for.
        run_config: The configuration; default: the job's own.

    Returns:
        The configuration.

    Raises:
        InvalidConfigError: It does not fit the job.
    """
    from graphmat.execution.configuration import read_configuration

    home = throwaway_instance()
    partitions = job_def.partitions_def
    known = partitions.get_partition_keys() if partitions is not None else ()
    first = known[0] if known else None
    if job_def.graph is not None:
        plan = plan_graph_job(job_def, first, None, new_run_id())
    else:
        keys, checks = selected_keys(
            job_def, None, LogStates(home.event_log, job_def.definitions.asset_graph)
        )
        plan = plan_definitions(
            job_def.definitions,
            home,
            keys=keys,
            checks=checks,
            partition_key=first,
            must_hold=False,
            resources=job_def.resource_defs,
        )
    given = run_config if run_config is not None else job_config(job_def, first)
    read_configuration(given, plan, job_def)
    made = given.to_config_dict() if hasattr(given, "to_config_dict") else given
    return dict(made or {})
