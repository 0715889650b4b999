"""``Unit``: one step, or one item of a step that is mapped, ready to run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graphmat.planning.plan import Step


class Unit:
    """One attempt at a step.

    Args:
        step: The step.
        mapping_path: Mapping keys of the fan-outs around it, outermost first.
        inputs: For each input of the step, its resolved sources, in order: ``StoredOutput``,
            ``FromAsset``, ``FromRun``, ``FromGraphInput``, ``FromConfig``, or a list of
            ``StoredOutput`` where they are collected.
        attempt: From 1.
        rank: Position among the items of a fan-out.
        urgency: Smaller runs earlier; equal ones in the order of the plan.
    """

    __slots__ = ("attempt", "inputs", "mapping_path", "rank", "step", "step_key", "urgency")

    def __init__(
        self,
        step: Step,
        mapping_path: tuple[str, ...],
        inputs: list[list[Any]],
        attempt: int = 1,
        rank: int = 0,
        urgency: tuple[float, ...] = (),
    ) -> None:
        self.rank = rank
        self.urgency = urgency
        self.step = step
        self.mapping_path = mapping_path
        self.inputs = inputs
        self.attempt = attempt
        self.step_key = (
            f"{step.step_key}[{','.join(mapping_path)}]" if mapping_path else step.step_key
        )

    def __lt__(self, other: Unit) -> bool:
        return (self.urgency, self.step.index, self.rank) < (
            other.urgency,
            other.step.index,
            other.rank,
        )
