"""Lanes: steps that belong into one process, one after the other.

``graphmat/process: same`` among the tags of a graph asset (or its ``op_tags``) keeps its ops
together: what they give each other is handed over in memory. Any other text is the name of a lane
that several assets share.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, Final, Self

from graphmat.planning.sources import FromStep

if TYPE_CHECKING:
    from graphmat.execution.unit import Unit
    from graphmat.planning.plan import ExecutionPlan, Step

PROCESS_TAG: Final = "graphmat/process"
SAME: Final = "same"


def lane_of(step: Step) -> str | None:
    """The lane of a step; None: it may run anywhere."""
    wish = step.tags.get(PROCESS_TAG) if step.tags else None
    definition = step.definition
    if wish is None and definition is not None:
        for spec in definition.specs_by_key.values():
            wish = spec.tags.get(PROCESS_TAG) if spec.tags else None
            if wish is not None:
                break
    if wish is None:
        return None
    if str(wish) != SAME:
        return f"lane {wish}"
    owner = step.path[0] if definition is None else definition.node_name
    return f"asset {owner} {','.join(step.partition_keys)}"


def handed_over(plan: ExecutionPlan) -> frozenset[tuple[int, str]]:
    """The outputs whose consumers are all in the lane of their step: their values can stay there.

    Fan-outs are left out: how many consumers there are is not known beforehand.
    """
    lanes = [lane_of(step) for step in plan.steps]
    if not any(lanes):
        return frozenset()
    consumed: dict[tuple[int, str], bool] = {}
    for step in plan.steps:
        for step_input in step.inputs:
            for source in step_input.sources:
                if not isinstance(source, FromStep):
                    continue
                key = (source.step_index, source.output_name)
                lane = lanes[source.step_index]
                stays = lane is not None and lane == lanes[step.index]
                stays = stays and not step.scope and not source.is_collected
                consumed[key] = consumed.get(key, True) and stays
    return frozenset(key for key, stays in consumed.items() if stays)


class Lanes:
    """Lets one step at a time into each lane; the others wait beside the queue.

    Args:
        by_step: Index of a step → its lane.
    """

    def __init__(self, by_step: dict[int, str]) -> None:
        self._by_step = by_step
        self._busy: set[str] = set()
        self._waiting: dict[str, list[Unit]] = {}

    @classmethod
    def of(cls, plan: ExecutionPlan) -> Self | None:
        """The lanes of a plan; None where it has none."""
        lanes = {step.index: lane_of(step) for step in plan.steps}
        found = {index: lane for index, lane in lanes.items() if lane is not None}
        return cls(found) if found else None

    def enter(self, unit: Unit) -> bool:
        """Whether a step may run now; if not, it is kept until its lane is free."""
        lane = self._by_step.get(unit.step.index)
        if lane is None:
            return True
        if lane in self._busy:
            heapq.heappush(self._waiting.setdefault(lane, []), unit)
            return False
        self._busy.add(lane)
        return True

    def leave(self, unit: Unit) -> Unit | None:
        """Note that a step has ended; answer with the next of its lane, which may now run."""
        lane = self._by_step.get(unit.step.index)
        if lane is None:
            return None
        self._busy.discard(lane)
        waiting = self._waiting.get(lane)
        return heapq.heappop(waiting) if waiting else None
