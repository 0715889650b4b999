"""What a job adds to a plan: its selection as a limit, its hooks and retries, its graph of ops."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from graphmat.api.chosen_partitions import keys_of
from graphmat.api.planning import DynamicStore, check_resources, near
from graphmat.collector import CollectorAtRest
from graphmat.errors import InvalidConfigError, InvalidSelectionError, ParameterError
from graphmat.graphs.asset_graph import AssetGraph
from graphmat.graphs.flattening import flatten_graph
from graphmat.keys import AssetKey, key_strings
from graphmat.planning.build import build_plan
from graphmat.selection.subset import whole_graph

if TYPE_CHECKING:
    from graphmat.definitions.jobs import JobDefinition
    from graphmat.planning.plan import ExecutionPlan


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
    log: Any = None,
) -> ExecutionPlan:
    """Plan a job of ops.

    Args:
        job: The job.
        partition_key: The partition of the run.
        op_selection: Which ops; None: all.
        run_id: The run that it will be.
        resources: Resources that replace those of the job.
        log: The event log, which knows dynamic partitions.

    Raises:
        UnknownPartitionError: The partition is none of the job's.
    """
    from graphmat.api.op_selection import select_ops

    assert job.graph is not None  # noqa: S101  # asked by the caller
    if partition_key is not None and job.partitions_def is not None and log is not None:
        now = datetime.now(UTC)
        keys_of(job.partitions_def, partition_key, None, DynamicStore(log), now, f"'{job.name}'")
    with CollectorAtRest():
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
            partition_keys=() if partition_key is None else (partition_key,),
            resource_defs={**base, **job.resource_defs, **(resources or {})},
            selects_all=True,
        )
        check_resources(plan)
    return plan


def job_config(job: Any, partition_key: str | None) -> Any:
    """The configuration that a job brings along, as it is for a partition.

    Raises:
        InvalidConfigError: It depends on the partition, and the run has none.
    """
    config = job.config if job is not None else None
    make = getattr(config, "get_run_config_for_partition_key", None)
    if make is None:
        return config
    if partition_key is None:
        raise InvalidConfigError(
            f"job '{job.name}' takes its configuration from the partition, but none is given",
            hint="choose one: --partition KEY",
            location=job.location,
        )
    return make(partition_key)
