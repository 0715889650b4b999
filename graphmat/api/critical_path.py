"""The critical path of a run: the chain of steps that its duration is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

_SLACK_S: Final = 0.001
"""Clocks of several processes: a step may seem to begin a little before its source ended."""


def critical_path(
    attempts: Sequence[Mapping[str, Any]], after: Mapping[str, Sequence[str]]
) -> list[dict[str, Any]]:
    """The steps from the first to the one that ended last, each the last that the next waited for.

    Args:
        attempts: Attempts of a report: step, and from when to when it ran.
        after: Step → the steps that it comes after; items of a fan-out count as their step.

    Returns:
        For each step its key, its duration and how long the next one waited after it.
    """
    spans: dict[str, tuple[float, float]] = {}
    for each in attempts:
        start, end = spans.get(each["step_key"], (each["from_s"], each["to_s"]))
        spans[each["step_key"]] = (min(start, each["from_s"]), max(end, each["to_s"]))
    items: dict[str, list[str]] = {}
    for step in spans:
        items.setdefault(_plain(step), []).append(step)
    if not spans:
        return []
    current: str | None = max(spans, key=lambda step: (spans[step][1], step))
    path: list[str] = []
    seen: set[str] = set()
    while current is not None and current not in seen:
        seen.add(current)
        path.append(current)
        begin = spans[current][0]
        sources = [
            item for before in after.get(_plain(current), ()) for item in items.get(before, ())
        ]
        ready = [item for item in sources if spans[item][1] <= begin + _SLACK_S]
        current = max(ready, key=lambda step: (spans[step][1], step), default=None)
    path.reverse()
    found = []
    for number, step in enumerate(path):
        start, end = spans[step]
        waited = start - spans[path[number - 1]][1] if number else start
        found.append(
            {
                "step_key": step,
                "duration_s": round(end - start, 6),
                "waited_s": round(max(0.0, waited), 6),
            }
        )
    return found


def _plain(step_key: str) -> str:
    return step_key.partition("[")[0]
