"""``run_plan``: carry out a plan and record it, for Python and the command line alike."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext, suppress
from typing import TYPE_CHECKING, Any

from graphmat.api.chosen_partitions import PARTITION_TAG, RANGE_TAGS
from graphmat.api.instance import Instance, NullEventLog
from graphmat.errors import GraphmatError, ParameterError, ResourceInitError, RunNotFoundError
from graphmat.events import kinds
from graphmat.events.records import STARTED, RunRecord
from graphmat.execution.outcome import RunOutcome
from graphmat.execution.recorder import Recorder
from graphmat.execution.run_context import RunContext
from graphmat.execution.user_code import text_of
from graphmat.execution.whole_run import execute_plan
from graphmat.executors.choice import ExecutorChoice
from graphmat.io_managers.object_store import MemoryObjectStore, ObjectStoreIOManager
from graphmat.keys import key_strings
from graphmat.planning.plan import DROPPED

if TYPE_CHECKING:
    from graphmat.api.continuation import Continuation
    from graphmat.api.results import ExecuteInProcessResult
    from graphmat.events.model import Event
    from graphmat.execution.outcome import StoredOutput
    from graphmat.planning.plan import ExecutionPlan


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
    executor: ExecutorChoice | None = None,
    process: Mapping[str, Any] | None = None,
    tolerate_resources: bool = False,
    continues: Continuation | None = None,
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
        executor: How its steps are run; None: one after the other, in this process.
        process: Facts of the owning process.
        tolerate_resources: Whether a resource that cannot be set up is a failed run, and no error.
        continues: What another process did of this run before it died.

    Raises:
        InvalidConfigError: The run configuration does not fit; nothing ran.
        ResourceInitError: A resource could not be set up; that is recorded.
        KeyboardInterrupt: The run was interrupted; that is recorded.
    """
    from graphmat.execution.configuration import read_configuration

    executor = executor or ExecutorChoice()
    executor.check(plan, instance.store_manager.store)
    instance.store_manager.store.check()
    config = read_configuration(run_config, plan, job)
    document = config.masked_document() if config is not None else {}
    if continues is not None:
        plan.run_id = continues.record.run_id
        record = continues.record
    else:
        has_locks = instance.run_locks is not None
        record = _record(plan, job, tags or {}, document, target, process, has_locks=has_locks)
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
        input_values={**getattr(job, "input_values", {}), **(input_values or {})},
        mask=config.mask if config is not None else None,
        strict=strict,
    )
    if keep_live_values:
        run.live_values = {}
    if continues is not None:
        continues.begin(recorder, plan, time.time())
    else:
        if instance.event_log.run(plan.run_id) is not None:
            raise ParameterError(f"there is a run '{plan.run_id}' already")
        instance.begin_run(record, claims_of(plan))
    try:
        outcome = _execute(
            run,
            executor,
            fail_fast=fail_fast,
            should_stop=should_stop,
            is_begun=continues is not None,
        )
    except ResourceInitError as error:
        if not tolerate_resources:
            raise
        outcome = RunOutcome()
        outcome.failed["(resources)"] = {"class": "ResourceInitError", "message": error.message}
        outcome.exception = error
    except BaseException as error:
        _end_in_record(instance, recorder, error)
        raise
    finally:
        instance.end_run(plan.run_id)
    return FinishedRun(run, outcome, events)


def _execute(
    run: RunContext,
    choice: ExecutorChoice,
    *,
    fail_fast: bool,
    should_stop: Callable[[], bool] | None,
    is_begun: bool,
) -> RunOutcome:
    from graphmat.execution.run_resources import opened

    with nullcontext() if choice.opens_resources_itself else opened(run):
        executor = choice.make(run)
        try:
            return execute_plan(
                run, executor, fail_fast=fail_fast, should_stop=should_stop, is_begun=is_begun
            )
        finally:
            executor.close()


