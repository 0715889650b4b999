"""What the command line asks for: one function per verb, from definitions to a document.

Runs where the user's module is loaded, in a process of its own. Each verb takes the definitions,
the instance and plain values, and answers with a document made of what JSON has; errors are raised.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graphmat.api.selecting import Choice, choose, look_at
from graphmat.errors import InvalidSelectionError

if TYPE_CHECKING:
    from graphmat.definitions.definitions import Definitions
    from graphmat.events.model import Event


def list_assets(
    definitions: Definitions,
    instance: Any,
    *,
    select: Sequence[str] = (),
    exclude: Sequence[str] = (),
    with_ops: bool = False,
    target: str = "",
) -> dict[str, Any]:
    """The assets of a module; see ``api.listing``."""
    from graphmat.api import listing

    keys = look_at(definitions, instance.event_log, select, exclude)
    return listing.list_assets(
        definitions, instance.event_log, keys, with_ops=with_ops, target=target
    )


def lineage(
    definitions: Definitions,
    instance: Any,
    *,
    select: Sequence[str] = (),
    exclude: Sequence[str] = (),
    up: bool = True,
    down: bool = True,
    depth: int | None = None,
    with_ops: bool = False,
    target: str = "",
) -> dict[str, Any]:
    """What is made from what; see ``api.lineage``."""
    from graphmat.api.lineage import asset_lineage

    keys = look_at(definitions, instance.event_log, select, exclude)
    return asset_lineage(
        definitions,
        instance.event_log,
        keys,
        selects_all=not select and not exclude,
        up=up,
        down=down,
        depth=depth,
        with_ops=with_ops,
        target=target,
    )


def show_asset(
    definitions: Definitions,
    instance: Any,
    *,
    asset: str,
    partition: str | None = None,
    history: int = 5,
    target: str = "",
) -> dict[str, Any]:
    """One asset in full; see ``api.showing``."""
    from graphmat.api import showing

    return showing.show_asset(
        definitions, instance, asset, partition=partition, history=history, target=target
    )


def asset_path(
    definitions: Definitions, instance: Any, *, asset: str, partition: str | None = None
) -> dict[str, Any]:
    """Where the newest value of an asset is; see ``api.showing``."""
    from graphmat.api import showing

    return showing.asset_path(definitions, instance, asset, partition=partition)


def asset_value(
    definitions: Definitions, instance: Any, *, asset: str, partition: str | None = None
) -> dict[str, Any]:
    """The newest value of an asset; see ``api.showing``."""
    from graphmat.api import showing

    return showing.asset_value(definitions, instance, asset, partition=partition)


def plan(
    definitions: Definitions,
    instance: Any,
    *,
    select: Sequence[str] = (),
    exclude: Sequence[str] = (),
    job: str | None = None,
    partition: str | None = None,
    on_unselected: str | None = None,
    strict: bool = False,
    target: str = "",
    **run_options: Any,
) -> dict[str, Any]:
    """What ``materialize`` would run with the same arguments, and why.

    The run's own options (tags, failure policy, configuration) change nothing in a plan, but are
    accepted, so that a dry run takes the arguments of a run; its configuration is read and checked.
    """
    from graphmat.api.plan_document import plan_document

    choice = choose(definitions, instance.event_log, select=select, exclude=exclude, job=job)
    made = _plan(definitions, instance, choice, partition, on_unselected, strict=strict)
    _check_configuration(made, choice, run_options)
    return plan_document(made, target=target)


def materialize(
    definitions: Definitions,
    instance: Any,
    *,
    select: Sequence[str] = (),
    exclude: Sequence[str] = (),
    job: str | None = None,
    partition: str | None = None,
    on_unselected: str | None = None,
    strict: bool = False,
    fail_fast: bool = False,
    tags: Mapping[str, str] | None = None,
    config_files: Sequence[str] = (),
    settings: Sequence[str] = (),
    target: str = "",
    run_id: str | None = None,
    sinks: Sequence[Callable[[Sequence[Event]], None]] = (),
    should_stop: Callable[[], bool] | None = None,
    process: Mapping[str, Any] | None = None,
    only_checks: bool = False,
) -> dict[str, Any]:
    """Make assets, and record it.

    Args:
        definitions: The definitions.
        instance: Where the run is recorded.
        select: Selections, their union; none: everything.
        exclude: Selections to leave out.
        job: A job by name.
        partition: The partition to make.
        on_unselected: What becomes of an asset that was not selected and is made all the same:
            ``materialize`` (default), ``drop`` or ``error``.
        strict: Whether a surprise fails the run: an unselected asset that would be made, or a
            selected one that was not.
        fail_fast: Whether the first failure ends the run.
        tags: Tags of the run.
        config_files: Files of run configuration, later ones win.
        settings: ``path=value`` texts, laid over the files.
        target: How the definitions were found.
        run_id: Default: a new one.
        sinks: What shows events, after they are stored.
        should_stop: Asked between steps; True ends the run.
        process: Facts of the process that owns the run.
        only_checks: Whether the checks of the assets run, and nothing is made.

    Returns:
        ``run_id`` and ``success``; what happened stands in the event log.
    """
    from graphmat.api.in_process import run_plan

    choice = choose(definitions, instance.event_log, select=select, exclude=exclude, job=job)
    if only_checks:
        choice = _checks_of(definitions, choice)
    made = _plan(definitions, instance, choice, partition, on_unselected, strict=strict)
    if run_id is not None:
        made.run_id = run_id
    finished = run_plan(
        made,
        instance,
        job=choice.job,
        tags=tags,
        run_config=_run_config(choice, config_files, settings),
        fail_fast=fail_fast,
        strict=strict,
        sinks=sinks,
        gather=False,
        target=target,
        should_stop=should_stop,
        process=process,
        tolerate_resources=True,
    )
    return {"run_id": made.run_id, "success": finished.outcome.success}


def _checks_of(definitions: Definitions, choice: Choice) -> Choice:
    """The checks of the chosen assets, without the assets.

    Raises:
        InvalidSelectionError: They have none.
    """
    graph = definitions.asset_graph
    checks = choice.checks
    if checks is None:
        checks = frozenset(check for key in choice.keys for check in graph.checks_of(key))
    if not checks:
        raise InvalidSelectionError(
            "the selected assets have no checks", hint="graphmat list --json names all checks"
        )
    return Choice(frozenset(), checks, selects_all=choice.selects_all, job=choice.job)


def partition_keys(
    definitions: Definitions,
    instance: Any,
    *,
    select: Sequence[str] = (),
    exclude: Sequence[str] = (),
    job: str | None = None,
    partitions: str | None = None,
    only_missing: bool = False,
) -> dict[str, Any]:
    """The partitions that a text such as ``A..B`` names, for the selected assets.

    Raises:
        InvalidSelectionError: No selected asset is partitioned, or they have different partitions.
        UnknownPartitionError: A key does not exist.
    """
    from datetime import UTC, datetime

    from graphmat.api.planning import DynamicStore
    from graphmat.partitions.ranges import parse_partition_keys

    choice = choose(definitions, instance.event_log, select=select, exclude=exclude, job=job)
    graph = definitions.asset_graph
    partitioned = sorted(
        key for key in choice.keys if graph.definition_by_key[key].partitions_def is not None
    )
    found = {graph.definition_by_key[key].partitions_def for key in partitioned}
    if len(found) != 1:
        names = ", ".join(f"'{key}'" for key in partitioned) or "none of the selected assets"
        raise InvalidSelectionError(
            f"{names} {'have different partitions' if found else 'is partitioned'}",
            hint="select assets with the same partitions",
        )
    store = DynamicStore(instance.event_log)
    definition, now = found.pop(), datetime.now(UTC)
    if partitions is None or partitions == "all":
        keys = tuple(
            definition.get_partition_keys(current_time=now, dynamic_partitions_store=store)
        )
    else:
        keys = parse_partition_keys(partitions, definition, now=now, store=store)
    if only_missing:
        made = [instance.event_log.materialized_partitions(key) for key in partitioned]
        keys = tuple(key for key in keys if not all(str(key) in each for each in made))
    return {"partitions": [str(key) for key in keys]}


def plan_resume(
    definitions: Definitions,
    instance: Any,
    *,
    run: str | None = None,
    from_ops: Sequence[str] = (),
    only: Sequence[str] | None = None,
    target: str = "",
) -> dict[str, Any]:
    """What ``resume`` would keep, and what it would run."""
    from graphmat.api.plan_document import plan_document

    made, _parent, _job = _resumption(definitions, instance, run, from_ops, only)
    return plan_document(made, target=target)


def resume(
    definitions: Definitions,
    instance: Any,
    *,
    run: str | None = None,
    from_ops: Sequence[str] = (),
    only: Sequence[str] | None = None,
    fail_fast: bool = False,
    tags: Mapping[str, str] | None = None,
    config_files: Sequence[str] = (),
    settings: Sequence[str] = (),
    target: str = "",
    run_id: str | None = None,
    sinks: Sequence[Callable[[Sequence[Event]], None]] = (),
    should_stop: Callable[[], bool] | None = None,
    process: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Go on with a run, and record it as a new one.

    Args:
        definitions: The definitions.
        instance: Where the runs are recorded.
        run: Id of the run, or its beginning; None: the newest that did not end well.
        from_ops: Steps to run again, with all that follows.
        only: Steps to run, and no others.
        fail_fast: Whether the first failure ends the run.
        tags: Tags of the new run, besides those of the old one.
        config_files: Files of run configuration, instead of the old run's.
        settings: ``path=value`` texts, laid over the configuration.
        target: How the definitions were found.
        run_id: Default: a new one.
        sinks: What shows events, after they are stored.
        should_stop: Asked between steps; True ends the run.
        process: Facts of the process that owns the run.

    Returns:
        ``run_id`` and ``success``; what happened stands in the event log.
    """
    from graphmat.api.in_process import run_plan
    from graphmat.resources.overrides import load_run_config

    made, parent, job = _resumption(definitions, instance, run, from_ops, only)
    if run_id is not None:
        made.run_id = run_id
    config: Any = parent.run_config
    if config_files or settings:
        config = load_run_config(config_files, settings, base=None if config_files else config)
    finished = run_plan(
        made,
        instance,
        job=job,
        tags=_tags_of_resumption(parent, tags, is_partial=only is not None),
        run_config=config,
        fail_fast=fail_fast,
        sinks=sinks,
        gather=False,
        target=target,
        should_stop=should_stop,
        process=process,
        tolerate_resources=True,
    )
    return {"run_id": made.run_id, "success": finished.outcome.success}


