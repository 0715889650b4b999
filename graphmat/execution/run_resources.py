"""The resources of a run: opened for the plan's ops, closed whatever happens."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from graphmat.definitions.context_log import ContextLog
from graphmat.events import kinds
from graphmat.execution.user_code import error_document
from graphmat.planning.sources import FromRun, FromStep

if TYPE_CHECKING:
    from graphmat.execution.run_context import RunContext
    from graphmat.planning.plan import ExecutionPlan, Step


class RunResources:
    """The open resources of a run, as its steps ask for them.

    Args:
        opening: The open resources.
    """

    __slots__ = ("_opening",)

    def __init__(self, opening: Any) -> None:
        self._opening = opening

    def view(self, keys: frozenset[str], who: str) -> Any:
        """Those that one op or hook asked for, as attributes."""
        return self._opening.scoped(keys, who)

    def get(self, key: str) -> Any:
        """One of them."""
        return getattr(self._opening.scoped([key], "the run"), key)

    def view_for(self, key: str) -> Any:
        """Those that a resource itself asked for."""
        return self._opening.resources_of(key)

    def config_of(self, key: str) -> Any:
        """The configuration of a resource."""
        return self._opening.config_of(key)


def required_keys(plan: ExecutionPlan) -> set[str]:
    """The resources that the plan's steps need, their I/O managers included."""
    found: set[str] = set()
    for step in plan.steps:
        found |= needed_by(step, plan)
    return found


def needed_by(step: Step, plan: ExecutionPlan) -> set[str]:
    """The resources that a step needs, its I/O managers included."""
    found: set[str] = set(step.op.required_resource_keys or ())
    for hook in step.hooks:
        found |= hook.required_resource_keys
    for output in step.outputs:
        found.add(output.io_manager_key)
    for step_input in step.inputs:
        if step_input.input_manager_key is not None:
            found.add(step_input.input_manager_key)
        for source in step_input.sources:
            key = getattr(source, "io_manager_key", None)
            if key is None and type(source) is FromStep:
                maker = plan.steps[source.step_index]
                key = maker.output(source.output_name).io_manager_key
            elif key is None and type(source) is FromRun and source.records:
                key = source.records[0].io_manager_key
            if key is not None:
                found.add(key)
    return found & plan.resource_defs.keys()


@contextmanager
def opened(
    run: RunContext, only: Collection[str] | None = None, *, in_worker: bool = False
) -> Iterator[None]:
    """Open what the plan needs; close it again, and record what goes wrong with that.

    Args:
        run: The run.
        only: These resources, instead of those that the plan's steps need.
        in_worker: Whether it is one of several processes: then a fault is that of a step.

    Raises:
        ResourceInitError: One could not be set up; recorded before it is raised.
    """
    keys = required_keys(run.plan) if only is None else set(only)
    if not keys:
        yield
        return
    from graphmat.resources.masking import PROCESS_SECRETS
    from graphmat.resources.opening import open_resources

    recorder = run.recorder
    opening = open_resources(
        run.plan.resource_defs,
        sorted(keys),
        run.config.document if run.config is not None else None,
        log=ContextLog(lambda level, text: run.write_log(None, level, text)),
        run_id=run.run_id,
        instance=run.instance,
        dagster_run=run.record,
        secrets=PROCESS_SECRETS,
    )
    if only is None:
        recorder.add(kinds.RESOURCE_INIT_STARTED, message=", ".join(sorted(keys)))
    try:
        opening.__enter__()
    except BaseException as error:
        if only is None:
            document = error_document(error, run.mask)
            recorder.add(
                kinds.RESOURCE_INIT_FAILURE,
                message=f"{document['class']}: {document['message']}",
                data={"error": document},
            )
            if not in_worker:
                recorder.add(
                    kinds.RUN_FAILURE,
                    message="a resource could not be set up",
                    data={"error": document["message"]},
                )
            recorder.flush()
        raise
    if only is None:
        recorder.add(kinds.RESOURCE_INIT_SUCCESS, message=", ".join(sorted(keys)))
    run.resources = RunResources(opening)
    try:
        yield
    except BaseException as error:
        opening.__exit__(type(error), error, error.__traceback__)
        _record_teardown(run, opening)
        raise
    opening.__exit__(None, None, None)
    _record_teardown(run, opening)


def _record_teardown(run: RunContext, opening: Any) -> None:
    for key, error in opening.teardown_errors:
        document = error_document(error, run.mask)
        run.recorder.add(
            kinds.ENGINE_EVENT,
            message=f"teardown of resource '{key}' failed: {document['class']}: "
            f"{document['message']}",
            data={"teardown": key, "error": document},
        )
    if opening.teardown_errors:
        run.recorder.flush()