def claims_of(plan: ExecutionPlan) -> list[tuple[str, str | None]]:
    """What a run holds while it is alive: the assets that it makes, and its chain of runs."""
    found: dict[tuple[str, str | None], None] = {("", plan.root_run_id or plan.run_id): None}
    for step in plan.steps_to_run():
        for output in step.outputs:
            if output.disposition != DROPPED:
                for key in output.asset_keys:
                    for partition in step.partition_keys or (None,):
                        found[str(key), partition] = None
    return list(found)


def _end_in_record(instance: Instance, recorder: Recorder, error: BaseException) -> None:
    """End a run that something unforeseen ended, if this process keeps its record."""
    if instance.run_locks is None:
        return
    with suppress(GraphmatError):
        record = instance.event_log.run(recorder.run_id)
        if record is not None and record.status == STARTED:
            is_asked = isinstance(error, KeyboardInterrupt)
            text = "interrupted" if is_asked else f"{type(error).__name__}: {text_of(error)}"
            data = {"signal": "SIGINT"} if is_asked else {"error": text}
            kind = kinds.RUN_CANCELED if is_asked else kinds.RUN_FAILURE
            recorder.add(kind, message=text, data=data)
            recorder.flush()


def _record(
    plan: ExecutionPlan,
    job: Any,
    tags: Mapping[str, str],
    run_config: Mapping[str, Any],
    target: str,
    process: Mapping[str, Any] | None,
    *,
    has_locks: bool,
) -> RunRecord:
    job_tags = job.run_tags if job is not None else {}
    if process is None and has_locks:
        from graphmat.supervision.run_locks import process_facts

        process = process_facts()
    return RunRecord(
        run_id=plan.run_id,
        started_at=time.time(),
        job_name=plan.job_name,
        target=target,
        asset_selection=None if plan.selects_all else key_strings(plan.asset_keys),
        partition_key=plan.partition_key,
        tags={
            key: str(value)
            for key, value in {
                **job_tags,
                **_config_tags(plan, job),
                **_partition_tags(plan),
                **tags,
            }.items()
        },
        run_config=run_config,
        parent_run_id=plan.parent_run_id,
        root_run_id=plan.root_run_id,
        process=process,
        step_keys_to_execute=[step.step_key for step in plan.steps_to_run()]
        if plan.parent_run_id
        else None,
    )


def _config_tags(plan: ExecutionPlan, job: Any) -> dict[str, Any]:
    """The tags that the configuration of a job makes of the partition."""
    make = getattr(getattr(job, "config", None), "get_tags_for_partition_key", None)
    if make is None or plan.partition_key is None:
        return {}
    return dict(make(plan.partition_key))


def _partition_tags(plan: ExecutionPlan) -> dict[str, str]:
    if len(plan.partition_keys) > 1:
        ends = (plan.partition_keys[0], plan.partition_keys[-1])
        return dict(zip(RANGE_TAGS, ends, strict=True))
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


def raise_first(finished: FinishedRun) -> None:
    """Raise what the first failed step raised."""
    error = finished.outcome.exception
    if error is not None:
        raise error
    if finished.outcome.failed:
        document = next(iter(finished.outcome.failed.values()))
        raise GraphmatError(document.get("message", "the run failed"))


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


def result_of(finished: FinishedRun, job: Any) -> ExecuteInProcessResult:
    """The result of a run, for the caller."""
    from graphmat.api.results import ExecuteInProcessResult

    run = finished.run

    from graphmat.graphs.nested import nested_output

    def read(output: StoredOutput) -> Any:
        from graphmat.execution.outcome import ATOMS
        from graphmat.execution.reading import read_output
        from graphmat.execution.unit import Unit

        if isinstance(output.value, ATOMS):
            return output.value
        step = run.plan.step(output.record.step_key.split("[", 1)[0])
        assert step is not None  # noqa: S101  # it was produced by it
        return read_output(run, Unit(step, (), []), "", output, None, None)

    return ExecuteInProcessResult(
        run,
        finished.outcome,
        finished.events,
        job,
        read,
        lambda node, output: nested_output(run.plan, job, node, output),
    )


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