def _tags_of_resumption(
    parent: Any, tags: Mapping[str, str] | None, *, is_partial: bool
) -> dict[str, str]:
    from graphmat.api.resume import PARTIAL_TAG

    found = {name: value for name, value in parent.tags.items() if name != PARTIAL_TAG}
    if is_partial:
        found[PARTIAL_TAG] = "true"
    return {**found, **(tags or {})}


def _resumption(
    definitions: Definitions,
    instance: Any,
    run: str | None,
    from_ops: Sequence[str],
    only: Sequence[str] | None,
) -> tuple[Any, Any, Any]:
    from graphmat.api.in_process import apply_job, find_run
    from graphmat.api.resume import check_can_resume, newest_unfinished, plan_resumption
    from graphmat.definitions.jobs import ALL_ASSETS_JOB

    log = instance.event_log
    parent = find_run(instance, run) if run is not None else newest_unfinished(log)
    if not from_ops and only is None:
        check_can_resume(parent)
    job = None
    if parent.job_name != ALL_ASSETS_JOB:
        job = definitions.get_job_def(parent.job_name)
    made = plan_resumption(
        definitions, instance, parent, job=job, from_steps=from_ops, only_steps=only
    )
    if job is not None:
        apply_job(made, job)
    return made, parent, job


def validate(
    definitions: Definitions, instance: Any, *, with_subsets: bool = False, target: str = ""
) -> dict[str, Any]:
    """What is wrong with the definitions beyond what loading them finds: resources, subsets."""
    del instance
    from graphmat.loading.validation import validate_definitions

    validate_definitions(definitions, with_resources=True)
    graph = definitions.asset_graph
    proof: dict[str, Any] = {"definitions": [], "findings": []}
    if with_subsets:
        from graphmat.api.subset_prover import prove_subsets

        proof = prove_subsets(graph)
    return {
        "schema": "graphmat/validate/1",
        "target": target,
        "faults": [],
        "summary": {
            "assets": len(graph.asset_keys),
            "ops": sum(len(graph.flat(each).ops) for each in graph.definitions),
            "checks": len(graph.check_keys),
            "jobs": len(definitions.jobs),
        },
        **proof,
    }


