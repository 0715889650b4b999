"""The order of steps: after what they wait for, level by level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graphmat.errors import InvalidDefinitionError


def in_levels(
    upstream: Sequence[Sequence[int]], step_keys: Sequence[str], priorities: Sequence[int]
) -> list[int]:
    """Topological levels; within one by priority (higher first), then by step key.

    Args:
        upstream: For each step, the numbers of those that it waits for.
        step_keys: The steps' keys.
        priorities: The steps' priorities.

    Returns:
        The numbers of the steps, in order.

    Raises:
        InvalidDefinitionError: Steps wait for each other in a circle.
    """
    count = len(upstream)
    downstream: list[list[int]] = [[] for _ in range(count)]
    waiting = [0] * count
    for number, needed in enumerate(upstream):
        waiting[number] = len(needed)
        for other in needed:
            downstream[other].append(number)
    level = [0] * count
    ready = [number for number in range(count) if not waiting[number]]
    for number in ready:
        for other in downstream[number]:
            if level[other] <= level[number]:
                level[other] = level[number] + 1
            waiting[other] -= 1
            if not waiting[other]:
                ready.append(other)
    if len(ready) < count:
        raise InvalidDefinitionError(
            "these steps wait for each other: "
            + ", ".join(step_keys[number] for number in range(count) if waiting[number]),
            code="GM202",
        )
    ready.sort(key=lambda number: (level[number], -priorities[number], step_keys[number]))
    return ready


def priority_of(tags: Mapping[str, str]) -> int:
    """The priority that a step's tags give it; 0 where they say nothing, or no number."""
    if not tags:
        return 0
    try:
        return int(tags.get("graphmat/priority", tags.get("dagster/priority", 0)))
    except ValueError:
        return 0
