"""The order of items within their columns: few crossings of edges."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from graphmat.rendering.lineage.layout.layers import Item

SWEEPS: Final = 12

Columns = list[list[Item]]
Near = Mapping[Item, Sequence[tuple[Item, float]]]
"""Item → its neighbours in the next column, each with a place within it between 0 and 1."""


def ordered(columns: Sequence[Sequence[Item]], before: Near, after: Near) -> Columns:
    """The columns, sorted by the mean place of neighbours, back and forth; the best order counts.

    Args:
        columns: The items of each column.
        before: The neighbours of each item in the column before.
        after: The neighbours of each item in the column behind.
    """
    best = [list(column) for column in columns]
    if len(best) <= 1:
        return best
    fewest = crossings(best, after)
    current = [list(column) for column in best]
    for sweep in range(SWEEPS):
        if not fewest:
            break
        forward = sweep % 2 == 0
        numbers = range(1, len(current)) if forward else range(len(current) - 2, -1, -1)
        near = before if forward else after
        for number in numbers:
            beside = current[number - 1 if forward else number + 1]
            current[number] = _sorted(current[number], beside, near)
        count = crossings(current, after)
        if count < fewest:
            fewest, best = count, [list(column) for column in current]
    return best


def _sorted(column: Sequence[Item], beside: Sequence[Item], near: Near) -> list[Item]:
    """A column by the mean places of neighbours; items without any keep their place."""
    place = {item: float(number) for number, item in enumerate(beside)}
    scale = max(len(beside), 1) / max(len(column), 1)
    keys: dict[Item, float] = {}
    for number, item in enumerate(column):
        places = [place[other] + port for other, port in near.get(item, ()) if other in place]
        keys[item] = sum(places) / len(places) if places else number * scale
    return sorted(column, key=keys.__getitem__)


def crossings(columns: Sequence[Sequence[Item]], after: Near) -> int:
    """How often edges between neighbouring columns cross."""
    total = 0
    for left, right in pairwise(columns):
        place = {item: float(number) for number, item in enumerate(right)}
        seen: list[float] = []
        for item in left:
            ends = sorted(
                place[other] + port for other, port in after.get(item, ()) if other in place
            )
            for end in ends:
                total += len(seen) - bisect_right(seen, end)
            for end in ends:
                insort(seen, end)
    return total