def _plan(
    definitions: Definitions,
    instance: Any,
    choice: Choice,
    partition: str | None,
    on_unselected: str | None,
    *,
    strict: bool,
) -> Any:
    from graphmat.api.in_process import apply_job, plan_graph_job
    from graphmat.api.planning import new_run_id, plan_definitions

    if choice.is_graph_job:
        made = plan_graph_job(choice.job, partition, None, new_run_id())  # type: ignore[arg-type]  # a graph job is one
    else:
        made = plan_definitions(
            definitions,
            instance,
            keys=choice.keys,
            checks=choice.checks,
            job_name=choice.job.name if choice.job is not None else "__ASSET_JOB",
            partition_key=partition,
            on_unselected=on_unselected or ("error" if strict else "materialize"),
            selects_all=choice.selects_all,
            resources=choice.job.resource_defs if choice.job is not None else None,
        )
    if choice.job is not None:
        apply_job(made, choice.job)
    return made


def _run_config(choice: Choice, files: Sequence[str], settings: Sequence[str]) -> Any:
    """What was given with the command, or else the job's own configuration."""
    if not files and not settings:
        return choice.job.config if choice.job is not None else None
    from graphmat.resources.overrides import load_run_config

    return load_run_config(files, settings)


def _check_configuration(made: Any, choice: Choice, run_options: Mapping[str, Any]) -> None:
    from graphmat.execution.configuration import read_configuration

    config = _run_config(
        choice, run_options.get("config_files", ()), run_options.get("settings", ())
    )
    read_configuration(config, made, choice.job)
