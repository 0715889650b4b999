"""A run as a whole, from RUN_START to its end: what was planned, what was done, how it ended."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from graphmat.errors import WorkerDiedError
from graphmat.events import kinds
from graphmat.execution.engine import Engine
from graphmat.execution.run_start import start_document

if TYPE_CHECKING:
    from graphmat.execution.outcome import RunOutcome
    from graphmat.execution.ports import Executor
    from graphmat.execution.run_context import RunContext


def plan_events(run: RunContext) -> None:
    """Record what is planned: the assets and checks, in order of their names."""
    maker: dict[Any, str] = {}
    check_maker: dict[Any, str] = {}
    partitions: dict[Any, Sequence[str | None]] = {}
    for step in run.plan.steps_to_run():
        for output in step.outputs:
            for key in output.asset_keys:
                if key in run.plan.asset_keys:
                    maker[key] = step.step_key
                    partitions[key] = step.partition_keys or (None,)
            if output.check_key is not None and output.check_key in run.plan.check_keys:
                check_maker[output.check_key] = step.step_key
                partitions[output.check_key] = step.partition_keys or (None,)
    for key in sorted(maker):
        for partition in partitions[key]:
            run.recorder.add(kinds.ASSET_MATERIALIZATION_PLANNED, maker[key], key, partition)
    for check in sorted(check_maker):
        for partition in partitions[check]:
            run.recorder.add(
                kinds.ASSET_CHECK_EVALUATION_PLANNED,
                check_maker[check],
                check.asset_key,
                partition,
                data={"check_name": check.name},
            )


def execute_plan(
    run: RunContext,
    executor: Executor,
    *,
    fail_fast: bool = False,
    should_stop: Callable[[], bool] | None = None,
    sleep: Callable[[float], None] = time.sleep,
    is_begun: bool = False,
) -> RunOutcome:
    """Carry out a plan, from RUN_START to the run's end.

    Args:
        run: The run; its record exists in the log.
        executor: Runs the steps.
        fail_fast: Whether the first failure ends the run.
        should_stop: Asked between steps; True ends the run.
        sleep: Waits a number of seconds.
        is_begun: Whether its beginning is recorded already, by a process that died.

    Returns:
        How it ended.

    Raises:
        KeyboardInterrupt: The run was interrupted; that is recorded.
        StorageError: The record could not be kept.
        WorkerDiedError: Workers die before they run anything; that is recorded.
    """
    if not is_begun:
        run.recorder.add(kinds.RUN_START, data=start_document(run.plan))
        plan_events(run)
    engine = Engine(run, executor, fail_fast=fail_fast, should_stop=should_stop, sleep=sleep)
    try:
        outcome = engine.execute()
    except KeyboardInterrupt:
        executor.close()
        run.recorder.add(kinds.RUN_CANCELED, message="interrupted", data={"signal": "SIGINT"})
        run.recorder.flush()
        raise
    except WorkerDiedError as error:
        data = {"error": error.message}
        run.recorder.add(kinds.RUN_FAILURE, message=error.message, data=data)
        run.recorder.flush()
        raise
    outcome.outputs = {
        (run.plan.steps[index].step_key, name): found
        for (index, name), found in engine.produced.items()
    }
    _end(run, outcome)
    return outcome


def _end(run: RunContext, outcome: RunOutcome) -> None:
    if outcome.failed:
        names = ", ".join(f"'{key}'" for key in list(outcome.failed)[:5])
        more = "" if len(outcome.failed) <= 5 else f" and {len(outcome.failed) - 5} more"  # noqa: PLR2004  # five names
        text = f"steps failed: {names}{more}"
        run.recorder.add(kinds.RUN_FAILURE, message=text, data={"error": text})
    elif outcome.stopped_early:
        run.recorder.add(kinds.RUN_CANCELED, message="stopped", data={"signal": None})
    elif run.strict and (missing := _not_made(run)):
        text = "selected assets were not materialized: " + ", ".join(f"'{key}'" for key in missing)
        outcome.failed["(strict)"] = {"class": "NotMaterialized", "message": text}
        run.recorder.add(kinds.RUN_FAILURE, message=text, data={"error": text})
    else:
        run.recorder.add(kinds.RUN_SUCCESS)
    run.recorder.flush()


def _not_made(run: RunContext) -> Sequence[str]:
    made = {key for key, _partition in run.made}
    made |= {
        key
        for step in run.plan.steps
        if step.kept is not None
        for output in step.outputs
        for key in output.asset_keys
    }
    return sorted(str(key) for key in run.plan.asset_keys if key not in made)
