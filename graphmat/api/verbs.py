"""What the command line asks for: one function per verb, from definitions to a document.

Runs where the user's module is loaded, in a process of its own. Each verb takes the definitions,
the instance and plain values, and answers with a document made of what JSON has; errors are raised.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graphmat.api.choice_plans import plan_choice
from graphmat.api.inquiry_verbs import replay, replay_test, why, why_not
from graphmat.api.reading_verbs import (
    asset_path,
    asset_value,
    check_plans,
    lineage,
    list_assets,
    partition_keys,
    report_definitions,
    show_asset,
    status,
    validate,
)
from graphmat.api.selecting import Choice, choose
from graphmat.collector import with_collector_at_rest
from graphmat.errors import InvalidSelectionError
from graphmat.events.records import STARTED

if TYPE_CHECKING:
    from graphmat.api.continuation import Continuation
    from graphmat.definitions.definitions import Definitions
    from graphmat.events.model import Event

__all__ = [
    "asset_path",
    "asset_value",
    "check_plans",
    "continue_run",
    "lineage",
    "list_assets",
    "materialize",
    "partition_keys",
    "plan",
    "plan_resume",
    "replay",
    "replay_test",
    "report_definitions",
    "resume",
    "show_asset",
    "status",
    "validate",
    "why",
    "why_not",
]


@with_collector_at_rest
def plan(
    definitions: Definitions,
    instance: Any,
    *,
    select: Sequence[str] = (),
    exclude: Sequence[str] = (),
    job: str | None = None,
    partition: str | None = None,
    on_unselected: str | None = None,
    strict: bool | None = False,
    target: str = "",
    **run_options: Any,
) -> dict[str, Any]:
    """What ``materialize`` would run with the same arguments, and why.

    The run's own options (tags, failure policy, configuration) change nothing in a plan, but are
    accepted, so that a dry run takes the arguments of a run; its configuration is read and checked.
    """
    from graphmat.api.plan_document import plan_document

    choice = choose(definitions, instance.event_log, select=select, exclude=exclude, job=job)
    made = plan_choice(definitions, instance, choice, partition, on_unselected, strict=bool(strict))
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
    partition_range: Sequence[str] | None = None,
    on_unselected: str | None = None,
    strict: bool | None = False,
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
    continues: Continuation | None = None,
    executor: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Make assets, and record it.

    Args:
        definitions: The definitions.
        instance: Where the run is recorded.
        select: Selections, their union; none: everything.
        exclude: Selections to leave out.
        job: A job by name.
        partition: The partition to make.
        partition_range: First and last of several partitions to make together.
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
        continues: What another process did of this run before it died.
        executor: How steps are run; see ``executors.choice.choose_executor``.

    Returns:
        ``run_id`` and ``success``; what happened stands in the event log.
    """
    from graphmat.api.running import run_plan
    from graphmat.executors.choice import choose_executor

    if continues is not None:
        choice = continues.choice(choose(definitions, instance.event_log, job=job))
    else:
        choice = choose(definitions, instance.event_log, select=select, exclude=exclude, job=job)
    if only_checks:
        choice = _checks_of(definitions, choice)
    made = plan_choice(
        definitions,
        instance,
        choice,
        partition,
        on_unselected,
        partition_range,
        strict=bool(strict),
    )
    if run_id is not None:
        made.run_id = run_id
    config = _run_config(choice, config_files, settings, made.partition_key)
    finished = run_plan(
        made,
        instance,
        job=choice.job,
        tags=tags,
        run_config=config,
        executor=choose_executor(
            executor, job=choice.job, definitions=definitions, run_config=config
        ),
        fail_fast=fail_fast,
        strict=bool(strict),
        sinks=sinks,
        gather=False,
        target=target,
        should_stop=should_stop,
        process=process,
        tolerate_resources=True,
        continues=continues,
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
    continues: Continuation | None = None,
    executor: Mapping[str, Any] | None = None,
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
        continues: What another process did of the new run before it died.
        executor: How steps are run; see ``executors.choice.choose_executor``.

    Returns:
        ``run_id`` and ``success``; what happened stands in the event log.
    """
    from graphmat.api.running import run_plan
    from graphmat.executors.choice import choose_executor
    from graphmat.resources.overrides import load_run_config, require_secrets

    if continues is not None:
        run = continues.record.parent_run_id
    made, parent, job = _resumption(
        definitions, instance, run, from_ops, only, continues, clears=True
    )
    if run_id is not None:
        made.run_id = run_id
    config: Any = parent.run_config
    if config_files or settings:
        config = load_run_config(config_files, settings, base=None if config_files else config)
    require_secrets(config)
    finished = run_plan(
        made,
        instance,
        job=job,
        executor=choose_executor(executor, job=job, definitions=definitions, run_config=config),
        tags=_tags_of_resumption(parent, tags, is_partial=only is not None),
        run_config=config,
        fail_fast=fail_fast,
        sinks=sinks,
        gather=False,
        target=target,
        should_stop=should_stop,
        process=process,
        tolerate_resources=True,
        continues=continues,
    )
    return {"run_id": made.run_id, "success": finished.outcome.success}


def continue_run(
    definitions: Definitions,
    instance: Any,
    *,
    verb: str,
    given: Mapping[str, Any],
    run_id: str,
    sequence: int,
    died: Sequence[Any],
    should_stop: Callable[[], bool] | None = None,
) -> dict[str, Any]:
    """Go on with a run whose process died, as the same run.

    Args:
        definitions: The definitions.
        instance: Where the run is recorded.
        verb: The verb that began it.
        given: The arguments of that verb.
        run_id: The run.
        sequence: The number of its last event.
        died: The steps that were running: unit key, when it began, document of the error.
        should_stop: Asked between steps; True ends the run.

    Returns:
        What the verb returns.
    """
    from graphmat.api.continuation import Continuation

    continues = Continuation(instance.event_log, run_id, sequence, died)
    arguments: dict[str, Any] = {**given, "should_stop": should_stop, "continues": continues}
    if verb == "resume":
        return resume(definitions, instance, **arguments)
    return materialize(definitions, instance, **arguments)


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
    continues: Continuation | None = None,
    *,
    clears: bool = False,
) -> tuple[Any, Any, Any]:
    from graphmat.api.job_plans import apply_job
    from graphmat.api.resume import (
        check_can_resume,
        newest_descendant,
        newest_unfinished,
        plan_resumption,
    )
    from graphmat.api.running import find_run
    from graphmat.definitions.jobs import ALL_ASSETS_JOB

    log = instance.event_log
    names_ops = bool(from_ops) or only is not None
    if run is not None:
        parent = find_run(instance, run)
    else:
        parent = newest_unfinished(log, or_newest=names_ops)
    if not names_ops and continues is None:
        parent = newest_descendant(log, parent)
        if parent.status != STARTED:  # one that still runs is met at its lease
            check_can_resume(parent)
    job = None
    if parent.job_name != ALL_ASSETS_JOB:
        job = definitions.get_job_def(parent.job_name)
    made = plan_resumption(
        definitions,
        instance,
        parent,
        job=job,
        from_steps=from_ops,
        only_steps=only,
        clears=clears,
    )
    if job is not None:
        apply_job(made, job)
    return made, parent, job


def _run_config(
    choice: Choice, files: Sequence[str], settings: Sequence[str], partition_key: str | None
) -> Any:
    """What was given with the command, or else the job's own configuration."""
    if not files and not settings:
        from graphmat.api.job_plans import job_config

        return job_config(choice.job, partition_key)
    from graphmat.resources.overrides import load_run_config

    return load_run_config(files, settings)


def _check_configuration(made: Any, choice: Choice, run_options: Mapping[str, Any]) -> None:
    from graphmat.execution.configuration import read_configuration

    config = _run_config(
        choice,
        run_options.get("config_files", ()),
        run_options.get("settings", ()),
        made.partition_key,
    )
    read_configuration(config, made, choice.job)
