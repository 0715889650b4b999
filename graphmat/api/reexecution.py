"""Re-execution from Python: ``execute_job`` with ``ReexecutionOptions``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from graphmat.errors import InvariantViolationError, ParameterError, RunNotFoundError


class ReexecutionOptions:
    """Which run is re-executed, and which of its steps.

    Args:
        parent_run_id: The run.
        step_selection: Step keys, with ``*`` and ``+``; empty: all steps.
    """

    def __init__(self, parent_run_id: str, step_selection: Sequence[str] | None = None) -> None:
        self.parent_run_id = parent_run_id
        self.step_selection = list(step_selection or ())
        self.is_from_failure = False

    @staticmethod
    def from_failure(run_id: str, instance: Any) -> ReexecutionOptions:
        """The steps that failed, and those that did not run because of them."""
        del instance
        options = ReexecutionOptions(run_id)
        options.is_from_failure = True
        return options


class ReconstructableJob:
    """A job that another process can make again.

    Args:
        make: A function of a module, without parameters, that returns the job; or the job.
    """

    def __init__(self, make: Any) -> None:
        self._make = make

    def get_definition(self) -> Any:
        """The job."""
        from graphmat.definitions.jobs import JobDefinition

        made = self._make if isinstance(self._make, JobDefinition) else self._make()
        if not isinstance(made, JobDefinition):
            raise ParameterError(f"expected a job, not {made!r}")
        return made


def reconstructable(target: Callable[..., Any] | Any) -> ReconstructableJob:
    """A job that another process can make again.

    Args:
        target: A function at the level of a module, without parameters, that returns a job.

    Raises:
        InvariantViolationError: A lambda, or a function inside a function.
    """
    name = getattr(target, "__qualname__", "")
    if "<lambda>" in name or "<locals>" in name:
        raise InvariantViolationError(
            f"'{name}' cannot be found again by name: use a function at the level of a module"
        )
    return ReconstructableJob(target)


def execute_job(
    job: Any,
    instance: Any,
    run_config: Any = None,
    tags: Any = None,
    raise_on_error: bool = False,
    op_selection: Sequence[str] | None = None,
    reexecution_options: ReexecutionOptions | None = None,
    asset_selection: Sequence[Any] | None = None,
) -> Any:
    """Run a job, or some of the steps of an earlier run again.

    Args:
        job: What ``reconstructable`` made.
        instance: Where to record.
        run_config: Run configuration.
        tags: Tags of the run.
        raise_on_error: Whether a failed step raises its exception.
        op_selection: Which ops to run, for a job of ops.
        reexecution_options: Which run is re-executed.
        asset_selection: Which assets to make.

    Returns:
        The result; also a context manager.
    """
    definition = job.get_definition() if hasattr(job, "get_definition") else job
    if reexecution_options is None:
        return definition.execute_in_process(
            run_config=run_config,
            instance=instance,
            raise_on_error=raise_on_error,
            op_selection=op_selection,
            asset_selection=asset_selection,
            tags=tags,
        )
    return _reexecute(definition, instance, reexecution_options, run_config, tags, raise_on_error)


def _reexecute(
    job: Any,
    instance: Any,
    options: ReexecutionOptions,
    run_config: Any,
    tags: Any,
    raise_on_error: bool,
) -> Any:
    from graphmat.api.job_plans import apply_job
    from graphmat.api.resume import check_can_resume, plan_resumption
    from graphmat.api.running import raise_first, result_of, run_plan
    from graphmat.resources.overrides import require_secrets

    parent = instance.event_log.run(options.parent_run_id)
    if parent is None:
        raise RunNotFoundError(f"there is no run '{options.parent_run_id}'")
    if options.is_from_failure:
        check_can_resume(parent)
    only = options.step_selection or None
    everything = only is None and not options.is_from_failure
    plan = plan_resumption(
        job.definitions,
        instance,
        parent,
        job=job,
        only_steps=only,
    )
    if everything:
        for step in plan.steps:
            step.kept = None
        plan.reused.clear()
    apply_job(plan, job)
    if run_config is None:
        run_config = parent.run_config
        require_secrets(run_config)
    finished = run_plan(
        plan,
        instance,
        job=job,
        tags={**parent.tags, **(tags or {})},
        run_config=run_config,
        fail_fast=raise_on_error,
        keep_live_values=True,
        tolerate_resources=not raise_on_error,
    )
    if raise_on_error:
        raise_first(finished)
    return result_of(finished, job)
