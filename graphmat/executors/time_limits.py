"""How long a step may run: its own tag, or the limit of the run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graphmat.errors import InvalidDefinitionError, StepTimeoutError

if TYPE_CHECKING:
    from graphmat.execution.unit import Unit
    from graphmat.planning.plan import ExecutionPlan, Step

TIMEOUT_TAG: Final = "graphmat/timeout"


def limit_of(step: Step, of_run: float | None) -> float | None:
    """So many seconds a step may run; None: as long as it wants."""
    written = step.tags.get(TIMEOUT_TAG) if step.tags else None
    return of_run if written is None else float(written)


def check_limits(plan: ExecutionPlan) -> None:
    """Make sure that all limits are numbers of seconds, before anything runs.

    Raises:
        InvalidDefinitionError: One is not.
    """
    for step in plan.steps:
        written = step.tags.get(TIMEOUT_TAG) if step.tags else None
        if written is None:
            continue
        try:
            is_limit = 0 < float(written) < float("inf")
        except ValueError:
            is_limit = False
        if not is_limit:
            raise InvalidDefinitionError(
                f"the tag '{TIMEOUT_TAG}' of '{step.step_key}' is {written!r}: it must be a "
                "number of seconds above 0",
                location=step.location or step.op.location,
            )


def timed_out(unit: Unit, limit_s: float) -> StepTimeoutError:
    """The error of a step that took too long."""
    return StepTimeoutError(
        f"'{unit.step_key}' ran longer than its limit of {limit_s:g} s and was ended",
        hint=f"give it more time: tags={{'{TIMEOUT_TAG}': …}} on the op, or --timeout SECONDS",
        location=unit.step.op.location,
    )
