"""Which of the steps that are ready runs first, where several run side by side.

What a tag asks for (``dagster/priority``) comes first; then the step that the longest chain of work
hangs on, measured by how long its steps usually take.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphmat.planning.order import priority_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphmat.execution.run_context import RunContext
    from graphmat.planning.plan import Step


def urgencies(run: RunContext) -> list[tuple[float, float]]:
    """For each step of a run, its urgency; the smallest runs first."""
    steps = run.plan.steps
    return _urgencies(steps, _usual_durations(run))


def _usual_durations(run: RunContext) -> Mapping[str, float]:
    ask = getattr(run.recorder.log, "step_durations", None)
    if ask is None:
        return {}
    run.recorder.flush()
    found: Mapping[str, float] = ask([step.step_key for step in run.plan.steps_to_run()])
    return found


def _urgencies(steps: Sequence[Step], durations: Mapping[str, float]) -> list[tuple[float, float]]:
    """Priorities and critical paths; a step that was never run counts as an average one."""
    usual = sum(durations.values()) / len(durations) if durations else 1.0
    longest = [0.0] * len(steps)
    for step in reversed(steps):
        longest[step.index] += durations.get(step.step_key, usual)
        for other in (*step.upstream, *step.blocked_by):
            longest[other] = max(longest[other], longest[step.index])
    return [(-float(priority_of(step.tags)), -longest[step.index]) for step in steps]
