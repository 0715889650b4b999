"""Continuation: mark what the same run has done already, in a process that has died since.

A rewrite of the plan: units that succeeded are kept, as in a re-execution; those that failed, were
skipped or wait for another attempt are marked as ended, and the engine takes them as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from graphmat.planning.passes.reexecution import split_unit_key

if TYPE_CHECKING:
    from graphmat.planning.ended import EndedUnit
    from graphmat.planning.plan import ExecutionPlan


def mark_ended(plan: ExecutionPlan, ended: Mapping[str, EndedUnit]) -> None:
    """Mark the units that this run has ended.

    Args:
        plan: The plan of the run, made again; changed in place.
        ended: Unit key → how it ended.
    """
    steps = {step.step_key: step for step in plan.steps}
    for key, unit in ended.items():
        step_key, path = split_unit_key(key)
        step = steps.get(step_key)
        if step is None:
            continue
        if unit.status == "success":
            step.kept = {**(step.kept or {}), path: unit.outputs}
        else:
            step.ended = {**(step.ended or {}), path: unit}
