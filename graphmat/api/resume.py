"""Re-execution at the op boundaries: from failure, from an op, of chosen ops."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graphmat.api.chosen_partitions import range_of_tags
from graphmat.api.planning import check_loads, new_run_id, plan_definitions
from graphmat.definitions.jobs import ALL_ASSETS_JOB
from graphmat.errors import (
    NothingToResumeError,
    StepNotFoundError,
    StorageError,
    did_you_mean,
)
from graphmat.events import kinds
from graphmat.events.records import (
    CANCELED,
    FAILURE,
    INTERRUPTED,
    STARTED,
    SUCCESS,
    OutputRecord,
    RunRecord,
    StoredObject,
)
from graphmat.keys import AssetKey
from graphmat.planning.passes.reexecution import FinishedUnit, keep_finished

if TYPE_CHECKING:
    from graphmat.planning.plan import ExecutionPlan, Step

UNFINISHED = (FAILURE, CANCELED, INTERRUPTED)
PARTIAL_TAG = "graphmat/partial"
"""The tag of a run that re-executed chosen ops only: what else was left is still left."""


class History:
    """What a chain of runs left: the run that is re-executed, and those that it re-executed.

    Args:
        log: The event log.
        run: The newest run of the chain.
    """

    def __init__(self, log: Any, run: RunRecord) -> None:
        self.run = run
        self.chain = _chain(log, run)
        self.statuses: dict[str, str] = {}
        self.finished: dict[str, FinishedUnit] = {}
        for record in self.chain:
            for attempt in log.step_attempts(record.run_id):
                self.statuses[attempt.step_key] = attempt.status
                self.finished.pop(attempt.step_key, None)
            self._add_finished(log, record.run_id)

    def _add_finished(self, log: Any, run_id: str) -> None:
        stored = {
            (output.step_key, output.output_name, output.mapping_key): output
            for output in log.outputs(run_id)
        }
        given: dict[str, list[OutputRecord]] = {}
        for event in log.events(run_id, kinds=(kinds.STEP_OUTPUT, kinds.STEP_SUCCESS)):
            if event.kind == kinds.STEP_SUCCESS:
                outputs = tuple(given.get(event.step_key, ()))
                self.finished[event.step_key] = FinishedUnit(run_id, outputs)
            elif event.data.get("disposition") != "dropped":
                name, key = event.data["output_name"], event.data.get("mapping_key")
                record = stored.get((event.step_key, name, key)) or OutputRecord(
                    run_id=run_id, step_key=event.step_key, output_name=name, mapping_key=key
                )
                given.setdefault(event.step_key, []).append(record)


def _chain(log: Any, run: RunRecord) -> list[RunRecord]:
    """The run and its ancestors, oldest first."""
    chain = [run]
    seen = {run.run_id}
    while chain[-1].parent_run_id is not None and chain[-1].parent_run_id not in seen:
        parent = log.run(chain[-1].parent_run_id)
        if parent is None:
            break
        seen.add(parent.run_id)
        chain.append(parent)
    return chain[::-1]


def newest_unfinished(log: Any, *, or_newest: bool = False) -> RunRecord:
    """The newest run that failed or was interrupted, and was not resumed to its end.

    Args:
        log: The event log.
        or_newest: Whether the newest of all will do, where there is no such run.

    Raises:
        NothingToResumeError: There is none.
    """
    seen_roots: set[str] = set()
    runs = log.runs()
    for run in runs:
        if run.root_run_id in seen_roots:
            continue
        seen_roots.add(run.root_run_id)
        found: RunRecord | None = run
        if run.status == STARTED and run.parent_run_id is not None:
            found = log.run(run.parent_run_id)  # it is being resumed: the two meet at the lease
        if found is not None and (found is not run or is_unfinished(run)):
            return found
    if or_newest and runs:
        newest: RunRecord = runs[0]
        return newest
    raise NothingToResumeError(
        "there is no run to resume: the newest ones have ended well",
        hint="graphmat resume RUN --from OP runs an op of a finished run again",
    )


def plan_resumption(
    definitions: Any,
    instance: Any,
    run: RunRecord,
    *,
    job: Any = None,
    from_steps: Sequence[str] = (),
    only_steps: Sequence[str] | None = None,
    on_unselected: str = "materialize",
    clears: bool = False,
) -> ExecutionPlan:
    """Plan what is left of a run.

    Args:
        definitions: The definitions.
        instance: Where the run is recorded.
        run: The run.
        job: The job; default: the one that the run was of.
        from_steps: Steps to run again, with all that depends on them.
        only_steps: Steps to run, and no others.
        on_unselected: What becomes of an unselected asset that is made all the same.
        clears: Whether damaged objects are taken away, so that what makes them anew is kept.

    Raises:
        StepNotFoundError: A step is not known.
    """
    history = History(instance.event_log, run)
    plan = whole_plan(definitions, instance, run, job, on_unselected)
    plan.parent_run_id = run.run_id
    plan.root_run_id = run.root_run_id
    only = None if only_steps is None else find_steps(plan, only_steps)
    rerun = _with_downstream(plan, find_steps(plan, from_steps)) if from_steps else set()
    keep_finished(
        plan,
        history.finished,
        history.statuses,
        lambda output: _is_there(instance, history, plan, output, clears=clears),
        rerun=rerun,
        only=only,
    )
    check_loads(plan)
    return plan


def whole_plan(
    definitions: Any, instance: Any, run: RunRecord, job: Any, on_unselected: str
) -> ExecutionPlan:
    """The plan of a run as the definitions have it now, with nothing kept of what it did."""
    if job is not None and job.graph is not None:
        from graphmat.api.job_plans import plan_graph_job

        return plan_graph_job(job, run.partition_key, None, new_run_id())
    graph = definitions.asset_graph
    if run.asset_selection is not None:
        keys = frozenset(AssetKey.from_user_string(key) for key in run.asset_selection)
        keys &= frozenset(graph.asset_keys)
    elif job is not None:
        keys = job.asset_keys
    else:
        keys = frozenset(graph.asset_keys)
    return plan_definitions(
        definitions,
        instance,
        keys=keys,
        job_name=job.name if job is not None else ALL_ASSETS_JOB,
        partition_key=run.partition_key,
        partition_range=range_of_tags(run.tags),
        on_unselected=on_unselected,
        selects_all=run.asset_selection is None,
        must_hold=False,
    )


def _is_there(
    instance: Any, history: History, plan: ExecutionPlan, output: OutputRecord, *, clears: bool
) -> bool:
    """Whether an output that a finished step stored can be used again.

    An object of the project's store is named by its digest: it is the one or it is gone. Another
    I/O manager overwrites an asset's value: then the newest materialization must be this chain's.
    """
    if output.stored is not None:
        return _is_whole(instance.store_manager.store, output.stored, clears=clears)
    step = plan.step(output.step_key.split("[", 1)[0])
    if step is None:
        return False
    keys = step.output(output.output_name).asset_keys
    if not keys:
        return True
    chain = {run.run_id for run in history.chain}
    newest = (
        instance.latest_materialization(keys[0], partition)
        for partition in step.partition_keys or (None,)
    )
    return all(latest is not None and latest.run_id in chain for latest in newest)


def _is_whole(store: Any, stored: StoredObject, *, clears: bool) -> bool:
    """Whether an object is there with the bytes that it was stored with."""
    objects = getattr(store, "objects", None)
    if objects is None:  # in memory
        return bool(store.holds(stored))
    from graphmat.io_managers.object_folder import digest_of

    try:
        descriptor = objects.open(stored.digest)
    except (OSError, StorageError):
        return False
    try:
        is_whole = digest_of(descriptor) == stored.digest
    except OSError:
        return False
    finally:
        os.close(descriptor)
    if clears and not is_whole:
        objects.delete(stored.digest)
    return is_whole


_CLAUSE = re.compile(r"(?P<up>\*|\++)?(?P<name>[^*+\[\]]+(?:\[[^\]]*\])?)(?P<down>\*|\++)?\Z")


def find_steps(plan: ExecutionPlan, selection: Sequence[str]) -> set[str]:
    """Step keys that clauses name.

    Args:
        plan: The whole plan.
        selection: Step keys; ``*x`` and ``x*`` take all that is before or after, each ``+`` one
            level. The name of a graph takes its steps.

    Raises:
        StepNotFoundError: A clause names no step.
    """
    by_key = {step.step_key: step for step in plan.steps}
    down: dict[int, list[int]] = {}
    for step in plan.steps:
        for other in step.upstream:
            down.setdefault(other, []).append(step.index)
    found: set[str] = set()
    for clause in selection:
        match = _CLAUSE.match(clause.strip())
        name = match["name"] if match is not None else clause
        named = _named(by_key, name.split("[", 1)[0]) if match is not None else []
        if not named or match is None:
            raise StepNotFoundError(f"the run has no step '{name}'", hint=_step_hint(name, by_key))
        for step in named:
            found.add(step.step_key)
            found |= _reach(plan, step.index, match["up"], lambda i: plan.steps[i].upstream)
            found |= _reach(plan, step.index, match["down"], lambda i: down.get(i, ()))
    return found


def _named(by_key: Mapping[str, Step], name: str) -> list[Step]:
    """The step of a name, or the steps of the graph of that name."""
    if name in by_key:
        return [by_key[name]]
    return [step for key, step in by_key.items() if key.startswith(f"{name}.")]


def _step_hint(name: str, by_key: Mapping[str, Step]) -> str:
    same_op = [key for key in by_key if key.endswith(f".{name}")]
    if same_op:
        return f"a step is named with its graphs: {', '.join(same_op[:3])}"
    return did_you_mean(name, by_key) or "graphmat runs show lists its steps"


def _reach(plan: ExecutionPlan, start: int, how: str | None, near: Any) -> set[str]:
    if not how:
        return set()
    levels = len(plan.steps) if how == "*" else len(how)
    found: set[int] = set()
    front: Collection[int] = {start}
    for _ in range(levels):
        front = {other for index in front for other in near(index)} - found
        if not front:
            break
        found |= front
    return {plan.steps[index].step_key for index in found}


def _with_downstream(plan: ExecutionPlan, steps: set[str]) -> set[str]:
    """Steps and everything that depends on them."""
    found = set(steps)
    for step in plan.steps:
        if step.step_key not in found and any(
            plan.steps[other].step_key in found for other in step.upstream
        ):
            found.add(step.step_key)
    return found


def newest_descendant(log: Any, run: RunRecord) -> RunRecord:
    """The run that a run was resumed as, and that one in turn; itself where it was not resumed.

    Going on from there, what the resumed runs finished is not done again.
    """
    children: dict[str, RunRecord] = {}
    for other in log.runs():
        if other.root_run_id == run.root_run_id and other.status != STARTED:
            children.setdefault(other.parent_run_id, other)  # newest first
    found = run
    while found.run_id in children and children[found.run_id] is not found:
        found = children.pop(found.run_id)
    return found


def is_unfinished(run: RunRecord) -> bool:
    """Whether something of a run is left: it did not end well, or ran chosen ops only."""
    return run.status in UNFINISHED or (run.status == SUCCESS and PARTIAL_TAG in run.tags)


def check_can_resume(run: RunRecord) -> None:
    """Make sure that there is something of a run left.

    Raises:
        NothingToResumeError: The run succeeded, or is still running.
    """
    if not is_unfinished(run):
        raise NothingToResumeError(
            f"run {run.run_id[:8]} is '{run.status}': there is nothing to resume",
            hint="graphmat resume RUN --from OP runs an op of it again",
        )
