"""Re-execution: mark what an earlier run finished, and leave the rest to run.

A rewrite of the plan and nothing else: a step keeps the units (one, or one for each item of a
fan-out) whose outputs are still there, and the engine takes these as done.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any

from graphmat.events.records import OutputRecord
from graphmat.planning.sources import FromStep

if TYPE_CHECKING:
    from graphmat.planning.plan import ExecutionPlan, Step

IsThere = Callable[[OutputRecord], bool]
"""Whether a stored output can still be read."""


class FinishedUnit:
    """A step, or an item of a mapped one, that succeeded in an earlier run.

    Args:
        run_id: The run.
        outputs: The outputs that it gave, stored or not, in order.
    """

    __slots__ = ("outputs", "run_id")

    def __init__(self, run_id: str, outputs: tuple[OutputRecord, ...]) -> None:
        self.run_id = run_id
        self.outputs = outputs


def keep_finished(
    plan: ExecutionPlan,
    finished: Mapping[str, FinishedUnit],
    statuses: Mapping[str, str],
    is_there: IsThere,
    *,
    rerun: Collection[str] = (),
    only: Collection[str] | None = None,
) -> None:
    """Mark the units of a plan that need not run again.

    Args:
        plan: The plan; changed in place.
        finished: Unit key (step key, with mapping key in brackets) → what it left.
        statuses: Unit key → how it ended; for the reasons.
        is_there: Whether a stored output can still be read.
        rerun: Steps that run again although they finished.
        only: If given: just these steps run; others are kept or left out.
    """
    by_step: dict[str, dict[tuple[str, ...], FinishedUnit]] = {}
    for key, unit in finished.items():
        step_key, path = split_unit_key(key)
        by_step.setdefault(step_key, {})[path] = unit
    for step in plan.steps:
        units = by_step.get(step.step_key, {})
        if step.step_key in rerun or (only is not None and step.step_key in only):
            step.reason = "asked for"
        elif units:
            step.kept = {path: unit.outputs for path, unit in units.items()}
            plan.reused[step.step_key] = f"finished in run {next(iter(units.values())).run_id[:8]}"
        else:
            step.reason = _REASONS.get(statuses.get(step.step_key, ""), step.reason)
    if only is not None:
        _leave_out(plan, set(only))
    _give_up_lost(plan, is_there)


_REASONS = {
    "failure": "failed before",
    "skipped": "was skipped before",
    "interrupted": "was interrupted",
    "started": "was interrupted",
    "retried": "was interrupted",
}


def split_unit_key(key: str) -> tuple[str, tuple[str, ...]]:
    """A unit key as step key and mapping path: ``m[a,b]`` → ``("m", ("a", "b"))``."""
    if not key.endswith("]"):
        return key, ()
    step_key, _, inner = key[:-1].partition("[")
    return step_key, tuple(inner.split(","))


def _give_up_lost(plan: ExecutionPlan, is_there: IsThere) -> None:
    """A kept unit whose output is needed and no longer there must run again.

    Goes back through the steps once: a step that must run again needs its own sources in turn.
    """
    needed_by_step: dict[int, set[str]] = {}
    for step in reversed(plan.steps):
        _demand(step, needed_by_step)
        needed = needed_by_step.get(step.index)
        if not step.kept or not needed:
            continue
        lost = {
            path: output
            for path, outputs in step.kept.items()
            for output in outputs
            if output.output_name in needed and not is_there(output)
        }
        if lost:
            output = next(iter(lost.values()))
            step.reason = f"its output '{output.output_name}' is no longer there"
            step.kept = {path: kept for path, kept in step.kept.items() if path not in lost}
            if not step.kept:
                step.kept = None
                plan.reused.pop(step.step_key, None)
            _demand(step, needed_by_step)


def _demand(step: Step, needed_by_step: dict[int, set[str]]) -> None:
    """Note the outputs that a step takes, if something of it is left to run."""
    if is_wholly_kept(step):
        return
    for step_input in step.inputs:
        if not step_input.is_nothing:
            for source in step_input.sources:
                if isinstance(source, FromStep):
                    needed_by_step.setdefault(source.step_index, set()).add(source.output_name)


def is_wholly_kept(step: Step) -> bool:
    """Whether nothing of a step is left to run, as far as that is known before it runs."""
    return step.kept is not None and not step.scope


def _leave_out(plan: ExecutionPlan, chosen: set[str]) -> None:
    """Drop the steps that are neither chosen nor kept nor needed by what is chosen."""
    wanted = {step.index for step in plan.steps if step.step_key in chosen or step.kept}
    for step in reversed(plan.steps):
        if step.index in wanted and not is_wholly_kept(step):
            for other in step.upstream:
                if not plan.steps[other].kept and other not in wanted:
                    plan.steps[other].reason = f"needed by {step.step_key}"
                    wanted.add(other)
    renumber(plan, [step for step in plan.steps if step.index in wanted])


def renumber(plan: ExecutionPlan, steps: list[Step]) -> None:
    """Make a plan of some of its steps: positions, and what points at them, follow."""
    position = {step.index: new for new, step in enumerate(steps)}
    for step in steps:
        for step_input in step.inputs:
            step_input.sources = tuple(
                _moved(source, position)
                for source in step_input.sources
                if not isinstance(source, FromStep) or source.step_index in position
            )
        step.upstream = tuple(position[other] for other in step.upstream if other in position)
        step.blocked_by = tuple(position[other] for other in step.blocked_by if other in position)
        step.scope = tuple((position[maker], name) for maker, name in step.scope)
        step.index = position[step.index]
    plan.steps = steps


def _moved(source: Any, position: Mapping[int, int]) -> Any:
    if not isinstance(source, FromStep):
        return source
    return FromStep(
        position[source.step_index],
        source.output_name,
        is_collected=source.is_collected,
        depth=source.depth,
        asset_key=source.asset_key,
    )
